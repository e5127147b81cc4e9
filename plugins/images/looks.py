"""Looks: what sort of picture a file holds, by a small copy of it, and so whether it can stand for an entry."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from PIL import Image, ImageChops

from plugins.images.cache import Cache, make_key
from plugins.images.colors import Rgb
from plugins.images.grounds import flatten
from plugins.images.paper import is_paper
from plugins.images.pictures import load_pixels
from plugins.images.sources import Source
from plugins.images.tones import has_continuous_tone

_LOOK_VERSION = 1
_SAMPLE_PX = 320
_PLAIN_RANGE = 12
# Of a badge, a disc or a logo the box around it is mostly filled; of a sketch or a diagram it is not.
_LEAST_FILLED, _MOST_FILLED, _NEAR_GROUND = 0.55, 0.92, 28
_SQUARE, _ICON_SQUARE = 1.6, 1.15
_SMALL_PX = 600
# The eyes of a QR code: dark, light, dark, light, dark, as 1 to 1 to 3 to 1 to 1 (ISO/IEC 18004, "finder pattern").
_EYE = (1, 1, 3, 1, 1)
_EYE_SLACK, _LEAST_EYE_ROWS = 0.55, 6
_CODE_SQUARE, _MOST_BETWEEN = 1.15, 0.2


class Look(StrEnum):
    """What sort of picture it is."""

    PHOTOGRAPH = "photograph"
    FLAT = "flat"
    """Lines, letters and fills: a drawing, a diagram, a screen."""
    PLAIN = "plain"
    """Of one colour."""
    CODE = "code"
    """A QR code."""
    BADGE = "badge"
    """One filled shape of few colours: a disc, an icon, a logo."""


def find_look(source: Source, content_path: Path, cache: Cache) -> Look:
    """The look of a picture, from *cache* where it was seen before; raises `PictureError`."""
    key = make_key("look", _LOOK_VERSION, source.digest)
    record = cache.load(key)
    if record and record.facts.get("look") in list(Look):
        return Look(str(record.facts["look"]))
    pixels = load_pixels(content_path / source.path, _SAMPLE_PX, _SAMPLE_PX, name=source.path)
    is_small = max(source.facts.width_px, source.facts.height_px) <= _SMALL_PX
    look = tell_look(pixels, is_small=is_small)
    cache.store(key, {"look": look.value})
    return look


def tell_look(pixels: Image.Image, *, is_small: bool) -> Look:
    """The look of *pixels* (`RGB` or `RGBA`); of an opaque picture only one that *is_small* is a badge."""
    flat, ground = flatten(pixels)
    small = flat.copy()
    small.thumbnail((_SAMPLE_PX, _SAMPLE_PX), Image.Resampling.BOX)
    if _is_plain(small):
        return Look.PLAIN
    if _is_code(flat):
        return Look.CODE
    if has_continuous_tone(flat):
        return Look.PHOTOGRAPH
    if (pixels.mode == "RGBA" or (is_small and ground.is_even and is_paper(ground.color))) and _is_filled_shape(
        small, ground.color, is_icon=is_small
    ):
        return Look.BADGE
    return Look.FLAT


def _is_plain(small: Image.Image) -> bool:
    data = small.tobytes()
    return all(max(data[band::3]) - min(data[band::3]) <= _PLAIN_RANGE for band in range(3))


def _is_filled_shape(small: Image.Image, ground: Rgb, *, is_icon: bool) -> bool:
    """Whether what stands on *ground* is about as wide as high and fills the box around it.

    What fills all of it is a window, unless it *is_icon* by its size.
    """
    bands = ImageChops.difference(small, Image.new("RGB", small.size, ground)).split()
    strongest = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    inked = strongest.point([255 if value > _NEAR_GROUND else 0 for value in range(256)])
    box = inked.getbbox()
    if box is None:
        return False
    width, height = box[2] - box[0], box[3] - box[1]
    filled = inked.histogram()[255] / (width * height)
    if filled > _MOST_FILLED:
        return is_icon and max(width, height) <= _ICON_SQUARE * min(width, height)
    return filled >= _LEAST_FILLED and max(width, height) <= _SQUARE * min(width, height)


def _is_code(flat: Image.Image) -> bool:
    """Whether it is a QR code: three eyes, two at the top and one at the lower left."""
    if max(flat.size) > _CODE_SQUARE * min(flat.size):
        return False
    # Averaging would wash out its modules.
    small = flat.convert("L").resize((_SAMPLE_PX, _SAMPLE_PX), Image.Resampling.NEAREST)
    between = sum(small.histogram()[64:192])
    if between > _MOST_BETWEEN * _SAMPLE_PX**2:
        return False
    is_dark = small.point([1 if value < 128 else 0 for value in range(256)]).tobytes()
    middle = _SAMPLE_PX // 2
    counts = {"upper left": 0, "upper right": 0, "lower left": 0, "lower right": 0}
    for row in range(_SAMPLE_PX):
        for place in _find_eyes(is_dark[row * _SAMPLE_PX : (row + 1) * _SAMPLE_PX]):
            counts[f"{'upper' if row < middle else 'lower'} {'left' if place < middle else 'right'}"] += 1
    corners = counts["upper left"], counts["upper right"], counts["lower left"]
    return min(corners) >= _LEAST_EYE_ROWS and counts["lower right"] < min(corners)


def _find_eyes(row: bytes) -> Iterator[int]:
    """Where the middle of an eye is crossed by *row*."""
    runs = [(shade, sum(1 for _ in group)) for shade, group in groupby(row)]
    start = 0
    for index, (shade, length) in enumerate(runs):
        five = [run for _, run in runs[index : index + 5]]
        if shade and len(five) == 5 and five[2] >= 5:
            module = sum(five) / 7
            if all(abs(run - share * module) <= _EYE_SLACK * module for run, share in zip(five, _EYE, strict=True)):
                yield start + sum(five) // 2
        start += length
