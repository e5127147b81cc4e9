"""Quotes to share: what the author marks as `> [!share]` becomes a box with an address of its own, and links for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from html import escape
from urllib.parse import quote

from plugins.shared.entry import Entry
from plugins.shared.markup import plain_text
from plugins.shared.urls import slugify
from plugins.social.networks import NETWORKS
from plugins.social.posts import make_quote_post
from plugins.social.share import make_share_url

OPENING = re.compile(r'<div class="admonition share">\s*(?:<p class="admonition-title">(?P<title>.*?)</p>)?', re.DOTALL)
DIV = re.compile(r"<(/?)div\b")
USUAL_TITLE = "Share"
# A fragment need not hold all words of a long quote: the first and the last are enough.
WHOLE_WORDS, END_WORDS = 10, 4
WHOLE_SIGNS, END_SIGNS = 60, 12


def add_quotes(entry: Entry, page_url: str, networks: Iterable[str]) -> Entry:
    """*entry* with a box in its body for each quote to share, on *networks*; *page_url* is its absolute address."""
    if 'class="admonition share"' not in entry.html:
        return entry
    wanted = [name for name in networks if name != "pinterest"]
    taken: set[str] = set()

    def render(body: str, title: str) -> str:
        return _render(entry, page_url, wanted, body, title, taken)

    # In listings it is a quote like others.
    summary = _replace_boxes(entry.summary_html, lambda body, _title: f"<blockquote>{body}</blockquote>")
    return replace(entry, html=_replace_boxes(entry.html, render), summary_html=summary)


def _replace_boxes(html: str, render: Callable[[str, str], str]) -> str:
    """*html* with what *render* makes of the body and the title of each box in it."""
    parts: list[str] = []
    end = 0
    for match in OPENING.finditer(html):
        inner_end, outer_end = _find_end(html, match.end())
        if match.start() < end or not outer_end:
            continue
        parts += [html[end : match.start()], render(html[match.end() : inner_end].strip(), match["title"] or "")]
        end = outer_end
    return "".join(parts) + html[end:]


def _find_end(html: str, start: int) -> tuple[int, int]:
    """Where the `div` that is open at *start* ends, before and behind its tag; zeros where it never does."""
    depth = 1
    for tag in DIV.finditer(html, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.start(), html.index(">", tag.end()) + 1
    return 0, 0


def _render(entry: Entry, page_url: str, networks: list[str], body: str, title: str, taken: set[str]) -> str:
    words = plain_text(body)
    anchor = _name(words, taken)
    url = f"{page_url}#{anchor}:~:text={make_text_fragment(words)}"
    links = "".join(
        f'<li><a class="quote-link" href="{escape(make_quote_url(name, entry, url, words))}" rel="noopener">'
        f"{escape(NETWORKS[name].label)}</a></li>"
        for name in networks
    )
    said_by = f"<cite>{title}</cite>" if title and plain_text(title) != USUAL_TITLE else ""
    return (
        f'<figure class="quote" id="{anchor}"><blockquote>{body}</blockquote><figcaption class="quote-foot">{said_by}'
        f'<a class="quote-anchor" href="#{anchor}">Link to this quote</a>'
        f'<ul class="quote-links" aria-label="Share this quote">{links}</ul></figcaption></figure>'
    )


def _name(words: str, taken: set[str]) -> str:
    """The anchor of a quote: its first words, so that it stays when others come before it."""
    stem = f"quote-{slugify(' '.join(words.split()[:5]))}".strip("-")[:60].strip("-")
    name = next(name for name in _numbered(stem) if name not in taken)
    taken.add(name)
    return name


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def make_text_fragment(words: str) -> str:
    """The text directive that finds *words* in a page: all of them, or where they begin and end."""
    listed = words.split()
    if len(listed) > WHOLE_WORDS:
        return f"{_encode(' '.join(listed[:END_WORDS]))},{_encode(' '.join(listed[-END_WORDS:]))}"
    if len(words) > WHOLE_SIGNS:
        return f"{_encode(words[:END_SIGNS])},{_encode(words[-END_SIGNS:])}"
    return _encode(words)


def _encode(text: str) -> str:
    # A dash, a comma and an ampersand mean something in the directive.
    return quote(text, safe="").replace("-", "%2D")


def make_quote_url(name: str, entry: Entry, url: str, words: str) -> str:
    """The form of the network *name* with the quote and its address, cut at a word where the network takes no more."""
    return make_share_url(make_quote_post(entry, name, url, words), entry, url)
