"""Grounds: what colour a picture lies on, and pictures with transparency laid on paper."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageStat

from plugins.images.colors import DRAWING_PAPER, INK, Rgb, luminance


@dataclass(frozen=True, slots=True)
class Ground:
    """What a picture lies on: its *color*, and whether the picture's edge *is_even*, so that it can run into it."""

    color: Rgb
    is_even: bool


def flatten(pixels: Image.Image) -> tuple[Image.Image, Ground]:
    """The picture without transparency, and its ground: the paper for a cut-out, else the colour of its edge."""
    if pixels.mode != "RGBA":
        return pixels, find_ground(pixels)
    paper = _paper_under(pixels)
    sheet = Image.new("RGB", pixels.size, paper)
    sheet.paste(pixels, mask=pixels.getchannel("A"))
    edge = find_ground(sheet)
    return sheet, Ground(paper, is_even=True) if edge.color == paper else edge


def _paper_under(pixels: Image.Image) -> Rgb:
    """Light paper, or dark where what is drawn is itself so light that it would not be seen."""
    small = pixels.copy()
    small.thumbnail((128, 128))
    alpha = small.getchannel("A")
    if alpha.getextrema()[1] == 0:
        return DRAWING_PAPER
    red, green, blue = (round(mean) for mean in ImageStat.Stat(small.convert("RGB"), mask=alpha).mean)
    return INK if luminance((red, green, blue)) > 0.72 else DRAWING_PAPER


def find_ground(picture: Image.Image) -> Ground:
    """The middle colour of the picture's edge, and whether nearly all of the edge is about of that colour."""
    small = picture.resize((min(96, picture.width), min(96, picture.height)), Image.Resampling.BOX)
    width, height = small.size
    edges = ((0, 0, width, 1), (0, height - 1, width, height), (0, 0, 1, height), (width - 1, 0, width, height))
    pixels = [pixel for edge in edges for pixel in _rgb_pixels(small.crop(edge))]
    middle = [sorted(band)[len(pixels) // 2] for band in zip(*pixels, strict=True)]
    color = middle[0], middle[1], middle[2]
    near = sum(max(abs(a - b) for a, b in zip(pixel, color, strict=True)) <= 28 for pixel in pixels)
    return Ground(color, near >= 0.9 * len(pixels))


def _rgb_pixels(picture: Image.Image) -> list[Rgb]:
    data = picture.tobytes()
    return [(data[place], data[place + 1], data[place + 2]) for place in range(0, len(data), 3)]
