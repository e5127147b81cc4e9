"""Formulas become safe HTML, or an error that says what is wrong and where."""

from __future__ import annotations

import re
import sys
from html import unescape

import html5lib
import pytest

from plugins.markdown.formulas import DrawnFormula, FormulaError, FormulaRenderer, show_source

TAG = re.compile(r"<[^<>]*>")
DEEP = 40


@pytest.fixture(scope="module")
def renderer() -> FormulaRenderer:
    return FormulaRenderer()


def draw(renderer: FormulaRenderer, tex: str, *, is_display: bool = False) -> DrawnFormula:
    drawn = renderer.draw(tex, is_display=is_display)
    assert isinstance(drawn, DrawnFormula), drawn
    check_markup(drawn.html)
    return drawn


def fail(renderer: FormulaRenderer, tex: str) -> FormulaError:
    drawn = renderer.draw(tex, is_display=True)
    assert isinstance(drawn, FormulaError), drawn
    return drawn


def check_markup(html: str) -> None:
    """Fail for what no page may hold; the parser is strict about the rest."""
    for element in html5lib.HTMLParser(strict=True).parseFragment(html).iter():
        names = {str(name).rpartition("}")[2] for name in element.attrib}
        assert not {"style", "href", "id", "src"} & names
        assert not [name for name in names if name.startswith("on")]
        assert str(element.tag).rpartition("}")[2] not in ("script", "style", "a", "image", "foreignObject")


def words(html: str) -> str:
    """What a reader sees, without the room between signs."""
    return "".join(unescape(TAG.sub("", html)).replace("\u2061", "").split())


def test_a_formula_is_mathml_that_says_its_source(renderer: FormulaRenderer) -> None:
    assert draw(renderer, "a_1").html == (
        '<math class="formula" alttext="a_1"><msub><mi>a</mi><mn>1</mn></msub></math>'
    )


def test_a_formula_of_its_own_line_stands_in_a_box_that_scrolls(renderer: FormulaRenderer) -> None:
    assert draw(renderer, "a", is_display=True).html == (
        '<span class="formula-display" role="group" tabindex="0" aria-label="Formula">'
        '<math class="formula" alttext="a" display="block"><mi>a</mi></math></span>'
    )


def test_a_long_formula_in_a_line_scrolls_too(renderer: FormulaRenderer) -> None:
    assert draw(renderer, "+".join("abcdefghijklmnop")).html.startswith('<span class="formula-long"')
    assert draw(renderer, "a+b").html.startswith("<math")


