"""The site as a whole: what every page may know about all entries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import NamedTuple, Protocol, TypeVar

from plugins.shared.entry import EntryRef, Kind, SourcePath, Status, Term, UrlPath

ENTRY_NAMES = ("article", "note", "page")
"""What templates call the entry whose page they make."""


class Known(Protocol):
    """What the site as a whole must know of an entry: an `Entry`, or the little a build remembers of one."""

    @property
    def source(self) -> SourcePath: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def status(self) -> Status: ...
    @property
    def is_scheduled(self) -> bool: ...
    @property
    def title(self) -> str: ...
    @property
    def url(self) -> UrlPath: ...
    @property
    def date(self) -> datetime | None: ...
    @property
    def modified(self) -> datetime | None: ...
    @property
    def due(self) -> datetime | None: ...
    @property
    def expires(self) -> datetime | None: ...
    @property
    def categories(self) -> tuple[Term, ...]: ...
    @property
    def tags(self) -> tuple[Term, ...]: ...
    @property
    def authors(self) -> tuple[Term, ...]: ...


AnyKnown = TypeVar("AnyKnown", bound=Known)


def with_fields(known: AnyKnown, **fields: object) -> AnyKnown:
    """*known* with other values for some of its fields, be it a dataclass or a named tuple."""
    # As `copy.replace` does, from Python 3.13 on.
    change = getattr(known, "_replace", None)
    changed: AnyKnown = change(**fields) if change else replace(known, **fields)  # type: ignore[type-var]
    return changed


@dataclass(frozen=True, slots=True)
class KindListing:
    """The page that lists every published entry of one kind."""

    kind: Kind
    title: str
    url: UrlPath
    feed_url: UrlPath


@dataclass(frozen=True, slots=True)
class KindCount:
    """A kind's listing, and how many published entries it has."""

    listing: KindListing
    count: int


@dataclass(frozen=True, slots=True)
class TermCount:
    """A category, tag or author, and how many published entries name it."""

    term: Term
    count: int


class ArchiveYear(NamedTuple):
    """The dated entries of one year, newest first."""

    year: int
    entries: tuple[Known, ...]


