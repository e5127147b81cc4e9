"""From Markdown to HTML, and from HTML to plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from xml.etree import ElementTree as ET

import markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, STX

from plugins.shared.entry import Heading
from plugins.shared.inline import quicken

MORE_MARKER = re.compile(
    r"<!--\s*(?:more(?P<words>(?:[\s:](?:(?!-->).)*)?)|PELICAN_END_SUMMARY\s*)-->", re.IGNORECASE | re.DOTALL
)
BEGIN_MARKER = re.compile(r"<!--\s*PELICAN_BEGIN_SUMMARY\s*-->", re.IGNORECASE)
# Elements that stand beside each other in a line; any other begins a new one.
INLINE_NAMES = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark q rp rt ruby s samp small span"
    " strike strong sub sup time tt u var wbr"
)
INLINE_TAG = re.compile(
    rf"</?(?:{'|'.join(INLINE_NAMES.split())})(?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?/?>", re.IGNORECASE
)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
LIQUID = r"\{%(?:(?!%\}|\{%).)*%\}|\{\{(?:(?!\}\}|\{\{).)*\}\}"
TAG = re.compile(r"<(?:[^<>\"']++|\"[^\"]*\"|'[^']*')*+>")
# HTML knows no `<iframe …/>`: browsers see an opening tag, and take all that follows for its content.
SELF_CLOSED = re.compile(
    r"<(?P<inside>(?P<name>a|audio|canvas|div|i|iframe|object|p|script|section|span|textarea|video)"
    r"(?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)?)\s*/>",
    re.IGNORECASE,
)
TABLE = re.compile(r"<(?P<closing>/?)table\b[^<>]*>")
CODE_BOX = re.compile(r"<pre(?=[\s>])(?![^<>]*\btabindex\b)")
TASK_BOX = re.compile(r'<input type="checkbox" disabled(?P<done> checked)?(?=\s*/?>)')
# A sum behind which another one follows, at most a sign and a space away.
PRICE = r"(?<!\\)\$\d[\d.,]*(?:\s?[-–—/]\s?)(?=\$\d)"
WORDS_PER_MINUTE = 220
CJK_SIGNS_PER_MINUTE = 450
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body as HTML, with its headings in order."""

    html: str
    headings: tuple[Heading, ...]


@dataclass(slots=True)
class Renderer:
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
        quicken(self._markdown)

    def render(self, text: str) -> Rendered:
        """*text* as HTML that holds no `h1`: where the author used them, all headings go down by one level."""
        if not text.strip():
            return Rendered("", ())
        self._markdown.reset()
        body = self._markdown.convert(text)
        if "/>" in body:
            body = SELF_CLOSED.sub(r"<\g<inside>></\g<name>>", body)
        headings = tuple(_flatten(getattr(self._markdown, "toc_tokens", ())))
        if "<h1" in body:
            body = re.sub(r"(</?h)([1-5])(?=[\s>])", lambda match: f"{match[1]}{int(match[2]) + 1}", body)
            headings = tuple(Heading(min(one.level + 1, 6), one.id, one.title) for one in headings)
        return Rendered(_within_reach(body), headings)


def _within_reach(body: str) -> str:
    """*body* for those who use a keyboard or listen: wide code and tables scroll, task boxes say what they are."""
    if "<table" in body or "</table" in body:
        body = TABLE.sub(_in_scroll_box, body)
    if "<pre" in body:
        body = CODE_BOX.sub('<pre tabindex="0"', body)
    return TASK_BOX.sub(_with_name, body) if "<input" in body else body


def _in_scroll_box(match: re.Match[str]) -> str:
    """A table's opening or closing tag, with that of a box in which wide tables scroll."""
    if match["closing"]:
        return f"{match[0]}</div>"
    # A group: as regions, all tables of a page would be landmarks.
    return f'<div class="table-scroll" role="group" tabindex="0" aria-label="Table">{match[0]}'


def _with_name(match: re.Match[str]) -> str:
    """The box of a task, which has no label of its own."""
    return f'{match[0]} aria-label="{"Done" if match["done"] else "To do"}"'


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


def take_first_heading(text: str) -> tuple[str, str]:
    """The words of the `# Heading` that *text* opens with, and what follows it; no words if it opens otherwise."""
    body = text.lstrip("\n")
    line, _, rest = body.partition("\n")
    if match := re.match(r"^#[ \t]+(?P<words>.+?)[ \t]*#*[ \t]*$", line):
        return match["words"], rest
    following, _, after = rest.partition("\n")
    if line.strip() and not line.startswith((" ", "\t", ">", "-", "|", "<")) and re.match(r"^={3,}[ \t]*$", following):
        return line.strip(), after
    return "", text


def plain_text(fragment: str) -> str:
    """The words of an HTML *fragment* on one line."""
    return _words_of(TAG.sub(" ", INLINE_TAG.sub("", COMMENT.sub("", fragment))))


def plain_title(title: str) -> str:
    """The words of a *title*, in which authors may write HTML to format some of them.

    Other elements are what the title is about: "What `<script>` does" keeps all its words.
    """
    return _words_of(INLINE_TAG.sub("", re.sub(r"<br\s*/?>", " ", title, flags=re.IGNORECASE)))


def _words_of(text: str) -> str:
    return " ".join(html.unescape(text).split())


def count_minutes(body: str) -> int:
    """Minutes to read an HTML *body*, at least one."""
    text = TAG.sub(" ", body)
    cjk = 0 if text.isascii() else len(CJK.findall(text))
    words = len((CJK.sub(" ", text) if cjk else text).split())
    return max(1, round(words / WORDS_PER_MINUTE + cjk / CJK_SIGNS_PER_MINUTE))
