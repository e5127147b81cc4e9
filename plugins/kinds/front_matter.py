"""Front matter in both dialects: Pelican's `Key: value` lines and YAML between `---`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import yaml

from plugins.shared.entry import FieldValue

# A block of `Key: value` lines is front matter only if it starts with one of these:
# a note may well begin with a line such as "See: the other page".
KNOWN_KEYS = frozenset(
    "title date kind category categories tags tag keywords slug url save_as author authors status summary excerpt"
    " description series series_part message image drawing alt video lang template aliases alias modified updated"
    " update created draft".split()
)
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
    "created": "date",
    "seriestitle": "series_title",
    "series_index": "series_part",
    "cover": "image",
    "language": "lang",
}
KEY_LINE = re.compile(r"^[ ]{0,3}(?P<key>[A-Za-z][\w-]*):(?P<gap>[ \t]*)(?P<value>.*)$")
CONTINUED_LINE = re.compile(r"^(?:[ ]{4,}|\t)(?P<value>.*\S.*)$")
YAML_OPENING = re.compile(r"^---[ \t]*$")
YAML_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$")
# A YAML document of a few bytes can name itself over and over; no front matter needs this many values.
MAX_VALUES = 10_000


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
    """What stands above the text: *fields* by lower-case name, the line of each, and the *body* from *body_line* on."""

    dialect: Dialect
    fields: Mapping[str, FieldValue]
    lines: Mapping[str, int]
    body: str
    body_line: int


def parse_front_matter(text: str) -> FrontMatter:
    """The front matter and body of a Markdown file; raises `FrontMatterError` where it is broken."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    if start < len(lines) and YAML_OPENING.match(lines[start]):
        parsed = _parse_yaml_block(lines, start)
        if parsed:
            return parsed
    return _parse_key_lines(lines, start) or FrontMatter(Dialect.NONE, {}, {}, "\n".join(lines), 1)


def _parse_yaml_block(lines: list[str], start: int) -> FrontMatter | None:
    """The YAML block that opens at *start*; `None` if the dashes are a rule in the text, with no front matter behind."""
    end = next((index for index in range(start + 1, len(lines)) if YAML_CLOSING.match(lines[index])), None)
    first = lines[start + 1] if start + 1 < len(lines) else ""
    if end is None:
        if not KEY_LINE.match(first):
            return None
        raise FrontMatterError(start + 1, "the front matter opened by '---' is never closed; add a line '---' below it")
    if not any(line.strip() for line in lines[start + 1 : end]):
        return FrontMatter(Dialect.YAML, {}, {}, "\n".join(lines[end + 1 :]), end + 2)
    if not first.strip() and not any(KEY_LINE.match(line) for line in lines[start + 1 : end]):
        return None
    fields, places = _load_yaml("\n".join(lines[start + 1 : end]), first_line=start + 2)
    return FrontMatter(Dialect.YAML, fields, places, "\n".join(lines[end + 1 :]), end + 2)


def _load_yaml(block: str, first_line: int) -> tuple[dict[str, FieldValue], dict[str, int]]:
    """Fields and their lines; every scalar stays the text that was written, so that a title `No` is not `False`."""
    try:
        root = yaml.compose(block, Loader=yaml.CBaseLoader if hasattr(yaml, "CBaseLoader") else yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise FrontMatterError(line, _yaml_message(block, error, mark.line if mark else 0)) from None
    except yaml.YAMLError as error:
        place = re.search(r"position (\d+)", str(error))
        line = block.count("\n", 0, int(place[1])) if place else 0
        raise FrontMatterError(first_line + line, f"broken YAML: {str(error).splitlines()[0]}") from None
    if root is None:
        return {}, {}
    if not isinstance(root, yaml.MappingNode):
        raise FrontMatterError(first_line, "broken YAML: expected lines 'key: value' between the '---'")
    fields: dict[str, FieldValue] = {}
    places: dict[str, int] = {}
    budget = [MAX_VALUES]
    for key_node, value_node in root.value:
        key = canonical_key(str(key_node.value))
        if key not in fields or not fields[key]:
            fields[key] = _value_of(value_node, budget)
            places[key] = first_line + key_node.start_mark.line
    if budget[0] < 0:
        raise FrontMatterError(first_line, f"broken YAML: more than {MAX_VALUES} values; aliases (&, *) name each other")
    return fields, places


def _yaml_message(block: str, error: yaml.MarkedYAMLError, line: int) -> str:
    reason = " ".join(str(part) for part in (error.context, error.problem) if part)
    lines = block.split("\n")
    shown = lines[min(line, len(lines) - 1)].strip()
    cure = "; put the value between quotes" if ":" in shown.partition(":")[2] or "{{" in shown else ""
    return f"broken YAML at '{shown}': {reason}{cure}"


def _value_of(node: yaml.Node, budget: list[int]) -> FieldValue:
    """The value of a YAML node as text, list or dict; spends one of *budget* for each and stops at none."""
    budget[0] -= 1
    if budget[0] < 0:
        return None
    if isinstance(node, yaml.ScalarNode):
        return "" if node.style is None and node.value in ("~", "null", "Null", "NULL") else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_value_of(item, budget) for item in node.value]
    return {str(key.value): _value_of(value, budget) for key, value in node.value}


def _parse_key_lines(lines: list[str], start: int) -> FrontMatter | None:
    """The block of `Key: value` lines at *start*, ended by an empty line or anything else; `None` if there is none."""
    first = KEY_LINE.match(lines[start]) if start < len(lines) else None
    if first is None or canonical_key(first["key"]) not in KNOWN_KEYS:
        return None
    fields: dict[str, FieldValue] = {}
    places: dict[str, int] = {}
    key, index = "", start
    for index in range(start, len(lines) + 1):  # noqa: B007 - the place where the block ends is needed
        line = lines[index] if index < len(lines) else ""
        if more := CONTINUED_LINE.match(line):
            fields[key] = f"{fields[key]}\n{more['value'].strip()}".lstrip("\n")
            continue
        match = KEY_LINE.match(line)
        if match is None or match["value"].startswith("//"):
            break
        key = canonical_key(match["key"])
        value = match["value"].strip()
        if fields.get(key):
            fields[key] = f"{fields[key]}\n{value}"
        else:
            fields[key] = value
            places[key] = index + 1
    body_start = index + 1 if index < len(lines) and not lines[index].strip() else index
    return FrontMatter(Dialect.PELICAN, fields, places, "\n".join(lines[body_start:]), body_start + 1)


def canonical_key(key: str) -> str:
    """*key* in lower case with underscores, and in the one spelling that is used from here on."""
    name = key.strip().casefold().replace("-", "_").replace(" ", "_")
    return SYNONYMS.get(name, name)
