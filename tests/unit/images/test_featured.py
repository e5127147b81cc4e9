from __future__ import annotations

import io
import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from plugins.images import featured, jobs
from plugins.images.cache import Cache, digest_bytes
from plugins.images.choices import choose_image
from plugins.images.featured import Featured, make_all, make_featured
from plugins.images.workshop import ImageSettings, Workshop, open_workshop
from plugins.shared.entry import Entry, FeaturedImage, Kind, Picture, Slug, Term, UrlPath
from plugins.shared.problems import Severity

SavePicture = Callable[..., Path]
MakeEntry = Callable[..., Entry]
SETTINGS = ImageSettings("Doodlebook", with_system_fonts=False)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return open_workshop(tmp_path, SETTINGS, Cache(tmp_path / ".cache"))


def term(name: str) -> Term:
    return Term(
        name,
        Slug(name.lower()),
        UrlPath(f"category/{name.lower()}/"),
        UrlPath(f"category/{name.lower()}/f.xml"),
        "#1f7f7a",
    )


def image_of(made: Featured) -> FeaturedImage:
    assert made.image
    return made.image


def lead_of(made: Featured) -> Picture:
    lead = image_of(made).lead
    assert lead
    return lead


def size_of(made: Featured, number: int) -> tuple[int, int]:
    return Image.open(io.BytesIO(made.files[number].blob.read())).size


def test_an_entry_without_pictures_gets_a_card(make_entry: MakeEntry, workshop: Workshop) -> None:
    made = make_featured(make_entry("On Tea", categories=(term("Tea"),)), workshop)
    assert image_of(made).origin == "card"
    assert image_of(made).lead is None
    share = made.files[0]
    assert image_of(made).share == Picture(share.url, 1200, 630, "On Tea", "image/png")
    assert share.url == f"images/cards/on-tea-{share.blob.digest[:8]}.png"
    # The card is the one file it takes: a pattern without words would say nothing in a listing or a search result.
    assert (len(made.files), size_of(made, 0)) == (1, (1200, 630))
    assert (image_of(made).textless, image_of(made).thumb) == ((), None)
    assert (made.drawing, made.poster, made.problems) == (None, None, ())


def test_the_category_decides_the_color(make_entry: MakeEntry, workshop: Workshop) -> None:
    first, second, third = make_all(
        [
            make_entry("Tea", categories=(term("Tea"), term("Other"))),
            make_entry("Tea", categories=(term("Tea"),)),
            make_entry("Tea", categories=(term("Other"),)),
        ],
        workshop,
    )
    assert image_of(first).share == image_of(second).share != image_of(third).share


def test_an_own_picture_leads(make_entry: MakeEntry, save_picture: SavePicture, workshop: Workshop) -> None:
    save_picture("images/a cup.jpg", (1600, 900))
    entry = make_entry("Tea", metadata={"image": "images/a cup.jpg", "image_alt": "A cup"})
    made = make_featured(entry, workshop)
    assert image_of(made).origin == "own"
    lead = lead_of(made)
    assert (lead.width_px, lead.height_px, lead.alt) == (1600, 900, "A cup")
    assert [width for _, width in lead.files] == [320, 640, 1120, 1600]
    assert lead.url == lead.files[-1][0]
    assert lead.url.startswith("images/sized/a-cup-1600-")
    thumb = image_of(made).thumb
    assert thumb
    assert image_of(made).share.alt == thumb.alt == "A cup"
    # Only what is made from it gets into the site: that tells nothing about place and camera.
    assert workshop.content_path / "images/a cup.jpg" not in {file.blob.path for file in made.files}
    assert made.problems == ()


