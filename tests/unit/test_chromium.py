"""Finding a Chromium for the browser tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import chromium


@pytest.fixture
def bin_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder with programs, empty; no other place has a Chromium."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "playwright"))
    monkeypatch.setattr(chromium, "MAC_APPS", ())
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


def write_program(path: Path, code: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)
    return path


def test_without_any_there_is_none(bin_path: Path) -> None:
    assert list(bin_path.iterdir()) == []
    assert chromium.find_chromium() is None


def test_the_systems_own_is_found(bin_path: Path) -> None:
    program = write_program(bin_path / "chromium", 0)
    assert chromium.find_chromium() == program


def test_a_stand_in_that_does_not_start_is_passed_over(bin_path: Path) -> None:
    write_program(bin_path / "chromium-browser", 1)
    chrome = write_program(bin_path / "google-chrome", 0)
    assert chromium.find_chromium() == chrome


def test_playwrights_newest_is_found(bin_path: Path) -> None:
    write_program(bin_path.parent / "playwright" / "chromium-1100" / "chrome-linux" / "chrome", 0)
    newest = write_program(bin_path.parent / "playwright" / "chromium-1200" / "chrome-linux64" / "chrome", 0)
    assert chromium.find_chromium() == newest
