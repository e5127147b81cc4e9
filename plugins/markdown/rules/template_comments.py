"""Comments of Liquid, Hugo, Jinja, kramdown and MDX, which their programs show nowhere: left out, and counted.

`{% comment %}…{% endcomment %}`, `{% # … %}`, `{{< comment >}}…{{< /comment >}}`, `{{/* … */}}`, `{# … #}`,
`{::comment}…{:/comment}` and `{/* … */}`. They are part of the extension "comments", whose cases show them. What stands
between is looked at by none of these programs:
https://shopify.github.io/liquid/tags/template/, https://gohugo.io/shortcodes/comment/,
https://jinja.palletsprojects.com/en/stable/templates/#comments, https://kramdown.gettalong.org/syntax.html#extensions,
https://mdxjs.com/docs/what-is-mdx/
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from plugins.markdown.document import Document, document_of
from plugins.shared.problems import Severity

# How a comment begins and ends. The first three are words that begin nothing else; what else is begun by the others in
# a text about them is no comment, so that nothing is lost up to the next one that is shown.
FORMS = (
    (r"\{%-?\s*comment\b[^%{}]*%\}", r"\{%-?\s*endcomment\s*-?%\}"),
    (r"\{\{[<%]\s*comment\b[^%<>{}]*[>%]\}\}", r"\{\{[<%]\s*/\s*comment\s*[>%]\}\}"),
    (r"\{::comment\s*\}", r"\{:/(?:comment)?\s*\}"),
    (r"\{%-?\s*\#", r"%\}"),
    (r"\{\{-?\s*/\*", r"\*/\s*-?\}\}"),
    (r"(?<!\{)\{\#(?=\s|[^{}\n]*\#\})", r"\#\}"),
    (r"(?<!\{)\{/\*", r"\*/\}"),
)
PLAIN = 3
OPENING = re.compile("|".join(f"(?P<form{number}>{opening})" for number, (opening, _) in enumerate(FORMS)))
OPENINGS = [re.compile(opening) for opening, _ in FORMS]
CLOSINGS = [re.compile(closing) for _, closing in FORMS]
# In HTML, what is shown as code is no comment, nor is what no page shows.
IN_HTML = re.compile(
    rf"<(?P<raw>pre|code|script|style|textarea)\b.*?(?:</(?P=raw)\s*>|\Z)|(?P<opening>{OPENING.pattern})",
    re.DOTALL | re.IGNORECASE,
)
SHOWN = (
    "comment '{}' is not closed in its paragraph or cell, so that it would be shown; begin it on a line of its own, "
    "and close it"
)


class Found(NamedTuple):
    """A comment in a text: where it begins, and where what is behind it does, or -1 if nothing closes it."""

    start: int
    end: int
    opening: str
    form: int


def may_hold_template_comment(text: str) -> bool:
    return "{" in text and OPENING.search(text) is not None


def find_template_comment(text: str, start: int, stop: int | None = None, *, is_here: bool = False) -> Found | None:
    """The first comment in *text* from *start* on, or that which begins right there; it ends before *stop*."""
    stop = len(text) if stop is None else stop
    found = OPENING.match(text, start, stop) if is_here else OPENING.search(text, start, stop)
    if found is None:
        return None
    form = next(number for number in range(len(FORMS)) if found[f"form{number}"])
    closings = _find_closings(text, form)
    place = bisect_left(closings, (found.end(), 0))
    end = closings[place][1] if place < len(closings) and closings[place][1] <= stop else -1
    if end >= 0 and form >= PLAIN and OPENINGS[form].search(text, found.end(), closings[place][0]):
        end = -1
    return Found(found.start(), end, found[0], form)


@lru_cache(maxsize=16)
def _find_closings(text: str, form: int) -> list[tuple[int, int]]:
    """Where all ends of comments of one *form* stand in *text*: so many without one take no longer to look for it."""
    return [closing.span() for closing in CLOSINGS[form].finditer(text)]


def strip_template_comments(text: str) -> tuple[str, int]:
    """*text*, which is no Markdown, without the comments in it, and how many these were."""
    parts: list[str] = []
    place = start = count = 0
    while found := find_template_comment(text, start):
        start = found.start + len(found.opening)
        if found.end >= 0:
            parts.append(text[place : found.start])
            place = start = found.end
            count += 1
    return "".join((*parts, text[place:])), count


def opens_template_comment(text: str, start: int, end: int) -> bool:
    """Whether the line from *start* to *end* begins with a comment that goes on below it."""
    if not text.startswith("{", start):
        return False
    found = find_template_comment(text, start, is_here=True)
    return found is not None and found.end > end


def hide_inline(state: StateInline, silent: bool) -> bool:
    """Leave out a comment that begins and ends in one paragraph."""
    if state.src[state.pos] != "{":
        return False
    found = find_template_comment(state.src, state.pos, state.posMax, is_here=True)
    if found is None or found.end < 0:
        return False
    if not silent:
        document_of(state.env).comment_count += 1
    state.pos = found.end
    return True


def hide_block(state: StateBlock, startLine: int, _endLine: int, silent: bool) -> bool:
    """Leave out a comment that begins a line, whatever blocks stand in it; the rest of its last line is text."""
    start = state.bMarks[startLine] + state.tShift[startLine]
    if not state.src.startswith("{", start) or state.is_code_block(startLine):
        return False
    found = find_template_comment(state.src, start, is_here=True)
    if found is None or found.end < 0:
        return False
    end, last = found.end, len(state.bMarks) - 1
    line = next((line for line in range(startLine, last) if state.eMarks[line] >= end), last - 1)
    rest = state.src[end : state.eMarks[line]]
    if line == startLine and (silent or rest.strip()):
        # Within its paragraph.
        return False
    if silent:
        return True
    document = document_of(state.env)
    document.comment_count += 1
    shift = len(rest) - len(rest.lstrip(" \t"))
    if rest.strip():
        state.bMarks[line], state.tShift[line], state.sCount[line] = end, shift, state.blkIndent
        document.hidden_until = line
    else:
        document.hidden_until = line + 1
    state.line = max(min(document.hidden_until, state.lineMax), startLine + 1)
    return True


def hide_in_html(state: StateCore) -> None:
    """Take comments out of blocks of HTML."""
    if not may_hold_template_comment(state.src):
        return
    document = document_of(state.env)
    for token in state.tokens:
        if token.type == "html_block":
            token.content = _hide_in_html(token.content, document)


def _hide_in_html(content: str, document: Document) -> str:
    parts: list[str] = []
    place = start = 0
    while found := IN_HTML.search(content, start):
        start = found.end()
        if found["raw"]:
            continue
        comment = find_template_comment(content, found.start(), is_here=True)
        if comment and comment.end >= 0:
            parts.append(content[place : found.start()])
            place = start = comment.end
            document.comment_count += 1
    return "".join((*parts, content[place:]))


def report_shown(state: StateCore) -> None:
    """Report comments whose end stands in another block, or nowhere: they would be shown."""
    if not may_hold_template_comment(state.src):
        return
    document = document_of(state.env)
    for token in state.tokens:
        if token.type == "inline":
            for child in token.children or ():
                _report(child, token, state.src, document)
        elif token.type == "html_block":
            _report(token, token, state.src, document)


def _report(child: Token, block: Token, text: str, document: Document) -> None:
    if child.type not in ("text", "text_special", "html_block"):
        return
    found = find_template_comment(child.content, 0)
    if found and (found.form < PLAIN or _find_closings(text, found.form)):
        line = block.map[0] if block.map else 0
        line += block.content[: max(block.content.find(found.opening), 0)].count("\n")
        level = Severity.ERROR if found.form < PLAIN else Severity.WARNING
        document.report(line, SHOWN.format(found.opening.strip()), level, sort="comment")
