"""Who links to whom, seen from the other end, and who comes before and after."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from plugins.shared.digests import Digest
from plugins.shared.entry import Entry, Series, SourcePath
from plugins.shared.lookups import Lookup
from plugins.shared.problems import Problem, warning
from plugins.shared.site import is_listed, stream_key, title_key, with_fields

PART = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)


class Place(NamedTuple):
    """The place of an entry in a series: its *title*, the *part*, counted from 1, and all *parts* in order."""

    title: str
    part: int
    parts: tuple[SourcePath, ...]


class Relations(NamedTuple):
    """The entries that stand in some relation to one, by their sources."""

    backlinks: tuple[SourcePath, ...] = ()
    newer: SourcePath | None = None
    older: SourcePath | None = None
    place: Place | None = None


class Found(NamedTuple):
    """What is remembered of an entry: where its links lead, what was asked to find that out, and its relations."""

    targets: tuple[SourcePath, ...]
    lookups: tuple[Lookup, ...]
    relations: Digest


def find_backlinks(
    entries: Iterable[Entry], targets: Mapping[SourcePath, Sequence[SourcePath]]
) -> dict[SourcePath, tuple[SourcePath, ...]]:
    """For each source the listed entries that link to it, by title, each once."""
    incoming: dict[SourcePath, list[Entry]] = defaultdict(list)
    for entry in entries:
        if is_listed(entry):
            for target in dict.fromkeys(targets.get(entry.source, ())):
                if target != entry.source:
                    incoming[target].append(entry)
    return {
        target: tuple(entry.source for entry in sorted(linking, key=title_key)) for target, linking in incoming.items()
    }


def find_neighbours(entries: Iterable[Entry]) -> dict[SourcePath, tuple[SourcePath | None, SourcePath | None]]:
    """For each listed entry of the stream the next newer and the next older one."""
    stream = sorted((entry for entry in entries if entry.kind.is_dated and is_listed(entry)), key=stream_key)
    sources = [entry.source for entry in stream]
    return {
        source: (sources[at - 1] if at else None, sources[at + 1] if at + 1 < len(sources) else None)
        for at, source in enumerate(sources)
    }


def find_series(entries: Iterable[Entry]) -> dict[SourcePath, Place]:
    """For each listed entry of a series its place in it, by `Series_part` where given, else by date.

    Names that differ in case and spacing alone are one series, under the name of its first part; one part is none yet.
    """
    members: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        name = _text_of(entry, "series")
        if name and is_listed(entry):
            members[name.casefold()].append(entry)
    placed: dict[SourcePath, Place] = {}
    for parts in members.values():
        if len(parts) == 1:
            continue
        ordered = sorted(parts, key=_part_key)
        title = _text_of(ordered[0], "series")
        sources = tuple(entry.source for entry in ordered)
        placed |= {source: Place(title, number, sources) for number, source in enumerate(sources, start=1)}
    return placed


def check_series(entries: Iterable[Entry]) -> list[Problem]:
    """A problem for each `Series_part` that gives an entry no place."""
    return [
        warning(
            entry.source,
            entry.line_of("series_part"),
            f"series part '{part}' is no number; write 1, 2, 3 …",
            sort="series",
        )
        for entry in entries
        if (part := _text_of(entry, "series_part")) and not PART.fullmatch(part)
    ]


def _text_of(entry: Entry, key: str) -> str:
    value = entry.metadata.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _part_key(entry: Entry) -> tuple[float, float, str]:
    part = _text_of(entry, "series_part")
    number = float(part) if PART.fullmatch(part) else float("inf")
    return (number, entry.date.timestamp() if entry.date else float("inf"), entry.source)


def find_relations(
    entries: Sequence[Entry], targets: Mapping[SourcePath, Sequence[SourcePath]]
) -> dict[SourcePath, Relations]:
    """The relations of each of *entries*; *targets* are the entries that each links to."""
    backlinks = find_backlinks(entries, targets)
    neighbours = find_neighbours(entries)
    series = find_series(entries)
    return {
        entry.source: Relations(
            backlinks.get(entry.source, ()),
            *neighbours.get(entry.source, (None, None)),
            series.get(entry.source),
        )
        for entry in entries
    }


def find_relations_of(made: Entry) -> Relations:
    """The relations of an entry that has been *made*."""
    series = made.series
    return Relations(
        backlinks=tuple(ref.source for ref in made.backlinks),
        newer=made.newer.source if made.newer else None,
        older=made.older.source if made.older else None,
        place=Place(series.title, series.part, tuple(ref.source for ref in series.entries)) if series else None,
    )


def relate(entry: Entry, relations: Relations, known: Mapping[SourcePath, Entry]) -> Entry:
    """*entry* with its backlinks, neighbours and series."""
    place = relations.place
    return with_fields(
        entry,
        backlinks=tuple(known[source].ref for source in relations.backlinks),
        newer=known[relations.newer].ref if relations.newer else None,
        older=known[relations.older].ref if relations.older else None,
        series=Series(place.title, place.part, tuple(known[source].ref for source in place.parts)) if place else None,
    )
