"""Dark versions: a drawing for readers in the dark scheme, in which ink stands out from its leaf as it does from paper.

A dark version lies on black; the style sheet lays it over the dark leaf by `mix-blend-mode: screen`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache

from PIL import Image, ImageFilter

from plugins.images.colors import DRAWING_LEAF_DARK, Rgb, linear_light

# Colours between the places of the table are mixed from their neighbours.
_STEPS = 17
# Pencil that is just seen on paper becomes ink that is read on the leaf; a little more, as mixing takes some.
_FAINT_CONTRAST, _READ_CONTRAST = 3.0, 4.8
_MOST_CONTRAST = 21.0
_CHROMA_STEPS = (1.0, 0.85, 0.7, 0.55, 0.4, 0.25, 0.1, 0.0)
_TOLERANCE = 1e-4

_Triple = tuple[float, float, float]


def make_dark(picture: Image.Image, paper: Rgb = (255, 255, 255)) -> Image.Image:
    """*picture*, whose ground is *paper*, with dark ink made light and light fills made dark, every hue kept.

    What has a contrast of 3 on its paper has at least 4.5 on the dark leaf; paper becomes black, which is see-through.
    """
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    pixels = picture.convert("RGB")
    if paper != (255, 255, 255):
        # As if it were drawn on white: light times colour is what is seen.
        pixels = pixels.point([min(255, round(value * 255 / white)) for white in paper for value in range(256)])
    dark = pixels.filter(_find_table())
    if alpha is not None:
        dark.putalpha(alpha)
    return dark


@cache
def _find_table() -> ImageFilter.Color3DLUT:
    """What each colour on white becomes."""
    leaf = _linear(DRAWING_LEAF_DARK)
    return ImageFilter.Color3DLUT(_STEPS, [share for place in _list_places(leaf) for share in place])


def _list_places(leaf: _Triple) -> Iterator[_Triple]:
    """The table's places, of which the first band changes quickest."""
    shares = [step / (_STEPS - 1) for step in range(_STEPS)]
    linear = [linear_light(share) for share in shares]
    for blue in linear:
        for green in linear:
            for red in linear:
                yield _without_leaf(_turn((red, green, blue), leaf), leaf)


def _turn(color: _Triple, leaf: _Triple) -> _Triple:
    """*color* (linear light, on white) as it is to be seen on *leaf*."""
    share = 1.05 / (_luminance(color) + 0.05)
    wanted = _dark_contrast(share) * (_luminance(leaf) + 0.05) - 0.05
    _, a, b = _to_oklab(color)
    # The paler a colour is on paper, the closer it comes to the leaf, whose hue is another.
    kept = min(1.0, math.log(share) / math.log(_FAINT_CONTRAST))
    _, leaf_a, leaf_b = _to_oklab(leaf)
    a, b = a + (leaf_a - a) * (1 - kept) ** 4, b + (leaf_b - b) * (1 - kept) ** 4
    return next(
        found
        for chroma in _CHROMA_STEPS
        if _is_color(found := _with_luminance(wanted, a * chroma, b * chroma)) or not chroma
    )


def _dark_contrast(share: float) -> float:
    """The contrast on the leaf for one of *share* on white paper: 1 stays, 3 becomes 4.8, the most there is 16."""
    most = 1.05 / (_luminance(_linear(DRAWING_LEAF_DARK)) + 0.05)
    faint, read, last = math.log(_FAINT_CONTRAST), math.log(_READ_CONTRAST), math.log(_MOST_CONTRAST)
    place = math.log(max(1.0, share))
    if place <= faint:
        return math.exp(place * read / faint)
    return math.exp(read + (place - faint) * (math.log(most) - read) / (last - faint))


def _with_luminance(wanted: float, a: float, b: float) -> _Triple:
    """The colour of that hue and chroma whose luminance is *wanted*, in steps of Newton's."""
    lightness = max(wanted, 0.0) ** (1 / 3)
    for _ in range(4):
        long, middle, short = _cones(lightness, a, b)
        # The luminance of each, by the table of `_from_oklab`, and how quickly it grows.
        here = -0.0407745 * long**3 + 1.1124922 * middle**3 - 0.0717176 * short**3
        slope = 3 * (-0.0407745 * long**2 + 1.1124922 * middle**2 - 0.0717176 * short**2)
        if slope <= 0:
            break
        lightness = min(1.0, max(0.0, lightness - (here - wanted) / slope))
    return _from_oklab(lightness, a, b)


def _is_color(color: _Triple) -> bool:
    return all(-_TOLERANCE <= value <= 1 + _TOLERANCE for value in color)


def _without_leaf(color: _Triple, leaf: _Triple) -> _Triple:
    """What becomes *color* when it is laid over *leaf* as `screen` does: the two inverted are multiplied."""
    pairs = zip(map(_encoded, color), map(_encoded, leaf), strict=True)
    red, green, blue = (max(0.0, 1 - (1 - value) / (1 - under)) for value, under in pairs)
    return red, green, blue


def _linear(color: Rgb) -> _Triple:
    red, green, blue = (linear_light(value / 255) for value in color)
    return red, green, blue


def _encoded(value: float) -> float:
    """A share of linear light as sRGB has it."""
    value = min(1.0, max(0.0, value))
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _luminance(color: _Triple) -> float:
    return 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]


# OKLab: lightness, and two bands of colour in which hues are angles (Björn Ottosson, 2020).
def _to_oklab(color: _Triple) -> _Triple:
    red, green, blue = color
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _cones(lightness: float, a: float, b: float) -> _Triple:
    """What the three sorts of receptors make of a colour, before it is cubed."""
    return (
        lightness + 0.3963377774 * a + 0.2158037573 * b,
        lightness - 0.1055613458 * a - 0.0638541728 * b,
        lightness - 0.0894841775 * a - 1.2914855480 * b,
    )


def _from_oklab(lightness: float, a: float, b: float) -> _Triple:
    long, middle, short = (cone**3 for cone in _cones(lightness, a, b))
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
