"""Cards: the lettered picture for link previews."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

import PIL
from PIL import Image, ImageChops, ImageFilter, features

from plugins.images.colors import Rgb, contrast, luminance, mix, parse_color
from plugins.images.encodings import encode_inks, encode_share
from plugins.images.fonts import FontBook
from plugins.images.lettering import Lettering, Sizes, draw_lettering, set_line, set_text
from plugins.images.marks import draw_mark
from plugins.images.patterns import FAMILY_NAMES, Field, draw_pattern
from plugins.images.pen import Hand, Sheet
from plugins.images.styles import LEAST_CONTRAST, Colors, Style, choose_colors
from plugins.shared.entry import Kind

CARD_WIDTH_PX, CARD_HEIGHT_PX = 1200, 630

# Text stays inside x 60..1140 and y 60..530: networks cut the edges, and one lays a label over the lowest part.
TITLE_BOX = (66, 180, 1134, 500)
TITLE_BOX_OVER_FACTS = (66, 174, 1134, 466)
_TITLE_MARGIN_PX = 24
_SQUARE_WIDTH_PX, _LARGE_IN_SQUARE_PX = 610, 52
_FACTS_BOX = (72, 478, 1128, 526)
_FACTS_PX = 28
_LABEL_TOP_PX, _LABEL_BOTTOM_PX = 82, 134
_LABEL_WIDTH_PX = 400
_LABEL_PX = 34
_MARK_BOX = (542, 46, 658, 162)
_LARGE_MARK_BOX = (490, 230, 710, 450)
_BAND_TOP_PX = 556
_WHOLE = (0, 0, CARD_WIDTH_PX, CARD_HEIGHT_PX)

DRAWING_VERSION = f"8 pillow {PIL.__version__} raqm {features.version('raqm')} freetype {features.version('freetype2')}"
"""What a drawing depends on besides its arguments and fonts; the first number is raised with the drawing code."""


@dataclass(frozen=True, slots=True)
class CardText:
    """What is written on a card; *facts* are author, date and reading time, as far as they are wanted."""

    title: str
    category: str = ""
    site_name: str = ""
    facts: str = ""


@dataclass(frozen=True, slots=True)
class CardLook:
    """How a card looks: its style, the category's colour, what stands for the style's ground, and the mark."""

    kind: Kind
    color: str
    style: Style = field(default_factory=Style)
    background: str = ""
    """A colour, or the name of a pattern."""


@dataclass(frozen=True, slots=True)
class CardResult:
    """The picture file, and the characters of the text that no font at hand has.

    *contrast* is that of the title and what it stands on, at its worst place; *is_cut* tells of a title that is too
    long to be set whole, *is_wide* of one that reaches out of the middle square.
    """

    data: bytes
    missing_glyphs: tuple[str, ...] = ()
    contrast: float = 21.0
    is_cut: bool = False
    is_wide: bool = False

    @property
    def mime(self) -> str:
        return "image/jpeg" if self.data.startswith(b"\xff\xd8") else "image/png"


@dataclass(frozen=True, slots=True)
class Books:
    """The fonts for titles and those for the small words."""

    title: FontBook
    label: FontBook


class Inks:
    """A picture of flat inks on *paper*, one over the other, that becomes a small PNG with a palette."""

    def __init__(self, size: tuple[int, int], paper: Rgb) -> None:
        self.paper = paper
        self._index = Image.new("L", size, 0)
        self._palette: dict[Rgb, int] = {paper: 0}

    def lay(self, mask: Image.Image, color: Rgb, *, at: tuple[int, int] = (0, 0), under: Rgb, levels: int = 8) -> None:
        """Print *mask* in *color*; its edges blend into *under*, the colour it is laid on, in as many *levels*."""
        blends = [mix(under, color, level / levels) for level in range(1, levels + 1)]
        numbers = [0, *(self._palette.setdefault(blend, len(self._palette)) for blend in blends)]
        steps = _steps(levels)
        self._index.paste(mask.point([numbers[step] for step in steps]), at, mask.point(_printed(levels)))

    def fill(self, box: tuple[int, int, int, int], color: Rgb) -> None:
        """Print all of *box* in *color*."""
        self._index.paste(self._palette.setdefault(color, len(self._palette)), box)

    def picture(self) -> Image.Image:
        """What has been printed."""
        picture = Image.frombytes("P", self._index.size, self._index.tobytes())
        picture.putpalette([value for color in self._palette for value in color])
        return picture

    def png(self) -> bytes:
        return encode_inks(self.picture())


@cache
def _steps(levels: int) -> tuple[int, ...]:
    """Which of so many *levels* of ink each value of a mask stands for."""
    return tuple(round(value / 255 * levels) for value in range(256))


@cache
def _printed(levels: int) -> tuple[int, ...]:
    return tuple(255 if step else 0 for step in _steps(levels))


@dataclass(frozen=True, slots=True)
class _Work:
    """What the parts of one card are drawn with."""

    inks: Inks
    look: CardLook
    colors: Colors
    hand: Hand
    seed: str


def render_card(
    text: CardText, look: CardLook, *, seed: str, books: Books, photo: Image.Image | None = None
) -> CardResult:
    """The 1200 x 630 card: mark, category and site name above, the title in the middle, what the style draws around it.

    *seed* is the entry's address, which decides the pattern; a *photo* fills the card in place of what the style draws.
    """
    title_box = TITLE_BOX_OVER_FACTS if text.facts else TITLE_BOX
    title = _set_title(text.title, look.style, books, title_box)
    colors = choose_colors(look.style, parse_color(look.color), look.background)
    if photo is not None:
        return _render_on_photo(text, title, look, books, photo, title_box)
    inks = Inks((CARD_WIDTH_PX, CARD_HEIGHT_PX), colors.ground)
    work = _Work(inks, look, colors, Hand(seed), seed)
    _lay_texture(work)
    _lay_decoration(work)
    missing = _lay_words(work, text, title, books, title_box)
    reached = contrast(colors.ink, _under_title(look.style, colors))
    return CardResult(inks.png(), missing, reached, title.is_cut, _is_wide(title, look.style))


def _set_title(text: str, style: Style, books: Books, box: tuple[int, int, int, int]) -> Lettering:
    """The title within the middle square, which every crop keeps, if it is large there; else as wide as the card."""
    height_px = box[3] - box[1] - 12
    if style.align == "center":
        # A word that is too long for the square is not broken there: the card is wider.
        title = set_text(text, books.title, _SQUARE_WIDTH_PX, height_px, Sizes(word_px=1))
        if title.size_px >= _LARGE_IN_SQUARE_PX:
            return title
    return set_text(text, books.title, box[2] - box[0] - 2 * _TITLE_MARGIN_PX, height_px)


def _is_wide(title: Lettering, style: Style) -> bool:
    """Whether what some networks keep, the middle square, is without a part of the title."""
    widest = max((line.width_px for line in title.lines), default=0.0)
    return widest > (CARD_HEIGHT_PX if style.align == "center" else 0)


def _lay_words(
    work: _Work, text: CardText, title: Lettering, books: Books, title_box: tuple[int, int, int, int]
) -> tuple[str, ...]:
    """Header, mark, title and facts; returns the characters nobody has."""
    colors, inks = work.colors, work.inks
    missing = [*title.missing, *_lay_header(work, text, books, has_mark=bool(title.lines))]
    _lay_mark(work, _MARK_BOX if title.lines else _LARGE_MARK_BOX, width=5.2 if title.lines else 10)
    if title.lines:
        mask = draw_lettering(title, books.title, title_box, work.look.style.align, is_title=True)
        if work.look.style.letters == "marked":
            _lay_marker(work, mask, len(title.lines), title_box)
        if work.look.style.letters == "chalk":
            mask = _chalked(mask, work.seed)
        inks.lay(mask, colors.ink, at=title_box[:2], under=_under_title(work.look.style, colors))
    if text.facts:
        facts = set_line(text.facts, books.label, _FACTS_BOX[2] - _FACTS_BOX[0], _FACTS_PX)
        mask = draw_lettering(facts, books.label, _FACTS_BOX, work.look.style.align)
        inks.lay(mask, colors.soft, at=_FACTS_BOX[:2], under=colors.ground)
        missing += facts.missing
    return tuple(dict.fromkeys(missing))


def _under_title(style: Style, colors: Colors) -> Rgb:
    return _marker_color(colors) if style.letters == "marked" else colors.ground


def _marker_color(colors: Colors) -> Rgb:
    """The marker's colour, as strong as the ink on it can be read."""
    steps = (mix(colors.ground, colors.tint, part / 10) for part in range(10, -1, -1))
    return next((step for step in steps if contrast(colors.ink, step) >= LEAST_CONTRAST), colors.ground)


