from __future__ import annotations

import pytest

from plugins.shared.problems import Problem, Severity, suggest, warning


def test_a_problem_reads_as_one_line() -> None:
    assert str(Problem("notes/tea.md", 4, "no cup; add one")) == "notes/tea.md:4: no cup; add one"


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert str(Problem("notes/tea.md", 0, "no cup; add one")) == "notes/tea.md: no cup; add one"


def test_a_problem_is_an_error_unless_said_otherwise() -> None:
    assert Problem("tea.md", 1, "no cup").severity is Severity.ERROR
    assert warning("tea.md", 1, "no cup").severity is Severity.WARNING


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("noet", "; did you mean 'note'?"),
        ("NOTES", "; did you mean 'note'?"),
        ("xyz", ""),
        ("", ""),
    ],
)
def test_close_names_are_suggested_as_they_are_written(value: str, hint: str) -> None:
    assert suggest(value, ["note", "Doodle"]) == hint
