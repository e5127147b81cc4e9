"""What two readings differ in, with line and cure."""

from __future__ import annotations

import pytest

from plugins.markdown.commonmark import CommonMarkRenderer
from plugins.markdown.comparison import Block, ComparingRenderer, Difference, compare, find_blocks
from plugins.markdown.dialect import MarkdownOptions
from plugins.markdown.python_markdown import PythonMarkdownRenderer

OLD, NEW = PythonMarkdownRenderer(), CommonMarkRenderer(MarkdownOptions())

HEADING = "write a space behind the '#' of a heading"
ADDRESS = "write '%20' for each space in the address"
INDENTED = "write HTML without indentation"
STARS = "write '\\*' for a star that is shown, and a space outside of stars that end emphasis"
HTML = "leave a blank line between HTML and the text below it"
FORMULA = "a formula is drawn; MARKDOWN_WITHOUT = ['formulas'] leaves it as it was written"
CAPTION = "the title of a picture is its caption; MARKDOWN_WITHOUT = ['figures'] leaves it a title"
LIST = "leave a blank line above the list"
NESTED = "indent a list within a list by four spaces"
EMPTY_ITEM = "write the words of an item beside its sign"
FENCE = "leave a blank line above the code; within a list, indent it by eight spaces instead of fencing it"


def read_both(text: str) -> list[Difference]:
    return compare(text, OLD.render(text).html, NEW.render(text).html)


@pytest.mark.parametrize(
    ("text", "line", "old", "new", "cure"),
    [
        pytest.param("Tea.\n\n####Head\n", 2, "<h4>Head", "<p>####Head", HEADING, id="heading"),
        pytest.param(
            "Tea.\n\nSee [a](b c.pdf).", 2, "<p>See <a>a</a>.", "<p>See [a](b c.pdf).", ADDRESS, id="spaced address"
        ),
        pytest.param(
            "Tea.\n\n<div>\n\n    <p>hi</p>\n\n</div>",
            4,
            "<p>hi",
            "<pre>&lt;p&gt;hi&lt;/p&gt;",
            INDENTED,
            id="indented HTML",
        ),
        pytest.param(
            "**Hot:**tea now", 0, "<p><strong>Hot:</strong>tea now", "<p>**Hot:**tea now", STARS, id="stars in words"
        ),
        pytest.param("Tea:\n- a\n- b", 0, "<p>Tea: - a - b", "<p>Tea: <li>a <li>b", LIST, id="list below text"),
        pytest.param("- a\n  - b\n- c", 1, "<li>b", "<ul><li>b", NESTED, id="list nested by two spaces"),
        pytest.param("Tea.\n\n-\nwords\n\nx", 3, "<p>- words", "<p>words", EMPTY_ITEM, id="empty item"),
        pytest.param("- a\n\n    ```\n    b\n    ```", 3, "<li><code>b</code>", "<pre>b", FENCE, id="code in an item"),
        pytest.param(
            "<note>\nSee [a](b).\n</note>", 1, "<p>See <a>a</a>.", "<p>See [a](b).", HTML, id="text below HTML"
        ),
        pytest.param("It is $x^2$.", 0, "<p>It is $x^2$.", None, FORMULA, id="formula"),
        pytest.param('![](a.png "Pot")', 0, "", "<figcaption>Pot", CAPTION, id="caption"),
        pytest.param("A ~~b~~ c", 0, "<p>A ~~b~~ c", "<p>A <s>b</s> c", "", id="no cure is known"),
    ],
)
def test_a_difference_has_its_line_and_its_cure(text: str, line: int, old: str, new: str | None, cure: str) -> None:
    (difference,) = read_both(text)
    # What a formula is drawn as is tested elsewhere.
    assert difference == Difference(line, old, difference.new if new is None else new, cure)


