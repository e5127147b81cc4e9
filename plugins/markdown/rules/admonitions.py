"""`!!! note "Title"` and `??? note`, as Python-Markdown and its kin write boxes; what is in them is indented by four.

The pattern is that of https://python-markdown.github.io/extensions/admonition/: nothing else stands in the line.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from plugins.markdown.boxes import Box, add_render_rules, make_closing, make_opening, push_title
from plugins.markdown.rules.comments import find_last_line

INDENT = 4
HEAD = re.compile(r"(?P<sign>!!!|\?\?\?\+?)(?: ?(?P<names>[\w-]++(?: ++[\w-]++)*+))?(?: +\"(?P<title>.*)\")?[ \t]*")
# Of several words the first is the look of the box, and the others are classes; a sentence has other words.
LOOKS = frozenset(
    "abstract attention bug caution check cite danger done error example fail failure faq help hint important info"
    " information missing note question quote seealso share success summary tip tldr todo warning".split()
)


def use(parser: MarkdownIt) -> None:
    parser.block.ruler.before(
        "table", "admonitions", find_box, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    add_render_rules(parser)


def find_box(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    start = state.bMarks[startLine] + state.tShift[startLine]
    if not state.src.startswith(("!!!", "???"), start) or state.is_code_block(startLine):
        return False
    found = HEAD.fullmatch(state.src, start, state.eMarks[startLine])
    if found is None or not _is_box(state, found, startLine, endLine):
        return False
    if silent:
        return True
    names = " ".join((found["names"] or "").lower().split())
    box = Box(names, folds=found["sign"] != "!!!", is_open=found["sign"].endswith("+"))
    title = names.split(" ")[0].capitalize() if found["title"] is None else found["title"].strip()
    opening = state.push("", "", 1)
    make_opening(opening, box)
    push_title(state, startLine, title or (names.capitalize() if box.folds else ""), box)
    end = _find_end(state, startLine + 1, endLine)
    opening.map = [startLine, end]
    _read_content(state, startLine + 1, end)
    make_closing(state.push("", "", -1), box)
    state.line = end
    return True


def _is_box(state: StateBlock, found: re.Match[str], line: int, end_line: int) -> bool:
    """Whether it is one: it has a title in quotes or holds something, and no words of it would be lost."""
    names = (found["names"] or "").lower().split()
    if not names and (found["title"] is None or found["sign"] == "!!!"):
        return False
    if len(names) > 1 and names[0] not in LOOKS:
        return False
    if find_last_line(state, line, found.start(), end_line) > line:
        # A comment in it goes on below: what closes the title may be part of that.
        return False
    return found["title"] is not None or _holds(state, line + 1, end_line)


def _holds(state: StateBlock, line: int, end_line: int) -> bool:
    while line < end_line and state.isEmpty(line):
        line += 1
    return line < end_line and state.sCount[line] >= state.blkIndent + INDENT


def _find_end(state: StateBlock, line: int, end_line: int) -> int:
    """The line behind the last one that is indented; empty ones belong to what they stand before."""
    end = line
    while line < end_line:
        if not state.isEmpty(line):
            if state.sCount[line] < state.blkIndent + INDENT:
                break
            end = line + 1
        line += 1
    return end


def _read_content(state: StateBlock, start: int, end: int) -> None:
    """Read the lines from *start* to *end* for themselves: no paragraph in them goes on behind them."""
    last, parent, indent = state.lineMax, state.parentType, state.blkIndent
    state.lineMax, state.parentType, state.blkIndent = end, "admonition", indent + INDENT
    state.md.block.tokenize(state, start, end)
    state.lineMax, state.parentType, state.blkIndent = last, parent, indent
