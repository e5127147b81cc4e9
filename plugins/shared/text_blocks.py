"""A text as blocks: where its words stand, and what they are beside; both dialects and imported HTML come to this.

`BlockBuilder` makes them of what a reader tells it. `read_html` is the reader of HTML; that of Markdown, which knows
more, is `plugins/markdown/text_blocks.py`. What is chosen from the blocks is the business of `prose.py`.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, IntEnum, auto

from plugins.shared.formula_words import LOOSE, RAW_TEX, say_formula
from plugins.shared.labels import ASIDE, CONTINUING, SUMMARY_BOXES, SUMMARY_LABEL, SUMMARY_NAME
from plugins.shared.markup import BEGIN_MARKER, INLINE_NAMES, MORE_MARKER
from plugins.shared.sentences import CJK_SIGN, CLOSING, STOPS, UNSPACED, end_sentence, join_things


class Place(IntEnum):
    """Where words stand; the earlier ones stand better for the whole, and the later ones hold the earlier ones."""

    PROSE = 0
    ITEM = 1
    BOX = 2
    QUOTE = 3
    ASIDE = 4
    HEADING = 5
    CELL = 6
    NOWHERE = 7


class Mark(Enum):
    """What stands between words."""

    NONE = auto()
    LINE = auto()
    CODE = auto()
    FORMULA = auto()
    MORE = auto()
    BEGIN = auto()


PLACES: dict[str, Place] = {
    **dict.fromkeys("li dt dd".split(), Place.ITEM),
    **dict.fromkeys("admonition callout details".split(), Place.BOX),
    "blockquote": Place.QUOTE,
    **dict.fromkeys("center aside figure figcaption caption".split(), Place.ASIDE),
    **dict.fromkeys("h1 h2 h3 h4 h5 h6 summary".split(), Place.HEADING),
    **dict.fromkeys("table admonition-title".split(), Place.CELL),
    **dict.fromkeys(
        "pre script style svg math template nav video audio object iframe textarea select button form head"
        " highlight headerlink footnote footnote-ref toc disclosure diagram citation".split(),
        Place.NOWHERE,
    ),
}
"""By the names of elements and of classes."""
VOID_TAGS = frozenset("area base br col embed hr img input link meta param source track wbr".split())
INLINE_TAGS = frozenset(INLINE_NAMES.split()) - {"img"}
LIST_TAGS = frozenset({"li", "dt", "dd"})
# Words that are all in one of these are a remark.
REMARK_TAGS = frozenset("a em i strong b small".split())
# Comments and declarations, scripts and styles with all that is in them, elements, words.
TOKEN = re.compile(
    r"(?P<comment><!--.*?(?:-->|\Z))|<(?P<raw>script|style)\b[^<>]*>.*?(?:</(?P=raw)\s*>|\Z)|<[!?][^>]*(?:>|\Z)"
    r"|<(?P<closing>/?)(?P<name>[a-zA-Z][^\s<>/]*)(?P<attributes>(?:[^<>\"']++|\"[^\"]*\"|'[^']*')*+)>"
    r"|(?P<words>[^<]+|<)",
    re.DOTALL | re.IGNORECASE,
)
CLASS = re.compile(r"\bclass\s*=\s*(?P<quote>[\"'])(?P<names>.*?)(?P=quote)", re.DOTALL)
# Where an element begins that may be called a summary.
LABELLED_ELEMENT = re.compile(r"<(?:h[1-6]|p)\b[^<>]*>(?=(?P<words>[^<]{1,40}|<(?:strong|b|em|i)>[^<]{1,40}</))")
INLINE_MARKUP = re.compile(r"</?[a-z]+[^<>]*>?")

COLONS = (":", "：")
PREAMBLE_LENGTH = 1_500
HEADING_TAG = re.compile(r"h[1-6]")
# The level of what is the title of a box.
BOX_LEVEL = 7
LABELLED = re.compile(r"\w[\w -]{0,30}:\s*\S")
BARE_ADDRESSES = re.compile(r"(?:<?https?://\S+\s*)+")
# Left in the text where another program would have put something else in its place.
FOREIGN_MARKUP = re.compile(
    # None reaches past another one that begins, or further than anybody writes: thousands are looked at once each.
    r"\{%.{0,2000}?%\}|\{\{.{0,2000}?\}\}|\[\^[^\]\s]{1,40}\]|!\[\[[^\]\[]*\]\]|!\[[^\]\[]*\]\([^)]{0,2000}\)"
    # WordPress's shortcodes, which have their attributes in the bracket; one that closes has none.
    r"|\[[a-z][\w-]*(?:\s+[\w:-]+=(?:\"[^\"]*\"|“[^”]*”|[^\]\s]+))+[^\]\[]*\]|\[/[a-z][\w-]*\]"
    # References by number, and what Wikipedia wants to know.
    r"|\[(?:\d{1,3}|citation needed)\](?!\()|(?:^|(?<=\s))[\w-]+=(?:\"[^\"\n]*\"|“[^”\n]*”)\s*/?>"
    r"|^\{[:.#][^{}]{0,60}\}\s*$",
    re.DOTALL,
)
LEFT_LINK = re.compile(r"\[\[(?:[^\]\[|]*\|)?([^\]\[]*)\]\]|\[([^\]\[]+)\]\((?:(?:https?:|/|\{)[^\s)]*)?\)")
# A tag within words is a word; the reader of tokens knows which are tags.
TAG_SIGN = "\ufdd1"
TAGS = rf"[#{TAG_SIGN}][^\W\d_][\w/-]*"
# Lines of a vault that are about the note: `Status:: seed`, `#draft #idea`; a name for a block; what kind of callout.
FIELD_LINE = re.compile(r"^\W{0,3}\w[\w -]{0,30}::(?:\s.*)?$")
INLINE_FIELD = re.compile(r"[(\[]\w[\w -]{0,30}::\s[^)\]]*[)\]]")
TAG_LINE = re.compile(rf"^{TAGS}(?:[\s,]+{TAGS})*$")
LAST_TAGS = re.compile(rf"(?:\s+{TAGS})+$")
BLOCK_NAME = re.compile(r"(?:^|\s)\^[\w-]+$")
CALLOUT_MARK = re.compile(r"^\[![^\]]*\][+-]?\s*")
# A formula as MathML or as a drawing, which say what was written; and the box of one on its own line.
DRAWN_FORMULA = (
    r"<(?P<tag>math|svg) class=\"formula[^<>\"]*\"[^<>]*? (?:alttext|aria-label)=\"(?P<tex>[^\"]*)\"[^<>]*>"
    r".*?</(?P=tag)>"
)
FORMULA_BOX = re.compile(rf"<span class=\"formula-display\"[^<>]*>{DRAWN_FORMULA}</span>", re.DOTALL)
FORMULA = re.compile(DRAWN_FORMULA, re.DOTALL)
# The same as another program left it, for a script to draw.
FORMULA_ELEMENT = re.compile(
    r"<(?P<tag>span|div|p)\b[^<>]*\bclass=\"(?:[^\"]* )?arithmatex(?: [^\"]*)?\"[^<>]*>(?P<tex>[^<]*)</(?P=tag)>",
    re.IGNORECASE,
)
# Stands for a formula that cannot be said in plain text.
HOLE = "\ufffc"
# Around a formula that can be said, until it is known that words stand beside it.
FORMULA_BEGIN, FORMULA_END = "\ufdd2", "\ufdd3"
FORMULA_LINE = re.compile(rf"^[^\w{HOLE}{FORMULA_BEGIN}]*(?:{FORMULA_BEGIN}[^{FORMULA_END}]*{FORMULA_END}\W*)+$")
FORMULA_SIGNS = str.maketrans("", "", FORMULA_BEGIN + FORMULA_END)
SCRIPTS = {
    "sup": str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ"),
    "sub": str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋"),
}
# Lines that are set in behind a sentence, or what leads to them: code, if they begin as commands do, and do not end.
INDENTED = re.compile(r"(?<=[.!?:。！？：])(?:[ \t]*\n(?: {4}|\t)[^\n]*)+")
COMMAND = re.compile(r"\s*(?:[$#>] |[a-z./~]).*[^.!?…。！？\s]\s*", re.DOTALL)
CJK_BREAK = re.compile(rf"(?<={CJK_SIGN})\n(?={CJK_SIGN})")
SPACES = re.compile(r"\s{2,}|[^\S \u00a0\u202f]")
# Code that nobody marked as such, and what a program printed in columns.
CODE_LINE = re.compile(
    r".*\S(?:\) ?\{|[)}];|[\"'];)|\W*[{}]\W*|(?:import|public|private|return|var|let|const|#include|using|package)"
    r" .*[;{>]"
)
COMMAND_LINE = re.compile(
    r"(?:[$#>] )?(?:sudo )?(?:cd|cp|mv|rm|ls|mkdir|apt(?:-get)?|yum|dnf|brew|pip3?|npm|git|docker|systemctl|curl|wget"
    r"|chmod|chown|cat|echo|export|tar|ssh|scp|make|python3?|node|vim?|nano|grep|sed|awk)"
    r"(?: [a-z]+)? [^\s\w]*(?:[-/~$=]|\w+[/=:])[\x00-\x7f]*$"
)
COMMAND_SIGNS = frozenset("$#>sabcdeghlmnprstvwy")
COLUMNS = re.compile(r"^\S+(?:(?: {2,}|\t+)\S+){3,}", re.MULTILINE)
# No word is as long, but for addresses.
LONGEST_WORD = 60
LONG_WORD = re.compile(rf"(?<!\S)(?!<?https?:|www\.)[\x21-\x7e“”‘’]{{{LONGEST_WORD},}}")
# By so many signs it is told in which script a text begins.
FEW_SIGNS = 12
# Dots or stars alone are no words; a formula may be one.
LETTER = re.compile(rf"\w|{HOLE}")
# Lines that are no longer than this and end in no sign are things, one below the other.
SHORT_LINE = 60


@dataclass(frozen=True, slots=True)
class Block:
    """Words between two block elements, or what stands between words.

    *depth* counts the lists it stands in; *is_first* says whether it begins an item of the innermost one. *is_remark*
    is true where all of the words are a link, or emphasized; *is_summary* where they call themselves one, *has_label*
    where they do so in front of themselves.
    """

    place: Place
    text: str
    is_remark: bool = False
    mark: Mark = Mark.NONE
    depth: int = 0
    is_first: bool = False
    is_summary: bool = False
    has_label: bool = False

    @property
    def is_line(self) -> bool:
        """Whether this is a line drawn between words."""
        return self.mark is Mark.LINE


class BlockBuilder:
    """Makes blocks of what a reader finds: elements that open and close, and words in them.

    When *enough* signs of prose are there, `is_full` says that only a summary is still of interest.
    """

    def __init__(self, enough: int) -> None:
        self.blocks: list[Block] = []
        self.is_full = False
        self._left = enough
        self._open: list[tuple[str, Place]] = []
        # How many of each are open: to look through thousands for every word would take minutes.
        self._counts: Counter[str] = Counter()
        self._pieces: list[str] = []
        self._unmarked: list[str] = []
        # Words that are no code, up to where they are over: what other programs left in them is taken out at once.
        self._words: list[str] = []
        # What the class of a paragraph says, which may never be closed.
        self._paragraph = Place.PROSE
        self._begins_item = False
        self._in_tag = False
        self._has_code = False
        self._ended_term = False
        # Of the heading that says so; and how many elements are open in a box that does.
        self._summary_level = 0
        self._summary_box = 0

    @property
    def in_code(self) -> bool:
        """Whether what is read next is code or nothing that readers see."""
        return self._place is Place.NOWHERE

    def enter(self, tag: str, classes: Iterable[str] = ()) -> None:
        """An element opens."""
        if tag not in INLINE_TAGS:
            self.end_block()
        else:
            self._take_words()
        if tag == "pre":
            self.add_mark(Mark.CODE)
        place = max(self._place, PLACES.get(tag, Place.PROSE))
        for name in classes:
            place = max(place, PLACES.get(name, Place.PROSE))
        if tag in LIST_TAGS:
            self._begins_item = True
        if tag == "p":
            self._paragraph = place
        else:
            self._open.append((tag, place))
            self._counts[tag] += 1
            if place is Place.BOX and not self._summary_level and not SUMMARY_BOXES.isdisjoint(classes):
                self._summary_level, self._summary_box = BOX_LEVEL, len(self._open)

    def leave(self, tag: str) -> None:
        """An element closes, and with it what was left open within."""
        if tag not in INLINE_TAGS:
            self.end_block()
        else:
            self._take_words()
        if not self._counts[tag]:
            return
        while self._open:
            name, _place = self._open.pop()
            self._counts[name] -= 1
            if name == tag:
                break
        if tag in LIST_TAGS:
            self._begins_item = False
        if len(self._open) < self._summary_box:
            self._summary_level = self._summary_box = 0

    def write(self, words: str) -> None:
        """Words that are no code."""
        if self._place is Place.NOWHERE:
            return
        if self._open and (script := SCRIPTS.get(self._open[-1][0])):
            raised = words.translate(script)
            words = raised if not re.search(r"\w", raised, re.ASCII) else words
        elif self._in_tag and words.startswith("#"):
            words = TAG_SIGN + words[1:]
        self._in_tag = False
        if any(self._counts[tag] for tag in ("code", "kbd", "samp", "tt")):
            self.write_code(words)
        else:
            self._words.append(words)

    def enter_tag(self) -> None:
        """The link of a `#tag` opens."""
        self.enter("a")
        self._in_tag = True

    def write_code(self, words: str) -> None:
        """Words in which nothing has another meaning."""
        if self._place is not Place.NOWHERE:
            self._take_words()
            self._has_code = True
            self._add_piece(words)

    def write_formula(self, tex: str, *, is_display: bool) -> None:
        """A formula; one that stands apart ends the words above it."""
        if self._place is Place.NOWHERE:
            return
        if is_display:
            paragraph = self._paragraph
            self.end_block()
            self.add_mark(Mark.FORMULA)
            self._paragraph = paragraph
        else:
            self._take_words()
            said = say_formula(tex)
            self._add_piece(f"{FORMULA_BEGIN}{said}{FORMULA_END}" if said else HOLE)

    def add_mark(self, mark: Mark) -> None:
        """Something that stands between words."""
        self.end_block()
        if mark in (Mark.CODE, Mark.FORMULA) and self.blocks and self.blocks[-1].text:
            self.blocks[-1] = _leading_on(self.blocks[-1], mark)
        self.blocks.append(Block(self._place, "", mark=mark, depth=self._depth))

    def read_comment(self, comment: str) -> None:
        """A comment of HTML, which may say where the excerpt begins or ends."""
        if MORE_MARKER.fullmatch(comment):
            self.add_mark(Mark.MORE)
        elif BEGIN_MARKER.fullmatch(comment):
            self.add_mark(Mark.BEGIN)

    def reopen(self) -> None:
        """Takes some more, which calls itself a summary, wherever it stands."""
        self.is_full, self._left = False, PREAMBLE_LENGTH
        self._open.clear()
        self._counts.clear()

    def end_block(self) -> None:
        """What was written so far is a block."""
        self._take_words()
        if self._pieces:
            written = "".join(self._pieces)
            text = clean_words(written)
            if "[[" in text and not self._has_code:
                # An address in it was taken for a link.
                text = LEFT_LINK.sub(r"\1\2", text)
            rest = text if len(self._unmarked) == len(self._pieces) else clean_words("".join(self._unmarked))
            self._pieces.clear()
            self._unmarked.clear()
            self._has_code = False
            if text and LETTER.search(text):
                self._add(text, rest, written)
        self._paragraph = Place.PROSE

    @property
    def _place(self) -> Place:
        return max(self._paragraph, self._open[-1][1] if self._open else Place.PROSE)

    @property
    def _depth(self) -> int:
        return self._counts["li"] + self._counts["dt"] + self._counts["dd"]

    def _take_words(self) -> None:
        if self._words:
            words = "".join(self._words)
            self._words.clear()
            if "[" in words or "{" in words or "=" in words:
                words = LEFT_LINK.sub(r"\1\2", FOREIGN_MARKUP.sub("", words))
            if "$" in words or "\\" in words:
                words = RAW_TEX.sub(HOLE, LOOSE.sub(_say_loose, words))
            if len(words) > LONGEST_WORD:
                words = LONG_WORD.sub(HOLE, words)
            self._add_piece(words)

    def _add_piece(self, words: str) -> None:
        self._pieces.append(words)
        if not any(self._counts[tag] for tag in REMARK_TAGS):
            self._unmarked.append(words)

    def _add(self, text: str, rest: str, written: str) -> None:
        # "Links: [[Tea]]" is all link, but for what says so.
        is_marked = rest != text and not re.search(r"\w", re.sub(r"^[^:]{0,30}:", "", rest))
        is_remark = is_marked or BARE_ADDRESSES.fullmatch(text) is not None or _is_form(written)
        place = self._place
        if self._ended_term and self._counts["dd"] and self.blocks[-1].text:
            text = f"{self.blocks.pop().text.rstrip(' :：')}: {text}"
        is_summary = self._is_summary(place, text)
        label = SUMMARY_LABEL.match(text) if is_summary and place < Place.HEADING else None
        if label:
            text, is_remark = text[label.end() :], False
            text = f"{text[:1].upper()}{text[1:]}"
        has_label = label is not None
        self._append(Block(place, text, is_remark, Mark.NONE, self._depth, self._begins_item, is_summary, has_label))
        self._begins_item = False
        self._ended_term = bool(self._counts["dt"])

    def _append(self, block: Block) -> None:
        above = self.blocks[-1] if self.blocks else Block(Place.PROSE, "")
        is_set_off = above.mark in (Mark.CODE, Mark.FORMULA)
        is_quoted = block.place is Place.PROSE and (above.place is Place.QUOTE or above.is_remark)
        if (is_set_off or is_quoted) and (self._goes_on(block.text) or CONTINUING.match(block.text)):
            # It goes on with a sentence of which no more than the end can be said.
            block = replace(block, text=f"{HOLE} {block.text}")
        self.blocks.append(block)
        if block.place is not Place.PROSE or block.is_remark:
            return
        if ASIDE.match(block.text):
            # All that stands above a line may be one.
            self._left += PREAMBLE_LENGTH
        elif not block.text.endswith(COLONS):
            self._left -= len(block.text)
            self.is_full = self._left <= 0

    def _goes_on(self, text: str) -> bool:
        """Whether *text* begins as no sentence does, below what stands apart; it may begin with a command's name."""
        if not text[0].islower() or UNSPACED.search(text[:FEW_SIGNS]):
            return False
        is_code = self.blocks[-1].mark is Mark.CODE
        return not is_code or (len(self.blocks) > 1 and self.blocks[-2].text.endswith((*COLONS, HOLE)))

    def _is_summary(self, place: Place, text: str) -> bool:
        """Whether *text* at *place* is part of a summary, or the heading of one."""
        if place is Place.HEADING or (place is Place.CELL and not self._counts["table"]):
            box = max((at for at, (_tag, one) in enumerate(self._open, 1) if one is Place.BOX), default=0)
            level = next((int(tag[1]) for tag, _place in self._open if HEADING_TAG.fullmatch(tag)), BOX_LEVEL)
            if SUMMARY_NAME.fullmatch(text):
                self._summary_level, self._summary_box = level, box
                return True
            if box and box == self._summary_box:
                # It has the look of one, and another name.
                self._summary_level = self._summary_box = 0
            if level <= self._summary_level and not box:
                self._summary_level = 0
            return False
        if place > Place.HEADING:
            return False
        return bool(self._summary_level) or (place <= Place.QUOTE and SUMMARY_LABEL.match(text) is not None)


