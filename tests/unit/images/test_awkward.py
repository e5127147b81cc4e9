"""Whatever lies in the content folder becomes pictures or one problem, with a card in its place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.images.cache import Cache
from plugins.images.featured import make_all
from plugins.images.workshop import ImageSettings, open_workshop
from plugins.shared.entry import Entry

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
# Each is read in a moment; the rest of the corpus is read by the tests of pictures.
NAMES = (
    "broken.png",
    "decompression_bomb.gif",
    "exif_gps.jpg",
    "hopper_orientation_6.jpg",
    "pil_sample_cmyk.jpg",
    "reallybig.bmp",
    "truncated_jpeg.jpg",
)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of awkward pictures is not here")
@pytest.mark.parametrize("name", NAMES)
def test_an_awkward_picture_is_used_or_named_once(make_entry: Callable[..., Entry], tmp_path: Path, name: str) -> None:
    shutil.copy(min(CORPUS.rglob(name)), tmp_path / name)
    workshop = open_workshop(tmp_path, ImageSettings(with_system_fonts=False), Cache(tmp_path / ".cache"))
    entry = make_entry("Tea", metadata={"image": name, "image_alt": "A picture"})
    (made,) = make_all([entry], workshop)
    assert made.image
    assert made.image.origin == ("card" if made.problems else "own")
    assert len(made.problems) <= 1
    assert all(len(file.blob.read()) > 0 for file in made.files)
    assert not any(b"GPS" in file.blob.read() for file in made.files if made.image.origin == "own")
