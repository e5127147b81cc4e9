"""Cards: the lettered picture for link previews."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import TypeAlias

import PIL
from PIL import Image, ImageChops, ImageFilter, features

from plugins.images.colors import Rgb, contrast, luminance, mix, parse_color
from plugins.images.encodings import encode_inks, encode_share
from plugins.images.fonts import FontBook
from plugins.images.lettering import Lettering, Sizes, draw_lettering, set_line, set_text
from plugins.images.linebreaks import take_out_code_marks
from plugins.images.marks import draw_mark
from plugins.images.patterns import FAMILY_NAMES, Field, draw_pattern
from plugins.images.pen import Hand, Sheet
from plugins.images.styles import LEAST_CONTRAST, Colors, Style, choose_colors
from plugins.shared.entry import Kind

CARD_WIDTH_PX, CARD_HEIGHT_PX = 1200, 630

# Text stays inside x 60..1140 and y 60..530: networks cut the edges, and one lays a label over the lowest part.
TITLE_BOX = (66, 174, 1134, 500)
_TITLE_MARGIN_PX = 24
_TITLE_SIZES = Sizes(largest_px=200)
_SQUARE_WIDTH_PX, _LARGE_IN_SQUARE_PX = 610, 52
# Below a title that leaves room for it.
_DESCRIPTION_PX, _DESCRIPTION_HEIGHT_PX, _DESCRIPTION_LINES = 36, 92, 2
_DESCRIPTION_SIZES = Sizes(largest_px=38, smallest_px=34, max_lines=_DESCRIPTION_LINES, leading=1.22)
_OVER_DESCRIPTION = Sizes(largest_px=150, max_lines=2)
_LEAST_OVER_DESCRIPTION_PX = 72
_FACTS_BOX = (72, 474, 1128, 526)
_FACTS_PX, _FACTS_HEIGHT_PX = 34, 36
# A pixel of four is left of them where a card is shown 300 pixels wide.
_LABEL_TOP_PX, _LABEL_BOTTOM_PX = 74, 138
_LABEL_WIDTH_PX = 430
_LABEL_PX = 48
_MARK_BOX = (542, 46, 658, 162)
_LARGE_MARK_BOX = (490, 230, 710, 450)
_BAND_TOP_PX = 556
_BAND_BOX = (0, _BAND_TOP_PX - 34, CARD_WIDTH_PX, CARD_HEIGHT_PX)
_FOOT_BOX = (60, 544, 1140, 592)
_DRAFTING_BOX = (30, 546, 1170, 600)
_SWIPES_BOX = (0, 534, CARD_WIDTH_PX, CARD_HEIGHT_PX)
# Steps between ink and paper at the edges of letters: as many as are seen.
_WORD_LEVELS, _SMALL_LEVELS = 5, 4
# Of each pattern; and so many drawings a process holds: some megabytes.
_VARIANTS, _MOST_DRAWINGS = 2, 24
_WHOLE = (0, 0, CARD_WIDTH_PX, CARD_HEIGHT_PX)

DRAWING_VERSION = (
    f"10 pillow {PIL.__version__} raqm {features.version('raqm')} freetype {features.version('freetype2')}"
)
"""What a drawing depends on besides its arguments and fonts; the first number is raised with the drawing code."""


@dataclass(frozen=True, slots=True)
class CardText:
    """What is written on a card; *facts* are author, date and reading time, as far as they are wanted.

    The *description* is written where the title leaves room for it. *lang* tells how words are hyphenated.
    """

    title: str
    category: str = ""
    site_name: str = ""
    facts: str = ""
    description: str = ""
    lang: str = ""


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
    drawing: _Drawing


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Which strokes are drawn around the words: the number of a pattern, and which of several drawings of it.

    There are not as many as cards, so that most are drawn once and used again.
    """

    family: int
    variant: int

    @property
    def hand(self) -> Hand:
        return Hand(f"{FAMILY_NAMES[self.family]} {self.variant}")


def _choose_drawing(look: CardLook, seed: str) -> _Drawing:
    """The strokes for the card of the address *seed*; the pattern that the rule or the style names, if one does."""
    hand = Hand(seed)
    name = look.background if look.background in FAMILY_NAMES else look.style.pattern
    family, variant = hand.pick(len(FAMILY_NAMES)), hand.pick(_VARIANTS)
    return _Drawing(FAMILY_NAMES.index(name) if name in FAMILY_NAMES else family, variant)


