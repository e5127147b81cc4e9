"""Plain Pelican, as its documentation has it, with the theme beside this file; fed by the bench."""

import os

SITENAME = "A blog"
SITEURL = "https://example.org"
AUTHOR = "Somebody"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
DEFAULT_PAGINATION = 10
PLUGINS: list[str] = []
ARTICLE_URL = "posts/{slug}/"
ARTICLE_SAVE_AS = "posts/{slug}/index.html"
DIRECT_TEMPLATES = ["index", "archives"]
AUTHOR_SAVE_AS = ""
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
TAG_FEED_ATOM = "feeds/tag-{slug}.atom.xml"
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
TRANSLATION_FEED_ATOM = None
# Its best: what was made of each file is kept.
CACHE_CONTENT = LOAD_CONTENT_CACHE = bool(os.environ.get("BENCH_CACHE"))
CONTENT_CACHING_LAYER = "generator"
CACHE_PATH = "cache"
