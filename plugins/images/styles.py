"""Card styles: one small TOML file each, ours in `card_styles/` and the author's in a folder of their own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from plugins.images.colors import INK, PAPER, Rgb, contrast, mix, parse_color, readable
from plugins.images.patterns import FAMILY_NAMES
from plugins.shared.problems import Problem, suggest

STYLES_PATH = Path(__file__).with_name("card_styles")
DEFAULT_STYLE = "paper"
_COLOR = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "texture": ("none", "grid", "ruled", "dots", "dust"),
    "decoration": ("none", "band", "sheet", "frame", "drafting", "swipes", "picture"),
    "letters": ("plain", "chalk", "marked"),
    "align": ("center", "left"),
    "pattern": ("", *FAMILY_NAMES),
}
_GROUNDS = ("category", "category-dark", "category-light")
LEAST_CONTRAST = 7.0


@dataclass(frozen=True, slots=True)
class Style:
    """How a card looks: colours as written in its file, and what is drawn besides the words.

    *ground* is a colour, or `category`, `category-dark`, `category-light`; *ink* a colour or `auto`.
    *wash* tells how much of the category's colour is in a ground that is a colour, 0 to 1.
    *tint* and *line* tell how much of the category's colour is in areas and in lines, 0 to 1.
    *pattern* names one family of strokes for all cards; empty, each card has its own.
    """

    name: str = DEFAULT_STYLE
    ground: str = "#f6f7f3"
    ink: str = "auto"
    texture: str = "none"
    decoration: str = "none"
    frame: str = ""
    letters: str = "plain"
    align: str = "center"
    wash: float = 0.0
    tint: float = 0.2
    line: float = 0.65
    pattern: str = ""


class StyleError(Exception):
    """The file is no style; the text says why and what would be right."""


def load_styles(own_folder: Path | None = None) -> tuple[dict[str, Style], list[Problem]]:
    """The styles by name, the author's own before ours, and what is wrong with files among them."""
    styles: dict[str, Style] = {}
    problems: list[Problem] = []
    for path in [*_style_files(STYLES_PATH), *(_style_files(own_folder) if own_folder else ())]:
        try:
            styles[path.stem] = parse_style(path.stem, path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, StyleError) as error:
            problems.append(Problem(path.name, 0, f"card style cannot be used: {error}", sort="setting"))
    return styles, problems


def _style_files(folder: Path) -> Iterable[Path]:
    return sorted(folder.glob("*.toml"))


def parse_style(name: str, text: str) -> Style:
    """The style that a file holds; raises `StyleError`."""
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StyleError(f'{error}; write lines such as ground = "#f6f7f3"') from error
    known = {field.name: field for field in fields(Style) if field.name != "name"}
    for key, value in written.items():
        if key not in known:
            raise StyleError(f"unknown key '{key}'" + (suggest(key, known) or _choices(known)))
        _check_value(key, value)
    return replace(Style(name), **written)


def _choices(names: Iterable[str]) -> str:
    return f"; choose from {', '.join(names)}"


def _check_value(key: str, value: object) -> None:
    if key in ("wash", "tint", "line"):
        if not isinstance(value, int | float) or not 0 <= value <= 1:
            raise StyleError(f"{key} '{value}' is no share; write a number from 0 to 1")
        return
    if not isinstance(value, str):
        raise StyleError(f"{key} '{value}' is no text; put it in quotes")
    if key in _CHOICES and value not in _CHOICES[key]:
        raise StyleError(f"unknown {key} '{value}'{_choices(filter(None, _CHOICES[key]))}")
    words = {"ground": _GROUNDS, "ink": ("auto",), "frame": ("",)}.get(key)
    if words is not None and value not in words and not _COLOR.fullmatch(value):
        raise StyleError(f"{key} '{value}' is not a colour; write it as '#2f8f5b'")


@dataclass(frozen=True, slots=True)
class Colors:
    """The colours of one card: all words stand out from the *ground* by at least 7:1."""

    ground: Rgb
    ink: Rgb
    soft: Rgb
    """For the small words."""
    accent: Rgb
    """For words in the category's colour."""
    category: Rgb
    """The category's colour itself."""
    tint: Rgb
    """For areas."""
    line: Rgb
    """For patterns."""
    frame: Rgb


def choose_colors(style: Style, accent: Rgb, background: str = "") -> Colors:
    """The colours of a card in *style* for a category of the colour *accent*; *background* stands for the ground."""
    wanted = _ground(style, accent, background)
    ink = _ink(style, wanted)
    ground = wanted if contrast(ink, wanted) >= LEAST_CONTRAST else readable(wanted, ink)
    return Colors(
        ground,
        ink,
        readable(mix(ink, ground, 0.22), ground),
        readable(accent, ground),
        _drawn(accent, ground),
        mix(ground, accent, style.tint),
        mix(ground, _drawn(accent, ground), style.line),
        parse_color(style.frame) if style.frame else mix(ground, ink, 0.5),
    )


def _ground(style: Style, accent: Rgb, background: str) -> Rgb:
    if _COLOR.fullmatch(background):
        return parse_color(background)
    match style.ground:
        case "category":
            return accent
        case "category-dark":
            return mix(INK, accent, 0.26)
        case "category-light":
            return mix(PAPER, accent, 0.16)
    return mix(parse_color(style.ground), accent, style.wash)


def _ink(style: Style, ground: Rgb) -> Rgb:
    """The ink of the style where it can be read, else the lighter or darker one that can."""
    if style.ink != "auto":
        own = parse_color(style.ink)
        if contrast(own, ground) >= LEAST_CONTRAST:
            return own
    return max((INK, PAPER), key=lambda ink: contrast(ink, ground))


def _drawn(accent: Rgb, ground: Rgb) -> Rgb:
    """*accent*, light enough to be seen on a dark ground."""
    return mix(accent, (255, 255, 255), 0.55) if contrast((255, 255, 255), ground) > 5 else accent
