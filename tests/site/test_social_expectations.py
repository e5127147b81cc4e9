"""What the specs of jekyll-seo-tag expect of a page, in our words, as far as it is told here by other means.

Each test names what an author wrote, and what search engines and networks are to read of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from tests import sites
from tests.sites import BuildSite, BuiltSite

# A site in a folder of its server: addresses must hold it, once.
SITE_URL = "https://tea.example/blog"
LONG = "Tea is made of leaves. " * 30
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg>'
ENTRIES: Mapping[str, str | bytes] = {
    "posts/2026-01-02-tea.md": (
        '---\ntitle: Tea & <cups> "of" it\nauthor: Ann\nmodified: 2026-02-03\nexcerpt: An excerpt.\n'
        "description: A *description*, & more.\nimage: images/pot.svg\nimage_alt: A pot, steaming.\n---\nThe text.\n"
    ),
    "posts/2026-01-03-excerpt.md": "Title: With an excerpt\nAuthor: Bo, Ann\nExcerpt: What is *inside*.\n\nThe text.\n",
    "posts/2026-01-04-long.md": f"Title: Long\nLang: pt-BR\n\n{LONG}\n",
    "posts/2026-01-05-first-there.md": "Title: First there\nCanonical: https://first.example/tea/\n\nThe text.\n",
    "posts/2026-01-05-nowhere.md": "Title: Nowhere\nCanonical: false\n\nThe text.\n",
    "posts/2026-01-05-nowhere-yaml.md": "---\ntitle: Nowhere either\ncanonical: false\n---\nThe text.\n",
    "rockets/2026-01-06-untitled.md": "Off it goes!\n",
    "notes/empty.md": "Title: Nothing yet\n",
    "pages/about.md": "Title: About\n\nWho we are.\n",
    "images/pot.svg": SVG,
}
SETTINGS: Mapping[str, object] = {
    "SITEURL": SITE_URL,
    "SITENAME": "Tea Time",
    "SITESUBTITLE": "All about leaves",
    "AUTHOR": "The house",
    "FAIL_ON": "errors",
    "DEFAULT_PAGINATION": 2,
    "SITE_LOGO": "images/pot.svg",
    "SOCIAL": (("Mastodon", "https://social.example/@tea"), ("Elsewhere", "https://elsewhere.example/?a=1&b=2")),
    "SITE_VERIFICATION": {"google": "g<1>", "bing": "b2", "yandex": "y3", "baidu": "d4", "pinterest": "p5"},
    "SOCIAL_ACCOUNTS": {
        "x": {"*": "tea", "Ann": "@ann"},
        "mastodon": {"*": "@tea@tea.example", "Ann": "ann@a.example"},
    },
}
ENTRY_PAGES = (
    "posts/tea",
    "posts/excerpt",
    "posts/long",
    "posts/first-there",
    "rockets/untitled",
    "notes/empty",
    "about",
)
X_TAGS = ("twitter:card", "twitter:site", "twitter:creator")
EACH_ENTRY = pytest.mark.parametrize("name", ENTRY_PAGES)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, shared_cache_path: Path) -> BuiltSite:
    folder = tmp_path_factory.mktemp("expectations")
    sites.write_content(folder / "content", ENTRIES)
    settings = {**SETTINGS, "CACHE_PATH": str(shared_cache_path)}
    built = sites.build(folder / "content", folder / "output", settings, public=True)
    assert built.failure == "", built.printed
    return built


def read(site: BuiltSite, name: str) -> BeautifulSoup:
    return site.read(f"{name}/index.html" if name else "index.html")


def told(site: BuiltSite, name: str, key: str) -> list[str]:
    tags = read(site, name).select(f'head meta[property="{key}"], head meta[name="{key}"]')
    return [str(tag["content"]) for tag in tags]


def json_ld(site: BuiltSite, name: str) -> dict[str, Any]:
    [script] = read(site, name).select('script[type="application/ld+json"]')
    data = json.loads(script.get_text())
    assert isinstance(data, dict)
    return data


# Titles


@pytest.mark.parametrize(
    ("name", "title", "shared"),
    [
        pytest.param("", "Tea Time", "Tea Time", id="home: the site alone"),
        pytest.param("page/1", "Page 1 · Tea Time", "Page 1", id="older page says which"),
        pytest.param("posts/tea", 'Tea & <cups> "of" it · Tea Time', 'Tea & <cups> "of" it', id="page, then site"),
        pytest.param("rockets/untitled", "Off it goes! · Tea Time", "Off it goes!", id="no title: the first words"),
        pytest.param("about", "About · Tea Time", "About", id="page without a date"),
    ],
)
def test_title(site: BuiltSite, name: str, title: str, shared: str) -> None:
    [tag] = read(site, name).select("title")
    assert tag.get_text() == title
    assert told(site, name, "og:title") == [shared]
    assert told(site, name, "og:site_name") == ["Tea Time"]


@EACH_ENTRY
def test_title_is_the_headline_too(site: BuiltSite, name: str) -> None:
    data = json_ld(site, name)
    assert told(site, name, "og:title") == [data["name" if data["@type"] == "WebPage" else "headline"]]


# Descriptions


@pytest.mark.parametrize(
    ("name", "description"),
    [
        pytest.param("posts/tea", "A description, & more.", id="description before excerpt, without its marks"),
        pytest.param("posts/excerpt", "What is inside.", id="else the excerpt"),
        pytest.param("about", "Who we are.", id="else the text"),
        pytest.param("", "All about leaves", id="home: that of the site"),
    ],
)
def test_description(site: BuiltSite, name: str, description: str) -> None:
    assert told(site, name, "description") == told(site, name, "og:description") == [description]


def test_description_is_cut_at_a_sentence(site: BuiltSite) -> None:
    # Six times 23 signs are 138.
    assert told(site, "posts/long", "description") == [("Tea is made of leaves. " * 6).strip()]


def test_entry_without_words_is_described_by_what_it_is(site: BuiltSite) -> None:
    line = "A note in Tea Time."
    assert told(site, "notes/empty", "description") == told(site, "notes/empty", "og:description") == [line]
    assert json_ld(site, "notes/empty")["description"] == line
    assert line in site.text("feeds/notes.atom.xml")


# Canonical


@EACH_ENTRY
def test_addresses_are_whole_and_hold_the_folder_of_the_site_once(site: BuiltSite, name: str) -> None:
    address = f"{SITE_URL}/{name}/"
    [canonical] = read(site, name).select('link[rel="canonical"]')
    assert canonical["href"] == (address if name != "posts/first-there" else "https://first.example/tea/")
    assert told(site, name, "og:url") == [address]
    assert json_ld(site, name)["url"] == address
    for tag in read(site, name).select('head meta[content*="tea.example"], head link[href*="tea.example"]'):
        value = str(tag.get("content") or tag.get("href"))
        assert value.startswith((SITE_URL, "@"))
        assert value.count("/blog") <= 1
        assert "index.html" not in value


@pytest.mark.parametrize("name", ["posts/nowhere", "posts/nowhere-yaml"])
def test_canonical_address_may_be_none(site: BuiltSite, name: str) -> None:
    assert read(site, name).select('link[rel="canonical"]') == []
    # Networks need one to tell one share from another.
    assert told(site, name, "og:url") == [f"{SITE_URL}/{name}/"]


def test_home_has_its_address_with_a_slash(site: BuiltSite) -> None:
    [canonical] = read(site, "").select('link[rel="canonical"]')
    assert canonical["href"] == f"{SITE_URL}/"
    assert told(site, "", "og:url") == [f"{SITE_URL}/"]


def test_canonical_address_that_is_none_is_named(build_site: BuildSite) -> None:
    site = build_site({"pages/about.md": "Title: About\nCanonical: first.example\n\nWho.\n"})
    [problem] = site.problems
    assert problem.startswith("pages/about.md:2: canonical 'first.example' is no address; write it whole, as in")


# The site

WHOLE = "write a name and a whole address, as in ('Mastodon', 'https://social.example/@tea')"


def test_logo_is_that_of_the_publisher(site: BuiltSite) -> None:
    publisher = {
        "@type": "Organization",
        "name": "Tea Time",
        "url": f"{SITE_URL}/",
        "logo": {"@type": "ImageObject", "url": f"{SITE_URL}/images/pot.svg"},
    }
    assert json_ld(site, "")["publisher"] == json_ld(site, "posts/tea")["publisher"] == publisher
    assert "images/pot.svg" in site.files


def test_accounts_of_the_site_are_the_same_as_the_site(site: BuiltSite) -> None:
    accounts = ["https://social.example/@tea", "https://elsewhere.example/?a=1&b=2"]
    assert json_ld(site, "")["sameAs"] == accounts
    assert [link["href"] for link in read(site, "").select('head link[rel="me"]')] == accounts
    # An entry is not its author.
    assert "sameAs" not in json_ld(site, "posts/tea")


def test_services_find_on_the_first_page_that_the_site_is_ours(site: BuiltSite) -> None:
    tags = {
        "google-site-verification": "g<1>",
        "msvalidate.01": "b2",
        "yandex-verification": "y3",
        "baidu-site-verification": "d4",
        "p:domain_verify": "p5",
    }
    assert {name: told(site, "", name) for name in tags} == {name: [value] for name, value in tags.items()}
    assert told(site, "", "facebook-domain-verification") == []
    assert told(site, "posts/tea", "google-site-verification") == []


def test_site_that_says_nothing_of_itself_is_told_by_its_name(build_site: BuildSite) -> None:
    site = build_site({"pages/about.md": "Title: About\n\nWho.\n"}, SITEURL=SITE_URL, SITESUBTITLE="")
    data = json_ld(site, "")
    assert data["description"] == data["name"] == "Doodlebook"
    assert not {"publisher", "sameAs"} & data.keys()
    assert read(site, "").select('link[rel="me"], meta[name*="verif"]') == []


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("SITE_LOGO", "images/pott.svg", "there is no picture 'images/pott.svg'; did you mean 'images/pot.svg'?"),
        ("SITE_LOGO", "pot", "there is no picture 'pot'; put it below images/, and write 'images/logo.png'"),
        ("SOCIAL", (("X", "@tea"),), f"'@tea' is no account; {WHOLE}"),
        ("SOCIAL", ("https://social.example/@tea",), f"'https://social.example/@tea' is no account; {WHOLE}"),
        ("SITE_VERIFICATION", {"gogle": "1"}, "unknown name 'gogle'; did you mean 'google'?"),
        ("HASHTAGS", "tea", """'tea' has no names in it; write it as in {"c++": "Cpp"}"""),
        ("HASHTAGS", {"tea": None}, """'None' for 'tea'; write it as in {"c++": "Cpp"}"""),
        ("HASHTAG_COUNTS", {"x": "2"}, """'2' for 'x'; write it as in {"mastodon": 3}"""),
    ],
)
def test_what_is_amiss_in_the_settings_of_the_site_is_named(
    build_site: BuildSite, setting: str, value: object, said: str
) -> None:
    settings: Any = {setting: value}
    assert f"pelicanconf.py: {setting}: {said}" in build_site({"images/pot.svg": SVG}, **settings).problems


def test_older_and_newer_pages_of_a_listing_are_told(site: BuiltSite) -> None:
    # Pages are numbered from the oldest.
    assert [link["href"] for link in read(site, "").select('a[rel="next"]')] == [f"{SITE_URL}/page/2/"]
    assert [link["href"] for link in read(site, "page/1").select('a[rel="prev"]')] == [f"{SITE_URL}/page/2/"]
    assert read(site, "page/1").select('a[rel="next"]') == []


# Images


@EACH_ENTRY
def test_image_is_whole_sized_and_described(site: BuiltSite, name: str) -> None:
    [image] = told(site, name, "og:image")
    assert image.removeprefix(f"{SITE_URL}/") in site.files
    assert told(site, name, "og:image:width") == ["1200"]
    assert told(site, name, "og:image:height") == ["630"]
    assert told(site, name, "twitter:card") == ["summary_large_image"]
    for one in json_ld(site, name)["image"]:
        assert one["url"].removeprefix(f"{SITE_URL}/") in site.files
        assert one["width"] > 0 < one["height"]


def test_image_of_the_author_has_the_words_of_the_author(site: BuiltSite) -> None:
    assert told(site, "posts/tea", "og:image:alt") == ["A pot, steaming."]


def test_page_without_images_gets_a_small_card(build_site: BuildSite) -> None:
    plugins = [f"plugins.{name}" for name in ("kinds", "categories", "excerpts", "graph", "social", "assets")]
    site = build_site({"pages/about.md": "Title: About\n\nWho.\n"}, PLUGINS=plugins)
    assert told(site, "about", "twitter:card") == ["summary"]
    assert told(site, "about", "og:image") == []
    assert "image" not in json_ld(site, "about")


# Authors


@pytest.mark.parametrize(
    ("name", "authors"),
    [
        pytest.param("posts/tea", ["Ann"], id="of the page"),
        pytest.param("posts/excerpt", ["Bo", "Ann"], id="several"),
        pytest.param("posts/long", ["The house"], id="else of the site"),
    ],
)
def test_author(site: BuiltSite, name: str, authors: list[str]) -> None:
    assert told(site, name, "author") == [", ".join(authors)]
    data = json_ld(site, name)["author"]
    assert [(one["@type"], one["name"]) for one in data] == [("Person", author) for author in authors]
    assert all(f"{one['url'].removeprefix(f'{SITE_URL}/')}index.html" in site.files for one in data)


@pytest.mark.parametrize(
    ("name", "creator", "fediverse"),
    [
        pytest.param("posts/tea", ["@ann"], "@ann@a.example", id="one with accounts"),
        pytest.param("posts/excerpt", [], "@tea@tea.example", id="one without"),
        pytest.param("posts/long", [], "@tea@tea.example", id="the site's own"),
    ],
)
def test_accounts(site: BuiltSite, name: str, creator: list[str], fediverse: str) -> None:
    assert told(site, name, "twitter:site") == ["@tea"]
    assert told(site, name, "twitter:creator") == creator
    assert told(site, name, "fediverse:creator") == [fediverse]


# What is told otherwise


@pytest.mark.parametrize("name", ["", *ENTRY_PAGES])
def test_what_networks_read_elsewhere_is_not_said_again(site: BuiltSite, name: str) -> None:
    """X reads `og:` for all but its own card; who wrote, and with what, is nobody's to be told twice."""
    page = read(site, name)
    tags = [str(tag.get("name") or tag.get("property")) for tag in page.select("head meta")]
    assert [tag for tag in tags if tag.startswith("twitter:") and tag not in X_TAGS] == []
    assert not {"generator", "fb:app_id", "fb:admins", "article:publisher"} & set(tags)


