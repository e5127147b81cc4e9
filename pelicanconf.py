"""Settings for writing at home; `publishconf.py` has only what differs in public.

Pelican's own settings: https://docs.getpelican.com/en/stable/settings.html
Those of each plugin, with their defaults: `plugins/*/__init__.py`.
"""

import logging

from pelican.log import FatalLogger

# A build with an error has failed; by itself Pelican logs it and goes on.
FatalLogger.fatal_lvl = logging.ERROR

AUTHOR = "The Doodlebook authors"
SITENAME = "Doodlebook"
SITESUBTITLE = "A notebook for people who think with a pencil"
SITEURL = ""
DEFAULT_LANG = "en"
# The shelf of posts, doodles and rockets that name none, as "Odds and ends"; none if empty.
DEFAULT_CATEGORY = ""
TIMEZONE = "UTC"

# The flow, stage by stage: each plugin works on what those before it have added.
PLUGINS = [
    "plugins.kinds",
    "plugins.categories",
    "plugins.excerpts",
    "plugins.graph",
    "plugins.images",
    "plugins.social",
    "plugins.assets",
]

PATH = "content"
OUTPUT_PATH = "output"
CACHE_PATH = ".cache"
THEME = "theme"
STATIC_PATHS = ["images"]

# What a build fails on: "errors" in any file, "warnings" as well, or "never", which leaves out the file of an error.
FAIL_ON = "never"
# Shown at home, with a mark; left out in public.
WITH_DRAFTS = True
WITH_FUTURE_DATES = True
# The moment that decides what is due, in ISO form; now, if not given.
BUILD_DATE: str | None = None

# Whether the public gets what symbolic links of the content folder lead to outside of it.
PUBLISH_THROUGH_SYMLINKS = False

# Notes that give no dates have those of their first and last commit.
DATES_FROM_GIT = True

# Addresses that end in a slash, so that they need not change when what makes the page does.
POST_URL = "posts/{folder}{slug}/"
DOODLE_URL = "doodles/{folder}{slug}/"
ROCKET_URL = "rockets/{folder}{slug}/"
NOTE_URL = "notes/{folder}{slug}/"
PAGE_URL = "{folder}{slug}/"
INDEX_URL = ""
CATEGORY_URL = "category/{slug}/"
CATEGORY_SAVE_AS = "category/{slug}/index.html"
CATEGORIES_URL = "categories/"
CATEGORIES_SAVE_AS = "categories/index.html"
TAG_URL = "tag/{slug}/"
TAG_SAVE_AS = "tag/{slug}/index.html"
TAGS_URL = "tags/"
TAGS_SAVE_AS = "tags/index.html"
AUTHOR_URL = "author/{slug}/"
AUTHOR_SAVE_AS = "author/{slug}/index.html"
AUTHORS_URL = "authors/"
AUTHORS_SAVE_AS = "authors/index.html"
ARCHIVES_URL = "archives/"
ARCHIVES_SAVE_AS = "archives/index.html"
DRAFTS_URL = "drafts/"
DRAFTS_SAVE_AS = "drafts/index.html"
PAGINATION_PATTERNS = [
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
]
DIRECT_TEMPLATES = ["index", "categories", "tags", "authors", "archives", "drafts", "404"]
DEFAULT_PAGINATION = 10
PAGINATED_TEMPLATES = {"index": None, "kind": None, "notes": 200, "category": None, "tag": None, "author": None}

FEED_ALL_ATOM = "feeds/all.atom.xml"
KIND_FEED_ATOM = "feeds/{folder}.atom.xml"
CATEGORY_FEED_ATOM = "category/{slug}/feed.atom.xml"
TAG_FEED_ATOM = "tag/{slug}/feed.atom.xml"
AUTHOR_FEED_ATOM = "author/{slug}/feed.atom.xml"
AUTHOR_FEED_RSS = None
TRANSLATION_FEED_ATOM = None

# How Markdown is read: "commonmark", or "python-markdown" for older Pelican blogs.
# None is CommonMark, but for a folder elsewhere that has a `pelicanconf.py` of an older blog beside or above it.
MARKDOWN_DIALECT: str | None = None
# Extensions to leave out, as "tags" or "smart_quotes"; `plugins/markdown/dialect.py` lists them.
MARKDOWN_WITHOUT: list[str] = []
# Whether a single line break is a break on the page; None asks the folder, since Obsidian shows it so.
MARKDOWN_BREAKS: bool | None = None
# Whether addresses and the ids of headings keep letters of other scripts; otherwise they are written in Latin ones.
SLUGIFY_USE_UNICODE = False
# `MARKDOWN`, as Pelican's manual describes it, is used with "python-markdown" only.
# We name images without alt text ourselves, with file and line.
LOG_FILTER = [
    (logging.WARNING, "Empty alt attribute for image %s in %s"),
    (logging.WARNING, "Feeds generated without SITEURL or FEED_DOMAIN set properly may not be valid"),
]

