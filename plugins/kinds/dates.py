"""Dates as authors write them, read without guessing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo

from dateutil import parser

# Read against two days that differ in every part: what does not agree was not written.
_PROBES = (datetime(2001, 2, 3), datetime(2014, 11, 25))  # noqa: DTZ001 - the zone is what we want to see missing
_NUMERIC = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)")
# Seconds since 1970 as of 2001, and milliseconds, as programs write them.
# In milliseconds up to the year 2128; in seconds up to 2033, behind which ten digits may be a day and an hour.
_EPOCH = re.compile(r"1\d{9}(?:\.\d+)?|[1-4]\d{12}", re.ASCII)
_EPOCH_MS_DIGITS = 13
# The forms that leave nothing to guess, which most authors and programs write.
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d(?:[ T](?:[01]\d|2[0-3]):\d\d(?::\d\d)?(?:Z|[+-]\d\d:?[0-5]\d)?)?", re.ASCII)
_GLUED_TIME = re.compile(r"^(\d{4}-\d{1,2}-\d{1,2})-(\d{1,2}:\d{2}.*)$")
# Names of zones that mean one distance from UTC, in hours, wherever they are written: those of RFC 5322, 4.3, and of
# others that no second zone is called by. (IST and BST are names of several.)
_ZONE_NAMES = (
    (-10, "HST"),
    (-9, "AKST"),
    (-8, "PST AKDT"),
    (-7, "MST PDT"),
    (-6, "CST MDT"),
    (-5, "EST CDT"),
    (-4, "EDT"),
    (-3.5, "NST"),
    (-3, "BRT"),
    (-2.5, "NDT"),
    (0, "UTC GMT UT Z WET"),
    (1, "WEST CET MEZ MET WAT"),
    (2, "CEST MESZ MEST EET SAST CAT"),
    (3, "EEST MSK EAT"),
    (8, "HKT SGT AWST"),
    (9, "JST KST"),
    (9.5, "ACST"),
    (10, "AEST"),
    (10.5, "ACDT"),
    (11, "AEDT"),
    (12, "NZST"),
    (13, "NZDT"),
)
_ZONES = {name: hours for hours, names in _ZONE_NAMES for name in names.split()}
# As JavaScript writes it; dateutil takes the sign the other way round.
_NAMED_OFFSET = re.compile(r"\b(?:GMT|UTC)(?=[+-]\d)")


class DateError(ValueError):
    """A date that cannot be read; the message says what would be right."""


def parse_date(text: str, zone: tzinfo) -> datetime:
    """The moment that *text* names, aware; a date without a zone is taken in *zone*, one without a time at midnight.

    A number of ten or thirteen digits is a moment in seconds or milliseconds.
    """
    # A daily note is named as `[[2026-11-21]]`.
    written = text.strip().strip("[]").replace("_", " ")
    written = _NAMED_OFFSET.sub("", _GLUED_TIME.sub(r"\1 \2", written))
    if plain := _plain_date(written, zone):
        return plain
    if _EPOCH.fullmatch(written):
        seconds = float(written) / (1000 if len(written.partition(".")[0]) == _EPOCH_MS_DIGITS else 1)
        return datetime.fromtimestamp(seconds, zone)
    numeric = _NUMERIC.match(written)
    if numeric and _is_ambiguous(numeric):
        year = numeric[3] if len(numeric[3]) == 4 else "YYYY"
        raise DateError(f"date '{text}' can be read two ways; write {year}-MM-DD")
    try:
        first, second = (_parse(written, probe, zone, is_day_first=bool(numeric)) for probe in _PROBES)
        # An offset of more than a day comes to light only here.
        first.utcoffset()
    except _UnknownZoneError as unknown:
        raise DateError(f"unknown time zone '{unknown}' in '{text}'; write its distance from UTC: +02:00") from None
    except (OverflowError, ValueError, TypeError):
        cure = "write YYYY-MM-DD, with HH:MM behind it if the time matters"
        raise DateError(f"impossible date '{_shortened(text)}'; {cure}") from None
    if first != second:
        raise DateError(f"date '{text}' is not complete; write YYYY-MM-DD")
    return first if first.tzinfo else first.replace(tzinfo=zone)


def _plain_date(written: str, zone: tzinfo) -> datetime | None:
    if _PLAIN.fullmatch(written) is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _is_ambiguous(numeric: re.Match[str]) -> bool:
    """Whether day and month, or the year as well, could change places."""
    one, other, year = numeric.groups()
    return len(year) == 2 or (int(one) <= 12 and int(other) <= 12 and int(one) != int(other))


class _UnknownZoneError(Exception):
    """A name such as "IST", which dateutil would look up on the machine it runs on."""


def _parse(written: str, probe: datetime, zone: tzinfo, *, is_day_first: bool) -> datetime:
    names = {zone.tzname(probe.replace(month=month)): zone for month in (1, 7)}

    def find_zone(name: str | None, offset_s: int | None) -> tzinfo | None:
        if name is None and offset_s is None:
            return None
        if offset_s is not None:
            return timezone(timedelta(seconds=offset_s))
        if name in names:
            return names[name]
        if name not in _ZONES:
            raise _UnknownZoneError(name)
        return timezone(timedelta(hours=_ZONES[name]))

    return parser.parse(written, default=probe, dayfirst=is_day_first, tzinfos=find_zone)


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
