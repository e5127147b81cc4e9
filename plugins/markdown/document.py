"""What is found out about one text while it is parsed; every rule finds it in `state.env`."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from markdown_it.common.utils import escapeHtml
from markdown_it.rules_inline import StateInline

from plugins.markdown.dialect import MarkdownOptions
from plugins.shared.entry import Heading
from plugins.shared.markup import TextProblem
from plugins.shared.problems import Severity

if TYPE_CHECKING:
    from plugins.markdown.diagrams import DiagramRenderer
    from plugins.markdown.formulas import FormulaRenderer

KEY = "document"
# Pelican's indicators of a file or listing; only in an address do they mean anything.
INDICATOR = re.compile(r"[{|](?=(?:static|attach|filename|category|tag|author|index)[}|])")


class Drawers:
    """What draws formulas and diagrams; each is loaded with the first one that is met."""

    @cached_property
    def formulas(self) -> FormulaRenderer:
        from plugins.markdown.formulas import FormulaRenderer

        return FormulaRenderer()

    @cached_property
    def diagrams(self) -> DiagramRenderer:
        from plugins.markdown.diagrams import DiagramRenderer

        return DiagramRenderer()


@dataclass(slots=True)
class Document:
    """One text: its options, and what the rules report.

    Lines count from 0 within the text, as tokens have them; *first_line* is that of the text in its file, from 1.
    """

    options: MarkdownOptions
    first_line: int = 1
    lang: str = "en"
    take_title: Callable[[str], bool] | None = None
    problems: list[TextProblem] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    title: str = ""
    tags: dict[str, None] = field(default_factory=dict)
    comment_count: int = 0
    drawers: Drawers = field(default_factory=Drawers)
    files: dict[str, bytes] = field(default_factory=dict)
    """Pictures that the text describes, by their names as in `shared/drawn_files.py`."""
    line: int = 0
    """The line at which the inline text that is parsed begins."""
    hidden_until: int = 0
    """The line where a comment ends that reaches beyond the block it began in."""
    kept: dict[str, Any] = field(default_factory=dict)
    """What a rule remembers of this text, under its own name."""

    def report(self, line: int, message: str, severity: Severity = Severity.WARNING, *, sort: str = "markdown") -> None:
        """Report a problem at *line* of the text, from 0."""
        self.problems.append(TextProblem(self.first_line + line, message, severity, sort=sort))

    def line_of(self, state: StateInline, place: int | None = None) -> int:
        """The line of the text that *place* of an inline *state* (by default, where it is) stands in, from 0."""
        return self.line + state.src.count("\n", 0, state.pos if place is None else place)


def document_of(env: MutableMapping[str, Any]) -> Document:
    """The document that *env* belongs to."""
    return cast(Document, env[KEY])


def escape_text(text: str) -> str:
    """*text* as HTML that shows it; an indicator of Pelican's in it stays text."""
    return escape_indicators(escapeHtml(text))


def escape_indicators(fragment: str) -> str:
    """The HTML *fragment*, which holds no addresses, with indicators of Pelican's that stay text."""
    if "}" in fragment or "|" in fragment:
        return INDICATOR.sub(lambda found: f"&#{ord(found[0])};", fragment)
    return fragment
