"""What the author wishes for one picture: the point to keep, how it fits the card, its paper, a version in the dark."""

from __future__ import annotations

import re

from plugins.images.derivatives import Treatment
from plugins.shared.entry import Entry
from plugins.shared.problems import Problem, suggest, warning

_PLACES = {"left": (0.0, None), "right": (1.0, None), "top": (None, 0.0), "bottom": (None, 1.0), "center": (None, None)}
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")
FITS = ("whole", "fill")
PAPERS = ("auto", "white", "transparent", "keep")
DARKS = ("auto", "none")


def read_treatment(
    entry: Entry, *, is_drawing: bool, paper: str = "auto", dark: str = "auto"
) -> tuple[Treatment, list[Problem]]:
    """How the featured image of *entry* is to be used; *paper* and *dark* are what the site does unless asked."""
    problems: list[Problem] = []
    focal = _read_focal(entry, problems)
    fit = _read_word(entry, "card_fit", FITS, "", problems)
    frame = _read_frame(entry, problems)
    paper = _read_word(entry, "paper", PAPERS, paper, problems)
    dark = _read_word(entry, "dark", DARKS, dark, problems)
    return Treatment(is_drawing, focal, fit, frame, paper, dark == "auto"), problems


def parse_focal(text: str) -> tuple[float, float] | None:
    """The point that *text* names, as shares of width and height; `None` if it names none.

    Two shares of a hundred (`30% 60%`), or one or two of left, right, top, bottom, center.
    """
    shares = [float(found) / 100 for found in _SHARE.findall(text)]
    if len(shares) == 2 and all(share <= 1 for share in shares) and not _SHARE.sub("", text).strip(" ,"):
        return shares[0], shares[1]
    words = text.lower().replace(",", " ").split()
    if not words or len(words) > 2 or any(word not in _PLACES for word in words):
        return None
    across = next((place for word in words if (place := _PLACES[word][0]) is not None), 0.5)
    down = next((place for word in words if (place := _PLACES[word][1]) is not None), 0.5)
    return across, down


def _read_focal(entry: Entry, problems: list[Problem]) -> tuple[float, float]:
    written = _text(entry, "focal")
    focal = parse_focal(written) if written else (0.5, 0.5)
    if focal is None:
        message = f"focal '{written}' is no place; write it as '30% 60%' or 'left top'"
        problems.append(warning(entry.source, entry.line_of("focal"), message, sort="picture"))
    return focal or (0.5, 0.5)


def _read_word(entry: Entry, key: str, known: tuple[str, ...], default: str, problems: list[Problem]) -> str:
    value = _text(entry, key).lower()
    # YAML reads an unquoted yes or no as a truth.
    raw = entry.metadata.get(key)
    if key in ("dark", "paper") and (raw is False or value in ("no", "off")):
        return known[-1]
    if key == "dark" and (raw is True or value in ("yes", "on")):
        return known[0]
    if not value or value in known:
        return value or default
    message = f"{key} '{value}' is unknown{suggest(value, known) or '; choose from ' + ', '.join(known)}"
    problems.append(warning(entry.source, entry.line_of(key), message, sort="picture"))
    return default


def _read_frame(entry: Entry, problems: list[Problem]) -> int:
    value = entry.metadata.get("image_frame")
    written = str(value).strip() if value is not None else ""
    if not written or (written.isdecimal() and 1 <= int(written) <= 10_000):
        return int(written or 1)
    message = f"image_frame '{written}' is no number; write the number of a frame, from 1"
    problems.append(warning(entry.source, entry.line_of("image_frame"), message, sort="picture"))
    return 1


def _text(entry: Entry, key: str) -> str:
    value = entry.metadata.get(key)
    return value.strip() if isinstance(value, str) else ""
