"""`==marked words==`: what somebody would go over with a bright pen."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

SIGN = "="
SIGN_CODE = ord(SIGN)


def use(parser: MarkdownIt) -> None:
    parser.inline.ruler.before("emphasis", "marks", tokenize)
    parser.inline.ruler2.before("emphasis", "marks", put_in_place)


def tokenize(state: StateInline, silent: bool) -> bool:
    """Each pair of `=` as a text token of its own, and as a delimiter that may open or close."""
    if silent or state.src[state.pos] != SIGN:
        return False
    scanned = state.scanDelims(state.pos, True)
    state.push("text", "", 0).content = SIGN * scanned.length
    # One is a sign; three or more are a line drawn under something, or code.
    if scanned.length == len(SIGN) * 2:
        delimiter = Delimiter(SIGN_CODE, 0, len(state.tokens) - 1, -1, scanned.can_open, scanned.can_close)
        state.delimiters.append(delimiter)
    state.pos += scanned.length
    return True


def put_in_place(state: StateInline) -> None:
    """Replace every pair of matching delimiters by `<mark>` and `</mark>`."""
    held = [state.delimiters]
    held += [meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta]
    for delimiters in held:
        for opener in delimiters:
            if opener.marker == SIGN_CODE and opener.end != -1:
                _make_tag(state.tokens[opener.token], "mark_open", 1)
                _make_tag(state.tokens[delimiters[opener.end].token], "mark_close", -1)


def _make_tag(token: Token, name: str, nesting: int) -> None:
    token.type, token.tag, token.nesting = name, "mark", nesting  # type: ignore[assignment]
    token.markup, token.content = SIGN * 2, ""
