"""Every category, tag and author page, feed and count holds every listed entry that names it, of whatever kind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests import sites
from tests.sites import BuildSite, BuiltSite

ATOM = "{http://www.w3.org/2005/Atom}"
SHELVES: Mapping[str, str | bytes] = {
    "posts/2026-01-02-post.md": (
        "Title: A post\nCategory: Customer Success, Sense Making\nTags: first, C++\nAuthors: Ann, Bo\n\nText.\n"
    ),
    "doodles/2026-01-03-doodle.md": (
        "---\ntitle: A doodle\ncategory: [customer success, 'Bread, Butter & Jam']\ntags: [First]\nauthor: Ann\n"
        "alt: A line.\ndrawing: images/line.svg\n---\n"
    ),
    "rockets/2026-01-04-rocket.md": 'Category: Customer Success, "Bread, Butter & Jam"\n\nOff it goes!\n',
    "notes/note.md": "---\ntitle: A note\ncategories:\n  - Customer Success\n---\nText.\n",
    "pages/page.md": "Title: A page\nCategory: Customer Success\n\nText.\n",
    "posts/draft.md": "Title: A draft\nStatus: draft\nCategory: Customer Success, Not Yet\n\nText.\n",
    "posts/2026-01-01-hidden.md": "Title: Hidden\nStatus: hidden\nCategory: Customer Success, Secrets\n\nText.\n",
    "posts/2099-01-01-future.md": "Title: The future\nCategory: Customer Success, Tomorrow\n\nText.\n",
    "posts/2026-01-01-plain.md": "Title: Plain\n\nText.\n",
    "categories/customer-success.md": "What *customers* make of it, see [[A note]].\n",
    "tags/cpp.md": "Title: C++\n\nA language.\n",
    "authors/bo.md": "Bo writes.\n",
    "images/line.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg>',
}


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory, shared_cache_path: Path) -> BuiltSite:
    folder = tmp_path_factory.mktemp("shelves")
    sites.write_content(folder / "content", SHELVES)
    settings = {"CACHE_PATH": str(shared_cache_path)}
    built = sites.build(folder / "content", folder / "output", settings, public=True)
    assert built.failure == "", built.printed
    return built


def titles(site: BuiltSite, page: str) -> list[str]:
    """The titles on a listing, rockets without one by what is read out in its place."""
    return [title.get_text(strip=True) for title in site.read(page).select("main article h2")]


def feed_titles(site: BuiltSite, feed: str) -> list[str]:
    return [title.text or "" for title in ET.fromstring(site.text(feed)).findall(f"{ATOM}entry/{ATOM}title")]  # noqa: S314


def counts(site: BuiltSite, page: str) -> dict[str, int]:
    """The names on an index with the number of entries behind each."""
    found = {}
    for item in site.read(page).select(".term-index-item"):
        name, count = item.select_one("a"), item.select_one(".term-index-count")
        assert name is not None
        assert count is not None
        found[name.get_text()] = int(str(count.contents[0]))
    return found


EVERYTHING = ["Off it goes!", "A doodle", "A post", "A note", "A page"]


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("customer-success", EVERYTHING),
        ("sense-making", ["A post"]),
        ("bread-butter-and-jam", ["Off it goes!", "A doodle"]),
    ],
)
def test_category_page_and_feed_hold_every_entry_that_names_it(
    shelves: BuiltSite, slug: str, expected: list[str]
) -> None:
    assert titles(shelves, f"category/{slug}/index.html") == expected
    assert feed_titles(shelves, f"category/{slug}/feed.atom.xml") == expected


def test_tag_page_and_feed_hold_every_entry_that_names_it(shelves: BuiltSite) -> None:
    assert titles(shelves, "tag/first/index.html") == ["A doodle", "A post"]
    assert feed_titles(shelves, "tag/first/feed.atom.xml") == ["A doodle", "A post"]
    assert titles(shelves, "tag/c-plus-plus/index.html") == ["A post"]


def test_author_page_and_feed_hold_every_entry_that_names_them(shelves: BuiltSite) -> None:
    assert titles(shelves, "author/ann/index.html") == ["A doodle", "A post"]
    assert feed_titles(shelves, "author/bo/feed.atom.xml") == ["A post"]


def test_counts_are_those_of_the_pages(shelves: BuiltSite) -> None:
    assert counts(shelves, "categories/index.html") == {
        "Bread, Butter & Jam": 2,
        "Customer Success": 5,
        "Sense Making": 1,
    }
    assert counts(shelves, "tags/index.html") == {"C++": 1, "First": 2}
    assert "5 entries" in shelves.read("category/customer-success/index.html").get_text()


def test_first_category_is_primary(shelves: BuiltSite) -> None:
    page = shelves.read("posts/post/index.html")
    section = page.select_one('meta[property="article:section"]')
    assert section is not None
    assert section["content"] == "Customer Success"
    assert [term.get_text() for term in page.select("main header .term")] == ["Customer Success", "Sense Making"]


def test_spelling_used_most_is_shown(shelves: BuiltSite) -> None:
    assert "customer success" not in shelves.read("doodles/doodle/index.html").get_text()


def test_introductions_stand_above_the_listings(shelves: BuiltSite) -> None:
    introduction = shelves.read("category/customer-success/index.html").select_one(".listing-introduction")
    assert introduction is not None
    assert introduction.get_text(strip=True) == "Whatcustomersmake of it, seeA note."
    assert introduction.select('em, a[href$="/notes/note/"]')
    assert "A language." in shelves.read("tag/c-plus-plus/index.html").get_text()
    assert "Bo writes." in shelves.read("author/bo/index.html").get_text()


def test_category_of_a_hidden_entry_alone_is_on_no_index_and_its_link_leads_somewhere(shelves: BuiltSite) -> None:
    assert titles(shelves, "category/secrets/index.html") == []
    assert "category/secrets/feed.atom.xml" not in shelves.files
    assert "Secrets" not in shelves.read("categories/index.html").get_text()


@pytest.mark.parametrize("slug", ["not-yet", "tomorrow"])
def test_category_of_what_is_not_out_yet_is_nowhere(shelves: BuiltSite, slug: str) -> None:
    assert not [name for name in shelves.files if f"category/{slug}/" in name]


def test_no_feed_is_empty_and_none_advertised_is_missing(shelves: BuiltSite) -> None:
    feeds = [name for name in shelves.files if name.endswith(".atom.xml")]
    assert all(feed_titles(shelves, feed) for feed in feeds)
    for name in shelves.files:
        if name.endswith(".html"):
            for link in shelves.read(name).select('[type="application/atom+xml"]'):
                assert str(link["href"]).removeprefix("https://doodlebook.example/") in feeds


def test_names_with_one_address_share_a_page_and_are_told(build_site: BuildSite) -> None:
    site = build_site(
        {
            "posts/2026-01-01-a.md": "Title: A\nCategory: Resume\n\nText.\n",
            "posts/2026-01-02-b.md": "Title: B\nCategory: Résumé\n\nText.\n",
        }
    )
    assert titles(site, "category/resume/index.html") == ["B", "A"]
    [problem] = site.problems
    assert problem == (
        "posts/2026-01-02-b.md:2: 'Résumé' and 'Resume' have one address, 'resume'; spell them alike or tell them apart"
    )


def test_long_category_is_whole_over_its_pages(build_site: BuildSite) -> None:
    files = {f"notes/{number:02}.md": f"Title: Note {number:02}\nCategory: Many\n\nText.\n" for number in range(25)}
    site = build_site(files, DEFAULT_PAGINATION=10)
    pages = [name for name in site.files if name.startswith("category/many/") and name.endswith(".html")]
    assert len(pages) > 1
    listed = [title for page in pages for title in titles(site, page)]
    assert sorted(listed) == [f"Note {number:02}" for number in range(25)]


@pytest.fixture(scope="module")
def simple(tmp_path_factory: pytest.TempPathFactory, shared_cache_path: Path) -> BuiltSite:
    """The same with the theme that comes with Pelican, which knows nothing of kinds and several categories."""
    folder = tmp_path_factory.mktemp("simple")
    sites.write_content(folder / "content", SHELVES)
    settings = {"CACHE_PATH": str(shared_cache_path), "THEME": "simple"}
    built = sites.build(folder / "content", folder / "output", settings, public=True)
    assert built.failure == "", built.printed
    return built


def test_another_theme_shows_every_entry(simple: BuiltSite) -> None:
    for page in ("posts/post", "doodles/doodle", "rockets/rocket", "notes/note", "page", "posts/plain"):
        assert f"{page}/index.html" in simple.files
    assert "Text." in simple.read("posts/post/index.html").get_text()
    assert simple.read("doodles/doodle/index.html").select('img[alt="A line."]')


def test_another_theme_knows_the_primary_category(simple: BuiltSite) -> None:
    page = simple.read("posts/post/index.html")
    assert page.select('a[href$="/category/customer-success/"]')


def test_another_theme_lists_every_entry_of_a_category(simple: BuiltSite) -> None:
    links = [
        str(link["href"]).removeprefix("https://doodlebook.example/")
        for link in simple.read("category/customer-success/index.html").select("main h2 a, #content h2 a")
    ]
    assert links == ["rockets/rocket/", "doodles/doodle/", "posts/post/", "notes/note/", "page/"]


def test_another_theme_has_the_same_feeds(simple: BuiltSite, shelves: BuiltSite) -> None:
    feeds = [name for name in shelves.files if name.endswith(".atom.xml")]
    assert [name for name in simple.files if name.endswith(".atom.xml")] == feeds
    assert {feed: feed_titles(simple, feed) for feed in feeds} == {feed: feed_titles(shelves, feed) for feed in feeds}


def test_entry_that_names_no_category_has_none_but_where_a_setting_names_one(build_site: BuildSite) -> None:
    files = {"posts/2026-01-02-tea.md": "Title: Tea\n\nHot.\n"}
    site = build_site(files)
    page = site.read("posts/tea/index.html")
    assert page.select('.term, meta[property="article:section"]') == []
    assert not [name for name in site.files if name.startswith("category/")]
    shelved = build_site(files, DEFAULT_CATEGORY="Odds and ends").read("posts/tea/index.html")
    assert [term.get_text() for term in shelved.select("main .term")] == ["Odds and ends"]


def meta(site: BuiltSite, page: str, name: str) -> str:
    """What the head of a page says under *name*; empty if nothing."""
    found = site.read(page).select_one(f'meta[name="{name}"], meta[property="{name}"]')
    return str(found["content"]) if found else ""


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("index.html", "A notebook for people who think with a pencil"),
        ("category/customer-success/index.html", "What customers make of it, see A note."),
        ("category/sense-making/index.html", "Sense Making: A post."),
        ("tag/first/index.html", "First: A doodle, A post."),
        ("author/bo/index.html", "Bo writes."),
        ("categories/index.html", "Categories of Doodlebook: Bread, Butter & Jam, Customer Success, Sense Making."),
        ("archives/index.html", "All entries of Doodlebook by their dates."),
    ],
)
def test_a_listing_has_a_description_and_the_card_of_the_site(shelves: BuiltSite, page: str, expected: str) -> None:
    assert meta(shelves, page, "description") == expected
    assert meta(shelves, page, "og:description") == expected
    assert meta(shelves, page, "og:locale") == "en_US"
    assert meta(shelves, page, "twitter:card") == "summary_large_image"
    (card,) = (shelves.output / "images" / "cards").glob("site-*.png")
    assert meta(shelves, page, "og:image").endswith(f"/images/cards/{card.name}")
    assert card.stat().st_size <= 30_000


def test_a_page_that_is_not_to_be_found_has_no_card(shelves: BuiltSite) -> None:
    assert meta(shelves, "404.html", "og:image") == ""
