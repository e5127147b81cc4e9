"""Jobs: the pictures that are to be made, each made once, in several processes where there are many."""

from __future__ import annotations

import multiprocessing
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeAlias

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
    make_derivatives,
    make_sizes,
    make_still,
    make_vector_sizes,
)
from plugins.images.encodings import PNG, Rendition
from plugins.images.pictures import PictureError
from plugins.images.renditions import RenditionSet
from plugins.images.sources import Source
from plugins.images.svg import SVG_MIME
from plugins.images.workshop import ImageSettings, Workshop, open_books
from plugins.shared.entry import SourcePath
from plugins.shared.files import read_file
from plugins.shared.progress import Forecast, mix
from plugins.shared.workers import end_with_parent

POOL_FROM = 24
"""From this many pictures on, starting more processes takes less time than it saves."""
# So many at most are given to a process at once, and no more than are expected to take so long: then it tells of them.
_BATCH, _BATCH_SECONDS = 16, 4.0
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

    Of vectors (*is_vector*) only what readers in the dark scheme see, and their leaf.
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

    *note* is what went wrong on the way to files that are there; *left* says why the paper of a drawing was left alone.
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
    left: str = ""
    leaf: str = ""


def plan_size(source: Source, treatment: Treatment, workshop: Workshop) -> SizeJob:
    """The job for a picture on a page."""
    facts = source.facts
    # Crops are no matter of the page, so pictures that differ in nothing else are made once.
    plain = replace(treatment, focal=(0.5, 0.5), fit="")
    count = facts.width_px * facts.height_px
    path = workshop.content_path / source.path
    is_vector = facts.mime == SVG_MIME
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
            words = text.title, text.category, text.site_name, text.facts, text.description, text.lang
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
    is_pooled = workers > 1 and len(light) > POOL_FROM
    ledger = _Ledger(missing.values(), workshop, workers if is_pooled else 1)
    if is_pooled:
        records |= _make_in_pool(light, workshop, workers, ledger)
    else:
        records |= _make_few(light, workshop, ledger)
    records |= _make_each(heavy, workshop.books, workshop.cache, ledger.note)
    return {job: records[key] for job, key in keys.items()}


class Part(NamedTuple):
    """A job that is done: its sort, what it was expected to cost and what it took, in seconds."""

    sort: str
    expected: float
    taken: float


class _Ledger:
    """What is done of some jobs, told to whoever waits."""

    def __init__(self, jobs: Iterable[Job], workshop: Workshop, workers: int) -> None:
        expected: dict[str, float] = defaultdict(float)
        self._count = 0
        for self._count, job in enumerate(jobs, 1):
            sort, cost = expect(job)
            expected[sort] += cost
        hands = {sort: workers for sort in expected if sort != _HEAVY}
        self._forecast = Forecast(expected, hands)
        self._tell = workshop.progress.track("Drawing", self._count, clock=self._forecast)
        self._done = 0

    def note(self, parts: Sequence[Part]) -> None:
        for part in parts:
            self._forecast.note(*part)
        self._done += len(parts)
        self._tell(self._done)


_CARD, _PICTURE, _SIZES, _HEAVY = "cards", "pictures to share", "pictures of pages", "large pictures"


def expect(job: Job) -> tuple[str, float]:
    """The sort of *job*, and how many seconds it may take: what counts is how the sorts compare.

    Measured on photographs of 0.5 to 30 million pixels; what is made of one is never larger than 2.5 million.
    """
    if isinstance(job, CardJob):
        return (_PICTURE, 1.0) if job.photo else (_CARD, 0.03)
    millions = job.pixel_count / 1e6
    if isinstance(job, DeriveJob):
        cost = 0.2 + 0.4 * min(millions, 2.0) + 0.01 * millions
    else:
        cost = 0.2 + 0.6 * min(millions, 2.5) + 0.01 * millions
    sort = _SIZES if isinstance(job, SizeJob) else _PICTURE
    return (_HEAVY if _is_heavy(job) else sort), cost


def _promise_card(key: CacheKey) -> Record:
    """The record of a card as it will be, but for what only drawing can tell; its file is named by *key*."""
    file = Rendition(b"", PNG, CARD_WIDTH_PX, CARD_HEIGHT_PX, SHARE)
    return Record(_facts_of(Made((file,))), (Blob(key, file.suffix, is_promised=True),))


def _is_heavy(job: Job) -> bool:
    return not isinstance(job, CardJob) and job.pixel_count > _HEAVY_PIXELS