# Colours of categories by name, as "#rrggbb"; others get one of the theme's.
CATEGORY_COLORS: dict[str, str] = {}
# Signs at most in an automatic excerpt, and in the descriptions that search engines and link cards show.
EXCERPT_LENGTH = 300
DESCRIPTION_LENGTH = 155
CARD_DESCRIPTION_LENGTH = 200
# What stands for an entry without words, by kind: {"note": "Eine Notiz[ in {place}][ über {tags}]."}.
EXCERPT_STAND_INS: dict[str, str] = {}
# Fonts of your own for the cards, as paths, asked before the packaged ones.
CARD_FONTS: list[str] = []
# How cards look: "paper", "ink", "chalkboard", "blueprint", "marker", "photo", or a style of your own.
CARD_STYLE = "paper"
# Where your own styles are, one file each: `card-styles/kraft.toml`.
CARD_STYLES_PATH = "card-styles"
# What cards say besides title, category and site: "author", "date", "reading_time".
CARD_FACTS = ["author"]
# Pictures and cards for entries without a picture of their own; the first match by number decides.
# Such as {"number": 10, "tag": "tea", "picture": "images/tea.jpg", "alt": "A cup of tea"}
# or {"number": 20, "category": "Drawing", "style": "chalkboard", "accent": "#c58418", "label": "Drawn"}
# or {"number": 30, "kind": "rocket", "none": True}
# or {"number": 90, "any": True, "text_picture": True}
IMAGE_RULES: list[dict[str, object]] = []
# The same for pages, which take no part in the rules above.
PAGE_IMAGE_RULES: list[dict[str, object]] = []
# Paper of scanned drawings: "auto" (scans become white), "white", "transparent" or "keep".
DRAWING_PAPER = "auto"
# A version of drawings for readers in the dark: "auto" or "none".
DRAWING_DARK = "auto"
# Which share links a page shows, in this order.
SHARE_NETWORKS = ["mastodon", "bluesky", "linkedin", "whatsapp", "email"]
# Accounts that cards credit: "x": "@name", "mastodon": "@name@server"; or one for each author, `*` for the site.
SOCIAL_ACCOUNTS: dict[str, str | dict[str, str]] = {}
# The site's own accounts: (("Mastodon", "https://social.example/@tea"),).
SOCIAL: tuple[tuple[str, str], ...] = ()
# The picture that search engines may show for the site, as "images/logo.png".
SITE_LOGO = ""
# What services want to find on the first page to believe that the site is yours: {"google": "…"}.
SITE_VERIFICATION: dict[str, str] = {}
# What is said of entries on networks, as {"rocket": "{message|title}"}; `plugins/social/__init__.py` tells more.
MESSAGE_TEMPLATES: dict[str, str | dict[str, str]] = {}
# What is written for a tag or category on networks, without the sign: {"c++": "Cpp"}.
HASHTAGS: dict[str, str] = {}
# Tags and categories that are no hashtags, unless `HASHTAGS` names them.
HASHTAGS_NEVER = [
    "page", "pages", "post", "posts", "note", "notes", "article", "articles", "blog", "misc", "miscellaneous",
    "general", "other", "others", "all", "index", "draft", "drafts", "inbox", "archive", "uncategorized",
    "uncategorised", "unsorted", "allgemein", "allgemeines", "sonstiges", "verschiedenes", "notizen", "beiträge",
    "non classé", "divers", "sin categoría", "sin clasificar", "varios", "sem categoria", "senza categoria", "varie",
    "geen categorie", "overig", "bez kategorii", "nezařazené", "без рубрики", "разное", "без категорії",
    "okategoriserade", "ukategorisert", "ikke kategoriseret", "未分类", "未分類", "미분류", "カテゴリーなし",
]  # fmt: skip
# How many hashtags a network gets, in place of the usual number: {"mastodon": 3}.
HASHTAG_COUNTS: dict[str, int] = {}
# A feed of new entries with their messages for services that post, as "feeds/messages.json"; none if empty.
MESSAGES_FEED = ""
# What is to be posted for every entry, for tools at home, as "social.json"; none if empty.
SOCIAL_JSON = ""
# A hub that tells readers of feeds what is new, as "https://hub.example/".
WEBSUB_HUB = ""
# The licence of what you show, as "https://creativecommons.org/licenses/by/4.0/"; an entry may have its own `License:`.
LICENSE_URL = ""
