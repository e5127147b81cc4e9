"""`[^1]` with `[^1]: …` on a line anywhere, and `^[…]` in place: notes at the end, in the order they are mentioned.

No words are lost: what is mentioned nowhere, or defined a second time, is shown behind the others and reported.
Labels may hold spaces, as in Python-Markdown, and differ by more than capitals, as on GitHub.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, cast

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from plugins.markdown.document import Document, document_of
from plugins.markdown.words import words_of
from plugins.shared.urls import slugify

KEPT = "footnotes"
INDENT = 4
DEFINITION = re.compile(r"\[\^(?P<label>[^\[\]\n]*[^\[\]\s])\]:[ \t]*")
MENTION = re.compile(r"\[\^(?P<label>[^\[\]]*[^\[\]\s])\]")
# What is meant for a note even where none is called so; `[^a-z]` is not.
NUMBER, NAME = re.compile(r"\d{1,3}"), re.compile(r"\d{1,3}|[^\W\d_]{2,}[\w ]*")
PIECE = re.compile(r"\\.|(?P<ticks>`+)|[\[\]]", re.DOTALL)
NO_ID = re.compile(r"[^\w.:-]+")
NAMELESS = "note"
ID_WORDS = 5


@dataclass(slots=True, eq=False)
class _Note:
    """One note: its *label* is empty if it stands in place; another one may have it already."""

    label: str
    line: int
    is_doubled: bool = False
    tokens: list[Token] = field(default_factory=list)
    id: str = ""
    number: int = 0
    mentions: int = 0


@dataclass(slots=True)
class _Notes:
    """The notes of a text, as far as they are known."""

    by_key: dict[str, _Note] = field(default_factory=dict)
    doubled: list[_Note] = field(default_factory=list)
    is_mentioned: bool = False
    unknown: set[str] = field(default_factory=set)
    """The labels without a note that are reported."""
    is_inside: bool = False
    """Whether the words of a note in place are being read: they hold no other."""
    brackets: dict[str, dict[int, int]] = field(default_factory=dict)
    """Of a text, where each bracket is closed."""

    def all(self) -> list[_Note]:
        return [*self.by_key.values(), *self.doubled]


def use(parser: MarkdownIt) -> None:
    # In front of link definitions, and able to end a paragraph or quote.
    parser.block.ruler.before(
        "reference", "footnotes", find_definition, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    parser.inline.ruler.before("link", "footnotes", find_mention)
    parser.inline.ruler.before("link", "footnotes_in_place", find_note_in_place)
    # Behind the title: what only a title mentions that is left out is mentioned nowhere.
    parser.core.ruler.after("title", "footnotes", collect)
    parser.add_render_rule("footnote_mention", render_mention)
    parser.add_render_rule("footnote_back", render_back)
    parser.add_render_rule("footnotes_open", render_opening)
    parser.add_render_rule("footnotes_close", render_closing)


def _notes_of(document: Document) -> _Notes:
    return cast(_Notes, document.kept.setdefault(KEPT, _Notes()))


def _key(label: str) -> str:
    return " ".join(label.split()).casefold()


def find_definition(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    start = state.bMarks[startLine] + state.tShift[startLine]
    if not state.src.startswith("[^", start) or state.is_code_block(startLine):
        return False
    found = DEFINITION.match(state.src, start, state.eMarks[startLine])
    if found is None or silent:
        return found is not None
    note = _add_note(document_of(state.env), " ".join(found["label"].split()), startLine)
    opening = state.push("footnote_open", "li", 1)
    opening.meta["note"] = note
    before = (state.bMarks[startLine], state.tShift[startLine], state.sCount[startLine], state.parentType)
    state.blkIndent += INDENT
    state.bMarks[startLine], state.tShift[startLine] = found.end(), 0
    state.sCount[startLine], state.parentType = state.blkIndent, "footnote"
    state.md.block.tokenize(state, startLine, endLine)
    state.blkIndent -= INDENT
    state.bMarks[startLine], state.tShift[startLine], state.sCount[startLine], state.parentType = before
    state.line = max(state.line, startLine + 1)
    opening.map = [startLine, state.line]
    state.push("footnote_close", "li", -1)
    return True


def _add_note(document: Document, label: str, line: int) -> _Note:
    notes = _notes_of(document)
    note = _Note(label, line, is_doubled=_key(label) in notes.by_key)
    if note.is_doubled:
        notes.doubled.append(note)
        document.report(line, f"footnote '{label}' is defined twice; give one of them another name", sort="footnote")
    else:
        notes.by_key[_key(label)] = note
    return note


def find_mention(state: StateInline, silent: bool) -> bool:
    # To the rule for links it is a pair of brackets; a link within a link would undo the outer one.
    if silent or not state.src.startswith("[^", state.pos):
        return False
    found = MENTION.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    document = document_of(state.env)
    notes = _notes_of(document)
    note = notes.by_key.get(_key(found["label"]))
    if note is None:
        if not state.src.startswith(("(", "["), found.end()):
            _report_unknown(document, notes, found["label"], document.line_of(state))
        return False
    notes.is_mentioned = True
    state.push("footnote_mention", "", 0).meta["note"] = note
    state.pos = found.end()
    return True


def _report_unknown(document: Document, notes: _Notes, label: str, line: int) -> None:
    if (NAME if notes.by_key else NUMBER).fullmatch(label) and _key(label) not in notes.unknown:
        notes.unknown.add(_key(label))
        document.report(
            line, f"footnote '{label}' has no text; write it as '[^{label}]: …' on a line below", sort="footnote"
        )


def find_note_in_place(state: StateInline, silent: bool) -> bool:
    start = state.pos + len("^[")
    if not state.src.startswith("^[", state.pos):
        return False
    document = document_of(state.env)
    notes = _notes_of(document)
    if notes.is_inside:
        return False
    if state.src not in notes.brackets:
        notes.brackets[state.src] = match_brackets(state.src)
    end = notes.brackets[state.src].get(start - 1, state.posMax)
    if end >= state.posMax or not state.src[start:end].strip():
        return False
    if not silent:
        notes.is_mentioned = True
        state.push("footnote_mention", "", 0).meta["note"] = _read_note(state, start, end, notes, document)
    state.pos = end + 1
    return True


def _read_note(state: StateInline, start: int, end: int, notes: _Notes, document: Document) -> _Note:
    line_before, document.line = document.line, document.line_of(state)
    notes.is_inside = True
    opening, words, closing = Token("paragraph_open", "p", 1), Token("inline", "", 0), Token("paragraph_close", "p", -1)
    words.content, words.children = state.src[start:end].strip(), []
    state.md.inline.parse(words.content, state.md, state.env, words.children)
    for child in words.children:
        if child.type == "attributes":
            child.type = "text"
    for token in (opening, words, closing):
        token.block, token.map = True, [document.line, document.line + 1]
    note = _Note("", document.line, tokens=[opening, words, closing])
    notes.is_inside, document.line = False, line_before
    return note


def match_brackets(text: str) -> dict[int, int]:
    """Where each bracket of *text* is closed, by where it opens; those in code and behind backslashes are none."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    absent: set[str] = set()
    place = 0
    while found := PIECE.search(text, place):
        place = found.end()
        if ticks := found["ticks"]:
            closing = None if ticks in absent else re.compile(f"(?<!`){ticks}(?!`)").search(text, place)
            if closing:
                place = closing.end()
            else:
                absent.add(ticks)
        elif found[0] == "[":
            opened.append(found.start())
        elif found[0] == "]" and opened:
            pairs[opened.pop()] = found.start()
    return pairs


