"""The edge to the shell: `images`, which tells of every entry which image stands for it and why, and draws them all."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from plugins.images.crops import Sighting, make_sightings
from plugins.images.sheets import draw_sheets, render_page
from plugins.images.workshop import Workshop
from plugins.shared.files import write_whole
from plugins.shared.problems import Problem
from plugins.shared.terminal import say

if TYPE_CHECKING:
    from plugins.shared.bridge import Build

PROJECT = Path(__file__).resolve().parents[2]
PAGE, PICTURE = "contact-sheet.html", "contact-sheet.png"
FURTHER_PICTURE = "contact-sheet-{0}.png"


class ImagesError(Exception):
    """Nothing was told; the message says why."""


def images(content: str = "", *, explain: str = "", safe: bool = False, output: str = "") -> int:
    """Tell which image every entry has, and write the contact sheet; 0, or 1 where that could not be."""
    try:
        _images(Path(content) if content else PROJECT / "content", explain, Path(output or PROJECT), is_safe=safe)
    except ImagesError as error:
        say(f"No images: {error}", file=sys.stderr)
    except OSError as error:
        say(f"No images: {error.strerror or error}", file=sys.stderr)
    else:
        return 0
    return 1


def _images(content: Path, explain: str, output: Path, *, is_safe: bool) -> None:
    from plugins.shared.bridge import tell

    if not content.is_dir():
        raise ImagesError(f"there is no folder '{content}'")
    build, workshop, problems = read_site(content)
    sightings, found = _sight(build, workshop, explain)
    for sighting in sightings:
        say("\n".join(explain_lines(sighting, is_long=bool(explain))))
    for told in tell(build, dict.fromkeys((*problems, *found))):
        say(told.line)
    if explain:
        return
    write_whole(output / PAGE, render_page(sightings, workshop.settings.site_name, with_safe_area=is_safe).encode())
    pictures = _write_pictures(sightings, workshop, output, is_safe=is_safe)
    alarmed = sum(bool(sighting.alarms) for sighting in sightings)
    say(f"{len(sightings)} entries, {alarmed} with something to look at:", *(output / PAGE, *pictures), sep="\n")


def _write_pictures(sightings: Sequence[Sighting], workshop: Workshop, output: Path, *, is_safe: bool) -> list[Path]:
    """The pictures of the contact sheet, as many as it took; those of a longer one before are gone."""
    paths = []
    for number, data in enumerate(draw_sheets(sightings, workshop.books.label, with_safe_area=is_safe), start=1):
        path = output / (PICTURE if number == 1 else FURTHER_PICTURE.format(number))
        write_whole(path, data)
        paths.append(path)
    number = len(paths) + 1
    while (old := output / FURTHER_PICTURE.format(number)).is_file():
        old.unlink()
        number += 1
    return paths


def explain_lines(sighting: Sighting, *, is_long: bool) -> list[str]:
    """What is printed of one entry: which image and why; step by step where *is_long*."""
    if not is_long:
        reason = sighting.reason.rpartition("; ")[2]
        return [f"{sighting.source}: {reason}", *(f"    ! {alarm}" for alarm in sighting.alarms)]
    steps = [f"    {number}. {step}" for number, step in enumerate(sighting.reason.split("; "), start=1)]
    return [f"{sighting.source}: {sighting.title}", *steps, *(f"    ! {alarm}" for alarm in sighting.alarms)]


def _sight(build: Build, workshop: Workshop, wanted: str) -> tuple[list[Sighting], list[Problem]]:
    """The entries as listings show them, newest first, and what is wrong with their images.

    Only the *wanted* one, by its source, slug or title.
    """
    from plugins.images.featured import make_all
    from plugins.shared.site import stream_key

    entries = sorted(build.entries, key=stream_key)
    if wanted and wanted != "all":
        name = wanted.casefold()
        entries = [entry for entry in entries if name in (entry.source.casefold(), entry.slug, entry.title.casefold())]
        if not entries:
            raise ImagesError(f"there is no entry '{wanted}'; name its file, slug or title")
    featured = make_all(entries, workshop, workers=os.cpu_count() or 1)
    sightings = make_sightings([(entry.title, found) for entry, found in zip(entries, featured, strict=True)])
    return sightings, [problem for found in featured for problem in found.problems]


def read_site(content: Path) -> tuple[Build, Workshop, list[Problem]]:
    """The entries of *content*, drafts included, what their images are made with, and what is wrong with that."""
    from plugins.images.cache import Cache
    from plugins.images.settings import read_settings
    from plugins.images.workshop import open_workshop
    from plugins.shared import bridge

    try:
        # This plugin would put other pictures into the bodies that the rules look into.
        build = bridge.read_build(PROJECT / "pelicanconf.py", content, without=("plugins.images",))
    except bridge.NotReadError as error:
        raise ImagesError(str(error)) from error
    cache = Cache(Path(build.settings["CACHE_PATH"]))
    settings, problems = read_settings(build.settings)
    return build, open_workshop(build.content_path, settings, cache, build.files), problems
