"""Jobs: the pictures that are to be made, each made once, in several processes where there are many."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from plugins.images.cache import Blob, Cache, CacheKey, Json, Record, digest_bytes, make_key
from plugins.images.cards import (
    CARD_HEIGHT_PX,
    CARD_WIDTH_PX,
    DRAWING_VERSION,
    Books,
    CardLook,
    CardText,
    render_card,
)
from plugins.images.derivatives import (
    DERIVING_VERSION,
    SHARE,
    Loader,
    Treatment,
    make_background,
    make_dark_sizes,
    make_derivatives,
    make_sizes,
    make_still,
)
from plugins.images.encodings import PNG, Rendition
from plugins.images.pictures import PictureError
from plugins.images.renditions import RenditionSet
from plugins.images.sources import Source
from plugins.images.svg import SVG_MIME
from plugins.images.workshop import ImageSettings, Workshop, open_books
from plugins.shared.entry import SourcePath
from plugins.shared.files import read_file
from plugins.shared.workers import end_with_parent

POOL_FROM = 24
"""From this many pictures on, starting more processes takes less time than it saves."""
_BATCH = 16
# Such a picture takes hundreds of megabytes while it is read, so one is read at a time.
_HEAVY_PIXELS = 16_000_000


@dataclass(frozen=True, slots=True)
class CardJob:
    """A card to be drawn; *photo* is the picture it is drawn on."""

    text: CardText
    look: CardLook
    seed: str
    photo: DeriveJob | None = None


@dataclass(frozen=True, slots=True)
class DeriveJob:
    """Share picture, textless ones and thumbnails to be made from a file; *digest* is that of its bytes."""

    path: Path
    name: SourcePath
    digest: str
    treatment: Treatment
    pixel_count: int = 0


@dataclass(frozen=True, slots=True)
class SizeJob:
    """The picture in all widths and formats for a page, or a still of an animation (*is_still*).

    Of vectors (*is_vector*) only what readers in the dark see.
    """

    path: Path
    name: SourcePath
    digest: str
    treatment: Treatment
    pixel_count: int = 0
    is_still: bool = False
    is_vector: bool = False


Job: TypeAlias = CardJob | DeriveJob | SizeJob


@dataclass(frozen=True, slots=True)
class Made:
    """What a job came to; *failure* says why there is nothing, and *is_lasting* whether it would be the same again.

    *note* is what went wrong on the way to files that are there.
    """

    files: tuple[Rendition, ...] = ()
    color: str = ""
    missing_glyphs: tuple[str, ...] = ()
    contrast: float = 21.0
    is_cut: bool = False
    is_wide: bool = False
    failure: str = ""
    is_lasting: bool = True
    note: str = ""


def plan_size(source: Source, treatment: Treatment, workshop: Workshop) -> SizeJob | None:
    """The job for a picture on a page; `None` for an SVG that is no drawing: it suits every width by itself."""
    facts = source.facts
    is_vector = facts.mime == SVG_MIME
    if is_vector and not treatment.has_dark:
        return None
    # Crops are no matter of the page, so pictures that differ in nothing else are made once.
    plain = replace(treatment, focal=(0.5, 0.5), fit="", is_drawing=False)
    count = facts.width_px * facts.height_px
    path = workshop.content_path / source.path
    return SizeJob(path, source.path, source.digest, plain, count, is_still=facts.is_animated, is_vector=is_vector)


def plan_derivatives(source: Source, treatment: Treatment, workshop: Workshop) -> DeriveJob:
    count = source.facts.width_px * source.facts.height_px
    return DeriveJob(workshop.content_path / source.path, source.path, source.digest, treatment, count)


def key_of(job: Job, workshop: Workshop) -> CacheKey:
    match job:
        case DeriveJob():
            return make_key("derived", DERIVING_VERSION, job.digest, repr(job.treatment))
        case SizeJob():
            return make_key("sized", DERIVING_VERSION, job.digest, repr(job.treatment), job.is_still, job.is_vector)
        case CardJob():
            text, look = job.text, job.look
            books = workshop.books
            fonts = (
                books.title.fingerprint(text.title),
                books.label.fingerprint(text.category + text.site_name + text.facts + text.description),
            )
            words = text.title, text.category, text.site_name, text.facts, text.description
            looks = look.kind.value, look.color, repr(look.style), look.background, job.seed
            photo = job.photo.digest if job.photo else ""
            return make_key("card", DRAWING_VERSION, DERIVING_VERSION, *fonts, *words, *looks, photo)


class NotMadeError(Exception):
    """Pictures are missing, and there is nobody to make them."""


def make_missing(jobs: Sequence[Job], workshop: Workshop, workers: int) -> dict[Job, Record]:
    """The records of all *jobs*, made where the cache has none; without *workers*, that raises `NotMadeError`."""
    keys = {job: key_of(job, workshop) for job in jobs}
    by_key = {keys[job]: job for job in jobs}
    records = {key: record for key in by_key if (record := workshop.cache.load(key)) is not None}
    if workshop.promises_cards:
        promised = ((key, job) for key, job in by_key.items() if key not in records)
        records |= {key: _promise_card(key) for key, job in promised if isinstance(job, CardJob) and not job.photo}
    missing = {key: job for key, job in by_key.items() if key not in records}
    if missing and not workers:
        raise NotMadeError
    heavy = {key: job for key, job in missing.items() if _is_heavy(job)}
    light = {key: job for key, job in missing.items() if key not in heavy}
    if workers > 1 and len(light) > POOL_FROM:
        records |= _make_in_pool(light, workshop, workers)
    else:
        records |= _make_few(light, workshop.books, workshop.cache)
    records |= _make_each(heavy, workshop.books, workshop.cache)
    return {job: records[key] for job, key in keys.items()}


def _promise_card(key: CacheKey) -> Record:
    """The record of a card as it will be, but for what only drawing can tell; its file is named by *key*."""
    file = Rendition(b"", PNG, CARD_WIDTH_PX, CARD_HEIGHT_PX, SHARE)
    return Record(_facts_of(Made((file,))), (Blob(key, file.suffix, is_promised=True),))


def _is_heavy(job: Job) -> bool:
    return not isinstance(job, CardJob) and job.pixel_count > _HEAVY_PIXELS


def _make_in_pool(jobs: Mapping[CacheKey, Job], workshop: Workshop, workers: int) -> dict[CacheKey, Record]:
    """What *jobs* come to; in this process alone where no others can be started."""
    waiting = list(jobs.items())
    batches = [waiting[start : start + _BATCH] for start in range(0, len(waiting), _BATCH)]
    # Forked processes may inherit locks that are held; spawned ones start with nothing.
    context = multiprocessing.get_context("spawn")
    work = partial(_make_batch_afresh, settings=workshop.settings, cache=Cache(workshop.cache.root, workshop.cache.run))
    records: dict[CacheKey, Record] = {}
    try:
        with ProcessPoolExecutor(min(workers, len(batches)), context, end_with_parent) as pool:
            tell = workshop.progress.track("Drawing", len(waiting))
            for made in pool.map(work, batches):
                records |= {key: workshop.cache.keep(key, record) for key, record in made.items()}
                tell(len(records))
    except (BrokenProcessPool, OSError, ImportError, RuntimeError):
        rest = {key: job for key, job in waiting if key not in records}
        return records | _make_each(rest, workshop.books, workshop.cache)
    return records


def _make_batch_afresh(
    jobs: Sequence[tuple[CacheKey, Job]], settings: ImageSettings, cache: Cache
) -> dict[CacheKey, Record]:
    """What each of *jobs* comes to, in another process: files stay in the cache, so that none has to travel."""
    return _make_each(dict(jobs), open_books(settings), cache)


def _make_each(jobs: Mapping[CacheKey, Job], books: Books, cache: Cache) -> dict[CacheKey, Record]:
    loader = Loader()
    return {key: _store(key, make_job(job, books, loader), cache) for key, job in jobs.items()}


def _make_few(jobs: Mapping[CacheKey, Job], books: Books, cache: Cache) -> dict[CacheKey, Record]:
    """As `_make_each`, and all that is made of one picture at once, of pixels that are loaded once."""
    groups: dict[Path | CacheKey, list[CacheKey]] = {}
    for key, job in jobs.items():
        groups.setdefault(key if isinstance(job, CardJob) else job.path, []).append(key)
    loader = Loader()
    records: dict[CacheKey, Record] = {}
    for keys in groups.values():
        with ThreadPoolExecutor(max_workers=2) as pool:
            made = pool.map(lambda key: make_job(jobs[key], books, loader), keys)
            records |= {key: _store(key, one, cache) for key, one in zip(keys, made, strict=True)}
    return records


def make_job(job: Job, books: Books, loader: Loader | None = None) -> Made:
    """What *job* comes to; never raises for what is wrong with a picture."""
    if isinstance(job, CardJob):
        return _make_card(job, books)
    try:
        made = _make_files(job, loader)
    except PictureError as error:
        return Made(failure=str(error), is_lasting=not _has_changed(job))
    if _has_changed(job):
        # Not kept: the file is whole again as soon as whoever writes it has finished.
        return Made(failure=f"image '{job.name}' changed while it was read; build again", is_lasting=False)
    return Made(made.files, made.color)


def _make_files(job: DeriveJob | SizeJob, loader: Loader | None) -> RenditionSet:
    if isinstance(job, DeriveJob):
        return make_derivatives(job.path, job.treatment, name=job.name, loader=loader)
    if job.is_still:
        return make_still(job.path, name=job.name)
    if job.is_vector:
        return make_dark_sizes(job.path, name=job.name)
    return make_sizes(job.path, job.treatment, name=job.name, loader=loader)


def _has_changed(job: DeriveJob | SizeJob) -> bool:
    """Whether the file is another than the one that was chosen."""
    try:
        return digest_bytes(read_file(job.path)) != job.digest
    except OSError:
        return True


def _make_card(job: CardJob, books: Books) -> Made:
    ground, note = None, ""
    if job.photo:
        try:
            ground = make_background(job.photo.path, name=job.photo.name)
        except PictureError as error:
            note = str(error)
    card = render_card(job.text, job.look, seed=job.seed, books=books, photo=ground)
    share = Rendition(card.data, card.mime, CARD_WIDTH_PX, CARD_HEIGHT_PX, SHARE)
    return Made((share,), "", card.missing_glyphs, card.contrast, card.is_cut, card.is_wide, note=note)


def _store(key: CacheKey, made: Made, cache: Cache) -> Record:
    if made.failure:
        # The same bytes fail again, so that is kept too.
        facts = {"failure": made.failure}
        return cache.store(key, facts) if made.is_lasting else Record(facts)
    return cache.store(key, _facts_of(made), [(file.suffix, file.data) for file in made.files])


def _facts_of(made: Made) -> dict[str, Json]:
    return {
        "files": [[file.role, file.mime, file.width_px, file.height_px, len(file.data)] for file in made.files],
        "color": made.color,
        "missing": list(made.missing_glyphs),
        "contrast": round(made.contrast, 2),
        "is_cut": made.is_cut,
        "is_wide": made.is_wide,
        "note": made.note,
    }
