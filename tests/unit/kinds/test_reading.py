from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.kinds.reading import ReadEntry, ReadingRules, read_entry
from plugins.shared.entry import Entry, Kind, SourcePath, Status
from plugins.shared.problems import Severity, note
from tests.rendering import MARKDOWN_SCRAPS, make_renderer

RULES = ReadingRules(
    zone=ZoneInfo("Europe/Berlin"),
    lang="en",
    author="Anna",
    default_category="Sundries",
    url_patterns={kind: f"{kind.folder}/{{folder}}{{slug}}/" for kind in Kind} | {Kind.PAGE: "{folder}{slug}/"},
    term_urls={
        "category": "category/{slug}/",
        "category_feed": "category/{slug}/feed.xml",
        "tag": "tag/{slug}/",
        "tag_feed": "tag/{slug}/feed.xml",
        "author": "author/{slug}/",
        "author_feed": "",
    },
)
RENDERER = make_renderer()
DATED = "Date: 2026-11-21\n"
IMPOSSIBLE = "impossible date 'soon'; write YYYY-MM-DD, with HH:MM behind it if the time matters"


def read_all(source: str, text: str, rules: ReadingRules = RULES) -> ReadEntry:
    return read_entry(SourcePath(source), text, rules, RENDERER)


def read(source: str, text: str, rules: ReadingRules = RULES) -> Entry:
    """The entry of a file in which nothing is amiss."""
    result = read_all(source, text, rules)
    assert result.problems == ()
    assert result.entry is not None
    return result.entry


def problems(source: str, text: str) -> list[str]:
    return [str(problem) for problem in read_all(source, text).problems]


class TestKind:
    @pytest.mark.parametrize(
        ("source", "text", "kind"),
        [
            ("posts/tea.md", f"Title: Tea\n{DATED}", Kind.POST),
            ("doodles/2026/tea.md", f"Title: Tea\n{DATED}", Kind.DOODLE),
            ("rockets/tea.md", f"{DATED}\nHot.", Kind.ROCKET),
            ("notes/tea.md", "Hot.", Kind.NOTE),
            ("pages/tea.md", "Title: Tea\n", Kind.PAGE),
            ("Pages/tea.md", "Title: Tea\n", Kind.PAGE),
            ("posts/notes/tea.md", "Hot.", Kind.NOTE),
            ("posts/tea.md", f"Kind: Note\nTitle: Tea\n{DATED}", Kind.NOTE),
            ("blog/tea.md", f"Title: Tea\n{DATED}", Kind.POST),
            ("2026-11-21-tea.md", "Title: Tea\n", Kind.POST),
            ("tea.md", "Hot.", Kind.NOTE),
            ("daily/2026-11-21.md", "Title: Tea\n", Kind.NOTE),
            ("tea.md", DATED, Kind.NOTE),
        ],
    )
    def test_front_matter_decides_then_the_nearest_folder(self, source: str, text: str, kind: Kind) -> None:
        assert read(source, text).kind is kind

    @pytest.mark.parametrize(
        ("word", "hint"),
        [("noet", "did you mean 'note'?"), ("recipe", "write one of post, doodle, rocket, note, page")],
    )
    def test_an_unknown_kind_is_named_and_the_folder_counts(self, word: str, hint: str) -> None:
        result = read_all("notes/tea.md", f"Title: Tea\nKind: {word}\n\nHot.")
        assert [str(one) for one in result.problems] == [f"notes/tea.md:2: unknown kind '{word}'; {hint}"]
        assert result.entry
        assert result.entry.kind is Kind.NOTE


