"""What a reader does: open drawings, follow footnotes, share, subscribe, come from a search engine."""

from __future__ import annotations

import gzip
import json
import re
from urllib.parse import quote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import html5lib
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.samples import AWKWARD, DEMO

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PAGE_BYTES = 30 * 1024
"""HTML and CSS of an entry at most, compressed."""


def test_a_doodle_opens_its_drawing(plain_page: Page, demo: Site) -> None:
    plain_page.goto(f"{demo.url}/doodles/")
    plain_page.get_by_role("link", name="The waiting room").click()
    with plain_page.expect_response("**/images/sized/the-waiting-room-*.svg") as answer:
        plain_page.get_by_title("Open the drawing by itself").click()
    assert answer.value.headers["content-type"] == "image/svg+xml"
    expect(plain_page).to_have_url(re.compile(r"/images/sized/the-waiting-room-[0-9a-f]{8}\.svg$"))


def test_a_footnote_leads_there_and_back(plain_page: Page, demo: Site) -> None:
    plain_page.goto(f"{demo.url}/posts/tea-for-two-with-everything/")
    reference = plain_page.locator("sup > a.footnote-ref").first
    reference.click()
    note = plain_page.locator(".footnote li").first
    expect(note).to_be_in_viewport()
    note.get_by_role("link", name=re.compile("↩")).click()
    expect(reference).to_be_in_viewport()


def test_a_heading_in_the_contents_leads_to_it(plain_page: Page, demo: Site) -> None:
    plain_page.goto(f"{demo.url}/posts/welcome-to-doodlebook/")
    plain_page.locator("summary", has_text="In this post").click()
    plain_page.get_by_role("navigation", name="Contents").get_by_role("link").last.click()
    plain_page.wait_for_url(re.compile("#."))
    target = urlsplit(plain_page.url).fragment
    expect(plain_page.locator(f"[id='{target}']")).to_be_in_viewport()


def test_share_links_are_plain_links_to_the_networks(public_demo: Site) -> None:
    page = BeautifulSoup(public_demo.text("/posts/draw-first/"), "html.parser")
    links = page.select(".share a")
    assert {link.text: urlsplit(str(link["href"])).netloc for link in links} == {
        "Mastodon": "share.joinmastodon.org",
        "Bluesky": "bsky.app",
        "LinkedIn": "www.linkedin.com",
        "WhatsApp": "wa.me",
        "E-mail": "",
    }
    for link in links:
        assert quote("https://doodlebook.example/posts/draw-first/", safe="") in str(link["href"])
        assert set(link.attrs) == {"class", "href", "rel"}


@pytest.mark.parametrize("address", ["/", "/posts/", "/category/writing/", "/tag/first-steps/", "/notes/kinds/"])
def test_the_feeds_a_page_names_are_feeds(plain_page: Page, demo: Site, address: str) -> None:
    plain_page.goto(demo.url + address)
    named = plain_page.locator('link[rel="alternate"][type="application/atom+xml"]')
    addresses = named.evaluate_all("links => links.map(link => link.href)")
    assert addresses
    for feed in addresses:
        root = ET.fromstring(plain_page.request.get(feed).body())  # noqa: S314 (our own file)
        assert root.tag == f"{ATOM}feed"
        assert root.findall(f"{ATOM}entry")


def test_the_sitemap_lists_pages_that_are_there_and_want_to_be_found(public_demo: Site) -> None:
    root = ET.fromstring(public_demo.text("/sitemap.xml"))  # noqa: S314 (our own file)
    addresses = [element.text or "" for element in root.iter(f"{SITEMAP}loc")]
    assert "https://doodlebook.example/posts/tea-for-two-with-everything/" in addresses
    for address in addresses:
        text = public_demo.text(urlsplit(address).path)
        assert f'<link rel="canonical" href="{address}">' in text
        assert 'content="noindex"' not in text


def test_a_lost_page_shows_the_way_from_any_depth(page: Page, public_demo: Site) -> None:
    """Servers answer with it at every address, so no link in it may depend on where it stands."""
    text = public_demo.text("/404.html")
    links = re.findall(r'(?:href|src)="([^"#]+)', text)
    assert links
    assert all(urljoin("https://doodlebook.example/a/b/c/", link) == link for link in links)


def test_no_page_needs_a_script(demo: Site, awkward: Site) -> None:
    """The only ones are data for search engines, and the one that shows buttons which need it."""
    for site in (demo, awkward):
        for address in site.pages():
            for attributes, text in re.findall(r"<script\b([^>]*)>(.*?)</script>", site.text(address), re.DOTALL):
                if "/js/share." in attributes:
                    assert attributes.startswith(' type="module" src="')
                    assert text == ""
                    continue
                assert attributes == ' type="application/ld+json"', address
                assert json.loads(text)


@pytest.mark.parametrize("address", ["/posts/tea-for-two-with-everything/", "/doodles/the-waiting-room/"])
def test_an_entry_is_light(demo: Site, address: str) -> None:
    html = demo.text(address)
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    assert len(sheets) == 1
    assert sum(len(gzip.compress(text.encode())) for text in (html, demo.text(sheets[0]))) < PAGE_BYTES


@pytest.mark.parametrize("name", ["demo", "awkward"])
def test_pages_are_what_the_html_standard_asks_for(request: pytest.FixtureRequest, name: str) -> None:
    site: Site = request.getfixturevalue(name)
    errors = {}
    for address in DEMO if name == "demo" else AWKWARD:
        parser = html5lib.HTMLParser()
        parser.parse(site.text(address))
        if parser.errors:
            errors[address] = parser.errors
    assert errors == {}
