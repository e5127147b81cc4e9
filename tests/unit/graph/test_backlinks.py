from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from plugins.graph.backlinks import check_series, find_backlinks, find_neighbours, find_relations, find_series, relate
from plugins.shared.entry import Entry, Kind, SourcePath, Status
from tests.entries import make_entry

TEA = make_entry("Tea", kind=Kind.NOTE)
POT = make_entry("Pot", kind=Kind.NOTE)


def make_post(title: str, day: int, **fields: Any) -> Entry:  # noqa: ANN401 (any field)
    return make_entry(title, date=datetime(2026, 1, day, tzinfo=UTC), **fields)


def make_part(title: str, day: int, part: str = "", series: str = "Steeping") -> Entry:
    metadata = {"series": series} | ({"series_part": part} if part else {})
    return make_post(title, day, metadata=metadata, lines={"series_part": 3})


def test_backlinks_are_in_order_of_titles_and_each_once() -> None:
    zen, art = make_entry("zen"), make_entry("Art")
    found = find_backlinks([zen, art], {zen.source: [TEA.source, TEA.source], art.source: [TEA.source]})
    assert found == {TEA.source: (art.source, zen.source)}


def test_link_to_oneself_is_no_backlink() -> None:
    assert find_backlinks([TEA], {TEA.source: [TEA.source]}) == {}


@pytest.mark.parametrize("status", [Status.DRAFT, Status.HIDDEN])
def test_unlisted_entry_gives_no_backlink(status: Status) -> None:
    secret = make_entry("Secret", status=status)
    assert find_backlinks([secret], {secret.source: [TEA.source]}) == {}


def test_neighbours_are_listed_dated_entries_by_date() -> None:
    old, new = make_post("Old", 1), make_post("New", 3, kind=Kind.ROCKET)
    hidden = make_post("Hidden", 2, status=Status.HIDDEN)
    assert find_neighbours([hidden, old, TEA, new]) == {new.source: (None, old.source), old.source: (new.source, None)}


def test_neighbours_are_in_order_of_moments_across_zones() -> None:
    east = make_entry("East", date=datetime(2026, 1, 2, 1, tzinfo=timezone(timedelta(hours=9))))
    west = make_entry("West", date=datetime(2026, 1, 1, 20, tzinfo=timezone(timedelta(hours=-9))))
    assert find_neighbours([east, west])[west.source] == (None, east.source)


def test_series_is_in_order_of_parts_then_of_dates() -> None:
    third, first = make_part("Third", 1, "10"), make_part("First", 2, "2")
    late, soon = make_part("Late", 4), make_part("Soon", 3)
    found = find_series([late, third, soon, first])
    assert found[first.source].parts == (first.source, third.source, soon.source, late.source)
    assert [found[entry.source].part for entry in (first, third, soon, late)] == [1, 2, 3, 4]


def test_half_parts_stand_between() -> None:
    two, half, one = make_part("Two", 1, "2"), make_part("One and a half", 1, "1.5"), make_part("One", 1, "1")
    assert find_series([two, half, one])[two.source].parts == (one.source, half.source, two.source)


def test_one_part_alone_is_no_series_yet() -> None:
    one, two = make_part("One", 1), make_part("Two", 2)
    assert find_series([one]) == {}
    assert find_series([one, two])[one.source].part == 1


def test_series_in_two_spellings_is_one() -> None:
    one, two = make_part("One", 1, series="Tea  steeping"), make_part("Two", 2, series="tea Steeping")
    assert find_series([two, one])[two.source].title == "Tea steeping"
    assert find_series([two, one])[two.source].parts == (one.source, two.source)


def test_unlisted_entry_is_no_part() -> None:
    draft = make_entry("Draft", status=Status.DRAFT, metadata={"series": "Steeping"})
    assert find_series([draft]) == {}


@pytest.mark.parametrize("part", ["²", "٣", "two", "-1", "1.2.3", ".", "1e9", "NaN", "9" * 400])
def test_part_that_is_no_number_is_named_and_goes_by_date(part: str) -> None:
    odd, even = make_part("Odd", 1, part), make_part("Even", 2, "1")
    assert find_series([odd, even])[odd.source].part == 2
    assert [str(problem) for problem in check_series([odd, even])] == [
        f"posts/odd.md:3: series part '{part}' is no number; write 1, 2, 3 …"
    ]


def test_relations_are_added_and_nothing_else_is_changed() -> None:
    post, other = make_part("Post", 1), make_part("Other", 2)
    known = {TEA.source: TEA, post.source: post, other.source: other}
    found = find_relations([TEA, post, other], {post.source: [TEA.source]})
    tea, related = relate(TEA, found[TEA.source], known), relate(post, found[post.source], known)
    assert tea.backlinks == (post.ref,)
    assert (tea.newer, tea.older, tea.series) == (None, None, None)
    assert related.series is not None
    assert related.series.part == 1
    assert related.backlinks == ()


def test_target_that_is_no_entry_of_the_build_is_passed_over() -> None:
    found = find_relations([TEA], {TEA.source: [SourcePath("notes/gone.md")]})
    assert relate(TEA, found[TEA.source], {TEA.source: TEA}) == TEA
