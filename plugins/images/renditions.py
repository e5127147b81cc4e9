"""Renditions: one picture in the widths and formats from which a reader's browser takes the one that suits it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from PIL import Image

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

WIDTHS_PX = (320, 640, 1120, 1920)
"""The widths offered; the widest is the picture's own where that is less."""
THUMB_WIDTHS_PX = (320, 640)
LIGHT, DARK, STILL, THUMB = "light", "dark", "still", "thumb"

# Below this share of the next width a step of its own saves readers nothing.
_LEAST_STEP = 0.85


@dataclass(frozen=True, slots=True)
class RenditionSet:
    """The files of one picture, and its *color* for the time until one of them is there."""

    files: tuple[Rendition, ...]
    color: str = ""


def plan_widths(width_px: int, widths: Iterable[int] = WIDTHS_PX) -> tuple[int, ...]:
    """The widths for a picture that is *width_px* wide, never more than that."""
    offered = sorted(widths)
    widest = min(width_px, offered[-1])
    return (*(width for width in offered if width < _LEAST_STEP * widest), widest)


def make_renditions(
    picture: Image.Image,
    *,
    role: str = LIGHT,
    widths: Iterable[int] = WIDTHS_PX,
    is_extra: bool = False,
) -> RenditionSet:
    """*picture* in all its widths as AVIF, WebP and a fallback; the same bytes however many cores there are.

    Of one that *is_extra*, beside another that every browser shows, WebP is enough.
    """
    sizes = list(_resized(picture, plan_widths(picture.width, widths)))
    # Asked once: all sizes of a picture are of one kind, and the middle one tells for all.
    coding = choose_coding(sizes[min(1, len(sizes) - 1)])
    with ThreadPoolExecutor(max_workers=2) as pool:
        # The largest first: it takes the longest.
        encoded = list(pool.map(partial(_encoded, coding=coding, role=role, is_extra=is_extra), reversed(sizes)))
    return RenditionSet(tuple(file for files in reversed(encoded) for file in files), dominant_color(sizes[0]))


def _resized(picture: Image.Image, widths: tuple[int, ...]) -> Iterator[Image.Image]:
    for width in widths:
        height = max(1, round(picture.height * width / picture.width))
        if (width, height) == picture.size:
            yield picture
        else:
            yield picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=1.5)


def _encoded(picture: Image.Image, coding: Coding, role: str, *, is_extra: bool) -> tuple[Rendition, ...]:
    size = picture.size
    webp = Rendition(encode_webp(picture, coding), WEBP, *size, role)
    if is_extra:
        return (webp,)
    return (
        Rendition(encode_avif(picture, is_flat=coding.palette is not None), AVIF, *size, role),
        webp,
        Rendition(encode_fallback(picture, coding), coding.fallback, *size, role),
    )
