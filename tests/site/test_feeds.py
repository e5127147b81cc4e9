"""Feeds of a public build: Atom, the whole text, absolute links, ids that stay, all categories."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from pelican.settings import read_settings

from plugins.shared import bridge
from plugins.shared.atom import make_atom_feed, make_atom_item
from plugins.shared.entry import Entry, FeaturedImage, Kind, Picture, Slug, Term, UrlPath, Video
from tests import sites
from tests.entries import make_entry
from tests.sites import BuildSite, BuiltSite

SITE_URL = "https://tea.example"
ATOM = "{http://www.w3.org/2005/Atom}"
KINDS: Mapping[str, str | bytes] = {
    "posts/2026-01-02-post.md": """Title: Tea & "cups" <3 🍵
Date: 2026-01-02 10:30 +02:00
Modified: 2026-02-03
Category: Hot Drinks, Calm
Tags: green, C#
Message: Come and read!

The beginning, see [[A note]] & [the menu](../files/menu%231.pdf).

<!-- more -->

The end. ![A line](../images/a%20line.svg)
""",
    "doodles/2026-01-03-doodle.md": "Title: A doodle\nDrawing: images/a line.svg\nAlt: A line.\n\nDrawn.\n",
    "rockets/2026-01-04-rocket.md": 'Off it goes, to [[Tea & "cups" <3 🍵|the cups]]!\n',
    "notes/note.md": "Title: A note\n\nNoted.\n",
    "pages/about.md": "Title: About\n\nText.\n",
    "posts/draft.md": "Title: A draft\nStatus: draft\n\nText.\n",
    "posts/2026-01-01-hidden.md": "Title: Hidden\nStatus: hidden\n\nText.\n",
    "posts/2099-01-01-future.md": "Title: The future\n\nText.\n",
    "images/a line.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg>',
    "files/menu#1.pdf": b"%PDF-",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, shared_cache_path: Path) -> BuiltSite:
    folder = tmp_path_factory.mktemp("feeds")
    sites.write_content(folder / "content", KINDS)
    # The card's letters have no cup of tea, which is a warning.
    settings = {"CACHE_PATH": str(shared_cache_path), "SITEURL": SITE_URL, "FAIL_ON": "errors"}
    built = sites.build(folder / "content", folder / "output", settings, public=True)
    assert built.failure == "", built.printed
    return built


def read_feed(site: BuiltSite, name: str) -> ET.Element:
    return ET.fromstring(site.text(name))  # noqa: S314 (our own)


def entries(feed: ET.Element) -> dict[str, ET.Element]:
    return {text(entry, "title"): entry for entry in feed.findall(f"{ATOM}entry")}


def text(element: ET.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def body(entry: ET.Element) -> BeautifulSoup:
    return BeautifulSoup(text(entry, "content"), "html.parser")


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("feeds/all.atom.xml", ["Off it goes, to the cups!", "A doodle", 'Tea & "cups" <3 🍵']),
        ("feeds/posts.atom.xml", ['Tea & "cups" <3 🍵']),
        ("feeds/doodles.atom.xml", ["A doodle"]),
        ("feeds/rockets.atom.xml", ["Off it goes, to the cups!"]),
        ("feeds/notes.atom.xml", ["A note"]),
        ("category/calm/feed.atom.xml", ['Tea & "cups" <3 🍵']),
        ("tag/c-sharp/feed.atom.xml", ['Tea & "cups" <3 🍵']),
    ],
)
def test_feed_holds_what_it_names_and_nothing_unpublished(site: BuiltSite, name: str, titles: list[str]) -> None:
    assert list(entries(read_feed(site, name))) == titles


def test_pages_have_no_feed(site: BuiltSite) -> None:
    assert "feeds/pages.atom.xml" not in site.files


def test_text_is_whole(site: BuiltSite) -> None:
    post = entries(read_feed(site, "feeds/all.atom.xml"))['Tea & "cups" <3 🍵']
    words = " ".join(body(post).get_text().split())
    assert words.startswith("The beginning, see A note & the menu.")
    assert words.endswith("The end.")


def test_doodle_shows_its_drawing(site: BuiltSite) -> None:
    doodle = entries(read_feed(site, "feeds/doodles.atom.xml"))["A doodle"]
    [image] = body(doodle).select("img")
    assert image["alt"] == "A line."
    assert str(image["src"]).startswith(f"{SITE_URL}/images/")


def test_every_link_and_image_is_absolute_and_leads_somewhere(site: BuiltSite) -> None:
    links = {
        unescape(link)
        for name in site.files
        if name.endswith(".atom.xml")
        for entry in read_feed(site, name).findall(f"{ATOM}entry")
        for link in re.findall(r'(?:href|src)="([^"]*)"', text(entry, "content") + text(entry, "summary"))
    }
    assert {link for link in links if not link.startswith(f"{SITE_URL}/")} == set()
    places = {unquote(urlsplit(link).path).lstrip("/") for link in links}
    assert places
    assert {f"{place}index.html" if place.endswith("/") else place for place in places} <= {*site.files}


def test_links_with_signs_in_them_are_quoted(site: BuiltSite) -> None:
    post = entries(read_feed(site, "feeds/all.atom.xml"))['Tea & "cups" <3 🍵']
    assert [link["href"] for link in body(post).select("a")] == [
        f"{SITE_URL}/notes/note/",
        f"{SITE_URL}/files/menu%231.pdf",
    ]


def test_ids_are_there_alike_in_every_feed_and_each_only_once(site: BuiltSite, build_site: BuildSite) -> None:
    everything = entries(read_feed(site, "feeds/all.atom.xml"))
    ids = {title: text(entry, "id") for title, entry in everything.items()}
    assert all(ids.values())
    assert len(set(ids.values())) == 3
    posts = entries(read_feed(site, "feeds/posts.atom.xml"))
    assert text(posts['Tea & "cups" <3 🍵'], "id") == ids['Tea & "cups" <3 🍵']
    again = build_site(KINDS, public=True, SITEURL=SITE_URL, FAIL_ON="errors")
    assert again.text("feeds/all.atom.xml") == site.text("feeds/all.atom.xml")


def test_all_categories_and_tags_are_named(site: BuiltSite) -> None:
    post = entries(read_feed(site, "feeds/all.atom.xml"))['Tea & "cups" <3 🍵']
    assert [one.get("term") for one in post.findall(f"{ATOM}category")] == ["Hot Drinks", "Calm", "green", "C#"]


def test_entry_says_where_it_is_and_when_it_was(site: BuiltSite) -> None:
    post = entries(read_feed(site, "feeds/all.atom.xml"))['Tea & "cups" <3 🍵']
    assert [link.get("href") for link in post.findall(f"{ATOM}link")] == [f"{SITE_URL}/posts/post/"]
    assert text(post, "published") == "2026-01-02T10:30:00+02:00"
    assert text(post, "updated") == "2026-02-03T00:00:00+00:00"


def test_summary_is_the_excerpt(site: BuiltSite) -> None:
    post = entries(read_feed(site, "feeds/all.atom.xml"))['Tea & "cups" <3 🍵']
    summary = BeautifulSoup(text(post, "summary"), "html.parser").get_text()
    assert " ".join(summary.split()) == "The beginning, see A note & the menu."


def test_message_is_in_no_feed(site: BuiltSite) -> None:
    assert not [name for name in site.files if name.endswith(".xml") and "Come and read!" in site.text(name)]


def test_feed_says_whose_it_is(site: BuiltSite) -> None:
    feed = read_feed(site, "category/calm/feed.atom.xml")
    assert text(feed, "id")
    assert "Calm" in text(feed, "title")
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "alternate": f"{SITE_URL}/",
        "self": f"{SITE_URL}/category/calm/feed.atom.xml",
    }


def test_no_feed_is_dated_by_the_clock(site: BuiltSite) -> None:
    for name in site.files:
        if name.endswith(".atom.xml"):
            assert text(read_feed(site, name), "updated") <= "2026-02-03T00:00:00+00:00"


def make_term(name: str) -> Term:
    return Term(name, Slug("x"), UrlPath("tag/x/"), UrlPath("tag/x/feed.atom.xml"))


PICTURE = Picture(UrlPath('images/a "b" &.png'), 1200, 630, 'Tea & <"cups">', "image/png")
AWKWARD = {
    "plain": make_entry("Tea", html="<p>Tea.</p>", summary_html="<p>Tea.</p>"),
    "with a summary": make_entry("Tea", html="<p>Tea &amp; more.</p>", summary_html="<p>Tea &amp;</p>"),
    "without a word": make_entry(""),
    "with signs": make_entry(
        "Tea & <b>\"cups\"</b> 'n'\tso ]]> 🍵\u2028",
        html="<p title='a\"b'>a\r\nb &amp;amp; \t]]></p>",
        url=UrlPath("posts/tee & küche/100%/~a?b=c#d/"),
        categories=(make_term("Hot & cold"), make_term('"quoted" <term>\n')),
        tags=(make_term("C#"),),
        authors=(make_term("Ann & <Ben>"), make_term("Cem")),
    ),
    "at another address": make_entry("Tea", url=UrlPath("https://other.example/tea:1/")),
    "undated": make_entry("Note", kind=Kind.NOTE),
    "only modified": make_entry("Note", kind=Kind.NOTE, modified=datetime(2026, 3, 4, 5, 6, 7, 890, tzinfo=UTC)),
    "modified before its time": make_entry("Tea", modified=datetime(2025, 1, 2, tzinfo=timezone(timedelta(hours=-2)))),
    "with an id": make_entry("Tea", metadata={"id": "urn:tea:<1>&2"}),
    "with pictures": make_entry(
        "Tea",
        html="<p>Tea.</p>",
        image=FeaturedImage("own", PICTURE, PICTURE, lead=PICTURE),
        transcript_html="<p>Said.</p>",
        video=Video("videos/a&b.mp4", is_file=True, mime="video/mp4", title="A film & more"),
    ),
}


@pytest.mark.parametrize("entry", AWKWARD.values(), ids=AWKWARD.keys())
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"SITEURL": SITE_URL, "SITENAME": "A &amp; <b>B</b>  C", "SITESUBTITLE": "<i> & so on", "AUTHOR": ""},
        {"SITEURL": f"{SITE_URL}/küche", "FEED_DOMAIN": "https://feeds.example/", "FEED_APPEND_REF": True},
        {"SITESUBTITLE": None, "WEBSUB_HUB": "https://hub.example/?a=1&b=2", "PLUGINS": ["plugins.kinds"]},
    ],
    ids=["at home", "in public", "elsewhere", "bare"],
)
def test_feed_has_the_bytes_of_pelicans_own_writer(entry: Entry, settings: dict[str, object]) -> None:
    site = read_settings(str(sites.PROJECT / "pelicanconf.py"), override={"AUTHOR": "Ann", **settings})
    build = bridge.start_build(site)
    entries = [entry, replace(entry, date=entry.date and entry.date + timedelta(days=1))]
    contents = [bridge.make_content(one, build) for one in entries]
    writer = bridge.EntryWriter("", site)
    theirs = writer.write_feed(contents, site, None, "feeds/ü & all.atom.xml", feed_title="Tea & <b>more</b>")
    facts = bridge.feed_facts(site, "feeds/ü & all.atom.xml", "Tea & <b>more</b>")
    items = [
        make_atom_item(one, bridge.feed_content(one, site), bridge.feed_summary(one, build), facts) for one in entries
    ]
    assert make_atom_feed(facts, items) == theirs.writeString("utf-8")
