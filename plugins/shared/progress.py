"""How far a build has come, told while it goes on: on a terminal by a bar, elsewhere by a line now and then."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate
from typing import Protocol, TextIO, TypeVar

# What takes less is over before anybody has read of it.
FROM_SECONDS = 1.0
# A bar is drawn anew so often, and a line printed: logs are read afterwards.
BAR_SECONDS, LINE_SECONDS = 0.1, 10.0
BAR_WIDTH = 24
# The pace of this part of the time counts, where it is another one than before by more than so much.
RECENT_SHARE, OTHER_PACE = 1 / 3, 1.5
LEAST_STEPS = 4
# More points than this are thinned out.
MOST_POINTS = 400
# What is not yet known of a sort counts like so much of it at the pace of the others.
DOUBT = 0.01
Item = TypeVar("Item")


class Clock(Protocol):
    """Tells how long work still takes."""

    def seconds_left(self) -> float | None:
        """As far as that is known."""


class Pace:
    """How long work of one sort still takes, by how far it was when.

    What was done before anything was told of says little: processes start, and what is cached takes no time. So that
    is counted from the first step on; and where the last steps were done at another pace, these alone count.
    """

    def __init__(self, total: float, began: float) -> None:
        self._total = total
        self._points = [(began, 0.0)]

    def note(self, now: float, done: float) -> None:
        if done > self._points[-1][1]:
            self._points.append((now, done))
        if len(self._points) > MOST_POINTS:
            self._points = [self._points[0], *self._points[1:-1:2], self._points[-1]]

    def seconds_left(self) -> float | None:
        now, done = self._points[-1]
        if len(self._points) == 1:
            return None
        pace = self._pace_since(1 if len(self._points) > 2 else 0)
        began = self._points[0][0]
        recent = bisect_right(self._points, (now - (now - began) * RECENT_SHARE, 0.0))
        recent = min(recent, len(self._points) - 1 - LEAST_STEPS)
        if recent >= 1 and pace:
            of_late = self._pace_since(recent)
            pace = of_late if of_late and not 1 / OTHER_PACE < of_late / pace < OTHER_PACE else pace
        return (self._total - done) / pace if pace else None

    def _pace_since(self, place: int) -> float:
        (then, before), (now, done) = self._points[place], self._points[-1]
        return (done - before) / (now - then) if now > then else 0.0


class Forecast:
    """How long work of several sorts still takes, by how long the parts of it took that are done.

    Of each sort it is told what all of it is *expected* to cost, in seconds on any machine, and by how many it is
    done at once (*hands*; 1 where that does not say). A sort of which no part is done is taken to be quicker or slower
    than expected as the others are.
    """

    def __init__(self, expected: Mapping[str, float], hands: Mapping[str, int]) -> None:
        self._expected = expected
        self._hands = hands
        self._done = dict.fromkeys(expected, 0.0)
        self._taken = dict.fromkeys(expected, 0.0)

    def note(self, sort: str, expected: float, taken: float) -> None:
        """A part of *sort* is done: it was *expected* to cost so much, and has *taken* so many seconds."""
        self._done[sort] += expected
        self._taken[sort] += taken

    def seconds_left(self) -> float | None:
        done = sum(self._done.values())
        if not done:
            return None
        of_all = sum(self._taken.values()) / done
        return sum(self._left(sort, of_all) / self._hands.get(sort, 1) for sort in self._expected)

    def _left(self, sort: str, of_all: float) -> float:
        expected, done = self._expected[sort], self._done[sort]
        doubt = DOUBT * expected
        rate = (self._taken[sort] + doubt * of_all) / (done + doubt) if done + doubt else of_all
        return rate * max(0.0, expected - done)


def mix(sorts: Sequence[Sequence[Item]]) -> list[Item]:
    """The items of all *sorts*, those of each spread evenly and in their order: of any part, each has its share."""
    placed = [
        ((place + 0.5) / len(items), number, item)
        for number, items in enumerate(sorts)
        for place, item in enumerate(items)
    ]
    return [item for _place, _number, item in sorted(placed, key=lambda one: one[:2])]


class Progress:
    """Tells of one stage after the other on *stream*; *is_bar* where it is a terminal, which can wipe what it shows.

    Without a stream it tells nothing. *now* gives seconds.
    """

    def __init__(
        self, stream: TextIO | None = None, *, is_bar: bool = False, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._say = _printer(stream) if stream else None
        self._is_bar = is_bar
        self._now = now

    def track(
        self, stage: str, count: int, *, costs: Sequence[float] = (), clock: Clock | None = None
    ) -> Callable[[int], None]:
        """What is to be called with how many of *count* are done, again and again, and with *count* at the end.

        Where they do not take equally long, *costs* say how long each takes, in any measure; or a *clock* of its own
        tells how long the rest takes.
        """
        say, began = self._say, self._now()
        if say is None:
            return _tell_nothing
        told_at: float | None = None
        ends = [0.0, *accumulate(costs)]
        pace = Pace(ends[-1] if costs else count, began)

        def tell(done: int) -> None:
            nonlocal told_at
            now = self._now()
            pace.note(now, ends[done] if costs and done < len(ends) else done)
            if done >= count:
                if told_at is not None and self._is_bar:
                    say("\r\x1b[K")
                return
            pause = BAR_SECONDS if self._is_bar else LINE_SECONDS
            if now - began < FROM_SECONDS or (told_at is not None and now - told_at < pause):
                return
            told_at = now
            words = describe(stage, done, count, (clock or pace).seconds_left())
            say(f"\r{draw_bar(done, count)} {words}\x1b[K" if self._is_bar else f"{words}\n")

        return tell

    def redirect(self, say: Callable[[str], None]) -> None:
        """From now on has *say* told what is to be told, if anything is."""
        self._say = say if self._say else None

    def say(self, text: str) -> None:
        """Tells what another process was to tell."""
        if self._say:
            self._say(text)

    def follow(self, stage: str, items: Sequence[Item]) -> Iterator[Item]:
        """The *items* one after the other; it is told how many are done."""
        tell = self.track(stage, len(items))
        for done, item in enumerate(items):
            tell(done)
            yield item
        tell(len(items))


SILENT = Progress()


def _printer(stream: TextIO) -> Callable[[str], None]:
    def say(text: str) -> None:
        # A terminal that is gone ends no work.
        with suppress(OSError):
            print(text, end="", file=stream, flush=True)

    return say


def _tell_nothing(_done: int) -> None:
    return


def describe(stage: str, done: int, count: int, seconds_left: float | None) -> str:
    """As `Reading: 4200 of 10000, 12 s left`."""
    left = "" if seconds_left is None else f", {seconds_left:.0f} s left"
    return f"{stage}: {done} of {count}{left}"


def draw_bar(done: int, count: int) -> str:
    filled = BAR_WIDTH * done // max(count, 1)
    return "█" * filled + "░" * (BAR_WIDTH - filled)
