"""The edge to Pelican: reads everything before Pelican does, then gives Pelican's generators what is theirs."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from jinja2 import StrictUndefined, TemplateNotFound
from pelican import Pelican, signals
from pelican.contents import Content
from pelican.generators import CachingGenerator, Generator
from pelican.readers import Readers
from pelican.writers import Writer

from plugins.kinds.addresses import check_addresses, place_broken, settle_addresses
from plugins.kinds.foreign_settings import name_foreign
from plugins.kinds.history import add_dates, read_history
from plugins.kinds.introductions import read_introduction
from plugins.kinds.menus import check_menus
from plugins.kinds.reading import ReadingRules, check_controls, drop_controls, guess_save_as, read_entry
from plugins.kinds.sitemap import make_robots, make_sitemap
from plugins.kinds.sources import Sources, find_foreign, find_sources, is_entry, name_placeholders
from plugins.kinds.withholding import find_withheld, read_loosely, report_withheld
from plugins.markdown.choice import choose, make_renderer, read_wish
from plugins.markdown.dialect import LINKED_SYNTAXES
from plugins.markdown.surroundings import look_around
from plugins.shared import bridge
from plugins.shared.bridge import Build, Counts, Memory, Note
from plugins.shared.broken import Broken, make_broken_page
from plugins.shared.entry import Entry, Kind, SourcePath, Status, UrlPath
from plugins.shared.files import UnreadableError, decode_text, is_file, read_data, read_file, read_text, write_whole
from plugins.shared.hidden import EXTRA_FOLDER
from plugins.shared.languages import object_to_lang, read_lang
from plugins.shared.listing_words import describe_listing
from plugins.shared.markup import Renderer
from plugins.shared.problems import Problem, Severity, note, warning
from plugins.shared.site import SiteView, is_due, is_expired, is_listed, list_kind, make_site_view, with_fields
from plugins.shared.text_blocks import Block
from plugins.shared.workers import map_batches

URL_PATTERNS = {kind: f"{kind.folder}/{{folder}}{{slug}}/" for kind in Kind} | {Kind.PAGE: "{folder}{slug}/"}
KIND_FEED = "feeds/{folder}.atom.xml"
PROJECT = Path(__file__).resolve().parents[2]
# From this many files on, starting another process takes less time than it saves.
PARALLEL_FROM = 100

# Markdown is read by recursion: a thousand lists within lists, or a `///` that an extension never gets past.
TOO_DEEP = "is nested too deeply to be read; take out lists within lists, and '///' within a list"


def connect() -> None:
    signals.initialized.connect(read_content)
    signals.readers_init.connect(give_reader)
    signals.generator_init.connect(prepare_templates)
    signals.get_generators.connect(give_generators)
    signals.get_writer.connect(give_writer)
    signals.content_object_init.connect(bridge.hide_unknown_date)
    signals.finalized.connect(finish)


def read_content(pelican: Pelican) -> None:
    """Reads and enriches every entry; raises `BuildFailed` before Pelican has written anything."""
    build = _begin(pelican.settings)
    if build.memory and build.memory.is_narrow and not _touch_up(build, build.memory):
        if build.memory.may_glance:
            # What is wrong with those that were edited is told before anything else is looked at.
            bridge.print_problems(build)
            bridge.fail_on_errors(build)
        build.memory.start_over()
        build = _begin(pelican.settings, build.renderer)
    if not build.is_touch_up:
        _read_all(build)
        if bridge.find_fatal_errors(build):
            # What files alone can tell is told before anything is drawn.
            bridge.print_problems(build)
            bridge.fail_if_needed(build, is_early=True)
        enrich_all(build)
        shown = _list_shown(build)
        _withhold(shown, build)
        _tell_unread(shown, build)
        # Asked this late, what they are compared with touches nothing that was read.
        build.report_site(name_foreign(build.settings[bridge.SURROUNDINGS].foreign, build.settings))
    bridge.print_problems(build)
    bridge.fail_if_needed(build)
    _give_settings(build)
    _add_files(build)


def _begin(settings: dict[str, Any], renderer: Renderer | None = None) -> Build:
    """A new build, with the *renderer* that one under the same settings had, if there was one."""
    build = bridge.start_build(settings)
    bridge.call_in_order(bridge.preparing, build)
    around = settings.get(bridge.SURROUNDINGS) or look_around(build.content_path, PROJECT)
    settings[bridge.SURROUNDINGS] = around
    choice = choose(read_wish(settings), around)
    build.markdown_line = choice.line
    build.report_site(choice.problems)
    build.report_site(check_menus(settings))
    # What only a plugin can finish is text where that is switched off.
    own = settings.get(bridge.RENDERER) or renderer
    left_out = LINKED_SYNTAXES - build.syntaxes
    build.renderer = build.keep("renderer", lambda: own or make_renderer(choice, left_out, is_check=build.is_check))
    return build


def _touch_up(build: Build, memory: Memory) -> bool:
    """Makes anew the entries that were edited; says whether that is all, and *build* holds what the site needs."""
    if build.settings.get("SOCIAL_JSON"):
        # It holds all entries, of which no listing has as many.
        return False
    build.is_touch_up = True
    sources = memory.read_edited()
    if not all(is_entry(source, build.settings["IGNORE_FILES"], build.content_path) for source in sources):
        return False
    found, _places, _introductions = _read_entries(sources, build, _rules(build.settings, build))
    read = [_with_schedule(entry, build) for entry in found.values()]
    if not all(_is_shown(entry, build) for entry in read) or not memory.restore(build, read):
        return False
    try:
        enrich_all(build)
    except bridge.SiteChanged:
        return False
    return not build.wanted and memory.complete(build)


def enrich_all(build: Build) -> None:
    """Makes the entries that must be made, and then those that others turn out to touch, until none is left."""
    made: dict[SourcePath, Entry] = {}
    records: dict[SourcePath, Any] = {}
    postponed: dict[SourcePath, bridge.Postponed | None] = {}
    todo = build.memory.find_stale(build) if build.memory else set(build.known)
    wanted = build.known.keys() & build.ahead.sources if build.ahead else build.known.keys()
    todo &= wanted
    while True:
        build.in_hand, build.steps, build.wanted = frozenset(todo), [], set()
        bridge.call_in_order(bridge.enriching, build)
        for batch in _make_entries(sorted(build.in_hand), build):
            made.update((entry.source, entry) for entry in batch.entries)
            records.update(batch.records)
            build.report(batch.problems)
            build.report_site(batch.site_problems)
            build.outputs |= batch.outputs
            postponed |= dict.fromkeys(batch.records) | batch.postponed
        todo = build.wanted & wanted
        if not todo:
            break
        build.is_again = True
    # What was made again may have been finished then.
    build.postponed = {source: one for source, one in sorted(postponed.items()) if one}
    build.entries = [made[source] for source in sorted(made)]
    build.introductions = {source: bridge.finish_links(one, build) for source, one in build.introductions.items()}
    if build.memory:
        build.memory.finish(build, records)


class _Made(NamedTuple):
    """What came of some entries: themselves, or what is remembered of them; what was reported, and files to write."""

    entries: list[Entry]
    records: dict[SourcePath, Any]
    problems: list[Problem]
    site_problems: list[Problem]
    outputs: dict[str, Path | bytes]
    postponed: dict[SourcePath, bridge.Postponed]


def _make_entries(sources: Sequence[SourcePath], build: Build) -> list[_Made]:
    """What comes of the entries *sources*: of many, batch by batch in several processes."""
    # Only what is done here can say that more must be done than was thought.
    if build.memory is None or build.is_touch_up or len(sources) < PARALLEL_FROM:
        return [_make_batch(sources, build)]
    tell = build.progress.track("Enriching", len(sources))

    def make(batch: Sequence[SourcePath]) -> list[_Made | Sequence[SourcePath]]:
        try:
            return [_make_batch(batch, build)]
        except bridge.Later:
            return [batch]

    build.memory.save()
    build.memory.rest()
    build.is_shared = True
    results = map_batches(make, sources, worth_from=PARALLEL_FROM, tell=tell)
    build.is_shared = False
    done = [one for one in results if isinstance(one, _Made)]
    deferred = [source for one in results if not isinstance(one, _Made) for source in one]
    return [*done, _make_batch(deferred, build)] if deferred else done


def _make_batch(sources: Sequence[SourcePath], build: Build) -> _Made:
    """What comes of the entries *sources*, here and now; *build* is left as it was, whatever they report to it."""
    before = build.problems, build.site_problems, build.outputs, build.postponed
    build.problems, build.site_problems, build.outputs, build.postponed = [], [], {}, {}
    try:
        entries = [bridge.take_in_hand(source, build) for source in sources]
        for step in build.steps:
            entries = step(entries)
        entries = [bridge.finish_links(entry, build) for entry in entries]
        found = _Made(entries, {}, build.problems, build.site_problems, build.outputs, build.postponed)
    finally:
        build.problems, build.site_problems, build.outputs, build.postponed = before
    if build.memory is None:
        return found
    problems: dict[str, list[Problem]] = {}
    for problem in found.problems:
        problems.setdefault(problem.source, []).append(problem)
    for source, shared in build.found_with.items():
        problems.setdefault(source, []).extend(shared)
    build.found_with = {}
    memory = build.memory
    records = {entry.source: memory.keep_made(entry, build, problems.get(entry.source, ())) for entry in entries}
    memory.save()
    return found._replace(entries=[], records=records)


def _read_all(build: Build) -> None:
    leaves_out_links = not (build.shows_all or build.setting("PUBLISH_THROUGH_SYMLINKS", default=False))
    sources = find_sources(build.content_path, build.settings["IGNORE_FILES"], leaves_out_links=leaves_out_links)
    build.files, build.held = sources.files, sources.held
    build.report(sources.problems)
    build.report_site(name_placeholders(sources.placeholders))
    rules = _rules(build.settings, build)
    read, places, promoted = _read_entries(sources.entries, build, rules)
    sources = _with_introductions(sources, promoted)
    entries = frozenset(sources.entries)
    held = [source for source in sources.introductions if _read_introduction(source, build)]
    build.held_introductions = tuple(held)
    placed = [_with_schedule(entry, build) for entry in read.values()]
    if build.setting("DATES_FROM_GIT", default=True):
        dates = read_history(build.content_path)
        placed = [add_dates(entry, dates) for entry in placed]
    placed, collisions = settle_addresses(placed)
    build.report_site(collisions)
    shown = [entry for entry in placed if _is_shown(entry, build)]
    if build.memory:
        build.memory.end_reading()
    reserved = _reserved(shown, build)
    conflicts = check_addresses(shown, reserved)
    build.report_site(conflicts)
    unplaced = {problem.source for problem in conflicts}
    build.known = {entry.source: entry for entry in shown if entry.source not in unplaced}
    build.report_site(_place_introductions(promoted, build))
    # The theme may have got or lost one since the entry was made.
    build.report_site(_check_templates(build.known.values(), build))
    build.left_out = [entry for entry in placed if not _is_shown(entry, build)]
    build.report_site(_check_moments(placed, build))
    found = [
        # An introduction has no page of its own.
        (one, (places.get(one.source, ""), guess_save_as(one.source, rules)) if one.source in entries else ())
        for one in _find_broken(sources, build)
    ]
    build.broken = place_broken(found, build.known.values(), reserved)
    build.counts = _count(sources, [entry for entry in placed if entry.source not in unplaced], build)


def _with_introductions(sources: Sources, promoted: Collection[SourcePath]) -> Sources:
    """*sources* in which those that are *promoted* are no entries but introductions."""
    entries = tuple(source for source in sources.entries if source not in promoted)
    return replace(sources, entries=entries, introductions=tuple(sorted((*sources.introductions, *promoted))))


def _place_introductions(promoted: Iterable[SourcePath], build: Build) -> Iterator[Problem]:
    """Gives the introductions of kinds the addresses of their listings, one to each; says which have no place."""
    listed = {entry.kind.folder for entry in build.known.values() if is_listed(entry)}
    taken: dict[str, SourcePath] = {}
    # Hugo's `_index.md` comes before `index.md`, and that before `README.md`.
    for source in sorted(promoted, key=lambda source: ("_index." not in source, "index." not in source, source)):
        introduction = build.introductions.get(source)
        folder = source.partition("/")[0].casefold()
        if introduction is None:
            continue
        if folder in taken:
            message = f"introduces the same as {taken[folder]}; put both into one file"
            mentions = (taken[folder],)
            yield warning(source, introduction.line_of("title"), message, sort="names", mentions=mentions)
        elif folder not in listed:
            yield note(source, 1, f"introduces the listing of {folder}, of which there are none yet", sort="names")
        else:
            taken[folder] = source
            build.introductions[source] = with_fields(introduction, url=UrlPath(f"{folder}/"))


def _find_broken(sources: Sources, build: Build) -> Iterator[Broken]:
    """The files that an error leaves out, and folders that cannot be opened, in order."""
    errors: dict[SourcePath, list[Problem]] = {}
    for problem in (*build.problems, *build.site_problems):
        if problem.severity is Severity.ERROR:
            errors.setdefault(SourcePath(problem.source), []).append(problem)
    unread = {*sources.entries, *sources.introductions} - build.known.keys()
    strange = {problem.source for problem in sources.problems}
    for source, found in sorted(errors.items()):
        if source in unread or source in strange:
            found.sort(key=lambda problem: (problem.line, problem.message))
            yield Broken(source, tuple(found), is_folder=(build.content_path / source).is_dir())


def _count(sources: Sources, placed: Sequence[Entry], build: Build) -> Counts:
    """What became of every file; *placed* are the entries that are not left out for an error."""
    current = [entry for entry in placed if not is_expired(entry, build.now)]
    drafts = sum(entry.status is Status.DRAFT for entry in current)
    scheduled = sum(entry.is_scheduled for entry in current)
    listed = (*sources.entries, *sources.introductions, *sources.files, *sources.placeholders, *sources.held)
    nameless = {one.source for one in build.broken.values() if not one.is_folder}.difference(listed)
    # Pipes, devices and links that lead nowhere, in the places of files.
    places = {one.source for one in sources.problems if one.severity is Severity.WARNING}.difference(listed, nameless)
    no_files = [place for place in places if not (build.content_path / place).is_dir()]
    return Counts(
        found=len(listed) + len(nameless) + len(no_files),
        entries=len(current) - drafts - scheduled,
        drafts=drafts,
        scheduled=scheduled,
        held=len(sources.held) + len(placed) - len(current) + len(build.held_introductions),
        broken=sum(not one.is_folder for one in build.broken.values()),
        introductions=len(build.introductions),
        files=len(sources.files),
        unread=len(sources.placeholders) + len(no_files),
        comments=sum(entry.comment_count for entry in placed),
    )


def _list_shown(build: Build) -> set[str]:
    """The files that something in the site shows or links to."""
    shown = {*build.shown_files, *(build.memory.list_shown() if build.memory else ())}
    for entry in (*build.entries, *build.introductions.values()):
        shown.update(place for place, _path in entry.files)
    return shown


def _withhold(shown: Collection[str], build: Build) -> None:
    """Takes out of what is copied what only texts use that are held back, says so and counts it among those."""
    if build.shows_all:
        return
    left_out = (entry.source for entry in build.left_out)
    # Files without a page of their own are held back as well, whatever keeps them from having one.
    held = {*left_out, *build.held, *build.broken, *build.held_introductions}
    withheld = find_withheld(
        [file for file in build.list_copied() if file not in shown],
        held,
        (*build.known, *build.introductions),
        lambda source: read_loosely(build.content_path / source),
    )
    build.withheld = frozenset(withheld)
    for file in withheld:
        build.outputs.pop(file, None)
    build.report_site(report_withheld(withheld))
    count = len(withheld)
    build.counts = replace(build.counts, files=build.counts.files - count, held=build.counts.held + count)


def _tell_unread(shown: Collection[str], build: Build) -> None:
    """Reports the texts that nobody reads, but for those that are *shown*, and counts them."""
    files = [file for file in build.files if file not in shown]
    foreign = find_foreign(files, build.content_path, build.settings["STATIC_PATHS"])
    build.report_site(foreign)
    count = len(foreign)
    build.counts = replace(build.counts, files=build.counts.files - count, unread=build.counts.unread + count)


def _read_entries(
    sources: Iterable[SourcePath], build: Build, rules: ReadingRules
) -> tuple[dict[SourcePath, Entry], dict[SourcePath, str], list[SourcePath]]:
    """What each of *sources* holds, remembered where nothing has changed; of those that an error leaves out, the places
    that their pages would have, as far as they tell; and those that are introductions.
    """
    recalled = {source: build.memory.recall(source) if build.memory else None for source in sources}
    before: Mapping[SourcePath, _Read] = build.ahead.read if build.ahead else {}
    fresh = [source for source, known in recalled.items() if known is None and source not in before]

    def read_batch(batch: Sequence[SourcePath]) -> list[_Read]:
        read = [_read_one(source, rules, build) for source in batch]
        build.entries = [one.entry for one in read if one.entry]
        build.blocks = {one.source: one.blocks for one in read}
        before, build.problems = build.problems, []
        bridge.call_in_order(bridge.reading, build)
        found: dict[str, list[Problem]] = {}
        for problem in dict.fromkeys(build.problems):
            found.setdefault(problem.source, []).append(problem)
        build.problems, build.blocks = before, {}
        read = [one._replace(problems=(*one.problems, *found.get(one.source, ()))) for one in read]
        kept = [bridge.keep_drawings(entry, build.settings) for entry in build.entries]
        outputs = {entry.source: not_kept for entry, not_kept in kept}
        finished = {entry.source: entry for entry, _not_kept in kept}
        if build.memory:
            problems = {one.source: one.problems for one in read}
            finished = {source: build.memory.keep_read(one, problems[source]) for source, one in finished.items()}
            build.memory.save()
        return [
            one._replace(entry=finished.get(one.source), outputs=outputs.get(one.source, {}), blocks=()) for one in read
        ]

    if build.memory:
        build.memory.rest()
    tell = build.progress.track("Reading", len(fresh))
    newly = {one.source: one for one in map_batches(read_batch, fresh, worth_from=PARALLEL_FROM, tell=tell)}
    if build.is_check:
        build.read = {**newly}
    newly |= before
    found: dict[SourcePath, Entry] = {}
    places: dict[SourcePath, str] = {}
    introductions = []
    for source, known in recalled.items():
        one = _Read(source, *known) if known else newly.pop(source)
        build.report(one.problems)
        if one.outputs and one.entry and _is_shown(_with_schedule(one.entry, build), build):
            build.outputs |= one.outputs
        if one.entry:
            found[source] = build.memory.remember_read(one.entry) if build.memory and known is None else one.entry
        elif one.is_introduction:
            introductions.append(source)
        else:
            places[source] = one.save_as
    return found, places, introductions


class _Read(NamedTuple):
    """What came of one file; *outputs* are files of the site that the cache could not take.

    *save_as* is where the page of one that is left out would be.
    """

    source: SourcePath
    entry: Entry | None
    problems: tuple[Problem, ...]
    save_as: str = ""
    is_introduction: bool = False
    outputs: Mapping[str, bytes] = {}
    blocks: Sequence[Block] = ()


def _read_one(source: SourcePath, rules: ReadingRules, build: Build) -> _Read:
    try:
        data = read_data(build.content_path / source)
        if build.memory:
            build.memory.note_text(source, data)
        text = decode_text(data)
    except UnreadableError as error:
        return _Read(source, None, (Problem(source, error.line, str(error), sort="file"),))
    problems = check_controls(source, text)
    try:
        result = read_entry(source, drop_controls(text), rules, build.renderer)
    except RecursionError:
        return _Read(source, None, (*problems, Problem(source, 1, TOO_DEEP, sort="file")))
    return _Read(
        source,
        result.entry,
        (*problems, *result.problems),
        result.save_as,
        result.is_introduction,
        blocks=result.blocks,
    )


def _read_introduction(source: SourcePath, build: Build) -> bool:
    """Reads the introduction *source*; whether it is left out as a draft."""
    try:
        text = read_text(build.content_path / source)
    except UnreadableError as error:
        build.report([Problem(source, error.line, str(error), sort="file")])
        return False
    build.report_site(check_controls(source, text))
    try:
        read = read_introduction(
            source, drop_controls(text), build.renderer, use_unicode=build.settings["SLUGIFY_USE_UNICODE"]
        )
    except RecursionError:
        build.report([Problem(source, 1, TOO_DEEP, sort="file")])
        return False
    introduction, problems = read
    build.report(problems)
    if introduction is None:
        return False
    if not _is_shown(introduction, build):
        build.report([note(source, 1, "introductions left out as drafts", counted=source, sort="left-out")])
        return True
    build.introductions[source], not_kept = bridge.keep_drawings(introduction, build.settings)
    build.outputs |= not_kept
    return False


def _rules(settings: dict[str, Any], build: Build) -> ReadingRules:
    patterns = {kind: build.setting(f"{kind.name}_URL", URL_PATTERNS[kind]) for kind in URL_PATTERNS}
    # Pelican has a PAGE_URL of its own; only one that the author changed says anything.
    if patterns[Kind.PAGE] == "pages/{slug}.html":
        patterns[Kind.PAGE] = URL_PATTERNS[Kind.PAGE]
    return ReadingRules(
        zone=build.zone,
        lang=_site_lang(build),
        author=settings.get("AUTHOR") or "",
        default_category=settings["DEFAULT_CATEGORY"],
        folder_is_category=settings["USE_FOLDER_AS_CATEGORY"],
        use_unicode=settings["SLUGIFY_USE_UNICODE"],
        url_patterns=patterns,
        term_urls={
            "category": settings["CATEGORY_URL"],
            "category_feed": settings.get("CATEGORY_FEED_ATOM") or "",
            "tag": settings["TAG_URL"],
            "tag_feed": settings.get("TAG_FEED_ATOM") or "",
            "author": settings["AUTHOR_URL"],
            "author_feed": settings.get("AUTHOR_FEED_ATOM") or "",
        },
    )


def _site_lang(build: Build) -> str:
    """The code that `DEFAULT_LANG` is; as it is written where it is none."""
    written = str(build.settings["DEFAULT_LANG"])
    lang = read_lang(written)
    if lang != written:
        cure = f"'{written}' is to be written '{lang}'" if lang else object_to_lang(written)
        build.report_site([warning("pelicanconf.py", 0, f"DEFAULT_LANG: {cure}", sort="setting")])
    return lang or written


def _with_schedule(entry: Entry, build: Build) -> Entry:
    is_out = entry.status is Status.DRAFT or is_due(entry, build.now)
    return entry if is_out else with_fields(entry, is_scheduled=True)


def _check_moments(entries: Iterable[Entry], build: Build) -> Iterator[Problem]:
    """What is to be said of dates today: which entries are gone, and which claim to have been changed tomorrow."""
    for entry in entries:
        if is_expired(entry, build.now):
            yield note(
                entry.source, entry.line_of("expiry_date"), "left out as expired", counted=entry.source, sort="left-out"
            )
        elif entry.modified and entry.modified > build.now:
            written = entry.modified.date().isoformat()
            message = f"modified '{written}' lies ahead; write the day of the last change"
            yield warning(entry.source, entry.line_of("modified"), message, sort="date")


def _is_shown(entry: Entry, build: Build) -> bool:
    if is_expired(entry, build.now):
        return False
    if entry.status is Status.DRAFT:
        return bool(build.setting("WITH_DRAFTS", default=True))
    return bool(build.settings["WITH_FUTURE_DATES"]) or not entry.is_scheduled


def _reserved(entries: Sequence[Entry], build: Build) -> set[str]:
    """The files the site writes besides those of *entries*."""
    settings = build.settings
    templates = (settings.get(f"{name.upper()}_SAVE_AS", f"{name}.html") for name in settings["DIRECT_TEMPLATES"])
    listings = {f"{kind.folder}/index.html" for kind in Kind if kind is not Kind.PAGE}
    slugs = {
        name: {term.slug for term in set(chain.from_iterable(map(terms_of, entries)))}
        for name, terms_of in (
            ("CATEGORY", attrgetter("categories")),
            ("TAG", attrgetter("tags")),
            ("AUTHOR", attrgetter("authors")),
        )
    }
    terms = {settings[f"{name}_SAVE_AS"].format(slug=slug) for name, named in slugs.items() for slug in named}
    return {name for name in templates if name} | listings | terms | {"sitemap.xml", "robots.txt"}


def _check_templates(entries: Iterable[Entry], build: Build) -> Iterator[Problem]:
    for entry in entries:
        written = entry.metadata.get("template")
        if written and (message := bridge.object_to_template(str(written), entry.kind, build.settings)):
            yield warning(entry.source, entry.line_of("template"), message, sort="template")


def _give_settings(build: Build) -> None:
    """What Pelican's generators look for, in the settings they look at."""
    settings = build.settings
    ours = {
        "asset": bridge.plain_asset(settings),
        "once": bridge.each_time,
        "describe_listing": describe_listing,
        "front_head": "",
        "site_card": None,
        "site_locale": "",
    }
    settings["JINJA_GLOBALS"] = ours | settings["JINJA_GLOBALS"]
    if build.is_touch_up:
        return
    if build.memory is None:
        # Pelican copies these itself: whole folders, with what is hidden or to be withheld in them.
        named = (str(path) for path in settings["STATIC_PATHS"] if is_file(build.content_path / str(path)))
        settings["STATIC_PATHS"] = [*dict.fromkeys((*build.list_copied(), *named))]
    articles = [known.source for known in build.known.values() if known.kind.is_dated]
    pages = [known.source for known in build.known.values() if known.kind is Kind.PAGE]
    settings.update(
        ARTICLE_PATHS=articles,
        PAGE_PATHS=pages,
        # A slug may stand in several folders; that makes no translation of it.
        ARTICLE_TRANSLATION_ID=None,
        PAGE_TRANSLATION_ID=None,
        ARTICLE_ORDER_BY=bridge.order_key,
        # What is scheduled has been decided with the build's own date.
        WITH_FUTURE_DATES=True,
        site=site_view(build),
    )