class TestTitle:
    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("Title: Tea: a love story", "Tea: a love story"),
            ("title: What <script>alert(1)</script> does", "What <script>alert(1)</script> does"),
            ("Title: “Tea” & 'jam' &amp; <em>cake</em> 🫖", "“Tea” & 'jam' & cake 🫖"),
            ('Title: "Tea"', "Tea"),
            ('Title: "Tea" and "Jam"', '"Tea" and "Jam"'),
            ("Title: __init__ and *args", "__init__ and *args"),
            ("Title: שלום עולם", "שלום עולם"),
            ("Title: Tea\n    for two", "Tea for two"),
            ("Title: Tea\n\n# Jam", "Tea"),
            ("---\ntitle: '\"Tea\"'\n---", '"Tea"'),
            ("---\ntitle: No\n---", "No"),
            ("# Tea", "Tea"),
            ("Tea\n===", "Tea"),
            ("# The *best* `<b>` [tea](x) [[jam|Jam]] {#id}", "The best <b> tea Jam"),
            ("# Tea \\#1 & **more**", "Tea #1 & more"),
            ("Hot.", "tea"),
            ("", "tea"),
        ],
    )
    def test_it_is_what_the_author_wrote(self, text: str, title: str) -> None:
        assert read("notes/tea.md", text).title == title

    @pytest.mark.parametrize(
        ("source", "title"),
        [
            ("notes/green-tea.md", "All about tea"),
            ("notes/README.md", "All about tea"),
            ("notes/Green tea.md", "Green tea"),
            ("notes/DevOps.md", "DevOps"),
            ("notes/茶.md", "All about tea"),
        ],
    )
    def test_a_note_is_called_like_its_file_where_that_is_a_title(self, source: str, title: str) -> None:
        assert read(source, "# All about tea\n\nHot.").title == title

    def test_a_heading_that_is_the_title_does_not_stand_in_the_body(self) -> None:
        entry = read("posts/tea.md", f"Title: Tea\n{DATED}\n\n# TEA\n\n## Green\n")
        assert "TEA" not in entry.html
        assert (entry.text.strip(), entry.text_line) == ("# TEA\n\n## Green", 4)

    def test_a_heading_that_says_more_stays(self) -> None:
        assert "All about tea" in read("posts/tea.md", f"Title: Tea\n{DATED}\n# All about tea").html

    @pytest.mark.parametrize("kind", [Kind.POST, Kind.DOODLE, Kind.PAGE])
    def test_other_kinds_need_one(self, kind: Kind) -> None:
        assert problems(f"{kind.folder}/tea.md", f"{DATED}\nHot.") == [
            f"{kind.folder}/tea.md:1: a {kind} needs a title; add 'Title: …' to its front matter"
        ]

    @pytest.mark.parametrize(
        ("body", "title"),
        [
            ("Tea is hot. Jam is sweet.", "Tea is hot"),
            ("Is tea hot? I wonder.", "Is tea hot?"),
            ("Tea with **milk** and [jam](x)", "Tea with milk and jam"),
            (
                "A cup of tea in the morning, and one more when the sun goes down.",
                "A cup of tea in the morning, and one more when the sun goes…",
            ),
            ("> Quoted.\n\nSaid.", "Said"),
            ("这是茶。那是咖啡。", "这是茶"),
            ("![A cup](cup.png)", "hot-tea"),
            ("", "hot-tea"),
        ],
    )
    def test_a_rocket_without_one_is_called_by_its_words(self, body: str, title: str) -> None:
        entry = read("rockets/hot-tea.md", f"{DATED}\n{body}")
        assert (entry.title, entry.has_title) == (title, False)


