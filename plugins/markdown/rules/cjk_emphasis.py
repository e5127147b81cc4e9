"""Emphasis beside Chinese, Japanese and Korean: `**链接（a）**功能` is strong.

CommonMark asks for a space or a punctuation mark beside `**` where a punctuation mark stands on its other side; these
scripts write no spaces. The rule is that of https://github.com/tats-u/markdown-cjk-friendly: punctuation of these
scripts counts as letters, and their letters beside `**` as a space does.
"""

from __future__ import annotations

import unicodedata

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned

from plugins.markdown.inline import InlineParser

# Emoji are wide as well, and belong to every script.
SYMBOLS_BELOW = 0x2E80
SYMBOLS_FROM = 0x1F000


def use(parser: MarkdownIt) -> None:
    inline = parser.inline
    # With another parser of inline text there is no such choice.
    if isinstance(inline, InlineParser):
        inline.state_class = choose_state


def choose_state(text: str) -> type[StateInline]:
    """How runs of `*` and the like are read in *text*."""
    return StateInline if text.isascii() else CjkStateInline


class CjkStateInline(StateInline):
    """Inline text in which the scripts without spaces stand beside emphasis."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802 - markdown-it's names
        """How many of the characters at *start* follow each other, and whether they may open or close."""
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        before, after = self._before(start), self.src[end] if end < self.posMax else " "
        punctuated_before, punctuated_after = _is_punctuation(before), _is_punctuation(after)
        cjk_before, cjk_after = is_cjk(before), is_cjk(after)
        space_before, space_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
        apart_before = space_before or punctuated_before or cjk_before
        apart_after = space_after or punctuated_after or cjk_after
        is_left = not space_after and (not punctuated_after or cjk_after or apart_before)
        is_right = not space_before and (not punctuated_before or cjk_before or apart_after)
        return Scanned(
            is_left and (canSplitWord or not is_right or punctuated_before),
            is_right and (canSplitWord or not is_left or punctuated_after),
            end - start,
        )

    def _before(self, start: int) -> str:
        """The character before *start*; one that only chooses the shape of another stands for that one."""
        place = start - 1
        while place > 0 and _is_selector(self.src[place]):
            place -= 1
        return self.src[place] if place >= 0 else " "


def _is_punctuation(char: str) -> bool:
    return isMdAsciiPunct(ord(char)) or isPunctChar(char)


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def is_cjk(char: str) -> bool:
    """Whether *char* is a letter, or a mark, of a script that is written without spaces in East Asia."""
    code = ord(char)
    # From the first letter of Korean on; some of the old ones are narrow.
    if code < 0x1100:
        return False
    if code <= 0x11FF:
        return True
    if unicodedata.east_asian_width(char) not in "WFH":
        return False
    return SYMBOLS_BELOW <= code < SYMBOLS_FROM or unicodedata.category(char) not in ("So", "Sk")
