"""The sorts of problems: what each means and how it is cured, and the levels that the setting `PROBLEMS` gives them.

The manual's note "Problems" has a section for each, which a test compares with this table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any

from plugins.shared.problems import Problem, Severity, suggest, warning

SETTING = "PROBLEMS"
SETTINGS_NAME = "pelicanconf.py"
OFF = "off"
# What is this near to a sort is one, and no path.
CLOSE = 0.85
LEVELS = (*(severity.value for severity in Severity), OFF)

SORTS: Mapping[str, tuple[str, str]] = {
    # In a file as a whole.
    "file": (
        "A file of the content folder cannot be read, or is not what its name says.",
        "Save it as UTF-8, fix the link or the permissions, or remove the file.",
    ),
    "file-type": (
        "Texts of other programs lie in the content folder and are not read.",
        "Save them as `.md`, or move them elsewhere.",
    ),
    "left-out": (
        "A file is no entry for what it is called or where it lies, or its time is over.",
        "Rename or move it if you want it shown.",
    ),
    "withheld": (
        "A file is not public, as only drafts and what else is held back use it, or it lies beside none but those.",
        "Nothing; or show it in an entry that is public.",
    ),
    # In front matter.
    "front-matter": (
        "Front matter is broken, loose, says something twice, or holds a value that is not understood.",
        "Write `key: value`, put values with a colon between quotes, and close it with `---`.",
    ),
    "unknown-key": ("A key is nearly one of ours, or one that this kind does not use.", "Take the suggestion."),
    "other-keys": ("Keys and values of other tools mean nothing here.", "Nothing; or take them out."),
    "status": ("A word that may hold an entry back is not known.", "Write `draft`, `hidden` or `published`."),
    "kind": ("`kind:` names no kind.", "Write one of post, doodle, rocket, note, page."),
    "date": ("A date is missing, impossible, ahead of its time, or can be read two ways.", "Write it as `2026-04-03`."),
    "title": ("An entry that needs a title has none.", "Add `title:`, or begin the text with `# A heading`."),
    "template": ("`template:` names none that makes a page of such an entry.", "Take the line away."),
    "address": (
        "Two pages want one address, or an address is none that a file can have.",
        "Give one of them another `slug:`, or write a shorter or simpler `url:`.",
    ),
    "names": (
        "A category, tag, author or an introduction to one has a name that does not fit the others.",
        "Spell names alike, or tell them apart.",
    ),
    "series": ("The part of a series is no number.", "Write 1, 2, 3 …"),
    # In the text.
    "markdown": (
        "Markdown is probably not read as it was meant.",
        "Do as the message says, or leave it if you mean what is shown.",
    ),
    "short-lines": (
        "Short lines run together in a paragraph; only `check` says so.",
        "End them with a backslash, or set `MARKDOWN_BREAKS`; nothing if that is what you want.",
    ),
    "comment": (
        "A comment has no end, or has it in another paragraph.",
        "Close it, with `%%` or `-->`, and begin a long one on a line of its own.",
    ),
    "footnote": ("A footnote has no text, no mention, or two texts.", "Write `[^1]` in the text and `[^1]: …` below."),
    "formula": ("A formula cannot be drawn, and is shown as code.", "Fix it at the line and column named."),
    "diagram": ("A diagram cannot be drawn, and is shown as code.", "Fix it at the line named."),
    "shortcode": (
        "Something another program would have filled in is shown as it was written.",
        "Write Markdown instead.",
    ),
    # In links.
    "wikilink": (
        "A wikilink leads to nothing, or to several entries.",
        "Take the suggestion, write the note, or say which is meant: `[[notes/tea]]`.",
    ),
    "link": ("A link by address leads nowhere.", "Fix the path or the heading, or write a wikilink."),
    "script": (
        "An address begins with `javascript:`, `vbscript:` or `data:text/html`, so that a link would run a script.",
        "Write an address that begins with `https:`, or take it out.",
    ),
    "missing-file": (
        "A picture, film or other file that the text shows is not there.",
        "Correct the name, or put the file there.",
    ),
    # In pictures and cards.
    "picture": ("A picture cannot be used.", "Save it again from the original, or choose another."),
    "svg": (
        "An SVG file holds script, or refers to other files; what browsers would run or load is not published.",
        "Save it as plain SVG from a drawing program, with its pictures and fonts in it.",
    ),
    "alt": ("A picture has no words for those who cannot see it.", "Add `image_alt:` or `alt:`."),
    "drawing": ("A doodle has no drawing.", "Add `drawing:`, or a picture in the text."),
    "card": (
        "A title does not fit its card.",
        "Make the title shorter, or name a picture in `image:`.",
    ),
    "glyph": ("No font at hand has a sign, so that cards are drawn without it.", "Name a font in `CARD_FONTS`."),
    # In what is shared.
    "message": (
        "A message does not fit a network, or names one that is not known.",
        "Make it shorter, or correct the name.",
    ),
    "canonical": ("`canonical:` is no address.", "Write it whole, as `https://tea.example/cup/`."),
    # In the site.
    "setting": ("A setting has a value that means nothing.", "Take the suggestion, or take the setting away."),
    "cache": ("What was drawn cannot be kept for the next build.", "Make room on the disk, or fix the permissions."),
}


@dataclass(frozen=True, slots=True)
class Levels:
    """Which level a problem has: that of its place, unless *rules* say otherwise; of several, the last counts.

    A rule is a pattern of paths (empty: of all) and what it gives to each sort (empty: to all of them).
    """

    rules: tuple[tuple[str, Mapping[str, str]], ...] = ()

    def apply(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """*problems* with their levels, without those that are off."""
        for problem in problems:
            level = self.level_of(problem) if self.rules else problem.severity.value
            if level != OFF:
                yield problem if level == problem.severity else replace(problem, severity=Severity(level))

    def level_of(self, problem: Problem) -> str:
        level = problem.severity.value
        for pattern, given in self.rules:
            if not pattern or _matches(problem.source, pattern):
                level = given.get(problem.sort, given.get("", level))
        return level


def _matches(source: str, pattern: str) -> bool:
    """Whether *pattern* names *source*; `**` goes through folders, and so does `*`."""
    return fnmatchcase(source, pattern) or fnmatchcase(source, pattern.replace("**/", ""))


def read_levels(written: Any) -> tuple[Levels, tuple[Problem, ...]]:  # noqa: ANN401 - what an author wrote
    """The levels that the setting `PROBLEMS` gives, and what is wrong with it."""
    if not written:
        return Levels(), ()
    if not isinstance(written, Mapping):
        return Levels(), (_wrong(f"{written!r} gives no levels; write {{'alt': 'note'}}"),)
    problems: list[Problem] = []
    of_all: dict[str, str] = {}
    of_places: list[tuple[str, Mapping[str, str]]] = []
    for key, value in written.items():
        if isinstance(value, Mapping):
            of_places.append((str(key), dict(_read_sorts(value, problems))))
        elif _is_pattern(str(key)) and not _is_near_sort(str(key)):
            if _is_level(value, str(key), problems):
                of_places.append((str(key), {"": value}))
        else:
            of_all |= dict(_read_sorts({key: value}, problems))
    rules = (("", of_all), *of_places) if of_all else tuple(of_places)
    return Levels(rules), tuple(problems)


def _is_pattern(key: str) -> bool:
    return key not in SORTS and any(sign in key for sign in "/*?.")


def _is_near_sort(key: str) -> bool:
    """Whether *key*, which could be a path, is a sort with the wrong sign between its words: `missing.file`."""
    if "*" in key or "?" in key or key.endswith("/"):
        return False
    return bool(get_close_matches(re.sub(r"[./_ ]+", "-", key.casefold()), SORTS, n=1, cutoff=CLOSE))


def _read_sorts(written: Mapping[Any, Any], problems: list[Problem]) -> Iterator[tuple[str, str]]:
    for sort, level in written.items():
        if sort not in SORTS:
            problems.append(
                _wrong(f"unknown sort '{sort}'{suggest(str(sort), SORTS) or '; the note Problems has all'}")
            )
        elif _is_level(level, sort, problems):
            yield sort, level


def _is_level(level: object, key: str, problems: list[Problem]) -> bool:
    if level in LEVELS:
        return True
    problems.append(_wrong(f"unknown level '{level}' for '{key}'; write one of {', '.join(LEVELS)}"))
    return False


def _wrong(message: str) -> Problem:
    return warning(SETTINGS_NAME, 0, f"{SETTING}: {message}", sort="setting")
