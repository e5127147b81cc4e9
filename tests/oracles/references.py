"""Two other parsers, which share no line with ours: GitHub's cmark in C, and comrak in Rust.

Cmark follows CommonMark 0.29, comrak 0.31.2; comrak also knows the syntax of Obsidian.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cmarkgfm.cmark
import comrak

CMARK_EXTENSIONS = ("table", "autolink", "strikethrough", "tasklist")
# A single tilde strikes nothing with us, as in Obsidian; comrak has no such option.
CMARK_OPTIONS = cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE | cmarkgfm.cmark.Options.CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE
# By the name of our extension, comrak's option for the same.
COMRAK_EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    "wikilinks": ("wikilinks_title_after_pipe",),
    "comments": ("ofm_comments",),
    "marks": ("highlight",),
    "formulas": ("math_dollars",),
    "definitions": ("description_lists",),
    "footnotes": ("footnotes", "inline_footnotes"),
    "callouts": ("ofm_callouts",),
    "cjk_emphasis": ("cjk_friendly_emphasis",),
}


def read_by_cmark(text: str) -> str:
    """The HTML of GitHub's parser, with its tables, task lists, strikethrough by `~~` and bare addresses."""
    return str(cmarkgfm.cmark.markdown_to_html_with_extensions(text, CMARK_OPTIONS, CMARK_EXTENSIONS))


def read_by_comrak(text: str, *extensions: str) -> str:
    """The HTML of comrak with GitHub's extensions, and with what it has for *extensions* of ours."""
    # Typed only so loosely because the names come from a table; comrak refuses an unknown one.
    options: dict[str, Any] = {name: True for extension in extensions for name in COMRAK_EXTENSIONS[extension]}
    return comrak.markdown_to_html(
        text,
        comrak.ExtensionOptions(strikethrough=True, table=True, autolink=True, tasklist=True, **options),
        comrak.ParseOptions(),
        comrak.RenderOptions(unsafe_=True),
    )
