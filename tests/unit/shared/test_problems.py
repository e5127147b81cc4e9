from __future__ import annotations

import pytest

from plugins.shared.problems import (
    Problem,
    Severity,
    count_problems,
    make_printable,
    merge_counted,
    note,
    suggest,
    warning,
)


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


def test_a_note_is_no_problem() -> None:
    assert note("tea.md", 1, "no cup").severity is Severity.NOTE
    assert count_problems([note("tea.md", 1, "no cup"), warning("tea.md", 2, "no tea"), Problem("a.md", 1, "x")]) == 2


def test_what_is_counted_is_told_once_with_its_names() -> None:
    found = [
        note("a.md", 1, "odd keys", counted="toc"),
        warning("b.md", 4, "no cup"),
        note("a.md", 2, "odd keys", counted="layout"),
        note("b.md", 2, "odd keys", counted="layout"),
        note("c.md", 1, "old addresses", counted="url"),
    ]
    assert [str(one) for one in merge_counted(found)] == [
        "b.md:4: no cup",
        "odd keys (2 files): layout (2), toc",
        "old addresses (1 file): url",
    ]
    assert str(found[0]) == "a.md:1: odd keys: toc"


def test_no_more_names_are_listed_than_one_reads() -> None:
    found = [note("a.md", line, "odd keys", counted=f"key{line:02}") for line in range(20)]
    (merged,) = merge_counted(found)
    names = ", ".join(f"key{line:02}" for line in range(12))
    assert merged.message == f"odd keys (1 file): {names}, and 8 others"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        pytest.param("posts/tea.md: Grüße, 茶, 👩‍💻", "posts/tea.md: Grüße, 茶, 👩‍💻", id="letters"),
        pytest.param("a\x1b[31mred", r"a\x1b[31mred", id="escape"),
        pytest.param("new\nline\ttab", r"new\nline\ttab", id="ends of lines"),
        pytest.param("exe\u202egnp", r"exe\u202egnp", id="turned around"),
        pytest.param("half \ud83d", r"half \ud83d", id="half a letter"),
        pytest.param("a" * 5_000_000 + "end", "a" * 1600 + " … " + "a" * 397 + "end", id="long"),
    ],
)
def test_a_line_is_printed_as_a_terminal_can_show_it(line: str, shown: str) -> None:
    assert make_printable(line) == shown
