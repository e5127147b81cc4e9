"""Feeds read back by an independent reader, and JSON feeds beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import feedparser
import pytest
from bs4 import BeautifulSoup
from pelican.settings import read_settings

from tests import sites
from tests.sites import BuildSite, BuiltSite

SITE_URL = "https://tea.example"
MESSAGE = "Come and read!"
ENTRIES: Mapping[str, str | bytes] = {
    "posts/2026-01-02-tea.md": (
        "---\ntitle: Tea & cups\nmodified: 2026-02-03\nauthor: Ann\ncategory: Hot Drinks, Calm\ntags: green\n"
        f"excerpt: What tea is.\nmessage: {{x: Short, all: [{MESSAGE}, {{thread: [Again, And]}}]}}\n---\n"
        "The whole text, see [[A note]].\n\n"
        "> [!share] Ann\n> It is all about leaves.\n\nMore.\n"
    ),
    "rockets/2026-01-04-rocket.md": "Off it goes!\n",
    "rockets/2026-01-05-film.md": "Title: A film\nVideo: files/film.mp4\n\nSee it fly.\n",
    "notes/note.md": "Title: A note\nId: first-note\n\nNoted.\n",
    "posts/2026-01-01-draft.md": "Title: A draft\nStatus: draft\n\nText.\n",
    "files/film.mp4": b"film",
}
SETTINGS = {
    "SITEURL": SITE_URL,
    "FAIL_ON": "errors",
    "WEBSUB_HUB": "https://hub.example/",
    "MESSAGES_FEED": "feeds/messages.json",
    "SOCIAL_JSON": "social.json",
    "STATIC_PATHS": ["images", "files"],
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, shared_cache_path: Path) -> BuiltSite:
    folder = tmp_path_factory.mktemp("feeds")
    sites.write_content(folder / "content", ENTRIES)
    settings = {"CACHE_PATH": str(shared_cache_path), **SETTINGS}
    built = sites.build(folder / "content", folder / "output", settings, public=True)
    assert built.failure == "", built.printed
    return built


def read_json(site: BuiltSite, name: str) -> Any:  # noqa: ANN401 (JSON)
    return json.loads(site.text(name))


def ids(site: BuiltSite, name: str = "feeds/all.json") -> dict[str, str]:
    return {item["url"]: item["id"] for item in read_json(site, name)["items"]}


def said(html: str) -> tuple[str, list[str]]:
    """The words and addresses of *html*, which readers may write in their own way."""
    soup = BeautifulSoup(html, "html.parser")
    return soup.get_text(), [str(tag.get("href") or tag.get("src")) for tag in soup.select("[href], [src]")]


@pytest.mark.parametrize(
    "name",
    [
        *("feeds/all", "feeds/posts", "feeds/rockets", "feeds/notes"),
        *("category/calm/feed", "category/hot-drinks/feed", "tag/green/feed", "author/ann/feed"),
    ],
)
def test_json_feed_has_what_the_atom_feed_has(site: BuiltSite, name: str) -> None:
    atom = feedparser.parse(site.text(f"{name}.atom.xml"))
    assert not atom.bozo
    feed = read_json(site, f"{name}.json")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == atom.feed.title
    assert feed["feed_url"] == f"{SITE_URL}/{name}.json"
    assert [(item["id"], item["url"], item.get("tags", [])) for item in feed["items"]] == [
        (entry.id, entry.link, [tag.term for tag in entry.get("tags", [])]) for entry in atom.entries
    ]
    for item, entry in zip(feed["items"], atom.entries, strict=True):
        assert said(item["content_html"]) == said(entry.content[0].value)
        assert item.get("image") == entry.media_thumbnail[0]["url"]


def test_item_of_a_json_feed(site: BuiltSite) -> None:
    item = next(item for item in read_json(site, "feeds/all.json")["items"] if item.get("title") == "Tea & cups")
    image = item.pop("image")
    assert image.startswith(f"{SITE_URL}/images/")
    assert 'see <a class="wikilink" href="https://tea.example/notes/note/">A note</a>.</p>' in item.pop("content_html")
    assert item == {
        "id": "tag:tea.example,2026-01-02:posts/2026-01-02-tea.md",
        "url": f"{SITE_URL}/posts/tea/",
        "title": "Tea & cups",
        "summary": "What tea is.",
        "date_published": "2026-01-02T00:00:00+00:00",
        "date_modified": "2026-02-03T00:00:00+00:00",
        "authors": [{"name": "Ann", "url": f"{SITE_URL}/author/ann/"}],
        "tags": ["Hot Drinks", "Calm", "green"],
    }


def test_untitled_rocket_has_no_title_and_a_film_is_attached(site: BuiltSite) -> None:
    film, rocket = read_json(site, "feeds/rockets.json")["items"]
    assert "title" not in rocket
    assert film["attachments"] == [{"url": f"{SITE_URL}/files/film.mp4", "mime_type": "video/mp4", "title": "A film"}]


def test_id_is_what_the_author_says_or_the_file(site: BuiltSite) -> None:
    assert ids(site, "feeds/notes.json") == {f"{SITE_URL}/notes/note/": "tag:tea.example,2000-01-01:first-note"}


def test_ids_survive_a_renamed_address(site: BuiltSite, build_site: BuildSite) -> None:
    files = dict(ENTRIES)
    tea = files["posts/2026-01-02-tea.md"]
    assert isinstance(tea, str)
    files["posts/2026-01-02-tea.md"] = tea.replace("title: Tea & cups", "title: All of tea\nslug: all-of-tea")
    files["notes/renamed.md"] = files.pop("notes/note.md")
    other = build_site(files, public=True, POST_URL="blog/{slug}/", **SETTINGS)
    assert f"{SITE_URL}/blog/all-of-tea/" in ids(other)
    assert set(ids(other).values()) == set(ids(site).values())
    assert set(ids(other, "feeds/notes.json").values()) == set(ids(site, "feeds/notes.json").values())


def test_hub_is_named_where_readers_look(site: BuiltSite) -> None:
    links = {(link.rel, link.href) for link in feedparser.parse(site.text("feeds/all.atom.xml")).feed.links}
    assert ("hub", "https://hub.example/") in links
    assert ("self", f"{SITE_URL}/feeds/all.atom.xml") in links
    assert read_json(site, "feeds/all.json")["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_message_is_in_no_feed_but_the_one_for_it(site: BuiltSite) -> None:
    held = [name for name in site.files if name.startswith(("feeds/", "social")) and MESSAGE in site.text(name)]
    assert held == ["feeds/messages.json", "social.json"]
    items = {item["url"]: item for item in read_json(site, "feeds/messages.json")["items"]}
    told = items[f"{SITE_URL}/posts/tea/"]["_messages"]
    rest = f"{SITE_URL}/posts/tea/\n\n#green #HotDrinks #Calm"
    assert told["mastodon"] == [[f"{MESSAGE}\n\n{rest}"], [f"Again\n\n{rest}", "And"]]
    assert told["x"] == [[f"Short\n\nTea & cups\n\n{SITE_URL}/posts/tea/\n\n#green #HotDrinks"]]


def test_file_for_tools_holds_the_whole_kit(site: BuiltSite) -> None:
    held = read_json(site, "social.json")
    assert list(held) == [
        "notes/note.md",
        "posts/2026-01-02-tea.md",
        "rockets/2026-01-04-rocket.md",
        "rockets/2026-01-05-film.md",
    ]
    assert held["notes/note.md"]["link"] == f"{SITE_URL}/notes/note/"
    tea = held["posts/2026-01-02-tea.md"]
    assert (tea["title"], tea["excerpt"], tea["link"]) == ("Tea & cups", "What tea is.", f"{SITE_URL}/posts/tea/")
    [post] = tea["networks"]["reddit"]
    assert [(one["name"], one["text"]) for one in post["fields"]] == [
        ("title", "Tea & cups"),
        ("link", f"{SITE_URL}/posts/tea/"),
    ]
    [text] = (one for one in tea["networks"]["x"][0]["fields"] if one["name"] == "text")
    assert (text["length"], text["limit"], text["excess"]) == (61, 280, 0)


def test_file_for_tools_asked_for_at_home_is_not_published() -> None:
    # It holds what nobody has posted yet.
    home, public = (read_settings(str(sites.PROJECT / name)) for name in ("pelicanconf.py", "publishconf.py"))
    assert home["SOCIAL_JSON"] == public["SOCIAL_JSON"] == ""
    lines = (sites.PROJECT / "publishconf.py").read_text("utf-8").splitlines()
    assert lines.index('SOCIAL_JSON = ""') > lines.index("from pelicanconf import *")


def test_links_below_a_quote_are_in_no_feed(site: BuiltSite) -> None:
    page, feeds = site.read("posts/tea/index.html"), ("feeds/all.atom.xml", "feeds/all.json", "tag/green/feed.json")
    assert len(page.select(".quote-link")) == 5
    for name in feeds:
        assert "It is all about leaves." in site.text(name)
        assert "Link to this quote" not in site.text(name)
        assert "bsky.app" not in site.text(name)
        assert "<cite>Ann</cite>" in site.text(name).replace("&lt;", "<").replace("&gt;", ">")


def test_nothing_unpublished_is_in_any(site: BuiltSite) -> None:
    assert not [name for name in site.files if name.endswith(".json") and "A draft" in site.text(name)]


def test_files_for_tools_are_there_only_when_asked(build_site: BuildSite) -> None:
    site = build_site(ENTRIES, public=True, FAIL_ON="errors", STATIC_PATHS=["images", "files"])
    found = {name for name in site.files if name.endswith(".json")}
    assert {name for name in found if not name.endswith("/feed.json")} == {
        *("feeds/all.json", "feeds/notes.json", "feeds/posts.json", "feeds/rockets.json"),
    }


def test_pages_name_the_json_feed(site: BuiltSite) -> None:
    def named(page: str) -> list[str]:
        links = site.read(page).select('head link[type="application/feed+json"]')
        return [str(link["href"]).removeprefix(f"{SITE_URL}/") for link in links]

    assert named("index.html") == ["feeds/all.json"]
    assert named("tag/green/index.html") == ["feeds/all.json", "tag/green/feed.json"]