# Dates and types


def test_dates(site: BuiltSite) -> None:
    tea, excerpt = json_ld(site, "posts/tea"), json_ld(site, "posts/excerpt")
    assert (tea["datePublished"], tea["dateModified"]) == ("2026-01-02T00:00:00+00:00", "2026-02-03T00:00:00+00:00")
    # What was never changed was last changed when it was published.
    assert excerpt["datePublished"] == excerpt["dateModified"] == "2026-01-03T00:00:00+00:00"
    assert told(site, "posts/tea", "article:published_time") == ["2026-01-02T00:00:00+00:00"]
    assert told(site, "posts/tea", "article:modified_time") == ["2026-02-03T00:00:00+00:00"]
    assert told(site, "about", "article:published_time") == []


@pytest.mark.parametrize(
    ("name", "shared", "searched"),
    [
        ("", "website", "WebSite"),
        ("about", "website", "WebPage"),
        ("posts/tea", "article", "BlogPosting"),
        ("rockets/untitled", "article", "BlogPosting"),
    ],
)
def test_types(site: BuiltSite, name: str, shared: str, searched: str) -> None:
    assert told(site, name, "og:type") == [shared]
    data = json_ld(site, name)
    assert (data["@context"], data["@type"]) == ("https://schema.org", searched)


