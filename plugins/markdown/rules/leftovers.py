"""What other programs make something of and no page here does: it stays as it was written, and is reported.

WordPress's `[caption …]` and page breaks, and films that stand where pictures do, as Obsidian shows them.
Names from https://codex.wordpress.org/Shortcode and https://jetpack.com/support/shortcode-embeds/.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from plugins.markdown.document import Document, document_of
from plugins.markdown.words import BREAKS, WORDS

NAMES = (
    "audio|caption|wp_caption|contact-form|dailymotion|embed|facebook|flickr|gallery|gist|googlemaps|instagram"
    "|playlist|slideshow|soundcloud|sourcecode|tweet|twitter|video|vimeo|youtube"
)
# With values, with an address, or with an end; alone in brackets such a word is one of the author's.
SHORTCODE = re.compile(
    rf"(?<!\\)\[(?P<name>{NAMES})(?:[ =](?=[^\[\]\n]*(?:=|https?:))[^\[\]\n]*\]|(?=\][^\n]{{0,300}}\[/(?P=name)\])\])"
)
ALONE = re.compile(r"\[(?:gallery|playlist)\]")
PAGE_BREAK = re.compile(r"<!--\s*nextpage\s*-->", re.IGNORECASE)
FILM = re.compile(
    r"https?://(?:(?:www|m)\.)?(?:youtube(?:-nocookie)?\.com/(?:watch|embed/|shorts/|live/)|youtu\.be/|vimeo\.com/\d)",
    re.IGNORECASE,
)
CODE = "\0"


def use(parser: MarkdownIt) -> None:
    # Both before the rules that leave comments out.
    parser.core.ruler.after("block", "page_breaks", report_blocks)
    parser.inline.ruler.before("escape", "leftovers", report_break)
    parser.core.ruler.after("inline", "leftovers", report_words)


def report_blocks(state: StateCore) -> None:
    """Report the page breaks that stand on lines of their own."""
    if PAGE_BREAK.search(state.src):
        for token in state.tokens:
            if token.type == "html_block":
                _report_breaks(token.content, token.map[0] if token.map else 0, document_of(state.env))


def report_words(state: StateCore) -> None:
    """Report the shortcodes and films in the text."""
    if "[" not in state.src:
        return
    for token in state.tokens:
        if token.type == "inline" and "[" in token.content:
            line = (token.map[0] if token.map else 0) + token.meta.get("line_offset", 0)
            _report_inline(token.children or (), line, document_of(state.env))


def report_break(state: StateInline, silent: bool) -> bool:
    """Report a page break within a line; what it becomes is left to others."""
    if not silent and state.src.startswith("<!--", state.pos) and (found := PAGE_BREAK.match(state.src, state.pos)):
        document = document_of(state.env)
        _report_breaks(found[0], document.line_of(state), document)
    return False


def _report_breaks(html: str, line: int, document: Document) -> None:
    for found in PAGE_BREAK.finditer(html):
        message = f"'{found[0]}' is left out: an entry is one page; take it out, or write a heading"
        document.report(line + html.count("\n", 0, found.start()), message, sort="shortcode")


def _report_inline(children: Sequence[Token], line: int, document: Document) -> None:
    pieces: list[str] = []
    for child in children:
        if child.type == "image":
            _report_film(child, line + "".join(pieces).count("\n"), document)
        elif child.type == "html_inline":
            pieces.append("\n" * child.content.count("\n"))
        elif child.type == "code_inline":
            pieces.append(CODE)
        elif child.type in WORDS:
            pieces.append(child.markup if child.type == "text_special" else child.content)
        elif child.type in BREAKS:
            pieces.append("\n")
    words = "".join(pieces)
    for found in SHORTCODE.finditer(words):
        cure = "write the address alone" if "http" in found[0] else "write Markdown"
        message = f"unknown shortcode '{found[0]}'; it is shown as text, {cure} instead"
        document.report(line + words.count("\n", 0, found.start()), message, sort="shortcode")
    if ALONE.fullmatch(words):
        document.report(
            line, f"unknown shortcode '{words}'; it is shown as text, write Markdown instead", sort="shortcode"
        )


def _report_film(image: Token, line: int, document: Document) -> None:
    address = str(image.attrs.get("src", ""))
    if FILM.match(address):
        document.report(
            line,
            f"'{address}' is the page of a film and no picture; write the address without '![…]()'",
            sort="shortcode",
        )
