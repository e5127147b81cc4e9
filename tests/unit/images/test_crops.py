from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from plugins.images.crops import CROPS, check_picture

WHITE = (255, 255, 255)
INK = (20, 20, 60)


def drawing(box: tuple[int, int, int, int], ink: tuple[int, int, int] = INK) -> Image.Image:
    picture = Image.new("RGB", (1200, 630), WHITE)
    ImageDraw.Draw(picture).rectangle(box, outline=ink, width=14)
    return picture


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        pytest.param((320, 100, 880, 500), [], id="in the middle"),
        pytest.param((100, 100, 1100, 500), ["ink is cut off in square"], id="wide"),
        pytest.param((20, 100, 900, 500), ["ink is cut off in 16:9, square"], id="far left"),
        pytest.param((400, 4, 800, 626), ["ink is cut off in 2:1"], id="high"),
    ],
)
def test_strokes_that_a_crop_cuts_off_are_named(box: tuple[int, int, int, int], expected: list[str]) -> None:
    assert list(check_picture(drawing(box), is_drawing=True)) == expected


def test_faint_ink_is_named() -> None:
    alarms = list(check_picture(drawing((320, 100, 880, 500), (190, 190, 190)), is_drawing=True))
    assert alarms == ["faint: its ink has 1.9:1 on its paper"]


def test_an_empty_sheet_is_named() -> None:
    assert list(check_picture(Image.new("RGB", (1200, 630), WHITE), is_drawing=True)) == ["nothing to be seen on it"]


def test_a_photograph_has_no_ink_to_be_cut_off() -> None:
    photo = Image.effect_noise((60, 32), 90).resize((1200, 630)).convert("RGB")
    assert list(check_picture(photo, is_drawing=False)) == []


def test_crops_are_cut_around_the_middle() -> None:
    assert all(left + right == 1200 and top + bottom == 630 for left, top, right, bottom in CROPS.values())
