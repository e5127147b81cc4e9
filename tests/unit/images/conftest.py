"""Fonts and pictures for the tests of images."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from plugins.images.cards import Books
from plugins.images.fonts import LABEL_FONTS, LABEL_WEIGHT, TITLE_FONTS, FontBook, packaged_fonts


@pytest.fixture(scope="session")
def book() -> FontBook:
    """The packaged font for titles, without those of other scripts and the system's: the same on every machine."""
    return FontBook(packaged_fonts(TITLE_FONTS[:1]))


@pytest.fixture(scope="session")
def books(book: FontBook) -> Books:
    return Books(book, FontBook(packaged_fonts(LABEL_FONTS[:1]), weight=LABEL_WEIGHT))


@pytest.fixture
def save_picture(tmp_path: Path) -> Callable[..., Path]:
    """Save a plain picture, as `save_picture("cup.jpg", (300, 200), "red")`; *file_format* overrides the name."""

    def save(
        name: str,
        size: tuple[int, int] = (300, 200),
        color: str = "red",
        mode: str = "RGB",
        file_format: str | None = None,
    ) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new(mode, size, color).save(path, file_format)
        return path

    return save
