"""What the last build left behind: what it knew of every file, and the entries it made of them.

Two files in the cache folder: `site.state` with what is known of every file, and `entries.sqlite` with the entries
themselves, each under the digest of its bytes.
A build reads of both only what it needs: of the state its first part, and of its shelves the parts that hold what is
asked for. Whatever is wrong with either, the next build starts from nothing and says why.
"""

from __future__ import annotations

import errno
import json
import mmap
import os
import pickle
import shutil
import sqlite3
import zlib
from array import array
from bisect import bisect
from collections.abc import Container, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate, chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from plugins.building.conditions import Conditions, Settings, tell_difference
from plugins.shared.digests import DIGEST_BYTES, Digest, digest, digest_of
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
from plugins.shared.hidden import is_hidden
from plugins.shared.problems import Problem, Told
from plugins.shared.progress import SILENT, Progress
from plugins.shared.stamps import RACY_NS, STAMP_BYTES, Stamp, look_at_stat, stamp_of

if TYPE_CHECKING:
    from plugins.building.memory import Site

# Changes with the shape of what is kept; the code that makes entries has a fingerprint of its own.
FORMAT = 6
# Where the cache holds templates as Python.
COMPILED_FOLDER = "templates"
# In so many parts a shelf is kept: few enough to be read all, and enough that a change of one thing rewrites little.
SHARDS = 64
# What a page is made from; other files of the site have fewer parts.
PARTS = ("template", "frame", "content")
DAMAGED = "the record of the last build is of another version, or damaged"


# So few stamps are put among others where they belong; more, and all are packed anew.
ADDED_ONE_BY_ONE = 100


class MemoryLost(Exception):  # noqa: N818 - what happened
    """Something that should be remembered is gone; a build from nothing makes it again."""


class SettingChanged(MemoryLost):
    """What is remembered was made under other settings, and is as good as ever to who still has those."""


class NoGlance(Exception):  # noqa: N818 - what happened
    """Only a plan of the whole site can show what was saved."""


class Stamps(NamedTuple):
    """The stamps of many files, packed: their names with a zero byte between, and the numbers in the same order."""

    names: str = ""
    numbers: bytes = b""

    def unpack(self) -> dict[str, Stamp]:
        numbers = iter(array("q", self.numbers))
        stamps = map(Stamp._make, zip(numbers, numbers, numbers, numbers, strict=True))
        return dict(zip(self.list_names(), stamps, strict=True))

    def having(self, others: Stamps) -> Stamps:
        """These, with the *others* besides or in their place."""
        if not self.names:
            return others
        stamps = others.unpack()
        names, numbers = self.list_names(), array("q", self.numbers)
        places = {name: place for place, name in enumerate(names) if name in stamps}
        if len(stamps) - len(places) > ADDED_ONE_BY_ONE:
            return pack_stamps({**self.unpack(), **stamps})
        for name, place in places.items():
            numbers[4 * place : 4 * place + 4] = array("q", stamps[name])
        for name in stamps.keys() - places.keys():
            place = bisect(names, name)
            names.insert(place, name)
            numbers[4 * place : 4 * place] = array("q", stamps[name])
        return Stamps("\0".join(names), numbers.tobytes())

    def only(self, wanted: Container[str]) -> Stamps:
        """Those of the *wanted* files."""
        names = self.list_names()
        gone = [place for place, name in enumerate(names) if name not in wanted]
        # What lies between two of those is taken as it is.
        runs = [*zip([0, *(place + 1 for place in gone)], [*gone, len(names)], strict=True)]
        kept = chain.from_iterable(names[start:end] for start, end in runs)
        numbers = b"".join(self.numbers[start * STAMP_BYTES : end * STAMP_BYTES] for start, end in runs)
        return Stamps("\0".join(kept), numbers)

    @property
    def file_count(self) -> int:
        return len(self.numbers) // STAMP_BYTES

    def list_names(self) -> list[str]:
        return self.names.split("\0") if self.names else []


NO_STAMPS = Stamps()
NO_SETTINGS = Settings()


def pack_stamps(stamps: Mapping[str, Stamp]) -> Stamps:
    """*stamps* in the order of their names: the same files give the same."""
    names = sorted(stamps)
    return Stamps("\0".join(names), pack_numbers(stamps[name] for name in names))


def pack_numbers(stamps: Iterable[tuple[int, ...]]) -> bytes:
    return array("q", chain.from_iterable(stamps)).tobytes()


