"""What two readings of one text differ in: aligned block by block, each difference with its line and a cure.

A block is what stands between two tags that begin a line. Two are alike if they hold the same words in the same place,
such as the second item of a list, with the same emphasis, links and code. What changes no meaning counts for nothing:
paragraphs inside items, boxes around code and tables, curly quotes, the colours of code, links of tags and addresses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

from plugins.shared.markup import Rendered, Renderer, TextProblem
from plugins.shared.problems import Severity

LABEL = "read differently"
# Tags that say what a block is; `p` and all others only part one from another.
PLACES = frozenset("blockquote ul ol dl dt dd pre h1 h2 h3 h4 h5 h6 table th td figcaption hr".split())
BLOCKS = PLACES | frozenset(
    "p div li tr thead tbody tfoot section article aside details summary figure header footer nav main"
    " center form address iframe video".split()
)
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
INLINE = frozenset("em strong del s code a img mark sub sup kbd".split())
SKIPPED = frozenset({"script", "style"})
# A table of two cells, of which the first holds the numbers of lines.
NUMBERED_CODE = frozenset({"highlighttable", "codehilitetable"})
# What renderers add: links beside headings, and from notes back to the text.
SKIPPED_CLASSES = frozenset({"headerlink", "footnote-backref", "footnote-ref", "linenos"})
SAME_SIGNS = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "\xa0": " ", "…": "..."}
)
DASHES = re.compile(r"-{2,3}")
WORD = re.compile(r"[^\W_]+")
SHOWN_LENGTH = 60
CONTEXT_LENGTH = 20
# So many words are looked for to find where a block stands in its source.
SOUGHT = 5
SURE_FROM, NEAR = 3, 100


class Block(NamedTuple):
    """A block as it is compared: where it stands, its words, and its inline tags in order."""

    place: tuple[str, ...]
    words: str
    inline: tuple[str, ...] = ()


class Difference(NamedTuple):
    """Where two readings part: *line* counts from that of the text, *old* and *new* are short pieces of HTML."""

    line: int
    old: str
    new: str
    cure: str = ""
    """The spelling that both read alike, if one is known."""


@dataclass(slots=True)
class _Found:
    """A block with the HTML that shows what it is."""

    block: Block
    shown: str


class _Blocks(HTMLParser):
    """Collects the blocks of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[_Found] = []
        self._places: list[str] = []
        self._skipped: list[str] = []
        self._words: list[str] = []
        self._inline: list[str] = []
        self._shown: list[str] = []
        # Where words and what is shown stood when the link began that is open, and its address.
        self._link: tuple[int, int, str] | None = None
        self._is_numbered = False
        # Each renderer draws its own line above the footnotes.
        self._is_before_notes = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        classes = set((values.get("class") or "").split())
        if self._skipped or tag in SKIPPED or classes & SKIPPED_CLASSES:
            self._skipped += [] if tag in VOID else [tag]
        elif tag in BLOCKS:
            self.finish()
            is_of_notes = self._is_before_notes or "footnotes-sep" in classes
            self._is_before_notes = "footnote" in classes
            if tag == "hr" and not is_of_notes:
                self.found.append(_Found(Block((*self._places, "hr"), ""), "<hr>"))
            elif tag in PLACES - {"hr"}:
                self._is_numbered = bool(classes & NUMBERED_CODE) or (self._is_numbered and tag == "td")
                self._places += [] if self._is_numbered else [tag]
        elif tag == "br":
            self._inline.append("br")
            self._add(" ", "<br>")
        elif tag in INLINE and not (tag == "code" and "pre" in self._places):
            if tag == "a":
                self._link = (
                    len(self._words),
                    len(self._shown),
                    "" if "hashtag" in classes else values.get("href") or "?",
                )
            self._inline.append(tag)
            self._shown.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            if tag in self._skipped:
                del self._skipped[len(self._skipped) - 1 - self._skipped[::-1].index(tag) :]
        elif tag in BLOCKS:
            self.finish()
            if tag in self._places:
                del self._places[len(self._places) - 1 - self._places[::-1].index(tag) :]
        elif tag in INLINE - VOID and not (tag == "code" and "pre" in self._places):
            self._shown.append(f"</{tag}>")
            if tag == "a" and self._link:
                self._end_link(*self._link)
                self._link = None

    def _end_link(self, start: int, shown: int, address: str) -> None:
        """Forget a link to its own words, or to a tag: that one renderer links what both show is no difference."""
        words = "".join(self._words[start:]).strip()
        plain = address.removeprefix("mailto:").removeprefix("http://")
        if not address or (words and plain in (words, words.removeprefix("http://"))):
            del self._inline[len(self._inline) - 1 - self._inline[::-1].index("a")]
            self._shown[shown] = self._shown[-1] = ""

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._add(data, escape(data, quote=False))

    def _add(self, words: str, shown: str) -> None:
        self._words.append(words)
        self._shown.append(shown)

    def finish(self) -> None:
        """End the block that is open."""
        words = _plain("".join(self._words))
        if words or "img" in self._inline:
            # Where emphasis of two sorts begins at once, each renderer has an order of its own.
            inline = tuple(sorted(one for one in self._inline if one != "br"))
            if self._inline.count("br"):
                inline = (*inline, *["br"] * self._inline.count("br"))
            tag = self._places[-1] if self._places else "p"
            shown = _plain("".join(self._shown))
            name = {"ul": "li", "ol": "li"}.get(tag, tag)
            depth = sum(place in ("ul", "ol") for place in self._places)
            opening = "<ul>" * max(depth - 1, 0)
            self.found.append(_Found(Block(tuple(self._places), words, inline), f"{opening}<{name}>{shown}"))
        self._words, self._inline, self._shown = [], [], []
        self._link = None


