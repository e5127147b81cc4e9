from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from plugins.building.memory import LOADED_AT_ONCE
from plugins.building.pages import Item, Planned, Planner
from plugins.shared.entry import SourcePath

TEA, MILK, CAKE = SourcePath("posts/tea.md"), SourcePath("posts/milk.md"), SourcePath("notes/cake.md")


def plan(group: str, *shows: SourcePath, feeds: tuple[SourcePath, ...] = ()) -> Planned:
    return Planned((), bytes, group, "" if group.endswith(".md") else group, shows, feeds)


def share_out(
    pages: dict[str, Planned], made: list[SourcePath]
) -> tuple[list[list[str]], list[str], list[str], set[bytes]]:
    planner = SimpleNamespace(made={one: SimpleNamespace(final=one.encode()) for one in made}, fed=set())
    groups, overviews, others = Planner.share_out(cast("Planner", planner), pages)
    return groups, overviews, others, planner.fed


class TestShareOut:
    def test_an_entry_is_made_with_the_page_that_shows_it_first(self) -> None:
        pages = {
            "index.html": plan("home", TEA, MILK),
            "feeds/all.atom.xml": plan("feed of everything", feeds=(MILK,)),
            "tags/index.html": plan("overview tags"),
            "tag/drinks/index.html": plan("tag drinks", MILK, TEA),
            "posts/milk/index.html": plan(MILK),
            "posts/tea/index.html": plan(TEA),
            "notes/cake/index.html": plan(CAKE),
        }
        groups, overviews, others, fed = share_out(pages, [TEA, MILK, CAKE])
        assert groups == [["posts/tea/index.html", "posts/milk/index.html", "index.html"], ["notes/cake/index.html"]]
        assert overviews == ["tags/index.html"]
        assert others == ["feeds/all.atom.xml", "tag/drinks/index.html"]
        assert fed == {b"posts/milk.md"}

    def test_what_is_not_to_be_made_is_in_no_group(self) -> None:
        pages = {"index.html": plan("home", TEA, MILK), "posts/tea/index.html": plan(TEA)}
        groups, overviews, others, _fed = share_out(pages, [TEA, MILK])
        assert (groups, overviews, others) == ([["posts/tea/index.html", "index.html"]], [], [])

    def test_a_page_of_all_entries_keeps_no_process_from_them(self) -> None:
        notes = [SourcePath(f"notes/{number}.md") for number in range(LOADED_AT_ONCE)]
        own = {f"{one}.html": plan(one) for one in notes}
        groups, _overviews, others, _fed = share_out({"notes/index.html": plan("kind notes", *notes), **own}, notes)
        assert groups == [[name] for name in own]
        assert others == ["notes/index.html"]


class TestItem:
    def test_an_entry_is_got_when_it_is_asked_for_and_once(self) -> None:
        asked: list[str] = []

        def find() -> SimpleNamespace:
            asked.append("tea")
            return SimpleNamespace(title="Tea", summary_html="<p>Hot.</p>")

        item = Item(b"tea", find)
        assert (item, asked) == (Item(b"tea", find), [])
        assert (item.entry.title, item.summary, asked) == ("Tea", "<p>Hot.</p>", ["tea"])
