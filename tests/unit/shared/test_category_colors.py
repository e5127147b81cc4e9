from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.shared.category_colors import PALETTE, check_category_colors, color_by_name, deal_colors, read_hex


def test_settings_decide_the_color_of_a_category() -> None:
    assert deal_colors(["Tea"], {"Tea": "#1F7F7A"}) == {"Tea": "#1f7f7a"}


def test_three_digits_are_a_color() -> None:
    assert read_hex("#1fa") == "#11ffaa"


def test_a_name_that_nobody_stands_in_the_way_of_keeps_its_color() -> None:
    assert deal_colors(["Sense Making", "Customer Success", "Tools"], {}) == {
        "Sense Making": "#2f8f5b",
        "Customer Success": "#6f8f26",
        "Tools": "#c2513b",
    }


def test_case_of_a_name_does_not_change_its_color() -> None:
    assert color_by_name("SENSE making") == color_by_name("Sense Making")


def test_of_two_names_of_one_color_the_second_takes_another() -> None:
    assert color_by_name("Tea") == color_by_name("Thinking")
    assert deal_colors(["Tea", "Thinking"], {}) == {"Tea": "#1b8a8c", "Thinking": "#8a52b3"}
    assert deal_colors(["Thinking", "Tea"], {}) == {"Thinking": "#1b8a8c", "Tea": "#8a52b3"}


def test_the_authors_own_color_is_taken_before_any_is_dealt() -> None:
    assert deal_colors(["Tea", "Code"], {"Code": "#1B8A8C"}) == {"Tea": "#8a52b3", "Code": "#1b8a8c"}


@pytest.mark.parametrize("value", ["green", "#12345", "2f8f5b", ""])
def test_what_is_no_color_is_a_problem_and_not_used(value: str) -> None:
    assert deal_colors(["Tea"], {"Tea": value})["Tea"] in PALETTE
    (problem,) = check_category_colors({"Tea": value})
    assert (
        str(problem) == f"pelicanconf.py: CATEGORY_COLORS: '{value}' for 'Tea' is not a colour; write it as '#2f8f5b'"
    )


@given(st.lists(st.text(), unique=True, max_size=35))
def test_colors_are_dealt_again_when_all_are_taken(names: list[str]) -> None:
    dealt = deal_colors(names, {})
    rounds = [[dealt[name] for name in names[start : start + 10]] for start in range(0, len(names), 10)]
    assert all(len(set(colors)) == len(colors) for colors in rounds)


@given(st.lists(st.text(), unique=True, min_size=1, max_size=25))
def test_a_name_at_the_end_changes_no_other(names: list[str]) -> None:
    before = deal_colors(names[:-1], {})
    assert {name: color for name, color in deal_colors(names, {}).items() if name in before} == before
