from __future__ import annotations

import re
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from plugins.building.conditions import (
    Settings,
    find_changed,
    find_conditions,
    find_read,
    look_at_files,
    look_at_settings,
    tell_difference,
)


def other_function() -> None:
    """What settings may name."""


def changed(old: object, new: object, tmp_path: Path) -> list[str]:
    path = tmp_path / "conf.py"
    path.write_text("THING = 1\n", "utf-8")
    return find_changed(look_at_settings({"THING": old}, path), look_at_settings({"THING": new}, path))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (1, 2),
        (1, True),
        (1, "1"),
        ("a", b"a"),
        ([1], (1,)),
        (["a", "b"], ["a,b"]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"a": {"deep": [1]}}, {"a": {"deep": [2]}}),
        (None, ""),
        (date(2026, 1, 1), date(2026, 1, 2)),
        (Path("a"), Path("b")),
        (re.compile("a"), re.compile("a", re.IGNORECASE)),
    ],
)
def test_another_value_is_a_change(old: object, new: object, tmp_path: Path) -> None:
    assert changed(old, new, tmp_path) == ["THING"]


@pytest.mark.parametrize(
    ("old", "new"), [({"b", "a"}, {"a", "b"}), ([1, "a"], [1, "a"]), (re.compile("a"), re.compile("a"))]
)
def test_the_same_value_written_otherwise_is_none(old: object, new: object, tmp_path: Path) -> None:
    assert changed(old, new, tmp_path) == []


def test_a_setting_that_comes_or_goes_is_a_change() -> None:
    assert find_changed(Settings({"A": b"1"}), Settings({"B": b"1"})) == ["A", "B"]


def test_what_code_names_or_puts_together_may_be_read() -> None:
    """A plugin of ours names the first, Pelican the second; `{what}_SAVE_AS` is put together by both."""
    names = ["EXCERPT_LENGTH", "TYPOGRIFY_DASHES", "TALKS_SAVE_AS", "MY_OWN", "EXCERPT"]
    assert find_read(names) == ["EXCERPT_LENGTH", "TYPOGRIFY_DASHES", "TALKS_SAVE_AS"]
    assert find_read([]) == []


def test_a_function_is_the_same_while_the_files_are(tmp_path: Path) -> None:
    path = tmp_path / "conf.py"
    path.write_text("THING = 1\n", "utf-8")
    before = look_at_settings({"THING": {"of": other_function}}, path)
    assert find_changed(before, look_at_settings({"THING": {"of": other_function}}, path)) == []
    path.write_text("THING = 1  # once more\n", "utf-8")
    assert find_changed(before, look_at_settings({"THING": {"of": other_function}}, path)) == ["THING"]


@pytest.mark.parametrize(
    ("helper", "says_all"),
    [
        ("NAME = 'Tea'\n", True),
        ("import os\nNAME = os.environ.get('NAME')\n", False),
        ("from pathlib import Path\nNAME = Path('name.txt').read_text()\n", False),
        ("NAME = 'Tea\n", False),
    ],
    ids=["plain", "the environment", "another file", "broken since"],
)
def test_settings_say_all_if_what_they_import_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, helper: str, *, says_all: bool
) -> None:
    """Whatever its name, and by way of others."""
    # No two tests load a module of one name.
    words, program = f"words_{tmp_path.name}", f"program_{tmp_path.name}"
    (tmp_path / "conf.py").write_text(f"from {words} import *\n", "utf-8")
    (tmp_path / words).mkdir()
    (tmp_path / words / "__init__.py").write_text("from .names import NAME\n", "utf-8")
    (tmp_path / words / "names.py").write_text("NAME = 'Tea'\n", "utf-8")
    (tmp_path / f"{program}.py").write_text("import os\nHOME = os.environ.get('HOME')\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in (words, program):
        import_module(name)
    (tmp_path / words / "names.py").write_text(helper, "utf-8")
    assert look_at_settings({}, tmp_path / "conf.py").says_all is says_all


def test_what_is_no_setting_is_not_looked_at(tmp_path: Path) -> None:
    assert look_at_settings({"DOODLEBOOK_BUILD": 1, "lower": 2, "THING": 3}, tmp_path).values.keys() == {"THING"}


def test_files_are_told_by_what_they_hold(tmp_path: Path) -> None:
    path = tmp_path / "conf.py"
    path.write_text("THING = 1\n", "utf-8")
    before = look_at_files([str(path)])
    path.touch()
    assert look_at_files([str(path)]) == before
    path.unlink()
    assert look_at_files([str(path)]) != before


def test_code_and_libraries_are_known_by_name() -> None:
    found = find_conditions()
    assert {"plugins/building/conditions.py", "the library jinja2", "the library pelican", "Python"} <= found.keys()
    assert not [name for name in found if "requirements" in name or "pyproject" in name]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ({"plugins/a.py": "1"}, {"plugins/a.py": "2"}, "plugins/a.py has changed"),
        ({}, {"plugins/a.py": "2"}, "plugins/a.py is new"),
        ({"the library Markdown": "3.9"}, {}, "the library Markdown is gone"),
        ({"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2"}, "b has changed, and 1 more"),
    ],
)
def test_the_first_difference_is_told(old: dict[str, str], new: dict[str, str], told: str) -> None:
    assert tell_difference(old, new) == told


def test_other_files_that_decide_are_looked_at_as_well(tmp_path: Path) -> None:
    path, beside, folder = tmp_path / "conf.py", tmp_path / "beside", tmp_path / "folder"
    path.write_text("THING = 1\n", "utf-8")

    def look() -> tuple[tuple[str, bytes], ...]:
        return look_at_settings({"THING": 1}, path, others=(beside, folder)).files[-2:]

    absent = look()
    assert absent == ((str(beside), b""), (str(folder), b""))
    beside.write_text("1", "utf-8")
    written = look()
    folder.mkdir()
    assert len({absent, written, look()}) == 3
    assert look_at_files(name for name, _digest in look()) == look()


def test_the_dialect_that_was_asked_for_is_remembered(tmp_path: Path) -> None:
    assert look_at_settings({}, tmp_path / "conf.py", dialect="commonmark").dialect == "commonmark"
