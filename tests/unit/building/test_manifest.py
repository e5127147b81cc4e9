from __future__ import annotations

from pathlib import Path

import pytest

from plugins.building.manifest import load_manifest, manifest_path, save_manifest


def test_two_output_folders_have_two_records(tmp_path: Path) -> None:
    assert manifest_path(tmp_path, Path("/srv/one")) != manifest_path(tmp_path, Path("/srv/two"))


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    record = manifest_path(tmp_path, Path("/srv/www"))
    save_manifest(record, Path("/srv/www"), ["index.html", "tag/żółw/index.html"])
    assert load_manifest(record) == {"index.html", "tag/żółw/index.html"}


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"files": 1}', '{"files": [1, "../diary.txt", "/etc/passwd"]}'])
def test_a_spoilt_record_names_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "record.json").write_text(text)
    assert load_manifest(tmp_path / "record.json") == frozenset()