def _lay_marker(work: _Work, mask: Image.Image, count: int, box: tuple[int, int, int, int]) -> None:
    """A broad stroke behind each line of the title."""
    bounds = mask.getbbox()
    if bounds is None:
        return
    sheet = Sheet(box, scale=1)
    step = (bounds[3] - bounds[1]) / count
    for number in range(count):
        top = bounds[1] + number * step
        # The middle of a line holds nothing of its neighbours.
        line = mask.crop((0, round(top + 0.3 * step), mask.width, round(top + 0.7 * step))).getbbox()
        if line is None:
            continue
        y = box[1] + top + step * 0.6
        start, end = box[0] + line[0] - 14, box[0] + line[2] + 14
        reach = step * 0.26
        upper = work.hand.line((start, y - reach), (end, y - reach + work.hand.between(-4, 4)), 2.5, step=90)
        lower = work.hand.line((end + 4, y + reach), (start - 4, y + reach + work.hand.between(-4, 4)), 2.5, step=90)
        sheet.fill([*upper, *lower])
    work.inks.lay(sheet.mask(), _marker_color(work.colors), at=box[:2], under=work.colors.ground)


def _chalked(mask: Image.Image, seed: str) -> Image.Image:
    """*mask* with the small gaps that chalk leaves on a rough board."""
    size = mask.width // 2 + 1, mask.height // 2 + 1
    grain = _noise(size, seed).resize(mask.size, Image.Resampling.BICUBIC)
    worn = grain.point([255 if value > 60 else 110 + 2 * value for value in range(256)])
    return ImageChops.multiply(mask, worn)


