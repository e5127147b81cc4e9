from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from plugins.images.cache import Cache
from plugins.images.crops import CROPS, check_picture, check_share, make_sightings
from plugins.images.featured import Featured, make_all
from plugins.images.rules import Rule
from plugins.images.styles import load_styles
from plugins.images.workshop import ImageSettings, open_workshop
from plugins.shared.entry import Entry, FeaturedImage, Picture, SourcePath, UrlPath

WHITE = (255, 255, 255)
INK = (20, 20, 60)


def drawing(box: tuple[int, int, int, int], ink: tuple[int, int, int] = INK) -> Image.Image:
    picture = Image.new("RGB", (1200, 630), WHITE)
    ImageDraw.Draw(picture).rectangle(box, outline=ink, width=14)
    return picture


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        pytest.param((320, 100, 880, 500), [], id="in the middle"),
        pytest.param((100, 100, 1100, 500), ["ink is cut off in square"], id="wide"),
        pytest.param((20, 100, 900, 500), ["ink is cut off in 16:9, square"], id="far left"),
        pytest.param((400, 4, 800, 626), ["ink is cut off in 2:1"], id="high"),
    ],
)
def test_strokes_that_a_crop_cuts_off_are_named(box: tuple[int, int, int, int], expected: list[str]) -> None:
    assert list(check_picture(drawing(box), is_drawing=True)) == expected


def test_faint_ink_is_named() -> None:
    alarms = list(check_picture(drawing((320, 100, 880, 500), (190, 190, 190)), is_drawing=True))
    assert alarms == ["faint: its ink has 1.9:1 on its paper"]


def test_an_empty_sheet_is_named() -> None:
    assert list(check_picture(Image.new("RGB", (1200, 630), WHITE), is_drawing=True)) == ["nothing to be seen on it"]


def test_a_photograph_has_no_ink_to_be_cut_off() -> None:
    photo = Image.effect_noise((60, 32), 90).resize((1200, 630)).convert("RGB")
    assert list(check_picture(photo, is_drawing=False)) == []


def test_crops_are_cut_around_the_middle() -> None:
    assert all(left + right == 1200 and top + bottom == 630 for left, top, right, bottom in CROPS.values())


def test_a_card_is_alarming_for_its_letters_its_bytes_its_title_and_its_contrast() -> None:
    picture = Picture(UrlPath("tea.png"), 1200, 630, "Tea", "image/png")
    image = FeaturedImage("card", picture, picture)
    good = Featured(SourcePath("posts/tea.md"), image, contrast=7.0)
    assert list(check_share(bytes(300_000), good)) == []
    bad = Featured(SourcePath("posts/tea.md"), image, missing_glyphs=("🦜",), contrast=6.94, is_cut=True)
    assert list(check_share(bytes(300_001), bad)) == [
        "no font has '🦜' (U+1F99C)",
        "300 kB, more than 300",
        "the title is cut off",
        "contrast of the title 6.9:1, less than 7:1",
    ]


@pytest.mark.parametrize(
    ("title", "style", "expected"),
    [
        pytest.param("How to make a good cup of tea", "paper", (), id="within the square"),
        pytest.param(
            "Donaudampfschifffahrtsgesellschaft", "paper", ("the title is cut off in square",), id="a long word"
        ),
        pytest.param("Tea", "marker", ("the title is cut off in square",), id="at the left"),
    ],
)
def test_a_title_that_a_crop_cuts_is_alarming(
    make_entry: Callable[..., Entry], tmp_path: Path, title: str, style: str, expected: tuple[str, ...]
) -> None:
    settings = ImageSettings("Tea", styles=load_styles()[0], style=style, with_system_fonts=False)
    (found,) = make_all([make_entry(title)], open_workshop(tmp_path, settings, Cache(None)))
    (sighting,) = make_sightings([(title, found)])
    assert sighting.alarms == expected


def test_the_same_picture_twice_in_a_row_is_named(make_entry: Callable[..., Entry], tmp_path: Path) -> None:
    drawing((450, 100, 750, 500)).save(tmp_path / "cup.png")
    rules = (
        Rule(1, "entry", "pot", picture="cup.png", alt="A cup"),
        Rule(2, "entry", "cup", picture="cup.png", alt="A cup"),
        Rule(3, "entry", "none", is_none=True),
    )
    settings = ImageSettings("Tea", rules=rules, with_system_fonts=False)
    entries = [make_entry(title) for title in ("Cup", "Pot", "None", "Pot", "Drawn", "Cup")]
    found = make_all(entries, open_workshop(tmp_path, settings, Cache(None)))
    sightings = make_sightings([(entry.title, one) for entry, one in zip(entries, found, strict=True)])
    assert [(sighting.title, sighting.origin, sighting.alarms) for sighting in sightings] == [
        ("Cup", "rule", ()),
        ("Pot", "rule", ("the same picture as the entry before it",)),
        ("None", "none", ()),
        ("Pot", "rule", ()),
        ("Drawn", "card", ()),
        ("Cup", "rule", ()),
    ]
