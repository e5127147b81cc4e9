from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw

from plugins.images.colors import contrast
from plugins.images.paper import find_ink, take_paper, whiten_paper

PAPER = (228, 220, 200)
WHITE = (255, 255, 255)


def grained(sheet: Image.Image) -> Image.Image:
    """*sheet* with the grain that a scanner gives it, always the same."""
    rng = np.random.default_rng(7)
    noise = rng.normal(0, 2.5, (sheet.height, sheet.width, 1))
    return Image.fromarray(np.clip(np.asarray(sheet) + noise, 0, 255).astype(np.uint8))


@pytest.fixture
def scan() -> Image.Image:
    """A ring of blue-black ink, a red stroke, on tinted paper that lies in shadow at the top, with specks of dust."""
    sheet = Image.new("RGB", (800, 600), PAPER)
    shadow = Image.linear_gradient("L").resize((800, 600)).point([215 + value * 40 // 255 for value in range(256)])
    sheet = ImageChops.multiply(sheet, Image.merge("RGB", [shadow] * 3))
    draw = ImageDraw.Draw(sheet)
    draw.ellipse((300, 200, 500, 400), outline=(30, 35, 70), width=9)
    draw.line((320, 300, 480, 300), fill=(190, 50, 40), width=9)
    for x, y in ((40, 50), (700, 90), (120, 520), (760, 560)):
        draw.point((x, y), fill=(60, 60, 60))
    return sheet


def test_paper_becomes_truly_white(scan: Image.Image) -> None:
    leveled = whiten_paper(scan).picture
    assert {leveled.getpixel(place) for place in ((60, 60), (700, 60), (60, 550), (400, 250))} == {(255, 255, 255)}


def test_ink_keeps_its_colour_and_stays_dark(scan: Image.Image) -> None:
    leveled = whiten_paper(scan).picture
    red = leveled.getpixel((400, 300))
    dark = leveled.getpixel((304, 300))
    assert isinstance(red, tuple)
    assert isinstance(dark, tuple)
    assert red[0] > 2 * max(red[1], red[2])
    assert max(dark) < 130


def test_a_wide_fill_is_no_shadow_and_keeps_its_colour() -> None:
    sheet = Image.new("RGB", (800, 600), (236, 236, 230))
    ImageDraw.Draw(sheet).rectangle((300, 150, 560, 420), fill=(160, 205, 150))
    leveled = whiten_paper(grained(sheet)).picture
    assert leveled.getpixel((40, 40)) == WHITE
    for place in ((305, 155), (430, 280), (555, 415)):
        # Divided by the light on the paper, 236 of 255: no lighter in its middle.
        assert leveled.getpixel(place) == pytest.approx((173, 221, 166), abs=12)


@pytest.mark.parametrize("ink", [120, 160, 190, 205], ids=str)
def test_pencil_is_pulled_to_three_to_one(ink: int) -> None:
    sheet = Image.new("RGB", (800, 600), (228, 225, 218))
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((80, 80, 700, 500), outline=(ink, ink, ink - 5), width=4)
    leveled = whiten_paper(grained(sheet)).picture
    stroke = np.asarray(leveled.crop((200, 81, 600, 83)))
    darkest = tuple(int(band) for band in np.median(stroke.reshape(-1, 3), axis=0))
    assert contrast((darkest[0], darkest[1], darkest[2]), WHITE) >= 3
    assert leveled.getpixel((20, 20)) == WHITE


def test_ink_is_found_through_shadow_dust_and_tint(scan: Image.Image) -> None:
    box = find_ink(scan, PAPER)
    assert box
    assert all(abs(found - drawn) <= 8 for found, drawn in zip(box, (300, 200, 501, 401), strict=True))


def test_an_empty_sheet_has_no_ink() -> None:
    assert find_ink(Image.new("RGB", (300, 200), PAPER), PAPER) is None


def test_faint_thin_strokes_on_a_large_sheet_are_ink() -> None:
    sheet = Image.new("RGB", (2480, 1754), WHITE)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((900, 700, 1500, 1000), outline=(40, 40, 40), width=6)
    pen.rectangle((150, 160, 2300, 1600), outline=(190, 190, 190), width=3)
    box = find_ink(sheet, WHITE)
    assert box
    assert all(abs(found - drawn) <= 14 for found, drawn in zip(box, (150, 160, 2301, 1601), strict=True))


def test_chalk_on_a_dark_sheet_is_ink() -> None:
    board = Image.new("RGB", (400, 300), (30, 40, 36))
    ImageDraw.Draw(board).rectangle((100, 100, 200, 180), outline=(240, 240, 230), width=6)
    box = find_ink(board, (30, 40, 36))
    assert box
    assert all(abs(found - drawn) <= 3 for found, drawn in zip(box, (100, 100, 201, 181), strict=True))


def test_a_painted_ground_is_left_as_it_is(scan: Image.Image) -> None:
    painted = Image.new("RGB", scan.size, (253, 248, 236))
    ImageDraw.Draw(painted).ellipse((300, 200, 500, 400), outline=(30, 35, 70), width=9)
    found = whiten_paper(painted)
    assert found.picture == painted
    assert "one colour throughout" in found.left
    assert whiten_paper(painted, is_asked_for=True).picture.getpixel((20, 20)) == WHITE


def test_paper_that_is_too_little_of_a_picture_is_left_as_it_is() -> None:
    sheet = Image.new("RGB", (800, 600), (240, 239, 235))
    for left, color in ((0, (180, 212, 230)), (220, (140, 190, 110)), (560, (230, 200, 170))):
        sheet.paste(color, (left, 0, left + 220, 600))
    sheet = grained(sheet)
    found = whiten_paper(sheet)
    assert found.picture == sheet
    assert "lighter than what could be its paper" in found.left


def test_paper_that_is_taken_away_leaves_colours_as_strong_on_white() -> None:
    sheet = Image.new("RGB", (2, 1), (250, 220, 200))
    sheet.putpixel((1, 0), (90, 160, 235))
    white = Image.new("RGBA", (2, 1), WHITE)
    shown = Image.alpha_composite(white, take_paper(sheet)).convert("RGB")
    assert shown.getpixel((0, 0)) == pytest.approx((250, 220, 200), abs=1)
    assert shown.getpixel((1, 0)) == pytest.approx((90, 160, 235), abs=1)


def test_paper_that_is_taken_away_is_seen_through() -> None:
    sheet = Image.new("RGB", (3, 1), (255, 255, 255))
    sheet.putpixel((1, 0), (20, 20, 60))
    taken = take_paper(sheet)
    assert [taken.getpixel((x, 0)) for x in (0, 1)] == [(255, 255, 255, 0), (20, 20, 60, 255)]
