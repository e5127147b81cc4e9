"""Which picture stands for an entry, and why the ones before it in the order do not."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from html.parser import HTMLParser
from types import MappingProxyType

from plugins.images.looks import Look
from plugins.images.pictures import MissingPictureError, PictureError
from plugins.images.rules import Rule, find_rule
from plugins.images.sources import Source
from plugins.shared.entry import Entry, Kind, SourcePath
from plugins.shared.problems import Problem, warning

FindSource = Callable[[str, SourcePath], Source]
"""Finds the picture that a reference in an entry means; raises `PictureError`."""

FindLook = Callable[[Source], Look]
"""Tells what sort of picture a file holds; raises `PictureError`."""

# A picture of the text that is smaller, or of another shape, is an icon, a divider or a strip of a screen.
_LEAST_WIDTH_PX, _LEAST_HEIGHT_PX = 400, 200
_WIDEST, _TALLEST = 3.5, 2.5
# Of a photograph the middle will do.
_WIDEST_PHOTOGRAPH, _TALLEST_PHOTOGRAPH = 8.0, 4.0
# One this wide is taken at once; a smaller one, such as a dialog, only where no other follows.
_GOOD_WIDTH_PX, _GOOD_HEIGHT_PX = 600, 300
_LEAST_SHOWN_PX = 200
_MOST_DIGITS, _LONGEST_REFERENCE = 6, 80
_DECORATION = re.compile(
    r"(?<![a-z])(avatar|gravatar|icon|favicon|logo|emoji|smiley|divider|separator|spacer|badge|button|ornament|bullet"
    r"|qr|qr ?code|donate|sponsor|signature)s?(?![a-z])"
)
# A portrait of the author, by the whole of its name or by the words it begins with; one of somebody else may well lead.
_PORTRAIT_NAME = re.compile(
    r"(?:my |about |the )*(?:portrait|portr[aä]t|retrato|ritratto|selfie|headshot|mugshot|profile|profilbild|author|me)"
    r"(?: (?:me|myself|photo|pic|picture|image|portrait|small|large|[0-9]+))*"
)
_PORTRAIT_ALT = re.compile(
    r"(?:(?:me|myself|ich|moi)(?!\w)|(?:a |the )?(?:selfie|headshot)(?!\w)"
    r"|(?:a |my )?(?:photo|photograph|picture|portrait|drawing) of (?:me|myself)(?!\w)|my (?:face|portrait)(?!\w))"
)
_UNFIT_LOOKS: Mapping[Look, str] = {
    Look.PLAIN: "of one colour",
    Look.CODE: "a QR code",
    Look.BADGE: "one filled shape, as a badge or a logo is",
}


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
    look: FindLook,
    rules: Sequence[Rule] = (),
    unfit: Mapping[SourcePath, str] = MappingProxyType({}),
    *,
    has_text_pictures: bool = True,
) -> tuple[Choice, list[Problem]]:
    """The first picture in the order own, drawing, poster, text, rule that is there and whole, else a card to be drawn.

    A picture of the text is taken where *has_text_pictures* or the rule for the entry says so.
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
        text, words = _choose_from_text(entry, rule, find, look, unfit, is_wanted=has_text_pictures)
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
    entry: Entry,
    rule: Rule | None,
    find: FindSource,
    look: FindLook,
    unfit: Mapping[SourcePath, str],
    *,
    is_wanted: bool,
) -> tuple[Chosen | None, str]:
    """The first good picture of the text that can stand for the entry, if one is wanted, and the words for it.

    Where none is good, the first that is fair.
    """
    if rule and rule.has_text_picture is not None:
        is_wanted, reason = rule.has_text_picture, f", {rule.name}"
    else:
        is_wanted, reason = is_wanted and not (rule and rule.is_none), ""
    if not is_wanted:
        return None, ""
    passed: list[str] = []
    fair: tuple[Chosen, int] | None = None
    for image in find_images(entry.html):
        verdict, chosen = _judge(image, entry, find, look, unfit)
        if chosen is None:
            passed += [verdict] if verdict else []
            continue
        facts = chosen.source.facts
        if facts.width_px >= _GOOD_WIDTH_PX and facts.height_px >= _GOOD_HEIGHT_PX:
            if fair:
                passed.insert(fair[1], f"{fair[0].source.path} passed over: smaller than one that follows")
            return chosen, "; ".join([*passed, f"the picture {chosen.source.path} of its text{reason}"])
        fair = fair or (chosen, len(passed))
    if fair:
        return fair[0], "; ".join([*passed, f"the picture {fair[0].source.path} of its text{reason}"])
    return None, "; ".join(passed) or (f"no picture in its text for {rule.name}" if rule and reason else "")


