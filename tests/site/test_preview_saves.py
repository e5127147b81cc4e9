"""A real preview, and saves as editors and other programs make them; in the end it shows what a build would write."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.authors import Author
from tests.previews import CONTENT, Preview, show

SCRIPT = re.compile(rb'<script src="/~preview/live\.js"[^>]*></script>\n')
BUILD = "import sys; from plugins.building.command import build; sys.exit(build('content', sys.argv[1], clean=True))"
TEA = "notes/tea.md"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """One preview for all tests of this module, each of which leaves it as it was."""
    with show(tmp_path_factory.mktemp("preview")) as preview:
        yield preview


def save_in_place(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def save_as_vim(path: Path, text: str) -> None:
    """A swap file, a try whether the folder can be written, the old file aside, the new one in its place."""
    swap, backup = path.with_name(f".{path.name}.swp"), path.with_name(f"{path.name}~")
    swap.write_bytes(b"b0VIM 9.0")
    (path.parent / "4913").touch()
    (path.parent / "4913").unlink()
    path.rename(backup)
    path.write_text(text, "utf-8")
    backup.unlink()
    swap.unlink()


def save_as_emacs(path: Path, text: str) -> None:
    """A lock that is a link to nowhere, a copy of its own, a backup that stays."""
    lock, copy = path.with_name(f".#{path.name}"), path.with_name(f"#{path.name}#")
    lock.symlink_to("mira@desk.4711:1700000000")
    copy.write_text(text, "utf-8")
    path.rename(path.with_name(f"{path.name}~"))
    path.write_text(text, "utf-8")
    copy.unlink()
    lock.unlink()


def save_as_jetbrains(path: Path, text: str) -> None:
    """A new file that takes the place of the old one, which has stepped aside."""
    new, old = path.with_name(f"{path.name}___jb_tmp___"), path.with_name(f"{path.name}___jb_old___")
    new.write_text(text, "utf-8")
    path.rename(old)
    new.rename(path)
    old.unlink()


def save_by_rename(path: Path, text: str) -> None:
    """As VS Code saves atomically, and sed, and programs that synchronize."""
    new = path.with_name(f"{path.name}.vsctmp")
    new.write_text(text, "utf-8")
    new.replace(path)


def save_hidden_and_rename(path: Path, text: str) -> None:
    new = path.with_name(f".{path.name}.Xy12")
    new.write_text(text, "utf-8")
    new.replace(path)


@pytest.mark.parametrize(
    "save",
    [save_in_place, save_as_vim, save_as_emacs, save_as_jetbrains, save_by_rename, save_hidden_and_rename],
    ids=lambda save: save.__name__.removeprefix("save_"),
)
def test_a_save_shows_however_an_editor_makes_it(shown: Preview, save: Callable[[Path, str], None]) -> None:
    save(shown.content / TEA, CONTENT[TEA].replace("hills", "slopes"))
    shown.wait_for("/notes/tea/", "Tea is grown on slopes.")
    listing = shown.get("/notes/").text
    # Nothing that lies beside the file for a while is an entry.
    assert [listing.count(name) for name in ("4913", "jb_tmp", "jb_old", "vsctmp", "#tea")] == [0, 0, 0, 0, 0]
    save(shown.content / TEA, CONTENT[TEA])
    shown.wait_for("/notes/tea/", "Tea is grown on hills.")
    shown.wait_for_problem("")
    (shown.content / f"{TEA}~").unlink(missing_ok=True)


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=Mira", "-c", "user.email=mira@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def test_a_checkout_of_another_branch_is_followed_there_and_back(shown: Preview) -> None:
    folder = shown.content
    git(folder, "init", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-m", "Tea")
    git(folder, "switch", "-c", "coffee")
    for number in range(30):
        shown.save(f"content/notes/bean-{number}.md", f"Title: Bean {number}\n\nBean number {number}.\n")
    (folder / "notes/kettle.md").unlink()
    shown.change(f"content/{TEA}", "hills", "slopes")
    git(folder, "add", "-A")
    git(folder, "commit", "-m", "Coffee")
    shown.wait_for("/notes/bean-29/", "Bean number 29.")
    git(folder, "switch", "main")
    shown.wait_for("/notes/tea/", "Tea is grown on hills.")
    shown.wait_for_status("/notes/bean-29/", 404)
    shown.wait_for("/notes/kettle/", "sings for")
    git(folder, "switch", "coffee")
    shown.wait_for("/notes/bean-29/", "Bean number 29.")
    shown.wait_for("/notes/tea/", "Tea is grown on slopes.")
    shown.wait_for_status("/notes/kettle/", 404)
    git(folder, "switch", "main")
    shown.wait_for("/notes/kettle/", "sings for")
    check_equal(shown)
    shutil.rmtree(folder / ".git")


def settle(preview: Preview) -> None:
    """Wait until the site is planned with all that has been saved, and all cards are drawn."""
    tag = f"sign-{os.urandom(4).hex()}"
    preview.save("content/notes/sign.md", f"Title: Sign\nTags: {tag}\n\nIt is up.\n")
    # Its own page shows it at a glance, this one with a plan.
    preview.wait_for_status(f"/tag/{tag}/", 200)
    preview.wait_for_cards()


def check_equal(preview: Preview) -> None:
    """Every file that a build from nothing writes is served, with the same bytes."""
    settle(preview)
    output = preview.project.with_name(f"{preview.project.name}-built")
    shutil.rmtree(output, ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(output)], cwd=preview.project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    differing = []
    for path in sorted(path for path in output.rglob("*") if path.is_file()):
        name = path.relative_to(output).as_posix()
        answer = preview.get_bytes(f"/{quote(name)}")
        if SCRIPT.sub(b"", answer) != path.read_bytes():
            differing.append(name)
    assert differing == []


@pytest.mark.parametrize("seed", [int(os.environ.get("DOODLEBOOK_PREVIEW_SEED", "1"))])
def test_after_any_saves_the_preview_shows_what_a_build_writes(tmp_path: Path, seed: int) -> None:
    with show(tmp_path / "project") as preview:
        author = Author(preview.content, seed)
        done = []
        for _round in range(int(os.environ.get("DOODLEBOOK_PREVIEW_ROUNDS", "3"))):
            for _ in range(author.random.choice([1, 1, 2, 6])):
                done.append(author.act())
                settle(preview)
            check_equal(preview)
