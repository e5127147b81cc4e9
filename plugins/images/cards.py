"""Cards: the lettered picture for link previews, and the textless one for listings."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import PIL
from PIL import Image, features

from plugins.images.colors import INK, PAPER, Rgb, mix, parse_color, readable
from plugins.images.fonts import FontBook
from plugins.images.lettering import draw_lettering, set_line, set_text
from plugins.images.marks import draw_mark
from plugins.images.patterns import Field, draw_pattern
from plugins.images.pen import Hand, Point, Sheet
from plugins.shared.entry import Kind

CARD_WIDTH_PX, CARD_HEIGHT_PX = 1200, 630
THUMB_WIDTH_PX, THUMB_HEIGHT_PX = 800, 450

# Text stays inside x 60..1140 and y 60..530: networks cut the edges, and one lays a label over the lowest part.
TITLE_BOX = (66, 186, 1134, 500)
_TITLE_ROOM_PX = (1020, 300)
_LABEL_TOP_PX, _LABEL_BOTTOM_PX = 82, 134
_LABEL_WIDTH_PX = 400
_LABEL_PX = 34
_MARK_BOX = (542, 50, 658, 166)
_LARGE_MARK_BOX = (490, 230, 710, 450)
_BAND_TOP_PX = 556

DRAWING_VERSION = f"2 pillow {PIL.__version__} raqm {features.version('raqm')} freetype {features.version('freetype2')}"
"""What a drawing depends on besides its arguments and fonts; the first number is raised with the drawing code."""


@dataclass(frozen=True, slots=True)
class CardText:
    """What is written on a card."""

    title: str
    category: str = ""
    site_name: str = ""


@dataclass(frozen=True, slots=True)
class CardResult:
    """The PNG file, and the characters of the text that no font at hand has."""

    data: bytes
    missing_glyphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Books:
    """The fonts for titles and those for the small words."""

    title: FontBook
    label: FontBook


class Inks:
    """A picture of flat inks on *paper*, one over the other, that becomes a small PNG with a palette."""

    def __init__(self, size: tuple[int, int], paper: Rgb) -> None:
        self._index = Image.new("L", size, 0)
        self._palette: list[Rgb] = [paper]

    def lay(self, mask: Image.Image, color: Rgb, *, at: tuple[int, int] = (0, 0), under: Rgb, levels: int = 15) -> None:
        """Print *mask* in *color*; its edges blend into *under*, the colour it is laid on."""
        first = len(self._palette)
        self._palette += [mix(under, color, level / levels) for level in range(1, levels + 1)]
        steps = [round(value / 255 * levels) for value in range(256)]
        index = mask.point([first + max(step, 1) - 1 for step in steps])
        self._index.paste(index, at, mask.point([255 if step else 0 for step in steps]))

    def png(self) -> bytes:
        picture = Image.frombytes("P", self._index.size, self._index.tobytes())
        picture.putpalette([value for color in self._palette for value in color])
        file = io.BytesIO()
        picture.save(file, "PNG", compress_level=5)
        return file.getvalue()


def render_card(text: CardText, *, kind: Kind, color: str, seed: str, books: Books) -> CardResult:
    """The 1200 x 630 card: mark, category and site name above, the title in the middle, a drawn band below.

    *color* is the category's, *seed* the entry's address, which decides the pattern of the band.
    """
    accent, hand = parse_color(color), Hand(seed)
    inks = Inks((CARD_WIDTH_PX, CARD_HEIGHT_PX), PAPER)
    title = set_text(text.title, books.title, *_TITLE_ROOM_PX)
    _lay_band(inks, accent, hand)
    missing = _lay_header(inks, text, accent, hand, books, has_mark=bool(title.lines))
    if title.lines:
        _lay_mark(inks, kind, accent, _MARK_BOX, width=5.2)
        inks.lay(draw_lettering(title, books.title, TITLE_BOX), INK, at=TITLE_BOX[:2], under=PAPER)
    else:
        _lay_mark(inks, kind, accent, _LARGE_MARK_BOX, width=10)
    return CardResult(inks.png(), tuple(dict.fromkeys((*title.missing, *missing))))


def render_thumb(*, kind: Kind, color: str, seed: str) -> bytes:
    """The 800 x 450 picture without words: a pattern in the category's colour, and the mark of the kind on paper."""
    accent, hand = parse_color(color), Hand(seed)
    ground = mix(PAPER, accent, 0.2)
    line = mix(PAPER, accent, 0.62)
    inks = Inks((THUMB_WIDTH_PX, THUMB_HEIGHT_PX), ground)
    whole = (0, 0, THUMB_WIDTH_PX, THUMB_HEIGHT_PX)
    pattern = Sheet(whole, scale=2)
    draw_pattern(Field(pattern, hand, whole, cell=92, width=5.5))
    inks.lay(pattern.mask(), line, under=ground)
    box = (250, 75, 550, 375)
    paper, edge, shapes, lines = (Sheet(box, scale=3) for _ in range(4))
    ring = hand.curve([(400 + 132 * math.cos(a), 225 + 132 * math.sin(a)) for a in _turns(11)], 5, closed=True)
    paper.fill(ring)
    edge.stroke(ring, 5)
    draw_mark(kind, (315, 140, 485, 310), shapes, lines, 8.5)
    inks.lay(paper.mask(), PAPER, at=box[:2], under=ground)
    inks.lay(edge.mask(), INK, at=box[:2], under=PAPER)
    inks.lay(shapes.mask(), mix(PAPER, accent, 0.7), at=box[:2], under=PAPER)
    inks.lay(lines.mask(), INK, at=box[:2], under=mix(PAPER, accent, 0.5))
    return inks.png()


