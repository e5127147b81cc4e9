"""The time that is said to be left is right within a third after a tenth of the work, by clocks that are made up."""

from __future__ import annotations

import heapq
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import pytest

from plugins.shared.progress import Forecast, Pace, Progress, mix

THIRD = 1 / 3
Told = list[tuple[float, float]]
"""When it was told, and how much was said to be left."""


def assert_right(told: Told, end: float, *, work_began: float = 0.0) -> None:
    """After a tenth of the work, and before its last twentieth, nothing that was told is off by more than a third."""
    tenth, last = work_began + (end - work_began) / 10, end - (end - work_began) / 20
    checked = [(now, left) for now, left in told if tenth <= now <= last]
    assert checked
    for now, left in checked:
        assert abs(left - (end - now)) <= THIRD * (end - now), (now, left, end - now)


# One sort of work, of which only is told how far it is


def pace_of(seconds: Sequence[float], costs: Sequence[float] = ()) -> tuple[Told, float]:
    """What is told while things are done that take so many *seconds* each, and the end."""
    ends = [0.0, *accumulate(costs or [1.0] * len(seconds))]
    pace = Pace(ends[-1], 0.0)
    told = []
    now = 0.0
    for done, taken in enumerate(seconds, 1):
        now += taken
        pace.note(now, ends[done])
        left = pace.seconds_left()
        assert left is not None
        told.append((now, left))
    return told, now


def test_even_work() -> None:
    assert_right(*pace_of([0.1] * 400))


def test_work_that_is_now_slower_now_quicker() -> None:
    assert_right(*pace_of([0.05, 0.2, 0.1] * 150))


def test_processes_that_take_long_to_start() -> None:
    told, end = pace_of([6.0, *[0.1] * 300])
    assert_right(told, end, work_began=6.0)


def test_what_was_made_before_takes_no_time() -> None:
    told, end = pace_of([*[0.001] * 900, *[0.1] * 300])
    assert_right(told, end, work_began=0.9)


def test_pages_before_files_that_are_only_copied() -> None:
    assert_right(*pace_of([*[0.01] * 1000, *[0.003] * 6000], [*[1.0] * 1000, *[0.3] * 6000]))


def test_a_long_work_is_told_of_without_remembering_every_step() -> None:
    pace = Pace(100_000, 0.0)
    for done in range(1, 50_001):
        pace.note(done / 1000, done)
    assert pace.seconds_left() == pytest.approx(50, rel=0.02)
    assert len(pace._points) <= 401


# Several sorts of work in several processes


@dataclass(frozen=True)
class Thing:
    sort: str
    expected: float
    seconds: float


def draw(batches: Sequence[Sequence[Thing]], hands: int, starting: float = 0.0) -> tuple[Told, float]:
    """What is told while so many processes draw *batches*, each of which takes as long to start; and the end."""
    expected: dict[str, float] = {}
    for thing in (thing for batch in batches for thing in batch):
        expected[thing.sort] = expected.get(thing.sort, 0.0) + thing.expected
    forecast = Forecast(expected, dict.fromkeys(expected, hands))
    waiting: Iterator[Sequence[Thing]] = iter(batches)
    working: list[tuple[float, int, Sequence[Thing]]] = []
    for number in range(hands):
        if batch := next(waiting, None):
            heapq.heappush(working, (starting * (1 + number / 4) + sum(one.seconds for one in batch), number, batch))
    told = []
    now = 0.0
    while working:
        now, number, batch = heapq.heappop(working)
        for thing in batch:
            forecast.note(thing.sort, thing.expected, thing.seconds)
        left = forecast.seconds_left()
        assert left is not None
        told.append((now, left))
        if following := next(waiting, None):
            heapq.heappush(working, (now + sum(one.seconds for one in following), number, following))
    return told, now


def cut(things: Sequence[Thing], size: int = 4) -> list[Sequence[Thing]]:
    return [things[start : start + size] for start in range(0, len(things), size)]


def cards(count: int, seconds: float = 0.03) -> list[Thing]:
    return [Thing("cards", 0.03, seconds * (0.7 + 0.6 * (number % 2))) for number in range(count)]


def photographs(count: int, seconds: float = 1.0) -> list[Thing]:
    return [Thing("photographs", 1.0, seconds * (0.6 + 0.4 * (number % 3))) for number in range(count)]


@pytest.mark.parametrize("hands", [1, 2, 8])
@pytest.mark.parametrize("starting", [0.0, 5.0], ids=["at once", "slow to start"])
@pytest.mark.parametrize(
    ("card_s", "photo_s"),
    [(0.03, 1.0), (0.3, 1.0), (0.03, 4.0), (0.12, 4.0)],
    ids=["as expected", "slow cards", "slow photographs", "slow machine"],
)
def test_cards_among_photographs(hands: int, starting: float, card_s: float, photo_s: float) -> None:
    """However the sorts really compare: each is known after a few, as they are mixed."""
    batches = cut(mix([cards(600, card_s), photographs(160, photo_s)]))
    told, end = draw(batches, hands, starting)
    assert_right(told, end, work_began=starting)


def test_cards_after_photographs() -> None:
    """Where the first are drawn before the others, what was expected of those tells."""
    told, end = draw(cut([*photographs(60, 2.0), *cards(2000, 0.06)]), 2, 3.0)
    assert_right(told, end, work_began=3.0)


def test_large_pictures_that_are_drawn_one_by_one_at_the_end() -> None:
    forecast = Forecast({"photographs": 100.0, "large": 20.0}, {"photographs": 4})
    forecast.note("photographs", 10.0, 20.0)
    assert forecast.seconds_left() == pytest.approx(90 * 2 / 4 + 20 * 2)


def test_before_anything_is_done_nothing_is_said() -> None:
    assert Forecast({"cards": 1.0}, {}).seconds_left() is None
    assert Pace(10, 0.0).seconds_left() is None


def test_each_part_of_a_mixture_holds_its_share_of_each_sort() -> None:
    assert "".join(mix(["aaaa", "bb"])) == "abaaba"
    mixed = "".join(mix(["a" * 60, "b" * 20, "c" * 10]))
    for start in range(0, 90, 9):
        part = mixed[start : start + 9]
        assert (part.count("a"), part.count("b"), part.count("c")) == (6, 2, 1), part


def test_a_bar_tells_what_the_clock_does() -> None:
    class Fixed:
        def seconds_left(self) -> float | None:
            return 42.4

    stream = io.StringIO()
    clock = iter([0.0, 20.0])
    Progress(stream, now=lambda: next(clock)).track("Drawing", 10, clock=Fixed())(5)
    assert re.findall(r".*", stream.getvalue())[0] == "Drawing: 5 of 10, 42 s left"
