"""A rule for blocks is called only at a line it can begin with, and what is read does not change by that."""

from __future__ import annotations

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock

from plugins.markdown import blocks
from plugins.markdown.commonmark import make_parser
from plugins.markdown.dialect import MarkdownOptions
from plugins.markdown.document import KEY, Document
from tests.rendering import MARKDOWN_SCRAPS

OPTIONS = MarkdownOptions()
PARSER = make_parser(OPTIONS)


def _make_plain_parser() -> MarkdownIt:
    """The same parser, with every rule called at every line, as the library does it."""
    parser = make_parser(OPTIONS)
    rules = parser.block.ruler.__rules__
    parser.block = ParserBlock()
    parser.block.ruler.__rules__ = rules
    return parser


PLAIN_PARSER = _make_plain_parser()


@given(MARKDOWN_SCRAPS)
def test_the_first_character_tells_which_rules_can_apply(text: str) -> None:
    documents = Document(OPTIONS, 1, "en"), Document(OPTIONS, 1, "en")
    read, plain = (
        parser.render(text, {KEY: document}) for parser, document in zip((PARSER, PLAIN_PARSER), documents, strict=True)
    )

    assert read == plain
    assert documents[0].problems == documents[1].problems


def test_every_rule_that_is_named_is_one_of_the_parser() -> None:
    assert set(blocks.FIRST_CHARACTERS) <= set(PARSER.block.ruler.get_all_rules())


@pytest.mark.parametrize("chain", ["paragraph", "reference", "blockquote", "list"])
def test_a_line_of_words_ends_a_block_by_few_rules(chain: str) -> None:
    ruler = PARSER.block.ruler
    assert isinstance(ruler, blocks.RulerByCharacter)

    words = ruler.by_character(chain)[blocks.OTHER]

    assert len(words) <= 3
    assert len(ruler.getRules(chain)) == 1