def _noise(size: tuple[int, int], seed: str) -> Image.Image:
    """Grain that is always the same for the same *seed*."""
    data = hashlib.shake_128(seed.encode("utf-8", "replace")).digest(size[0] * size[1])
    return Image.frombytes("L", size, data)


def _lay_texture(work: _Work) -> None:
    colors, style = work.colors, work.look.style
    faint = mix(colors.ground, colors.ink, 0.1)
    sheet = Sheet(_WHOLE, scale=1)
    match style.texture:
        case "grid":
            for x in range(-15, CARD_WIDTH_PX, 35):
                sheet.thin([(x, 0), (x, CARD_HEIGHT_PX)], 1 if (x + 15) % 175 else 3)
            for y in range(-15, CARD_HEIGHT_PX, 35):
                sheet.thin([(0, y), (CARD_WIDTH_PX, y)], 1 if (y + 15) % 175 else 3)
        case "ruled":
            for y in range(54, CARD_HEIGHT_PX, 48):
                sheet.thin([(0, y), (CARD_WIDTH_PX, y)], 2)
        case "dots":
            for y in range(21, CARD_HEIGHT_PX, 42):
                for x in range(21, CARD_WIDTH_PX, 42):
                    sheet.dot((x, y), 1.5)
        case "dust":
            cloud = _noise((17, 9), work.seed).resize((CARD_WIDTH_PX, CARD_HEIGHT_PX), Image.Resampling.BICUBIC)
            work.inks.lay(cloud, mix(colors.ground, colors.ink, 0.07), under=colors.ground, levels=3)
            return
        case _:
            return
    work.inks.lay(sheet.mask(), faint, under=colors.ground, levels=2)