def test_a_doodle_is_led_by_its_drawing(make_entry: MakeEntry, workshop: Workshop) -> None:
    (workshop.content_path / "images").mkdir()
    text = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480"><circle cx="320" cy="240" r="99"/></svg>'
    (workshop.content_path / "images/cup.svg").write_text(text, encoding="utf-8")
    entry = make_entry("Cup", kind=Kind.DOODLE, metadata={"drawing": "images/cup.svg", "alt": "A round cup"})
    made = make_featured(entry, workshop)
    assert image_of(made).origin == "doodle"
    assert made.drawing
    address = UrlPath(f"images/sized/cup-{digest_bytes(text.encode())[:8]}.svg")
    assert replace(made.drawing, sources=()) == Picture(address, 640, 480, "A round cup", "image/svg+xml")
    # The file itself suits every width; for the dark it is drawn.
    (dark,) = made.drawing.sources
    assert (dark.mime, dark.media) == ("image/webp", "screen and (prefers-color-scheme: dark)")
    assert [width for _, width in dark.files] == [320, 640, 1120, 1920]
    assert {url for url, _ in dark.files} <= {file.url for file in made.files}
    assert image_of(made).lead == made.drawing
    assert image_of(made).share.mime == "image/png"


def test_a_vector_drawing_may_do_without_a_version_for_the_dark(make_entry: MakeEntry, workshop: Workshop) -> None:
    text = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480"><circle cx="320" cy="240" r="99"/></svg>'
    (workshop.content_path / "cup.svg").write_text(text, encoding="utf-8")
    metadata = {"drawing": "cup.svg", "alt": "A cup", "dark": "none"}
    made = make_featured(make_entry("Cup", kind=Kind.DOODLE, metadata=metadata), workshop)
    address = UrlPath(f"images/sized/cup-{digest_bytes(text.encode())[:8]}.svg")
    assert made.drawing == Picture(address, 640, 480, "A cup", "image/svg+xml", leaf="light")


def test_a_poster_stands_for_a_video_but_does_not_lead(
    make_entry: MakeEntry, save_picture: SavePicture, workshop: Workshop
) -> None:
    save_picture("images/still.jpg", (1280, 720))
    metadata = {"video": "video/tea.webm", "poster": "images/still.jpg", "video_title": "Tea, poured"}
    made = make_featured(make_entry("Tea", kind=Kind.ROCKET, metadata=metadata), workshop)
    assert (image_of(made).origin, image_of(made).lead) == ("poster", None)
    assert made.poster
    assert (made.poster.width_px, made.poster.height_px, made.poster.alt) == (1280, 720, "Tea, poured")
    assert made.poster.color == "#fe0000"


def test_a_poster_elsewhere_does_not_count(make_entry: MakeEntry, workshop: Workshop) -> None:
    metadata = {"video": "https://tea.example/tea.webm", "poster": "https://tea.example/still.jpg"}
    made = make_featured(make_entry("Tea", kind=Kind.ROCKET, metadata=metadata, lines={"poster": 4}), workshop)
    assert (image_of(made).origin, made.poster) == ("card", None)
    assert [str(problem) for problem in made.problems] == [
        (
            "rockets/tea.md:4: image 'https://tea.example/still.jpg' is not in the content folder; "
            "save a copy there and write 'images/name.png'"
        )
    ]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        pytest.param({"card_fit": "fill"}, ["red", "blue", "red"], id="middle"),
        pytest.param({"card_fit": "fill", "focal": "left"}, ["red", "red", "red"], id="left"),
        pytest.param({"card_fit": "fill", "focal": "90% 50%"}, ["blue", "blue", "blue"], id="right"),
        pytest.param({"card_fit": "whole", "focal": "left"}, ["red", "blue", "paper"], id="whole"),
    ],
)
def test_crops_are_as_the_author_wishes(
    make_entry: MakeEntry, workshop: Workshop, wish: dict[str, str], expected: list[str]
) -> None:
    halves = Image.new("RGB", (1600, 800), "red")
    halves.paste((0, 0, 255), (800, 0, 1600, 800))
    halves.save(workshop.content_path / "halves.png")
    metadata = {"image": "halves.png", "image_alt": "Two halves", **wish}
    made = make_featured(make_entry("Tea", metadata=metadata), workshop)
    square = image_of(made).textless[-1]
    assert (square.width_px, square.height_px) == (900, 900)
    data = next(file.blob.read() for file in made.files if file.url == square.url)
    with Image.open(io.BytesIO(data)) as picture:
        whole = picture.convert("RGB")
    # At both sides, and above what is shown whole.
    assert [name_color(whole, place) for place in ((20, 450), (880, 450), (20, 20))] == expected


