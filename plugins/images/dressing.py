"""Dressing: the bodies of entries with every picture in them as a `<picture>` that suits each reader."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plugins.images.bodies import dress_images, find_posters
from plugins.images.cache import Record
from plugins.images.choices import find_images
from plugins.images.derivatives import PHOTO, Treatment
from plugins.images.jobs import Job, SizeJob, make_missing, plan_size
from plugins.images.outputs import OutputFile, make_sized
from plugins.images.pictures import PictureError
from plugins.images.sources import Finder, Source
from plugins.images.treatments import read_treatment
from plugins.images.workshop import Workshop
from plugins.shared.content_files import is_address
from plugins.shared.entry import Entry, Picture, SourcePath
from plugins.shared.problems import Problem, warning


@dataclass(frozen=True, slots=True)
class Dressed:
    """The bodies of one entry with every picture in them as `<picture>`, and the files this takes."""

    source: SourcePath
    html: str
    summary_html: str
    transcript_html: str
    files: tuple[OutputFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    looked_at: tuple[SourcePath, ...] = ()
    shown: tuple[SourcePath, ...] = ()
    """The author's own files of all pictures."""


def dress_all(entries: Iterable[Entry], workshop: Workshop, *, workers: int = 1) -> list[Dressed]:
    """The bodies of *entries* with every picture in them as a `<picture>` that suits each reader, in their order."""
    plans = [_plan_dress(entry, workshop) for entry in entries]
    jobs = [job for plan in plans for job in plan.sizes.values()]
    records = make_missing(jobs, workshop, workers)
    return [_dress(plan, records, workshop) for plan in plans]


@dataclass(frozen=True, slots=True)
class _DressPlan:
    entry: Entry
    sources: Mapping[str, Source]
    sizes: Mapping[str, SizeJob]
    problems: tuple[Problem, ...]
    looked_at: tuple[SourcePath, ...]


def _plan_dress(entry: Entry, workshop: Workshop) -> _DressPlan:
    find = Finder(workshop.content_path, workshop.cache, workshop.files)
    sources: dict[str, Source] = {}
    sizes: dict[str, SizeJob] = {}
    problems: list[Problem] = []
    bodies = entry.html, entry.summary_html, entry.transcript_html
    shown = _read_treatment(entry, workshop)
    # A film is played on black.
    treatments = {reference: PHOTO for body in bodies for reference in find_posters(body)}
    treatments |= {image.reference: shown for body in bodies for image in find_images(body)}
    for reference, treatment in treatments.items():
        if is_address(reference):
            continue
        try:
            source = find(reference, entry.source)
        except PictureError as error:
            if find.find_place(reference, entry.source):
                name = posixpath.basename(reference)
                problems.append(warning(entry.source, entry.line_of_text(name), str(error), sort="picture"))
            continue
        sources[reference] = source
        sizes[reference] = plan_size(source, treatment, workshop)
    return _DressPlan(entry, sources, sizes, tuple(problems), tuple(find.looked_at))


def _read_treatment(entry: Entry, workshop: Workshop) -> Treatment:
    """How the pictures of a text are shown; what is wrong with it is told where the featured image is made."""
    settings = workshop.settings
    treatment, _ = read_treatment(entry, is_drawing=False, paper=settings.paper, dark=settings.dark)
    return Treatment(paper=treatment.paper, has_dark=treatment.has_dark)


def _dress(plan: _DressPlan, records: Mapping[Job, Record], workshop: Workshop) -> Dressed:
    entry = plan.entry
    pictures: dict[str, Picture] = {}
    files: list[OutputFile] = []
    problems = list(plan.problems)
    for reference, source in plan.sources.items():
        record = records[plan.sizes[reference]]
        picture, used = make_sized(source, "", record, workshop)
        if picture is None:
            line = entry.line_of_text(posixpath.basename(source.path))
            problems.append(warning(entry.source, line, str(record.facts["failure"]), sort="picture"))
            continue
        pictures[reference] = picture
        files += used
    site_url = workshop.settings.site_url
    # Something above the text is in view first; in listings that is never the text.
    has_lead = bool(entry.drawing or entry.video or (entry.image and entry.image.lead))
    return Dressed(
        entry.source,
        dress_images(entry.html, pictures, site_url, is_first_eager=not has_lead),
        dress_images(entry.summary_html, pictures, site_url),
        dress_images(entry.transcript_html, pictures, site_url),
        tuple(dict.fromkeys(files)),
        tuple(dict.fromkeys(problems)),
        plan.looked_at,
        tuple(dict.fromkeys(source.path for source in plan.sources.values())),
    )
