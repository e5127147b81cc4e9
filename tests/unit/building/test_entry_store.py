"""The store of entries on a disk that is full."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from plugins.building.store import EntryStore
from plugins.shared.digests import digest


def test_a_full_disk_is_told_with_the_file_and_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "entries.sqlite"
    store = EntryStore(path)
    store.save([(digest(b"tea"), b"tea")])
    # As many pages as there are: what SQLite says then is what it says of a disk.
    store._database.execute("PRAGMA max_page_count = 1")
    with pytest.raises(OSError, match="No space left") as raised:
        store.save([(digest(b"milk"), b"m" * 100_000)])
    assert (raised.value.errno, raised.value.filename) == (errno.ENOSPC, str(path))
    store.close()
    # Nothing of the others is lost.
    (count,) = EntryStore(path)._database.execute("SELECT count(*) FROM entries").fetchone()
    assert count == 1
