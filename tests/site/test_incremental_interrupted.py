"""Builds that are killed, that meet each other, and that run out of space."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import groupby
from pathlib import Path

import pytest

from plugins.building import command
from plugins.shared.files import list_files
from tests.property.gardens import Garden, read_tree

PROJECT = Path(__file__).resolve().parents[2]
# As many as one likes: each takes about two builds.
KILLS = int(os.environ.get("DOODLEBOOK_KILLS", "8"))
SEED = int(os.environ.get("DOODLEBOOK_PROPERTY_SEED", "1"))
# A build that counts what it does to files, and at one of those moments is killed or stopped by the system: at the one
# of that number, or `before` or `after` a file or folder is given that name.
PROGRAM = """
import os, signal, sys
from pathlib import Path
moment, how, *paths = sys.argv[1:]
from plugins.building import command, engine
import pelican, jinja2, markdown
count, renamed = 0, None
touching = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.utime", "os.truncate", "shutil.rmtree"}
def watch(event, args):
    global count, renamed
    is_writing = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
    if event in touching or is_writing or event == "sqlite3.connect":
        count += 1
        target = os.fspath(args[1]) if event == "os.rename" else ""
        if moment in (str(count), f"before {target}", f"after {renamed}"):
            os.kill(os.getpid(), getattr(signal, how))
        renamed = target
job = engine.Job(*map(Path, paths))
with command.lock_output(job.output_path, job.cache_path):
    sys.addaudithook(watch)
    with command.staging_beside(job.output_path) as staging:
        command.make_site(job, staging)
print(count)
"""


def start(garden: Garden, moment: int | str, how: str = "SIGKILL") -> subprocess.Popen[str]:
    job = garden.job
    paths = [job.content_path, job.output_path, job.cache_path, job.settings_path]
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(moment), how, *map(str, paths)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def write(garden: Garden, word: str) -> None:
    """One of two sites that differ in nearly every file, and in which files there are."""
    for number in range(6):
        (garden.content_path / f"posts/{word}-{number}.md").parent.mkdir(exist_ok=True)
        other = "pot" if word == "cup" else "cup"
        (garden.content_path / f"posts/{other}-{number}.md").unlink(missing_ok=True)
        text = f"Title: A {word}\nDate: 2026-01-0{number + 1}\nTags: {word}\nSlug: {word}-{number}\n\nSee [[Tea]].\n"
        garden.write({f"posts/{word}-{number}.md": text})
    garden.write({"notes/tea.md": f"Title: Tea\n\nA {word} of it.\n", "extra/data.txt": word * 1000})


@pytest.fixture
def garden(tmp_path: Path) -> Garden:
    garden = Garden(tmp_path / "garden", tmp_path / "cache")
    garden.set(DATES_FROM_GIT=False, BUILD_DATE="2026-03-01")
    return garden


def test_a_killed_build_leaves_whole_files_and_the_next_one_is_right(garden: Garden) -> None:
    sites = {}
    for word in ("pot", "cup"):
        write(garden, word)
        assert garden.build_clean().failure == ""
        sites[word] = read_tree(garden.clean_job.output_path)
    garden.build()
    now, later = "cup", "pot"
    write(garden, later)
    out, err = start(garden, 0).communicate()
    assert err == "" or "Traceback" not in err
    total = int(out.splitlines()[-1])
    now, later = later, now
    chance = random.Random(SEED)  # noqa: S311 - no secret
    told = 0
    for _ in range(KILLS):
        write(garden, later)
        moment = chance.randrange(1, total + 1)
        killed = start(garden, moment)
        killed.communicate()
        left = read_tree(garden.output_path)
        assert killed.returncode in (-signal.SIGKILL, 0), moment
        mixed = [name for name in left if left[name] not in (sites[now].get(name), sites[later].get(name))]
        assert mixed == [], moment
        built = garden.build()
        assert (built.failure, read_tree(garden.output_path) == sites[later]) == ("", True), moment
        told += "the last build was interrupted" in built.printed
        now, later = later, now
    # Shown by `pytest -s`.
    print(f"{KILLS} builds killed at one of {total} moments, {told} of them while files were moved")  # noqa: T201


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_first_site_appears_whole_or_not_at_all(garden: Garden, when: str) -> None:
    write(garden, "cup")
    assert garden.build_clean().failure == ""
    site = read_tree(garden.clean_job.output_path)
    killed = start(garden, f"{when} {garden.output_path}")
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert read_tree(garden.output_path) == ({} if when == "before" else site)
    assert garden.build().failure == ""
    assert read_tree(garden.output_path) == site


def test_a_build_says_that_it_moves_files_before_it_does(garden: Garden, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this order on the disk too, where a machine may stop between any two of them."""
    write(garden, "pot")
    assert garden.build().failure == ""
    write(garden, "cup")
    note = garden.job.note_path
    steps: list[str] = []
    fsync, replace, unlink = os.fsync, os.replace, os.unlink

    def tell(what: str, path: Path) -> None:
        if path == note.parent:
            steps.append(f"{what} its folder")
        elif path == note:
            steps.append(f"{what} the note")
        elif path.name == "site.state":
            steps.append(f"{what} the state")
        elif path.is_relative_to(garden.output_path):
            steps.append("change the site")

    def sync(file: int) -> None:
        tell("sync", Path(f"/proc/self/fd/{file}").readlink())
        fsync(file)

    def move(source: str | Path, target: str | Path) -> None:
        tell("write", Path(target))
        replace(source, target)

    def remove(path: str | Path, *, dir_fd: int | None = None) -> None:
        tell("remove", Path(path))
        unlink(path, dir_fd=dir_fd)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", move)
    monkeypatch.setattr(os, "unlink", remove)
    assert garden.build().failure == ""
    assert [step for step, _same in groupby(steps)] == [
        "write the note",
        "sync its folder",
        "change the site",
        "write the state",
        "sync its folder",
        "remove the note",
    ]


