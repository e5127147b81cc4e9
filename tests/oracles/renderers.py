"""Our own renderer, with as many extensions as a test needs."""

from __future__ import annotations

from functools import cache

from plugins.markdown.commonmark import CommonMarkRenderer
from plugins.markdown.dialect import EXTENSIONS, MarkdownOptions


@cache
def make_renderer(extensions: frozenset[str]) -> CommonMarkRenderer:
    return CommonMarkRenderer(MarkdownOptions(extensions=extensions))


def render(text: str, *extensions: str) -> str:
    """The HTML of *text* with these extensions alone."""
    return make_renderer(frozenset(extensions)).render(text).html


def render_core(text: str) -> str:
    """The HTML of *text* by CommonMark with GitHub's extensions."""
    return render(text)


def render_full(text: str, *without: str) -> str:
    """The HTML of *text* with all extensions but these."""
    return render(text, *sorted({*EXTENSIONS} - {*without}))
