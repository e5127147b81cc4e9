"""`[TOC]` on a line of its own: a list of the headings of the text."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from plugins.markdown.document import document_of, escape_text
from plugins.shared.entry import Heading

MARKER = "[TOC]"


def use(parser: MarkdownIt) -> None:
    parser.block.ruler.before("reference", "toc", find_marker)
    parser.add_render_rule("toc", render_toc)


def find_marker(state: StateBlock, startLine: int, _endLine: int, silent: bool) -> bool:
    start = state.bMarks[startLine] + state.tShift[startLine]
    if not state.src.startswith(MARKER, start) or state.is_code_block(startLine):
        return False
    if state.src[start + len(MARKER) : state.eMarks[startLine]].strip():
        return False
    # Within a paragraph it is text.
    if startLine + 1 < state.lineMax and not state.isEmpty(startLine + 1) and state.parentType == "paragraph":
        return False
    if not silent:
        token = state.push("toc", "div", 0)
        token.map = [startLine, startLine + 1]
        state.line = startLine + 1
    return True


def render_toc(
    _renderer: object, _tokens: Sequence[Token], _idx: int, _options: object, env: MutableMapping[str, Any]
) -> str:
    headings = document_of(env).headings
    return f'<div class="toc">\n{_render_list(headings)}</div>\n' if headings else ""


def _render_list(headings: Sequence[Heading]) -> str:
    """Nested lists of *headings*; a level that was left out opens no list of its own."""
    parts = []
    levels: list[int] = []
    for heading in headings:
        while levels and levels[-1] > heading.level and (len(levels) > 1):
            levels.pop()
            parts.append("</li>\n</ul>\n")
        if levels and levels[-1] >= heading.level:
            parts.append("</li>\n")
        else:
            levels.append(heading.level)
            parts.append("<ul>\n")
        parts.append(f'<li><a href="#{escape_text(heading.id)}">{escape_text(heading.title)}</a>')
    return "".join(parts) + "</li>\n</ul>\n" * len(levels)
