"""A text as blocks, read from the tokens of its one parse: formulas, tags, callouts and notes are known for such."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from plugins.shared.labels import SUMMARY_LABEL, SUMMARY_NAME
from plugins.shared.text_blocks import Block, BlockBuilder, Mark, read_fragment

# More signs of prose than this are in no excerpt, and in no guess at the language of a text.
ENOUGH = 1_500
MARKS = {"fence": Mark.CODE, "code_block": Mark.CODE, "formula_block": Mark.FORMULA, "hr": Mark.LINE}
# A label is no longer than this, with what formats it.
LABEL_SIGNS = 60


def read_tokens(tokens: Sequence[Token], enough: int = ENOUGH) -> tuple[Block, ...]:
    """The blocks that *tokens* are, up to *enough* signs of prose; of what stands below only a summary."""
    builder = BlockBuilder(enough)
    for place, token in enumerate(tokens):
        if builder.is_full:
            if not _begins_summary(tokens, place):
                continue
            builder.reopen()
        if token.type == "footnotes_open":
            break
        _read_block(token, builder)
    builder.end_block()
    return tuple(builder.blocks)


def _read_block(token: Token, builder: BlockBuilder) -> None:
    if token.type == "inline":
        _read_inline(token.children or (), builder)
    elif token.type == "html_block":
        builder.end_block()
        read_fragment(token.content, builder)
    elif token.type in MARKS:
        builder.add_mark(MARKS[token.type])
    elif token.hidden:
        builder.end_block()
    elif token.nesting > 0:
        builder.enter(token.tag, _classes_of(token))
    elif token.nesting < 0:
        builder.leave(token.tag)


def _begins_summary(tokens: Sequence[Token], place: int) -> bool:
    """Whether the token at *place* opens a heading or paragraph that calls itself a summary."""
    token = tokens[place]
    if token.type not in ("heading_open", "paragraph_open") or place + 1 == len(tokens):
        return False
    words = tokens[place + 1].content[:LABEL_SIGNS].replace("*", "").replace("_", "")
    if token.type == "heading_open":
        return SUMMARY_NAME.fullmatch(words) is not None
    return SUMMARY_LABEL.match(words) is not None


def _read_inline(children: Sequence[Token], builder: BlockBuilder) -> None:
    for token in children:
        kind = token.type
        if kind in {"text", "text_special"}:
            builder.write(token.content)
        elif kind in {"softbreak", "hardbreak"}:
            builder.write("\n")
        elif kind == "code_inline":
            builder.write_code(token.content)
        elif kind == "formula":
            builder.write_formula(token.content, is_display=bool(token.meta["is_display"]))
        elif kind == "html_inline":
            read_fragment(token.content, builder)
        elif token.nesting > 0:
            if token.markup == "tag":
                builder.enter_tag()
            else:
                builder.enter(token.tag, _classes_of(token))
        elif token.nesting < 0:
            builder.leave(token.tag)


def _classes_of(token: Token) -> Sequence[str]:
    names = token.attrs.get("class")
    return str(names).split() if names else ()
