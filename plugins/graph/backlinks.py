"""Who links to whom, seen from the other end, and who comes before and after."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from plugins.shared.entry import Entry, EntryRef, Series, SourcePath
from plugins.shared.problems import Problem, warning
from plugins.shared.site import is_listed, stream_key, title_key

PART = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)


def find_backlinks(
    entries: Iterable[Entry], targets: Mapping[SourcePath, Sequence[SourcePath]]
) -> dict[SourcePath, tuple[EntryRef, ...]]:
    """For each source the listed entries that link to it, by title, each once."""
    incoming: dict[SourcePath, list[Entry]] = defaultdict(list)
    for entry in entries:
        if is_listed(entry):
            for target in dict.fromkeys(targets.get(entry.source, ())):
                if target != entry.source:
                    incoming[target].append(entry)
    return {
        target: tuple(entry.ref for entry in sorted(linking, key=title_key)) for target, linking in incoming.items()
    }


def find_neighbours(entries: Iterable[Entry]) -> dict[SourcePath, tuple[EntryRef | None, EntryRef | None]]:
    """For each listed entry of the stream the next newer and the next older one."""
    stream = sorted((entry for entry in entries if entry.kind.is_dated and is_listed(entry)), key=stream_key)
    refs = [entry.ref for entry in stream]
    return {
        entry.source: (refs[at - 1] if at else None, refs[at + 1] if at + 1 < len(refs) else None)
        for at, entry in enumerate(stream)
    }


def find_series(entries: Iterable[Entry]) -> dict[SourcePath, Series]:
    """For each listed entry of a series its place in it, by `Series_part` where given, else by date.

    Names that differ in case and spacing alone are one series, under the name of its first part.
    """
    parts: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        name = _text_of(entry, "series")
        if name and is_listed(entry):
            parts[name.casefold()].append(entry)
    placed: dict[SourcePath, Series] = {}
    for members in parts.values():
        ordered = sorted(members, key=_part_key)
        name = _text_of(ordered[0], "series")
        refs = tuple(entry.ref for entry in ordered)
        for number, entry in enumerate(ordered, start=1):
            placed[entry.source] = Series(name, number, refs)
    return placed


def check_series(entries: Iterable[Entry]) -> list[Problem]:
    """A problem for each `Series_part` that gives an entry no place."""
    return [
        warning(entry.source, entry.line_of("series_part"), f"series part '{part}' is no number; write 1, 2, 3 …")
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


def add_relations(entries: Sequence[Entry], targets: Mapping[SourcePath, Sequence[SourcePath]]) -> list[Entry]:
    """*entries* with their backlinks, neighbours and series."""
    backlinks = find_backlinks(entries, targets)
    neighbours = find_neighbours(entries)
    series = find_series(entries)
    related = []
    for entry in entries:
        newer, older = neighbours.get(entry.source, (None, None))
        related.append(
            replace(
                entry,
                backlinks=backlinks.get(entry.source, ()),
                newer=newer,
                older=older,
                series=series.get(entry.source),
            )
        )
    return related
