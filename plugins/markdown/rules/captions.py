"""`/// caption` … `///`: a caption for the block above it, whatever that is; both become a figure.

`/// figure-caption` and `/// table-caption` are numbered. Behind a bar stand a number, an id and `<` for a caption that
is shown above: https://facelessuser.github.io/pymdown-extensions/extensions/blocks/plugins/caption/.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from plugins.markdown.document import Document, document_of

KEPT = "captions"
HEAD = re.compile(
    r"(?P<fence>/{3,})[ \t]*(?P<kind>caption|figure-caption|table-caption)[ \t]*"
    r"(?:\|[ \t]*(?P<place>[<>])?[ \t]*(?P<number>\^?\d+(?:\.\d+)*)?[ \t]*(?:#(?P<id>[^\s#.]+))?[ \t]*)?"
)
CODE = re.compile(r"`{3,}|~{3,}")
PREFIXES = {"figure-caption": "Figure", "table-caption": "Table"}
NOTHING_ABOVE = "'/// {}' has nothing above it; write it below what it belongs to"
UNCLOSED = "'{} {}' has no end, so it is shown as text; close it by a line with '{}'"


def use(parser: MarkdownIt) -> None:
    parser.block.ruler.before(
        "reference", "captions", find_caption, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.core.ruler.after("block", "captions", make_figures)


def find_caption(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    start = state.bMarks[startLine] + state.tShift[startLine]
    if not state.src.startswith("///", start) or state.is_code_block(startLine):
        return False
    found = HEAD.fullmatch(state.src, start, state.eMarks[startLine])
    if found is None:
        return False
    end = _find_end(state, startLine, endLine, found)
    if end < 0 or silent:
        return end >= 0
    opening = state.push("caption_open", "figcaption", 1)
    opening.map = [startLine, end + 1]
    opening.meta["found"] = found
    last, parent = state.lineMax, state.parentType
    state.lineMax, state.parentType = end, "caption"
    state.md.block.tokenize(state, startLine + 1, end)
    state.lineMax, state.parentType = last, parent
    state.push("caption_close", "figcaption", -1)
    state.line = end + 1
    return True


def _find_end(state: StateBlock, start_line: int, end_line: int, head: re.Match[str]) -> int:
    """The line that closes the caption which begins at *start_line*; -1 if there is none."""
    document = document_of(state.env)
    # Between which lines one was looked for in vain; it is there for none of those between them.
    absent: dict[tuple[str, int], tuple[int, int]] = document.kept.setdefault(KEPT, {})
    fence = head["fence"]
    first, last = absent.get((fence, state.blkIndent), (0, 0))
    if first <= start_line < last:
        return -1
    code = ""
    line = start_line + 1
    while line < end_line and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
        start = state.bMarks[line] + state.tShift[line]
        if sign := CODE.match(state.src, start, state.eMarks[line]):
            is_end = sign[0].startswith(code) and not state.src[sign.end() : state.eMarks[line]].strip()
            code = sign[0] if not code else "" if is_end else code
        elif not code and state.src[start : state.eMarks[line]].rstrip() == fence:
            return line
        line += 1
    absent[fence, state.blkIndent] = (start_line, line)
    document.report(start_line, UNCLOSED.format(fence, head["kind"], fence))
    return -1


def make_figures(state: StateCore) -> None:
    """Put each caption and the block above it into a figure."""
    if any(token.type == "caption_open" for token in state.tokens):
        state.tokens = _make_figures(state.tokens, document_of(state.env))


def _make_figures(tokens: Sequence[Token], document: Document) -> list[Token]:
    counts: Counter[str] = Counter()
    # Of each container that is open, the blocks in it so far.
    containers: list[list[list[Token]]] = [[]]
    opened: list[Token] = []
    for token in tokens:
        if token.nesting > 0:
            opened.append(token)
            containers.append([])
        elif token.nesting == 0:
            containers[-1].append([token])
        else:
            blocks, opening = containers.pop(), opened.pop()
            if token.type == "caption_close":
                _add_caption(containers[-1], blocks, opening, counts, document)
            else:
                containers[-1].append([opening, *chain.from_iterable(blocks), token])
    return [*chain.from_iterable(containers[0])]


def _add_caption(
    above: list[list[Token]], blocks: list[list[Token]], opening: Token, counts: Counter[str], document: Document
) -> None:
    """Make a figure of the last block *above* and the caption that begins with *opening* and holds *blocks*."""
    found: re.Match[str] = opening.meta["found"]
    figure = Token("figure_open", "figure", 1, block=True, map=opening.map, level=opening.level)
    if found["id"]:
        figure.attrs["id"] = found["id"]
    if found["kind"] in PREFIXES:
        _number(found, figure, blocks, counts)
    caption = [opening, *chain.from_iterable(blocks), Token("caption_close", "figcaption", -1, block=True)]
    if not above or above[-1][0].type == "box_title_open":
        document.report((opening.map or [0])[0], NOTHING_ABOVE.format(found["kind"]))
        above.append([])
    block = above[-1]
    if found["place"] == "<":
        block[:0] = [figure, *caption]
    else:
        block.insert(0, figure)
        block += caption
    block.append(Token("figure_close", "figure", -1, block=True, level=opening.level))


def _number(found: re.Match[str], figure: Token, blocks: list[list[Token]], counts: Counter[str]) -> None:
    """Number the caption that *blocks* hold, and its *figure*: by what is written, or one more than the last."""
    kind, written = found["kind"], (found["number"] or "").lstrip("^")
    counts[kind] = int(written.split(".")[0]) if written else counts[kind] + 1
    number = written or str(counts[kind])
    figure.attrs.setdefault("id", f"__{kind}_{number.replace('.', '_')}")
    prefix = [
        Token("prefix_open", "span", 1, attrs={"class": "caption-prefix"}),
        Token("text", "", 0, content=f"{PREFIXES[kind]} {number}."),
        Token("prefix_close", "span", -1),
    ]
    if blocks and blocks[0][0].type == "paragraph_open":
        # What is parsed of the paragraph comes behind these.
        blocks[0][1].children = [*prefix, Token("text", "", 0, content=" ")]
    else:
        paragraph = [Token("paragraph_open", "p", 1, block=True), Token("inline", "", 0, children=prefix, block=True)]
        blocks.insert(0, [*paragraph, Token("paragraph_close", "p", -1, block=True)])
