from __future__ import annotations

import pytest

from plugins.images.patterns import FAMILIES, Field, draw_pattern
from plugins.images.pen import Hand, Sheet


def draw(seed: str, number: int | None = None) -> bytes:
    sheet = Sheet((0, 0, 400, 225), scale=2)
    draw_pattern(Field(sheet, Hand(seed), (0, 0, 400, 225), cell=70, width=4), number)
    return sheet.mask().tobytes()


def test_there_are_twelve_families() -> None:
    assert len(FAMILIES) == 12


@pytest.mark.parametrize("number", range(12))
def test_a_family_covers_the_whole_box_and_leaves_paper(number: int) -> None:
    sheet = Sheet((0, 0, 400, 225), scale=2)
    draw_pattern(Field(sheet, Hand("posts/tea/"), (0, 0, 400, 225), cell=70, width=4), number)
    mask = sheet.mask()
    for quarter in ((0, 0, 200, 112), (200, 0, 400, 112), (0, 112, 200, 225), (200, 112, 400, 225)):
        ink = sum(mask.crop(quarter).histogram()[128:]) / (200 * 112)
        assert 0.01 < ink < 0.5


@pytest.mark.parametrize("number", range(12))
def test_a_seed_always_draws_the_same(number: int) -> None:
    assert draw("posts/tea/", number) == draw("posts/tea/", number)


@pytest.mark.parametrize("number", range(12))
def test_seeds_differ_also_within_a_family(number: int) -> None:
    assert draw("posts/tea/", number) != draw("posts/coffee/", number)


def test_the_seed_picks_the_family() -> None:
    assert draw("posts/tea/") == draw("posts/tea/")
