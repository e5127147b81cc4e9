"""From Markdown to HTML, and from HTML to plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from plugins.shared.entry import Heading

MORE_MARKER = re.compile(r"<!--[ \t]*(?:more(?P<words>(?:[ \t][^>]*?)?)|PELICAN_END_SUMMARY)[ \t]*-->", re.IGNORECASE)
BEGIN_MARKER = re.compile(r"<!--[ \t]*PELICAN_BEGIN_SUMMARY[ \t]*-->")
TAG = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
TABLE = re.compile(r"<(?P<closing>/?)table\b[^<>]*>")
FENCE = re.compile(r"^[ \t>]*(?P<fence>`{3,}|~{3,})")
# A line that holds nothing but `#tags` is no heading in a vault.
TAG_LINE = re.compile(r"^#(?![#\s])\S+(?:[ \t]+#\S+)*[ \t]*$")
VAULT_COMMENT = re.compile(r"%%.*?%%", re.DOTALL)
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
            extensions=[*names, FigureExtension(), *self.extensions],
            extension_configs=configs,
            **known,
        )

    def render(self, text: str) -> Rendered:
        """*text* as HTML that holds no `h1`: where the author used them, all headings go down by one level."""
        self._markdown.reset()
        body = self._markdown.convert(text)
        headings = tuple(_flatten(getattr(self._markdown, "toc_tokens", ())))
        if "<h1" in body:
            body = re.sub(r"(</?h)([1-5])(?=[\s>])", lambda match: f"{match[1]}{int(match[2]) + 1}", body)
            headings = tuple(Heading(min(one.level + 1, 6), one.id, one.title) for one in headings)
        return Rendered(TABLE.sub(_in_scroll_box, body), headings)


def _in_scroll_box(match: re.Match[str]) -> str:
    """A table's opening or closing tag, with that of a box in which wide tables scroll, by keyboard too."""
    if match["closing"]:
        return f"{match[0]}</div>"
    return f'<div class="table-scroll" role="region" tabindex="0" aria-label="Table">{match[0]}'


def _flatten(tokens: Iterable[Mapping[str, Any]]) -> Iterable[Heading]:
    for token in tokens:
        yield Heading(int(token["level"]), str(token["id"]), html.unescape(str(token["name"])))
        yield from _flatten(token["children"])


class FigureExtension(Extension):
    """A picture alone in its paragraph, with a title, becomes a figure; the title is the caption."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the name Python-Markdown calls
        # After inline patterns (20), so that the pictures are there.
        md.treeprocessors.register(_FigureTreeprocessor(md), "figure", 15)


class _FigureTreeprocessor(Treeprocessor):
    def run(self, root: ElementTree.Element) -> None:
        for paragraph in root.iter("p"):
            picture = _lone_picture(paragraph)
            if picture is None or not picture.get("title"):
                continue
            caption = ElementTree.SubElement(paragraph, "figcaption")
            caption.text = picture.attrib.pop("title")
            paragraph.tag = "figure"


def _lone_picture(paragraph: ElementTree.Element) -> ElementTree.Element | None:
    """The picture that is all *paragraph* holds, itself or within a link."""
    if len(paragraph) != 1 or (paragraph.text or "").strip() or (paragraph[0].tail or "").strip():
        return None
    child = paragraph[0]
    if child.tag == "a" and len(child) == 1 and not (child.text or "").strip() and not (child[0].tail or "").strip():
        child = child[0]
    return child if child.tag == "img" else None


def prepare_vault_text(text: str) -> str:
    """*text* written the way of Obsidian and its kin as Markdown means it, line for line.

    `%% comments %%` are dropped, and a line of `#tags` is no heading.
    """
    return outside_code(text, lambda prose: _without_tag_headings(VAULT_COMMENT.sub(_as_empty_lines, prose)))


def _as_empty_lines(comment: re.Match[str]) -> str:
    return "\n" * comment[0].count("\n")


def _without_tag_headings(prose: str) -> str:
    return "\n".join(f"\\{line}" if TAG_LINE.match(line) else line for line in prose.split("\n"))


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """*text* with *change* made to the stretches outside fenced code."""
    parts: list[str] = []
    prose: list[str] = []
    fence = ""
    for line in text.split("\n"):
        match = FENCE.match(line)
        if not fence and not match:
            prose.append(line)
            continue
        if not fence and match:
            if prose:
                parts.append(change("\n".join(prose)))
                prose = []
            fence = match["fence"]
        elif match and match["fence"].startswith(fence) and line.strip().strip(fence[0]) == "":
            fence = ""
        parts.append(line)
    if prose:
        parts.append(change("\n".join(prose)))
    return "\n".join(parts)


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
    return " ".join(html.unescape(TAG.sub("", fragment)).split())


class _TextCollector(HTMLParser):
    """Gathers the text of an element's children; see `collect_paragraphs`."""

    def __init__(self, skipped: frozenset[str], skipped_classes: frozenset[str], enough: int) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[str] = []
        self.length = 0
        self._skipped = skipped
        self._skipped_classes = skipped_classes
        self._enough = enough
        self._open_skips: list[str] = []
        self._words: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._open_skips:
            if tag == self._open_skips[-1]:
                self._open_skips.append(tag)
        elif tag in self._skipped or self._skipped_classes.intersection((dict(attrs).get("class") or "").split()):
            if tag not in VOID_TAGS:
                self._open_skips.append(tag)
        elif tag == "p":
            self._words = []
        elif tag == "br" and self._words is not None:
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._open_skips:
            if tag == self._open_skips[-1]:
                self._open_skips.pop()
        elif tag == "p" and self._words is not None:
            text = " ".join("".join(self._words).split())
            self._words = None
            if text:
                self.paragraphs.append(text)
                self.length += len(text)
                if self.length >= self._enough:
                    raise _EnoughError

    def handle_data(self, data: str) -> None:
        if self._words is not None and not self._open_skips:
            self._words.append(data)


class _EnoughError(Exception):
    """The collector has what it was asked for."""


VOID_TAGS = frozenset("area base br col embed hr img input link meta source track wbr".split())
NOT_PROSE_TAGS = frozenset(
    "pre table figure figcaption blockquote script style svg details nav aside h1 h2 h3 h4 h5 h6 sup math".split()
)
NOT_PROSE_CLASSES = frozenset(
    "admonition callout footnote footnote-ref toc highlight headerlink disclosure arithmatex".split()
)


def collect_paragraphs(body: str, *, enough: int = 1_000_000) -> list[str]:
    """The running prose of an HTML *body*, a string a paragraph, until *enough* signs are gathered.

    Left out: code, tables, captions, quotes, callouts, footnotes, headings, formulas.
    """
    collector = _TextCollector(NOT_PROSE_TAGS, NOT_PROSE_CLASSES, enough)
    try:
        collector.feed(body)
        collector.close()
    except _EnoughError:
        pass
    return collector.paragraphs


def count_minutes(body: str) -> int:
    """Minutes to read an HTML *body*, at least one."""
    text = TAG.sub(" ", body)
    cjk = len(CJK.findall(text))
    words = len(CJK.sub(" ", text).split())
    return max(1, round(words / WORDS_PER_MINUTE + cjk / CJK_SIGNS_PER_MINUTE))
