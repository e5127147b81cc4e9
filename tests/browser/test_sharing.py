"""What a reader shares: the page by its buttons, a quote by its address; and what an author copies in the preview."""

from __future__ import annotations

import io
import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from PIL import Image
from playwright.sync_api import Page, expect

from plugins.social.kit import make_kit
from plugins.social.networks import NETWORKS
from plugins.social.posts import PostRules
from plugins.social.preview import render_preview
from tests import sites
from tests.browser.conftest import PATIENCE_MS, Serve, Site
from tests.browser.test_accessibility import RUN_AXE
from tests.browser.test_layout import TOO_WIDE, WIDTHS
from tests.entries import make_entry

CONTENT = {
    "posts/2026-01-02-tea.md": (
        "Title: Tea & “cups”\n\nBefore.\n\n"
        + "Much more is to be said of tea, its leaves and its cups.\n\n" * 40
        + "> [!share]\n> The lid is the whole secret - and, you know, the pot.\n\nBehind.\n"
    ),
}
SHARE_STUB = "window.shared = []; navigator.share = async what => { window.shared.push(what); };"
REFUSED_STUB = "navigator.share = async () => { throw new DOMException('closed', 'AbortError'); };"
NO_CLIPBOARD_STUB = "Object.defineProperty(Navigator.prototype, 'clipboard', {get: () => undefined});"
DENIED_STUB = "Clipboard.prototype.writeText = async () => { throw new DOMException('no', 'NotAllowedError'); };"
# The marker of the theme in the light: `--marker` of tokens.css.
YELLOW_SHARE = 0.02
# Nothing that is to be done later is done before it is asked for.
LATER_STUB = "window.later = []; window.setTimeout = act => { later.push(act); return 0; };"
LONG = make_entry(
    "A title that goes on for so long that nobody will take all of it, and Hacker News will not even half of this",
    slug="tea",
    excerpt="What tea is, and where it grows.",
    description="What tea is, and where it grows.",
    metadata={"message": {"x": "Far too long. " * 30, "all": ["Come & <b>see</b>!", {"thread": ["One.", "Two."]}]}},
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> Site:
    folder = tmp_path_factory.mktemp("sharing")
    sites.write_content(folder / "content", CONTENT)
    plugins = ["kinds", "categories", "excerpts", "graph", "social", "assets"]
    settings = {
        "CACHE_PATH": str(folder / "cache"),
        "PLUGINS": [f"plugins.{name}" for name in plugins],
        "SHARE_NETWORKS": ["x", "email"],
    }
    built = sites.build(folder / "content", folder / "output", settings)
    assert not built.failed, built.printed
    return Site(folder / "output", serve(folder / "output"))


def test_copy_button_puts_the_address_on_the_clipboard(page: Page, site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script(LATER_STUB)
    page.goto(f"{site.url}/posts/tea/")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator('button[data-share="copy"]')).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.url}/posts/tea/"
    page.evaluate("later.forEach(act => act())")
    expect(page.locator('button[data-share="copy"]')).to_have_text("Copy link")


def test_copy_button_that_is_pressed_twice_says_again_what_it_does(page: Page, site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script(LATER_STUB)
    page.goto(f"{site.url}/posts/tea/")
    button = page.locator('button[data-share="copy"]')
    for clicks in (1, 2):
        button.click()
        page.wait_for_function("clicks => later.length === clicks", arg=clicks)
    expect(button).to_have_text("Copied")
    page.evaluate("later.forEach(act => act())")
    expect(button).to_have_text("Copy link")


def test_copy_button_says_when_nothing_was_copied(page: Page, site: Site) -> None:
    page.add_init_script(LATER_STUB + DENIED_STUB)
    page.goto(f"{site.url}/posts/tea/")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator('button[data-share="copy"]')).to_have_text("Not copied")


def test_share_sheet_gets_title_and_address(page: Page, site: Site) -> None:
    page.add_init_script(SHARE_STUB)
    page.goto(f"{site.url}/posts/tea/")
    page.get_by_role("button", name="Share with…").click()
    assert page.evaluate("window.shared") == [{"title": "Tea & “cups”", "url": f"{site.url}/posts/tea/"}]


def test_share_sheet_that_is_closed_again_is_no_error(page: Page, site: Site) -> None:
    page.add_init_script(REFUSED_STUB)
    page.goto(f"{site.url}/posts/tea/")
    # The page of the fixture complains of every error.
    page.get_by_role("button", name="Share with…").click()
    expect(page.get_by_role("button", name="Share with…")).to_be_visible()


