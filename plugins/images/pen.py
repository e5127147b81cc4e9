"""A pen: strokes that look drawn by hand, always the same for the same seed, with smooth edges."""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from PIL import Image, ImageDraw

Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom."""


class Hand:
    """A hand that shakes a little; the same *seed* always shakes the same way."""

    def __init__(self, seed: str) -> None:
        digest = hashlib.blake2b(seed.encode("utf-8", "replace"), digest_size=8).digest()
        # Only random() is promised to give the same numbers in every version of Python.
        self._random = random.Random(int.from_bytes(digest)).random  # noqa: S311 (drawings hold no secret)

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self._random()

    def pick(self, count: int) -> int:
        """A number from 0 to *count* - 1."""
        return int(self._random() * count)

    def near(self, point: Point, reach: float) -> Point:
        return point[0] + self.between(-reach, reach), point[1] + self.between(-reach, reach)

    def line(self, start: Point, end: Point, shake: float = 1.5, step: float = 45) -> list[Point]:
        """A nearly straight line: smooth, and never quite where a ruler would put it."""
        count = max(2, round(math.dist(start, end) / step))
        along = [
            (start[0] + (end[0] - start[0]) * part / count, start[1] + (end[1] - start[1]) * part / count)
            for part in range(count + 1)
        ]
        return self.curve(along, shake)

    def curve(self, points: Iterable[Point], shake: float = 1.5, *, closed: bool = False) -> list[Point]:
        """A smooth line through *points*, each missed by at most *shake*."""
        random, reach = self._random, 2 * shake
        # Written out for `near`: patterns have thousands of points.
        return smooth([(x + reach * random() - shake, y + reach * random() - shake) for x, y in points], closed=closed)

    def ring(self, center: Point, radius: float, shake: float = 1.5) -> list[Point]:
        """A circle that does not quite close where it began."""
        turn = self.between(0, math.tau)
        count = max(7, round(radius / 6))
        around = [
            (center[0] + radius * math.cos(turn + angle), center[1] + radius * math.sin(turn + angle))
            for angle in (math.tau * part / count for part in range(count + 1))
        ]
        return self.curve(around, shake)


_MOST_STEPS = 5
_STEP_PX = 9.0
"""Pieces of this length look round, however sharply a stroke turns."""


def _weights(t: float) -> tuple[float, float, float, float]:
    return (
        0.5 * (-t + 2 * t * t - t**3),
        0.5 * (2 - 5 * t * t + 3 * t**3),
        0.5 * (t + 4 * t * t - 3 * t**3),
        0.5 * (-t * t + t**3),
    )


_WEIGHTS = tuple(tuple(_weights(part / count) for part in range(1, count)) for count in range(1, _MOST_STEPS + 1))
"""For a piece of the curve cut into 1, 2, … parts: what its four points weigh in each place between."""


def smooth(points: Sequence[Point], *, closed: bool = False) -> list[Point]:
    """A Catmull-Rom curve through *points*, in short straight pieces."""
    if len(points) < 3:
        return list(points)
    around = [points[-1], *points, points[0], points[1]] if closed else [points[0], *points, points[-1]]
    result: list[Point] = []
    for (ax, ay), (bx, by), (cx, cy), (dx, dy) in zip(around, around[1:], around[2:], around[3:], strict=False):
        result.append((bx, by))
        count = min(_MOST_STEPS - 1, int((abs(cx - bx) + abs(cy - by)) / _STEP_PX))
        if count:
            weights = _WEIGHTS[count]
            result += [(a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy) for a, b, c, d in weights]
    result.append(points[0] if closed else points[-1])
    return result


class Sheet:
    """One ink's worth of drawing inside *box*, drawn *scale* times too large and then reduced: so edges are smooth."""

    def __init__(self, box: tuple[int, int, int, int], scale: int = 3) -> None:
        self.box = box
        self._scale = scale
        size = (box[2] - box[0]) * scale, (box[3] - box[1]) * scale
        self._image = Image.new("L", size, 0)
        self._draw = ImageDraw.Draw(self._image)

    def mask(self) -> Image.Image:
        """The drawing in its real size: 255 where there is ink, 0 where there is none."""
        return self._image.reduce(self._scale)

    def stroke(self, points: Sequence[Point], width: float, *, value: int = 255) -> None:
        """A line of round ink, a little thinner where it begins and ends."""
        at = self._scaled(points)
        full = width * self._scale / 2
        last = len(at) - 1
        radii = [full * min(1.0, 0.72 + 0.14 * min(index, last - index)) for index in range(last + 1)]
        for index, (x, y) in enumerate(at):
            radius = radii[index]
            self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=value)
            if index < last:
                self._draw.polygon(_slab(at[index], at[index + 1], radius, radii[index + 1]), fill=value)

    def thin(self, points: Sequence[Point], width: float, *, value: int = 255) -> None:
        """A line of even width; much quicker than `stroke`, and as good where it has no corners."""
        at = self._scaled(points)
        self._draw.line(at, fill=value, width=round(width * self._scale))
        radius = width * self._scale / 2 - 0.5
        for x, y in (at[0], at[-1]):
            self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=value)

    def fill(self, points: Sequence[Point], *, value: int = 255) -> None:
        self._draw.polygon(self._scaled(points), fill=value)

    def dot(self, center: Point, radius: float, *, value: int = 255) -> None:
        ((x, y),) = self._scaled([center])
        radius *= self._scale
        self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=value)

    def _scaled(self, points: Iterable[Point]) -> list[Point]:
        (left, top, _, _), scale = self.box, self._scale
        return [((x - left) * scale, (y - top) * scale) for x, y in points]


def _slab(start: Point, end: Point, radius: float, end_radius: float) -> list[Point]:
    """The straight piece of ink between two discs."""
    length = math.dist(start, end) or 1.0
    across_x, across_y = (start[1] - end[1]) / length, (end[0] - start[0]) / length
    return [
        (start[0] + across_x * radius, start[1] + across_y * radius),
        (end[0] + across_x * end_radius, end[1] + across_y * end_radius),
        (end[0] - across_x * end_radius, end[1] - across_y * end_radius),
        (start[0] - across_x * radius, start[1] - across_y * radius),
    ]
