"""HTML to what can be compared: visible text, its words, and its structure without what our pages add."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from itertools import groupby
from urllib.parse import unquote
from xml.etree.ElementTree import Element as XmlElement

import html5lib

WORD = re.compile(r"\w+")
SPACE = re.compile(r"\s+")
# Elements that stand between words; all others, also unknown ones, stand within them.
BLOCK_ELEMENTS = frozenset(
    "address article aside blockquote body br caption center col colgroup dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe input legend li link"
    " main menu nav noscript ol optgroup option p param pre search section source summary svg table tbody td textarea"
    " tfoot th thead title tr track ul video audio".split()
)
VOID_ELEMENTS = frozenset("area base br col embed hr img input link meta param source track wbr".split())
WORDLESS_ELEMENTS = frozenset({"script", "style"})
# The number of a footnote, the way back from it, the mark of a heading and the numbers of lines are ours.
WORDLESS_CLASSES = frozenset({"headerlink", "footnote-ref", "footnote-backref", "footnote-back", "linenos"})
KEPT_ATTRIBUTES = ("href", "src", "alt", "title", "start", "type", "checked")
ADDRESSES = frozenset({"href", "src"})
ALIGNMENTS = ("left", "center", "right")
# Boxes that our pages draw around code and tables.
BOX_CLASSES = frozenset({"highlight", "table-scroll", "table-box", "scroll"})
TAG_NAME = re.compile(r"</?([a-z][a-z0-9-]*)")
HEADING = re.compile(r"^(</?h)([1-6])>$")
# Browsers know no `<a/>`: they see an opening tag; our pages close it.
SELF_CLOSED = re.compile(r"""<(a|div|i|iframe|p|script|span|textarea|video)(\s(?:[^<>"']|"[^"]*"|'[^']*')*?)?\s*/>""")
# HTML 4 had two names for struck text; both parsers choose one.
SAME_ELEMENTS = {"s": "del", "strike": "del"}
PLAIN_QUOTES = str.maketrans({**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’‚‹›", "'"), **dict.fromkeys("–—", "-")})


def fold_quotes(text: str) -> str:
    """*text* with straight quotes, one hyphen for each dash, and three dots for an ellipsis."""
    return re.sub("-{2,3}", "-", text.translate(PLAIN_QUOTES).replace("…", "..."))


@dataclass(frozen=True)
class Page:
    """What one piece of HTML shows: tags with the attributes that mean something, and the text between them.

    In front of a text stands a space, so that none is taken for a tag.
    """

    structure: tuple[str, ...]

    def folded(self) -> Page:
        """The same with plain quotes and dashes."""
        return Page(tuple(fold_quotes(part) if part.startswith(" ") else part for part in self.structure))

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The structure, cut where a block begins or ends behind a text."""
        units: list[Unit] = []
        parts: list[str] = []
        has_text = False
        for part in self.structure:
            if has_text and is_block_tag(part):
                units.append(Unit(tuple(parts)))
                parts, has_text = [], False
            parts.append(part)
            has_text = has_text or part.startswith(" ")
        return (*units, Unit(tuple(parts))) if parts else tuple(units)

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """All that white space divides."""
        return tuple(token for unit in self.units for token in unit.text.split())

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word for unit in self.units for word in WORD.findall(unit.text))


@dataclass(frozen=True)
class Unit:
    """A piece of a page with one text that nothing divides but inline tags, or with tags alone."""

    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(part[1:] for part in self.parts if part.startswith(" "))


def is_block_tag(part: str) -> bool:
    """Whether *part* of a structure is the tag of a block."""
    found = TAG_NAME.match(part)
    return found is not None and found[1] in BLOCK_ELEMENTS


def read_page(html: str) -> Page:
    """What *html* shows, read tag by tag and without repairing anything."""
    reader = PageReader()
    reader.feed(SELF_CLOSED.sub(r"<\1\2></\1>", html) if "/>" in html else html)
    reader.close()
    return reader.finish()


class PageReader(HTMLParser):
    """Collects text and tags in their order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._structure: list[str] = []
        self._text: list[str] = []
        self._skipping: list[str] = []
        self._boxes: list[bool] = []
        self._code_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if self._skipping or is_wordless(tag, values):
            if tag not in VOID_ELEMENTS:
                self._skipping.append(tag)
            return
        if tag == "div":
            self._boxes.append(is_box(values))
            if self._boxes[-1]:
                return
        if self._code_depth and tag != "pre":
            return
        self._add(describe_tag(tag, values))
        if tag == "pre":
            self._code_depth += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID_ELEMENTS:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._skipping:
            if tag == self._skipping[-1]:
                self._skipping.pop()
            return
        if tag == "div" and self._boxes and self._boxes.pop():
            return
        if tag == "pre":
            self._code_depth = max(self._code_depth - 1, 0)
        elif self._code_depth:
            return
        if tag not in VOID_ELEMENTS:
            self._add(f"</{SAME_ELEMENTS.get(tag, tag)}>")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self._text.append(data)

    def finish(self) -> Page:
        self._end_text(is_before_block=True)
        return Page(lower_headings(self._structure))

    def _add(self, tag: str) -> None:
        self._end_text(is_before_block=is_block_tag(tag))
        self._structure.append(tag)

    def _end_text(self, *, is_before_block: bool) -> None:
        text = SPACE.sub(" ", unicodedata.normalize("NFC", "".join(self._text)))
        self._text = []
        if not self._structure or is_block_tag(self._structure[-1]):
            text = text.lstrip()
        if is_before_block:
            text = text.rstrip()
        if text:
            self._structure.append(f" {text}")


def lower_headings(structure: Sequence[str]) -> tuple[str, ...]:
    """*structure* with all headings one level lower if one is of the first, as on our pages: that is the title's."""
    if not any(part == "<h1>" for part in structure):
        return tuple(structure)
    return tuple(lower_heading(part) for part in structure)


def lower_heading(tag: str) -> str:
    return HEADING.sub(lambda found: f"{found[1]}{min(int(found[2]) + 1, 6)}>", tag)


def lower_tree(element: Element) -> Element:
    """*element* with all headings in it one level lower."""
    children = (lower_tree(child) if isinstance(child, Element) else child for child in element.children)
    return Element(lower_heading(element.tag), tuple(children))


def has_first_level(element: Element) -> bool:
    """Whether a heading of the first level stands in *element*."""
    return element.tag == "<h1>" or any(
        isinstance(child, Element) and has_first_level(child) for child in element.children
    )


def plain(text: str) -> str:
    return SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def is_wordless(tag: str, values: Mapping[str, str]) -> bool:
    """Whether the text of an element is no word of the author's."""
    return tag in WORDLESS_ELEMENTS or not WORDLESS_CLASSES.isdisjoint(values.get("class", "").split())


def is_box(values: Mapping[str, str]) -> bool:
    return not BOX_CLASSES.isdisjoint(values.get("class", "").split())


def describe_tag(tag: str, values: Mapping[str, str]) -> str:
    """A start tag, as `<a href=/tea>`: addresses decoded, alignment from wherever it stands."""
    parts = [SAME_ELEMENTS.get(tag, tag)]
    for name in KEPT_ATTRIBUTES:
        if name in values:
            value = values[name]
            parts.append(f"{name}={unquote(value) if name in ADDRESSES else plain(value)}")
    if tag in ("td", "th") and (alignment := find_alignment(values)):
        parts.append(f"align={alignment}")
    return f"<{' '.join(parts)}>"


def find_alignment(values: Mapping[str, str]) -> str:
    """The alignment of a table's cell, which is written as an attribute, a style or a class; or ''."""
    said = " ".join(values.get(name, "") for name in ("align", "style", "class"))
    return next((name for name in ALIGNMENTS if re.search(rf"\b{name}\b", said)), "")


@dataclass(frozen=True)
class Element:
    """An element as a browser builds it, without what our pages add; text is a child among others."""

    tag: str
    children: tuple[Element | str, ...] = ()

    def __str__(self) -> str:
        inner = " ".join(str(child) if isinstance(child, Element) else repr(child) for child in self.children)
        return f"{self.tag}[{inner}]"


def read_tree(html: str) -> Element:
    """What a browser makes of *html* in the body of a page."""
    root = html5lib.parse(
        SELF_CLOSED.sub(r"<\1\2></\1>", html.strip()), treebuilder="etree", namespaceHTMLElements=False
    )
    body = root.find("body")
    tree = Element("<body>", read_children(body) if body is not None else ())
    return lower_tree(tree) if has_first_level(tree) else tree


def read_children(node: XmlElement, *, in_code: bool = False) -> tuple[Element | str, ...]:
    """The children of *node*: boxes opened, texts joined, white space between blocks dropped."""
    parts: list[Element | str] = [node.text or ""]
    for child in node:
        # Comments have a function for a tag.
        if isinstance(child.tag, str):
            parts.extend(read_element(child, in_code=in_code))
        parts.append(child.tail or "")
    joined = tuple(join_texts(parts, in_code=in_code))
    return joined if in_code else tuple(trim_texts(joined, within_block=node.tag in BLOCK_ELEMENTS))


def read_element(node: XmlElement, *, in_code: bool) -> tuple[Element | str, ...]:
    if is_wordless(node.tag, node.attrib):
        return ()
    inner = read_children(node, in_code=in_code or node.tag == "pre")
    if in_code or node.tag == "label" or (node.tag == "div" and is_box(node.attrib)):
        return inner
    return (Element(describe_tag(node.tag, node.attrib), inner),)


def join_texts(parts: Sequence[Element | str], *, in_code: bool) -> Iterator[Element | str]:
    """*parts* with neighbouring texts joined; outside code, white space is one space."""
    for is_text, group in groupby(parts, key=lambda part: isinstance(part, str)):
        if not is_text:
            yield from group
            continue
        text = "".join(part for part in group if isinstance(part, str))
        text = unicodedata.normalize("NFC", text)
        yield text if in_code else SPACE.sub(" ", text)


def trim_texts(parts: Sequence[Element | str], *, within_block: bool) -> Iterator[Element | str]:
    """*parts* without the white space beside a block's beginning or end, which no reader sees."""
    for number, part in enumerate(parts):
        if isinstance(part, Element):
            yield part
            continue
        text = part
        if is_block(parts[number - 1]) if number else within_block:
            text = text.lstrip()
        if is_block(parts[number + 1]) if number + 1 < len(parts) else within_block:
            text = text.rstrip()
        if text:
            yield text


def is_block(part: Element | str) -> bool:
    return isinstance(part, Element) and is_block_tag(part.tag)