def test_two_builds_at_once_do_not_mix(garden: Garden) -> None:
    write(garden, "cup")
    stopped = start(garden, 12, "SIGSTOP")
    try:
        os.waitpid(stopped.pid, os.WUNTRACED)
        with (
            pytest.raises(command.BuildError, match="another build is writing"),
            command.lock_output(garden.job.output_path, garden.cache_path),
        ):
            pytest.fail("both hold the lock")
    finally:
        stopped.kill()
        stopped.communicate()
    # A dead process holds no lock.
    with command.lock_output(garden.job.output_path, garden.cache_path):
        garden.check()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for 4 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if made.returncode:
        # A limit on the size of files says something else than a disk that is full, and a quota takes root as well.
        pytest.skip("only root may mount a small disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.parametrize("what", ["output", "cache"])
def test_a_full_disk_is_told_in_one_sentence_and_leaves_the_last_site(
    tmp_path: Path,
    small_disk: Path,
    what: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    places = {"output": tmp_path / "site", "cache": tmp_path / "cache"} | {what: small_disk / what}
    monkeypatch.setattr(command, "CACHE_PATH", places["cache"])
    monkeypatch.chdir(tmp_path)
    post = tmp_path / "content" / "posts" / "tea.md"
    post.parent.mkdir(parents=True)
    post.write_text("Title: Tea\nDate: 2026-01-02\n\nA cup.\n")

    def build() -> int:
        return command.build(str(tmp_path / "content"), str(places["output"]))

    assert build() == 0, capsys.readouterr().err
    before = read_tree(places["output"])
    fill(small_disk)
    post.write_text("Title: Tea\nDate: 2026-01-02\n\nA pot.\n\n" + "More of it, in many words. \n\n" * 3000)
    capsys.readouterr()
    assert build() == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert told[0].startswith("No site made: ")
    assert any(word in told[0] for word in ("space", "full", "disk"))
    assert read_tree(places["output"]) == before
    (small_disk / "filler").unlink()
    assert build() == 0
    after: Mapping[str, bytes] = read_tree(places["output"])
    assert b"A pot." in after["posts/tea/index.html"]
    assert [name for name in list_files(places["output"]) if name.endswith(".part")] == []


def fill(disk: Path) -> None:
    with (disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while filler.write(b"\0" * 4096):
            continue
