"""`social SLUG`, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plugins.social import command
from tests.sites import write_content


@pytest.fixture
def content(tmp_path: Path) -> Path:
    write_content(
        tmp_path / "content",
        {
            "posts/2026-01-02-tea.md": "Title: Tea\nMessage: {x: Short, all: Come and read!}\n\nWhat tea is.\n",
            "posts/2026-01-03-draft.md": "Title: A draft\nStatus: draft\n\nText.\n",
        },
    )
    return tmp_path / "content"


def test_everything_to_be_posted_is_printed(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.social("tea", str(content)) == 0
    printed = capsys.readouterr().out
    assert "── X \n  Short\n" in printed
    assert "── Mastodon \n  Come and read!\n  \n  https://doodlebook.example/posts/tea/" in printed


def test_drafts_are_known_before_they_are_published(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.social("draft", str(content), as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "A draft"


def test_page_shows_the_card_without_any_site(content: Path, tmp_path: Path) -> None:
    assert command.social("tea", str(content), html=str(tmp_path / "tea.html")) == 0
    page = (tmp_path / "tea.html").read_text("utf-8")
    assert 'src="data:image/' in page


def test_copy_gives_the_text_to_the_clipboard(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tool = tmp_path / "bin" / "pbcopy"
    tool.parent.mkdir()
    tool.write_text(f"#!/bin/sh\nexec /bin/cat > '{tmp_path / 'clipboard'}'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tool.parent))
    assert command.social("tea", str(content), copy="whatsapp") == 0
    assert (tmp_path / "clipboard").read_text("utf-8") == "Come and read!\n\nhttps://doodlebook.example/posts/tea/"
    assert "On the clipboard, for WhatsApp" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("slug", "copy", "said"),
    [
        ("teapot", "", "no entry is called 'teapot'"),
        ("tea", "whatsap", "unknown network 'whatsap'; did you mean 'whatsapp'?"),
        ("tea", "x", "there is no clipboard here"),
    ],
)
def test_what_cannot_be_is_said(
    content: Path,
    slug: str,
    copy: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    # Git is looked for as well, and there is none.
    monkeypatch.setenv("PATH", str(tmp_path))
    assert command.social(slug, str(content), copy=copy) == 1
    assert f"Nothing to show: {said}" in capsys.readouterr().err


def test_broken_content_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_content(tmp_path / "content", {"posts/2026-01-02-tea.md": "Title: Tea\nMessage: {mastodn: Hi}\n\nText.\n"})
    assert command.social("tea", str(tmp_path / "content")) == 0
    assert "unknown network 'mastodn'; did you mean 'mastodon'?" in capsys.readouterr().err
