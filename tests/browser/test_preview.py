"""What a writer sees in the browser after each save."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.conftest import watch
from tests.previews import CONTENT, Preview, show

LONG = "Title: Long\n\n" + "".join(f"Paragraph {number} about tea.\n\n" for number in range(80))
# Enough to see a leak of a page a save; 500 and more see a smaller one.
MANY_SAVES = int(os.environ.get("DOODLEBOOK_PREVIEW_SAVES", "75"))
OVERLAY = "doodlebook-preview section"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """One preview for all tests of this module, each of which leaves it as it was."""
    with show(tmp_path_factory.mktemp("preview"), {**CONTENT, "notes/long.md": LONG}) as preview:
        yield preview


@pytest.fixture
def long_page(page: Page, shown: Preview) -> Page:
    """The long note, scrolled to its middle, with a mark that a reload would lose."""
    page.goto(f"{shown.url}/notes/long/")
    page.wait_for_load_state("load")
    page.evaluate("window.isSamePage = true; scrollTo({top: 900, behavior: 'instant'})")
    return page


def is_where_it_was(page: Page) -> bool:
    return bool(page.evaluate("window.isSamePage === true && scrollY === 900"))


def test_an_edit_shows_where_one_reads(long_page: Page, shown: Preview) -> None:
    shown.save("content/notes/long.md", LONG.replace("Paragraph 70", "Fresh words"))
    long_page.get_by_text("Fresh words about tea.").wait_for()
    assert is_where_it_was(long_page)
    shown.save("content/notes/long.md", LONG)
    long_page.get_by_text("Paragraph 70 about tea.").wait_for()


def test_a_mistake_stands_over_the_page_until_it_is_mended(page: Page, shown: Preview) -> None:
    page.goto(f"{shown.url}/posts/morning/")
    good = CONTENT["posts/2026-01-02-morning.md"]
    shown.save("content/posts/2026-01-02-morning.md", good.replace("Date: 2026-01-02", "Date: someday"))
    overlay = page.locator(OVERLAY)
    overlay.get_by_text("content/posts/2026-01-02-morning.md:2").first.wait_for()
    assert "write YYYY" in overlay.inner_text()
    assert page.get_by_text("The first cup.").first.is_visible()
    shown.save("content/posts/2026-01-02-morning.md", good)
    overlay.wait_for(state="detached")


def test_a_mistake_in_a_template_or_in_code_is_shown_likewise(long_page: Page, shown: Preview) -> None:
    for name, line in (("theme/templates/note.html", "{% if %}"), ("pelicanconf.py", "\nTEA = (\n")):
        good = (shown.project / name).read_text("utf-8")
        shown.save(name, f"{good}{line}")
        overlay = long_page.locator(OVERLAY)
        # This one: a plan that was begun before it may tell once more of what was the matter then.
        overlay.get_by_text(f"{name}:").first.wait_for()
        shown.save(name, good)
        overlay.wait_for(state="detached")
    assert is_where_it_was(long_page)


def test_a_page_opened_while_it_is_broken_comes_by_itself(browser: Browser, shown: Preview) -> None:
    """Never seen while it was whole, it has nothing to show but what is wrong."""
    good = (shown.project / "theme/templates/page.html").read_text("utf-8")
    shown.save("theme/templates/page.html", f"{good}{{% if %}}")
    shown.save("content/pages/about.md", "Title: About\n\nAbout tea.\n")
    shown.wait_for("/about/", "TemplateSyntaxError")
    with browser.new_context() as context:
        # The browser logs a page that is answered with an error.
        page, _complaints = watch(context)
        page.goto(f"{shown.url}/about/")
        page.get_by_text("theme/templates/page.html").wait_for()
        shown.save("theme/templates/page.html", good)
        page.get_by_text("About tea.").first.wait_for()
    (shown.content / "pages/about.md").unlink()


def test_a_style_sheet_is_swapped_in_place(long_page: Page, shown: Preview) -> None:
    sheet = "theme/static/css/base.css"
    good = (shown.project / sheet).read_text("utf-8")
    shown.save(sheet, f"{good}\n@layer base {{ body {{ outline: 7px solid red; }} }}\n")
    long_page.wait_for_function("getComputedStyle(document.body).outlineWidth === '7px'")
    long_page.wait_for_function("document.querySelectorAll('link[rel=stylesheet]').length === 1")
    assert is_where_it_was(long_page)
    shown.save(sheet, good)
    long_page.wait_for_function("getComputedStyle(document.body).outlineWidth !== '7px'")


def test_other_scripts_need_a_new_page(long_page: Page, shown: Preview) -> None:
    """The only thing that does: what has run cannot be taken back."""
    footer = "theme/templates/partials/footer.html"
    good = (shown.project / footer).read_text("utf-8")
    shown.save(footer, f"{good}<script>window.tea = 'hot'</script>")
    long_page.wait_for_function("window.tea === 'hot'")
    assert long_page.evaluate("window.isSamePage") is None
    shown.save(footer, good)
    long_page.wait_for_function("window.tea === undefined")


def test_a_renamed_entry_takes_the_page_with_it(page: Page, shown: Preview) -> None:
    page.goto(f"{shown.url}/notes/kettle/")
    old, new = shown.content / "notes/kettle.md", shown.content / "notes/old-kettle.md"
    old.rename(new)
    page.wait_for_url("**/notes/old-kettle/")
    new.rename(old)
    page.wait_for_url("**/notes/kettle/")


def test_a_new_entry_appears_in_its_listing(page: Page, shown: Preview) -> None:
    page.goto(f"{shown.url}/notes/")
    shown.save("content/notes/cup.md", "Title: The new cup\n\nIt holds tea.\n")
    link = page.get_by_role("link", name="The new cup")
    link.first.wait_for()
    (shown.content / "notes/cup.md").unlink()
    link.first.wait_for(state="detached")


def test_a_new_title_shows_on_its_own_page_and_then_in_the_listing(
    browser: Browser, long_page: Page, shown: Preview
) -> None:
    with browser.new_context() as context:
        listing, complaints = watch(context)
        listing.goto(f"{shown.url}/notes/")
        listing.wait_for_load_state("load")
        listing.evaluate("window.isSamePage = true")
        shown.save("content/notes/long.md", LONG.replace("Title: Long", "Title: Longer"))
        long_page.get_by_role("heading", name="Longer", exact=True).wait_for()
        listing.get_by_role("link", name="Longer", exact=True).first.wait_for()
        assert listing.evaluate("window.isSamePage") is True
        shown.save("content/notes/long.md", LONG)
        listing.get_by_role("link", name="Long", exact=True).first.wait_for()
        assert complaints == []
    long_page.get_by_role("heading", name="Long", exact=True).wait_for()
    assert is_where_it_was(long_page)


def test_a_new_entry_shows_on_its_own_page_and_goes_with_its_file(browser: Browser, shown: Preview) -> None:
    shown.save("content/notes/cup.md", "Title: The new cup\n\nIt holds tea.\n")
    shown.wait_for("/notes/cup/", "It holds tea.")
    with browser.new_context() as context:
        page, complaints = watch(context)
        page.goto(f"{shown.url}/notes/cup/")
        page.get_by_text("It holds tea.").wait_for()
        (shown.content / "notes/cup.md").unlink()
        page.locator("doodlebook-badge").get_by_text("content/notes/cup.md was here and is gone").wait_for()
        assert not page.get_by_text("It holds tea.").is_visible()
        shown.save("content/notes/cup.md", "Title: The new cup\n\nIt holds tea again.\n")
        page.get_by_text("It holds tea again.").wait_for()
        assert not page.locator("doodlebook-badge").get_by_text("is gone").is_visible()
        # Chromium says of a page that is gone that it is.
        assert [complaint for complaint in complaints if "404 (Not Found)" not in complaint] == []
    (shown.content / "notes/cup.md").unlink()
    shown.wait_for_status("/notes/cup/", 404)


def test_cards_are_drawn_when_the_page_asks_for_them(page: Page, tmp_path: Path) -> None:
    days = {
        f"posts/2026-02-{day:02}-day-{day}.md": f"Title: Day {day}\nDate: 2026-02-{day:02}\n\nTea on day {day}.\n"
        for day in range(1, 29)
    } | {f"notes/cup-{cup}.md": f"Title: Cup {cup}\n\nCup number {cup}.\n" for cup in range(60)}
    with show(tmp_path, days) as preview:
        assert preview.state()["waiting"]
        promised = [find_card(page, f"{preview.url}/notes/cup-{cup}/") for cup in (0, 7, 59)]
        drawn = {address: fetch_picture(page, address) for address in promised}
        assert len({*drawn.values()}) == 3
        preview.wait_for_cards()
        # Those who were told of a card before it was drawn find it there, and the page names what is there.
        assert {address: fetch_picture(page, address) for address in promised} == drawn
        there = [find_card(page, f"{preview.url}/notes/cup-{cup}/") for cup in (0, 7, 59)]
        assert [fetch_picture(page, address) for address in there] == [drawn[address] for address in promised]
        page.goto("about:blank")


def find_card(page: Page, address: str) -> str:
    """The address of the card that the page at *address* has for those who share it."""
    page.goto(address)
    told = page.locator("meta[property='og:image']").get_attribute("content") or ""
    assert "/images/cards/" in told
    return urljoin(address, urlsplit(told).path)


def fetch_picture(page: Page, address: str) -> bytes:
    """The picture at *address*, as the browser gets it."""
    answer = page.request.get(address)
    assert (answer.status, answer.headers["content-type"].partition("/")[0]) == (200, "image")
    assert Image.open(io.BytesIO(answer.body())).size[0] > 100
    return answer.body()


def test_what_the_reader_opened_stays_open(page: Page, shown: Preview) -> None:
    text = 'Title: Folded\n\n??? note "More"\n\n    Hidden.\n\nBelow.\n'
    shown.save("content/notes/folded.md", text)
    shown.wait_for("/notes/folded/", "Below.")
    page.goto(f"{shown.url}/notes/folded/")
    page.get_by_text("More", exact=True).click()
    shown.save("content/notes/folded.md", text.replace("Below.", "Further below."))
    page.get_by_text("Further below.").wait_for()
    assert page.get_by_text("Hidden.").is_visible()
    (shown.content / "notes/folded.md").unlink()


def test_warnings_are_counted_quietly_and_read_on_demand(long_page: Page, shown: Preview) -> None:
    shown.save("content/notes/long.md", LONG.replace("Paragraph 70", "[cocoa](cocoa.md)"))
    badge = long_page.locator("doodlebook-badge")
    button = badge.get_by_role("button", name="1 warning")
    button.wait_for()
    assert long_page.locator(OVERLAY).count() == 0
    button.click()
    badge.get_by_text("content/notes/long.md:143").wait_for()
    assert badge.get_by_text("broken link: 'cocoa.md' leads to no entry").is_visible()
    assert badge.get_by_role("link", name="All problems").is_visible()
    shown.save("content/notes/long.md", LONG)
    button.wait_for(state="detached")
    assert is_where_it_was(long_page)


def test_all_problems_stand_on_one_page_with_a_filter(page: Page, shown: Preview) -> None:
    shown.save("content/notes/amiss.md", "Title: Amiss\n\nSee [cocoa](cocoa.md) and [[Cocoa]].\n")
    shown.wait_for("/notes/amiss/", "See")
    page.goto(f"{shown.url}/~preview/problems/")
    broken, missing = page.get_by_text("broken link: 'cocoa.md'"), page.get_by_text("wikilink to nothing: [[Cocoa]]")
    broken.wait_for()
    assert missing.is_visible()
    assert page.get_by_text("Markdown: CommonMark").is_visible()
    page.get_by_label("levels").select_option("note")
    assert (broken.is_visible(), missing.is_visible()) == (False, True)
    page.get_by_label("file or words").fill("zebra")
    assert page.get_by_text("0 shown").is_visible()
    # A save leaves the filter and what was chosen in it.
    page.get_by_label("file or words").fill("vanilla")
    shown.save("content/notes/amiss.md", "Title: Amiss\n\nSee [cocoa](cocoa.md) and [[Vanilla]].\n")
    page.get_by_text("wikilink to nothing: [[Vanilla]]").wait_for()
    page.get_by_text("1 shown").wait_for()
    assert not broken.is_visible()
    (shown.content / "notes/amiss.md").unlink()


def test_an_entry_leads_to_what_networks_show_of_it(page: Page, shown: Preview) -> None:
    page.goto(f"{shown.url}/posts/morning/")
    page.locator("doodlebook-badge").get_by_role("link", name="As networks show it").click()
    page.wait_for_url("**/~preview/social/posts/morning/")
    page.get_by_text("The first cup.").first.wait_for()
    good = CONTENT["posts/2026-01-02-morning.md"]
    shown.save("content/posts/2026-01-02-morning.md", good.replace("The first cup.", "The second cup."))
    page.get_by_text("The second cup.").first.wait_for()
    shown.save("content/posts/2026-01-02-morning.md", good)
    page.get_by_text("The first cup.").first.wait_for()


def test_an_open_page_does_not_grow_with_saves(long_page: Page, shown: Preview) -> None:
    session = long_page.context.new_cdp_session(long_page)
    sizes: list[float] = []
    for number in range(MANY_SAVES):
        shown.save("content/notes/long.md", LONG.replace("Paragraph 70", f"Save {number}"))
        long_page.get_by_text(f"Save {number} about tea.").wait_for()
        if number % 25 == 24:
            session.send("HeapProfiler.collectGarbage")
            sizes.append(long_page.evaluate("performance.memory.usedJSHeapSize"))
    shown.save("content/notes/long.md", LONG)
    assert is_where_it_was(long_page)
    assert max(sizes) < sizes[0] + 8 * 2**20
