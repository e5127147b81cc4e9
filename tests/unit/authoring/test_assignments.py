from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.authoring.assignments import AssignmentError, find_text, replace_text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param('NAME = "Tea"\n', "Tea", id="plain"),
        pytest.param('NAME: str = "Tea"\n', "Tea", id="annotated"),
        pytest.param('NAME = "Tea"\nNAME = "Coffee"\n', "Coffee", id="the last one counts"),
        pytest.param('NAME = ("Tea"\n  " time")\n', "Tea time", id="in two parts"),
        pytest.param('def f():\n    NAME = "Tea"\n', None, id="not at the top"),
        pytest.param("NAME = os.environ['NAME']\n", None, id="computed"),
        pytest.param("NAME = 3\n", None, id="no text"),
        pytest.param("", None, id="missing"),
    ],
)
def test_text_is_found(source: str, text: str | None) -> None:
    assert find_text(source, "NAME") == text


def test_only_the_value_is_replaced() -> None:
    source = '# NAME = "no"\nÄ = "ü"; NAME = "Tea"  # the name\nOTHER = "x"\n'
    assert (
        replace_text(source, "NAME", "Coffee") == '# NAME = "no"\nÄ = "ü"; NAME = "Coffee"  # the name\nOTHER = "x"\n'
    )


def test_a_value_of_many_lines_is_replaced_whole() -> None:
    assert replace_text('NAME = (\n    "Tea"\n    " time"\n)\nB = 1\n', "NAME", "X") == 'NAME = (\n    "X"\n)\nB = 1\n'


@pytest.mark.parametrize("text", ['Ann\'s "Tea"', "C:\\new\\tea", "🫖 Zażółć", "a\nb", '"""', "", "\u2028"])
def test_awkward_text_arrives_as_it_is(text: str) -> None:
    assert find_text(replace_text('NAME = "Tea"\n', "NAME", text), "NAME") == text


@given(st.text())
def test_any_text_arrives_and_nothing_else_changes(text: str) -> None:
    rewritten = replace_text('"""Settings."""\nNAME = "Tea"\nOTHER = [1]\n', "NAME", text)
    assert find_text(rewritten, "NAME") == text
    assert len(ast.parse(rewritten).body) == 3


def test_a_missing_assignment_is_refused() -> None:
    with pytest.raises(AssignmentError, match="has no line 'NAME = \"…\"'; add one"):
        replace_text("OTHER = 1\n", "NAME", "Tea")


def test_a_broken_file_is_refused() -> None:
    with pytest.raises(AssignmentError, match="is no valid Python at line 2; mend it"):
        replace_text('A = 1\nNAME = "Tea\n', "NAME", "Tea")
