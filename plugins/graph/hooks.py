"""The edge to the build: wikilinks are marked while files are read, and resolved when all entries are there."""

from __future__ import annotations

from dataclasses import replace

from plugins.graph.backlinks import add_relations
from plugins.graph.names import index_names
from plugins.graph.resolve import resolve_entry
from plugins.graph.wikilinks import WikilinkExtension
from plugins.shared import bridge
from plugins.shared.bridge import Build


def connect() -> None:
    bridge.preparing.connect(prepare)
    bridge.enriching.connect(enrich)


def prepare(build: Build) -> None:
    build.extensions.append(WikilinkExtension())


def enrich(build: Build) -> None:
    index = index_names(build.entries, build.files, build.left_out)
    resolved = []
    targets = {}
    for entry in build.entries:
        body = resolve_entry(entry, index)
        summary = resolve_entry(replace(entry, html=entry.summary_html), index)
        # The summary is part of the body, or words of the front matter: its links count and fail all the same.
        build.report((*body.problems, *summary.problems))
        targets[entry.source] = (*body.targets, *summary.targets)
        resolved.append(replace(entry, html=body.html, summary_html=summary.html))
    build.entries = add_relations(resolved, targets)
    for source, introduction in build.introductions.items():
        body = resolve_entry(introduction, index)
        build.report(body.problems)
        build.introductions[source] = replace(introduction, html=body.html)
