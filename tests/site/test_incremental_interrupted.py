"""Builds that are killed, that meet each other, and that run out of space."""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path

import pytest

from plugins.building import command
from plugins.building.folders import BuildError
from plugins.building.manifest import manifest_path
from plugins.building.moving import claim_output
from plugins.shared import workers
from plugins.shared.files import list_files
from tests.property.gardens import Garden, assert_same_trees, read_tree

PROJECT = Path(__file__).resolve().parents[2]
# As many as one likes: each takes about two builds.
KILLS = int(os.environ.get("DOODLEBOOK_KILLS", "8"))
SEED = int(os.environ.get("DOODLEBOOK_PROPERTY_SEED", "1"))
# A build that counts what it does to files, and at one of those moments something is done to it: at the one of that
# number, or `before` or `after` a file or folder is given that name. Which numbers are those of the process that moves
# files stands in the last line it prints.
PROGRAM = """
import mmap, os, signal, struct, sys
from pathlib import Path
moment, what, *paths = sys.argv[1:]
from plugins.building import command, engine
from plugins.building.moving import claim_output
import pelican, jinja2, markdown
builder, counts, renamed = os.getpid(), mmap.mmap(-1, 8), None
touching = {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.utime", "os.truncate", "shutil.rmtree"}
def watch(event, args):
    global renamed
    is_writing = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
    if event in touching or is_writing or event == "sqlite3.connect":
        first, count = struct.unpack("ii", counts)
        count += 1
        if not first and os.getpid() != builder:
            first = count
        counts[:] = struct.pack("ii", first, count)
        target = os.fspath(args[1]) if event == "os.rename" else ""
        if moment in (str(count), f"before {target}", f"after {renamed}"):
            if what == "stop":
                print(os.getpid(), flush=True)
                os.kill(os.getpid(), signal.SIGSTOP)
            if what in ("kill the build", "kill all"):
                os.killpg(builder, signal.SIGKILL)
            if what in ("kill the mover", "kill all"):
                os.kill(os.getpid(), signal.SIGKILL)
        renamed = target
job = engine.Job(*map(Path, paths))
sys.addaudithook(watch)
with claim_output(job.output_path, job.cache_path) as staging:
    command.make_site(job, staging)
print(*struct.unpack("ii", counts))
"""


