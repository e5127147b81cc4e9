"""The running words of a body: what of it can stand for the whole elsewhere, in a listing or on a card."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

from plugins.shared.markup import INLINE_NAMES
from plugins.shared.sentences import CLOSING, STOPS, UNSPACED, end_sentence, find_ends, join_things


class Place(IntEnum):
    """Where words stand; the earlier ones stand better for the whole, and the later ones hold the earlier ones."""

    PROSE = 0
    ITEM = 1
    ASIDE = 2
    HEADING = 3
    CELL = 4
    NOWHERE = 5


PLACES: dict[str, Place] = {
    **dict.fromkeys("li dt dd".split(), Place.ITEM),
    **dict.fromkeys("blockquote center details aside figure figcaption admonition callout".split(), Place.ASIDE),
    **dict.fromkeys("h1 h2 h3 h4 h5 h6 summary".split(), Place.HEADING),
    **dict.fromkeys("table admonition-title".split(), Place.CELL),
    **dict.fromkeys(
        "pre script style svg math template nav video audio object iframe textarea select button form head"
        " highlight headerlink footnote footnote-ref toc disclosure diagram".split(),
        Place.NOWHERE,
    ),
}
"""By the names of elements and of classes."""
VOID_TAGS = frozenset("area base br col embed hr img input link meta source track wbr".split())
INLINE_TAGS = frozenset(INLINE_NAMES.split()) - {"img"}
CODE_TAGS = frozenset("code kbd samp tt".split())
# Words that are all in one of these are a remark.
REMARK_TAGS = frozenset("a em i strong b small".split())
# Comments and declarations, scripts and styles with all that is in them, elements, words.
TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<raw>script|style)\b[^<>]*>.*?(?:</(?P=raw)\s*>|\Z)|<[!?][^>]*(?:>|\Z)"
    r"|<(?P<closing>/?)(?P<name>[a-zA-Z][^\s<>/]*)(?P<attributes>(?:[^<>\"']++|\"[^\"]*\"|'[^']*')*+)>"
    r"|(?P<words>[^<]+|<)",
    re.DOTALL | re.IGNORECASE,
)
CLASS = re.compile(r"\bclass\s*=\s*(?P<quote>[\"'])(?P<names>.*?)(?P=quote)", re.DOTALL)

# A paragraph shorter than this and without a stop is a label, not prose.
LABEL_LENGTH = 25
# Prose of less weight says too little to stop at a heading. Letters written without spaces weigh three.
LEAST_WEIGHT = 40
# So much more is read than is needed.
MARGIN = 150
PREAMBLE_LENGTH = 1_500
# The first words behind a quote that are no longer than this only exclaim at it.
REACTION_LENGTH = 25
COLONS = (":", "：")
# Paragraphs that speak about the text instead of being it.
ASIDE = re.compile(
    r"^\W*(?:notes?|nb|n\.b\.|update[ds]?|edit(?:ed)?|addendum|disclosure|disclaimer|warning|caution|heads[ -]up|todo"
    r"|tl;dr|previous(?:ly)?|next|prev|spoiler|ps|p\.s\.|image|photo|picture|figure|fig\.|source|credits?"
    r"|注意?|更新|声明)\b[^.!?:：]{0,40}[:：]"
    r"|^(?:image|photo|picture|illustration)s? (?:by|from|credit|courtesy|via)\b"
    # It says where the text belongs, as all texts beside it do.
    r"|^(?:this(?: \w+)? is )?(?:an? )?part\b[^.!?]{0,20}\b(?:of|in)\b[^.!?]{0,60}[.!]?$"
    r"|^this(?: \w+)? (?:is|belongs to) (?:an?|the|my|our|part \w+ of (?:an?|the|my|our|this))(?: \w+)? series\b",
    re.IGNORECASE,
)
# What points at something just above, which is not prose.
REFERRING = re.compile(r"(?:this|that|these|those|the above)\b|上面|以上|上述", re.IGNORECASE)
# By so many signs most texts are told apart.
FEW_SIGNS = 30
# What joins a title to the words that follow it in the same line.
BEHIND_TITLE = re.compile(r"(?:\s*[:：]|\s[–—-]\s)\s*(\S.*)")
LABELLED = re.compile(r"\w[\w -]{0,30}:\s*\S")
URL = re.compile(r"\bhttps?://(?:www\.)?")
BARE_ADDRESSES = re.compile(r"(?:https?://\S+\s*)+")
# Left in the text where another program would have put something else in its place.
FOREIGN_MARKUP = re.compile(
    # None reaches past another one that begins, or further than anybody writes: thousands are looked at once each.
    r"\{%.{0,2000}?%\}|\{\{.{0,2000}?\}\}|\[\^[^\]\s]{1,40}\]|!\[\[[^\]\[]*\]\]|!\[[^\]\[]*\]\([^)]{0,2000}\)"
    # WordPress's shortcodes, which have their attributes in the bracket; one that closes has none.
    r"|\[[a-z][\w-]*(?:\s+[\w:-]+=(?:\"[^\"]*\"|“[^”]*”|[^\]\s]+))+[^\]\[]*\]|\[/[a-z][\w-]*\]",
    re.DOTALL,
)
LEFT_LINK = re.compile(r"\[\[(?:[^\]\[|]*\|)?([^\]\[]*)\]\]|\[([^\]\[]+)\]\((?:https?:|/|\{)[^\s)]*\)")
# Lines of a vault that are about the note: `Status:: seed`, `#draft #idea`; a name for a block; what kind of callout.
FIELD_LINE = re.compile(r"^\W{0,3}\w[\w -]{0,30}::(?:\s.*)?$")
INLINE_FIELD = re.compile(r"[(\[]\w[\w -]{0,30}::\s[^)\]]*[)\]]")
TAGS = r"#[^\W\d_][\w/-]*"
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
# The words of a formula that needs no setting: `\(x + 1\)`, `\(\text{SPI}\)`.
FORMULA_TEXT = re.compile(r"\\(?:text|mathrm|mathit|mathbf|operatorname)\{([^{}]*)\}")
PLAIN_FORMULA = re.compile(r"[\w\s.,:;!()<>=+*/|'%−–-]*")
# Stands for a formula that cannot be said in plain text.
HOLE = "\ufffc"
RAISED = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
SCRIPTS = {"sup": RAISED, "sub": LOWERED}
# Lines that are set in behind a sentence, or what leads to them: code, if they begin as commands do, and do not end.
INDENTED = re.compile(r"(?<=[.!?:。！？：])(?:[ \t]*\n(?: {4}|\t)[^\n]*)+")
COMMAND = re.compile(r"\s*(?:[$#>] |[a-z./~]).*[^.!?…。！？\s]\s*", re.DOTALL)
CJK_BREAK = re.compile(r"(?<=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])\n(?=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])")
SPACES = re.compile(r"\s{2,}|[^\S \u00a0\u202f]")


@dataclass(frozen=True, slots=True)
class Block:
    """Words between two block elements; *is_remark* where all of them are a link, or emphasized."""

    place: Place
    text: str
    is_remark: bool = False

    @property
    def is_line(self) -> bool:
        """Whether this is no words at all, but a line between them."""
        return not self.text


class _EnoughError(Exception):
    """The collector has what it was asked for."""


class _BlockCollector:
    """Gathers the blocks of a body; see `collect_blocks`."""

    def __init__(self, enough: int) -> None:
        self.blocks: list[Block] = []
        self._left = enough
        self._open: list[tuple[str, Place]] = []
        # How many of each are open: to look through thousands for every word would take minutes.
        self._counts: Counter[str] = Counter()
        self._words: list[str] = []
        self._plain_words: list[str] = []
        # What the class of a paragraph says, which may never be closed.
        self._paragraph = Place.PROSE

    def read(self, body: str) -> None:
        """Gathers from *body*, whose elements may be open, wrong or no elements at all."""
        if 'class="formula' in body:
            body = FORMULA_BOX.sub(r'<div class="arithmatex">\g<tex></div>', body)
            body = FORMULA.sub(r'<span class="arithmatex">\g<tex></span>', body)
        for match in TOKEN.finditer(body):
            if words := match["words"]:
                self._hear(html.unescape(words) if "&" in words else words)
            elif name := match["name"]:
                tag = name.lower()
                if match["closing"]:
                    self._close(tag)
                else:
                    self._enter(tag, match["attributes"])
        self._break("")

    def _enter(self, tag: str, attributes: str) -> None:
        if tag not in INLINE_TAGS:
            self._break(tag)
        if tag in VOID_TAGS or attributes.endswith("/"):
            return
        if tag == "pre" and self.blocks and self.blocks[-1].place is Place.PROSE:
            self.blocks[-1] = _leading_on(self.blocks[-1])
        place = max(self._place, PLACES.get(tag, Place.PROSE))
        if attributes and (found := CLASS.search(attributes)):
            classes = found["names"].split()
            place = max(place, *(PLACES.get(name, Place.PROSE) for name in classes), Place.PROSE)
            if "arithmatex" in classes:
                place = max(place, Place.NOWHERE if tag != "span" else Place.PROSE)
                tag = "formula"
        if tag == "p":
            self._paragraph = place
        else:
            self._open.append((tag, place))
            self._counts[tag] += 1

    def _close(self, tag: str) -> None:
        if tag not in INLINE_TAGS:
            self._break(tag)
        closed = {tag, "formula"} if tag in ("span", "div") else {tag}
        if not any(self._counts[name] for name in closed):
            return
        while self._open:
            name, _place = self._open.pop()
            self._counts[name] -= 1
            if name in closed:
                return

    def _hear(self, words: str) -> None:
        if self._place is Place.NOWHERE:
            return
        if self._counts["formula"]:
            words = _say_formula(words)
        elif ("[" in words or "{" in words) and not self._are_open(CODE_TAGS):
            words = LEFT_LINK.sub(r"\1\2", FOREIGN_MARKUP.sub("", words))
        if self._open and (script := SCRIPTS.get(self._open[-1][0])):
            raised = words.translate(script)
            words = raised if not re.search(r"\w", raised, re.ASCII) else words
        self._words.append(words)
        if not self._are_open(REMARK_TAGS):
            self._plain_words.append(words)

    def _are_open(self, tags: Iterable[str]) -> bool:
        return any(self._counts[tag] for tag in tags)

    @property
    def _place(self) -> Place:
        return max(self._paragraph, self._open[-1][1] if self._open else Place.PROSE)

    def _break(self, tag: str) -> None:
        """Closes the block at a *tag* that stands in no line; a `br` is only the end of a line."""
        if tag == "br":
            self._words.append("\n")
            return
        if tag == "img":
            return
        written = "".join(self._words)
        text = clean_words(written)
        rest = text if self._plain_words == self._words else clean_words("".join(self._plain_words))
        self._words.clear()
        self._plain_words.clear()
        if text:
            self._add(text, rest, written)
        self._paragraph = Place.PROSE
        if tag == "hr":
            self.blocks.append(Block(Place.NOWHERE, ""))

    def _add(self, text: str, rest: str, written: str) -> None:
        # "Links: [[Tea]]" is all link, but for what says so.
        is_marked = rest != text and not re.search(r"\w", re.sub(r"^[^:]{0,30}:", "", rest))
        is_remark = is_marked or BARE_ADDRESSES.fullmatch(text) is not None or _is_form(written)
        self.blocks.append(Block(self._place, text, is_remark))
        if self._place is not Place.PROSE or is_remark:
            return
        if ASIDE.match(text):
            # All that stands above a line may be one.
            self._left += PREAMBLE_LENGTH
        elif not text.endswith(COLONS):
            self._left -= len(text)
            if self._left <= 0:
                raise _EnoughError


def _leading_on(block: Block) -> Block:
    """*block*, above code, with a colon where it has no stop."""
    is_open = block.text and end_sentence(block.text) not in (block.text, f"{block.text}…")
    return replace(block, text=f"{block.text}:") if is_open else block


def _is_form(written: str) -> bool:
    """Whether *written* are lines such as "Difficulty: easy", three or more, but for one that tells of what."""
    lines = [line.strip() for line in written.split("\n") if line.strip()]
    return len(lines) > 2 and sum(LABELLED.match(line) is None for line in lines) <= 1


def _say_formula(tex: str) -> str:
    """The formula *tex* in plain text, a hole where that cannot be."""
    bare = re.sub(r"^\s*\\[(\[]|\\[)\]]\s*$", "", tex)
    words = FORMULA_TEXT.sub(r"\1", bare).replace("\\%", "%").replace("\\$", "$")
    return words if PLAIN_FORMULA.fullmatch(words) else HOLE


def clean_words(text: str) -> str:
    """*text* on one line, without what other programs would have made of it."""
    if "\n    " in text or "\n\t" in text:
        text = INDENTED.sub(lambda lines: "" if COMMAND.fullmatch(lines[0]) else lines[0], text)
    if "::" in text or "#" in text or not text.isascii():
        lines = (line.strip() for line in text.strip().split("\n"))
        text = "\n".join(line for line in lines if line and not FIELD_LINE.match(line) and not TAG_LINE.match(line))
    if "::" in text:
        text = INLINE_FIELD.sub("", text)
    if text.isascii():
        # As below, for less.
        joined = " ".join(text.split())
    else:
        joined = SPACES.sub(" ", CJK_BREAK.sub("", text)).replace("¶", "").strip()
    for sign, pattern in (("#", LAST_TAGS), ("^", BLOCK_NAME), ("[!", CALLOUT_MARK)):
        if sign in joined:
            joined = pattern.sub("", joined)
    return joined.strip()


def collect_blocks(body: str, *, enough: int = 1_000_000) -> list[Block]:
    """The blocks of an HTML *body* in order, until *enough* signs of prose are gathered; code and the like left out."""
    collector = _BlockCollector(enough)
    with suppress(_EnoughError):
        collector.read(body)
    return collector.blocks


def find_prose(body: str, enough: int, title: str = "") -> list[str]:
    """The paragraphs of *body* that can stand for it, *enough* signs or a little more; none where it has no words.

    Left out: code, captions, quotes, tables, labels, asides such as "Update:", what only leads to a list or code,
    sentences that do not end, and a first paragraph that says the *title* again.
    What stands below a heading is taken where there is too little above it, and list items where that is little too.
    Where nothing else is left, they have to do: list items first, then quotes, headings, cells.
    """
    # More is gathered, because it may say the title again, or come to no end.
    blocks = _without_preamble(_without_title(collect_blocks(body, enough=enough + MARGIN), title))
    if texts := _tell(_without_reaction(blocks)) or _tell(blocks):
        return texts
    rest = [one for one in blocks if one.text and not _same_words(one.text, title)]
    # What leads to nothing is the last that is taken.
    rest = [one for one in rest if not one.text.endswith(COLONS)] or rest
    words = [one for one in rest if not one.is_remark and one.place <= Place.ITEM] or rest
    best = min((one.place for one in words), default=Place.NOWHERE)
    listed = [one for one in words if one.place is best]
    text = join_items([one.text for one in listed if not one.is_remark] or [one.text for one in listed])
    return [text] if text else []


def _without_title(blocks: list[Block], title: str) -> list[Block]:
    """*blocks* without what a first paragraph says of the *title* again."""
    place, first = next(((place, one) for place, one in enumerate(blocks) if one.place is Place.PROSE), (0, None))
    if first is None:
        return blocks
    if _same_words(first.text, title):
        return [*blocks[:place], *blocks[place + 1 :]]
    behind = _behind_title(first.text, title)
    return [*blocks[:place], replace(first, text=behind), *blocks[place + 1 :]] if behind else blocks


def _without_preamble(blocks: list[Block]) -> list[Block]:
    """*blocks*; where they begin with an aside, and a line is drawn under it, what stands below that."""
    first = next((place for place, one in enumerate(blocks) if one.place is Place.PROSE), len(blocks))
    line = next((place for place, one in enumerate(blocks) if one.is_line), 0)
    if first < line and ASIDE.match(blocks[first].text) and _tell(blocks[line:]):
        return blocks[line:]
    return blocks


def _without_reaction(blocks: list[Block]) -> list[Block]:
    """*blocks* without the first words behind a quote, which is left out, and without what leads to it.

    That is where nothing else stands above the quote.
    """
    place = next((place for place, one in enumerate(blocks) if one.place is Place.PROSE and _tells(one)), 0)
    if place == 0 or blocks[place - 1].place is not Place.ASIDE:
        return blocks
    text = blocks[place].text
    starts = [0, *find_ends(text)]
    start = next((start for start, end in pairwise([*starts, len(text)]) if end - start > REACTION_LENGTH), len(text))
    rest = [replace(blocks[place], text=behind)] if (behind := text[start:].strip()) else []
    above = [one for one in blocks[:place] if not one.text.endswith(COLONS)]
    return [*above, *rest, *blocks[place + 1 :]]


def _tells(block: Block) -> bool:
    """Whether *block* says something by itself, and does not only lead to what comes behind it."""
    return not block.is_remark and not ASIDE.match(block.text) and bool(_whole_sentences(block.text, ""))


def _tell(blocks: Sequence[Block]) -> list[str]:
    """What the prose of *blocks* says up to the heading that has enough above it; with its lists if it is little."""
    prose = [one for one in blocks if one.place is Place.PROSE and not one.is_remark and not ASIDE.match(one.text)]
    for chosen in ([one for one in prose if _is_prose(one.text)], prose):
        texts = [one.text for one in _until_enough(blocks, chosen)]
        told = _without_gaps(texts)
        if _weigh(told) < LABEL_LENGTH and (listed := _with_items(blocks, chosen)):
            return [listed]
        if told:
            return told
    return []


def _until_enough(blocks: Sequence[Block], chosen: Sequence[Block]) -> list[Block]:
    """Those of *chosen*, some of *blocks*, that stand before the first heading which has enough above it."""
    kept: list[Block] = []
    for one in blocks:
        is_end = one.place is Place.HEADING or one.is_line
        if is_end and _weigh(held.text for held in kept if not held.text.endswith(COLONS)) >= LEAST_WEIGHT:
            break
        if any(one is held for held in chosen):
            kept.append(one)
    return kept


def _with_items(blocks: Sequence[Block], chosen: Sequence[Block]) -> str:
    """The texts of *chosen* and of the list items among *blocks*, in their order; empty where there are not both."""
    kept: list[Block] = []
    for one in blocks:
        if one.place is Place.ITEM or any(one is held for held in chosen):
            kept.append(one)
        elif kept and kept[-1].text.endswith(COLONS):
            # It leads to something else.
            kept.pop()
    has_both = any(one.place is Place.ITEM for one in kept) and any(one.place is Place.PROSE for one in kept)
    return join_items([one.text for one in kept]) if has_both else ""


def _weigh(texts: Iterable[str]) -> int:
    return sum(len(text) + (0 if text.isascii() else 2 * len(UNSPACED.findall(text))) for text in texts)


def _is_prose(text: str) -> bool:
    return len(text) >= LABEL_LENGTH or text.rstrip(CLOSING)[-1:] in STOPS


def _without_gaps(texts: Sequence[str]) -> list[str]:
    """*texts* without sentences that have a hole or lead to nothing, nor those that do not end, if enough is left.

    A first paragraph of one sentence that lacks nothing but the stop says what the others go on with.
    """
    whole = [_whole_sentences(text, behind) for text, behind in pairwise([*texts, ""])]
    ended = [text[: _last_end(text)].strip() for text in whole]
    if whole and not ended[0] and _weigh(whole[:1]) >= LEAST_WEIGHT and _lacks_a_stop(whole[0]):
        ended[0] = whole[0]
    return [text for text in (ended if _weigh(ended) >= LEAST_WEIGHT else whole) if text]


def _lacks_a_stop(text: str) -> bool:
    """Whether *text* is a sentence but for its stop: it begins with a word, and does not break off."""
    return re.match(r"[\"'“‘«„(]?\w", text) is not None and end_sentence(text)[-1] != "…"


def _last_end(text: str) -> int:
    """Where the last sentence of *text* ends that is brought to an end, be it with a smile."""
    last = text.rstrip(CLOSING)[-1:]
    if last in STOPS or not re.match(r"[\w,、，]", last):
        return len(text)
    return max((end for end in find_ends(f"{text} ") if end < len(text)), default=0)


def _without_promise(text: str) -> str:
    """*text* with an ellipsis for a colon behind which nothing comes."""
    return f"{text.rstrip(' :：')}…" if text.endswith(COLONS) else text


def _whole_sentences(text: str, behind: str) -> str:
    """*text* without sentences that have a hole or lead to nothing; one stays that what comes *behind* points at."""
    if text.endswith(COLONS) and REFERRING.match(behind):
        text = f"{text[:-1].rstrip()}{'。' if UNSPACED.match(text[-2:-1]) else '.'}"
    if HOLE not in text and not text.endswith(COLONS):
        return text
    ends = [0, *find_ends(text), len(text)]
    sentences = [text[start:end] for start, end in pairwise(ends)]
    return "".join(one for one in sentences if HOLE not in one and not one.endswith(COLONS)).strip()


def join_items(texts: Iterable[str]) -> str:
    """*texts* in one line, parted by commas or semicolons; bare addresses only for want of words."""
    held = [text.replace(HOLE, "…") for text in texts]
    held = [text for text in held if not URL.search(text)] or [URL.sub("", text) for text in held]
    return _without_promise(join_things([text for text in held if re.search(r"\w", text)] or held[:1]))


def _behind_title(text: str, title: str) -> str:
    """What stands in *text* behind the *title* as a first sentence, or with a colon; empty if it does not begin so."""
    end = next(find_ends(text), 0)
    if end and _same_words(text[:end], title):
        return text[end:].strip()
    behind = BEHIND_TITLE.match(text, len(title)) if title else None
    # A pattern made for one title costs more than all the rest.
    if behind is None or not re.match(re.escape(title), text, re.IGNORECASE):
        return ""
    return f"{behind[1][:1].upper()}{behind[1][1:]}"


def _same_words(one: str, other: str) -> bool:
    letters = _letters_of(other)
    # The one is often a long paragraph, the other a title.
    return letters.startswith(_letters_of(one[:FEW_SIGNS])) and letters == _letters_of(one)


def _letters_of(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
