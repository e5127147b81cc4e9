from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from plugins.kinds.addresses import check_addresses, place_broken, settle_addresses
from plugins.shared.broken import Broken
from plugins.shared.entry import Entry, Kind, SourcePath
from plugins.shared.problems import Severity

Make = Callable[..., Entry]


def dated(make_entry: Make, day: int, **fields: object) -> Entry:
    """A post in a file named after a day and "tea"."""
    source = f"posts/2026-01-{day:02}-tea.md"
    return make_entry("Tea", source=source, date=datetime(2026, 1, day, tzinfo=UTC), **fields)


class TestSettleAddresses:
    def test_the_oldest_keeps_the_short_address(self, make_entry: Make) -> None:
        settled, problems = settle_addresses([dated(make_entry, 9), dated(make_entry, 3)])
        assert [(entry.slug, entry.url, entry.save_as) for entry in settled] == [
            ("2026-01-09-tea", "posts/2026-01-09-tea/", "posts/2026-01-09-tea/index.html"),
            ("tea", "posts/tea/", "posts/tea/index.html"),
        ]
        (problem,) = problems
        assert str(problem) == (
            "posts/2026-01-09-tea.md:1: the address 'posts/tea/' is taken, so it has 'posts/2026-01-09-tea/';"
            " write 'Slug: 2026-01-09-tea', or another, to keep it"
        )
        assert problem.severity is Severity.NOTE

    def test_letters_of_other_scripts_are_no_obstacle(self, make_entry: Make) -> None:
        place = {"slug": "茶", "url": "drafts/posts/茶/", "save_as": "drafts/posts/茶/index.html"}
        settled, _ = settle_addresses([dated(make_entry, 3, **place), dated(make_entry, 9, **place)])
        assert settled[1].save_as == "drafts/posts/2026-01-09-茶/index.html"

    def test_an_address_the_author_chose_is_left_alone(self, make_entry: Make) -> None:
        older, chosen = dated(make_entry, 3), dated(make_entry, 9, metadata={"slug": "tea"})
        settled, problems = settle_addresses([older, chosen])
        assert [entry.url for entry in settled] == ["posts/2026-01-03-tea/", "posts/tea/"]
        assert [problem.source for problem in problems] == [older.source]
        both = [replace(older, metadata={"slug": "tea"}), chosen]
        # Of two that were chosen none is moved: the one who chose is asked.
        assert settle_addresses(both) == (both, [])
        both = [older, dated(make_entry, 2, has_own_address=True)]
        assert settle_addresses(both) == (both, [])

    @pytest.mark.parametrize(
        ("names", "slug", "slugs"),
        [
            (("是", "事", "市"), "shi", ("是", "shi", "市")),
            (("Rosé", "Rose"), "rose", ("rosé", "rose")),
            # Nothing but a symbol, or a mark, tells these apart: a part of the digest of their paths does.
            (("📈 plugins", "∑ plugins"), "plugins", ("plugins-bb38", "plugins")),
            (("a.ref", "a._ref"), "a-ref", ("a-ref-498f", "a-ref")),
        ],
        ids=["one pinyin", "an accent", "symbols", "marks"],
    )
    def test_names_that_come_to_one_address_keep_what_differs(
        self, make_entry: Make, names: tuple[str, ...], slug: str, slugs: tuple[str, ...]
    ) -> None:
        place = {"slug": slug, "url": f"notes/{slug}/", "save_as": f"notes/{slug}/index.html"}
        entries = [make_entry(name, kind=Kind.NOTE, source=f"notes/{name}.md", date=None, **place) for name in names]
        settled, problems = settle_addresses(entries)
        assert tuple(entry.slug for entry in settled) == slugs
        assert {entry.url for entry in settled} == {f"notes/{slug}/" for slug in slugs}
        assert len(problems) == len(names) - 1
        assert settle_addresses(entries[::-1])[0] == settled[::-1]

    def test_entries_in_their_own_places_stay(self, make_entry: Make) -> None:
        entries = [make_entry("Tea"), make_entry("Tea", kind=Kind.NOTE), make_entry("Jam")]
        assert settle_addresses(entries) == (entries, [])


