"""Findings about what the author wrote, each with the place and the cure."""

from __future__ import annotations

import difflib
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import NamedTuple


class Severity(StrEnum):
    """*error*: going on would lose or contradict something.

    *warning*: the site is whole, but something in it is amiss.
    *note*: worth knowing; it stops nothing, whatever `FAIL_ON` says, and is not counted as a problem.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


# As many of one sort as are printed, unless all are asked for; errors stop a public build, and leave files out at home.
SHOWN, SHOWN_ERRORS = 3, 20
# The sorts of which each counts a file, be it by another name than that it has.
COUNTING_FILES = ("file-type", "left-out")
# As many names as a merged note lists.
NAMES_LISTED = 12


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding; *message* holds the value and what would be right, *line* counts from 1 (0: the file as a whole).

    Its *sort* is one of those in `sorts.py`.
    With *counted*, a name, it is one of many alike: those with the same message are printed once for the site.
    """

    source: str
    line: int
    message: str
    severity: Severity = Severity.ERROR
    counted: str = ""
    sort: str = field(default="", compare=False)
    mentions: tuple[str, ...] = field(default=(), compare=False)
    """Other files of the content folder that the message names."""

    @property
    def text(self) -> str:
        """The message, with what is counted."""
        return f"{self.message}: {self.counted}" if self.counted else self.message

    def folder_in(self, content_path: Path) -> str:
        """The name of the content folder, with a slash, unless the problem is one of the settings."""
        is_relative = bool(self.source) and not os.path.isabs(self.source)
        is_of_content = is_relative and os.path.lexists(content_path / self.source)
        return f"{content_path.name}/" if is_of_content else ""

    def placed_in(self, content_path: Path) -> Problem:
        """It with the content folder before each of its files, as they are called from the folder beside that."""
        name = content_path.name
        is_file = self.counted and (self.counted == self.source or self.sort in COUNTING_FILES)
        counted = f"{name}/{self.counted}" if is_file else self.counted
        source = self.folder_in(content_path) + self.source
        return replace(self, source=source, message=self.message_in(name), counted=counted)

    def message_in(self, folder_name: str) -> str:
        """The message with the name of the content folder before each file that it names."""
        message = self.message
        for name in self.mentions:
            place = rf"(?<![\w/.-]){re.escape(name)}(?![\w/-])"
            message = re.sub(place, lambda found: f"{folder_name}/{found[0]}", message)
        return message

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}" if self.line else self.source
        return make_printable(f"{place}: {self.text}" if place else self.text)


# What moves the cursor of a terminal, colours it or turns the order of its letters, and halves of letters.
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# As much of a line as anybody reads, and as much of it as stands behind what is left out.
LONGEST_LINE, LINE_END = 2000, 400


def make_printable(line: str) -> str:
    r"""*line* as a terminal can show it: `\x1b` in the place of an escape, and a long one without its middle."""
    if len(line) > LONGEST_LINE:
        line = f"{line[: LONGEST_LINE - LINE_END]} … {line[-LINE_END:]}"
    return escape_controls(line)


def escape_controls(line: str) -> str:
    r"""*line* with `\x1b` in the place of an escape, and the like."""
    if line.isprintable():
        return line
    return UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape", "backslashreplace").decode(), line)


def warning(source: str, line: int, message: str, *, sort: str = "", mentions: tuple[str, ...] = ()) -> Problem:
    return Problem(source, line, message, Severity.WARNING, sort=sort, mentions=mentions)


def note(source: str, line: int, message: str, counted: str = "", *, sort: str = "") -> Problem:
    return Problem(source, line, message, Severity.NOTE, counted, sort)


def count_problems(problems: Iterable[Problem]) -> int:
    """How many of *problems* are more than notes."""
    return sum(problem.severity is not Severity.NOTE for problem in problems)


def merge_counted(problems: Iterable[Problem]) -> list[Problem]:
    """*problems* with one in the place of all that have the same message and are *counted*: `… (12 files): toc (9)`.

    It stands behind the others; the names that most files have come first.
    """
    others: list[Problem] = []
    groups: dict[tuple[Severity, str], list[Problem]] = {}
    for problem in problems:
        if problem.counted:
            groups.setdefault((problem.severity, problem.message), []).append(problem)
        else:
            others.append(problem)
    return [*others, *(_merged(severity, message, found) for (severity, message), found in sorted(groups.items()))]


def _merged(severity: Severity, message: str, found: Sequence[Problem]) -> Problem:
    pairs = {(problem.counted, problem.source) for problem in found}
    files = len({source for _name, source in pairs})
    counts = sorted(Counter(name for name, _source in pairs).items(), key=lambda pair: (-pair[1], pair[0]))
    names = [f"{name} ({count})" if count > 1 else name for name, count in counts[:NAMES_LISTED]]
    names += [f"and {len(counts) - NAMES_LISTED} others"] if len(counts) > NAMES_LISTED else []
    text = f"{message} ({files} {'file' if files == 1 else 'files'}): {', '.join(names)}"
    return Problem("", 0, text, severity, sort=found[0].sort)


class Told(NamedTuple):
    """A problem as it is printed, with its level and sort."""

    level: str
    sort: str
    line: str


def shorten(told: Sequence[Told], shown: int = SHOWN) -> Iterator[str]:
    """The lines of *told*, in which those of a sort stand together: of each *shown*, more of errors, and a count.

    With 0 all are shown.
    """
    for (level, sort), group in groupby(told, key=lambda one: (one.level, one.sort)):
        lines = [one.line for one in group]
        at_most = len(lines) if not shown else max(shown, SHOWN_ERRORS) if level == Severity.ERROR else shown
        yield from lines[:at_most]
        if (rest := len(lines) - at_most) > 0:
            yield f"{level}: … and {rest} more of the sort '{sort}'; `check --all` lists them"


def suggest(value: str, known: Iterable[str]) -> str:
    """The words "; did you mean 'note'?" when one of *known* is close to *value*, else nothing."""
    by_folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(value.casefold(), by_folded, n=2, cutoff=0.7)
    if not close:
        return ""
    return "; did you mean " + " or ".join(f"'{by_folded[name]}'" for name in close) + "?"
