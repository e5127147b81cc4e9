"""Wikilinks in Markdown: marked while the text is read, resolved when every entry is known.

`[[Name]]`, `[[Name|words]]` and `[[Name#Heading]]` become `<a class="wikilink" href="wikilink:…">`,
`![[Name]]` becomes `<img class="wikilink" src="wikilink:…">`: resolve.py puts the real thing in their place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

SCHEME = "wikilink:"
# In a table the bar is escaped, `[[Name\|words]]`.
PATTERN = r"(?<!\\)(?P<embed>!?)\[\[(?P<target>[^\[\]\n|\\]*)(?:\\?\|(?P<words>[^\[\]\n]*))?\]\]"
MARK = re.compile(
    r'<a class="wikilink" href="wikilink:(?P<target>[^"]*)">(?P<words>.*?)</a>'
    r'|<img alt="(?P<alt>[^"]*)" class="wikilink" src="wikilink:(?P<embed>[^"]*)" ?/?>',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a wikilink points at: a *name* (empty: this very entry) and a *fragment*, a heading or `^block`."""

    name: str
    fragment: str


def parse_target(text: str) -> Target:
    """The target written between the brackets, before any bar."""
    name, _, fragment = text.partition("#")
    return Target(name.strip(), fragment.strip())


def quote_target(text: str) -> str:
    return SCHEME + quote(text.strip(), safe="")


def unquote_target(text: str) -> str:
    return unquote(text.removeprefix(SCHEME))


class WikilinkExtension(Extension):
    """Marks wikilinks; code and escaped brackets stay as they are."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the name Python-Markdown calls
        # Below code (190), above escapes (180), which would take the `\|`, and above reference links (170).
        md.inlinePatterns.register(_WikilinkProcessor(PATTERN, md), "wikilink", 185)


class _WikilinkProcessor(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802 - the name Python-Markdown calls
        self, m: re.Match[str], data: str
    ) -> tuple[ElementTree.Element | None, int | None, int | None]:
        target = m["target"].strip()
        words = (m["words"] or "").strip()
        if not target:
            return None, None, None
        if m["embed"]:
            element = ElementTree.Element("img", {"alt": words, "class": "wikilink", "src": quote_target(target)})
        else:
            element = ElementTree.Element("a", {"class": "wikilink", "href": quote_target(target)})
            element.text = words or default_words(parse_target(target))
        return element, m.start(0), m.end(0)


def default_words(target: Target) -> str:
    """What a wikilink without words of its own shows: the name, and the heading where one is named."""
    name = target.name.rpartition("/")[2].removesuffix(".md")
    if target.fragment.startswith("^") or not target.fragment:
        return name or target.fragment.lstrip("^")
    return f"{name} › {target.fragment}" if name else target.fragment
