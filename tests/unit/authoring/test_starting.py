from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.authoring.starting import StartError, clean_title, find_kind, plan_entry
from plugins.kinds.front_matter import parse_front_matter
from plugins.shared.entry import Kind
from plugins.shared.markup import plain_text
from plugins.shared.names import unquote_name

TEMPLATES = Path(__file__).resolve().parents[3] / "plugins" / "authoring" / "templates"
NOW = datetime(2026, 11, 21, 8, 5, 30, tzinfo=ZoneInfo("Europe/Berlin"))


def start(kind: Kind, title: str) -> tuple[str, str]:
    """The place and text of a new entry, from the template as shipped."""
    entry = plan_entry(kind, title, NOW, (TEMPLATES / f"{kind}.md").read_text("utf-8"))
    return entry.source, entry.text


def read_title(text: str) -> str:
    """The title that the build reads from a new entry."""
    return plain_text(unquote_name(str(parse_front_matter(text).fields["title"])))


@pytest.mark.parametrize("word", ["note", "notes", "Note", " note "])
def test_a_kind_is_found_by_its_name(word: str) -> None:
    assert find_kind(word) is Kind.NOTE


def test_an_unknown_kind_is_refused_with_a_suggestion() -> None:
    with pytest.raises(StartError, match=r"unknown kind 'noet'; did you mean 'note'\?"):
        find_kind("noet")


def test_a_kind_unlike_any_is_refused_with_the_list() -> None:
    with pytest.raises(StartError, match="unknown kind 'xyz'; write one of post, doodle, rocket, note, page"):
        find_kind("xyz")


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        (Kind.POST, "posts/green-tea.md"),
        (Kind.DOODLE, "doodles/green-tea.md"),
        (Kind.ROCKET, "rockets/green-tea.md"),
        (Kind.NOTE, "notes/green-tea.md"),
        (Kind.PAGE, "pages/green-tea.md"),
    ],
)
def test_an_entry_starts_as_a_draft_in_the_folder_of_its_kind(kind: Kind, source: str) -> None:
    place, text = start(kind, "Green tea")
    assert place == source
    assert "Title: Green tea\n" in text
    assert "Status: draft\n" in text


@pytest.mark.parametrize("kind", [Kind.POST, Kind.DOODLE, Kind.ROCKET])
def test_a_dated_entry_has_the_date_in_the_authors_zone(kind: Kind) -> None:
    assert "\nDate: 2026-11-21 08:05+01:00\n" in start(kind, "Tea")[1]


@pytest.mark.parametrize("kind", [Kind.NOTE, Kind.PAGE])
def test_an_undated_entry_has_no_date(kind: Kind) -> None:
    assert "Date:" not in start(kind, "Tea")[1]


def test_a_doodle_has_a_place_for_its_drawing_and_the_words_with_it() -> None:
    text = start(Kind.DOODLE, "Tea")[1]
    assert "\nDrawing: images/doodles/tea.png\nAlt:\nTranscript:\n" in text


def test_a_rocket_may_have_no_title() -> None:
    place, text = start(Kind.ROCKET, "")
    assert place == "rockets/rocket-2026-11-21-080530.md"
    assert text.startswith("Date: 2026-11-21 08:05+01:00\n")


@pytest.mark.parametrize("kind", [Kind.POST, Kind.DOODLE, Kind.NOTE, Kind.PAGE])
def test_other_kinds_need_a_title(kind: Kind) -> None:
    with pytest.raises(StartError, match=f"a {kind} needs a title; write it between quotes behind the kind"):
        start(kind, " \n ")


@pytest.mark.parametrize(
    ("title", "read"),
    [
        pytest.param("Tea: a love story", "Tea: a love story", id="colon"),
        pytest.param("# Tea", "# Tea", id="leading hash"),
        pytest.param("Tea\nfor\ttwo", "Tea for two", id="newline"),
        pytest.param("“Tea” 'n' \"biscuits\"", "“Tea” 'n' \"biscuits\"", id="quotes inside"),
        pytest.param('"Tea"', '"Tea"', id="quotes around"),
        pytest.param("'Tea'", "'Tea'", id="single quotes around"),
        pytest.param("Tea 🫖 👩‍🍳", "Tea 🫖 👩‍🍳", id="emoji"),
        pytest.param("//tea", "//tea", id="slashes"),
        pytest.param("Tea <b>& cake</b> &amp;", "Tea <b>& cake</b> &amp;", id="markup"),
        pytest.param("{date} {title}", "{date} {title}", id="braces"),
        pytest.param("--- Tea", "--- Tea", id="dashes"),
        pytest.param("Tea\x00\x1b[1m\udcff", "Tea[1m", id="control characters"),
    ],
)
def test_a_title_is_read_as_it_was_given(title: str, read: str) -> None:
    assert read_title(start(Kind.POST, title)[1]) == read


@given(st.text(min_size=1))
def test_any_title_survives_the_front_matter(title: str) -> None:
    clean = clean_title(title)
    if clean:
        assert read_title(start(Kind.POST, title)[1]) == clean


@given(st.text())
def test_any_title_gives_a_plain_file_name(title: str) -> None:
    place = start(Kind.ROCKET, title)[0]
    assert place.startswith("rockets/")
    assert place.removeprefix("rockets/").removesuffix(".md").replace("-", "").isalnum()
    assert len(place.encode()) < 120
