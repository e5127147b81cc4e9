"""What an interrupted build has left to be moved is moved if all of it is there, and nothing else ever."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plugins.building.folders import BuildError
from plugins.building.manifest import load_manifest, manifest_path, note_path, save_manifest
from plugins.building.moving import bring_over, claim_output
from plugins.shared import workers
from plugins.shared.files import list_files
from tests.sites import write_content


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A site of which two files are moved, one is not, and one is not removed."""
    output = tmp_path / "site"
    write_content(output, {"index.html": "old", "style.css": "new", "tea.html": "new", "gone.html": "gone"})
    write_content(tmp_path / ".site.moving" / "new", {"index.html": "new one"})
    save_manifest(record_of(output), output, list_files(output))
    note(output, {"index.html": 7, "style.css": 3, "tea.html": 3}, ["gone.html"])
    return output


def record_of(output: Path) -> Path:
    return manifest_path(output.parent / "cache", output)


def note(output: Path, write: dict[str, int], remove: list[str]) -> None:
    note_path(output.parent / "cache", output).write_text(json.dumps([write, remove]))


def claim(output: Path) -> list[str]:
    told: list[str] = []
    with claim_output(output, output.parent / "cache", told.append) as staging:
        assert list_files(staging) == ()
    assert sorted(path.name for path in output.parent.glob(".site*")) == []
    return told


def read(output: Path) -> dict[str, str]:
    return {name: (output / name).read_text() for name in list_files(output)}


def test_without_a_record_it_is_asked_what_the_last_build_left(tmp_path: Path) -> None:
    output, cache_path = tmp_path / "site", tmp_path / "cache"
    write_content(output, {"index.html": "old", "gone.html": "gone", "mine.html": "mine"})
    with claim_output(output, cache_path) as staging:
        write_content(staging, {"index.html": "new"})
        bring_over(staging, output, cache_path, lambda: None, find_left=lambda: ["index.html", "gone.html"])
    assert read(output) == {"index.html": "new", "mine.html": "mine"}
    assert load_manifest(record_of(output)) == {"index.html"}


def test_what_is_left_is_moved_and_told(output: Path) -> None:
    assert claim(output) == ["Finished what the last build was moving: 2 files."]
    assert read(output) == {"index.html": "new one", "style.css": "new", "tea.html": "new"}
    assert not note_path(output.parent / "cache", output).exists()
    assert claim(output) == []


def lose_a_file(output: Path) -> None:
    (output.parent / ".site.moving" / "new" / "index.html").unlink()


def cut_a_file(output: Path) -> None:
    (output.parent / ".site.moving" / "new" / "index.html").write_text("new")


def cut_a_file_that_was_moved(output: Path) -> None:
    (output / "tea.html").write_text("")


def spoil_the_note(output: Path) -> None:
    note_path(output.parent / "cache", output).write_bytes(b"[{}, \xff")


def lead_the_note_outside(output: Path) -> None:
    write_content(output.parent, {"diary.txt": "mine"})
    note(output, {"index.html": 7}, ["../diary.txt"])


def put_a_folder_of_others(output: Path) -> None:
    (output / "index.html").unlink()
    write_content(output, {"index.html/mine.txt": "mine"})


@pytest.mark.parametrize(
    "happens",
    [
        lose_a_file,
        cut_a_file,
        cut_a_file_that_was_moved,
        spoil_the_note,
        lead_the_note_outside,
        put_a_folder_of_others,
    ],
)
def test_what_is_not_as_it_was_left_stays_and_is_in_doubt(output: Path, happens: object) -> None:
    assert callable(happens)
    happens(output)
    before, around = read(output), sorted(path.name for path in output.parent.iterdir() if path.suffix == ".txt")
    assert claim(output) == []
    assert (read(output), note_path(output.parent / "cache", output).exists()) == (before, True)
    assert sorted(path.name for path in output.parent.iterdir() if path.suffix == ".txt") == around


def test_a_file_of_others_is_not_removed_though_the_note_names_it(output: Path) -> None:
    write_content(output, {"mine.txt": "mine"})
    note(output, {"index.html": 7}, ["gone.html", "mine.txt"])
    claim(output)
    assert read(output)["mine.txt"] == "mine"


@pytest.mark.parametrize("can_copy", [True, False], ids=["in a process of its own", "in this process"])
def test_a_site_that_cannot_be_remembered_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_copy: bool
) -> None:
    monkeypatch.setattr(workers, "can_copy_processes", lambda: can_copy)
    output, cache_path = tmp_path / "site", tmp_path / "cache"
    with claim_output(output, cache_path) as staging:
        write_content(staging, {"index.html": "old", "gone.html": "old"})
        bring_over(staging, output, cache_path, lambda: None)

    def fail() -> None:
        raise OSError("no room")

    with claim_output(output, cache_path) as staging:
        write_content(staging, {"index.html": "new", "tea.html": "new"})
        with pytest.raises(OSError, match="no room"):
            bring_over(staging, output, cache_path, fail)
    assert read(output) == {"index.html": "old", "gone.html": "old"}
    assert load_manifest(record_of(output)) == {"index.html", "gone.html", "tea.html"}
    assert not note_path(cache_path, output).exists()
    assert claim(output) == []


def test_what_can_neither_be_moved_nor_put_back_is_finished_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, cache_path = tmp_path / "site", tmp_path / "cache"
    with claim_output(output, cache_path) as staging:
        write_content(staging, {"index.html": "old", "tea.html": "old"})
        bring_over(staging, output, cache_path, lambda: None)

    def fail() -> None:
        for kept in (tmp_path / ".site.moving").glob("tmp*/*"):
            kept.unlink()
        raise OSError(5, "Input/output error", "tea.html")

    with claim_output(output, cache_path) as staging:
        write_content(staging, {"index.html": "new", "tea.html": "new"})
        with pytest.raises(BuildError, match=r"Input/output error \(tea.html\); '.*' holds files of the last site and"):
            bring_over(staging, output, cache_path, fail)
    with claim_output(output, cache_path):
        pass
    assert read(output) == {"index.html": "new", "tea.html": "new"}
    assert not note_path(cache_path, output).exists()
