"""Derivatives: the share picture and the thumbnail made from an author's own picture or drawing."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import PIL
import resvg_py
from PIL import Image, ImageChops, ImageStat, features

from plugins.images.cards import CARD_HEIGHT_PX, CARD_WIDTH_PX, THUMB_HEIGHT_PX, THUMB_WIDTH_PX
from plugins.images.colors import DRAWING_PAPER, INK, Rgb, luminance
from plugins.images.pictures import load_pixels

DERIVING_VERSION = f"1 pillow {PIL.__version__} jpeg {features.version('jpg')} resvg {resvg_py.__version__}"
"""What a derivative depends on besides its source; the first number is raised when the code here changes."""

# WhatsApp drops pictures above about 300 KB; smaller ones arrive sooner.
_LARGEST_BYTES, _GOOD_BYTES = 300_000, 150_000
_GOOD_QUALITY = 74
_QUALITIES = (86, 80, _GOOD_QUALITY, 66, 56, 45, 32, 20)
_PALETTE_BYTES, _PALETTE_COLORS = 150_000, 96
_LARGEST_SCALE = 2.0
_PHOTO_KEPT, _DRAWING_KEPT = 0.69, 0.93
"""How much of a picture must be left for it to be cropped: a photo of 4:3 is, a drawing only when nearly all is."""
_DRAWING_MARGIN = 0.05
_FEATHER_PX = 20


@dataclass(frozen=True, slots=True)
class Rendition:
    """A finished picture file."""

    data: bytes
    mime: str
    width_px: int
    height_px: int

    @property
    def suffix(self) -> str:
        return ".jpg" if self.mime == "image/jpeg" else ".png"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a picture lies on: its *color*, and whether the picture's edge *is_even*, so that it can run into it."""

    color: Rgb
    is_even: bool


@dataclass(frozen=True, slots=True)
class Placement:
    """Which part of a picture (*crop*: left, top, right, bottom) is drawn how large (*size*) and where (*at*)."""

    crop: tuple[float, float, float, float]
    size: tuple[int, int]
    at: tuple[int, int]


def make_derivatives(path: Path, *, is_drawing: bool, name: str = "") -> tuple[Rendition, Rendition]:
    """The share picture (1200 x 630) and the thumbnail (800 x 450) of a picture file; raises `PictureError`.

    A photo fills them where that loses little of it; a drawing is always shown whole, on its own paper.
    """
    pixels = load_pixels(path, CARD_WIDTH_PX, CARD_HEIGHT_PX, name=name)
    flat, ground = flatten(pixels)
    whole = is_drawing or ground.is_even
    return (
        _encode(_placed(flat, ground, CARD_WIDTH_PX, CARD_HEIGHT_PX, is_drawing=whole), is_drawing=whole),
        _encode(_placed(flat, ground, THUMB_WIDTH_PX, THUMB_HEIGHT_PX, is_drawing=whole), is_drawing=whole),
    )


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


def plan_placement(
    width: int, height: int, box: tuple[int, int], *, least_kept: float, margin: float = 0.0
) -> Placement:
    """How a picture of *width* by *height* goes into *box*.

    It fills the box if at least the share *least_kept* of it is seen then and it need not be enlarged much;
    else it is shown whole in the middle, with *margin* (a share of the box) around it.
    """
    fill = max(box[0] / width, box[1] / height)
    seen_width, seen_height = box[0] / fill, box[1] / fill
    kept = seen_width * seen_height / (width * height)
    if kept >= least_kept and fill <= _LARGEST_SCALE:
        left, top = (width - seen_width) / 2, (height - seen_height) / 2
        return Placement((left, top, left + seen_width, top + seen_height), box, (0, 0))
    room = 1 - 2 * margin
    scale = min(room * box[0] / width, room * box[1] / height, _LARGEST_SCALE)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return Placement((0, 0, width, height), size, ((box[0] - size[0]) // 2, (box[1] - size[1]) // 2))


def _placed(picture: Image.Image, ground: Ground, width_px: int, height_px: int, *, is_drawing: bool) -> Image.Image:
    box = width_px, height_px
    kept, margin = (_DRAWING_KEPT, _DRAWING_MARGIN) if is_drawing else (_PHOTO_KEPT, 0.0)
    place = plan_placement(*picture.size, box, least_kept=kept, margin=margin)
    scaled = picture.resize(place.size, Image.Resampling.LANCZOS, box=place.crop, reducing_gap=3.0)
    if place.size == box:
        return scaled
    sheet = Image.new("RGB", box, ground.color)
    sheet.paste(scaled, place.at, _feathered(place.size) if ground.is_even else None)
    return sheet


def _feathered(size: tuple[int, int]) -> Image.Image:
    """A mask that lets the edge of a scan run into its ground: paper is never quite even."""
    edge = min(_FEATHER_PX, size[0] // 6, size[1] // 6)
    if edge < 2:
        return Image.new("L", size, 255)

    def ramp(length: int) -> bytes:
        return bytes(min(255, round(255 * min(place + 0.5, length - place - 0.5) / edge)) for place in range(length))

    across = Image.frombytes("L", (size[0], 1), ramp(size[0])).resize(size, Image.Resampling.NEAREST)
    down = Image.frombytes("L", (1, size[1]), ramp(size[1])).resize(size, Image.Resampling.NEAREST)
    return ImageChops.darker(across, down)


def _encode(picture: Image.Image, *, is_drawing: bool) -> Rendition:
    """The smaller of what looks the same: a PNG of few colours for a drawing, a JPEG for the rest."""
    data = _encode_palette(picture) if is_drawing else None
    if data is not None:
        return Rendition(data, "image/png", *picture.size)
    return Rendition(_encode_jpeg(picture, is_drawing=is_drawing), "image/jpeg", *picture.size)


def _encode_palette(picture: Image.Image) -> bytes | None:
    """A PNG with a palette, or `None` if it would be large, or its colours seen to differ."""
    reduced = picture.quantize(_PALETTE_COLORS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    difference = ImageStat.Stat(ImageChops.difference(picture, reduced.convert("RGB")))
    if max(difference.rms) > 3.0:
        return None
    file = io.BytesIO()
    reduced.save(file, "PNG", optimize=True)
    return file.getvalue() if file.tell() <= _PALETTE_BYTES else None


def _encode_jpeg(picture: Image.Image, *, is_drawing: bool) -> bytes:
    acceptable = b""
    for quality in _QUALITIES:
        file = io.BytesIO()
        # Thin coloured lines smear when colour is stored at half the size.
        picture.save(file, "JPEG", quality=quality, optimize=True, progressive=True, subsampling=0 if is_drawing else 2)
        data = file.getvalue()
        if len(data) <= _GOOD_BYTES and quality >= _GOOD_QUALITY:
            return data
        if not acceptable and len(data) <= _LARGEST_BYTES:
            acceptable = data
        if acceptable and quality <= _GOOD_QUALITY:
            return acceptable
    return acceptable or data
