from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from plugins.categories.terms import color_categories, match_introductions, merge_terms
from plugins.shared.entry import Entry, Kind, Slug, SourcePath, Status, Term, UrlPath
from plugins.shared.urls import slugify
from tests.entries import make_entry


def make_term(name: str) -> Term:
    slug = slugify(name)
    return Term(name, slug, UrlPath(f"category/{slug}/"), UrlPath(f"category/{slug}/feed.atom.xml"))


def make_post(title: str, *categories: str, tags: tuple[str, ...] = ()) -> Entry:
    return make_entry(
        title,
        categories=tuple(make_term(name) for name in categories),
        tags=tuple(make_term(name) for name in tags),
        lines={"category": 3, "tags": 4},
    )


def make_introduction(source: str, title: str) -> Entry:
    slug = Slug(source.rpartition("/")[2].removesuffix(".md"))
    return make_entry(
        title, kind=Kind.PAGE, source=SourcePath(source), slug=slug, aliases=(slugify(title),), lines={"title": 1}
    )


def names(entries: list[Entry]) -> list[list[str]]:
    return [[term.name for term in entry.categories] for entry in entries]


def test_the_most_used_spelling_is_kept() -> None:
    entries = [
        make_post("A", "customer success"),
        make_post("B", "Customer Success"),
        make_post("C", "Customer Success"),
    ]
    merged, problems = merge_terms(entries)
    assert names(merged) == [["Customer Success"]] * 3
    assert problems == []


def test_of_equally_used_spellings_the_first_by_letter_is_kept() -> None:
    merged, _ = merge_terms([make_post("A", "tea-time"), make_post("B", "Tea Time")])
    assert names(merged) == [["Tea Time"], ["Tea Time"]]


def test_order_of_an_entrys_categories_stays() -> None:
    merged, _ = merge_terms([make_post("A", "Zen", "Art"), make_post("B", "Art")])
    assert names(merged) == [["Zen", "Art"], ["Art"]]


def test_a_tag_and_a_category_of_one_name_are_two_things() -> None:
    merged, problems = merge_terms([make_post("A", "Tea", tags=("tea",))])
    assert [term.name for term in merged[0].tags] == ["tea"]
    assert names(merged) == [["Tea"]]
    assert problems == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Sense Making", "sense-making", id="hyphens"),
        pytest.param("Café", "Cafe\u0301", id="Unicode forms"),
        pytest.param("R & D", "R&D", id="spaces around a sign"),
    ],
)
def test_spellings_of_one_name_are_no_problem(one: str, other: str) -> None:
    assert merge_terms([make_post("A", one), make_post("B", other)])[1] == []


@pytest.mark.parametrize(
    ("one", "other", "slug"),
    [
        pytest.param("Resume", "Résumé", "resume", id="accents"),
        pytest.param("C plus plus", "C++", "c-plus-plus", id="signs"),
        pytest.param("北京", "背景", "bei-jing", id="scripts"),
    ],
)
def test_names_that_share_an_address_are_named(one: str, other: str, slug: str) -> None:
    _, problems = merge_terms([make_post("A", one), make_post("B", one), make_post("C", other)])
    assert [str(problem) for problem in problems] == [
        f"posts/c.md:3: '{other}' and '{one}' have one address, '{slug}'; spell them alike or tell them apart"
    ]


def test_problem_with_tags_has_the_line_of_the_tags() -> None:
    _, problems = merge_terms([make_post("A", tags=("Resume",)), make_post("B", tags=("Résumé",))])
    assert [(problem.source, problem.line) for problem in problems] == [("posts/b.md", 4)]


def test_introduction_is_matched_by_file_name_or_title() -> None:
    by_name = make_introduction("categories/hot-drinks.md", "About what is hot")
    by_title = make_introduction("tags/t.md", "First Steps")
    entries = [make_post("A", "Hot Drinks", tags=("first steps",))]
    matched, problems = match_introductions(entries, [by_name, by_title])
    assert matched == {("categories", "hot-drinks"): by_name, ("tags", "first-steps"): by_title}
    assert problems == []


def test_introduction_of_nothing_is_named() -> None:
    _, problems = match_introductions(
        [make_post("A", "Hot Drinks")],
        [make_introduction("categories/hot-drink.md", "Hot Drink"), make_introduction("categories/music.md", "Music")],
    )
    assert [str(problem) for problem in problems] == [
        "categories/hot-drink.md:1: introduces 'Hot Drink', which no entry names; did you mean 'hot-drinks'?",
        "categories/music.md:1: introduces 'Music', which no entry names; name it in an entry, or take the file away",
    ]


def test_two_introductions_of_one_name_are_a_warning() -> None:
    one, two = make_introduction("categories/a.md", "Tea"), make_introduction("categories/tea.md", "Tea")
    matched, problems = match_introductions([make_post("A", "Tea")], [one, two])
    assert matched == {("categories", "tea"): one}
    assert [(problem.severity.value, str(problem)) for problem in problems] == [
        ("warning", "categories/tea.md:1: introduces the same as categories/a.md; put both into one file")
    ]


def test_categories_and_tags_of_one_entry_are_both_spelled_as_most_are() -> None:
    entries = [make_post(name, "Tea Time", tags=("Hot Drinks",)) for name in "AB"]
    merged, _ = merge_terms([make_post("C", "tea time", tags=("hot drinks",)), *entries])
    assert names(merged) == [["Tea Time"]] * 3
    assert [[term.name for term in entry.tags] for entry in merged] == [["Hot Drinks"]] * 3


def test_categories_of_one_color_are_told_apart_from_the_oldest_on() -> None:
    # By their names alone both would be lagoon.
    newer = replace(make_post("A", "Tea"), date=datetime(2026, 3, 1, tzinfo=UTC))
    older = replace(make_post("B", "Thinking"), date=datetime(2026, 2, 1, tzinfo=UTC))
    undated = replace(make_post("C", "Travel"), date=None)
    colored = color_categories([newer, older, undated], {"Travel": "#123456"})
    assert [entry.categories[0].color for entry in colored] == ["#8a52b3", "#1b8a8c", "#123456"]


def test_a_draft_takes_no_color_from_what_is_listed() -> None:
    draft = replace(make_post("A", "Tea"), date=datetime(2020, 1, 1, tzinfo=UTC), status=Status.DRAFT)
    listed = replace(make_post("B", "Thinking"), date=datetime(2026, 1, 1, tzinfo=UTC))
    colored = color_categories([draft, listed], {})
    assert [entry.categories[0].color for entry in colored] == ["#8a52b3", "#1b8a8c"]
