"""Terms and what they mean: a line with the term, below it one that begins with a colon and a space.

Several terms may share a meaning, and a term have several: https://michelf.ca/projects/php-markdown/extra/#def-list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from plugins.markdown.document import document_of
from plugins.markdown.rules.comments import split_lines

KEPT = "definitions"
SIGN = ":"
INDENT = 4
UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*")
# A line of any block that may begin a definition; most texts have none.
POSSIBLE = re.compile(r"^[^\w\n]*:[ \t]", re.MULTILINE)


def use(parser: MarkdownIt) -> None:
    # In front of underlined headings, which look for their end through all terms that follow.
    parser.block.ruler.before("lheading", "definitions", find_list, {"alt": ["paragraph", "reference", "blockquote"]})


def find_list(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """Read terms and their definitions; those of the list right above go on with it."""
    if silent:
        return _ends_definition(state, startLine, endLine)
    if not _has_definitions(state) or state.is_code_block(startLine):
        return False
    found = _find_definition(state, startLine, endLine)
    if found is None:
        return False
    terms_end, line = found
    lines = _open_list(state, startLine)
    for term, end in split_lines(state, startLine, terms_end):
        _push_term(state, term, end)
    is_apart = line > terms_end
    while line < endLine and state.sCount[line] >= state.blkIndent and _begins_definition(state, line):
        line = _read_definition(state, line, endLine, is_apart=is_apart)
        is_apart = state.isEmpty(line - 1)
    lines[1] = line
    state.push("dl_close", "dl", -1).meta["lines"] = lines
    state.line = line
    return True


def _has_definitions(state: StateBlock) -> bool:
    kept = document_of(state.env).kept
    if KEPT not in kept:
        kept[KEPT] = bool(POSSIBLE.search(state.src))
    return bool(kept[KEPT])


def _begins_definition(state: StateBlock, line: int) -> bool:
    start = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith(SIGN, start) or state.is_code_block(line):
        return False
    rest = state.src[start + 1 : state.eMarks[line]]
    return rest[:1] in (" ", "\t") and bool(rest.strip())


def _ends_definition(state: StateBlock, line: int, end_line: int) -> bool:
    """Whether the paragraph of a definition ends before *line*: with another definition, or the next term."""
    if state.ddIndent < 0 or not 0 <= state.sCount[line] < state.ddIndent:
        return False
    return _begins_definition(state, line) or (line + 1 < end_line and _begins_definition(state, line + 1))


def _find_definition(state: StateBlock, start_line: int, end_line: int) -> tuple[int, int] | None:
    """The line behind the terms that begin at *start_line*, and that of their definition."""
    if _begins_definition(state, start_line):
        return None
    terminators = state.md.block.ruler.getRules("paragraph")
    line = start_line + 1
    with _parent(state, "paragraph"):
        while line < end_line and not state.isEmpty(line):
            if state.sCount[line] >= state.blkIndent and _begins_definition(state, line):
                return line, line
            start = state.bMarks[line] + state.tShift[line]
            is_heading = UNDERLINE.fullmatch(state.src, start, state.eMarks[line])
            if is_heading or any(rule(state, line, end_line, True) for rule in terminators):
                return None
            line += 1
    # An empty line may stand between one term and its definition.
    is_single = line == start_line + 1 and line + 1 < end_line
    if is_single and state.sCount[line + 1] >= state.blkIndent and _begins_definition(state, line + 1):
        return line, line + 1
    return None


@contextmanager
def _parent(state: StateBlock, name: str) -> Iterator[None]:
    before, state.parentType = state.parentType, name
    yield
    state.parentType = before


def _open_list(state: StateBlock, line: int) -> list[int]:
    """The lines of the list that is open now: a new one, or the one that ended right here."""
    last = state.tokens[-1] if state.tokens else None
    if last is not None and last.type == "dl_close" and last.level == state.level:
        state.tokens.pop()
        state.level += 1
        lines: list[int] = last.meta["lines"]
        return lines
    opening = state.push("dl_open", "dl", 1)
    lines = [line, line]
    opening.map = lines
    return lines


def _push_term(state: StateBlock, line: int, end_line: int) -> None:
    state.push("dt_open", "dt", 1).map = [line, end_line]
    words = state.push("inline", "", 0)
    words.content = state.getLines(line, end_line, state.blkIndent, False).strip()
    words.children, words.map = [], [line, end_line]
    state.push("dt_close", "dt", -1)


def _read_definition(state: StateBlock, line: int, end_line: int, *, is_apart: bool) -> int:
    """The line behind the definition that begins at *line*; what belongs to it is indented as its words are."""
    opening = state.push("dd_open", "dd", 1)
    first = len(state.tokens)
    content = state.bMarks[line] + state.tShift[line] + 1
    column = state.sCount[line] + 1
    start, offset = content, column
    while state.src[start] in " \t":
        offset += INDENT - (offset + state.bsCount[line]) % INDENT if state.src[start] == "\t" else 1
        start += 1
    before = (state.tight, state.ddIndent, state.blkIndent, state.parentType, state.tShift[line], state.sCount[line])
    state.blkIndent = state.ddIndent = state.sCount[line] + min(1 + offset - column, INDENT)
    state.tShift[line], state.sCount[line] = start - state.bMarks[line], offset
    state.tight, state.parentType = True, "deflist"
    state.md.block.tokenize(state, line, end_line)
    is_tight = state.tight and not is_apart
    state.tight, state.ddIndent, state.blkIndent, state.parentType, state.tShift[line], state.sCount[line] = before
    if is_tight:
        _hide_paragraphs(state.tokens[first:], state.level)
    state.push("dd_close", "dd", -1)
    opening.map = [line, state.line]
    return state.line


def _hide_paragraphs(tokens: list[Token], level: int) -> None:
    for token in tokens:
        if token.level == level and token.type in ("paragraph_open", "paragraph_close"):
            token.hidden = True
