"""`*[HTML]: Hypertext Markup Language`: says what the word stands for wherever it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from plugins.markdown.document import Document, document_of
from plugins.markdown.rules.comments import find_last_line, strip_comments

KEPT = "abbreviations"
DEFINITION = re.compile(r"\*\[(?P<word>[^\[\]\\\n]*[^\[\]\\\s])\][ \t]?:[ \t]*(?P<meaning>.*\S)[ \t]*")


def use(parser: MarkdownIt) -> None:
    parser.block.ruler.before("reference", "abbreviations", find_definition, {"alt": ["paragraph", "reference"]})
    parser.core.ruler.push("abbreviations", mark_words)


def find_definition(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    start = state.bMarks[startLine] + state.tShift[startLine]
    if not state.src.startswith("*[", start) or state.is_code_block(startLine):
        return False
    found = DEFINITION.fullmatch(state.src, start, state.eMarks[startLine])
    if found is None:
        return False
    if not silent and find_last_line(state, startLine, start, endLine) > startLine:
        # A comment in it goes on below, and this is a paragraph.
        return False
    document = document_of(state.env)
    word, meaning = " ".join(found["word"].split()), found["meaning"]
    if "comments" in document.options.extensions:
        meaning, count = strip_comments(meaning)
        document.comment_count += 0 if silent else count
    if silent or not meaning:
        return bool(meaning)
    meanings = document.kept.setdefault(KEPT, {})
    if meanings.setdefault(word, meaning) != meaning:
        message = f"abbreviation '{word}' is '{meanings[word]}' above, so '{meaning}' is left out; write one of them"
        document.report(startLine, message)
    state.line = startLine + 1
    return True


def mark_words(state: StateCore) -> None:
    """Mark the words that stand for something in all that readers see as text."""
    meanings = _meanings_of(document_of(state.env))
    if not meanings:
        return
    words = "|".join(re.escape(word) for word in sorted(meanings, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)")
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = [*_mark(token.children, pattern, meanings)]


def _meanings_of(document: Document) -> Mapping[str, str]:
    return cast("Mapping[str, str]", document.kept.get(KEPT, {}))


def _mark(children: Sequence[Token], pattern: re.Pattern[str], meanings: Mapping[str, str]) -> Iterator[Token]:
    is_address = False
    for child in children:
        if child.type == "link_open":
            # An address that stands for itself, or a tag.
            is_address = child.info == "auto" or child.markup == "tag"
        elif child.type == "link_close":
            is_address = False
        if child.type != "text" or is_address:
            yield child
            continue
        end = 0
        for found in pattern.finditer(child.content):
            yield from _make_text(child.content[end : found.start()])
            opening = Token("abbr_open", "abbr", 1)
            opening.attrs = {"title": meanings[found[0]]}
            yield opening
            yield from _make_text(found[0])
            yield Token("abbr_close", "abbr", -1)
            end = found.end()
        yield from _make_text(child.content[end:]) if end else [child]


def _make_text(words: str) -> list[Token]:
    return [Token("text", "", 0, content=words)] if words else []