def name_color(picture: Image.Image, place: tuple[int, int]) -> str:
    red, _, blue = picture.crop((*place, place[0] + 1, place[1] + 1)).tobytes()
    return "paper" if abs(red - blue) < 100 else "red" if red > blue else "blue"


def test_a_picture_no_browser_shows_is_shown_in_forms_they_do(
    make_entry: MakeEntry, save_picture: SavePicture, workshop: Workshop
) -> None:
    save_picture("images/scan.tiff", (1600, 900))
    made = make_featured(make_entry("Tea", metadata={"image": "images/scan.tiff", "image_alt": "A cup"}), workshop)
    assert lead_of(made).mime in ("image/png", "image/jpeg")


def test_an_animation_leads_as_it_is_and_stands_still_for_those_who_want_that(
    make_entry: MakeEntry, workshop: Workshop
) -> None:
    frames = [Image.new("RGB", (600, 400), color) for color in ("red", "blue")]
    frames[0].save(workshop.content_path / "spin.gif", save_all=True, append_images=frames[1:], duration=90)
    entry = make_entry("Tea", metadata={"image": "spin.gif", "image_alt": "It spins", "image_frame": "2"})
    made = make_featured(entry, workshop)
    assert re.fullmatch(r"images/sized/spin-[0-9a-f]{8}\.gif", lead_of(made).url)
    assert [file.blob.read() for file in made.files if file.url == lead_of(made).url] == [
        (workshop.content_path / "spin.gif").read_bytes()
    ]
    assert {source.media for source in lead_of(made).sources} == {"(prefers-reduced-motion: reduce)"}
    share = Image.open(io.BytesIO(share_of(made)))
    assert share.convert("RGB").resize((1, 1)).tobytes()[2] > 200


def share_of(made: Featured) -> bytes:
    return next(file.blob.read() for file in made.files if file.url == image_of(made).share.url)


def test_a_broken_picture_makes_way_for_the_next_in_the_order(make_entry: MakeEntry, workshop: Workshop) -> None:
    Image.effect_noise((900, 600), 60).convert("RGB").save(workshop.content_path / "still.jpg")
    (workshop.content_path / "cut.jpg").write_bytes((workshop.content_path / "still.jpg").read_bytes()[:9000])
    metadata = {"image": "cut.jpg", "video": "tea.webm", "poster": "still.jpg"}
    made = make_featured(make_entry("Tea", kind=Kind.ROCKET, metadata=metadata), workshop)
    assert image_of(made).origin == "poster"
    assert [str(problem) for problem in made.problems] == [
        "rockets/tea.md:1: image 'cut.jpg' is cut off after 9 kB; save it again from the original"
    ]


def test_an_entry_tells_which_files_were_looked_at(
    make_entry: MakeEntry, workshop: Workshop, save_picture: SavePicture
) -> None:
    save_picture("images/cup.png")
    made = make_featured(make_entry("Tea", metadata={"image": "cup.png"}), workshop)
    assert made.looked_at == ("images/cup.png",)
    assert made.shown == ("images/cup.png",)


def test_a_missing_picture_is_a_problem_and_a_card_is_drawn(make_entry: MakeEntry, workshop: Workshop) -> None:
    made = make_featured(make_entry("Tea", metadata={"image": "gone.png"}, lines={"image": 3}), workshop)
    assert image_of(made).origin == "card"
    assert [str(problem) for problem in made.problems] == [
        "posts/tea.md:3: image 'gone.png' is not there; check its name and folder"
    ]


