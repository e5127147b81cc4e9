"""Paper: what a drawing lies on, found and made even; and where its ink is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from plugins.images.colors import WHITE, Rgb, luminance
from plugins.images.lighting import Floats, Lighting, find_lighting

PaperBox = tuple[int, int, int, int]

_LIGHTEST_PAPER = 0.3
# What is found of paper decides whether it is made white: shares of the picture, of its regions, of lightness.
_LEAST_PAPER, _LEAST_PAPER_ASKED_FOR, _LEAST_SPREAD = 0.4, 0.2, 0.6
_DARKEST_PAPER = 64
_MOST_LIGHTER, _MOST_LIGHTER_ASKED_FOR = 0.0025, 0.08
_COLORED, _ROUGH = 0.25, 0.03
_EVEN_LIGHT, _WARM_PAPER, _COOL_PAPER = 1.06, 0.18, 0.06
# How far paper may differ from its light by its grain: so much of what is measured, within these bounds.
_GRAINS, _NOISES, _LEAST_GRAIN, _MOST_GRAIN = 3.5, 3.0, 0.02, 0.25
_KEPT_BY = 1.6
_TINTED_FROM = 1.6
_STRIP_PX = 128
# Ink: what is darker than paper by so much, and lies where the strongest ink does.
_STRENGTH_SAMPLE_PX, _FAINTEST_INK, _INK_GRAINS, _LEAST_INK_SHARE = 1200, 0.05, 4, 0.0005
_STRONG_SHARE = 0.6
_SEEN = (0.2126, 0.7152, 0.0722)
# What is ink so far to all sides in that copy is a fill.
_STROKE_REACH = 6
# A grey of 142 has 3.2:1 on white.
_LIGHTEST_INK, _MOST_STRENGTH = 142 / 255, 6.0

_INK_SAMPLE_PX = 400
# Ink differs from paper by so much, or where all of it is faint by this share of the strongest, but not by less than
# can be seen.
_LEAST_DIFFERENCE, _INK_FROM, _LEAST_SEEN = 38, 0.3, 8
_SCAN_EDGE = 0.012


def is_paper(color: Rgb) -> bool:
    """Whether *color* is light enough to be the paper of a drawing in dark ink."""
    return luminance(color) >= _LIGHTEST_PAPER


@dataclass(frozen=True, slots=True)
class Whitened:
    """A *picture* whose paper *is_white* now, or is as it was; *left* says why it was left alone."""

    picture: Image.Image
    left: str = ""
    is_white: bool = False


def whiten_paper(picture: Image.Image, *, is_asked_for: bool = False) -> Whitened:
    """*picture* with its paper truly white, the light on it made even; transparency stays as it is.

    Each place is divided by the light on the paper there, so that all that is drawn keeps its strength and loses only
    the tint of the light. Where it is not plain that there is paper, the picture is left alone; if white paper
    *is_asked_for*, only where none can be found. Ink that would be hard to see is made darker.
    """
    if picture.mode != "RGB":
        return Whitened(picture)
    lighting = find_lighting(picture)
    if lighting is None:
        return Whitened(picture, "no paper was found in it")
    left = _why_not_at_all(lighting) or ("" if is_asked_for else _why_not_by_itself(lighting))
    if left:
        return Whitened(picture, left)
    return Whitened(_divided(picture, lighting, _plan_strength(picture, lighting)), is_white=True)


def _why_not_at_all(lighting: Lighting) -> str:
    """Why white paper cannot be made, whoever asks for it."""
    if lighting.lightness < _DARKEST_PAPER:
        return "its ground is dark"
    if lighting.share < _LEAST_PAPER_ASKED_FOR:
        return f"only {lighting.share:.0%} of it is paper of one colour"
    if lighting.lighter > _MOST_LIGHTER_ASKED_FOR:
        return "much of it is lighter than what could be its paper"
    return ""


def _why_not_by_itself(lighting: Lighting) -> str:
    """Why white paper is not made unless the author asks for it: what was painted or chosen is meant."""
    if lighting.share < _LEAST_PAPER or lighting.spread < _LEAST_SPREAD:
        return f"only {lighting.share:.0%} of it is paper of one colour"
    if lighting.is_flat:
        return "its ground is of one colour throughout, as nothing that was scanned or photographed is"
    if lighting.lighter > _MOST_LIGHTER:
        return "parts of it are lighter than its paper"
    if lighting.saturation > _COLORED and lighting.grain > _ROUGH:
        return "its ground is coloured and rough, as kraft paper is"
    if lighting.unevenness < _EVEN_LIGHT and lighting.saturation > _most_tinted(lighting.tint):
        return "its ground is coloured evenly"
    return ""


def _most_tinted(tint: tuple[float, float, float]) -> float:
    """How much colour paper may have by itself: more of what is warm, as paper and lamps are."""
    red, green, blue = tint
    return _WARM_PAPER if red >= green >= blue else _COOL_PAPER


def _divided(picture: Image.Image, lighting: Lighting, strength: Image.Image | None) -> Image.Image:
    """*picture* divided by its light, in strips, as numbers with fractions take four times the room.

    What differs from white by no more than the grain of the paper becomes white; what differs by more is kept.
    """
    lights = _enlarged(lighting.surface, picture.size)
    near = min(_MOST_GRAIN, max(_LEAST_GRAIN, _GRAINS * lighting.grain, _NOISES * lighting.noise))
    strength = strength.resize(picture.size, Image.Resampling.BILINEAR) if strength else None
    result = Image.new("RGB", picture.size)
    for top in range(0, picture.height, _STRIP_PX):
        box = 0, top, picture.width, min(picture.height, top + _STRIP_PX)
        # A band at a time: the largest of three beside one another is found five times more slowly.
        parts = [np.asarray(band, dtype=np.float32) for band in picture.crop(box).split()]
        light = [np.asarray(band.crop(box)) for band in lights]
        most = np.maximum(np.maximum(light[0], light[1]), light[2])
        # Black ink shines a little in the colour of nothing: of what is dark the tint of the light is not taken.
        tinted = np.minimum(1, np.maximum(np.maximum(parts[0], parts[1]), parts[2]) * (_TINTED_FROM / most))
        parts = [np.minimum(part / (most + (band - most) * tinted), 1) for part, band in zip(parts, light, strict=True)]
        away = 1 - np.minimum(np.minimum(parts[0], parts[1]), parts[2])
        kept = np.clip(away * (_KEPT_BY / near) - _KEPT_BY, 0, 1) * 255
        if strength is not None:
            powers = np.asarray(strength.crop(box))
            parts = [part**powers for part in parts]
        bands = [Image.fromarray((255.5 - (1 - part) * kept).astype(np.uint8)) for part in parts]
        result.paste(Image.merge("RGB", bands), (0, top))
    return result


def _enlarged(surface: Floats, size: tuple[int, int]) -> list[Image.Image]:
    """Each band of *surface* as a picture of fractions, as large as *size*."""
    bands = (Image.fromarray(np.ascontiguousarray(surface[..., band])) for band in range(3))
    return [band.resize(size, Image.Resampling.BILINEAR) for band in bands]


def _plan_strength(picture: Image.Image, lighting: Lighting) -> Image.Image | None:
    """The powers that bring strokes to a contrast of 3:1 with white paper, 1 where a fill is, as a picture of
    fractions; `None` where the strokes have that."""
    scale = min(1.0, _STRENGTH_SAMPLE_PX / max(picture.size))
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    # The pixels themselves: the mean of a thin stroke and its paper would be fainter than both.
    copy = picture.resize(size, Image.Resampling.NEAREST)
    bands = zip(copy.split(), _enlarged(lighting.surface, size), _SEEN, strict=True)
    parts = [
        np.clip(np.asarray(band, dtype=np.float32) / np.asarray(light), 0, 1) ** 2.2 * w for band, light, w in bands
    ]
    # As light as it looks, with the curve that the numbers of pixels have.
    depth = 1 - (parts[0] + parts[1] + parts[2]) ** (1 / 2.2)
    is_ink = depth > max(_FAINTEST_INK, _INK_GRAINS * lighting.grain, _INK_GRAINS * lighting.noise)
    fills = Image.fromarray(is_ink).convert("L")
    fills = fills.filter(ImageFilter.BoxBlur(_STROKE_REACH)).point([255 if value >= 230 else 0 for value in range(256)])
    fills = fills.filter(ImageFilter.BoxBlur(_STROKE_REACH + 2))
    is_stroke = is_ink & (np.asarray(fills) == 0)
    if np.count_nonzero(is_stroke) < _LEAST_INK_SHARE * depth.size:
        return None
    strokes = depth[is_stroke]
    strongest = float(np.quantile(strokes, 0.95))
    # The middle of what is about as strong as the strongest: the edges of strokes are fainter than their ink.
    middle = float(np.median(strokes[strokes > _STRONG_SHARE * strongest]))
    power = min(_MOST_STRENGTH, float(np.log(_LIGHTEST_INK) / np.log(1 - min(middle, 0.99))))
    if power <= 1:
        return None
    powers = np.where(np.asarray(fills) > 0, 1, power).astype(np.float32)
    return Image.fromarray(powers)


def take_paper(picture: Image.Image) -> Image.Image:
    """*picture* on white paper without the paper: the lighter a place, the more is seen through it."""
    red, green, blue = picture.split()
    least = ImageChops.darker(ImageChops.darker(red, green), blue)
    # What is half as light as paper is all ink already, so that thin lines keep their strength on dark ground too.
    alpha = least.point([min(255, 2 * (255 - value)) for value in range(256)])
    opaque, pixels = np.asarray(alpha, dtype=np.float32)[..., None], np.asarray(picture, dtype=np.float32)
    # The colour that looks as before where white shines through.
    color = 255 - (255 - pixels) * 255 / np.maximum(opaque, 1)
    result = Image.fromarray(np.clip(np.rint(color), 0, 255).astype(np.uint8))
    result.putalpha(alpha)
    return result


def find_ink(picture: Image.Image, paper: Rgb, *, is_scan: bool = True) -> PaperBox | None:
    """The box around all that is drawn, in pixels of *picture*; `None` on an empty sheet.

    Specks of dust, the grain of the paper and, where it *is_scan*, the shadow at its edge are no ink.
    """
    scale = min(1.0, _INK_SAMPLE_PX / max(picture.size))
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    mask = _ink_mask(picture, paper, size, is_scan=is_scan)
    # Only where the sheet goes on beyond the scan is its edge in question.
    edge = round(_SCAN_EDGE * max(size))
    inner = Image.new("L", size, 0)
    inner.paste(255, (edge, edge, size[0] - edge, size[1] - edge))
    bounds = (ImageChops.darker(mask, inner) if is_scan and scale < 1.0 else mask).getbbox()
    if bounds is None:
        return None
    # The step of the small copy is given back on each side.
    step = 1 / scale
    left, top, right, bottom = (bounds[0] - 1, bounds[1] - 1, bounds[2] + 1, bounds[3] + 1)
    return (
        max(0, int(left * step)),
        max(0, int(top * step)),
        min(picture.width, round(right * step)),
        min(picture.height, round(bottom * step)),
    )


def _ink_mask(picture: Image.Image, paper: Rgb, size: tuple[int, int], *, is_scan: bool) -> Image.Image:
    """Where there is ink, in a mask of *size*: what is a good part as strong as the strongest ink.

    A thin stroke would vanish in so small a copy, so it is looked for in one three times as large.
    """
    close = picture.copy()
    close.thumbnail((_INK_SAMPLE_PX * 3, _INK_SAMPLE_PX * 3), Image.Resampling.BOX)
    if is_scan and is_paper(paper) and paper != WHITE:
        whitened = whiten_paper(close)
        close, paper = (close, paper) if whitened.left else (whitened.picture, WHITE)
    red, green, blue = ImageChops.difference(close, Image.new("RGB", close.size, paper)).split()
    away = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    counts = away.histogram()
    strongest, usual = _reached(counts, 1 - _LEAST_INK_SHARE), _reached(counts, 0.5)
    least = max(min(_LEAST_DIFFERENCE, strongest * _INK_FROM), _LEAST_SEEN + 3 * min(usual, _LEAST_SEEN))
    mask = away.point([255 if value >= least else 0 for value in range(256)])
    if close.size != size:
        mask = mask.resize(size, Image.Resampling.BOX).point([255 if value else 0 for value in range(256)])
    return _without_specks(mask)


def _reached(counts: list[int], share: float) -> int:
    """The value that *share* of those counted do not exceed."""
    left = share * sum(counts)
    for value, count in enumerate(counts):
        left -= count
        if left <= 0:
            return value
    return len(counts) - 1


def _without_specks(mask: Image.Image) -> Image.Image:
    """Strokes go on; a spot with hardly anything around it is dust."""
    around = mask.filter(ImageFilter.BoxBlur(2))
    crowd = around.point([255 if value >= 255 * 5 / 25 else 0 for value in range(256)])
    return ImageChops.darker(mask, crowd)
