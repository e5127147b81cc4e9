"""Pages read back by independent readers of metadata, and what others' sites are expected to say of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import extruct
import mf2py
import pytest

from tests import sites
from tests.sites import BuiltSite

SITE_URL = "https://tea.example"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
OWN_LICENSE = "https://creativecommons.org/publicdomain/zero/1.0/"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg>'
ENTRIES: Mapping[str, str | bytes] = {
    "posts/2026-01-02-tea.md": (
        "---\ntitle: Tea & <cups>\nmodified: 2026-02-03\nauthor: Ann, Bo\n"
        "category: Hot Drinks, Calm\ntags: green, iced\n"
        'excerpt: What tea *is*, & "how".\nmessage: Come!\n---\nThe whole text.\n'
    ),
    "doodles/2026-01-03-pot.md": (
        f"---\ntitle: A pot\nauthor: Ann\ndrawing: images/pot.svg\nalt: A pot, steaming.\nlicense: {OWN_LICENSE}\n"
        "transcript: Mind the lid!\n---\nDrawn with care.\n"
    ),
    "rockets/2026-01-05-film.md": (
        "---\ntitle: A film\nvideo: files/film.mp4\nposter: images/pot.svg\ntranscript: Whoosh.\n---\nSee it fly.\n"
    ),
    "rockets/2026-01-06-there.md": "Title: Elsewhere\nVideo: https://films.example/1\n\nSee it there.\n",
    "notes/note.md": "Title: A note\n\nNoted down, at last.\n",
    "pages/about.md": "Title: About\n\nWho we are.\n",
    "images/pot.svg": SVG,
    "files/film.mp4": b"film",
}
PAGES = ("posts/tea", "doodles/pot", "rockets/film", "rockets/there", "notes/note", "about")
EACH_PAGE = pytest.mark.parametrize("name", PAGES)
SYNTAXES = ["json-ld", "opengraph", "microdata"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, shared_cache_path: Path) -> BuiltSite:
    folder = tmp_path_factory.mktemp("readers")
    sites.write_content(folder / "content", ENTRIES)
    settings = {
        "CACHE_PATH": str(shared_cache_path),
        "SITEURL": SITE_URL,
        "SITENAME": "Tea Time",
        "FAIL_ON": "errors",
        "LICENSE_URL": LICENSE,
        "STATIC_PATHS": ["images", "files"],
    }
    built = sites.build(folder / "content", folder / "output", settings, public=True)
    assert built.failure == "", built.printed
    return built


def read(site: BuiltSite, name: str) -> dict[str, Any]:
    """What extruct finds in the page *name*."""
    path = f"{name}/index.html" if name else "index.html"
    found: dict[str, Any] = extruct.extract(site.text(path), base_url=f"{SITE_URL}/{name}/", syntaxes=SYNTAXES)
    return found


def json_ld(site: BuiltSite, name: str) -> dict[str, Any]:
    [data] = read(site, name)["json-ld"]
    assert isinstance(data, dict)
    return data


def open_graph(site: BuiltSite, name: str) -> list[tuple[str, str]]:
    [found] = read(site, name)["opengraph"]
    return [(key, value) for key, value in found["properties"]]


def entry_of(site: BuiltSite, name: str) -> dict[str, Any]:
    """The `h-entry` that mf2py finds."""
    parsed = mf2py.parse(doc=site.text(f"{name}/index.html"), url=f"{SITE_URL}/{name}/")
    [entry] = [item for item in parsed["items"] if item["type"] == ["h-entry"]]
    properties = entry["properties"]
    assert isinstance(properties, dict)
    return properties


@EACH_PAGE
def test_every_page_says_where_it_stands(site: BuiltSite, name: str) -> None:
    data = json_ld(site, name)
    page = data if data["@type"] == "WebPage" else data["mainEntityOfPage"]
    assert page["isPartOf"] == {"@type": "WebSite", "name": "Tea Time", "url": f"{SITE_URL}/"}
    steps = page["breadcrumb"]["itemListElement"]
    assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
    assert steps[0]["item"] == f"{SITE_URL}/"
    assert steps[-1]["item"] == f"{SITE_URL}/{name}/"
    for step in steps:
        place = step["item"].removeprefix(f"{SITE_URL}/")
        assert f"{place}index.html" in site.files, step


def test_breadcrumbs_of_a_post_lead_over_its_shelf(site: BuiltSite) -> None:
    steps = json_ld(site, "posts/tea")["mainEntityOfPage"]["breadcrumb"]["itemListElement"]
    assert [step["name"] for step in steps] == ["Tea Time", "Posts", "Hot Drinks", "Tea & <cups>"]


def test_home_is_a_website(site: BuiltSite) -> None:
    data = json_ld(site, "")
    assert (data["@type"], data["name"], data["url"]) == ("WebSite", "Tea Time", f"{SITE_URL}/")


def test_doodle_is_an_image_with_its_words_and_licence(site: BuiltSite) -> None:
    image = json_ld(site, "doodles/pot")["associatedMedia"]
    assert image["@type"] == "ImageObject"
    assert image["contentUrl"].removeprefix(f"{SITE_URL}/") in site.files
    assert image["caption"] == "A pot, steaming."
    assert image["embeddedTextCaption"] == "Mind the lid!"
    assert image["license"] == OWN_LICENSE
    assert image["creditText"] == "Ann"
    assert json_ld(site, "posts/tea")["license"] == LICENSE


def test_film_is_a_video(site: BuiltSite) -> None:
    video = json_ld(site, "rockets/film")["video"]
    assert video["contentUrl"] == f"{SITE_URL}/files/film.mp4"
    assert video["thumbnailUrl"].removeprefix(f"{SITE_URL}/") in site.files
    told = {name: video[name] for name in ("@type", "name", "description", "uploadDate", "transcript")}
    assert told == {
        "@type": "VideoObject",
        "name": "A film",
        "description": "See it fly.",
        "uploadDate": "2026-01-05T00:00:00+00:00",
        "transcript": "Whoosh.",
    }
    assert json_ld(site, "rockets/there")["video"]["url"] == "https://films.example/1"


def test_post_as_readers_of_microformats_know_it(site: BuiltSite) -> None:
    post = entry_of(site, "posts/tea")
    assert post["name"] == ["Tea & <cups>"]
    assert post["url"] == [f"{SITE_URL}/posts/tea/"]
    assert post["summary"] == ["What tea is, & “how”."]
    assert post["category"] == ["Hot Drinks", "Calm", "green", "iced"]
    assert post["published"] == ["2026-01-02T00:00:00+0000"]
    assert post["updated"] == ["2026-02-03T00:00:00+0000"]
    assert [content["value"].strip() for content in post["content"]] == ["The whole text."]
    assert [(author["type"], author["properties"]["name"]) for author in post["author"]] == [
        (["h-card"], ["Ann"]),
        (["h-card"], ["Bo"]),
    ]
    assert post["author"][0]["properties"]["url"] == [f"{SITE_URL}/author/ann/"]


def test_doodle_shows_its_photo_to_readers_of_microformats(site: BuiltSite) -> None:
    [photo] = entry_of(site, "doodles/pot")["photo"]
    assert photo["alt"] == "A pot, steaming."
    assert photo["value"].removeprefix(f"{SITE_URL}/") in site.files


@EACH_PAGE
def test_every_page_is_one_entry_with_name_and_address(site: BuiltSite, name: str) -> None:
    entry = entry_of(site, name)
    assert len(entry["name"]) == 1
    assert entry["url"] == [f"{SITE_URL}/{name}/"]


# What jekyll-seo-tag promises of every page, in its own specs, restated for ours.


@EACH_PAGE
def test_title_is_that_of_the_page_and_then_of_the_site(site: BuiltSite, name: str) -> None:
    title = dict(open_graph(site, name))["og:title"]
    page = site.read(f"{name}/index.html")
    assert page.title is not None
    assert page.title.get_text() == f"{title} · Tea Time"


def test_title_of_the_home_is_the_site_alone(site: BuiltSite) -> None:
    page = site.read("index.html")
    assert page.title is not None
    assert page.title.get_text() == "Tea Time"
    assert dict(open_graph(site, ""))["og:type"] == "website"


@EACH_PAGE
def test_description_is_plain_text_and_alike_everywhere(site: BuiltSite, name: str) -> None:
    page = site.read(f"{name}/index.html")
    description = dict(open_graph(site, name))["og:description"]
    assert json_ld(site, name)["description"] == description
    [tag] = page.select('meta[name="description"]')
    assert tag["content"] == description
    assert not {"*", "<", "_"} & set(description)


@EACH_PAGE
def test_canonical_address_is_absolute_and_alike_everywhere(site: BuiltSite, name: str) -> None:
    [link] = site.read(f"{name}/index.html").select('link[rel="canonical"]')
    address = f"{SITE_URL}/{name}/"
    assert (link["href"], dict(open_graph(site, name))["og:url"], json_ld(site, name)["url"]) == (address,) * 3


@EACH_PAGE
def test_image_has_its_size_and_alternative_text(site: BuiltSite, name: str) -> None:
    found = dict(open_graph(site, name))
    assert found["og:image"].removeprefix(f"{SITE_URL}/") in site.files
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"]
    [card] = site.read(f"{name}/index.html").select('meta[name="twitter:card"]')
    assert card["content"] == "summary_large_image"


def test_authors_dates_and_types(site: BuiltSite) -> None:
    data = json_ld(site, "posts/tea")
    assert [(one["@type"], one["name"]) for one in data["author"]] == [("Person", "Ann"), ("Person", "Bo")]
    assert (data["datePublished"], data["dateModified"]) == ("2026-01-02T00:00:00+00:00", "2026-02-03T00:00:00+00:00")
    found = open_graph(site, "posts/tea")
    assert dict(found)["og:type"] == "article"
    assert dict(found)["article:published_time"] == "2026-01-02T00:00:00+00:00"
    assert dict(found)["article:section"] == "Hot Drinks"
    assert [value for key, value in found if key == "article:tag"] == ["green", "iced"]
    assert [json_ld(site, name)["@type"] for name in PAGES] == ["BlogPosting"] * 5 + ["WebPage"]


@EACH_PAGE
def test_nothing_is_microdata_and_nothing_says_the_message(site: BuiltSite, name: str) -> None:
    assert read(site, name)["microdata"] == []
    assert "Come!" not in str(read(site, name))
