"""`#tag` in text, at the beginning of a line or behind a space: `<a class="hashtag" href="tag:…">`.

The graph links those that have a page, and takes the link off all others. What a name may hold is as in Obsidian,
https://obsidian.md/help/tags: letters of any script, digits, `_`, `-`, `/` and emoji, but not digits alone.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from plugins.markdown.document import document_of

# All but spaces and punctuation; of what stands between letters only what joins and shapes them.
NAME = re.compile(
    r"#(?P<name>[^\s!-,.:-@\[-^`{-~\u0080-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u060c\u061b\u061f\u0964\u0965"
    r"\u2000-\u200b\u200e-\u206f\u2e00-\u2e7f\u3000-\u3004\u3008-\u303f\ufe30-\ufe6f\uff01-\uff0f\uff1a-\uff20"
    r"\uff3b-\uff40\uff5b-\uff65\ufffc\ufffd]+)"
)
SPACES = frozenset(" \t\n\u00a0\u3000")


def use(parser: MarkdownIt) -> None:
    parser.inline.ruler.push("tags", mark_tag)
    parser.core.ruler.after("inline", "tags", collect_names)


def mark_tag(state: StateInline, silent: bool) -> bool:
    """Make a link of the tag that begins here; within a link it is text."""
    if state.src[state.pos] != "#" or state.linkLevel > 0:
        return False
    if state.pos and state.src[state.pos - 1] not in SPACES:
        return False
    found = NAME.match(state.src, state.pos, state.posMax)
    name = found["name"].rstrip("/") if found else ""
    if not is_tag(name):
        return False
    if not silent:
        opening = state.push("link_open", "a", 1)
        opening.attrs = {"class": "hashtag", "href": f"tag:{quote(name)}"}
        opening.markup = "tag"
        state.push("text", "", 0).content = f"#{name}"
        state.push("link_close", "a", -1).markup = "tag"
    state.pos += 1 + len(name)
    return True


def is_tag(name: str) -> bool:
    """Whether *name* is that of a tag: `#12` counts something, and `#-` draws a line."""
    return not name.isdigit() and name.strip("_-/") != ""


def collect_names(state: StateCore) -> None:
    """Remember the names of the tags that readers see; what describes a picture holds none."""
    if "#" not in state.src:
        return
    document = document_of(state.env)
    for token in state.tokens:
        if token.type == "inline" and "#" in token.content:
            for place, child in enumerate(token.children or ()):
                if child.type == "link_open" and child.markup == "tag" and token.children:
                    document.tags.setdefault(token.children[place + 1].content[1:])
