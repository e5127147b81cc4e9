"""Featured images: for every entry the picture that stands for it, made once and kept."""

from __future__ import annotations

import multiprocessing
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from plugins.images.cache import Blob, Cache, CacheKey, Record, make_key
from plugins.images.cards import (
    CARD_HEIGHT_PX,
    CARD_WIDTH_PX,
    DRAWING_VERSION,
    THUMB_HEIGHT_PX,
    THUMB_WIDTH_PX,
    Books,
    CardText,
    render_card,
    render_thumb,
)
from plugins.images.choices import Choice, Chosen, Origin, choose_image
from plugins.images.colors import category_color
from plugins.images.derivatives import DERIVING_VERSION, Rendition, make_derivatives
from plugins.images.fonts import describe_missing, open_book
from plugins.images.pictures import WEB_MIMES, PictureError
from plugins.images.sources import Source, find_source
from plugins.shared.entry import Entry, FeaturedImage, Kind, Picture, SourcePath, UrlPath
from plugins.shared.problems import Problem, warning

POOL_FROM = 40
"""From this many pictures on, starting more processes takes less time than it saves."""
_BATCH = 16
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class ImageSettings:
    """What the site says about its images; *font_paths* are asked before the packaged fonts."""

    site_name: str = ""
    category_colors: Mapping[str, str] = field(default_factory=dict)
    font_paths: tuple[Path, ...] = ()
    with_system_fonts: bool = True


@dataclass(frozen=True, slots=True)
class Workshop:
    """What images are made with in one build."""

    content_path: Path
    settings: ImageSettings
    cache: Cache
    books: Books


@dataclass(frozen=True, slots=True)
class CardJob:
    """A card to be drawn, with its thumbnail."""

    text: CardText
    kind: Kind
    color: str
    seed: str


@dataclass(frozen=True, slots=True)
class DeriveJob:
    """Share picture and thumbnail to be made from a file; *digest* is that of its bytes."""

    path: Path
    name: str
    digest: str
    is_drawing: bool


Job: TypeAlias = CardJob | DeriveJob


