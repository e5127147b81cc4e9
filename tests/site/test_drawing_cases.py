"""Drawings that came out wrong once, as their authors would see them now.

They lie beside the project, in `../shared/cases/drawings`; where they do not, these tests are skipped.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from plugins.images.derivatives import Treatment, make_derivatives, make_sizes
from plugins.images.renditions import RenditionSet
from tests.oracles.corpora import PROJECT

CASES = (PROJECT.parent / "shared" / "cases" / "drawings").resolve()
WHITE = (255, 255, 255)
DOODLE = Treatment(is_drawing=True, paper="auto")
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not beside the project")


def find_case(name: str) -> Path:
    return next(path for path in sorted((CASES / name).iterdir()) if path.suffix in (".png", ".jpg"))


def show(made: RenditionSet, role: str = "light") -> Image.Image:
    """The widest picture of that *role*, by the file that every browser knows."""
    file = [file for file in made.files if file.role == role][-1]
    with Image.open(io.BytesIO(file.data)) as picture:
        return picture.convert("RGB")


def share_of_white(picture: Image.Image) -> float:
    pixels = np.asarray(picture)
    return float(np.mean(pixels.min(axis=2) >= 250))


def mean_color(picture: Image.Image, box: tuple[float, float, float, float]) -> tuple[int, int, int]:
    """The mean of what lies in *box*, given as shares of width and height."""
    sides = (picture.width, picture.height) * 2
    part = picture.crop(tuple(round(place * side) for place, side in zip(box, sides, strict=True)))  # type: ignore[arg-type]
    red, green, blue = np.asarray(part).reshape(-1, 3).mean(axis=0)
    return round(red), round(green), round(blue)


def test_every_fill_has_one_even_colour_on_white_paper() -> None:
    made = make_sizes(find_case("fills-bleached"), DOODLE)
    picture = show(made)
    assert made.left == ""
    assert mean_color(picture, (0.4, 0.85, 0.48, 0.95)) == WHITE or share_of_white(picture) > 0.4
    green = [mean_color(picture, box) for box in ((0.06, 0.68, 0.12, 0.72), (0.36, 0.9, 0.44, 0.94))]
    # (186, 221, 174) on paper of (242, 242, 240).
    assert green[0] == pytest.approx(green[1], abs=4)
    assert green[0] == pytest.approx((197, 235, 185), abs=8)


@pytest.mark.parametrize(
    "name", ["face-bleached", "tinted-sketchnote", "photo-negative-rocket", "paper-white-on-kraft"]
)
def test_what_was_painted_is_left_alone_and_said_so(name: str) -> None:
    path = find_case(name)
    made = make_sizes(path, DOODLE)
    assert made.left
    with Image.open(path) as original:
        before = np.asarray(original.convert("RGB"), dtype=int)
    difference = np.abs(np.asarray(show(made), dtype=int) - before)
    assert float(difference.mean()) < 5


def test_white_paper_that_is_asked_for_is_made_of_kraft() -> None:
    made = make_sizes(find_case("paper-white-on-kraft"), Treatment(is_drawing=True, paper="white"))
    assert made.left == ""
    assert share_of_white(show(made)) > 0.85


def test_the_card_lies_on_white_as_the_page_does() -> None:
    made = make_derivatives(find_case("card-keeps-dim-paper"), DOODLE)
    for role in ("share", "16:9", "4:3", "1:1"):
        picture = show(made, role)
        assert share_of_white(picture) > 0.85
        assert picture.getpixel((3, 3)) == WHITE


def test_no_pencil_stroke_is_cut_off_in_the_card() -> None:
    share = show(make_derivatives(find_case("pencil-cut-in-card"), DOODLE), "share")
    dark = Image.fromarray(np.asarray(share.convert("L")) < 200)
    box = dark.getbbox()
    assert box
    # 1,600 x 1,200 pixels, drawn from 60 to 1,510 and from 40 to 1,155.
    assert (box[2] - box[0]) / (box[3] - box[1]) == pytest.approx(1450 / 1115, abs=0.1)
    assert box[3] - box[1] > 480


def test_pencil_is_at_least_three_to_one() -> None:
    picture = show(make_sizes(find_case("pencil-cut-in-card"), DOODLE)).convert("L")
    shades = np.asarray(picture)
    ink = shades[shades < 215]
    # A grey of 148 has 3:1 on white; the tenth part that is darkest is the middle of the strokes.
    assert float(np.quantile(ink, 0.1)) <= 148
