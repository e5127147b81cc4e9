from __future__ import annotations

import pytest
from PIL import Image

from plugins.images.colors import DRAWING_LEAF_DARK, Rgb, contrast
from plugins.images.dark_versions import make_dark


def on_leaf(color: Rgb, paper: Rgb = (255, 255, 255)) -> Rgb:
    """What a reader sees of *color*: its dark version, laid over the dark leaf as `screen` does."""
    dark = make_dark(Image.new("RGB", (2, 2), color), paper).getpixel((0, 0))
    assert isinstance(dark, tuple)
    red, green, blue = (
        round(255 - (255 - one) * (255 - leaf) / 255) for one, leaf in zip(dark, DRAWING_LEAF_DARK, strict=True)
    )
    return red, green, blue


@pytest.mark.parametrize(
    "ink",
    [
        pytest.param((0, 0, 0), id="black"),
        pytest.param((0, 0, 255), id="pure blue"),
        pytest.param((255, 0, 0), id="pure red"),
        pytest.param((200, 40, 40), id="common red"),
        pytest.param((30, 90, 200), id="common blue"),
        pytest.param((0, 128, 0), id="green"),
        pytest.param((128, 0, 128), id="violet"),
        pytest.param((120, 70, 20), id="brown"),
        pytest.param((148, 148, 148), id="pencil"),
        pytest.param((190, 90, 0), id="orange"),
    ],
)
def test_ink_that_is_seen_on_paper_is_read_on_the_dark_leaf(ink: Rgb) -> None:
    assert contrast(on_leaf(ink), DRAWING_LEAF_DARK) >= 4.5


def test_every_color_of_three_to_one_is_read_on_the_dark_leaf() -> None:
    steps = range(0, 256, 15)
    inks = [(r, g, b) for r in steps for g in steps for b in steps if contrast((r, g, b), (255, 255, 255)) >= 3]
    assert len(inks) > 2000
    assert [ink for ink in inks if contrast(on_leaf(ink), DRAWING_LEAF_DARK) < 4.5] == []


@pytest.mark.parametrize(
    ("color", "strongest"),
    [((0, 0, 255), 2), ((255, 0, 0), 0), ((0, 128, 0), 1), ((200, 40, 40), 0)],
    ids=["blue", "red", "green", "common red"],
)
def test_hues_stay(color: Rgb, strongest: int) -> None:
    seen = on_leaf(color)
    assert max(seen) == seen[strongest]
    assert max(seen) - min(seen) > 60


def test_paper_becomes_the_leaf_whatever_its_color() -> None:
    assert make_dark(Image.new("RGB", (1, 1), (255, 255, 255))).getpixel((0, 0)) == (0, 0, 0)
    assert make_dark(Image.new("RGB", (1, 1), (253, 248, 236)), (253, 248, 236)).getpixel((0, 0)) == (0, 0, 0)


def test_black_becomes_white_and_pale_fills_stay_near_the_leaf() -> None:
    assert on_leaf((0, 0, 0)) == (255, 255, 255)
    assert 1.1 < contrast(on_leaf((255, 200, 210)), DRAWING_LEAF_DARK) < 2


def test_words_on_a_pale_fill_are_read_in_both() -> None:
    assert contrast(on_leaf((0, 0, 0)), on_leaf((246, 214, 80))) >= 7


def test_transparency_stays() -> None:
    sheet = Image.new("RGBA", (2, 1), (0, 0, 0, 0))
    sheet.putpixel((1, 0), (0, 0, 255, 255))
    dark = make_dark(sheet)
    assert dark.getchannel("A").tobytes() == b"\0\xff"
