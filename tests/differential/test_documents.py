"""Documents that nobody would write, read by the core and by comrak: the same words, in the same structure.

`DOCUMENTS=20000` tries more of them. What is read differently for reasons of its own is left out, by name, below.
"""

from __future__ import annotations

import os
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.markdown.dialect import EXTENSIONS
from tests.differential.comparing import find_unexplained
from tests.oracles.pages import read_page
from tests.oracles.references import read_by_comrak
from tests.oracles.renderers import render, render_core, render_full

COUNT = int(os.environ.get("DOCUMENTS", "300"))
WORDS = ("tea", "a", "Ünï", "茶", "1", "x_y", "3.", "*", "—")
INLINE = (
    *("*", "**", "_", "__", "***", "`", "``", "~~", "[", "]", "](", ")", "(/u)", '(/u "t")', "[tea]", "![", "![a](b)"),
    *("<b>", "</b>", "<br>", "<i a='b'>", "<!-- c -->", "<https://a.example>", "https://a.example/b", "www.a.example"),
    *(
        "a_b@c.example",
        "&amp;",
        "&copy;",
        "&#35;",
        "&x;",
        "\\",
        "\\*",
        "\\[",
        "  \n",
        "\\\n",
        "\n",
        " ",
        "  ",
        "\t",
        "!",
    ),
    *("'", '"', ".", ",", ":", "-", "--", "#", ">", "< ", "=", "+", "^", "$", "%", "{", "}", "\u200d"),
)
BLOCK = (
    *(
        "# ",
        "## ",
        "###### ",
        "#",
        "- ",
        "-",
        "* ",
        "+ ",
        "1. ",
        "2) ",
        "10. ",
        "- [ ] tea",
        "- [x] tea",
        "> ",
        ">",
        ">> ",
    ),
    *(
        "    ",
        "  ",
        " ",
        "\t",
        "```\n",
        "``` py\n",
        "~~~\n",
        "---\n",
        "***\n",
        "===\n",
        "= ",
        "\n\n| a | b |\n|---|:-:|\n| c | d |\n\n",
    ),
    *(
        "<div>\n",
        "</div>\n",
        "<pre>\n",
        "</pre>\n",
        "<details>\n\n",
        "<!--\n",
        "-->\n",
        "<?\n",
    ),
    *("\n[tea]: /u\n\n", "\n[a b]: <u v> 'w'\n\n", "\n\n", "\n"),
)
LEFT_OUT = {
    "a byte order mark is no part of a text once its file is read": re.compile("\ufeff"),
    "a line right below a link definition, which markdown-it takes for its title": re.compile(
        r"\[[^\]\n]+\]:[^\n]*\n(?!\n)"
    ),
    "a single tilde strikes in comrak; three may begin a fence": re.compile(r"(?<!~)~(?!~)|~~~"),
    "`<![` is read by Python's reader of HTML as no browser does": re.compile(r"<!\["),
    "a tag, comment or instruction without its end": re.compile(r"<[a-z/!?][^>]*\Z|<!--(?! c -->)"),
    "an address right behind a character, or behind an open bracket, where comrak links none": re.compile(
        r"[^ \t\n*_~(](?:https?:|www\.|[\w.+-]+@)|\[[\s\S]*(?:https?:|www\.|@)"
    ),
    "an address right before a character, of which each parser takes others along": re.compile(
        r"(?:\.example|/b)(?=[^ \t\n])"
    ),
    "a tag alone in a line below a text ends a list for cmark and comrak, but for no other": re.compile(
        r"[^\n]\n[ \t>]*</?[a-z][^>\n]*>[^\S\n]*(?:\n|\Z)"
    ),
    "a line indented by four below a quote, which markdown-it takes for a part of it, or for code": re.compile(
        r">[\s\S]*\n[^\n]*(?: {4}|\t)"
    ),
    "a backslash before two spaces at a line's end, which markdown-it takes for one of them": re.compile(r"\\  +\n"),
    "a bracket that a link's name and the end of its text follow, a picture for comrak": re.compile(r"\]\([ \t\n]*\n"),
    "a fence without an end in a list, where an empty line may be its own or the list's": re.compile(
        r"[-+*.)] +(?:`{3}|~{3})"
    ),
    "a line indented by four below two markers, which markdown-it takes for code": re.compile(
        r"(?:[-+*]|\d+[.)])[ \t]+(?:[-+*]|\d+[.)])[ \t][\s\S]*\n(?: {4}|\t)"
    ),
    "a ruler without bars below a line, a table of one column for cmark and comrak": re.compile(
        r"^[ \t>]*(?::-+:?|-+:)[ \t]*$", re.MULTILINE
    ),
    "an empty item before two empty lines, which end a list for markdown-it": re.compile(
        r"^[ \t>]*(?:[-+*]|\d+[.)])(?: +[-+*])*[ \t]*\n[ \t>]*\n[ \t>]*\n", re.MULTILINE
    ),
    "a tab within a list within a quote, whose columns markdown-it counts from elsewhere": re.compile(
        r">.*[-+*.)] *\t"
    ),
    "white space that is no space, which Python counts as such": re.compile(r"[^\S \t\n]"),
    "a task without words": re.compile(r"\[[ xX]\][ \t]*(?:\n|\Z)"),
}

line = st.builds(
    lambda starts, parts: "".join(starts) + "".join(parts) + "\n",
    st.lists(st.sampled_from(BLOCK), max_size=4),
    st.lists(st.sampled_from((*WORDS, *INLINE, *WORDS)), max_size=8),
)
documents = st.lists(line, min_size=1, max_size=8).map("".join)


def is_compared(text: str) -> bool:
    return not any(pattern.search(text) for pattern in LEFT_OUT.values())


@settings(max_examples=COUNT, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(documents.filter(is_compared))
def test_the_core_reads_any_document_as_comrak_does(text: str) -> None:
    ours, theirs = read_page(render_core(text)), read_page(read_by_comrak(text))
    assert ours.structure == theirs.structure


@settings(max_examples=COUNT // 10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_the_dialect_differs_from_the_core_where_an_extension_does(text: str) -> None:
    core, full = read_page(render_core(text)).folded(), read_page(render_full(text)).folded()
    alone = [read_page(render(text, name)).folded() for name in EXTENSIONS]
    assert list(find_unexplained(core, full, alone)) == []
