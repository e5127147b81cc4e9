"""What stands for entries that others wrote, as two readings graded it: a later change shows what it makes of them.

The grades are in `grades.tsv`, the entries beside the project, in `../shared/corpus`. What has changed since is no
longer graded: `python3 -m tests.oracles.excerpts --changed` prints it, to be read and graded again. Five public
folders (`PUBLIC` in `tests/oracles/excerpts.py`) are not there; `PUBLIC_FOLDERS` may say where they are.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.oracles.corpora import CORPUS, find_corpora
from tests.oracles.excerpts import PUBLIC, Graded, find_folder, read_all, read_grades

LEAST_GOOD, LEAST_GOOD_OF_HARD = 0.96, 0.90
# So much may be of another digest before the whole is to be graded again.
MOST_CHANGED = 0.15

PUBLIC_FOLDERS = os.environ.get("PUBLIC_FOLDERS", "")


def find_folders() -> Mapping[str, Path]:
    public = {name: Path(PUBLIC_FOLDERS) / name for name in PUBLIC} if PUBLIC_FOLDERS else {}
    return {name: find_folder(name) for name in find_corpora()} | public


@pytest.fixture(scope="module")
def known() -> tuple[dict[str, Graded], list[str]]:
    """The grades that still hold, and the paths of what is there and reads otherwise now."""
    folders = find_folders()
    grades = {path: one for path, one in read_grades().items() if path.partition("/")[0] in folders}
    digests = {found.path: found.digest for found in read_all(dict(folders), list(grades))}
    held = {path: one for path, one in grades.items() if digests.get(path) == one.digest}
    return held, sorted(grades.keys() - held.keys())


def test_grades_are_those_of_two_readings() -> None:
    grades = read_grades()
    assert len(grades) >= 450
    for one in grades.values():
        assert one.first in {"A", "B", "C", "D"}
        assert one.second in {"A", "B", "C", "D"}
        assert one.sort in {"plain", "hard"}
        assert one.is_good or one.why


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the content of others, ../shared/corpus, is not here")
def test_what_stands_for_entries_is_good(known: tuple[dict[str, Graded], list[str]]) -> None:
    held, changed = known
    assert len(changed) <= MOST_CHANGED * (len(held) + len(changed)), f"changed, grade again: {', '.join(changed)}"
    hard = [one for one in held.values() if one.sort == "hard"]
    assert sum(one.is_good for one in held.values()) >= LEAST_GOOD * len(held)
    assert sum(one.is_good for one in hard) >= LEAST_GOOD_OF_HARD * len(hard)
    assert [one.path for one in held.values() if "D" in one.first + one.second] == []