def render_card(
    text: CardText, look: CardLook, *, seed: str, books: Books, photo: Image.Image | None = None
) -> CardResult:
    """The 1200 x 630 card: mark, category and site name above, the title in the middle, what the style draws around it.

    *seed* is the entry's address, which decides the pattern; a *photo* fills the card in place of what the style draws.
    """
    setting = _set_words(text, look.style, books)
    title = setting.title
    colors = choose_colors(look.style, parse_color(look.color), look.background)
    if photo is not None:
        return _render_on_photo(text, setting, look, books, photo)
    inks = Inks((CARD_WIDTH_PX, CARD_HEIGHT_PX), colors.ground)
    work = _Work(inks, look, colors, Hand(seed), _choose_drawing(look, seed))
    _lay_texture(work)
    _lay_decoration(work)
    missing = _lay_words(work, text, setting, books)
    reached = contrast(colors.ink, _under_title(look.style, colors))
    return CardResult(inks.png(), missing, reached, title.is_cut, _is_wide(title, look.style))


_Box: TypeAlias = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Setting:
    """The title and, where there is room for it, the description, each with its box."""

    title: Lettering
    title_box: _Box
    description: Lettering | None
    description_box: _Box


def _set_words(text: CardText, style: Style, books: Books) -> _Setting:
    text = replace(text, title=take_out_code_marks(text.title))
    left, top, right, bottom = TITLE_BOX
    bottom -= _FACTS_HEIGHT_PX if text.facts else 0
    under = (left, bottom - _DESCRIPTION_HEIGHT_PX, right, bottom)
    if text.description and text.title:
        box = (left, top, right, under[1])
        title = _set_title(text, style, books, box, _OVER_DESCRIPTION)
        if title.lines and title.size_px >= _LEAST_OVER_DESCRIPTION_PX:
            width = right - left - 2 * _TITLE_MARGIN_PX
            described = set_text(text.description, books.label, width, _DESCRIPTION_HEIGHT_PX, _DESCRIPTION_SIZES)
            if described.lines:
                return _Setting(title, box, described, under)
    box = (left, top, right, bottom)
    return _Setting(_set_title(text, style, books, box, _TITLE_SIZES), box, None, under)


def _set_title(text: CardText, style: Style, books: Books, box: _Box, sizes: Sizes) -> Lettering:
    """The title within the middle square, which every crop keeps, if it is large there; else as wide as the card."""
    height_px = box[3] - box[1] - 12
    if style.align == "center":
        # A word that is too long for the square is not broken there: the card is wider.
        whole = replace(sizes, word_px=1, hyphen_px=1)
        title = set_text(text.title, books.title, _SQUARE_WIDTH_PX, height_px, whole)
        if title.size_px >= _LARGE_IN_SQUARE_PX:
            return title
    width_px = box[2] - box[0] - 2 * _TITLE_MARGIN_PX
    return set_text(text.title, books.title, width_px, height_px, sizes, lang=text.lang)


def _is_wide(title: Lettering, style: Style) -> bool:
    """Whether what some networks keep, the middle square, is without a part of the title."""
    widest = max((line.width_px for line in title.lines), default=0.0)
    return widest > (CARD_HEIGHT_PX if style.align == "center" else 0)


def _lay_words(work: _Work, text: CardText, setting: _Setting, books: Books) -> tuple[str, ...]:
    """Header, mark, title, description and facts; returns the characters nobody has, but for those of a description."""
    colors, inks, title, title_box = work.colors, work.inks, setting.title, setting.title_box
    missing = [*title.missing, *_lay_header(work, text, books, has_mark=bool(title.lines))]
    _lay_mark(work, _MARK_BOX if title.lines else _LARGE_MARK_BOX, width=5.2 if title.lines else 10)
    if title.lines:
        mask = draw_lettering(title, books.title, title_box, work.look.style.align, is_title=True)
        if work.look.style.letters == "marked":
            _lay_marker(work, mask, len(title.lines), title_box)
        if work.look.style.letters == "chalk":
            mask = _chalked(mask)
        inks.lay(mask, colors.ink, at=title_box[:2], under=_under_title(work.look.style, colors), levels=_WORD_LEVELS)
    if setting.description:
        box = setting.description_box
        mask = draw_lettering(setting.description, books.label, box, work.look.style.align, is_title=True)
        inks.lay(mask, colors.soft, at=box[:2], under=colors.ground, levels=_SMALL_LEVELS)
    if text.facts:
        facts = set_line(text.facts, books.label, _FACTS_BOX[2] - _FACTS_BOX[0], _FACTS_PX)
        mask = draw_lettering(facts, books.label, _FACTS_BOX, work.look.style.align)
        inks.lay(mask, colors.soft, at=_FACTS_BOX[:2], under=colors.ground, levels=_SMALL_LEVELS)
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


