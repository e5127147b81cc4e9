"""`%% comments %%` of Obsidian and `<!-- comments -->` of HTML: left out of every page, and counted.

Those of templates, as of Liquid, are in `template_comments.py`.

A line that begins with `%%` and holds no second one opens a comment; the next line that holds `%%` closes it, whatever
stands between, and the rest of that line is text. Elsewhere a comment begins and ends within one paragraph.
What Obsidian does was measured by readers of its notes: https://github.com/obsidianmd/obsidian-help/issues/1132.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from plugins.markdown.document import Document, document_of
from plugins.markdown.rules import template_comments
from plugins.markdown.rules.more import is_marker
from plugins.markdown.rules.template_comments import (
    CLOSINGS,
    find_template_comment,
    may_hold_template_comment,
    opens_template_comment,
    strip_template_comments,
)
from plugins.shared.problems import Severity

SIGN = "%%"
OPENING = re.compile(r"(?P<escaped>\\.)|(?P<ticks>`+)|<!--(?!-?>)|%%|(?P<brace>\{[{%#:/])", re.DOTALL)
PIECE = re.compile(r"\\.|(?P<ticks>`+)|(?P<sign>%%)", re.DOTALL)
# https://spec.commonmark.org/0.31.2/#html-comment
INLINE_HTML = re.compile(r"<!---?>|<!--.*?-->", re.DOTALL)
# A script or the like keeps what it holds, and what looks like a comment in it is none.
HTML_COMMENT = re.compile(
    r"<(?P<raw>script|style|textarea)\b.*?</(?P=raw)\s*>|<!--(?:(?P<short>-?>)|.*?(?P<end>-->|\Z))",
    re.DOTALL | re.IGNORECASE,
)
# What stands in a tag, or in what shows code, is no comment.
IN_HTML = re.compile(
    r"<(?P<raw>script|style|textarea|pre|code)\b.*?(?:</(?P=raw)\s*>|\Z)|</?[a-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>"
    r"|(?P<sign>%%)",
    re.DOTALL | re.IGNORECASE,
)
HTML_OPENING = re.compile(
    r"(?P<comment><!--(?!-?>))|(?<![\d%\\])(?P<sign>%%)|<(?P<raw>script|style|textarea|pre|code)\b"
    r"|</?[a-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>",
    re.IGNORECASE,
)
# The values of a tag that people read, or hear.
TOLD_VALUE = re.compile(
    r"""(?P<name>\s(?:title|alt|label|placeholder|content|summary|aria-label|aria-description)\s*=\s*)"""
    r"""(?P<value>"[^"]*"|'[^']*')""",
    re.IGNORECASE,
)
UNCLOSED = "comment '%%' has no end, so everything below it is left out; close it by a line with '%%'"
UNCLOSED_HTML = "comment '<!--' has no end, so everything below it is left out; close it with '-->'"
CUT_HTML = "comment '<!--' ends with its paragraph, so that it is shown; take out the empty line before its '-->'"
HTML_CLOSING = re.compile("-->")
BLANK = frozenset({"text", "softbreak", "hardbreak"})


