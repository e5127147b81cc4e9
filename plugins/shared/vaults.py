"""Texts written for Obsidian and its kin, as Python-Markdown means them.

Such texts follow CommonMark: a list may stand right below a paragraph, its parts are indented to the words they belong
to, and `#word` is no heading. Python-Markdown wants an empty line, four spaces and reads a heading.
What is said here is the same text in Python-Markdown's own spelling; what both read alike stays as it was written.

Rules from https://spec.commonmark.org/0.31.2/ (blocks) and https://help.obsidian.md/syntax (the rest).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise

COMMENT_OR_CODE = re.compile(r"(?P<ticks>`+)(?!`)(?:(?!\n\s*\n).)*?(?<!`)(?P=ticks)(?!`)|%%.*?%%", re.DOTALL)
FENCE = re.compile(r"(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
MARKER = re.compile(r"(?P<sign>[-+*]|(?P<number>\d{1,9})[.)])(?P<gap>[ \t]+|$)(?P<words>.*)$")
BREAK = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
HEADING = re.compile(r"#{1,6}(?P<words>[ \t].*|$)")
TABLE_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
# Elements that keep what they hold from being Markdown, to their end or to the next empty line.
RAW_TAG = re.compile(r"<(?P<name>pre|script|style|textarea)(?=[\s>])|<!--", re.IGNORECASE)
BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|body|center|details|dialog|dir|div|dl|dt|dd|fieldset|figcaption|figure"
    r"|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|nav|ol|optgroup|option"
    r"|p|section|source|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[\s/>]|$)",
    re.IGNORECASE,
)
# What code and links keep for themselves, and addresses that stand on their own.
BARE_ADDRESS = re.compile(
    # First of all by its first sign, since most signs are words.
    r"(?=[`<\]\[$h])(?:(?P<kept>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)|<[^<>]*>"
    r"|\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*[^()]*\)|\[\[[^\[\]]*\]\]|\$[^$\s][^$]*\$)"
    r"|(?<![^\s*_~(])(?P<address>https?://[^\s<>|`\"\]]+))"
)
# An address that a link leads to.
LINKED_ADDRESS = re.compile(r"\]\(https?://[^()\s]*\)")
# A `<` that opens neither a tag nor an address stands for itself.
CODE_OR_TAG = re.compile(
    r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)|\$[^$\s][^$]*\$|\\<|<!--|<[!?%]"
    r"|</?[A-Za-z][A-Za-z0-9-]*(?=[\s/>]|$)|<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>|<[^\s<>@]+@[^\s<>@]+>|<"
)
REFERENCE = re.compile(r"[ ]{0,3}\[[^\]^][^\]]*\]:[ \t]")
BLOCK_NAME = re.compile(r"(?:^|[ \t]+)\^[A-Za-z0-9-]+[ \t]*$")
# A backslash at the end of a line breaks it.
HARD_BREAK = re.compile(r"(?<!\\)\\$")
SIZED_IMAGE = re.compile(r"!\[(?P<alt>[^\[\]|]*)\\?\|(?P<width>\d{1,4})(?:x\d{1,4})?\](?P<address>\([^()\s]+\))")
CALLOUT = re.compile(r"\[![ \t]*(?P<name>[^\[\]|]*?)[ \t]*(?:\|[^\[\]]*)?\](?P<fold>[-+]?)")
# Lines that say what the ones around them are, in Python-Markdown or here: nothing a reader sees.
SYNTAX_LINE = re.compile(r"\s*(?:!!!|\?\?\?|///|:|=+$|[*]?\[[^\[\]]+\]:)")
SENTENCE_END = re.compile(r"[.!?…][^\s\w]*(?:\[\^[^\]]+\]|\([^()]*\)|\{[^{}]*\})*[^\s\w]*$")
# `Status:: seed`, one of several lines that say something about the note.
FIELD = re.compile(r"\s*[*_]{0,3}\w[\w -]{0,30}[*_]{0,3}::(?:\s|$)")
# Nobody wraps text closer.
FULL_LINE = 60
INDENT = 4
# No text is meant to be nested deeper; Python-Markdown takes each level for a call in a call.
DEEPEST = 30


class _Last(Enum):
    """What the line above was, as far as it matters for the next one."""

    NOTHING = auto()
    WORDS = auto()
    EMPTY_ITEM = auto()
    QUOTE = auto()
    CODE = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class _Item:
    """An open list item: where its *content* begins, and whether its list is *ordered*."""

    content: int
    ordered: bool


def prepare_vault_text(text: str) -> str:
    """*text* as Python-Markdown means it: lists, quotes, code, tables and formulas stand where CommonMark sees them.

    `%% comments %%` and the names of blocks (`^name`) are dropped, a bare address becomes a link.
    """
    if "%%" in text:
        text = outside_code(text, lambda lines: COMMENT_OR_CODE.sub(_without_comment, lines))
    return "\n".join(_Blocks(text.split("\n")).read())


def _without_comment(found: re.Match[str]) -> str:
    return found[0] if found["ticks"] else ""


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """*text* with *change* made to the stretches outside fenced code."""
    parts: list[str] = []
    prose: list[str] = []
    fence = ""
    for line in text.split("\n"):
        match = FENCE.match(line.lstrip(" \t>"))
        if not fence and not match:
            prose.append(line)
            continue
        if not fence and match:
            if prose:
                parts.append(change("\n".join(prose)))
                prose = []
            fence = match["fence"]
        elif _closes(line.lstrip(" \t>"), fence):
            fence = ""
        parts.append(line)
    if prose:
        parts.append(change("\n".join(prose)))
    return "\n".join(parts)


def _closes(line: str, fence: str) -> bool:
    return line.startswith(fence) and not line.strip().strip(fence[0])


@dataclass(slots=True)
class _Blocks:
    """Reads *lines* from top to bottom, and writes them anew."""

    lines: list[str]
    items: list[_Item] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    last: _Last = _Last.NOTHING
    at: int = 0
    level: int = 0
    """How many quotes the lines stand in."""
    # Of the stretch since the last empty line: how deep its first line stands, and whether that is a list item.
    start_depth: int = 0
    starts_list: bool = False
    # What has been written of the paragraph at hand: the places of its lines.
    paragraph: list[int] = field(default_factory=list)

    def read(self) -> list[str]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line[:1].isalpha() and self._stands_alone():
                self._write_paragraph(line)
            else:
                self._read_line(line)
        self._end_paragraph()
        return self.written

    def _stands_alone(self) -> bool:
        """Whether the line at hand stands between empty ones, outside of lists."""
        return self.last is _Last.NOTHING and not self.items and self.lines[self.at + 1 : self.at + 2] == [""]

    def _write_paragraph(self, line: str) -> None:
        """Writes a paragraph of one *line* and the empty one below it: most texts are made of these."""
        self._end_paragraph()
        self.written += [_inline(line.rstrip("\r\n")), ""]
        self.start_depth, self.starts_list = 0, False
        self.at += 2

    def _read_line(self, line: str) -> None:
        indent, words = _split_indent(line)
        if not words:
            self._write("")
            self.at += 1
            return
        depth = self._depth_of(indent)
        beyond = indent - (self.items[depth - 1].content if depth else 0)
        if marker := self._list_marker(words, depth, beyond):
            self._read_item(marker, indent, depth)
        elif self._is_continued(words, beyond):
            # Outside of lists the indentation stays: what `!!! note` holds is told by it.
            margin = " " * INDENT * len(self.items) if self.items else line[: len(line) - len(line.lstrip())]
            self._write(margin + _inline(_without_tag(words)), goes_on=True)
            self.at += 1
        else:
            self._read_block(line, words, indent, depth)

    def _depth_of(self, indent: int) -> int:
        """How many of the open items a line with *indent* belongs to."""
        return next((depth for depth, item in enumerate(self.items) if item.content > indent), len(self.items))

    def _list_marker(self, words: str, depth: int, beyond: int) -> re.Match[str] | None:
        marker = MARKER.match(words)
        if marker is None or BREAK.match(words) or (beyond >= INDENT and not depth) or depth >= DEEPEST:
            return None
        # A number that happens to come first in a line of a paragraph begins no list.
        within = self.last is _Last.WORDS and depth == len(self.items)
        is_plain = not marker["words"].strip() or (marker["number"] or "1") != "1"
        return None if within and is_plain else marker

    def _is_continued(self, words: str, beyond: int) -> bool:
        """Whether *words* go on with the paragraph of the line above, wherever they stand."""
        if self.last is _Last.QUOTE:
            return not _begins_block(words)
        return self.last is _Last.WORDS and (
            beyond >= INDENT or not (_begins_block(words) or self._begins_table(words))
        )

    def _begins_table(self, words: str) -> bool:
        following = self.lines[self.at + 1].strip() if self.at + 1 < len(self.lines) else ""
        is_ruled = "|" in following and TABLE_RULE.match(following)
        return "|" in words and bool(is_ruled) and not _begins_block(words)

    def _read_item(self, marker: re.Match[str], indent: int, depth: int) -> None:
        ordered = marker["number"] is not None
        continues = depth < len(self.items) and self.items[depth].ordered == ordered
        changes = depth < len(self.items) and not continues
        column = indent + len(marker["sign"])
        gap = len((" " * column + marker["gap"]).expandtabs(INDENT)) - column
        width = len(marker["sign"]) + (gap if 1 <= gap <= INDENT and marker["words"] else 1)
        del self.items[depth:]
        self.items.append(_Item(indent + width, ordered))
        words = marker["words"].strip()
        if not words and not self._holds_next_line():
            self.at += 1
            return
        is_open = self.starts_list and depth >= self.start_depth and self.last not in (_Last.QUOTE, _Last.OTHER)
        # A lone dash below a line of words would make a heading of them.
        if changes or not is_open or not words or _holds_block(words):
            self._leave_gap()
        sign = " " * INDENT * depth + (f"{marker['number']}." if ordered else marker["sign"])
        if words.startswith(">") and self.level < DEEPEST:
            self.lines[self.at] = " " * (indent + width) + words
            self._read_quote(indent + width, sign)
        elif words and _holds_block(words):
            # What it holds begins on a line of its own, in the place it had.
            self._write(f"{sign} ", _Last.EMPTY_ITEM, is_item=True)
            self.lines[self.at] = " " * (indent + width) + words
        else:
            last = _Last.WORDS if words else _Last.EMPTY_ITEM
            self._write(f"{sign} {_inline(_without_tag(marker['words']))}", last, is_item=True)
            self.at += 1

    def _holds_next_line(self) -> bool:
        """Whether the line below stands within the innermost item."""
        indent, words = _split_indent(self.lines[self.at + 1]) if self.at + 1 < len(self.lines) else (0, "")
        return bool(words) and indent >= self.items[-1].content

    def _read_block(self, line: str, words: str, indent: int, depth: int) -> None:
        """Anything that begins anew, at *depth*."""
        leaves_item = depth < len(self.items)
        del self.items[depth:]
        content = self.items[-1].content if self.items else 0
        margin = " " * INDENT * depth
        if leaves_item or self.last is _Last.QUOTE or words.startswith(">"):
            self._leave_gap()
        if indent - content >= INDENT:
            self._write(f"{margin}{' ' * (indent - content)}{words}" if depth else line, _Last.OTHER)
            self.at += 1
        elif fence := FENCE.match(words):
            self._read_code(fence["fence"], indent, content, margin)
        elif words.startswith(">") and self.level < DEEPEST:
            self._read_quote(content, margin)
        elif words.startswith("$$") and "$$" not in words[2:]:
            self._read_formula(margin)
        elif (raw := RAW_TAG.match(words)) or BLOCK_TAG.match(words):
            self._read_html(raw)
        elif self._begins_table(words):
            self._read_table(margin)
        else:
            self._read_words(words, margin)

    def _read_words(self, words: str, margin: str) -> None:
        """A heading, a rule, or the first line of a paragraph."""
        self.at += 1
        if heading := HEADING.match(words):
            if margin:
                self._leave_gap()
            if heading["words"].strip(" \t#"):
                self._write(margin + _inline(words), _Last.OTHER)
        elif BREAK.match(words):
            self._write(margin + words, _Last.OTHER)
        else:
            if self.last not in (_Last.EMPTY_ITEM, _Last.CODE) and self.starts_list:
                self._leave_gap()
            self._write(margin + _inline(_without_tag(words)), _Last.WORDS)

    def _read_code(self, fence: str, indent: int, content: int, margin: str) -> None:
        """Fenced code: closed where the item that holds it ends, if not before."""
        if not self.starts_list:
            self._leave_gap()
        self._write(margin + self.lines[self.at].strip(), _Last.OTHER)
        self.at += 1
        while self.at < len(self.lines):
            line = self.lines[self.at].expandtabs(INDENT)
            spaces, words = _split_indent(line)
            if words and spaces < content:
                break
            self.at += 1
            if spaces - content < INDENT and _closes(words, fence):
                break
            self._write(margin + line[min(spaces, indent) :] if words else margin, _Last.OTHER, is_raw=True)
        self._write(margin + fence, _Last.CODE)
        if not self.starts_list:
            self._write("")

    def _read_quote(self, content: int, margin: str) -> None:
        """The lines that begin with `>`, read by themselves; *margin* may be the sign of a list item they stand in."""
        inner = []
        while self.at < len(self.lines):
            indent, words = _split_indent(self.lines[self.at])
            if not words.startswith(">") or indent < content:
                break
            inner.append(words[1:].removeprefix(" "))
            self.at += 1
        head = _callout_head(inner[0])
        # The title is no paragraph that could go on.
        blocks = _Blocks(inner[1:] if head else inner, level=self.level + 1)
        for line in [head, *blocks.read()] if head else blocks.read():
            is_item = bool(margin.strip())
            opening = f"{margin} >" if is_item else f"{margin}>"
            self._write(f"{opening} {line}" if line.strip() else opening, _Last.QUOTE, is_raw=True, is_item=is_item)
            margin = " " * (len(margin) - len(margin.lstrip()))
        self.last = _Last.QUOTE if blocks.last in (_Last.WORDS, _Last.QUOTE) else _Last.OTHER

    def _read_formula(self, margin: str) -> None:
        """A formula of several lines, which stands apart."""
        self._leave_gap()
        first = self.at
        while self.at < len(self.lines):
            words = self.lines[self.at].strip()
            self._write(margin + words, _Last.OTHER, is_raw=True)
            self.at += 1
            if "$$" in words and self.at > first + 1:
                break
        self._write("")

    def _read_html(self, raw: re.Match[str] | None) -> None:
        """Raw HTML, as it is: to its end, or to the next empty line."""
        end = (f"</{raw['name']}" if raw["name"] else "-->") if raw else ""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not end and not line.strip():
                break
            self._write(line, _Last.OTHER, is_raw=True)
            self.at += 1
            if end and end in line.lower():
                break

    def _read_table(self, margin: str) -> None:
        self._leave_gap()
        first = self.at
        while self.at < len(self.lines):
            words = self.lines[self.at].strip()
            if not words or (self.at > first + 1 and (MARKER.match(words) or _begins_block(words))):
                break
            self._write(margin + _inline(words), _Last.OTHER)
            self.at += 1
        if self.at < len(self.lines) and self.lines[self.at].strip():
            self._leave_gap()

    def _leave_gap(self) -> None:
        if self.written and self.written[-1].strip():
            self._write("")

    def _write(
        self,
        line: str,
        last: _Last = _Last.WORDS,
        *,
        is_item: bool = False,
        is_raw: bool = False,
        goes_on: bool = False,
    ) -> None:
        if not line.strip() and not is_raw:
            self.written.append("")
            self.last = _Last.NOTHING
            self.starts_list = False
            return
        if not self.written or not self.written[-1].strip():
            self.start_depth = (len(line) - len(line.lstrip(" "))) // INDENT
            self.starts_list = is_item
        if not goes_on:
            self._end_paragraph()
        if last is _Last.WORDS:
            self.paragraph.append(len(self.written))
        self.written.append(line)
        self.last = last

    def _end_paragraph(self) -> None:
        """Keeps the line breaks of a paragraph that its author has broken by hand."""
        lines = [self.written[place] for place in self.paragraph]
        if len(lines) > 1 and _is_broken_by_hand(lines):
            for place, line in zip(self.paragraph[:-1], lines, strict=False):
                self.written[place] = line.rstrip() + "  "
        self.paragraph = []


def _is_broken_by_hand(lines: list[str]) -> bool:
    """Whether a paragraph of these *lines* has a break that neither a full line nor the end of a sentence explains.

    Obsidian shows every break, other programs none, and what their authors write looks accordingly.
    """
    if any(SYNTAX_LINE.match(line) for line in lines):
        return False
    return any(
        (len(line) + len(following.split()[0]) < FULL_LINE and not SENTENCE_END.search(line)) or FIELD.match(following)
        for line, following in pairwise(lines)
    )


def _callout_head(words: str) -> str:
    """The line that says what callout a quote is, as `[!name] Title`; empty if it is a quote like any other."""
    found = CALLOUT.match(words)
    if found is None or not found["name"]:
        return ""
    name, title = found["name"], words[found.end() :].strip()
    if not re.fullmatch(r"[\w-]+", name):
        # A name of several words is none that has a look of its own.
        name, title = "note", title or name
    return _inline(f"[!{name}]{found['fold']} {title}".rstrip())


def _split_indent(line: str) -> tuple[int, str]:
    """The columns of white space before *line*, a tab stop being four, and the rest without the space after it."""
    bare = line.lstrip(" \t")
    return len(line[: len(line) - len(bare)].expandtabs(INDENT)), bare.rstrip("\r\n") if bare.strip() else ""


def _holds_block(words: str) -> bool:
    """Whether the *words* of a list item begin with a list, code, a quote or a formula of their own."""
    return bool(
        (MARKER.match(words) and not BREAK.match(words))
        or FENCE.match(words)
        or words.startswith(">")
        or (words.startswith("$$") and "$$" not in words[2:])
    )


def _begins_block(words: str) -> bool:
    """Whether *words* cannot go on with a paragraph."""
    return bool(
        words.startswith((">", "$$"))
        or FENCE.match(words)
        or HEADING.match(words)
        or BREAK.match(words)
        or RAW_TAG.match(words)
        or BLOCK_TAG.match(words)
    )


def _without_tag(words: str) -> str:
    """*words* that begin with a `#tag` and not with a heading."""
    return f"\\{words}" if words.startswith("#") and not HEADING.match(words) else words


def _inline(line: str) -> str:
    """*line* with what Markdown has no words for put into its own, or left out."""
    if "\\" in line:
        line = HARD_BREAK.sub("  ", line)
    if "^" in line:
        line = BLOCK_NAME.sub("", line)
    if "<" in line:
        line = CODE_OR_TAG.sub(lambda found: "&lt;" if found[0] == "<" else found[0], line)
    if "![" in line:
        line = SIZED_IMAGE.sub(r"![\g<alt>]\g<address>{width=\g<width>}", line)
    if "://" not in line or REFERENCE.match(line):
        return line
    if "[[" not in line and line.count("://") == len(LINKED_ADDRESS.findall(line)):
        return line
    return BARE_ADDRESS.sub(_linked, line)


def _linked(found: re.Match[str]) -> str:
    address = found["address"]
    if not address:
        return found[0]
    bare = address.rstrip("?!.,:;*_~'")
    while bare.endswith(")") and bare.count(")") > bare.count("("):
        bare = bare[:-1].rstrip("?!.,:;*_~'")
    return f"<{bare}>{address[len(bare) :]}"
