from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.images.cache import Cache, CacheKey, make_key

KEY = CacheKey("aabbcc")


def files_of(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_what_was_stored_is_loaded_by_the_next_build(tmp_path: Path) -> None:
    Cache(tmp_path).store(KEY, {"missing": ["茶"]}, [(".png", b"one"), (".jpg", b"two")])
    record = Cache(tmp_path).load(KEY)
    assert record is not None
    assert record.facts == {"missing": ["茶"]}
    assert [(blob.suffix, blob.read()) for blob in record.blobs] == [(".png", b"one"), (".jpg", b"two")]
    assert files_of(tmp_path) == ["images/aa/aabbcc-0.png", "images/aa/aabbcc-1.jpg", "images/aa/aabbcc.json"]


def test_what_was_not_stored_is_absent(tmp_path: Path) -> None:
    assert Cache(tmp_path).load(KEY) is None


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("aabbcc-0.png", b"onf", id="file changed"),
        pytest.param("aabbcc-0.png", None, id="file gone"),
        pytest.param("aabbcc.json", b"", id="record empty"),
        pytest.param("aabbcc.json", b"[]", id="record of another form"),
        pytest.param("aabbcc.json", b'{"format": 2}', id="record incomplete"),
        pytest.param("aabbcc.json", b'{"format": 0, "key": "aabbcc"}', id="record of another version"),
        pytest.param(
            "aabbcc.json", b'{"format": 2, "key": "aabbcd", "facts": {}, "blobs": []}', id="record of another"
        ),
        pytest.param("aabbcc.json", b'{"format": 2, "key": "aabbcc", "facts": {}, "blobs": [[1]]}', id="odd file"),
        pytest.param("aabbcc.json", b"\xff\xfe", id="noise"),
    ],
)
def test_whatever_is_amiss_the_record_counts_as_absent(tmp_path: Path, name: str, data: bytes | None) -> None:
    Cache(tmp_path).store(KEY, {}, [(".png", b"one")])
    path = tmp_path / "images/aa" / name
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data)
    cache = Cache(tmp_path)
    assert cache.load(KEY) is None
    cache.store(KEY, {}, [(".png", b"one")])
    assert cache.load(KEY) is not None


def test_a_copied_cache_holds_what_it_held(tmp_path: Path) -> None:
    Cache(tmp_path / "one").store(KEY, {}, [(".png", b"one")])
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    record = Cache(tmp_path / "two").load(KEY)
    assert record is not None
    assert record.blobs[0].read() == b"one"


def test_a_file_whose_time_was_put_back_counts_as_changed(tmp_path: Path) -> None:
    Cache(tmp_path).store(KEY, {}, [(".png", b"one")])
    path = tmp_path / "images/aa/aabbcc-0.png"
    stat = path.stat()
    path.write_bytes(b"two")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert Cache(tmp_path).load(KEY) is None


def test_without_a_folder_records_are_kept_in_memory() -> None:
    cache = Cache(None)
    stored = cache.store(KEY, {"a": 1}, [(".png", b"one")])
    assert cache.load(KEY) == stored
    assert stored.blobs[0].read() == b"one"
    assert cache.check() == []


def test_a_cache_that_cannot_be_written_works_and_says_so_once(tmp_path: Path) -> None:
    root = tmp_path / "cache"
    root.write_text("a file where the folder should be", encoding="utf-8")
    cache = Cache(root)
    for key in ("aabbcc", "ddeeff"):
        cache.store(CacheKey(key), {}, [(".png", b"one")])
        record = cache.load(CacheKey(key))
        assert record is not None
        assert record.blobs[0].read() == b"one"
    assert [str(problem) for problem in cache.check()] == [
        f"{root}: the cache cannot be written (File exists); every build draws all images anew"
    ] or [str(problem) for problem in cache.check()] == [
        f"{root}: the cache cannot be written (Not a directory); every build draws all images anew"
    ]


def test_nothing_half_written_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    cache = Cache(tmp_path)
    cache.store(KEY, {}, [(".png", b"one")])
    assert files_of(tmp_path) == []
    assert [str(problem) for problem in cache.check()] == [
        f"{tmp_path}: the cache cannot be written (No space left on device); every build draws all images anew"
    ]


@given(st.lists(st.text()), st.lists(st.text()))
def test_different_things_have_different_keys(first: list[str], second: list[str]) -> None:
    assert (make_key(*first) == make_key(*second)) is (first == second)