def _say_loose(found: re.Match[str]) -> str:
    return say_formula(found["tex"]) or HOLE


def _leading_on(block: Block, mark: Mark) -> Block:
    """*block*, above code, with a colon where it has no stop; above a formula, with the hole that this leaves."""
    is_open = block.text[-1].isalnum() or end_sentence(block.text) not in (block.text, f"{block.text}…")
    if mark is Mark.FORMULA and (is_open or block.text.endswith((*COLONS, ",", "，"))):
        return replace(block, text=f"{block.text} {HOLE}")
    return replace(block, text=f"{block.text.rstrip(',，')}:") if is_open else block


def _is_form(written: str) -> bool:
    """Whether *written* are lines such as "Difficulty: easy", three or more, but for one that tells of what."""
    lines = [line.strip() for line in written.split("\n") if line.strip()]
    return len(lines) > 2 and sum(LABELLED.match(line) is None for line in lines) <= 1


def clean_words(text: str) -> str:
    """*text* on one line, without what other programs would have made of it."""
    if FORMULA_BEGIN in text:
        # One that stands alone on its line is to be looked at.
        lines = (HOLE if FORMULA_LINE.match(line) else line for line in text.split("\n"))
        text = "\n".join(lines).translate(FORMULA_SIGNS)
    if "\n" in text:
        text = _clean_lines(text)
    elif text.strip() and _is_no_words(text.strip()):
        text = ""
    if "::" in text:
        text = INLINE_FIELD.sub("", text)
    if text.isascii():
        # As below, for less.
        joined = " ".join(text.split())
    else:
        joined = SPACES.sub(" ", CJK_BREAK.sub("", text)).replace("¶", "").strip()
    if "#" in joined or TAG_SIGN in joined:
        joined = LAST_TAGS.sub("", joined)
    for sign, pattern in (("^", BLOCK_NAME), ("[!", CALLOUT_MARK)):
        if sign in joined:
            joined = pattern.sub("", joined)
    return joined.replace(TAG_SIGN, "").strip()


