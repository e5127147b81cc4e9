"""Patterns that fill a box with strokes: twelve families, each different for every seed and the same for one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from plugins.images.pen import Box, Hand, Point, Sheet


@dataclass(frozen=True, slots=True)
class Field:
    """Where to draw and how large: *cell* is about the distance of two motifs in pixels, *width* that of a stroke."""

    sheet: Sheet
    hand: Hand
    box: Box
    cell: float
    width: float

    def rows(self, step: float) -> Iterator[float]:
        y = self.box[1] - step + self.hand.between(0, step)
        while y < self.box[3] + step:
            yield y
            y += step

    def spots(self, step: float, jitter: float = 0.0) -> Iterator[Point]:
        """The middles of cells, every other row set in by half a cell."""
        for number, y in enumerate(self.rows(step)):
            x = self.box[0] - step + (step / 2 if number % 2 else 0)
            while x < self.box[2] + step:
                yield self.hand.near((x, y), jitter)
                x += step

    def across(self, step: float) -> list[float]:
        count = math.ceil((self.box[2] - self.box[0]) / step) + 2
        return [self.box[0] - step + step * number for number in range(count + 1)]


def draw_pattern(field: Field, number: int | None = None) -> None:
    """Fill the field with one of the families: the one of *number*, else the one its hand picks."""
    chosen = field.hand.pick(len(FAMILIES)) if number is None else number
    FAMILIES[chosen % len(FAMILIES)](field)


def _waves(field: Field) -> None:
    length, height = field.cell * field.hand.between(0.7, 1.1), field.cell * field.hand.between(0.12, 0.2)
    for y in field.rows(field.cell * 0.5):
        start = field.hand.between(0, 1)
        points = [(x, y + height * (1 if number % 2 else -1)) for number, x in enumerate(field.across(length / 2))]
        shifted = [(x - start * length * 0.2, py) for x, py in points]
        field.sheet.thin(field.hand.curve(shifted, field.cell * 0.03), field.width)


def _scales(field: Field) -> None:
    radius = field.cell * 0.5
    for number, y in enumerate(field.rows(radius)):
        for x in field.across(radius * 2):
            middle = x + (radius if number % 2 else 0)
            for size in (1.0, 0.55):
                arc = [
                    (middle + radius * size * math.cos(a), y - radius * size * math.sin(a))
                    for a in (math.pi * part / 4 for part in range(5))
                ]
                field.sheet.thin(field.hand.curve(arc, field.cell * 0.015), field.width)


def _zigzags(field: Field) -> None:
    step, height = field.cell * field.hand.between(0.4, 0.55), field.cell * 0.17
    for y in field.rows(field.cell * 0.52):
        points = [(x, y + height * (1 if number % 2 else -1)) for number, x in enumerate(field.across(step))]
        shaken = [field.hand.near(point, field.cell * 0.035) for point in points]
        for start, end in pairwise(shaken):
            field.sheet.thin([start, end], field.width)


def _loops(field: Field) -> None:
    radius = field.cell * 0.26
    for y in field.rows(field.cell * 0.85):
        points = []
        steps = int((field.box[2] - field.box[0] + 4 * field.cell) / (radius * 0.36))
        for number in range(steps):
            angle = number * math.tau / 9
            points.append(
                (
                    field.box[0] - field.cell + number * radius * 0.32 - radius * math.cos(angle),
                    y + radius * math.sin(angle),
                )
            )
        field.sheet.thin(field.hand.curve(points, field.cell * 0.015), field.width)


def _spirals(field: Field) -> None:
    for center in field.spots(field.cell * 0.95, field.cell * 0.06):
        turn, way = field.hand.between(0, math.tau), 1 if field.hand.pick(2) else -1
        points = [
            (center[0] + reach * math.cos(turn + way * angle), center[1] + reach * math.sin(turn + way * angle))
            for angle, reach in ((step * 0.7, field.cell * 0.0195 * step) for step in range(20))
        ]
        field.sheet.thin(field.hand.curve(points, field.cell * 0.008), field.width)


def _rings(field: Field) -> None:
    for center in field.spots(field.cell * 0.92, field.cell * 0.05):
        for reach in (0.34, 0.18)[: 1 + field.hand.pick(2)]:
            field.sheet.thin(field.hand.ring(center, field.cell * reach, field.cell * 0.02), field.width)
        if field.hand.pick(3) == 0:
            field.sheet.dot(center, field.cell * 0.07)


def _confetti(field: Field) -> None:
    reach = field.cell * 0.17
    for x, y in field.spots(field.cell * 0.6, field.cell * 0.13):
        turn, shape = field.hand.between(0, math.tau), field.hand.pick(4)
        dx, dy = reach * math.cos(turn), reach * math.sin(turn)
        if shape == 0:
            field.sheet.thin([(x - dx, y - dy), (x + dx, y + dy)], field.width)
            field.sheet.thin([(x + dy, y - dx), (x - dy, y + dx)], field.width)
        elif shape == 1:
            field.sheet.thin(field.hand.ring((x, y), reach * 0.8, 0.5), field.width)
        elif shape == 2:
            field.sheet.dot((x, y), reach * 0.5)
        else:
            bend = field.hand.curve([(x - dx, y - dy), (x + dy * 0.4, y - dx * 0.4), (x + dx, y + dy)], 0.5)
            field.sheet.thin(bend, field.width)


def _leaves(field: Field) -> None:
    size = field.cell * 0.3
    for number, y in enumerate(field.rows(field.cell * 0.8)):
        stem = [
            (x, y + field.cell * 0.07 * math.sin(x / field.cell * 2.2 + number)) for x in field.across(field.cell * 0.4)
        ]
        field.sheet.thin(field.hand.curve(stem, field.cell * 0.012), field.width)
        for place, (x, stem_y) in enumerate(stem):
            up = -1 if place % 2 else 1
            tip = (x + size * 0.95, stem_y + up * size)
            for belly in (0.15, 0.75):
                side = (x + size * (0.9 - belly), stem_y + up * size * belly)
                field.sheet.thin(field.hand.curve([(x, stem_y), side, tip], field.cell * 0.012), field.width)


def _hatches(field: Field) -> None:
    step = field.cell * 0.62
    reach = step * 0.36
    for number, (x, y) in enumerate(field.spots(step, 0)):
        flat = (number + round(y / step)) % 2
        for offset in (-0.85, -0.28, 0.28, 0.85):
            if flat:
                start, end = (x - reach, y + offset * reach), (x + reach, y + offset * reach)
            else:
                start, end = (x + offset * reach, y - reach), (x + offset * reach, y + reach)
            field.sheet.thin([field.hand.near(start, 1.2), field.hand.near(end, 1.2)], field.width)


def _stars(field: Field) -> None:
    for x, y in field.spots(field.cell * 0.78, field.cell * 0.08):
        turn, reach = field.hand.between(0, math.pi), field.cell * field.hand.between(0.14, 0.27)
        for ray in range(3):
            angle = turn + ray * math.pi / 3
            dx, dy = reach * math.cos(angle), reach * math.sin(angle)
            field.sheet.thin([(x - dx, y - dy), (x, y), (x + dx, y + dy)], field.width)


def _ripples(field: Field) -> None:
    """Rings around a place, as if a stone had been thrown into water."""
    left, top, right, bottom = field.box
    span = math.hypot(right - left, bottom - top)
    middle_x, middle_y = field.hand.between(left, right), field.hand.between(top, bottom)
    for number in range(math.ceil(span / (field.cell * 0.42))):
        radius = field.cell * (0.15 + 0.42 * number)
        count = max(7, round(math.tau * radius / (field.cell * 0.24)))
        start = field.hand.between(0, math.tau)
        angles = (start + math.tau * part / count for part in range(count + 1))
        for arc in _arcs_inside((middle_x, middle_y), radius, angles, field.box, field.cell * 0.3):
            field.sheet.thin(field.hand.curve(arc, field.cell * 0.03), field.width)


def _arcs_inside(
    middle: Point, radius: float, angles: Iterable[float], box: Box, margin: float
) -> Iterator[list[Point]]:
    """The stretches of a ring that come nearer than *margin* to *box*: most of a large one is nowhere to be seen."""
    left, top, right, bottom = box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin
    arc: list[Point] = []
    for angle in angles:
        y = middle[1] + radius * math.sin(angle)
        if top < y < bottom and left < (x := middle[0] + radius * math.cos(angle)) < right:
            arc.append((x, y))
            continue
        if len(arc) > 1:
            yield arc
        arc = []
    if len(arc) > 1:
        yield arc


def _hills(field: Field) -> None:
    for y in field.rows(field.cell * 0.72):
        for x in field.across(field.cell * 1.5):
            middle = x + field.hand.between(-0.3, 0.3) * field.cell
            for size in (0.62, 0.42, 0.22):
                arc = [
                    (middle + field.cell * size * math.cos(a), y - field.cell * size * 0.8 * math.sin(a))
                    for a in (math.pi * part / 4 for part in range(5))
                ]
                field.sheet.thin(field.hand.curve(arc, field.cell * 0.015), field.width)


FAMILIES: tuple[Callable[[Field], None], ...] = (
    _waves,
    _scales,
    _zigzags,
    _loops,
    _spirals,
    _rings,
    _confetti,
    _leaves,
    _hatches,
    _stars,
    _ripples,
    _hills,
)
FAMILY_NAMES = tuple(family.__name__.lstrip("_") for family in FAMILIES)
"""What card styles and rules call them: `waves`, `scales`, …"""
