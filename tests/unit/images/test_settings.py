"""Settings of a site, and the cards that come of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from plugins.images.cache import Cache
from plugins.images.featured import Featured, _facts, make_featured
from plugins.images.fonts import check_shaping
from plugins.images.settings import read_settings
from plugins.images.workshop import open_workshop
from plugins.shared.entry import Entry, Kind, Slug, Term, UrlPath

MakeEntry = Callable[..., Entry]
ALL_FACTS = ["author", "date", "reading_time"]
ANN = Term("Ann", Slug("ann"), UrlPath("author/ann/"), UrlPath("author/ann/feed.atom.xml"))


def make(entry: Entry, content: Path, **settings: object) -> Featured:
    read, problems = read_settings({"SITENAME": "Tea", "CARD_SYSTEM_FONTS": False, **settings})
    assert problems == []
    return make_featured(entry, open_workshop(content, read, Cache(None)))


def card_of(made: Featured) -> Image.Image:
    return Image.open(io.BytesIO(made.files[0].blob.read()))


@pytest.mark.parametrize(
    ("facts", "fields", "said"),
    [
        (["author"], {}, "Ann"),
        (ALL_FACTS, {}, "Ann · 2 January 2026 · 4 min"),
        (ALL_FACTS, {"lang": "de"}, "Ann · 2026-01-02 · 4 min"),
        (ALL_FACTS, {"kind": Kind.NOTE}, "Ann · 4 min"),
        (ALL_FACTS, {"kind": Kind.DOODLE, "authors": ()}, "2 January 2026"),
        ([], {}, ""),
    ],
    ids=["as it is", "all", "another language", "a note has no date", "a doodle is not read", "none"],
)
def test_a_card_says_what_is_wanted_and_known(
    make_entry: MakeEntry, tmp_path: Path, facts: list[str], fields: dict[str, object], said: str
) -> None:
    entry = make_entry("Tea", **{"authors": (ANN,), "reading_minutes": 4, **fields})
    settings, _ = read_settings({"SITENAME": "Tea", "CARD_SYSTEM_FONTS": False, "CARD_FACTS": facts})
    assert _facts(entry, settings) == said
    # And it is printed.
    cards = [card_of(make(entry, tmp_path, CARD_FACTS=wanted)).tobytes() for wanted in (facts, [])]
    assert (cards[0] != cards[1]) == bool(said)


def test_a_style_of_the_authors_own_folder_is_used(make_entry: MakeEntry, tmp_path: Path) -> None:
    (tmp_path / "mint.toml").write_text('ground = "#c8f0dc"\nink = "#102018"\n', "utf-8")
    made = make(make_entry("Tea"), tmp_path, CARD_STYLES_PATH=str(tmp_path), CARD_STYLE="mint")
    assert card_of(made).convert("RGB").getpixel((20, 400)) == (0xC8, 0xF0, 0xDC)


def test_entries_with_one_picture_share_all_that_is_made_of_it(make_entry: MakeEntry, tmp_path: Path) -> None:
    Image.new("RGB", (1600, 900), (180, 60, 20)).save(tmp_path / "clay.png")
    tea, pot = make_entry("Tea"), make_entry("Pot", slug=Slug("pot"), url=UrlPath("posts/pot/"))
    for rule, own in (({"picture": "clay.png", "alt": "Clay"}, 0), ({"background": "clay.png"}, 1)):
        first, second = (make(one, tmp_path, IMAGE_RULES=[{"any": True, **rule}]) for one in (tea, pot))
        assert first.image
        assert len(first.image.textless) == 3
        # Of cards with a title on the picture, that with the title is each entry's own.
        ours, theirs = ({file.url for file in made.files} for made in (first, second))
        assert (len(ours - theirs), len(theirs - ours)) == (own, own)


def test_a_picture_is_the_ground_of_a_card_and_of_its_textless_pictures(make_entry: MakeEntry, tmp_path: Path) -> None:
    Image.new("RGB", (1600, 900), (180, 60, 20)).save(tmp_path / "clay.png")
    made = make(make_entry("Tea"), tmp_path, IMAGE_RULES=[{"any": True, "background": "clay.png"}])
    assert made.problems == ()
    assert made.image
    assert made.image.origin == "card"
    assert made.contrast >= 7
    card = card_of(made)
    assert (card.format, card.size) == ("JPEG", (1200, 630))
    # The clay shines through the scrim.
    red, green, blue = card.convert("RGB").resize((1, 1), box=(20, 560, 400, 620)).tobytes()
    assert red > green > blue
    shapes = [(picture.width_px, picture.height_px) for picture in made.image.textless]
    assert shapes == [(1200, 675), (1000, 750), (900, 900)]


@pytest.mark.parametrize("style", ["paper", "chalkboard", "marker"])
def test_any_style_can_have_a_picture_as_its_ground(make_entry: MakeEntry, tmp_path: Path, style: str) -> None:
    Image.new("RGB", (1600, 900), (180, 60, 20)).save(tmp_path / "clay.png")
    rules = [{"any": True, "style": style, "background": "clay.png"}]
    made = make(make_entry("Tea"), tmp_path, IMAGE_RULES=rules)
    red, green, blue = card_of(made).convert("RGB").resize((1, 1), box=(20, 560, 400, 620)).tobytes()
    assert red > green > blue
    assert made.contrast >= 7


def test_a_pattern_that_nobody_draws_is_named(tmp_path: Path) -> None:
    (tmp_path / "mint.toml").write_text('pattern = "wave"\n', "utf-8")
    _, problems = read_settings({"SITENAME": "Tea", "CARD_STYLES_PATH": str(tmp_path)})
    (problem,) = problems
    assert str(problem).startswith("mint.toml: card style cannot be used: unknown pattern 'wave'; choose from waves, ")


def test_a_ground_that_is_not_there_is_named_and_a_plain_card_drawn(make_entry: MakeEntry, tmp_path: Path) -> None:
    made = make(make_entry("Tea"), tmp_path, IMAGE_RULES=[{"any": True, "background": "clay.png"}])
    (problem,) = made.problems
    assert "image '/clay.png' is not there" in str(problem)
    assert card_of(made).size == (1200, 630)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ({"CARD_STYLE": "papr"}, "CARD_STYLE: unknown 'papr'; did you mean 'paper'?"),
        ({"CARD_FACTS": ["dat"]}, "CARD_FACTS: unknown 'dat'; did you mean 'date'?"),
        ({"CARD_FONTS": ["no.ttf"]}, "CARD_FONTS: 'no.ttf' is not there; write the path of a font file"),
        ({"DRAWING_DARK": "never"}, "DRAWING_DARK: unknown 'never'; choose from auto, none"),
    ],
    ids=["style", "fact", "font", "dark"],
)
def test_what_is_wrong_with_a_setting_is_told_with_its_cure(setting: dict[str, object], expected: str) -> None:
    _, problems = read_settings({"SITENAME": "Tea", **setting})
    assert [str(problem) for problem in problems] == [f"pelicanconf.py: {expected}"]


def test_without_raqm_titles_that_need_it_are_told_of_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.images.fonts.pillow_features.check", lambda _: False)
    assert list(check_shaping(["Tea", "Žluť"])) == []
    (problem,) = check_shaping(["Tea", "שלום", "हाथ"])
    assert "without raqm, so titles such as 'שלום' may be set wrong; install libraqm" in str(problem)
