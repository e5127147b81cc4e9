from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from plugins.images.grounds import find_ground
from plugins.images.leaves import Leaf, choose_leaf, is_drawing_among_words
from plugins.images.pictures import load_pixels
from tests.pictures import balls, case_path, corpus_picture, lines

WHITE = (255, 255, 255)


def cut_out(ink: tuple[int, int, int]) -> Image.Image:
    picture = Image.new("RGBA", (900, 600), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((100, 100, 500, 500), outline=(*ink, 255), width=9)
    pen.line((500, 300, 850, 550), fill=(*ink, 255), width=9)
    return picture


def sticker(ink: tuple[int, int, int]) -> Image.Image:
    picture = Image.new("RGBA", (600, 600), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((20, 20, 580, 580), fill=(*ink, 255))
    return picture


@pytest.mark.parametrize("is_drawing", [True, False], ids=["drawing", "in a text"])
def test_lines_on_white_turn_with_their_leaf(*, is_drawing: bool) -> None:
    assert choose_leaf(lines(), is_drawing=is_drawing, has_dark=True) == Leaf(paper=WHITE)
    assert choose_leaf(lines(), is_drawing=is_drawing, has_dark=False) == Leaf()


@pytest.mark.parametrize("is_drawing", [True, False], ids=["drawing", "in a text"])
def test_a_photograph_never_turns(*, is_drawing: bool) -> None:
    assert choose_leaf(balls(), is_drawing=is_drawing, has_dark=True).paper is None


def test_a_painted_ground_is_the_leaf_of_a_drawing_and_turns_to_the_dark_one() -> None:
    sheet = Image.new("RGB", (800, 600), (253, 248, 236))
    ImageDraw.Draw(sheet).line((100, 100, 700, 480), fill=(20, 30, 90), width=9)
    assert choose_leaf(sheet, is_drawing=True, has_dark=True) == Leaf("#fdf8ec", (253, 248, 236))


def test_a_dark_ground_is_the_leaf_of_a_drawing() -> None:
    board = Image.new("RGB", (800, 600), (30, 40, 36))
    ImageDraw.Draw(board).line((100, 100, 700, 480), fill=(240, 240, 230), width=9)
    assert choose_leaf(board, is_drawing=True, has_dark=True) == Leaf("#1e2824")
    assert choose_leaf(board, is_drawing=False, has_dark=True) == Leaf()


@pytest.mark.parametrize("is_drawing", [True, False], ids=["drawing", "in a text"])
def test_dark_ink_on_nothing_turns_or_lies_on_a_light_leaf(*, is_drawing: bool) -> None:
    assert choose_leaf(cut_out((10, 10, 20)), is_drawing=is_drawing, has_dark=True) == Leaf(paper=WHITE)
    assert choose_leaf(cut_out((10, 10, 20)), is_drawing=is_drawing, has_dark=False) == Leaf("light")


@pytest.mark.parametrize("is_drawing", [True, False], ids=["drawing", "in a text"])
def test_light_ink_on_nothing_lies_on_a_dark_leaf(*, is_drawing: bool) -> None:
    assert choose_leaf(cut_out((250, 250, 250)), is_drawing=is_drawing, has_dark=True) == Leaf("dark")


def test_a_badge_in_a_text_is_not_turned() -> None:
    assert choose_leaf(sticker((200, 60, 40)), is_drawing=False, has_dark=True) == Leaf()
    assert choose_leaf(sticker((10, 10, 20)), is_drawing=False, has_dark=True) == Leaf("light")


@pytest.mark.parametrize(
    ("name", "is_drawing", "expected"),
    [
        ("black-ink-in-post", False, Leaf(paper=WHITE)),
        ("white-ink-on-nothing", True, Leaf("dark")),
        ("pure-blue-in-dark", True, Leaf(paper=WHITE)),
        ("disc-for-a-post", False, Leaf()),
    ],
)
def test_cases_lie_where_they_are_seen(name: str, expected: Leaf, *, is_drawing: bool) -> None:
    pixels = load_pixels(case_path(name), 960, 960)
    assert choose_leaf(pixels, is_drawing=is_drawing, has_dark=True) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("pelican-mawenbao/content/static/images/mydrawings/my-left-hand.jpg", True),
        ("pelican-eevee/content/media/2018-03-30-rust-adventure/sweep-line.png", True),
        ("pelican-eevee/content/media/2015-05-fontconfig/twitter-after.png", False),
        ("img-pillow/xmp_tags_orientation.png", False),
    ],
)
def test_pictures_of_others_are_drawings_or_not(path: str, *, expected: bool) -> None:
    picture = corpus_picture(path)
    assert is_drawing_among_words(picture, find_ground(picture)) is expected
