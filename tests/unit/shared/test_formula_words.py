from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.shared.formula_words import LONGEST, LOOSE, RAW_TEX, say_formula


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        ("Q^{-1} = Q^T", "Q⁻¹ = Qᵀ"),
        (r"E=h\nu", "E = hν"),
        (r"x_i \in \mathbb{R}^n", "xᵢ ∈ ℝⁿ"),
        (r"O(n \log n)", "O(n log n)"),
        (r"\frac{a+b}{2}", "(a + b)/2"),
        (r"\sqrt{2}", "√2"),
        (r"\hat{x}, \vec v", "x̂, v⃗"),
        (r"\text{heat lost} = -1", "heat lost = −1"),
        (r"f: A \to B", "f: A → B"),
        (r"\left( a \right)", "(a)"),
        (r"\(10\%\)", "10%"),
        ("$$x'$$", "x′"),
        ("n - 1", "n − 1"),
        ("5 > 3", "5 > 3"),
    ],
)
def test_what_fits_in_a_line_is_said(tex: str, said: str) -> None:
    assert say_formula(tex) == said


@pytest.mark.parametrize(
    "tex",
    [
        r"\sum_{i=0}^n i",
        r"\lim_{x \to 0} f",
        r"\begin{matrix} a \end{matrix}",
        r"e^{x^2}",
        r"a \\ b",
        "a & b",
        r"\rule{1}{2}",
        r"\sqrt[3]{x}",
        "x^10",
        "{a",
        "a}",
        "",
        " + ".join("abcdefghijklmnopqrstuvwxyz"),
    ],
)
def test_what_needs_setting_is_not(tex: str) -> None:
    assert say_formula(tex) == ""


@given(st.lists(st.sampled_from([*"\\ frac { } ^ _ x 1 text hat $ & + é sqrt".split(), " "])).map("".join))
def test_any_formula_is_said_on_one_line_or_not_at_all(tex: str) -> None:
    said = say_formula(tex)
    assert len(said) <= LONGEST
    assert said == " ".join(said.split())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the quantities $ D$ and $ u$ here", ["D", "u"]),
        ("as in $latex a^2$, it is", ["a^2"]),
        ("it costs $5 and then $6", []),
        ("US$ 5 and US$ 6", []),
        ("$HOME/bin:$PATH", []),
    ],
)
def test_a_space_behind_a_dollar_may_open_a_formula(text: str, found: list[str]) -> None:
    assert [one["tex"] for one in LOOSE.finditer(text)] == found


@pytest.mark.parametrize(
    ("text", "is_tex"), [(r"\frac{1}{2}", True), (r"a \alpha{} b", True), (r"C:\Users\tea", False)]
)
def test_raw_tex_is_told_from_paths(text: str, *, is_tex: bool) -> None:
    assert (RAW_TEX.search(text) is not None) is is_tex
