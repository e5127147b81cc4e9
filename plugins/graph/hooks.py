"""The edge to the build: wikilinks are marked while files are read, and resolved when all entries are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import NamedTuple
from urllib.parse import quote

from pelican import signals
from pelican.contents import Content, Static

from plugins.graph.backlinks import Found, Relations, check_series, find_relations, find_relations_of, relate
from plugins.graph.names import NameIndex, index_names, trace_index
from plugins.graph.properties import resolve_properties
from plugins.graph.resolve import resolve_entry, resolve_summary, resolve_transcript
from plugins.shared import bridge
from plugins.shared.bridge import Build
from plugins.shared.digests import Digest, digest
from plugins.shared.entry import Entry, Kind, SourcePath
from plugins.shared.lookups import Recorder, Tables, still_holds
from plugins.shared.problems import Problem
from plugins.shared.site import is_listed, with_fields
from plugins.shared.urls import url_of
from plugins.shared.workers import map_batches

# From this many entries on, starting another process takes less time than it saves.
PARALLEL_FROM = 200


def connect() -> None:
    bridge.preparing.connect(prepare)
    bridge.enriching.connect(enrich)
    signals.content_object_init.connect(quote_address)


def prepare(build: Build) -> None:
    build.syntaxes |= {"wikilinks", "tags"}


def enrich(build: Build) -> None:
    asked = Recorder()
    index = build.keep("names", lambda: cache(lambda: _index_names(build)))
    traced, tables = trace_index(index, build.settings["SITEURL"].rstrip("/"), asked)
    if build.is_touch_up:
        build.steps.append(partial(_relate_again, index=traced, asked=asked, build=build))
    else:
        if len(build.in_hand) >= PARALLEL_FROM:
            # Once, and not in every process.
            index()
        plain = _look_at_links(traced, tables, asked, build)
        build.steps.append(partial(_relate, index=index, plain=plain, build=build))
    if not build.facts["introductions"]:
        _resolve_introductions(traced, build)


def _index_names(build: Build) -> NameIndex:
    # What stands in front of a listing is found there.
    known = [*build.known.values(), *(one for one in build.introductions.values() if one.url)]
    return index_names(
        known,
        build.files,
        build.left_out,
        held=(*build.held, *build.broken),
        unmade=[url_of(one.save_as) for one in build.broken.values() if one.save_as],
        addresses=_listings(build),
        site_url=build.settings["SITEURL"].rstrip("/"),
    )


def _relate_again(entries: list[Entry], *, index: NameIndex, asked: Recorder, build: Build) -> list[Entry]:
    """*entries*, which link to the same entries as before, with the same relations.

    Those that show their excerpts are to be made anew where these have changed.
    """
    return [_relate_edited(entry, index, asked, build) for entry in entries]


def _relate_edited(entry: Entry, index: NameIndex, asked: Recorder, build: Build) -> Entry:
    facts = build.facts["graph"]
    before: Found | None = facts.get(entry.source)
    resolved = _resolve(entry, index)
    build.report((*resolved.problems, *check_series([entry])))
    if before is None:
        # A new one, to which nothing stands in any relation yet.
        build.note_site_change()
        facts[entry.source] = Found(resolved.targets, asked.take(), b"")
        return resolved.entry
    if set(resolved.targets) != set(before.targets):
        build.note_site_change()
    made = build.memory.finished_before(entry.source) if build.memory else entry
    relations = find_relations_of(made)
    facts[entry.source] = Found(resolved.targets, asked.take(), _fingerprint(relations, _digester(build)))
    if build.memory and entry.source in build.memory.reworded:
        parts = relations.place.parts if relations.place else ()
        showing = {one for one in (*before.targets, relations.newer, relations.older, *parts) if one}
        build.wanted |= showing - build.in_hand
    return relate(resolved.entry, relations, build.known)


def _look_at_links(
    index: NameIndex, tables: Mapping[str, Tables], asked: Recorder, build: Build
) -> frozenset[SourcePath]:
    """Finds out where the entries in hand link to, and with that how all entries stand to one another.

    The entries in which there is nothing to resolve.
    """
    facts = build.facts["graph"]
    before = {source: facts.get(source) for source in sorted(build.in_hand)}
    if not build.is_again:
        build.wanted |= {
            source
            for source, found in facts.items()
            if source in build.known and source not in before and not still_holds(found.lookups, tables)
        }

    def look(sources: Sequence[SourcePath]) -> list[tuple[Found, bool]]:
        found = []
        for source in sources:
            entry = bridge.take_in_hand(source, build)
            resolved = _resolve(entry, index)
            found.append(
                (Found(resolved.targets, asked.take(), b""), resolved.entry is entry and not resolved.problems)
            )
        return found

    if build.memory:
        build.memory.save()
        build.memory.rest()
    worth_from = PARALLEL_FROM if build.memory else len(before) + 1
    looked = map_batches(look, [*before], worth_from=worth_from)
    facts.update(zip(before, (found for found, _is_plain in looked), strict=True))
    if not build.is_again or any(_has_other_targets(facts[source], found) for source, found in before.items()):
        _find_relations(build)
    relations, digest_ref = build.facts["relations"], _digester(build)
    for source in before:
        facts[source] = facts[source]._replace(relations=_fingerprint(relations[source], digest_ref))
    return frozenset(source for source, (_found, is_plain) in zip(before, looked, strict=True) if is_plain)


def _relate(
    entries: list[Entry], *, index: Callable[[], NameIndex], plain: frozenset[SourcePath], build: Build
) -> list[Entry]:
    """*entries* with their links resolved, and how they stand to others."""
    relations = build.facts["relations"]
    related = []
    for entry in entries:
        resolved = _Resolved(entry) if entry.source in plain else _resolve(entry, index())
        build.report(resolved.problems)
        related.append(relate(resolved.entry, relations[entry.source], build.known))
    build.report(check_series(entries))
    return related


def _has_other_targets(found: Found, before: Found | None) -> bool:
    return before is None or set(found.targets) != set(before.targets)


def _find_relations(build: Build) -> None:
    """Finds out how all entries stand to one another, and which of those that are not in hand must come into it."""
    facts = build.facts["graph"]
    relations = find_relations(list(build.known.values()), {source: found.targets for source, found in facts.items()})
    build.facts["relations"] = relations
    build.facts["backlinks"] = {source: len(found.backlinks) for source, found in relations.items()}
    digest_ref = _digester(build)
    build.wanted |= {
        source
        for source, found in relations.items()
        if source not in build.in_hand
        and (source not in facts or facts[source].relations != _fingerprint(found, digest_ref))
    }


def _digester(build: Build) -> Callable[[SourcePath], bytes]:
    """What tells all that a link shows of an entry."""
    return cache(lambda source: build.known[source].shown)


class _Resolved(NamedTuple):
    """An entry with its links resolved, where they lead, and what was amiss."""

    entry: Entry
    targets: tuple[SourcePath, ...] = ()
    problems: tuple[Problem, ...] = ()


def _resolve(entry: Entry, index: NameIndex) -> _Resolved:
    body = resolve_entry(entry, index)
    summary = resolve_summary(entry, index)
    transcript = resolve_transcript(entry, index)
    properties = resolve_properties(entry, index)
    # The summary is part of the body, or words of the front matter: its links count and fail all the same.
    found = {
        "html": body.html,
        "summary_html": summary.html,
        "transcript_html": transcript.html,
        "metadata": properties.metadata,
    }
    is_same = all(getattr(entry, name) == value for name, value in found.items())
    return _Resolved(
        entry if is_same else with_fields(entry, **found),
        (*body.targets, *summary.targets, *transcript.targets, *properties.targets),
        (*body.problems, *summary.problems, *transcript.problems),
    )


def _fingerprint(relations: Relations, digest_ref: Callable[[SourcePath], bytes]) -> Digest:
    """The digest of all that *relations* show on a page."""
    place = relations.place
    return digest(
        *map(digest_ref, relations.backlinks),
        b"newer" + (digest_ref(relations.newer) if relations.newer else b""),
        b"older" + (digest_ref(relations.older) if relations.older else b""),
        *((f"{place.title} {place.part}".encode(), *map(digest_ref, place.parts)) if place else ()),
    )


def _resolve_introductions(index: NameIndex, build: Build) -> None:
    for source, introduction in build.introductions.items():
        body = resolve_entry(introduction, index)
        build.report(body.problems)
        build.introductions[source] = replace(introduction, html=body.html)
        build.facts["introductions"][source] = True


def _listings(build: Build) -> Iterator[str]:
    """The addresses of pages and feeds that are made of many entries; those of categories and tags the index knows."""
    settings = build.settings
    for name in settings["DIRECT_TEMPLATES"]:
        yield url_of(settings.get(f"{name.upper()}_SAVE_AS") or f"{name}.html")
    yield from ("index.html", "robots.txt", *(("sitemap.xml",) if settings["SITEURL"] else ()))
    yield settings.get("FEED_ALL_ATOM") or ""
    kind_feed = build.setting("KIND_FEED_ATOM", "")
    for kind in {entry.kind for entry in build.known.values() if is_listed(entry)} - {Kind.PAGE}:
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
