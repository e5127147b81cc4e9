"""Front matter in TOML and JSON, with every value as the text that was written: a title `true` is a title."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time

from plugins.kinds.explaining import explain_json, explain_toml
from plugins.kinds.nested import Field
from plugins.shared.entry import FieldValue

# More than anybody means, and fewer than Python can go down; YAML has the same.
MAX_LEVELS = 20
PLACE = re.compile(r"\s*\(at (?:line (?P<line>\d+), column \d+|end of document)\)$")


class StructureError(ValueError):
    """TOML or JSON that is broken; *line* is the line of the file."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_toml(block: str, first_line: int) -> list[Field]:
    """The fields of the TOML *block*, which begins on *first_line* of the file; raises `StructureError`."""
    try:
        found = tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = PLACE.search(str(error))
        last = block.count("\n")
        line = first_line + (int(place["line"]) - 1 if place and place["line"] else last)
        is_deep = isinstance(error, RecursionError)
        reason = "nested too deeply" if is_deep else explain_toml(PLACE.sub("", str(error)))
        shown = block.split("\n")[min(line - first_line, last)].strip()
        message = f'broken TOML at \'{shown}\': {reason}; write key = "value", lists as ["a", "b"]'
        raise StructureError(line, message) from None
    return _list_fields(found, block, first_line, r"^[ \t]*(?:\[+[ \t]*)?[\"']?{key}[\"']?[ \t]*[=.\]]")


def read_json(text: str, first_line: int) -> tuple[list[Field], int]:
    """The fields of the JSON object that *text* begins with, and how many lines it takes; raises `StructureError`.

    *first_line* is the line of the file on which *text* begins.
    """
    start = len(text) - len(text.lstrip())
    try:
        found, end = json.JSONDecoder(parse_float=str, parse_int=str, strict=False).raw_decode(text, start)
    except json.JSONDecodeError as error:
        shown = text.split("\n")[min(error.lineno - 1, text.count("\n"))].strip()
        message = (
            f'broken JSON at \'{shown}\': {explain_json(error.msg)}; write "key": "value" with commas between the lines'
        )
        raise StructureError(first_line + error.lineno - 1, message) from None
    except RecursionError:
        raise StructureError(first_line, "broken JSON: nested too deeply; write it flat") from None
    line_end = text.find("\n", end)
    rest = text[end : line_end if line_end >= 0 else len(text)]
    if not isinstance(found, dict) or rest.strip():
        message = f"'{rest.strip()[:40]}' stands behind the front matter in JSON; begin a new line"
        raise StructureError(first_line + text.count("\n", 0, end), message)
    block = text[:end]
    return _list_fields(found, block, first_line, r"\"{key}\"[ \t]*:"), block.count("\n") + 1


def _list_fields(found: Mapping[str, object], block: str, first_line: int, pattern: str) -> list[Field]:
    fields = []
    for key, value in found.items():
        place = re.search(pattern.replace("{key}", re.escape(key)), block, re.MULTILINE)
        line = first_line + (block.count("\n", 0, place.start()) if place else 0)
        try:
            fields.append(Field(key, _plain(value), line))
        except RecursionError:
            message = f"'{key}' is nested too deeply: more than {MAX_LEVELS} levels; write it flat"
            raise StructureError(line, message) from None
    return fields


def _plain(value: object, level: int = 1) -> FieldValue:
    """*value* as text, or lists and mappings of text; raises `RecursionError` where there are too many levels."""
    if level > MAX_LEVELS:
        raise RecursionError
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item, level + 1) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item, level + 1) for key, item in value.items()}
    return "" if value is None else str(value)