def use(parser: MarkdownIt) -> None:
    # In front of all other blocks, and able to end a paragraph, quote, list or table.
    parser.block.ruler.before(
        "table", "comments", hide_block, {"alt": ["paragraph", "reference", "blockquote", "list", "table"]}
    )
    parser.block.ruler.before(
        "table",
        "template_comments",
        template_comments.hide_block,
        {"alt": ["paragraph", "reference", "blockquote", "list", "table"]},
    )
    parser.block.ruler.at("html_block", read_html, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.inline.ruler.before("escape", "comments", hide_inline)
    parser.inline.ruler.before("escape", "template_comments", template_comments.hide_inline)
    parser.inline.ruler.before("html_inline", "html_comments", hide_inline_html)
    parser.inline.ruler2.push("comments", hide_in_titles)
    parser.core.ruler.after("block", "comments_in_rows", hide_in_rows)
    parser.core.ruler.after("block", "comments_in_html", hide_in_html)
    parser.core.ruler.after("inline", "comments", tidy)
    parser.core.ruler.before("comments", "comments_cut", report_cut)
    parser.core.ruler.before("comments_in_html", "template_comments_in_html", template_comments.hide_in_html)
    parser.core.ruler.before("comments", "template_comments_shown", template_comments.report_shown)


def hide_block(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """Leave out the lines of a comment that begins at *startLine*, or that has begun in a block before."""
    document = document_of(state.env)
    if startLine < document.hidden_until:
        if not silent:
            state.line = min(document.hidden_until, endLine)
        return True
    start = state.bMarks[startLine] + state.tShift[startLine]
    if not _opens_block(state.src, start, state.eMarks[startLine]) or state.is_code_block(startLine):
        return False
    if silent:
        return not _is_open(state, startLine)
    document.comment_count += 1
    document.hidden_until = _find_end(state, startLine, document)
    state.line = min(max(document.hidden_until, startLine + 1), endLine)
    return True


def _opens_block(text: str, start: int, end: int) -> bool:
    """Whether the line from *start* to *end* begins with the sign and holds no second one."""
    return text.startswith(SIGN, start) and text.find(SIGN, start + len(SIGN), end) < 0


def _is_open(state: StateBlock, line: int) -> bool:
    """Whether a comment is open in the paragraph that *line* may end: then this line closes it."""
    if state.parentType != "paragraph" or state.line >= line:
        return False
    return find_open(state.src[state.bMarks[state.line] : state.eMarks[line - 1]]) >= 0


def find_open(text: str) -> int:
    """Where a comment begins in *text* that has no end there; -1 if none does."""
    place = 0
    while (place := text.find(SIGN, place)) >= 0:
        if _may_open(text, place):
            end = find_end(text, place + len(SIGN), len(text))
            if end < 0:
                return place
            place = end
        place += len(SIGN)
    return -1


def find_last_line(state: StateBlock, line: int, place: int, end_line: int) -> int:
    """The line with the end of the comment that begins behind *place* of *line*; *line* itself if none goes on.

    For a rule that reads one line of a paragraph by itself: in the paragraph, a comment may end on any line of it.
    """
    text = state.src[place : state.eMarks[line]]
    if not _may_hide(state, text):
        return line
    terminators = state.md.block.ruler.getRules("paragraph")
    before, state.parentType = state.parentType, "paragraph"
    lines = [text]
    for number in range(line + 1, end_line):
        if state.isEmpty(number) or any(rule(state, number, end_line, True) for rule in terminators):
            break
        lines.append(state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]])
    state.parentType = before
    return line + next(_join_lines("\n".join(lines))) - 1


def split_lines(state: StateBlock, first: int, end_line: int) -> list[tuple[int, int]]:
    """The lines from *first* on, each as a first line and the one behind it; those with one comment are together."""
    text = state.getLines(first, end_line, state.blkIndent, False)
    if not _may_hide(state, text):
        return [(line, line + 1) for line in range(first, end_line)]
    return [*pairwise(accumulate(_join_lines(text), initial=first))]


def _may_hide(state: StateBlock, text: str) -> bool:
    return has_comment(text) and "comments" in document_of(state.env).options.extensions


def _join_lines(text: str) -> Iterator[int]:
    """How many lines of *text* belong together since comments go on in them, from its first line on."""
    absent: set[str] = set()
    start = 0
    while start <= len(text):
        place, end = start, _end_of_line(text, start)
        while found := OPENING.search(text, place, end):
            place = _find_behind(text, found, end, absent)
            end = _end_of_line(text, place) if place > end else end
        yield text.count("\n", start, end) + 1
        start = end + 1


def _find_behind(text: str, found: re.Match[str], end: int, absent: set[str]) -> int:
    """The place behind the comment, or behind the code before *end*, that *found* begins; else that behind the sign."""
    sign, place = found[0], found.end()
    if sign in absent or found["escaped"] or (sign == SIGN and not _may_open(text, found.start())):
        return place
    if found["ticks"]:
        closing = re.compile(f"(?<!`){sign}(?!`)").search(text, place, end)
        return closing.end() if closing else place
    if found["brace"]:
        comment = find_template_comment(text, found.start(), is_here=True)
        return comment.end if comment and comment.end >= 0 else found.start() + 1
    close = find_end(text, place, len(text)) if sign == SIGN else text.find("-->", place)
    if close < 0:
        absent.add(sign)
        return place
    return close + len(SIGN if sign == SIGN else "-->")