def test_a_picture_that_breaks_between_reading_and_drawing(
    make_entry: MakeEntry, save_picture: SavePicture, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save_picture("images/cup.png")
    entry = make_entry("Tea", metadata={"image": "images/cup.png", "image_alt": "A cup"}, lines={"image": 3})

    def choose_and_break(*given: Any, **options: Any) -> Any:  # noqa: ANN401 (passed on)
        chosen = choose_image(*given, **options)
        path.write_bytes(b"gone")
        return chosen

    monkeypatch.setattr(featured, "choose_image", choose_and_break)
    made = make_featured(entry, workshop)
    assert image_of(made).origin == "card"
    assert [str(problem) for problem in made.problems] == [
        "posts/tea.md:3: image 'images/cup.png' is not a picture; use a PNG, JPEG, WebP, GIF, AVIF or SVG file"
    ]


def test_a_drawing_that_cannot_be_redrawn_is_still_shown(
    make_entry: MakeEntry, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480"/>'
    (workshop.content_path / "cup.svg").write_text(text, encoding="utf-8")
    monkeypatch.setattr("plugins.images.svg._DRAWER", "raise ValueError('no')")
    made = make_featured(make_entry("Cup", kind=Kind.DOODLE, metadata={"drawing": "cup.svg", "alt": "A cup"}), workshop)
    assert image_of(made).origin == "card"
    assert made.drawing
    assert re.fullmatch(r"images/sized/cup-[0-9a-f]{8}\.svg", made.drawing.url)
    assert (made.drawing.width_px, made.drawing.height_px, made.drawing.mime) == (640, 480, "image/svg+xml")
    assert [str(problem) for problem in made.problems] == [
        "doodles/cup.md:1: image 'cup.svg' cannot be drawn (no); open it in a drawing program and save it again"
    ]


def test_characters_without_a_font_are_named(make_entry: MakeEntry, workshop: Workshop) -> None:
    made = make_featured(make_entry("Tea 𓀀", lines={"title": 2}), workshop)
    (problem,) = made.problems
    assert problem.severity is Severity.NOTE
    assert str(problem) == (
        "posts/tea.md:2: no font at hand has '𓀀' (U+13000), so the card is drawn without; name a font in CARD_FONTS"
    )


@pytest.mark.parametrize(
    ("slug", "expected"),
    [("tea", "tea"), ("Tee & Kuchen", "tee-kuchen"), ("茶道", "post"), ("", "post"), ("x" * 300, "x" * 80)],
)
def test_file_names_are_plain_and_short(make_entry: MakeEntry, workshop: Workshop, slug: str, expected: str) -> None:
    url = image_of(make_featured(make_entry("Tea", slug=Slug(slug)), workshop)).share.url
    assert url.startswith(f"images/cards/{expected}-")
    assert len(url) == len(f"images/cards/{expected}-12345678.png")


def test_a_title_too_long_for_its_card_is_a_problem(make_entry: MakeEntry, workshop: Workshop) -> None:
    made = make_featured(make_entry("word " * 600), workshop)
    assert made.is_cut
    (problem,) = made.problems
    assert "the title of 3000 characters is cut off on its card; make it shorter" in str(problem)
    assert not make_featured(make_entry("word " * 40), workshop).is_cut


def test_a_warm_entry_draws_nothing(
    make_entry: MakeEntry, save_picture: SavePicture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_picture("images/cup.png")
    entries = [make_entry("Tea"), make_entry("Cup", metadata={"image": "images/cup.png", "image_alt": "A cup"})]
    first = make_all(entries, open_workshop(tmp_path, SETTINGS, Cache(tmp_path / ".cache")))
    for name in ("render_card", "make_derivatives", "make_sizes"):
        monkeypatch.setattr(jobs, name, refuse)
    monkeypatch.setattr("plugins.images.sources.read_picture", refuse)
    assert make_all(entries, open_workshop(tmp_path, SETTINGS, Cache(tmp_path / ".cache"))) == first


def refuse(*_: object, **__: object) -> None:
    raise AssertionError("something was made again")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"title": "Coffee"}, id="title"),
        pytest.param({"kind": Kind.ROCKET}, id="kind"),
        pytest.param({"url": UrlPath("posts/other/")}, id="address"),
        pytest.param({"categories": (term("Tea"),)}, id="category"),
    ],
)
def test_a_card_changes_with_what_is_on_it(make_entry: MakeEntry, workshop: Workshop, change: dict[str, Any]) -> None:
    before = make_featured(make_entry("Tea", url=UrlPath("posts/tea/"), slug=Slug("tea")), workshop)
    fields = {"url": UrlPath("posts/tea/"), "slug": Slug("tea"), **change}
    after = make_featured(make_entry(fields.pop("title", "Tea"), **fields), workshop)
    assert image_of(before).share.url != image_of(after).share.url


