"""Blocks, patterns and trees gone through only where something can be found: Python-Markdown's HTML in less time.

Python-Markdown tries each of its sixty patterns on every text, and most texts are plain words.
What a pattern cannot do without, a bracket for instance, is looked for first: that costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from re import _constants as op  # type: ignore[attr-defined] # what typeshed calls `sre_constants`
from re import _parser as regex_parser  # type: ignore[attr-defined] # and `sre_parse`
from typing import Any, NamedTuple, TypeAlias
from xml.etree import ElementTree as ET

import markdown
from markdown.blockparser import BlockParser
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.md_in_html import HtmlBlockPreprocessor
from markdown.extensions.toc import TocTreeprocessor
from markdown.inlinepatterns import (
    ImageReferenceInlineProcessor,
    ReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
)
from markdown.inlinepatterns import InlineProcessor as InlinePattern
from markdown.preprocessors import NormalizeWhitespace
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor
from markdown.util import ETX, INLINE_PLACEHOLDER_PREFIX, STX, AtomicString
from pymdownx.blocks.caption import CaptionTreeprocessor
from pymdownx.superfences import SuperFencesBlockPreprocessor

# Signs of the marks that stand for what has been found already: they come while a text is read.
MARK_SIGNS = frozenset(f"{STX}{ETX}klzzwxh:0123456789")
# Patterns that find nothing in a text without definitions of links, `[tea]: https://example.org`.
REFERENCE_PATTERNS = (
    ReferenceInlineProcessor,
    ImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
)
# A block of which every line begins with a letter, and that is no table: a paragraph, unless what stands above it
# holds it too, or an extension says otherwise.
EMPTY_LINE = re.compile(r"(?<=\n) +\n")
PLAIN_BLOCK = re.compile(r"[^\W\d_][^\n|]*(?:\n[^\W\d_][^\n|]*)*\Z")
# Those that begin by a sign or by white space, as does each line that they look for.
SIGN_PROCESSORS = frozenset(
    "markdown.blockprocessors.CodeBlockProcessor markdown.blockprocessors.EmptyBlockProcessor"
    " markdown.blockprocessors.HRProcessor markdown.blockprocessors.HashHeaderProcessor"
    " markdown.blockprocessors.ListIndentProcessor markdown.blockprocessors.ReferenceProcessor"
    " markdown.blockprocessors.SetextHeaderProcessor markdown.extensions.abbr.AbbrBlockprocessor"
    " markdown.extensions.admonition.AdmonitionProcessor"
    " markdown.extensions.def_list.DefListIndentProcessor markdown.extensions.def_list.DefListProcessor"
    " markdown.extensions.footnotes.FootnoteBlockProcessor markdown.extensions.md_in_html.MarkdownInHtmlProcessor"
    " markdown.extensions.sane_lists.SaneOListProcessor markdown.extensions.sane_lists.SaneUListProcessor"
    " markdown.extensions.tables.TableProcessor pymdownx.arithmatex.BlockArithmatexProcessor"
    " pymdownx.details.DetailsProcessor pymdownx.quotes.QuotesProcessor"
    " pymdownx.superfences.SuperFencesCodeBlockProcessor".split()
)

Step: TypeAlias = tuple[Any, Any]
"""A step of a parsed regular expression: what it does, and with what."""


def quicken(md: markdown.Markdown) -> None:
    """Has *md*'s own processors go the quick way, and puts `QuickPattern`s into what reads blocks."""
    for processor in md.parser.blockprocessors:
        for name in dir(processor):
            pattern = getattr(processor, name)
            if isinstance(pattern, re.Pattern) and (needles := find_needles(pattern)):
                setattr(processor, name, QuickPattern(pattern, needles))
    # It looks through a long list, for every element and more than once.
    md.is_block_level = lru_cache(maxsize=256)(md.is_block_level)  # type: ignore[method-assign]
    for own in (md.parser, *md.preprocessors, *md.treeprocessors):
        for quick in QUICK_CLASSES:
            # Another class made of one of these knows what it does.
            if type(own) is quick.__base__:
                own.__class__ = quick


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


class QuickBlockParser(BlockParser):
    """Does what its base class does, and passes over the processors that a block of plain words has no signs for."""

    _processors: Sequence[Any] = ()
    _others: Sequence[Any] = ()

    def parseBlocks(self, parent: ET.Element, blocks: list[str]) -> None:  # noqa: N802 - the name Python-Markdown calls
        processors = [*self.blockprocessors]
        if processors != self._processors:
            self._processors = processors
            self._others = [one for one in processors if _name_of(type(one)) not in SIGN_PROCESSORS]
        while blocks:
            for processor in self._others if PLAIN_BLOCK.match(blocks[0]) else processors:
                if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                    break


