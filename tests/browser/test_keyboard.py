"""Everything on a page can be reached, seen and used without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

# The landmark that has the focus, the outline around it, and whether it can be seen.
FOCUS = """() => {
  const here = document.activeElement;
  const style = getComputedStyle(here);
  const box = here.getBoundingClientRect();
  const landmark = here.closest("main, body > header, body > footer");
  return {
    name: (here.getAttribute("aria-label") || here.textContent).trim(),
    landmark: landmark ? landmark.localName : "",
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    opacity: parseFloat(style.opacity),
    isOnScreen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    isOver: here === document.body,
  };
}"""


def test_the_first_key_reaches_the_skip_link(page: Page, demo: Site) -> None:
    page.goto(f"{demo.url}/posts/tea-for-two-with-everything/")
    skip = page.get_by_role("link", name="Skip to the content")
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", ["/", "/posts/tea-for-two-with-everything/", "/doodles/anatomy-of-an-entry/"])
def test_the_focus_goes_down_the_page_and_is_always_seen(page: Page, demo: Site, address: str, width: int) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(demo.url + address)
    landmarks = []
    unseen = []
    for _ in range(200):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["isOver"]:
            break
        landmarks.append(focus["landmark"])
        if focus["outline"] < 2 or focus["opacity"] < 1 or not focus["isOnScreen"]:
            unseen.append(focus)
    assert list(dict.fromkeys(landmarks)) == ["", "header", "main", "footer"]
    assert landmarks == sorted(landmarks, key=["", "header", "main", "footer"].index)
    assert unseen == []


def test_no_page_takes_the_order_of_the_keys_into_its_own_hands(demo: Site, awkward: Site) -> None:
    ordered = [
        address
        for site in (demo, awkward)
        for address in site.pages()
        if any(f'tabindex="{number}' in site.text(address) for number in "123456789")
    ]
    assert ordered == []


def test_a_transcript_opens_by_key(page: Page, demo: Site) -> None:
    page.goto(f"{demo.url}/doodles/anatomy-of-an-entry/")
    words = page.locator("details .prose").first
    expect(words).not_to_be_visible()
    page.locator("summary", has_text="Transcript").focus()
    page.keyboard.press("Enter")
    expect(words).to_be_visible()
    page.keyboard.press("Space")
    expect(words).not_to_be_visible()


def test_a_folded_callout_opens_by_key_without_scripts(plain_page: Page, awkward: Site) -> None:
    plain_page.goto(f"{awkward.url}/posts/wide-things/")
    callout = plain_page.locator("details.tip")
    callout.locator("summary").focus()
    plain_page.keyboard.press("Enter")
    expect(callout.locator("table")).to_be_visible()


@pytest.mark.parametrize("box", [".highlight > pre", ".table-scroll"])
def test_wide_code_and_tables_scroll_by_key(page: Page, awkward: Site, box: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{awkward.url}/posts/wide-things/")
    first = page.locator(box).first
    first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")
    expect(first).to_be_focused()
