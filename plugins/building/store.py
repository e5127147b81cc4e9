"""What the last build left behind: what it knew of every file, and the entries it made of them.

Two files in the cache folder: `site.state` with all that each build looks at, and `entries.sqlite` with the entries
themselves, each under the digest of what it was made from, so that a build reads only those it needs.
Whatever is wrong with either, the next build starts from nothing and says why.
"""

from __future__ import annotations

import errno
import os
import pickle
import sqlite3
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from plugins.shared.digests import DIGEST_BYTES, Digest, digest
from plugins.shared.entry import (
    Entry,
    EntryRef,
    FieldValue,
    Heading,
    Kind,
    Slug,
    SourcePath,
    Status,
    Term,
    UrlPath,
)
from plugins.shared.files import write_whole
from plugins.shared.problems import Problem

# Changes with the shape of what is kept; the code that makes entries has a fingerprint of its own.
FORMAT = 2


class Stamp(NamedTuple):
    """A file as the file system tells it: other stamp, maybe other bytes; same stamp and older than the build: same."""

    size: int
    mtime_ns: int
    inode: int
    ctime_ns: int
    """Set by the system at every change: who puts the time of a file back does not put back this one."""


NOWHERE = Stamp(-1, -1, -1, -1)


def stamp_of(stat: os.stat_result) -> Stamp:
    return Stamp(stat.st_size, stat.st_mtime_ns, stat.st_ino, stat.st_ctime_ns)


class Row(NamedTuple):
    """What a build remembers of an entry so that it need not be read: as much as the site as a whole must know.

    Stands in for the entry in `Build.known`.
    """

    source: SourcePath
    kind: Kind
    status: Status
    is_scheduled: bool
    title: str
    slug: Slug
    url: UrlPath
    save_as: str
    has_own_address: bool
    has_title: bool
    lang: str
    date: datetime | None
    modified: datetime | None
    excerpt: str
    categories: tuple[Term, ...]
    tags: tuple[Term, ...]
    authors: tuple[Term, ...]
    aliases: tuple[str, ...]
    metadata: Mapping[str, FieldValue]
    """Of the front matter what decides about other entries."""
    lines: Mapping[str, int]
    anchor_text: str
    """The anchors of the body, one a line."""
    problems: tuple[Problem, ...]
    local: Digest
    """Key of the entry as its file alone makes it."""
    text: Digest
    """Digest of the file."""
    stamp: Stamp

    @property
    def anchors(self) -> tuple[str, ...]:
        return tuple(self.anchor_text.split("\n")) if self.anchor_text else ()

    @property
    def headings(self) -> tuple[Heading, ...]:
        pairs = (anchor.partition(" ") for anchor in self.anchors)
        return tuple(Heading(2, name, title) for name, space, title in pairs if space)

    @property
    def html(self) -> str:
        """As much of the body as a link to it asks about: its anchors."""
        return " ".join(f'id="{anchor.partition(" ")[0]}"' for anchor in self.anchors)

    @property
    def ref(self) -> EntryRef:
        return EntryRef(self.title, self.url, self.kind, self.source, self.excerpt)

    def line_of(self, key: str) -> int:
        return self.lines.get(key, 1)


KEPT_METADATA = ("series", "series_part", "slug", "image", "drawing", "poster", "video", "template")
KEPT_LINES = ("save_as", "url", "slug", "title", "category", "tags", "author", "template")


def make_row(entry: Entry, problems: tuple[Problem, ...], local: Digest, text: Digest, stamp: Stamp) -> Row:
    return Row(
        source=entry.source,
        kind=entry.kind,
        status=entry.status,
        is_scheduled=entry.is_scheduled,
        title=entry.title,
        slug=entry.slug,
        url=entry.url,
        save_as=entry.save_as,
        has_own_address=entry.has_own_address,
        has_title=entry.has_title,
        lang=entry.lang,
        date=entry.date,
        modified=entry.modified,
        excerpt=entry.excerpt,
        categories=entry.categories,
        tags=entry.tags,
        authors=entry.authors,
        aliases=entry.aliases,
        metadata={key: entry.metadata[key] for key in KEPT_METADATA if key in entry.metadata},
        lines={key: entry.lines[key] for key in KEPT_LINES if key in entry.lines},
        anchor_text="\n".join(entry.anchors),
        problems=problems,
        local=local,
        text=text,
        stamp=stamp,
    )


class Made(NamedTuple):
    """An entry as the whole site makes it: what it was made from, and what pages show of it."""

    inputs: Digest
    """Of what it is by itself: its file, its address, whether it is due."""
    final: Digest
    """Key of the finished entry."""
    card: Digest
    line: Digest
    files: tuple[tuple[str, str], ...]
    looked_at: tuple[tuple[str, Stamp], ...]
    """The files of the content folder it shows, as they were."""
    problems: tuple[Problem, ...]


class Output(NamedTuple):
    """A file of the finished site: fingerprints of what it was made from, part by part, and its stamp when written."""

    parts: tuple[Digest, ...]
    stamp: Stamp


