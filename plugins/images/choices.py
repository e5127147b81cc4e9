"""Which picture stands for an entry, and why the ones before it in the order do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser

from plugins.images.pictures import WEB_MIMES, MissingPictureError, PictureError
from plugins.images.sources import Source
from plugins.shared.entry import Entry, Kind, SourcePath
from plugins.shared.problems import Problem, warning

FindSource = Callable[[str, SourcePath], Source]
"""Finds the picture that a reference in an entry means; raises `PictureError`."""


class Origin(StrEnum):
    """Where a featured image comes from, in the order of choice."""

    OWN = "own"
    DOODLE = "doodle"
    POSTER = "poster"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A picture file of the author and its text alternative."""

    source: Source
    alt: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The pictures of an entry that can be used: *origin* tells which one stands for it."""

    origin: Origin
    own: Chosen | None = None
    drawing: Chosen | None = None
    poster: Chosen | None = None

    @property
    def picture(self) -> Chosen | None:
        """The picture that stands for the entry; `None` where a card is drawn."""
        return {Origin.OWN: self.own, Origin.DOODLE: self.drawing, Origin.POSTER: self.poster}.get(self.origin)


def choose_image(entry: Entry, find: FindSource) -> tuple[Choice, list[Problem]]:
    """The first picture in the order own, drawing, poster that is there and whole, else a card to be drawn."""
    problems: list[Problem] = []
    own = _choose_own(entry, find, problems)
    drawing = _choose_drawing(entry, find, problems)
    poster = _choose_poster(entry, find, problems)
    by_origin = {Origin.OWN: own, Origin.DOODLE: drawing, Origin.POSTER: poster}
    origin = next((origin for origin, chosen in by_origin.items() if chosen), Origin.CARD)
    return Choice(origin, own, drawing, poster), problems


def _choose_own(entry: Entry, find: FindSource, problems: list[Problem]) -> Chosen | None:
    reference = _text(entry, "image")
    if not reference:
        return None
    line = entry.line_of("image")
    source = _found(entry, reference, line, find, problems)
    alt = _text(entry, "image_alt")
    if source and not alt:
        problems.append(
            warning(entry.source, line, f"image '{reference}' without alt text; add 'Image_alt: what the image shows'")
        )
    return Chosen(source, alt) if source else None


def _choose_drawing(entry: Entry, find: FindSource, problems: list[Problem]) -> Chosen | None:
    """The drawing of a doodle (named, or the first picture of its text), or of a rocket that names one."""
    reference, alt, line = _text(entry, "drawing"), _text(entry, "alt"), entry.line_of("drawing")
    if entry.kind not in (Kind.DOODLE, Kind.ROCKET):
        return None
    if not reference and entry.kind is Kind.DOODLE:
        first = find_first_image(entry.html)
        if not first:
            problems.append(warning(entry.source, 1, "doodle without drawing; add 'Drawing: images/name.png'"))
            return None
        reference, line, alt = first.reference, entry.line_of_text(first.reference), alt or first.alt
    if not reference:
        return None
    source = _found(entry, reference, line, find, problems)
    if not alt:
        problems.append(
            warning(entry.source, line, f"{entry.kind} without alt text; add 'Alt: what the drawing shows'")
        )
    if source and source.facts.mime not in WEB_MIMES:
        message = f"drawing '{reference}' is {source.facts.format}, which browsers do not show; save it as PNG"
        problems.append(warning(entry.source, line, message))
    return Chosen(source, alt) if source else None


def _choose_poster(entry: Entry, find: FindSource, problems: list[Problem]) -> Chosen | None:
    reference = _text(entry, "poster")
    if not reference or not _text(entry, "video"):
        return None
    source = _found(entry, reference, entry.line_of("poster"), find, problems)
    return Chosen(source, _text(entry, "video_title") or entry.title) if source else None


def _found(entry: Entry, reference: str, line: int, find: FindSource, problems: list[Problem]) -> Source | None:
    try:
        return find(reference, entry.source)
    except PictureError as error:
        # That an image of the text is missing has been said when its links were resolved.
        if not isinstance(error, MissingPictureError) or reference not in entry.html:
            problems.append(warning(entry.source, line, str(error)))
        return None


def _text(entry: Entry, key: str) -> str:
    value = entry.metadata.get(key)
    if isinstance(value, list):
        value = value[0] if value else None
    return value.strip() if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class ImageInText:
    """The first picture of a body: where it points, and its text alternative."""

    reference: str
    alt: str


def find_first_image(html: str) -> ImageInText | None:
    """The first `<img>` of a body that has an address."""
    finder = _ImageFinder()
    finder.feed(html)
    finder.close()
    return finder.first


class _ImageFinder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.first: ImageInText | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "img" and self.first is None and (reference := (found.get("src") or "").strip()):
            self.first = ImageInText(reference, (found.get("alt") or "").strip())
