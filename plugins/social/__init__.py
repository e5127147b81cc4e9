"""What networks and search engines are told of an entry: title, excerpt and message, each in its own role.

Reads of an entry its title, description, excerpt, dates, terms and image, and the front matter `Message`,
`Content_warning` and `Canonical`.
Makes boxes with links of quotes that are marked as `> [!share]`.
Adds `message` (text of a post, never a title or description) and `social`: tags for the head, JSON-LD, share links.

Settings, with their defaults:

SHARE_NETWORKS = ["mastodon", "bluesky", "linkedin", "whatsapp", "email"]
    The networks a page offers to share on, in this order; `plugins/social/networks.py` has them all.
MESSAGE_TEMPLATES = {}
    What is said of entries: by `*`, kind, `category:Name` or `tag:name`, a text or one for each network, as in
    {"rocket": "{message|title}", "tag:tea": {"x": "{title}, for {category}"}}. The fields are message, title, excerpt,
    category, tags, author and link; `{message|excerpt}` is the first that says something.
HASHTAGS = {}
    What is written for a tag or category, without the sign: {"c++": "Cpp"}; an empty one leaves it out.
HASHTAGS_NEVER = [...]
    Names that are no hashtags unless HASHTAGS says so; the usual list is SHELVES in `hashtags.py`.
HASHTAG_COUNTS = {}
    How many hashtags a network gets, in place of the usual number: {"mastodon": 3}.
MESSAGES_FEED = ""
    The address of a feed of new entries for services that post, as "feeds/messages.json": what to say is under
    `_messages`, by network. None is written unless it is named.
SOCIAL_JSON = ""
    The address of a file with what is to be posted for every entry of the blog, as "social.json"; none unless named.
WEBSUB_HUB = ""
    The address of a hub that tells readers of feeds what is new, as "https://hub.example/"; you must ping it.
LICENSE_URL = ""
    The address of the licence of all you show, as "https://creativecommons.org/licenses/by/4.0/"; an entry may name
    its own as `License:`.
SITE_LOGO = ""
    The picture that search engines may show for the site, as "images/logo.png".
SOCIAL = ()
    The site's own accounts, as in (("Mastodon", "https://social.example/@tea"),): they are told to be the same as the
    site, and can see on its first page that they are.
SITE_VERIFICATION = {}
    What services want to find on the first page to believe that the site is yours: {"google": "…"}; also "bing",
    "yandex", "baidu", "facebook" and "pinterest".
SOCIAL_ACCOUNTS = {}
    The accounts a card credits: "x" and "mastodon", each with one, or with one for each author and `*` for the site, as
    in {"mastodon": {"*": "@tea@example.social", "Ann": "@ann@example.social"}}.
"""


def register() -> None:
    """Called by Pelican."""
    from plugins.social import hooks

    hooks.connect()