def _turns(count: int) -> list[float]:
    return [math.tau * part / count for part in range(count)]


def _lay_band(inks: Inks, accent: Rgb, hand: Hand) -> None:
    """The band at the foot: a patterned slope in the category's colour below a line of ink."""
    box = (0, _BAND_TOP_PX - 34, CARD_WIDTH_PX, CARD_HEIGHT_PX)
    ground, line = mix(PAPER, accent, 0.2), mix(PAPER, accent, 0.68)
    crest = hand.curve([(x, _BAND_TOP_PX + hand.between(-15, 15)) for x in range(-60, CARD_WIDTH_PX + 121, 120)], 3)
    slope, pattern, ink = Sheet(box, scale=2), Sheet(box, scale=2), Sheet(box, scale=2)
    slope.fill([*crest, (CARD_WIDTH_PX + 60, CARD_HEIGHT_PX), (-60, CARD_HEIGHT_PX)])
    draw_pattern(Field(pattern, hand, (0, _BAND_TOP_PX - 20, CARD_WIDTH_PX, CARD_HEIGHT_PX), cell=58, width=3.6))
    ink.stroke(crest, 4.5)
    ground_mask = slope.mask()
    inks.lay(ground_mask, ground, at=box[:2], under=PAPER)
    inside = Image.composite(pattern.mask(), Image.new("L", ground_mask.size, 0), ground_mask)
    inks.lay(inside, line, at=box[:2], under=ground)
    inks.lay(ink.mask(), INK, at=box[:2], under=PAPER)


def _lay_mark(inks: Inks, kind: Kind, accent: Rgb, box: tuple[int, int, int, int], width: float) -> None:
    shapes, lines = Sheet(box), Sheet(box)
    edge = (box[2] - box[0]) // 13
    draw_mark(kind, (box[0] + edge, box[1] + edge, box[2] - edge, box[3] - edge), shapes, lines, width)
    inks.lay(shapes.mask(), mix(PAPER, accent, 0.7), at=box[:2], under=PAPER)
    inks.lay(lines.mask(), INK, at=box[:2], under=mix(PAPER, accent, 0.5))


def _lay_header(
    inks: Inks, text: CardText, accent: Rgb, hand: Hand, books: Books, *, has_mark: bool
) -> tuple[str, ...]:
    """Category and site name, and strokes from them to the middle; returns the characters nobody has."""
    strokes = Sheet((60, 90, 1140, 126), scale=2)
    missing: list[str] = []
    for words, align, color in ((text.category, "left", readable(accent, PAPER)), (text.site_name, "right", INK)):
        box = _label_box(align)
        label = set_line(words, books.label, _LABEL_WIDTH_PX, _LABEL_PX)
        missing += label.missing
        mask = draw_lettering(label, books.label, box, align)
        inks.lay(mask, color, at=box[:2], under=PAPER)
        strokes.stroke(_joining_stroke(hand, mask, align, gap=68 if has_mark else 0), 3)
    inks.lay(strokes.mask(), mix(PAPER, accent, 0.68), at=(60, 90), under=PAPER)
    return tuple(missing)


def _label_box(align: str) -> tuple[int, int, int, int]:
    left = 72 if align == "left" else CARD_WIDTH_PX - 72 - _LABEL_WIDTH_PX
    return left, _LABEL_TOP_PX, left + _LABEL_WIDTH_PX, _LABEL_BOTTOM_PX


def _joining_stroke(hand: Hand, label: Image.Image, align: str, gap: int) -> list[Point]:
    """The stroke between a label and the middle, which ends *gap* before it."""
    y, middle = 109, CARD_WIDTH_PX // 2
    bounds = label.getbbox()
    if align == "left":
        start = 72 + (bounds[2] + 20 if bounds else 0)
        return hand.line((start, y), (middle - gap, y), 1.6, step=28)
    end = CARD_WIDTH_PX - 72 - (_LABEL_WIDTH_PX - bounds[0] + 20 if bounds else 0)
    return hand.line((middle + gap, y), (end, y), 1.6, step=28)
