"""The edge to the build: pictures for every entry, kept in the cache, and the template function `term_color`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from plugins.images.bodies import find_images_without_alt, take_first_picture, take_transcript
from plugins.images.cache import Cache
from plugins.images.choices import find_first_image
from plugins.images.colors import category_color, check_category_colors
from plugins.images.featured import Featured, ImageSettings, make_all, open_workshop
from plugins.images.sources import list_places
from plugins.images.videos import find_video
from plugins.shared import bridge
from plugins.shared.bridge import Build
from plugins.shared.entry import Entry, SourcePath
from plugins.shared.problems import Problem, warning


def connect() -> None:
    bridge.enriching.connect(enrich)


def enrich(build: Build) -> None:
    colors: dict[str, str] = build.setting("CATEGORY_COLORS", {})
    build.report(check_category_colors(colors))
    settings = ImageSettings(
        site_name=build.settings["SITENAME"],
        category_colors=colors,
        font_paths=tuple(Path(path) for path in build.setting("CARD_FONTS", ())),
    )
    cache = Cache(Path(build.settings["CACHE_PATH"]))
    workshop = open_workshop(build.content_path, settings, cache)
    featured = make_all(build.entries, workshop, workers=os.cpu_count() or 1)
    build.entries = [_add(entry, found, build) for entry, found in zip(build.entries, featured, strict=True)]
    build.report(cache.check())

    def term_color(name: str) -> str:
        """The colour of the category *name*, as `#rrggbb`."""
        return category_color(name, colors)

    build.settings["JINJA_GLOBALS"] = build.settings["JINJA_GLOBALS"] | {"term_color": term_color}


def _add(entry: Entry, found: Featured, build: Build) -> Entry:
    """*entry* with its pictures and video, whose files become part of the site."""
    build.report(found.problems)
    files = dict(entry.files)
    for file in found.files:
        if file.blob.path:
            files[file.url] = str(file.blob.path)
        else:
            # The cache cannot be written: there is nothing to remember, and the next build draws it again.
            build.outputs[file.url] = file.blob.data
    for original in found.originals:
        files[original] = str(build.content_path / original)
    video, video_file, problems = find_video(entry, lambda place: (build.content_path / place).is_file())
    build.report(problems)
    if video_file:
        files[video_file] = str(build.content_path / video_file)
    entry = replace(
        entry,
        image=found.image,
        drawing=found.drawing,
        video=replace(video, poster=found.poster) if video else None,
        files=tuple(sorted(files.items())),
    )
    if found.drawing:
        entry = _with_drawing_apart(entry, found.originals, build)
    build.report(_check_alts(entry))
    return entry


def _check_alts(entry: Entry) -> Iterator[Problem]:
    for address in find_images_without_alt(entry.html):
        name = unquote(address.rpartition("/")[2])
        message = f"image '{name}' without alt text; write what it shows between the brackets: ![what it shows](…)"
        yield warning(entry.source, entry.line_of_text(name), message)


def _with_drawing_apart(entry: Entry, originals: tuple[SourcePath, ...], build: Build) -> Entry:
    """*entry* without the drawing and the transcript in its body: the page shows both above it."""
    body = entry.html
    first = find_first_image(body)
    if first and any(place in originals for place in list_places(first.reference, entry.source)):
        body = take_first_picture(body)
    body, transcript_html = take_transcript(body)
    written = entry.metadata.get("transcript")
    if isinstance(written, str) and written.strip():
        transcript_html = build.renderer.render(written).html
    return replace(entry, html=body, transcript_html=transcript_html)