def _clean_lines(text: str) -> str:
    """*text* of several lines without those that are no words; short things one below the other parted by commas."""
    if "\n    " in text or "\n\t" in text:
        text = INDENTED.sub(lambda lines: "" if COMMAND.fullmatch(lines[0]) else lines[0], text)
    if ("  " in text or "\t" in text) and COLUMNS.search(text):
        return ""
    lines = [line for line in (line.strip() for line in text.strip().split("\n")) if line and not _is_no_words(line)]
    if len(lines) > 1 and (all(map(LABELLED.match, lines)) or _are_things(lines)) and not any(map(_is_ended, lines)):
        return join_things(lines)
    return "\n".join(lines)


def _are_things(lines: Sequence[str]) -> bool:
    """Whether *lines* are short, and none goes on with the one above it."""
    longest = max(map(len, lines))
    if any(line[0].islower() for line in lines[1:]):
        return longest <= SHORT_LINE // 2 and len(lines) > 2
    return longest <= SHORT_LINE


def _is_no_words(line: str) -> bool:
    if FIELD_LINE.match(line) or TAG_LINE.match(line) or (line[0] in "h<" and BARE_ADDRESSES.fullmatch(line)):
        return True
    is_code = (line[-1] in "{};>" and CODE_LINE.fullmatch(line)) or (
        line[0] in COMMAND_SIGNS and COMMAND_LINE.match(line)
    )
    return bool(is_code)


