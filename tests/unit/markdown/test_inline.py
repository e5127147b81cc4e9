"""The parser that calls rules at their own characters reads as the one that calls all rules at all of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from markdown_it.parser_inline import ParserInline

from plugins.markdown import commonmark
from plugins.markdown.commonmark import CommonMarkRenderer
from plugins.markdown.dialect import EXTENSIONS, MarkdownOptions
from tests.rendering import MARKDOWN_SCRAPS
from tests.unit.markdown.test_rules import CASES

# The state for CJK text is chosen by our parser alone.
OPTIONS = MarkdownOptions(extensions=frozenset(EXTENSIONS) - {"cjk_emphasis"})


@pytest.fixture(scope="module")
def ours() -> CommonMarkRenderer:
    return CommonMarkRenderer(OPTIONS)


@pytest.fixture(scope="module")
def plain() -> CommonMarkRenderer:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commonmark, "InlineParser", _keep)
        return CommonMarkRenderer(OPTIONS)


def _keep(parser: ParserInline) -> ParserInline:
    return parser


@pytest.mark.parametrize(("text", "html"), CASES)
def test_cases_are_read_alike(ours: CommonMarkRenderer, plain: CommonMarkRenderer, text: str, html: str) -> None:
    assert ours.render(text).html == plain.render(text).html


@settings(max_examples=200, deadline=None)
@given(MARKDOWN_SCRAPS)
def test_random_texts_are_read_alike(ours: CommonMarkRenderer, plain: CommonMarkRenderer, text: str) -> None:
    assert ours.render(text).html == plain.render(text).html
