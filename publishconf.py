"""Settings for the public: all of `pelicanconf.py`, and what differs."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from pelicanconf import *

SITEURL = "https://doodlebook.example"
# Where the site goes, "cloudflare", "github" or "gitlab": a build warns before it is too large for that.
HOST = ""
FAIL_ON = "warnings"
WITH_DRAFTS = False
WITH_FUTURE_DATES = False
# What is to be posted is for tools at home: to publish it all, name the file here again.
SOCIAL_JSON = ""
