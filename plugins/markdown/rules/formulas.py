"""`$x^2$` within a line, `$$…$$` on its own, and code fences called `math`.

When a dollar opens and closes a formula was tried on 16,565 formulas of real notes, and on their prices and shell
variables: `$5 to $10`, `US$10 … US$20` and `$HOME/bin:$PATH` stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from plugins.markdown.document import document_of, escape_indicators

SIGN = "$"
FENCE_NAME = "math"
# The next dollar that no backslash stands before; and for a formula that stands apart, the next two.
NEXT_SIGN = re.compile(r"(?:[^\\$]|\\.)*+\$", re.DOTALL)
NEXT_PAIR = re.compile(r"(?:[^\\$]|\\.|\$(?!\$))*+\$\$", re.DOTALL)
ASCII_WORD = re.compile(r"[A-Za-z0-9_]")
# A line that its author broke: two spaces or one backslash at its end.
HARD_BREAK = re.compile(r"(?: {2}|(?<!\\)\\)\n")
# Tags of HTML; `$|<C>|$` and `$<state>$` hold none.
TAG = re.compile(
    r"</?(?:[abipqsu]|abbr|bd[io]|big|br|center|cite|code|del|details|dfn|div|em|font|h[1-6]|hr|ins|kbd|li|mark|nobr|[ou]l"
    r"|pre|rp|rt|ruby|samp|small|span|strike|strong|su[bp]|summary|table|t[dhr]|tt|var|wbr)\s*/?>",
    re.IGNORECASE,
)
TICKS = re.compile(r"`+")


def use(parser: MarkdownIt) -> None:
    parser.block.ruler.before(
        "fence", "formulas", find_block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.inline.ruler.before("escape", "formulas", find_inline)
    parser.core.ruler.after("block", "formulas", take_fences)
    parser.add_render_rule("formula", render_formula)
    parser.add_render_rule("formula_block", render_formula)


def find_inline(state: StateInline, silent: bool) -> bool:
    """A formula between single dollars, or between double ones, which stands apart."""
    if state.src[state.pos] != SIGN:
        return False
    is_display = state.src.startswith(SIGN * 2, state.pos)
    end = _find_display_end(state) if is_display else _find_end(state)
    if end < 0:
        # Of two dollars that open nothing, none opens anything by itself.
        if is_display and not silent:
            _report_open(state)
            state.pending += SIGN * 2
        state.pos += 2 if is_display else 0
        return is_display
    width = 2 if is_display else 1
    if not silent:
        token = state.push("formula", "math", 0)
        text = state.src[state.pos + width : end - width]
        token.content = text.strip()
        line = document_of(state.env).line_of(state) + _count_empty_lines(text)
        token.meta = {"is_display": is_display, "line": line}
    state.pos = end
    return True


def _report_open(state: StateInline) -> None:
    """Report, once for a text, two dollars that stand alone on a line and open nothing."""
    before = state.src[max(state.src.rfind("\n", 0, state.pos), 0) : state.pos]
    behind = state.src[state.pos + 2 : state.posMax].partition("\n")[0]
    document = document_of(state.env)
    if not before.strip() and not behind.strip() and document.kept.setdefault("open_formula", state.pos) == state.pos:
        message = "'$$' opens a formula and nothing closes it; write '$$' behind it, in the same list or quote"
        document.report(document.line_of(state), message)


def _find_end(state: StateInline) -> int:
    """Where the formula ends that the dollar at the place of *state* opens; -1 if it opens none."""
    text, start = state.src, state.pos + 1
    if start >= state.posMax or text[start].isspace():
        return -1
    before = text[start - 2] if start > 1 else ""
    if before == SIGN or (ASCII_WORD.match(before) and text[start] not in "\\^_"):
        return -1
    found = NEXT_SIGN.match(text, start, state.posMax)
    if found is None:
        return -1
    end = found.end()
    formula, behind = text[start : end - 1], text[end : end + 1] if end < state.posMax else ""
    return end if formula and _may_close(formula, behind) and _is_whole(state, start, end - 1) else -1


def _may_close(formula: str, behind: str) -> bool:
    """Whether a dollar may end *formula*, with the character *behind* it."""
    last = formula[-1]
    if last.isspace() or (formula[0] == "(" and behind == "("):
        return False
    if behind and (behind in "$_{" or behind.isdigit() or behind.isupper()):
        return False
    return not ("a" <= behind <= "z") or last.isalnum() or last in ")}"


def _find_display_end(state: StateInline) -> int:
    text, start = state.src, state.pos + 2
    before = text[start - 3] if start > 2 else ""
    if before == SIGN or ASCII_WORD.match(before) or text.startswith(SIGN, start):
        return -1
    found = NEXT_PAIR.match(text, start, state.posMax)
    if found is None or not text[start : found.end() - 2].strip():
        return -1
    return found.end() if _is_whole(state, start, found.end() - 2) else -1


def _is_whole(state: StateInline, start: int, end: int) -> bool:
    """Whether what stands from *start* to *end* is cut by no tag, no line broken by hand, and no code."""
    formula = state.src[start:end]
    if ("<" in formula and TAG.search(formula)) or ("\n" in formula and HARD_BREAK.search(formula)):
        return False
    place = start
    while "`" in formula and (ticks := TICKS.search(state.src, place, end)):
        closing = re.compile(rf"(?<!`){ticks[0]}(?!`)").search(state.src, ticks.end(), state.posMax)
        if closing and closing.end() > end:
            return False
        place = closing.end() if closing else ticks.end()
    return True


def find_block(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    """Lines from one that begins with `$$` to one that ends with it, whatever stands between."""
    start = state.bMarks[startLine] + state.tShift[startLine]
    if not state.src.startswith(SIGN * 2, start) or state.is_code_block(startLine):
        return False
    if SIGN * 2 in state.src[start + 2 : state.eMarks[startLine]]:
        return False
    last = _find_last_line(state, startLine, endLine)
    if last < 0:
        return False
    if not silent:
        token = state.push("formula_block", "math", 0)
        token.block = True
        token.map = [startLine, last + 1]
        text = state.getLines(startLine, last + 1, state.blkIndent, False).strip()
        text = text.removeprefix(SIGN * 2).rstrip().removesuffix(SIGN * 2)
        token.content = text.strip()
        token.meta = {"is_display": True, "line": startLine + _count_empty_lines(text)}
        state.line = last + 1
    return True


def _find_last_line(state: StateBlock, start_line: int, end_line: int) -> int:
    """The line whose end closes the formula; -1 if it has none, or if something stands behind it."""
    without_end = document_of(state.env).kept.setdefault("formulas", set())
    # A block that ends at the same line as one without an end has none either.
    if (end_line, state.blkIndent) in without_end:
        return -1
    for line in range(start_line + 1, end_line):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            break
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
        if SIGN * 2 in text:
            return line if text.rstrip().endswith(SIGN * 2) else -1
    without_end.add((end_line, state.blkIndent))
    return -1


def take_fences(state: StateCore) -> None:
    """Make formulas of the fences that GitHub draws as such."""
    for token in state.tokens:
        if token.type == "fence" and token.info.strip() == FENCE_NAME:
            # The first line of the token is that of the fence.
            line = (token.map[0] if token.map else 0) + 1 + _count_empty_lines(token.content)
            token.type, token.content = "formula_block", token.content.strip()
            token.meta = {"is_display": True, "line": line}


def _count_empty_lines(text: str) -> int:
    """How many lines stand before the first word of *text*."""
    return text.count("\n", 0, len(text) - len(text.lstrip()))


def render_formula(
    _renderer: object, tokens: Sequence[Token], idx: int, _options: object, env: MutableMapping[str, Any]
) -> str:
    from plugins.markdown.formulas import FormulaError, show_source

    token = tokens[idx]
    document = document_of(env)
    is_display = bool(token.meta["is_display"])
    drawn = document.drawers.formulas.draw(token.content, is_display=is_display)
    if isinstance(drawn, FormulaError):
        near = token.content[drawn.offset :].partition("\n")[0][:20]
        place = f"column {drawn.column}" + (f", at '{near}'" if near else ", its end")
        line = token.meta["line"] + drawn.line - 1
        document.report(line, f"formula not drawn, and shown as code: {drawn.message} ({place})", sort="formula")
        html = show_source(token.content, is_display=is_display)
    else:
        html = drawn.html
    html = escape_indicators(html)
    return f"<p>{html}</p>\n" if token.block else html
