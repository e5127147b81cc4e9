"""`[[Name]]`, `[[Name|words]]`, `[[Name#Heading]]` and `![[Name]]`.

They become `<a class="wikilink" href="wikilink:…">` and `<img class="wikilink" src="wikilink:…">`: the graph puts the
real address in their place when every entry is known.
"""

from __future__ import annotations

import html
import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, link
from markdown_it.token import Token

from plugins.markdown.document import document_of
from plugins.markdown.rules.comments import SIGN, find_end, find_open, has_comment, strip_comments
from plugins.markdown.rules.template_comments import find_template_comment
from plugins.shared.wikilinks import default_words, parse_target, quote_target

# A single bracket may stand in a name: Obsidian links `[[Sq]uare]]` to `Sq]uare.md`. In a table the bar is escaped.
PATTERN = re.compile(
    r"(?P<embed>!?)\[\[(?!\[)(?P<target>(?:[^\[\]\n|\\]|\](?!\])|\[(?!\[)|\\(?!\|))++)"
    r"(?:\\?\|(?P<words>(?:[^\[\]\n]|\](?!\])|\[(?!\[))*+))?\]\]"
)


def use(parser: MarkdownIt) -> None:
    parser.inline.ruler.before("link", "wikilinks", mark_wikilink)
    parser.core.ruler.after("inline", "wikilinks", report_cut)


def mark_wikilink(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "[!":
        return False
    found = PATTERN.match(state.src, state.pos, state.posMax)
    if found is None or not found["target"].strip() or _is_cut_by_comment(state, found):
        return False
    target = html.unescape(found["target"]).strip()
    if has_comment(target) and "comments" in document_of(state.env).options.extensions:
        target, count = strip_comments(target)
        document_of(state.env).comment_count += 0 if silent else count
    is_citation = (
        not found["embed"] and found["words"] is None and state.src[found.end() : found.end() + 1] in ("(", "[")
    )
    if is_citation and _mark_citation(state, target, silent=silent):
        return True
    if not silent:
        if found["embed"]:
            _push_embed(state, target, (found["words"] or "").strip())
        else:
            _push_link(state, target, found)
    state.pos = found.end()
    return True


def _is_cut_by_comment(state: StateInline, found: re.Match[str]) -> bool:
    """Whether a comment begins in the link and ends behind it, so that its brackets are hidden."""
    if not has_comment(found[0]) or "comments" not in document_of(state.env).options.extensions:
        return False
    other = find_template_comment(found[0], 0)
    if other and other.end < 0 and _ends_behind(state, found.start() + other.start):
        return True
    place = find_open(found[0]) if SIGN in found[0] else -1
    return place >= 0 and find_end(state.src, found.start() + place + len(SIGN), state.posMax) >= 0


def _ends_behind(state: StateInline, place: int) -> bool:
    found = find_template_comment(state.src, place, state.posMax, is_here=True)
    return found is not None and found.end >= 0


def report_cut(state: StateCore) -> None:
    """Report wikilinks that end at the edge of a cell, since their bar begins the next one."""
    for place, token in enumerate(state.tokens):
        if token.type == "inline" and "[[" in token.content and state.tokens[place - 1].type in ("td_open", "th_open"):
            opened = token.content[token.content.rfind("[[") :]
            if "]]" not in opened:
                message = f"the bar behind '{opened}' begins a new cell; write '\\|' in a wikilink within a table"
                document_of(state.env).report(token.map[0] if token.map else 0, message)


def _mark_citation(state: StateInline, target: str, *, silent: bool) -> bool:
    """Take `[[1]](address)` for a link whose words are `[1]`; the graph makes a wikilink of it if there is a `1`."""
    count = len(state.tokens)
    if not link(state, silent):
        return False
    opening = next((token for token in state.tokens[count:] if token.type == "link_open"), None)
    if opening:
        opening.attrs = {
            "class": "citation",
            "href": quote_target(target),
            "data-address": opening.attrs.pop("href"),
            **opening.attrs,
        }
    return True


def _push_embed(state: StateInline, target: str, words: str) -> None:
    token = state.push("image", "img", 0)
    token.attrs = {"alt": "", "class": "wikilink", "src": quote_target(target)}
    token.content = words
    token.children = [Token("text", "", 0, content=words)]


def _push_link(state: StateInline, target: str, found: re.Match[str]) -> None:
    token = state.push("link_open", "a", 1)
    token.attrs = {"class": "wikilink", "href": quote_target(target)}
    if words := (found["words"] or "").strip():
        end = state.posMax
        # Without the spaces beside the bar: `[[Tea| a cup]]` would underline one.
        state.pos = state.src.index(words, found.start("words"))
        state.posMax = state.pos + len(words)
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.posMax = end
    else:
        # A name is no Markdown: `__init__` keeps its underscores, and quotes stay as the entry has them.
        name = state.push("text", "", 0)
        name.content, name.meta["is_name"] = default_words(parse_target(target)), True
    state.push("link_close", "a", -1)
