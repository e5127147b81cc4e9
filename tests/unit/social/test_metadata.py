from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.shared.entry import Entry, FeaturedImage, Kind, Picture, Slug, Status, Term, UrlPath
from plugins.social.metadata import SiteFacts, make_json_ld, make_meta
from tests.entries import make_entry

SITE = SiteFacts("Tea Time", "https://tea.example")
IMAGE = FeaturedImage(
    "card",
    share=Picture(UrlPath("images/cards/tea.png"), 1200, 630, "A card", "image/png"),
)


def make_term(name: str, folder: str) -> Term:
    slug = Slug(name.lower())
    return Term(name, slug, UrlPath(f"{folder}/{slug}/"), UrlPath(""))


def make_post(**fields: Any) -> Entry:  # noqa: ANN401 (any field)
    told = {"description": "What tea is.", "excerpt": "What tea is. And more.", "message": "Read this!"}
    return make_entry("Tea", **{**told, **fields})


def tags(entry: Entry, site: SiteFacts = SITE) -> dict[str, str]:
    return {meta.name: meta.content for meta in make_meta(entry, site)}


def test_title_is_the_title_and_description_the_excerpt() -> None:
    found = tags(make_post())
    assert found["og:title"] == "Tea"
    assert found["og:description"] == "What tea is."
    assert found["og:url"] == "https://tea.example/posts/tea/"
    assert found["og:site_name"] == "Tea Time"
    assert found["og:type"] == "article"


def test_message_is_nowhere() -> None:
    entry = make_post(message="Come and read.", image=IMAGE)
    assert "Come and read." not in make_json_ld(entry, SITE)
    assert all("Come and read." not in meta.content for meta in make_meta(entry, SITE))


def test_link_cards_have_a_description_of_their_own() -> None:
    entry = make_post(card_description="What tea is, and how it is drunk.")
    assert tags(entry)["og:description"] == "What tea is, and how it is drunk."
    assert '"description":"What tea is."' in make_json_ld(entry, SITE).replace(": ", ":")


def test_entry_without_words_is_described_by_its_title() -> None:
    assert tags(make_post(description=""))["og:description"] == "Tea"


def test_one_image_with_its_facts_right_behind_it() -> None:
    metas = make_meta(make_post(image=IMAGE), SITE)
    at = [meta.name for meta in metas].index("og:image")
    assert [(meta.name, meta.content) for meta in metas[at : at + 5]] == [
        ("og:image", "https://tea.example/images/cards/tea.png"),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("og:image:type", "image/png"),
        ("og:image:alt", "A card"),
    ]
    assert [meta.name for meta in metas].count("og:image") == 1


@pytest.mark.parametrize(("image", "card"), [(IMAGE, "summary_large_image"), (None, "summary")])
def test_card_is_as_large_as_there_is_a_picture(image: FeaturedImage | None, card: str) -> None:
    assert tags(make_post(image=image))["twitter:card"] == card


def test_dates_categories_tags_and_authors() -> None:
    entry = make_post(
        modified=datetime(2026, 2, 3, tzinfo=UTC),
        categories=(make_term("Drinks", "category"), make_term("Calm", "category")),
        tags=(make_term("hot", "tag"), make_term("green", "tag")),
        authors=(make_term("Ann", "author"), make_term("Bo", "author")),
    )
    found = [(meta.name, meta.content) for meta in make_meta(entry, SITE)]
    assert ("article:published_time", "2026-01-02T03:04:00+00:00") in found
    assert ("article:modified_time", "2026-02-03T00:00:00+00:00") in found
    assert ("article:section", "Drinks") in found
    assert [content for name, content in found if name == "article:tag"] == ["hot", "green"]
    assert ("author", "Ann, Bo") in found
    data = json.loads(make_json_ld(entry, SITE))
    assert data["articleSection"] == ["Drinks", "Calm"]
    assert data["keywords"] == ["hot", "green"]
    assert data["author"][1] == {"@type": "Person", "name": "Bo", "url": "https://tea.example/author/bo/"}
    assert data["datePublished"] == "2026-01-02T03:04:00+00:00"
    assert data["dateModified"] == "2026-02-03T00:00:00+00:00"


