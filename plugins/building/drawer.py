"""A drawer: texts that are asked for again, kept in files, so that no process holds all of them in memory."""

from __future__ import annotations

import fcntl
import os
import tempfile
import weakref
from pathlib import Path
from typing import IO, NamedTuple


class Place(NamedTuple):
    """Where a text lies."""

    file: int
    start: int
    size: int


class Drawer:
    """Texts by the places they were put at; they are gone with the process, however it ends.

    As many processes as are to *share* it, copied from the one that made it, find what each of them put down.
    """

    def __init__(self, folder: Path | None = None, *, share: int = 1) -> None:
        self._folder = folder
        # The system takes the lock of a file from a process that is gone.
        self._lock: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the drawer
        self._files = [self._open() for _ in range(share)]
        self._share = share
        self._writer = self._own = self._end = 0
        weakref.finalize(self, _close, self._lock, self._files)

    def _open(self) -> IO[bytes]:
        return tempfile.TemporaryFile(dir=self._folder)

    def put(self, text: str) -> Place:
        if self._writer != os.getpid():
            # A process that was copied would write over what the other one puts down.
            self._own = self._take_file()
            self._writer, self._end = os.getpid(), os.fstat(self._files[self._own].fileno()).st_size
        data = text.encode("utf-8", "surrogatepass")
        place = Place(self._own, self._end, len(data))
        file = self._files[self._own].fileno()
        while data:
            written = os.pwrite(file, data, self._end)
            self._end += written
            data = data[written:]
        return place

    def _take_file(self) -> int:
        """The number of a file that no other process writes."""
        for number in range(self._share):
            try:
                fcntl.lockf(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
            except OSError:
                continue
            return number
        self._files.append(self._open())
        return len(self._files) - 1

    def get(self, place: Place) -> str:
        file, start, size = place
        return os.pread(self._files[file].fileno(), size, start).decode("utf-8", "surrogatepass")

    def is_shared(self, place: Place) -> bool:
        """Whether the other processes find there what this one does."""
        return place.file < self._share


def _close(lock: IO[bytes], files: list[IO[bytes]]) -> None:
    for file in (lock, *files):
        file.close()
