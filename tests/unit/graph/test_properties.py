from __future__ import annotations

import pytest

from plugins.graph.names import index_names
from plugins.graph.properties import resolve_properties
from plugins.shared.entry import Kind, SourcePath
from tests.entries import make_entry

BOOKS = make_entry("Books", kind=Kind.NOTE, source=SourcePath("shelf/Books.md"))
LID = SourcePath("deep/Attachments/lid.png")


@pytest.mark.parametrize(
    ("links", "targets"),
    [
        (("Books",), ("shelf/Books.md",)),
        (("shelf/Books#part", "Books"), ("shelf/Books.md",)),
        (("Nobody", ""), ()),
        (("A book",), ()),
    ],
)
def test_property_links_lead_to_entries_and_are_never_missed(links: tuple[str, ...], targets: tuple[str, ...]) -> None:
    entry = make_entry("A book", kind=Kind.NOTE, property_links=links)
    assert resolve_properties(entry, index_names([BOOKS, entry], [LID])).targets == targets


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("[[lid.png]]", "/deep/Attachments/lid.png"),
        ("[[Attachments/lid.png]]", "/deep/Attachments/lid.png"),
        ("[[LID.png|300]]", "/deep/Attachments/lid.png"),
        ("[[pot.png]]", "[[pot.png]]"),
        ("lid.png", "lid.png"),
    ],
)
@pytest.mark.parametrize("key", ["image", "drawing", "poster"])
def test_a_picture_in_brackets_is_found_in_any_folder(key: str, written: str, place: str) -> None:
    entry = make_entry("A book", kind=Kind.NOTE, metadata={key: written, "own": "[[lid.png]]"})
    found = resolve_properties(entry, index_names([entry], [LID]))
    assert found.metadata == {key: place, "own": "[[lid.png]]"}
