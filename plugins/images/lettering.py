"""Lettering: a text set in balanced lines as large as its box allows, whole, and drawn with the fonts at hand."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageDraw

from plugins.images.fonts import FontBook, Run, split_clusters
from plugins.images.linebreaks import Word, clean_text, find_hyphens, split_words
from plugins.shared.function_words import leads_on

_MEASURE_PX = 100.0
_LONGEST_BALANCED = 160
"""Words; beyond, lines are only filled: balancing costs their number squared, and nobody sees it."""
_ELLIPSIS = "…"
_BAN = 1000.0
"""What a last line of one word costs: it is not set if there is any other way."""
_TIED = 1.0
_WORSE = 0.93
_HYPHEN = "-"
# "I", and words of one letter that lead on, of Latin and Cyrillic languages; in Vietnamese others are nouns.
_LONE_LETTERS = frozenset("aeiouyàèéóòwzksvAIÀÉOÓаивксуоАИВКСУОЯ")
# Behind an article or a preposition a line ends badly, and well before neither.
_ARTICLES = frozenset(
    "a an the my your our his her their der die das den dem des ein eine einen einem einer le la les un une des du el"
    " los las una il lo gli i uno os as um uma de het een en ett à au aux".split()
)
# Particles of Chinese and Japanese that belong to what is before them.
_CLINGING = frozenset("的了着们之はをがのにでとも")


@dataclass(frozen=True, slots=True)
class Sizes:
    """Limits of a title: up to *max_lines* lines from *largest_px* down to *smallest_px*, and what fits into those.

    A word is broken only if it is wider than the box at *word_px*, and hyphenated if it is at *hyphen_px*.
    """

    largest_px: float = 120
    smallest_px: float = 24
    word_px: float = 46
    hyphen_px: float = 88
    max_lines: int = 4
    leading: float = 1.06


@dataclass(frozen=True, slots=True)
class Line:
    """The runs of one line in reading order, and how wide it is."""

    runs: tuple[Run, ...]
    width_px: float


@dataclass(frozen=True, slots=True)
class Lettering:
    """A text set to be drawn; *missing* are the characters nobody has.

    With *is_right_to_left* its lines begin at the right, also those that begin with a number or a Latin word.
    One that *is_cut* ends before the text does, with an ellipsis.
    """

    lines: tuple[Line, ...]
    size_px: float
    leading: float
    missing: tuple[str, ...] = ()
    is_right_to_left: bool = False
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _Measured:
    """A word with its width, and the space after it, at `_MEASURE_PX`; or a later part of a word, which *goes_on*.

    *hyphen* is the width of the one that a line gets which ends here, within a word.
    """

    text: str
    width: float
    space: float
    goes_on: bool = False
    hyphen: float = 0.0

    @property
    def end(self) -> float:
        """What a line that ends here is wider than up to the next word."""
        return self.hyphen - self.space


@dataclass(frozen=True, slots=True)
class _Measure:
    book: FontBook

    def run(self, run: Run, size_px: float = _MEASURE_PX) -> float:
        return self.book.width(run) * size_px

    def text(self, text: str, size_px: float = _MEASURE_PX) -> float:
        return sum(self.run(run, size_px) for run in self.book.split(text)[0])


def set_text(
    text: str, book: FontBook, width_px: float, height_px: float, sizes: Sizes | None = None, *, lang: str = ""
) -> Lettering:
    """*text* as large as it fits into the box, in as few lines as look well; no lines if nothing of it can be drawn.

    Words that are too long for a line are hyphenated as it is done in the language *lang*.
    What is too long even for the smallest letters ends at a word, with an ellipsis.
    """
    sizes = sizes or Sizes()
    drawable, missing = _drop_missing(clean_text(text), book)
    measure = _Measure(book)
    words = _measured(drawable, measure, width_px, sizes, lang)
    if not words:
        return Lettering((), sizes.largest_px, sizes.leading, missing)
    size_px, lines = _fit(words, width_px, height_px, sizes) or _fill(words, measure, width_px, sizes)
    set_lines = tuple(_line(_joined(line), measure, size_px) for line in lines)
    # Whatever is left out is left out at the end.
    is_cut = lines[-1][-1] != words[-1]
    return Lettering(set_lines, size_px, sizes.leading, missing, is_right_to_left(drawable), is_cut)


_READABLE_PX = 8.0


def set_line(text: str, book: FontBook, width_px: float, largest_px: float) -> Lettering:
    """*text* in one line, smaller than *largest_px* if too long; where a pixel is too large, its beginning."""
    drawable, missing = _drop_missing(clean_text(text), book)
    if not drawable:
        return Lettering((), largest_px, 1.0, missing)
    measure = _Measure(book)
    size_px = min(largest_px, width_px / measure.text(drawable, 1.0))
    is_cut = size_px < 1
    if is_cut:
        # No font has letters that small: as many are left as there is room for at a size that can be read.
        drawable = f"{drawable[: int(len(drawable) * size_px / _READABLE_PX)]}…"
        size_px = min(_READABLE_PX, width_px / measure.text(drawable, 1.0))
    return Lettering((_line(drawable, measure, size_px),), size_px, 1.0, missing, is_right_to_left(drawable), is_cut)


def _drop_missing(text: str, book: FontBook) -> tuple[str, tuple[str, ...]]:
    """*text* without what nobody has; without anything if that was most of it, as the rest would make no sense."""
    _, missing = book.split(text)
    if missing:
        gone = set(missing)
        clusters = split_clusters(text)
        kept = [cluster for cluster in clusters if cluster not in gone]
        is_most_gone = 2 * sum(map(_is_spoken, kept)) < sum(map(_is_spoken, clusters))
        text = "" if is_most_gone else clean_text(_without(clusters, gone))
    # Punctuation alone is what is left of words that are gone.
    return (text if any(map(_is_spoken, text)) else ""), tuple(missing)


def _without(clusters: Sequence[str], gone: set[str]) -> str:
    """The clusters that are not *gone*; words that those held apart do not run together."""
    marked = "".join("\0" if cluster in gone else cluster for cluster in clusters)
    return re.sub(r"(?<=\w)\0+(?=\w)", " ", marked).replace("\0", "")


def _is_spoken(cluster: str) -> bool:
    return unicodedata.category(cluster[0])[0] in "LNS"


def _measured(text: str, measure: _Measure, width_px: float, sizes: Sizes, lang: str) -> list[_Measured]:
    space, hyphen = measure.text(" "), measure.text(_HYPHEN)
    measured: list[_Measured] = []
    for word in split_words(text):
        hyphenated = _hyphenate(word, measure, width_px, sizes, lang)
        parts = hyphenated or _break_long(word, measure, width_px, sizes)
        measured += [
            _Measured(
                part.text,
                measure.text(part.text),
                space if part.has_space else 0.0,
                goes_on=number > 0,
                hyphen=hyphen if hyphenated and number < len(parts) - 1 else 0.0,
            )
            for number, part in enumerate(parts)
        ]
    return measured


def _hyphenate(word: Word, measure: _Measure, width_px: float, sizes: Sizes, lang: str) -> list[Word]:
    """The parts of *word* if it is too long for a large title and the language tells where it may be parted."""
    if not lang or measure.text(word.text, sizes.hyphen_px) <= width_px:
        return []
    letters = word.text.strip("\"'“”„’‘«»‹›()[]{}.,:;!?…")
    start = word.text.index(letters) if letters else 0
    places = [0, *(start + place for place in find_hyphens(letters, lang)), len(word.text)]
    if len(places) < 3:
        return []
    parts = [word.text[begin:end] for begin, end in pairwise(places)]
    return [*map(Word, parts[:-1]), Word(parts[-1], has_space=word.has_space)]


def _break_long(word: Word, measure: _Measure, width_px: float, sizes: Sizes) -> list[Word]:
    """*word*, in equal parts if it is wider than the box when it is set as small as words are."""
    count = math.ceil(measure.text(word.text, sizes.word_px) / width_px)
    clusters = split_clusters(word.text)
    if count < 2 or len(clusters) < 2:
        return [word]
    step = math.ceil(len(clusters) / count)
    parts = ["".join(clusters[start : start + step]) for start in range(0, len(clusters), step)]
    return [*(Word(part) for part in parts[:-1]), Word(parts[-1], has_space=word.has_space)]


def _fit(
    words: Sequence[_Measured], width_px: float, height_px: float, sizes: Sizes
) -> tuple[float, list[Sequence[_Measured]]] | None:
    """The size and the lines of the best setting in lines of about the same length; `None` if it would be too small."""
    if len(words) > _LONGEST_BALANCED:
        return None
    choices = []
    for count in range(1, min(sizes.max_lines, len(words)) + 1):
        lines = [words[start:end] for start, end in _balance(words, count)]
        size = min(sizes.largest_px, _size_across(lines, width_px), height_px / (count * sizes.leading))
        if size >= sizes.smallest_px:
            choices.append((size, lines))
    choices = [choice for choice in choices if not _ends_on_widow(choice[1])] or choices
    scores = [size * _WORSE ** _count_bad_ends(lines) for size, lines in choices]
    # Fewer lines read better than slightly larger letters.
    return next((choice for choice, score in zip(choices, scores, strict=True) if score >= 0.88 * max(scores)), None)


def _count_bad_ends(lines: Sequence[Sequence[_Measured]]) -> float:
    """How many lines end on a word that leads to the next; an article, and what is as short as "I", counts for more."""
    ends = [line[-1].text for line in lines[:-1]]
    return sum(3.0 if _is_tied(word) else 1.0 if leads_on(word) else 0.0 for word in ends)


def _is_tied(word: str) -> bool:
    """Whether no line may end on *word*: an article, a preposition of one letter, "I"."""
    return word in _LONE_LETTERS or word.casefold() in _ARTICLES


def _ends_on_widow(lines: Sequence[Sequence[_Measured]]) -> bool:
    return len(lines) > 1 and len(lines[-1]) == 1 and _is_lonely(lines[-1][0])


def _is_lonely(word: _Measured) -> bool:
    """Whether *word* may not be a line: of Chinese and Japanese, where three letters are more than a word, it may."""
    # A formula, or a number and its unit, are more than a word too.
    count = sum(any(map(str.isalnum, part)) for part in word.text.split("\u00a0"))
    return not word.goes_on and count < 2 and sum(map(_is_wide, word.text)) < 3


def _size_across(lines: Sequence[Sequence[_Measured]], width_px: float) -> float:
    """The size at which the widest of *lines* is *width_px* wide."""
    return width_px / (max(map(_width, lines)) or 1.0) * _MEASURE_PX


def _fill(
    words: Sequence[_Measured], measure: _Measure, width_px: float, sizes: Sizes
) -> tuple[float, list[Sequence[_Measured]]]:
    """The setting of a very long text: the smallest letters, and as much as they get into the lines."""
    room = width_px / sizes.smallest_px * _MEASURE_PX
    lines = _filled(words, room)
    if len(lines) > sizes.max_lines:
        last = sizes.max_lines - 1
        lines = [*lines[:last], _ended(lines[last], measure, room)]
    else:
        lines = _evened(words, lines, room)
    # A single letter may be wider than all there is room for.
    return min(sizes.smallest_px, _size_across(lines, width_px)), lines


def _ended(line: Sequence[_Measured], measure: _Measure, room: float) -> Sequence[_Measured]:
    """*line* up to the last word that leaves room for an ellipsis after it."""
    for count in range(len(line), 0, -1):
        text = line[count - 1].text.rstrip(",;:–—-") + _ELLIPSIS
        ended = [*line[: count - 1], _Measured(text, measure.text(text), 0.0)]
        if _width(ended) <= room:
            break
    return ended


def _evened(words: Sequence[_Measured], lines: list[Sequence[_Measured]], room: float) -> list[Sequence[_Measured]]:
    """As many lines as there are, but as narrow as they can be, so that the last is not left with one word."""
    low = 0.0
    while room - low > 1:
        middle = (low + room) / 2
        narrower = _filled(words, middle)
        if len(narrower) == len(lines):
            lines, room = narrower, middle
        else:
            low = middle
    return lines


def _filled(words: Sequence[_Measured], room: float) -> list[Sequence[_Measured]]:
    """The words in lines no wider than *room*; a word that is wider has a line of its own."""
    lines: list[Sequence[_Measured]] = []
    start, used = 0, 0.0
    for index, word in enumerate(words):
        if index > start and used + word.width + word.hyphen > room:
            lines.append(words[start:index])
            start, used = index, 0.0
        used += word.width + word.space
    return [*lines, words[start:]]


def _width(words: Sequence[_Measured]) -> float:
    return sum(word.width + word.space for word in words) + words[-1].end


def _joined(words: Sequence[_Measured]) -> str:
    text = "".join(word.text + (" " if word.space else "") for word in words).rstrip(" ")
    return text + _HYPHEN if words[-1].hyphen else text


def _balance(words: Sequence[_Measured], count: int) -> list[tuple[int, int]]:
    """Where to cut *words* into *count* lines so that they are as equal as can be, and none ends on a small word."""
    total = len(words)
    ends = [0.0]
    for word in words:
        ends.append(ends[-1] + word.width + word.space)
    goal = _width(words) / count
    best = [0.0] + [math.inf] * total
    cuts: list[list[int]] = []
    for number in range(1, count + 1):
        row, cut = [math.inf] * (total + 1), [0] * (total + 1)
        for end in range(number, total + 1):
            for start in range(number - 1, end):
                width = ends[end] - ends[start] + words[end - 1].end
                # Cubes weigh a line that is too long, and decides the size, more than several that are a little short.
                cost = best[start] + abs(width / goal - 1) ** 3 * (4 if width > goal else 1)
                cost += _end_cost(words[end - 1], words[end]) if end < total else 0.0
                if start == total - 1 and _is_lonely(words[start]):
                    cost += _BAN
                if cost < row[end]:
                    row[end], cut[end] = cost, start
        best = row
        cuts.append(cut)
    places, end = [], total
    for cut in reversed(cuts):
        places.append((cut[end], end))
        end = cut[end]
    return places[::-1]


def _end_cost(ending: _Measured, next_word: _Measured) -> float:
    """What it costs to end a line on *ending*: a pause in the sentence is a good place, an article is not."""
    word, following = ending.text, next_word.text
    if ending.hyphen:
        # Where words of German and its kin are joined by an "s", which is where they are best parted.
        return 0.01 if word[-1] == "s" else 0.08
    if word[-1] in ":：" or (word[-1] in "—–" and len(word) > 1):
        return -0.3
    if word[-1] in ";,.?!…—–；，。？！、":
        return -0.015
    if _is_wide(word[-1]) or _is_wide(following[0]):
        # Between two scripts a word ends for sure.
        return 0.05 if following[0] in _CLINGING else -0.08 * (_is_wide(word[-1]) != _is_wide(following[0]))
    if _is_tied(word):
        return _TIED
    if following[0].isdigit() and word.isalpha():
        # "Part 3"
        return 0.06
    return 0.03 if leads_on(word) else 0.012 if len(word) <= 3 and word[-1].isalpha() else 0.0


def _is_wide(char: str) -> bool:
    """Whether *char* is of Chinese or Japanese, which have no spaces between words."""
    return unicodedata.east_asian_width(char) in ("W", "F")


def _line(text: str, measure: _Measure, size_px: float) -> Line:
    runs, _ = measure.book.split(text)
    return Line(tuple(runs), sum(measure.run(run, size_px) for run in runs))


def draw_lettering(
    lettering: Lettering,
    book: FontBook,
    box: tuple[int, int, int, int],
    align: str = "center",
    *,
    is_title: bool = False,
) -> Image.Image:
    """A mask of the size of *box*, with the lines in its middle (or at its *align* side); never a bit outside of it.

    Should the ink be larger than was measured (marks piled on letters), it is made smaller until it fits.
    """
    size = box[2] - box[0], box[3] - box[1]
    mask = Image.new("L", size, 0)
    if not lettering.lines:
        return mask
    # Small words stand on one line with others; a title is in the middle by its ink.
    lines_at = _side(lettering, align) if is_title else "center"
    ink = _drawn_ink(lettering, book, lines_at, keep_baseline=not is_title)
    if ink is None:
        return mask
    ratio = min(1.0, size[0] / ink.width, size[1] / ink.height)
    if ratio < 1.0:
        smaller = max(1, math.floor(ink.width * ratio)), max(1, math.floor(ink.height * ratio))
        ink = ink.resize(smaller, Image.Resampling.LANCZOS)
    free = size[0] - ink.width
    left = {"left": 0, "center": free // 2, "right": free}[_side(lettering, align) if is_title else align]
    mask.paste(ink, (left, (size[1] - ink.height) // 2))
    return mask


def _side(lettering: Lettering, align: str) -> str:
    """Where lines begin: a text that is read from the right begins there."""
    return "right" if align == "left" and lettering.is_right_to_left else align


def _drawn_ink(lettering: Lettering, book: FontBook, align: str, *, keep_baseline: bool) -> Image.Image | None:
    """The lines drawn on a sheet with room to spare, cut to the ink; `None` if there is none."""
    step = lettering.size_px * lettering.leading
    spare = math.ceil(2 * lettering.size_px)
    widest = max(line.width_px for line in lettering.lines)
    sheet_size = math.ceil(widest) + 2 * spare, math.ceil(step * len(lettering.lines)) + 2 * spare
    sheet = Image.new("L", sheet_size, 0)
    draw = ImageDraw.Draw(sheet)
    from_right = lettering.is_right_to_left
    # Only raqm can be told.
    direction = "rtl" if from_right and book.features else None
    for number, line in enumerate(lettering.lines):
        free = sheet_size[0] - 2 * spare - line.width_px
        x = spare + {"left": 0.0, "center": free / 2, "right": free}[align]
        baseline = spare + step * number + lettering.size_px * 0.8
        for run in line.runs[::-1] if from_right else line.runs:
            if run.face.color_px:
                _lay_emoji(sheet, run, book, lettering.size_px, (x, baseline))
                x += book.width(run) * lettering.size_px
                continue
            font = book.font(run.face, lettering.size_px)
            stroke = book.stroke_px(run.face, lettering.size_px)
            draw.text(
                (x, baseline),
                run.text,
                255,
                font,
                "ls",
                stroke_width=stroke,
                direction=direction,
                features=book.features,
            )
            x += font.getlength(run.text, direction=direction, features=book.features)
    bounds = sheet.getbbox()
    if bounds and keep_baseline:
        top, bottom = spare, math.ceil(spare + 1.06 * lettering.size_px)
        bounds = bounds[0], min(bounds[1], top), bounds[2], max(bounds[3], bottom)
    return sheet.crop(bounds) if bounds else None


def _lay_emoji(sheet: Image.Image, run: Run, book: FontBook, size_px: float, at: tuple[float, float]) -> None:
    drawn = book.draw_emoji(run, size_px)
    if drawn:
        ink, (left, top) = drawn
        sheet.paste(255, (round(at[0]) + left, round(at[1]) + top), ink)


def is_right_to_left(text: str) -> bool:
    """Whether *text* is read from the right: its first letter tells (Unicode Bidirectional Algorithm, P2 and P3)."""
    kinds = (unicodedata.bidirectional(char) for char in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"
