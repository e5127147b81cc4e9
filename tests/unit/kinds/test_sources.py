from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from plugins.kinds.sources import (
    AS_MARKDOWN,
    OF_OFFICE,
    Sources,
    find_foreign,
    find_sources,
    is_entry,
    is_introduction,
    name_placeholders,
    read_template_folder,
)
from plugins.shared.entry import SourcePath
from plugins.shared.problems import Problem, Severity, merge_counted


def find(folder: Path, *names: str, ignored: tuple[str, ...] = ()) -> Sources:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("tea")
    return find_sources(folder, ignored)


def test_files_are_told_apart_and_in_order(tmp_path: Path) -> None:
    names = [
        "posts/b.md", "posts/A.MD", "notes/Grüner Tee.markdown", "x.mkd", "y.mdown",
        "categories/tea.md", "tags/hot.md", "authors/anna.md", "images/cup.png", "extra/CNAME", "extra/readme.md",
    ]  # fmt: skip
    sources = find(tmp_path, *names)
    assert sources.entries == ("notes/Grüner Tee.markdown", "posts/A.MD", "posts/b.md", "x.mkd", "y.mdown")
    assert sources.introductions == ("authors/anna.md", "categories/tea.md", "tags/hot.md")
    assert sources.files == ("extra/CNAME", "extra/readme.md", "images/cup.png")
    assert sources.problems == ()


def test_hidden_and_ignored_files_are_left_out(tmp_path: Path) -> None:
    sources = find(
        tmp_path, ".obsidian/app.md", "posts/.draft.md", "posts/tea.md", "_private/x.md", "posts/tea.md~",
        ignored=("_*", "*~"),
    )  # fmt: skip
    assert (sources.entries, sources.files) == (("posts/tea.md",), ())


def test_templates_copies_and_temporary_files_are_held_back_and_counted(tmp_path: Path) -> None:
    (tmp_path / "vault" / ".obsidian").mkdir(parents=True)
    (tmp_path / "vault" / ".obsidian" / "templates.json").write_text('{"folder": "Meta/Vorlagen"}')
    sources = find(
        tmp_path, "vault/Meta/Vorlagen/day.md", "vault/Meta/tea.md", "templates/post.md", "templates/cup.png",
        "notes/tea.sync-conflict-20260101-101112-ABCDEFG.md", "notes/~$tea.md", "notes/tea.md~", "extra/a.tmp",
        "extra/templates/a.md", "images/tea (conflicted copy).png", "notes/tea.md",
    )  # fmt: skip
    assert sources.entries == ("notes/tea.md", "vault/Meta/tea.md")
    # A text may show a picture, whatever it is called.
    assert sources.files == ("extra/templates/a.md", "images/tea (conflicted copy).png", "templates/cup.png")
    assert len(sources.held) == 6
    assert [str(one) for one in merge_counted(sources.problems)] == [
        "left out as copies of a sync conflict (1 file): tea.sync-conflict-20260101-101112-ABCDEFG.md",
        "left out as locks and temporary files (3 files): a.tmp, tea.md~, ~$tea.md",
        "left out as templates (2 files): templates/, vault/Meta/Vorlagen/",
    ]


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("Vorlagen/day.md", False),
        ("notes/Vorlagen/day.md", True),
        ("templates/day.md", False),
        ("notes/tea.md", True),
        ("notes/~$tea.md", False),
        ("categories/tea.md", False),
        ("notes/cup.png", False),
    ],
)
def test_one_file_is_judged_as_all_of_them(tmp_path: Path, source: str, *, answer: bool) -> None:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / ".obsidian" / "templates.json").write_text('{"folder": "/Vorlagen/"}')
    assert is_entry(SourcePath(source), (), tmp_path) is answer
    assert (source in find(tmp_path, source).entries) is answer


