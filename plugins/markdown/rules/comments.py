"""`%% comments %%` of Obsidian and `<!-- comments -->` of HTML: left out of every page, and counted.

A line that begins with `%%` and holds no second one opens a comment; the next line that holds `%%` closes it, whatever
stands between, and the rest of that line is text. Elsewhere a comment begins and ends within one paragraph.
What Obsidian does was measured by readers of its notes: https://github.com/obsidianmd/obsidian-help/issues/1132.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from plugins.markdown.document import Document, document_of
from plugins.markdown.rules.more import is_marker
from plugins.shared.problems import Severity

SIGN = "%%"
PIECE = re.compile(r"\\.|(?P<ticks>`+)|(?P<sign>%%)", re.DOTALL)
# A script or the like keeps what it holds, and what looks like a comment in it is none.
HTML_COMMENT = re.compile(
    r"<(?P<raw>script|style|textarea)\b.*?</(?P=raw)\s*>|<!--(?P<words>.*?)(?P<end>-->|\Z)", re.DOTALL | re.IGNORECASE
)
UNCLOSED = "comment '%%' has no end, so everything below it is left out; close it by a line with '%%'"
UNCLOSED_HTML = "comment '<!--' has no end, so everything below it is left out; close it with '-->'"
BLANK = frozenset({"text", "softbreak", "hardbreak"})


def use(parser: MarkdownIt) -> None:
    # In front of all other blocks, and able to end a paragraph, quote, list or table.
    parser.block.ruler.before(
        "table", "comments", hide_block, {"alt": ["paragraph", "reference", "blockquote", "list", "table"]}
    )
    parser.inline.ruler.before("escape", "comments", hide_inline)
    parser.core.ruler.after("inline", "comments", tidy)


def hide_block(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """Leave out the lines of a comment that begins at *startLine*, or that has begun in a block before."""
    document = document_of(state.env)
    if startLine < document.hidden_until:
        if not silent:
            state.line = min(document.hidden_until, endLine)
        return True
    start = state.bMarks[startLine] + state.tShift[startLine]
    if not state.src.startswith(SIGN, start) or state.is_code_block(startLine):
        return False
    if state.src.find(SIGN, start + len(SIGN), state.eMarks[startLine]) >= 0:
        return False
    if silent:
        return not _is_open(state, startLine)
    document.comment_count += 1
    document.hidden_until = _find_end(state, startLine, document)
    state.line = min(max(document.hidden_until, startLine + 1), endLine)
    return True


def _is_open(state: StateBlock, line: int) -> bool:
    """Whether a comment is open in the paragraph that *line* may end: then this line closes it."""
    if state.parentType != "paragraph" or state.line >= line:
        return False
    text = state.src[state.bMarks[state.line] : state.eMarks[line - 1]]
    if SIGN not in text:
        return False
    place = 0
    while (place := text.find(SIGN, place)) >= 0:
        if _may_open(text, place):
            end = find_end(text, place + len(SIGN), len(text))
            if end < 0:
                return True
            place = end
        place += len(SIGN)
    return False


def _find_end(state: StateBlock, start_line: int, document: Document) -> int:
    """The first line that is shown again; what stands before the end of the comment on it is taken away."""
    end = state.src.find(SIGN, state.eMarks[start_line])
    last = len(state.bMarks) - 1
    if end < 0:
        document.report(start_line, UNCLOSED, Severity.ERROR)
        return last
    line = next(line for line in range(start_line + 1, last) if state.eMarks[line] >= end)
    rest = end + len(SIGN)
    shift = len(state.src[rest : state.eMarks[line]]) - len(state.src[rest : state.eMarks[line]].lstrip(" \t"))
    if rest + shift >= state.eMarks[line]:
        return line + 1
    state.bMarks[line], state.tShift[line], state.sCount[line] = rest, shift, state.blkIndent
    return line


def hide_inline(state: StateInline, silent: bool) -> bool:
    """Leave out a comment that begins and ends in one paragraph."""
    if state.src[state.pos] != "%" or not state.src.startswith(SIGN, state.pos) or not _may_open(state.src, state.pos):
        return False
    end = find_end(state.src, state.pos + len(SIGN), state.posMax)
    if end < 0:
        return False
    if not silent:
        document_of(state.env).comment_count += 1
    state.pos = end + len(SIGN)
    return True


def _may_open(text: str, place: int) -> bool:
    before = text[place - 1] if place else ""
    return not (before in ("%", "\\") or before.isdigit())


def find_end(text: str, start: int, stop: int) -> int:
    """Where the `%%` stands that ends a comment whose words begin at *start*; code is passed over; -1 if nowhere."""
    absent = set()
    place = start
    while found := PIECE.search(text, place, stop):
        if found["sign"]:
            return found.start()
        place = found.end()
        ticks = found["ticks"]
        if ticks and ticks not in absent:
            closing = re.compile(f"(?<!`){ticks}(?!`)").search(text, place, stop)
            if closing:
                place = closing.end()
            else:
                absent.add(ticks)
    return -1


def tidy(state: StateCore) -> None:
    """Take HTML comments out, and with all comments the paragraphs and headings that held nothing else."""
    document = document_of(state.env)
    if "<!--" in state.src:
        _hide_html(state.tokens, document)
    if document.comment_count:
        state.tokens = list(_without_empty(state.tokens))


def _hide_html(tokens: list[Token], document: Document) -> None:
    is_open = False
    for token in tokens:
        if token.type == "inline":
            for child in token.children or ():
                if is_open:
                    child.type, child.content = "text", ""
                elif child.type == "html_inline" and child.content.startswith("<!--"):
                    child.content = "" if _hide(child.content, document) else child.content
            is_open = is_open and "-->" not in token.content
        elif is_open:
            _before, end, token.content = token.content.partition("-->")
            is_open = not end
        elif token.type == "html_block" and "<!--" in token.content:
            found = [*HTML_COMMENT.finditer(token.content)]
            token.content = HTML_COMMENT.sub(
                lambda one: "" if not one["raw"] and _hide(one[0], document) else one[0], token.content
            )
            is_open = bool(found) and not found[-1]["raw"] and not found[-1]["end"]
            if is_open:
                document.report(token.map[0] if token.map else 0, UNCLOSED_HTML, Severity.ERROR)


def _hide(comment: str, document: Document) -> bool:
    """Whether the HTML *comment* is one for people; it is counted then."""
    if "more" in document.options.extensions and is_marker(comment):
        return False
    document.comment_count += 1
    return True


def _without_empty(tokens: list[Token]) -> Iterable[Token]:
    """*tokens* without paragraphs and headings of which comments were all."""
    skipped = 0
    for place, token in enumerate(tokens):
        if skipped:
            skipped -= 1
        elif token.type in ("paragraph_open", "heading_open") and _is_emptied(tokens[place + 1]):
            skipped = 2
        elif token.type != "html_block" or token.content.strip():
            yield token


def _is_emptied(inline: Token) -> bool:
    # A heading without words was written so.
    return bool(inline.content) and all(
        (child.type in BLANK or child.type == "html_inline") and not child.content.strip()
        for child in inline.children or ()
    )
