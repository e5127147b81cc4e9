from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from plugins.shared.entry import Entry, Kind, Slug, SourcePath, Status, Term, UrlPath
from plugins.shared.site import SiteView, count_terms, list_kind, make_site_view, with_fields

Make = Callable[..., Entry]


def term(name: str) -> Term:
    return Term(name, Slug(name.lower()), UrlPath(f"tag/{name.lower()}/"), UrlPath(""))


def day(number: int) -> datetime:
    return datetime(2026, 1, number, tzinfo=UTC)


def view(*entries: Entry, **options: Any) -> SiteView:  # noqa: ANN401 - any option
    defaults: dict[str, Any] = {
        "is_public": True,
        "feed_url": "all.xml",
        "kind_feed": "feeds/{folder}.xml",
        "backlink_counts": {},
    }
    return make_site_view(entries, **{**defaults, **options})


class TestListings:
    def test_dated_kinds_are_newest_first(self, make_entry: Make) -> None:
        entries = [make_entry("Old", date=day(1)), make_entry("New", date=day(3)), make_entry("Mid", date=day(2))]
        assert [entry.title for entry in list_kind(entries, Kind.POST)] == ["New", "Mid", "Old"]

    def test_entries_of_one_moment_are_in_order_of_their_titles(self, make_entry: Make) -> None:
        entries = [make_entry("tea", date=day(1)), make_entry("Bread", date=day(1)), make_entry("Jam", date=day(1))]
        assert [entry.title for entry in list_kind(entries, Kind.POST)] == ["Bread", "Jam", "tea"]

    def test_notes_are_in_order_of_their_titles(self, make_entry: Make) -> None:
        entries = [make_entry(title, kind=Kind.NOTE) for title in ("tea", "Bread", "Écume", "jam")]
        assert [entry.title for entry in list_kind(entries, Kind.NOTE)] == ["Bread", "jam", "tea", "Écume"]

    @pytest.mark.parametrize("status", [Status.DRAFT, Status.HIDDEN])
    def test_drafts_and_hidden_entries_are_not_listed(self, make_entry: Make, status: Status) -> None:
        assert list_kind([make_entry(status=status)], Kind.POST) == []

    def test_only_kinds_with_entries_are_named(self, make_entry: Make) -> None:
        site = view(make_entry(kind=Kind.NOTE), make_entry(kind=Kind.PAGE), make_entry("Two"), make_entry())
        assert [(one.title, one.url, one.feed_url) for one in site.kinds] == [
            ("Posts", "posts/", "feeds/posts.xml"),
            ("Notes", "notes/", "feeds/notes.xml"),
        ]
        assert [(one.listing.title, one.count) for one in site.kind_counts] == [("Posts", 2), ("Notes", 1)]

    def test_pages_are_in_order_of_their_titles(self, make_entry: Make) -> None:
        pages = view(make_entry("Terms", kind=Kind.PAGE), make_entry("About", kind=Kind.PAGE)).pages
        assert [page.title for page in pages] == ["About", "Terms"]


class TestFeed:
    def test_the_stream_is_what_can_be_followed(self, make_entry: Make) -> None:
        assert view(make_entry(), make_entry(kind=Kind.NOTE)).feed_url == "all.xml"

    def test_without_a_stream_the_notes_are(self, make_entry: Make) -> None:
        assert view(make_entry(kind=Kind.NOTE)).feed_url == "feeds/notes.xml"

    def test_without_either_nothing_is(self, make_entry: Make) -> None:
        assert view(make_entry(kind=Kind.PAGE), make_entry(status=Status.DRAFT)).feed_url == ""


class TestFirstNotes:
    def test_those_that_most_link_to_come_first(self, make_entry: Make) -> None:
        notes = [make_entry(title, kind=Kind.NOTE) for title in ("Bread", "Jam", "Tea")]
        site = view(*notes, make_entry("Pot"), backlink_counts={SourcePath("notes/tea.md"): 2})
        assert [note.title for note in site.first_notes] == ["Tea", "Bread", "Jam"]


