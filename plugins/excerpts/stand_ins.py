"""What stands for an entry without words: a line composed of what it is, where it is and what it is about.

A pattern is a text with fields in braces; a part in square brackets stays out where its field has nothing to say:
`A note[ in {place}][, tagged {tags}].`
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from plugins.shared.entry import Entry, Kind
from plugins.shared.problems import Problem, suggest

SETTING = "EXCERPT_STAND_INS"
PATTERNS: Mapping[str, str] = {
    "post": "A post[ with {language} code][ from {year}][ in {place}][, tagged {tags}].",
    "doodle": "A drawing[ from {year}][ in {place}][, tagged {tags}].",
    "rocket": "A quick take[ from {year}][ in {place}][, tagged {tags}].",
    "note": "A note[ with {language} code][ in {place}][, tagged {tags}].",
    "page": "A page[ with {language} code][ in {place}].",
}
FIELDS = ("place", "tags", "language", "year")
TAGS_AT_MOST = 4
PART = re.compile(r"\[([^\[\]]*)\]")
GAP = re.compile(r"\{([^{}]*)\}")
LANGUAGE = re.compile(r'<code class="language-([A-Za-z][\w+#-]*)"')
FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})[ \t]*\{?[ \t]*\.?([A-Za-z][\w+#-]*)", re.MULTILINE)
# Before the name of a folder: what puts it in order, and what marks it.
ORDERING = re.compile(r"^[\W\d_]+")


@dataclass(frozen=True, slots=True)
class StandIns:
    """The patterns by kind, and what else they know: the name of the site, and the category that says nothing."""

    patterns: Mapping[str, str] = field(default_factory=lambda: PATTERNS)
    find_site_name: Callable[[], str] = str
    """Asked where nothing else says where an entry is, so that a new name touches no other one."""
    default_category: str = ""

    def compose(self, entry: Entry) -> str:
        """The line that stands for *entry*."""
        values = {
            "place": self._place(entry),
            "tags": ", ".join(term.name for term in entry.tags[:TAGS_AT_MOST]),
            "language": _language(entry),
            "year": str(entry.date.year) if entry.date else "",
        }
        pattern = PART.sub(lambda part: _filled(part[1], values) or "", self.patterns[entry.kind.value])
        return " ".join((_filled(pattern, values) or "").split())

    def _place(self, entry: Entry) -> str:
        """Where *entry* is to be found: its category, the folder it lies in, or the site."""
        for category in entry.categories:
            if category.name != self.default_category:
                return category.name
        folder = PurePosixPath(entry.source).parent.name
        name = ORDERING.sub("", folder) or folder
        says_more = name and name.casefold() not in {kind.folder for kind in Kind}
        if not says_more:
            return self.find_site_name()
        return name if " " in name else re.sub(r"[-_]+", " ", name)


def _filled(text: str, values: Mapping[str, str]) -> str | None:
    """*text* with its gaps filled; `None` where one of them has nothing to say."""
    names = GAP.findall(text)
    if any(not values[name] for name in names):
        return None
    return GAP.sub(lambda gap: values[gap[1]], text)


def _language(entry: Entry) -> str:
    """In what language the code of *entry* is, as people write it; empty where nobody says."""
    found = LANGUAGE.search(entry.html)
    if found is None and "%%" not in entry.text and "<!--" not in entry.text:
        # A comment may hold code that no page shows.
        found = FENCE.search(entry.text)
    if found is None:
        return ""
    # It takes long to load, and is seldom needed.
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return str(get_lexer_by_name(found[1]).name)
    except ClassNotFound:
        return found[1]


def read_stand_ins(
    written: Mapping[str, object], find_site_name: Callable[[], str], default_category: str
) -> tuple[StandIns, list[Problem]]:
    """The stand-ins that the setting *written* asks for, and what is amiss in it; ours where it says nothing."""
    problems: list[Problem] = []
    patterns = dict(PATTERNS)
    for kind, pattern in written.items():
        if said := _say_amiss(kind, pattern):
            problems.append(Problem(SETTING, 0, said, sort="setting"))
        else:
            patterns[kind] = str(pattern)
    return StandIns(patterns, find_site_name, default_category), problems


def _say_amiss(kind: str, pattern: object) -> str:
    if kind not in PATTERNS:
        hint = suggest(kind, PATTERNS) or f"; write one of {', '.join(PATTERNS)}"
        return f"unknown kind '{kind}'{hint}"
    if not isinstance(pattern, str):
        return f"'{pattern}' is no line for a {kind}; write one, as in '{PATTERNS[kind]}'"
    for name in GAP.findall(pattern):
        if name not in FIELDS:
            hint = suggest(name, FIELDS) or f"; choose from {', '.join(FIELDS)}"
            return f"unknown field '{{{name}}}'{hint}"
    return ""
