"""GitHub's extensions where the parser's own rules differ from GitHub's specification.

Two tildes strike, neither one nor three: https://github.github.com/gfm/#strikethrough-extension-. An address of mail
may hold underscores: https://github.github.com/gfm/#extended-email-autolink. What stands behind the box of a task is
text, also where it looks like a number, a heading or a quote: https://github.github.com/gfm/#task-list-item. Cells of a
row that the head has no column for are left out, as there, but not without a word: https://github.github.com/gfm/#tables-extension-.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from plugins.markdown.document import document_of
from plugins.markdown.rules.addresses import link_bare_addresses

TILDE = "~"
# Before the `@`; and from it to the end, with a full stop that another part follows.
LOCAL_END = re.compile(r"[A-Za-z0-9.+_-]+\Z")
# It ends with a letter, as GitHub has it: `node@8.0.0` is a version.
DOMAIN = re.compile(r"@(?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9]))+(?<=[A-Za-z])(?![A-Za-z0-9@_-]|\.[A-Za-z0-9])")
# What may stand before an address.
BEFORE = frozenset(" \t\r\n*_~(")
BOX = re.compile(r"\[(?P<mark>[ xX])\](?:[ \t]+(?P<end>\n?)|\Z)")
LISTS = frozenset({"bullet_list", "ordered_list"})
TEXTS = frozenset({"text", "text_special"})


def use(parser: MarkdownIt) -> None:
    parser.block.ruler.at("table", read_table, {"alt": ["paragraph", "reference"]})
    parser.options["tasklists"] = False
    parser.core.ruler.after("block", "tasks", mark_tasks)
    parser.options["strikethrough_single_tilde"] = True
    parser.inline.ruler.before("strikethrough", "single_tilde", keep_single_tilde)
    link_bare_addresses(parser)
    parser.inline.ruler.at("gfm_autolink_email", link_mail)


def read_table(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """A table, of which the words are reported that stand in more cells than its head has, and are left out."""
    place = len(state.tokens)
    if not table(state, startLine, endLine, silent):
        return False
    if not silent:
        width = sum(token.type == "th_open" for token in state.tokens[place:])
        for line in range(startLine + 2, state.line):
            text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
            # Of most rows the bars alone tell that they have no more.
            if text.count("|") >= width:
                _report_cut(state, line, text, width)
    return True


def _report_cut(state: StateBlock, line: int, text: str, width: int) -> None:
    cells = escapedSplit(text)
    cut = " | ".join(map(str.strip, cells[width + (not cells[0]) :])).rstrip(" |")
    # A comment there is left out anyway.
    if cut and "%%" not in cut and "-->" not in cut:
        message = f"'{cut}' is left out, as its row has more cells than the head of the table; write '\\|' for a bar"
        document_of(state.env).report(line, message)


def mark_tasks(state: StateCore) -> None:
    """Take the box of a task off the paragraph that an item begins with, and note at the item whether it is done."""
    if "[ ]" not in state.src and "[x]" not in state.src and "[X]" not in state.src:
        return
    lists: list[Token] = []
    for place, token in enumerate(state.tokens):
        name, _, end = token.type.rpartition("_")
        if name in LISTS:
            if end == "open":
                lists.append(token)
            else:
                lists.pop()
        elif token.type == "list_item_open" and _take_box(state, token, state.tokens[place + 1 : place + 3]):
            # In front, as if it had stood there before any other rule.
            classes = str(token.attrs.pop("class", ""))
            token.attrs = {"class": f"{classes} task-list-item".strip(), **token.attrs}
            if "contains-task-list" not in str(lists[-1].attrs.get("class", "")):
                lists[-1].attrJoin("class", "contains-task-list")


def _take_box(state: StateCore, item: Token, first: list[Token]) -> bool:
    """Whether *item* begins with a box on its own line, in the paragraph that the *first* tokens of it are."""
    if len(first) < 2 or first[0].type != "paragraph_open" or first[0].map is None or item.map is None:
        return False
    inline = first[1]
    box = BOX.match(inline.content)
    if box is None or first[0].map[0] != item.map[0]:
        return False
    # A box without words needs a space behind it, which the paragraph has lost.
    if box.end() == 3 and not state.src.split("\n", item.map[0] + 1)[item.map[0]].endswith((" ", "\t")):
        return False
    item.meta = {**item.meta, "checked": box["mark"] != " "}
    inline.content = inline.content[box.end() :]
    if box["end"]:
        inline.meta = {**inline.meta, "line_offset": 1}
    return True


def keep_single_tilde(state: StateInline, silent: bool) -> bool:
    """Leave one tilde as text: real notes write ranges with it, `200~300 g`."""
    if silent or state.src[state.pos] != TILDE or state.scanDelims(state.pos, True).length != 1:
        return False
    state.pending += TILDE
    state.pos += 1
    return True


def link_mail(state: StateInline, silent: bool) -> bool:
    """Link an address of mail at its `@`, taking back the tokens that its underscores have become."""
    if silent or state.linkLevel > 0 or state.src[state.pos] != "@":
        return False
    domain = DOMAIN.match(state.src, state.pos, state.posMax)
    if domain is None or "." not in domain[0]:
        return False
    local, taken, start = _find_local(state)
    if not local or (start and state.src[start - 1] not in BEFORE):
        return False
    written = local + domain[0]
    _take_back(state, len(local), taken)
    state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(f"mailto:{written}")}
    state.push("text", "", 0).content = written
    state.push("link_close", "a", -1)
    state.pos = domain.end()
    return True


def _find_local(state: StateInline) -> tuple[str, int, int]:
    """What stands before the `@` of an address, how many tokens it reaches back over, and where it begins."""
    place, taken, local = state.pos, 0, ""
    text, width = state.pending, len(state.pending)
    while True:
        found = LOCAL_END.search(text)
        local = (found[0] if found else "") + local
        if found and found.start() > 0:
            return local, taken, place - len(found[0])
        if text and found is None:
            return local, max(taken - 1, 0), place
        place -= width
        if taken == len(state.tokens) or state.tokens[-1 - taken].type not in TEXTS:
            return local, taken, place
        taken += 1
        token = state.tokens[-taken]
        text = token.content
        width = len(token.markup) if token.type == "text_special" else len(text)


def _take_back(state: StateInline, count: int, taken: int) -> None:
    """Remove *count* characters at the end of what was read, which reach back over *taken* tokens."""
    if not taken:
        state.pending = state.pending[:-count]
        return
    text = "".join(token.content for token in state.tokens[-taken:]) + state.pending
    first = len(state.tokens) - taken
    del state.tokens[first:], state.tokens_meta[first:]
    state.delimiters[:] = [one for one in state.delimiters if one.token < first]
    state.pending = text[:-count]
