from __future__ import annotations

import pytest

from plugins.images.pen import Hand, Sheet, smooth


def test_the_same_seed_shakes_the_same_way() -> None:
    assert Hand("posts/tea/").line((0, 0), (200, 0)) == Hand("posts/tea/").line((0, 0), (200, 0))


def test_another_seed_shakes_another_way() -> None:
    assert Hand("posts/tea/").line((0, 0), (200, 0)) != Hand("posts/coffee/").line((0, 0), (200, 0))


def test_a_hand_keeps_its_numbers_in_every_version_of_python() -> None:
    hand = Hand("posts/tea/")
    assert [hand.pick(100) for _ in range(5)] == [52, 49, 3, 39, 34]


def test_a_line_stays_near_the_ruler() -> None:
    line = Hand("x").line((0, 50), (300, 50), shake=2)
    assert all(46 <= y <= 54 for _, y in line)
    assert line[0][0] == pytest.approx(0, abs=2)
    assert line[-1][0] == pytest.approx(300, abs=2)


def test_a_smooth_line_goes_through_its_points() -> None:
    line = smooth([(0.0, 0.0), (10.0, 20.0), (30.0, 5.0)])
    assert line[0] == (0.0, 0.0)
    assert (10.0, 20.0) in line
    assert line[-1] == (30.0, 5.0)


def test_a_closed_line_ends_where_it_began() -> None:
    line = smooth([(0, 0), (10, 0), (10, 10), (0, 10)], closed=True)
    assert line[0] == line[-1] == (0.0, 0.0)


def test_two_points_are_a_straight_line() -> None:
    assert smooth([(0, 0), (4, 4)]) == [(0, 0), (4, 4)]


def test_a_stroke_is_ink_where_it_goes_and_nowhere_else() -> None:
    sheet = Sheet((100, 50, 200, 90))
    sheet.stroke([(120, 70), (150, 70), (180, 70)], 6)
    mask = sheet.mask()
    assert mask.size == (100, 40)
    assert mask.getpixel((50, 20)) == 255
    assert mask.getpixel((50, 28)) == 0
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    assert 16 <= left <= 18
    assert 16 <= top <= 18
    assert 82 <= right <= 84
    assert 22 <= bottom <= 24


def test_an_edge_is_smooth() -> None:
    sheet = Sheet((0, 0, 40, 40))
    sheet.dot((20, 20), 10)
    values = {value for value, count in enumerate(sheet.mask().histogram()) if count}
    assert {0, 255} < values


def test_a_fill_covers_its_shape() -> None:
    sheet = Sheet((0, 0, 40, 40), scale=2)
    sheet.fill([(10, 10), (30, 10), (30, 30), (10, 30)])
    assert sheet.mask().getpixel((20, 20)) == 255
    assert sheet.mask().getpixel((5, 5)) == 0


def test_a_thin_line_has_round_ends() -> None:
    sheet = Sheet((0, 0, 60, 20), scale=2)
    sheet.thin([(10, 10), (50, 10)], 4)
    assert sheet.mask().getpixel((30, 10)) == 255
    assert sheet.mask().getpixel((30, 3)) == 0