def site_view(build: Build) -> SiteView:
    return make_site_view(
        list(build.known.values()),
        is_public=build.is_public,
        feed_url=build.settings.get("FEED_ALL_ATOM") or "",
        kind_feed=build.setting("KIND_FEED_ATOM", KIND_FEED),
        backlink_counts=build.facts["backlinks"],
    )


def give_reader(readers: Readers) -> None:
    build = bridge.build_of(readers.settings)
    if build is not None:
        reader = bridge.entry_reader(build)
        readers.reader_classes |= dict.fromkeys(("md", "markdown", "mkd", "mdown"), reader)


def prepare_templates(generator: Generator) -> None:
    """Our own theme is strict: it escapes by itself, and a name it does not know is an error.

    Templates that another theme lacks are not asked of it.
    """
    if bridge.build_of(generator.settings) is None:
        return
    if bridge.is_own_theme(generator.settings):
        generator.env.autoescape = True
        generator.env.undefined = StrictUndefined
    generator.settings["DIRECT_TEMPLATES"] = [
        name for name in generator.settings["DIRECT_TEMPLATES"] if _has_template(generator, name)
    ]


def _has_template(generator: Generator, name: str) -> bool:
    try:
        generator.env.get_template(f"{name}.html")
    except TemplateNotFound:
        return False
    return True