def collect(state: StateCore) -> None:
    """Take the notes out of the text and put them behind it."""
    document = document_of(state.env)
    if KEPT not in document.kept:
        return
    notes = _notes_of(document)
    if not (notes.by_key or notes.is_mentioned):
        return
    state.tokens = _without_notes(state.tokens)
    shown: list[_Note] = []
    _number(state.tokens, shown)
    _number_notes(shown, 0)
    unreached = [note for note in notes.all() if not note.number]
    for note in unreached:
        if not note.number:
            _append(note, shown)
            _number_notes(shown, len(shown) - 1)
    for note in unreached:
        if not (note.mentions or note.is_doubled):
            document.report(
                note.line, f"footnote '{note.label}' is mentioned nowhere; write '[^{note.label}]'", sort="footnote"
            )
    _name(shown, use_unicode=document.options.use_unicode)
    state.tokens += _make_list(shown, document)


def _without_notes(tokens: Sequence[Token]) -> list[Token]:
    """*tokens* without those of the notes, which are kept with them."""
    body: list[Token] = []
    goals = [body]
    for token in tokens:
        if token.type == "footnote_open":
            goals.append(token.meta["note"].tokens)
        elif token.type == "footnote_close":
            goals.pop()
        else:
            goals[-1].append(token)
    return body


