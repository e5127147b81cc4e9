"""Dates as authors write them, read without guessing."""

from __future__ import annotations

import re
import warnings
from datetime import datetime, tzinfo

from dateutil import parser

# Read against two days that differ in every part: what does not agree was not written.
_PROBES = (datetime(2001, 2, 3), datetime(2014, 11, 25))
_NUMERIC_DAY_FIRST = re.compile(r"^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_GLUED_TIME = re.compile(r"^(\d{4}-\d{1,2}-\d{1,2})-(\d{1,2}:\d{2}.*)$")


class DateError(ValueError):
    """A date that cannot be read; the message says what would be right."""


def parse_date(text: str, zone: tzinfo) -> datetime:
    """The moment that *text* names, aware; a date without a zone is taken in *zone*, one without a time at midnight."""
    written = text.strip().replace("_", " ")
    if glued := _GLUED_TIME.match(written):
        written = f"{glued[1]} {glued[2]}"
    numeric = _NUMERIC_DAY_FIRST.match(written)
    if numeric and int(numeric[1]) <= 12 and int(numeric[2]) <= 12 and numeric[1] != numeric[2]:
        raise DateError(f"date '{text}' can be read two ways; write {numeric[3]}-MM-DD")
    try:
        first, second = (_parse(written, probe) for probe in _PROBES)
    except (parser.ParserError, OverflowError, ValueError, TypeError):
        raise DateError(f"impossible date '{text}'; write YYYY-MM-DD, with HH:MM behind it if the time matters") from None
    if first != second:
        raise DateError(f"date '{text}' is not complete; write YYYY-MM-DD")
    return first if first.tzinfo else first.replace(tzinfo=zone)


def _parse(written: str, probe: datetime) -> datetime:
    with warnings.catch_warnings():
        # A zone name nobody knows ("XYZ") is a warning in dateutil, but a wrong time in the site.
        warnings.simplefilter("error")
        try:
            return parser.parse(written, default=probe, dayfirst=bool(_NUMERIC_DAY_FIRST.match(written)))
        except Warning as unknown_zone:
            raise ValueError(str(unknown_zone)) from None
