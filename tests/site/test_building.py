"""The command behind `build`: all of a site or none of it."""

from __future__ import annotations

import errno
import math
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.building import command, engine
from plugins.building.hosts import HOSTS, Host
from plugins.building.moving import claim_output
from plugins.kinds import hooks
from plugins.shared import files, progress
from plugins.shared.files import list_files
from tests.previews import copy_project
from tests.sites import assert_true_sum, write_content

PROJECT = Path(__file__).resolve().parents[2]
TEA = "Title: Tea\nDate: 2026-01-02\n\nA cup of it.\n"
# Nothing but its title: no excerpt.
CAKE = "Title: Cake\nDate: 2026-01-03\n\nCake.\n"


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with `content/` of two posts; records of builds are kept beside it."""
    monkeypatch.setattr(command, "CACHE_PATH", tmp_path / "cache")
    # How far it is, is told where it takes long, as on a busy machine.
    monkeypatch.setattr(progress, "FROM_SECONDS", math.inf)
    # The command goes to the project; the test comes back from there.
    monkeypatch.chdir(tmp_path)
    write_content(tmp_path / "blog" / "content", {"posts/tea.md": TEA, "posts/cake.md": CAKE})
    return tmp_path / "blog"


def build(blog: Path) -> int:
    return command.build(str(blog), str(blog / "site"))


def test_a_second_build_writes_nothing(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(blog) == 0
    home = blog / "site" / "index.html"
    os.utime(home, (1_000_000_000, 1_000_000_000))
    assert build(blog) == 0
    assert home.stat().st_mtime == 1_000_000_000
    assert "/site/: 0 files written, " in capsys.readouterr().out


def test_check_names_entries_without_words(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = "no words, and a line like 'A note in Tea.' in their place: "
    assert command.check(str(blog)) == 0
    assert f"1 entry has {said}content/posts/cake.md\n" in capsys.readouterr().out
    write_content(blog / "content", {f"notes/{name}.md": f"Title: Note {name}\n" for name in "abcde"})
    assert command.check(str(blog)) == 0
    printed = capsys.readouterr().out
    assert f"6 entries have {said}content/notes/a.md, content/notes/b.md, content/notes/c.md and 3 more\n" in printed
    assert "article" not in printed


def test_what_is_amiss_is_said_again_when_nothing_has_changed(
    blog: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if the files had been left alone for long: the build looks no further.
    monkeypatch.setattr("plugins.building.memory.is_settled", lambda *_: True)
    write_content(blog / "content", {"posts/tea.md": f"{TEA}\n[milk](milk.md)\n"})
    assert build(blog) == 0
    first = capsys.readouterr()
    assert build(blog) == 0
    second = capsys.readouterr()
    assert "posts/tea.md:6: broken link: 'milk.md'" in first.err
    assert second.err == first.err
    sum_line = (
        "2 files: 2 entries, 0 drafts and 0 scheduled (marked), 0 introductions, 0 other files, 0 not read; 1 problem\n"
    )
    assert sum_line in first.out
    assert sum_line in second.out
    assert "0 files written, " in second.out


def test_of_each_sort_and_level_the_first_three_are_told(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    posts = {
        f"posts/day-{day}.md": TEA.replace("Tea", f"Day {day}") + "\n[[Nobody]] [[Twin]] ![](a.png)\n"
        for day in range(5)
    }
    twins = {f"notes/{name}/twin.md": "Title: Twin\n\nA cup.\n" for name in ("one", "two")}
    write_content(blog / "content", {**posts, **twins})
    build(blog)
    said = capsys.readouterr().err
    assert said.count("wikilink to nothing: ") == 3
    assert "\nnote: … and 2 more of the sort 'wikilink'; `check --all` lists them\n" in said
    assert said.count("wikilink to 2 entries: ") == 3
    assert "\nwarning: … and 2 more of the sort 'wikilink'; `check --all` lists them\n" in said
    assert "without alt text" in said
    assert " [alt]\n" in said


def test_the_folder_that_is_read_is_named(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(blog)
    assert f"Reading {blog / 'content'}\n" in capsys.readouterr().out


def test_a_removed_entry_goes_and_a_file_of_others_stays(blog: Path) -> None:
    build(blog)
    (blog / "site" / "CNAME").write_text("tea.example")
    (blog / "content" / "posts" / "cake.md").unlink()
    assert build(blog) == 0
    files = list_files(blog / "site")
    assert "posts/tea/index.html" in files
    assert "CNAME" in files
    assert [name for name in files if "cake" in name] == []


def test_a_failed_build_leaves_the_last_site_and_no_scraps(blog: Path) -> None:
    build(blog)
    before = {name: (blog / "site" / name).read_bytes() for name in list_files(blog / "site")}
    write_content(blog / "content", {"posts/tea.md": TEA.replace("cup", "pot"), "posts/milk.md": b"Title: Milk \xff\n"})
    assert command.build(str(blog), str(blog / "site"), public=True) == 1
    assert {name: (blog / "site" / name).read_bytes() for name in list_files(blog / "site")} == before
    assert sorted(path.name for path in blog.iterdir()) == ["content", "site"]


def test_a_build_at_home_succeeds_without_the_file_of_an_error_and_a_check_does_not(
    blog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_content(blog / "content", {"posts/milk.md": b"Title: Milk \xff\n", "images/cup.txt": "A cup."})
    assert build(blog) == 0
    assert "posts/milk/index.html" in list_files(blog / "site")
    said = "posts/milk.md:1: byte 0xff is not UTF-8; save the file as UTF-8 [file]\n"
    told = capsys.readouterr()
    assert told.err.endswith(f"error: content/{said}")
    assert assert_true_sum(told.out, blog / "content")["left out"] == 1
    # A second build, which has less to do, says the same.
    assert build(blog) == 0
    assert capsys.readouterr().err == told.err
    assert command.check(str(blog)) == 1
    checked = capsys.readouterr()
    assert checked.err.endswith(
        f"error: content/{said}Not ready to be published: 1 problem to fix first, listed above\n"
    )
    assert assert_true_sum(checked.out, blog / "content")["left out"] == 1


def test_a_check_looks_at_the_links_of_all_files_that_no_error_leaves_out(
    blog: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a public build ends before that, it says so; and no text is read twice."""
    read: list[str] = []

    def read_data(path: Path) -> bytes:
        read.append(path.name)
        return files.read_data(path)

    monkeypatch.setattr(hooks, "read_data", read_data)
    write_content(
        blog / "content",
        {
            "posts/milk.md": "Title: Milk\nDate: someday\n\n[on](nothing.md)\n",
            "posts/cake.md": TEA.replace("Tea", "Cake")
            + "\n[milk](milk.md), [[milk]], [nothing](no.md)\n\nRed\nblue\n",
            "posts/later.md": "Title: Later\nDate: 2999-01-02\n\n[[morning]] [on](nowhere.md)\n",
            "posts/draft.md": "Title: Draft\nDate: 2026-01-02\nStatus: draft\n\n[[later]] ![x](x.png)\n",
        },
    )
    error = "error: content/posts/milk.md:2: impossible date 'someday'; write YYYY-MM-DD, with HH:MM behind it"
    assert command.check(str(blog)) == 1
    assert sorted(read) == sorted(path.name for path in (blog / "content").rglob("*.md"))
    said = capsys.readouterr().err.splitlines()
    nowhere = "leads to no entry and no file of the content folder"
    assert [line.partition(";")[0] for line in said[:-1]] == [
        "note: content/posts/cake.md:8: short lines run together",
        f"warning: content/posts/cake.md:6: broken link: 'no.md' {nowhere}",
        error.partition(";")[0],
        "warning: content/posts/draft.md:5: image missing: 'x.png'",
        "note: content/posts/later.md:4: wikilink to nothing: [[morning]]",
        f"warning: content/posts/later.md:4: broken link: 'nowhere.md' {nowhere}",
    ]
    assert [line.rpartition("(")[2] for line in (said[3], said[5])] == ["once it is no draft)", "on its day)"]
    assert said[-1] == (
        "Not ready to be published: 2 problems to fix first, listed above; 1 problem to fix before the scheduled"
        " entries are published, listed above"
    )
    assert command.build(str(blog), str(blog / "site"), public=True) == 1
    stopped = capsys.readouterr().err.splitlines()
    assert [line[: len(error)] for line in stopped[:-1]] == [error]
    assert stopped[-1] == (
        "No site made: 1 problem to fix first, listed above; nothing was written, and links, pictures and cards were"
        " not looked at (`python3 tasks.py check` does)"
    )


