from __future__ import annotations

import io

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from plugins.images import sheets
from plugins.images.crops import Sighting
from plugins.images.fonts import FontBook
from plugins.images.sheets import draw_sheet, draw_sheets, render_page


def flat(size: tuple[int, int], color: tuple[int, int, int]) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, "PNG")
    return file.getvalue()


CUP = Sighting(
    "A < B", "posts/cup.md", "own", "its own", flat((1200, 630), (0, 0, 90)), flat((1200, 675), (0, 90, 0)), ("faint",)
)
NONE = Sighting("Bare", "posts/bare.md", "none", "rule 1 (any) says none")


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_every_crop_stands_beside_the_thumbnail(book: FontBook) -> None:
    sheet = opened(draw_sheet([CUP, NONE], book))
    # Five pictures 150 pixels high with gaps of 14, and words above each row of them.
    assert sheet.size == (286 + 300 + 267 + 150 + 267 + 6 * 14, 2 * 204 + 14)
    row = [sheet.getpixel((x, 130)) for x in (20, 320, 640, 920, 1200)]
    assert row == [(0, 0, 90)] * 4 + [(0, 90, 0)]
    # Paper: an entry without a picture has none.
    assert sheet.getpixel((320, 130 + 204)) == pytest.approx((246, 247, 243), abs=2)


def test_the_safe_area_is_drawn_when_asked_for(book: FontBook) -> None:
    # The upper edge of the safe area is at 35 of 630 pixels, in the middle of the first crop.
    place = 14 + 143, 14 + 40 + 9
    assert opened(draw_sheet([CUP], book)).getpixel(place) == (0, 0, 90)
    red, _, blue = opened(draw_sheet([CUP], book, with_safe_area=True)).resize((1, 1), box=(*place, 158, 64)).tobytes()
    assert red > blue
    for is_asked in (False, True):
        page = BeautifulSoup(render_page([CUP], "Tea", with_safe_area=is_asked), "html.parser")
        assert [box.has_attr("checked") for box in page.select("input#safe")] == [is_asked]
        assert len(page.select(".whole .safe")) == 4


def test_no_picture_is_longer_than_programs_show(book: FontBook, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sheets.MOST_ROWS * 204 + 14 <= 16_384
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    heights = [opened(data).height for data in draw_sheets([NONE] * 5, book)]
    assert heights == [2 * 204 + 14, 2 * 204 + 14, 204 + 14]
    assert len(list(draw_sheets([], book))) == 1


def test_a_page_holds_each_picture_once_and_what_is_amiss() -> None:
    html = render_page([CUP, NONE], "Tea & Co")
    assert html.count("data:image/png;base64,") == 2
    page = BeautifulSoup(html, "html.parser")
    assert page.title
    assert page.title.text == "Images of Tea & Co"
    assert [heading.text for heading in page.select("h2")] == ["A < B", "Bare"]
    assert [alarm.text for alarm in page.select(".alarm")] == ["faint"]
    assert [caption.text for caption in page.select("figcaption")] == ["1.91:1", "2:1", "16:9", "square", "thumbnail"]
    assert "2 entries, 1 with something to look at." in page.text
