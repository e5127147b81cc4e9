"""`{#id .class key=value}` right behind a picture, link, code or emphasis, at the end of a heading, or beside a block.

`{: .class}` is the older spelling. Whatever else stands in braces is text: the tags of other programs, `{}`, `{name}`.
A line of attributes belongs to the block right above it, or else to the one right below.
Rules from https://python-markdown.github.io/extensions/attr_list/ and https://kramdown.gettalong.org/syntax.html.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from plugins.markdown.document import Document, document_of
from plugins.markdown.rules.comments import has_comment, strip_comments

ONE = r"""#[^\s#.{}"'<>=]+|\.[^\s#.{}"'<>=]+|[A-Za-z_][\w:.-]*=(?:"[^"\n{}]*+"|'[^'\n{}]*+'|[^\s"'{}=<>`]++)"""
ATTRIBUTES = re.compile(rf"\{{:?[ \t]*+(?:{ONE})(?:[ \t]++(?:{ONE}))*+[ \t]*+\}}")
PIECE = re.compile(ONE)
# `{x=1}` may be mathematics; only pictures and links have attributes that are no more than that.
PLAIN = re.compile(r"\w+=[^\"']*")
# What inline syntax that takes attributes ends with, and attributes themselves.
ENDINGS = frozenset(")]`*_=~>}")
SINGLE = frozenset({"image", "code_inline"})
PLAINLY = frozenset({"image", "link_open"})
CLOSING = frozenset({"link_close", "em_close", "strong_close", "s_close", "mark_close"})
ADDRESSES = frozenset({"href", "src", "action", "formaction", "poster", "xlink:href"})
# Browsers read an address without these.
IGNORED = re.compile(r"[\x00-\x20]")


