from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from plugins.images.colors import DRAWING_PAPER, INK
from plugins.images.derivatives import (
    DRAWING,
    PHOTO,
    Placement,
    Treatment,
    make_derivatives,
    make_vector_sizes,
    plan_placement,
)
from plugins.images.encodings import Rendition
from plugins.images.grounds import Ground, find_ground, flatten
from plugins.images.pictures import PictureError

SavePicture = Callable[..., Path]
CARD = (1200, 630)


def opened(rendition: Rendition) -> Image.Image:
    return Image.open(io.BytesIO(rendition.data)).convert("RGB")


def both(path: Path, treatment: Treatment) -> tuple[Rendition, Rendition]:
    """The share picture and the textless one of 16:9."""
    files = {file.role: file for file in make_derivatives(path, treatment).files}
    return files["share"], files["16:9"]


def near(color: object, expected: tuple[int, int, int], reach: int = 4) -> bool:
    assert isinstance(color, tuple)
    return all(abs(a - b) <= reach for a, b in zip(color, expected, strict=True))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture of 4:3 without an even edge."""
    path = tmp_path / "photo.jpg"
    Image.effect_noise((1600, 1200), 90).convert("RGB").save(path, quality=90)
    return path


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A square drawing on slightly grey paper, with ink in the middle."""
    picture = Image.new("RGB", (900, 900), (231, 228, 220))
    ImageDraw.Draw(picture).ellipse((200, 200, 700, 700), outline=(20, 20, 20), width=9)
    path = tmp_path / "scan.png"
    picture.save(path)
    return path


@pytest.mark.parametrize(
    ("size", "kept", "expected"),
    [
        pytest.param((1600, 1200), 0.69, Placement((0, 180, 1600, 1020), CARD, (0, 0)), id="4:3 is cropped"),
        pytest.param((2400, 1260), 0.69, Placement((0, 0, 2400, 1260), CARD, (0, 0)), id="right shape"),
        pytest.param((900, 900), 0.69, Placement((0, 0, 900, 900), (630, 630), (285, 0)), id="square is shown whole"),
        pytest.param(
            (600, 1200), 0.69, Placement((0, 0, 600, 1200), (315, 630), (442, 0)), id="upright is shown whole"
        ),
        pytest.param((1600, 1200), 0.93, Placement((0, 0, 1600, 1200), (840, 630), (180, 0)), id="drawing of 4:3"),
        pytest.param((64, 32), 0.69, Placement((0, 0, 64, 32), (128, 64), (536, 283)), id="little is hardly enlarged"),
        pytest.param((5000, 10), 0.69, Placement((0, 0, 5000, 10), (1200, 2), (0, 314)), id="a line"),
    ],
)
def test_where_a_picture_goes(size: tuple[int, int], kept: float, expected: Placement) -> None:
    found = plan_placement(*size, CARD, least_kept=kept)
    assert found.crop == pytest.approx(expected.crop)
    assert (found.size, found.at) == (expected.size, expected.at)


def test_a_margin_is_left_around_a_whole_drawing() -> None:
    assert plan_placement(900, 900, CARD, least_kept=0.93, margin=0.1).size == (504, 504)


@given(st.integers(1, 20_000), st.integers(1, 20_000), st.floats(0.1, 1), st.floats(0, 0.2))
def test_any_picture_stays_in_its_box(width: int, height: int, kept: float, margin: float) -> None:
    place = plan_placement(width, height, CARD, least_kept=kept, margin=margin)
    assert 1 <= place.size[0] <= 1200 - place.at[0]
    assert 1 <= place.size[1] <= 630 - place.at[1]
    left, top, right, bottom = place.crop
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height


def test_a_photo_fills_card_and_thumbnail(photo: Path) -> None:
    share, thumb = both(photo, PHOTO)
    assert (share.mime, share.suffix, share.width_px, share.height_px) == ("image/jpeg", ".jpg", 1200, 630)
    assert (thumb.width_px, thumb.height_px) == (1200, 675)
    assert opened(share).size == (1200, 630)
    assert opened(thumb).size == (1200, 675)


def test_even_noise_is_below_300_kb(tmp_path: Path) -> None:
    Image.effect_noise((2400, 1260), 255).convert("RGB").save(tmp_path / "noise.png")
    share, thumb = both(tmp_path / "noise.png", PHOTO)
    assert len(share.data) <= 300_000
    assert len(thumb.data) <= 300_000


def test_a_drawing_is_shown_whole_on_its_own_paper(scan: Path) -> None:
    share, thumb = both(scan, DRAWING)
    picture = opened(share)
    assert share.mime == "image/png"
    assert near(picture.getpixel((5, 5)), (231, 228, 220))
    assert near(picture.getpixel((1195, 625)), (231, 228, 220))
    ink = picture.convert("L").point([255 if value < 120 else 0 for value in range(256)]).getbbox()
    assert ink
    # Nine tenths of the height, less the margin that is left around ink.
    assert ink[3] - ink[1] == pytest.approx(567 / 1.12, abs=9)
    assert (ink[0] + ink[2]) / 2 == pytest.approx(600, abs=3)
    assert (ink[1] + ink[3]) / 2 == pytest.approx(315, abs=3)
    assert len(share.data) < 60_000
    assert len(thumb.data) < 60_000


