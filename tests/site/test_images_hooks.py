"""What the hooks of images do with a build, without the rest of a build around them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from plugins.images import hooks
from plugins.shared.bridge import Build
from plugins.shared.entry import Entry, Kind, SourcePath
from plugins.shared.files import list_files

MakeEntry = Callable[..., Entry]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    content = tmp_path / "content"
    (content / "images").mkdir(parents=True)
    settings: dict[str, Any] = {
        "SITENAME": "Tea",
        "THEME": str(Path(__file__).resolve().parents[2] / "theme"),
        "SITEURL": "",
        "CACHE_PATH": str(tmp_path / "cache"),
        "STATIC_PATHS": ["images"],
        "CARD_SYSTEM_FONTS": False,
        "JINJA_GLOBALS": {"before": 1},
    }
    now = datetime(2026, 1, 2, tzinfo=UTC)
    return Build(settings, content, tmp_path / "output", ZoneInfo("UTC"), now, is_public=False)


def photo(**options: object) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((900, 600), 60).convert("RGB").save(file, "JPEG", **options)
    return file.getvalue()


def run(build: Build, *entries: Entry) -> list[Entry]:
    """*entries* as the hooks make them."""
    build.known = {entry.source: entry for entry in entries}
    build.in_hand = frozenset(build.known)
    build.files = tuple(map(SourcePath, list_files(build.content_path)))
    hooks.enrich(build)
    found = list(entries)
    for step in build.steps:
        found = step(found)
    return found


def told(build: Build) -> list[str]:
    return [str(problem) for problem in (*build.problems, *build.site_problems)]


def test_an_entry_gets_its_image_and_the_files_of_it(build: Build, make_entry: MakeEntry) -> None:
    (found,) = run(build, make_entry("Tea"))
    assert found.image
    assert found.image.origin == "card"
    files = dict(found.files)
    assert {found.image.share.url, *(picture.url for picture in found.image.textless)} <= {*files}
    assert all(Path(path).is_file() for path in files.values())
    assert told(build) == []


def test_templates_get_the_card_of_the_site_and_the_preview_a_view(build: Build) -> None:
    run(build)
    names = build.settings["JINJA_GLOBALS"]
    assert names["before"] == 1
    assert names["site_card"].url in build.outputs
    assert build.views["images"].title == "Images in every crop"


def test_a_doodle_has_its_drawing_and_transcript_apart_from_its_text(build: Build, make_entry: MakeEntry) -> None:
    (build.content_path / "images" / "cup.jpg").write_bytes(photo())
    html = '<p><img src="images/cup.jpg" alt="A cup"></p><p>Words.</p><h2>Transcript</h2><p>Steam.</p>'
    (found,) = run(build, make_entry("Cup", kind=Kind.DOODLE, html=html))
    assert found.drawing
    assert found.drawing.alt == "A cup"
    assert "<img" not in found.html
    assert "Words." in found.html
    assert found.transcript_html == "<p>Steam.</p>"
    assert build.facts["images"][found.source] == ("images/cup.jpg",)


def test_pictures_of_a_text_are_dressed_and_those_without_words_named(build: Build, make_entry: MakeEntry) -> None:
    (build.content_path / "images" / "c.jpg").write_bytes(photo())
    (found,) = run(build, make_entry("Tea", html='<p><img src="/images/c.jpg" alt=""></p>'))
    assert found.html.startswith('<p><picture><source type="image/avif"')
    assert told(build) == [
        "posts/tea.md:1: image 'c.jpg' without alt text; write what it shows between the brackets: ![what it shows](…)"
    ]


def test_pictures_to_be_copied_and_linked_lose_their_metadata(build: Build, make_entry: MakeEntry) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker of cameras"
    (build.content_path / "images" / "cup.jpg").write_bytes(photo(exif=exif))
    (build.content_path / "beside.jpg").write_bytes(photo(exif=exif))
    build.files = (SourcePath("images/cup.jpg"), SourcePath("beside.jpg"))
    (found,) = run(build, make_entry("Tea", html='<p><a href="{static}/beside.jpg">It</a></p>'))
    copied = build.outputs["images/cup.jpg"]
    assert isinstance(copied, Path)
    assert b"Maker" not in copied.read_bytes()
    assert b"Maker" not in Path(dict(found.files)["beside.jpg"]).read_bytes()
    assert "beside.jpg" not in build.outputs


def test_where_the_cache_cannot_be_written_files_are_held_and_it_is_said_once(
    build: Build, make_entry: MakeEntry, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("in the way", "utf-8")
    (found,) = run(build, make_entry("Tea"))
    assert found.image
    assert found.files == ()
    assert isinstance(build.outputs[found.image.share.url], bytes)
    assert [line.partition("cache: ")[2] for line in told(build)] == [
        "the cache cannot be written (Not a directory); every build draws all images anew"
    ]
