"""A picture alone in its paragraph, with a title, is a figure; the title is its caption.

`![words|200](picture.png)` is 200 pixels wide, as in Obsidian.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

LONE = (["image"], ["link_open", "image", "link_close"])
# https://help.obsidian.md/embeds: the width, or both; the height follows from the picture, so that it keeps its shape.
WIDTH = re.compile(r"\|[ \t]*(?P<width>[1-9]\d{0,3})(?:x\d{1,4})?[ \t]*\Z")


def use(parser: MarkdownIt) -> None:
    parser.core.ruler.after("inline", "picture_widths", set_widths)
    parser.core.ruler.push("figures", make_figures)


def make_figures(state: StateCore) -> None:
    if "![" not in state.src:
        return
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


def set_widths(state: StateCore) -> None:
    """Take the width off the words of a picture; the words of an embed are the graph's to read."""
    for token in state.tokens:
        if token.type == "inline" and "|" in token.content and "![" in token.content:
            for child in token.children or ():
                if child.type == "image" and child.children and child.attrs.get("class") != "wikilink":
                    _set_width(child, child.children[-1])


def _set_width(picture: Token, last: Token) -> None:
    if last.type == "text" and (found := WIDTH.search(last.content)):
        last.content = last.content[: found.start()].rstrip()
        picture.attrs.setdefault("width", found["width"])


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