@pytest.mark.parametrize(
    ("metadata", "is_drawn"),
    [
        ({"excerpt": "Leaves."}, True),
        ({"description": "Leaves."}, True),
        ({"summary": "Leaves."}, True),
        ({"excerpt": " "}, False),
        # First sentences that were chosen would have it drawn again with every edit of them.
        ({}, False),
    ],
)
def test_a_description_that_was_written_is_on_the_card(
    make_entry: MakeEntry, workshop: Workshop, metadata: dict[str, str], *, is_drawn: bool
) -> None:
    first = make_featured(make_entry("Tea", metadata=metadata, description="Leaves."), workshop)
    second = make_featured(make_entry("Tea", metadata=metadata, description="Water."), workshop)
    assert (image_of(first).share != image_of(second).share) == is_drawn


def test_text_that_is_not_on_the_card_changes_nothing(make_entry: MakeEntry, workshop: Workshop) -> None:
    first = make_featured(make_entry("Tea", html="<p>one</p>"), workshop)
    assert make_featured(make_entry("Tea", html="<p>two</p>"), workshop).image == first.image


def test_without_a_cache_the_pictures_are_the_same(make_entry: MakeEntry, workshop: Workshop, tmp_path: Path) -> None:
    plain = make_featured(make_entry("Tea"), open_workshop(tmp_path, SETTINGS, Cache(None)))
    cached = make_featured(make_entry("Tea"), workshop)
    assert plain.image == cached.image
    assert [file.blob.read() for file in plain.files] == [file.blob.read() for file in cached.files]


def test_two_processes_make_the_same_as_one(
    make_entry: MakeEntry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "POOL_FROM", 2)
    entries = [make_entry(f"Cup number {number}") for number in range(5)]
    alone = make_all(entries, open_workshop(tmp_path, SETTINGS, Cache(None)))
    together = make_all(entries, open_workshop(tmp_path, SETTINGS, Cache(None)), workers=2)
    assert together == alone


def test_processes_leave_what_they_make_in_the_cache(
    make_entry: MakeEntry, save_picture: SavePicture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "POOL_FROM", 2)
    save_picture("images/cup.png")
    metadata = {"image": "images/cup.png", "image_alt": "A cup"}
    entries = [*(make_entry(f"Cup number {number}") for number in range(5)), make_entry("Cup", metadata=metadata)]
    made = make_all(entries, open_workshop(tmp_path, SETTINGS, Cache(tmp_path / ".cache")), workers=2)
    assert all(file.blob.path and not file.blob.data for one in made for file in one.files)
    assert make_all(entries, open_workshop(tmp_path, SETTINGS, Cache(tmp_path / ".cache"))) == made


def test_processes_that_cannot_write_the_cache_hand_back_what_they_make(
    make_entry: MakeEntry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "POOL_FROM", 2)
    (tmp_path / "file").write_bytes(b"")
    cache = Cache(tmp_path / "file")
    made = make_all(
        [make_entry(f"Cup {number}") for number in range(5)], open_workshop(tmp_path, SETTINGS, cache), workers=2
    )
    assert all(file.blob.data for one in made for file in one.files)
    assert len(cache.check()) == 1


def test_where_no_process_can_be_started_one_does_it_all(
    make_entry: MakeEntry, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> ProcessPoolExecutor:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(jobs, "POOL_FROM", 1)
    monkeypatch.setattr(jobs, "ProcessPoolExecutor", fail)
    made = make_all([make_entry("Tea"), make_entry("Cup")], workshop, workers=2)
    assert [image_of(one).origin for one in made] == ["card", "card"]


def test_few_pictures_start_no_process(
    make_entry: MakeEntry, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "ProcessPoolExecutor", refuse)
    assert len(make_all([make_entry("Tea"), make_entry("Cup")], workshop, workers=8)) == 2


def test_the_own_fonts_of_the_author_are_asked_first(make_entry: MakeEntry, tmp_path: Path) -> None:
    book = open_workshop(tmp_path, SETTINGS, Cache(None)).books.label
    face = book.face_for("A")
    assert face is not None
    own = ImageSettings("Doodlebook", font_paths=(face.path,), with_system_fonts=False)
    plain = make_featured(make_entry("Tea"), open_workshop(tmp_path, SETTINGS, Cache(None)))
    lighter = make_featured(make_entry("Tea"), open_workshop(tmp_path, own, Cache(None)))
    assert image_of(plain).share.url != image_of(lighter).share.url
