"""Paragraphs of short lines, which `MARKDOWN_BREAKS` would show as they were written.

Lines that were wrapped end where the next word had no room, or with a sentence: to break there means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from markdown_it import MarkdownIt

from plugins.markdown.commonmark import make_parser
from plugins.markdown.dialect import MarkdownOptions
from plugins.markdown.document import KEY, Document
from plugins.shared.markup import Rendered, TextProblem
from plugins.shared.problems import Severity

LABEL = "lines run together"
# Nobody wraps lines closer.
FULL_LINE = 60
ADDRESS = re.compile(r"\]\([^()]*\)")
# A link has no room where its address has none.
FIRST_WORD = re.compile(r"\[[^\[\]]*\]\([^()]*\)|\S*")
# `Status:: seed`, one of several lines that say something about the note.
FIELD = re.compile(r"[*_]{0,3}\w[\w -]{0,30}[*_]{0,3}::?[*_]{0,3}\s")
# Footnotes, addresses and attributes may follow.
SENTENCE_END = re.compile(r"[.!?…:;。！？](?:\[\^[^\]]*\]|\([^()]*\)|\{[^{}]*\}|[\"'”’»)\]*_`])*$")


def has_short_lines(lines: Sequence[str]) -> bool:
    """Whether all *lines* of a paragraph are short, and some end neither for want of room nor with a sentence."""
    if all(FIELD.match(line) for line in lines):
        return True
    if max(len(ADDRESS.sub("]", line)) for line in lines) > FULL_LINE:
        return False
    return any(
        not SENTENCE_END.search(line) and len(line) + 1 + len(FIRST_WORD.match(following)[0]) <= FULL_LINE  # type: ignore[index]
        for line, following in pairwise(lines)
    )


@dataclass(slots=True)
class LineBreakRenderer:
    """Looks at each text's paragraphs; its problems are those of short lines, and nothing else."""

    options: MarkdownOptions
    _parser: MarkdownIt = field(init=False)

    def __post_init__(self) -> None:
        self._parser = make_parser(replace(self.options, breaks=False))

    def strip_comments(self, value: str) -> tuple[str, int]:
        """Nothing: only the text is looked at."""
        return value, 0

    def render(
        self,
        text: str,
        *,
        first_line: int = 1,
        lang: str = "",
        take_title: Callable[[str], bool] | None = None,
        with_blocks: bool = False,  # noqa: ARG002 - there are none
    ) -> Rendered:
        """The title of *text*, and a problem for each paragraph of short lines; no HTML."""
        document = Document(self.options, first_line, lang or self.options.lang, take_title)
        lines = [*self._find_lines(text, document)] if "\n" in text else []
        problems = tuple(TextProblem(first_line + line, LABEL, Severity.NOTE, sort="markdown") for line in lines)
        return Rendered("<p></p>", title=document.title, problems=problems)

    def _find_lines(self, text: str, document: Document) -> Iterator[int]:
        """The first line, from 0, of each paragraph of short lines."""
        for token in self._parser.parse(text, {KEY: document}):
            if token.type != "inline" or token.map is None or "\n" not in token.content:
                continue
            is_broken = any(child.type == "softbreak" for child in token.children or ())
            # What ends with a break by hand is broken already.
            lines = [line for line in token.content.split("\n") if not line.endswith(("  ", "\\"))]
            if is_broken and len(lines) > 1 and has_short_lines([line.strip() for line in lines]):
                yield token.map[0]
