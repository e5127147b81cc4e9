"""The documents say what the code does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from invoke import Task

import tasks
from plugins.markdown import syntax_table

PROJECT = Path(__file__).resolve().parents[1]
PLUGINS = PROJECT / "plugins"
# As a docstring lists them: `NAME, OTHER = default` or "- `NAME`: what it is".
SETTING_LINE = re.compile(r"^(?:- `)?([A-Z][A-Z0-9_]+(?:, [A-Z][A-Z0-9_]+)*)(?:`:| =)", re.MULTILINE)

NAMES = sorted(path.parent.name for path in PLUGINS.glob("*/__init__.py") if path.parent.name != "shared")


@pytest.mark.parametrize("name", NAMES)
def test_every_plugin_has_a_section_in_the_architecture(name: str) -> None:
    headings = re.findall(r"^#+ .*$", (PLUGINS / "README.md").read_text("utf-8"), re.MULTILINE)
    assert any(re.search(rf"\b{name}\b", heading) for heading in headings)


@pytest.mark.parametrize("name", NAMES)
def test_every_plugin_says_what_it_does(name: str) -> None:
    assert docstring_of(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_of_a_plugin_is_in_the_settings(name: str) -> None:
    """Assigned, or in a comment where the default does."""
    settings = (PROJECT / "pelicanconf.py").read_text("utf-8")
    written = set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)\b.*=", settings, re.MULTILINE))
    named = {setting for line in SETTING_LINE.findall(docstring_of(name)) for setting in line.split(", ")}
    assert named <= written


@pytest.mark.parametrize("name", sorted(item.name for item in vars(tasks).values() if isinstance(item, Task)))
def test_every_task_is_in_the_readme(name: str) -> None:
    assert re.search(rf"(tasks\.py|invoke) {name}\b", (PROJECT / "README.md").read_text("utf-8"))


def test_the_manual_lists_the_syntax_as_the_cases_have_it() -> None:
    note = syntax_table.NOTE.read_text("utf-8")
    assert syntax_table.put_into(note) == note


def docstring_of(name: str) -> str:
    return ast.get_docstring(ast.parse((PLUGINS / name / "__init__.py").read_text("utf-8"))) or ""
