"""Which picture of its text leads a post: twenty posts with none to six pictures, and what a person would take."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from plugins.images.cache import Cache
from plugins.images.choices import Choice, choose_image
from plugins.images.looks import Look, find_look, tell_look
from plugins.images.pictures import PictureError, load_pixels
from plugins.images.sources import Source, read_source
from plugins.shared.entry import Entry, SourcePath
from tests.pictures import balls, case_path, corpus_picture, lines

MakeEntry = Callable[..., Entry]


def window(size: tuple[int, int]) -> Image.Image:
    """A window on a screen: a bar, a list, some words."""
    picture = Image.new("RGB", size, (246, 246, 248))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, size[0], 36), fill=(60, 66, 80))
    pen.rectangle((0, 36, size[0] // 4, size[1]), fill=(226, 228, 234))
    for row in range(60, size[1] - 20, 34):
        pen.text((12, row), "tea kettle cup", fill=(40, 40, 50), font=ImageFont.load_default(16))
        pen.text((size[0] // 4 + 20, row), "a line of the list that says little", fill=(20, 20, 30))
    return picture


def chart() -> Image.Image:
    picture = Image.new("RGB", (1000, 700), "white")
    pen = ImageDraw.Draw(picture)
    pen.line((90, 40, 90, 620, 960, 620), fill="black", width=3)
    pen.line([(90 + 50 * step, 600 - (step * 37) % 260 - 12 * step) for step in range(17)], fill=(40, 90, 200), width=4)
    return picture


def landscape(size: tuple[int, int]) -> Image.Image:
    """Hills in haze, each shaded by its height."""
    picture = (
        Image.linear_gradient("L").resize(size).convert("RGB").point([v * 150 // 255 + 90 for v in range(256)] * 3)
    )
    noise = Image.effect_noise((size[0] // 8, size[1] // 8), 70).resize(size, Image.Resampling.BICUBIC)
    return Image.blend(picture, Image.merge("RGB", (noise, noise.point([v * 3 // 4 for v in range(256)]), noise)), 0.6)


def disc(size: int, color: tuple[int, int, int]) -> Image.Image:
    picture = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((8, 8, size - 8, size - 8), fill=(*color, 255))
    return picture


def sketch() -> Image.Image:
    """Black lines on nothing, as a tablet exports them."""
    picture = Image.new("RGBA", (1200, 900), (0, 0, 0, 0))
    picture.paste(
        Image.new("RGB", (1200, 900), (10, 10, 16)), mask=lines().convert("L").point([255 - v for v in range(256)])
    )
    return picture


def code() -> Image.Image:
    """A QR code to look at: three eyes, and modules by chance."""
    dice = random.Random(7)  # noqa: S311 (nothing secret)
    picture = Image.new("L", (29, 29), 255)
    pen = ImageDraw.Draw(picture)
    for x in range(4, 25):
        for y in range(4, 25):
            picture.putpixel((x, y), 255 * dice.randrange(2))
    for x, y in ((4, 4), (18, 4), (4, 18)):
        pen.rectangle((x - 1, y - 1, x + 7, y + 7), fill=255)
        pen.rectangle((x, y, x + 6, y + 6), fill=0)
        pen.rectangle((x + 1, y + 1, x + 5, y + 5), fill=255)
        pen.rectangle((x + 2, y + 2, x + 4, y + 4), fill=0)
    return picture.resize((580, 580), Image.Resampling.NEAREST).convert("RGB")


def terminal() -> Image.Image:
    picture = Image.new("RGB", (1100, 640), (16, 18, 24))
    pen = ImageDraw.Draw(picture)
    for row in range(20, 620, 28):
        pen.text((20, row), "$ make tea --strong && pour", fill=(170, 220, 170), font=ImageFont.load_default(18))
    return picture


def comic() -> Image.Image:
    picture = Image.new("RGB", (1500, 520), "white")
    pen = ImageDraw.Draw(picture)
    for panel in range(3):
        pen.rectangle((20 + 495 * panel, 20, 485 + 495 * panel, 500), outline="black", width=6)
        pen.ellipse((170 + 495 * panel, 170, 330 + 495 * panel, 330), outline="black", width=6)
    return picture


def wide_logo() -> Image.Image:
    picture = Image.new("RGBA", (900, 240), (0, 0, 0, 0))
    ImageDraw.Draw(picture).text((20, 40), "KETTLE", fill=(200, 60, 40, 255), font=ImageFont.load_default(160))
    return picture


PICTURES: dict[str, Callable[[], Image.Image]] = {
    "walk.jpg": balls,
    "hills.jpg": lambda: landscape((1600, 1000)),
    "harbour.jpg": lambda: balls().crop((100, 250, 1100, 500)).resize((2000, 500)),
    "tower.jpg": lambda: landscape((700, 1500)),
    "small-photo.jpg": lambda: landscape((360, 240)),
    "portrait-me.jpg": lambda: landscape((800, 800)),
    "IMG_2231.jpg": lambda: landscape((900, 900)),
    "settings.png": lambda: window((1280, 800)),
    "dialog.png": lambda: window((460, 260)),
    "long-page.png": lambda: window((700, 2600)),
    "chart.png": chart,
    "sketch.png": sketch,
    "python.png": lambda: disc(512, (60, 110, 180)),
    "red.png": lambda: disc(900, (200, 60, 40)),
    "pay.png": code,
    "white.png": lambda: Image.new("RGB", (900, 600), "white"),
    "line.png": lambda: Image.new("RGB", (900, 12), "grey"),
    "divider.png": lambda: landscape((900, 300)),
    "pixel.png": lambda: Image.new("RGB", (1, 1), "white"),
    "shell.png": terminal,
    "comic.png": comic,
    "banner-logo.png": wide_logo,
    "timeline.png": lambda: window((2400, 300)),
    "avatar-2.jpg": lambda: landscape((500, 500)),
}
BROKEN = "broken.jpg"

# A post: its pictures with their alt texts, and what I would put on its card, having looked at all of them.
POSTS: dict[str, tuple[list[tuple[str, str]], str]] = {
    "words alone": ([], "card"),
    "one photograph": ([("walk.jpg", "Balls on a table")], "walk.jpg"),
    "a disc before a screen": ([("python.png", "A picture"), ("settings.png", "The settings")], "settings.png"),
    "me before a chart": ([("portrait-me.jpg", "Me at my desk"), ("chart.png", "Cups per day")], "chart.png"),
    "me under a camera's name": ([("IMG_2231.jpg", "Me, with my kettle"), ("hills.jpg", "Hills")], "hills.jpg"),
    "a code to pay by": ([("pay.png", "Scan to pay"), ("chart.png", "Where it went")], "chart.png"),
    "a code alone": ([("pay.png", "Scan me")], "card"),
    "nothing on it": ([("white.png", "An empty page")], "card"),
    "a panorama alone": ([("harbour.jpg", "The harbour")], "harbour.jpg"),
    "a tower": ([("tower.jpg", "The tower")], "tower.jpg"),
    "a dialog before a photograph": ([("dialog.png", "Really quit?"), ("hills.jpg", "Hills")], "hills.jpg"),
    "a dialog alone": ([("dialog.png", "Really quit?")], "dialog.png"),
    "a sketch of a tablet": ([("line.png", ""), ("sketch.png", "Tea, drawn")], "sketch.png"),
    "badges and a pixel": ([("pixel.png", ""), ("avatar-2.jpg", "Ada"), ("line.png", "")], "card"),
    "a comic": ([("banner-logo.png", "Kettle logo"), ("comic.png", "Three cups")], "comic.png"),
    "a screen that is too long": ([("long-page.png", "All of it"), ("shell.png", "Making tea")], "shell.png"),
    "a broken file": ([(BROKEN, "Lost"), ("walk.jpg", "Balls")], "walk.jpg"),
    "a timeline": ([("timeline.png", "2,000 years"), ("divider.png", "")], "card"),
    # The post is about the hills; its screens only say how the way was planned.
    "three screens before a photograph": (
        [("settings.png", "The map"), ("shell.png", "The track"), ("long-page.png", "A"), ("hills.jpg", "The hills")],
        "hills.jpg",
    ),
    "six": (
        [
            ("red.png", ""),
            ("small-photo.jpg", "A detail"),
            ("pay.png", "Code"),
            ("tower.jpg", "The tower"),
            ("harbour.jpg", "The harbour"),
            ("chart.png", "Visitors"),
        ],
        "tower.jpg",
    ),
}
# What the order of a text alone cannot tell.
MISSED = ["three screens before a photograph"]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("content")
    for name, make in PICTURES.items():
        make().save(folder / name)
    (folder / BROKEN).write_bytes((folder / "walk.jpg").read_bytes()[:900])
    return folder


def choose(content: Path, entry: Entry, *, has_text_pictures: bool = True) -> Choice:
    cache = Cache(None)

    def find(reference: str, _: SourcePath) -> Source:
        if "://" in reference:
            raise PictureError("it is not in the content folder")
        return read_source(SourcePath(reference), content, cache)

    look = partial(find_look, content_path=content, cache=cache)
    return choose_image(entry, find, look, has_text_pictures=has_text_pictures)[0]


def write(pictures: list[tuple[str, str]]) -> str:
    return "<p>Words.</p>" + "".join(f'<p><img src="{name}" alt="{alt}"></p>' for name, alt in pictures)


def chosen_name(choice: Choice) -> str:
    return choice.picture.source.path if choice.picture else choice.origin.value


def test_a_person_would_take_the_same_of_nineteen_of_twenty(content: Path, make_entry: MakeEntry) -> None:
    assert len(POSTS) == 20
    missed = [
        title
        for title, (pictures, expected) in POSTS.items()
        if chosen_name(choose(content, make_entry("Tea", html=write(pictures)))) != expected
    ]
    assert missed == MISSED


def test_it_is_told_why_each_was_taken_or_passed_over(content: Path, make_entry: MakeEntry) -> None:
    choice = choose(content, make_entry("Tea", html=write(POSTS["six"][0])))
    assert choice.reasons[0].split("; ") == [
        "red.png passed over: one filled shape, as a badge or a logo is",
        "small-photo.jpg passed over: small, 360 x 240 pixels",
        "pay.png passed over: a QR code",
        "the picture tower.jpg of its text",
    ]
    choice = choose(content, make_entry("Tea", html=write(POSTS["a dialog before a photograph"][0])))
    assert choice.reasons == (
        "dialog.png passed over: smaller than one that follows; the picture hills.jpg of its text",
    )
    choice = choose(content, make_entry("Tea", html=write([("https://tea.example/a.jpg", "Far"), (BROKEN, "Lost")])))
    assert choice.reasons[0].startswith("https://tea.example/a.jpg passed over: ")
    assert f"{BROKEN} passed over: " in choice.reasons[0]


def test_without_the_setting_no_text_gives_a_picture(content: Path, make_entry: MakeEntry) -> None:
    entry = make_entry("Tea", html=write(POSTS["one photograph"][0]))
    choice = choose(content, entry, has_text_pictures=False)
    assert (chosen_name(choice), choice.reasons) == ("card", ("a card, as there is no picture",))


def test_a_picture_that_is_shown_small_is_passed_over(content: Path, make_entry: MakeEntry) -> None:
    entry = make_entry("Tea", html='<img src="walk.jpg" alt="Balls" width="64">')
    choice = choose(content, entry)
    assert choice.reasons[0] == "walk.jpg passed over: shown 64 pixels wide"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("disc-for-a-post", Look.BADGE),
        ("panorama-passed-over", Look.PHOTOGRAPH),
        ("black-ink-in-post", Look.FLAT),
        ("tall-infographic", Look.FLAT),
    ],
)
def test_cases_look_as_they_are(name: str, expected: Look) -> None:
    assert tell_look(load_pixels(case_path(name), 320, 320), is_small=False) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("pelican-eevee/content/media/2016-07-16-color/pikachus.jpg", Look.PHOTOGRAPH),
        ("pelican-eevee/content/media/2016-07-16-color/rgb2.png", Look.PLAIN),
        ("pelican-jakevdp/content/figures/mpl_version.png", Look.FLAT),
    ],
)
def test_pictures_of_others_look_as_they_are(path: str, expected: Look) -> None:
    assert tell_look(corpus_picture(path), is_small=False) is expected


def test_a_picture_that_cannot_be_read_is_no_look(content: Path) -> None:
    with pytest.raises(PictureError):
        load_pixels(content / BROKEN, 320, 320)
