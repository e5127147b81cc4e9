from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw

from plugins.images.leaves import Leaf
from plugins.images.palettes import find_palette
from plugins.images.renditions import make_renditions, plan_widths


def photo(size: tuple[int, int] = (1500, 900)) -> Image.Image:
    bands = [Image.effect_noise((60, 36), 160).resize(size, Image.Resampling.BICUBIC) for _ in range(3)]
    return Image.merge("RGB", bands)


def lines(size: tuple[int, int] = (1500, 900)) -> Image.Image:
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    for x in range(100, size[0] - 200, 300):
        pen.rectangle((x, 120, x + 180, size[1] - 120), outline=(20, 30, 90), width=9)
    return picture


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (90, (90,)),
        (330, (330,)),
        (700, (320, 700)),
        (1500, (320, 640, 1120, 1500)),
        (6000, (320, 640, 1120, 1920)),
    ],
)
def test_no_width_is_more_than_the_picture_has(width: int, expected: tuple[int, ...]) -> None:
    assert plan_widths(width) == expected


def test_a_photograph_has_three_formats_in_every_width() -> None:
    files = make_renditions(photo()).files
    assert [(file.width_px, file.mime) for file in files] == [
        (width, mime) for width in (320, 640, 1120, 1500) for mime in ("image/avif", "image/webp", "image/jpeg")
    ]
    for file in files:
        with Image.open(io.BytesIO(file.data)) as picture:
            assert picture.size == (file.width_px, file.height_px) == (file.width_px, round(file.width_px * 0.6))


def test_a_plain_drawing_is_smaller_as_avif() -> None:
    picture = Image.new("RGB", (1500, 900), (250, 249, 245))
    pen = ImageDraw.Draw(picture)
    for step in range(12):
        pen.ellipse(
            (100 + 90 * step, 80 + 30 * step, 380 + 90 * step, 420 + 30 * step), outline=(40, 60, 140), width=12
        )
    soft = picture.resize((3000, 1800), Image.Resampling.BICUBIC).resize((1500, 900), Image.Resampling.LANCZOS)
    sizes = {(file.width_px, file.mime): len(file.data) for file in make_renditions(soft).files}
    # Decided once for all widths: the widest, whose few colours WebP keeps exactly, may be smaller as that.
    assert [width for width in (320, 640, 1120) if sizes[width, "image/avif"] > sizes[width, "image/webp"]] == []
    assert sum(size for (_, mime), size in sizes.items() if mime == "image/avif") < sum(
        size for (_, mime), size in sizes.items() if mime == "image/webp"
    )


def test_a_format_that_makes_a_drawing_no_smaller_is_left_out() -> None:
    files = make_renditions(lines()).files
    assert [file.mime for file in files] == ["image/webp", "image/png"] * 4
    with Image.open(io.BytesIO(files[-2].data)) as picture:
        # Lines stay crisp: nothing is between ink and paper but the steps of the palette.
        assert len(picture.convert("RGB").getcolors(100_000) or []) <= 64


def test_the_version_for_the_dark_keeps_the_hue() -> None:
    files = [file for file in make_renditions(lines(), leaf=Leaf(paper=(255, 255, 255))).files if file.role == "dark"]
    assert [(file.width_px, file.mime) for file in files] == [(w, "image/webp") for w in (320, 640, 1120, 1500)]
    with Image.open(io.BytesIO(files[-1].data)) as picture:
        dark = picture.convert("RGB")
    assert dark.getpixel((50, 50)) == (0, 0, 0)
    # Dark blue (20, 30, 90), light and still blue.
    seen = dark.getpixel((104, 400))
    assert isinstance(seen, tuple)
    assert min(seen) > 190
    assert max(seen) == seen[2]


def test_a_picture_with_few_colors_has_a_palette_and_a_photograph_none() -> None:
    assert find_palette(lines())
    assert find_palette(photo()) is None
    assert find_palette(lines().convert("RGBA")) is None
