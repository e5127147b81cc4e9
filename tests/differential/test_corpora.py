"""Files of every corpus, read by our renderer and by two others.

The corpora lie beside the project; where they do not, these tests are skipped. `DIFFERENTIAL=all` reads every file, as
`python -m tests.differential` does; otherwise each corpus gives some, the same ones on every machine.
"""

from __future__ import annotations

import os

import pytest

from tests.differential.comparing import compare
from tests.differential.report import EXCEPTIONS, Report
from tests.oracles.corpora import Text, find_corpora, read_corpus

MOST_FILES = 60
IS_WHOLE = os.environ.get("DIFFERENTIAL") == "all"
CORPORA = find_corpora()

pytestmark = pytest.mark.skipif(not CORPORA, reason="the content of others, ../shared/corpus, is not here")


def choose_texts(name: str) -> list[Text]:
    """The files of a corpus that are read, among them all with an exception."""
    texts = list(read_corpus(name))
    step = 1 if IS_WHOLE else -(-len(texts) // MOST_FILES)
    exceptions = {path for corpus, path in EXCEPTIONS if corpus == name}
    chosen = (number % step == 0 or text.path.partition("/")[2] in exceptions for number, text in enumerate(texts))
    return [text for text, is_chosen in zip(texts, chosen, strict=True) if is_chosen]


@pytest.mark.parametrize("name", CORPORA)
def test_every_difference_is_explained(name: str) -> None:
    assert Report(name, [compare(text) for text in choose_texts(name)]).findings == []


def test_the_core_differs_from_the_references_in_few_files() -> None:
    assert len(EXCEPTIONS) == 5