def start(garden: Garden, moment: int | str, what: str = "kill the build") -> subprocess.Popen[str]:
    job = garden.job
    paths = [job.content_path, job.output_path, job.cache_path, job.settings_path]
    return subprocess.Popen(
        [sys.executable, "-u", "-c", PROGRAM, str(moment), what, *map(str, paths)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for_mover(garden: Garden) -> None:
    """Returns when no process holds the output any more."""
    with manifest_path(garden.cache_path, garden.output_path).with_suffix(".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)


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
    return plant(tmp_path)


def plant(tmp_path: Path) -> Garden:
    garden = Garden(tmp_path / "garden", tmp_path / "cache")
    garden.set(DATES_FROM_GIT=False, BUILD_DATE="2026-03-01")
    return garden


class Twins:
    """A garden with one site in its output and another in its content; and what each of both is."""

    def __init__(self, garden: Garden) -> None:
        self.garden = garden
        self.sites = {}
        for word in ("pot", "cup"):
            write(garden, word)
            assert garden.build_clean().failure == ""
            self.sites[word] = read_tree(garden.clean_job.output_path)
        garden.build()
        self.now, self.later = "cup", "pot"
        write(garden, self.later)
        out, err = start(garden, 0).communicate()
        assert "Traceback" not in err
        first, last = map(int, out.splitlines()[-1].split())
        self.moving = range(first, last + 1)
        self.turn()

    def turn(self) -> None:
        self.now, self.later = self.later, self.now
        write(self.garden, self.later)

    def check_next(self, moment: int) -> str:
        """The next build goes on from what is remembered, and comes to the right site; what it printed."""
        built = self.garden.build()
        assert (built.failure, built.report.fresh_start) == ("", ""), (moment, built.printed)
        assert_same_trees(read_tree(self.garden.output_path), self.sites[self.later], "made", "right")
        assert list(self.garden.root.glob(".warm.*")) == [], moment
        return built.printed


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    return Twins(plant(tmp_path_factory.mktemp("twins")))


def test_a_killed_build_leaves_one_site_or_the_other(twins: Twins) -> None:
    garden, chance = twins.garden, random.Random(SEED)  # noqa: S311 - no secret
    made = 0
    for number in range(KILLS):
        # Half of them while files are moved.
        begin = twins.moving.start if number % 2 else 1
        moment = chance.randrange(begin, twins.moving.stop)
        killed = start(garden, moment)
        killed.communicate()
        assert killed.returncode == -signal.SIGKILL, moment
        wait_for_mover(garden)
        left = read_tree(garden.output_path)
        assert left in (twins.sites[twins.now], twins.sites[twins.later]), moment
        if moment in twins.moving:
            assert left == twins.sites[twins.later], moment
            made += 1
        twins.check_next(moment)
        twins.turn()
    # Shown by `pytest -s`.
    print(f"{KILLS} builds killed at one of {twins.moving.stop} moments, {made} while files were moved")  # noqa: T201


def test_what_was_interrupted_in_moving_files_is_finished_by_the_next_build(twins: Twins) -> None:
    finished = 0
    whats = ["kill all", "kill the mover"] * 3
    for moment, what in zip(twins.moving[:: len(twins.moving) // len(whats)], whats, strict=False):
        killed = start(twins.garden, moment, what)
        _, told = killed.communicate()
        if what == "kill all":
            assert killed.returncode == -signal.SIGKILL, moment
        else:
            assert "was ended from outside; the next build finishes it" in told, moment
        finished += "Finished what the last build was moving: " in twins.check_next(moment)
        twins.turn()
    assert finished >= len(whats) // 2


def test_what_cannot_be_finished_is_told_and_made_from_nothing(twins: Twins) -> None:
    garden = twins.garden
    middle = twins.moving[len(twins.moving) // 2]
    start(garden, middle, "kill all").communicate()
    shutil.rmtree(garden.root / ".warm.moving")
    assert "Built from nothing: the last build was interrupted.\n" in garden.build().printed
    assert_same_trees(read_tree(garden.output_path), twins.sites[twins.later], "made", "right")
    assert "Built from nothing" not in garden.build().printed
    twins.turn()


def test_whoever_stops_a_build_or_starts_another_waits_for_what_it_moves(twins: Twins) -> None:
    garden = twins.garden
    first = start(garden, twins.moving[len(twins.moving) // 2], "stop")
    assert first.stdout
    mover = next(int(line) for line in first.stdout if line.strip().isdigit())
    second = start(garden, 0)
    try:
        assert second.stdout
        assert second.stdout.readline().endswith("; waiting for it.\n")
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            os.killpg(first.pid, number)
    finally:
        os.kill(mover, signal.SIGCONT)
        first.communicate()
        told = second.communicate()
    assert first.returncode < 0
    assert second.returncode == 0, told
    assert_same_trees(read_tree(garden.output_path), twins.sites[twins.later], "made", "right")
    assert garden.build().written == ()
    twins.turn()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_first_site_appears_whole_or_not_at_all(garden: Garden, when: str) -> None:
    write(garden, "cup")
    assert garden.build_clean().failure == ""
    site = read_tree(garden.clean_job.output_path)
    killed = start(garden, f"{when} {garden.output_path}", "kill all")
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert read_tree(garden.output_path) == ({} if when == "before" else site)
    built = garden.build()
    assert built.failure == ""
    assert ("Finished" in built.printed) == (when == "before")
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
        if path in (note.parent, garden.job.memory_path):
            steps.append(f"{what} its folder")
        elif path == note:
            steps.append(f"{what} the note")
        elif path == manifest_path(garden.cache_path, garden.output_path):
            steps.append(f"{what} the list")
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

    monkeypatch.setattr(workers, "can_copy_processes", lambda: False)
    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", move)
    monkeypatch.setattr(os, "unlink", remove)
    assert garden.build().failure == ""
    assert [step for step, _same in groupby(steps)] == [
        "write the list",
        "sync its folder",
        "write the note",
        "sync its folder",
        "change the site",
        "write the state",
        "sync its folder",
        "write the list",
        "sync its folder",
        "remove the note",
    ]


def test_two_builds_at_once_do_not_mix(garden: Garden) -> None:
    write(garden, "cup")
    stopped = start(garden, 12, "stop")
    try:
        os.waitpid(stopped.pid, os.WUNTRACED)
        with (
            pytest.raises(BuildError, match="another build is writing"),
            claim_output(garden.job.output_path, garden.cache_path),
        ):
            pytest.fail("both hold the lock")
    finally:
        stopped.kill()
        stopped.communicate()
    # A dead process holds no lock.
    garden.check()


@contextmanager
def small_disk_at(folder: Path) -> Iterator[Path]:
    """A file system with room for 4 MB."""
    folder.mkdir(parents=True)
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        # A limit on the size of files says something else than a disk that is full, and a quota takes root as well.
        pytest.skip("only root may mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk_at(tmp_path / "disk") as disk:
        yield disk


@pytest.mark.parametrize("what", ["output", "cache", "all of the output"])
def test_a_full_disk_is_told_in_one_sentence_and_leaves_the_last_site(
    tmp_path: Path,
    small_disk: Path,
    what: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    places = {"output": tmp_path / "site", "cache": tmp_path / "cache"} | {what: small_disk / what}
    if what == "all of the output":
        places["output"] = small_disk
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
    (small_disk / "filler").unlink()
    assert read_tree(places["output"]) == before
    assert build() == 0
    after: Mapping[str, bytes] = read_tree(places["output"])
    assert b"A pot." in after["posts/tea/index.html"]
    assert [name for name in list_files(places["output"]) if name.endswith(".part")] == []


def test_a_disk_that_gets_full_while_files_are_moved_leaves_the_last_site(garden: Garden) -> None:
    """To a folder that is a disk of its own, files are copied."""
    with small_disk_at(garden.output_path / "big") as disk:
        texts = {f"extra/big/{name}.txt": name.encode() * 500_000 for name in ("a", "b", "c")}
        garden.write(texts)
        write(garden, "cup")
        assert garden.build().failure == ""
        before = read_tree(garden.output_path)
        garden.write({name: text.upper() * 3 for name, text in texts.items()})
        write(garden, "pot")
        with pytest.raises(OSError, match="No space left on device"):
            garden.build()
        assert read_tree(garden.output_path) == before
        assert list(garden.root.glob(".warm.*")) == []
        garden.write({name: text.upper() for name, text in texts.items()})
        built = garden.check()
        assert built.report.fresh_start == ""
        assert (disk / "c.txt").read_bytes() == b"C" * 500_000


def fill(disk: Path) -> None:
    with (disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while filler.write(b"\0" * 4096):
            continue
