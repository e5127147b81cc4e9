"""Derivatives: the share picture and the textless ones made from an author's own picture or drawing."""

from __future__ import annotations

import math
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Lock

import numpy as np
import PIL
import resvg_py
from PIL import Image, ImageChops, features

from plugins.images.cards import CARD_HEIGHT_PX, CARD_WIDTH_PX
from plugins.images.colors import WHITE
from plugins.images.encodings import ENCODING_VERSION, Rendition, encode_share
from plugins.images.grounds import Ground, find_ground, flatten
from plugins.images.leaves import choose_leaf, is_drawing_among_words
from plugins.images.palettes import Palette, find_palette
from plugins.images.paper import PaperBox, Whitened, find_ink, take_paper, whiten_paper
from plugins.images.pictures import load_pixels
from plugins.images.renditions import (
    STILL,
    THUMB,
    THUMB_WIDTHS_PX,
    WIDTHS_PX,
    RenditionSet,
    make_dark_renditions,
    make_renditions,
)
from plugins.images.tones import has_continuous_tone

DERIVING_VERSION = (
    f"3 pillow {PIL.__version__} jpeg {features.version('jpg')} resvg {resvg_py.__version__} numpy {np.__version__} "
    f"{ENCODING_VERSION}"
)
"""What a derivative depends on besides its source; the first number is raised when the code here changes."""

SHARE = "share"
TEXTLESS_SIZES = {"16:9": (1200, 675), "4:3": (1000, 750), "1:1": (900, 900)}
"""What search engines ask for: at least 1,200 pixels wide for large previews, and three shapes to choose from."""

_LARGEST_HEIGHT_PX = max(height for _, height in TEXTLESS_SIZES.values())
_MOST_PIXELS, _LONGEST_PX = 6_000_000, 16_383
_LARGEST_SCALE = 2.0
_PHOTO_KEPT, _DRAWING_KEPT = 0.69, 0.93
"""How much of a picture must be left for it to be cropped: a photo of 4:3 is, a drawing only when nearly all is."""
_WORTH_SHRINKING = 0.8
_DRAWING_MARGIN = 0.05
_INK_MARGIN = 0.06
_FEATHER_PX = 20
# A drawing that takes less of its sheet is shown without the rest, but for a margin.
_SMALL_DRAWING, _TRIMMED_MARGIN = 0.4, 0.12
_VECTOR_SAMPLE_PX = 640


@dataclass(frozen=True, slots=True)
class Treatment:
    """How a picture is to be used.

    *focal* is the point that crops keep, as shares of width and height; *fit* is `whole`, `fill`, or empty for what
    suits the picture; *frame* counts the frames of an animation from 1. The *paper* of a drawing is made `white` or
    `transparent`, kept (`keep`), or made white where it was scanned (`auto`); there may be a version for readers in the
    dark scheme (*has_dark*). Of what is no drawing by name, both hold for what looks like one.
    """

    is_drawing: bool = False
    focal: tuple[float, float] = (0.5, 0.5)
    fit: str = ""
    frame: int = 1
    paper: str = "keep"
    has_dark: bool = False


PHOTO, DRAWING = Treatment(), Treatment(is_drawing=True)


@dataclass(frozen=True, slots=True)
class Placement:
    """Which part of a picture (*crop*: left, top, right, bottom) is drawn how large (*size*) and where (*at*)."""

    crop: tuple[float, float, float, float]
    size: tuple[int, int]
    at: tuple[int, int]