def _plain(text: str) -> str:
    """*text* on one line, with the plain quotes and dashes that people type."""
    return " ".join(DASHES.sub("-", unicodedata.normalize("NFC", text).translate(SAME_SIGNS)).split())


def find_blocks(html: str) -> list[Block]:
    """The blocks of *html* in order."""
    return [found.block for found in _parse(html)]


def _parse(html: str) -> list[_Found]:
    parser = _Blocks()
    parser.feed(html)
    parser.close()
    parser.finish()
    return parser.found


def compare(text: str, old_html: str, new_html: str) -> list[Difference]:
    """How two readings of *text*, as HTML, differ: by Python-Markdown the *old* one, by CommonMark the *new* one."""
    old, new = _parse(old_html), _parse(new_html)
    source = _Source(text)
    matcher = SequenceMatcher(None, [one.block for one in old], [one.block for one in new], autojunk=False)
    differences = []
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        olds, news = old[old_start:old_end], new[new_start:new_end]
        if tag == "equal":
            for found in olds:
                source.find(found.block.words)
            continue
        # As many as there were are the same blocks, read differently one by one.
        is_paired = len(olds) == len(news)
        pairs = [([one], [other]) for one, other in zip(olds, news, strict=True)] if is_paired else [(olds, news)]
        differences += [_differ(source, *pair) for pair in pairs]
    return differences


def _differ(source: _Source, old: Sequence[_Found], new: Sequence[_Found]) -> Difference:
    """How blocks that follow each other in *source* are read."""
    first, *others = new or old
    start = source.find(first.block.words)
    for found in others:
        source.find(found.block.words)
    shown = _shorten(" ".join(one.shown for one in old), " ".join(one.shown for one in new))
    lines = source.lines[max(start - 1, 0) : max(source.line, start) + 1]
    return Difference(start, *shown, find_cure(lines, [one.block for one in old], [one.block for one in new]))


def _shorten(old: str, new: str) -> tuple[str, str]:
    """Both around the place where they part."""
    end = min(len(old), len(new))
    same = next((place for place, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), end)
    start = old.rfind("<", 0, same) if same > CONTEXT_LENGTH else 0
    if same - start > CONTEXT_LENGTH * 2:
        # With a whole word, unless there is none, as in Chinese.
        start = max(old.find(" ", same - CONTEXT_LENGTH, same), same - CONTEXT_LENGTH)
    start = max(start, 0)
    return _cut(old, start), _cut(new, start)


def _cut(text: str, start: int) -> str:
    piece = text[start:]
    if len(piece) > SHOWN_LENGTH:
        end = piece.rfind(" ", SHOWN_LENGTH - CONTEXT_LENGTH, SHOWN_LENGTH)
        piece = f"{piece[: end if end > 0 else SHOWN_LENGTH]}…"
    return f"{'…' if start else ''}{piece}"


