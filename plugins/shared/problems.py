"""Findings about what the author wrote, each with the place and the cure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """*error*: going on would lose or contradict something.

    *warning*: the site is whole, but something in it is amiss.
    """

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding; *message* holds the value and what would be right, *line* counts from 1 (0: the file as a whole)."""

    source: str
    line: int
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}" if self.line else self.source
        return f"{place}: {self.message}"


def warning(source: str, line: int, message: str) -> Problem:
    return Problem(source, line, message, Severity.WARNING)


def suggest(value: str, known: Iterable[str]) -> str:
    """The words "; did you mean 'note'?" when one of *known* is close to *value*, else nothing."""
    by_folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(value.casefold(), by_folded, n=2, cutoff=0.7)
    if not close:
        return ""
    return "; did you mean " + " or ".join(f"'{by_folded[name]}'" for name in close) + "?"