def use(parser: MarkdownIt) -> None:
    parser.block.ruler.before(
        "reference", "attributes", find_line, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.inline.ruler.push("attributes", find_inline)
    parser.inline.ruler2.before("fragments_join", "attributes", attach_inline)
    parser.core.ruler.after("block", "attributes_of_blocks", attach_lines)
    # A heading that is taken for the title has no attributes in it.
    parser.core.ruler.before("title", "attributes_of_headings", attach_to_headings)


def find_line(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """A line of attributes beside a block; it ends a paragraph only if it stands at its end."""
    start = state.bMarks[startLine] + state.tShift[startLine]
    if not state.src.startswith("{", start) or state.is_code_block(startLine):
        return False
    text = state.src[start : state.eMarks[startLine]].rstrip(" \t")
    if not ATTRIBUTES.fullmatch(text) or _is_plain(text):
        return False
    following = startLine + 1
    is_last = following >= endLine or state.isEmpty(following) or state.sCount[following] < state.blkIndent
    if silent:
        return is_last
    has_above = bool(state.tokens) and state.tokens[-1].nesting != 1 and not state.isEmpty(startLine - 1)
    if is_last and not has_above:
        return False
    token = state.push("attributes_line", "", 0)
    token.content, token.map = text, [startLine, startLine + 1]
    state.line = startLine + 1
    return True


def attach_lines(state: StateCore) -> None:
    """Give the attributes that stand on lines of their own to the blocks beside them; without one they are text."""
    if any(token.type == "attributes_line" for token in state.tokens):
        state.tokens = [*_attach_lines(state)]


def _attach_lines(state: StateCore) -> Iterator[Token]:
    document = document_of(state.env)
    opened: list[Token] = []
    # The last block at each level.
    above: list[Token | None] = [None]
    waiting: list[Token] = []
    for place, token in enumerate(state.tokens):
        if token.type != "attributes_line":
            for line in waiting:
                _give(_bearer(token, opened), line, state.md, document)
            waiting = []
            _step(token, opened, above)
            yield token
            continue
        last = above[-1]
        if last and _takes(last) and last.map and token.map and last.map[1] == token.map[0]:
            _give(_bearer(last, opened), token, state.md, document)
        elif _stands_above(state.tokens, place):
            waiting.append(token)
        else:
            yield from _as_paragraph(token)


def _step(token: Token, opened: list[Token], above: list[Token | None]) -> None:
    if token.nesting > 0:
        opened.append(token)
        above.append(None)
    elif token.nesting < 0:
        above.pop()
        above[-1] = opened.pop()
    elif token.type != "inline":
        above[-1] = token


def _bearer(block: Token, opened: Sequence[Token]) -> Token:
    """What bears the attributes of *block*: a paragraph that is hidden in its item leaves them to it."""
    return opened[-1] if block.hidden and opened else block


def _takes(block: Token) -> bool:
    return block.nesting >= 0 and block.type not in ("html_block", "inline", "attributes_line")


def _stands_above(tokens: Sequence[Token], place: int) -> bool:
    """Whether the line of attributes at *place* stands right above a block."""
    line = tokens[place].map or [0, 0]
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    return bool(following and _takes(following) and following.map and following.map[0] == line[1])


def _as_paragraph(token: Token) -> list[Token]:
    opening, words, closing = Token("paragraph_open", "p", 1), Token("inline", "", 0), Token("paragraph_close", "p", -1)
    words.content, words.children = token.content, []
    for one in (opening, words, closing):
        one.block, one.level, one.map = True, token.level, token.map
    return [opening, words, closing]


def find_inline(state: StateInline, silent: bool) -> bool:
    """Attributes behind what they may belong to, or at the end, where a heading may have them."""
    start = state.pos
    if state.src[start] != "{" or not start:
        return False
    found = ATTRIBUTES.match(state.src, start, state.posMax)
    if found is None or not (state.src[start - 1] in ENDINGS or found.end() == len(state.src)):
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.content = found[0]
        token.meta["line"] = document_of(state.env).line_of(state)
    state.pos = found.end()
    return True


def attach_inline(state: StateInline) -> None:
    """Give attributes to what stands right before them; those at the very end may belong to a heading."""
    if any(token.type == "attributes" for token in state.tokens):
        state.tokens[:] = [*_attach_inline(state)]


def _attach_inline(state: StateInline) -> Iterator[Token]:
    document = document_of(state.env)
    opened: list[Token] = []
    last: Token | None = None
    for place, token in enumerate(state.tokens):
        if token.type == "attributes":
            if last and (last.type in PLAINLY or not _is_plain(token.content)):
                _give(last, token, state.md, document)
                continue
            if place + 1 < len(state.tokens):
                token.type = "text"
        elif token.nesting > 0:
            opened.append(token)
        opening = opened.pop() if token.nesting < 0 and opened else None
        # Where a sign of emphasis stood, an empty text may be left.
        if token.type != "text" or token.content:
            last = token if token.type in SINGLE else opening if token.type in CLOSING else None
        yield token


def attach_to_headings(state: StateCore) -> None:
    """Give the attributes at the end of a heading to it; elsewhere they are text."""
    if "{" not in state.src:
        return
    for place, token in enumerate(state.tokens):
        if token.type != "inline" or not token.children:
            continue
        for child in token.children:
            _leave_as_text(child.children or ())
        if token.children[-1].type != "attributes":
            continue
        opening, attributes = state.tokens[place - 1], token.children[-1]
        if opening.type != "heading_open" or len(token.children) == 1 or _is_plain(attributes.content):
            attributes.type = "text"
            continue
        _give(opening, attributes, state.md, document_of(state.env))
        token.children.pop()
        if token.children[-1].type == "text":
            token.children[-1].content = token.children[-1].content.rstrip()


def _is_plain(text: str) -> bool:
    return not text.startswith("{:") and all(PLAIN.fullmatch(piece) for piece in PIECE.findall(text))


def _leave_as_text(tokens: Sequence[Token]) -> None:
    """Take what is left in the words of a picture for text."""
    for token in tokens:
        if token.type == "attributes":
            token.type = "text"
        _leave_as_text(token.children or ())


def _give(token: Token, source: Token, parser: MarkdownIt, document: Document) -> None:
    """Give the attributes that are written in *source* to *token*; what could run or style anything is left out."""
    line = source.meta["line"] if "line" in source.meta else (source.map or [0])[0]
    for piece in PIECE.findall(source.content):
        if piece[0] in "#.":
            name, value = ("id" if piece[0] == "#" else "class"), piece[1:]
        else:
            name, _, quoted = piece.partition("=")
            value = html.unescape(quoted.strip("\"'"))
        if "comments" in document.options.extensions and has_comment(value):
            value, count = strip_comments(value)
            document.comment_count += count
        if message := _refuse(name.lower(), value, parser):
            document.report(line, message)
        elif name == "class":
            token.attrJoin("class", value)
        else:
            token.attrSet(name, value)


def _refuse(name: str, value: str, parser: MarkdownIt) -> str:
    """Why an attribute is left out; empty if it is not."""
    if name == "style":
        return f"attribute style='{value}' is left out; give it a class, as {{.name}}"
    if name.startswith("on") or name == "srcdoc":
        return f"attribute '{name}' is left out: it would run a script"
    if name in ADDRESSES and not parser.validateLink(parser.normalizeLink(IGNORED.sub("", value))):
        return f"attribute {name}='{value}' is left out: it is no address to link"
    return ""
