"""The workshop: what the site says about its images, and what they are made with in one build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from plugins.images.cache import Cache
from plugins.images.cards import Books
from plugins.images.fonts import open_book
from plugins.images.rules import Rule
from plugins.images.styles import DEFAULT_STYLE, Style
from plugins.shared.content_files import FileIndex, Files
from plugins.shared.entry import SourcePath
from plugins.shared.files import list_files
from plugins.shared.progress import Progress


@dataclass(frozen=True, slots=True)
class ImageSettings:
    """What the site says about its images; *font_paths* are asked before the packaged fonts.

    *facts* are what a card says besides: `author`, `date`, `reading_time`. *site_url* stands before the addresses of
    pictures in bodies; *paper* and *dark* are what is done with drawings that do not say. Where it *has_text_pictures*,
    a picture of its text stands for an entry that names none.
    """

    site_name: str = ""
    font_paths: tuple[Path, ...] = ()
    with_system_fonts: bool = True
    rules: tuple[Rule, ...] = ()
    page_rules: tuple[Rule, ...] = ()
    styles: Mapping[str, Style] = field(default_factory=lambda: {DEFAULT_STYLE: Style(decoration="band")})
    style: str = DEFAULT_STYLE
    facts: tuple[str, ...] = ("author",)
    site_url: str = ""
    paper: str = "auto"
    dark: str = "auto"
    has_text_pictures: bool = True


@dataclass(frozen=True, slots=True)
class Workshop:
    """What images are made with in one build."""

    content_path: Path
    settings: ImageSettings
    cache: Cache
    books: Books
    files: Files
    progress: Progress = field(default_factory=Progress)
    promises_cards: bool = False
    """Whether cards that the cache does not hold are drawn later."""


def open_workshop(
    content_path: Path, settings: ImageSettings, cache: Cache, files: Sequence[SourcePath] | None = None
) -> Workshop:
    """A workshop for the pictures among *files*; without them, any below *content_path* may be meant."""

    def list_all() -> Iterable[SourcePath]:
        return map(SourcePath, list_files(content_path)) if files is None else files

    return Workshop(content_path, settings, cache, open_books(settings), FileIndex(list_all))


def open_books(settings: ImageSettings) -> Books:
    return Books(
        open_book(settings.font_paths, with_system=settings.with_system_fonts),
        open_book(settings.font_paths, for_labels=True, with_system=settings.with_system_fonts),
    )
