from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from plugins.authoring.starting import StartError, clean_title, find_kind, plan_entry
from plugins.kinds.front_matter import parse_front_matter
from plugins.shared.entry import Kind
from plugins.shared.markup import plain_text

TEMPLATES = Path(__file__).resolve().parents[3] / "plugins" / "authoring" / "templates"
NOW = datetime(2026, 11, 21, 8, 5, 30, tzinfo=ZoneInfo("Europe/Berlin"))


def start(kind: Kind, title: str) -> tuple[str, str]:
    """The place and text of a new entry, from the template as shipped."""
    entry = plan_entry(kind, title, NOW, (TEMPLATES / f"{kind}.md").read_text("utf-8"))
    return entry.source, entry.text


def read_title(text: str) -> str:
    """The title that the build reads from a new entry."""
    return plain_text(str(parse_front_matter(text).fields["title"]))


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
    assert "title: Green tea\n" in text
    assert "status: draft\n" in text


@pytest.mark.parametrize("kind", [Kind.POST, Kind.DOODLE, Kind.ROCKET])
def test_a_dated_entry_has_the_date_in_the_authors_zone(kind: Kind) -> None:
    assert "\ndate: 2026-11-21 08:05+01:00\n" in start(kind, "Tea")[1]


@pytest.mark.parametrize("kind", [Kind.NOTE, Kind.PAGE])
def test_an_undated_entry_has_no_date(kind: Kind) -> None:
    assert "date:" not in start(kind, "Tea")[1]


def test_a_doodle_has_a_place_for_its_drawing_and_the_words_with_it() -> None:
    text = start(Kind.DOODLE, "Tea")[1]
    assert "\ndrawing: images/doodles/tea.png\nalt:\ntranscript:\n" in text


def test_a_rocket_may_have_no_title() -> None:
    place, text = start(Kind.ROCKET, "")
    assert place == "rockets/rocket-2026-11-21-080530.md"
    assert text.startswith("---\ndate: 2026-11-21 08:05+01:00\n")


@pytest.mark.parametrize("kind", [Kind.POST, Kind.DOODLE, Kind.NOTE, Kind.PAGE])
def test_other_kinds_need_a_title(kind: Kind) -> None:
    with pytest.raises(StartError, match=f"a {kind} needs a title; write it between quotes behind the kind"):
        start(kind, " \n ")


@pytest.mark.parametrize(
    ("title", "read"),
    [
        pytest.param("Tea: a love story", "Tea: a love story", id="colon"),
        pytest.param("# Tea", "# Tea", id="leading hash"),
        pytest.param("Tea #2", "Tea #2", id="hash inside"),
        pytest.param("@tea", "@tea", id="at sign"),
        pytest.param("`tea`", "`tea`", id="back ticks"),
        pytest.param("- tea", "- tea", id="dash"),
        pytest.param("Tea\\n", "Tea\\n", id="backslash"),
        pytest.param("Tee für zwei, чай, 茶, شاي", "Tee für zwei, чай, 茶, شاي", id="other scripts"),
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


@pytest.mark.parametrize(
    ("title", "line"),
    [
        pytest.param("Green tea", "title: Green tea", id="words"),
        pytest.param("Tea's 茶 🫖", "title: Tea's 茶 🫖", id="other scripts and emoji"),
        pytest.param("Tea: a love story", 'title: "Tea: a love story"', id="colon"),
        pytest.param('Tea: the "best"', "title: 'Tea: the \"best\"'", id="colon and quotes"),
        pytest.param("Tea #2", 'title: "Tea #2"', id="hash"),
        pytest.param("@tea", 'title: "@tea"', id="at sign"),
        pytest.param("2026", 'title: "2026"', id="number"),
        pytest.param("2026-11-21", 'title: "2026-11-21"', id="date"),
        pytest.param("1e3", 'title: "1e3"', id="number in YAML 1.2"),
        pytest.param("No", 'title: "No"', id="boolean"),
        pytest.param("y", 'title: "y"', id="boolean in YAML 1.1"),
        pytest.param("null", 'title: "null"', id="null"),
        pytest.param("Tea\ufeff", 'title: "Tea\\uFEFF"', id="byte order mark"),
    ],
)
def test_a_title_is_quoted_where_yaml_needs_it(title: str, line: str) -> None:
    assert line in start(Kind.POST, title)[1].splitlines()


def test_a_long_title_stays_on_one_line() -> None:
    title = f"Tea: {'a very long story about it ' * 20}end"
    assert f'title: "{title}"' in start(Kind.POST, title)[1].splitlines()


@given(st.text(min_size=1))
def test_any_title_survives_the_front_matter(title: str) -> None:
    clean = clean_title(title)
    if clean:
        text = start(Kind.POST, title)[1]
        assert read_title(text) == clean
        assert isinstance(yaml.safe_load(text.split("\n---\n")[0])["title"], str)


@given(st.text())
def test_any_title_gives_a_plain_file_name(title: str) -> None:
    place = start(Kind.ROCKET, title)[0]
    assert place.startswith("rockets/")
    assert place.removeprefix("rockets/").removesuffix(".md").replace("-", "").isalnum()
    assert len(place.encode()) < 120
