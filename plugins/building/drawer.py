"""A drawer: texts that are asked for again, kept in a file, so that no process holds all of them in memory."""

from __future__ import annotations

import os
import tempfile
import weakref
from pathlib import Path
from typing import IO, NamedTuple


class Place(NamedTuple):
    """Where a text lies."""

    file: IO[bytes]
    start: int
    size: int


class Drawer:
    """Texts by the places they were put at; they are gone with the process, however it ends."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._files: list[IO[bytes]] = []
        self._maker = 0
        self._end = 0
        weakref.finalize(self, _close, self._files)

    def put(self, text: str) -> Place:
        if self._maker != os.getpid():
            # A process that was copied would write over what the other one puts down.
            self._files.append(tempfile.TemporaryFile(dir=self._folder))  # noqa: SIM115 - closed with the drawer
            self._maker, self._end = os.getpid(), 0
        file = self._files[-1]
        data = text.encode("utf-8", "surrogatepass")
        place = Place(file, self._end, len(data))
        while data:
            written = os.pwrite(file.fileno(), data, self._end)
            self._end += written
            data = data[written:]
        return place

    def get(self, place: Place) -> str:
        return os.pread(place.file.fileno(), place.size, place.start).decode("utf-8", "surrogatepass")


def _close(files: list[IO[bytes]]) -> None:
    for file in files:
        file.close()
