"""Emoji in one ink: what a font has in colours, drawn as a pen would: outlines, edges, and what is dark."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

_SCALABLE_PX = 128
"""How large emoji of a font that has every size are drawn before they become ink."""
_MARGIN_PX = 4
_OUTLINE_PX, _EDGE_PX, _QUIET_PX = 7, 3, 5
# A step between neighbours that is smaller is shading; what is darker than this is filled.
_LEAST_STEP, _DARK = 45, 95
_SHARPNESS = 6


def find_size(data: mmap.mmap, tables: Mapping[bytes, int]) -> int:
    """The size in pixels in which a font draws in colours, its largest if it is one of bitmaps; 0 if it does not.

    OpenType 1.9, "CBLC" and "sbix"; of fonts whose colours are in an SVG table Pillow draws nothing.
    """
    if b"CBDT" in tables and b"CBLC" in tables:
        start = tables[b"CBLC"]
        (count,) = struct.unpack_from(">I", data, start + 4)
        return max((data[start + 8 + 48 * strike + 45] for strike in range(min(count, 64))), default=0)
    if b"sbix" in tables:
        start = tables[b"sbix"]
        (count,) = struct.unpack_from(">I", data, start + 4)
        places = struct.unpack_from(f">{min(count, 64)}I", data, start + 8)
        return max((struct.unpack_from(">H", data, start + place)[0] for place in places), default=0)
    return _SCALABLE_PX if b"COLR" in tables else 0


def draw_emoji(text: str, font: ImageFont.FreeTypeFont, scale: float) -> tuple[Image.Image, tuple[int, int]] | None:
    """*text* as a mask of ink, *scale* times as large as *font* has it, and where its corner lies from the baseline.

    `None` if there is nothing to be seen: some fonts name glyphs that they cannot draw.
    """
    left, top, right, bottom = (round(edge) for edge in font.getbbox(text, anchor="ls"))
    size = right - left + 2 * _MARGIN_PX, bottom - top + 2 * _MARGIN_PX
    picture = Image.new("RGBA", size, (255, 255, 255, 0))
    start = _MARGIN_PX - left, _MARGIN_PX - top
    ImageDraw.Draw(picture).text(start, text, (0, 0, 0), font, "ls", embedded_color=True)
    ink = trace_ink(picture)
    if ink.getbbox() is None:
        return None
    scaled = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    at = round((left - _MARGIN_PX) * scale), round((top - _MARGIN_PX) * scale)
    return ink.resize(scaled, Image.Resampling.HAMMING), at


def trace_ink(picture: Image.Image) -> Image.Image:
    """The lines a pen would draw of *picture* (`RGBA`): around it, between its colours, and over what is dark."""
    alpha = picture.getchannel("A")
    outline = ImageChops.subtract(alpha, alpha.filter(ImageFilter.MinFilter(_OUTLINE_PX)))
    sheet = Image.new("RGB", picture.size, "white")
    sheet.paste(picture, mask=alpha)
    quiet = sheet.filter(ImageFilter.MedianFilter(_QUIET_PX))
    steps = ImageChops.subtract(
        quiet.filter(ImageFilter.MaxFilter(_EDGE_PX)), quiet.filter(ImageFilter.MinFilter(_EDGE_PX))
    )
    red, green, blue = steps.split()
    step = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    edges = step.point([_sharpened(value - _LEAST_STEP) for value in range(256)])
    dark = quiet.convert("L").point([_sharpened(_DARK - value) for value in range(256)])
    return ImageChops.lighter(outline, ImageChops.darker(ImageChops.lighter(edges, dark), alpha))


def _sharpened(value: int) -> int:
    return max(0, min(255, value * _SHARPNESS))