def _judge(
    image: ImageInText, entry: Entry, find: FindSource, look: FindLook, unfit: Mapping[SourcePath, str]
) -> tuple[str, Chosen | None]:
    """The picture if it can stand for *entry*, or the words for why it cannot; none for one that is not there."""
    try:
        source = find(image.reference, entry.source)
    except PictureError as error:
        # That it is missing has been said when links were resolved.
        return ("" if isinstance(error, MissingPictureError) else f"{_shown_name(image)} passed over: {error}"), None
    if source.path in unfit:
        return f"{source.path} cannot be used", None
    reason = _unsuitable_name(image, entry) or _unsuitable_size(image, source)
    if not reason:
        try:
            reason = _unsuitable_look(look(source), source)
        except PictureError:
            reason = "it cannot be read"
    return (f"{source.path} passed over: {reason}", None) if reason else ("", Chosen(source, image.alt))


def _shown_name(image: ImageInText) -> str:
    return image.reference if len(image.reference) <= _LONGEST_REFERENCE else f"{image.reference[:_LONGEST_REFERENCE]}…"


def _unsuitable_name(image: ImageInText, entry: Entry) -> str:
    name = posixpath.splitext(image.reference.rpartition("/")[2])[0]
    told = re.sub(r"[_\-]+", " ", f"{name} {image.name} {image.alt}".lower())
    if found := _DECORATION.search(told):
        return f"named as {found[1]}"
    if _PORTRAIT_NAME.fullmatch(re.sub(r"[_\-\s]+", " ", name.lower()).strip()) or _PORTRAIT_ALT.match(
        image.alt.lower()
    ):
        return "named as a portrait of its author"
    authors = {author.name.casefold() for author in entry.authors}
    return "a portrait of its author" if image.alt.casefold() in authors - {""} else ""


def _unsuitable_size(image: ImageInText, source: Source) -> str:
    width, height = source.facts.width_px, source.facts.height_px
    if width < _LEAST_WIDTH_PX or height < _LEAST_HEIGHT_PX:
        return f"small, {width} x {height} pixels"
    if image.width_px and image.width_px < _LEAST_SHOWN_PX:
        return f"shown {image.width_px} pixels wide"
    if width > _WIDEST_PHOTOGRAPH * height or height > _TALLEST_PHOTOGRAPH * width:
        return f"too long, {width} x {height} pixels"
    return ""


def _unsuitable_look(look: Look, source: Source) -> str:
    width, height = source.facts.width_px, source.facts.height_px
    if look in _UNFIT_LOOKS:
        return _UNFIT_LOOKS[look]
    if look is not Look.PHOTOGRAPH and (width > _WIDEST * height or height > _TALLEST * width):
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
    """A picture of a body: where it points, its text alternative, the *name* of its classes.

    *width_px* is how wide it is to be shown, 0 where the text does not say.
    """

    reference: str
    alt: str
    name: str = ""
    width_px: int = 0


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
            width = (values.get("width") or "").strip()
            width_px = int(width) if width.isascii() and width.isdecimal() and len(width) < _MOST_DIGITS else 0
            alt = (values.get("alt") or "").strip()
            self.found.append(ImageInText(reference, alt, values.get("class") or "", width_px))
