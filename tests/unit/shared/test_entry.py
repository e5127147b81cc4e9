from __future__ import annotations

import pickle
from collections.abc import Callable

import pytest

from plugins.shared.entry import (
    Entry,
    EntryRef,
    FeaturedImage,
    Kind,
    Picture,
    PictureSource,
    Slug,
    Social,
    SourcePath,
    Term,
    UrlPath,
)


@pytest.mark.parametrize(
    ("kind", "folder", "is_dated"),
    [
        (Kind.POST, "posts", True),
        (Kind.DOODLE, "doodles", True),
        (Kind.ROCKET, "rockets", True),
        (Kind.NOTE, "notes", False),
        (Kind.PAGE, "pages", False),
    ],
)
def test_a_kind_knows_its_folder_and_whether_it_is_dated(kind: Kind, folder: str, *, is_dated: bool) -> None:
    assert (kind.folder, kind.is_dated) == (folder, is_dated)


def test_the_first_category_is_primary(make_entry: Callable[..., Entry]) -> None:
    terms = tuple(Term(name, Slug(name), UrlPath(name), UrlPath("")) for name in ("tea", "bread"))
    assert make_entry(categories=terms).category == terms[0]


def test_an_entry_without_category_has_no_primary_one(make_entry: Callable[..., Entry]) -> None:
    assert make_entry().category is None


def test_a_reference_holds_what_a_link_needs(make_entry: Callable[..., Entry]) -> None:
    entry = make_entry("Tea", kind=Kind.NOTE, excerpt="Leaves in water.")
    assert entry.ref == EntryRef(
        "Tea", UrlPath("notes/tea/"), Kind.NOTE, SourcePath("notes/tea.md"), "Leaves in water."
    )


def test_anchors_are_those_an_author_sets_by_id_or_name(make_entry: Callable[..., Entry]) -> None:
    body = '<p id="tea">A <a href="#x" name="cup">cup</a>, <i class="id" grid="no" id=\'no\'>id=no</i></p><b id="">'
    assert make_entry(html=body).anchors == ("tea", "cup", "")


def test_what_was_packed_is_what_it_was(make_entry: Callable[..., Entry]) -> None:
    picture = Picture(UrlPath("cup.png"), 40, 30, "A cup", "image/png", (PictureSource("image/webp", ()),))
    entry = make_entry("Tea", image=FeaturedImage("own", picture, picture), social=Social("", (), "{}", ()))
    packed = pickle.dumps(entry, protocol=5)
    assert pickle.loads(packed) == entry  # noqa: S301 - packed above


def test_a_field_that_is_not_written_is_looked_for_in_the_first_line(make_entry: Callable[..., Entry]) -> None:
    entry = make_entry(lines={"date": 3})
    assert (entry.line_of("date"), entry.line_of("slug")) == (3, 1)
