from __future__ import annotations

import pytest

from plugins.shared.wikilinks import Target, default_words, parse_target, split_target


@pytest.mark.parametrize(
    ("text", "name", "fragment"),
    [
        pytest.param("Green Tea", "Green Tea", "", id="a name"),
        pytest.param(" Green Tea # Flush", "Green Tea # Flush", "", id="a sharp sign before a space"),
        pytest.param("Green Tea#Flush", "Green Tea", "Flush", id="a heading"),
        pytest.param("Green Tea#First#Second", "Green Tea", "First#Second", id="a heading below a heading"),
        pytest.param("Green Tea#^a1b2", "Green Tea", "^a1b2", id="a block"),
        pytest.param("#Flush", "", "Flush", id="a heading of this entry"),
        pytest.param("C#", "C#", "", id="a sharp sign at the end"),
        pytest.param("C##Loops", "C#", "Loops", id="a sharp sign at the end, and a heading"),
        pytest.param("##", "##", "", id="nothing but sharp signs"),
    ],
)
def test_target_has_name_and_fragment(text: str, name: str, fragment: str) -> None:
    assert parse_target(text) == Target(name, fragment)


def test_target_is_read_with_the_longest_name_first() -> None:
    assert list(split_target("Issue #5#Notes")) == [
        Target("Issue #5#Notes", ""),
        Target("Issue #5", "Notes"),
        Target("Issue", "5#Notes"),
    ]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        pytest.param(Target("notes/green-tea.md", ""), "green-tea", id="the last part of a path"),
        pytest.param(Target("Tea", "Flush"), "Tea › Flush", id="name and heading"),
        pytest.param(Target("", "Flush"), "Flush", id="heading alone"),
        pytest.param(Target("Tea", "^a1"), "Tea", id="no block"),
        pytest.param(Target("", "^a1"), "a1", id="a block for want of anything else"),
    ],
)
def test_default_words(target: Target, words: str) -> None:
    assert default_words(target) == words