class TestMenu:
    def test_what_is_empty_is_not_offered(self, make_entry: Make) -> None:
        site = view(make_entry(kind=Kind.NOTE))
        assert not any((site.has_categories, site.has_tags, site.has_several_authors, site.has_archive))

    def test_one_author_needs_no_list(self, make_entry: Make) -> None:
        entries = [make_entry("One", authors=(term("Anna"),)), make_entry("Two", authors=(term("Anna"),))]
        assert not view(*entries).has_several_authors
        assert view(*entries, make_entry(authors=(term("Bo"),))).has_several_authors

    @pytest.mark.parametrize("is_public", [True, False], ids=["public", "home"])
    def test_what_waits_is_offered_at_home_alone(self, make_entry: Make, *, is_public: bool) -> None:
        assert view(make_entry(status=Status.DRAFT), is_public=is_public).has_waiting is not is_public


class TestArchive:
    def test_years_are_newest_first_and_notes_are_not_in_them(self, make_entry: Make) -> None:
        entries = [
            make_entry("Old", date=datetime(2024, 5, 1, tzinfo=UTC)),
            make_entry("New", date=datetime(2026, 5, 1, tzinfo=UTC)),
            make_entry("Note", kind=Kind.NOTE, date=datetime(2025, 5, 1, tzinfo=UTC)),
        ]
        archive = view(*entries).archive
        assert [(year.year, [entry.title for entry in year.entries]) for year in archive] == [
            (2026, ["New"]),
            (2024, ["Old"]),
        ]

    def test_a_year_stands_there_once_though_zones_differ(self, make_entry: Make) -> None:
        """In the east it is New Year already while in the west the old year goes on."""
        east = timezone(timedelta(hours=9))
        entries = [
            make_entry("East 1", date=datetime(2026, 1, 1, 1, tzinfo=east)),
            make_entry("West 1", date=datetime(2025, 12, 31, 17, tzinfo=UTC)),
            make_entry("East 2", date=datetime(2026, 1, 1, 3, tzinfo=east)),
            make_entry("West 2", date=datetime(2025, 12, 31, 19, tzinfo=UTC)),
        ]
        archive = view(*entries).archive
        assert [(year.year, [entry.title for entry in year.entries]) for year in archive] == [
            (2026, ["East 2", "East 1"]),
            (2025, ["West 2", "West 1"]),
        ]


class TestDrafts:
    def test_drafts_and_scheduled_entries_stand_apart(self, make_entry: Make) -> None:
        site = view(
            make_entry("Soon", is_scheduled=True, date=day(9)),
            make_entry("Later", status=Status.DRAFT),
            make_entry("Half", status=Status.DRAFT, kind=Kind.NOTE),
            is_public=False,
        )
        assert [entry.title for entry in site.drafts] == ["Half", "Later"]
        assert [entry.title for entry in site.scheduled] == ["Soon"]
        assert not site.is_public


def test_terms_are_counted_and_in_order_of_their_names() -> None:
    tea, bread, jam = term("tea"), term("Bread"), term("Jam")
    counted = count_terms([(tea, bread), (tea,), (jam, tea)])
    assert [(one.term.name, one.count) for one in counted] == [("Bread", 1), ("Jam", 1), ("tea", 3)]


def test_every_entry_that_names_a_term_counts(make_entry: Make) -> None:
    site = view(
        make_entry(categories=(term("Tea"), term("Bread")), tags=(term("Hot"),), authors=(term("Anna"),)),
        make_entry("Note", kind=Kind.NOTE, categories=(term("Bread"),)),
        make_entry("Draft", status=Status.DRAFT, categories=(term("Tea"),)),
    )
    assert [(one.term.name, one.count) for one in site.categories] == [("Bread", 2), ("Tea", 1)]
    assert [(one.term.name, one.count) for one in site.tags] == [("Hot", 1)]
    assert [(one.term.name, one.count) for one in site.authors] == [("Anna", 1)]


class TestWithFields:
    def test_other_fields_stay_and_the_entry_is_left_as_it_was(self, make_entry: Make) -> None:
        entry = make_entry("Tea", excerpt="Hot.")
        changed = with_fields(entry, title="Green tea")
        assert changed == replace(entry, title="Green tea")
        assert (entry.title, changed.excerpt) == ("Tea", "Hot.")

    def test_a_field_that_does_not_exist_is_an_error(self, make_entry: Make) -> None:
        with pytest.raises(TypeError, match="no such fields: titel"):
            with_fields(make_entry(), titel="Tea")