class Link(NamedTuple):
    """Words and where they lead, below the root of the site."""

    title: str
    url: UrlPath


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page may know about the site: what its menus lead to, and no more, so that few changes reach it."""

    is_public: bool
    feed_url: UrlPath
    kinds: tuple[KindListing, ...] = ()
    pages: tuple[Link, ...] = ()
    has_categories: bool = False
    has_tags: bool = False
    has_several_authors: bool = False
    has_archive: bool = False
    has_waiting: bool = False
    """Whether there are drafts or scheduled entries to be shown at home."""


@dataclass(frozen=True, slots=True)
class SiteView(Frame):
    """What the home page and the overviews may know besides: every entry by its line, every name with its count."""

    kind_counts: tuple[KindCount, ...] = ()
    categories: tuple[TermCount, ...] = ()
    tags: tuple[TermCount, ...] = ()
    authors: tuple[TermCount, ...] = ()
    archive: tuple[ArchiveYear, ...] = ()
    drafts: tuple[Known, ...] = ()
    scheduled: tuple[Known, ...] = ()
    first_notes: tuple[Known | EntryRef, ...] = ()
    """Where to begin reading: the notes that most others link to."""


FIRST_NOTES_COUNT = 12


def list_moments(entry: Known) -> list[datetime]:
    """The moments at which *entry* comes out, goes, or is no longer changed in times to come."""
    dates = (entry.date if entry.kind.is_dated else None, entry.due, entry.expires, entry.modified)
    return [moment for moment in dates if moment]


def is_due(entry: Known, now: datetime) -> bool:
    """Whether *entry* is out *now*: neither its date, if its kind has one, nor its day of publication lies ahead."""
    waits_for = (entry.date if entry.kind.is_dated else None, entry.due)
    return all(moment is None or moment <= now for moment in waits_for)


def is_expired(entry: Known, now: datetime) -> bool:
    return entry.expires is not None and entry.expires <= now


def is_listed(entry: Known) -> bool:
    """Whether *entry* stands in listings, feeds and counts."""
    return entry.status is Status.PUBLISHED


def stream_key(entry: Known) -> tuple[int, float, str, str]:
    """Sort key for listings: newest first, the undated after them by title."""
    if entry.date is None:
        return (1, 0.0, entry.title.casefold(), entry.source)
    return (0, -entry.date.timestamp(), entry.title.casefold(), entry.source)


def title_key(entry: Known) -> tuple[str, str]:
    """Sort key for alphabetical listings."""
    return (entry.title.casefold(), entry.source)


def list_kind(entries: Iterable[AnyKnown], kind: Kind) -> list[AnyKnown]:
    """The listed entries of *kind*: the dated kinds newest first, notes and pages by title."""
    chosen = [entry for entry in entries if entry.kind is kind and is_listed(entry)]
    return sorted(chosen, key=stream_key if kind.is_dated else title_key)


def make_site_view(
    entries: Sequence[AnyKnown],
    *,
    is_public: bool,
    feed_url: str,
    kind_feed: str,
    backlink_counts: Mapping[SourcePath, int],
) -> SiteView:
    """The view of *entries*; *kind_feed* is the pattern of a kind's feed address, with `{folder}`."""
    listed = [entry for entry in entries if is_listed(entry)]
    stream = sorted((entry for entry in listed if entry.kind.is_dated), key=stream_key)
    per_kind = Counter(entry.kind for entry in listed)
    kind_counts = tuple(
        KindCount(list_of_kind(kind, kind_feed), per_kind[kind])
        for kind in Kind
        if kind is not Kind.PAGE and per_kind[kind]
    )
    categories = count_terms(entry.categories for entry in listed)
    tags = count_terms(entry.tags for entry in listed)
    authors = count_terms(entry.authors for entry in listed)
    drafts = tuple(sorted((entry for entry in entries if entry.status is Status.DRAFT), key=title_key))
    scheduled = tuple(sorted((entry for entry in listed if entry.is_scheduled), key=stream_key))
    notes = (entry for entry in listed if entry.kind is Kind.NOTE)
    return SiteView(
        is_public=is_public,
        # Where there is no stream, a vault for instance, the notes are what can be followed.
        feed_url=UrlPath(
            feed_url if stream else kind_feed.format(folder=Kind.NOTE.folder) if per_kind[Kind.NOTE] else ""
        ),
        kinds=tuple(item.listing for item in kind_counts),
        pages=tuple(Link(entry.title, entry.url) for entry in list_kind(entries, Kind.PAGE)),
        has_categories=bool(categories),
        has_tags=bool(tags),
        has_several_authors=len(authors) > 1,
        has_archive=bool(stream),
        has_waiting=not is_public and bool(drafts or scheduled),
        kind_counts=kind_counts,
        categories=categories,
        tags=tags,
        authors=authors,
        archive=_archive(stream),
        drafts=drafts,
        scheduled=scheduled,
        first_notes=tuple(
            sorted(notes, key=lambda entry: (-backlink_counts.get(entry.source, 0), *title_key(entry)))[
                :FIRST_NOTES_COUNT
            ]
        ),
    )


def list_of_kind(kind: Kind, kind_feed: str) -> KindListing:
    """The listing of *kind*; *kind_feed* is the pattern of its feed's address."""
    return KindListing(
        kind=kind,
        title=kind.folder.capitalize(),
        url=UrlPath(f"{kind.folder}/"),
        feed_url=UrlPath(kind_feed.format(folder=kind.folder)),
    )


def _archive(stream: Iterable[Known]) -> tuple[ArchiveYear, ...]:
    """The entries of *stream* by the year on their own calendar, which around New Year may differ from the order."""
    years: dict[int, list[Known]] = defaultdict(list)
    for entry in stream:
        if entry.date:
            years[entry.date.year].append(entry)
    return tuple(ArchiveYear(year, tuple(years[year])) for year in sorted(years, reverse=True))


def count_terms(terms_of_entries: Iterable[tuple[Term, ...]]) -> tuple[TermCount, ...]:
    """Each term with the number of entries that name it, by name."""
    counts = Counter(chain.from_iterable(terms_of_entries))
    return tuple(
        TermCount(term, count)
        for term, count in sorted(counts.items(), key=lambda pair: (pair[0].name.casefold(), pair[0].slug))
    )
