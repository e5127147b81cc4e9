"""Plain assignments in a settings file, `SITENAME = "Tea"`: read and rewritten, with all around them left as it is."""

from __future__ import annotations

import ast
import json


class AssignmentError(ValueError):
    """A settings file that cannot be rewritten; the message names the cure."""


def find_text(source: str, name: str) -> str | None:
    """The text that *source* assigns to *name*; `None` if it assigns none, or something to be computed."""
    value = _find_value(source, name)
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


def replace_text(source: str, name: str, text: str) -> str:
    """*source* with the value of *name* replaced by *text*; raises `AssignmentError` where it has no such line."""
    value = _find_value(source, name)
    if value is None or value.end_lineno is None or value.end_col_offset is None:
        raise AssignmentError(f"has no line '{name} = \"…\"'; add one and run this again")
    # Columns count bytes of UTF-8.
    lines = source.encode().splitlines(keepends=True)
    head = b"".join(lines[: value.lineno - 1]) + lines[value.lineno - 1][: value.col_offset]
    tail = lines[value.end_lineno - 1][value.end_col_offset :] + b"".join(lines[value.end_lineno :])
    # A JSON string is a Python string of the same value, in the double quotes our formatter wants.
    return (head + json.dumps(text, ensure_ascii=False).encode() + tail).decode()


def _find_value(source: str, name: str) -> ast.expr | None:
    """The value of the last assignment to *name* at the top of the file, which is the one that counts."""
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise AssignmentError(f"is no valid Python at line {error.lineno}; mend it and run this again") from error
    found: ast.expr | None = None
    for statement in statements:
        if isinstance(statement, ast.Assign):
            targets: list[ast.expr] = statement.targets
        elif isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        else:
            continue
        if len(targets) == 1 and isinstance(targets[0], ast.Name) and targets[0].id == name:
            found = statement.value
    return found
