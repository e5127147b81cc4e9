"""The edge to the build: every entry gets its excerpt when it has been read."""

from __future__ import annotations

from pathlib import PurePosixPath

from plugins.excerpts.excerpt import Lengths, add_excerpt, list_titles
from plugins.shared import bridge
from plugins.shared.bridge import Build
from plugins.shared.entry import Entry, SourcePath, Status

# What a file is called that stands for its folder.
INDEX_NAMES = ("index", "readme")


def connect() -> None:
    bridge.reading.connect(read)
    bridge.enriching.connect(enrich)


def read(build: Build) -> None:
    lengths = _read_lengths(build)
    build.entries = [add_excerpt(entry, build.renderer, lengths) for entry in build.entries]


def enrich(build: Build) -> None:
    """An index without a word of its own says what lies beside it, which only the site as a whole knows."""
    looked_at = build.in_hand if build.is_touch_up else build.known
    indexes = {source for source in looked_at if _is_index(source) and not build.known[source].excerpt}
    if not indexes:
        return
    # What lies beside them may be other than it was, and there are few.
    build.wanted |= indexes - build.in_hand
    lengths = _read_lengths(build)

    def list_beside(entries: list[Entry]) -> list[Entry]:
        return [
            list_titles(entry, _titles_beside(entry, build), lengths) if entry.source in indexes else entry
            for entry in entries
        ]

    build.steps.append(list_beside)


def _read_lengths(build: Build) -> Lengths:
    return Lengths(
        excerpt=build.setting("EXCERPT_LENGTH", Lengths().excerpt),
        description=build.setting("DESCRIPTION_LENGTH", Lengths().description),
    )


def _is_index(source: SourcePath) -> bool:
    return PurePosixPath(source).stem.casefold() in INDEX_NAMES


def _titles_beside(index: Entry, build: Build) -> list[str]:
    """The titles of what is published in the folder of *index*, in their order."""
    folder = PurePosixPath(index.source).parent
    beside = [
        one.title
        for source, one in build.known.items()
        if PurePosixPath(source).parent == folder
        and source != index.source
        and one.status is Status.PUBLISHED
        and not one.is_scheduled
    ]
    return sorted(beside, key=str.casefold)
