"""The cache of pictures: what was made once from the same things is not made again."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NewType, TypeAlias

from plugins.shared.files import write_whole
from plugins.shared.problems import Problem, warning
from plugins.shared.stamps import stamp_of

CacheKey = NewType("CacheKey", str)
Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

_FORMAT = 3


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes of one file: in the cache at *path*, or held as *data* where the cache cannot be written."""

    digest: str
    suffix: str
    path: Path | None = None
    data: bytes = b""
    is_promised: bool = False
    """Whether it is still to be made; then its *digest* is another one."""

    def read(self) -> bytes:
        """The bytes; raises `OSError` if the cache was emptied since."""
        return self.path.read_bytes() if self.path else self.data


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept under one key: *facts*, and the files that go with them."""

    facts: Mapping[str, Json]
    blobs: tuple[Blob, ...] = ()


def make_key(*parts: str | int | bool) -> CacheKey:
    """The key for everything that decides a picture; the order of *parts* counts."""
    text = json.dumps([_digest_code(), *parts], ensure_ascii=True)
    return CacheKey(hashlib.blake2b(text.encode(), digest_size=20).hexdigest())


@cache
def _digest_code() -> str:
    """The digest of this plugin's code: pictures made by other code are made anew."""
    summed = hashlib.blake2b(digest_size=8)
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        summed.update(path.read_bytes())
    return summed.hexdigest()


def digest_bytes(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=20).hexdigest()


class Cache:
    """Records in files below *root*; whatever is wrong with one, it counts as absent.

    With no *root*, or one that cannot be written, records live in memory only: the build works, and the next is slow.
    With a *run*, the name of one build, only what that build has stored counts.
    """

    def __init__(self, root: Path | None, run: str = "") -> None:
        self.root = root
        self.run = run
        self._memory: dict[CacheKey, Record] = {}
        self._trouble = ""

    def check(self) -> list[Problem]:
        """One problem if something could not be written since this cache was opened."""
        return [warning(str(self.root), 0, self._trouble, sort="cache")] if self._trouble else []

    def load(self, key: CacheKey) -> Record | None:
        """The record of *key*, its files checked; `None` if there is none, or anything is amiss with it."""
        if key in self._memory:
            return self._memory[key]
        if self.root is None:
            return None
        try:
            return _read_record(self.root, key, self.run)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def store(self, key: CacheKey, facts: Mapping[str, Json], files: Sequence[tuple[str, bytes]] = ()) -> Record:
        """Keep *facts* and *files* (suffix and bytes of each) under *key*."""
        blobs = [Blob(digest_bytes(data), suffix, data=data) for suffix, data in files]
        if self.root is not None and not self._trouble:
            try:
                return _write_record(self.root, key, facts, blobs, self.run)
            except OSError as error:
                reason = error.strerror or str(error)
                self._trouble = f"the cache cannot be written ({reason}); every build draws all images anew"
        record = Record(dict(facts), tuple(blobs))
        self._memory[key] = record
        return record

    def keep(self, key: CacheKey, record: Record) -> Record:
        """*record*, as another process has stored it under *key*; stored here if that could not write."""
        if all(blob.path for blob in record.blobs):
            return record
        return self.store(key, record.facts, [(blob.suffix, blob.read()) for blob in record.blobs])


def _place(root: Path, key: CacheKey, ending: str) -> Path:
    # Joined in one go: folder by folder takes twice as long, and each entry has half a dozen of them.
    return root / f"images/{key[:2]}/{key}{ending}"


def _read_record(root: Path, key: CacheKey, run: str) -> Record:
    """The record as written, every file of it checked; raises what reading raises, or `ValueError`."""
    kept = json.loads(_place(root, key, ".json").read_bytes())
    if kept["format"] != _FORMAT or kept["key"] != key:
        raise ValueError(f"the record of {key} was written by another version")
    if run and kept["run"] != run:
        raise ValueError(f"the record of {key} was written by another build")
    blobs = tuple(
        _read_blob(_place(root, key, f"-{index}{suffix}"), digest, suffix, stamp)
        for index, (digest, suffix, stamp) in enumerate(kept["blobs"])
    )
    return Record(dict(kept["facts"]), blobs)


def _read_blob(path: Path, digest: str, suffix: str, stamp: Json) -> Blob:
    """The file at *path*, which is read only where it is not the very one that was written, untouched since."""
    if [*stamp_of(os.stat(path))] != stamp and digest_bytes(path.read_bytes()) != digest:
        raise ValueError(f"{path} was changed")
    return Blob(digest, suffix, path)


def _write_record(root: Path, key: CacheKey, facts: Mapping[str, Json], blobs: Sequence[Blob], run: str) -> Record:
    written = []
    for index, blob in enumerate(blobs):
        path = _place(root, key, f"-{index}{blob.suffix}")
        write_whole(path, blob.data)
        written.append(Blob(blob.digest, blob.suffix, path))
    kept: dict[str, Json] = {
        "format": _FORMAT,
        "key": key,
        "run": run,
        "facts": dict(facts),
        "blobs": [[blob.digest, blob.suffix, [*stamp_of(os.stat(blob.path))]] for blob in written if blob.path],
    }
    # The record comes last: where it is, its files are.
    write_whole(_place(root, key, ".json"), json.dumps(kept, ensure_ascii=False, sort_keys=True).encode())
    return Record(dict(facts), tuple(written))