def stamp_files(folder: Path, names: Iterable[str]) -> Stamps:
    """The stamps of *names*, given in their order, in *folder*; those that are not there are left out."""
    there: list[str] = []
    numbers = array("q")
    for name in names:
        with suppress(OSError):
            numbers.extend(look_at_stat(os.lstat(f"{folder}/{name}")))
            there.append(name)
    return Stamps("\0".join(there), numbers.tobytes())


# What decides about the entries of a vault besides themselves.
VAULT_FOLDER = ".obsidian"
VAULT_SETTINGS = ("app.json", "templates.json")


def scan_stamps(folder: Path) -> dict[str, Stamp]:
    """The stamps of all files below *folder*, by their path relative to it.

    Of the hidden ones, only those that say how a vault is to be read.
    """
    stamps: dict[str, Stamp] = {}
    waiting = [(str(folder), "")]
    while waiting:
        path, prefix = waiting.pop()
        try:
            found = list(os.scandir(path))
        except OSError:
            continue
        for item in found:
            if item.name == VAULT_FOLDER:
                for name in VAULT_SETTINGS:
                    with suppress(OSError):
                        stamps[f"{prefix}{VAULT_FOLDER}/{name}"] = stamp_of(os.stat(f"{item.path}/{name}"))
            if is_hidden(item.name, prefix):
                continue
            if _is_folder(item):
                if item.is_symlink() and _leads_back(item.path):
                    continue
                waiting.append((item.path, f"{prefix}{item.name}/"))
                continue
            try:
                stat = item.stat()
            except OSError:
                # A link that leads nowhere is a file that cannot be read.
                stat = item.stat(follow_symlinks=False)
            stamps[prefix + item.name] = stamp_of(stat)
    return stamps


def _is_folder(item: os.DirEntry[str]) -> bool:
    try:
        return item.is_dir()
    except OSError:
        # A link in a circle.
        return False


def _leads_back(link: str) -> bool:
    """Whether the folder that *link* leads to is one it stands in."""
    return Path(os.path.realpath(link)) in {Path(os.path.realpath(folder)) for folder in Path(link).parents}


def find_unsettled(stamps: Mapping[str, Stamp], started_ns: int) -> set[str]:
    """The names of those of *stamps* that are not."""
    since_ns = started_ns - RACY_NS
    return {name for name, stamp in stamps.items() if stamp.ctime_ns >= since_ns}


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
    due: datetime | None
    expires: datetime | None
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
    comment_count: int
    problems: tuple[Problem, ...]
    words: Digest
    """Digest of what a link to it shows, but for its address, which may be settled later."""
    local: Digest
    """Key of the entry as its file alone makes it."""
    text: Digest
    """Digest of the file."""

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

    @property
    def shown(self) -> bytes:
        return self.words + self.url.encode("utf-8", "surrogatepass")

    def line_of(self, key: str) -> int:
        return self.lines.get(key, 1)


KEPT_METADATA = ("series", "series_part", "slug", "image", "drawing", "poster", "video", "template")
KEPT_LINES = ("save_as", "url", "slug", "title", "category", "tags", "author", "template", "modified", "expiry_date")


def make_row(entry: Entry, problems: tuple[Problem, ...], local: Digest, text: Digest) -> Row:
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
        due=entry.due,
        expires=entry.expires,
        excerpt=entry.excerpt,
        categories=entry.categories,
        tags=entry.tags,
        authors=entry.authors,
        aliases=entry.aliases,
        metadata={key: entry.metadata[key] for key in KEPT_METADATA if key in entry.metadata},
        lines={key: entry.lines[key] for key in KEPT_LINES if key in entry.lines},
        anchor_text="\n".join(entry.anchors),
        comment_count=entry.comment_count,
        problems=problems,
        words=digest_of((entry.title, entry.kind.value, entry.source, entry.excerpt)),
        local=local,
        text=text,
    )


class Made(NamedTuple):
    """An entry as the whole site makes it: what it was made from, and what pages show of it."""

    inputs: Digest
    """Of what it is by itself: its file, its address, whether it is due."""
    final: Digest
    """Key of the finished entry."""
    card: Digest
    line: Digest
    looked_at: tuple[tuple[str, Stamp], ...]
    """The files of the content folder it shows, as they were."""
    problems: tuple[Problem, ...]


Key = TypeVar("Key", bound=str)
Value = TypeVar("Value")


class Slot(NamedTuple):
    """Where something lies packed: in the file of the state, or in memory."""

    file: mmap.mmap | bytes
    start: int
    end: int
    digest: Digest

    @property
    def data(self) -> memoryview:
        return memoryview(self.file)[self.start : self.end]

    def unpack(self) -> object:
        """What lies there; raises `MemoryLost` where it is not as it was left."""
        data = self.data
        if digest(data) != self.digest:
            raise MemoryLost(DAMAGED)
        # Checked by its digest, and written by ourselves.
        return pickle.loads(data)  # noqa: S301