@pytest.mark.parametrize(
    ("text", "cured"),
    [
        pytest.param("####Head", "#### Head", id="heading"),
        pytest.param("See [a](b c.pdf).", "See [a](b%20c.pdf).", id="spaced address"),
        pytest.param("<div>\n\n    <p>hi</p>\n\n</div>", "<div>\n\n<p>hi</p>\n\n</div>", id="indented HTML"),
        pytest.param("**Hot:**tea now", "**Hot:** tea now", id="emphasis"),
        pytest.param("An *a star", "An \\*a star", id="star"),
        pytest.param("Tea:\n- a\n- b", "Tea:\n\n- a\n- b", id="list below text"),
        pytest.param("<note>\nSee [a](b).\n</note>", "<note>\n\nSee [a](b).\n\n</note>", id="text below HTML"),
        pytest.param("- a\n  - b\n- c", "- a\n    - b\n- c", id="nested list"),
        pytest.param("Tea.\n\n-\nwords\n\nx", "Tea.\n\n- words\n\nx", id="empty item"),
        pytest.param("- a\n\n    ```\n    b\n    ```", "- a\n\n        b", id="code in an item"),
    ],
)
def test_what_a_cure_says_is_read_alike(text: str, cured: str) -> None:
    assert read_both(cured) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Plain *words*, **strong** and `code`.", id="words"),
        pytest.param("At http://tea.example/cups and <http://tea.example>.", id="addresses"),
        pytest.param("- a\n\n- b\n\n    c\n", id="loose list"),
        pytest.param("About #tea and <a@tea.example>.", id="tags"),
        pytest.param("    #!python\n    x = 1\n", id="numbered code"),
        pytest.param('"It\'s" -- he said... --- so', id="signs"),
        pytest.param("```python\nx = 1\n```\n\n    y = 2\n", id="code"),
        pytest.param("A|B\n-|-\n1|2\n", id="table"),
        pytest.param("***both***", id="emphasis of two sorts"),
        pytest.param("> a\n>\n> b", id="quote"),
        pytest.param("# One\n\n## Two", id="headings"),
        pytest.param("![pot](pot.png)", id="picture"),
        pytest.param("One  \ntwo", id="break"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_both_read_alike_is_no_difference(text: str) -> None:
    assert read_both(text) == []


def test_lines_are_right_below_words_that_are_repeated() -> None:
    # One word may stand anywhere, and underscores are no part of a word.
    text = "-\n_one_\nwords\n\n-\n_two_\nwords\n\nend of _one_ words\n"
    assert [difference.line for difference in read_both(text)] == [1, 5]
    text = "A cup.\n\nTea:\n- a\n\nA cup.\n\nTea:\n- a\n\nA cup.\n"
    assert [difference.line for difference in read_both(text)] == [2, 7]


def test_long_readings_are_shown_around_the_place_where_they_part() -> None:
    start = "The lid stays on while the water boils, and it is taken off when"
    (difference,) = read_both(f"{start} ~~the tea~~ has had its four minutes, which is what the packet said.")
    assert difference.old == "… is taken off when ~~the tea~~ has had its four minutes,…"
    assert difference.new == "… is taken off when <s>the tea</s> has had its four minutes,…"


def test_blocks_stand_in_their_places() -> None:
    html = "<p>A <em>b</em></p><ul><li>c<ul><li><p>d</p></li></ul></li></ul><h2>e<a class='headerlink'>#</a></h2><hr>"
    assert find_blocks(html) == [
        Block((), "A b", ("em",)),
        Block(("ul",), "c"),
        Block(("ul", "ul"), "d"),
        Block(("h2",), "e"),
        Block(("hr",), ""),
    ]


def test_differences_are_problems_of_the_file() -> None:
    rendered = ComparingRenderer(OLD, NEW).render("# Tea\n\nCups:\n- a", first_line=4, take_title=lambda _words: True)
    assert rendered.title == "Tea"
    assert [(problem.line, problem.message) for problem in rendered.problems] == [
        (6, f"read differently: python-markdown '<p>Cups: - a', commonmark '<p>Cups: <li>a'; {LIST}")
    ]