def test_button_for_what_the_device_cannot_do_stays_away(page: Page, site: Site) -> None:
    page.add_init_script(NO_CLIPBOARD_STUB)
    page.goto(f"{site.url}/posts/tea/")
    expect(page.get_by_role("link", name="X", exact=True).first).to_be_visible()
    expect(page.locator("button[data-share]:visible")).to_have_count(0)


def test_quote_is_found_and_marked_on_arrival(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/posts/tea/")
    share = page.locator(".quote-link").first.get_attribute("href") or ""
    # Behind the words, in one text.
    shared = parse_qs(urlsplit(share).query)["text"][0].split()[-1]
    assert _yellow_share(page) < YELLOW_SHARE
    # As from another page: within a page, browsers do not look for words.
    page.goto("about:blank")
    page.goto(f"{site.url}{shared}")
    expect(page.locator("figure.quote")).to_be_in_viewport()
    # It is gone to before its words have been looked for.
    end = time.monotonic() + PATIENCE_MS / 1000
    while _yellow_share(page) <= YELLOW_SHARE:
        assert time.monotonic() < end, "the words are not marked"


def _yellow_share(page: Page) -> float:
    """How much of the quote has the colour of the marker."""
    with Image.open(io.BytesIO(page.locator("figure.quote blockquote").screenshot())) as image:
        data = image.convert("RGB").tobytes()
    pixels = list(zip(data[::3], data[1::3], data[2::3], strict=True))
    return sum(red > 200 and green > 170 and blue < 140 for red, green, blue in pixels) / len(pixels)


def test_quote_can_be_shared_without_script(plain_page: Page, site: Site) -> None:
    plain_page.goto(f"{site.url}/posts/tea/")
    plain_page.get_by_role("link", name="Link to this quote").click()
    expect(plain_page.locator("figure.quote:target")).to_be_in_viewport()
    names = plain_page.get_by_role("list", name="Share this quote").get_by_role("link")
    expect(names).to_have_text(["X", "E-mail"])


# The page that shows an entry as networks do


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> str:
    """The address of such a page."""
    folder = tmp_path_factory.mktemp("shown")
    kit = make_kit(LONG, "https://tea.example/posts/tea/", PostRules())
    (folder / "shown.html").write_text(render_preview(kit, "Tea Time"), "utf-8")
    return f"{serve(folder)}/shown.html"


def test_what_is_shown_is_copied_whole(page: Page, shown: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(shown)
    page.get_by_role("button", name="Copy for WhatsApp").first.click()
    expect(page.get_by_role("button", name="Copied")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == "Come & <b>see</b>!\n\nhttps://tea.example/posts/tea/"


def test_each_network_is_shown_in_light_and_in_dark_or_in_one(page: Page, shown: str) -> None:
    page.goto(shown)
    # One message on X, a message and a thread of two elsewhere, in one post where there are no threads; Reddit and
    # Hacker News take the title.
    others = [network for name, network in NETWORKS.items() if name not in ("x", "reddit", "hackernews")]
    posts = 1 + 1 + 1 + sum(3 if network.has_threads else 2 for network in others)
    expect(page.locator(".scene-light:visible")).to_have_count(posts)
    expect(page.locator(".scene-dark:visible")).to_have_count(posts)
    page.get_by_label("dark", exact=True).check()
    expect(page.locator(".scene-light:visible")).to_have_count(0)
    expect(page.locator(".scene-dark:visible")).to_have_count(posts)


def test_problem_is_red_and_says_the_line_that_cures_it(page: Page, shown: str) -> None:
    page.goto(shown)
    expect(page.get_by_role("navigation", name="Networks").get_by_text("X: too long")).to_be_visible()
    problem = page.locator("#x ~ .problem")
    expect(problem).to_contain_text("TOO MANY")
    cure = r'^Message: \{x: "Far too long\. .*…", all: \["Come .*!", \{thread: \["One\.", "Two\."\]\}\]\}$'
    expect(problem.locator("code")).to_have_text(re.compile(cure))
    red, green, blue = (int(part) for part in re.findall(r"\d+", problem.evaluate("e => getComputedStyle(e).color")))
    assert red > 2 * max(green, blue)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_can_be_read_by_everybody_on_every_screen(page: Page, shown: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(shown)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(TOO_WIDE) == []
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(RUN_AXE, {}) == []
