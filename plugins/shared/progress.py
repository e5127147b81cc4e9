"""How far a build has come, told while it goes on: on a terminal by a bar, elsewhere by a line now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TextIO, TypeVar

# What takes less is over before anybody has read of it.
FROM_SECONDS = 1.0
# A bar is drawn anew so often, and a line printed: logs are read afterwards.
BAR_SECONDS, LINE_SECONDS = 0.1, 10.0
BAR_WIDTH = 24
Item = TypeVar("Item")


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

    def track(self, stage: str, count: int) -> Callable[[int], None]:
        """What is to be called with how many of *count* are done, again and again, and with *count* at the end."""
        say, began = self._say, self._now()
        if say is None:
            return _tell_nothing
        told_at: float | None = None

        def tell(done: int) -> None:
            nonlocal told_at
            now = self._now()
            if done >= count:
                if told_at is not None and self._is_bar:
                    say("\r\x1b[K")
                return
            pause = BAR_SECONDS if self._is_bar else LINE_SECONDS
            if now - began < FROM_SECONDS or (told_at is not None and now - told_at < pause):
                return
            told_at = now
            words = describe(stage, done, count, now - began)
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


def describe(stage: str, done: int, count: int, seconds: float) -> str:
    """As `Reading: 4200 of 10000, 12 s left`, after so many *seconds*."""
    left = f", {seconds / done * (count - done):.0f} s left" if done else ""
    return f"{stage}: {done} of {count}{left}"


def draw_bar(done: int, count: int) -> str:
    filled = BAR_WIDTH * done // max(count, 1)
    return "█" * filled + "░" * (BAR_WIDTH - filled)
