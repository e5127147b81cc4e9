"""Colours: which one a category has, how two stand out from each other, and mixtures of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import NewType, TypeAlias

from plugins.shared.problems import Problem

Rgb: TypeAlias = tuple[int, int, int]
HexColor = NewType("HexColor", str)
"""A colour as style sheets write it, six digits in lower case: `#2f8f5b`."""

# The theme's own, `theme/static/css/tokens.css`: paper, ink, and what drawings lie on in the light and in the dark.
PAPER: Rgb = (246, 247, 243)
INK: Rgb = (27, 33, 64)
DRAWING_PAPER: Rgb = (255, 255, 251)
DRAWING_LEAF_DARK: Rgb = (28, 33, 56)

PALETTE = tuple(
    HexColor(color)
    for color in (
        "#c2513b",  # brick
        "#c58418",  # ochre
        "#6f8f26",  # moss
        "#2f8f5b",  # fern
        "#1b8a8c",  # lagoon
        "#2c7fb8",  # sky
        "#5062c4",  # indigo
        "#8a52b3",  # plum
        "#c2497d",  # rose
        "#66727f",  # slate
    )
)
"""The colours of categories that the settings do not name; all middling, so that each works as a line and as a tint."""

_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_BLACK: Rgb = (0, 0, 0)
WHITE: Rgb = (255, 255, 255)


def category_color(name: str, chosen: Mapping[str, str]) -> HexColor:
    """The colour of the category *name*: the author's own from *chosen*, else one of `PALETTE`, always the same."""
    if (own := chosen.get(name)) is not None and _HEX.fullmatch(own):
        return to_hex(parse_color(own))
    digest = hashlib.blake2b(name.casefold().encode("utf-8", "replace"), digest_size=4).digest()
    return PALETTE[int.from_bytes(digest) % len(PALETTE)]


def check_category_colors(chosen: Mapping[str, str], source: str = "pelicanconf.py") -> list[Problem]:
    """A problem for every value of CATEGORY_COLORS that is not a colour."""
    return [
        Problem(
            source, 0, f"CATEGORY_COLORS: '{value}' for '{name}' is not a colour; write it as '#2f8f5b'", sort="setting"
        )
        for name, value in chosen.items()
        if not _HEX.fullmatch(str(value))
    ]


def parse_color(text: str) -> Rgb:
    """The red, green and blue of `#rgb` or `#rrggbb`; raises `ValueError` for anything else."""
    found = _HEX.fullmatch(text)
    if not found:
        raise ValueError(f"'{text}' is not a colour; write it as '#2f8f5b'")
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def to_hex(color: Rgb) -> HexColor:
    return HexColor("#{:02x}{:02x}{:02x}".format(*color))


def mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    """*first* with *share* (0 to 1) of *second* in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def luminance(color: Rgb) -> float:
    """Relative luminance, 0 for black to 1 for white (WCAG 2.2, "relative luminance")."""
    red, green, blue = (linear_light(value / 255) for value in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear_light(share: float) -> float:
    """How much light a *share* (0 to 1) of red, green or blue in sRGB is."""
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def contrast(first: Rgb, second: Rgb) -> float:
    """How much two colours stand out from each other, from 1 (the same) to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def readable(color: Rgb, paper: Rgb, ratio: float = 7.0) -> Rgb:
    """*color*, moved as little as needed towards black or white to have a contrast of *ratio* on *paper*.

    Where no colour can have that contrast, black or white, whichever stands out more.
    """
    end = _BLACK if contrast(_BLACK, paper) >= contrast(WHITE, paper) else WHITE
    steps = (mix(color, end, step / 40) for step in range(41))
    return next((step for step in steps if contrast(step, paper) >= ratio), end)
