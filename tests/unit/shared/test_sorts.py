from __future__ import annotations

import ast
from pathlib import Path

import pytest

from plugins.shared.problems import Problem, Severity, Told, note, shorten, warning
from plugins.shared.sorts import SORTS, read_levels

PROJECT = Path(__file__).resolve().parents[3]
MANUAL = PROJECT / "content" / "notes" / "problems.md"
# What makes a problem, or is told what one is about.
MAKERS = frozenset({"Problem", "TextProblem", "warning", "note"})
REPORTERS = frozenset({"document", "draft", "findings", "document_of(state.env)"})


def _name_of(call: ast.Call) -> tuple[str, str]:
    if isinstance(call.func, ast.Attribute):
        return ast.unparse(call.func.value), call.func.attr
    return "", call.func.id if isinstance(call.func, ast.Name) else ""


def find_makers() -> list[tuple[str, ast.Call]]:
    """Every place that makes a problem, with its file and line."""
    found = []
    for path in sorted((PROJECT / "plugins").rglob("*.py")):
        # What the preview shows is made of these; and how they are made.
        if path.parent.name == "preview" or path.name == "problems.py":
            continue
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call):
                owner, name = _name_of(call)
                if (not owner and name in MAKERS) or (owner in REPORTERS and name in ("report", "count")):
                    found.append((f"{path.relative_to(PROJECT)}:{call.lineno}", call))
    return found


def test_every_problem_has_a_sort_that_the_table_names() -> None:
    used, without = set(), []
    for place, call in find_makers():
        sort = next((one.value for one in call.keywords if one.arg == "sort"), None)
        if isinstance(sort, ast.Constant):
            used.add(sort.value)
        elif sort is None and "document" not in _name_of(call)[0]:
            without.append(place)

    assert len(find_makers()) > 100
    assert without == []
    # Front matter gives its own to what it finds, and the parser to what nobody has said more of.
    assert used | {"front-matter", "markdown"} == set(SORTS)


@pytest.mark.parametrize("sort", SORTS)
def test_the_manual_has_a_section_for_every_sort(sort: str) -> None:
    meaning, cure = SORTS[sort]
    assert f"\n### {sort}\n\n{meaning}\n{cure}\n" in MANUAL.read_text("utf-8")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("missing.file", "missing-file"), ("missing/file", "missing-file"), ("front.mater", "front-matter")],
)
def test_a_misspelled_sort_is_no_path(written: str, meant: str) -> None:
    levels, wrong = read_levels({written: "off"})
    assert levels.rules == ()
    assert [one.message for one in wrong] == [f"PROBLEMS: unknown sort '{written}'; did you mean '{meant}'?"]


@pytest.mark.parametrize("written", ["notes/old", "card.md", "alt/", "links/**", "missing.file*", "comments/a.md"])
def test_a_path_is_no_misspelled_sort(written: str) -> None:
    levels, wrong = read_levels({written: "off"})
    assert (levels.rules, wrong) == (((written, {"": "off"}),), ())


def test_levels_are_raised_lowered_and_silenced_for_the_site_and_for_folders() -> None:
    levels, wrong = read_levels(
        {"alt": "note", "wikilink": "error", "notes/old/**": "off", "posts/2009/**": {"link": "note", "alt": "warning"}}
    )
    assert wrong == ()
    told = levels.apply(
        [
            warning("posts/tea.md", 1, "a", sort="alt"),
            note("posts/tea.md", 2, "b", sort="wikilink"),
            warning("notes/old/x/y.md", 1, "c", sort="link"),
            Problem("notes/old/z.md", 1, "d", sort="date"),
            warning("posts/2009/tea.md", 1, "e", sort="link"),
            warning("posts/2009/may/tea.md", 2, "f", sort="alt"),
            warning("posts/tea.md", 9, "g", sort="link"),
        ]
    )
    assert [(one.message, one.severity) for one in told] == [
        ("a", Severity.NOTE),
        ("b", Severity.ERROR),
        ("e", Severity.NOTE),
        ("f", Severity.WARNING),
        ("g", Severity.WARNING),
    ]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"lnik": "note"}, "PROBLEMS: unknown sort 'lnik'; did you mean 'link'?"),
        ({"alt": "of"}, "PROBLEMS: unknown level 'of' for 'alt'; write one of error, warning, note, off"),
        (
            {"notes/**": "quiet"},
            "PROBLEMS: unknown level 'quiet' for 'notes/**'; write one of error, warning, note, off",
        ),
        ({"notes/**": {"links": "off"}}, "PROBLEMS: unknown sort 'links'; did you mean 'link'?"),
        (["alt"], "PROBLEMS: ['alt'] gives no levels; write {'alt': 'note'}"),
    ],
)
def test_what_is_wrong_in_the_setting_is_told(written: object, message: str) -> None:
    levels, wrong = read_levels(written)
    assert [one.message for one in wrong] == [message]
    assert [one.severity for one in levels.apply([warning("a.md", 1, "a", sort="alt")])] == [Severity.WARNING]


def test_of_each_sort_three_are_printed_and_twenty_errors() -> None:
    told = [Told("warning", "alt", f"alt {number}") for number in range(5)]
    told += [Told("warning", "link", "link"), *(Told("error", "date", f"date {number}") for number in range(22))]

    assert [*shorten(told)] == [
        "alt 0",
        "alt 1",
        "alt 2",
        "warning: … and 2 more of the sort 'alt'; `check --all` lists them",
        "link",
        *(f"date {number}" for number in range(20)),
        "error: … and 2 more of the sort 'date'; `check --all` lists them",
    ]
    assert [*shorten(told, 0)] == [one.line for one in told]
