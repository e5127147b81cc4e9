"""Wikilinks in Markdown: marked while the text is read, resolved when every entry is known.

`[[Name]]`, `[[Name|words]]` and `[[Name#Heading]]` become `<a class="wikilink" href="wikilink:…">`,
`![[Name]]` becomes `<img class="wikilink" src="wikilink:…">`: resolve.py puts the real thing in their place.
"""

from __future__ import annotations

import html
import re
from xml.etree import ElementTree as ET

import markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from plugins.shared.wikilinks import default_words, parse_target, quote_target

# In a table the bar is escaped, `[[Name\|words]]`.
PATTERN = r"(?<!\\)(?P<embed>!?)\[\[(?P<target>[^\[\]\n|\\]*)(?:\\?\|(?P<words>[^\[\]\n]*))?\]\]"
# Attributes an author added, as `[[Name]]{.quiet}`, stand before and after the address.
MARK = re.compile(
    r'<a(?P<before>(?: [^<>]*)?) href="wikilink:(?P<target>[^"]*)"(?P<after>[^<>]*)>(?P<words>.*?)</a>'
    r'|<img alt="(?P<alt>[^"]*)"(?P<embed_before>[^<>]*) src="wikilink:(?P<embed>[^"]*)"(?P<embed_after>[^<>]*?) ?/?>',
    re.DOTALL,
)
# A line of a table, which a bar would cut: code stays as it is, bars of wikilinks are escaped.
CODE_OR_WIKILINK = re.compile(r"(?P<ticks>`+).*?(?P=ticks)|\[\[[^\[\]|\\]*(?P<bar>\|)[^\[\]]*\]\]")


class WikilinkExtension(Extension):
    """Marks wikilinks; code and escaped brackets stay as they are."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the name Python-Markdown calls
        # When fenced code (25) and raw HTML (20) are out of the way.
        md.preprocessors.register(_TableRowPreprocessor(md), "wikilink_rows", 15)
        # Below code (190), above escapes (180), which would take the `\|`, and above reference links (170).
        md.inlinePatterns.register(_WikilinkProcessor(PATTERN, md), "wikilink", 185)
        # After inline patterns (20), when all links are there.
        md.treeprocessors.register(_NestedLinkTreeprocessor(md), "wikilink_nested", 12)


class _TableRowPreprocessor(Preprocessor):
    """Lets `[[Name|words]]` stand in a table as it stands elsewhere."""

    def run(self, lines: list[str]) -> list[str]:
        return [escape_bars(line) if "[[" in line else line for line in lines]


def escape_bars(line: str) -> str:
    """*line* with the bars of its wikilinks escaped, if it has other bars too and so may be a row of a table."""
    if line.startswith(("    ", "\t")) or "|" not in CODE_OR_WIKILINK.sub("", line):
        return line
    return CODE_OR_WIKILINK.sub(lambda found: found[0] if found["ticks"] else found[0].replace("|", "\\|", 1), line)


class _WikilinkProcessor(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802 - the name Python-Markdown calls
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - Python-Markdown passes it
    ) -> tuple[ET.Element | None, int | None, int | None]:
        # Code in the name has been put aside: `[[Tea#The `brew` command]]`.
        target = html.unescape(self.unescape(m["target"])).strip()
        words = (m["words"] or "").strip()
        if not target:
            return None, None, None
        if m["embed"]:
            element = ET.Element("img", {"alt": self.unescape(words), "class": "wikilink", "src": quote_target(target)})
        else:
            element = ET.Element("a", {"class": "wikilink", "href": quote_target(target)})
            # A name is no Markdown: `__init__` keeps its underscores.
            element.text = words or AtomicString(default_words(parse_target(target)))
        return element, m.start(0), m.end(0)


class _NestedLinkTreeprocessor(Treeprocessor):
    """A link inside another is none: HTML knows no such thing, and browsers take it apart."""

    def run(self, root: ET.Element) -> None:
        for outer in root.iter("a"):
            for inner in [*outer.iter("a")][1:]:
                inner.tag = "span"
                inner.attrib.clear()
