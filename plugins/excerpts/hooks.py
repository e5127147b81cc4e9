"""The edge to the build: every entry gets its excerpt before links are resolved."""

from __future__ import annotations

from plugins.excerpts.excerpt import Lengths, add_excerpt
from plugins.shared import bridge
from plugins.shared.bridge import Build


def connect() -> None:
    bridge.enriching.connect(enrich)


def enrich(build: Build) -> None:
    lengths = Lengths(
        excerpt=build.setting("EXCERPT_LENGTH", Lengths().excerpt),
        description=build.setting("DESCRIPTION_LENGTH", Lengths().description),
    )
    build.entries = [add_excerpt(entry, build.renderer, lengths) for entry in build.entries]
