"""Which picture stands for an entry, and why the ones before it in the order do not."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from html.parser import HTMLParser
from types import MappingProxyType

from plugins.images.pictures import MissingPictureError, PictureError
from plugins.images.rules import Rule, find_rule
from plugins.images.sources import Source
from plugins.shared.entry import Entry, Kind, SourcePath
from plugins.shared.problems import Problem, warning

FindSource = Callable[[str, SourcePath], Source]
"""Finds the picture that a reference in an entry means; raises `PictureError`."""

# A picture of the text that is smaller, or of another shape, is an icon, a divider or the portrait of somebody.
_LEAST_WIDTH_PX, _LEAST_HEIGHT_PX = 400, 200
_WIDEST, _TALLEST = 3.5, 2.5
_DECORATION = re.compile(
    r"(?<![a-z])(avatar|gravatar|icon|favicon|logo|emoji|smiley|divider|separator|spacer|badge|button|ornament|bullet)"
    r"s?(?![a-z])"
)


class Origin(StrEnum):
    """Where a featured image comes from, in the order of choice."""

    OWN = "own"
    DOODLE = "doodle"
    POSTER = "poster"
    TEXT = "text"
    RULE = "rule"
    CARD = "card"
    NONE = "none"


# The lines of the front matter that name pictures.
_KEYS: Mapping[Origin, str] = {Origin.OWN: "image", Origin.DOODLE: "drawing", Origin.POSTER: "poster"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A picture file of the author and its text alternative."""

    source: Source
    alt: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The pictures of an entry that can be used: *origin* tells which one stands for it.

    *rule* is the one that holds for the entry, *reasons* tell step by step why this picture and not another.
    """

    origin: Origin
    own: Chosen | None = None
    drawing: Chosen | None = None
    poster: Chosen | None = None
    text: Chosen | None = None
    ruled: Chosen | None = None
    rule: Rule | None = None
    reasons: tuple[str, ...] = field(default=(), compare=False)

    @property
    def picture(self) -> Chosen | None:
        """The picture that stands for the entry; `None` where a card is drawn."""
        return {
            Origin.OWN: self.own,
            Origin.DOODLE: self.drawing,
            Origin.POSTER: self.poster,
            Origin.TEXT: self.text,
            Origin.RULE: self.ruled,
        }.get(self.origin)


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of the order: what it came to, and the words for it."""

    origin: Origin
    chosen: Chosen | None
    reason: str


def choose_image(
    entry: Entry,
    find: FindSource,
    rules: Sequence[Rule] = (),
    unfit: Mapping[SourcePath, str] = MappingProxyType({}),
) -> tuple[Choice, list[Problem]]:
    """The first picture in the order own, drawing, poster, text, rule that is there and whole, else a card to be drawn.

    *unfit* are files, with what is wrong with them, that turned out to be of no use when a picture was made of them.
    """
    problems: list[Problem] = []
    rule = find_rule(entry, rules)
    own = _choose_own(entry, find, problems)
    drawing = _choose_drawing(entry, find, problems)
    poster = _choose_poster(entry, find, problems)
    steps = [
        _Step(Origin.OWN, own, _reason(own, "its own 'Image:'", is_asked=bool(_text(entry, "image")))),
        _Step(Origin.DOODLE, drawing, _reason(drawing, "its drawing", is_asked=entry.kind is Kind.DOODLE)),
        _Step(Origin.POSTER, poster, _reason(poster, "the poster of its video", is_asked=bool(_text(entry, "poster")))),
    ]
    text = ruled = None
    if not any(_is_fit(step.chosen, unfit) for step in steps):
        text, words = _choose_from_text(entry, rule, find, unfit)
        steps.append(_Step(Origin.TEXT, text, words))
    if rule and rule.picture and not any(_is_fit(step.chosen, unfit) for step in steps):
        ruled = _choose_by_rule(entry, rule, find, problems)
        steps.append(_Step(Origin.RULE, ruled, _reason(ruled, f"the picture of {rule.name}", is_asked=True)))
    origin, reasons = _decide(steps, rule, unfit)
    problems += _tell_unfit(entry, steps, rule, unfit)
    return Choice(origin, own, drawing, poster, text, ruled, rule, reasons), problems


def _is_fit(chosen: Chosen | None, unfit: Mapping[SourcePath, str]) -> bool:
    return chosen is not None and chosen.source.path not in unfit


def _tell_unfit(
    entry: Entry, steps: Sequence[_Step], rule: Rule | None, unfit: Mapping[SourcePath, str]
) -> Iterator[Problem]:
    """A problem for each picture of *steps* that is *unfit*, where it is named; those of the text are told with it."""
    told: set[SourcePath] = set()
    for step in steps:
        if step.chosen is None or step.chosen.source.path not in unfit or step.chosen.source.path in told:
            continue
        path = step.chosen.source.path
        told.add(path)
        if step.origin is Origin.RULE and rule:
            yield warning("pelicanconf.py", 0, f"{rule.name}: {unfit[path]}", sort="setting")
        elif step.origin is Origin.DOODLE and not _text(entry, "drawing"):
            yield warning(entry.source, entry.line_of_text(posixpath.basename(path)), unfit[path], sort="picture")
        else:
            yield warning(entry.source, entry.line_of(_KEYS[step.origin]), unfit[path], sort="picture")


