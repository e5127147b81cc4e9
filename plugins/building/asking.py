"""Which settings a build asks for while it reads, and which while it enriches: what was done without one still holds.

Whatever asks, and in whatever process, asks the mapping that is given to Pelican and to every plugin.
"""

from __future__ import annotations

import mmap
import zlib
from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from enum import IntEnum
from typing import Any

# So many places for names: two that share one are taken for one another, which costs time and no more.
PLACES = 1 << 16


class Stage(IntEnum):
    """When a setting is asked for."""

    READING = 0
    """Before as well: what Pelican and the plugins are set up with."""
    ENRICHING = 1
    SHOWING = 2


class Asked:
    """The settings that were asked for, by this process and those copied from it, stage by stage.

    *before* is what `pack` gave in an earlier build, of which something is still in use.
    """

    def __init__(self, before: bytes = b"") -> None:
        self._marks = mmap.mmap(-1, len(Stage) * PLACES)
        if before:
            self._marks[:] = zlib.decompress(before)
        self._stage = Stage.READING
        self._noted: set[object] = set()

    def begin(self, stage: Stage) -> None:
        self._stage = stage
        self._noted.clear()

    def note(self, name: object) -> None:
        if name not in self._noted:
            self._noted.add(name)
            self._marks[_place_of(name, self._stage)] = 1

    def note_all(self) -> None:
        start = self._stage * PLACES
        self._marks[start : start + PLACES] = b"\1" * PLACES

    def has(self, name: str, stage: Stage) -> bool:
        """Whether *name* was asked for in *stage*, or may have been."""
        return bool(self._marks[_place_of(name, stage)])

    def pack(self) -> bytes:
        return zlib.compress(self._marks[:], 1)


def _place_of(name: object, stage: Stage) -> int:
    return stage * PLACES + zlib.crc32(str(name).encode("utf-8", "surrogatepass")) % PLACES


class WatchedSettings(dict[str, Any]):
    """Settings that note what is asked of them; whoever goes through all, or copies them, asks for all."""

    def __init__(self, settings: Mapping[str, Any], asked: Asked) -> None:
        super().__init__(settings)
        self._asked = asked

    def __getitem__(self, name: str) -> Any:
        self._asked.note(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self._asked.note(name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self._asked.note(name)
        return super().__contains__(name)

    def setdefault(self, name: str, default: Any = None) -> Any:
        self._asked.note(name)
        return super().setdefault(name, default)

    def pop(self, name: str, *default: Any) -> Any:
        self._asked.note(name)
        return super().pop(name, *default)

    def __iter__(self) -> Iterator[str]:
        self._asked.note_all()
        return super().__iter__()

    def keys(self) -> KeysView[str]:  # type: ignore[override] # as every mapping gives them
        self._asked.note_all()
        return super().keys()

    def values(self) -> ValuesView[Any]:  # type: ignore[override]
        self._asked.note_all()
        return super().values()

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]
        self._asked.note_all()
        return super().items()

    def copy(self) -> dict[str, Any]:
        self._asked.note_all()
        return dict(super().items())

    def __or__(self, other: Any) -> Any:
        return self.copy() | other

    def __ror__(self, other: Any) -> Any:
        return other | self.copy()