class TestDates:
    def test_a_date_without_zone_is_in_that_of_the_site(self) -> None:
        entry = read("posts/tea.md", "Title: Tea\nDate: 2026-11-21 08:05\nModified: 2026-11-22T08:05Z\n")
        assert entry.date
        assert entry.modified
        assert entry.date.isoformat() == "2026-11-21T08:05:00+01:00"
        assert entry.modified.isoformat() == "2026-11-22T08:05:00+00:00"

    @pytest.mark.parametrize(
        ("name", "slug", "day"),
        [
            ("2026-11-21-green-tea.md", "green-tea", "2026-11-21"),
            ("2026-11-21_Green Tea.md", "green-tea", "2026-11-21"),
            ("2026-11-21.md", "2026-11-21", "2026-11-21"),
            ("20261121-green-tea.md", "green-tea", "2026-11-21"),
            ("2026/11-21-green-tea.md", "green-tea", "2026-11-21"),
            ("2026/11/21/green-tea.md", "green-tea", "2026-11-21"),
            ("2026/11/21-green-tea.md", "green-tea", "2026-11-21"),
            ("2026-11-21-green-tea/index.md", "green-tea", "2026-11-21"),
            ("2026/11/21/green.tea/index.md", "green-tea", "2026-11-21"),
        ],
    )
    def test_date_and_slug_may_stand_in_the_file_name(self, name: str, slug: str, day: str) -> None:
        entry = read(f"posts/{name}", "Title: Tea\n")
        assert entry.date
        assert (entry.slug, entry.date.date().isoformat()) == (slug, day)

    def test_front_matter_counts_before_the_file_name(self) -> None:
        entry = read("posts/2026-11-21-green-tea.md", "Title: Tea\nDate: 2025-01-02\nSlug: Black tea\n")
        assert entry.date
        assert (entry.slug, entry.date.year) == ("black-tea", 2025)

    @pytest.mark.parametrize(
        ("source", "url"),
        [
            ("posts/green-tea/index.md", "posts/green-tea/"),
            ("posts/2026/v1.2/index.md", "posts/2026/v1-2/"),
            ("pages/about/index.md", "about/"),
            ("blog/posts/tea/Index.md", "posts/blog/tea/"),
            # A note that others link by its name.
            ("notes/tea/index.md", "notes/tea/index/"),
        ],
    )
    def test_the_index_of_a_folder_stands_in_its_place(self, source: str, url: str) -> None:
        entry = read(source, "Title: Tea\nDate: 2026-11-21\nCategory: Tea\n")
        assert entry.url == url

    def test_the_folder_of_a_text_is_no_category(self) -> None:
        entry = read("posts/leaves/green-tea/index.md", "Title: Tea\nDate: 2026-11-21\n")
        assert [category.name for category in entry.categories] == ["leaves"]

    @pytest.mark.parametrize("name", ["1234-56-78-pump", "20261121-pump", "20261340-pump"])
    def test_a_note_keeps_the_number_in_front_of_its_name(self, name: str) -> None:
        entry = read(f"notes/{name}.md", "Hot.")
        assert (entry.title, entry.slug, entry.date) == (name, name, None)

    def test_a_number_like_a_date_is_a_name(self) -> None:
        entry = read("notes/1234-56-78-pump.md", "Hot.")
        assert (entry.title, entry.slug, entry.date) == ("1234-56-78-pump", "1234-56-78-pump", None)

    @pytest.mark.parametrize("kind", [Kind.POST, Kind.DOODLE, Kind.ROCKET])
    def test_dated_kinds_need_one(self, kind: Kind) -> None:
        assert problems(f"{kind.folder}/tea.md", "Title: Tea\n") == [
            f"{kind.folder}/tea.md:1: a {kind} needs a date; add 'Date: YYYY-MM-DD' to its front matter"
        ]

    def test_a_draft_may_wait_for_it(self) -> None:
        assert read("posts/tea.md", "Title: Tea\nStatus: draft\n").date is None

    def test_an_impossible_date_loses_a_post(self) -> None:
        result = read_all("posts/tea.md", "Title: Tea\nDate: 2026-02-30\n")
        assert result.entry is None
        assert [str(one) for one in result.problems] == [
            "posts/tea.md:2: impossible date '2026-02-30'; write YYYY-MM-DD, with HH:MM behind it if the time matters"
        ]

    def test_an_impossible_date_does_not_lose_a_note(self) -> None:
        result = read_all("notes/tea.md", "Title: Tea\nDate: soon\nModified: later\n")
        assert result.entry
        assert result.entry.date is None
        assert [(one.line, one.severity) for one in result.problems] == [(2, Severity.WARNING), (3, Severity.WARNING)]

    def test_a_change_before_the_date_is_none(self) -> None:
        assert read("posts/tea.md", "Title: Tea\nDate: 2026-11-21\nModified: 2026-11-20\n").modified is None


