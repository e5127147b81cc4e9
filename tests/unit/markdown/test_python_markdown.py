"""The dialect of older Pelican blogs."""

from __future__ import annotations

import pytest

from plugins.markdown.dialect import STOCK_OPTIONS
from plugins.markdown.python_markdown import PythonMarkdownRenderer, find_unusable
from plugins.shared.entry import Heading


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("Head\n- item", "<p>Head\n- item</p>", id="list below text"),
        pytest.param("####Head", "<h4>Head</h4>", id="heading without a space"),
        pytest.param("[a](b c.pdf)", '<p><a href="b c.pdf">a</a></p>', id="address with a space"),
        pytest.param("Words\n{: .big}", '<p class="big">Words</p>', id="attributes"),
        pytest.param("See [[Tea]], ==this== and $x$.", "<p>See [[Tea]], ==this== and $x$.</p>", id="our signs"),
        pytest.param("A b %% c %%", "<p>A b %% c %%</p>", id="no comment"),
        pytest.param("Title: Tea\n\nWords", "<p>Title: Tea</p>\n<p>Words</p>", id="what looks like front matter"),
        pytest.param("# One\n\n## Two", "<h2>One</h2>\n<h3>Two</h3>", id="first level"),
        pytest.param("`{static}/a` and\n\n    {static}/b", None, id="indicators in code"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_texts_are_read_as_pelican_reads_them(text: str, html: str | None) -> None:
    rendered = PythonMarkdownRenderer().render(text)
    if html is not None:
        assert rendered.html == html
    else:
        assert "<code>{static}/a</code>" in rendered.html


def test_the_first_heading_is_the_title_where_it_is_taken() -> None:
    renderer = PythonMarkdownRenderer()
    taken = renderer.render("# A *good* `cup`\n\nWords", take_title=lambda _words: True)
    assert (taken.title, taken.html) == ("A good cup", "<p>Words</p>")
    left = renderer.render("# Tea\n\nWords", take_title=lambda _words: False)
    assert (left.title, left.html) == ("", "<h2>Tea</h2>\n<p>Words</p>")


def test_headings_are_known_where_the_setting_asks_for_toc() -> None:
    assert PythonMarkdownRenderer().render("## Tea").headings == ()
    renderer = PythonMarkdownRenderer({"extensions": ["markdown.extensions.toc"]})
    assert renderer.render("## Tea & milk\n\n### Cups").headings == (
        Heading(2, "tea-milk", "Tea & milk"),
        Heading(3, "cups", "Cups"),
    )


def test_options_that_cannot_be_used_are_named() -> None:
    assert find_unusable(STOCK_OPTIONS) == {}
    assert find_unusable(
        {"extension_configs": {"markdown.extensions.toc": "permalink", "markdown.extensions.abbr": None}}
    ).keys() == {"markdown.extensions.toc"}
    assert find_unusable(
        {
            "extensions": ["no_such_extension"],
            "extension_configs": {"markdown.extensions.toc": {"no_such": 1}},
            "output_format": "pdf",
        }
    ).keys() == {"no_such_extension", "markdown.extensions.toc", "output_format"}
