from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugins.images.marks import MARKS, draw_mark, trace_path
from plugins.images.pen import Sheet
from plugins.shared.entry import Kind

THEME_MARKS = Path(__file__).parents[3] / "theme/templates/partials/marks.html"


def test_every_kind_has_a_mark() -> None:
    assert set(MARKS) == {Kind.POST, Kind.DOODLE, Kind.ROCKET, Kind.NOTE, Kind.PAGE}


@pytest.mark.parametrize("kind", list(Kind))
def test_a_mark_is_the_one_of_the_theme(kind: Kind) -> None:
    symbol = re.search(rf'id="mark-{kind}".*?</symbol>', THEME_MARKS.read_text(encoding="utf-8"), re.DOTALL)
    assert symbol
    assert re.findall(r' d="([^"]+)"', symbol[0]) == [MARKS[kind].blob, MARKS[kind].line]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_mark_stays_in_its_box(kind: Kind) -> None:
    color, ink = Sheet((0, 0, 140, 140)), Sheet((0, 0, 140, 140))
    draw_mark(kind, (20, 20, 120, 120), color, ink, 5)
    for sheet in (color, ink):
        left, top, right, bottom = sheet.mask().getbbox() or (0, 0, 140, 140)
        assert min(left, top) >= 20
        assert max(right, bottom) <= 120


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("M1 2L3 4", [[(1, 2), (3, 4)]], id="absolute line"),
        pytest.param("M1 2l3 4", [[(1, 2), (4, 6)]], id="relative line"),
        pytest.param("M1 2l3 4-1-1", [[(1, 2), (4, 6), (3, 5)]], id="one letter, two lines"),
        pytest.param("M1 2 3 4", [[(1, 2), (3, 4)]], id="a move with more pairs draws lines"),
        pytest.param("m1 2 3 4", [[(1, 2), (4, 6)]], id="relative move with more pairs"),
        pytest.param("M0 0l4 0 0 4z", [[(0, 0), (4, 0), (4, 4), (0, 0)]], id="closed"),
        pytest.param("M0 0l4 0zM1 1l.5.5", [[(0, 0), (4, 0), (0, 0)], [(1, 1), (1.5, 1.5)]], id="two strokes"),
        pytest.param("M5 5l4 0zm1 1l1 0", [[(5, 5), (9, 5), (5, 5)], [(6, 6), (7, 6)]], id="after closing"),
    ],
)
def test_paths_are_traced(path: str, expected: list[list[tuple[float, float]]]) -> None:
    assert trace_path(path) == expected


@pytest.mark.parametrize("path", ["M0 0C0 8 8 8 8 0", "M0 0c0 8 8 8 8 0"])
def test_a_curve_goes_from_its_start_over_its_middle_to_its_end(path: str) -> None:
    (stroke,) = trace_path(path)
    assert stroke[0] == (0.0, 0.0)
    assert stroke[4] == (4.0, 6.0)
    assert stroke[-1] == (8.0, 0.0)


def test_a_smooth_curve_goes_on_in_the_same_direction() -> None:
    (stroke,) = trace_path("M0 0c0 8 8 8 8 0s8-8 8 0")
    # The mirrored control point is (8, -8): the middle of the second curve is as far below as the first is above.
    assert stroke[12] == (12.0, -6.0)
