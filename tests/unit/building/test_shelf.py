"""The shelves of the record: which of their parts are packed anew."""

from __future__ import annotations

from plugins.building.store import Shelf

DRINKS = {f"tea {number}": number for number in range(500)}


def make_packed(held: dict[str, int]) -> Shelf[str, int]:
    shelf: Shelf[str, int] = Shelf()
    shelf.update(held)
    return Shelf(shelf.pack())


def count_other_parts(one: Shelf[str, int], other: Shelf[str, int]) -> int:
    return sum(mine is not theirs for mine, theirs in zip(one.pack(), other.pack(), strict=True))


def test_a_shelf_comes_to_hold_what_it_is_given() -> None:
    before = make_packed(DRINKS)
    wanted = {name: number for name, number in DRINKS.items() if number != 7} | {"tea 9": -9, "milk": 0}
    after = before.holding(wanted)
    assert dict(after) == wanted
    assert dict(Shelf(after.pack())) == wanted
    assert dict(before) == DRINKS


def test_parts_that_hold_the_same_are_not_packed_anew() -> None:
    before = make_packed(DRINKS)
    assert count_other_parts(before, before.holding({**DRINKS})) == 0
    assert count_other_parts(before, before.holding(DRINKS | {"tea 9": -9})) == 1
    fewer = {name: number for name, number in DRINKS.items() if number != 9}
    assert count_other_parts(before, before.holding(fewer)) == 1
    assert count_other_parts(before, before.holding({})) == 64
    assert dict(before.holding({})) == {}
