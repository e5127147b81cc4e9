from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from plugins.images.cards import Books, CardLook, CardResult, CardText, Inks, render_card
from plugins.images.colors import INK, PAPER, contrast, mix, parse_color
from plugins.images.fonts import open_book
from plugins.images.patterns import FAMILY_NAMES
from plugins.images.styles import load_styles
from plugins.shared.category_colors import PALETTE
from plugins.shared.entry import Kind

TEXT = CardText("Why I draw maps before I write a single line", "Sense Making", "Doodlebook")
STYLES, _ = load_styles()
TITLES = {
    "short": "Tea",
    "long": "A very long title about how teams make sense of what their customers tell them, week after week",
    "Greek": "Ἐν ἀρχῇ ἦν ὁ λόγος",
    "Cyrillic": "Привет, мир: заметки о рисовании",
    "Vietnamese": "Những ý tưởng vẽ tay cho người mới bắt đầu",
    "quotes": "“To be, or not to be” — that’s the ‘question’",
    "3000": "letters and more " * 176,
    "one word": "e" * 80,
    "empty": "",
    "control": "a\x00\x1b\u202eb",
    "unknown": "茶 🦜",
}


def draw(text: CardText = TEXT, *, kind: Kind = Kind.POST, color: str = "#2f8f5b", seed: str = "posts/maps/") -> bytes:
    books = Books(open_book(with_system=False), open_book(for_labels=True, with_system=False))
    return render(text, kind=kind, color=color, seed=seed, books=books).data


def render(
    text: CardText, *, kind: Kind, color: str, seed: str, books: Books, style: str = "paper", background: str = ""
) -> CardResult:
    return render_card(text, CardLook(kind, color, STYLES[style], background), seed=seed, books=books)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def ink_bounds(picture: Image.Image, box: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
    """Where in *box* there is dark ink, as coordinates of the picture."""
    mask = picture.convert("RGB").crop(box).convert("L").point([255 if value < 110 else 0 for value in range(256)])
    bounds = mask.getbbox()
    return bounds and (bounds[0] + box[0], bounds[1] + box[1], bounds[2] + box[0], bounds[3] + box[1])


def test_a_card_is_a_small_png_of_the_size_networks_want() -> None:
    data = draw()
    picture = opened(data)
    assert (picture.format, picture.mode, picture.size) == ("PNG", "P", (1200, 630))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("title", ["Seven ways to sharpen a pencil, and the one way not to", "Sharp pencils"])
def test_a_card_is_no_larger_than_thirty_kilobytes(books: Books, style: str, title: str) -> None:
    described = (
        "Knives, stones, sandpaper, machines: what each does to the wood, and how long the point lasts on paper."
    )
    text = CardText(title, "Sense Making", "A notebook of drawings", "Mira Holm", described)
    for number in range(len(FAMILY_NAMES)):
        look = CardLook(Kind.POST, PALETTE[number % len(PALETTE)], STYLES[style], FAMILY_NAMES[number])
        assert len(render_card(text, look, seed="posts/maps/", books=books).data) <= 30_720


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_any_title_is_drawn_inside_the_safe_area(books: Books, title: str) -> None:
    result = render(CardText(title, "Tea", "Site"), kind=Kind.NOTE, color="#5062c4", seed=title[:9], books=books)
    bounds = ink_bounds(opened(result.data), (0, 170, 1200, 531))
    if bounds:
        assert bounds[0] >= 60
        assert bounds[2] <= 1140
        assert bounds[3] <= 530
    assert len(result.data) <= 30_720


def test_labels_keep_to_the_safe_area(books: Books) -> None:
    text = CardText(
        "Tea", "A category with a name that goes on and on", "A site with a name that goes on and on and on"
    )
    picture = opened(render(text, kind=Kind.POST, color="#2f8f5b", seed="x", books=books).data)
    left = ink_bounds(picture, (0, 60, 540, 160))
    right = ink_bounds(picture, (660, 60, 1200, 160))
    assert left
    assert right
    assert left[0] >= 60
    assert right[2] <= 1140


def test_the_same_card_has_the_same_bytes() -> None:
    assert draw() == draw()


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda: draw(CardText("Another", "Sense Making", "Doodlebook")), id="title"),
        pytest.param(lambda: draw(CardText(TEXT.title, "Tea", "Doodlebook")), id="category"),
        pytest.param(lambda: draw(CardText(TEXT.title, "Sense Making", "Other")), id="site"),
        pytest.param(lambda: draw(kind=Kind.ROCKET), id="kind"),
        pytest.param(lambda: draw(color="#c2513b"), id="color"),
        pytest.param(lambda: draw(seed="posts/other/"), id="address"),
    ],
)
def test_whatever_differs_is_seen(other: object) -> None:
    assert callable(other)
    assert other() != draw()


