from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from plugins.images.differences import find_differences, to_lab
from plugins.images.palettes import count_colors, find_palette, unpack, with_few_colors

WHITE = (255, 255, 255)
INKS = ((214, 40, 40), (120, 50, 180), (30, 90, 220), (240, 170, 0), (0, 130, 90), (20, 20, 20), (235, 235, 235))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # From the test data of Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula" (2005).
        pytest.param((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425, id="blues"),
        pytest.param((50, 0, 0), (50, -1, 2), 2.3669, id="grey"),
        pytest.param((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792, id="hues across"),
        pytest.param((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644, id="greens"),
        pytest.param((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082, id="blacks"),
    ],
)
def test_differences_are_those_that_are_published(
    first: tuple[float, ...], second: tuple[float, ...], expected: float
) -> None:
    rows = (np.array([color], dtype=np.float32) for color in (first, second))
    assert find_differences(*rows)[0] == pytest.approx(expected, abs=2e-4)


def drawing(stroke_px: int) -> Image.Image:
    """Strokes in many inks and a large even fill, with soft edges."""
    large = Image.new("RGB", (1600, 1200), WHITE)
    pen = ImageDraw.Draw(large)
    pen.rectangle((900, 60, 1540, 1140), fill=(250, 214, 90))
    for number, ink in enumerate(INKS):
        pen.ellipse(
            (60 + 90 * number, 80 + 60 * number, 760 + 90 * number, 600 + 60 * number), outline=ink, width=stroke_px
        )
    return large.resize((800, 600), Image.Resampling.BICUBIC)


@pytest.mark.parametrize("stroke_px", [3, 6, 24])
def test_no_colour_that_is_seen_moves_in_a_palette(stroke_px: int) -> None:
    sizes = [drawing(stroke_px), drawing(stroke_px).resize((320, 240), Image.Resampling.BICUBIC)]
    palette = find_palette(sizes)
    assert palette
    for size in sizes:
        colors, counts = count_colors(size)
        seen = unpack(colors[counts > 12])
        shown = np.asarray(palette.apply(Image.fromarray(seen[None])).convert("RGB"))[0]
        assert find_differences(to_lab(seen), to_lab(shown)).max() <= 3
        if stroke_px > 3:
            assert (
                len({palette.apply(Image.new("RGB", (1, 1), ink)).convert("RGB").getpixel((0, 0)) for ink in INKS}) == 7
            )


def test_white_stays_white_and_an_even_fill_what_it_was() -> None:
    picture = drawing(6)
    palette = find_palette(picture)
    assert palette
    shown = palette.apply(picture).convert("RGB")
    assert shown.getpixel((4, 4)) == WHITE
    assert shown.getpixel((760, 560)) == (250, 214, 90)


def test_a_drawing_with_more_colours_than_a_palette_holds_has_none() -> None:
    steps = [
        (red, green, blue) for red in range(20, 255, 26) for green in range(20, 255, 26) for blue in range(20, 255, 52)
    ]
    picture = Image.new("RGB", (800, 600), WHITE)
    pen = ImageDraw.Draw(picture)
    for number, color in enumerate(steps):
        left, top = number % 30 * 8, number // 30 * 8
        pen.rectangle((left, top, left + 6, top + 6), fill=color)
    assert find_palette(picture) is None


def test_inks_on_nothing_keep_their_colours_or_are_not_reduced() -> None:
    picture = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    for number, ink in enumerate(INKS):
        pen.ellipse((10 + 20 * number, 10, 200 + 20 * number, 290), outline=(*ink, 255), width=3)
    flat = with_few_colors(picture)
    assert flat
    for number, ink in enumerate(INKS):
        assert flat.convert("RGBA").getpixel((11 + 20 * number, 150)) == pytest.approx((*ink, 255), abs=4)
