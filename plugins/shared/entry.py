"""Our words as types: what an author wrote, and everything the plugins have found out about it.

An `Entry` is made once while reading and never changed: each plugin returns new entries with its own fields filled in.
Addresses (`url`, `save_as`) are relative to the root of the site and have no leading slash.
Dates are aware, in the zone they were written in or the one of the site: the day stays the day the author meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import ClassVar, NamedTuple, NewType, Self, TypeAlias

from plugins.shared.digests import digest_of

_PLAIN_WIDTH_PX = 1120
# Anchors as authors set them in HTML; a search for a plain `="` takes a thirtieth of the time of one for the names.
ANCHOR = re.compile(r"=\"(?:(?<=\bid=\")|(?<=\bname=\"))([^\"]*)\"")

Slug = NewType("Slug", str)
UrlPath = NewType("UrlPath", str)
SourcePath = NewType("SourcePath", str)
"""A file below the content folder, with forward slashes: `posts/tea.md`."""

FieldValue: TypeAlias = "str | bool | int | float | datetime | list[FieldValue] | dict[str, FieldValue] | None"


class Packable:
    """A dataclass that travels between processes in less than half the time that others with slots take."""

    __slots__ = ()
    list_values: ClassVar[Callable[[object], tuple[object, ...]]]

    def __init_subclass__(cls) -> None:
        # Called a second time for the class with slots, when it is known which fields it has.
        if names := cls.__dict__.get("__match_args__"):
            cls.list_values = attrgetter(*names)

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), type(self).list_values(self)


class Kind(StrEnum):
    """What an entry is; the folder decides unless the front matter does."""

    POST = "post"
    DOODLE = "doodle"
    ROCKET = "rocket"
    NOTE = "note"
    PAGE = "page"

    @property
    def folder(self) -> str:
        return f"{self.value}s"

    @property
    def is_dated(self) -> bool:
        """Whether entries of this kind need a date and stand in the blog stream."""
        return self in (Kind.POST, Kind.DOODLE, Kind.ROCKET)


class Status(StrEnum):
    PUBLISHED = "published"
    HIDDEN = "hidden"
    DRAFT = "draft"


class Term(NamedTuple):
    """One category, tag or author: its name as written, and where its listing is; of a category its colour."""

    name: str
    slug: Slug
    url: UrlPath
    feed_url: UrlPath
    color: str = ""


class EntryRef(NamedTuple):
    """Enough of another entry to link to it."""

    title: str
    url: UrlPath
    kind: Kind
    source: SourcePath
    excerpt: str = ""


class Heading(NamedTuple):
    """A heading of the body, for the table of contents: *level* 2 to 6, *id* the anchor."""

    level: int
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Series(Packable):
    """The series an entry belongs to; *part* counts from 1, *entries* are all parts in order."""

    title: str
    part: int
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class PictureSource(Packable):
    """The same picture in one format and several widths: *files* are addresses with their width, narrowest first.

    *media* says for which readers it is, as in `screen and (prefers-color-scheme: dark)`; empty for all.
    """

    mime: str
    files: tuple[tuple[UrlPath, int], ...]
    media: str = ""


@dataclass(frozen=True, slots=True)
class Picture(Packable):
    """An image file of the finished site.

    *sources* hold it in newer formats, the best first; *files* in its own, narrowest first.
    *color* is the one that most of it has, `#rrggbb`; empty where it is see-through.
    *leaf* is what it must lie on to be seen: `light`, `dark`, or a colour; empty where any will do.
    """

    url: UrlPath
    width_px: int
    height_px: int
    alt: str
    mime: str
    sources: tuple[PictureSource, ...] = ()
    files: tuple[tuple[UrlPath, int], ...] = ()
    color: str = ""
    leaf: str = ""

    @property
    def has_dark(self) -> bool:
        """Whether there is a version of it for readers in the dark scheme."""
        return any("dark" in source.media for source in self.sources)

    @property
    def plain_url(self) -> UrlPath:
        """The file for where a browser cannot choose: wide enough for a column on a dense screen, and no wider."""
        return next((url for url, width_px in self.files if width_px >= _PLAIN_WIDTH_PX), self.url)


@dataclass(frozen=True, slots=True)
class Video(Packable):
    """A video of a rocket: a file of the site (*is_file*), or the address of a page that shows it."""

    url: str
    is_file: bool
    mime: str = ""
    poster: Picture | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class FeaturedImage(Packable):
    """The picture that stands for an entry.

    *share* is the 1200 x 630 JPEG or PNG for link cards.
    *lead* is what a reader of the page sees above the text; `None` where there is only a drawn card.
    *thumb* is the textless picture for listings, 16:9; `None` where there is only a drawn card.
    *textless* are pictures without lettering for search engines: 16:9, 4:3 and 1:1, the widest first; none of a card.
    *origin* is one of `own`, `doodle`, `poster`, `text`, `rule`, `card`; *reason* says in words why this one.
    """

    origin: str
    share: Picture
    thumb: Picture | None = None
    lead: Picture | None = None
    textless: tuple[Picture, ...] = ()
    reason: str = ""


class Meta(NamedTuple):
    """One `<meta>` tag: *key* is the name of the attribute, `name` or `property`."""

    key: str
    name: str
    content: str


class ShareLink(NamedTuple):
    """A plain link that opens a network's own form, filled in."""

    network: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Social(Packable):
    """What networks and search engines are told: *meta* and *json_ld* for the head, *share_links* for the reader.

    *canonical_url* is where the text stands first of all, mostly its own page; empty at home.
    *posts* are what is to be posted on each network, where a setting asks for them: names, and for each time the entry
    is shared the texts of a thread, or the one there is.
    *kit* is everything to be posted with all that is known of it, as JSON, where a setting asks for it.
    """

    canonical_url: str
    meta: tuple[Meta, ...]
    json_ld: str
    share_links: tuple[ShareLink, ...]
    posts: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = ()
    kit: str = ""


