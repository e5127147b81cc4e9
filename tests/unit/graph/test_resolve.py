"""Links resolved, case by case: the texts are in `cases/`, with what becomes of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.graph.names import NameIndex, index_names
from plugins.graph.resolve import resolve_entry, resolve_summary
from plugins.markdown.commonmark import CommonMarkRenderer
from plugins.markdown.dialect import MarkdownOptions
from plugins.shared.entry import Entry, Heading, Kind, Slug, SourcePath, Status, Term, UrlPath
from tests.entries import make_entry

CASES = Path(__file__).parent / "cases"

FILES = (
    "extra/robots.txt",
    "files/menu.pdf",
    "files/tea.js",
    "images/Mu\u0308nchen.png",
    "images/tea pot.png",
    "images/x#1.png",
    "images/🍵.png",
)
ADDRESSES = ("", "notes/", "feeds/all.atom.xml", "robots.txt")


def make_note(title: str, source: str, **fields: object) -> Entry:
    return make_entry(title, kind=Kind.NOTE, source=SourcePath(source), **fields)


def term(name: str, url: str) -> Term:
    return Term(name, Slug(url.split("/")[1]), UrlPath(url), UrlPath(f"{url}feed.atom.xml"))


ENTRIES = (
    make_note(
        "Green Tea",
        "notes/green-tea.md",
        aliases=("Sencha",),
        headings=(Heading(2, "first", "First"), Heading(2, "second-flush", "Second flush")),
        html='<h2 id="second-flush">Second flush</h2><p id="by-hand">…</p>',
        categories=(term("Hot Drinks", "category/hot-drinks/"),),
        tags=(term("C++", "tag/c-plus-plus/"),),
        authors=(term("Ann", "author/ann/"),),
    ),
    make_entry("Gru\u0308ne Woche", source=SourcePath("posts/week.md"), slug="grune-woche"),
    make_entry("Tom & Jerry", source=SourcePath("posts/tom.md"), url=UrlPath("posts/tom/")),
    make_entry("Tom again", source=SourcePath("posts/tom (2).md")),
    make_entry("Oolong", source=SourcePath("posts/china/oolong.md")),
    make_entry("Oolong", source=SourcePath("posts/taiwan/oolong.md")),
    make_entry("China", source=SourcePath("posts/china/index.md")),
    make_entry("Puerh", kind=Kind.PAGE, source=SourcePath("puerh.md")),
    make_entry("Puerh", source=SourcePath("posts/china/puerh.md")),
    make_note("C#", "notes/C#.md", headings=(Heading(2, "loops", "Loops"),)),
    make_note("C++", "notes/cpp.md"),
    make_note("F# for two", "notes/f-sharp.md"),
    make_note("Issue", "notes/issues.md"),
    make_note("Issue #5", "notes/issue.md"),
    make_note("What?", "notes/what?.md"),
    make_note("100 %", "notes/100%.md"),
    make_note("Bar", "notes/bar.md"),
    make_note("Two cups", "notes/two cups.md"),
    make_note('The "best" cup', "notes/best.md"),
    make_note("Don't panic", "notes/panic.md"),
    make_note("__init__", "notes/init.md"),
    make_note("2*3*4", "notes/product.md"),
    make_note("The brew command", "notes/brew.md"),
    make_note("👩‍👩‍👧 at tea", "notes/family.md"),
    make_note("❤️ tea", "notes/heart.md"),
    make_note("שלום עולם", "notes/shalom.md"),
    make_note("Green tea in Japanese", "notes/緑茶.md"),
    make_note("Зелёный чай", "notes/chai.md"),
    make_note("Milk/Sugar", "notes/milk.md"),
)
LEFT_OUT = (make_entry("Secret", source=SourcePath("posts/secret.md"), status=Status.DRAFT),)


def make_renderer() -> CommonMarkRenderer:
    return CommonMarkRenderer(MarkdownOptions())


def make_here(text: str) -> Entry:
    """The note the cases are written in, below a front matter of three lines and an empty one."""
    rendered = make_renderer().render(text)
    return make_note("Here", "notes/here.md", text=text, text_line=5, html=rendered.html, headings=rendered.headings)


def make_index(*entries: Entry) -> NameIndex:
    return index_names(
        [*ENTRIES, *entries],
        [SourcePath(file) for file in FILES],
        LEFT_OUT,
        addresses=ADDRESSES,
        site_url="https://site.example/blog",
    )


def read_cases(name: str) -> Iterator[object]:
    for block in re.split(r"\n(?=\[[^\[\]\n]+\]\n)", (CASES / name).read_text("utf-8"))[1:]:
        title, _, rest = block.partition("\n")
        text, _, expected = rest.partition("\n=>\n")
        lines = expected.strip("\n").split("\n")
        problems = [line.removeprefix("! ") for line in lines if line.startswith("! ")]
        html = "\n".join(line for line in lines if not line.startswith("! "))
        yield pytest.param(text, html, problems, id=title.strip("[]"))


@pytest.mark.parametrize(("text", "html", "problems"), [*read_cases("wikilinks.txt"), *read_cases("links.txt")])
def test_case(text: str, html: str, problems: list[str]) -> None:
    here = make_here(text)
    resolved = resolve_entry(here, make_index(here))
    assert resolved.html == html
    assert [str(problem) for problem in resolved.problems] == problems


@pytest.mark.parametrize(
    ("body", "resolved"),
    [
        ('<a href="https://a.b/c?d#e">', '<a href="https://a.b/c?d#e">'),
        ('<a href="https://a.b/{{c}}">', '<a href="https://a.b/c">'),
        ('<a href="https://[a.b/c">', "<a>"),
        (
            '<a href="https://a.b"><a href="green-tea.md">',
            '<a href="https://a.b"><a href="{filename}/notes/green-tea.md">',
        ),
    ],
)
def test_a_plain_address_elsewhere_stays_as_it_is(body: str, resolved: str) -> None:
    here = make_note("Here", "notes/here.md", html=body)
    assert resolve_entry(here, make_index(here)).html == resolved


def test_targets_are_the_entries_linked_to_once_and_in_order() -> None:
    here = make_here("[[C++]] [a](green-tea.md) [[Green Tea]] [[here]] [[Nobody]] [b](https://tea.example)")
    assert resolve_entry(here, make_index(here)).targets == ("notes/cpp.md", "notes/green-tea.md")


def test_link_to_one_of_two_prefers_the_one_in_its_own_folder() -> None:
    here = make_entry("Cup", source=SourcePath("posts/taiwan/cup.md"), html=make_renderer().render("[[Oolong]]").html)
    resolved = resolve_entry(here, make_index(here))
    assert resolved.targets == ("posts/taiwan/oolong.md",)
    assert resolved.problems == ()


def test_heading_link_in_a_summary_leads_to_the_entry() -> None:
    here = replace(make_here("## Here"), summary_html='<p><a href="#here">a</a></p>')
    assert resolve_summary(here, make_index(here)).html == '<p><a href="{filename}/notes/here.md#here">a</a></p>'


def test_problem_in_the_front_matter_has_its_line() -> None:
    here = replace(
        make_here("x"),
        summary_html=make_renderer().render("See [[Nobody]].").html,
        metadata={"title": "Here", "summary": "See [[Nobody]]."},
        lines={"title": 2, "summary": 3},
    )
    assert [problem.line for problem in resolve_summary(here, make_index(here)).problems] == [3]


def test_introduction_without_address_links_within_itself() -> None:
    introduction = replace(make_here("[[#Here]]\n\n## Here"), url=UrlPath(""), source=SourcePath("categories/tea.md"))
    assert '<a class="wikilink" href="#here">Here</a>' in resolve_entry(introduction, make_index()).html


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("[]|#!\\`*_^<>\"'&%./ab é\n"), max_size=60))
def test_no_text_leaves_a_mark_behind(text: str) -> None:
    here = make_here(text)
    resolved = resolve_entry(here, make_index(here))
    assert "wikilink:" not in resolved.html


@settings(deadline=None)
@given(
    st.text(max_size=40),
    st.sampled_from(["href", "src", "poster", "data"]),
    st.sampled_from(["", "{static}", "{filename}/", "//"]),
)
def test_no_address_crashes_or_leads_out_of_the_content_folder(address: str, name: str, before: str) -> None:
    value = (before + address).replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
    here = replace(make_here("x"), html=f'<p {name}="{value}"></p>')
    resolved = resolve_entry(here, make_index(here))
    for copied in re.findall(r'="\{static\}/([^"?#]*)', resolved.html):
        assert copied in ("extra/robots.txt", "files/menu.pdf", "files/tea.js") or copied.startswith("images/")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_html_is_taken(body: str) -> None:
    here = replace(make_here("x"), html=body)
    assert isinstance(resolve_entry(here, make_index(here)).html, str)