def _lay_decoration(work: _Work) -> None:
    match work.look.style.decoration:
        case "band":
            _lay_band(work)
        case "sheet":
            _lay_sheet(work)
        case "frame":
            _lay_frame(work)
        case "drafting":
            _lay_drafting(work)
        case "swipes":
            _lay_swipes(work)
        case "picture":
            _lay_hills(work)


def _family(work: _Work) -> int | None:
    """The pattern that the rule or the style names; `None` where the address decides."""
    name = work.look.background if work.look.background in FAMILY_NAMES else work.look.style.pattern
    return FAMILY_NAMES.index(name) if name in FAMILY_NAMES else None


def _lay_band(work: _Work) -> None:
    """The band at the foot: a patterned slope in the category's colour below a line of ink."""
    colors, hand, inks = work.colors, work.hand, work.inks
    box = (0, _BAND_TOP_PX - 34, CARD_WIDTH_PX, CARD_HEIGHT_PX)
    crest = hand.curve([(x, _BAND_TOP_PX + hand.between(-15, 15)) for x in range(-60, CARD_WIDTH_PX + 121, 120)], 3)
    slope, pattern, ink = Sheet(box, scale=2), Sheet(box, scale=2), Sheet(box, scale=2)
    slope.fill([*crest, (CARD_WIDTH_PX + 60, CARD_HEIGHT_PX), (-60, CARD_HEIGHT_PX)])
    field_box = (0, _BAND_TOP_PX - 20, CARD_WIDTH_PX, CARD_HEIGHT_PX)
    draw_pattern(Field(pattern, hand, field_box, cell=58, width=3.6), _family(work))
    ink.stroke(crest, 4.5)
    ground_mask = slope.mask()
    inks.lay(ground_mask, colors.tint, at=box[:2], under=colors.ground)
    inside = Image.composite(pattern.mask(), Image.new("L", ground_mask.size, 0), ground_mask)
    inks.lay(inside, colors.line, at=box[:2], under=colors.tint)
    inks.lay(ink.mask(), colors.ink, at=box[:2], under=colors.ground)


def _lay_sheet(work: _Work) -> None:
    """A pattern over the whole card, faint, and cleared where the words stand."""
    pattern = Sheet(_WHOLE, scale=1)
    draw_pattern(Field(pattern, work.hand, _WHOLE, cell=104, width=4), _family(work))
    clear = Image.new("L", (30, 16), 255)
    clear.paste(40, (2, 2, 28, 14))
    soft = clear.filter(ImageFilter.GaussianBlur(1.6)).resize(
        (CARD_WIDTH_PX, CARD_HEIGHT_PX), Image.Resampling.BILINEAR
    )
    work.inks.lay(ImageChops.multiply(pattern.mask(), soft), _shining(work), under=work.colors.ground, levels=10)


def _shining(work: _Work) -> Rgb:
    """The colour of lines below words: so close to the ground that words are read as well across them."""
    colors = work.colors
    steps = (mix(colors.ground, colors.line, 1 - part / 12) for part in range(12))
    return next((step for step in steps if contrast(colors.ink, step) >= LEAST_CONTRAST), colors.ground)