@pytest.mark.parametrize(
    ("tex", "seen"),
    [
        pytest.param(r"\ce{H2O}", "H2O", id="chemistry"),
        pytest.param(r"\text{if $x^2$ holds}", "ifx2holds", id="formula in a text"),
        pytest.param(r"\text{a \textcolor{red}{b $x^2$} c}", "abx2c", id="words in a colour in a text"),
        pytest.param(r"\big{\{} a \Big{[} b \bigr{)}", "{a[b)", id="delimiters in braces"),
        pytest.param("a\\\nb", "ab", id="line that ends with a backslash"),
        pytest.param(r"\text{<b> & 'q' a_b}", "<b>&’q’a_b", id="signs of HTML in a text"),
        pytest.param(r"\begin{eqnarray}a&=&b\\c&=&d\end{eqnarray}", "a=bc=d", id="eqnarray"),
        pytest.param(r"\sum_{\substack{i<n\\j<m}}x", "∑i<nj<mx", id="substack"),
        pytest.param(r"\label{one}y", "y", id="label"),
        pytest.param(r"\eqref{one}", "(one)", id="reference"),
        pytest.param(r"\begin{align}a&=b\\c&=d\end{align}", "a=bc=d", id="lines without numbers"),
        pytest.param(r"\begin{equation}a\tag{7}\end{equation}", "a(7)", id="tag"),
        pytest.param(r"a\tag{7}", "a(7)", id="tag without an environment"),
        pytest.param(r"a\tag{$\ast$}", "a(∗)", id="tag that is a formula"),
        pytest.param(r"\begin{prooftree}\AxiomC{$A$}\UnaryInfC{$B$}\end{prooftree}", "AB", id="proof"),
        pytest.param(r"\widetilde{ab}", "ab~", id="wide tilde"),
        pytest.param(r"\pmatrix{a&b\cr c&d}", "(abcd)", id="plain TeX's matrix"),
        pytest.param(r"\begin{smallmatrix}a&b\end{smallmatrix}", "ab", id="small matrix"),
        pytest.param(r"\DeclareMathOperator{\tea}{tea}\tea x", "teax", id="operator of the author's"),
        pytest.param(r"\newcommand{\tea}[1]{T_{#1}}\tea{2}", "T2", id="command of the author's"),
        pytest.param("a%comment\nb", "ab", id="comment"),
        pytest.param(r"\micro\text{Pa}", "µPa", id="macro"),
        pytest.param("茶 + é", "茶+é", id="other scripts"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_what_other_programs_know_is_drawn_as_mathml(renderer: FormulaRenderer, tex: str, seen: str) -> None:
    drawn = draw(renderer, tex)
    assert (words(drawn.html), drawn.renderer) == (seen, "math-core")


@pytest.mark.parametrize("command", ["tiny", "small", "large", "Large", "huge", "Huge"])
def test_a_size_before_a_formula_becomes_a_class(renderer: FormulaRenderer, command: str) -> None:
    drawn = draw(renderer, rf"\{command} x")
    assert re.match(r'<math class="formula formula-[a-z]+" ', drawn.html)
    assert words(drawn.html) == "x"


@pytest.mark.parametrize(
    ("tex", "classes"),
    [
        pytest.param(r"\begin{aligned}a&=b\end{aligned}", {"formula-right", "formula-left"}, id="aligned cells"),
        pytest.param(r"\begin{array}{c|c}a&b\end{array}", {"formula-line-right"}, id="line between columns"),
        pytest.param(r"\begin{array}{c}a\\\hline\end{array}", {"formula-line-bottom"}, id="line below a table"),
        pytest.param(r"\cancel{x}", {"formula-struck", "formula-strike-up"}, id="struck"),
        pytest.param(r"\boxed{x}", {"formula-box"}, id="box"),
        pytest.param(r"a\!b", {"formula-back-3"}, id="back"),
        pytest.param(r"\textsf{x}", {"formula-sans"}, id="sans"),
    ],
)
def test_what_the_library_writes_as_style_becomes_classes(
    renderer: FormulaRenderer, tex: str, classes: set[str]
) -> None:
    found = set(" ".join(re.findall(r'class="([^"]*)"', draw(renderer, tex).html)).split())
    assert classes <= found


@pytest.mark.parametrize(
    "tex", [r"\textcolor{#f00}{x}", r"\color{#ff0000}x", r"\color{red}x", r"\text{a \textcolor{#f00}{b}}"]
)
def test_a_colour_becomes_an_attribute(renderer: FormulaRenderer, tex: str) -> None:
    assert 'mathcolor="#FF0000"' in draw(renderer, tex).html


@pytest.mark.parametrize("tex", [r"\rule{1em}{2em}", r"\begin{CD}A@>>>B\end{CD}", r"\SI{5}{m}", r"\mathrlap{/}x"])
def test_what_mathml_does_not_know_is_a_drawing_that_says_its_source(renderer: FormulaRenderer, tex: str) -> None:
    drawn = draw(renderer, tex)
    assert drawn.renderer == "mathra"
    found = re.fullmatch(r'<svg class="formula formula-drawn" role="img" aria-label="([^"]*)".*</svg>', drawn.html)
    assert found
    assert unescape(found[1]) == tex


@pytest.mark.parametrize(
    ("tex", "line", "column", "said"),
    [
        pytest.param(r"a + \tea", 1, 5, r'unknown command "\tea"', id="unknown command"),
        pytest.param("a +\n  \\tea", 2, 3, r'unknown command "\tea"', id="second line"),
        pytest.param(r"\ce{H2O} + \tea", 1, 12, r'unknown command "\tea"', id="behind rewritten words"),
        pytest.param(r"\frac{1", 1, 6, "'{' is not closed; add '}'", id="open brace"),
        pytest.param(r"x^{2}}", 1, 6, "'}' closes nothing", id="closing brace"),
        pytest.param("a\x07b", 1, 2, "control character U+0007", id="control character"),
        pytest.param("a \ud800", 1, 3, "control character U+D800", id="half of a character"),
        pytest.param(r"\href{javascript:tea()}{x}", 1, 1, r"'\href' is not drawn in formulas", id="link"),
        pytest.param(r"x \style{color:red}{y}", 1, 3, r"'\style' is not drawn in formulas", id="style"),
        pytest.param(r"\includegraphics{http://tea.example/}", 1, 1, r"'\includegraphics' is not", id="picture"),
        pytest.param(r"#1", 1, 1, "'#' stands for an argument of a command", id="number sign"),
        pytest.param(r"\text{a $b}", 1, 9, "nothing closes it", id="dollar in a text"),
        pytest.param(r"\begin{prooftree}\UnaryInfC{B}\end{prooftree}", 1, 18, "does not fit", id="proof"),
        pytest.param(r"\begin{prooftree}\AxiomC{B}", 1, 1, "the proof tree is not closed", id="open proof"),
    ],
)
def test_an_error_says_what_is_wrong_and_where(
    renderer: FormulaRenderer, tex: str, line: int, column: int, said: str
) -> None:
    error = fail(renderer, tex)
    assert (error.line, error.column) == (line, column)
    assert said in error.message
    assert "\n" not in error.message


@pytest.mark.parametrize(
    "tex",
    [
        pytest.param("{" * 5000 + "x" + "}" * 5000, id="braces"),
        pytest.param(r"\left(" * 5000 + r"\right)" * 5000, id="brackets"),
        pytest.param(r"\sqrt " * 3000 + "x", id="roots"),
        pytest.param(r"\begin{matrix}" * 1000, id="environments"),
        pytest.param("x^{" * 4000 + "}" * 4000, id="exponents"),
        pytest.param(r"\text{$" * 1000 + "$}" * 1000, id="texts"),
        pytest.param("x" * 30_000, id="long"),
    ],
)
def test_what_is_nested_too_deeply_or_too_long_is_refused(renderer: FormulaRenderer, tex: str) -> None:
    assert fail(renderer, tex).message


def test_a_deep_formula_and_one_of_ten_thousand_characters_are_drawn(renderer: FormulaRenderer) -> None:
    assert words(draw(renderer, "{" * DEEP + "x" + "}" * DEEP).html) == "x"
    assert words(draw(renderer, "+".join(["x_{12}"] * 1400)).html) == "+".join(["x12"] * 1400)


@pytest.mark.parametrize("opening", ["(", "[", r"\{", r"\langle ", r"\bigl( ", r"\hat(", "(^{)}", r"\mathrm{(}"])
def test_brackets_that_stay_open_do_not_stop_the_build(renderer: FormulaRenderer, opening: str) -> None:
    """`math-core` takes twice as long for each further one: sixty would take longer than the earth is old."""
    drawn = renderer.draw(opening * 60, is_display=False)
    assert not isinstance(drawn, DrawnFormula) or drawn.renderer == "mathra"


def test_brackets_that_are_closed_are_mathml_however_many(renderer: FormulaRenderer) -> None:
    assert draw(renderer, "(x)" * 60).renderer == "math-core"
    assert draw(renderer, r"\left[0, 1\right)" * 60).renderer == "math-core"


@pytest.mark.parametrize("name", ["math_core", "mathra"])
def test_a_missing_library_is_named_with_the_cure(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    error = fail(FormulaRenderer(), r"\rule{1em}{2em}")
    assert error.message == (
        f"formulas are drawn by '{name.replace('_', '-')}', which is not installed; install requirements.txt"
    )


def test_the_source_is_shown_escaped() -> None:
    assert show_source("a<b", is_display=True) == '<code class="formula-source">$$a&lt;b$$</code>'
