"""Leaves: what a picture lies on, so that all of it is seen in the light and in the dark scheme."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageChops

from plugins.images.colors import DRAWING_LEAF_DARK, INK, Rgb, contrast, to_hex
from plugins.images.grounds import Ground, flatten
from plugins.images.paper import is_paper
from plugins.images.tones import has_continuous_tone, is_ruled

LIGHT_LEAF, DARK_LEAF = "light", "dark"
_WHITE: Rgb = (255, 255, 255)
# A ground that differs less from white is white to the eye.
_WHITE_FROM = 250
_SAMPLE_PX = 128
# Ink of less contrast is lost; a few such pixels are the rims of others.
_LEAST_SEEN, _MOST_LOST = 2.0, 0.05
# More than that is no lines but a badge, a sticker or a photograph of something cut out.
_MOST_LINES = 0.4
# Round corners are no cut-out.
_MOST_CUT_OUT = 0.9
# A drawing among words is told by much paper round its lines, and by lighter paper than a page on a desk has.
_NEAR_PAPER, _LEAST_PAPER_SHARE, _LEAST_PAPER_CONTRAST = 28, 0.45, 9.0


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a picture lies on: *name* is `light` or `dark`, a colour `#rrggbb`, or empty where any ground will do.

    Where there is to be a version for readers in the dark scheme, *paper* is the colour that becomes their leaf.
    """

    name: str = ""
    paper: Rgb | None = None


ANY_LEAF = Leaf()


def choose_leaf(pixels: Image.Image, *, is_drawing: bool, has_dark: bool, is_vector: bool = False) -> Leaf:
    """The leaf of *pixels* (`RGB` or `RGBA`); *is_drawing* is what an author named as a drawing, paper treated.

    Without *has_dark* there is no version for the dark scheme. What is shaded like a photograph never has one.
    """
    flat, ground = flatten(pixels)
    if pixels.mode == "RGBA" and (ink := _measure_ink(pixels)).covered <= _MOST_CUT_OUT:
        return _leaf_of_cut_out(ink, flat, ground, is_drawing=is_drawing, has_dark=has_dark)
    if not is_paper(ground.color):
        return Leaf(to_hex(ground.color) if is_drawing and ground.is_even else "")
    name = to_hex(ground.color) if is_drawing and ground.is_even and min(ground.color) < _WHITE_FROM else ""
    if not has_dark or has_continuous_tone(flat):
        return Leaf(name)
    if not is_drawing and not is_drawing_among_words(flat, ground, is_vector=is_vector):
        return Leaf(name)
    return Leaf(name, ground.color if ground.is_even else _WHITE)


@dataclass(frozen=True, slots=True)
class _Ink:
    """What of a picture is not see-through, as a share: of all, of the box around it; and what a dark page hides."""

    covered: float
    covered_in_box: float
    lost: float


def _leaf_of_cut_out(ink: _Ink, flat: Image.Image, ground: Ground, *, is_drawing: bool, has_dark: bool) -> Leaf:
    """The leaf of a picture with transparency: dark ink needs a light one, or a version of its own, and the reverse."""
    if ground.color == INK:
        return Leaf(DARK_LEAF)
    if not is_paper(ground.color) or not (is_drawing or ink.lost > _MOST_LOST * ink.covered):
        return Leaf()
    is_lines = is_drawing or ink.covered_in_box <= _MOST_LINES
    if has_dark and is_lines and not has_continuous_tone(flat):
        return Leaf(paper=_WHITE)
    return Leaf(LIGHT_LEAF)


def _measure_ink(pixels: Image.Image) -> _Ink:
    small = pixels.copy()
    small.thumbnail((_SAMPLE_PX, _SAMPLE_PX), Image.Resampling.BOX)
    is_inked = small.getchannel("A").point([255 if value >= 128 else 0 for value in range(256)])
    shades = [(value, value, value) for value in range(256)]
    is_hidden = [255 if contrast(shade, DRAWING_LEAF_DARK) < _LEAST_SEEN and shade[0] < 128 else 0 for shade in shades]
    hidden = ImageChops.darker(is_inked, small.convert("L").point(is_hidden)).histogram()[255]
    inked, count = is_inked.histogram()[255], small.width * small.height
    left, top, right, bottom = is_inked.getbbox() or (0, 0, *small.size)
    return _Ink(inked / count, inked / ((right - left) * (bottom - top)), hidden / count)


def is_drawing_among_words(flat: Image.Image, ground: Ground, *, is_vector: bool = False) -> bool:
    """Whether a picture of a text is lines on paper: much even, light ground, nothing shaded, and no window's edges.

    Vectors (*is_vector*) show no windows.
    """
    if not ground.is_even or contrast(ground.color, (0, 0, 0)) < _LEAST_PAPER_CONTRAST:
        return False
    small = flat.copy()
    small.thumbnail((_SAMPLE_PX, _SAMPLE_PX), Image.Resampling.BOX)
    difference = ImageChops.difference(small, Image.new("RGB", small.size, ground.color)).split()
    strongest = ImageChops.lighter(ImageChops.lighter(difference[0], difference[1]), difference[2])
    paper = sum(strongest.histogram()[: _NEAR_PAPER + 1])
    if paper < _LEAST_PAPER_SHARE * small.width * small.height:
        return False
    return (is_vector or not is_ruled(flat)) and not has_continuous_tone(flat)
