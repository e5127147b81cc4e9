"""Fonts and pictures for the tests of images."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from plugins.images.cards import Books
from plugins.images.fonts import FontBook, open_book


@pytest.fixture(scope="session")
def book() -> FontBook:
    """The packaged fonts for titles, without the system's: the same on every machine."""
    return open_book(with_system=False)


@pytest.fixture(scope="session")
def books(book: FontBook) -> Books:
    return Books(book, open_book(for_labels=True, with_system=False))


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
