from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageDraw

from plugins.images.paper import find_ink, has_grain, level_paper, take_paper

PAPER = (228, 220, 200)


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
    leveled = level_paper(scan, PAPER)
    assert {leveled.getpixel(place) for place in ((60, 60), (700, 60), (60, 550), (400, 250))} == {(255, 255, 255)}


def test_ink_keeps_its_colour_and_stays_dark(scan: Image.Image) -> None:
    leveled = level_paper(scan, PAPER)
    red = leveled.getpixel((400, 300))
    dark = leveled.getpixel((304, 300))
    assert isinstance(red, tuple)
    assert isinstance(dark, tuple)
    assert red[0] > 2 * max(red[1], red[2])
    assert max(dark) < 130


def test_ink_is_found_through_shadow_dust_and_tint(scan: Image.Image) -> None:
    box = find_ink(scan, PAPER)
    assert box
    assert all(abs(found - drawn) <= 8 for found, drawn in zip(box, (300, 200, 501, 401), strict=True))


def test_an_empty_sheet_has_no_ink() -> None:
    assert find_ink(Image.new("RGB", (300, 200), PAPER), PAPER) is None


def test_chalk_on_a_dark_sheet_is_ink() -> None:
    board = Image.new("RGB", (400, 300), (30, 40, 36))
    ImageDraw.Draw(board).rectangle((100, 100, 200, 180), outline=(240, 240, 230), width=6)
    box = find_ink(board, (30, 40, 36))
    assert box
    assert all(abs(found - drawn) <= 3 for found, drawn in zip(box, (100, 100, 201, 181), strict=True))


def test_a_scan_has_grain_and_a_painted_ground_has_none(scan: Image.Image) -> None:
    assert has_grain(ImageChops.add(scan, Image.effect_noise(scan.size, 20).convert("RGB"), offset=-128))
    assert not has_grain(Image.new("RGB", (800, 600), (253, 248, 236)))


def test_paper_that_is_taken_away_is_seen_through() -> None:
    sheet = Image.new("RGB", (3, 1), (255, 255, 255))
    sheet.putpixel((1, 0), (20, 20, 60))
    taken = take_paper(sheet)
    assert [taken.getpixel((x, 0)) for x in (0, 1)] == [(255, 255, 255, 0), (20, 20, 60, 255)]