class Loader:
    """Loads pictures as large as anything is made of them, and holds the last: what follows is often of the same."""

    def __init__(self) -> None:
        self._held: tuple[Path, int, Image.Image] | None = None
        self._treated: dict[tuple[bool, str], Whitened] = {}
        self._lock = Lock()

    def load(self, path: Path, name: str, frame: int) -> Image.Image:
        """The pixels, to be looked at and not to be changed; raises `PictureError`."""
        with self._lock:
            return self._load(path, name, frame)

    def load_treated(self, path: Path, name: str, treatment: Treatment) -> Whitened:
        """The same with the paper that *treatment* asks for, and why it was left alone where that was not asked for."""
        with self._lock:
            pixels = self._load(path, name, treatment.frame)
            wish = treatment.is_drawing, treatment.paper.replace("transparent", "white")
            if wish not in self._treated:
                self._treated[wish] = _treated(pixels, wish[1], is_drawing=wish[0])
            return self._treated[wish]

    def _load(self, path: Path, name: str, frame: int) -> Image.Image:
        if self._held is None or self._held[:2] != (path, frame):
            self._held = None
            self._treated = {}
            # Averaging whole pixels first is quick, and nobody sees it at less than half the size.
            pixels = load_pixels(path, WIDTHS_PX[-1] // 2, _LARGEST_HEIGHT_PX // 2, name=name, frame=frame)
            self._held = path, frame, pixels
        return self._held[2]


def make_derivatives(path: Path, treatment: Treatment, *, name: str = "", loader: Loader | None = None) -> RenditionSet:
    """The share picture (1200 x 630), the textless ones and the thumbnails of a picture file; raises `PictureError`.

    A photo fills them where that loses little of it; a drawing is always shown whole, on its own paper.
    """
    treated = (loader or Loader()).load_treated(path, name, treatment)
    flat, ground = flatten(treated.picture)
    if treated.is_white:
        ground = Ground(WHITE, ground.is_even and ground.color == WHITE)
    is_drawing = treatment.is_drawing or ground.is_even
    paper, ink, edge_px = flat, None, float(_FEATHER_PX)
    if is_drawing and treatment.fit != "fill":
        ink = find_ink(flat, ground.color)
        paper, edge_px = _around_ink(flat, ink)

    sizes = {SHARE: (CARD_WIDTH_PX, CARD_HEIGHT_PX), **TEXTLESS_SIZES}
    paper, edge_px = _shrunk(paper, edge_px, sizes.values(), treatment, is_drawing=is_drawing)
    shapes = {
        role: _placed(paper, ground, size, treatment, is_drawing=is_drawing, edge_px=edge_px)
        for role, size in sizes.items()
    }
    palette = find_palette(list(shapes.values())) if is_drawing else None
    encode = partial(_encode, palette=palette, is_drawing=is_drawing)
    with ThreadPoolExecutor(max_workers=2) as pool:
        files = list(pool.map(encode, shapes.values(), shapes))
    thumbs = make_renditions(shapes["16:9"], role=THUMB, widths=THUMB_WIDTHS_PX)
    return RenditionSet((*files, *thumbs.files), thumbs.color, left=treated.left)


def make_sizes(path: Path, treatment: Treatment, *, name: str = "", loader: Loader | None = None) -> RenditionSet:
    """The picture as readers see it on a page, in all its widths; raises `PictureError`."""
    treated = (loader or Loader()).load_treated(path, name, treatment)
    is_trimmed = treatment.is_drawing and treatment.paper != "keep"
    pixels = _trimmed(treated.picture) if is_trimmed else treated.picture
    # WebP has an end, and a very long picture is in memory several times while it is encoded.
    most = math.sqrt(_MOST_PIXELS / (pixels.width * pixels.height)), _LONGEST_PX / pixels.height
    scale = min(1.0, WIDTHS_PX[-1] / pixels.width, *most)
    if scale < 1.0:
        size = max(1, round(pixels.width * scale)), max(1, round(pixels.height * scale))
        pixels = pixels.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    if treatment.paper == "transparent" and treated.is_white:
        pixels = take_paper(pixels)
    leaf = choose_leaf(pixels, is_drawing=treatment.is_drawing, has_dark=treatment.has_dark)
    return replace(make_renditions(pixels, leaf=leaf), left=treated.left)


def make_vector_sizes(path: Path, treatment: Treatment, *, name: str = "") -> RenditionSet:
    """What an SVG needs besides itself: its leaf, and how readers in the dark scheme see it. Raises `PictureError`.

    The file itself suits every width.
    """
    small = load_pixels(path, _VECTOR_SAMPLE_PX, _VECTOR_SAMPLE_PX, name=name)
    leaf = choose_leaf(small, is_drawing=treatment.is_drawing, has_dark=treatment.has_dark, is_vector=True)
    if leaf.paper is None:
        return RenditionSet((), leaf=leaf.name)
    return make_dark_renditions(load_pixels(path, WIDTHS_PX[-1], WIDTHS_PX[-1], name=name), leaf)


def _treated(pixels: Image.Image, paper: str, *, is_drawing: bool) -> Whitened:
    """*pixels* with white paper where that is wished for: of what is no drawing by name, only what looks like one."""
    if paper == "keep" or pixels.mode != "RGB":
        return Whitened(pixels)
    if not is_drawing and not is_drawing_among_words(pixels, find_ground(pixels)):
        return Whitened(pixels)
    if paper == "auto" and has_continuous_tone(pixels):
        return Whitened(pixels, "it is shaded as photographs are")
    return whiten_paper(pixels, is_asked_for=paper != "auto")


def _trimmed(picture: Image.Image) -> Image.Image:
    """*picture* without most of its empty paper, where a small drawing lies on a large sheet."""
    ground = find_ground(picture) if picture.mode == "RGB" else None
    ink = find_ink(picture, ground.color) if ground and ground.is_even else None
    if ink is None or (ink[2] - ink[0]) * (ink[3] - ink[1]) > _SMALL_DRAWING * picture.width * picture.height:
        return picture
    margin = round(_TRIMMED_MARGIN * max(ink[2] - ink[0], ink[3] - ink[1]))
    left, top = max(0, ink[0] - margin), max(0, ink[1] - margin)
    return picture.crop((left, top, min(picture.width, ink[2] + margin), min(picture.height, ink[3] + margin)))


def make_still(path: Path, *, name: str = "") -> RenditionSet:
    """The first frame of an animation, for readers who want nothing to move; raises `PictureError`."""
    pixels = Loader().load(path, name, 1)
    width = min(pixels.width, WIDTHS_PX[2])
    leaf = choose_leaf(pixels, is_drawing=False, has_dark=False)
    return make_renditions(pixels, role=STILL, widths=(width,), leaf=leaf)


def make_background(path: Path, *, name: str = "") -> Image.Image:
    """The picture as the ground of a card: all of it filled, opaque; raises `PictureError`."""
    flat, ground = flatten(load_pixels(path, CARD_WIDTH_PX, CARD_HEIGHT_PX, name=name))
    return _placed(flat, ground, (CARD_WIDTH_PX, CARD_HEIGHT_PX), Treatment(fit="fill"), is_drawing=False, edge_px=0)


def _around_ink(picture: Image.Image, ink: PaperBox | None) -> tuple[Image.Image, float]:
    """*picture* cut to its *ink* with an even margin of paper, and how wide that margin is."""
    if ink is None:
        return picture, _FEATHER_PX
    left, top, right, bottom = ink
    wanted = _INK_MARGIN * max(right - left, bottom - top)
    # The same on all sides, so that the ink is in the middle.
    margin = min(wanted, left, top, picture.width - right, picture.height - bottom)
    box = left - margin, top - margin, right + margin, bottom + margin
    return picture.crop((round(box[0]), round(box[1]), round(box[2]), round(box[3]))), margin


def plan_placement(
    width: int,
    height: int,
    box: tuple[int, int],
    *,
    least_kept: float,
    margin: float = 0.0,
    focal: tuple[float, float] = (0.5, 0.5),
) -> Placement:
    """How a picture of *width* by *height* goes into *box*.

    It fills the box, with *focal* as near to its middle as can be, if at least the share *least_kept* of it is seen
    then and it need not be enlarged much; else it is shown whole in the middle, with *margin* (a share of the box)
    around it.
    """
    fill = max(box[0] / width, box[1] / height)
    # Divided again, the shorter side may come out a hair larger than it is.
    seen_width, seen_height = min(width, box[0] / fill), min(height, box[1] / fill)
    kept = seen_width * seen_height / (width * height)
    if kept >= least_kept and (fill <= _LARGEST_SCALE or not least_kept):
        left = min(max(0.0, focal[0] * width - seen_width / 2), width - seen_width)
        top = min(max(0.0, focal[1] * height - seen_height / 2), height - seen_height)
        right, bottom = min(width, left + seen_width), min(height, top + seen_height)
        return Placement((left, top, right, bottom), box, (0, 0))
    room = 1 - 2 * margin
    scale = min(room * box[0] / width, room * box[1] / height, _LARGEST_SCALE)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return Placement((0, 0, width, height), size, ((box[0] - size[0]) // 2, (box[1] - size[1]) // 2))


def _place(picture: Image.Image, box: tuple[int, int], treatment: Treatment, *, is_drawing: bool) -> Placement:
    kept, margin = (_DRAWING_KEPT, _DRAWING_MARGIN) if is_drawing else (_PHOTO_KEPT, 0.0)
    if treatment.fit:
        kept = 0.0 if treatment.fit == "fill" else 1.1
    return plan_placement(*picture.size, box, least_kept=kept, margin=margin, focal=treatment.focal)


def _shrunk(
    picture: Image.Image, edge_px: float, boxes: Iterable[tuple[int, int]], treatment: Treatment, *, is_drawing: bool
) -> tuple[Image.Image, float]:
    """*picture* and its edge, no larger than the largest of *boxes* needs them: all are quicker made of that."""
    places = [_place(picture, box, treatment, is_drawing=is_drawing) for box in boxes]
    scale = max(place.size[0] / (place.crop[2] - place.crop[0]) for place in places)
    if scale > _WORTH_SHRINKING:
        return picture, edge_px
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0), edge_px * scale


def _placed(
    picture: Image.Image,
    ground: Ground,
    box: tuple[int, int],
    treatment: Treatment,
    *,
    is_drawing: bool,
    edge_px: float,
) -> Image.Image:
    place = _place(picture, box, treatment, is_drawing=is_drawing)
    scaled = picture.resize(place.size, Image.Resampling.BICUBIC, box=place.crop, reducing_gap=3.0)
    if place.size == box:
        return scaled
    sheet = Image.new("RGB", box, ground.color)
    feather = min(float(_FEATHER_PX), edge_px * place.size[0] / picture.width)
    sheet.paste(scaled, place.at, _feathered(place.size, round(feather)) if ground.is_even else None)
    return sheet


def _feathered(size: tuple[int, int], feather_px: int) -> Image.Image:
    """A mask that lets the edge of a scan run into its ground: paper is never quite even."""
    edge = min(feather_px, size[0] // 6, size[1] // 6)
    if edge < 2:
        return Image.new("L", size, 255)

    def ramp(length: int) -> bytes:
        return bytes(min(255, round(255 * min(place + 0.5, length - place - 0.5) / edge)) for place in range(length))

    across = Image.frombytes("L", (size[0], 1), ramp(size[0])).resize(size, Image.Resampling.NEAREST)
    down = Image.frombytes("L", (1, size[1]), ramp(size[1])).resize(size, Image.Resampling.NEAREST)
    return ImageChops.darker(across, down)


def _encode(picture: Image.Image, role: str, palette: Palette | None, *, is_drawing: bool) -> Rendition:
    data, mime = encode_share(picture, palette, is_drawing=is_drawing)
    return Rendition(data, mime, *picture.size, role)