class Shelf(MutableMapping[Key, Value]):
    """What is remembered of many things by their names: read part by part, and only changed parts are packed anew."""

    def __init__(self, slots: Sequence[Slot] = ()) -> None:
        self._slots: list[Slot | None] = [*slots] or [None] * SHARDS
        self._parts: list[dict[Key, Value] | None] = [None if slot else {} for slot in self._slots]

    def _part(self, key: object) -> dict[Key, Value]:
        return self._load(_shard_of(cast(str, key)))

    def _load(self, number: int) -> dict[Key, Value]:
        part, slot = self._parts[number], self._slots[number]
        if part is None:
            part = self._parts[number] = cast("dict[Key, Value]", slot.unpack()) if slot else {}
        return part

    def __getitem__(self, key: Key) -> Value:
        return self._part(key)[key]

    def __contains__(self, key: object) -> bool:
        return key in self._part(key)

    def __setitem__(self, key: Key, value: Value) -> None:
        number = _shard_of(key)
        self._load(number)[key] = value
        self._slots[number] = None

    def __delitem__(self, key: Key) -> None:
        del self._part(key)[key]
        self._slots[_shard_of(key)] = None

    def __iter__(self) -> Iterator[Key]:
        return chain.from_iterable(self._load(number) for number in range(SHARDS))

    def __len__(self) -> int:
        return sum(len(self._load(number)) for number in range(SHARDS))

    def load_all(self) -> dict[Key, Value]:
        """All of it at once, which takes less time than to ask for one after the other."""
        found: dict[Key, Value] = {}
        for number in range(SHARDS):
            found.update(self._load(number))
        return found

    def holding(self, held: Mapping[Key, Value]) -> Shelf[Key, Value]:
        """A shelf that holds what *held* does, and knows which parts are those of this one."""
        if held is self:
            return self
        before = self.load_all()
        made: Shelf[Key, Value] = Shelf()
        made._slots, made._parts = [*self._slots], [{**self._load(number)} for number in range(SHARDS)]
        for key in before.keys() - held.keys():
            del made[key]
        # Of most, to ask for their parts would take longer than to see that they are the same.
        for key, value in held.items():
            if key not in before or before[key] != value:
                made[key] = value
        return made

    def pack(self) -> list[Slot]:
        """Every part packed; those that are as they were are handed on unseen."""
        return [slot or _pack(self._load(number)) for number, slot in enumerate(self._slots)]

    def hold_packed(self) -> None:
        """Holds what it does in no other form, which takes a third of the room."""
        self._slots, self._parts = [*self.pack()], [None] * SHARDS


def _pack(value: object) -> Slot:
    data = pickle.dumps(value, protocol=5)
    return Slot(data, 0, len(data), digest(data))


def _shard_of(key: str) -> int:
    return zlib.crc32(key.encode("utf-8", "surrogatepass")) % SHARDS


