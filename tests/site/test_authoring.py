"""`fresh` and `new` leave what builds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from plugins.authoring import command
from plugins.shared.files import list_files
from tests.sites import BuildSite

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings and something that stands for the demo."""
    folder = tmp_path / "project"
    (folder / "content").mkdir(parents=True)
    (folder / "content" / "demo.md").write_text("Title: Demo\n")
    for name in ("pelicanconf.py", "publishconf.py"):
        shutil.copy(PROJECT / name, folder)
    monkeypatch.setattr(command, "PROJECT", folder)
    monkeypatch.chdir(folder)
    return folder


def begin(name: str = "Tea & Co") -> int:
    return command.fresh(name, "Ann", "https://tea.example", yes=True)


def test_fresh_leaves_an_example_of_each_kind(project: Path) -> None:
    assert begin() == 0
    assert list_files(project / "content") == (
        "doodles/the-first-doodle.md",
        "images/doodles/the-first-doodle.svg",
        "notes/the-first-note.md",
        "pages/about.md",
        "posts/the-first-post.md",
        "rockets/the-first-rocket.md",
    )
    assert list_files(project / "content-demo") == ("demo.md",)


@pytest.mark.parametrize("public", [False, True], ids=["home", "public"])
def test_a_fresh_blog_builds_without_a_problem(project: Path, build_site: BuildSite, *, public: bool) -> None:
    begin()
    site = build_site(project / "content", public=public)
    assert (site.failure, site.problems) == ("", ())
    assert {
        "doodles/the-first-doodle/index.html",
        "notes/the-first-note/index.html",
        "posts/the-first-post/index.html",
        "rockets/the-first-rocket/index.html",
        "about/index.html",
    } <= set(site.files)


def test_fresh_writes_the_answers_into_the_settings(project: Path) -> None:
    begin('Ann\'s "Tea" \\ 🫖')
    settings: dict[str, object] = {}
    exec((project / "pelicanconf.py").read_text("utf-8"), settings)  # noqa: S102 (settings are Python)
    assert (settings["SITENAME"], settings["SITESUBTITLE"], settings["AUTHOR"]) == ('Ann\'s "Tea" \\ 🫖', "", "Ann")
    assert 'SITEURL = "https://tea.example"\n' in (project / "publishconf.py").read_text("utf-8")


def test_what_is_started_next_is_newer_than_the_examples(project: Path) -> None:
    begin()
    command.new("post", "Tea")
    dates = {path.stem: date_of(path) for path in (project / "content").rglob("*.md")}
    newest = dates.pop("tea")
    assert all(date < newest for date in dates.values() if date)


def date_of(entry: Path) -> str:
    """As it is written, minutes last; empty where it has none."""
    return entry.read_text("utf-8").partition("\ndate: ")[2].partition("\n")[0]


def test_a_second_fresh_changes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begin()
    (project / "content" / "mine.md").write_text("Title: Mine\n")
    assert begin("Other") == 1
    assert (project / "content" / "mine.md").exists()
    assert "Tea & Co" in (project / "pelicanconf.py").read_text("utf-8")
    assert "Nothing was changed: content-demo/ is there already" in capsys.readouterr().err


def test_settings_without_a_name_to_replace_change_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "publishconf.py").write_text("from pelicanconf import *\n")
    assert begin() == 1
    assert list_files(project / "content") == ("demo.md",)
    assert "publishconf.py has no line 'SITEURL" in capsys.readouterr().err


def test_new_prints_the_path_and_never_writes_over(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.new("post", "Green tea") == 0
    assert capsys.readouterr().out == "content/posts/green-tea.md\n"
    (project / "content" / "posts" / "green-tea.md").write_text("precious")
    assert command.new("post", "Green: tea!") == 1
    assert (project / "content" / "posts" / "green-tea.md").read_text() == "precious"
    assert "content/posts/green-tea.md is there already; open it, or choose another title" in capsys.readouterr().err


def test_new_entries_of_all_kinds_build_as_drafts(project: Path, build_site: BuildSite) -> None:
    for kind in ("post", "doodle", "rocket", "note", "page"):
        command.new(kind, f'A {kind}: "new" # 🚀')
    assert build_site(project / "content").failure == ""
    public = build_site(project / "content", public=True)
    assert [name for name in public.files if "new" in name] == []


def test_new_dates_in_the_zone_of_the_settings(project: Path) -> None:
    settings = (project / "pelicanconf.py").read_text("utf-8").replace('TIMEZONE = "UTC"', 'TIMEZONE = "Asia/Tokyo"')
    (project / "pelicanconf.py").write_text(settings, "utf-8")
    command.new("rocket", "")
    (rocket,) = (project / "content" / "rockets").iterdir()
    assert "+09:00\n" in rocket.read_text("utf-8")


def test_an_unknown_zone_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "pelicanconf.py").write_text('TIMEZONE = "Tea/Time"\n')
    assert command.new("post", "Tea") == 1
    assert "unknown TIMEZONE 'Tea/Time'; write one like 'Europe/Berlin'" in capsys.readouterr().err
