"""Front matter in both dialects: Pelican's `Key: value` lines and YAML between `---`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import NamedTuple

import yaml

from plugins.shared.entry import FieldValue
from plugins.shared.names import split_names

# Two spellings of one thing; what stands on the right is the name used from here on.
SYNONYMS: Mapping[str, str] = {
    "categories": "category",
    "tag": "tags",
    "keywords": "tags",
    "authors": "author",
    "alias": "aliases",
    "updated": "modified",
    "update": "modified",
    "lastmod": "modified",
    "last_modified": "modified",
    "date_modified": "modified",
    "created": "date",
    "date_created": "date",
    "seriestitle": "series_title",
    "series_index": "series_part",
    "cover": "image",
    "language": "lang",
}
# A note may well begin with a line such as "See: the other page", or even "Update: it works".
# So a block of `Key: value` lines is front matter only if it holds a title, starts with one of the first,
# or starts with two of both.
TELLING_KEYS = frozenset(
    "date kind category categories tag tags keywords slug save_as author authors status alias aliases template"
    " message drawing".split()
)
KNOWN_KEYS = frozenset(
    "title url summary excerpt description series series_part message image image_alt drawing alt transcript video"
    " video_title poster lang draft modified canonical".split()
).union(TELLING_KEYS, SYNONYMS)
# Written twice, these hold the names of both lines.
LIST_KEYS = frozenset("category tags author aliases".split())
KEY_LINE = re.compile(r"^[ ]{0,3}(?P<key>[A-Za-z][\w-]*):[ \t]*(?P<value>.*)$")
YAML_FIELD = re.compile(r"^\s*[\"']?\w[\w .-]*[\"']?:(?:\s|$)")
CONTINUED_LINE = re.compile(r"^(?:[ ]{4,}|\t)(?P<value>.*\S.*)$")
YAML_OPENING = re.compile(r"^---[ \t]*$")
YAML_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$")
YAML_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# A YAML document of a few bytes can name itself over and over; no front matter needs this many values, or levels.
MAX_VALUES = 10_000
MAX_LEVELS = 20


class Dialect(StrEnum):
    PELICAN = "pelican"
    YAML = "yaml"
    NONE = "none"


class FrontMatterError(ValueError):
    """Front matter that cannot be read; *line* is the line of the file."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above the text: *fields* by lower-case name, the line of each, and the *body* from *body_line* on.

    *repeated* are lines that say again, and otherwise, what a line above them says; they do not count.
    """

    dialect: Dialect
    fields: Mapping[str, FieldValue]
    lines: Mapping[str, int]
    body: str
    body_line: int
    repeated: tuple[int, ...] = ()


class _Field(NamedTuple):
    """One field as written."""

    key: str
    value: FieldValue
    line: int


def parse_front_matter(text: str) -> FrontMatter:
    """The front matter and body of a Markdown file; raises `FrontMatterError` where it is broken."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    found = None
    if start < len(lines):
        found = _read_yaml_block(lines, start) if YAML_OPENING.match(lines[start]) else _read_key_lines(lines, start)
    if found is None:
        return FrontMatter(Dialect.NONE, {}, {}, "\n".join(lines), 1)
    dialect, written, end = found
    fields, places, repeated = _gather(written)
    return FrontMatter(dialect, fields, places, "\n".join(lines[end:]), end + 1, repeated)


_Found = tuple[Dialect, list[_Field], int]
"""What was found at the top of a file, and the index of the first line behind it."""


def _read_yaml_block(lines: list[str], start: int) -> _Found | None:
    """The YAML block that opens at *start*; `None` if the dashes are a rule in the text, with no fields behind."""
    end = next((index for index in range(start + 1, len(lines)) if YAML_CLOSING.match(lines[index])), None)
    if end is None:
        if not any(YAML_FIELD.match(line) for line in lines[start + 1 : start + 2]):
            return None
        raise FrontMatterError(start + 1, "the front matter opened by '---' is never closed; add a line '---' below it")
    block = lines[start + 1 : end]
    try:
        written = _YamlBlock(block, first_line=start + 2).read()
    except FrontMatterError:
        if any(YAML_FIELD.match(line) for line in block):
            raise
        return None
    return Dialect.YAML, written, end + 1


