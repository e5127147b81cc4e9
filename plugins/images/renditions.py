"""Renditions: one picture in the widths and formats from which a reader's browser takes the one that suits it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from PIL import Image

from plugins.images.dark_versions import make_dark
from plugins.images.encodings import (
    AVIF,
    WEBP,
    Coding,
    Rendition,
    choose_coding,
    dominant_color,
    encode_avif,
    encode_fallback,
    encode_webp,
)
from plugins.images.leaves import ANY_LEAF, Leaf
from plugins.images.palettes import find_palette

WIDTHS_PX = (320, 640, 1120, 1920)
"""The widths offered; the widest is the picture's own where that is less."""
THUMB_WIDTHS_PX = (320, 640)
LIGHT, DARK, STILL, THUMB = "light", "dark", "still", "thumb"

# Encoders take up to eighty bytes for each pixel: of large pictures one works at a time.
_AT_ONCE_PIXELS = 4_000_000
# Below this share of the next width a step of its own saves readers nothing.
_LEAST_STEP = 0.85


@dataclass(frozen=True, slots=True)
class RenditionSet:
    """The files of one picture, its *color* for the time until one of them is there, and the *leaf* it lies on.

    *left* says why its paper is not white, where that was to be.
    """

    files: tuple[Rendition, ...]
    color: str = ""
    leaf: str = ""
    left: str = ""


def plan_widths(width_px: int, widths: Iterable[int] = WIDTHS_PX) -> tuple[int, ...]:
    """The widths for a picture that is *width_px* wide, never more than that."""
    offered = sorted(widths)
    widest = min(width_px, offered[-1])
    return (*(width for width in offered if width < _LEAST_STEP * widest), widest)


def make_renditions(
    picture: Image.Image, *, role: str = LIGHT, widths: Iterable[int] = WIDTHS_PX, leaf: Leaf = ANY_LEAF
) -> RenditionSet:
    """*picture* in all its widths as AVIF, WebP and a fallback; the same bytes however many cores there are.

    AVIF is left out where it would be larger than WebP. A drawing whose *leaf* has a paper is also made for readers in
    the dark scheme; beside another that every browser shows, WebP is enough for it.
    """
    sizes = list(_resized(picture, plan_widths(picture.width, widths)))
    sample = sizes[len(sizes) // 2]
    coding, made = choose_coding(sizes)
    # The largest first: it takes the longest.
    tasks = [partial(_encoded, size, coding, role, made if size is sample else {}) for size in sizes]
    if leaf.paper:
        darks = [make_dark(size, leaf.paper) for size in sizes]
        dark_palette = find_palette(darks) if coding.palette else None
        dark_coding = Coding(dark_palette, coding.is_lossless, coding.fallback)
        tasks += [partial(_encoded_dark, dark, dark_coding) for dark in darks]
    encoded = _encode_all(tasks, sizes)
    # The narrowest first, as browsers are told of them.
    light, dark = encoded[: len(sizes)], encoded[len(sizes) :]
    files = tuple(file for files in (*reversed(light), *reversed(dark)) for file in files)
    return RenditionSet(files, dominant_color(sizes[-1]), leaf.name)


def make_dark_renditions(picture: Image.Image, leaf: Leaf) -> RenditionSet:
    """*picture* for readers in the dark scheme alone, in all its widths as WebP; none if its *leaf* has no paper."""
    if leaf.paper is None:
        return RenditionSet((), leaf=leaf.name)
    sizes = [make_dark(size, leaf.paper) for size in _resized(picture, plan_widths(picture.width))]
    coding, _ = choose_coding(sizes)
    encoded = _encode_all([partial(_encoded_dark, size, coding) for size in sizes], sizes)
    return RenditionSet(tuple(file for files in reversed(encoded) for file in files), leaf=leaf.name)


def _encode_all(
    tasks: Sequence[Callable[[], tuple[Rendition, ...]]], sizes: Sequence[Image.Image]
) -> list[tuple[Rendition, ...]]:
    is_large = sizes[0].width * sizes[0].height > _AT_ONCE_PIXELS
    with ThreadPoolExecutor(max_workers=1 if is_large else 2) as pool:
        return list(pool.map(_call, tasks))


def _call(task: Callable[[], tuple[Rendition, ...]]) -> tuple[Rendition, ...]:
    return task()


def _resized(picture: Image.Image, widths: tuple[int, ...]) -> Iterator[Image.Image]:
    """*picture* in all *widths*, the widest first, each made from the one before it."""
    last = picture
    for width in reversed(widths):
        size = width, max(1, round(picture.height * width / picture.width))
        last = last if size == last.size else last.resize(size, Image.Resampling.BICUBIC)
        yield last


def _encoded(picture: Image.Image, coding: Coding, role: str, made: Mapping[str, bytes]) -> tuple[Rendition, ...]:
    """The files of one size, but for those that are *made* already."""
    encoders = {AVIF: encode_avif} if coding.has_avif else {}
    encoders |= {WEBP: encode_webp, coding.fallback: encode_fallback}
    return tuple(
        Rendition(made.get(mime) or encode(picture, coding), mime, *picture.size, role)
        for mime, encode in encoders.items()
    )


def _encoded_dark(picture: Image.Image, coding: Coding) -> tuple[Rendition, ...]:
    return (Rendition(encode_webp(picture, coding), WEBP, *picture.size, DARK),)
