"""Paragraphs of short lines, which `MARKDOWN_BREAKS` would show as they were written.

Lines that were wrapped end where the next word had no room, or with a sentence: to break there means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from plugins.markdown.document import document_of
from plugins.shared.problems import Severity

RUN_TOGETHER = "short lines run together; end them with a backslash, or set MARKDOWN_BREAKS = True to keep all"
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


def use(parser: MarkdownIt) -> None:
    """Have *parser*, which runs lines together, report each paragraph of short lines."""
    parser.core.ruler.push("short_lines", report_short_lines)


def report_short_lines(state: StateCore) -> None:
    document = document_of(state.env)
    for token in state.tokens:
        if token.type != "inline" or token.map is None or "\n" not in token.content:
            continue
        is_broken = any(child.type == "softbreak" for child in token.children or ())
        # What ends with a break by hand is broken already.
        lines = [line for line in token.content.split("\n") if not line.endswith(("  ", "\\"))]
        if is_broken and len(lines) > 1 and has_short_lines([line.strip() for line in lines]):
            document.report(token.map[0], RUN_TOGETHER, Severity.NOTE, sort="short-lines")
