"""The marks of the kinds, the same as the theme's (`theme/templates/partials/marks.html`): a blob, and ink over it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plugins.images.pen import Box, Point, Sheet
from plugins.shared.entry import Kind

MARK_SIZE = 32.0
_STEPS = 8
_TOKEN = re.compile(r"([MmLlCcSsZz])|(-?(?:\d+\.?\d*|\.\d+))")
_COUNTS = {"m": 2, "l": 2, "c": 6, "s": 4}


@dataclass(frozen=True, slots=True)
class Mark:
    """Two SVG paths in a square of 32 by 32."""

    blob: str
    line: str


MARKS = {
    Kind.POST: Mark(
        "M5.2 19.5c-1-6.2 2.7-12.9 9.6-14.2 6.4-1.2 12.3 2.5 13 8.9.8 7-3.9 13-11 13.5-6.1.4-10.8-2.9-11.6-8.2z",
        "M8.2 24.3l1.5-6.1L21.5 5.6c1.3-1 4.7 1.9 3.9 3.5L14 21.8l-5.8 2.5zM9.7 18.2c1.7.5 3.5 1.9 4.3 3.6"
        "M19 8.3c1.7.4 3.4 1.9 4 3.5M4.5 28.3c3.4-1.3 5.2.9 8.3.1 3-.8 4.6-1.2 6.9-.3 2.2.9 4.6.6 7.8-.2",
    ),
    Kind.DOODLE: Mark(
        "M6.6 8.3C10.3 3.6 18.2 3.1 23.5 6.8c5.1 3.6 6 10.7 2.3 15.6-3.9 5-11.3 6-16.6 2.7C3.9 21.7 2.8 13.3 6.6 8.3z",
        "M3.3 25.2c3.9.7 5.6-2.3 5-5.2-1.1-5.7 2.5-12.3 8.7-12.2 5.7.1 9.3 4.7 8.3 9.7-.9 4.3-5.7 6.7-9.6 4.8"
        "-3.2-1.6-3.9-5.9-1.3-8.3 2.1-1.9 5.7-1 6.1 1.5.4 2.1-1.8 3.6-3.3 2.4M20.7 24.8c2.2 1.6 4.8 2.3 8 1.7",
    ),
    Kind.ROCKET: Mark(
        "M7 7.6c4.4-4.7 12.2-4.6 16.9-.8 5 4.1 5.3 11.7 1 16.5-4 4.5-11.9 4.9-16.6 1.3C2.9 20.6 2.3 12.6 7 7.6z",
        "M11.2 18.3c.5-6 5.3-12.6 15.7-14.2-.8 9.9-7.3 15.7-13.3 16.7l-2.4-2.5zM12.1 14.1c-2.7-.5-5.3.7-6.8 3.6l5.9.6"
        "M17.6 19.4c.7 2.6-.4 5.5-3.2 7.2l-.8-5.8M19.3 9.8c1.5-.7 3.1.9 2.4 2.4-.7 1.5-2.9 1.5-3.5 0-.3-.9.1-2 1.1-2.4z"
        "M9.6 21.3c-2.4.5-4 2.5-4.3 6 2.9-.3 5-1.7 5.9-4.3",
    ),
    Kind.NOTE: Mark(
        "M4.9 13.2C6.9 7.3 13.9 4.2 20 5.6c6.3 1.5 9.7 7.8 7.8 13.7-1.9 6.2-8.9 9-15.1 7.3C6.5 24.9 2.9 19 4.9 13.2z",
        "M3.8 8.6c7.7-.8 14.8-1 22.3-.5 1.3.1 1.9.7 2 1.8.4 4.4.3 8.5.1 12.6-.1 1.1-.8 1.5-1.9 1.6-7 .4-14 .4-20.6.2"
        "-1.3-.1-1.9-.7-2-1.9-.3-4.4-.3-8.9.1-13.8zM4 12.9c8.1-.5 16-.5 24-.2M8 16.9c4.6-.3 9-.3 13.3 0"
        "M8 20.5c2.9-.2 5.6-.2 8.4-.1",
    ),
    Kind.PAGE: Mark(
        "M6 10.7C8.3 5.3 15.6 3.3 21.4 5.7c5.9 2.5 8 9.6 5 15-3.1 5.7-10.5 7.5-16.1 4.7C4.9 22.7 3.7 16.1 6 10.7z",
        "M8.1 4.6c4-.5 7.7-.5 11.3-.2l5.4 5.8c.3 5.9.3 11.5-.2 17.1-5.5.6-10.9.6-16.3.1-.6-7.5-.6-15-.2-22.8z"
        "M19.4 4.4c-.3 2-.3 3.9-.1 5.9 1.9.2 3.6.1 5.5-.1M12 15.8c2.9-.2 5.8-.2 8.7 0M12 20.6c2.3-.2 4.3-.2 6.4-.1",
    ),
}


def draw_mark(kind: Kind, box: Box, color_sheet: Sheet, ink_sheet: Sheet, width: float) -> None:
    """The mark of *kind* in *box*: its blob on *color_sheet*, its lines, *width* wide, on *ink_sheet*."""
    left, top, right, bottom = box
    scale = min(right - left, bottom - top) / MARK_SIZE

    def placed(points: list[Point]) -> list[Point]:
        return [(left + x * scale, top + y * scale) for x, y in points]

    for shape in trace_path(MARKS[kind].blob):
        color_sheet.fill(placed(shape))
    for line in trace_path(MARKS[kind].line):
        ink_sheet.stroke(placed(line), width)


def trace_path(path: str) -> list[list[Point]]:
    """The strokes of an SVG path of moves, lines and cubic curves, each as the points it goes through."""
    strokes: list[list[Point]] = []
    at: Point = (0.0, 0.0)
    mirrored: Point = at
    for command, numbers in _commands(path):
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        points = [(at[0] + x, at[1] + y) for x, y in pairs] if command.islower() else pairs
        match command.lower():
            case "m":
                strokes.append([points[0]])
            case "l":
                strokes[-1].append(points[0])
            case "z":
                strokes[-1].append(strokes[-1][0])
                points = [strokes[-1][0]]
            case _:
                controls = [mirrored, *points] if command.lower() == "s" else points
                strokes[-1] += _cubic(at, *controls)
                points = controls
        at = points[-1]
        mirrored = (2 * at[0] - points[-2][0], 2 * at[1] - points[-2][1]) if len(points) > 1 else at
    return strokes


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with its own numbers; one that is written once for several sets of numbers comes several times."""
    command, numbers = "", list[float]()
    for letter, number in _TOKEN.findall(path):
        if letter:
            command = letter
            if letter in "Zz":
                yield letter, []
            continue
        numbers.append(float(number))
        if len(numbers) == _COUNTS[command.lower()]:
            yield command, numbers
            numbers = []
            # SVG 2, "moveto": further pairs are lines.
            command = {"M": "L", "m": "l"}.get(command, command)


def _cubic(start: Point, first: Point, second: Point, end: Point) -> Iterator[Point]:
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        yield (
            a * start[0] + b * first[0] + c * second[0] + d * end[0],
            a * start[1] + b * first[1] + c * second[1] + d * end[1],
        )