def _name_of(one: type) -> str:
    return f"{one.__module__}.{one.__qualname__}"


class _Plan(NamedTuple):
    """The *patterns* of an inline processor, how they look for a match, and what they need.

    And which of them are worth trying, by what of it was found.
    """

    patterns: list[Any]
    searches: Sequence[Callable[[str, int], re.Match[str] | None] | None]
    first_signs: list[frozenset[str]]
    needles: list[frozenset[str]]
    all_needles: tuple[tuple[str, str], ...]
    """Each behind its rarest sign: to look for one sign takes a tenth of the time of two."""
    worth: dict[tuple[str, ...], list[int]]


class QuickInlineProcessor(InlineProcessor):
    """Does what its base class does, and passes over the texts and the patterns that there are no signs for."""

    _plan = _Plan([], [], [], [], (), {})

    def run(self, tree: ET.Element, ancestors: list[str] | None = None) -> ET.Element:
        self._renew_plan()
        self.stashed_nodes = {}
        if self._worth_in("".join(tree.itertext())) is None:
            return tree
        # What is found in an element is looked into after all that is there now.
        stack = [(tree, [*(ancestors or ())])]
        for element, parents in stack:
            self.ancestors = parents
            self.ancestors.append(element.tag.lower())
            found = []
            for child in element:
                text, tail = child.text, child.tail
                if text and not isinstance(text, AtomicString) and (worth := self._worth_in(text)) is not None:
                    self.ancestors.append(child.tag.lower())
                    child.text = None
                    held = self._put_in_place(self._InlineProcessor__handleInline(text, worth=worth), child)
                    stack += held
                    found.append((child, held))
                    self.ancestors.pop()
                if tail and (worth := self._worth_in(tail)) is not None:
                    self._read_tail(element, child, tail, worth)
                if len(child):
                    stack.append((child, self.ancestors[:]))
            for child, held in found:
                for place, (one, _) in enumerate(held):
                    child.insert(place, one)
        return tree

    def _renew_plan(self) -> None:
        # (The published types take them for tree processors.)
        patterns: list[Any] = [*self.inlinePatterns]
        if not self.md.references:
            patterns = [one for one in patterns if type(one) not in REFERENCE_PATTERNS]
        if self._plan.patterns != patterns:
            self._plan = _make_plan(patterns)

    def _read_tail(self, element: ET.Element, child: ET.Element, tail: str, worth: Sequence[int]) -> None:
        """Puts what *tail* holds behind *child* into *element*, where it is read as well."""
        holder = ET.Element("d")
        child.tail = None
        held = self._put_in_place(self._InlineProcessor__handleInline(tail, worth=worth), holder, is_text=False)
        if holder.tail:
            child.tail = holder.tail
        place = [*element].index(child) + 1
        for one, _ in reversed(held):
            element.insert(place, one)

    def _put_in_place(
        self, text: str, parent: ET.Element, *, is_text: bool = True
    ) -> list[tuple[ET.Element, list[str]]]:
        place: Callable[..., list[tuple[ET.Element, list[str]]]] = self._InlineProcessor__processPlaceholders  # type: ignore[attr-defined]
        return place(text, parent, is_text)

    def _worth_in(self, text: str) -> Sequence[int] | None:
        """The places of the patterns worth trying on *text*; `None` where it holds nothing that was found, either."""
        found = tuple([needle for sign, needle in self._plan.all_needles if sign in text and needle in text])
        worth = self._plan.worth.get(found)
        if worth is None:
            worth = self._plan.worth[found] = _list_worth(self._plan.needles, found)
        return worth if worth or INLINE_PLACEHOLDER_PREFIX in text else None

    # The name of a private method, as Python spells it: where the base class has another one, it goes its own way.
    def _InlineProcessor__handleInline(  # noqa: N802
        self,
        data: str,
        patternIndex: int = 0,  # noqa: N803
        worth: Sequence[int] | None = None,
    ) -> str:
        if isinstance(data, AtomicString):
            return data
        # What is found is taken out of the text, so that it gets no more signs than it has now.
        for index in worth or self._worth_in(data) or ():
            if index < patternIndex:
                continue
            search, signs = self._plan.searches[index], self._plan.first_signs[index]
            is_found, start = True, 0
            while is_found:
                if signs and (start := _find_first(signs, data, start)) < 0:
                    break
                if search and search(data, start) is None:
                    break
                data, is_found, start = self._InlineProcessor__applyPattern(  # type: ignore[attr-defined]
                    self._plan.patterns[index], data, index, start
                )
        return data


def _find_first(signs: Iterable[str], text: str, start: int) -> int:
    """The first place of one of *signs* in *text* from *start* on; -1 if there is none."""
    return min([place for sign in signs if (place := text.find(sign, start)) >= 0], default=-1)