class _YamlBlock:
    """The fields of a YAML mapping; every scalar stays the text that was written: a title `No` is not `False`."""

    def __init__(self, lines: list[str], first_line: int) -> None:
        self.lines = lines
        self.first_line = first_line
        self.values_left = MAX_VALUES

    def read(self) -> list[_Field]:
        root = self._compose()
        if root is None:
            return []
        if not isinstance(root, yaml.MappingNode):
            raise FrontMatterError(self.first_line, "broken YAML; write lines 'key: value' between the '---'")
        return [
            _Field(str(key.value), self._value_of(value, 1), self._line_of(key))
            for key, value in root.value
            if isinstance(key, yaml.ScalarNode)
        ]

    def _compose(self) -> yaml.Node | None:
        block = "\n".join(self.lines)
        try:
            return yaml.compose(block, Loader=YAML_LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = mark.line if mark else 0
            reason = " ".join(str(part) for part in (error.context, error.problem) if part)
            raise FrontMatterError(self.first_line + place, self._explain(place, reason)) from None
        except yaml.YAMLError as error:
            position = re.search(r"position (\d+)", str(error))
            place = block.count("\n", 0, int(position[1])) if position else 0
            reason = str(error).splitlines()[0]
            raise FrontMatterError(self.first_line + place, f"broken YAML: {reason}; take it out") from None
        except RecursionError:
            raise FrontMatterError(self.first_line, self._nested) from None

    def _explain(self, place: int, reason: str) -> str:
        line = self.lines[min(place, len(self.lines) - 1)]
        cure = "write spaces instead of tabs" if line.startswith("\t") else "put the value between quotes"
        return f"broken YAML at '{line.strip()}': {reason}; {cure}"

    _nested = f"broken YAML: more than {MAX_LEVELS} levels, or an alias (*) that names itself; write it flat"

    def _line_of(self, node: yaml.Node) -> int:
        return self.first_line + int(node.start_mark.line)

    def _value_of(self, node: yaml.Node, level: int) -> FieldValue:
        """The value of *node* as text, list or dict."""
        self.values_left -= 1
        if self.values_left < 0:
            message = f"broken YAML: more than {MAX_VALUES} values; write fewer aliases (*)"
            raise FrontMatterError(self.first_line, message)
        if level > MAX_LEVELS:
            raise FrontMatterError(self._line_of(node), self._nested)
        if isinstance(node, yaml.ScalarNode):
            return "" if not node.style and node.value in ("~", "null", "Null", "NULL") else str(node.value)
        if isinstance(node, yaml.SequenceNode):
            return [self._value_of(item, level + 1) for item in node.value]
        return {
            str(key.value): self._value_of(value, level + 1)
            for key, value in node.value
            if isinstance(key, yaml.ScalarNode)
        }


def _read_key_lines(lines: list[str], start: int) -> _Found | None:
    """The block of `Key: value` lines at *start*, ended by an empty line or anything else; `None` if there is none."""
    written: list[_Field] = []
    end = start
    for end, line in enumerate(lines[start:], start):
        more = CONTINUED_LINE.match(line) if written else None
        match = KEY_LINE.match(line)
        if more:
            key, value, place = written[-1]
            written[-1] = _Field(key, f"{value}\n{more['value'].strip()}".lstrip("\n"), place)
        elif match and not match["value"].startswith("//"):
            written.append(_Field(match["key"], match["value"].strip(), end + 1))
        else:
            break
    else:
        end += 1
    if not _is_front_matter([_spelled(one.key) for one in written]):
        return None
    return Dialect.PELICAN, written, end + 1 if end < len(lines) and not lines[end].strip() else end


def _is_front_matter(keys: list[str]) -> bool:
    known_first = len(list(takewhile(KNOWN_KEYS.__contains__, keys)))
    return "title" in keys or known_first > 1 or (known_first == 1 and keys[0] in TELLING_KEYS)


def _gather(written: Iterable[_Field]) -> tuple[dict[str, FieldValue], dict[str, int], tuple[int, ...]]:
    """The fields of *written* by their names, their lines, and the lines that were left out.

    A field under its own name counts before its synonyms, and the first before those that repeat it.
    """
    values: dict[str, FieldValue] = {}
    lines: dict[str, int] = {}
    repeated = []
    in_order = sorted(written, key=lambda one: _spelled(one.key) in SYNONYMS)
    for one in in_order:
        key = canonical_key(one.key)
        held = values.get(key)
        if not held:
            values[key] = one.value
            lines[key] = one.line
        elif key in LIST_KEYS:
            values[key] = [*split_names(held), *split_names(one.value)]
        elif one.value and one.value != held and _spelled(one.key) not in SYNONYMS:
            repeated.append(one.line)
    return values, lines, tuple(repeated)


def canonical_key(key: str) -> str:
    """*key* in lower case with underscores, and in the one spelling that is used from here on."""
    name = _spelled(key)
    return SYNONYMS.get(name, name)


def _spelled(key: str) -> str:
    return key.strip().casefold().replace("-", "_").replace(" ", "_")