def _make_in_pool(
    jobs: Mapping[CacheKey, Job], workshop: Workshop, workers: int, ledger: _Ledger
) -> dict[CacheKey, Record]:
    """What *jobs* come to; in this process alone where no others can be started."""
    batches = _cut(jobs)
    # Forked processes may inherit locks that are held; spawned ones start with nothing.
    context = multiprocessing.get_context("spawn")
    cache = Cache(workshop.cache.root, workshop.cache.run)
    work = partial(_make_batch_afresh, settings=workshop.settings, cache=cache)
    records: dict[CacheKey, Record] = {}
    try:
        with ProcessPoolExecutor(min(workers, len(batches)), context, end_with_parent) as pool:
            for done in as_completed([pool.submit(work, batch) for batch in batches]):
                made, parts = done.result()
                records |= {key: workshop.cache.keep(key, record) for key, record in made.items()}
                ledger.note(parts)
    except (BrokenProcessPool, OSError, ImportError, RuntimeError):
        rest = {key: job for key, job in jobs.items() if key not in records}
        return records | _make_each(rest, workshop.books, workshop.cache, ledger.note)
    return records


def _cut(jobs: Mapping[CacheKey, Job]) -> list[list[tuple[CacheKey, Job]]]:
    """*jobs* in batches, each as much of any sort as all are; what is made of one picture stays together."""
    cards: list[list[tuple[CacheKey, Job]]] = [[(key, job)] for key, job in jobs.items() if isinstance(job, CardJob)]
    others: dict[Path, list[tuple[CacheKey, Job]]] = defaultdict(list)
    for key, job in jobs.items():
        if not isinstance(job, CardJob):
            others[job.path].append((key, job))
    batches: list[list[tuple[CacheKey, Job]]] = [[]]
    cost = 0.0
    groups: list[list[tuple[CacheKey, Job]]] = mix([cards, [*others.values()]])
    for group in groups:
        of_group = sum(expect(job)[1] for _key, job in group)
        if batches[-1] and (len(batches[-1]) + len(group) > _BATCH or cost + of_group > _BATCH_SECONDS):
            batches.append([])
            cost = 0.0
        batches[-1] += group
        cost += of_group
    return batches


def _make_batch_afresh(
    jobs: Sequence[tuple[CacheKey, Job]], settings: ImageSettings, cache: Cache
) -> tuple[dict[CacheKey, Record], list[Part]]:
    """What each of *jobs* comes to, in another process: files stay in the cache, so that none has to travel."""
    books = open_books(settings)
    parts: list[Part] = []
    return _make_each(dict(jobs), books, cache, parts.extend), parts


def _make_each(
    jobs: Mapping[CacheKey, Job], books: Books, cache: Cache, tell: Callable[[Sequence[Part]], None]
) -> dict[CacheKey, Record]:
    loader = Loader()
    records = {}
    for key, job in jobs.items():
        began = time.perf_counter()
        records[key] = _store(key, make_job(job, books, loader), cache)
        tell([Part(*expect(job), time.perf_counter() - began)])
    return records


def _make_few(jobs: Mapping[CacheKey, Job], workshop: Workshop, ledger: _Ledger) -> dict[CacheKey, Record]:
    """As `_make_each`, and all that is made of one picture at once, of pixels that are loaded once."""
    groups: dict[Path | CacheKey, list[CacheKey]] = {}
    for key, job in jobs.items():
        groups.setdefault(key if isinstance(job, CardJob) else job.path, []).append(key)
    loader = Loader()
    records: dict[CacheKey, Record] = {}
    for keys in groups.values():
        began = time.perf_counter()
        with ThreadPoolExecutor(max_workers=2) as pool:
            made = pool.map(lambda key: make_job(jobs[key], workshop.books, loader), keys)
            records |= {key: _store(key, one, workshop.cache) for key, one in zip(keys, made, strict=True)}
        expected = [expect(jobs[key]) for key in keys]
        factor = (time.perf_counter() - began) / sum(cost for _sort, cost in expected)
        ledger.note([Part(sort, cost, cost * factor) for sort, cost in expected])
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
    return Made(made.files, made.color, leaf=made.leaf, left=made.left)


def _make_files(job: DeriveJob | SizeJob, loader: Loader | None) -> RenditionSet:
    if isinstance(job, DeriveJob):
        return make_derivatives(job.path, job.treatment, name=job.name, loader=loader)
    if job.is_still:
        return make_still(job.path, name=job.name)
    if job.is_vector:
        return make_vector_sizes(job.path, job.treatment, name=job.name)
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
        "leaf": made.leaf,
        "missing": list(made.missing_glyphs),
        "contrast": round(made.contrast, 2),
        "is_cut": made.is_cut,
        "is_wide": made.is_wide,
        "note": made.note,
        "left": made.left,
    }
