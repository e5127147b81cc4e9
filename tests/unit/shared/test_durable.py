"""Files that must be there after the machine stopped: what they hold is on the disk before their name is."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.building.manifest import save_manifest
from plugins.building.store import State, save_state
from plugins.shared.files import write_whole


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the system is asked for, in order."""
    done: list[str] = []
    fsync, replace = os.fsync, os.replace

    def sync(file: int) -> None:
        status = os.fstat(file)
        done.append("sync folder" if stat.S_ISDIR(status.st_mode) else f"sync {status.st_size} bytes")
        fsync(file)

    def move(source: Path, target: Path) -> None:
        done.append(f"name it {Path(target).name}")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", move)
    return done


def test_all_of_a_durable_file_is_on_the_disk_before_its_name_is(tmp_path: Path, steps: list[str]) -> None:
    write_whole(tmp_path / "kept", b"12345", is_durable=True)
    assert steps == ["sync 5 bytes", "name it kept", "sync folder"]


def test_a_file_that_can_be_made_again_waits_for_no_disk(tmp_path: Path, steps: list[str]) -> None:
    write_whole(tmp_path / "page", b"12345")
    assert steps == ["name it page"]


@pytest.mark.parametrize(
    "save",
    [
        lambda path: save_state(path, State()),
        lambda path: save_manifest(path, path.parent, ["index.html"]),
    ],
    ids=["state", "manifest"],
)
def test_what_the_next_build_goes_by_is_durable(tmp_path: Path, steps: list[str], save: Callable[[Path], None]) -> None:
    save(tmp_path / "record")
    size = (tmp_path / "record").stat().st_size
    assert size > 0
    assert steps == [f"sync {size} bytes", "name it record", "sync folder"]
