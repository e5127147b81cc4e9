"""The edge to the build: wikilinks are marked while files are read, and resolved when all entries are there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from pelican import signals
from pelican.contents import Content, Static

from plugins.graph.backlinks import add_relations, check_series
from plugins.graph.names import index_names
from plugins.graph.resolve import resolve_entry, resolve_summary
from plugins.graph.wikilinks import WikilinkExtension
from plugins.shared import bridge
from plugins.shared.bridge import Build
from plugins.shared.entry import Kind
from plugins.shared.site import is_listed
from plugins.shared.urls import url_of


def connect() -> None:
    bridge.preparing.connect(prepare)
    bridge.enriching.connect(enrich)
    signals.content_object_init.connect(quote_address)


def prepare(build: Build) -> None:
    build.extensions.append(WikilinkExtension())


def enrich(build: Build) -> None:
    index = index_names(
        build.entries,
        build.files,
        build.left_out,
        addresses=_listings(build),
        site_url=build.settings["SITEURL"].rstrip("/"),
    )
    resolved = []
    targets = {}
    for entry in build.entries:
        body = resolve_entry(entry, index)
        summary = resolve_summary(entry, index)
        # The summary is part of the body, or words of the front matter: its links count and fail all the same.
        build.report((*body.problems, *summary.problems))
        targets[entry.source] = (*body.targets, *summary.targets)
        resolved.append(replace(entry, html=body.html, summary_html=summary.html))
    build.entries = add_relations(resolved, targets)
    build.report(check_series(build.entries))
    for source, introduction in build.introductions.items():
        body = resolve_entry(introduction, index)
        build.report(body.problems)
        build.introductions[source] = replace(introduction, html=body.html)


def _listings(build: Build) -> Iterator[str]:
    """The addresses of pages and feeds that are made of many entries; those of categories and tags the index knows."""
    settings = build.settings
    for name in settings["DIRECT_TEMPLATES"]:
        yield url_of(settings.get(f"{name.upper()}_SAVE_AS") or f"{name}.html")
    yield from ("index.html", "robots.txt", *(("sitemap.xml",) if settings["SITEURL"] else ()))
    yield settings.get("FEED_ALL_ATOM") or ""
    kind_feed = build.setting("KIND_FEED_ATOM", "")
    for kind in {entry.kind for entry in build.entries if is_listed(entry)} - {Kind.PAGE}:
        yield f"{kind.folder}/"
        yield kind_feed.format(folder=kind.folder)
    for file in build.files:
        if file.startswith("extra/"):
            yield file.removeprefix("extra/")


def quote_address(content: Content) -> None:
    """Gives a file the address that leads to it: Pelican writes its name, `x#1.png`, where an address belongs."""
    if isinstance(content, Static) and not hasattr(content, "override_url"):
        parts = content.url_format
        content.override_url = content.settings["STATIC_URL"].format(**{**parts, "path": quote(parts["path"])})
