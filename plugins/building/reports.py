"""What `check` finds, for other programs: as JSON, or as SARIF 2.1.0, which editors and code hosts show beside a file.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from plugins.shared.problems import Problem
from plugins.shared.sorts import SORTS

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def make_json(problems: Iterable[Problem], content_path: Path) -> str:
    """A list of objects with `file`, `line` (from 1; 0 for a file as a whole), `level`, `sort` and `message`."""
    rows = [
        {
            "file": one.source,
            "line": one.line,
            "level": one.severity.value,
            "sort": one.sort,
            "message": one.text,
        }
        for one in (found.placed_in(content_path) for found in problems)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def make_sarif(problems: Iterable[Problem], content_path: Path) -> str:
    rules = [
        {"id": sort, "shortDescription": {"text": meaning}, "help": {"text": cure}}
        for sort, (meaning, cure) in SORTS.items()
    ]
    run = {
        "tool": {"driver": {"name": "Doodlebook", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result_of(one, content_path) for one in problems],
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


FORMATS: Mapping[str, Callable[[Iterable[Problem], Path], str]] = {"json": make_json, "sarif": make_sarif}


def _result_of(found: Problem, content_path: Path) -> dict[str, Any]:
    problem = found.placed_in(content_path)
    result: dict[str, Any] = {
        "ruleId": problem.sort,
        "level": problem.severity.value,
        "message": {"text": problem.text},
    }
    if problem.source:
        location: dict[str, Any] = {"artifactLocation": {"uri": quote(problem.source)}}
        if problem.line:
            location["region"] = {"startLine": problem.line}
        result["locations"] = [{"physicalLocation": location}]
    return result