def test_the_title_is_printed_in_ink_on_paper() -> None:
    colors = {color for _, color in opened(draw()).convert("RGB").getcolors(5000) or []}
    assert INK in colors
    # With a wash of the category's colour.
    assert opened(draw()).convert("RGB").getpixel((100, 300)) == (202, 224, 210)
    assert contrast(INK, (202, 224, 210)) > 7


@pytest.mark.parametrize("color", PALETTE)
def test_the_category_stands_out_from_the_paper(color: str) -> None:
    card = opened(draw(CardText("Tea", "MMMM"), color=color)).convert("RGB")
    paper = mix(PAPER, parse_color(color), 0.22)
    label = card.crop((60, 70, 300, 150))
    data = label.tobytes()
    pixels = {(data[place], data[place + 1], data[place + 2]) for place in range(0, len(data), 3)}
    assert max(contrast(pixel, paper) for pixel in pixels) >= 7


def test_a_card_without_words_shows_its_mark_large() -> None:
    assert ink_bounds(opened(draw(CardText("", "", ""))), (400, 180, 800, 500))


def test_missing_characters_are_reported_once(books: Books) -> None:
    result = render(CardText("Tea 茶", "茶", "茶道"), kind=Kind.POST, color="#2f8f5b", seed="x", books=books)
    assert result.missing_glyphs == ("茶", "道")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("color", [*PALETTE, "#000000", "#ffffff", "#777777", "#ffff00"])
def test_titles_stand_out_from_any_ground_by_seven_to_one(books: Books, style: str, color: str) -> None:
    result = render(CardText("Tea"), kind=Kind.POST, color=color, seed="x", books=books, style=style, background=color)
    assert result.contrast >= 7


@pytest.mark.parametrize("shade", [0, 90, 128, 190, 255])
def test_titles_stand_out_from_any_photograph_by_seven_to_one(books: Books, shade: int) -> None:
    photo = Image.effect_noise((1200, 630), 60).point([max(0, min(255, value - 128 + shade)) for value in range(256)])
    look = CardLook(Kind.POST, "#2c7fb8", STYLES["photo"])
    result = render_card(CardText("Tea"), look, seed="x", books=books, photo=photo.convert("RGB"))
    assert (opened(result.data).format, opened(result.data).size) == ("JPEG", (1200, 630))
    assert result.contrast >= 7
    assert len(result.data) <= 300_000


@pytest.mark.parametrize("style", STYLES)
def test_every_card_differs_and_none_changes(books: Books, style: str) -> None:
    first, again, other = (
        render(TEXT, kind=Kind.POST, color="#2f8f5b", seed=seed, books=books, style=style).data
        for seed in ("posts/a/", "posts/a/", "posts/b/")
    )
    assert first == again != other


@pytest.mark.parametrize("style", STYLES)
def test_flat_styles_are_small_files(books: Books, style: str) -> None:
    sizes = sorted(
        len(render(TEXT, kind=Kind.POST, color=color, seed=color, books=books, style=style).data) for color in PALETTE
    )
    assert sizes[len(sizes) // 2] <= 60_000
    assert sizes[-1] <= 300_000


def test_inks_blend_into_what_they_are_laid_on() -> None:
    inks = Inks((3, 1), (255, 255, 255))
    inks.lay(Image.frombytes("L", (3, 1), bytes([0, 128, 255])), (0, 0, 0), under=(255, 255, 255))
    picture = opened(inks.png()).convert("RGB")
    assert [picture.getpixel((x, 0)) for x in range(3)] == [(255, 255, 255), (128, 128, 128), (0, 0, 0)]


BOOKS = Books(open_book(with_system=False), open_book(for_labels=True, with_system=False))


@settings(max_examples=20, deadline=None)
@given(
    st.text(max_size=200),
    st.text(max_size=40),
    st.sampled_from(list(Kind)),
    st.sampled_from(PALETTE),
    st.text(max_size=20),
)
def test_any_words_make_a_card(title: str, category: str, kind: Kind, color: str, seed: str) -> None:
    result = render(CardText(title, category, "Site"), kind=kind, color=color, seed=seed, books=BOOKS)
    assert opened(result.data).size == (1200, 630)
    assert len(result.data) < 100_000
    assert parse_color(color)
