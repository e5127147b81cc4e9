"""Extensions that comrak has too, each alone: the same words on files of every corpus."""

from __future__ import annotations

import pytest

from tests.differential.report import EXCEPTIONS
from tests.differential.test_corpora import choose_texts
from tests.oracles.corpora import Text, find_corpora
from tests.oracles.pages import read_page
from tests.oracles.references import read_by_comrak
from tests.oracles.renderers import render

# Wikilinks are not among them: ours show of a path its last part. Formulas are drawn by us and source for comrak.
COMPARED = ("comments", "callouts", "marks", "footnotes", "definitions", "cjk_emphasis")
TEXTS = [
    text
    for name in find_corpora()
    for text in choose_texts(name)
    if (name, text.path.partition("/")[2]) not in EXCEPTIONS
]

pytestmark = pytest.mark.skipif(not TEXTS, reason="the content of others, ../shared/corpus, is not here")


@pytest.mark.parametrize("extension", COMPARED)
def test_an_extension_alone_shows_the_same_words(extension: str) -> None:
    assert [text.path for text in TEXTS if differs(text, extension)] == []


def differs(text: Text, extension: str) -> bool:
    ours, theirs = read_page(render(text.body, extension)), read_page(read_by_comrak(text.body, extension))
    # The name of a callout without a title gets a capital with us, as in Obsidian.
    return [word.casefold() for word in ours.words] != [word.casefold() for word in theirs.words]
