"""The site as a whole: what every page may know about all entries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from plugins.shared.entry import Entry, EntryRef, Kind, Status, Term, UrlPath


@dataclass(frozen=True, slots=True)
class KindListing:
    """The page that lists every published entry of one kind."""

    kind: Kind
    title: str
    url: UrlPath
    feed_url: UrlPath
    count: int


@dataclass(frozen=True, slots=True)
class TermCount:
    """A category, tag or author, and how many published entries name it."""

    term: Term
    count: int


class ArchiveYear(NamedTuple):
    """The dated entries of one year, newest first."""

    year: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class SiteView:
    """What every template may read about the site."""

    is_public: bool
    feed_url: UrlPath
    kinds: tuple[KindListing, ...] = ()
    categories: tuple[TermCount, ...] = ()
    tags: tuple[TermCount, ...] = ()
    authors: tuple[TermCount, ...] = ()
    pages: tuple[EntryRef, ...] = ()
    archive: tuple[ArchiveYear, ...] = ()
    drafts: tuple[Entry, ...] = ()
    scheduled: tuple[Entry, ...] = ()
    first_notes: tuple[Entry, ...] = ()
    """Where to begin reading: the notes that most others link to."""


FIRST_NOTES_COUNT = 12


def is_listed(entry: Entry) -> bool:
    """Whether *entry* stands in listings, feeds and counts."""
    return entry.status is Status.PUBLISHED


def stream_key(entry: Entry) -> tuple[int, float, str, str]:
    """Sort key for listings: newest first, the undated after them by title."""
    if entry.date is None:
        return (1, 0.0, entry.title.casefold(), entry.source)
    return (0, -entry.date.timestamp(), entry.title.casefold(), entry.source)


def title_key(entry: Entry) -> tuple[str, str]:
    """Sort key for alphabetical listings."""
    return (entry.title.casefold(), entry.source)


def list_kind(entries: Iterable[Entry], kind: Kind) -> list[Entry]:
    """The listed entries of *kind*: the dated kinds newest first, notes and pages by title."""
    chosen = [entry for entry in entries if entry.kind is kind and is_listed(entry)]
    return sorted(chosen, key=stream_key if kind.is_dated else title_key)


def make_site_view(entries: Sequence[Entry], *, is_public: bool, feed_url: str, kind_feed: str) -> SiteView:
    """The view of *entries*; *kind_feed* is the pattern of a kind's feed address, with `{folder}`."""
    listed = [entry for entry in entries if is_listed(entry)]
    stream = sorted((entry for entry in listed if entry.kind.is_dated), key=stream_key)
    per_kind = Counter(entry.kind for entry in listed)
    return SiteView(
        is_public=is_public,
        # Where there is no stream, a vault for instance, the notes are what can be followed.
        feed_url=UrlPath(
            feed_url if stream else kind_feed.format(folder=Kind.NOTE.folder) if per_kind[Kind.NOTE] else ""
        ),
        kinds=tuple(
            KindListing(
                kind=kind,
                title=kind.folder.capitalize(),
                url=UrlPath(f"{kind.folder}/"),
                feed_url=UrlPath(kind_feed.format(folder=kind.folder)),
                count=per_kind[kind],
            )
            for kind in Kind
            if kind is not Kind.PAGE and per_kind[kind]
        ),
        categories=count_terms(entry.categories for entry in listed),
        tags=count_terms(entry.tags for entry in listed),
        authors=count_terms(entry.authors for entry in listed),
        pages=tuple(entry.ref for entry in list_kind(entries, Kind.PAGE)),
        archive=_archive(stream),
        drafts=tuple(sorted((entry for entry in entries if entry.status is Status.DRAFT), key=title_key)),
        scheduled=tuple(entry for entry in stream if entry.is_scheduled),
        first_notes=tuple(
            sorted(
                (entry for entry in listed if entry.kind is Kind.NOTE),
                key=lambda entry: (-len(entry.backlinks), *title_key(entry)),
            )[:FIRST_NOTES_COUNT]
        ),
    )


def _archive(stream: Iterable[Entry]) -> tuple[ArchiveYear, ...]:
    """The entries of *stream* by the year on their own calendar, which around New Year may differ from the order."""
    years: dict[int, list[Entry]] = defaultdict(list)
    for entry in stream:
        if entry.date:
            years[entry.date.year].append(entry)
    return tuple(ArchiveYear(year, tuple(years[year])) for year in sorted(years, reverse=True))


def count_terms(terms_of_entries: Iterable[tuple[Term, ...]]) -> tuple[TermCount, ...]:
    """Each term with the number of entries that name it, by name."""
    counts: Counter[Term] = Counter()
    for terms in terms_of_entries:
        counts.update(terms)
    return tuple(
        TermCount(term, count)
        for term, count in sorted(counts.items(), key=lambda pair: (pair[0].name.casefold(), pair[0].slug))
    )
