"""Addresses in links: one with spaces is reported, and a bare one ends where Chinese or Japanese punctuation begins.

`[a](b c.md)` is text in CommonMark, a link in other programs; `[a](<b c.md>)` is one in all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from plugins.markdown.document import document_of

InlineRule = Callable[[StateInline, bool], bool]

BARE = ("gfm_autolink_www", "gfm_autolink_protocol")
PROTOCOL = re.compile(r"(?:https?|mailto|xmpp)\Z")
LONGEST_PROTOCOL = len("mailto")
# What the plugin lets stand before an address; GitHub itself links behind anything but a letter or digit, as behind
# quotes and Chinese. Behind `<` stands what is no address: https://spec.commonmark.org/0.31.2/#example-604.
BEFORE = frozenset(" \t\r\n*_~(")
NO_START = re.compile(r"[A-Za-z0-9<]")
# Where a bare address ends for sure; GFM knows spaces alone, and in its host name punctuation.
SPACE = re.compile(r"[ \t\r\n\x00\x0b\x0c]")
SPACE_OR_MARK = re.compile(r"[ \t\r\n\x00\x0b\x0c\u3000-\u303f\uff00-\uffef»’“”]|\{[{%]")
# What stands in the brackets of a link that is none: an address with spaces, and maybe a title.
ADDRESS = (
    r"(?P<address>(?:[^\s()<>\"]|\([^\s()]*\))+(?:[ \t]+(?:[^\s()<>\"']|\([^()\n]*\))+)+)"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'))?[ \t]*"
)
SPACED = re.compile(rf"\]\([ \t]*{ADDRESS}\)")
# The same behind `[label]:`, which would stand for the address elsewhere.
SPACED_DEFINITION = re.compile(rf"\]:[ \t]*{ADDRESS}(?=\n|\Z)")
LABEL = re.compile(r"[ \t]*\[(?!\^)[^\[\]]+\Z")
# The name of a file, a path that says where it begins, or a heading.
FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}(?:[?#].*)?$|\.[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*#")
PATH = re.compile(r"\{\w+\}|\.{0,2}/|https?:|#\w")
LONGEST_LABEL = 1000


def use(parser: MarkdownIt) -> None:
    parser.inline.ruler.push("addresses", report_spaces)
    parser.options["address_end"] = SPACE_OR_MARK


def link_bare_addresses(parser: MarkdownIt) -> None:
    """Link bare addresses by GFM's rule; the words of one that may not be linked stay."""
    gfm_autolink_plugin(parser)
    ruler = parser.inline.ruler
    rules = dict(zip(ruler.get_active_rules(), ruler.getRules(""), strict=True))
    for name in BARE:
        ruler.at(name, partial(_link, rules[name]))


def _link(rule: InlineRule, state: StateInline, silent: bool) -> bool:
    """Whether *rule* finds a bare address, which may not go on behind a space."""
    if silent or not _may_link(state.src, state.pos):
        return False
    stop = state.posMax
    pending, count, text = state.pending, len(state.tokens), state.src
    _hide_character_before(state)
    end: re.Pattern[str] = state.md.options.get("address_end", SPACE)
    if found := end.search(state.src, state.pos, stop):
        state.posMax = found.start()
    is_address = rule(state, silent)
    state.posMax, state.src = stop, text
    if not is_address:
        # One that may not be linked has lost its beginning.
        del state.tokens[count:], state.tokens_meta[count:]
        state.pending = pending
    return is_address


def _hide_character_before(state: StateInline) -> None:
    """Let the plugin see a space where it lets nothing stand before an address, as a quote."""
    protocol = PROTOCOL.search(state.pending)
    start = state.pos - len(protocol[0]) if protocol else 0
    if protocol and start and state.src[start - 1] not in BEFORE:
        state.src = f"{state.src[: start - 1]} {state.src[start:]}"
        if protocol.start():
            state.pending = state.pending[: protocol.start()]
            state.pushPending()
            state.pending = protocol[0]


def _may_link(text: str, place: int) -> bool:
    """Whether an address may stand at the `w` or `:` at *place*; the rules themselves look at all that was read."""
    if text[place] == "w":
        return text.startswith("www.", place)
    protocol = PROTOCOL.search(text, max(0, place - LONGEST_PROTOCOL), place)
    if protocol is None or (protocol[0].startswith("http") and not text.startswith("://", place)):
        return False
    return protocol.start() == 0 or not NO_START.match(text[protocol.start() - 1])


def report_spaces(state: StateInline, silent: bool) -> bool:
    """Report what looks like a link to a file whose name has spaces; it stays text."""
    if silent or not state.src.startswith(("](", "]:"), state.pos):
        return False
    before = state.src[max(0, state.pos - LONGEST_LABEL) : state.pos]
    if state.src[state.pos + 1] == "(":
        found = SPACED.match(state.src, state.pos, state.posMax) if "[" in before else None
    else:
        is_label = LABEL.match(before, before.rfind("\n") + 1)
        found = SPACED_DEFINITION.match(state.src, state.pos, state.posMax) if is_label else None
    if found is None:
        return False
    address = found["address"]
    if FILE.search(address) or PATH.match(address):
        document = document_of(state.env)
        message = f"address '{address}' has spaces, so this is no link; write '<{address}>'"
        document.report(document.line_of(state), message)
    return False
