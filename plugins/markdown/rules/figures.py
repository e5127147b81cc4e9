"""A picture alone in its paragraph, with a title, is a figure; the title is its caption."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

LONE = (["image"], ["link_open", "image", "link_close"])


def use(parser: MarkdownIt) -> None:
    parser.core.ruler.push("figures", make_figures)


def make_figures(state: StateCore) -> None:
    for place, (opening, inline) in enumerate(pairwise(state.tokens)):
        if opening.type != "paragraph_open" or not inline.children:
            continue
        picture = _lone_picture(inline.children)
        if picture is None or not picture.attrs.get("title"):
            continue
        inline.children += _make_caption(str(picture.attrs.pop("title")))
        for token in (opening, state.tokens[place + 2]):
            # In a list without empty lines, paragraphs are hidden.
            token.tag, token.hidden = "figure", False


def _lone_picture(children: Sequence[Token]) -> Token | None:
    """The picture that is all there is, itself or within a link."""
    shown = [child for child in children if child.type != "text" or child.content.strip()]
    if [child.type for child in shown] not in LONE:
        return None
    return shown[len(shown) // 2]


def _make_caption(words: str) -> list[Token]:
    return [
        Token("figcaption_open", "figcaption", 1),
        Token("text", "", 0, content=words),
        Token("figcaption_close", "figcaption", -1),
    ]