class TestMoments:
    """When an entry comes out and goes is read, and compared with now by the build alone."""

    @pytest.mark.parametrize(
        ("source", "fields", "due", "expires"),
        [
            ("posts/tea.md", "Publish_date: 2099-01-01", "2099-01-01", ""),
            ("posts/tea.md", "publishDate: 2099-01-01", "2099-01-01", ""),
            ("posts/tea.md", "published_at: 2099-01-01", "2099-01-01", ""),
            ("posts/tea.md", "Published: 2099-01-01", "2099-01-01", ""),
            ("posts/tea.md", "Publish: 2099-01-01", "2099-01-01", ""),
            ("posts/tea.md", "Published: 2099", "2099-01-01", ""),
            ("posts/tea.md", "Published: 2099-05", "2099-05-01", ""),
            ("notes/tea.md", "publishDate: 2099-01-01", "2099-01-01", ""),
            ("posts/tea.md", "expiryDate: 2026-03-01", "", "2026-03-01"),
            ("posts/tea.md", "Expires: 2026-03-01", "", "2026-03-01"),
            ("notes/tea.md", "expiryDate: 2026-03-01", "", "2026-03-01"),
            ("notes/tea.md", "Expires: 2026-03-01", "", ""),
            ("posts/tea.md", "expiryDate: never", "", ""),
            ("notes/tea.md", "Published: Penguin", "", ""),
        ],
    )
    def test_they_are_read(self, source: str, fields: str, due: str, expires: str) -> None:
        result = read_all(source, f"Title: Tea\n{DATED}{fields}\n")
        assert result.entry
        assert [str(one.date()) if one else "" for one in (result.entry.due, result.entry.expires)] == [due, expires]
        assert result.entry.status is Status.PUBLISHED
        assert result.entry.date
        assert result.entry.date.year == 2026

    @pytest.mark.parametrize("key", ["publishDate", "expiryDate"])
    def test_one_that_cannot_be_read_keeps_a_draft(self, key: str) -> None:
        result = read_all("posts/tea.md", f"Title: Tea\n{DATED}{key}: soon\n")
        assert [str(one) for one in result.problems] == [f"posts/tea.md:3: {IMPOSSIBLE} (kept as a draft until then)"]
        assert result.entry
        assert result.entry.status is Status.DRAFT

    def test_a_day_in_words_is_one_too(self) -> None:
        """As Astro has it."""
        entry = read("posts/tea.md", "---\ntitle: Tea\npubDate: 'Jul 08 2022'\n---\n")
        assert entry.date
        assert entry.date.date().isoformat() == "2022-07-08"

    @pytest.mark.parametrize("key", ["publishDate", "published_at", "Published", "Publish"])
    def test_a_post_without_a_date_has_the_day_it_comes_out(self, key: str) -> None:
        entry = read("posts/tea.md", f"Title: Tea\n{key}: 2026-01-02\n")
        assert entry.date
        assert entry.date.date().isoformat() == "2026-01-02"

    def test_when_a_note_was_made_does_not_make_a_post_of_it(self) -> None:
        """Dendron writes milliseconds into every note."""
        entry = read("tea.md", "---\nid: abc\ntitle: Tea\ncreated: 1630389384892\n---\n")
        assert entry.date
        assert (entry.kind, entry.date.year) == (Kind.NOTE, 2021)

    @pytest.mark.parametrize("value", ["[2026-01-02]", "\n  - 2026-01-02", "1767308400000", "1767308400"])
    def test_a_date_may_be_a_list_or_a_number(self, value: str) -> None:
        entry = read("posts/tea.md", f"---\ntitle: Tea\ndate: {value}\n---\n")
        assert entry.date
        assert entry.date.isoformat() == "2026-01-02T00:00:00+01:00"


