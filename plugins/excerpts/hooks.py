"""The edge to the build: every entry gets its excerpt when it has been read."""

from __future__ import annotations

from plugins.excerpts.excerpt import Lengths, add_excerpt
from plugins.shared import bridge
from plugins.shared.bridge import Build


def connect() -> None:
    bridge.reading.connect(read)


def read(build: Build) -> None:
    lengths = Lengths(
        excerpt=build.setting("EXCERPT_LENGTH", Lengths().excerpt),
        description=build.setting("DESCRIPTION_LENGTH", Lengths().description),
    )
    build.entries = [add_excerpt(entry, build.renderer, lengths) for entry in build.entries]
