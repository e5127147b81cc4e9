"""The two dialects of Markdown: which one a site is read in, what is said of it, and what a change of it does."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from plugins.building import command
from plugins.shared import progress
from tests.property.gardens import Garden
from tests.sites import PROJECT, BuildSite, write_content

COMMONMARK = "Markdown: CommonMark, single line breaks joined (no .obsidian/)\n"
LIST = "Title: Tea\nDate: 2026-01-02\n\nCups:\n- one\n- two\n"
LINES = "Title: Tea\nDate: 2026-01-02\n\nRoses are red\nviolets are blue\n"
PAGE = "posts/tea/index.html"
LIST_PAGE, TEXT_PAGE = "<li>one</li>", "Cups:\n- one"


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder called `old` with `content/` of one post; records of builds are kept beside it."""
    monkeypatch.setattr(command, "CACHE_PATH", tmp_path / "cache")
    monkeypatch.setattr(progress, "FROM_SECONDS", math.inf)
    monkeypatch.chdir(tmp_path)
    write_content(tmp_path / "old" / "content", {"posts/tea.md": LIST})
    return tmp_path / "old"


def build(blog: Path, dialect: str = "") -> str:
    assert command.build(str(blog), str(blog / "site"), dialect=dialect) == 0
    return (blog / "site" / PAGE).read_text("utf-8")


