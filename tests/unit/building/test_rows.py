"""What is remembered of an entry: by which a later build knows whether others must be made anew."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from plugins.building.store import make_row
from plugins.shared.entry import Entry, Kind, UrlPath
from plugins.shared.site import with_fields
from tests.entries import make_entry

TEA = make_entry("Tea", excerpt="Hot leaves.")


def shown(entry: Entry) -> bytes:
    return make_row(entry, (), b"key", b"text").shown


@pytest.mark.parametrize(
    "other",
    [
        with_fields(TEA, title="Coffee"),
        with_fields(TEA, excerpt="Cold leaves."),
        with_fields(TEA, url=UrlPath("posts/coffee/")),
        with_fields(TEA, kind=Kind.ROCKET),
    ],
    ids=["title", "excerpt", "address", "kind"],
)
def test_what_a_link_shows_tells_entries_apart(other: Entry) -> None:
    assert shown(other) != shown(TEA)


def test_what_no_link_shows_does_not() -> None:
    other = with_fields(TEA, html="<p>Other words</p>", date=datetime(2025, 5, 6, tzinfo=UTC))
    assert shown(other) == shown(TEA)


def test_an_address_that_is_settled_later_is_shown_as_well() -> None:
    row = make_row(TEA, (), b"key", b"text")
    assert with_fields(row, url=UrlPath("posts/2026-01-02-tea/")).shown != row.shown