def test_a_site_too_large_for_its_host_is_told_by_every_build(
    blog: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings.py"
    lines = ["import sys", f"sys.path.insert(0, {str(PROJECT)!r})", "from pelicanconf import *", "HOST = 'tiny'"]
    settings.write_text("\n".join([*lines, f"THEME = {str(PROJECT / 'theme')!r}", ""]))
    monkeypatch.setattr(command, "HOME_SETTINGS", settings)
    monkeypatch.setitem(HOSTS, "tiny", Host("Tiny Pages", files=3))
    # The first build makes everything, and the second finds nothing to do.
    for _ in range(2):
        assert build(blog) == 0
        assert "files, more than the 3 that Tiny Pages takes" in capsys.readouterr().err


def test_a_file_of_others_is_not_written_over(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (blog / "site").mkdir()
    (blog / "site" / "index.html").write_text("theirs")
    assert build(blog) == 1
    assert list_files(blog / "site") == ("index.html",)
    assert "index.html' was not made by this command; move it away" in capsys.readouterr().err


def test_two_builds_into_one_folder_do_not_mix(blog: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with claim_output((blog / "site").resolve(), tmp_path / "cache"):
        assert build(blog) == 1
    assert "another build is writing" in capsys.readouterr().err
    assert build(blog) == 0


@pytest.mark.parametrize("settings", ["pelicanconf.py", "publishconf.py"])
def test_plain_pelican_makes_the_same_site(blog: Path, tmp_path: Path, settings: str) -> None:
    command.build(str(blog), str(blog / "site"), public=settings == "publishconf.py")
    plain = tmp_path / "plain"
    arguments = [str(blog / "content"), "-s", settings, "-o", str(plain)]
    subprocess.run([sys.executable, "-m", "pelican", *arguments], cwd=PROJECT, check=True, capture_output=True)
    assert list_files(plain) == list_files(blog / "site")
    assert [
        name for name in list_files(plain) if (plain / name).read_bytes() != (blog / "site" / name).read_bytes()
    ] == []


def test_a_site_for_plain_pelican_is_moved_as_a_whole_too(tmp_path: Path) -> None:
    copy_project(tmp_path, settings='THEME = "simple"\n')
    program = """
import os, signal, sys
from plugins.building.command import build
builder = os.getpid()
def watch(event, args):
    if event == "os.rename" and str(args[1]).endswith("/site/index.html") and os.getpid() != builder:
        os.killpg(builder, signal.SIGKILL)
sys.addaudithook(watch)
sys.exit(build("content", "site"))
"""

    def build_here() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
        )

    assert build_here().returncode == 0
    post = tmp_path / "content/posts/2026-01-02-morning.md"
    post.write_text(post.read_text("utf-8").replace("Title: ", "Title: Another "), "utf-8")
    assert build_here().returncode == -signal.SIGKILL
    assert "Another" in (tmp_path / "site/index.html").read_text("utf-8")
    assert ": 0 files written, " in build_here().stdout


def test_a_site_for_plain_pelican_is_built_by_it_and_that_is_said_once(tmp_path: Path) -> None:
    copy_project(tmp_path, settings='THEME = "simple"\n')

    def build_here() -> list[str]:
        program = (
            "import sys; from plugins.building.command import build; sys.exit(build('content', 'site', explain=True))"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    first = build_here()
    said = "Pelican builds all of the site: the theme is written for plain Pelican."
    assert [line for line in first if "plain Pelican" in line] == [said]
    assert "The first cup." in (tmp_path / "site/posts/morning/index.html").read_text("utf-8")
    second = build_here()
    assert second.count(said) == 1
    count = len([path for path in (tmp_path / "site").rglob("*") if path.is_file()])
    assert first[-3] == f"  everything: Pelican remembers nothing of the last build -> {count} files"
    assert second[-3] == f"  made again, and as before -> {count} files"
    assert re.fullmatch(r"  Pelican \d+\.\d\d s, move \d+\.\d\d s", second[-2])
    assert second[-1].startswith("site/: 0 files written, ")
    (tmp_path / "content/notes/kettle.md").unlink()
    build_here()
    assert not (tmp_path / "site/notes/kettle").exists()
    # With the theme of the project it is ours again.
    shutil.copyfile(PROJECT / "pelicanconf.py", tmp_path / "pelicanconf.py")
    assert said not in build_here()
    assert "site-nav" in (tmp_path / "site/posts/morning/index.html").read_text("utf-8")


def test_check_names_what_would_stop_a_build_on_the_day_of_what_is_scheduled(
    blog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = "Title: Later\nDate: 2999-01-02\n\n[on](nothing.md)\n"
    write_content(blog / "content", {"posts/cake.md": TEA.replace("Tea", "Cake"), "posts/later.md": later})
    assert command.check(str(blog)) == 1
    said = capsys.readouterr().err
    assert "warning: content/posts/later.md:4: broken link: 'nothing.md' " in said
    assert " (on its day)\n" in said
    assert "1 problem to fix before the scheduled entries are published, listed above" in said
    # A draft is finished by its author, who hears of it.
    write_content(blog / "content", {"posts/later.md": later.replace("Date: 2999-01-02", "Status: draft")})
    assert command.check(str(blog)) == 0
    assert " (once it is no draft)\n" in capsys.readouterr().err
    write_content(blog / "content", {"posts/later.md": later.replace("[on](nothing.md)", "Text.")})
    assert command.check(str(blog)) == 0
    assert capsys.readouterr().err == ""


def test_a_full_disk_is_told_in_one_line_with_the_file_and_the_last_site_stays(
    blog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(blog) == 0
    before = {name: (blog / "site" / name).read_bytes() for name in list_files(blog / "site")}
    write_content(blog / "content", {"notes/1.md": "Title: Note 1\n\nText.\n"})
    capsys.readouterr()
    write = os.write

    def fail(opened: int, data: bytes) -> int:
        if b"Note 1" in data and data.startswith(b"<!DOCTYPE"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(opened, data)

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", fail)
        assert build(blog) == 1
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith(f"No site made: No space left on device for '{blog}/.site.building/new/")
    assert said.endswith(" while the new site was written; make room and build again, the last site is as it was")
    assert {name: (blog / "site" / name).read_bytes() for name in list_files(blog / "site")} == before
    assert [path.name for path in blog.iterdir() if path.name.startswith(".site")] == []
    assert build(blog) == 0
    assert "Note 1" in (blog / "site" / "notes/1/index.html").read_text("utf-8")


def test_a_file_that_goes_while_the_site_is_made_is_one_problem(
    blog: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_content(blog / "content", {"extra/tea.txt": "Green.", "extra/cup.txt": "White."})

    def read(path: str) -> bytes:
        if path.endswith("tea.txt"):
            (blog / "content/extra/tea.txt").unlink(missing_ok=True)
        return files.read_file(path)

    with monkeypatch.context() as patched:
        patched.setattr(engine, "read_file", read)
        assert build(blog) == 0
    said = "extra/tea.txt: is left out, as it cannot be read now (No such file or directory); build again [file]\n"
    assert said in capsys.readouterr().err
    assert (blog / "site" / "cup.txt").read_text("utf-8") == "White."
    assert not (blog / "site" / "tea.txt").exists()
    assert build(blog) == 0
    assert capsys.readouterr().err == ""
    assert command.verify(str(blog), str(blog / "site")) == 0
