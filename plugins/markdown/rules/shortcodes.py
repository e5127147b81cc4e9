"""`{% tag %}`, `{{ value }}`, `{{< tag >}}` and `{{% tag %}}` of other programs: shown once as written, and reported.

Liquid's of Jekyll and Octopress, and Hugo's shortcodes. What stands in them is no Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock, paragraph
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from plugins.markdown.document import Document, document_of

# None holds the beginning of another, or an empty line: so each is looked for once.
LINES = r"(?!\n[ \t>]*(?:\n|\Z))"
SHORTCODE = re.compile(
    rf"\{{%(?=-?\s*\w)(?:{LINES}[^%{{]|%(?!\}})|\{{(?![%{{]))*+%\}}"
    rf"|\{{\{{<(?=\s*[^\s<>])(?:{LINES}[^>{{]|>(?!\}}\}})|\{{(?![%{{]))*+>\}}\}}"
    rf"|\{{\{{%(?=\s*[^\s%])(?:{LINES}[^%{{]|%(?!\}}\}})|\{{(?![%{{]))*+%\}}\}}"
    rf"|\{{\{{(?![<%])(?=\s*[^\s{{}}])(?:{LINES}[^{{}}]|\}}(?!\}})|\{{(?![%{{]))*+\}}\}}"
)
BEGINNING = re.compile(r"\{[%{]")
# In HTML, what is shown as code is, and so is what no page shows.
IN_HTML = re.compile(
    rf"<(?P<raw>pre|code|script|style|textarea)\b.*?(?:</(?P=raw)\s*>|\Z)|<!--.*?(?:-->|\Z)|(?P<tag>{SHORTCODE.pattern})",
    re.DOTALL | re.IGNORECASE,
)
CODE_TAG = re.compile(r"<(?P<closing>/?)(?:code|kbd|samp|tt)\b", re.IGNORECASE)
IMAGE = re.compile(r"[^\s\"'=]+\.(?:png|jpe?g|gif|webp|avif|svg)\b", re.IGNORECASE)
# https://shopify.github.io/liquid/tags/template/ and Jekyll's and Octopress's tags for code.
RAW = re.compile(r"\{%-?\s*(?:end)?(?:raw|verbatim)\b")
CODE_BLOCK = re.compile(r"\{[{%][<%]?-?\s*/?\s*(?:end)?(?:highlight|codeblock|include_code)\b")
# An address that holds one leads nowhere, so that it is no address.
IN_ADDRESS = re.compile(r"%7B(?:%7B|%25)", re.IGNORECASE)


def use(parser: MarkdownIt) -> None:
    parser.block.ruler.at("paragraph", keep_together)
    parser.inline.ruler.before("escape", "shortcodes", find_inline)
    parser.core.ruler.after("inline", "shortcodes", report_all)
    parser.options["refused_address"] = IN_ADDRESS


def find_inline(state: StateInline, silent: bool) -> bool:
    """Keep a tag from being read as Markdown."""
    if state.src[state.pos] != "{":
        return False
    found = SHORTCODE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("text_special", "", 0)
        token.content = token.markup = found[0]
        token.info = "shortcode"
        token.meta["line"] = document_of(state.env).line_of(state)
    state.pos = found.end()
    return True


def keep_together(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """A paragraph, as CommonMark has it, but that no line of a tag ends it: one may look like a quote or a list."""
    known: dict[str, int] = document_of(state.env).kept.setdefault("shortcodes", {})
    if state.src not in known:
        known[state.src] = max(state.src.rfind("{%"), state.src.rfind("{{"))
    if known[state.src] < state.bMarks[startLine]:
        return paragraph(state, startLine, endLine, silent)
    rules = state.md.block.ruler.getRules("paragraph")
    outer, state.parentType = state.parentType, "paragraph"
    line, kept = startLine + 1, state.bMarks[startLine]
    while line < endLine and not state.isEmpty(line):
        kept = _find_tags_end(state, line - 1, kept, endLine)
        is_continued = state.sCount[line] - state.blkIndent > 3 or state.sCount[line] < 0
        if kept <= state.bMarks[line] and not is_continued and any(rule(state, line, endLine, True) for rule in rules):
            break
        line += 1
    state.parentType = outer
    state.line = line
    state.push("paragraph_open", "p", 1).map = [startLine, line]
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(startLine, line, state.blkIndent, False).strip()
    inline.map, inline.children = [startLine, line], []
    state.push("paragraph_close", "p", -1)
    return True


def _find_tags_end(state: StateBlock, line: int, start: int, end_line: int) -> int:
    """Where the last tag ends that begins in *line*, or before; *start* is where that of the line before did."""
    place = max(start, state.bMarks[line])
    while found := BEGINNING.search(state.src, place, state.eMarks[line]):
        tag = SHORTCODE.match(state.src, found.start(), state.eMarks[end_line - 1])
        place = tag.end() if tag else found.start() + 1
        start = tag.end() if tag else start
    return start


def report_all(state: StateCore) -> None:
    """Report every tag that is shown, and escape those in HTML."""
    if "{%" not in state.src and "{{" not in state.src:
        return
    document = document_of(state.env)
    for token in state.tokens:
        line = token.map[0] if token.map else 0
        if token.type == "html_block":
            token.content = _escape(token.content, line, document)
        elif token.type == "inline" and "{" in token.content:
            _report_inline(token.children or (), line, document)


def _report_inline(tokens: Iterable[Token], line: int, document: Document) -> None:
    in_code = 0
    for token in tokens:
        line += token.type in ("softbreak", "hardbreak")
        if token.info == "shortcode":
            line = token.meta["line"]
            if not in_code:
                document.report(line, describe(token.content), sort="shortcode")
        elif token.type == "html_inline":
            if code := CODE_TAG.match(token.content):
                in_code += -1 if code["closing"] else 1
            elif not token.content.startswith("<!"):
                for found in SHORTCODE.finditer(token.content):
                    document.report(
                        line + token.content.count("\n", 0, found.start()), describe(found[0]), sort="shortcode"
                    )
            line += token.content.count("\n")
        elif token.children:
            _report_inline(token.children, line, document)


def _escape(content: str, line: int, document: Document) -> str:
    """The HTML *content*, with the tags in it shown as they were written."""
    parts = []
    place = 0
    for found in IN_HTML.finditer(content):
        line += content.count("\n", place, found.start())
        parts.append(content[place : found.start()])
        parts.append(escapeHtml(found["tag"]) if found["tag"] else found[0])
        if found["tag"]:
            document.report(line, describe(found[0]), sort="shortcode")
        line += found[0].count("\n")
        place = found.end()
    return "".join((*parts, content[place:]))


def describe(tag: str) -> str:
    """The problem that *tag* is."""
    end = tag[-3:] if tag.startswith(("{{<", "{{%")) else tag[-2:]
    kind = "shortcode" if len(end) == len("%}}") else "Liquid tag"
    shown = tag.partition("\n")[0].rstrip() + (f" … {end}" if "\n" in tag else "")
    image = IMAGE.search(tag)
    cure = f"write ![what it shows]({image[0]}) instead" if image else "write Markdown instead"
    if RAW.match(tag):
        cure = "take it out: braces are shown here without it"
    elif CODE_BLOCK.match(tag):
        cure = "write the code between two lines of three back ticks instead"
    return f"unknown {kind} '{shown}'; it is shown as text, {cure}"
