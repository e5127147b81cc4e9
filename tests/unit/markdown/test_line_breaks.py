"""Paragraphs whose single line breaks were meant."""

from __future__ import annotations

import pytest

from plugins.markdown.choice import Choice, make_renderer
from plugins.markdown.dialect import MarkdownOptions
from plugins.markdown.line_breaks import RUN_TOGETHER, has_short_lines

WRAPPED = (
    "The lid stays on while the water boils, and it is taken off when",
    "the tea has had its four minutes, which is what the packet said",
    "all along.",
)


@pytest.mark.parametrize(
    ("lines", "is_short"),
    [
        pytest.param(("Status: seed", "Place: kitchen"), True, id="fields"),
        pytest.param(("Status:: seed", f"Tags:: {'[[tea]], ' * 12}"), True, id="long fields"),
        pytest.param(("Roses are red", "violets are blue"), True, id="verses"),
        pytest.param(WRAPPED, False, id="wrapped"),
        pytest.param(("One sentence here.", "Another there."), False, id="sentences"),
        pytest.param(("She said “no”.", "He left."), False, id="sentence with quotes"),
        pytest.param(("There is nothing new.[^1]", "It is [here](tea.md).", "So."), False, id="footnote and link"),
        pytest.param(
            ("[An address that is long](https://tea.example/cups-and-pots-and-lids)", "*tea*"), False, id="link"
        ),
        pytest.param(("These are the cups:", "two of them"), False, id="colon"),
        pytest.param((*WRAPPED[:2], "or", "so it said"), False, id="a short line among wrapped ones"),
    ],
)
def test_a_paragraph_is_of_short_lines_where_words_had_room(lines: tuple[str, ...], is_short: bool) -> None:
    assert has_short_lines(lines) is is_short


def test_paragraphs_of_short_lines_are_found_with_their_lines() -> None:
    text = "\n".join(
        [
            *WRAPPED,
            "",
            "Status: seed",
            "Place: kitchen",
            "",
            "```",
            "a = 1",
            "b = 2",
            "```",
            "",
            "Broken by hand  ",
            "and again\\",
            "here",
            "",
            "> Roses are red",
            "> violets are blue",
        ]
    )
    found = make_renderer(Choice(), is_check=True).render(text, first_line=5).problems
    assert [(problem.line, problem.message) for problem in found] == [(9, RUN_TOGETHER), (21, RUN_TOGETHER)]
    assert make_renderer(Choice()).render(text).problems == ()
    kept = make_renderer(Choice(options=MarkdownOptions(breaks=True)), is_check=True)
    assert kept.render(text).problems == ()


def test_the_title_is_found_as_a_build_finds_it() -> None:
    rendered = make_renderer(Choice(), is_check=True).render("# Tea\n\nRed\nblue", take_title=lambda _words: True)
    assert (rendered.title, [problem.line for problem in rendered.problems]) == ("Tea", [3])