def give_generators(pelican: Pelican) -> type[Generator] | None:
    return EntriesGenerator if bridge.build_of(pelican.settings) else None


def give_writer(pelican: Pelican) -> type[Writer] | None:
    return bridge.EntryWriter if bridge.build_of(pelican.settings) else None


class EntriesGenerator(CachingGenerator):  # type: ignore[misc] # Pelican ships no types
    """Reads the notes, and writes them, the listing and feed of each kind, and the files for search engines."""

    notes: list[Note]

    def generate_context(self) -> None:
        build = bridge.build_of(self.settings)
        entries = build.entries if build else []
        all_notes = [self._read(entry) for entry in entries if entry.kind is Kind.NOTE]
        self.notes = [note for note in all_notes if is_listed(note.entry)]
        self.unlisted_notes = [note for note in all_notes if not is_listed(note.entry)]
        self._update_context(("notes",))
        # Pelican takes the address in a link for the name of the file.
        self.context["static_links"] = {unquote(link) for link in self.context["static_links"]}

    def _read(self, entry: Entry) -> Note:
        note: Note = self.readers.read_file(
            base_path=self.path, path=entry.source, content_class=Note, context=self.context
        )
        self.add_source_path(note)
        self.add_static_links(note)
        return note

    def generate_output(self, writer: Writer) -> None:
        for written in chain(self.notes, self.unlisted_notes):
            self._write_note(written, writer)
        build = bridge.build_of(self.settings)
        if build is None:
            return
        contents = {content.entry.source: content for content in self._contents()}
        for listing in self.settings["site"].kinds:
            listed = [contents[entry.source] for entry in list_kind(build.entries, listing.kind)]
            name = "notes" if listing.kind is Kind.NOTE else "kind"
            writer.write_file(
                f"{listing.url}index.html",
                self.get_template("kind" if _has_template(self, "kind") else "index"),
                self.context,
                articles=listed,
                dates=listed,
                listing=listing,
                introduction=_find_introduction(build, listing.url, self.context),
                template_name=name,
                page_name=listing.kind.folder,
                relative_urls=self.settings["RELATIVE_URLS"],
                url=listing.url,
            )
            writer.write_feed(listed, self.context, listing.feed_url, listing.feed_url, feed_title=listing.title)
        for broken in bridge.list_broken(build):
            self._write_broken(broken, build, writer)

    def _contents(self) -> Iterator[Any]:
        for name in ("articles", "notes"):
            yield from self.context[name]

    def _write_note(self, note: Note, writer: Writer) -> None:
        template = note.template if _has_template(self, note.template) else "page"
        writer.write_file(
            note.save_as,
            self.get_template(template),
            self.context,
            note=note,
            page=note,
            relative_urls=self.settings["RELATIVE_URLS"],
            override_output=note.entry.has_own_address,
            url=note.url,
        )

    def _write_broken(self, broken: Broken, build: Build, writer: Writer) -> None:
        """Writes the page that says what is wrong with *broken*, where the site has no other page."""
        if os.path.join(self.output_path, broken.save_as) in writer._written_files:
            return
        entry = make_broken_page(broken, build.content_path.name, has_head=bridge.is_own_theme(self.settings))
        page = bridge.make_content(entry, build)
        writer.write_file(
            entry.save_as,
            self.get_template("page"),
            self.context,
            page=page,
            relative_urls=self.settings["RELATIVE_URLS"],
            url=entry.url,
        )