def _chalked(mask: Image.Image) -> Image.Image:
    """*mask* with the small gaps that chalk leaves on a rough board."""
    return ImageChops.multiply(mask, _draw_grain(mask.size))


@lru_cache(maxsize=4)
def _draw_grain(size: tuple[int, int]) -> Image.Image:
    grain = _noise((size[0] // 5 + 1, size[1] // 5 + 1), "chalk").resize(size, Image.Resampling.BICUBIC)
    return grain.point([255 if value > 36 else 165 + 2 * value for value in range(256)])


def _noise(size: tuple[int, int], seed: str) -> Image.Image:
    """Grain that is always the same for the same *seed*."""
    data = hashlib.shake_128(seed.encode("utf-8", "replace")).digest(size[0] * size[1])
    return Image.frombytes("L", size, data)


def _lay_texture(work: _Work) -> None:
    colors, texture = work.colors, work.look.style.texture
    if texture == "dust":
        work.inks.lay(_draw_texture(texture), mix(colors.ground, colors.ink, 0.05), under=colors.ground, levels=4)
    elif texture != "none":
        faint = mix(colors.ground, colors.ink, 0.1)
        work.inks.lay(_draw_texture(texture), faint, under=colors.ground, levels=2)


@lru_cache(maxsize=4)
def _draw_texture(name: str) -> Image.Image:
    sheet = Sheet(_WHOLE, scale=1)
    match name:
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
            return _noise((5, 3), name).resize((CARD_WIDTH_PX, CARD_HEIGHT_PX), Image.Resampling.BICUBIC)
    return sheet.mask()


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


def _lay_band(work: _Work) -> None:
    """The band at the foot: a patterned slope in the category's colour below a line of ink."""
    colors, inks = work.colors, work.inks
    slope, pattern, ink = _draw_band(work.drawing)
    inks.lay(slope, colors.tint, at=_BAND_BOX[:2], under=colors.ground)
    inks.lay(pattern, colors.line, at=_BAND_BOX[:2], under=colors.tint, levels=3)
    inks.lay(ink, colors.ink, at=_BAND_BOX[:2], under=colors.ground, levels=4)


@lru_cache(maxsize=_MOST_DRAWINGS)
def _draw_band(drawing: _Drawing) -> tuple[Image.Image, Image.Image, Image.Image]:
    """The slope, the pattern inside of it, and the line of ink above."""
    hand, box = drawing.hand, _BAND_BOX
    crest = hand.curve([(x, _BAND_TOP_PX + hand.between(-15, 15)) for x in range(-60, CARD_WIDTH_PX + 121, 120)], 3)
    slope, pattern, ink = Sheet(box, scale=2), Sheet(box, scale=2), Sheet(box, scale=2)
    slope.fill([*crest, (CARD_WIDTH_PX + 60, CARD_HEIGHT_PX), (-60, CARD_HEIGHT_PX)])
    field_box = (0, _BAND_TOP_PX - 20, CARD_WIDTH_PX, CARD_HEIGHT_PX)
    draw_pattern(Field(pattern, hand, field_box, cell=58, width=3.6), drawing.family)
    ink.stroke(crest, 4.5)
    ground = slope.mask()
    return ground, Image.composite(pattern.mask(), Image.new("L", ground.size, 0), ground), ink.mask()


def _lay_sheet(work: _Work) -> None:
    """A pattern over the whole card, faint, and cleared where the words stand."""
    work.inks.lay(_draw_sheet(work.drawing), _shining(work), under=work.colors.ground, levels=3)


@lru_cache(maxsize=_MOST_DRAWINGS)
def _draw_sheet(drawing: _Drawing) -> Image.Image:
    pattern = Sheet(_WHOLE, scale=1)
    draw_pattern(Field(pattern, drawing.hand, _WHOLE, cell=210, width=7), drawing.family)
    clear = Image.new("L", (30, 16), 255)
    clear.paste(0, (2, 3, 28, 14))
    soft = clear.filter(ImageFilter.GaussianBlur(1.6)).resize(
        (CARD_WIDTH_PX, CARD_HEIGHT_PX), Image.Resampling.BILINEAR
    )
    return ImageChops.multiply(pattern.mask(), soft)


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
    work.inks.lay(_draw_foot(work.drawing), colors.line, at=_FOOT_BOX[:2], under=colors.ground, levels=4)


def _sides(outer: int, inner: int) -> tuple[tuple[int, int, int, int], ...]:
    """The four strips of a frame that reaches from *outer* to *inner* pixels from the edge: the long ones first."""
    right, bottom = CARD_WIDTH_PX, CARD_HEIGHT_PX
    return (
        (outer, outer, right - outer, inner),
        (outer, bottom - inner, right - outer, bottom - outer),
        (outer, inner, inner, bottom - inner),
        (right - inner, inner, right - outer, bottom - inner),
    )


@lru_cache(maxsize=_MOST_DRAWINGS)
def _draw_foot(drawing: _Drawing) -> Image.Image:
    """A strip of pattern, fading out at both sides."""
    box = _FOOT_BOX
    pattern = Sheet(box, scale=2)
    draw_pattern(Field(pattern, drawing.hand, box, cell=46, width=2.6), drawing.family)
    size = box[2] - box[0], box[3] - box[1]
    rise = bytes(range(256))
    fade = rise + b"\xff" * (size[0] - 2 * len(rise)) + rise[::-1]
    ramp = Image.frombytes("L", (size[0], 1), fade).resize(size, Image.Resampling.NEAREST)
    return ImageChops.multiply(pattern.mask(), ramp)


def _lay_drafting(work: _Work) -> None:
    """A double line around, crosses in the corners, and a strip of pattern between the lines at the foot."""
    colors, inks = work.colors, work.inks
    inks.lay(_draw_drafting_pattern(work.drawing), colors.line, at=_DRAFTING_BOX[:2], under=colors.ground, levels=4)
    inks.lay(_draw_drafting_lines(), mix(colors.ground, colors.ink, 0.75), under=colors.ground, levels=4)


@lru_cache(maxsize=_MOST_DRAWINGS)
def _draw_drafting_pattern(drawing: _Drawing) -> Image.Image:
    pattern = Sheet(_DRAFTING_BOX, scale=2)
    draw_pattern(Field(pattern, drawing.hand, _DRAFTING_BOX, cell=54, width=2.2), drawing.family)
    return pattern.mask()


@cache
def _draw_drafting_lines() -> Image.Image:
    hand = Hand("drafting")
    lines = Sheet(_WHOLE, scale=2)
    corners = [(24, 24), (1176, 24), (1176, 606), (24, 606), (24, 24)]
    for start, end in pairwise(corners):
        lines.thin(hand.line((float(start[0]), float(start[1])), (float(end[0]), float(end[1])), 0.8, step=120), 3)
    lines.thin(hand.line((24.0, 540.0), (1176.0, 540.0), 0.8, step=120), 2)
    for x, y in corners[:4]:
        lines.thin([(x - 16, y), (x + 16, y)], 2)
        lines.thin([(x, y - 16), (x, y + 16)], 2)
    return lines.mask()


def _lay_swipes(work: _Work) -> None:
    """Strokes of a broad marker at the foot, and the pattern over them."""
    colors, inks = work.colors, work.inks
    strokes, pattern = _draw_swipes(work.drawing)
    inks.lay(strokes, colors.tint, at=_SWIPES_BOX[:2], under=colors.ground, levels=4)
    inks.lay(pattern, colors.line, at=_SWIPES_BOX[:2], under=colors.tint, levels=3)


@lru_cache(maxsize=_MOST_DRAWINGS)
def _draw_swipes(drawing: _Drawing) -> tuple[Image.Image, Image.Image]:
    hand, box = drawing.hand, _SWIPES_BOX
    strokes, pattern = Sheet(box, scale=1), Sheet(box, scale=2)
    for y in (562, 592, 622):
        left, right = hand.between(-30, 60), CARD_WIDTH_PX - hand.between(-30, 60)
        upper = hand.line((left, y - 13), (right, y - 13 + hand.between(-6, 6)), 2, step=160)
        strokes.fill([*upper, *hand.line((right, y + 13), (left, y + 13 + hand.between(-6, 6)), 2, step=160)])
    draw_pattern(Field(pattern, hand, box, cell=60, width=3.4), drawing.family)
    mask = strokes.mask()
    return mask, ImageChops.darker(pattern.mask(), mask)


def _lay_hills(work: _Work) -> None:
    """Hills behind hills, for a card of a picture that has none."""
    colors, inks = work.colors, work.inks
    bright = colors.ink if luminance(colors.ink) > luminance(colors.ground) else (255, 255, 255)
    (sun_box, sun), *hills = _draw_hills(work.drawing.family, work.drawing.variant)
    inks.lay(sun, _towards(colors, bright, 0.12), at=sun_box[:2], under=colors.ground, levels=4)
    under = colors.ground
    for number, (box, hill) in enumerate(hills):
        color = mix(colors.ground, (0, 0, 0), 0.14 * (number + 1))
        if contrast(colors.ink, color) < LEAST_CONTRAST:
            color = mix(colors.ground, (255, 255, 255), 0.14 * (number + 1))
        inks.lay(hill, color, at=box[:2], under=under, levels=4)
        under = color


@lru_cache(maxsize=_MOST_DRAWINGS)
def _draw_hills(*numbers: int) -> tuple[tuple[tuple[int, int, int, int], Image.Image], ...]:
    """The sun and the hills, the farthest first, each with the box that its mask fills."""
    hand = Hand(f"hills {numbers}")
    sky = (0, 0, CARD_WIDTH_PX, 280)
    sheet = Sheet(sky, scale=1)
    sheet.fill(hand.ring((hand.between(150, 1050), hand.between(90, 190)), hand.between(52, 80), 2))
    found = [(sky, sheet.mask())]
    for number in range(4):
        top = 330 + number * 78
        crest = hand.curve([(x, top + hand.between(-46, 46)) for x in range(-120, CARD_WIDTH_PX + 241, 120)], 4)
        box = (0, top - 60, CARD_WIDTH_PX, CARD_HEIGHT_PX)
        hill = Sheet(box, scale=1)
        hill.fill([*crest, (CARD_WIDTH_PX + 120, CARD_HEIGHT_PX), (-120, CARD_HEIGHT_PX)])
        found.append((box, hill.mask()))
    return tuple(found)


def _towards(colors: Colors, other: Rgb, share: float) -> Rgb:
    """The ground with *share* of *other* in it, or less if the ink could not be read on it."""
    steps = (mix(colors.ground, other, share * part / 6) for part in range(6, 0, -1))
    return next((step for step in steps if contrast(colors.ink, step) >= LEAST_CONTRAST), colors.ground)


def _lay_mark(work: _Work, box: tuple[int, int, int, int], width: float) -> None:
    colors, (shapes, lines) = work.colors, _draw_mark(work.look.kind, box, width)
    blob = _blob_color(colors)
    work.inks.lay(shapes, blob, at=box[:2], under=colors.ground, levels=3)
    work.inks.lay(lines, colors.ink, at=box[:2], under=mix(colors.ground, blob, 0.6), levels=4)


@cache
def _draw_mark(kind: Kind, box: tuple[int, int, int, int], width: float) -> tuple[Image.Image, Image.Image]:
    """The shapes and the lines of the mark of *kind*."""
    shapes, lines = Sheet(box), Sheet(box)
    edge = (box[2] - box[0]) // 13
    draw_mark(kind, (box[0] + edge, box[1] + edge, box[2] - edge, box[3] - edge), shapes, lines, width)
    return shapes.mask(), lines.mask()


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
        work.inks.lay(mask, color, at=box[:2], under=colors.ground, levels=_SMALL_LEVELS)
        strokes.stroke(_joining_stroke(work.hand, mask, align, gap=68 if has_mark else 0), 3)
    work.inks.lay(strokes.mask(), colors.line, at=(60, 90), under=colors.ground, levels=2)
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


def _render_on_photo(text: CardText, setting: _Setting, look: CardLook, books: Books, photo: Image.Image) -> CardResult:
    """Words on a picture, under a scrim as strong as they need to be read."""
    title, title_box = setting.title, setting.title_box
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
    if setting.description:
        box = setting.description_box
        put(draw_lettering(setting.description, books.label, box, look.style.align, is_title=True), ink, box[:2])
    labels = [
        (text.category, _label_box("left"), "left", _LABEL_PX),
        (text.site_name, _label_box("right"), "right", _LABEL_PX),
        (text.facts, _FACTS_BOX, look.style.align, _FACTS_PX),
    ]
    for words, box, align, size in labels:
        label = set_line(words, books.label, box[2] - box[0], size)
        missing += label.missing
        put(draw_lettering(label, books.label, box, align), ink, box[:2])
    shapes, lines = _draw_mark(look.kind, _MARK_BOX, 5.2)
    put(shapes, mix(ground, parse_color(look.color), 0.75), _MARK_BOX[:2])
    put(lines, ink, _MARK_BOX[:2])
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