def test_a_build_says_how_it_reads(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert LIST_PAGE in build(blog)
    assert capsys.readouterr().out.count(COMMONMARK) == 1
    assert LIST_PAGE in build(blog)
    assert capsys.readouterr().out.count(COMMONMARK) == 1


def test_an_old_blog_is_read_as_its_author_saw_it(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (blog / "pelicanconf.py").write_text("SITENAME = 'Old'\nraise SystemExit('must not be run')\n")
    assert TEXT_PAGE in build(blog)
    assert "Markdown: python-markdown (old/pelicanconf.py)\n" in capsys.readouterr().out
    assert LIST_PAGE in build(blog, "commonmark")
    assert COMMONMARK in capsys.readouterr().out
    assert TEXT_PAGE in build(blog)


def test_the_command_names_a_dialect_for_a_look(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert LIST_PAGE in build(blog)
    assert TEXT_PAGE in build(blog, "python-markdown")
    assert "Markdown: python-markdown\n" in capsys.readouterr().out
    assert LIST_PAGE in build(blog)
    capsys.readouterr()
    assert command.check(str(blog), dialect="python-markdown") == 0
    assert "Markdown: python-markdown\n" in capsys.readouterr().out
    assert command.verify(str(blog), str(blog / "site"), dialect="python-markdown") == 0
    assert TEXT_PAGE in (blog / "site" / PAGE).read_text("utf-8")


def test_a_dialect_that_is_none_is_refused(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = "--dialect: unknown dialect 'comonmark'; did you mean 'commonmark'?\n"
    assert command.build(str(blog), str(blog / "site"), dialect="comonmark") == 1
    assert command.check(str(blog), dialect="comonmark") == 1
    assert command.show_pages(str(blog), lambda _source, _command: 0, dialect="comonmark") == 1
    assert capsys.readouterr().err == f"No site made: {said}No check made: {said}No preview: {said}"


def test_a_preview_is_told_the_dialect(blog: Path) -> None:
    commands: list[list[str]] = []

    def show(_source: Path, words: list[str]) -> int:
        commands.append(words)
        return 0

    assert command.show_pages(str(blog), show, dialect="python-markdown") == 0
    assert commands[0][-1] == "--dialect=python-markdown"


def test_settings_of_an_old_blog_that_come_and_change_have_texts_read_again(blog: Path) -> None:
    write_content(blog / "content", {"posts/tea.md": "Title: Tea\nDate: 2026-01-02\n\n## Cups\n"})
    build(blog)
    settings = blog / "pelicanconf.py"
    settings.write_text("SITENAME = 'Old'\n")
    assert "<h2>Cups</h2>" in build(blog)
    settings.write_text("MARKDOWN = {'extension_configs': {'markdown.extensions.toc': {'anchorlink': True}}}\n")
    assert '<a class="toclink" href="#cups">Cups</a>' in build(blog)
    settings.unlink()
    assert '<a class="headerlink" href="#cups"' in build(blog)


def test_a_vault_keeps_its_line_breaks_until_it_is_strict(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_content(blog / "content", {"posts/tea.md": LINES})
    assert "Roses are red\nviolets" in build(blog)
    write_content(blog / "content", {".obsidian/appearance.json": "{}"})
    assert "Roses are red<br>\nviolets" in build(blog)
    assert "Markdown: CommonMark, single line breaks kept (.obsidian/)\n" in capsys.readouterr().out
    write_content(blog / "content", {".obsidian/app.json": '{"strictLineBreaks": true}'})
    assert "Roses are red\nviolets" in build(blog)
    assert "Markdown: CommonMark, single line breaks joined (.obsidian/app.json)\n" in capsys.readouterr().out
    write_content(blog / "content", {".obsidian/app.json": '{"strictLineBreaks": false}'})
    assert "Roses are red<br>\nviolets" in build(blog)


@pytest.mark.parametrize(
    "setting",
    [{"MARKDOWN_DIALECT": "python-markdown"}, {"MARKDOWN_WITHOUT": ["marks"]}, {"MARKDOWN_BREAKS": True}],
    ids=lambda value: next(iter(value)),
)
def test_a_setting_of_markdown_has_texts_read_again(
    tmp_path: Path, shared_cache_path: Path, setting: Mapping[str, object]
) -> None:
    garden = Garden(tmp_path, shared_cache_path)
    garden.write({"posts/tea.md": LIST, "notes/milk.md": "A ==marked== word\nand another\n"})
    garden.build()
    garden.settle()
    garden.set(**setting)
    built = garden.build()
    assert f"Built from nothing: setting {next(iter(setting))} has changed.\n" in built.printed
    assert garden.build_with_pelican() == {
        name: (garden.output_path / name).read_bytes() for name in sorted(garden.build_with_pelican())
    }


@pytest.mark.parametrize("dialect", ["commonmark", "python-markdown"])
def test_plain_pelican_reads_the_same(blog: Path, tmp_path: Path, dialect: str) -> None:
    page = build(blog, dialect)
    assert (LIST_PAGE if dialect == "commonmark" else TEXT_PAGE) in page
    plain = tmp_path / "plain"
    arguments = [str(blog / "content"), "-s", "pelicanconf.py", "-o", str(plain)]
    chosen = ["-e", f'MARKDOWN_DIALECT="{dialect}"', f'CACHE_PATH="{tmp_path / "cache"}"']
    done = subprocess.run(
        [sys.executable, "-m", "pelican", *arguments, *chosen], cwd=PROJECT, check=True, capture_output=True, text=True
    )
    assert "Markdown: " in done.stdout
    assert (plain / PAGE).read_text("utf-8") == page


def test_plain_pelican_finds_the_settings_of_an_old_blog(blog: Path, tmp_path: Path) -> None:
    (blog / "pelicanconf.py").write_text("SITENAME = 'Old'\n")
    page = build(blog)
    plain = tmp_path / "plain"
    arguments = [str(blog / "content"), "-s", "pelicanconf.py", "-o", str(plain)]
    subprocess.run([sys.executable, "-m", "pelican", *arguments], cwd=PROJECT, check=True, capture_output=True)
    assert (plain / PAGE).read_text("utf-8") == page


def test_an_unknown_dialect_in_the_settings_is_one_error(build_site: BuildSite) -> None:
    built = build_site({"posts/tea.md": LIST}, MARKDOWN_DIALECT="markdown")
    assert built.failed
    assert built.problems == (
        "pelicanconf.py: MARKDOWN_DIALECT: unknown dialect 'markdown'; write 'commonmark' or 'python-markdown'",
    )


def test_what_the_dialects_read_differently_is_listed(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_content(
        blog / "content",
        {
            "posts/tea.md": LIST,
            "posts/cake.md": "Title: Cake\nDate: 2026-01-02\n\nPlain words.\n",
            "notes/milk.md": "---\ntags: [a]\n---\n# Milk\n\nMilk.\n\n####Cold\n",
            # What a build would refuse hides nothing.
            "posts/broken.md": "Title: Broken\n\nNo date.\n",
        },
    )
    assert command.check(str(blog), dialects=True) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out == (
        f"Reading {blog / 'content'}\n"
        "content/notes/milk.md:8: python-markdown '<h4>Cold', commonmark '<p>####Cold';"
        " write a space behind the '#' of a heading\n"
        "content/posts/tea.md:4: python-markdown '<p>Cups: - one - two', commonmark '<p>Cups: <li>one <li>two';"
        " leave a blank line above the list\n"
        "2 differences in 2 texts.\n"
    )
    assert not (blog / "site").exists()


def test_texts_that_are_read_alike_are_said_to_be(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_content(blog / "content", {"posts/tea.md": LINES})
    assert command.check(str(blog), dialects=True) == 0
    assert capsys.readouterr().out.endswith("Both dialects read every text alike.\n")


def test_check_names_paragraphs_of_short_lines(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cure = "end them with a backslash, or set MARKDOWN_BREAKS = True to keep all"
    said = f"short lines run together; {cure} [short-lines]\n"
    write_content(blog / "content", {"posts/tea.md": LINES})
    assert command.check(str(blog)) == 0
    assert f"note: content/posts/tea.md:4: {said}" in capsys.readouterr().err
    write_content(blog / "content", {f"notes/{name}.md": "Colour: red\nPlace: pot\n" for name in ("a b", "c d", "e f")})
    assert command.check(str(blog)) == 0
    printed = capsys.readouterr().err
    assert printed.count(said) == 3
    assert "note: … and 1 more of the sort 'short-lines'; `check --all` lists them\n" in printed
    assert command.build(str(blog), str(blog / "site")) == 0
    assert "short lines" not in capsys.readouterr().err
    write_content(blog / "content", {".obsidian/app.json": "{}"})
    assert command.check(str(blog)) == 0
    assert said not in capsys.readouterr().err


def test_a_pelican_blog_hears_of_comments_that_are_shown_and_of_settings_that_are_not_used(
    blog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (blog / "pelicanconf.py").write_text("SITENAME = 'Old'\nraise SystemExit\n", "utf-8")
    texts = {
        "posts/tea.md": "Title: Tea\nDate: 2026-01-02\n\n# Tea\n\nA cup.\n\n%%\nhidden\n%%\n",
        "posts/cake.md": "Title: Cake\nDate: 2026-01-02\n\n    %% code\n\n100 %% of it\n",
    }
    write_content(blog / "content", {**texts, ".obsidian/app.json": "{}"})
    assert command.build(str(blog), str(blog / "site")) == 0
    printed = capsys.readouterr().err
    assert "(2 files): .obsidian/, content/posts/tea.md [comment]\n" in printed
    assert printed.count("'%%' begins no comment in python-markdown, so that what stands behind it is shown;") == 1
    said = "is read and not used; to keep what it says, write into pelicanconf.py: SITENAME = 'Old' [setting]\n"
    assert f"note: {blog.name}/pelicanconf.py: {said}" in printed
    # A build that has less to do says the same, and one that finds another file what that says.
    assert command.build(str(blog), str(blog / "site")) == 0
    assert capsys.readouterr().err == printed
    (blog / "pelicanconf.py").unlink()
    (blog / "hugo.toml").write_text('title = "Newer"\n', "utf-8")
    assert command.build(str(blog), str(blog / "site")) == 0
    printed = capsys.readouterr().err
    assert f"note: {blog.name}/hugo.toml: is read and not used; " in printed
    assert "SITENAME = 'Newer' (there title)" in printed
    assert "begins no comment" not in printed
