"""Warm builds of entries with diagrams: the files are those that a clean build makes, whatever the cache has lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from plugins.shared.files import list_files
from tests.property.gardens import Garden, read_tree
from tests.property.test_warm_equals_clean import spoil

DIAGRAM = "```mermaid\nflowchart TD\n  A[Leaf] --> B[Cup]\n```\n"


@pytest.fixture
def garden(tmp_path: Path) -> Garden:
    garden = Garden(tmp_path / "garden", tmp_path / "cache")
    garden.set(DATES_FROM_GIT=False, BUILD_DATE="2026-03-01", IMAGE_RULES=[{"number": 1, "kind": "note", "none": True}])
    garden.write(
        {
            "notes/tea.md": f"# Tea\n\nIt is $x^2$ hot.\n\n{DIAGRAM}",
            "notes/cup.md": f"# Cup\n\nAs with tea:\n\n{DIAGRAM}",
            "notes/milk.md": "# Milk\n\nWhite.\n",
        }
    )
    assert garden.build().failure == ""
    return garden


def diagrams(garden: Garden) -> list[str]:
    return [name for name in list_files(garden.output_path) if name.startswith("images/diagrams/")]


def test_a_diagram_that_is_edited_has_new_files(garden: Garden) -> None:
    before = diagrams(garden)
    garden.edit(garden.content_path / "notes/tea.md", "Leaf", "Water")
    garden.check()
    assert len(before) == 2
    assert len(diagrams(garden)) == 4
    garden.edit(garden.content_path / "notes/cup.md", "Leaf", "Water")
    garden.check()
    assert len(diagrams(garden)) == 2
    assert not set(before) & set(diagrams(garden))


def test_a_diagram_that_is_taken_out_takes_its_files_along(garden: Garden) -> None:
    for name in ("tea", "cup"):
        garden.write({f"notes/{name}.md": f"# {name}\n\nWords.\n"})
    garden.check()
    assert diagrams(garden) == []


@pytest.mark.parametrize("how", ["delete", "empty", "spoil", "cut"])
def test_a_lost_diagram_is_not_copied_from_a_spoiled_cache(garden: Garden, how: str) -> None:
    before = read_tree(garden.output_path)
    shutil.rmtree(garden.output_path / "images" / "diagrams")
    for path in sorted((garden.cache_path / "diagrams").rglob("*.svg")):
        spoil(path, how)
    garden.check()
    assert read_tree(garden.output_path) == before


@pytest.mark.parametrize("is_shown", [True, False], ids=["still in the site", "gone from the site too"])
def test_diagrams_that_the_cache_lost_are_drawn_again(garden: Garden, *, is_shown: bool) -> None:
    before = diagrams(garden)
    shutil.rmtree(garden.cache_path / "diagrams")
    if not is_shown:
        shutil.rmtree(garden.output_path / "images" / "diagrams")
    garden.check()
    garden.edit(garden.content_path / "notes/milk.md", "White", "Warm")
    garden.check()
    assert diagrams(garden) == before
