"""The edge to the build: every entry gets its excerpt when it has been read."""

from __future__ import annotations

import posixpath
from pathlib import PurePosixPath

from plugins.excerpts.excerpt import Lengths, add_excerpt, list_titles, stand_for
from plugins.excerpts.stand_ins import SETTING, StandIns, read_stand_ins
from plugins.shared import bridge
from plugins.shared.bridge import Build
from plugins.shared.entry import Entry, SourcePath, Status
from plugins.shared.problems import Problem

# What a file is called that stands for its folder.
INDEX_NAMES = ("index", "readme")


def connect() -> None:
    bridge.reading.connect(read)
    bridge.enriching.connect(enrich)


def read(build: Build) -> None:
    lengths = _read_lengths(build)
    stand_ins, _problems = _read_stand_ins(build)
    entries = [
        add_excerpt(entry, bridge.FieldRenderer(entry, build), lengths, build.blocks.get(entry.source))
        for entry in build.entries
    ]
    build.entries = [
        # What is beside an index is known when all has been read.
        one if one.excerpt or _is_index(one.source) else stand_for(one, stand_ins.compose(one), lengths)
        for one in entries
    ]


def enrich(build: Build) -> None:
    """An index without a word of its own says what lies beside it, which only the site as a whole knows."""
    stand_ins, problems = _read_stand_ins(build)
    build.report_site(problems)
    looked_at = build.in_hand if build.is_touch_up else build.known
    indexes = {source for source in looked_at if not build.known[source].excerpt and _is_index(source)}
    if not indexes:
        return
    # What lies beside them may be other than it was, and there are few.
    build.wanted |= indexes - build.in_hand
    lengths = _read_lengths(build)

    def list_beside(entries: list[Entry]) -> list[Entry]:
        return [
            _say_of_index(entry, build, lengths, stand_ins) if entry.source in indexes else entry for entry in entries
        ]

    build.steps.append(list_beside)


def _say_of_index(index: Entry, build: Build, lengths: Lengths, stand_ins: StandIns) -> Entry:
    titles = _titles_beside(index, build)
    return list_titles(index, titles, lengths) if titles else stand_for(index, stand_ins.compose(index), lengths)


def _read_lengths(build: Build) -> Lengths:
    return Lengths(
        excerpt=build.setting("EXCERPT_LENGTH", Lengths().excerpt),
        description=build.setting("DESCRIPTION_LENGTH", Lengths().description),
        card=build.setting("CARD_DESCRIPTION_LENGTH", Lengths().card),
    )


def _read_stand_ins(build: Build) -> tuple[StandIns, list[Problem]]:
    settings = build.settings
    return read_stand_ins(build.setting(SETTING, {}), lambda: str(settings["SITENAME"]), settings["DEFAULT_CATEGORY"])


def _is_index(source: SourcePath) -> bool:
    return posixpath.splitext(posixpath.basename(source))[0].casefold() in INDEX_NAMES


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
