from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from plugins.building import command
from plugins.building.command import read_plain

PROJECT = Path(__file__).resolve().parents[3]
LEAVING = (
    "import atexit; from plugins.building.command import leave;"
    " atexit.register(print, 'late'); print('said'); leave({})"
)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("build", {}),
        ("build --clean", {"clean": True}),
        ("build --explain --content a/b --public", {"explain": True, "content": "a/b", "public": True}),
        ("build --output site --content blog", {"output": "site", "content": "blog"}),
        ("build --dialect python-markdown", {"dialect": "python-markdown"}),
    ],
)
def test_plain_words_are_read(words: str, told: dict[str, object]) -> None:
    assert read_plain(words.split()) == told


@pytest.mark.parametrize(
    "words",
    [
        "",
        "verify",
        "--list",
        "build --help",
        "build -c blog",
        "build blog",
        "build public",
        "build --content=blog",
        "build --content",
        "build --content --clean",
        "build --clean --clean",
        "build --clear",
        "build check",
        "build --",
    ],
)
def test_all_else_is_left_to_invoke(words: str) -> None:
    assert read_plain(words.split()) is None


def run_leaving(status: int, out: int | IO[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LEAVING.format(status)]
    environment = {"PATH": ""}
    return subprocess.run(
        command, cwd=PROJECT, env=environment, stdout=out, stderr=subprocess.PIPE, text=True, check=False
    )


@pytest.mark.parametrize("status", [0, 1])
def test_who_leaves_has_said_all_and_takes_nothing_apart(status: int) -> None:
    done = run_leaving(status, subprocess.PIPE)
    assert (done.returncode, done.stdout, done.stderr) == (status, "said\n", "")


def test_who_has_heard_enough_is_told_no_more() -> None:
    receiving, sending = os.pipe()
    os.close(receiving)
    with os.fdopen(sending, "w") as unheard:
        done = run_leaving(0, unheard)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_could_not_be_said_is_told() -> None:
    with open("/dev/full", "w") as full:
        done = run_leaving(0, full)
    assert done.returncode
    assert "No space left" in done.stderr


def test_the_manual_is_found_where_fresh_sets_it_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content, aside = tmp_path / "content", tmp_path / "content-demo"
    monkeypatch.setattr(command, "OWN_CONTENT", content)
    monkeypatch.setattr(command, "SET_ASIDE", aside)
    assert command.find_manual() == ""

    for folder in (content, aside):
        (folder / "notes").mkdir(parents=True)
        (folder / "notes" / "continue-reading.md").write_text("Title: Continue reading\n\nText.\n")
        assert command.find_manual() == str(folder)