class TestKeys:
    @pytest.mark.parametrize("dashes", ["", "---\n"], ids=["lines", "yaml"])
    def test_a_misspelled_key_is_told_with_its_line(self, dashes: str) -> None:
        text = f"{dashes}Title: Tea\n{DATED}Catgory: Tea\nExerpt: Hot.\nMesage: x\n{dashes}\nHot."
        first = 4 if dashes else 3
        assert problems("posts/tea.md", text) == [
            f"posts/tea.md:{first}: unknown key 'Catgory'; did you mean 'Category'?",
            f"posts/tea.md:{first + 1}: unknown key 'Exerpt'; did you mean 'Excerpt'?",
            f"posts/tea.md:{first + 2}: unknown key 'Mesage'; did you mean 'Message'?",
        ]

    def test_a_misspelled_key_is_named_beside_the_right_one(self) -> None:
        result = read_all("notes/tea.md", "---\ntags: [hot]\ncategories: [Tea]\ncatgory: Coffee\n---\n")
        assert result.problems == (
            note("notes/tea.md", 4, "unknown key 'catgory'; put it into 'Category' or take it out"),
        )

    def test_what_holds_back_is_told_once(self) -> None:
        assert problems("posts/tea.md", f"Title: Tea\n{DATED}Statuss: draft\n") == [
            "posts/tea.md:3: unknown key 'Statuss'; did you mean 'Status'? (kept as a draft until then)"
        ]

    def test_keys_of_other_tools_are_counted(self) -> None:
        result = read_all(
            "notes/tea.md", "---\ntitle: Tea\ncssclasses: wide\nDates: x\ndate: 2026-01-02\nempty:\n---\n"
        )
        assert result.problems == (
            note("notes/tea.md", 3, "keys that mean nothing here", counted="cssclasses"),
            note("notes/tea.md", 4, "keys that mean nothing here", counted="Dates"),
        )

    def test_a_key_for_another_kind_is_told(self) -> None:
        text = f"Title: Tea\n{DATED}Video: https://example.org/film\nAlt: A cup\n"
        assert problems("posts/tea.md", text) == [
            "posts/tea.md:3: a post does not show 'Video', which only rockets do; take it out, or set 'Kind:'",
            (
                "posts/tea.md:4: a post does not show 'Alt', which only doodles and rockets do;"
                " write 'Image_alt' for the featured image"
            ),
        ]
        assert problems("rockets/tea.md", text) == []

    def test_in_a_note_it_may_be_the_authors_own(self) -> None:
        result = read_all("notes/tea.md", "---\nvideo: x\npaper: y\n---\n")
        assert result.problems == (
            note("notes/tea.md", 2, "keys that a note does not show", counted="video"),
            note("notes/tea.md", 3, "keys that a note does not show", counted="paper"),
        )

    def test_a_status_of_a_note_is_its_own(self) -> None:
        result = read_all("notes/tea.md", "---\nstatus: In progress\n---\n")
        message = "notes with a status of their own, which are published"
        assert result.problems == (note("notes/tea.md", 2, message, counted="in progress"),)
        assert result.entry
        assert result.entry.status is Status.PUBLISHED

    @pytest.mark.parametrize(
        ("fields", "addresses", "aliases"),
        [
            ("permalink: /2012/tea/", ("/2012/tea/",), ()),
            ("redirect_from: [/tea, old/tea.html]", ("/tea", "/old/tea.html"), ()),
            ("aliases: [/old/tea/, old-tea/, Chai, TCP/IP]", ("/old/tea/", "/old-tea/"), ("Chai", "TCP/IP")),
            ("permalink: https://a.example/tea", ("https://a.example/tea",), ()),
            ("redirect_from: [/:year/:title/, /tea/]", ("/tea/",), ()),
        ],
    )
    def test_old_addresses_are_kept(self, fields: str, addresses: tuple[str, ...], aliases: tuple[str, ...]) -> None:
        result = read_all("notes/tea.md", f"---\n{fields}\n---\n")
        assert result.entry
        assert (result.entry.old_addresses, result.entry.aliases) == (addresses, aliases)
        key = fields.partition(":")[0]
        message = "addresses from before, which lead nowhere yet"
        assert result.problems == (note("notes/tea.md", 2, message, counted=key),)

    def test_links_in_properties_are_known(self) -> None:
        entry = read("notes/tea.md", '---\ncategory: "[[Books]]"\nauthor:\n  - "[[Ada Example|Ada]]"\n---\n')
        assert entry.property_links == ("Books", "Ada Example")
        assert (entry.categories[0].name, entry.authors[0].name) == ("Books", "Ada")

    def test_a_cover_elsewhere_is_nothing_a_note_shows(self) -> None:
        result = read_all("notes/tea.md", "---\ncover: https://example.org/lid.png\n---\n")
        message = "pictures elsewhere, which notes do not show"
        assert result.problems == (note("notes/tea.md", 2, message, counted="cover"),)
        assert result.entry
        assert "image" not in result.entry.metadata

    def test_an_emoji_is_one_tag_however_it_is_drawn(self) -> None:
        entry = read("posts/tea.md", f"Title: Tea\n{DATED}Tags: ☕\ufe0f, ☕\n")
        assert [tag.name for tag in entry.tags] == ["☕\ufe0f"]


class TestStatus:
    @pytest.mark.parametrize(
        ("field", "status"),
        [
            ("Status: draft", Status.DRAFT),
            ("Status: Hidden", Status.HIDDEN),
            ("Status: published", Status.PUBLISHED),
            ("Status: ", Status.PUBLISHED),
            ('Status: "draft"', Status.DRAFT),
            ("Draft: true", Status.DRAFT),
            ("Draft: false", Status.PUBLISHED),
            ("Published: no", Status.DRAFT),
            ("Published: 2026-11-21", Status.PUBLISHED),
        ],
    )
    def test_it_is_what_the_author_says(self, field: str, status: Status) -> None:
        assert read("posts/tea.md", f"Title: Tea\n{DATED}{field}\n").status is status

    @pytest.mark.parametrize(
        ("word", "hint"),
        [("drafft", "did you mean 'draft'?"), ("triage", "write one of draft, hidden, published")],
    )
    def test_an_unknown_one_keeps_a_draft(self, word: str, hint: str) -> None:
        result = read_all("posts/tea.md", f"Title: Tea\nStatus: {word}\n")
        assert [str(one) for one in result.problems] == [
            f"posts/tea.md:2: unknown status '{word}'; {hint} (kept as a draft until then)"
        ]
        assert result.entry
        assert result.entry.status is Status.DRAFT


