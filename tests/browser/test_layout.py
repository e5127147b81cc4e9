"""Nothing is wider than its screen, nothing moves while a page loads, and ink, paper and motion follow the reader."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, Route, ViewportSize

from tests.browser.conftest import Site
from tests.browser.samples import AWKWARD, DEMO

PHONE: ViewportSize = {"width": 390, "height": 844}
WIDTHS = (320, 390, 768, 1280)

# What reaches out of the screen without a box of its own to scroll in; empty when all fits.
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter(element => element.getBoundingClientRect().right > width + 1 && !element.closest("pre, .table-scroll"))
    .map(element => `${element.localName}.${element.className}`)
    .concat("the page");
}"""

# How far things have jumped since the page began to load (https://web.dev/articles/cls).
SHIFTS = """() => new Promise(done => {
  new PerformanceObserver(list => done(list.getEntries().map(entry => entry.value)))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done([]), 150);
})"""


def find_too_wide(page: Page, site: Site, addresses: tuple[str, ...]) -> dict[tuple[str, int], list[str]]:
    found = {}
    for address in addresses:
        page.goto(site.url + address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if names := page.evaluate(TOO_WIDE):
                found[address, width] = names
    return found


def test_no_page_of_the_manual_scrolls_sideways(plain_page: Page, demo: Site) -> None:
    assert find_too_wide(plain_page, demo, DEMO) == {}


def test_no_awkward_page_scrolls_sideways(plain_page: Page, awkward: Site) -> None:
    assert find_too_wide(plain_page, awkward, AWKWARD) == {}


def test_no_word_of_code_is_broken_in_a_table(plain_page: Page, demo: Site) -> None:
    """`Excerpt:` in a narrow column stays on one line; the table scrolls instead."""
    plain_page.set_viewport_size(PHONE)
    plain_page.goto(demo.url + "/posts/title-excerpt-message/")
    lines = plain_page.evaluate(
        """() => [...document.querySelectorAll("td code")]
          .filter(element => !element.textContent.includes(" "))
          .map(element => element.getClientRects().length)"""
    )
    assert lines == [1, 1, 1]


def test_no_word_reaches_out_of_its_box(plain_page: Page, awkward: Site) -> None:
    """Callouts, cards and the like: a word may be wider than its box without widening the page."""
    plain_page.set_viewport_size(PHONE)
    found = {}
    for address in ("/", "/posts/wide-things/", "/posts/quotes/", "/notes/everything/", "/archives/"):
        plain_page.goto(awkward.url + address)
        found[address] = plain_page.evaluate(
            """() => [...document.querySelectorAll("main *")]
              .filter(element => getComputedStyle(element).display !== "inline" && element.clientWidth > 1
                && element.scrollWidth > element.clientWidth + 1 && !element.closest("pre, .table-scroll, svg"))
              .map(element => `${element.localName}.${element.className}`)"""
        )
    assert not any(found.values()), found


@pytest.mark.parametrize("box", [".highlight > pre", ".table-scroll"])
def test_wide_code_and_tables_scroll_in_their_own_box(plain_page: Page, awkward: Site, box: str) -> None:
    plain_page.set_viewport_size(PHONE)
    plain_page.goto(f"{awkward.url}/posts/wide-things/")
    first = plain_page.locator(box).first
    assert first.evaluate("box => box.scrollWidth > box.clientWidth")
    first.evaluate("box => box.scrollTo(9999, 0)")
    assert first.evaluate("box => box.scrollLeft") > 0


@pytest.mark.parametrize("name", ["demo", "awkward"])
def test_every_image_is_there_and_has_its_true_size(page: Page, request: pytest.FixtureRequest, name: str) -> None:
    site: Site = request.getfixturevalue(name)
    wrong = {}
    for address in DEMO if name == "demo" else AWKWARD:
        page.goto(site.url + address)
        if images := page.evaluate(
            """async () => {
              const images = [...document.images];
              images.forEach(image => image.loading = "eager");
              await Promise.all(images.map(image => image.decode().catch(() => null)));
              return images.filter(image => {
                const ratio = image.getAttribute("width") / image.getAttribute("height");
                return !(Math.abs(ratio / (image.naturalWidth / image.naturalHeight) - 1) < 0.02);
              }).map(image => image.outerHTML);
            }"""
        ):
            wrong[address] = images
    assert wrong == {}


@pytest.mark.parametrize("width", [*WIDTHS, 960])
def test_pictures_are_asked_for_as_wide_as_they_stand(page: Page, demo: Site, width: int) -> None:
    """What `sizes` says is the natural width that a browser gives to a picture it has several files of.

    Never less, or it would be blurred; and less than the step to the next width more.
    """
    page.set_viewport_size({"width": width, "height": 900})
    wrong = {}
    for address in DEMO:
        page.goto(demo.url + address)
        if found := page.evaluate(
            """async () => {
              const images = [...document.images].filter(image => image.srcset && image.clientWidth);
              images.forEach(image => image.loading = "eager");
              await Promise.all(images.map(image => image.decode().catch(() => null)));
              return images
                .filter(image => !(image.naturalWidth >= 0.98 * image.clientWidth
                  && image.naturalWidth <= 1.3 * image.clientWidth))
                .map(image => `${image.className || image.parentNode.parentNode.className} stands `
                  + `${image.clientWidth} wide, asked for as ${image.naturalWidth}`);
            }"""
        ):
            wrong[address] = found
    assert wrong == {}


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/doodles/",
        "/posts/welcome-to-doodlebook/",
        "/posts/tea-for-two-with-everything/",
        "/doodles/the-waiting-room/",
        "/rockets/a-rocket-draws-itself/",
    ],
)
def test_nothing_moves_while_pictures_load(page: Page, demo: Site, address: str) -> None:
    def be_slow(route: Route) -> None:
        time.sleep(0.05)
        route.fallback()

    page.route("**/*.{png,jpg,svg,webp}", be_slow)
    # Only what moves on the screen counts, so the screen is long.
    page.set_viewport_size({"width": 390, "height": 6000})
    page.goto(demo.url + address)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(SHIFTS) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_box_of_a_drawing_has_its_shape(page: Page, awkward: Site, demo: Site, width: int) -> None:
    """Else the colour that holds its place shows beside it."""
    page.set_viewport_size({"width": width, "height": 600})
    shapes = """images => images.map(image =>
      [image.width / image.height, image.getAttribute("width") / image.getAttribute("height")])"""
    for address in (
        f"{awkward.url}/doodles/",
        f"{awkward.url}/doodles/tall/",
        f"{awkward.url}/doodles/tiny/",
        f"{demo.url}/doodles/anatomy-of-an-entry/",
        f"{demo.url}/rockets/three-minutes/",
    ):
        page.goto(address)
        found = page.locator(".drawing-image, .tile-image").evaluate_all(shapes)
        assert found, address
        assert all(shown == pytest.approx(own, rel=0.05) for shown, own in found), address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_browser_bar_has_the_colour_of_the_paper(page: Page, demo: Site, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{demo.url}/about/")
    bar = page.locator(f'meta[name="theme-color"][media*="{scheme}"]').get_attribute("content") or ""
    red, green, blue = (int(bar[at : at + 2], 16) for at in (1, 3, 5))
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == f"rgb({red}, {green}, {blue})"
    assert (red < 128) == (scheme == "dark")


def test_a_drawing_turns_in_the_dark_unless_it_is_to_keep_its_paper(page: Page, demo: Site, awkward: Site) -> None:
    page.emulate_media(color_scheme="dark")
    papers = []
    for address in (f"{demo.url}/doodles/the-waiting-room/", f"{awkward.url}/doodles/tall/"):
        page.goto(address)
        papers.append(page.locator(".drawing-sheet").evaluate("sheet => getComputedStyle(sheet).backgroundColor"))
    assert papers == ["rgb(28, 33, 56)", "rgb(243, 241, 232)"]


def test_pages_scroll_smoothly_only_for_those_who_like_it(page: Page, demo: Site) -> None:
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    page.goto(f"{demo.url}/posts/tea-for-two-with-everything/")
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(behaviour) == "smooth"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(behaviour) == "auto"
    assert page.evaluate("document.getAnimations().length") == 0


class TestPrint:
    def test_is_black_on_white_without_menus(self, page: Page, demo: Site) -> None:
        page.emulate_media(media="print", color_scheme="dark")
        page.goto(f"{demo.url}/posts/tea-for-two-with-everything/")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        for hidden in (".site-nav", ".share", ".way-on", ".skip-link"):
            assert not page.locator(hidden).first.is_visible(), hidden
        assert page.get_by_role("heading", level=1).is_visible()

    def test_shows_a_drawing_on_its_white_paper(self, page: Page, demo: Site) -> None:
        page.emulate_media(media="print", color_scheme="dark")
        page.goto(f"{demo.url}/doodles/anatomy-of-an-entry/")
        shown = page.locator(".drawing-image").evaluate("image => image.currentSrc")
        page.emulate_media(media="print", color_scheme="light")
        page.reload()
        assert page.locator(".drawing-image").evaluate("image => image.currentSrc") == shown

    def test_shows_addresses_of_links_that_lead_away(self, page: Page, demo: Site) -> None:
        page.emulate_media(media="print")
        page.goto(f"{demo.url}/about/")
        shown = page.get_by_role("link", name="Pelican").evaluate("link => getComputedStyle(link, '::after').content")
        assert "attr(href)" in shown or "getpelican.com" in shown

    def test_opens_what_is_folded(self, page: Page, demo: Site) -> None:
        page.goto(f"{demo.url}/doodles/anatomy-of-an-entry/")
        words = page.locator("details .prose").first
        assert not words.is_visible()
        page.emulate_media(media="print")
        assert words.is_visible()


# How far a list stands below the words of its item, without and with an element among these.
LIST_GAPS = """() => ["Tea", "Tea in <code>a</code> pot"].map((words) => {
  const list = document.createElement("ul");
  list.innerHTML = `<li>${words}<ul><li>Leaves</li></ul></li>`;
  document.querySelector(".prose").append(list);
  return getComputedStyle(list.querySelector("ul")).marginBlockStart;
})"""


def test_a_list_within_an_item_stands_as_far_below_words_with_code(page: Page, awkward: Site) -> None:
    page.goto(f"{awkward.url}/posts/wide-things/")
    without, among = page.evaluate(LIST_GAPS)
    assert without == among
