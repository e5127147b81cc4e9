"""`<div markdown="1">`: the content of an element of HTML is Markdown, as PHP Markdown Extra has it.

Without the attribute CommonMark's rule stays: HTML ends at an empty line, and what follows is Markdown.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.common.html_blocks import block_names
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore

from plugins.markdown.document import Document, document_of

ATTRIBUTE = re.compile(r"\s+markdown(?:\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?(?=[\s/>])", re.IGNORECASE)
OPENING = re.compile(r"<(?P<name>[a-z][a-z0-9-]*)(?=\s)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>", re.IGNORECASE)
CLOSING = re.compile(r"</[a-z][a-z0-9-]*\s*>", re.IGNORECASE)
TAG = re.compile(r"<(?P<closing>/?)(?P<name>[a-z][a-z0-9-]*)", re.IGNORECASE)
FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)")
SPAN = re.compile(r"(`+)[^`\n]+\1(?!`)")
# Elements that hold no blocks, and those whose content is never Markdown.
WITHOUT_BLOCKS = frozenset("address dd dt h1 h2 h3 h4 h5 h6 legend li p summary td th".split())
RAW = frozenset("canvas iframe math option pre script style textarea".split())
IN_TAG = re.compile(
    r"(<[a-z][^<>]*?)\s+markdown(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?(?=[\s/>])", re.IGNORECASE
)
# What is no text: code, comments, and the tags themselves.
NO_TEXT = re.compile(
    r"<(?P<raw>pre|code|script|style|textarea)\b.*?(?:</(?P=raw)\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
# A link of Markdown; `array[1](x)` is none, so its address has a sign that addresses have.
LINK = re.compile(r"!?\[[^\[\]\n]+\]\([^()\s]*[./:#][^()\s]*\)")
INDENTED = "HTML is shown as code from here; take the empty line above it out, or its indentation"


def use(parser: MarkdownIt) -> None:
    parser.block.ruler.before("html_block", "markdown_in_html", parse_element)
    parser.core.ruler.after("inline", "markdown_in_html", tidy)


@dataclass(frozen=True, slots=True)
class _Element:
    """An element: where its opening tag ends, and where its closing tag begins and ends."""

    tag: str
    content: int
    close: int
    end: int
    name: str
    value: str


def parse_element(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """Parse the content of an element that asks for it."""
    start = state.bMarks[startLine] + state.tShift[startLine]
    if not state.src.startswith("<", start) or state.is_code_block(startLine):
        return False
    opening = OPENING.match(state.src, start, state.eMarks[endLine - 1])
    attribute = ATTRIBUTE.search(opening[0]) if opening else None
    if opening is None or attribute is None:
        return False
    name = opening["name"].lower()
    value = (attribute["value"] or "1").strip("\"'").lower()
    if name not in block_names or name in RAW or value in ("0", ""):
        return False
    if silent:
        return True
    close = _find_closing_tags(state).get(start, -1)
    last_line = bisect_left(state.eMarks, close) if close >= 0 else endLine
    if last_line >= endLine:
        message = f"'{opening[0]}' has no closing tag; write '</{name}>' where its content ends"
        document_of(state.env).report(startLine, message)
        return False
    found = CLOSING.match(state.src, close)
    end = found.end() if found else state.eMarks[last_line]
    tag = opening[0][: attribute.start()] + opening[0][attribute.end() :]
    _push(state, startLine, last_line, _Element(tag, opening.end(), close, end, name, value))
    return True


def _push(state: StateBlock, start_line: int, last_line: int, element: _Element) -> None:
    rest = state.src[element.end : state.eMarks[last_line]].strip()
    is_inline = element.value == "span" or (element.value == "1" and element.name in WITHOUT_BLOCKS)
    opening = state.push("html_block", "", 1)
    opening.map = [start_line, last_line + 1]
    opening.content = element.tag if is_inline else f"{element.tag}\n"
    _parse_content(state, last_line, element, is_inline=is_inline)
    state.push("html_block", "", -1).content = f"{state.src[element.close : element.end]}\n"
    if rest.startswith("<"):
        state.push("html_block", "", 0).content = f"{rest}\n"
    elif rest:
        state.push("paragraph_open", "p", 1).map = [last_line, last_line + 1]
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = rest, [last_line, last_line + 1], []
        state.push("paragraph_close", "p", -1)
    state.line = last_line + 1


def _parse_content(state: StateBlock, last_line: int, element: _Element, *, is_inline: bool) -> None:
    """Parse the lines between the tags, of which the first and last may be shared with them."""
    first_line = bisect_left(state.eMarks, element.content)
    first = (state.bMarks[first_line], state.tShift[first_line], state.sCount[first_line])
    last = state.eMarks[last_line]
    outer = (state.lineMax, state.blkIndent, state.parentType, state.tight)
    state.eMarks[last_line] = element.close
    stop = (
        last_line + 1 if state.src[max(element.content, state.bMarks[last_line]) : element.close].strip() else last_line
    )
    inner = [
        line for line in range(first_line + 1, stop) if state.bMarks[line] + state.tShift[line] < state.eMarks[line]
    ]
    state.blkIndent = min((state.sCount[line] for line in inner), default=state.blkIndent)
    begins = element.content
    while begins < state.eMarks[first_line] and state.src[begins] in " \t":
        begins += 1
    state.bMarks[first_line], state.tShift[first_line], state.sCount[first_line] = begins, 0, state.blkIndent
    state.lineMax, state.parentType = max(stop, first_line), "root"
    if is_inline:
        inline = state.push("inline", "", 0)
        inline.content = state.getLines(first_line, max(stop, first_line + 1), state.blkIndent, False).strip()
        inline.map, inline.children = [first_line, max(stop, first_line + 1)], []
    else:
        state.md.block.tokenize(state, first_line, state.lineMax)
    state.bMarks[first_line], state.tShift[first_line], state.sCount[first_line] = first
    state.eMarks[last_line] = last
    state.lineMax, state.blkIndent, state.parentType, state.tight = outer


def _find_closing_tags(state: StateBlock) -> dict[int, int]:
    """Where each element of the text is closed, by where it begins; looked for once."""
    known: dict[str, dict[int, int]] = document_of(state.env).kept.setdefault("markdown_in_html", {})
    if state.src not in known:
        known[state.src] = _pair_tags(state.src)
    return known[state.src]


def _pair_tags(text: str) -> dict[int, int]:
    pairs = {}
    opened: dict[str, list[int]] = {}
    fence = ""
    place = 0
    for line in text.splitlines(keepends=True):
        found = FENCE.match(line)
        if found and not fence:
            fence = found["fence"]
        elif found and found["fence"].startswith(fence) and not found["info"].strip():
            fence = ""
        elif not fence and "<" in line:
            for tag in TAG.finditer(SPAN.sub(lambda code: " " * len(code[0]), line)):
                places = opened.setdefault(tag["name"].lower(), [])
                if not tag["closing"]:
                    places.append(place + tag.start())
                elif places:
                    pairs[places.pop()] = place + tag.start()
        place += len(line)
    return pairs


def tidy(state: StateCore) -> None:
    """Take the attribute off what is left of it, and report HTML that an empty line made code of."""
    for token, following in pairwise((*state.tokens, *state.tokens[-1:])):
        if token.type == "html_block":
            if "markdown" in token.content:
                token.content = IN_TAG.sub(r"\1", token.content)
            if "](" in token.content and token.map and token.nesting == 0:
                _report_link(token.content, token.map[0], document_of(state.env))
            if following.type == "code_block" and following.content.lstrip().startswith("<") and following.map:
                document_of(state.env).report(following.map[0], INDENTED)
        elif token.type == "inline" and "markdown" in token.content:
            for child in token.children or ():
                if child.type == "html_inline":
                    child.content = IN_TAG.sub(r"\1", child.content)


def _report_link(content: str, line: int, document: Document) -> None:
    """Report the first link of Markdown in HTML, which CommonMark shows as it is written."""
    text = NO_TEXT.sub(lambda found: "\n" * found[0].count("\n"), content)
    if found := LINK.search(text):
        message = f"'{found[0]}' within HTML is shown as it is written; put it on a line of its own, below an empty one"
        document.report(line + text.count("\n", 0, found.start()), message)
