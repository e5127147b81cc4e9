"""Formulas drawn while building: MathML, or a drawing for what MathML's renderer does not know."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

from plugins.markdown.formula_svg import UnknownDrawingError, clean_drawing
from plugins.markdown.mathml import UnknownMarkupError, clean_mathml
from plugins.markdown.tex import MACROS, Rewritten, TexError, check_tex, rewrite_tex

PLACED = re.compile(r"(\d+): (.*)", re.DOTALL)
COLUMN = re.compile(r"column (\d+): (.*)", re.DOTALL)
DRAWN_WIDTH = re.compile(r'<svg class="formula[^>]* width="([\d.]+)em"')
TAG = re.compile(r"<[^<>]*>")
# What still fits into a line on a telephone.
LONG_EM = 14
LONG_LETTERS = 24

Convert: TypeAlias = Callable[[str, bool], str]


@dataclass(frozen=True, slots=True)
class DrawnFormula:
    """A formula as safe HTML; *renderer* is the library that drew it."""

    html: str
    renderer: str


@dataclass(frozen=True, slots=True)
class FormulaError:
    """Why a formula is not drawn: *line* and *column* count from 1 within the formula, *offset* from 0."""

    message: str
    offset: int = 0
    line: int = 1
    column: int = 1


class FormulaRenderer:
    """Draws formulas; its libraries are loaded with the first one."""

    def __init__(self) -> None:
        self._to_mathml: Convert | None = None
        self._to_svg: Convert | None = None

    def draw(self, tex: str, *, is_display: bool) -> DrawnFormula | FormulaError:
        """*tex*, without the dollars around it, as HTML, or why it cannot be drawn."""
        try:
            check_tex(tex)
            rewritten = rewrite_tex(tex, is_display=is_display)
            return self._draw(tex, rewritten, is_display=is_display)
        except TexError as error:
            return _make_error(tex, error)
        except ModuleNotFoundError as error:
            name = (error.name or "math_core").replace("_", "-")
            return FormulaError(f"formulas are drawn by '{name}', which is not installed; install requirements.txt")

    def _draw(self, tex: str, rewritten: Rewritten, *, is_display: bool) -> DrawnFormula:
        try:
            drawn = clean_mathml(self._convert_to_mathml(rewritten, is_display=is_display), tex, rewritten.size)
            renderer = "math-core"
        except (TexError, UnknownMarkupError) as error:
            try:
                drawn = clean_drawing(self._convert_to_svg(tex, is_display=is_display), tex, rewritten.size)
            except (TexError, UnknownDrawingError) as second:
                raise _choose_error(error, second) from error
            renderer = "mathra"
        return DrawnFormula(_in_box(drawn, is_display=is_display), renderer)

    def _convert_to_mathml(self, rewritten: Rewritten, *, is_display: bool) -> str:
        if rewritten.is_risky:
            raise TexError("more than a dozen brackets are left open; close them", 0)
        if self._to_mathml is None:
            self._to_mathml = load_math_core()
        try:
            return self._to_mathml(rewritten.text, is_display)
        except TexError as error:
            raise TexError(error.message, rewritten.find_origin(error.place)) from error

    def _convert_to_svg(self, tex: str, *, is_display: bool) -> str:
        if self._to_svg is None:
            self._to_svg = load_mathra()
        return self._to_svg(tex, is_display)


def load_math_core() -> Convert:
    """What turns TeX into MathML; it raises `TexError`."""
    from math_core import LatexError, LatexToMathML

    converter = LatexToMathML(macros=dict(MACROS), fancy_error=False, allow_unreliable_rendering=True)

    def convert(tex: str, is_display: bool) -> str:  # noqa: FBT001 - called by place
        try:
            return converter.convert_with_local_state(tex, displaystyle=is_display)
        except LatexError as error:
            found = PLACED.fullmatch(str(error))
            raise TexError(*((found[2], int(found[1])) if found else (str(error), 0))) from error

    return convert


def load_mathra() -> Convert:
    """What turns TeX into SVG; it raises `TexError`."""
    from mathra import tex_to_svg

    def convert(tex: str, is_display: bool) -> str:  # noqa: FBT001 - called by place
        try:
            return tex_to_svg(tex, display=is_display, strict=True)
        except ValueError as error:
            found = COLUMN.fullmatch(str(error))
            raise TexError(*((found[2], int(found[1]) - 1) if found else (str(error), 0))) from error

    return convert


def show_source(tex: str, *, is_display: bool) -> str:
    """The formula as code, for where it could not be drawn."""
    written = f"$${tex}$$" if is_display else f"${tex}$"
    return f'<code class="formula-source">{escape(written)}</code>'


def _in_box(drawn: str, *, is_display: bool) -> str:
    """A formula of its own line, or a long one within a line, in a box that scrolls on a narrow screen.

    A span, for it may stand within a paragraph.
    """
    if is_display:
        return f'<span class="formula-display" role="group" tabindex="0" aria-label="Formula">{drawn}</span>'
    if _is_long(drawn):
        return f'<span class="formula-long" role="group" tabindex="0" aria-label="Formula">{drawn}</span>'
    return drawn


def _is_long(drawn: str) -> bool:
    if found := DRAWN_WIDTH.search(drawn):
        return float(found[1]) > LONG_EM
    return len(TAG.sub("", drawn)) > LONG_LETTERS


def _choose_error(first: Exception, second: Exception) -> TexError:
    """The error that tells more: that of the first renderer, unless only its markup was unknown."""
    for error in (first, second):
        if isinstance(error, TexError):
            return error
    return TexError(f"the formula cannot be drawn safely: {first}", 0)


def _make_error(tex: str, error: TexError) -> FormulaError:
    place = max(0, min(error.place, len(tex)))
    line = tex.count("\n", 0, place) + 1
    message = error.message.rstrip(".")
    return FormulaError(message[:1].lower() + message[1:], place, line, place - (tex.rfind("\n", 0, place) + 1) + 1)