def _is_ended(line: str) -> bool:
    """Whether something stands at the end of *line* that parts it from the next one, or it goes on there."""
    last = line.rstrip(CLOSING)[-1:]
    return not last or last in STOPS or last in ",;:，；：、、-–—" or CJK_BREAK.search(f"{last}\n{last}") is not None


def read_html(body: str, enough: int = 1_000_000) -> list[Block]:
    """The blocks of an HTML *body*, whose elements may be open, wrong or no elements at all.

    There are no more than hold *enough* signs of prose, but for a summary further down.
    """
    if 'class="formula' in body:
        body = FORMULA_BOX.sub(r'<div class="arithmatex">\g<tex></div>', body)
        body = FORMULA.sub(r'<span class="arithmatex">\g<tex></span>', body)
    builder = BlockBuilder(enough)
    place = 0
    while True:
        place = _read_fragment(body, place, builder)
        following = _find_summary(body, place)
        if following < 0:
            break
        builder.reopen()
        place = following
    builder.end_block()
    return builder.blocks


def _find_summary(body: str, place: int) -> int:
    """Where the first element behind *place* in *body* begins that calls itself a summary; -1 if there is none."""
    for found in LABELLED_ELEMENT.finditer(body, place):
        words = html.unescape(INLINE_MARKUP.sub("", found["words"]))
        if SUMMARY_NAME.fullmatch(words) if found[0][1] == "h" else SUMMARY_LABEL.match(f"{words.strip()} x"):
            return found.start()
    return -1


