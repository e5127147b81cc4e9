from __future__ import annotations

import json
from pathlib import Path

from plugins.building.reports import make_json, make_sarif
from plugins.shared.problems import Problem, note, warning
from plugins.shared.sorts import SORTS


def test_json_names_file_line_level_sort_and_message(tmp_path: Path) -> None:
    (tmp_path / "a b.md").touch()
    found = [warning("a b.md", 3, "no cup", sort="alt"), note("", 0, "odd keys", counted="toc", sort="other-keys")]

    assert json.loads(make_json(found, tmp_path)) == [
        {"file": f"{tmp_path.name}/a b.md", "line": 3, "level": "warning", "sort": "alt", "message": "no cup"},
        {"file": "", "line": 0, "level": "note", "sort": "other-keys", "message": "odd keys: toc"},
    ]


def test_sarif_has_the_parts_that_its_standard_asks_for(tmp_path: Path) -> None:
    (tmp_path / "茶 b.md").touch()
    found = [
        Problem("茶 b.md", 3, "no cup", sort="date"),
        Problem("茶 b.md", 0, "no file", sort="file"),
        Problem("pelicanconf.py", 0, "no zone", sort="setting"),
    ]

    log = json.loads(make_sarif(found, tmp_path))

    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "Doodlebook"
    assert [rule["id"] for rule in rules] == [*SORTS]
    place = f"{tmp_path.name}/%E8%8C%B6%20b.md"
    assert run["results"] == [
        {
            "ruleId": "date",
            "level": "error",
            "message": {"text": "no cup"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": place}, "region": {"startLine": 3}}}],
        },
        {
            "ruleId": "file",
            "level": "error",
            "message": {"text": "no file"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": place}}}],
        },
        {
            "ruleId": "setting",
            "level": "error",
            "message": {"text": "no zone"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": "pelicanconf.py"}}}],
        },
    ]