def _reason(chosen: Chosen | None, what: str, *, is_asked: bool) -> str:
    if chosen:
        return f"{what}, {chosen.source.path}"
    return f"{what} cannot be used" if is_asked else ""


def _decide(
    steps: Sequence[_Step], rule: Rule | None, unfit: Mapping[SourcePath, str]
) -> tuple[Origin, tuple[str, ...]]:
    """Which of *steps* it is, else what the *rule* says, and the words for the way there."""
    reasons: list[str] = []
    for step in steps:
        if step.chosen and step.chosen.source.path not in unfit:
            return step.origin, (*reasons, step.reason)
        if step.chosen:
            reasons.append(f"{step.chosen.source.path} cannot be used")
        elif step.reason:
            reasons.append(step.reason)
    if rule and rule.is_none:
        return Origin.NONE, (*reasons, f"{rule.name} says none")
    if rule and rule.has_card:
        return Origin.CARD, (*reasons, f"a card by {rule.name}")
    return Origin.CARD, (*reasons, "a card, as there is no picture")


def _choose_from_text(
    entry: Entry, rule: Rule | None, find: FindSource, unfit: Mapping[SourcePath, str]
) -> tuple[Chosen | None, str]:
    """The first picture of the text that can stand for the entry, if *rule* allows one, and the words for it."""
    if rule is None or not rule.has_text_picture:
        return None, ""
    passed: list[str] = []
    for image in find_images(entry.html):
        reason = _unsuitable_name(image)
        try:
            source = find(image.reference, entry.source)
        except PictureError:
            continue
        if source.path in unfit:
            passed.append(f"{source.path} cannot be used")
            continue
        reason = reason or _unsuitable_shape(source)
        if not reason:
            return Chosen(source, image.alt), "; ".join(
                [*passed, f"the picture {source.path} of its text, {rule.name}"]
            )
        passed.append(f"{source.path} passed over: {reason}")
    return None, "; ".join(passed) or f"no picture in its text for {rule.name}"


def _unsuitable_name(image: ImageInText) -> str:
    told = f"{image.reference.rpartition('/')[2]} {image.name} {image.alt}".lower().replace("_", " ")
    found = _DECORATION.search(told)
    return f"named as {found[1]}" if found else ""


def _unsuitable_shape(source: Source) -> str:
    width, height = source.facts.width_px, source.facts.height_px
    if width < _LEAST_WIDTH_PX or height < _LEAST_HEIGHT_PX:
        return f"small, {width} x {height} pixels"
    if width > _WIDEST * height or height > _TALLEST * width:
        return f"too long, {width} x {height} pixels"
    return ""


def _choose_by_rule(entry: Entry, rule: Rule, find: FindSource, problems: list[Problem]) -> Chosen | None:
    try:
        return Chosen(find(f"/{rule.picture.lstrip('/')}", entry.source), rule.alt)
    except PictureError as error:
        problems.append(warning("pelicanconf.py", 0, f"{rule.name}: {error}", sort="setting"))
        return None


def _choose_own(entry: Entry, find: FindSource, problems: list[Problem]) -> Chosen | None:
    reference = _text(entry, "image")
    if not reference:
        return None
    line = entry.line_of("image")
    source = _found(entry, reference, line, find, problems)
    alt = _text(entry, "image_alt")
    if source and not alt:
        problems.append(
            warning(
                entry.source,
                line,
                f"image '{reference}' without alt text; add 'Image_alt: what the image shows'",
                sort="alt",
            )
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
            problems.append(
                warning(entry.source, 1, "doodle without drawing; add 'Drawing: images/name.png'", sort="drawing")
            )
            return None
        reference, line, alt = first.reference, entry.line_of_text(first.reference), alt or first.alt
    if not reference:
        return None
    source = _found(entry, reference, line, find, problems)
    if not alt:
        problems.append(
            warning(entry.source, line, f"{entry.kind} without alt text; add 'Alt: what the drawing shows'", sort="alt")
        )
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
            problems.append(warning(entry.source, line, str(error), sort="picture"))
        return None


def _text(entry: Entry, key: str) -> str:
    value = entry.metadata.get(key)
    if isinstance(value, list):
        value = value[0] if value else None
    return value.strip() if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class ImageInText:
    """A picture of a body: where it points, its text alternative, and the *name* of its classes."""

    reference: str
    alt: str
    name: str = ""


def find_first_image(html: str) -> ImageInText | None:
    """The first `<img>` of a body that has an address."""
    return next(iter(find_images(html)), None)


def find_images(html: str) -> list[ImageInText]:
    """Every `<img>` of a body that has an address, in order."""
    if "<img" not in html:
        return []
    finder = _ImageFinder()
    finder.feed(html)
    finder.close()
    return finder.found


class _ImageFinder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[ImageInText] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "img" and (reference := (values.get("src") or "").strip()):
            self.found.append(ImageInText(reference, (values.get("alt") or "").strip(), values.get("class") or ""))
