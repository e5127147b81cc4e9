"""The running words of a body: what of it can stand for the whole elsewhere, in a listing or on a card."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from html.parser import HTMLParser
from itertools import pairwise, takewhile

from plugins.shared.markup import INLINE_NAMES
from plugins.shared.sentences import find_ends


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
    **dict.fromkeys("blockquote details aside figure figcaption admonition callout".split(), Place.ASIDE),
    **dict.fromkeys("h1 h2 h3 h4 h5 h6 summary admonition-title".split(), Place.HEADING),
    "table": Place.CELL,
    **dict.fromkeys(
        "pre script style svg math template nav video audio object iframe textarea select button form head"
        " highlight headerlink footnote footnote-ref toc disclosure".split(),
        Place.NOWHERE,
    ),
}
"""By the names of elements and of classes."""
VOID_TAGS = frozenset("area base br col embed hr img input link meta source track wbr".split())
INLINE_TAGS = frozenset(INLINE_NAMES.split()) - {"img"}
CODE_TAGS = frozenset("code kbd samp tt".split())
EMPHASIS_TAGS = frozenset("em i strong b small".split())

# A paragraph shorter than this and without a stop is a label, not prose.
LABEL_LENGTH = 25
STOPS = ".!?…‽؟۔。！？।։።"
# Paragraphs that speak about the text instead of being it.
ASIDE = re.compile(
    r"^(?:notes?|nb|n\.b\.|update[ds]?|edit(?:ed)?|disclosure|disclaimer|warning|caution|todo|tl;dr|spoiler|ps|p\.s\."
    r"|image|photo|picture|figure|fig\.|source|credits?)\b[^.!?:]{0,40}:"
    r"|^(?:image|photo|picture|illustration)s? (?:by|from|credit|courtesy|via)\b",
    re.IGNORECASE,
)
URL = re.compile(r"\bhttps?://(?:www\.)?")
BARE_ADDRESSES = re.compile(r"(?:https?://\S+\s*)+")
# Left in the text where another program would have put something else in its place.
FOREIGN_MARKUP = re.compile(
    r"\{%.*?%\}|\{\{.*?\}\}|\[\^[^\]\s]{1,40}\]"
    # WordPress's shortcodes, which have their attributes in the bracket; one that closes has none.
    r"|\[[a-z][\w-]*(?:\s+[\w:-]+=(?:\"[^\"]*\"|“[^”]*”|[^\]\s]+))+[^\]\[]*\]|\[/[a-z][\w-]*\]",
    re.DOTALL,
)
LEFT_LINK = re.compile(r"!?\[\[(?:[^\]|]*\|)?([^\]]*)\]\]")
# Lines of a vault that are about the note: `Status:: seed`, `#draft #idea`; a name for a block; what kind of callout.
FIELD_LINE = re.compile(r"^\W{0,3}\w[\w -]{0,30}::(?:\s.*)?$")
INLINE_FIELD = re.compile(r"[(\[]\w[\w -]{0,30}::\s[^)\]]*[)\]]")
TAGS = r"#[^\W\d_][\w/-]*"
TAG_LINE = re.compile(rf"^{TAGS}(?:[\s,]+{TAGS})*$")
LAST_TAGS = re.compile(rf"(?:\s+{TAGS})+$")
BLOCK_NAME = re.compile(r"(?:^|\s)\^[\w-]+$")
CALLOUT_MARK = re.compile(r"^\[![^\]]*\][+-]?\s*")
# The words of a formula that needs no setting: `\(x + 1\)`, `\(\text{SPI}\)`.
FORMULA_TEXT = re.compile(r"\\(?:text|mathrm|mathit|mathbf|operatorname)\{([^{}]*)\}")
PLAIN_FORMULA = re.compile(r"[\w\s.,:;!()<>=+*/|'%−–-]*")
# Stands for a formula that cannot be said in plain text.
HOLE = "\ufffc"
RAISED = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
SCRIPTS = {"sup": RAISED, "sub": LOWERED}
CJK_BREAK = re.compile(r"(?<=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])\n(?=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])")
SPACES = re.compile(r"\s{2,}|[^\S\u00a0\u202f]")


@dataclass(frozen=True, slots=True)
class Block:
    """Words between two block elements; *is_remark* where all of them are a link, or emphasized."""

    place: Place
    text: str
    is_remark: bool = False


class _EnoughError(Exception):
    """The collector has what it was asked for."""


class _BlockCollector(HTMLParser):
    """Gathers the blocks of a body; see `collect_blocks`."""

    def __init__(self, enough: int) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._left = enough
        self._open: list[tuple[str, Place]] = []
        self._words: list[str] = []
        self._plain_words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in INLINE_TAGS:
            self._break(tag)
        if tag in VOID_TAGS or tag == "p":
            return
        classes = (dict(attrs).get("class") or "").split()
        places = [PLACES.get(name, Place.PROSE) for name in (tag, *classes)]
        if "arithmatex" in classes and tag != "span":
            places.append(Place.NOWHERE)
        self._open.append(("formula" if "arithmatex" in classes else tag, max(self._place, *places)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE_TAGS:
            self._break(tag)
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index][0] == tag or (self._open[index][0] == "formula" and tag in ("span", "div")):
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        if self._place is Place.NOWHERE:
            return
        names = {name for name, _ in self._open}
        if "formula" in names:
            data = _say_formula(data)
        elif not names & CODE_TAGS:
            data = LEFT_LINK.sub(r"\1", FOREIGN_MARKUP.sub("", data))
        if self._open and (script := SCRIPTS.get(self._open[-1][0])):
            raised = data.translate(script)
            data = raised if not re.search(r"\w", raised, re.ASCII) else data
        self._words.append(data)
        if not names & {"a", *EMPHASIS_TAGS}:
            self._plain_words.append(data)

    def parse_marked_section(self, i: int, report: bool = True) -> int:  # noqa: FBT001, FBT002 - as the base class
        # `<![anything` would raise an AssertionError.
        return self.parse_bogus_comment(i, report)

    def finish(self) -> None:
        self.close()
        self._break("")

    @property
    def _place(self) -> Place:
        return self._open[-1][1] if self._open else Place.PROSE

    def _break(self, tag: str) -> None:
        """Closes the block at a *tag* that stands in no line; a `br` is only the end of a line."""
        if tag == "br":
            self._words.append("\n")
            return
        if tag == "img":
            return
        text = clean_words("".join(self._words))
        rest = clean_words("".join(self._plain_words))
        self._words.clear()
        self._plain_words.clear()
        if not text:
            return
        # "Links: [[Tea]]" is all link, but for what says so.
        is_marked = rest != text and not re.search(r"\w", re.sub(r"^[^:]{0,30}:", "", rest))
        is_remark = is_marked or BARE_ADDRESSES.fullmatch(text) is not None
        self.blocks.append(Block(self._place, text, is_remark))
        if self._place is Place.PROSE and not is_remark:
            self._left -= len(text)
            if self._left <= 0:
                raise _EnoughError


def _say_formula(tex: str) -> str:
    """The formula *tex* in plain text, a hole where that cannot be."""
    bare = re.sub(r"^\s*\\[(\[]|\\[)\]]\s*$", "", tex)
    words = FORMULA_TEXT.sub(r"\1", bare).replace("\\%", "%").replace("\\$", "$")
    return words if PLAIN_FORMULA.fullmatch(words) else HOLE


def clean_words(text: str) -> str:
    """*text* on one line, without what other programs would have made of it."""
    lines = (line.strip() for line in text.strip().split("\n"))
    kept = "\n".join(line for line in lines if line and not FIELD_LINE.match(line) and not TAG_LINE.match(line))
    joined = SPACES.sub(" ", CJK_BREAK.sub("", INLINE_FIELD.sub("", kept))).replace("¶", "").strip()
    for pattern in (LAST_TAGS, BLOCK_NAME, CALLOUT_MARK):
        joined = pattern.sub("", joined)
    return joined.strip()


def collect_blocks(body: str, *, enough: int = 1_000_000) -> list[Block]:
    """The blocks of an HTML *body* in order, until *enough* signs of prose are gathered; code and the like left out."""
    collector = _BlockCollector(enough)
    try:
        collector.feed(body)
        collector.finish()
    except _EnoughError:
        pass
    return collector.blocks


def find_prose(body: str, enough: int, title: str = "") -> list[str]:
    """The paragraphs of *body* that can stand for it, *enough* signs or a little more; none where it has no words.

    Left out: code, captions, quotes, tables, labels, asides such as "Update:", what only leads to a list or code,
    and a first paragraph that says the *title* again.
    Where nothing else is left, they have to do: list items first, then quotes, headings, cells.
    """
    # More is gathered, because some of it may not be prose.
    blocks = collect_blocks(body, enough=enough * 3)
    paragraphs = _lead_in_to(blocks, [one for one in blocks if one.place is Place.PROSE])
    if paragraphs and _same_words(paragraphs[0].text, title):
        paragraphs = paragraphs[1:]
    elif paragraphs and (behind := _behind_title(paragraphs[0].text, title)):
        paragraphs = [replace(paragraphs[0], text=behind), *paragraphs[1:]]
    for chosen in (
        [one for one in paragraphs if not one.is_remark and not ASIDE.match(one.text) and _is_prose(one.text)],
        [one for one in paragraphs if not one.is_remark and not ASIDE.match(one.text)],
    ):
        if texts := _without_gaps([one.text for one in chosen]):
            return texts
    rest = [one for one in blocks if not _same_words(one.text, title)]
    for place in Place:
        listed = [one for one in rest if one.place is place]
        if text := join_items([one.text for one in listed if not one.is_remark] or [one.text for one in listed]):
            return [text]
    return []


def _lead_in_to(blocks: Sequence[Block], paragraphs: list[Block]) -> list[Block]:
    """*paragraphs*; where the only one says "these are:", with the list behind it."""
    if len(paragraphs) != 1 or not paragraphs[0].text.endswith((":", "：")):
        return paragraphs
    lead = paragraphs[0]
    behind = blocks[blocks.index(lead) + 1 :]
    items = join_items([one.text for one in takewhile(lambda one: one.place is Place.ITEM, behind)])
    return [Block(lead.place, f"{lead.text} {items}".strip(), lead.is_remark)]


def _is_prose(text: str) -> bool:
    return len(text) >= LABEL_LENGTH or text.rstrip("\"'”’»)")[-1:] in STOPS


def _without_gaps(texts: Iterable[str]) -> list[str]:
    """*texts* without sentences that have a hole, or lead to something that is not here."""
    whole = [text for text in map(_whole_sentences, texts) if text]
    if whole:
        return whole
    return [_without_promise(text.replace(HOLE, "…")) for text in texts]


def _without_promise(text: str) -> str:
    """*text* with an ellipsis for a colon behind which nothing comes."""
    return f"{text.rstrip(' :：')}…" if text.endswith((":", "：")) else text


def _whole_sentences(text: str) -> str:
    if HOLE not in text and text[-1] not in ":：":
        return text
    ends = [0, *find_ends(text), len(text)]
    sentences = [text[start:end] for start, end in pairwise(ends)]
    return "".join(one for one in sentences if HOLE not in one and not one.endswith((":", "："))).strip()


def join_items(texts: Iterable[str]) -> str:
    """*texts* in one line, dots between those that are no sentences; bare addresses only for want of words."""
    held = [text.replace(HOLE, "…") for text in texts]
    held = [text for text in held if not URL.search(text)] or [URL.sub("", text) for text in held]
    joined = ""
    for text in held:
        between = "" if not joined else " " if joined[-1] in STOPS + ":" else " · "
        joined += between + text
    return _without_promise(joined)


def _behind_title(text: str, title: str) -> str:
    """What stands in *text* behind a first sentence that is the *title*; empty if it does not begin so."""
    end = next(find_ends(text), 0)
    return text[end:].strip() if end and _same_words(text[:end], title) else ""


def _same_words(one: str, other: str) -> bool:
    return re.sub(r"\W+", "", one).casefold() == re.sub(r"\W+", "", other).casefold()
