"""Patterns tried only where they can match: the same HTML as Python-Markdown's own, in less time.

Python-Markdown tries each of its sixty patterns on every text, and most texts are plain words.
What a pattern cannot do without, a bracket for instance, is looked for first: that costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as op  # type: ignore[attr-defined] # what typeshed calls `sre_constants`
from re import _parser as regex_parser  # type: ignore[attr-defined] # and `sre_parse`
from typing import Any, TypeAlias
from xml.etree import ElementTree as ET

import markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import ETX, STX, AtomicString

# Where Python-Markdown and its extension `smarty` have theirs.
PRIORITIES = {"inline": 20, "smarty": 6}
# Signs of the marks that stand for what has been found already: they come while a text is read.
MARK_SIGNS = frozenset(f"{STX}{ETX}klzzwxh:0123456789")

Step: TypeAlias = tuple[Any, Any]
"""A step of a parsed regular expression: what it does, and with what."""


def quicken(md: markdown.Markdown) -> None:
    """Puts a `QuickInlineProcessor` in the place of each of *md*'s own, and `QuickPattern`s into what reads blocks."""
    for processor in md.parser.blockprocessors:
        for name in dir(processor):
            pattern = getattr(processor, name)
            if isinstance(pattern, re.Pattern) and (needles := find_needles(pattern)):
                setattr(processor, name, QuickPattern(pattern, needles))
    for name, priority in PRIORITIES.items():
        if name in md.treeprocessors and type(own := md.treeprocessors[name]) is InlineProcessor:
            quick = QuickInlineProcessor(md)
            quick.inlinePatterns = own.inlinePatterns
            md.treeprocessors.register(quick, name, priority)


class QuickPattern:
    """A regular expression that looks for one of its *needles* before it tries to match."""

    def __init__(self, pattern: re.Pattern[str], needles: frozenset[str]) -> None:
        self._needles = tuple(sorted(needles))
        self._pattern = pattern
        self._search = pattern.search
        self._match = pattern.match

    def search(self, text: str, *span: int) -> re.Match[str] | None:
        for needle in self._needles:
            if needle in text:
                return self._search(text, *span)
        return None

    def match(self, text: str, *span: int) -> re.Match[str] | None:
        for needle in self._needles:
            if needle in text:
                return self._match(text, *span)
        return None

    def __getattr__(self, name: str) -> object:
        """Whatever else regular expressions can do."""
        return getattr(self._pattern, name)


class QuickInlineProcessor(InlineProcessor):
    """Does what its base class does, and passes over the patterns that a text has no signs for."""

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        self._patterns: list[Any] = []
        self._needles: list[frozenset[str]] = []
        self._all_needles: tuple[str, ...] = ()
        self._worth: dict[tuple[str, ...], list[int]] = {}

    def run(self, tree: ET.Element, ancestors: list[str] | None = None) -> ET.Element:
        # (The published types take them for tree processors.)
        patterns: list[Any] = list(self.inlinePatterns)
        if patterns != self._patterns:
            self._patterns = patterns
            self._needles = [find_needles(pattern.getCompiledRegExp()) for pattern in patterns]
            self._all_needles = tuple(sorted({needle for needles in self._needles for needle in needles}))
            self._worth = {}
        return super().run(tree, ancestors)

    # The name of a private method, as Python spells it: where the base class has another one, it goes its own way.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString):
            return data
        # What is found is taken out of the text, so that it gets no more signs than it has now.
        found = tuple([needle for needle in self._all_needles if needle in data])
        worth = self._worth.get(found)
        if worth is None:
            worth = self._worth[found] = _list_worth(self._needles, found)
        for index in worth:
            if index < patternIndex:
                continue
            is_found, start = True, 0
            while is_found:
                data, is_found, start = self._InlineProcessor__applyPattern(  # type: ignore[attr-defined]
                    self._patterns[index], data, index, start
                )
        return data


def _list_worth(all_needles: Iterable[frozenset[str]], found: Iterable[str]) -> list[int]:
    """The places of the patterns of which one needle is *found*, or that need none."""
    held = set(found)
    return [index for index, needles in enumerate(all_needles) if not needles or needles & held]


def find_needles(regex: re.Pattern[str]) -> frozenset[str]:
    """Texts of which every match of *regex* holds one, or has one beside it; none where nothing can be said."""
    if regex.flags & re.IGNORECASE:
        return frozenset()
    return _needles_of(regex_parser.parse(regex.pattern, regex.flags))


def _needles_of(parsed: Iterable[Step]) -> frozenset[str]:
    """The needles of one part of the sequence *parsed*: the longest, of these no spaces, and of these the fewest."""
    candidates = []
    literal = ""
    for step in parsed:
        operation, value = step
        if operation is op.LITERAL:
            literal += chr(value)
            continue
        candidates += [frozenset({literal}), _needles_of_step(step)]
        literal = ""
    candidates.append(frozenset({literal}))
    useful = [needles for needles in candidates if needles and not any(_may_come(one) for one in needles)]
    return max(useful, key=_worth_of, default=frozenset())


def _worth_of(needles: frozenset[str]) -> tuple[int, bool, int]:
    return min(map(len, needles)), not any(needle.isspace() for needle in needles), -len(needles)


def _may_come(needle: str) -> bool:
    """Whether a mark could bring *needle* into a text, in it or together with what stands beside it."""
    return MARK_SIGNS.issuperset(needle) or STX in needle or ETX in needle


def _needles_of_step(step: Step) -> frozenset[str]:
    operation, value = step
    if operation is op.SUBPATTERN:
        _group, added, _removed, inner = value
        return frozenset() if added & re.IGNORECASE else _needles_of(inner)
    if operation in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, _most, inner = value
        if least and [one for one, _ in inner] == [op.LITERAL]:
            return frozenset({chr(inner[0][1]) * least})
        return _needles_of(inner) if least else frozenset()
    if operation is op.ATOMIC_GROUP:
        return _needles_of(value)
    if operation is op.IN and all(one is op.LITERAL for one, _ in value):
        return frozenset(chr(sign) for _, sign in value)
    if operation is op.BRANCH:
        branches = [_needles_of(branch) for branch in value[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    return frozenset()
