"""The words of tokens, without what formats them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markdown_it.token import Token

WORDS = frozenset({"text", "text_special", "code_inline", "formula"})
BREAKS = frozenset({"softbreak", "hardbreak"})


def words_of(tokens: Iterable[Token]) -> str:
    """What a reader sees of inline *tokens*, on one line; of pictures their alt text, of comments nothing."""
    return " ".join("".join(_pieces(tokens)).split())


def _pieces(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in WORDS:
            yield token.content
        elif token.type in BREAKS:
            yield " "
        elif token.type == "image":
            yield from _pieces(token.children or ())
