"""What networks and search engines are told, read from the finished pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from tests import sites
from tests.sites import BuildSite, BuiltSite

SITE_URL = "https://tea.example"
TITLE = "Quotes \" and ' & </script><b> 🍵 {{ x }}"
MESSAGE = "Only friends read this: “tea & cake”"
EXCERPT = "What tea is, in a sentence."
ENTRIES: Mapping[str, str | bytes] = {
    "posts/2026-01-02-tea.md": (
        f"---\ntitle: 'Quotes \" and '' & &lt;/script>&lt;b> 🍵 {{{{ x }}}}'\nexcerpt: {EXCERPT}\n"
        f"message: '{MESSAGE}'\ncategory: [Hot Drinks, Calm]\ntags: [green]\n---\nThe whole text of it.\n"
    ),
    "doodles/2026-01-03-doodle.md": "Title: A doodle\nDrawing: images/line.svg\nAlt: A line.\n\nDrawn with care.\n",
    "rockets/2026-01-04-rocket.md": f"Message: {MESSAGE}\nTags: fast\n\nOff it goes!\n",
    "notes/note.md": f"Title: A note\nMessage: {MESSAGE}\n\nNoted down.\n",
    "pages/about.md": "Title: About\n\nWho we are.\n",
    "images/line.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg>',
}
PAGES = {
    "posts/tea/index.html": (TITLE, EXCERPT),
    "doodles/doodle/index.html": ("A doodle", "Drawn with care."),
    "rockets/rocket/index.html": ("Off it goes!", "Off it goes!"),
    "notes/note/index.html": ("A note", "Noted down."),
    "about/index.html": ("About", "Who we are."),
}
KNOWN = "x, mastodon, bluesky, threads, linkedin, facebook, whatsapp, telegram, reddit, hackernews, pinterest, email"
EACH_PAGE = pytest.mark.parametrize("name", PAGES)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, shared_cache_path: Path) -> BuiltSite:
    folder = tmp_path_factory.mktemp("social")
    sites.write_content(folder / "content", ENTRIES)
    settings = {
        "CACHE_PATH": str(shared_cache_path),
        "SITEURL": SITE_URL,
        # The card's letters have no cup of tea, which is a warning.
        "FAIL_ON": "errors",
        "SITENAME": "Tea Time",
        "SHARE_NETWORKS": ["x", "mastodon", "bluesky", "linkedin", "whatsapp", "reddit", "email"],
        "SOCIAL_ACCOUNTS": {"x": "@tea", "mastodon": "@ann@tea.example"},
    }
    built = sites.build(folder / "content", folder / "output", settings, public=True)
    assert built.failure == "", built.printed
    return built


def metas(page: BeautifulSoup, key: str) -> list[str]:
    return [str(tag["content"]) for tag in page.select(f'head meta[property="{key}"], head meta[name="{key}"]')]


def json_ld(page: BeautifulSoup) -> dict[str, object]:
    [script] = page.select('script[type="application/ld+json"]')
    data = json.loads(script.get_text())
    assert isinstance(data, dict)
    return data


@EACH_PAGE
def test_title_is_the_title_and_description_the_excerpt(site: BuiltSite, name: str) -> None:
    page = site.read(name)
    title, excerpt = PAGES[name]
    assert metas(page, "og:title") == [title]
    assert metas(page, "og:description") == [excerpt]
    assert metas(page, "description") == [excerpt]
    assert page.title is not None
    assert page.title.get_text() == f"{title} · Tea Time"


@EACH_PAGE
def test_message_is_in_no_tag_that_networks_read(site: BuiltSite, name: str) -> None:
    page = site.read(name)
    assert page.head is not None
    assert MESSAGE not in str(page.head)
    assert "Only friends" not in json.dumps(json_ld(page), ensure_ascii=False)
    for link in page.select(".share a"):
        link.decompose()
    assert "Only friends" not in page.get_text()


@EACH_PAGE
def test_at_most_one_image_with_its_facts_behind_it(site: BuiltSite, name: str) -> None:
    page = site.read(name)
    images = metas(page, "og:image")
    # Without the images plugin there is none to name.
    assert len(images) == len(page.select('meta[name="twitter:card"][content="summary_large_image"]'))
    assert len(images) == (1 if (sites.PROJECT / "plugins/images/hooks.py").exists() else 0)
    for image in images:
        assert image.startswith(f"{SITE_URL}/images/")
        assert image.removeprefix(f"{SITE_URL}/") in site.files
        assert metas(page, "og:image:width") == ["1200"]
        assert metas(page, "og:image:height") == ["630"]
        assert metas(page, "og:image:type") in (["image/png"], ["image/jpeg"])
        assert len(metas(page, "og:image:alt")[0]) > 0
        names = [str(tag.get("property")) for tag in page.select("head meta[property]")]
        at = names.index("og:image")
        assert names[at + 1 : at + 5] == ["og:image:width", "og:image:height", "og:image:type", "og:image:alt"]


@EACH_PAGE
def test_page_has_one_address(site: BuiltSite, name: str) -> None:
    page = site.read(name)
    address = f"{SITE_URL}/{name.removesuffix('index.html')}"
    assert [link["href"] for link in page.select('link[rel="canonical"]')] == [address]
    assert metas(page, "og:url") == [address]
    assert json_ld(page)["url"] == address


@EACH_PAGE
def test_json_ld_parses_and_says_what_the_page_says(site: BuiltSite, name: str) -> None:
    data = json_ld(site.read(name))
    title, excerpt = PAGES[name]
    assert data["@context"] == "https://schema.org"
    assert data["description"] == excerpt
    if name == "about/index.html":
        assert (data["@type"], data["name"]) == ("WebPage", title)
    else:
        assert (data["@type"], data["headline"]) == ("BlogPosting", title)


def test_post_names_its_categories_tags_and_dates(site: BuiltSite) -> None:
    page = site.read("posts/tea/index.html")
    data = json_ld(page)
    assert data["articleSection"] == ["Hot Drinks", "Calm"]
    assert data["keywords"] == ["green"]
    assert data["datePublished"] == "2026-01-02T00:00:00+00:00"
    assert metas(page, "article:section") == ["Hot Drinks"]
    assert metas(page, "article:tag") == ["green"]
    assert metas(page, "twitter:site") == ["@tea"]
    assert metas(page, "fediverse:creator") == ["@ann@tea.example"]


def test_awkward_title_is_shown_as_it_was_written(site: BuiltSite) -> None:
    page = site.read("posts/tea/index.html")
    heading = page.select_one("h1")
    assert heading is not None
    assert heading.get_text() == TITLE
    assert not page.select("h1 b, title b, head b")


def test_share_links_decode_to_what_went_in(site: BuiltSite) -> None:
    address = f"{SITE_URL}/posts/tea/"
    links = {
        link.get_text(strip=True): urlsplit(str(link["href"]))
        for link in site.read("posts/tea/index.html").select(".share a")
    }
    held = {name: parse_qs(link.query or link.fragment) for name, link in links.items()}
    assert held == {
        "X": {"text": [f"{MESSAGE}\n\n{TITLE}\n\n{address}\n\n#green #HotDrinks"]},
        "Mastodon": {"text": [f"{MESSAGE}\n\n{address}\n\n#green #HotDrinks #Calm"]},
        "Bluesky": {"text": [f"{MESSAGE}\n\n{address}\n\n#green #HotDrinks #Calm"]},
        "LinkedIn": {"url": [address]},
        "WhatsApp": {"text": [f"{MESSAGE}\n\n{address}"]},
        "Reddit": {"url": [address], "title": [TITLE]},
        "E-mail": {"subject": [TITLE], "body": [f"{MESSAGE}\r\n\r\n{EXCERPT}\r\n\r\n{address}"]},
    }
    assert {link.scheme for link in links.values()} == {"https", "mailto"}


@pytest.mark.parametrize("name", ["index.html", "posts/index.html", "category/calm/index.html", "tags/index.html"])
def test_listings_have_what_cards_need(site: BuiltSite, name: str) -> None:
    page = site.read(name)
    assert metas(page, "twitter:card") == ["summary_large_image"]
    for key in ("og:title", "og:description", "og:url", "og:type", "og:site_name", "og:image", "description"):
        assert len(metas(page, key)) == 1, key


@EACH_PAGE
def test_browsers_get_a_colour_and_networks_no_page_to_embed(site: BuiltSite, name: str) -> None:
    page = site.read(name)
    colours = [str(tag["media"]) for tag in page.select('head meta[name="theme-color"]')]
    assert colours == ["(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"]
    assert page.select('link[type*="oembed"]') == []


@pytest.mark.parametrize(
    ("name", "feeds"),
    [
        ("index.html", ["feeds/all.atom.xml"]),
        ("posts/tea/index.html", ["feeds/all.atom.xml"]),
        ("posts/index.html", ["feeds/all.atom.xml", "feeds/posts.atom.xml"]),
        ("category/calm/index.html", ["feeds/all.atom.xml", "category/calm/feed.atom.xml"]),
        ("tag/green/index.html", ["feeds/all.atom.xml", "tag/green/feed.atom.xml"]),
    ],
)
def test_feeds_are_found(site: BuiltSite, name: str, feeds: list[str]) -> None:
    found = site.read(name).select('head link[rel="alternate"][type="application/atom+xml"]')
    assert [str(link["href"]).removeprefix(f"{SITE_URL}/") for link in found] == feeds


def test_no_page_says_a_thing_twice_or_nothing(site: BuiltSite) -> None:
    once = {"og:title", "og:description", "og:url", "og:type", "og:site_name", "og:image", "description", "robots"}
    for name in site.files:
        if not name.endswith(".html"):
            continue
        page = site.read(name)
        for key in once:
            assert len(metas(page, key)) <= 1, (name, key)
        for tag in page.select("head meta[content], head link[href]"):
            assert tag.get("content") or tag.get("href"), (name, str(tag))


def test_what_is_not_published_is_not_indexed(build_site: BuildSite) -> None:
    files = {
        "posts/2099-01-01-future.md": "Title: The future\n\nText.\n",
        "posts/draft.md": "Title: A draft\nStatus: draft\n\nText.\n",
        "posts/2026-01-01-hidden.md": "Title: Hidden\nStatus: hidden\n\nText.\n",
    }
    site = build_site(files)
    for name in ("posts/future", "drafts/posts/draft", "posts/hidden"):
        assert metas(site.read(f"{name}/index.html"), "robots") == ["noindex"]


def test_unknown_network_is_named_with_a_cure(build_site: BuildSite) -> None:
    site = build_site(
        {"pages/about.md": "Title: About\n\nText.\n"},
        SHARE_NETWORKS=["mastodom", "fax"],
        SOCIAL_ACCOUNTS={"twitter": "@tea"},
    )
    assert site.failed
    assert site.problems == (
        f"pelicanconf.py: SHARE_NETWORKS: unknown network 'fax'; choose from {KNOWN}",
        "pelicanconf.py: SHARE_NETWORKS: unknown network 'mastodom'; did you mean 'mastodon'?",
        "pelicanconf.py: SOCIAL_ACCOUNTS: unknown network 'twitter'; choose from x, mastodon",
    )


def test_message_is_as_long_at_home_as_in_public(build_site: BuildSite) -> None:
    # 270 letters, a space of two, and an address of 37: https://doodlebook.example/posts/tea/.
    files = {"posts/2026-01-02-tea.md": f"Title: Tea\nMessage: {'m' * 270}\n\nText.\n"}
    [at_home], [in_public] = (
        [one for one in build_site(files, public=public, FAIL_ON="never").problems if "Bluesky" in one]
        for public in (False, True)
    )
    assert at_home == in_public
    assert "the message makes 309 letters where Bluesky takes 300; shorten it by 9" in at_home


def test_buttons_that_need_script_are_hidden_until_it_is_there(site: BuiltSite) -> None:
    page = site.read("posts/tea/index.html")
    buttons = page.select(".share button")
    assert [button["data-share"] for button in buttons] == ["copy", "sheet"]
    assert all(button.parent is not None and button.parent.has_attr("hidden") for button in buttons)
    assert {button["data-url"] for button in buttons} == {f"{SITE_URL}/posts/tea/"}
    [script] = page.select("body script")
    assert script["type"] == "module"
    assert str(script["src"]).removeprefix(f"{SITE_URL}/") in site.files


def test_marked_quote_has_links_on_its_page(build_site: BuildSite) -> None:
    site = build_site(
        {"posts/2026-01-02-tea.md": "Title: Tea\n\nBefore.\n\n> [!share]\n> Tea is good.\n\nBehind.\n"},
        SITEURL=SITE_URL,
    )
    [box] = site.read("posts/tea/index.html").select("figure.quote")
    assert box["id"] == "quote-tea-is-good"
    assert len(box.select("a.quote-link")) == 5