@pytest.mark.parametrize(
    "settings", ["", "{", "[]", "{}", '{"folder": ""}', '{"folder": "/"}', '{"folder": ["x"]}', "1"]
)
def test_settings_that_name_no_folder_hold_nothing_back(tmp_path: Path, settings: str) -> None:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / ".obsidian" / "templates.json").write_text(settings)
    assert read_template_folder(tmp_path) == ""
    assert find(tmp_path, "x/tea.md").entries == ("x/tea.md",)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        *((f"posts/tea{suffix}", AS_MARKDOWN) for suffix in (".rst", ".org", ".adoc", ".asc", ".mdx", ".RST", ".txt")),
        ("tea.docx", OF_OFFICE),
        ("tea.ipynb", "notebooks that are not read; write each as Markdown: jupyter nbconvert --to markdown"),
        (
            "Map.canvas",
            "canvases of Obsidian, which are not shown; export each as a picture and show that in a note",
        ),
    ],
)
def test_other_markup_is_named_and_not_skipped_in_silence(tmp_path: Path, name: str, message: str) -> None:
    (problem,) = foreign(tmp_path, name)
    assert (problem.source, problem.message, problem.counted) == (name, message, name)
    assert problem.severity is Severity.WARNING


@pytest.mark.parametrize("name", ["data/log.txt", "LICENSE.txt", "assets/frame.html"])
def test_what_may_well_be_no_text_of_the_site_stops_nothing(tmp_path: Path, name: str) -> None:
    (problem,) = foreign(tmp_path, name)
    assert problem.severity is Severity.NOTE


@pytest.mark.parametrize("name", ["extra/tea.rst", "images/tea.rst", "tea.pdf", "tea", "tea.xml"])
def test_files_that_are_copied_or_no_texts_are_none_of_our_business(tmp_path: Path, name: str) -> None:
    assert foreign(tmp_path, name) == []


def test_an_export_of_wordpress_is_known_by_its_head(tmp_path: Path) -> None:
    (tmp_path / "blog.xml").write_text('<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>')
    (problem,) = find_foreign([SourcePath("blog.xml")], tmp_path, ())
    assert (
        problem.message == "exports of WordPress, which are not read; have their posts written as Markdown files first"
    )


def test_a_file_that_is_in_the_cloud_is_told_by_its_own_name(tmp_path: Path) -> None:
    found = find(tmp_path, "notes/.tea.md.icloud")
    assert (found.placeholders, found.files) == (("notes/.tea.md.icloud",), ())
    (problem,) = name_placeholders(found.placeholders)
    assert (problem.counted, problem.severity) == ("notes/tea.md", Severity.WARNING)


def test_hidden_files_are_passed_over_but_for_those_that_are_copied(tmp_path: Path) -> None:
    hidden = (".htaccess", "notes/.tea.md", ".well-known/x", "extra/.DS_Store", "extra/.git/config", "extra/._CNAME")
    meant = ("extra/.htaccess", "extra/.nojekyll", "extra/.well-known/security.txt")
    left = ("extra/.tea.swp", "extra/.#tea", "extra/.gitignore", "extra/.site/.DS_Store", "extra/.a.tmp")
    assert find(tmp_path, *hidden, *meant, *left).files == meant


def foreign(folder: Path, name: str) -> list[Problem]:
    return find_foreign(find(folder, name).files, folder, ["images"])


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("categories/tea.md", True),
        ("tags/tea.md", True),
        ("authors/tea.md", True),
        ("categories/deep/tea.md", False),
        ("posts/categories/tea.md", False),
        ("categories.md", False),
    ],
)
def test_introductions_stand_at_the_top(source: str, *, answer: bool) -> None:
    assert is_introduction(source) is answer


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert find_sources(tmp_path) == Sources((), (), (), ())


def test_links_to_folders_are_followed(tmp_path: Path) -> None:
    find(tmp_path / "vault", "tea.md")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "notes").symlink_to(tmp_path / "vault")
    assert find_sources(tmp_path / "content").entries == ("notes/tea.md",)


def test_a_link_that_runs_in_a_circle_is_named_and_not_followed(tmp_path: Path) -> None:
    find(tmp_path, "notes/tea.md")
    (tmp_path / "notes" / "again").symlink_to(tmp_path)
    sources = find_sources(tmp_path)
    assert sources.entries == ("notes/tea.md",)
    assert [str(problem) for problem in sources.problems] == [
        "notes/again: this link leads to a folder it stands in; take it away"
    ]


def test_a_folder_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    sources = find_sources(tmp_path / "gone")
    assert [str(problem) for problem in sources.problems] == [
        ".: cannot be opened: No such file or directory; fix or remove it"
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such names")
def test_a_name_that_is_no_text_is_named(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md")).write_text("tea")
    sources = find_sources(tmp_path)
    assert sources.entries == ()
    assert [str(problem) for problem in sources.problems] == [
        "caf\\udce9.md: the name of this file is not UTF-8; rename it"
    ]
