from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plugins.images.rules import Rule, find_rule, read_rules
from plugins.images.treatments import parse_focal
from plugins.shared.entry import Entry, Kind, Slug, Term, UrlPath

MakeEntry = Callable[..., Entry]
STYLES = ("paper", "ink")


def term(name: str) -> Term:
    return Term(name, Slug(name.lower()), UrlPath(""), UrlPath(""))


@pytest.mark.parametrize(
    ("by", "value", "expected"),
    [
        ("any", "", True),
        ("kind", "post", True),
        ("kind", "note", False),
        ("tag", "Hot", True),
        ("tag", "drinks", False),
        ("category", "drinks", True),
        ("entry", "posts/tea.md", True),
        ("entry", "tea", True),
        ("entry", "coffee", False),
    ],
)
def test_what_a_rule_holds_for(make_entry: MakeEntry, by: str, value: str, expected: bool) -> None:
    entry = make_entry("Tea", tags=(term("hot"),), categories=(term("Drinks"),))
    assert (find_rule(entry, [Rule(by=by, value=value)]) is not None) is expected


def test_the_lowest_number_decides(make_entry: MakeEntry) -> None:
    written = [{"number": 20, "any": True, "style": "ink"}, {"number": 10, "kind": "post", "style": "paper"}]
    rules, problems = read_rules(written, STYLES)
    found = find_rule(make_entry("Tea"), rules)
    assert problems == []
    assert found
    assert (found.number, found.style, found.name) == (10, "paper", "rule 10 (kind 'post')")
    other = find_rule(make_entry("Tea", kind=Kind.NOTE), rules)
    assert other
    assert other.number == 20


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("tea", "'tea' is no rule; write it as {'tag': 'tea', 'style': 'marker'}"),
        ({"tagg": "x", "style": "ink"}, "unknown key 'tagg'; did you mean 'tag'?"),
        ({"style": "ink"}, "needs exactly one of entry, tag, category, kind, any"),
        ({"tag": "a", "kind": "post", "style": "ink"}, "needs exactly one of entry, tag, category, kind, any"),
        ({"kind": "pots", "style": "ink"}, "unknown kind 'pots'; did you mean 'post'?"),
        ({"any": True}, "says nothing; name a 'picture', a 'style', or 'none': True"),
        ({"any": True, "picture": "a.png", "none": True}, "says 'picture' and 'none'; leave one of them out"),
        ({"any": True, "style": "ink", "none": True}, "says 'style' and 'none'; leave one of them out"),
        ({"tag": ["a", "b"], "style": "ink"}, "tag '['a', 'b']' is more than one; write a rule for each"),
        ({"any": True, "picture": ["a.png"]}, "picture '['a.png']' is more than one; write a rule for each"),
        ({"any": True, "background": "wavse"}, "unknown background 'wavse'; did you mean 'waves'?"),
        (
            {"any": True, "background": "linen"},
            (
                "unknown background 'linen'; write a colour, a picture or one of waves, scales, zigzags, loops, "
                "spirals, rings, confetti, leaves, hatches, stars, ripples, hills"
            ),
        ),
        ({"any": True, "style": "inkk"}, "unknown style 'inkk'; did you mean 'ink'?"),
        ({"any": True, "style": "ink", "accent": "red"}, "accent 'red' is not a colour; write it as '#2f8f5b'"),
        ({"any": True, "style": "ink", "number": "1"}, "the number '1' is none; write it as 10"),
    ],
)
def test_what_is_wrong_with_a_rule_is_told_with_its_cure(rule: Any, message: str) -> None:  # noqa: ANN401
    _, problems = read_rules([rule], STYLES)
    assert [problem.message for problem in problems] == [f"IMAGE_RULES, rule 1: {message}"]


def test_a_rule_is_asked_for_the_words_of_its_picture() -> None:
    rules, problems = read_rules([{"any": True, "picture": "a.png"}], STYLES)
    assert [rule.picture for rule in rules] == ["a.png"]
    assert [f"{problem.severity}: {problem}" for problem in problems] == [
        "warning: pelicanconf.py: IMAGE_RULES, rule 1: picture without alt text; add 'alt': 'what the picture shows'"
    ]


@pytest.mark.parametrize("background", ["#fff", "#c8f0dc", "waves", "images/hills.jpg"])
def test_the_ground_of_a_card_is_a_colour_a_pattern_or_a_picture(background: str) -> None:
    rules, problems = read_rules([{"any": True, "background": background}], STYLES)
    assert ([rule.background for rule in rules], problems) == ([background], [])


def test_two_rules_of_one_number_are_a_problem() -> None:
    _, problems = read_rules([{"number": 1, "any": True, "none": True}] * 2, STYLES)
    assert [problem.message for problem in problems] == ["IMAGE_RULES: two rules have the number 1; give each its own"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30% 60%", (0.3, 0.6)),
        ("0%, 100%", (0.0, 1.0)),
        ("left", (0.0, 0.5)),
        ("right top", (1.0, 0.0)),
        ("Bottom", (0.5, 1.0)),
        ("center", (0.5, 0.5)),
        ("120% 4%", None),
        ("left here", None),
        ("30%", None),
        ("", None),
    ],
)
def test_focal_points(text: str, expected: tuple[float, float] | None) -> None:
    assert parse_focal(text) == expected