def _make_plan(patterns: list[Any]) -> _Plan:
    # The older patterns look for a match in their own way.
    are_new = [isinstance(pattern, InlinePattern) for pattern in patterns]
    regexes = [pattern.getCompiledRegExp() for pattern in patterns]
    needles = [find_needles(regex) for regex in regexes]
    searches = [regex.search if is_new else None for regex, is_new in zip(regexes, are_new, strict=True)]
    no_signs: frozenset[str] = frozenset()
    signs = [find_first_signs(regex) if is_new else no_signs for regex, is_new in zip(regexes, are_new, strict=True)]
    all_needles = sorted({one for held in needles for one in held})
    return _Plan(
        patterns, searches, signs, needles, tuple((one.strip()[:1] or one[-1], one) for one in all_needles), {}
    )


class QuickNormalizeWhitespace(NormalizeWhitespace):
    """Does what its base class does, and looks for lines of spaces only where a line begins with one."""

    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines)
        source = source.replace(STX, "").replace(ETX, "").replace("\r\n", "\n").replace("\r", "\n") + "\n\n"
        source = source.expandtabs(self.md.tab_length)
        return (EMPTY_LINE.sub("\n", source) if "\n " in source else source).split("\n")


class QuickFencePreprocessor(SuperFencesBlockPreprocessor):  # type: ignore[misc] # ships no types
    """Does what its base class does, where there is a fence."""

    def search_nested(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines)
        fenced: list[str] = super().search_nested(lines) if "```" in source or "~~~" in source else lines
        return fenced


class QuickHtmlBlockPreprocessor(HtmlBlockPreprocessor):
    """Does what its base class does, where there is anything that HTML knows."""

    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines)
        return super().run(lines) if "<" in source or "&" in source else source.split("\n")


class QuickAttrListTreeprocessor(AttrListTreeprocessor):
    """Does what its base class does, where there is a brace."""

    def run(self, doc: ET.Element) -> None:
        if "{" in "".join(doc.itertext()):
            super().run(doc)


class QuickUnescapeTreeprocessor(UnescapeTreeprocessor):
    """Does what its base class does, where there is something to restore."""

    def run(self, root: ET.Element) -> None:
        if STX in "".join(root.itertext()):
            super().run(root)


class QuickTocTreeprocessor(TocTreeprocessor):
    """Does what its base class does, but makes a table of contents only where it is to be shown."""

    _is_shown = False

    def run(self, doc: ET.Element) -> None:
        self._is_shown = bool(self.marker) and self.marker in "".join(doc.itertext())
        super().run(doc)

    def build_toc_div(self, toc_list: list[Any]) -> ET.Element:
        return super().build_toc_div(toc_list) if self._is_shown else ET.Element("div")

    def replace_marker(self, root: ET.Element, elem: ET.Element) -> None:
        if self._is_shown:
            super().replace_marker(root, elem)


class QuickCaptionTreeprocessor(CaptionTreeprocessor):  # type: ignore[misc] # ships no types
    """Does what its base class does, where there is a figure."""

    def run(self, doc: ET.Element) -> None:
        if next(doc.iter("figure"), None) is not None:
            super().run(doc)


QUICK_CLASSES: tuple[type[Any], ...] = (
    QuickBlockParser,
    QuickInlineProcessor,
    QuickNormalizeWhitespace,
    QuickFencePreprocessor,
    QuickHtmlBlockPreprocessor,
    QuickAttrListTreeprocessor,
    QuickUnescapeTreeprocessor,
    QuickTocTreeprocessor,
    QuickCaptionTreeprocessor,
)


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


def find_first_signs(regex: re.Pattern[str]) -> frozenset[str]:
    """Signs of which every match of *regex* begins by one; none where nothing can be said."""
    if regex.flags & re.IGNORECASE:
        return frozenset()
    return _first_signs_of(regex_parser.parse(regex.pattern, regex.flags))


def _first_signs_of(parsed: Iterable[Step]) -> frozenset[str]:
    """Those of the sequence *parsed*, of which what only looks around takes no sign."""
    first = next((step for step in parsed if step[0] not in (op.AT, op.ASSERT, op.ASSERT_NOT)), None)
    if first is None:
        return frozenset()
    operation, value = first
    if operation is op.LITERAL:
        return frozenset({chr(value)})
    if operation is op.SUBPATTERN and not value[1]:
        return _first_signs_of(value[3])
    if operation is op.BRANCH:
        branches = [_first_signs_of(branch) for branch in value[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    if operation is op.MAX_REPEAT and value[0]:
        return _first_signs_of(value[2])
    return _needles_of_step(first) if operation is op.IN else frozenset()
