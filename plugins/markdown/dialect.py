"""What a text is read by: the names of all extensions, and the options of one site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from plugins.shared.problems import suggest

# In the order of the manual; each can be switched off by `MARKDOWN_WITHOUT`.
EXTENSIONS = (
    "wikilinks",
    "comments",
    "marks",
    "callouts",
    "tags",
    "block_names",
    "footnotes",
    "definitions",
    "abbreviations",
    "attributes",
    "captions",
    "leftovers",
    "admonitions",
    "headings",
    "toc",
    "figures",
    "formulas",
    "diagrams",
    "code",
    "smart_quotes",
    "more",
    "markdown_in_html",
    "shortcodes",
    "addresses",
    "cjk_emphasis",
)

# Those that a plugin finishes when every entry is known; it names them in `Build.syntaxes`.
LINKED_SYNTAXES = frozenset({"wikilinks", "tags"})
# Pelican's own `MARKDOWN`: https://docs.getpelican.com/en/stable/settings.html#basic-settings.
STOCK_OPTIONS: Mapping[str, Any] = {
    "extension_configs": {
        "markdown.extensions.codehilite": {"css_class": "highlight"},
        "markdown.extensions.extra": {},
        "markdown.extensions.meta": {},
    },
    "output_format": "html5",
}


class Dialect(StrEnum):
    """The two ways to read Markdown."""

    COMMONMARK = "commonmark"
    PYTHON_MARKDOWN = "python-markdown"


@dataclass(frozen=True, slots=True)
class MarkdownOptions:
    """How the texts of one site are read.

    *breaks*: a single line break is a break on the page. *use_unicode*: ids keep letters of other scripts as they are
    instead of transliterating them. *lang* is that of texts which name none.
    """

    extensions: frozenset[str] = field(default=frozenset(EXTENSIONS))
    breaks: bool = False
    use_unicode: bool = False
    lang: str = "en"


def check_dialect(name: str) -> str:
    """What is wrong with *name* as the name of a dialect, and what would be right; empty if nothing."""
    known = [dialect.value for dialect in Dialect]
    if name in known:
        return ""
    cure = suggest(name, known) or f"; write {' or '.join(map(repr, known))}"
    return f"unknown dialect '{name}'{cure}"