def _end_of_line(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _find_end(state: StateBlock, start_line: int, document: Document) -> int:
    """The first line that is shown again; what stands before the end of the comment on it is taken away."""
    end = state.src.find(SIGN, state.eMarks[start_line])
    last = len(state.bMarks) - 1
    if end < 0:
        document.report(start_line, UNCLOSED, Severity.ERROR, sort="comment")
        return last
    line = next(line for line in range(start_line + 1, last) if state.eMarks[line] >= end)
    rest = end + len(SIGN)
    shift = len(state.src[rest : state.eMarks[line]]) - len(state.src[rest : state.eMarks[line]].lstrip(" \t"))
    if rest + shift >= state.eMarks[line]:
        return line + 1
    state.bMarks[line], state.tShift[line], state.sCount[line] = rest, shift, state.blkIndent
    return line


def read_html(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """A block of HTML as CommonMark has it, but that a comment in it is whole: an empty line does not end one."""
    start = state.bMarks[startLine] + state.tShift[startLine]
    # What begins with a comment of HTML ends with it.
    if silent or not state.src.startswith("<", start) or state.src.startswith("<!--", start):
        return html_block(state, startLine, endLine, silent)
    if not has_comment(state.src):
        return html_block(state, startLine, endLine, silent)
    end = _find_html_end(state, startLine, endLine)
    if end.is_cut:
        return html_block(state, startLine, end.line, silent)
    if not html_block(state, startLine, endLine, silent):
        return False
    if end.is_longer and state.line < end.line:
        token = state.tokens[-1]
        token.content = state.getLines(startLine, end.line, state.blkIndent, True)
        token.map, state.line = [startLine, end.line], end.line
    return True


class _HtmlEnd(NamedTuple):
    """The *line* behind a block of HTML: a comment *is_cut* off it, or it *is_longer* by one of its own."""

    line: int
    is_cut: bool = False
    is_longer: bool = False


def _find_html_end(state: StateBlock, start_line: int, end_line: int) -> _HtmlEnd:
    closing = ""
    is_longer = False
    line = start_line
    while line < end_line:
        if state.isEmpty(line):
            if closing != "-->":
                break
            is_longer = True
        elif state.sCount[line] < state.blkIndent:
            break
        start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
        is_next = line > start_line and not closing
        if is_next and (_opens_block(state.src, start, end) or opens_template_comment(state.src, start, end)):
            return _HtmlEnd(line, is_cut=True)
        closing = _scan_html(state.src[start:end].lower(), closing)
        line += 1
    return _HtmlEnd(line, is_longer=is_longer)


def _scan_html(text: str, closing: str) -> str:
    """What closes the comment or element that is open behind a line of HTML; *closing* that which is open before."""
    place = 0
    while True:
        if closing:
            end = text.find(closing, place)
            if end < 0:
                return closing
            place, closing = end + len(closing), ""
        found = HTML_OPENING.search(text, place)
        if found is None:
            return ""
        place = found.end()
        closing = "-->" if found["comment"] else SIGN if found["sign"] else f"</{found['raw']}" if found["raw"] else ""


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


def hide_inline_html(state: StateInline, silent: bool) -> bool:
    """Leave out a comment of HTML, also in the words of a picture or footnote."""
    if not state.src.startswith("<!--", state.pos) or state.src.find(">", state.pos, state.posMax) < 0:
        return False
    found = INLINE_HTML.match(state.src, state.pos, state.posMax)
    if found is None or not (silent or _hide(found[0], document_of(state.env))):
        return False
    state.pos = found.end()
    return True


def hide_in_titles(state: StateInline) -> None:
    """Leave comments out of what is no Markdown: titles of links and pictures, words of embedded pictures, tags."""
    document = document_of(state.env)
    if not has_comment(state.src):
        if "comments" not in document.kept:
            document.kept["comments"] = _has_titles(state)
        if not document.kept["comments"]:
            return
    for token in state.tokens:
        title = token.attrs.get("title")
        if isinstance(title, str) and has_comment(title):
            token.attrs["title"], count = strip_comments(title)
            document.comment_count += count
        for child in token.children or ():
            if child.type == "text" and has_comment(child.content):
                child.content, count = strip_comments(child.content)
                document.comment_count += count
        if token.type == "html_inline":
            token.content = _hide_in_tag(token.content, document)


def has_comment(text: str) -> bool:
    return SIGN in text or "<!--" in text or may_hold_template_comment(text)


def _has_titles(state: StateInline) -> bool:
    """Whether the title of a link that is defined elsewhere in the text holds a comment."""
    return any(has_comment(str(one.get("title", ""))) for one in state.env.get("references", {}).values())


def strip_comments(text: str) -> tuple[str, int]:
    """*text*, which is no Markdown, without the comments in it, and how many these were."""
    text, count = INLINE_HTML.subn("", text)
    text, others = strip_template_comments(text)
    count += others
    place = 0
    while (place := text.find(SIGN, place)) >= 0:
        end = find_end(text, place + len(SIGN), len(text)) if _may_open(text, place) else -1
        if end < 0:
            place += len(SIGN)
        else:
            text = text[:place] + text[end + len(SIGN) :]
            count += 1
    return text.strip(), count


def hide_in_rows(state: StateCore) -> None:
    """Leave out a comment that bars, or lines right below a table, have spread over several cells."""
    if not has_comment(state.src) or not any(token.type == "tr_open" for token in state.tokens):
        return
    lines = state.src.split("\n")
    cells: list[Token] = []
    # Of the table all cells, and those of lines of text right below it, which become rows.
    every: list[Token] = []
    below: list[Token] = []
    line = count = 0
    for token in state.tokens:
        if token.type == "table_open":
            every, below = [], []
        elif token.type == "tr_open":
            cells, line = [], token.map[0] if token.map else 0
        elif token.type == "inline":
            cells.append(token)
        elif token.type == "tr_close":
            # The table has as many columns as its head; what is more is left out.
            is_cut = lines[line].count(SIGN) > sum(cell.content.count(SIGN) for cell in cells)
            count += _hide_in_row(cells, is_cut=is_cut)
            every += cells
            if "|" not in lines[line]:
                below += cells[:1]
        elif token.type == "table_close":
            count += _hide_in_row(below, is_cut=False) + _hide_others_in_row(every)
    document_of(state.env).comment_count += count


def _hide_in_row(cells: list[Token], *, is_cut: bool) -> int:
    """How many comments were left out that begin in one of *cells* and end in another, or where the row *is_cut*."""
    last = max((number for number, cell in enumerate(cells) if SIGN in cell.content), default=-1)
    count = 0
    is_open = False
    for number, cell in enumerate(cells):
        if is_open:
            _hidden, sign, cell.content = cell.content.partition(SIGN)
            is_open = not sign
            cell.content = cell.content.strip()
        place = -1 if is_open else find_open(cell.content)
        if place >= 0 and (is_cut or number < last):
            cell.content = cell.content[:place].rstrip()
            is_open = True
            count += 1
    return count


def _hide_others_in_row(cells: list[Token]) -> int:
    """How many comments of HTML and of templates were left out that begin in one of *cells* and end in another."""
    count = 0
    closing: re.Pattern[str] | None = None
    absent: set[re.Pattern[str]] = set()
    for number, cell in enumerate(cells):
        if closing:
            end = closing.search(cell.content)
            cell.content = cell.content[end.end() :].strip() if end else ""
            closing = None if end else closing
        place, opened = (-1, None) if closing else _find_open_other(cell.content)
        if opened is None or opened in absent:
            continue
        if any(opened.search(one.content) for one in cells[number + 1 :]):
            cell.content = cell.content[:place].rstrip()
            closing = opened
            count += 1
        else:
            absent.add(opened)
    return count


def _find_open_other(text: str) -> tuple[int, re.Pattern[str] | None]:
    """Where a comment of HTML or of a template begins in *text* that has no end there, and what would close it."""
    place = 0
    while has_comment(text) and (found := OPENING.search(text, place)):
        place = found.end() if found[0] == SIGN else _find_behind(text, found, len(text), set())
        if found[0] == "<!--" and place == found.end():
            return found.start(), HTML_CLOSING
        comment = find_template_comment(text, found.start(), is_here=True) if found["brace"] else None
        if comment and comment.end < 0:
            return found.start(), CLOSINGS[comment.form]
    return -1, None


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
    """Take out the paragraphs and headings of which comments were all."""
    if document_of(state.env).comment_count:
        state.tokens = list(_without_empty(state.tokens))


def report_cut(state: StateCore) -> None:
    """Report a comment of HTML that begins within a paragraph and whose end stands in another block."""
    if "<!--" not in state.src:
        return
    document = document_of(state.env)
    # The line of one that has not come to its end, -1 for none.
    line = -1
    for token in state.tokens:
        if token.type not in ("inline", "html_block"):
            continue
        shown = [child.content for child in token.children or () if child.type == "text"]
        shown = shown if token.type == "inline" else [token.content]
        if line >= 0 and any("-->" in text for text in shown):
            document.report(line, CUT_HTML, sort="comment")
            line = -1
        if token.type == "inline" and any("<!--" in text for text in shown):
            before = token.content.rpartition("<!--")[0]
            line = (token.map[0] if token.map else 0) + before.count("\n")


def hide_in_html(state: StateCore) -> None:
    """Take comments out of blocks of HTML, and out of what follows where one goes on behind its list or quote."""
    if not has_comment(state.src):
        return
    document = document_of(state.env)
    # The line of a comment that is open, -1 if none is.
    opened = -1
    for token in state.tokens:
        if opened >= 0:
            _hidden, end, rest = token.content.partition("-->")
            # A space, since what never held anything is not taken out.
            token.content = rest.strip() or " " if token.type == "inline" else rest
            opened = -1 if end else opened
        if token.type == "html_block" and has_comment(token.content):
            found = [*HTML_COMMENT.finditer(token.content)]
            token.content = HTML_COMMENT.sub(
                lambda one: "" if not one["raw"] and _hide(one[0], document) else one[0], token.content
            )
            if found and not (found[-1]["raw"] or found[-1]["short"] or found[-1]["end"]):
                opened = token.map[0] if token.map else 0
            token.content = _hide_in_html(token.content, document)
    if opened >= 0:
        document.report(opened, UNCLOSED_HTML, Severity.ERROR, sort="comment")


def _hide(comment: str, document: Document) -> bool:
    """Whether the HTML *comment* is one for people; it is counted then."""
    if "more" in document.options.extensions and is_marker(comment):
        return False
    document.comment_count += 1
    return True


def _hide_in_html(content: str, document: Document) -> str:
    """The HTML *content* without the comments between two `%%`; those in tags and code are none."""
    parts = []
    place = 0
    while found := IN_HTML.search(content, place):
        end = -1
        if found["sign"] and _may_open(content, found.start()):
            end = content.find(SIGN, found.end())
        parts.append(content[place : found.start()])
        if end < 0:
            parts.append(found[0] if found["sign"] else _hide_in_tag(found[0], document))
        place = found.end()
        if end >= 0:
            document.comment_count += 1
            place = end + len(SIGN)
    return "".join((*parts, content[place:]))


def _hide_in_tag(tag: str, document: Document) -> str:
    """The HTML *tag* without comments in what it tells people; they are counted."""

    def strip(found: re.Match[str]) -> str:
        quote = found["value"][0]
        value, count = strip_comments(found["value"][1:-1])
        document.comment_count += count
        return f"{found['name']}{quote}{value}{quote}" if count else found[0]

    return TOLD_VALUE.sub(strip, tag) if has_comment(tag) else tag


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
