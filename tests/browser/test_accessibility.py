"""Pages say what they are to those who do not see them, and can be read by those who see less."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.samples import AWKWARD, DEMO

# Rule, element and reason of everything axe finds (https://dequeuniversity.com/rules/axe/).
RUN_AXE = """async options => {
  const {violations} = await axe.run(document, {resultTypes: ["violations"], ...options});
  return violations.flatMap(rule => rule.nodes.map(node =>
    `${rule.id}: ${node.html} (${[...node.any, ...node.all, ...node.none].map(check => check.message).join("; ")})`));
}"""


def find_with_axe(page: Page, site: Site, addresses: tuple[str, ...], **options: object) -> dict[str, list[str]]:
    found = {}
    for address in addresses:
        page.goto(site.url + address)
        page.evaluate(AXE_SCRIPT)
        if complaints := page.evaluate(RUN_AXE, options):
            found[address] = complaints
    return found


class TestAxeFindsNothing:
    def test_in_the_manual(self, page: Page, demo: Site) -> None:
        assert find_with_axe(page, demo, DEMO) == {}

    def test_in_the_manual_in_the_dark(self, page: Page, demo: Site) -> None:
        """What differs from the light is the contrast."""
        page.emulate_media(color_scheme="dark")
        assert find_with_axe(page, demo, DEMO, runOnly=["color-contrast"]) == {}

    def test_on_awkward_pages_of_a_telephone(self, page: Page, awkward: Site) -> None:
        page.set_viewport_size({"width": 390, "height": 844})
        assert find_with_axe(page, awkward, AWKWARD) == {}

    def test_on_awkward_pages_in_the_dark(self, page: Page, awkward: Site) -> None:
        page.emulate_media(color_scheme="dark")
        assert find_with_axe(page, awkward, AWKWARD, runOnly=["color-contrast"]) == {}


def test_every_page_has_one_title_and_one_of_each_landmark(demo: Site) -> None:
    parts = ("h1", "body > header", "body > main", "body > footer", 'nav[aria-label="Main"]')
    for address in demo.pages():
        page = BeautifulSoup(demo.text(address), "html.parser")
        assert [len(page.select(part)) for part in parts] == [1, 1, 1, 1, 1], address


@pytest.mark.parametrize(
    ("address", "item", "current"),
    [
        ("/posts/", "Posts", "page"),
        ("/doodles/the-waiting-room/", "Doodles", "true"),
        ("/rockets/alt-text/", "Rockets", "true"),
        ("/notes/", "Notes", "page"),
        ("/categories/", "Categories", "page"),
        ("/about/", "About", "page"),
        ("/drafts/", "Drafts", "page"),
    ],
)
def test_the_menu_says_where_one_is(plain_page: Page, demo: Site, address: str, item: str, current: str) -> None:
    plain_page.goto(demo.url + address)
    marked = plain_page.get_by_role("navigation", name="Main").locator("[aria-current]")
    expect(marked).to_have_text([item])
    expect(marked).to_have_attribute("aria-current", current)


def test_the_way_through_a_listing_says_where_one_is(plain_page: Page, awkward: Site) -> None:
    plain_page.goto(f"{awkward.url}/page/2/")
    expect(plain_page.get_by_role("navigation", name="Pages").locator("[aria-current]")).to_have_text("Page 2")
    plain_page.get_by_role("link", name="Older", exact=True).click()
    expect(plain_page).to_have_url(f"{awkward.url}/page/1/")


def test_continue_reading_names_what_is_read(plain_page: Page, awkward: Site) -> None:
    plain_page.goto(f"{awkward.url}/posts/page/1/")
    title = '"Quotes" & <angles> 🚀 – what\'s in a title?'
    link = plain_page.get_by_role("link", name=f"Continue reading {title}", exact=True)
    link.click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text(title)


def test_words_of_ones_own_for_continue_reading_still_name_the_entry(plain_page: Page, demo: Site) -> None:
    plain_page.goto(f"{demo.url}/posts/")
    link = plain_page.get_by_role("link", name=re.compile(r"^Pick up the pen ?: Draw first, write second$"))
    expect(link).to_have_attribute("href", "/posts/draw-first/")


def test_a_drawing_is_told_and_a_film_is_named(plain_page: Page, demo: Site) -> None:
    plain_page.goto(f"{demo.url}/doodles/the-waiting-room/")
    assert len(plain_page.locator(".drawing img").get_attribute("alt") or "") > 20
    plain_page.goto(f"{demo.url}/rockets/a-rocket-draws-itself/")
    assert re.match("A rocket draws itself", plain_page.locator("video").get_attribute("aria-label") or "")


class TestAnotherScript:
    def test_words_from_right_to_left_say_so(self, plain_page: Page, awkward: Site) -> None:
        plain_page.goto(f"{awkward.url}/posts/right-to-left/")
        for part in (plain_page.get_by_role("heading", level=1), plain_page.locator(".e-content")):
            expect(part).to_have_attribute("lang", "ar")
            expect(part).to_have_css("direction", "rtl")
        expect(plain_page.locator(".site-header")).to_have_css("direction", "ltr")

    def test_code_in_them_runs_from_left_to_right(self, plain_page: Page, awkward: Site) -> None:
        plain_page.goto(f"{awkward.url}/posts/right-to-left/")
        expect(plain_page.locator("pre")).to_have_css("direction", "ltr")

    def test_listings_carry_the_language_of_each_entry(self, plain_page: Page, awkward: Site) -> None:
        plain_page.goto(f"{awkward.url}/archives/")
        expect(plain_page.get_by_text("一杯好茶")).to_have_attribute("lang", "zh")
