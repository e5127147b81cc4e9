from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.images import sources
from plugins.images.cache import Cache
from plugins.images.pictures import PictureError, PictureFacts, read_picture
from plugins.images.sources import Finder, Source, find_published, read_source
from plugins.shared.content_files import FileIndex
from plugins.shared.entry import SourcePath
from plugins.shared.files import list_files
from plugins.shared.stamps import Stamp

SavePicture = Callable[..., Path]
POST = SourcePath("posts/2026/tea.md")


def find(reference: str, content_path: Path) -> Source:
    """The picture that *reference* means in a post."""
    files = FileIndex(lambda: map(SourcePath, list_files(content_path)))
    return Finder(content_path, Cache(None), files)(reference, POST)


def test_a_picture_is_found_by_its_name_alone(save_picture: SavePicture, tmp_path: Path) -> None:
    save_picture("images/cup.png")
    found = find("cup.png", tmp_path)
    assert (found.path, found.facts) == ("images/cup.png", PictureFacts(300, 200, "image/png", "PNG"))


def test_a_picture_beside_the_entry_comes_first(save_picture: SavePicture, tmp_path: Path) -> None:
    save_picture("images/cup.png")
    save_picture("posts/2026/cup.png", (10, 10))
    assert find("cup.png", tmp_path).path == "posts/2026/cup.png"


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        pytest.param("images/cpu.png", "image 'images/cpu.png' is not there; did you mean 'cup.png'?", id="close"),
        pytest.param("images/zebra.gif", "image 'images/zebra.gif' is not there; check its name and folder", id="far"),
        pytest.param("no/such/x.gif", "image 'no/such/x.gif' is not there; check its name and folder", id="no folder"),
        pytest.param(
            "https://example.com/x.png",
            "image 'https://example.com/x.png' is not in the content folder; "
            "save a copy there and write 'images/name.png'",
            id="address",
        ),
        pytest.param(
            "broken.png",
            "image 'images/broken.png' is not a picture; use a PNG, JPEG, WebP, GIF, AVIF or SVG file",
            id="broken",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_cure(
    save_picture: SavePicture, tmp_path: Path, reference: str, message: str
) -> None:
    save_picture("images/cup.png")
    (tmp_path / "images/broken.png").write_bytes(b"no picture")
    with pytest.raises(PictureError) as caught:
        find(reference, tmp_path)
    assert str(caught.value) == message


def test_an_unchanged_picture_is_not_read_again(
    save_picture: SavePicture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_picture("cup.png")
    cache = Cache(tmp_path / "cache")
    first = read_source(SourcePath("cup.png"), tmp_path, cache)
    monkeypatch.setattr(sources, "read_picture", refuse)
    assert read_source(SourcePath("cup.png"), tmp_path, Cache(tmp_path / "cache")) == first


def refuse(*_: object, **__: object) -> PictureFacts:
    raise AssertionError("the picture was read again")


def test_a_changed_picture_is_read_again(save_picture: SavePicture, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    save_picture("cup.png")
    first = read_source(SourcePath("cup.png"), tmp_path, cache)
    os.utime(save_picture("cup.png", color="blue"), ns=(1, 1))
    second = read_source(SourcePath("cup.png"), tmp_path, cache)
    assert second.facts == first.facts
    assert second.digest != first.digest


def test_a_copy_has_the_same_digest(save_picture: SavePicture, tmp_path: Path) -> None:
    save_picture("a.png")
    save_picture("b.png")
    first, second = (read_source(SourcePath(name), tmp_path, Cache(None)) for name in ("a.png", "b.png"))
    assert first.digest == second.digest


def test_a_record_of_another_form_is_not_trusted(save_picture: SavePicture, tmp_path: Path) -> None:
    save_picture("cup.png")
    cache = Cache(None)
    read_source(SourcePath("cup.png"), tmp_path, cache)
    for key in list(cache._memory):
        cache.store(key, {"width_px": "wide", "height_px": 1})
    assert read_source(SourcePath("cup.png"), tmp_path, cache).facts.width_px == 300


def test_a_picture_that_goes_away_while_it_is_read(
    save_picture: SavePicture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save_picture("cup.png")

    def read_and_remove(*_: object, **__: object) -> PictureFacts:
        facts = read_picture(path)
        path.unlink()
        return facts

    monkeypatch.setattr(sources, "read_picture", read_and_remove)
    with pytest.raises(PictureError, match=r"image 'cup\.png' cannot be read \(No such file or directory\)"):
        read_source(SourcePath("cup.png"), tmp_path, Cache(None))


@pytest.mark.parametrize("is_old", [True, False], ids=["long before it was read", "just before it was read"])
def test_where_the_stamp_leaves_a_doubt_the_bytes_decide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_old: bool
) -> None:
    """A file system that tells time in steps gives two files that are written soon after another the same stamp."""
    now_ns = time.time_ns()
    stamp = Stamp(17, 1, 1, 1 if is_old else now_ns)
    monkeypatch.setattr(sources, "stamp_of", lambda _stat: stamp)
    path, cache = tmp_path / "cup.svg", Cache(tmp_path / "cache")
    path.write_bytes(b'<svg onload="a"/>')
    assert find_published(path, cache).findings == ((1, "the event handler 'onload'"),)
    path.write_bytes(b'<svg aria-l="a"/>')
    assert bool(find_published(path, cache).findings) is is_old
    # Once it is old, it is not read again.
    monkeypatch.setattr(time, "time_ns", lambda: now_ns + 10**10)
    find_published(path, cache)
    monkeypatch.setattr(sources, "read_file", refuse)
    assert bool(find_published(path, Cache(tmp_path / "cache")).findings) is is_old