@dataclass(slots=True)
class _Source:
    """The words of a text with their lines, of which those before a place have been found."""

    text: str
    lines: list[str] = field(init=False)
    _words: list[str] = field(init=False)
    _lines_of: list[int] = field(init=False)
    _place: int = 0

    def __post_init__(self) -> None:
        self.lines = self.text.split("\n")
        pairs = [(word, number) for number, line in enumerate(self.lines) for word in WORD.findall(line)]
        self._words = [word for word, _number in pairs]
        self._lines_of = [number for _word, number in pairs]

    @property
    def line(self) -> int:
        """That of the last word that was found."""
        return self._lines_of[min(max(self._place - 1, 0), len(self._lines_of) - 1)] if self._lines_of else 0

    def find(self, words: str) -> int:
        """The line on which a block with *words* begins, from 0; what follows is looked for behind it."""
        sought = WORD.findall(words)
        for count in range(min(SOUGHT, len(sought)), 0, -1):
            place = self._find(sought[:count])
            if place >= 0:
                # A block may end with the line its last words stand on.
                self._place = min(place + len(sought), len(self._words))
                return self._lines_of[place]
        return self.line

    def _find(self, sought: Sequence[str]) -> int:
        first, count = sought[0], len(sought)
        place = self._place
        # One or two words may stand anywhere: those far below are others.
        stop = len(self._words) if count >= SURE_FROM else min(self._place + NEAR, len(self._words))
        while True:
            try:
                place = self._words.index(first, place, stop)
            except ValueError:
                return -1
            if self._words[place : place + count] == [*sought]:
                return place
            place += 1


Sees = Callable[[str, Sequence[Block], Sequence[Block]], bool]


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


HEADING = _pattern(r"^ {0,3}#{1,6}[^#\s]")
SPACED_ADDRESS = _pattern(r"\]\((?!<)[^()\s\"']+[ \t]+[^()\"']*[^()\s\"']\)")
INDENTED_TAG = _pattern(r"^(?: {4,}|\t+)</?[A-Za-z]")
STARS = _pattern(r"\w[*_]+\w|\w\*+:|[\W_]\*\w[^*\n]*$|\*\*[^*\n]*[^\w\s*]\*\*\w|-\*-")
ITEM = r"(?:[-+*]|\d{1,9}[.)])[ \t]+\S"
LIST_BELOW_TEXT = _pattern(rf"^(?![ \t]*(?:[-+*]|\d{{1,9}}[.)])[ \t])[ \t]*\S.*\n[ \t]*{ITEM}")
SHALLOW_ITEM = _pattern(rf"^ {{1,3}}{ITEM}")
ADDRESS_OVER_LINES = _pattern(r"\]\([^()\n]*\n[^()]*\)")
REFERENCE_OVER_LINES = _pattern(r"\[[^\[\]\n]*\n[^\[\]]*\]\s?\[[^\[\]]*\]|\]\s*\n\s*\[[^\[\]]+\]")
EMPTY_ITEM = _pattern(r"^[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]*\n[ \t]*\S")
FENCE = _pattern(r"^[ \t>]*(?:[-+*] +|\d+[.)] +)?(?:`{3,}|~{3,})")
TEXT_BELOW_HTML = _pattern(r"^ {0,3}</?[A-Za-z][^<>]*>[ \t]*\n[ \t]*\S")


def _has(blocks: Iterable[Block], names: str) -> int:
    return sum(bool({*names.split()} & {*block.place}) for block in blocks)


def _inline(blocks: Iterable[Block], names: str) -> list[str]:
    wanted = {*names.split()}
    return [one for block in blocks for one in block.inline if one in wanted]


def _depth(blocks: Iterable[Block]) -> list[int]:
    return [sum(place in ("ul", "ol") for place in block.place) for block in blocks]


def find_cure(lines: Sequence[str], old: Sequence[Block], new: Sequence[Block]) -> str:
    """How to spell *lines*, read as *old* and *new* blocks, so that both dialects read them alike; empty if unknown."""
    text = "\n".join(lines)
    return next((cure for cure, sees in CURES if sees(text, old, new)), "")


def _see_heading(text: str, old: Sequence[Block], new: Sequence[Block]) -> bool:
    return _has(old, "h1 h2 h3 h4 h5 h6") > _has(new, "h1 h2 h3 h4 h5 h6") and HEADING.search(text) is not None


def _see_spaced_address(text: str, old: Sequence[Block], new: Sequence[Block]) -> bool:
    return len(_inline(old, "a img")) > len(_inline(new, "a img")) and SPACED_ADDRESS.search(text) is not None


def _see_indented_html(text: str, old: Sequence[Block], new: Sequence[Block]) -> bool:
    return _has(new, "pre") > _has(old, "pre") and INDENTED_TAG.search(text) is not None