def read_fragment(fragment: str, builder: BlockBuilder) -> None:
    """Tells *builder* what a *fragment* of HTML holds, which stands among words read otherwise."""
    _read_fragment(fragment, 0, builder, stops=False)


def _read_fragment(body: str, place: int, builder: BlockBuilder, *, stops: bool = True) -> int:
    """Reads *body* from *place* on until the *builder* is full; where that was."""
    found = FORMULA_ELEMENT.search(body, place)
    for match in TOKEN.finditer(body, place):
        if stops and builder.is_full:
            return match.start()
        if found and match.start() >= found.start():
            if match.start() == found.start():
                builder.write_formula(html.unescape(found["tex"]), is_display=found["tag"].lower() != "span")
            if match.end() < found.end():
                continue
            found = FORMULA_ELEMENT.search(body, match.end())
        elif words := match["words"]:
            builder.write(html.unescape(words) if "&" in words else words)
        elif name := match["name"]:
            if match["closing"]:
                builder.leave(name.lower())
            else:
                _open_element(name.lower(), match["attributes"], builder)
        elif match["comment"]:
            builder.read_comment(match["comment"])
    return len(body)


def _classes_of(attributes: str) -> list[str]:
    found = CLASS.search(attributes) if attributes else None
    return found["names"].split() if found else []


def _open_element(tag: str, attributes: str, builder: BlockBuilder) -> None:
    if tag == "br":
        builder.write("\n")
    elif tag == "hr":
        builder.add_mark(Mark.LINE)
    elif tag == "img":
        return
    elif tag in VOID_TAGS or attributes.endswith("/"):
        if tag not in INLINE_TAGS:
            builder.end_block()
    elif "hashtag" in (classes := _classes_of(attributes)):
        builder.enter_tag()
    else:
        builder.enter(tag, classes)