def test_a_photo_that_is_not_cropped_lies_on_the_color_of_its_edge(tmp_path: Path) -> None:
    picture = Image.new("RGB", (500, 1000), (10, 60, 110))
    picture.paste((250, 10, 10), (0, 0, 500, 250))
    picture.save(tmp_path / "upright.png")
    share = opened(both(tmp_path / "upright.png", PHOTO)[0])
    assert near(share.getpixel((20, 300)), (10, 60, 110), 12)


def test_a_cut_out_lies_on_paper(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((50, 50, 350, 350), outline=(0, 0, 0, 255), width=6)
    assert flatten(picture)[1] == Ground(DRAWING_PAPER, is_even=True)


def test_a_white_cut_out_lies_on_ink() -> None:
    picture = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((50, 50, 350, 350), outline=(255, 255, 255, 255), width=6)
    assert flatten(picture)[1] == Ground(INK, is_even=True)


def test_a_wholly_transparent_picture_is_paper() -> None:
    assert flatten(Image.new("RGBA", (40, 40), (0, 0, 0, 0)))[1] == Ground(DRAWING_PAPER, is_even=True)


def test_a_picture_with_opaque_edge_keeps_its_ground() -> None:
    picture = Image.new("RGBA", (400, 400), (90, 40, 20, 255))
    picture.paste((0, 0, 0, 0), (100, 100, 300, 300))
    assert flatten(picture)[1] == Ground((90, 40, 20), is_even=True)


def test_the_ground_is_the_middle_color_of_the_edge() -> None:
    picture = Image.new("RGB", (96, 96), (200, 210, 220))
    picture.paste((0, 0, 0), (0, 0, 4, 4))
    assert find_ground(picture) == Ground((200, 210, 220), is_even=True)
    picture.paste((0, 0, 0), (0, 0, 60, 40))
    assert find_ground(picture) == Ground((200, 210, 220), is_even=False)


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (3, 2), (2000, 3)])
def test_tiny_pictures_are_no_trouble(save_picture: SavePicture, size: tuple[int, int]) -> None:
    share, thumb = both(save_picture("tiny.png", size), DRAWING)
    assert opened(share).size == (1200, 630)
    assert opened(thumb).size == (1200, 675)


def test_a_drawing_of_soft_colors_is_a_jpeg_if_a_palette_would_show(tmp_path: Path) -> None:
    ramp = Image.linear_gradient("L").resize((1200, 800))
    colors = Image.merge("RGB", (ramp, ramp.rotate(90, expand=False), ramp.transpose(Image.Transpose.FLIP_TOP_BOTTOM)))
    colors.save(tmp_path / "soft.png")
    assert both(tmp_path / "soft.png", DRAWING)[0].mime == "image/jpeg"


def test_the_same_file_gives_the_same_bytes(scan: Path) -> None:
    assert make_derivatives(scan, DRAWING) == make_derivatives(scan, DRAWING)


def test_place_and_camera_are_not_passed_on(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker of cameras"
    exif.get_ifd(0x8825)[1] = "N"
    Image.effect_noise((1600, 900), 50).convert("RGB").save(tmp_path / "gps.jpg", exif=exif)
    for rendition in make_derivatives(tmp_path / "gps.jpg", PHOTO).files:
        assert b"Exif" not in rendition.data
        assert b"Maker" not in rendition.data


def test_svg_is_drawn_large(tmp_path: Path) -> None:
    text = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" fill="#a33"/></svg>'
    )
    (tmp_path / "d.svg").write_text(text, encoding="utf-8")
    share = opened(both(tmp_path / "d.svg", DRAWING)[0])
    assert near(share.getpixel((600, 315)), (170, 51, 51))


VECTOR = Treatment(is_drawing=True, has_dark=True)


def save_svg(tmp_path: Path, ground: str, ink: str) -> Path:
    path = tmp_path / "cup.svg"
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">'
        f'<rect width="400" height="300" fill="{ground}"/><rect x="100" y="100" width="200" height="100" fill="{ink}"/>'
        "</svg>",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize(
    ("ground", "expected"), [("none", (9, 9, 9, 255)), ("#ffffff", (0, 0, 0, 255))], ids=["transparent", "white"]
)
def test_vectors_are_turned_for_the_dark_with_their_hues(
    tmp_path: Path, ground: str, expected: tuple[int, ...]
) -> None:
    files = make_vector_sizes(save_svg(tmp_path, ground, "rgb(20, 30, 90)"), VECTOR).files
    assert [(file.role, file.mime, file.width_px) for file in files] == [
        ("dark", "image/webp", width) for width in (320, 640, 1120, 1920)
    ]
    with Image.open(io.BytesIO(files[1].data)) as picture:
        dark = picture.convert("RGBA")
    # Dark blue, light and still blue, on a sheet that is put on black.
    seen = dark.getpixel((320, 240))
    assert isinstance(seen, tuple)
    assert min(seen) > 190
    assert max(seen[:3]) == seen[2]
    sheet = Image.alpha_composite(Image.new("RGBA", dark.size, (9, 9, 9, 255)), dark)
    assert sheet.getpixel((20, 20)) == pytest.approx(expected, abs=2)


def test_vectors_made_for_the_dark_are_left_as_they_are(tmp_path: Path) -> None:
    assert make_vector_sizes(save_svg(tmp_path, "none", "#ffffff"), VECTOR).files == ()
    assert make_vector_sizes(save_svg(tmp_path, "#102040", "#ffffff"), VECTOR).files == ()


def test_a_broken_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(b"no")
    with pytest.raises(PictureError, match=r"image 'images/x\.png' is not a picture"):
        make_derivatives(tmp_path / "x.png", DRAWING, name="images/x.png")