def _number(tokens: Sequence[Token], shown: list[_Note]) -> None:
    """Number the notes that *tokens* mention, and add new ones to those *shown*."""
    for token in tokens:
        if token.type == "inline" and token.children:
            if any(child.type == "footnote_mention" for child in token.children):
                token.children = [*_behind_links(token.children)]
            for child in token.children:
                if child.type == "footnote_mention":
                    note: _Note = child.meta["note"]
                    if not note.number:
                        _append(note, shown)
                    note.mentions += 1
                    child.meta["place"] = note.mentions


def _number_notes(shown: list[_Note], start: int) -> None:
    """Number what the notes *shown* mention, from the one at *start* on; it comes behind them, and is read as well."""
    while start < len(shown):
        _number(shown[start].tokens, shown)
        start += 1


def _behind_links(children: Sequence[Token]) -> Iterator[Token]:
    """*children* with each mention that stands within a link behind it: HTML knows no link within a link."""
    depth = 0
    held: list[Token] = []
    for child in children:
        if child.type == "footnote_mention" and depth:
            held.append(child)
            continue
        depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        yield child
        if not depth:
            yield from held
            held = []


def _append(note: _Note, shown: list[_Note]) -> None:
    shown.append(note)
    note.number = len(shown)


def _name(shown: Sequence[_Note], *, use_unicode: bool) -> None:
    """Give each note an id that does not depend on the others, as far as they differ."""
    taken: set[str] = set()
    numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(2))
    for note in sorted(shown, key=lambda one: not one.label):
        name = NO_ID.sub("-", note.label).strip("-")
        if not note.label:
            words = words_of(note.tokens[1].children or ()).split()
            name = slugify(" ".join(words[:ID_WORDS]), use_unicode=use_unicode)
        name = name or NAMELESS
        if name in taken:
            name = next(one for one in (f"{name}-{number}" for number in numbers[name]) if one not in taken)
        taken.add(name)
        note.id = name


def _make_list(shown: Sequence[_Note], document: Document) -> Iterator[Token]:
    yield Token("footnotes_open", "div", 1, block=True)
    for note in shown:
        if not note.tokens:
            document.report(
                note.line, f"footnote '{note.label}' is empty; write its words behind the colon", sort="footnote"
            )
        yield Token("footnote_open", "li", 1, block=True, attrs={"id": f"fn:{note.id}"})
        yield from _with_ways_back(note)
        yield Token("footnote_close", "li", -1, block=True)
    yield Token("footnotes_close", "div", -1, block=True)


def _with_ways_back(note: _Note) -> list[Token]:
    ways = [
        Token("footnote_back", "a", 0, meta={"note": note, "place": place}) for place in range(1, note.mentions + 1)
    ]
    tokens = note.tokens
    if not ways:
        return tokens
    if tokens and tokens[-1].type == "paragraph_close":
        tokens[-2].children = [*(tokens[-2].children or ()), *ways]
        return tokens
    opening, words, closing = Token("paragraph_open", "p", 1), Token("inline", "", 0), Token("paragraph_close", "p", -1)
    opening.block = closing.block = True
    words.children = ways
    return [*tokens, opening, words, closing]


def _place_of(token: Token) -> str:
    """The id of a mention: `fnref:1`, and `fnref2:1` for the second of one note."""
    place: int = token.meta["place"]
    return f"fnref{place if place > 1 else ''}:{token.meta['note'].id}"


def render_mention(
    _renderer: object, tokens: Sequence[Token], idx: int, _options: object, _env: MutableMapping[str, Any]
) -> str:
    token = tokens[idx]
    note: _Note = token.meta["note"]
    target = escapeHtml(f"#fn:{note.id}")
    return f'<sup id="{escapeHtml(_place_of(token))}"><a class="footnote-ref" href="{target}">{note.number}</a></sup>'


def render_back(
    _renderer: object, tokens: Sequence[Token], idx: int, _options: object, _env: MutableMapping[str, Any]
) -> str:
    token = tokens[idx]
    gap = "&#160;" if token.meta["place"] == 1 else ""
    title = f"Back to the text at note {token.meta['note'].number}"
    return f'{gap}<a class="footnote-backref" href="{escapeHtml("#" + _place_of(token))}" title="{title}">&#8617;</a>'


def render_opening(
    _renderer: object, _tokens: Sequence[Token], _idx: int, _options: object, _env: MutableMapping[str, Any]
) -> str:
    return '<div class="footnote">\n<hr>\n<ol>\n'


def render_closing(
    _renderer: object, _tokens: Sequence[Token], _idx: int, _options: object, _env: MutableMapping[str, Any]
) -> str:
    return "</ol>\n</div>\n"
