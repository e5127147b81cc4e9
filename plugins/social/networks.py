"""The networks, and what each takes: addresses of their forms, and limits.

Figures as of November 2026; each source is named beside its line, so that a change is an edit of that line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Network:
    """One network: its *label*, and the *form* that is filled in with `{url}`, `{title}`, `{text}` and `{post}`.

    `{text}` is the author's message (the title where there is none), `{post}` the same with the address behind it.
    """

    label: str
    form: str


NETWORKS: Mapping[str, Network] = {
    # https://docs.x.com/x-for-websites/tweet-button/guides/web-intent
    "x": Network("X", "https://twitter.com/intent/tweet?text={text}&url={url}"),
    # The fragment never reaches the host; it asks the reader for their own server.
    "mastodon": Network("Mastodon", "https://share.joinmastodon.org/#text={post}"),
    # https://docs.bsky.app/docs/advanced-guides/intent-links
    "bluesky": Network("Bluesky", "https://bsky.app/intent/compose?text={post}"),
    # https://developers.facebook.com/documentation/threads/threads-web-intents
    "threads": Network("Threads", "https://www.threads.com/intent/post?text={text}&url={url}"),
    # Takes the address alone; LinkedIn reads the rest from the page.
    "linkedin": Network("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={url}"),
    "facebook": Network("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
    "whatsapp": Network("WhatsApp", "https://wa.me/?text={post}"),
    "telegram": Network("Telegram", "https://t.me/share/url?url={url}&text={text}"),
    "reddit": Network("Reddit", "https://www.reddit.com/submit?url={url}&title={title}"),
    "hackernews": Network("Hacker News", "https://news.ycombinator.com/submitlink?u={url}&t={title}"),
    # RFC 6068: line breaks are %0D%0A.
    "email": Network("E-mail", "mailto:?subject={title}&body={mail}"),
}
# Mail programs and servers cut longer ones.
MAILTO_MAX_LENGTH = 2_000
