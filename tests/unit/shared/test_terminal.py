"""What is printed: whatever stands in files and their names does nothing to a terminal."""

from __future__ import annotations

import ast
import io
from pathlib import Path

import pytest

from plugins.shared.terminal import say

PROJECT = Path(__file__).resolve().parents[3]
# What shows no content: the bar, what is installed, a process that answers a program, a table for the manual.
OWN_WORDS = ("progress.py", "terminal.py", "environment.py", "whole.py", "syntax_table.py")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\rb\tc", "a\\rb\\tc"),
        ("two\nlines \x07", "two\nlines \\x07"),
        ("a\x9b2Jb", "a\\x9b2Jb"),
        ("tea \u202egpj.exe", "tea \\u202egpj.exe"),
        ("a\udcffb", "a\\udcffb"),
        ("Köln 茶 🍵", "Köln 茶 🍵"),
    ],
)
def test_control_characters_are_shown(text: str, shown: str) -> None:
    said = io.StringIO()
    say(text, file=said)
    assert said.getvalue() == f"{shown}\n"


def test_nothing_else_prints() -> None:
    found = []
    for path in (PROJECT / "tasks.py", *sorted((PROJECT / "plugins").rglob("*.py"))):
        if path.name in OWN_WORDS:
            continue
        found += [
            f"{path.relative_to(PROJECT)}:{call.lineno}"
            for call in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "print"
        ]
    assert found == []