@dataclass(frozen=True, slots=True)
class Made:
    """What a job came to; *failure* says why there is nothing."""

    files: tuple[Rendition, ...] = ()
    missing_glyphs: tuple[str, ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file of the finished site and its bytes: in the cache, or in memory."""

    url: UrlPath
    blob: Blob


@dataclass(frozen=True, slots=True)
class Featured:
    """Everything found out about the pictures of one entry.

    *files* are to be written; *originals* are files of the content folder that must be in the site as they are,
    under their own path.
    """

    source: SourcePath
    image: FeaturedImage
    drawing: Picture | None = None
    poster: Picture | None = None
    files: tuple[OutputFile, ...] = ()
    originals: tuple[SourcePath, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    entry: Entry
    choice: Choice
    job: Job
    problems: tuple[Problem, ...]


def open_workshop(content_path: Path, settings: ImageSettings, cache: Cache) -> Workshop:
    return Workshop(content_path, settings, cache, _open_books(settings))


def make_featured(entry: Entry, workshop: Workshop) -> Featured:
    """The pictures of one entry; whatever is wrong with its own, the last choice is a drawn card."""
    return make_all([entry], workshop)[0]


def make_all(entries: Iterable[Entry], workshop: Workshop, *, workers: int = 1) -> list[Featured]:
    """The pictures of *entries*, in their order.

    With more than one of *workers*, and many to be made, they are made in as many processes; the bytes are the same.
    """
    plans = [_plan(entry, workshop) for entry in entries]
    records = _make_missing([plan.job for plan in plans], workshop, workers)
    return [_finish(plan, records[_key(plan.job, workshop)], workshop) for plan in plans]


def _plan(entry: Entry, workshop: Workshop) -> _Plan:
    def find(reference: str, entry_source: SourcePath) -> Source:
        return find_source(reference, entry_source, workshop.content_path, workshop.cache)

    choice, problems = choose_image(entry, find)
    return _Plan(entry, choice, _plan_job(entry, choice, workshop), tuple(problems))


def _plan_job(entry: Entry, choice: Choice, workshop: Workshop) -> Job:
    if choice.picture is None:
        return _plan_card(entry, workshop.settings)
    source = choice.picture.source
    return DeriveJob(workshop.content_path / source.path, source.path, source.digest, choice.origin is Origin.DOODLE)


def _plan_card(entry: Entry, settings: ImageSettings) -> CardJob:
    category = entry.category.name if entry.category else ""
    # Without a category, the kind decides: so the cards of a kind belong together.
    color = category_color(category or entry.kind.value, settings.category_colors)
    return CardJob(CardText(entry.title, category, settings.site_name), entry.kind, color, entry.url)


def _key(job: Job, workshop: Workshop) -> CacheKey:
    if isinstance(job, DeriveJob):
        return make_key("derived", DERIVING_VERSION, job.digest, job.is_drawing)
    text = job.text
    fonts = (
        workshop.books.title.fingerprint(text.title),
        workshop.books.label.fingerprint(text.category + text.site_name),
    )
    words = text.title, text.category, text.site_name
    return make_key("card", DRAWING_VERSION, *fonts, *words, job.kind.value, job.color, job.seed)


def _make_missing(jobs: Sequence[Job], workshop: Workshop, workers: int) -> dict[CacheKey, Record]:
    """The records of all *jobs*, made where the cache has none."""
    by_key = {_key(job, workshop): job for job in jobs}
    records = {key: record for key in by_key if (record := workshop.cache.load(key)) is not None}
    missing = {key: job for key, job in by_key.items() if key not in records}
    if workers > 1 and len(missing) > POOL_FROM:
        all_made = _make_in_pool(list(missing.values()), workshop, workers)
    else:
        all_made = make_batch(list(missing.values()), workshop.books)
    for key, made in zip(missing, all_made, strict=True):
        records[key] = _store(key, made, workshop.cache)
    return records


def _make_in_pool(jobs: list[Job], workshop: Workshop, workers: int) -> list[Made]:
    """The jobs made in processes of their own; in this one where no others can be started."""
    batches = [jobs[start : start + _BATCH] for start in range(0, len(jobs), _BATCH)]
    # Not forked: the host may have threads, whose locks would stay shut in a copy.
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(min(workers, len(batches)), mp_context=context) as pool:
            settings = [workshop.settings] * len(batches)
            return [made for batch in pool.map(_make_batch_afresh, batches, settings) for made in batch]
    except (BrokenProcessPool, OSError, NotImplementedError, ImportError, RuntimeError):
        return make_batch(jobs, workshop.books)


def _make_batch_afresh(jobs: list[Job], settings: ImageSettings) -> list[Made]:
    return make_batch(jobs, _open_books(settings))


def make_batch(jobs: Iterable[Job], books: Books) -> list[Made]:
    """What each job comes to, in their order."""
    return [_make(job, books) for job in jobs]


def _make(job: Job, books: Books) -> Made:
    if isinstance(job, DeriveJob):
        try:
            return Made(make_derivatives(job.path, is_drawing=job.is_drawing, name=job.name))
        except PictureError as error:
            return Made(failure=str(error))
    card = render_card(job.text, kind=job.kind, color=job.color, seed=job.seed, books=books)
    thumb = render_thumb(kind=job.kind, color=job.color, seed=job.seed)
    files = (
        Rendition(card.data, "image/png", CARD_WIDTH_PX, CARD_HEIGHT_PX),
        Rendition(thumb, "image/png", THUMB_WIDTH_PX, THUMB_HEIGHT_PX),
    )
    return Made(files, card.missing_glyphs)


def _store(key: CacheKey, made: Made, cache: Cache) -> Record:
    if made.failure:
        # Not kept: the file may be whole again tomorrow.
        return Record({"failure": made.failure})
    return cache.store(
        key,
        {"missing": list(made.missing_glyphs)},
        [(file.suffix, file.data) for file in made.files],
    )


def _open_books(settings: ImageSettings) -> Books:
    return Books(
        open_book(settings.font_paths, with_system=settings.with_system_fonts),
        open_book(settings.font_paths, for_labels=True, with_system=settings.with_system_fonts),
    )


def _finish(plan: _Plan, record: Record, workshop: Workshop) -> Featured:
    if "failure" in record.facts:
        return _finish_with_card(plan, str(record.facts["failure"]), workshop)
    entry, choice = plan.entry, plan.choice
    share_blob, thumb_blob = record.blobs
    chosen_alt = choice.picture.alt if choice.picture else ""
    share_file = OutputFile(_address("cards", entry, share_blob), share_blob)
    thumb_file = OutputFile(_address("thumbs", entry, thumb_blob), thumb_blob)
    share = Picture(share_file.url, CARD_WIDTH_PX, CARD_HEIGHT_PX, chosen_alt or entry.title, _mime(share_blob))
    # Listings name the entry beside it, so the thumbnail is decoration unless the author said what it shows.
    thumb = Picture(thumb_file.url, THUMB_WIDTH_PX, THUMB_HEIGHT_PX, chosen_alt, _mime(thumb_blob))
    drawing, poster = _original(choice.drawing), _original(choice.poster)
    lead = _lead(choice, share)
    linked = (picture for picture in (choice.own, choice.drawing, choice.poster) if picture)
    return Featured(
        entry.source,
        FeaturedImage(choice.origin.value, share, thumb, lead),
        drawing,
        poster,
        (share_file, thumb_file),
        tuple(dict.fromkeys(picture.source.path for picture in linked)),
        (*plan.problems, *_check_glyphs(entry, record)),
    )


def _finish_with_card(plan: _Plan, failure: str, workshop: Workshop) -> Featured:
    """The entry with a drawn card, as its picture was found to be broken only when it was to be used."""
    job = _plan_card(plan.entry, workshop.settings)
    # A drawing that cannot be made into a picture is one that browsers may still show.
    choice = replace(plan.choice, origin=Origin.CARD, own=None)
    problem = warning(plan.entry.source, plan.entry.line_of("image"), failure)
    records = _make_missing([job], workshop, workers=1)
    again = _Plan(plan.entry, choice, job, (*plan.problems, problem))
    return _finish(again, records[_key(job, workshop)], workshop)


def _lead(choice: Choice, share: Picture) -> Picture | None:
    """What the reader of the page sees: the original where browsers show it; nothing for a card or a poster."""
    if choice.origin not in (Origin.OWN, Origin.DOODLE) or choice.picture is None:
        return None
    if choice.picture.source.facts.mime in WEB_MIMES:
        return _original(choice.picture)
    return Picture(share.url, share.width_px, share.height_px, choice.picture.alt, share.mime)


def _original(chosen: Chosen | None) -> Picture | None:
    if chosen is None:
        return None
    facts = chosen.source.facts
    return Picture(UrlPath(quote(chosen.source.path)), facts.width_px, facts.height_px, chosen.alt, facts.mime)


def _address(folder: str, entry: Entry, blob: Blob) -> UrlPath:
    """An address that changes when the picture does: networks never look again at one they know."""
    name = re.sub(r"[^a-z0-9]+", "-", entry.slug.lower())[:_LONGEST_NAME].strip("-") or entry.kind.value
    return UrlPath(f"images/{folder}/{name}-{blob.digest[:8]}{blob.suffix}")


def _mime(blob: Blob) -> str:
    return "image/jpeg" if blob.suffix == ".jpg" else "image/png"


def _check_glyphs(entry: Entry, record: Record) -> list[Problem]:
    missing = record.facts.get("missing")
    # An emoji is an ornament: the title says as much without.
    letters = [str(one) for one in missing if not _is_emoji(str(one))] if isinstance(missing, list) else []
    if not letters:
        return []
    names = describe_missing(letters)
    message = f"no font at hand has {names}, so the card is drawn without; name a font in CARD_FONTS"
    return [warning(entry.source, entry.line_of("title"), message)]


def _is_emoji(cluster: str) -> bool:
    return unicodedata.category(cluster[0]) in ("So", "Sk")
