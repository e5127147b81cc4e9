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
    "footnotes": ((re.compile(r"\[\^[^\]\s]+\]:?"), ""), (re.compile(r"\^\["), ""), (re.compile(r"\^[^\s\[\]]+"), "")),
    "definitions": ((re.compile(r"^: ", re.MULTILINE), ""),),
    "abbreviations": ((re.compile(r"\*\[([^\]\n]+)\]:.*"), ""),),
    "attributes": ((re.compile(r"\{:?[^{}\n]*\}"), ""),),
    "captions": ((re.compile(r"///[^\n]*"), ""),),
    "admonitions": ((re.compile(r"(?:!!!|\?\?\?\+?) [\w -]+"), ""),),
    "toc": ((re.compile(r"\[TOC\]"), ""),),
    "formulas": ((re.compile(r"\$\$.+?\$\$|\$(?!\s)(?:\\.|[^$\\])+(?<!\s)\$(?!\d)", re.DOTALL), ""),),
    "code": ((re.compile(r"(?:^|(?<=\n))(?::::?|#!)\S+"), ""),),
    "markdown_in_html": (
        (re.compile(r"!\[[^\]]*\]\([^()\n]*\)"), ""),
        (re.compile(r"\[([^\]]*)\]\([^()\n]*\)"), r"\1"),
        (re.compile(r"(?<!\w)_|_(?!\w)"), ""),
    ),
    # What stands behind the end of an address is Markdown again.
    "addresses": ((re.compile(r"\[([^\]]*)\]\([^()\n]*\)"), r"\1"),),
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
    core, page = read_page(core_html), read_page(full_html)
    plain, full = core.folded(), page.folded()
    alone: dict[str, Page] = {}
    changed_by: dict[str, Change] = {}
    if drawn := find_change(core, page):
        # Only quotes may make a difference that is none when they are folded.
        names = EXTENSIONS if find_change(plain, full) else (QUOTES,)
        for name in names:
            html = render(text.body, name)
            page = core if html == core_html else read_page(html)
            if name == QUOTES and (change := find_change(core, page)):
                changed_by[name] = change
            if change := find_change(plain, page.folded()):
                alone[name] = page.folded()
                changed_by[name] = change
    return Comparison(
        text,
        len(core.words),
        cmark=find_change(core, read_page(read_by_cmark(text.body))),
        comrak=find_change(core, read_page(read_by_comrak(text.body))),
        full=drawn,
        changed_by=changed_by,
        unexplained=tuple(find_unexplained(plain, full, list(alone.values()))) if changed_by or not drawn else ("all",),
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
    hunks = find_hunks(core, page)
    # What moves to the end of the page, as a footnote does, is found there.
    elsewhere = Counter(word for hunk in hunks for unit in hunk.added for word in words_of(unit.text))
    for hunk in hunks:
        found = [word for unit in hunk.added for word in words_of(unit.text)]
        missing = follow([unit.text for unit in hunk.removed], found, extensions)
        # A formula or a comment may reach over several blocks.
        if missing and Counter(missing) - elsewhere:
            missing = min(missing, follow(["\n".join(unit.text for unit in hunk.removed)], found, extensions), key=len)
        if missing and Counter(missing) - elsewhere:
            yield f"{' '.join(missing)[:100]!r} of {describe(hunk.removed)}"


def words_of(text: str) -> list[str]:
    """The words of *text*; underscores at their ends may be marks of emphasis."""
    return [word for found in WORD.findall(text) if (word := found.strip("_"))]


def follow(texts: Sequence[str], found: Sequence[str], extensions: Sequence[str]) -> list[str]:
    """The words of *texts* that do not stand in *found* in their order.

    Each text counts as it is, since it may be code, or without what *extensions* may take, whichever fits.
    """
    position = 0
    lost: list[str] = []
    for text in texts:
        readings = (text, take(text, extensions, ""), take(text, extensions, " "))
        followed = [follow_words(words_of(reading), found, position) for reading in readings]
        position, missing = min(followed, key=lambda one: len(one[1]))
        lost += missing
    return lost


def follow_words(words: Sequence[str], found: Sequence[str], position: int) -> tuple[int, list[str]]:
    """Where *found* goes on when all *words* are found from *position* on, in their order, and those that are not."""
    missing = []
    for word in words:
        try:
            position = found.index(word, position) + 1
        except ValueError:
            missing.append(word)
    return position, missing


def take(text: str, extensions: Sequence[str], place: str) -> str:
    """*text* without what *extensions* may take; at its *place* stands nothing or a space."""
    for name in extensions:
        for pattern, rest in TAKEN.get(name, ()):
            text = pattern.sub(rest or place, text)
    return text
