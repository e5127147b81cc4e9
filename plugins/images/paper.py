"""Paper: what a drawing lies on, found and made even; and where its ink is."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter

from plugins.images.colors import Rgb, luminance

PaperBox = tuple[int, int, int, int]

_SAMPLE_PX = 96
_INK_SAMPLE_PX = 400
# Paper in shadow is at most this much darker than the rest; what is darker still is drawn.
_DEEPEST_SHADOW = 0.74
_LIGHTEST_PAPER = 0.3
_LEAST_DIFFERENCE = 38
# Grain of paper and scanner below this share of white is taken for paper.
_WHITE_FROM = 236
_SCAN_EDGE = 0.012
_MOST_PLAIN_COLORS = 256


def is_paper(color: Rgb) -> bool:
    """Whether *color* is light enough to be the paper of a drawing in dark ink."""
    return luminance(color) >= _LIGHTEST_PAPER


def has_grain(picture: Image.Image) -> bool:
    """Whether the edge of *picture* is paper that was scanned or photographed: of a painted ground all is the same."""
    edge = max(1, min(picture.size) // 100)
    strip = picture.crop((edge, edge, picture.width - edge, min(picture.height, 2 * edge + 1)))
    colors = strip.getcolors(_MOST_PLAIN_COLORS)
    return colors is None or max(count for count, _ in colors) < 0.9 * strip.width * strip.height


def level_paper(picture: Image.Image, paper: Rgb) -> Image.Image:
    """*picture* with its *paper* truly white, shadows of the page included; transparency stays as it is.

    What is drawn keeps its colours, apart from the tint the paper gave them.
    """
    if picture.mode != "RGB" or not is_paper(paper):
        return picture
    bands = []
    for band, white in zip(picture.split(), paper, strict=True):
        lifted = ImageChops.add(band, ImageChops.invert(_local_paper(band, white)))
        shift = 255 - white
        top = max(_WHITE_FROM, shift + 1)
        bands.append(lifted.point([_leveled(value, shift, top) for value in range(256)]))
    return Image.merge("RGB", bands)


def _leveled(value: int, shift: int, top: int) -> int:
    """*value* after lifting by about *shift*: black is black again, and what is near white is white."""
    return max(0, min(255, round((value - shift) * 255 / (top - shift))))


def _local_paper(band: Image.Image, white: int) -> Image.Image:
    """How light the paper is at each place: strokes are narrower than a step, and vanish in the lightest neighbour."""
    scale = _SAMPLE_PX / max(band.size)
    size = max(1, round(band.width * scale)), max(1, round(band.height * scale))
    small = band.resize(size, Image.Resampling.BOX).filter(ImageFilter.MaxFilter(7))
    floor = round(white * _DEEPEST_SHADOW)
    small = small.point([max(value, floor) for value in range(256)]).filter(ImageFilter.GaussianBlur(4))
    return small.resize(band.size, Image.Resampling.BICUBIC)


def take_paper(picture: Image.Image) -> Image.Image:
    """*picture* on white paper without the paper: the lighter a place, the more is seen through it."""
    red, green, blue = picture.split()
    least = ImageChops.darker(ImageChops.darker(red, green), blue)
    # What is half as light as paper is all ink already, so that thin lines keep their strength.
    alpha = least.point([min(255, 2 * (255 - value)) for value in range(256)])
    result = picture.copy()
    result.putalpha(alpha)
    return result


def find_ink(picture: Image.Image, paper: Rgb, *, is_scan: bool = True) -> PaperBox | None:
    """The box around all that is drawn, in pixels of *picture*; `None` on an empty sheet.

    Specks of dust, the grain of the paper and, where it *is_scan*, the shadow at its edge are no ink.
    """
    scale = min(1.0, _INK_SAMPLE_PX / max(picture.size))
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    flat = picture.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    mask = _ink_mask(flat, paper)
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


def _ink_mask(flat: Image.Image, paper: Rgb) -> Image.Image:
    if is_paper(paper):
        leveled = level_paper(flat, paper)
        red, green, blue = (ImageChops.invert(band) for band in leveled.split())
    else:
        sheet = Image.new("RGB", flat.size, paper)
        red, green, blue = ImageChops.difference(flat, sheet).split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    mask = strongest.point([255 if value >= _LEAST_DIFFERENCE else 0 for value in range(256)])
    return _without_specks(mask)


def _without_specks(mask: Image.Image) -> Image.Image:
    """Strokes go on; a spot with hardly anything around it is dust."""
    around = mask.filter(ImageFilter.BoxBlur(2))
    crowd = around.point([255 if value >= 255 * 4 / 25 else 0 for value in range(256)])
    return ImageChops.darker(mask, crowd)