class TestAddress:
    @pytest.mark.parametrize(
        ("source", "fields", "url", "save_as"),
        [
            ("posts/tea.md", "", "posts/tea/", "posts/tea/index.html"),
            ("posts/2026/Grüner Tee.md", "", "posts/2026/gruner-tee/", "posts/2026/gruner-tee/index.html"),
            ("posts/tea.md", "Slug: Black Tea\n", "posts/black-tea/", "posts/black-tea/index.html"),
            ("posts/🚀.md", "", "posts/rocket/", "posts/rocket/index.html"),
            ("posts/tea.md", "URL: /jam/tea.html\n", "jam/tea.html", "jam/tea.html"),
            ("posts/tea.md", "URL: my jam/\n", "my%20jam/", "my jam/index.html"),
            ("posts/tea.md", "Save_as: jam/index.html\n", "jam/", "jam/index.html"),
            ("posts/tea.md", "URL: jam/\nSave_as: jam/tea.html\n", "jam/", "jam/tea.html"),
            ("posts/tea.md", "Status: draft\n", "drafts/posts/tea/", "drafts/posts/tea/index.html"),
            ("pages/about/me.md", "", "about/me/", "about/me/index.html"),
        ],
    )
    def test_it_follows_from_folder_and_name(self, source: str, fields: str, url: str, save_as: str) -> None:
        entry = read(source, f"Title: Tea\n{DATED}{fields}")
        assert (entry.url, entry.save_as) == (url, save_as)

    @pytest.mark.parametrize(
        ("fields", "is_own"), [("", False), ("Slug: x\n", False), ("URL: x/\n", True), ("Save_as: x.html\n", True)]
    )
    def test_only_an_address_of_its_own_may_replace_a_listing(self, fields: str, *, is_own: bool) -> None:
        assert read("posts/tea.md", f"Title: Tea\n{DATED}{fields}").has_own_address is is_own

    @pytest.mark.parametrize(
        ("field", "shown"),
        [
            ("Save_as: ../tea.html", "../tea.html"),
            ("Save_as: C:\\tea.html", "C:\\tea.html"),
            ("URL: ../../tea/", "../../tea/index.html"),
        ],
    )
    def test_it_stays_within_the_site(self, field: str, shown: str) -> None:
        assert problems("posts/tea.md", f"Title: Tea\n{DATED}{field}\n") == [
            f"posts/tea.md:3: '{shown}' leaves the output folder; write a path below it, such as 'notes/tea/index.html'"
        ]

    def test_an_address_elsewhere_is_no_address_here(self) -> None:
        result = read_all("pages/tea.md", "Title: Tea\nURL: https://example.org/tea\n")
        (problem,) = result.problems
        assert str(problem) == (
            "pages/tea.md:2: 'https://example.org/tea' is an address elsewhere, not one of this site;"
            " write 'Source:' for where something is from"
        )
        assert result.entry
        assert (result.entry.url, result.entry.has_own_address) == ("tea/", False)
        assert result.entry.old_addresses == ("https://example.org/tea",)

    def test_what_a_note_is_about_has_an_address_elsewhere(self) -> None:
        """Clipped pages have one each, so it is no problem."""
        result = read_all("notes/tea.md", "---\nurl: https://example.org/tea\n---\n")
        assert result.problems == (note("notes/tea.md", 2, "notes that name where something is from", counted="url"),)
        assert result.entry
        assert (result.entry.url, result.entry.old_addresses) == ("notes/tea/", ())

    def test_the_pattern_may_use_what_pelicans_may(self) -> None:
        pattern = "{date:%Y/%m}/{category}/{author}/{lang}/{kind}/{slug}.html"
        rules = replace(RULES, url_patterns=dict.fromkeys(Kind, pattern))
        entry = read("posts/tea.md", f"Title: Tea\n{DATED}Category: Bread & Jam\n", rules)
        assert entry.url == "2026/11/bread-and-jam/anna/en/post/tea.html"

    def test_a_pattern_that_asks_for_more_is_a_problem(self) -> None:
        rules = replace(RULES, url_patterns=dict.fromkeys(Kind, "{slag}/"))
        (problem,) = read_all("posts/tea.md", f"Title: Tea\n{DATED}", rules).problems
        assert problem.message.startswith("the setting '{slag}/' cannot be filled in; write an address with {slug}")

    def test_letters_may_stay(self) -> None:
        rules = replace(RULES, use_unicode=True)
        text = f"Title: Tea\n{DATED}Status: draft\nTags: हिन्दी\n"
        entry = read("posts/Ünter/茶.md", text, rules)
        assert entry.url == "drafts/posts/ünter/茶/"
        assert entry.tags[0].url == "tag/हिन्दी/"


