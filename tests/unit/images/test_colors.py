from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.images.colors import (
    INK,
    PAPER,
    Rgb,
    contrast,
    mix,
    parse_color,
    readable,
    to_hex,
)
from plugins.shared.category_colors import PALETTE

some_colors = st.tuples(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))


def test_parse_color_refuses_other_text() -> None:
    with pytest.raises(ValueError, match="'red' is not a colour; write it as '#2f8f5b'"):
        parse_color("red")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param((0, 0, 0), (255, 255, 255), 21.0, id="black on white"),
        pytest.param((255, 255, 255), (255, 255, 255), 1.0, id="white on white"),
        # WebAIM's contrast checker gives 4.54 for #767676 on white.
        pytest.param((118, 118, 118), (255, 255, 255), 4.54, id="grey on white"),
    ],
)
def test_contrast_is_that_of_wcag(first: Rgb, second: Rgb, expected: float) -> None:
    assert contrast(first, second) == pytest.approx(expected, abs=0.01)


def test_ink_stands_out_from_paper() -> None:
    assert contrast(INK, PAPER) > 14


@pytest.mark.parametrize("color", PALETTE)
def test_every_color_of_the_palette_can_be_read_as_a_label(color: str) -> None:
    assert contrast(readable(parse_color(color), PAPER), PAPER) >= 7


def test_a_color_that_can_be_read_stays_as_it_is() -> None:
    assert readable((20, 20, 60), PAPER) == (20, 20, 60)


def test_mix_takes_a_share_of_the_second() -> None:
    assert mix((0, 100, 200), (100, 100, 100), 0.5) == (50, 100, 150)


@given(some_colors, some_colors)
def test_readable_reaches_the_contrast_wherever_any_color_can(color: Rgb, paper: Rgb) -> None:
    best = max(contrast((0, 0, 0), paper), contrast((255, 255, 255), paper))
    assert contrast(readable(color, paper), paper) >= min(7.0, best)


@given(some_colors)
def test_a_color_survives_being_written(color: Rgb) -> None:
    assert parse_color(to_hex(color)) == color
