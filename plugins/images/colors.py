"""Colours: how two stand out from each other, and mixtures of them."""

from __future__ import annotations

from typing import TypeAlias

from plugins.shared.category_colors import HexColor, read_hex

Rgb: TypeAlias = tuple[int, int, int]

# The theme's own, `theme/static/css/tokens.css`: paper, ink, and what drawings lie on in the light and in the dark.
PAPER: Rgb = (246, 247, 243)
INK: Rgb = (27, 33, 64)
DRAWING_PAPER: Rgb = (255, 255, 251)
DRAWING_LEAF_DARK: Rgb = (28, 33, 56)

_BLACK: Rgb = (0, 0, 0)
WHITE: Rgb = (255, 255, 255)


def parse_color(text: str) -> Rgb:
    """The red, green and blue of `#rgb` or `#rrggbb`; raises `ValueError` for anything else."""
    color = read_hex(text)
    if color is None:
        raise ValueError(f"'{text}' is not a colour; write it as '#2f8f5b'")
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


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
