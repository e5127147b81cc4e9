"""What the rules report of a text, with its line: words that would be lost, and what is left out."""

from __future__ import annotations

import pytest

from plugins.markdown.commonmark import CommonMarkRenderer
from plugins.markdown.dialect import MarkdownOptions
from plugins.shared.markup import Renderer


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return CommonMarkRenderer(MarkdownOptions())


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param(
            "> | a |\n> |---|\n> | b | `c\\|d` | e |",
            3,
            "'`c|d` | e' is left out, as its row has more cells than the head of the table; write '\\|' for a bar",
            id="cells behind the last column",
        ),
        pytest.param(
            "a\n\n[b](#my heading)",
            3,
            "address '#my heading' has spaces, so this is no link; write '<#my heading>'",
            id="an address within the page with spaces",
        ),
        pytest.param(
            "a\n\n> [!tipp] b",
            3,
            "callout 'tipp' looks like a note; did you mean 'tip'?",
            id="a callout that is nearly one",
        ),
        pytest.param(
            "a\nb <!-- c\n\nd --> e",
            2,
            "comment '<!--' ends with its paragraph, so that it is shown; take out the empty line before its '-->'",
            id="a comment with an empty line",
        ),
        pytest.param(
            "a\nb {::comment} c\n\nd {:/comment} e",
            2,
            "comment '{::comment}' is not closed in its paragraph or cell, so that it would be shown; begin it on a"
            " line of its own, and close it",
            id="a comment of kramdown with an empty line",
        ),
        pytest.param(
            "a\n\n- b {# c\n\nd #}",
            3,
            "comment '{#' is not closed in its paragraph or cell, so that it would be shown; begin it on a"
            " line of its own, and close it",
            id="a comment of Jinja with an empty line",
        ),
        pytest.param(
            "a\n\n> b\n> [c](JavaScript:d)",
            4,
            "address 'JavaScript:d' would run a script; write one that begins with https:, or take it out",
            id="a link that runs a script",
        ),
        pytest.param(
            "a\n\n- b <vbscript:d>",
            3,
            "address 'vbscript:d' would run a script; write one that begins with https:, or take it out",
            id="a bare address that runs a script",
        ),
        pytest.param(
            "a\n\n> [c]: javascript:d\n\n[c]",
            3,
            "address 'javascript:d' would run a script; write one that begins with https:, or take it out",
            id="a definition that runs a script",
        ),
        pytest.param(
            "a\n\n![b\nc](data:text/html,d)",
            4,
            "address 'data:text/html,d' would run a script; write one that begins with https:, or take it out",
            id="a picture that is a page",
        ),
        pytest.param(
            "# a {#x}\n\nb ^c\n\n# d {#x}",
            5,
            "the name 'x' is given twice, and links lead to the first; give one another name",
            id="an id given twice",
        ),
        pytest.param(
            "a ^c\n\n- b ^c",
            3,
            "the name '^c' is given twice, and links lead to the first; give one another name",
            id="a block name given twice",
        ),
        pytest.param(
            "Tea[^1]\n\n[^1]: Leaf\n\n> [^old one]: Bag",
            5,
            "footnote 'old one' is mentioned nowhere; write '[^old one]'",
            id="an unused footnote",
        ),
        pytest.param(
            "Tea[^a]\n\n[^a]: Leaf\n[^A]: Bag",
            4,
            "footnote 'A' is defined twice; give one of them another name",
            id="a footnote with the name of another",
        ),
        pytest.param(
            "Tea\n\n- is\n  a leaf[^2]",
            4,
            "footnote '2' has no text; write it as '[^2]: …' on a line below",
            id="a mention without its footnote",
        ),
        pytest.param(
            "Tea^[is not\nherbs[^herbs]][^1]\n\n[^1]: Leaf",
            2,
            "footnote 'herbs' has no text; write it as '[^herbs]: …' on a line below",
            id="a mention in a footnote that stands in its place",
        ),
        pytest.param(
            "Tea[^1]\n\n[^1]:\n",
            3,
            "footnote '1' is empty; write its words behind the colon",
            id="an empty footnote",
        ),
        pytest.param(
            "W3C\n\n*[W3C]: one\n*[W3C]: two",
            4,
            "abbreviation 'W3C' is 'one' above, so 'two' is left out; write one of them",
            id="an abbreviation with two meanings",
        ),
        pytest.param(
            "Tea\nis *hot*{style='color: red'}",
            2,
            "attribute style='color: red' is left out; give it a class, as {.name}",
            id="a style",
        ),
        pytest.param(
            "> Tea\n{: onclick=run }",
            2,
            "attribute 'onclick' is left out: it would run a script",
            id="a script",
        ),
        pytest.param(
            '## Tea {href="java\tscript:run"}',
            1,
            "attribute href='java\tscript:run' is left out: it is no address to link",
            id="an address that is a script",
        ),
        pytest.param(
            "Tea\n\n/// caption\nA leaf",
            3,
            "'/// caption' has no end, so it is shown as text; close it by a line with '///'",
            id="a caption without an end",
        ),
        pytest.param(
            "> /// caption\n> A leaf\n> ///",
            1,
            "'/// caption' has nothing above it; write it below what it belongs to",
            id="a caption of nothing",
        ),
    ],
)
def test_a_problem_is_reported_with_its_line(renderer: Renderer, text: str, line: int, message: str) -> None:
    found = renderer.render(text, first_line=11).problems
    assert [(problem.line, problem.message) for problem in found] == [(line + 10, message)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("A set [^a-z] and [^/], [^9](https://example.org)", id="sets of letters and a link"),
        pytest.param("`[^1]` and \\[^2]\n\n    [^3]", id="code and escapes"),
        pytest.param("%% [^1] %%", id="a comment"),
        pytest.param("> [!my-own] a\n\n> [!TIP] a", id="callouts of other names"),
        pytest.param("`<!--` a\n\n`-->` <!-- b --> c <!-- d\ne -->", id="comments in code and whole ones"),
        pytest.param("Tea\n\n`/// caption`\n\n    /// caption", id="captions in code"),
        pytest.param("W3C\n\n*[W3C]: one\n*[W3C]: one", id="an abbreviation written twice"),
    ],
)
def test_what_is_meant_as_it_stands_is_no_problem(renderer: Renderer, text: str) -> None:
    assert renderer.render(text).problems == ()
