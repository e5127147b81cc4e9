from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.graph.names import Resolution, index_names, resolve_name, stem_of, suggest_names
from plugins.shared.content_files import find_file, fold
from plugins.shared.entry import Entry, Kind, SourcePath, Status
from tests.entries import make_entry

HERE = SourcePath("notes/here.md")


def make_note(title: str, source: str, **fields: Any) -> Entry:  # noqa: ANN401 (any field)
    return make_entry(title, kind=Kind.NOTE, source=SourcePath(source), **fields)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        pytest.param("  Green \t Tea ", "green tea", id="spaces"),
        pytest.param("GRU\u0308NE STRASSE", "grüne strasse", id="case and Unicode form"),
        pytest.param("straße", "strasse", id="sharp s"),
        pytest.param("“Don’t”", '"don\'t"', id="quotes"),
        pytest.param("a\u00a0b", "a b", id="a space that does not break"),
        pytest.param("❤️", "❤", id="the mark that asks for colour"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_folded_name(name: str, folded: str) -> None:
    assert fold(name) == folded


@settings(deadline=None)
@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)


def test_stem_keeps_dots_that_are_no_suffix() -> None:
    assert [stem_of(name) for name in ("a/v1.2.md", "Tea.MARKDOWN", "v1.2", ".md")] == ["a/v1.2", "Tea", "v1.2", ""]


def test_title_and_file_name_come_before_alias_and_slug() -> None:
    aliased = make_note("Sencha", "notes/a.md", aliases=("Tea",))
    titled = make_note("Tea", "notes/b.md", slug="x")
    slugged = make_note("Other", "notes/c.md", slug="tea")
    index = index_names([slugged, aliased, titled], ())
    assert resolve_name(index, "tea", HERE) == Resolution(entry=titled)


def test_entry_whose_title_is_its_file_name_is_one() -> None:
    tea = make_note("Tea", "notes/tea.md", aliases=("TEA", "Tea"))
    assert resolve_name(index_names([tea], ()), "Tea", HERE) == Resolution(entry=tea)


def test_rivals_are_told_the_shortest_path_first() -> None:
    far, near = make_note("Tea", "vault/a/b/x.md"), make_note("Tea", "vault/c/y.md")
    assert resolve_name(index_names([far, near], ()), "Tea", HERE) == Resolution(entry=near, rivals=(far,))


def test_suggested_path_of_rivals_resolves() -> None:
    one, two = make_note("Tea", "notes/one.md"), make_note("Tea", "notes/two.md")
    index = index_names([one, two], ())
    assert resolve_name(index, "Tea", HERE).rivals == (two,)
    assert resolve_name(index, "notes/two", HERE) == Resolution(entry=two)


def test_a_whole_path_comes_before_what_lies_near() -> None:
    """As in Obsidian, for a name at the top as for a path; a path that says where it starts is taken at its word."""
    top, beside = make_note("Tea", "tea.md"), make_note("Tea", "notes/tea.md")
    far, deep = make_note("Cup", "notes/b/cup.md"), make_note("Cup", "b/cup.md")
    index = index_names([top, beside, far, deep], ())
    assert resolve_name(index, "tea", HERE) == Resolution(entry=top)
    assert resolve_name(index, "/tea", HERE) == Resolution(entry=top)
    assert resolve_name(index, "./tea", HERE) == Resolution(entry=beside)
    assert resolve_name(index, "notes/tea", HERE) == Resolution(entry=beside)
    assert resolve_name(index, "b/cup", SourcePath("notes/b/x.md")) == Resolution(entry=deep)
    assert resolve_name(index, "b/cup", HERE) == Resolution(entry=deep)
    assert resolve_name(index, "./b/cup", HERE) == Resolution(entry=far)
    assert resolve_name(index, "cup", SourcePath("notes/b/x.md")) == Resolution(entry=far)


@pytest.mark.parametrize("name", ["Plan", "posts/plan", "plan", "Vorhaben"])
def test_name_of_an_entry_left_out_is_known(name: str) -> None:
    plan = make_entry("Plan", source=SourcePath("posts/plan.md"), aliases=("Vorhaben",), status=Status.DRAFT)
    assert resolve_name(index_names([], (), [plan]), name, HERE) == Resolution(is_left_out=True)


def test_suggestion_is_what_to_write() -> None:
    index = index_names([make_note("Green Tea", "notes/gt.md", aliases=("Sencha",))], ())
    assert suggest_names(index, "gren tea") == "; did you mean [[Green Tea]]?"
    assert suggest_names(index, "Sensha") == "; did you mean [[Sencha]]?"
    assert suggest_names(index, "Coffee") == "; write that note or take the brackets away"


def test_a_name_in_a_folder_that_is_not_there_has_moved() -> None:
    index = index_names([make_note("Leaves", "terms/drinks/gt.md"), make_note("Gl", "gl.md")], ())
    assert suggest_names(index, "terms/plants/gt") == "; did you mean [[terms/drinks/gt]]?"
    assert suggest_names(index, "terms/Leavs") == "; did you mean [[Leaves]]?"


def test_another_day_is_no_misspelling() -> None:
    index = index_names([make_note("2026-11-21", "daily/2026-11-21.md")], ())
    assert suggest_names(index, "2026-11-20") == "; write that note or take the brackets away"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        pytest.param("cup.png", "notes/cup.png", id="beside the entry"),
        pytest.param("/cup.png", "cup.png", id="from the top"),
        pytest.param("images/pot.png", "images/pot.png", id="from the top, without saying so"),
        pytest.param("../images/pot.png", "images/pot.png", id="up and down"),
        pytest.param("./a/../cup.png", "notes/cup.png", id="round about"),
        pytest.param("deep.png", "files/far/down/deep.png", id="by bare name"),
        pytest.param("down/deep.png", "files/far/down/deep.png", id="by the end of its path"),
        pytest.param("own/deep.png", None, id="not by half a folder's name"),
        pytest.param("CUP.PNG", "notes/cup.png", id="other case"),
        pytest.param("../images/Münze.png", "images/Mu\u0308nze.png", id="other Unicode form"),
        pytest.param("../../cup.png", None, id="out of the content folder"),
        pytest.param("../../../etc/passwd", None, id="far out of it"),
        pytest.param("/../cup.png", "cup.png", id="above the top, which is the top"),
        pytest.param("", None, id="nothing"),
        pytest.param("images", None, id="a folder"),
        pytest.param("cup.png\0", None, id="a zero byte"),
    ],
)
def test_file_is_found(path: str, found: str | None) -> None:
    files = ("cup.png", "notes/cup.png", "images/pot.png", "images/Mu\u0308nze.png", "files/far/down/deep.png")
    assert find_file(index_names([], [SourcePath(file) for file in files]), path, HERE) == found


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("/.~\\ab%:\0é "), max_size=20))
def test_any_path_is_a_file_of_the_content_folder_or_none(path: str) -> None:
    files = (SourcePath("a/b.a"), SourcePath("b"))
    assert find_file(index_names([], files), path, HERE) in (*files, None)


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_name_is_answered(name: str) -> None:
    index = index_names([make_note("Tea", "notes/tea.md")], ())
    assert isinstance(resolve_name(index, name, HERE), Resolution)
