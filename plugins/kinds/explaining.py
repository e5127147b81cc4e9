"""Parser errors in front matter, explained in the author's words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import yaml

# What a value in YAML may not begin with unless it is between quotes, or means something else there.
MEANING_SIGNS = "@`%*&!|>]},?"
KEY_AND_VALUE = re.compile(r"^[ ]*(?:-[ ]+)?[\"']?(?P<key>[\w .-]+?)[\"']?[ ]*:[ ]+(?P<value>\S.*)$")
CLOSED_QUOTE = re.compile(r"^(?P<quote>[\"'])(?:(?!(?P=quote)).)*(?P=quote)[ ]*[^ #,]")
BRACKETS = {"[": "]", "{": "}"}
INDENTED_BELOW_VALUE = "the line is indented, but the key above it has a value; take the spaces before it away"
COLON_IN_VALUE = "the value holds a colon and a space; put the value between quotes"

JSON_REASONS: Mapping[str, str] = {
    "Expecting ',' delimiter": "a comma is missing between two values",
    "Expecting property name enclosed in double quotes": "a key has no double quotes, or a comma has nothing behind it",
    "Illegal trailing comma before end of object": "the last comma has nothing behind it; take it out",
    "Illegal trailing comma before end of array": "the last comma has nothing behind it; take it out",
    "Expecting value": "a value is missing, or has no quotes",
    "Expecting ':' delimiter": "a colon is missing behind a key",
    "Unterminated string starting at": "a quote is never closed",
    "Invalid \\escape": "a backslash stands alone; write it twice",
    "Invalid \\uXXXX escape": "four digits are missing behind '\\u'",
}
TOML_REASONS: Mapping[str, str] = {
    "Invalid value": "the value has no quotes",
    "Unterminated string": "a quote is never closed",
    "Illegal character": "a quote is never closed, or a character is none that text may hold",
    "Expected \"'": "a quote is never closed",
    "Expected '='": "'=' is missing behind the key",
    "Unclosed array": "the bracket '[' is never closed",
    "Unclosed inline table": "the brace '{' is never closed",
    "Expected newline or end of document": "something stands behind the value; write one key to a line",
    "Cannot overwrite": "the key is said twice",
    "Cannot declare": "the key is said twice",
    "Invalid statement": "this is no line 'key = value'",
    "Invalid date": "the date is none",
    "Unescaped '\\'": "a backslash stands alone; write it twice, or put the value between single quotes",
}


def explain_json(reason: str) -> str:
    """What is wrong in JSON, for the *reason* that the parser gives."""
    return next((words for known, words in JSON_REASONS.items() if reason.startswith(known)), "this cannot be read")


def explain_toml(reason: str) -> str:
    """What is wrong in TOML, for the *reason* that the parser gives."""
    return next((words for known, words in TOML_REASONS.items() if reason.startswith(known)), "this cannot be read")


def explain_yaml(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> tuple[int, str]:
    """On which of *lines* YAML is broken, as an index, and what is wrong there and what to do."""
    context, problem = str(error.context or ""), str(error.problem or "")
    place = _place_of(error.problem_mark or error.context_mark, lines)
    opened = _place_of(error.context_mark, lines) if error.context_mark else place
    tabbed = next((one for one in (place, opened) if "\t" in _indentation(lines[one])), None)
    if tabbed is not None:
        return tabbed, "the line is indented by a tab; write spaces instead of tabs"
    if "quoted scalar" in context:
        return opened, _explain_quoted(problem)
    if "flow " in context and (words := _explain_brackets(lines[opened])):
        return opened, words
    for one in dict.fromkeys((place, opened)):
        if words := _explain_value(lines[one]):
            return one, words
    return _explain_lines(place, problem, lines)


def _place_of(mark: yaml.Mark | None, lines: Sequence[str]) -> int:
    # What is missing at the end is found missing behind it.
    return min(int(mark.line) if mark else 0, len(lines) - 1)


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _explain_quoted(problem: str) -> str:
    if "end of stream" in problem or "document separator" in problem:
        return "a quote is opened and never closed; close it at the end of the value"
    return "a backslash between double quotes means something; put the value between single quotes"


def _explain_brackets(line: str) -> str:
    """What is wrong between the brackets on *line*; empty where there are none."""
    opening = next((char for char in line if char in BRACKETS), "")
    if not opening:
        return ""
    if BRACKETS[opening] not in line:
        return f"the bracket '{opening}' is never closed; add '{BRACKETS[opening]}' at the end of the list"
    return "what is between the brackets cannot be read; put each item in double quotes, with one comma between two"


def _explain_value(line: str) -> str:
    """What is wrong with the value that stands on *line* alone; empty where nothing is."""
    match = KEY_AND_VALUE.match(line)
    value = match["value"] if match else ""
    if value[:1] and value[0] in MEANING_SIGNS:
        return f"a value that begins with '{value[0]}' means something else; put the value between quotes"
    if CLOSED_QUOTE.match(value):
        return "something stands behind the closing quote; put quotes around all of the value, of the other sort"
    return ""


def _explain_lines(place: int, problem: str, lines: Sequence[str]) -> tuple[int, str]:
    """What is wrong between the line at *place* and those above it."""
    line = lines[place]
    if "mapping values" in problem:
        is_below = place > 0 and _indentation(line) and KEY_AND_VALUE.match(lines[place - 1])
        return place, INDENTED_BELOW_VALUE if is_below else COLON_IN_VALUE
    if "could not find expected ':'" in problem:
        bare = next((one for one in range(place, -1, -1) if ":" not in lines[one] and lines[one].strip()), place)
        return bare, "the line has no colon; write 'key: value'"
    if line.lstrip().startswith("- "):
        return place, "the item is indented otherwise than what stands above it; indent all items alike, below a key"
    if "expected key" in problem and _indentation(line):
        return place, "the line is indented otherwise than those above it; indent all of them alike"
    return place, "the line cannot be read; put the value between quotes"
