"""Bad pictures, titles, fonts and caches: one clear problem each, and the entry has an image all the same."""

from __future__ import annotations

import io
import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from plugins.images.cache import Cache
from plugins.images.derivatives import make_derivatives
from plugins.images.featured import Featured, make_featured
from plugins.images.settings import read_settings
from plugins.images.workshop import ImageSettings, Workshop, open_workshop
from plugins.shared.entry import Entry

MakeEntry = Callable[..., Entry]


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    content = tmp_path / "content"
    content.mkdir()
    return open_workshop(content, ImageSettings("Site", with_system_fonts=False), Cache(tmp_path / "cache"))


def photo() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((600, 400), 80).convert("RGB").save(file, "JPEG")
    return file.getvalue()


def png(width: int, height: int, body: bytes) -> bytes:
    """A PNG that claims so many pixels, and holds *body* in their place."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def with_image(make_entry: MakeEntry, name: str, title: str = "Tea") -> Entry:
    return make_entry(title, metadata={"image": name, "image_alt": "A cup"}, lines={"title": 1, "image": 2})


def told(made: Featured) -> list[str]:
    return [str(problem) for problem in made.problems]


def check_whole(made: Featured) -> None:
    """Every file is there and a whole picture, and none of another name was left."""
    assert made.files
    for file in made.files:
        with Image.open(io.BytesIO(file.blob.read())) as picture:
            picture.load()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(
            png(60_000, 60_000, zlib.compress(b"\0" * 100)),
            "posts/tea.md:2: image 'x.jpg' has 60000 x 60000 pixels; at most 40 megapixels are read",
            id="bomb",
        ),
        pytest.param(
            photo()[:20_000],
            "posts/tea.md:2: image 'x.jpg' is cut off after 20 kB; save it again from the original",
            id="truncated",
        ),
        pytest.param(
            png(300, 200, b"not compressed" * 90),
            "posts/tea.md:2: image 'x.jpg' is damaged (broken data stream when reading image file)",
            id="corrupt",
        ),
        pytest.param(
            b"%PDF-1.7 and so on",
            "posts/tea.md:2: image 'x.jpg' is not a picture; use a PNG, JPEG, WebP, GIF, AVIF or SVG file",
            id="wrongly named",
        ),
    ],
)
def test_a_bad_picture_is_one_problem_and_the_card_is_drawn(
    make_entry: MakeEntry, workshop: Workshop, data: bytes, problem: str
) -> None:
    (workshop.content_path / "x.jpg").write_bytes(data)
    made = make_featured(with_image(make_entry, "x.jpg"), workshop)
    (said,) = told(made)
    assert said.startswith(problem)
    assert made.image
    assert made.image.origin == "card"
    check_whole(made)


def test_a_picture_with_the_wrong_ending_is_what_its_bytes_say(make_entry: MakeEntry, workshop: Workshop) -> None:
    (workshop.content_path / "x.png").write_bytes(photo())
    made = make_featured(with_image(make_entry, "x.png"), workshop)
    assert told(made) == []
    assert made.image
    assert (made.image.origin, made.image.share.mime) == ("own", "image/jpeg")


@pytest.mark.parametrize(
    ("title", "problems"),
    [
        pytest.param(
            "word " * 600,
            ["posts/tea.md:1: the title of 3000 characters is cut off on its card; make it shorter"],
            id="3,000 characters",
        ),
        pytest.param("", [], id="empty"),
        pytest.param("e" * 80, [], id="one word of 80 letters"),
        pytest.param("a\x00\x1b\x07\u202e\ud800b", [], id="control characters"),
    ],
)
def test_any_title_makes_a_whole_card(
    make_entry: MakeEntry, workshop: Workshop, title: str, problems: list[str]
) -> None:
    made = make_featured(make_entry(title, source="posts/tea.md", slug="tea", lines={"title": 1}), workshop)
    assert told(made) == problems
    check_whole(made)


def test_a_missing_font_is_named_and_the_others_are_used(tmp_path: Path) -> None:
    settings, problems = read_settings({"PATH": str(tmp_path), "SITENAME": "Site", "CARD_FONTS": ["no-such-font.ttf"]})
    (problem,) = problems
    assert str(problem) == "pelicanconf.py: CARD_FONTS: 'no-such-font.ttf' is not there; write the path of a font file"
    assert settings.font_paths == ()


def test_a_picture_that_changes_while_it_is_read_is_told_of_and_read_again(
    make_entry: MakeEntry, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workshop.content_path / "x.jpg"
    path.write_bytes(photo())
    entry = with_image(make_entry, "x.jpg")

    def make_and_change(*given: object, **more: object) -> object:
        made = make_derivatives(*given, **more)  # type: ignore[arg-type]
        path.write_bytes(photo() + b"\0")
        return made

    with monkeypatch.context() as patched:
        patched.setattr("plugins.images.jobs.make_derivatives", make_and_change)
        made = make_featured(entry, workshop)
    assert told(made) == ["posts/tea.md:2: image 'x.jpg' changed while it was read; build again"]
    assert made.image
    assert made.image.origin == "card"
    check_whole(made)
    again = make_featured(entry, workshop)
    assert told(again) == []
    assert again.image
    assert again.image.origin == "own"


def test_a_cache_that_cannot_be_written_is_one_problem_and_nothing_is_left_of_it(
    make_entry: MakeEntry, workshop: Workshop, tmp_path: Path
) -> None:
    (tmp_path / "locked").write_text("a file where the folder should be", "utf-8")
    cache = Cache(tmp_path / "locked")
    locked = open_workshop(workshop.content_path, workshop.settings, cache)
    made = [make_featured(make_entry(title), locked) for title in ("Tea", "Cups")]
    for one in made:
        check_whole(one)
    assert len(cache.check()) == 1
    assert (tmp_path / "locked").read_text("utf-8") == "a file where the folder should be"


def test_a_cache_from_another_version_is_made_anew_without_a_word(
    make_entry: MakeEntry, workshop: Workshop, tmp_path: Path
) -> None:
    entry = make_entry("Tea")
    before = make_featured(entry, workshop)
    records = sorted((tmp_path / "cache").rglob("*.json"))
    assert records
    for record in records:
        record.write_text(json.dumps(json.loads(record.read_text("utf-8")) | {"format": 0, "facts": {}}), "utf-8")
    fresh = open_workshop(workshop.content_path, workshop.settings, Cache(tmp_path / "cache"))
    after = make_featured(entry, fresh)
    assert told(after) == []
    assert [file.url for file in after.files] == [file.url for file in before.files]
    check_whole(after)