def _lay_frame(work: _Work) -> None:
    """A frame of wood, its grain along the sides."""
    colors, hand, inks = work.colors, work.hand, work.inks
    grain = mix(colors.frame, (0, 0, 0), 0.22)
    for side in _sides(0, 26):
        inks.fill(side, colors.frame)
        sheet = Sheet(side, scale=1)
        left, top, right, bottom = side
        is_wide = right - left > bottom - top
        for step in (6, 13, 20):
            along = (
                ((left, top + step), (right, top + step)) if is_wide else ((left + step, top), (left + step, bottom))
            )
            sheet.thin(hand.line(*along, 1.6, step=90), 1.6)
        inks.lay(sheet.mask(), grain, at=side[:2], under=colors.frame, levels=4)
    for side in _sides(24, 28):
        inks.fill(side, mix(colors.frame, (0, 0, 0), 0.5))
    _lay_foot(work, (60, 544, 1140, 592), cell=46, width=2.6)


def _sides(outer: int, inner: int) -> tuple[tuple[int, int, int, int], ...]:
    """The four strips of a frame that reaches from *outer* to *inner* pixels from the edge: the long ones first."""
    right, bottom = CARD_WIDTH_PX, CARD_HEIGHT_PX
    return (
        (outer, outer, right - outer, inner),
        (outer, bottom - inner, right - outer, bottom - outer),
        (outer, inner, inner, bottom - inner),
        (right - inner, inner, right - outer, bottom - inner),
    )


def _lay_foot(work: _Work, box: tuple[int, int, int, int], *, cell: float, width: float) -> None:
    """A strip of pattern, fading out at both sides."""
    pattern = Sheet(box, scale=2)
    draw_pattern(Field(pattern, work.hand, box, cell=cell, width=width), _family(work))
    size = box[2] - box[0], box[3] - box[1]
    rise = bytes(range(256))
    fade = rise + b"\xff" * (size[0] - 2 * len(rise)) + rise[::-1]
    ramp = Image.frombytes("L", (size[0], 1), fade).resize(size, Image.Resampling.NEAREST)
    work.inks.lay(ImageChops.multiply(pattern.mask(), ramp), work.colors.line, at=box[:2], under=work.colors.ground)


def _lay_drafting(work: _Work) -> None:
    """A double line around, crosses in the corners, and a strip of pattern between the lines at the foot."""
    colors, hand, inks = work.colors, work.hand, work.inks
    lines = Sheet(_WHOLE, scale=2)
    corners = [(24, 24), (1176, 24), (1176, 606), (24, 606), (24, 24)]
    for start, end in pairwise(corners):
        lines.thin(hand.line((float(start[0]), float(start[1])), (float(end[0]), float(end[1])), 0.8, step=120), 3)
    lines.thin(hand.line((24.0, 540.0), (1176.0, 540.0), 0.8, step=120), 2)
    for x, y in corners[:4]:
        lines.thin([(x - 16, y), (x + 16, y)], 2)
        lines.thin([(x, y - 16), (x, y + 16)], 2)
    box = (30, 546, 1170, 600)
    pattern = Sheet(box, scale=2)
    draw_pattern(Field(pattern, hand, box, cell=54, width=2.2), _family(work))
    inks.lay(pattern.mask(), colors.line, at=box[:2], under=colors.ground)
    inks.lay(lines.mask(), mix(colors.ground, colors.ink, 0.75), under=colors.ground)


def _lay_swipes(work: _Work) -> None:
    """Strokes of a broad marker at the foot, and the pattern over them."""
    colors, hand, inks = work.colors, work.hand, work.inks
    box = (0, 534, CARD_WIDTH_PX, CARD_HEIGHT_PX)
    strokes, pattern = Sheet(box, scale=1), Sheet(box, scale=2)
    for y in (562, 592, 622):
        left, right = hand.between(-30, 60), CARD_WIDTH_PX - hand.between(-30, 60)
        upper = hand.line((left, y - 13), (right, y - 13 + hand.between(-6, 6)), 2, step=160)
        strokes.fill([*upper, *hand.line((right, y + 13), (left, y + 13 + hand.between(-6, 6)), 2, step=160)])
    draw_pattern(Field(pattern, hand, box, cell=60, width=3.4), _family(work))
    mask = strokes.mask()
    inks.lay(mask, colors.tint, at=box[:2], under=colors.ground)
    inside = ImageChops.darker(pattern.mask(), mask)
    inks.lay(inside, colors.line, at=box[:2], under=colors.tint)


