"""Python-Markdown, for older Pelican blogs: texts are read as their authors saw them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from xml.etree import ElementTree as ET

import markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, STX

from plugins.markdown.html import close_empty_elements, demote_headings, make_accessible
from plugins.shared.entry import Heading
from plugins.shared.markup import Rendered, plain_title, take_first_heading

LIQUID = r"\{%(?:(?!%\}|\{%).)*%\}|\{\{(?:(?!\}\}|\{\{).)*\}\}"
# A sum behind which another one follows, at most a sign and a space away.
PRICE = r"(?<!\\)\$\d[\d.,]*(?:\s?[-–—/]\s?)(?=\$\d)"


@dataclass(slots=True)
class PythonMarkdownRenderer:
    """Turns Markdown into HTML; one object serves a whole build.

    *options* is Pelican's `MARKDOWN` setting, *extensions* what the plugins add to it.
    """

    options: Mapping[str, Any]
    extensions: Sequence[Extension] = ()
    _markdown: markdown.Markdown = field(init=False)

    def __post_init__(self) -> None:
        known = {key: value for key, value in self.options.items() if key not in ("extensions", "extension_configs")}
        configs = dict(self.options.get("extension_configs", {}))
        names = list(dict.fromkeys([*configs, *self.options.get("extensions", ())]))
        self._markdown = markdown.Markdown(
            extensions=[
                *names,
                FigureExtension(),
                PriceExtension(),
                CodeExtension(),
                LiquidExtension(),
                *self.extensions,
            ],
            extension_configs=configs,
            **known,
        )

    def render(
        self,
        text: str,
        *,
        first_line: int = 1,  # noqa: ARG002 - Python-Markdown knows no lines
        lang: str = "",  # noqa: ARG002
        take_title: Callable[[str], bool] | None = None,
    ) -> Rendered:
        """*text* as HTML that holds no `h1`: where the author used them, all headings go down by one level."""
        title = ""
        if take_title:
            heading, rest = take_first_heading(text)
            words = plain_title(_without_marks(heading))
            if words and take_title(words):
                title, text = words, rest
        if not text.strip():
            return Rendered("", title=title)
        self._markdown.reset()
        body = close_empty_elements(self._markdown.convert(text))
        headings = tuple(_flatten(getattr(self._markdown, "toc_tokens", ())))
        body, headings = demote_headings(body, headings)
        return Rendered(make_accessible(body), headings, title)


def _without_marks(heading: str) -> str:
    """The words of a Markdown *heading* without links, emphasis and code marks; as HTML, like a title."""
    text = re.sub(r"(`+)(.+?)\1", lambda code: html.escape(code[2].strip(), quote=False), heading)
    text = re.sub(r"!?\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\s*\{[#.:][^}]*\}\s*$", "", text)
    text = re.sub(r"(\*\*|__|\*|==|~~)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def _flatten(tokens: Iterable[Mapping[str, Any]]) -> Iterable[Heading]:
    for token in tokens:
        yield Heading(int(token["level"]), str(token["id"]), html.unescape(str(token["name"])))
        yield from _flatten(token["children"])


class LiquidExtension(Extension):
    """Shows the tags of other programs, `{% tag %}` and `{{ value }}`, as they were written.

    Otherwise one that ends a paragraph is taken for a list of attributes, and gone.
    """

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the name Python-Markdown calls
        # Below code (190) and formulas (189.9), above everything that looks for signs within.
        md.inlinePatterns.register(_LiquidProcessor(LIQUID, md), "liquid", 189)


class _LiquidProcessor(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802 - the name Python-Markdown calls
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[str, int, int]:
        return self.md.htmlStash.store(html.escape(self.unescape(m[0]))), m.start(0), m.end(0)


class CodeExtension(Extension):
    """Fenced code right beside a line of text stands apart from it, and not within its paragraph."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the name Python-Markdown calls
        # Before inline patterns (20), while a paragraph is still the lines that were written.
        md.treeprocessors.register(_CodeTreeprocessor(md), "code_apart", 25)


class _CodeTreeprocessor(Treeprocessor):
    def run(self, root: ET.Element) -> None:
        if STX not in "".join(root.itertext()):
            return
        for parent in [*root.iter()]:
            for place, child in reversed([*enumerate(parent)]):
                if child.tag == "p" and not len(child) and len(parts := _split_at_code(child.text or "")) > 1:
                    parent[place : place + 1] = [_make_paragraph(part, child) for part in parts]


def _split_at_code(text: str) -> list[str]:
    """The lines of *text*, those that stand for code each by itself, and those between them together."""
    groups = groupby(text.split("\n"), lambda line: HTML_PLACEHOLDER_RE.fullmatch(line.strip()))
    return ["\n".join(lines).strip() for _, lines in groups]


def _make_paragraph(text: str, like: ET.Element) -> ET.Element:
    paragraph = ET.Element("p", dict(like.attrib))
    paragraph.text, paragraph.tail = text, like.tail
    return paragraph


class PriceExtension(Extension):
    """Keeps `$5-$10` from being read as a formula."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the name Python-Markdown calls
        # Below code (190), above formulas (189.9).
        md.inlinePatterns.register(_PriceProcessor(PRICE, md), "price", 189.95)


class _PriceProcessor(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802 - the name Python-Markdown calls
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[str, int, int]:
        return m[0], m.start(0), m.end(0)


class FigureExtension(Extension):
    """A picture alone in its paragraph, with a title, becomes a figure; the title is the caption."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the name Python-Markdown calls
        # After inline patterns (20), so that the pictures are there.
        md.treeprocessors.register(_FigureTreeprocessor(md), "figure", 15)


class _FigureTreeprocessor(Treeprocessor):
    def run(self, root: ET.Element) -> None:
        for paragraph in root.iter("p"):
            picture = _lone_picture(paragraph)
            if picture is None or not picture.get("title"):
                continue
            caption = ET.SubElement(paragraph, "figcaption")
            caption.text = picture.attrib.pop("title")
            paragraph.tag = "figure"


def _lone_picture(paragraph: ET.Element) -> ET.Element | None:
    """The picture that is all *paragraph* holds, itself or within a link."""
    if len(paragraph) != 1 or (paragraph.text or "").strip() or (paragraph[0].tail or "").strip():
        return None
    child = paragraph[0]
    if child.tag == "a" and len(child) == 1 and not (child.text or "").strip() and not (child[0].tail or "").strip():
        child = child[0]
    return child if child.tag == "img" else None
