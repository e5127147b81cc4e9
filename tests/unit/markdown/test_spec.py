"""The examples of the CommonMark specification, and of GitHub's extensions in our own words, by parsed structure.

The specification lies beside the project; where it does not, its examples are skipped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import pytest
from markdown_it.utils import read_fixture_file

from plugins.markdown.dialect import EXTENSIONS
from tests.oracles.corpora import CORPUS
from tests.oracles.pages import WORD, read_page, read_tree
from tests.oracles.references import read_by_cmark
from tests.oracles.renderers import render, render_core, render_full
from tests.oracles.specs import Example, read_spec_examples

SPEC = CORPUS / "spec-commonmark" / "spec.txt"
EMBED = re.compile(r'<img alt="" class="wikilink" src="wikilink:([^"]*)"')
EXAMPLES = read_spec_examples(SPEC) if SPEC.is_file() else []


class Reason(StrEnum):
    """Why an example is read otherwise than the specification says."""

    ADDRESS = "a bare address is a link, as GitHub's own specification has it"
    FIGURE = "a picture alone in its paragraph, with a title, is a figure with a caption"
    TAG = "`#hashtag` is a tag"
    WIKILINK = "`[[foo]]` is a wikilink"


# GitHub's bare addresses belong to the core.
CORE_EXCEPTIONS: Mapping[int, Reason] = dict.fromkeys((610, 613, 614), Reason.ADDRESS)
EXCEPTIONS: Mapping[int, Reason] = {
    **CORE_EXCEPTIONS,
    64: Reason.TAG,
    **dict.fromkeys((550, 561, 592), Reason.WIKILINK),
    **dict.fromkeys((574, 575, 578, 579, 586, 587, 588, 590, 591, 593), Reason.FIGURE),
}


def name_example(example: Example) -> str:
    return str(example.number)


@pytest.mark.skipif(not EXAMPLES, reason="the specification, ../shared/corpus/spec-commonmark, is not here")
def test_all_examples_are_found() -> None:
    assert (len(EXAMPLES), EXAMPLES[0].written, EXAMPLES[-1].html) == (
        655,
        "\tfoo\tbaz\t\tbim\n",
        "<p>Multiple     spaces</p>\n",
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=name_example)
def test_the_core_reads_as_the_specification_says(example: Example) -> None:
    is_equal = read_tree(render_core(example.written)) == read_tree(example.html)
    assert is_equal == (example.number not in CORE_EXCEPTIONS)


@pytest.mark.parametrize("example", EXAMPLES, ids=name_example)
def test_the_site_reads_as_the_specification_says(example: Example) -> None:
    """Smart quotes aside; the exceptions are those above, and each is one: none is listed that has gone."""
    found, expected = read_tree(render_full(example.written, "smart_quotes")), read_tree(example.html)
    if example.number in EXCEPTIONS:
        assert found != expected
    else:
        assert str(found) == str(expected)


@pytest.mark.parametrize("example", EXAMPLES, ids=name_example)
def test_no_example_loses_a_word(example: Example) -> None:
    html = render_full(example.written, "smart_quotes")
    found, expected = read_page(html), read_page(example.html)
    # The graph puts an entry, a picture or these words into the place of an embed.
    embedded = [word for name in EMBED.findall(html) for word in WORD.findall(name)]
    assert Counter(expected.words) <= Counter([*found.words, *embedded])


def test_the_exceptions_are_no_more_than_agreed() -> None:
    assert len(EXCEPTIONS) == 17


@pytest.mark.skipif(not EXAMPLES, reason="the specification, ../shared/corpus/spec-commonmark, is not here")
@pytest.mark.parametrize("extension", EXTENSIONS)
def test_each_extension_alone_keeps_to_the_specification(extension: str) -> None:
    """What one extension changes, the whole dialect changes too."""
    changed = [
        example.number
        for example in EXAMPLES
        if read_tree(render(example.written, extension)) != read_tree(example.html)
    ]
    assert extension == "smart_quotes" or {*changed} <= {*EXCEPTIONS}


# What is written, and what GitHub's specification says it is; in our own words.
GITHUB = {
    title: (written, html)
    for _line, title, written, html in read_fixture_file(Path(__file__).parent / "cases" / "github.txt")
}
# GitHub strikes with one tilde too, but real notes write ranges with it. It shows `<xmp>` and its like as text, but on
# one's own site a film's frame is meant.
OTHERWISE = ("one tilde strikes nothing", "an author's own HTML stays")
SAME_AS_GITHUB = [name for name in GITHUB if name not in OTHERWISE]


@pytest.mark.parametrize("name", GITHUB)
def test_githubs_extensions(name: str) -> None:
    written, html = GITHUB[name]
    assert str(read_tree(render_core(written))) == str(read_tree(html))


@pytest.mark.parametrize("name", GITHUB)
def test_githubs_extensions_on_a_site(name: str) -> None:
    written, html = GITHUB[name]
    assert str(read_tree(render_full(written, "smart_quotes"))) == str(read_tree(html))


@pytest.mark.parametrize("name", SAME_AS_GITHUB)
def test_github_reads_these_so_too(name: str) -> None:
    written, html = GITHUB[name]
    assert str(read_tree(read_by_cmark(written))) == str(read_tree(html))