@dataclass(slots=True)
class State:
    """The memory of one output folder's builds."""

    conditions: Conditions = field(default_factory=dict)
    """The code and the libraries: under others, nothing here may be used."""
    settings: Settings = NO_SETTINGS
    asked: bytes = b""
    """Which of them were asked for when what is remembered was made; see `asking.py`."""
    is_settled: bool = False
    """Whether the last build came to its end: what follows is of one moment."""
    next_due: float = 0.0
    """When the next scheduled entry falls due, as seconds since 1970; infinity if none does."""
    started_ns: int = 0
    git: Digest = b""
    theme_path: str = ""
    fonts: tuple[tuple[str, Digest], ...] = ()
    """The fonts the author names, and the folders the system keeps its own in, by path, and what they were."""
    styles_path: str = ""
    styles: tuple[tuple[str, Digest], ...] = ()
    """The author's own card styles, by path, and what they were."""
    stamps: Stamps = NO_STAMPS
    """Of the content folder, as it was when entries were read."""
    theme_stamps: Stamps = NO_STAMPS
    output_stamps: Stamps = NO_STAMPS
    """Of the finished site, when it was written."""
    problems: tuple[Told, ...] = ()
    """As they were printed: they are no less amiss when nothing has changed."""
    summary: str = ""
    host: str = ""
    entry_count: int = 0
    site: Site | Slot | None = None
    """What the site as a whole knows, beyond its entries."""
    rows: Shelf[SourcePath, Row] = field(default_factory=Shelf)
    placed: Shelf[SourcePath, Row] = field(default_factory=Shelf)
    """The rows of those entries that the site as a whole has given another address, date or spelling of a name."""
    made: Shelf[SourcePath, Made] = field(default_factory=Shelf)
    files: Shelf[SourcePath, tuple[tuple[str, str], ...]] = field(default_factory=Shelf)
    """The files of the site that entries need: where in the output, and the path of what is put there."""
    graph: Shelf[SourcePath, Any] = field(default_factory=Shelf)
    categories: Shelf[SourcePath, Any] = field(default_factory=Shelf)
    outputs: Shelf[str, tuple[Digest, ...]] = field(default_factory=Shelf)
    """The files of the site by their places: digests of what each was made from, part by part."""
    members: Shelf[str, tuple[SourcePath, ...]] = field(default_factory=Shelf)
    """The entries of each listing, in their order."""
    fragments: Shelf[str, tuple[Digest, str]] = field(default_factory=Shelf)
    """Parts of pages as they were printed."""

    def forget_pages(self) -> None:
        """Takes every page to be another than it must be; the files that no template makes are as they were."""
        self.fragments = Shelf()
        for name in [name for name, parts in self.outputs.items() if len(parts) == len(PARTS)]:
            del self.outputs[name]

    def forget_made(self) -> None:
        """Forgets all that was made of what was read."""
        self.forget_pages()
        self.is_settled, self.site = False, None
        self.made, self.files, self.graph, self.categories = Shelf(), Shelf(), Shelf(), Shelf()

    def hold_packed(self) -> None:
        """Holds in no other form what only a build unpacks that has something to do."""
        for name in SHELVES:
            getattr(self, name).hold_packed()

    def load_site(self) -> Site | None:
        """What the last build knew of the site as a whole."""
        if isinstance(self.site, Slot):
            self.site = cast("Site", self.site.unpack())
        return self.site


# What each build looks at is kept apart from what only one that has something to do asks for.
LOOKED_AT = (
    "settings",
    "asked",
    "is_settled",
    "next_due",
    "started_ns",
    "git",
    "theme_path",
    "fonts",
    "styles_path",
    "styles",
    "stamps",
    "theme_stamps",
    "output_stamps",
    "problems",
    "summary",
    "host",
    "entry_count",
)
SHELVES = ("rows", "placed", "made", "files", "graph", "categories", "outputs", "members", "fragments")


class StateError(ValueError):
    """A state that cannot be used; the message says why."""


class FirstBuild(StateError):  # noqa: N818 - what it is
    """There is no state yet."""


def load_state(path: Path, conditions: Conditions) -> State:
    """The state kept at *path* under the same *conditions*; raises `StateError` where there is none to go on with."""
    try:
        with path.open("rb") as file:
            held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        raise FirstBuild("this is the first build") from None
    except ValueError:
        # An empty file.
        raise StateError(DAMAGED) from None
    except OSError as error:
        raise StateError(f"the record of the last build cannot be read ({error.strerror})") from None
    sizes = array("q", held[DIGEST_BYTES:HEAD_BYTES].ljust(HEAD_BYTES - DIGEST_BYTES, b"\0"))
    start = HEAD_BYTES + sizes[0] + sizes[1]
    under, index = held[HEAD_BYTES : HEAD_BYTES + sizes[0]], held[HEAD_BYTES + sizes[0] : start]
    if digest(_version(), under, index) != held[:DIGEST_BYTES]:
        raise StateError(DAMAGED)
    # Before anything is unpacked: other code may have other words for what is in it.
    if (before := json.loads(under)) != conditions:
        raise StateError(tell_difference(before, conditions))
    # Checked by its digest above.
    slots = [Slot(held, start + at, start + end, of) for at, end, of in pickle.loads(index)]  # noqa: S301
    try:
        state = State(conditions, **dict(zip(LOOKED_AT, cast("list[Any]", slots[0].unpack()), strict=True)))
    except MemoryLost as lost:
        raise StateError(str(lost)) from None
    state.site = slots[1]
    for place, name in enumerate(SHELVES):
        setattr(state, name, Shelf(slots[2 + place * SHARDS : 2 + (place + 1) * SHARDS]))
    return state


HEAD_BYTES = DIGEST_BYTES + 16


