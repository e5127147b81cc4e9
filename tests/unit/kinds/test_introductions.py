from __future__ import annotations

import pytest

from plugins.kinds.introductions import read_introduction
from plugins.shared.entry import Entry, SourcePath
from plugins.shared.markup import Renderer
from tests.rendering import make_renderer


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return make_renderer()


def read(renderer: Renderer, text: str, name: str = "customer-success.md") -> Entry:
    entry = read_introduction(SourcePath(f"categories/{name}"), text, renderer).entry
    assert entry is not None
    return entry


@pytest.mark.parametrize(
    ("text", "title", "alias"),
    [
        ("Hot.", "customer-success", "customer-success"),
        ("# Tea & Jam\n\nHot.", "Tea & Jam", "tea-and-jam"),
        ("Title: Tea <b>Time</b>\n\nHot.", "Tea Time", "tea-time"),
        ("---\ntitle: C#\n---\nHot.", "C#", "c-sharp"),
        ("", "customer-success", "customer-success"),
    ],
    ids=["file name", "heading", "pelican", "yaml", "empty"],
)
def test_it_introduces_what_its_title_or_file_says(renderer: Renderer, text: str, title: str, alias: str) -> None:
    entry = read(renderer, text)
    assert (entry.title, entry.slug, entry.aliases) == (title, "customer-success", (alias,))


def test_its_words_are_markdown_without_the_heading(renderer: Renderer) -> None:
    entry = read(renderer, "Title: Tea\n\n# Tea\n\nIt is *hot*.")
    assert entry.html == "<p>It is <em>hot</em>.</p>"


def test_a_name_in_another_script_is_found(renderer: Renderer) -> None:
    assert read(renderer, "Hot.", "茶 & Kuchen.markdown").slug == "cha-and-kuchen"


def test_broken_front_matter_is_a_problem(renderer: Renderer) -> None:
    entry, (problem,) = read_introduction(SourcePath("tags/tea.md"), "---\ntitle: Tea\n", renderer)
    assert entry is None
    assert str(problem).startswith("tags/tea.md:1: the front matter opened by '---' is never closed")


def test_what_is_wrong_in_its_text_is_told(renderer: Renderer) -> None:
    entry, problems = read_introduction(SourcePath("tags/tea.md"), "Title: Tea\n\nA cup[^1].\n", renderer)
    assert entry is not None
    assert [str(problem).partition(";")[0] for problem in problems] == ["tags/tea.md:3: footnote '1' has no text"]