def names(text: str, source: str = "posts/tea.md") -> Mapping[str, list[str]]:
    entry = read(source, text)
    terms = {"categories": entry.categories, "tags": entry.tags, "authors": entry.authors}
    return {key: [term.name for term in held] for key, held in terms.items()}


class TestTerms:
    @pytest.mark.parametrize(
        "text",
        [
            f'Title: Tea\n{DATED}Category: Customer Success, "Bread, Butter"\n',
            f"Title: Tea\n{DATED}Categories: Customer Success; Bread, Butter\n",
            '---\ntitle: Tea\ndate: 2026-11-21\ncategory: [Customer Success, "Bread, Butter"]\n---\n',
            "---\ntitle: Tea\ndate: 2026-11-21\ncategories:\n  - Customer Success\n  - Bread, Butter\n---\n",
        ],
        ids=["quotes", "semicolon", "list", "lines"],
    )
    def test_an_entry_may_have_several_categories(self, text: str) -> None:
        assert names(text)["categories"] == ["Customer Success", "Bread, Butter"]

    def test_terms_know_their_addresses(self) -> None:
        term = read("posts/tea.md", f"Title: Tea\n{DATED}Category: Bread & Jam\n").categories[0]
        assert (term.slug, term.url, term.feed_url) == (
            "bread-and-jam",
            "category/bread-and-jam/",
            "category/bread-and-jam/feed.xml",
        )

    @pytest.mark.parametrize(
        ("source", "categories"),
        [
            ("posts/tea.md", ["Sundries"]),
            ("posts/Green Tea/tea.md", ["Green Tea"]),
            ("posts/2026/tea.md", ["Sundries"]),
            ("tea.md", ["Sundries"]),
        ],
    )
    def test_a_dated_entry_without_one_has_its_folders(self, source: str, categories: list[str]) -> None:
        assert names(f"Title: Tea\n{DATED}", source)["categories"] == categories

    def test_a_note_without_one_has_none(self) -> None:
        assert names("Hot.", "notes/garden/tea.md")["categories"] == []

    @pytest.mark.parametrize(
        ("field", "tags"),
        [("Tags: #tea, hot/very, C#", ["tea", "hot/very", "C#"]), ("Keywords: tea", ["tea"]), ("Tags:", [])],
    )
    def test_tags_are_read_without_their_sign(self, field: str, tags: list[str]) -> None:
        assert names(f"Title: Tea\n{DATED}{field}\n")["tags"] == tags

    @pytest.mark.parametrize(
        ("field", "authors"),
        [("", ["Anna"]), ("Author: Bo\n", ["Bo"]), ("Authors: Smith, Jo; Doe, Jay\n", ["Smith, Jo", "Doe, Jay"])],
    )
    def test_the_author_of_the_site_wrote_what_nobody_else_did(self, field: str, authors: list[str]) -> None:
        assert names(f"Title: Tea\n{DATED}{field}")["authors"] == authors

    def test_two_spellings_in_one_entry_are_one_term(self) -> None:
        assert names(f"Title: Tea\n{DATED}Tags: Green tea, green-tea, Jam\n")["tags"] == ["Green tea", "Jam"]

    def test_a_name_without_letters_is_named(self) -> None:
        assert problems("posts/tea.md", f"Title: Tea\n{DATED}Tags: tea, \ue000\n") == [
            "posts/tea.md:3: tag '\ue000' has no letter and was left out; write one with letters"
        ]


