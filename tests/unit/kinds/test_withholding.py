from __future__ import annotations

from pathlib import Path

import pytest

from plugins.kinds.withholding import find_named, find_withheld, read_loosely, report_withheld
from plugins.shared.entry import SourcePath
from plugins.shared.problems import merge_counted

DRAFT = SourcePath("notes/plan.md")


def withheld(text: str, *files: str, shown: tuple[str, ...] = ("notes/tea.md",)) -> list[SourcePath]:
    """Those of *files* that are withheld where a draft says *text*."""
    return find_withheld(map(SourcePath, files), [DRAFT], map(SourcePath, shown), lambda _source: text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("![a cup](../images/cup.png)", "images/cup.png", id="a picture"),
        pytest.param("![[cup.png|300]]", "images/cup.png", id="an embed"),
        pytest.param("Image: CUP.PNG", "images/cup.png", id="in front matter, and in other case"),
        pytest.param('cover: "[[a/cup.png]]"', "images/a/cup.png", id="a property"),
        pytest.param("<img srcset='/images/cup.png 2x'>", "images/cup.png", id="HTML"),
        pytest.param("%% ![[my  cup.png]] %%", "images/my cup.png", id="a comment, with spaces"),
        pytest.param("![](my%20cup.png)", "images/my cup.png", id="percent-encoded"),
        pytest.param("![](a&amp;b.png)", "images/a&b.png", id="with an entity"),
        pytest.param(r"![](images\cup.png)", "images/cup.png", id="a path of Windows"),
        pytest.param(r"![](my\_cup.png)", "images/my_cup.png", id="escaped"),
        pytest.param("![](über.png)", "images/u\u0308ber.png", id="another Unicode form"),
        pytest.param("[the plan](plan.pdf)", "images/plan.pdf", id="no picture"),
        pytest.param("see LICENCE", "images/LICENCE", id="without a suffix"),
        pytest.param("![](it's (1), final.png)", "images/it's (1), final.png", id="signs"),
    ],
)
def test_a_file_that_only_a_draft_names_is_withheld(text: str, name: str) -> None:
    assert withheld(text, name, "images/other.png") == [name]


@pytest.mark.parametrize("text", ["![](my-cup.png)", "![](mycup.png)", "![](cup.png.txt", "cup png", ""])
def test_another_name_is_another_file(text: str) -> None:
    assert withheld(text, "images/cup.jpg", "images/up.png") == []


def test_what_lies_beside_drafts_alone_is_withheld() -> None:
    files = "images/top.png", "posts/secret/a.png", "posts/secret/deep/b.png", "posts/tea/c.png", "posts/d.png"
    found = find_withheld(
        map(SourcePath, files),
        [SourcePath("posts/secret/index.md"), SourcePath("todo.md")],
        [SourcePath("posts/tea/index.md"), SourcePath("posts/open.md")],
        lambda _source: "",
    )
    assert found == ["posts/secret/a.png", "posts/secret/deep/b.png"]


def test_a_folder_of_drafts_is_withheld() -> None:
    assert withheld("", "images/_drafts/a.png", "images/Drafts/b/c.png", "images/draft/d.png") == [
        "images/Drafts/b/c.png",
        "images/_drafts/a.png",
    ]


def test_without_unused_files_no_text_is_read() -> None:
    def refuse(source: SourcePath) -> str:
        raise AssertionError(source)

    assert find_withheld([], [DRAFT], [], refuse) == []


def test_many_names_are_looked_for_at_once() -> None:
    names = {f"img_{number}.png": [SourcePath(f"images/img_{number}.png")] for number in range(1000)}
    assert find_named("![](img_7.png) and img_70.png, ximg_8.png", names) == {"img_7.png", "img_70.png"}


def test_one_line_tells_of_all() -> None:
    problems = report_withheld([SourcePath("images/a.png"), SourcePath("images/b.png")])
    (problem,) = merge_counted(problems)
    assert str(problem) == (
        "left out of the public site, as only drafts and what else is held back use them (2 files): "
        "images/a.png, images/b.png"
    )


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"a\xffb", "a\ufffdb"), ("cup".encode("utf-16"), "cup")],
    ids=["not UTF-8", "UTF-16"],
)
def test_broken_texts_are_read_as_far_as_they_can_be(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / "a.md").write_bytes(data)
    assert read_loosely(tmp_path / "a.md") == text
    assert read_loosely(tmp_path / "gone.md") == ""