# Without slots: what is made anew so often takes a quarter of the time with a dictionary to copy.
@dataclass(frozen=True)
class Entry:
    """Anything the author wrote, of any kind."""

    source: SourcePath
    kind: Kind
    title: str
    slug: Slug
    url: UrlPath
    save_as: str
    status: Status = Status.PUBLISHED
    is_scheduled: bool = False
    has_title: bool = True
    """Whether the author gave a title; a rocket without one gets it from its words, and its page shows none."""
    has_own_address: bool = False
    """Whether the front matter set `Save_as` or `URL`: only then may an entry take the place of a generated page."""
    lang: str = "en"
    date: datetime | None = None
    """When it was published (dated kinds) or created (notes, where known)."""
    modified: datetime | None = None
    due: datetime | None = None
    """When it comes out, where that is not its date: what is written as `publishDate`."""
    expires: datetime | None = None
    """From when on no build shows it."""
    categories: tuple[Term, ...] = ()
    """The first one is primary."""
    tags: tuple[Term, ...] = ()
    authors: tuple[Term, ...] = ()
    series: Series | None = None
    aliases: tuple[str, ...] = ()
    old_addresses: tuple[str, ...] = ()
    """Where it was before, on another site or under another tool: addresses from `/` on, or whole."""
    property_links: tuple[str, ...] = ()
    """What front matter names in double brackets, without them."""
    metadata: Mapping[str, FieldValue] = field(default_factory=dict)
    """The front matter as read, keys in lower case."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Line of each front matter key in the file, from 1."""
    text: str = ""
    """The Markdown below the front matter."""
    text_line: int = 1
    """Line of the file at which *text* starts."""
    html: str = ""
    """The body; links inside the site are written the Pelican way: `{filename}/notes/tea.md`, `{static}/cup.png`."""
    headings: tuple[Heading, ...] = ()
    reading_minutes: int = 1
    drawings: tuple[tuple[str, bytes], ...] = ()
    """Pictures that its texts describe, names and bytes, until they are kept and among its *files*."""
    comment_count: int = 0
    """How many comments of the text no page shows."""
    # Added by excerpts
    excerpt: str = ""
    """Plain text for listings; a few sentences."""
    summary_html: str = ""
    """The excerpt as HTML: what the author put before the more marker, formatting kept."""
    description: str = ""
    """Plain text for search engines; about 155 characters."""
    card_description: str = ""
    """The same for link cards, which have more room: about 200 characters."""
    is_stand_in: bool = False
    """Whether excerpt and description are composed, for want of words."""
    message: str = ""
    """Text of a post on a social network; never a title or a description."""
    more_label: str = ""
    """The author's own words for the "continue reading" link, or empty."""
    is_cut: bool = True
    """Whether the page has more to read than the excerpt."""
    # Added by graph
    backlinks: tuple[EntryRef, ...] = ()
    newer: EntryRef | None = None
    older: EntryRef | None = None
    # Added by images
    drawing: Picture | None = None
    """The drawing of a doodle (or of a rocket that is one)."""
    transcript_html: str = ""
    video: Video | None = None
    image: FeaturedImage | None = None
    files: tuple[tuple[str, str], ...] = ()
    """Files the site needs for this entry: where in the output, and the path of what is put there."""
    # Added by social: the head of the page
    social: Social | None = None

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """As what is `Packable` travels; the dictionary holds the fields in their order."""
        return type(self), tuple(vars(self).values())

    def _replace(self, **fields: object) -> Self:
        """The same with other values for *fields*, as named tuples have it."""
        made = object.__new__(type(self))
        held = vars(made)
        held.update(vars(self), **fields)
        if len(held) > len(vars(self)):
            raise TypeError(f"no such fields: {', '.join(fields.keys() - vars(self).keys())}")
        return made

    @property
    def ref(self) -> EntryRef:
        return EntryRef(self.title, self.url, self.kind, self.source, self.excerpt)

    @property
    def shown(self) -> bytes:
        """What tells whether a link to it looks as it did."""
        return digest_of(self.ref)

    @property
    def anchors(self) -> tuple[str, ...]:
        """The places in the body that a link can lead to, with the words of those that are headings."""
        titles = tuple(" ".join(f"{heading.id} {heading.title}".split()) for heading in self.headings)
        return (*titles, *ANCHOR.findall(self.html))

    @property
    def category(self) -> Term | None:
        """The primary category."""
        return self.categories[0] if self.categories else None

    def line_of(self, key: str) -> int:
        """Line of the front matter *key* in the file; the first line where it is not written."""
        return self.lines.get(key, 1)

    def line_of_text(self, needle: str) -> int:
        """The line of the file where *needle* first stands in the text; the text's first line if nowhere."""
        position = self.text.find(needle) if needle else -1
        return self.text_line + (self.text.count("\n", 0, position) if position >= 0 else 0)
