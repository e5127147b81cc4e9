from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from plugins.building.memory import LOADED_AT_ONCE
from plugins.building.pages import Item, Planned, Planner, digest_templates
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


def find_changed(sources: dict[str, str], name: str) -> set[str]:
    """The templates whose digest is another one when *name* is edited."""
    before, after = digest_templates(sources), digest_templates({**sources, name: f"{sources[name]}!"})
    return {one for one in sources if before[one] != after[one]}


class TestDigestTemplates:
    def test_a_template_is_another_with_what_it_reaches(self) -> None:
        sources = {
            "base.html": "{% block main %}{% endblock %}",
            "tag.html": "{% extends 'base.html' %}{% import 'card.html' as cards %}",
            "card.html": "{% include 'mark.html' %}",
            "mark.html": "*",
        }
        assert find_changed(sources, "mark.html") == {"mark.html", "card.html", "tag.html"}
        assert find_changed(sources, "base.html") == {"base.html", "tag.html"}
        assert find_changed(sources, "tag.html") == {"tag.html"}

    def test_two_may_include_each_other(self) -> None:
        sources = {
            "leaf.html": "{% if deeper %}{% include 'branch.html' %}{% endif %}",
            "branch.html": "{% include 'leaf.html' %}",
            "mark.html": "*",
        }
        assert find_changed(sources, "branch.html") == {"leaf.html", "branch.html"}
        assert find_changed(sources, "leaf.html") == {"leaf.html", "branch.html"}
        assert find_changed(sources, "mark.html") == {"mark.html"}

    def test_one_that_computes_a_name_may_reach_all(self) -> None:
        sources = {
            "tag.html": "{% include shape ~ '.html' %}",
            "card.html": "{% include 'tag.html' %}",
            "mark.html": "*",
        }
        assert find_changed(sources, "mark.html") == {"mark.html", "tag.html", "card.html"}