def _lay_hills(work: _Work) -> None:
    """Hills behind hills, for a card of a picture that has none."""
    colors, hand, inks = work.colors, work.hand, work.inks
    sheet = Sheet(_WHOLE, scale=1)
    sun = (hand.between(150, 1050), hand.between(90, 190))
    sheet.fill(hand.ring(sun, hand.between(52, 80), 2))
    bright = colors.ink if luminance(colors.ink) > luminance(colors.ground) else (255, 255, 255)
    inks.lay(sheet.mask(), _towards(colors, bright, 0.12), under=colors.ground, levels=4)
    under = colors.ground
    for number in range(4):
        top = 330 + number * 78
        crest = hand.curve([(x, top + hand.between(-46, 46)) for x in range(-120, CARD_WIDTH_PX + 241, 120)], 4)
        hill = Sheet(_WHOLE, scale=1)
        hill.fill([*crest, (CARD_WIDTH_PX + 120, CARD_HEIGHT_PX), (-120, CARD_HEIGHT_PX)])
        color = mix(colors.ground, (0, 0, 0), 0.14 * (number + 1))
        if contrast(colors.ink, color) < LEAST_CONTRAST:
            color = mix(colors.ground, (255, 255, 255), 0.14 * (number + 1))
        inks.lay(hill.mask(), color, under=under, levels=4)
        under = color


def _towards(colors: Colors, other: Rgb, share: float) -> Rgb:
    """The ground with *share* of *other* in it, or less if the ink could not be read on it."""
    steps = (mix(colors.ground, other, share * part / 6) for part in range(6, 0, -1))
    return next((step for step in steps if contrast(colors.ink, step) >= LEAST_CONTRAST), colors.ground)


def _lay_mark(work: _Work, box: tuple[int, int, int, int], width: float) -> None:
    colors = work.colors
    shapes, lines = Sheet(box), Sheet(box)
    edge = (box[2] - box[0]) // 13
    draw_mark(work.look.kind, (box[0] + edge, box[1] + edge, box[2] - edge, box[3] - edge), shapes, lines, width)
    blob = _blob_color(colors)
    work.inks.lay(shapes.mask(), blob, at=box[:2], under=colors.ground)
    work.inks.lay(lines.mask(), colors.ink, at=box[:2], under=mix(colors.ground, blob, 0.6))


def _blob_color(colors: Colors) -> Rgb:
    """A middling colour behind the lines of a mark, so that they stand out from it."""
    steps = (mix(colors.ground, colors.category, share / 10) for share in range(7, 1, -1))
    return next((step for step in steps if contrast(colors.ink, step) >= 3), colors.ground)


def _lay_header(work: _Work, text: CardText, books: Books, *, has_mark: bool) -> tuple[str, ...]:
    """Category and site name, and strokes from them to the middle; returns the characters nobody has."""
    colors = work.colors
    strokes = Sheet((60, 90, 1140, 126), scale=2)
    missing: list[str] = []
    for words, align, color in ((text.category, "left", colors.accent), (text.site_name, "right", colors.ink)):
        box = _label_box(align)
        label = set_line(words, books.label, _LABEL_WIDTH_PX, _LABEL_PX)
        missing += label.missing
        mask = draw_lettering(label, books.label, box, align)
        work.inks.lay(mask, color, at=box[:2], under=colors.ground)
        strokes.stroke(_joining_stroke(work.hand, mask, align, gap=68 if has_mark else 0), 3)
    work.inks.lay(strokes.mask(), colors.line, at=(60, 90), under=colors.ground)
    return tuple(missing)


def _label_box(align: str) -> tuple[int, int, int, int]:
    left = 72 if align == "left" else CARD_WIDTH_PX - 72 - _LABEL_WIDTH_PX
    return left, _LABEL_TOP_PX, left + _LABEL_WIDTH_PX, _LABEL_BOTTOM_PX


