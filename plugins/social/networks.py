"""The networks, and what each takes and shows: every figure about them that the code knows is in this table.

Figures as of AS_OF. Behind each stands where it is from: O the network's own documentation, S its source code,
C what people observe, K commonly known. A change is an edit of one line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from plugins.social.counting import Unit

AS_OF = "2026-11"


@dataclass(frozen=True, slots=True)
class Card:
    """What a link card shows: signs at most of title and description (0: not at all), and the shapes of its picture.

    *small_title* is for networks whose small card shows more of it than their large one.
    """

    title: int
    description: int
    large: str = "1200 / 630"
    small: str = "1 / 1"
    small_title: int = 0


@dataclass(frozen=True, slots=True)
class Network:
    """One network.

    *form* is the address that opens its own form, filled in: `{post}` is its text, `{text}` that without the link,
    `{title}` and `{url}` are what they say, `{mail}`, `{media}` and `{pin}` what goes by mail or to Pinterest.
    *post* are the parts of its text, in their order; *unsaid* those of an entry without a message.
    *fields* have a field of their own.
    *hashtags* is how many are fit; *limits* how long each field may be, 0 where nobody says.
    *fold* is where the text goes on behind "see more", 0 for nowhere.
    *link_shown* is how many signs of an address are seen, without its protocol; 0 where it stands as it is written.
    """

    label: str
    form: str
    post: tuple[str, ...]
    unsaid: tuple[str, ...]
    card: Card
    limit: int
    unit: Unit = Unit.CHARACTERS
    fields: Mapping[str, int] = field(default_factory=dict)
    hashtags: int = 0
    fold: int = 0
    byte_limit: int = 0
    link_shown: int = 0
    has_threads: bool = False
    """Whether one post can go on in the next."""
    has_warning: bool = False
    """Whether a post may be hidden behind a content warning."""


# What is composed of what: the card shows the rest, so that nothing is said twice and nothing lost.
ALL_OF_IT = ("message", "title", "link", "tags")
WITHOUT_CARD = ("message", "link", "tags")
CARD_CUT_SHORT = ("message", "excerpt", "link", "tags")
# Of an entry without a message: its title, for a card may be slow, or missing; the description where no card shows it.
TITLED = ("title", "link", "tags")
DESCRIBED = ("title", "description", "link", "tags")

NETWORKS: Mapping[str, Network] = {
    # O docs.x.com/fundamentals/counting-characters; docs.x.com/x-for-websites/tweet-button/guides/web-intent.
    # C the large card has shown no title since October 2023; the picture is cut to 2:1. K what is seen of an address.
    "x": Network(
        "X",
        "https://twitter.com/intent/tweet?text={post}",
        ALL_OF_IT,
        DESCRIBED,
        Card(0, 0, large="2 / 1", small_title=70),
        limit=280,
        has_threads=True,
        unit=Unit.WEIGHTED,
        hashtags=2,
        link_shown=30,
    ),
    # S app/validators/status_length_validator.rb; servers may allow more. S app/lib/text_formatter.rb: addresses.
    # C the fragment of the form never reaches the host; it asks the reader for their own server.
    "mastodon": Network(
        "Mastodon",
        "https://share.joinmastodon.org/#text={post}",
        WITHOUT_CARD,
        TITLED,
        Card(100, 160, large="16 / 9"),
        limit=500,
        has_threads=True,
        has_warning=True,
        unit=Unit.SHORTENED,
        hashtags=5,
        link_shown=30,
    ),
    # S lexicon app.bsky.feed.post: graphemes, and bytes as well. O docs.bsky.app/docs/advanced-guides/intent-links.
    "bluesky": Network(
        "Bluesky",
        "https://bsky.app/intent/compose?text={post}",
        WITHOUT_CARD,
        TITLED,
        Card(90, 110),
        limit=300,
        has_threads=True,
        unit=Unit.LETTERS,
        hashtags=3,
        byte_limit=3_000,
    ),
    # O developers.facebook.com/documentation/threads; the link is attached, and there is one topic tag.
    "threads": Network(
        "Threads",
        "https://www.threads.com/intent/post?text={text}&url={url}",
        ("message", "tags"),
        ("title", "description", "tags"),
        Card(90, 0),
        limit=500,
        has_threads=True,
        unit=Unit.THREADS,
        fields={"link": 0},
        hashtags=1,
    ),
    # C limit and fold. The form takes the address alone; LinkedIn reads the rest from the page.
    "linkedin": Network(
        "LinkedIn",
        "https://www.linkedin.com/sharing/share-offsite/?url={url}",
        CARD_CUT_SHORT,
        ("title", "excerpt", "link", "tags"),
        Card(119, 100),
        limit=3_000,
        hashtags=5,
        fold=210,
    ),
    # K limit and fold. The form takes the address alone: `quote` was withdrawn in 2022 (C).
    "facebook": Network(
        "Facebook",
        "https://www.facebook.com/sharer/sharer.php?u={url}",
        CARD_CUT_SHORT,
        ("title", "excerpt", "link", "tags"),
        Card(88, 80),
        limit=63_206,
        hashtags=1,
        fold=480,
    ),
    # K limit. C what the card shows.
    "whatsapp": Network(
        "WhatsApp", "https://wa.me/?text={post}", ("message", "link"), TITLED, Card(80, 80), limit=65_000
    ),
    # K limit.
    "telegram": Network(
        "Telegram",
        "https://t.me/share/url?url={url}&text={text}",
        ("message", "link"),
        TITLED,
        Card(90, 170),
        limit=4_096,
    ),
    # K title; the post is its title and the address.
    "reddit": Network(
        "Reddit",
        "https://www.reddit.com/submit?url={url}&title={title}",
        (),
        (),
        Card(0, 0),
        limit=0,
        fields={"title": 300, "link": 0},
    ),
    # K title.
    "hackernews": Network(
        "Hacker News",
        "https://news.ycombinator.com/submitlink?u={url}&t={title}",
        (),
        (),
        Card(0, 0),
        limit=0,
        fields={"title": 80, "link": 0},
    ),
    # K both limits, and that a picture keeps its shape, of which 2:3 fares best; O the form, developers.pinterest.com.
    "pinterest": Network(
        "Pinterest",
        "https://www.pinterest.com/pin/create/button/?url={url}&media={media}&description={pin}",
        ("message", "excerpt"),
        ("excerpt",),
        Card(100, 0),
        limit=800,
        fields={"title": 100, "link": 0},
    ),
    # O RFC 6068: line breaks are %0D%0A. K about 60 to 70 signs of a subject are seen; none is lost.
    "email": Network(
        "E-mail",
        "mailto:?subject={title}&body={mail}",
        ("message", "excerpt", "link"),
        ("excerpt", "link"),
        Card(0, 0),
        limit=0,
        fields={"subject": 0},
    ),
}
# K mail programs and servers cut longer ones.
MAILTO_MAX_LENGTH = 2_000