def _see_fence(text: str, old: Sequence[Block], new: Sequence[Block]) -> bool:
    return _has(new, "pre") > _has(old, "pre") and FENCE.search(text) is not None


def _see_list_below_text(text: str, old: Sequence[Block], new: Sequence[Block]) -> bool:
    return _has(new, "ul ol") > _has(old, "ul ol") and LIST_BELOW_TEXT.search(text) is not None


def _see_empty_item(text: str, old: Sequence[Block], new: Sequence[Block]) -> bool:
    return old != new and EMPTY_ITEM.search(text) is not None


def _see_shallow_list(text: str, old: Sequence[Block], new: Sequence[Block]) -> bool:
    return max(_depth(new), default=0) != max(_depth(old), default=0) and SHALLOW_ITEM.search(text) is not None


def _see_reference(text: str, old: Sequence[Block], new: Sequence[Block]) -> bool:
    return len(_inline(old, "a")) != len(_inline(new, "a")) and REFERENCE_OVER_LINES.search(text) is not None


def _see_broken_address(text: str, old: Sequence[Block], new: Sequence[Block]) -> bool:
    return len(_inline(old, "a img")) > len(_inline(new, "a img")) and ADDRESS_OVER_LINES.search(text) is not None


def _see_stars(text: str, old: Sequence[Block], new: Sequence[Block]) -> bool:
    return sorted(_inline(old, "em strong")) != sorted(_inline(new, "em strong")) and STARS.search(text) is not None


def _see_text_below_html(text: str, old: Sequence[Block], new: Sequence[Block]) -> bool:
    return len(_inline(old, "a em strong code")) > len(_inline(new, "a em strong code")) and bool(
        TEXT_BELOW_HTML.search(text)
    )


def _see_caption(_text: str, old: Sequence[Block], new: Sequence[Block]) -> bool:
    return _has(new, "figcaption") > _has(old, "figcaption")


def _see_formula(_text: str, old: Sequence[Block], new: Sequence[Block]) -> bool:
    return sum(block.words.count("$") for block in old) > sum(block.words.count("$") for block in new)


# The first four are those in which Python-Markdown shows what was meant.
CURES: tuple[tuple[str, Sees], ...] = (
    ("write a space behind the '#' of a heading", _see_heading),
    ("write '%20' for each space in the address", _see_spaced_address),
    ("write HTML without indentation", _see_indented_html),
    ("write '\\*' for a star that is shown, and a space outside of stars that end emphasis", _see_stars),
    ("leave a blank line above the list", _see_list_below_text),
    ("write the words of an item beside its sign", _see_empty_item),
    ("indent a list within a list by four spaces", _see_shallow_list),
    ("leave a blank line above the code; within a list, indent it by eight spaces instead of fencing it", _see_fence),
    ("write the address of a link on one line", _see_broken_address),
    ("write the words and the name of a link on one line", _see_reference),
    ("leave a blank line between HTML and the text below it", _see_text_below_html),
    ("a formula is drawn; MARKDOWN_WITHOUT = ['formulas'] leaves it as it was written", _see_formula),
    ("the title of a picture is its caption; MARKDOWN_WITHOUT = ['figures'] leaves it a title", _see_caption),
)


@dataclass(frozen=True, slots=True)
class ComparingRenderer:
    """Reads each text by two renderers; its problems are what they read differently, and nothing else."""

    old: Renderer
    new: Renderer

    def strip_comments(self, value: str) -> tuple[str, int]:
        """Nothing: values are no part of what is compared."""
        return value, 0

    def render(
        self,
        text: str,
        *,
        first_line: int = 1,
        lang: str = "",
        take_title: Callable[[str], bool] | None = None,
        with_blocks: bool = False,
    ) -> Rendered:
        """*text* as the new renderer reads it, with the differences as problems."""
        old, new = (
            one.render(text, first_line=first_line, lang=lang, take_title=take_title, with_blocks=with_blocks)
            for one in (self.old, self.new)
        )
        problems = tuple(_as_problems(compare(text, old.html, new.html), first_line))
        return Rendered(new.html, new.headings, new.title, problems, blocks=new.blocks)


def _as_problems(differences: Iterable[Difference], first_line: int) -> Iterator[TextProblem]:
    for line, old, new, cure in differences:
        readings = f"python-markdown '{old or 'nothing'}', commonmark '{new or 'nothing'}'"
        yield TextProblem(
            first_line + line, f"{LABEL}: {readings}{f'; {cure}' if cure else ''}", Severity.NOTE, sort="markdown"
        )