def _joining_stroke(hand: Hand, label: Image.Image, align: str, gap: int) -> list[tuple[float, float]]:
    """The stroke between a label and the middle, which ends *gap* before it."""
    y, middle = 109, CARD_WIDTH_PX // 2
    bounds = label.getbbox()
    if align == "left":
        start = 72 + (bounds[2] + 20 if bounds else 0)
        return hand.line((start, y), (middle - gap, y), 1.6, step=28)
    end = CARD_WIDTH_PX - 72 - (_LABEL_WIDTH_PX - bounds[0] + 20 if bounds else 0)
    return hand.line((middle + gap, y), (end, y), 1.6, step=28)


def _render_on_photo(
    text: CardText,
    title: Lettering,
    look: CardLook,
    books: Books,
    photo: Image.Image,
    title_box: tuple[int, int, int, int],
) -> CardResult:
    """Words on a picture, under a scrim as strong as they need to be read."""
    canvas = photo.convert("RGB")
    small = canvas.resize((120, 63), Image.Resampling.BOX)
    words_area = small.crop((6, 6, 114, 53))
    is_light = _mean_luminance(words_area) > 0.55
    ink: Rgb = (21, 24, 44) if is_light else (255, 255, 255)
    veil: Rgb = (255, 255, 255) if is_light else (12, 14, 26)
    strength, reached = next(
        ((share / 20, ratio) for share in range(5, 20) if (ratio := _worst(words_area, ink, veil, share / 20)) >= 7.3),
        (0.95, _worst(words_area, ink, veil, 0.95)),
    )
    shade = Image.new("L", (12, 7), round(255 * strength))
    canvas.paste(Image.new("RGB", canvas.size, veil), mask=shade.resize(canvas.size))
    missing: list[str] = [*title.missing]
    ground = veil

    def put(mask: Image.Image, color: Rgb, at: tuple[int, int]) -> None:
        canvas.paste(Image.new("RGB", mask.size, color), at, mask)

    if title.lines:
        put(draw_lettering(title, books.title, title_box, look.style.align, is_title=True), ink, title_box[:2])
    labels = [
        (text.category, _label_box("left"), "left", _LABEL_PX),
        (text.site_name, _label_box("right"), "right", _LABEL_PX),
        (text.facts, _FACTS_BOX, look.style.align, _FACTS_PX),
    ]
    for words, box, align, size in labels:
        label = set_line(words, books.label, box[2] - box[0], size)
        missing += label.missing
        put(draw_lettering(label, books.label, box, align), ink, box[:2])
    shapes, lines = Sheet(_MARK_BOX), Sheet(_MARK_BOX)
    draw_mark(look.kind, (551, 55, 649, 153), shapes, lines, 5.2)
    put(shapes.mask(), mix(ground, parse_color(look.color), 0.75), _MARK_BOX[:2])
    put(lines.mask(), ink, _MARK_BOX[:2])
    data, _ = encode_share(canvas, is_drawing=False)
    return CardResult(data, tuple(dict.fromkeys(missing)), reached, title.is_cut, _is_wide(title, look.style))


def _mean_luminance(picture: Image.Image) -> float:
    data = picture.tobytes()
    values = [luminance((data[at], data[at + 1], data[at + 2])) for at in range(0, len(data), 3)]
    return sum(values) / len(values)


def _worst(picture: Image.Image, ink: Rgb, veil: Rgb, strength: float) -> float:
    """The contrast of *ink* with the place of *picture* that is nearest to it, once the *veil* lies over it."""
    low = picture.getextrema()
    edge = 1 if luminance(ink) > 0.5 else 0
    extreme = [band[edge] if isinstance(band, tuple) else 0 for band in low]
    nearest = int(extreme[0]), int(extreme[1]), int(extreme[2])
    return contrast(ink, mix(nearest, veil, strength))