def save_state(path: Path, state: State, progress: Progress = SILENT) -> None:
    """Keeps *state* at *path*: all of it, or what was there before."""
    looked_at = _pack([getattr(state, name) for name in LOOKED_AT])
    site = state.site if isinstance(state.site, Slot) else _pack(state.site)
    shelves = progress.follow("Saving", SHELVES)
    parts = [looked_at, site, *chain.from_iterable(getattr(state, name).pack() for name in shelves)]
    ends = [0, *accumulate(len(part.data) for part in parts)]
    index = pickle.dumps([(*ends[place : place + 2], part.digest) for place, part in enumerate(parts)], protocol=5)
    under = json.dumps(state.conditions).encode()
    head = digest(_version(), under, index) + pack_numbers([(len(under), len(index))])
    write_whole(path, head, under, index, *(part.data for part in parts), is_durable=True)


def _version() -> bytes:
    return str(FORMAT).encode()


PATIENCE_S = 60.0
# A disk that is full, or a place that is not ours to write: https://sqlite.org/rescode.html
DISK_CODES = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


def _is_of_the_disk(error: sqlite3.Error) -> bool:
    """Whether *error* is no fault of what is in the store."""
    # The last byte is the code, those above it say more.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in DISK_CODES


# With less left of a disk, it is full, whatever the database says.
LEAST_ROOM_BYTES = 1 << 16


def _disk_error(error: sqlite3.Error, path: Path) -> OSError:
    """What the system would have said of *error*, which is of the disk that *path* is on."""
    is_full = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    with suppress(OSError):
        is_full = is_full or shutil.disk_usage(path.parent).free < LEAST_ROOM_BYTES
    if is_full:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
    return OSError(errno.EIO, str(error), str(path))


class StoreError(Exception):
    """The store cannot be read or written; the message says why."""


class EntryStore:
    """Entries by the digests of their bytes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._maker = os.getpid()
        self._connections: dict[int, sqlite3.Connection] = {}
        self._open_here()

    @property
    def is_ours(self) -> bool:
        """Whether this is the process that made the store, and no copy of it."""
        return os.getpid() == self._maker

    def take_over(self) -> None:
        """From now on this process is the one that made the store, and not the one that it was copied from."""
        self._maker = os.getpid()

    @property
    def _database(self) -> sqlite3.Connection:
        """The connection of this process: https://sqlite.org/howtocorrupt.html says why it must have its own."""
        return self._connections.get(os.getpid()) or self._open_here()

    def _open_here(self) -> sqlite3.Connection:
        # That of the process this one was copied from must not even be closed here.
        database = self._connections[os.getpid()] = self._open()
        return database

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            if _is_of_the_disk(error):
                raise _disk_error(error, self._path) from error
            # Damaged, or no database at all: everything in it can be made again.
            self._remove()
            return self._connect()

    def _remove(self) -> None:
        # What was under way in the old one must not be carried on in the new.
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def remove(self) -> None:
        """Takes all of it away, readable or not."""
        self.close()
        self._remove()

    def start_anew(self) -> None:
        """Forgets everything, readable or not."""
        self.remove()
        self._connections[os.getpid()] = self._connect()

    def _connect(self) -> sqlite3.Connection:
        path = self._path
        # Several processes write, each some entries at a time.
        database = sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None)
        database.execute("PRAGMA journal_mode = WAL")
        # What a crash of the whole machine takes away or spoils is known by its digest, and made again.
        database.execute("PRAGMA synchronous = OFF")
        # Rows of 25 kB one behind the other, and their keys apart: beside each other they take three times as long.
        database.execute("CREATE TABLE IF NOT EXISTS entries (key BLOB PRIMARY KEY, data BLOB)")
        return database

    def load(self, key: Digest) -> Entry | None:
        """The entry under *key*; `None` if it is not there, or not whole."""
        try:
            found = self._database.execute("SELECT data FROM entries WHERE key = ?", (key,)).fetchone()
        except sqlite3.DatabaseError:
            return None
        if found is None:
            return None
        (data,) = found
        if digest(data) != key:
            return None
        entry = pickle.loads(data)  # noqa: S301 - checked by its digest
        return entry if isinstance(entry, Entry) else None

    def save(self, entries: Iterable[tuple[Digest, bytes]]) -> None:
        """Keep packed *entries* under their keys, all of them or none."""
        rows = list(entries)
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
                raise _disk_error(error, self._path) from error
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

    def forget(self, keys: Iterable[Digest]) -> None:
        self._change("DELETE FROM entries WHERE key = ?", [(key,) for key in keys])

    def close(self) -> None:
        """Lets go of the file; whoever asks again opens it again."""
        if database := self._connections.pop(os.getpid(), None):
            database.close()


def pack(entry: Entry) -> tuple[Digest, bytes]:
    """*entry* as bytes, and their digest."""
    data = pickle.dumps(entry, protocol=5)
    return digest(data), data