@dataclass(slots=True)
class State:
    """The memory of one output folder's builds."""

    conditions: Digest = b""
    """Of the code, the settings and the libraries: under others, nothing here may be used."""
    everything: Digest = b""
    """Of all that the build looked at: while this holds, there is nothing to do."""
    next_due: float = 0.0
    """When the next scheduled entry falls due, as seconds since 1970; infinity if none does."""
    started_ns: int = 0
    file_names: Digest = b""
    file_stamps: Digest = b""
    theme_path: str = ""
    fonts: tuple[tuple[str, Digest], ...] = ()
    """The fonts the author names, by path, and what they were."""
    rows: dict[SourcePath, Row] = field(default_factory=dict)
    made: dict[SourcePath, Made] = field(default_factory=dict)
    facts: dict[str, dict[SourcePath, Any]] = field(default_factory=dict)
    outputs: dict[str, Output] = field(default_factory=dict)
    members: dict[str, dict[str, Digest]] = field(default_factory=dict)
    """Of each listing, what it held: to say what has changed."""
    problems: tuple[str, ...] = ()
    """As they were printed: they are no less amiss when nothing has changed."""
    summary: str = ""


class StateError(ValueError):
    """A state that cannot be used; the message says why."""


class FirstBuild(StateError):  # noqa: N818 - what it is
    """There is no state yet."""


def load_state(path: Path, conditions: Digest) -> State:
    """The state kept at *path* under the same *conditions*; raises `StateError` where there is none to go on with."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise FirstBuild("this is the first build") from None
    except OSError as error:
        raise StateError(f"the record of the last build cannot be read ({error.strerror})") from None
    head, under, body = data[:DIGEST_BYTES], data[DIGEST_BYTES : 2 * DIGEST_BYTES], data[2 * DIGEST_BYTES :]
    if digest(_version(), under, body) != head:
        raise StateError("the record of the last build is of another version, or damaged")
    # Before it is unpacked: other code may have other words for what is in it.
    if under != conditions:
        raise StateError("the code, the settings or the libraries are not those of the last build")
    # Checked by its digest above, and written by ourselves.
    state = pickle.loads(body)  # noqa: S301
    if not isinstance(state, State):
        raise StateError("the record of the last build is of another version")
    return state


def save_state(path: Path, state: State) -> None:
    body = pickle.dumps(state, protocol=5)
    write_whole(path, digest(_version(), state.conditions, body) + state.conditions + body)


def _version() -> bytes:
    return f"{FORMAT} {sys.version}".encode()


# A disk that is full, or a place that is not ours to write: https://sqlite.org/rescode.html
DISK_CODES = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


def _is_of_the_disk(error: sqlite3.Error) -> bool:
    """Whether *error* is no fault of what is in the store."""
    # The last byte is the code, those above it say more.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in DISK_CODES


class StoreError(Exception):
    """The store cannot be read or written; the message says why."""


class EntryStore:
    """Entries by the digest of what they were made from."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._owner = os.getpid()
        self._database = self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            if _is_of_the_disk(error):
                raise OSError(errno.EIO, str(error), str(self._path)) from error
            # Damaged, or no database at all: everything in it can be made again.
            self._remove()
            return self._connect()

    def _remove(self) -> None:
        # What was under way in the old one must not be carried on in the new.
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def start_anew(self) -> None:
        """Forgets everything, readable or not."""
        self._database.close()
        self._remove()
        self._database = self._connect()

    def _connect(self) -> sqlite3.Connection:
        path = self._path
        database = sqlite3.connect(path, isolation_level=None)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("CREATE TABLE IF NOT EXISTS entries (key BLOB PRIMARY KEY, data BLOB) WITHOUT ROWID")
        return database

    def load(self, key: Digest) -> Entry | None:
        """The entry under *key*; `None` if it is not there, or not whole."""
        if os.getpid() != self._owner:
            # A copied process must not use the connection of the one it was copied from: https://sqlite.org/howtocorrupt.html
            self._owner = os.getpid()
            # Nor close it.
            self._inherited = self._database
            self._database = self._open()
        try:
            found = self._database.execute("SELECT data FROM entries WHERE key = ?", (key,)).fetchone()
        except sqlite3.DatabaseError:
            return None
        if found is None:
            return None
        head, body = found[0][:DIGEST_BYTES], found[0][DIGEST_BYTES:]
        if digest(body) != head:
            return None
        entry = pickle.loads(body)  # noqa: S301 - checked by its digest
        return entry if isinstance(entry, Entry) else None

    def save(self, entries: Iterable[tuple[Digest, bytes]]) -> None:
        """Keep packed *entries* under their keys, all of them or none."""
        rows = [(key, digest(data) + data) for key, data in entries]
        if rows:
            self._change("INSERT OR REPLACE INTO entries VALUES (?, ?)", rows)

    def _change(self, statement: str, rows: Sequence[tuple[bytes, ...]]) -> None:
        """Runs *statement* for each of *rows*, or for none."""
        try:
            with self._database:
                self._database.execute("BEGIN IMMEDIATE")
                self._database.executemany(statement, rows)
        except sqlite3.DatabaseError as error:
            if _is_of_the_disk(error):
                raise OSError(errno.EIO, str(error), str(self._path)) from error
            raise StoreError(str(error)) from error

    def keep_only(self, keys: Iterable[Digest]) -> None:
        """Forget every entry whose key is not one of *keys*, once they are the larger part."""
        wanted = set(keys)
        try:
            known = [key for (key,) in self._database.execute("SELECT key FROM entries")]
        except sqlite3.DatabaseError as error:
            raise StoreError(str(error)) from error
        unwanted = [(key,) for key in known if key not in wanted]
        if len(unwanted) > max(100, len(wanted) // 4):
            self._change("DELETE FROM entries WHERE key = ?", unwanted)

    def close(self) -> None:
        self._database.close()


def pack(entry: Entry) -> tuple[Digest, bytes]:
    """*entry* as bytes, and their digest."""
    data = pickle.dumps(entry, protocol=5)
    return digest(data), data
