"""`> [!note] Title`, as Obsidian and GitHub write it: a quote that is a box; `-` or `+` behind the bracket folds it.

A name that is unknown has the look of a note and keeps its name: https://help.obsidian.md/callouts.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore

from plugins.markdown.boxes import Box, add_render_rules, make_closing, make_opening, push_title
from plugins.markdown.document import document_of
from plugins.markdown.rules.comments import find_last_line, strip_comments
from plugins.shared.problems import Severity

KEPT = "callouts"
# What stands behind a bar says how the box is laid out in Obsidian. With an address behind it, it is a link.
HEAD = re.compile(
    r"\[![ \t]*(?P<name>[^\[\]|\n]*[^\[\]|\s])[ \t]*(?:\|[^\[\]\n]*)?\](?![(\[])(?P<fold>[-+]?)(?P<title>.*)"
)
NAME = re.compile(r"[\w-]+")
PLAIN = "note"
# Those with a look of their own in Obsidian and on GitHub; `share` is ours.
NAMES = (
    "abstract attention bug caution check cite danger done error example fail failure faq help hint important info"
    " missing note question quote share success summary tip tldr todo warning"
).split()
# Any name is a box; less alike than this, it is one of the author's own.
CLOSE = 0.8


def use(parser: MarkdownIt) -> None:
    # In front of link definitions, headings and tables, to none of which the line of the title can belong.
    parser.block.ruler.before("table", "callouts", find_title)
    parser.core.ruler.after("block", "callouts", close_boxes)
    add_render_rules(parser)


def find_title(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """Make a box of the quote that begins at *startLine*, if that names one; the rest of the line is its title."""
    if silent or state.parentType != "blockquote" or state.is_code_block(startLine):
        return False
    start = state.bMarks[startLine] + state.tShift[startLine]
    if not state.src.startswith("[!", start):
        return False
    opening = state.tokens[-1]
    if opening.type != "blockquote_open" or not opening.map or opening.map[0] != startLine:
        return False
    found = HEAD.match(state.src, start, state.eMarks[startLine])
    if found is None:
        return False
    last = find_last_line(state, startLine, found.start("title"), endLine)
    name = found["name"]
    title = (found["title"] + "\n" + state.getLines(startLine + 1, last + 1, state.blkIndent, False)).strip()
    document = document_of(state.env)
    if title and "comments" in document.options.extensions and not strip_comments(title)[0]:
        title = ""
        document.comment_count += 1
    if not NAME.fullmatch(name):
        # Several words are no name that has a look of its own.
        name, title = PLAIN, title or name
    elif name.lower() not in NAMES and (near := get_close_matches(name.lower(), NAMES, n=1, cutoff=CLOSE)):
        message = f"callout '{name}' looks like a note; did you mean '{near[0]}'?"
        document.report(startLine, message, Severity.NOTE)
    box = Box(name.lower(), folds=bool(found["fold"]), is_open=found["fold"] == "+")
    make_opening(opening, box)
    push_title(state, startLine, title or name.title(), box)
    document.kept[KEPT] = True
    state.line = last + 1
    return True


def close_boxes(state: StateCore) -> None:
    """Close as a box what was opened as one; the parser knows it for a quote."""
    if KEPT not in document_of(state.env).kept:
        return
    opened: list[Box | None] = []
    for token in state.tokens:
        if token.type == "blockquote_open":
            opened.append(None)
        elif token.type == "box_open" and token.markup == ">":
            opened.append(token.meta["box"])
        elif token.type == "blockquote_close" and (box := opened.pop()):
            make_closing(token, box)
