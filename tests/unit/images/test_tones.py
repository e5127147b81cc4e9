from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from plugins.images.pictures import load_pixels
from plugins.images.tones import has_continuous_tone, is_ruled
from tests.pictures import SIZE, balls, case_path, corpus_picture, lines, on_white, with_grain


def fills() -> Image.Image:
    sheet = lines()
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((80, 500, 560, 860), fill=(246, 214, 80))
    pen.ellipse((620, 480, 1150, 880), fill=(140, 190, 110))
    return sheet


def under_a_lamp(picture: Image.Image) -> Image.Image:
    lamp = Image.linear_gradient("L").rotate(30, expand=False).resize(SIZE).point([150 + v // 3 for v in range(256)])
    return ImageChops.multiply(picture, Image.merge("RGB", (lamp, lamp, lamp.point([v * 9 // 10 for v in range(256)]))))


def crumpled(picture: Image.Image) -> Image.Image:
    """On paper with folds: light and shadow in facets."""
    dice = random.Random(3)  # noqa: S311 (nothing secret)
    folds = Image.new("L", SIZE, 235)
    pen = ImageDraw.Draw(folds)
    for _ in range(40):
        x, y = dice.randrange(SIZE[0]), dice.randrange(SIZE[1])
        corners = [(x + dice.randrange(-200, 200), y + dice.randrange(-200, 200)) for _ in range(3)]
        pen.polygon(corners, fill=dice.randrange(215, 252))
    soft = folds.filter(ImageFilter.GaussianBlur(6))
    return ImageChops.multiply(picture, Image.merge("RGB", [soft] * 3))


def portrait() -> Image.Image:
    """A face in pencil with soft shading, on white paper."""
    sheet = Image.new("RGB", SIZE, (250, 250, 248))
    shade = Image.radial_gradient("L").resize((600, 700)).point([90 + v * 150 // 255 for v in range(256)])
    mask = Image.new("L", shade.size, 0)
    ImageDraw.Draw(mask).ellipse((40, 20, 560, 680), fill=255)
    sheet.paste(Image.merge("RGB", [shade] * 3), (300, 100), mask.filter(ImageFilter.GaussianBlur(9)))
    return with_grain(sheet)


def with_photograph() -> Image.Image:
    """A small photograph pasted among lines."""
    sheet = lines()
    sheet.paste(balls().crop((200, 200, 1000, 700)).resize((360, 225)), (780, 620))
    return sheet


Change = Callable[[Image.Image], Image.Image]


@pytest.mark.parametrize(
    ("make", "lay"),
    [
        pytest.param(lines, on_white, id="lines"),
        pytest.param(lines, with_grain, id="lines with grain"),
        pytest.param(lines, under_a_lamp, id="lines under a lamp"),
        pytest.param(lines, crumpled, id="lines on folds"),
        pytest.param(fills, on_white, id="fills"),
        pytest.param(fills, with_grain, id="fills with grain"),
        pytest.param(fills, under_a_lamp, id="fills under a lamp"),
    ],
)
def test_lines_and_fills_are_no_photograph(make: Callable[[], Image.Image], lay: Change) -> None:
    assert not has_continuous_tone(lay(make()))


@pytest.mark.parametrize("make", [balls, portrait, with_photograph], ids=["photograph", "portrait", "pasted"])
def test_shading_is_a_photograph(make: Callable[[], Image.Image]) -> None:
    assert has_continuous_tone(make())


@pytest.mark.parametrize("size", [(1, 1), (2, 900), (40, 3)])
def test_tiny_pictures_are_no_photograph(size: tuple[int, int]) -> None:
    assert not has_continuous_tone(Image.new("RGB", size, "red"))
    assert not is_ruled(Image.new("RGB", size, "red"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("black-ink-in-post", False),
        ("card-keeps-dim-paper", False),
        ("face-bleached", False),
        ("false-faint-alarm", False),
        ("fills-bleached", False),
        ("paper-white-on-kraft", False),
        ("pencil-cut-in-card", False),
        ("pure-blue-in-dark", False),
        ("tall-infographic", False),
        ("tinted-sketchnote", False),
        ("photo-negative-rocket", True),
        ("panorama-passed-over", True),
    ],
)
def test_cases_are_told_apart(name: str, *, expected: bool) -> None:
    assert has_continuous_tone(on_white(load_pixels(case_path(name), 960, 960))) is expected


# Told apart by looking at each: what is photographed, rendered or shaded, and what is lines, letters or flat.
REAL = {
    "img-exif-orientation/Landscape_1.jpg": True,
    "img-pillow/hopper_orientation_2.jpg": True,
    "img-pillow/xmp_tags_orientation.png": True,
    "pelican-eevee/content/media/2016-07-16-color/pikachus.jpg": True,
    "pelican-eevee/content/media/2016-07-16-color/rby-labeled.png": True,
    "pelican-eevee/content/media/2016-04-05-precomputer/precomputer-1000.jpg": True,
    "pelican-eevee/content/media/game-night/detention.jpg": True,
    "pelican-mawenbao/content/static/images/mydrawings/my-left-hand.jpg": False,
    "pelican-eevee/content/media/2018-03-30-rust-adventure/goal.png": False,
    "pelican-eevee/content/media/2018-03-30-rust-adventure/sweep-line.png": False,
    "pelican-eevee/content/media/2016-09-15-music/sine-wave.png": False,
    "pelican-jakevdp/content/figures/xkcd_version.png": False,
    "pelican-jakevdp/content/figures/mpl_version.png": False,
    "pelican-jakevdp/content/figures/bayesblocks1.png": False,
}


@pytest.mark.parametrize(("path", "expected"), REAL.items())
def test_pictures_of_others_are_told_apart(path: str, *, expected: bool) -> None:
    assert has_continuous_tone(corpus_picture(path)) is expected


def test_a_window_is_ruled_and_a_drawing_is_not() -> None:
    window = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(window)
    for row in range(12):
        pen.rectangle((100, 40 + 70 * row, 1100, 90 + 70 * row), outline=(180, 180, 190))
    assert is_ruled(window)
    assert not is_ruled(lines())
    assert not is_ruled(on_white(load_pixels(case_path("black-ink-in-post"), 960, 960)))
