"""Headings: an id that says what they say, in any script, and a link to themselves.

Of two headings of one name the second has that of the heading above it in front, so that no id depends on how many
others there are: `brewing`, `green-tea-brewing`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from plugins.markdown.document import document_of
from plugins.markdown.words import words_of
from plugins.shared.entry import Heading
from plugins.shared.urls import slugify

# For a heading without letters, such as one emoji.
NAMELESS = "section"


def use(parser: MarkdownIt) -> None:
    parser.core.ruler.push("headings", add_ids)
    parser.add_render_rule("heading_mark", render_mark)


@dataclass(slots=True)
class _Ids:
    """The ids that are taken, and the headings that the next one stands below: level and slug, from the top."""

    taken: set[str] = field(default_factory=set)
    above: list[tuple[int, str]] = field(default_factory=list)
    numbers: defaultdict[str, Iterator[int]] = field(default_factory=lambda: defaultdict(lambda: count(2)))

    def choose(self, level: int, slug: str) -> str:
        while self.above and self.above[-1][0] >= level:
            self.above.pop()
        chosen = next(one for one in self._candidates(slug) if one not in self.taken)
        self.above.append((level, slug))
        self.taken.add(chosen)
        return chosen

    def _candidates(self, slug: str) -> Iterator[str]:
        yield slug
        name = slug
        for _level, above in reversed(self.above):
            name = f"{above}-{name}"
            yield name
        # Numbers that were tried before are taken.
        for number in self.numbers[slug]:
            yield f"{slug}-{number}"


def add_ids(state: StateCore) -> None:
    """Give each heading its id, unless the author did, and a mark that links to it."""
    document = document_of(state.env)
    ids = _Ids()
    headings = [(place, token) for place, token in enumerate(state.tokens) if token.type == "heading_open"]
    # What the author chose is taken, wherever it stands.
    if headings:
        every = chain(state.tokens, *(token.children for token in state.tokens if token.children))
        ids.taken |= {str(token.attrs["id"]) for token in every if "id" in token.attrs}
    for place, token in headings:
        inline = state.tokens[place + 1]
        title = words_of(inline.children or ())
        level = int(token.tag[1:])
        slug = slugify(title, use_unicode=document.options.use_unicode) or NAMELESS
        if "id" not in token.attrs:
            token.attrs = {"id": ids.choose(level, slug), **token.attrs}
        mark = Token("heading_mark", "a", 0)
        mark.attrs = {"class": "headerlink", "href": f"#{token.attrs['id']}", "title": "Link to this heading"}
        inline.children = [*(inline.children or ()), mark]
        document.headings.append(Heading(level, str(token.attrs["id"]), title))


def render_mark(
    renderer: RendererHTML, tokens: list[Token], idx: int, _options: object, _env: MutableMapping[str, Any]
) -> str:
    return f"<a{renderer.renderAttrs(tokens[idx])}>#</a>"
