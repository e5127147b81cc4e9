"""Settings for the public: all of `pelicanconf.py`, and what differs."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from pelicanconf import *

SITEURL = "https://doodlebook.example"
FAIL_ON = "warnings"
WITH_DRAFTS = False
WITH_FUTURE_DATES = False
