"""What a build remembers of earlier ones: which files it need not read, and which entries it need not make."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from plugins.building.store import (
    NOWHERE,
    EntryStore,
    Made,
    Row,
    Stamp,
    State,
    StoreError,
    make_row,
    pack,
    stamp_of,
)
from plugins.shared.digests import Digest, digest, digest_of
from plugins.shared.entry import Entry, SourcePath
from plugins.shared.problems import Problem

if TYPE_CHECKING:
    from plugins.shared.bridge import Build

# File systems tell time in steps; a file that was changed this close to a build may have been changed once more since.
RACY_NS = 2_000_000_000
PLACED = ("slug", "url", "save_as", "date", "modified", "is_scheduled")
PICTURE_KEYS = frozenset({"image", "drawing", "poster", "video"})
CARD_FIELDS = (
    "kind",
    "title",
    "has_title",
    "url",
    "lang",
    "date",
    "modified",
    "status",
    "is_scheduled",
    "categories",
    "excerpt",
    "summary_html",
    "more_label",
    "is_cut",
    "image",
    "drawing",
    "video",
)
LINE_FIELDS = ("source", "kind", "title", "has_title", "url", "lang", "date", "status", "is_scheduled")


class MemoryLost(Exception):  # noqa: N818 - what happened
    """Something that should be remembered is gone; a build from nothing makes it again."""


def scan_stamps(folder: Path) -> dict[str, Stamp]:
    """The stamps of all files below *folder*, hidden ones left out, by their path relative to it."""
    stamps: dict[str, Stamp] = {}
    waiting = [(str(folder), "")]
    while waiting:
        path, prefix = waiting.pop()
        try:
            found = list(os.scandir(path))
        except OSError:
            continue
        for item in found:
            if item.name.startswith("."):
                continue
            if item.is_dir():
                if item.is_symlink() and _leads_back(item.path):
                    continue
                waiting.append((item.path, f"{prefix}{item.name}/"))
                continue
            try:
                stat = item.stat()
            except OSError:
                continue
            stamps[prefix + item.name] = stamp_of(stat)
    return stamps


def _leads_back(link: str) -> bool:
    """Whether the folder that *link* leads to is one it stands in."""
    return Path(os.path.realpath(link)) in {Path(os.path.realpath(folder)) for folder in Path(link).parents}


def is_settled(stamps: Iterable[Stamp], started_ns: int) -> bool:
    """Whether all of *stamps* are so much older than the build which began at *started_ns* that they tell all."""
    return all(stamp.ctime_ns < started_ns - RACY_NS for stamp in stamps)


class SiteMemory:
    """The memory of one site's builds, for `Build.memory`."""

    def __init__(self, state: State, store: EntryStore, content_path: Path, stamps: Mapping[str, Stamp]) -> None:
        self._state = state
        self._store = store
        self._content_path = content_path
        self._stamps = stamps
        self._packed: dict[Digest, bytes] = {}
        self._fresh: dict[Digest, Entry] = {}
        self._texts: dict[SourcePath, Digest] = {}
        self.remade: frozenset[SourcePath] = frozenset()
        self.rows: dict[SourcePath, Row] = {}
        self.made: dict[SourcePath, Made] = {}
        self.file_names = digest_of(sorted(stamps))

    def recall(self, source: SourcePath) -> tuple[Row, tuple[Problem, ...]] | None:
        """What is remembered of *source*, if it holds what it held: the same stamp and no haste, or the same bytes."""
        row, stamp = self._state.rows.get(source), self._stamps.get(source)
        if row is None or stamp is None or row.stamp != stamp or not is_settled([stamp], self._state.started_ns):
            # Before it is read: what is written in between is found by the next build.
            self._texts[source] = self._digest(source)
            if row is None or stamp is None or self._texts[source] != row.text:
                return None
            row = row._replace(stamp=stamp)
        self.rows[source] = row
        return row, row.problems

    def _digest(self, source: SourcePath) -> Digest:
        try:
            return digest((self._content_path / source).read_bytes())
        except OSError:
            return b""

    def remember_read(self, source: SourcePath, entry: Entry | None, problems: tuple[Problem, ...]) -> None:
        """Keeps the entry read from *source*; one that could not be read is read again next time."""
        # A file that came while the folder was scanned has no stamp: the next build settles it by its bytes.
        stamp = self._stamps.get(source, NOWHERE)
        if entry:
            key, data = pack(entry)
            self._packed[key] = data
            self._fresh[key] = entry
            self.rows[source] = make_row(entry, problems, key, self._texts[source], stamp)

    def load(self, source: SourcePath) -> Entry:
        key = self.rows[source].local
        entry = self._fresh.get(key) or self._store.load(key)
        if entry is None:
            raise MemoryLost(f"the cache has lost what it knew of {source}")
        return entry

    def find_stale(self, build: Build) -> set[SourcePath]:
        """The entries whose file, address, dates or pictures are not those they were made of."""
        has_other_files = self.file_names != self._state.file_names
        has_changed_files = self.file_stamps() != self._state.file_stamps
        return {
            source
            for source, known in build.known.items()
            if not self._is_current(
                source, self.inputs_of(known), has_other_files=has_other_files, has_changed_files=has_changed_files
            )
        }

    def file_stamps(self) -> Digest:
        """The digest of the stamps of all files that are no entries."""
        return digest_of(sorted((name, stamp) for name, stamp in self._stamps.items() if name not in self.rows))

    def _is_current(
        self, source: SourcePath, inputs: Digest, *, has_other_files: bool, has_changed_files: bool
    ) -> bool:
        made = self._state.made.get(source)
        if made is None or made.inputs != inputs:
            return False
        if has_changed_files and made.problems:
            # A picture that was broken may have been mended.
            return False
        if has_other_files and (made.problems or PICTURE_KEYS.intersection(self.rows[source].metadata)):
            # A picture that was missing may be there now, or another one may come first.
            return False
        shown = [stamp for _place, stamp in made.looked_at]
        return is_settled(shown, self._state.started_ns) and all(
            self._stamps.get(place) == stamp for place, stamp in made.looked_at
        )

    def inputs_of(self, known: Entry) -> Digest:
        """The digest of all that makes an entry but the rest of the site."""
        return digest_of((self.rows[known.source].local, *(getattr(known, name) for name in PLACED)))

    def make_record(self, entry: Entry, build: Build, problems: tuple[Problem, ...]) -> Made:
        """What is to be remembered of the finished *entry*, which is kept under its digest."""
        final, data = pack(entry)
        self._packed[final] = data
        self._fresh[final] = entry
        asked = build.facts["graph"].get(entry.source)
        shown = {str(key) for table, key, answer in (asked.lookups if asked else ()) if table == "files" and answer}
        shown |= {place for place, _path in entry.files if place in self._stamps}
        # Pictures are shown in forms made from them.
        shown |= set(build.facts["images"].get(entry.source, ()))
        return Made(
            inputs=self.inputs_of(build.known[entry.source]),
            final=final,
            card=digest_of([getattr(entry, name) for name in CARD_FIELDS]),
            line=digest_of([getattr(entry, name) for name in LINE_FIELDS]),
            files=entry.files,
            looked_at=tuple((place, self._stamps[place]) for place in sorted(shown) if place in self._stamps),
            problems=problems,
        )

    def finish(self, build: Build) -> None:
        """Keeps the entries that were made, and reports the problems of those that were not."""
        problems: dict[str, list[Problem]] = {}
        for problem in build.problems:
            problems.setdefault(problem.source, []).append(problem)
        self.made = {
            entry.source: self.make_record(entry, build, tuple(dict.fromkeys(problems.get(entry.source, ()))))
            for entry in build.entries
        }
        kept = {source: made for source, made in self._state.made.items() if source in build.known}
        for source, made in kept.items():
            if source not in self.made:
                build.report(made.problems)
        self.remade = frozenset(self.made)
        self.made = kept | self.made

    def save(self) -> None:
        """Writes what was learnt to the store."""
        try:
            self._store.save(self._packed.items())
        except StoreError as error:
            self._store.start_anew()
            raise MemoryLost(f"the cache is damaged ({error})") from error
        self._packed = {}

    def forget_others(self) -> None:
        """Takes what nothing refers to any more out of the store."""
        try:
            self._store.keep_only(
                [*(row.local for row in self.rows.values()), *(one.final for one in self.made.values())]
            )
        except StoreError:
            # What the next build misses, it makes.
            self._store.start_anew()

    def close(self) -> None:
        self._store.close()

    def finished(self, key: Digest) -> Entry:
        """The finished entry under *key*."""
        entry = self._fresh.get(key) or self._store.load(key)
        if entry is None:
            raise MemoryLost("the cache has lost an entry")
        return entry
