"""One text, read by all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property

from plugins.markdown.dialect import EXTENSIONS
from tests.oracles.corpora import Text
from tests.oracles.pages import WORD, Page, Unit, read_page
from tests.oracles.references import read_by_cmark, read_by_comrak
from tests.oracles.renderers import render, render_core, render_full

# Quotes, dashes and dots are compared by what was written.
QUOTES = "smart_quotes"


class Change(StrEnum):
    """How much two readings of one text differ."""

    WORDS = "words"
    CHARACTERS = "characters"
    STRUCTURE = "structure"


# What an extension may take from the text that the core shows, and what is left of it.
TAKEN: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "wikilinks": (
        # An embed becomes a picture or an entry, a link its words.
        (re.compile(r"!\[\[[^\[\]\n]+\]\]"), ""),
        (re.compile(r"\[\[[^\[\]\n|]*\\?\|([^\[\]\n]*)\]\]"), r"\1"),
        # Of a path its last part, and no block's name.
        (re.compile(r"\[\[(?:[^\[\]\n]*/)?([^\[\]\n/]*?)(?:#\^[^\[\]\n]*)?\]\]"), r"\1"),
    ),
    "comments": ((re.compile(r"%%.*?(?:%%|\Z)", re.DOTALL), ""),),
    "marks": ((re.compile(r"=="), ""),),
    "callouts": ((re.compile(r"\[![^\]\n]*\][+-]?"), ""),),
    "block_names": ((re.compile(r"\^[A-Za-z0-9-]+\Z"), ""),),
    "footnotes": ((re.compile(r"\[\^[^\]\s]+\]:?"), ""), (re.compile(r"\^\["), "")),
    "definitions": ((re.compile(r"^: ", re.MULTILINE), ""),),
    "abbreviations": ((re.compile(r"\*\[([^\]\n]+)\]:.*"), ""),),
    "attributes": ((re.compile(r"\{:?[^{}\n]*\}"), ""),),
    "captions": ((re.compile(r"///[^\n]*"), ""),),
    "admonitions": ((re.compile(r"(?:!!!|\?\?\?\+?) [\w -]+"), ""),),
    "toc": ((re.compile(r"\[TOC\]"), ""),),
    "formulas": ((re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL), ""),),
    "code": ((re.compile(r"(?:^|(?<=\n))(?::::?|#!)\S+"), ""),),
    "diagrams": ((re.compile(r".*", re.DOTALL), ""),),
}


@dataclass(frozen=True)
class Comparison:
    """What was found about one text."""

    text: Text
    word_count: int
    cmark: Change | None
    """How the core differs from GitHub's parser."""
    comrak: Change | None
    full: Change | None
    """How the whole dialect differs from the core."""
    changed_by: Mapping[str, Change]
    """How each extension alone differs from the core; none where the whole dialect does not."""
    unexplained: tuple[str, ...]
    """Where the whole dialect differs from the core and no extension does."""
    lost: tuple[str, ...]
    """Words which no extension may take, and that are not on the page."""


def compare(text: Text) -> Comparison:
    """All readings of *text*."""
    core_html, full_html = render_core(text.body), render_full(text.body)
    core = read_page(core_html)
    plain, full = core.folded(), read_page(full_html).folded()
    alone: dict[str, Page] = {}
    changed_by: dict[str, Change] = {}
    if core_html != full_html:
        for name in EXTENSIONS:
            html = render(text.body, name)
            if html == core_html:
                continue
            page = read_page(html)
            if name == QUOTES and (change := find_change(core, page)):
                # Counted by what it draws; only what it should not do is a difference that explains others.
                changed_by[name] = change
            if find_change(plain, page := page.folded()):
                alone[name] = page
                changed_by.setdefault(name, find_change(plain, page) or Change.STRUCTURE)
    return Comparison(
        text,
        len(core.words),
        cmark=find_change(core, read_page(read_by_cmark(text.body))),
        comrak=find_change(core, read_page(read_by_comrak(text.body))),
        full=find_change(plain, full),
        changed_by=changed_by,
        unexplained=tuple(find_unexplained(plain, full, list(alone.values()))),
        lost=tuple(find_lost(plain, full, tuple(alone))),
    )


def find_change(one: Page, other: Page) -> Change | None:
    """How *one* reading differs from an *other*."""
    if one.structure == other.structure:
        return None
    if one.words != other.words:
        return Change.WORDS
    return Change.CHARACTERS if one.tokens != other.tokens else Change.STRUCTURE


@dataclass(frozen=True)
class Hunk:
    """Units of one reading, and those of another in their place."""

    start: int
    removed: tuple[Unit, ...]
    added: tuple[Unit, ...]

    @cached_property
    def places(self) -> range:
        """The units it touches; where only something was added, those beside it."""
        if self.removed:
            return range(self.start, self.start + len(self.removed))
        return range(self.start - 1, self.start + 1)


def find_hunks(one: Page, other: Page) -> list[Hunk]:
    """Where *other* differs from *one*."""
    before, after = one.units, other.units
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    middle, middle_after = before[start : len(before) - end], after[start : len(after) - end]
    matcher = SequenceMatcher(None, middle, middle_after, autojunk=False)
    return [
        Hunk(start + first, middle[first:last], middle_after[new_first:new_last])
        for tag, first, last, new_first, new_last in matcher.get_opcodes()
        if tag != "equal"
    ]


def find_unexplained(core: Page, full: Page, alone: Sequence[Page]) -> Iterator[str]:
    """Places in which *full* differs from *core*, and none of the pages with one extension *alone*."""
    explained = {place for page in alone for hunk in find_hunks(core, page) for place in hunk.places}
    for hunk in find_hunks(core, full):
        if explained.isdisjoint(hunk.places):
            yield f"{describe(hunk.removed)} became {describe(hunk.added)}"


def describe(units: Sequence[Unit]) -> str:
    return repr(" ".join(part.strip() for unit in units for part in unit.parts)[:300])


def find_lost(core: Page, page: Page, extensions: Sequence[str]) -> Iterator[str]:
    """Words of *core* that *page* does not show at their place, and that none of *extensions* may take."""
    spare = Counter(word for hunk in find_hunks(core, page) for unit in hunk.added for word in words_of(unit.text))
    for hunk in find_hunks(core, page):
        found = [word for unit in hunk.added for word in words_of(unit.text)]
        position = 0
        for unit in hunk.removed:
            position, missing = follow(unit.text, found, position, extensions)
            # What moves to the end of the page, as a footnote does, is found there.
            if missing and Counter(missing) - spare:
                yield f"{' '.join(missing)[:100]!r} of {unit.text[:200]!r}"


def words_of(text: str) -> list[str]:
    return WORD.findall(text)


def follow(text: str, found: Sequence[str], position: int, extensions: Sequence[str]) -> tuple[int, list[str]]:
    """How far the words of *text* reach in *found* from *position* on, and those that are missing there.

    The text counts as it is, for code, or without what *extensions* may take.
    """
    best: tuple[int, list[str]] | None = None
    for wanted in (words_of(text), words_of(take(text, extensions))):
        place, missing = position, []
        for word in wanted:
            try:
                place = found.index(word, place) + 1
            except ValueError:
                missing.append(word)
        if best is None or len(missing) < len(best[1]):
            best = place, missing
    assert best is not None
    return best


def take(text: str, extensions: Sequence[str]) -> str:
    """*text* without what *extensions* may take."""
    for name in extensions:
        for pattern, rest in TAKEN.get(name, ()):
            text = pattern.sub(rest, text)
    return text
