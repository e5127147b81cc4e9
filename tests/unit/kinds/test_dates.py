from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.kinds.dates import DateError, parse_date

BERLIN = ZoneInfo("Europe/Berlin")


def iso(text: str) -> str:
    return parse_date(text, BERLIN).isoformat()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-21", "2026-11-21T00:00:00+01:00"),
        ("2026-07-21", "2026-07-21T00:00:00+02:00"),
        ("2026-1-2", "2026-01-02T00:00:00+01:00"),
        ("2026/11/21", "2026-11-21T00:00:00+01:00"),
        ("2026_11_21", "2026-11-21T00:00:00+01:00"),
        ("20261121", "2026-11-21T00:00:00+01:00"),
        (" 2026-11-21 ", "2026-11-21T00:00:00+01:00"),
        ("[[2026-11-21]]", "2026-11-21T00:00:00+01:00"),
        ("2026-11-21 08:05", "2026-11-21T08:05:00+01:00"),
        ("2026-11-21-08:05", "2026-11-21T08:05:00+01:00"),
        ("2026-11-21T08:05:30.5", "2026-11-21T08:05:30.500000+01:00"),
        ("2026-11-21 8:05 pm", "2026-11-21T20:05:00+01:00"),
        ("2026-11-21T08:05:00Z", "2026-11-21T08:05:00+00:00"),
        ("2026-11-21T08:05:30-0330", "2026-11-21T08:05:30-03:30"),
        ("2026-11-21 08:05 UTC", "2026-11-21T08:05:00+00:00"),
        ("2026-11-21 08:05 +0530", "2026-11-21T08:05:00+05:30"),
        ("2026-11-21 08:05-03:00", "2026-11-21T08:05:00-03:00"),
        ("2026-11-21 08:05 CET", "2026-11-21T08:05:00+01:00"),
        ("2026-07-21 08:05 CEST", "2026-07-21T08:05:00+02:00"),
        ("2026-07-21 08:05 EDT", "2026-07-21T08:05:00-04:00"),
        ("2026-11-21 08:05 ACST", "2026-11-21T08:05:00+09:30"),
        ("Tue, 03 Jun 2008 11:05:30 GMT", "2008-06-03T11:05:30+00:00"),
        ("Sun Nov 22 2026 10:11:12 GMT+0100", "2026-11-22T10:11:12+01:00"),
        ("21 November 2026", "2026-11-21T00:00:00+01:00"),
        ("Nov 21, 2026", "2026-11-21T00:00:00+01:00"),
        ("21/11/2026", "2026-11-21T00:00:00+01:00"),
        ("11/21/2026", "2026-11-21T00:00:00+01:00"),
        ("05.05.2026", "2026-05-05T00:00:00+02:00"),
        ("1630389384892", "2021-08-31T07:56:24.892000+02:00"),
        ("4070908800000", "2099-01-01T01:00:00+01:00"),
        ("1630389384", "2021-08-31T07:56:24+02:00"),
        ("1630389384.5", "2021-08-31T07:56:24.500000+02:00"),
    ],
)
def test_dates_are_read_as_written(text: str, moment: str) -> None:
    assert iso(text) == moment


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("03/04/2026", "date '03/04/2026' can be read two ways; write 2026-MM-DD"),
        ("03-04-26", "date '03-04-26' can be read two ways; write YYYY-MM-DD"),
        ("2026", "date '2026' is not complete; write YYYY-MM-DD"),
        ("2026-11", "date '2026-11' is not complete; write YYYY-MM-DD"),
        (
            "9630389384892",
            "impossible date '9630389384892'; write YYYY-MM-DD, with HH:MM behind it if the time matters",
        ),
        ("May 2026", "date 'May 2026' is not complete; write YYYY-MM-DD"),
        ("10:30", "date '10:30' is not complete; write YYYY-MM-DD"),
        (
            "2026-02-30",
            "impossible date '2026-02-30'; write YYYY-MM-DD, with HH:MM behind it if the time matters",
        ),
        (
            "next Tuesday",
            "impossible date 'next Tuesday'; write YYYY-MM-DD, with HH:MM behind it if the time matters",
        ),
        (
            "2026-11-21 24:00",
            "impossible date '2026-11-21 24:00'; write YYYY-MM-DD, with HH:MM behind it if the time matters",
        ),
        (
            "2026-11-21T08:05+99:00",
            "impossible date '2026-11-21T08:05+99:00'; write YYYY-MM-DD, with HH:MM behind it if the time matters",
        ),
        (
            "2026-11-21 08:05 IST",
            "unknown time zone 'IST' in '2026-11-21 08:05 IST'; write its distance from UTC: +02:00",
        ),
    ],
)
def test_dates_that_cannot_be_read_say_what_would_be_right(text: str, message: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(text, BERLIN)
    assert str(caught.value) == message


@pytest.mark.parametrize(("name", "offset"), [("CET", "+01:00"), ("CEST", "+02:00"), ("PST", "-08:00")])
def test_usual_names_of_zones_are_known_everywhere(name: str, offset: str) -> None:
    moment = parse_date(f"2026-07-21 08:05 {name}", ZoneInfo("UTC"))
    assert moment.isoformat() == f"2026-07-21T08:05:00{offset}"


def test_a_long_value_is_shown_in_part() -> None:
    with pytest.raises(DateError, match=f"impossible date '{'x' * 60}…'"):
        parse_date("x" * 5000, BERLIN)


def test_the_zone_of_the_machine_plays_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """dateutil takes names of zones from the machine, so that a site would differ from one to the next."""
    monkeypatch.setattr(time, "tzname", ("IST", "IDT"))
    with pytest.raises(DateError, match="unknown time zone 'IST'"):
        parse_date("2026-11-21 08:05 IST", BERLIN)


@given(
    st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis adds the zone
    st.integers(-14 * 60, 14 * 60),
)
def test_iso_dates_come_back_as_they_were(moment: datetime, offset_minutes: int) -> None:
    zoned = moment.replace(tzinfo=timezone(timedelta(minutes=offset_minutes)))
    assert parse_date(zoned.isoformat(), BERLIN) == zoned


@given(st.text())
def test_any_text_is_an_aware_date_or_a_date_error(text: str) -> None:
    try:
        moment = parse_date(text, BERLIN)
    except DateError:
        return
    assert moment.utcoffset() is not None


@given(st.text(st.sampled_from("0123456789-:/. TZ+GMTUCapmJn,年"), max_size=30))
def test_anything_like_a_date_is_one_or_a_date_error(text: str) -> None:
    try:
        moment = parse_date(text, BERLIN)
    except DateError:
        return
    moment.isoformat()
    moment.timestamp()
