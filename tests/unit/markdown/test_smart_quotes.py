"""Quotes as the language of a text writes them."""

from __future__ import annotations

import pytest

from plugins.markdown.commonmark import CommonMarkRenderer
from plugins.markdown.dialect import EXTENSIONS, MarkdownOptions

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("lang", "read"),
    [
        ("", "“a ‘b’ c” it’s"),
        ("xx", "“a ‘b’ c” it’s"),
        ("en-GB", "“a ‘b’ c” it’s"),
        ("de", "„a ‚b‘ c“ it’s"),
        ("de-AT", "„a ‚b‘ c“ it’s"),
        ("de_CH", "«a ‹b› c» it’s"),
        ("fr", f"«{NARROW}a “b” c{NARROW}» it’s"),
        ("es", "«a “b” c» it’s"),
        ("pt", "“a ‘b’ c” it’s"),
        ("pl", "„a «b» c” it’s"),
        ("ru", "«a „b“ c» it’s"),
        ("sv", "”a ’b’ c” it’s"),
        ("nb", "«a ‘b’ c» it’s"),
        ("hu", "„a »b« c” it’s"),
        ("ja", "「a 『b』 c」 it’s"),
    ],
)
def test_the_language_of_a_text_decides_its_quotes(lang: str, read: str) -> None:
    renderer = CommonMarkRenderer(MarkdownOptions())
    assert renderer.render("\"a 'b' c\" it's", lang=lang).html == f"<p>{read}</p>"


def test_letters_that_a_language_leaves_out_are_no_quotes_in_it() -> None:
    renderer = CommonMarkRenderer(MarkdownOptions())
    assert renderer.render("'s avonds 'thee'", lang="nl").html == "<p>’s avonds ‘thee’</p>"
    assert renderer.render("'s avonds' 'thee'", lang="en").html == "<p>‘s avonds’ ‘thee’</p>"


def test_an_abbreviation_in_hebrew_keeps_its_mark() -> None:
    renderer = CommonMarkRenderer(MarkdownOptions())
    assert renderer.render('צה"ל', lang="he").html == "<p>צה&quot;ל</p>"


def test_without_the_extension_nothing_is_replaced() -> None:
    renderer = CommonMarkRenderer(MarkdownOptions(frozenset(EXTENSIONS) - {"smart_quotes"}))
    assert renderer.render('"a" -- it\'s ...').html == "<p>&quot;a&quot; -- it's ...</p>"
