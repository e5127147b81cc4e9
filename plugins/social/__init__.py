"""What networks and search engines are told of an entry: title, excerpt and message, each in its own role.

Reads of an entry its title, description, excerpt, dates, terms and image, and the front matter `Message`.
Adds `message` (text of a post, never a title or description) and `social`: tags for the head, JSON-LD, share links.

Settings, with their defaults:

SHARE_NETWORKS = ["mastodon", "bluesky", "linkedin", "whatsapp", "email"]
    The networks a page offers to share on, in this order; `plugins/social/networks.py` has them all.
SOCIAL_ACCOUNTS = {}
    The accounts a card credits: "x" and "mastodon".
"""


def register() -> None:
    """Called by Pelican."""
    from plugins.social import hooks

    hooks.connect()
