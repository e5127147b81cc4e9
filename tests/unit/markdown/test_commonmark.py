"""What holds for every text, whatever its syntax; single pieces of syntax have their cases beside the rules."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from plugins.markdown.commonmark import CommonMarkRenderer
from plugins.markdown.dialect import EXTENSIONS, MarkdownOptions
from plugins.shared.entry import Heading
from plugins.shared.markup import Renderer
from plugins.shared.problems import Severity
from tests.rendering import MARKDOWN_SCRAPS, make_renderer


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return make_renderer()


def test_headings_go_down_where_the_author_used_the_first_level(renderer: Renderer) -> None:
    rendered = renderer.render("# Tea\n\n## Green\n\n###### Deep")
    assert rendered.headings == (Heading(2, "tea", "Tea"), Heading(3, "green", "Green"), Heading(6, "deep", "Deep"))
    assert re.findall(r"<h\d", rendered.html) == ["<h2", "<h3", "<h6"]


def test_other_headings_stay_where_they_are(renderer: Renderer) -> None:
    assert renderer.render("## Tea").headings == (Heading(2, "tea", "Tea"),)


def test_words_of_a_heading_are_text(renderer: Renderer) -> None:
    heading = renderer.render('## "Salt" & `<b>` *tea* [[Jam|jam]] [x](y) %%no%% ![cup](c.png)').headings[0]
    assert heading.title == "“Salt” & <b> tea jam x cup"


def test_one_text_leaves_nothing_behind_for_the_next(renderer: Renderer) -> None:
    renderer.render("# Tea\n\n[^1] [a]\n\n[^1]: Leaves\n[a]: b\n\n*[HTML]: a language\n\n%% open")
    rendered = renderer.render("HTML [a]")
    assert (rendered.html, rendered.headings, rendered.comment_count) == ("<p>HTML [a]</p>", (), 0)


@pytest.mark.parametrize(
    ("text", "title", "html"),
    [
        pytest.param("# Tea\n\nHot.", "Tea", "<p>Hot.</p>", id="hash"),
        pytest.param("Tea\n===\nHot.", "Tea", "<p>Hot.</p>", id="underlined"),
        pytest.param("%% for me %%\n\n\n# *Tea* [[x|y]] #\nHot.", "Tea y", "<p>Hot.</p>", id="below a comment"),
        pytest.param("Hot.\n\n# Tea", "", None, id="not below words"),
        pytest.param("## Tea", "", None, id="not of the second level"),
        pytest.param("> # Tea", "", None, id="not in a quote"),
        pytest.param("#", "", None, id="not without words"),
    ],
)
def test_the_heading_that_opens_a_text_can_be_taken(
    renderer: Renderer, text: str, title: str, html: str | None
) -> None:
    rendered = renderer.render(text, take_title=lambda _words: True)
    assert rendered.title == title
    assert rendered.html == (renderer.render(text).html if html is None else html)
    assert renderer.render(text, take_title=lambda _words: False).html == renderer.render(text).html


@pytest.mark.parametrize(
    ("text", "body"),
    [
        pytest.param('<iframe src="a/" />', '<iframe src="a/"></iframe>', id="frame"),
        pytest.param('<a name="x"/>Tea', '<p><a name="x"></a>Tea</p>', id="anchor"),
        pytest.param("Tea<br/>Jam", "<p>Tea<br/>Jam</p>", id="without content"),
        pytest.param("`<div/>`", "<p><code>&lt;div/&gt;</code></p>", id="code"),
    ],
)
def test_an_element_that_can_hold_something_is_closed(renderer: Renderer, text: str, body: str) -> None:
    assert renderer.render(text).html == body


def test_problems_have_the_lines_of_the_file(renderer: Renderer) -> None:
    [problem] = renderer.render("Tea.\n\n- a\n\n  %% open\n\nsecret", first_line=4).problems
    assert (problem.line, problem.severity) == (8, Severity.ERROR)
    assert "%%" in problem.message


def test_what_is_behind_an_open_comment_is_not_shown(renderer: Renderer) -> None:
    assert renderer.render("> %% open\n\nsecret\n\n- secret").html == "<blockquote></blockquote>"


@pytest.mark.parametrize(
    "text",
    [
        "| a | b |\n|:-:|--:|\n| c | d |",
        "$x^2$ and\n\n$$\n\\begin{matrix}a\\\\b\\end{matrix}\n$$",
        "[a](b){style=color:red}",
        "```python\nprint(1)\n```",
    ],
    ids=["table", "formula", "attribute", "code"],
)
def test_nothing_is_styled_in_place(renderer: Renderer, text: str) -> None:
    """A strict policy for style sheets must be able to hold: `style-src 'self'`."""
    assert " style=" not in renderer.render(text).html


@pytest.mark.parametrize("sign", [">", "- ", "* ", "> - ", "1. "])
def test_words_that_are_nested_too_deeply_are_shown_and_reported(renderer: Renderer, sign: str) -> None:
    rendered = renderer.render(sign * 1000 + "tea")
    assert "tea" in rendered.html
    assert [problem.line for problem in rendered.problems] == [1]


@pytest.mark.parametrize("sign", ["[", "![", "**", "<div>", "(", "`", "~~", "==", "[[", "{", "$"])
def test_deep_nesting_within_a_line_is_no_crash(renderer: Renderer, sign: str) -> None:
    assert "tea" in renderer.render(sign * 1000 + "tea").html


def test_a_list_of_eleven_levels_is_whole(renderer: Renderer) -> None:
    text = "".join(f"{'  ' * level}- level {level}\n" for level in range(11))
    rendered = renderer.render(text)
    assert re.findall(r"level \d+", rendered.html) == [f"level {level}" for level in range(11)]
    assert rendered.problems == ()


@settings(max_examples=150, deadline=None)
@given(MARKDOWN_SCRAPS)
def test_any_text_is_rendered_without_a_first_heading(renderer: Renderer, text: str) -> None:
    assert "<h1>" not in renderer.render(text).html


@pytest.mark.parametrize("name", EXTENSIONS)
def test_every_extension_can_be_left_out_alone(name: str) -> None:
    renderer = CommonMarkRenderer(MarkdownOptions(extensions=frozenset(EXTENSIONS) - {name}))
    text = "# A\n\n[[b]] ==c== #d %%e%% $f$ {% g %} h[^1] i\n: j\n\n> [!k]\n> l ^m\n\n[^1]: n\n"
    assert "<h2" in renderer.render(text).html
