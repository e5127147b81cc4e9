"""What was looked up while an entry was made: asked again in the next build, the answers say whether it still holds.

A table is any mapping or set of the site as a whole: names, files, addresses. An entry is made with tables that write
down every question; whoever asks for all there is (to suggest a name, for instance) depends on the whole table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from typing import Any, Generic, TypeAlias, TypeVar, cast, overload

from plugins.shared.digests import Digest, digest

Key = TypeVar("Key")
Value = TypeVar("Value")
Default = TypeVar("Default")
Lookup = tuple[str, object, Digest]
EVERYTHING = "\0everything"
ABSENT = b""


class Recorder:
    """Collects the questions asked of tables while one entry is made."""

    def __init__(self) -> None:
        self._asked: dict[tuple[str, object], Digest] = {}

    def note(self, table: str, key: object, answer: Digest) -> None:
        self._asked[table, key] = answer

    def take(self) -> tuple[Lookup, ...]:
        """All questions since the last time, each once, with the digests of their answers."""
        taken = tuple((table, key, answer) for (table, key), answer in self._asked.items())
        self._asked = {}
        return taken


class Table(Mapping[Key, Value], Generic[Key, Value]):
    """A mapping that notes what is asked of it; *digest_of_value* tells answers apart.

    *find_held* gives what it holds, and is called at the first question.
    """

    def __init__(
        self,
        name: str,
        find_held: Callable[[], Mapping[Key, Value]],
        recorder: Recorder,
        digest_of_value: Callable[[Value], Digest],
    ) -> None:
        self.name = name
        self._find_held = find_held
        self._recorder = recorder
        self._digest_of_value = digest_of_value
        self._whole: Digest | None = None

    @cached_property
    def _held(self) -> Mapping[Key, Value]:
        return self._find_held()

    def answer(self, key: object) -> Digest:
        """The digest of what this table answers to *key*."""
        if key == EVERYTHING:
            if self._whole is None:
                parts = sorted(repr(key).encode() + self._digest_of_value(self._held[key]) for key in self._held)
                self._whole = digest(*parts)
            return self._whole
        # Asked with what it was asked before, or with anything: what it does not hold is absent.
        value = self._held.get(cast(Key, key))
        return ABSENT if value is None else self._digest_of_value(value)

    def __getitem__(self, key: Key) -> Value:
        self._recorder.note(self.name, key, self.answer(key))
        return self._held[key]

    def __contains__(self, key: object) -> bool:
        self._recorder.note(self.name, key, self.answer(key))
        return key in self._held

    @overload
    def get(self, key: Key, /) -> Value | None: ...
    @overload
    def get(self, key: Key, /, default: Value | Default) -> Value | Default: ...
    def get(self, key: Key, /, default: Value | Default | None = None) -> Value | Default | None:
        self._recorder.note(self.name, key, self.answer(key))
        return self._held.get(key, default)

    def __iter__(self) -> Iterator[Key]:
        self._recorder.note(self.name, EVERYTHING, self.answer(EVERYTHING))
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


class Names(Collection[str]):
    """A set that notes what is asked of it."""

    def __init__(self, name: str, find_held: Callable[[], Collection[str]], recorder: Recorder) -> None:
        self.name = name
        self._find_held = find_held
        self._recorder = recorder
        self._whole: Digest | None = None

    @cached_property
    def _held(self) -> Collection[str]:
        return self._find_held()

    def answer(self, key: object) -> Digest:
        if key == EVERYTHING:
            if self._whole is None:
                self._whole = digest(*sorted(name.encode("utf-8", "surrogatepass") for name in self._held))
            return self._whole
        return b"1" if key in self._held else ABSENT

    def __contains__(self, key: object) -> bool:
        self._recorder.note(self.name, key, self.answer(key))
        return key in self._held

    def __iter__(self) -> Iterator[str]:
        self._recorder.note(self.name, EVERYTHING, self.answer(EVERYTHING))
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


Tables: TypeAlias = Table[Any, Any] | Names


def still_holds(lookups: tuple[Lookup, ...], tables: Mapping[str, Tables]) -> bool:
    """Whether every one of *lookups* would be answered as it was."""
    return all(tables[table].answer(key) == answer for table, key, answer in lookups if table in tables)