class TestTheRest:
    def test_obsidian_lists_are_taken(self) -> None:
        entry = read("notes/tea.md", "---\naliases: [Chai, Cha]\ntags:\n- hot\nlang: de\n---\nHot.")
        assert (entry.aliases, entry.tags[0].name, entry.lang) == (("Chai", "Cha"), "hot", "de")

    def test_lines_are_those_of_the_file(self) -> None:
        entry = read("notes/tea.md", "---\ntitle: Tea\nseries: Drinks\n---\n\nHot.")
        assert (entry.line_of("series"), entry.line_of("slug"), entry.text_line) == (3, 1, 5)

    def test_a_vaults_text_is_rendered_as_meant_and_kept_as_written(self) -> None:
        entry = read("notes/tea.md", "Needed:\n- pot\n%%not yet%%")
        assert "<li>pot" in entry.html
        assert "not yet" not in entry.html
        assert entry.text == "Needed:\n- pot\n%%not yet%%"

    @pytest.mark.parametrize("matter", ["Title: Tea\nDate: 2026-09-01\n", "---\ntitle: Tea\ndate: 2026-09-01\n---\n"])
    def test_a_body_is_read_alike_below_any_front_matter(self, matter: str) -> None:
        entry = read("posts/tea.md", f"{matter}\nSo %%tea%%:\n- hot\n  - green\n")
        assert entry.html == "<p>So :</p>\n<ul>\n<li>hot\n<ul>\n<li>green</li>\n</ul>\n</li>\n</ul>"
        assert entry.comment_count == 1

    def test_broken_front_matter_is_all_there_is_to_say(self) -> None:
        result = read_all("posts/tea.md", "---\ntitle: Tea\n")
        assert result.entry is None
        assert [one.line for one in result.problems] == [1]

    def test_what_is_said_twice_is_told(self) -> None:
        assert problems("posts/tea.md", f"Title: Tea\nTitle: Jam\n{DATED}") == [
            "posts/tea.md:2: this is said twice, and the first one counts; take one line out"
        ]

    def test_everything_amiss_is_told_at_once(self) -> None:
        text = "Kind: pots\nStatus: drat\nDate: never\nSave_as: ../x\n"
        assert [one.line for one in read_all("posts/tea.md", text).problems] == [1, 2, 3, 1, 4]

    @settings(max_examples=150, deadline=None)
    @given(
        MARKDOWN_SCRAPS,
        st.sampled_from(["", "Title: Tea\n", "---\ntitle: Tea\n---\n", f"Title: Tea\n{DATED}\n"]),
        st.sampled_from(["posts/tea.md", "rockets/2026-11-21.md", "notes/a b.md", "x.md", "notes/\udcff.md"]),
    )
    def test_any_file_is_an_entry_or_a_problem(self, body: str, matter: str, source: str) -> None:
        result = read_all(source, matter + body)
        assert result.entry or result.problems
        if result.entry:
            assert result.entry.slug
            assert result.entry.url
            assert result.entry.title
            assert not result.entry.save_as.startswith("/")


@pytest.mark.parametrize(
    "text",
    [
        '---\ntitle: "Te\\x07a"\n---\n',
        '{"title": "Te\\u0007a"}\n',
        '+++\ntitle = "Te\\u0007a"\n+++\n',
        '---\ntitle: Tea\nmessage: {text: "a \\x1e b"}\n---\n',
    ],
)
def test_control_characters_written_by_their_numbers_are_left_out_and_told(text: str) -> None:
    read = read_entry(SourcePath("notes/t\x9dea\x07.md"), text, RULES, RENDERER)
    assert read.entry is not None
    assert read.entry.title == "Tea"
    assert not any(char in str(read.entry.metadata) for char in ("\\x07", "\\x1e"))
    assert [one.message for one in read.problems if "control" in one.message] == [
        "a value holds a control character, which no page may have; delete it"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Tea\nmeta: {draft: true}\n---\n",
        "---\ntitle: Tea\nblog:\n  settings:\n    publish: no\n---\n",
        "---\ntitle: Tea\nblog: {status: draft}\n---\n",
        "---\ntitle: Tea\nblog: {drafft: true}\n---\n",
        "---\nbase: &base {draft: true}\n<<: *base\ntitle: Tea\n---\n",
        "---\nbase: &base {unlisted: no}\nmore: &more {status: draft}\n<<: [*base, *more]\ntitle: Tea\n---\n",
        "---\ntitle: Tea\nembargo: true\n---\n",
        "---\ntitle: Tea\nnopublish: true\n---\n",
        "---\ntitle: Tea\ndo-not-publish: yes\n---\n",
        "---\ntitle: Tea\nprotected: true\n---\n",
        "+++\ntitle = 'Tea'\n[meta]\ndraft = true\n+++\n",
        '{"title": "Tea", "meta": {"draft": true}}\n',
    ],
)
def test_what_is_nested_or_merged_holds_back_as_well(text: str) -> None:
    read = read_entry(SourcePath("notes/tea.md"), text, RULES, RENDERER)
    assert read.entry is not None
    assert read.entry.status is Status.DRAFT


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Tea\nproject: {status: archived, private: no}\n---\n",
        "---\ntitle: Tea\nmeta: {published: 2020-01-01, secret: sauce}\n---\n",
    ],
)
def test_what_is_nested_and_says_nothing_of_the_sort_does_not(text: str) -> None:
    read = read_entry(SourcePath("notes/tea.md"), text, RULES, RENDERER)
    assert read.entry is not None
    assert (read.entry.status, read.entry.title) == (Status.PUBLISHED, "Tea")
