"""Progress is told of what takes long: drawn on terminals, in lines elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from plugins.shared.progress import Progress


def told(moments: list[float], steps: list[int], *, is_bar: bool) -> str:
    """What is told of ten things, of which so many as *steps* are done at *moments*, the first of which begins."""
    stream = io.StringIO()
    clock: Iterator[float] = iter(moments)
    tell = Progress(stream, is_bar=is_bar, now=lambda: next(clock)).track("Reading", 10)
    for done in steps:
        tell(done)
    return stream.getvalue()


def test_what_is_done_within_a_second_is_not_told_of() -> None:
    assert told([0.0, 0.5, 0.9], [5, 10], is_bar=True) == ""
    assert told([0.0, 0.5, 0.9], [5, 10], is_bar=False) == ""


def test_a_log_gets_a_line_now_and_then() -> None:
    assert told([0.0, 2.0, 5.0, 12.0, 15.0], [2, 5, 8, 10], is_bar=False) == (
        "Reading: 2 of 10, 8 s left\nReading: 8 of 10, 3 s left\n"
    )


def test_a_terminal_gets_a_bar_that_is_wiped_at_the_end() -> None:
    drawn = told([0.0, 2.0, 3.0, 4.0], [1, 5, 10], is_bar=True)
    assert drawn == (
        "\r██░░░░░░░░░░░░░░░░░░░░░░ Reading: 1 of 10, 18 s left\x1b[K"
        "\r████████████░░░░░░░░░░░░ Reading: 5 of 10, 1 s left\x1b[K"
        "\r\x1b[K"
    )


def test_what_is_gone_through_is_told_of_until_its_end() -> None:
    stream = io.StringIO()
    clock = iter([0.0, 0.5, 3.0, 4.0])
    items = Progress(stream, is_bar=True, now=lambda: next(clock)).follow("Moving", ["a", "b"])
    assert list(items) == ["a", "b"]
    assert stream.getvalue() == "\r████████████░░░░░░░░░░░░ Moving: 1 of 2, 3 s left\x1b[K\r\x1b[K"


def test_without_a_stream_nothing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    clock = iter([0.0, 20.0])
    Progress(now=lambda: next(clock)).track("Reading", 10)(5)
    assert capsys.readouterr() == ("", "")