def test_post_is_the_main_thing_of_its_page(site: BuiltSite) -> None:
    page = json_ld(site, "posts/tea")["mainEntityOfPage"]
    assert (page["@type"], page["@id"]) == ("WebPage", f"{SITE_URL}/posts/tea/")


@pytest.mark.parametrize(("name", "lang", "locale"), [("posts/tea", "en", "en_US"), ("posts/long", "pt-BR", "pt_BR")])
def test_language(site: BuiltSite, name: str, lang: str, locale: str) -> None:
    assert told(site, name, "og:locale") == [locale]
    # Around the words of the author stand those of the theme, in the language of the site.
    [heading] = read(site, name).select("h1")
    assert heading.get("lang", "en") == lang
    assert json_ld(site, name)["inLanguage"] == lang


@pytest.mark.parametrize("name", ["", "page/1", "posts", "author/ann"])
def test_language_of_pages_that_are_no_entries(site: BuiltSite, name: str) -> None:
    assert told(site, name, "og:locale") == ["en_US"]


@EACH_ENTRY
def test_nothing_is_told_that_is_nothing(site: BuiltSite, name: str) -> None:
    def values(held: Any) -> list[Any]:  # noqa: ANN401 (JSON)
        inner = held.values() if isinstance(held, dict) else held if isinstance(held, list) else ()
        return [held, *(one for value in inner for one in values(value))]

    assert [one for one in values(json_ld(site, name)) if one in (None, "", [], {})] == []
    assert all(str(tag["content"]).strip() for tag in read(site, name).select("head meta[content]"))
    [script] = read(site, name).select('script[type="application/ld+json"]')
    assert "\n" not in script.get_text()