def test_entry_that_was_never_changed_was_modified_when_published() -> None:
    assert json.loads(make_json_ld(make_post(), SITE))["dateModified"] == "2026-01-02T03:04:00+00:00"


def test_undated_note_claims_no_date() -> None:
    note = make_entry("Tea", kind=Kind.NOTE)
    assert "article:published_time" not in tags(note)
    assert {"datePublished", "dateModified"}.isdisjoint(json.loads(make_json_ld(note, SITE)))


def test_page_is_no_article() -> None:
    page = make_entry("About", kind=Kind.PAGE, categories=(make_term("Drinks", "category"),))
    data = json.loads(make_json_ld(page, SITE))
    assert tags(page)["og:type"] == "website"
    assert "article:section" not in tags(page)
    assert data["@type"] == "WebPage"
    assert data["name"] == "About"
    assert data["isPartOf"] == {"@type": "WebSite", "name": "Tea Time", "url": "https://tea.example/"}


def test_json_ld_of_a_post() -> None:
    data = json.loads(make_json_ld(make_post(image=IMAGE), SITE))
    assert data == {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": "Tea",
        "description": "What tea is.",
        "url": "https://tea.example/posts/tea/",
        "mainEntityOfPage": {
            "@type": "WebPage",
            "@id": "https://tea.example/posts/tea/",
            "isPartOf": {"@type": "WebSite", "name": "Tea Time", "url": "https://tea.example/"},
            "breadcrumb": {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": 1, "name": "Tea Time", "item": "https://tea.example/"},
                    {"@type": "ListItem", "position": 2, "name": "Posts", "item": "https://tea.example/posts/"},
                    {"@type": "ListItem", "position": 3, "name": "Tea", "item": "https://tea.example/posts/tea/"},
                ],
            },
        },
        "inLanguage": "en",
        "isPartOf": {"@type": "Blog", "name": "Tea Time", "url": "https://tea.example/"},
        "datePublished": "2026-01-02T03:04:00+00:00",
        "dateModified": "2026-01-02T03:04:00+00:00",
        "image": [
            {
                "@type": "ImageObject",
                "url": "https://tea.example/images/cards/tea.png",
                "width": 1200,
                "height": 630,
                "caption": "A card",
            },
        ],
    }


@pytest.mark.parametrize("status", [Status.DRAFT, Status.HIDDEN])
def test_what_is_not_listed_asks_for_no_preview(status: Status) -> None:
    assert "robots" not in tags(make_post(status=status))


def test_what_is_scheduled_asks_for_no_preview() -> None:
    assert "robots" not in tags(make_post(is_scheduled=True))
    assert tags(make_post())["robots"] == "max-image-preview:large"


@pytest.mark.parametrize(
    ("written", "credited"),
    [("@tea", "@tea"), ("tea", "@tea"), (" @tea ", "@tea"), ("", None), ("@", None)],
)
def test_account_is_credited_with_one_at_sign(written: str, credited: str | None) -> None:
    assert tags(make_post(), SiteFacts("Tea", "", accounts={"x": written})).get("twitter:site") == credited


def test_mastodon_account_is_credited_whole() -> None:
    site = SiteFacts("Tea", "", accounts={"mastodon": "@ann@tea.example"})
    assert tags(make_post(), site)["fediverse:creator"] == "@ann@tea.example"


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.text(alphabet="<>/\"'&\\-! script", max_size=40))
def test_json_ld_parses_and_stays_in_its_element(description: str, title: str) -> None:
    written = make_json_ld(make_entry(title, slug="x", description=description), SITE)
    assert json.loads(written)["headline"] == title
    assert "<" not in written
    assert "&" not in written
