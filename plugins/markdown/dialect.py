"""What a text is read by: the names of all extensions, and the options of one site."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

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