def _find_introduction(build: Build, url: UrlPath, context: dict[str, Any]) -> Content | None:
    """The words in front of the listing at *url*, as templates read them."""
    introduction = bridge.find_introduction(build, url)
    return bridge.make_introduction(introduction, build, context) if introduction else None


def _add_files(build: Build) -> None:
    """Puts the files in `extra/` into the site, and what search engines look for where none of them has that name."""
    for file in build.files:
        if file.startswith(f"{EXTRA_FOLDER}/"):
            build.outputs.setdefault(file.removeprefix(f"{EXTRA_FOLDER}/"), build.content_path / file)
    site_url = build.settings["SITEURL"].rstrip("/")
    # It tells of no text.
    if site_url and not build.is_touch_up:
        listing_urls = [listing.url for listing in build.settings["site"].kinds]
        addresses: list[tuple[str, datetime | None]] = [(f"{site_url}/{url}", None) for url in ("", *listing_urls)]
        addresses += [
            (f"{site_url}/{entry.url}", entry.modified or entry.date)
            for entry in build.known.values()
            if is_listed(entry)
        ]
        build.outputs.setdefault("sitemap.xml", make_sitemap(addresses).encode())
    build.outputs.setdefault("robots.txt", make_robots(f"{site_url}/sitemap.xml" if site_url else "").encode())


def finish(pelican: Pelican) -> None:
    """Writes what no template makes, and says what became of the files."""
    build = bridge.build_of(pelican.settings)
    if build is None:
        return
    outputs: dict[str, Path | bytes] = {}
    for entry in (*build.entries, *build.introductions.values()):
        outputs |= {name: Path(path) for name, path in entry.files}
    outputs |= build.outputs
    for name, held in sorted(outputs.items()):
        write_whole(build.output_path / name, held if isinstance(held, bytes) else read_file(held))
    bridge.print_counts(build)
