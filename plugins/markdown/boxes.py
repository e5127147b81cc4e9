"""Boxes for what should not get lost: callouts and admonitions, open, folded or foldable."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

BOX_CLASS, TITLE_CLASS = "admonition", "admonition-title"


@dataclass(frozen=True, slots=True)
class Box:
    """What a box is: the *names* of its look, and whether it folds; *is_open* says how a folding one begins."""

    names: str
    folds: bool = False
    is_open: bool = False

    @property
    def tag(self) -> str:
        return "details" if self.folds else "div"


def add_render_rules(parser: MarkdownIt) -> None:
    """Let *parser* render boxes; for each syntax that makes some."""
    parser.add_render_rule("box_open", render_opening)
    parser.add_render_rule("box_close", render_closing)


def make_opening(token: Token, box: Box) -> None:
    """Make *token* the one that opens *box*."""
    token.type, token.tag = "box_open", box.tag
    token.meta["box"] = box
    names = box.names if box.folds else f"{BOX_CLASS} {box.names}"
    token.attrs = {"class": names} if names else {}


def make_closing(token: Token, box: Box) -> None:
    """Make *token* the one that closes *box*."""
    token.type, token.tag = "box_close", box.tag


def push_title(state: StateBlock, line: int, title: str, box: Box) -> None:
    """Add the *title* of *box*, which is written at *line*; a box that does not fold may do without."""
    if not (title or box.folds):
        return
    opening = state.push("box_title_open", "summary" if box.folds else "p", 1)
    opening.attrs = {} if box.folds else {"class": TITLE_CLASS}
    opening.map = [line, line + 1]
    words = state.push("inline", "", 0)
    words.content, words.children, words.map = title, [], [line, line + 1]
    state.push("box_title_close", opening.tag, -1)


def render_opening(
    _renderer: object, tokens: Sequence[Token], idx: int, _options: object, _env: MutableMapping[str, Any]
) -> str:
    token = tokens[idx]
    attributes = "".join(f' {escapeHtml(name)}="{escapeHtml(str(value))}"' for name, value in token.attrItems())
    return f"<{token.tag}{attributes}{' open' if token.meta['box'].is_open else ''}>\n"


def render_closing(
    _renderer: object, tokens: Sequence[Token], idx: int, _options: object, _env: MutableMapping[str, Any]
) -> str:
    return f"</{tokens[idx].tag}>\n"