class TestCheckAddresses:
    def test_entries_in_their_own_places_are_no_problem(self, make_entry: Make) -> None:
        assert check_addresses([make_entry("Tea"), make_entry("Jam")], ["index.html", "posts/index.html"]) == []

    @pytest.mark.parametrize(
        ("fields", "line", "message"),
        [
            ({}, 1, "give it a 'Slug:' of its own"),
            ({"lines": {"slug": 4}}, 4, "give it a 'Slug:' of its own"),
            ({"lines": {"save_as": 5, "slug": 4}}, 5, "give it a 'Save_as:' of its own"),
            ({"lines": {"url": 2}}, 2, "give it a 'Url:' of its own"),
        ],
        ids=["derived", "slug", "save_as", "url"],
    )
    def test_two_entries_with_one_address_are_a_problem(
        self, make_entry: Make, fields: dict[str, object], line: int, message: str
    ) -> None:
        (problem,) = check_addresses([make_entry("Tea"), make_entry("Tea", source="posts/b/tea.md", **fields)], [])
        assert str(problem) == (f"posts/b/tea.md:{line}: has the address of posts/tea.md, 'posts/tea/'; {message}")

    @pytest.mark.parametrize(
        ("one", "other"),
        [("Tea/index.html", "tea/index.html"), ("café.html", "cafe\u0301.html"), ("STRASSE.html", "straße.html")],
        ids=["case", "accents", "sharp s"],
    )
    def test_addresses_that_file_systems_mix_up_are_one(self, make_entry: Make, one: str, other: str) -> None:
        entries = [make_entry("One", save_as=one), make_entry("Other", save_as=other)]
        assert len(check_addresses(entries, [])) == 1

    def test_the_place_of_a_listing_is_taken(self, make_entry: Make) -> None:
        entry = make_entry("Posts", kind=Kind.PAGE)
        (problem,) = check_addresses([entry], ["posts/index.html"])
        assert str(problem) == (
            "pages/posts.md:1: has the address of a listing, 'posts/'; give it a 'Slug:' of its own"
        )

    def test_an_author_may_take_it_on_purpose(self, make_entry: Make) -> None:
        home = make_entry("Home", kind=Kind.PAGE, save_as="index.html", has_own_address=True)
        assert check_addresses([home], ["index.html"]) == []

    @pytest.mark.parametrize("reserved", [[], ["tea/index.html"]], ids=["of an entry", "of a listing"])
    def test_a_file_cannot_be_a_folder(self, make_entry: Make, reserved: list[str]) -> None:
        entries = [make_entry("Tea", save_as="tea", has_own_address=True)]
        entries += [] if reserved else [make_entry("Jam", save_as="tea/jam.html")]
        (problem,) = check_addresses(entries, reserved)
        assert str(problem) == (
            "posts/tea.md:1: is saved as 'tea', which is a folder of other pages; give it a 'Slug:' of its own"
        )


class TestPlaceBroken:
    def test_the_first_place_that_nobody_has_is_taken(self, make_entry: Make) -> None:
        broken = Broken(SourcePath("posts/jam.md"), ())
        places = ("posts/tea/index.html", "archives.html", "posts/jam/index.html")
        placed = place_broken([(broken, places)], [make_entry("Tea")], ["Archives.html"])
        assert placed == {"posts/jam.md": broken._replace(save_as="posts/jam/index.html")}

    @pytest.mark.parametrize("place", ["", "posts", "posts/tea/index.html/index.html", "posts/b/index.html"])
    def test_there_is_no_page_where_the_site_has_others(self, make_entry: Make, place: str) -> None:
        first, broken = Broken(SourcePath("posts/a.md"), ()), Broken(SourcePath("posts/b.md"), ())
        found = [(first, ["posts/b/index.html"]), (broken, [place])]
        assert place_broken(found, [make_entry("Tea")], [])[broken.source].save_as == ""
