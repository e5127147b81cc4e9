"""` ^name` at the end of a block, or alone on the line below it, as Obsidian names what `[[Entry#^name]]` leads to.

It becomes the id of the block. `y ^2` is none, unless the text links to `#^2`; six digits are one, as in Obsidian.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from plugins.markdown.document import document_of

NAME = re.compile(r"\^(?P<name>[A-Za-z0-9-]+)[ \t]*")
# Obsidian makes names of six of the digits 0 to 9 and a to f; of sixteen, one has no letter.
TELLING = re.compile(r"[0-9-]*[A-Za-z]|[0-9]{6}\Z")
LINKED = re.compile(r"#\^([0-9-]+)(?![A-Za-z0-9-])")


def use(parser: MarkdownIt) -> None:
    # A table would take the line for its last row, and a quote for its last words.
    parser.block.ruler.before("table", "block_names", find_line, {"alt": ["blockquote"]})
    parser.core.ruler.after("block", "block_names", set_ids)


def find_line(state: StateBlock, startLine: int, _endLine: int, silent: bool) -> bool:
    """Take a line that holds a name and nothing else."""
    start = state.bMarks[startLine] + state.tShift[startLine]
    if not state.src.startswith("^", start) or state.is_code_block(startLine):
        return False
    found = NAME.fullmatch(state.src, start, state.eMarks[startLine])
    if found is None or not _is_name(state, found["name"]):
        return False
    if not silent:
        token = state.push("block_name", "", 0)
        token.map = [startLine, startLine + 1]
        token.content = state.src[start : state.eMarks[startLine]].rstrip()
        state.line = startLine + 1
    return True


def set_ids(state: StateCore) -> None:
    """Name the blocks; a name that belongs to none is a paragraph."""
    if "^" not in state.src:
        return
    tokens: list[Token] = []
    # The last block of each level, so that none is looked for twice.
    latest: dict[int, Token] = {}
    for token in state.tokens:
        if token.type == "block_name":
            if not _name_block(tokens, latest.get(token.level), token.content[1:]):
                tokens += _make_paragraph(token)
            continue
        if token.type == "inline":
            _take_name(state, token, tokens)
        elif token.nesting >= 0:
            latest[token.level] = token
            latest.pop(token.level + 1, None)
        tokens.append(token)
    state.tokens = tokens


def _name_block(tokens: list[Token], block: Token | None, name: str) -> bool:
    """Whether *block*, which *tokens* end with, was given its name."""
    if block is None or "id" in block.attrs or block.type == "html_block":
        return False
    if block.nesting > 0 or block.type in ("fence", "code_block", "hr"):
        block.attrSet("id", f"^{name}")
        return True
    # A formula or drawing becomes an element of its own when it is drawn.
    opening, closing = Token("block_open", "div", 1), Token("block_close", "div", -1)
    opening.attrs = {"id": f"^{name}"}
    for one in (opening, closing):
        one.block, one.level, one.map = True, block.level, block.map
    tokens.insert(tokens.index(block, -1), opening)
    tokens.append(closing)
    return True


def _is_name(state: StateBlock | StateCore, name: str) -> bool:
    """Whether *name* is that of a block: it tells so itself, or something in the text links to it."""
    if TELLING.match(name):
        return True
    kept = document_of(state.env).kept
    if "block_names" not in kept:
        kept["block_names"] = frozenset(LINKED.findall(state.src))
    return name in kept["block_names"]


def _take_name(state: StateCore, inline: Token, before: list[Token]) -> None:
    """Take a name off the end of a paragraph, heading or item."""
    place = inline.content.rfind("^")
    if place < 1 or not inline.content[place - 1].isspace() or not before:
        return
    block = before[-1]
    if block.type not in ("paragraph_open", "heading_open"):
        return
    if len(before) > 1 and before[-2].type == "list_item_open":
        block = before[-2]
    found = NAME.fullmatch(inline.content, place)
    if found is None or "id" in block.attrs or not inline.content[:place].strip() or not _is_name(state, found["name"]):
        return
    block.attrSet("id", f"^{found['name']}")
    inline.content = inline.content[:place].rstrip()


def _make_paragraph(name: Token) -> list[Token]:
    tokens = [Token("paragraph_open", "p", 1), Token("inline", "", 0), Token("paragraph_close", "p", -1)]
    for token in tokens:
        token.block, token.map, token.level = True, name.map, name.level
    tokens[1].level += 1
    tokens[1].content, tokens[1].children = name.content, []
    return tokens
