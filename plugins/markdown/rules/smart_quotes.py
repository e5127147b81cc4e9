"""Straight quotes as the language of the text writes them, `--` and `---` as dashes, `...` as one character.

Which quotes open and which close is decided as in markdown-it's rule, by what stands beside them. Nothing else is
replaced: `(c)` stays. Code, formulas, HTML and addresses are never touched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from plugins.markdown.document import document_of
from plugins.markdown.rules.cjk_emphasis import is_cjk
from plugins.shared.quotation_marks import find_quotes

APOSTROPHE = "’"
MARK = re.compile(r"[\"']")
# As markdown-it does, but for more dots, and for `i--;`; an option such as `--all` stays, also behind an opening quote
# or a letter of a script that writes no spaces, and so does what ends a quote, as in "karma--".
EM_DASH = re.compile(r"(?<!-)---(?!-)")
EN_DASH = re.compile(
    r"(?<!\S)--(?!\S)|(?:(?<=[\w)\]”’»…,.!?])|(?<=[\w)\],.!?][\"']))(?<![\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff])"
    r"--(?=[\w(\[“‘«]|[\"'][\w(\[])"
)
DOTS = re.compile(r"(?<!\.)\.\.\.(?!\.)")
# Where letters are left out in front: `'90s`, `rock 'n' roll`, `'tis`.
LEFT_OUT = re.compile(
    r"'(?:\d\ds?(?!\d)|(?:n'?|em|til|tis|twas|twere|twill|cause|bout|round|tween|neath|cos|cuz)(?![\w']))",
    re.IGNORECASE,
)
LEFT_OUT_IN = {
    "nl": re.compile(r"'(?:s|t|n|k|m|r)(?![\w'])", re.IGNORECASE),
    "de": re.compile(r"'(?:s|ne|nen|nem|ner|n|rum|rein|raus)(?![\w'])", re.IGNORECASE),
}
# Feet and inches, minutes and seconds: `5'10"`.
MEASURE = re.compile(r"(?<!\w)\d+'\s?\d+(?:\.\d+)?\"")
QUOTES_AND_DASHES = ('"', "'", "--", "...")


def use(parser: MarkdownIt) -> None:
    # What was escaped is still a token of its own here.
    parser.core.ruler.before("text_join", "smart_quotes", replace_signs)


def replace_signs(state: StateCore) -> None:
    if not _has_signs(state.src):
        return
    lang = document_of(state.env).lang.lower().replace("_", "-")
    for token in state.tokens:
        if token.type == "inline" and token.children and _has_signs(token.content):
            _Typesetter(lang).set_all(token.children)


def _has_signs(text: str) -> bool:
    return any(piece in text for piece in QUOTES_AND_DASHES)


class _Opener(NamedTuple):
    token: int
    place: int
    is_single: bool
    level: int


@dataclass(slots=True)
class _Typesetter:
    """One block of text: the quotes that are open, and what is put in their places, by token."""

    lang: str
    open: list[_Opener] = field(default_factory=list)
    open_count: Counter[tuple[bool, int]] = field(default_factory=Counter)
    found: dict[int, list[tuple[int, str]]] = field(default_factory=dict)

    def set_all(self, tokens: Sequence[Token]) -> None:
        level = 0
        address = 0
        for number, token in enumerate(tokens):
            if token.level < level or token.nesting < 0:
                self._close_below(token.level)
            level = token.level
            if token.type == "link_open" and token.info == "auto":
                address += 1
            elif token.type == "link_close" and token.info == "auto":
                address -= 1
            elif token.type == "text" and not address and not token.meta.get("is_name"):
                token.content = _set_dashes(token.content)
                if MARK.search(token.content):
                    self._look_at(tokens, number)
        for number, replaced in self.found.items():
            tokens[number].content = _replace(tokens[number].content, replaced)

    def _close_below(self, level: int) -> None:
        while self.open and self.open[-1].level > level:
            self._pop()

    def _pop(self) -> _Opener:
        opener = self.open.pop()
        self.open_count[opener.is_single, opener.level] -= 1
        return opener

    def _look_at(self, tokens: Sequence[Token], number: int) -> None:
        token = tokens[number]
        text = token.content
        measured = {place for found in MEASURE.finditer(text) for place in range(*found.span())}
        left_out = {found.start() for found in LEFT_OUT.finditer(text)}
        if more := LEFT_OUT_IN.get(self.lang.partition("-")[0]):
            left_out |= {found.start() for found in more.finditer(text)}
        for found in MARK.finditer(text):
            place = found.start()
            if place in measured:
                continue
            before = text[place - 1] if place else _neighbour(tokens, number, -1)
            after = text[place + 1] if place + 1 < len(text) else _neighbour(tokens, number, 1)
            is_single = found[0] == "'"
            is_second = place >= 2 and text[place - 1] in "nN" and text[place - 2] == "'" and place - 2 in left_out
            if is_single and (is_second or (place in left_out and not before.isalnum())):
                self._put(number, place, APOSTROPHE)
            else:
                self._decide(number, place, token.level, before, after, is_single=is_single)

    def _decide(self, number: int, place: int, level: int, before: str, after: str, *, is_single: bool) -> None:
        may_open, may_close = _scan(before, after)
        if not is_single and before.isdigit():
            # Inches, unless it closes what was opened.
            may_open = False
        if may_open and may_close:
            may_open, may_close = (True, True) if is_cjk(before) or is_cjk(after) else _within(before, after)
            # As in `"NO"s`.
            may_close = may_close or (not is_single and before.isalpha() and self.open_count[False, level] > 0)
        if not may_open and not may_close:
            if is_single and (before.isalpha() or after.isalpha()):
                self._put(number, place, APOSTROPHE)
        elif may_close and self.open_count[is_single, level]:
            opener = self._pop()
            while (opener.is_single, opener.level) != (is_single, level):
                opener = self._pop()
            quotes = find_quotes(self.lang)[2 * is_single :]
            self._put(opener.token, opener.place, quotes[0])
            self._put(number, place, quotes[1])
        elif may_open:
            self.open.append(_Opener(number, place, is_single, level))
            self.open_count[is_single, level] += 1
        elif is_single and not before.isdigit():
            self._put(number, place, APOSTROPHE)

    def _put(self, number: int, place: int, text: str) -> None:
        self.found.setdefault(number, []).append((place, text))


def _set_dashes(text: str) -> str:
    if "--" in text:
        text = EN_DASH.sub("–", EM_DASH.sub("—", text))
    return DOTS.sub("…", text) if "..." in text else text


def _replace(text: str, replaced: list[tuple[int, str]]) -> str:
    parts = []
    end = 0
    for place, quote in sorted(replaced):
        parts += [text[end:place], quote]
        end = place + 1
    return "".join((*parts, text[end:]))


def _neighbour(tokens: Sequence[Token], number: int, step: int) -> str:
    """The character that stands beside a token; at the end of a line a space."""
    place = number + step
    while 0 <= place < len(tokens):
        token = tokens[place]
        if token.type in ("softbreak", "hardbreak"):
            return " "
        if token.content and token.type != "html_inline":
            return token.content[-1 if step < 0 else 0]
        place += step
    return " "


def _scan(before: str, after: str) -> tuple[bool, bool]:
    """Whether a quote between *before* and *after* may open, and whether it may close."""
    is_space_before, is_space_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
    is_sign_before, is_sign_after = _is_punctuation(before), _is_punctuation(after)
    may_open = not is_space_after and (not is_sign_after or is_space_before or is_sign_before)
    may_close = not is_space_before and (not is_sign_before or is_space_after or is_sign_after)
    return may_open, may_close


def _within(before: str, after: str) -> tuple[bool, bool]:
    """As `_scan`, of a quote that may do both: within words it does neither."""
    return _is_punctuation(before), _is_punctuation(after)


def _is_punctuation(char: str) -> bool:
    return isMdAsciiPunct(ord(char)) or isPunctChar(char)
