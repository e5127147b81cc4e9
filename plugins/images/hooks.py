"""The edge to the build: pictures for every entry, kept in the cache."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from plugins.images.bodies import find_images_without_alt, take_first_picture, take_transcript
from plugins.images.cache import Cache
from plugins.images.cards import CardLook, CardText
from plugins.images.choices import find_first_image
from plugins.images.dressing import Dressed, dress_all
from plugins.images.featured import Featured, check_labels, make_all
from plugins.images.fonts import check_shaping, list_system_folders
from plugins.images.jobs import CardJob, NotMadeError, make_missing
from plugins.images.outputs import list_files
from plugins.images.settings import read_settings
from plugins.images.sources import Published, find_published
from plugins.images.styles import Style
from plugins.images.svg_cleaning import SVG_SUFFIXES
from plugins.images.treatments import DARKS
from plugins.images.videos import find_video
from plugins.images.workshop import ImageSettings, Workshop, open_books
from plugins.shared import bridge
from plugins.shared.bridge import Build, Postponed, View
from plugins.shared.category_colors import color_by_name
from plugins.shared.content_files import FileIndex, Files, find_written
from plugins.shared.entry import Entry, Kind, Picture, SourcePath
from plugins.shared.problems import Problem, warning
from plugins.shared.site import with_fields

# Where so few entries are made, nobody waits long for their cards.
DRAWN_AT_ONCE = 8
_LINKED_FILE = re.compile(r"\{static\}/([^\"'#?<>]+)")


def connect() -> None:
    bridge.reading.connect(read)
    bridge.enriching.connect(enrich)


def read(build: Build) -> None:
    """Reads the transcripts in front matter, whose links lead where those of bodies do."""
    build.entries = [_with_transcript(entry, build) for entry in build.entries]


def _with_transcript(entry: Entry, build: Build) -> Entry:
    written = entry.metadata.get("transcript")
    if not (isinstance(written, str) and written.strip()):
        return entry
    rendered = bridge.FieldRenderer(entry, build).render(written)
    return replace(entry, transcript_html=rendered.html, drawings=(*entry.drawings, *rendered.files))


def enrich(build: Build) -> None:
    settings = image_settings(build)
    cache = Cache(Path(build.settings["CACHE_PATH"]), build.settings.get(bridge.RUN) or "")
    books = build.keep("books", lambda: open_books(settings))
    may_postpone = build.memory is not None and build.memory.may_postpone and len(build.in_hand) > DRAWN_AT_ONCE
    files = build.keep("files", lambda: FileIndex(lambda: build.files))
    workshop = Workshop(build.content_path, settings, cache, books, files, build.progress, promises_cards=may_postpone)
    build.make_postponed = partial(_make_postponed, replace(workshop, promises_cards=False))
    if settings.with_system_fonts and not build.is_touch_up:
        build.inputs |= set(list_system_folders())
    _strip_files(build, cache)
    build.report_site(check_shaping(build.known[source].title for source in build.in_hand))
    if not build.is_again:
        _dress_introductions(workshop, build)
    build.steps.append(partial(_add_pictures, workshop=workshop, build=build))
    build.report_site(cache.check())

    if bridge.is_own_theme(build.settings):
        _draw_site_card(build, replace(workshop, promises_cards=False))
    build.views["images"] = View("Images in every crop", partial(_render_view, settings.site_name))


def _draw_site_card(build: Build, workshop: Workshop) -> None:
    """Gives templates the card of the home page and of all listings, which has the name of the site."""
    settings = workshop.settings
    text = CardText(
        settings.site_name, description=build.setting("SITESUBTITLE", ""), lang=build.setting("DEFAULT_LANG", "")
    )
    style = settings.styles.get(settings.style, Style())
    job = CardJob(text, CardLook(Kind.POST, color_by_name(settings.site_name), style), "")
    (file,) = list_files(make_missing([job], workshop, 1)[job], "cards", "site")
    build.outputs[file.output.url] = file.output.blob.path or file.output.blob.data
    card = Picture(file.output.url, file.width_px, file.height_px, settings.site_name, file.mime)
    build.settings["JINJA_GLOBALS"] = build.settings["JINJA_GLOBALS"] | {"site_card": card}


def _make_postponed(workshop: Workshop, postponed: Postponed) -> dict[str, Path | bytes]:
    """The files of a card, by their places."""
    if not isinstance(postponed.work, CardJob):
        raise TypeError(postponed.work)
    (record,) = make_missing([postponed.work], workshop, 1).values()
    return {place: blob.path or blob.data for place, blob in zip(postponed.places, record.blobs, strict=True)}


def _dress_introductions(workshop: Workshop, build: Build) -> None:
    dressed = dress_all(build.introductions.values(), workshop, workers=os.cpu_count() or 1)
    found = zip(build.introductions.items(), dressed, strict=True)
    build.introductions = {source: _dress(entry, one, build, workshop.cache) for (source, entry), one in found}


def _add_pictures(entries: list[Entry], *, workshop: Workshop, build: Build) -> list[Entry]:
    """*entries* with their pictures, which other processes help to make where none of them is at work already."""
    workers = 0 if build.is_shared else os.cpu_count() or 1
    try:
        featured = make_all(entries, workshop, workers=workers)
        for entry, found in zip(entries, featured, strict=True):
            build.report_with(entry.source, check_labels([found], [entry], workshop.settings))
        found_of = zip(entries, featured, strict=True)
        entries = [_add(entry, found, build, workshop) for entry, found in found_of]
        dressed = dress_all(entries, workshop, workers=workers)
    except NotMadeError:
        raise bridge.Later from None
    build.report_site(workshop.cache.check())
    return [_dress(entry, found, build, workshop.cache) for entry, found in zip(entries, dressed, strict=True)]


def _render_view(site_name: str, entries: Sequence[Entry]) -> str:
    """The contact sheet of finished *entries*."""
    # Only who looks at it pays for it.
    from plugins.images.crops import sight_finished
    from plugins.images.sheets import render_page

    return render_page(sight_finished(entries), site_name)


def image_settings(build: Build) -> ImageSettings:
    """What the settings say about images; what is wrong with them is reported."""
    settings, problems = read_settings(build.settings)
    build.report_site(problems)
    # Only a theme with a dark scheme can show what is made for it.
    return settings if bridge.is_own_theme(build.settings) else replace(settings, dark=DARKS[-1])


def _strip_files(build: Build, cache: Cache) -> None:
    """Pictures that are copied into the site tell nothing of where and with what they were taken, and run nothing."""
    if build.is_touch_up:
        return
    for file in build.list_copied():
        published = find_published(build.content_path / file, cache)
        build.report_site(published.report(file))
        if published.blob:
            build.outputs[file] = published.blob.path or published.blob.data


def _report_published(source: SourcePath, place: SourcePath, published: Published, build: Build) -> None:
    """Reports what is to be said of the file at *place*, which the entry *source* shows."""
    if not build.is_copied(place):
        # The others are told of by themselves.
        build.report_with(source, published.report(place))


def _copied(place: SourcePath, build: Build, cache: Cache) -> str:
    """Where the file *place* of the site is copied from: a picture from where it is kept as it may be published."""
    path = build.content_path / place
    blob = find_published(path, cache).blob
    if blob and not blob.path:
        build.outputs[place] = blob.data
    return str(blob.path if blob and blob.path else path)


def _add(entry: Entry, found: Featured, build: Build, workshop: Workshop) -> Entry:
    """*entry* with its pictures and video, whose files become part of the site."""
    build.report(found.problems)
    build.facts["images"][entry.source] = found.looked_at
    if found.promised:
        places = tuple(file.url for file in found.files if file.blob.is_promised)
        build.postponed[entry.source] = Postponed(places, found.promised)
    files = _files(entry, found, build, workshop.cache)
    video, video_file, problems = find_video(entry, workshop.files)
    build.report(problems)
    if video_file:
        files[video_file] = str(build.content_path / video_file)
    entry = with_fields(
        entry,
        image=found.image,
        drawing=found.drawing,
        video=replace(video, poster=found.poster) if video else None,
        files=tuple(sorted(files.items())),
    )
    if found.drawing and found.choice and found.choice.drawing:
        entry = _with_drawing_apart(entry, found.choice.drawing.source.path, workshop.files)
    elif entry.transcript_html:
        # There is nothing to be read in its place.
        entry = replace(entry, transcript_html="")
    build.report(_check_alts(entry))
    return entry


def _files(entry: Entry, found: Featured | Dressed, build: Build, cache: Cache) -> dict[str, str]:
    """The files the site needs for *entry*, with those *found* now: address, and where they are copied from.

    A picture that lies where all files are copied is one of them, though pages show what is made of it.
    """
    for place in found.shown:
        if place.lower().endswith(SVG_SUFFIXES):
            _report_published(entry.source, place, find_published(build.content_path / place, cache), build)
    files = dict(entry.files) | {place: _copied(place, build, cache) for place in found.shown if build.is_copied(place)}
    for file in found.files:
        if file.blob.is_promised:
            continue
        if file.blob.path:
            files[file.url] = str(file.blob.path)
        else:
            # The cache cannot be written: there is nothing to remember, and the next build draws it again.
            build.outputs[file.url] = file.blob.data
    return files


def _dress(entry: Entry, found: Dressed, build: Build, cache: Cache) -> Entry:
    """*entry* with its bodies as its readers see them."""
    build.report(found.problems)
    files = _files(entry, found, build, cache)
    for body in (found.html, found.summary_html, found.transcript_html):
        for match in _LINKED_FILE.finditer(body):
            place = SourcePath(unquote(unescape(match[1])))
            published = find_published(build.content_path / place, cache) if build.has_file(place) else Published()
            if published.blob:
                _report_published(entry.source, place, published, build)
                files[place] = _copied(place, build, cache)
    return with_fields(
        entry,
        html=found.html,
        summary_html=found.summary_html,
        transcript_html=found.transcript_html,
        files=tuple(sorted(files.items())),
    )


def _check_alts(entry: Entry) -> Iterator[Problem]:
    for address in find_images_without_alt(entry.html):
        name = unquote(address.rpartition("/")[2])
        message = f"image '{name}' without alt text; write what it shows between the brackets: ![what it shows](…)"
        yield warning(entry.source, entry.line_of_text(name), message, sort="alt")


def _with_drawing_apart(entry: Entry, drawing: SourcePath, files: Files) -> Entry:
    """*entry* without the drawing and the transcript in its body: the page shows both above it."""
    body = entry.html
    first = find_first_image(body)
    if first and drawing == find_written(files, first.reference, entry.source):
        body = take_first_picture(body)
    body, transcript_html = take_transcript(body)
    return replace(entry, html=body, transcript_html=entry.transcript_html or transcript_html)
