"""Files: read as text or with a reason why not, written whole or not at all, one folder made like another."""

from __future__ import annotations

import errno
import os
import posixpath
import secrets
import shutil
import stat
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import BinaryIO, cast

from plugins.shared.progress import SILENT, Progress

# What refers to other files of a site.
SHOWING_SUFFIXES = (".html", ".xml", ".json")


class UnreadableError(Exception):
    """A file that cannot be read as text; *message* names the cure, *line* counts from 1 (0: the file as a whole)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, without byte order mark and with plain line ends; raises `UnreadableError`."""
    return decode_text(read_data(path))


def read_data(path: Path) -> bytes:
    """The bytes of a file of the author; raises `UnreadableError`."""
    try:
        return read_file(path)
    except OSError as error:
        raise UnreadableError(f"cannot be read ({error.strerror}); {_cure(error)}") from error


def is_file(path: Path) -> bool:
    """Whether there is a file at *path*; none has a name that no file system takes."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        # Too long a name, links in a circle.
        return False


class NotAFileError(OSError):
    """Something under a name that could be a file's and is none; `strerror` says what."""


# What waits forever for somebody to write into it, never ends, or does something when it is opened.
NO_FILES = ((stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"))


def name_no_file(mode: int) -> str:
    """What something of this *mode* is that is no file, as `a named pipe`; empty for a file."""
    if stat.S_ISREG(mode):
        return ""
    return next((name for is_it, name in NO_FILES if is_it(mode)), "a folder" if stat.S_ISDIR(mode) else "a device")


def open_file(path: str | Path) -> BinaryIO:
    """The file at *path*, to be read without a buffer; whatever lies there, nobody waits.

    Raises `OSError`, and of those `NotAFileError` for a named pipe, a device or a socket, which is not even opened.
    """
    _refuse_no_file(os.stat(path), path)
    # Another program may put a pipe into its place before it is opened.
    opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        _refuse_no_file(os.fstat(opened), path)
        return cast(BinaryIO, open(opened, "rb", buffering=0))
    except BaseException:
        os.close(opened)
        raise


def read_file(path: str | Path) -> bytes:
    """The bytes of the file at *path*; raises what `open_file` does."""
    with open_file(path) as file:
        return file.read()


def _refuse_no_file(found: os.stat_result, path: str | Path) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if name := name_no_file(found.st_mode):
        raise NotAFileError(errno.EINVAL, f"it is {name}", str(path))


def decode_text(data: bytes) -> str:
    """What *data* says in UTF-8, without byte order mark and with plain line ends; raises `UnreadableError`."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("is written in UTF-16; save it as UTF-8", 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The decoder counts from behind a byte order mark.
        line = error.object[: error.start].count(b"\n") + 1
        byte = error.object[error.start]
        raise UnreadableError(f"byte 0x{byte:02x} is not UTF-8; save the file as UTF-8", line) from error
    if "\0" in text:
        raise UnreadableError(
            "holds a zero byte, so it is no text; mend it or move it to images/ or extra/",
            text[: text.index("\0")].count("\n") + 1,
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _cure(error: OSError) -> str:
    if isinstance(error, NotAFileError):
        return "put a file in its place, or take it away"
    if error.errno == errno.ELOOP:
        return "the link leads in a circle; take it away"
    if isinstance(error, PermissionError):
        return "give yourself the right to read it"
    if isinstance(error, FileNotFoundError):
        return "if it is a link, it leads nowhere"
    if isinstance(error, IsADirectoryError):
        return "it is a folder; rename it"
    return "copy it anew from where it came"


def write_whole(path: Path, *data: bytes | memoryview, is_durable: bool = False) -> None:
    """Write *data* so that *path* holds all of it or what it held before, at any moment; makes missing folders.

    Of several parts each stands behind the one before it.
    *is_durable*: also if the machine stops the moment after.
    """
    with naming(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # Not made from the name, which may already be as long as the file system allows.
        temporary = path.with_name(f".{secrets.token_hex(6)}.part")
        try:
            with temporary.open("wb") as file:
                file.writelines(data)
                if is_durable:
                    file.flush()
                    os.fsync(file.fileno())
            temporary.replace(path)
            if is_durable:
                _sync_folder(path.parent)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


# What says that there is no room: on the disk, for this user, or for a file of this size.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def naming(path: str | Path) -> Iterator[None]:
    """Has an error that is raised for want of room name *path*, where the system names nothing or a file of ours."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            error.filename, error.filename2 = str(path), None
        raise


def write_new(path: str, data: bytes) -> None:
    """Write *data* to where nobody looks yet."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
    with naming(path):
        try:
            # A disk that gets full takes a part of it, and says so the next time.
            while (written := os.write(opened, data)) < len(data):
                data = data[written:]
        finally:
            os.close(opened)


def _sync_folder(folder: Path) -> None:
    """Has the system write down the names in *folder*, where it does that at all."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What makes an output folder like the staged one; every path is relative, with forward slashes, in order.

    *foreign* are paths we would have to write where somebody else's file, folder or link is: nobody asked us to.
    """

    write: tuple[str, ...]
    unchanged: tuple[str, ...]
    remove: tuple[str, ...]
    foreign: tuple[str, ...]


def list_files(folder: Path) -> tuple[str, ...]:
    """Every file below *folder*, relative and with forward slashes, in order; links to folders are not followed."""
    found = []
    waiting = [(str(folder), "")]
    while waiting:
        path, prefix = waiting.pop()
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{prefix}{entry.name}/"))
                else:
                    found.append(prefix + entry.name)
    return tuple(sorted(found))


def is_inside_path(name: str) -> bool:
    """Whether the relative path *name* stays below the folder it is joined to."""
    return bool(name) and not name.startswith("/") and ".." not in name.split("/") and "\0" not in name


def plan_sync(
    staged: Path, output: Path, previous: Iterable[str], kept: Collection[str] = (), progress: Progress = SILENT
) -> SyncPlan:
    """How to make *output* hold what *staged* holds, when our last build there made the files *previous*.

    *kept* are files of *output* that stay as they are, though *staged* does not hold them.
    """
    staged_names = list_files(staged)
    if not os.path.lexists(output):
        return SyncPlan(staged_names, (), (), ())
    ours = frozenset(previous)
    folders = _folders_of(staged_names)
    blocked = {folder for folder in folders if _is_blocked(output, folder, ours)}
    write, unchanged, foreign = [], [], []
    for name in progress.follow("Comparing", staged_names):
        if blocked and not blocked.isdisjoint(_folders_of([name])):
            foreign.append(name)
        elif has_same_bytes(staged / name, output / name):
            unchanged.append(name)
        elif _is_ours_to_write(output, name, ours):
            write.append(name)
        else:
            foreign.append(name)
    gone = sorted(name for name in ours.difference(staged_names, kept) if is_inside_path(name))
    links = {folder for folder in _folders_of(gone) if (output / folder).is_symlink()}
    gone = [name for name in gone if links.isdisjoint(_folders_of([name]))]
    removed = _without_twins(output, gone, (*staged_names, *kept)) if gone else ()
    return SyncPlan(tuple(write), (*unchanged, *kept), removed, tuple(foreign))


def _folders_of(names: Iterable[str]) -> set[str]:
    """Every folder above *names*, without the root."""
    found: set[str] = set()
    for name in names:
        folder = posixpath.dirname(name)
        while folder and folder not in found:
            found.add(folder)
            folder = posixpath.dirname(folder)
    return found


def _is_blocked(output: Path, folder: str, ours: Collection[str]) -> bool:
    """Whether where *folder* has to be there is a link, which may lead anywhere, or a file that others made."""
    place = output / folder
    return place.is_symlink() or (place.is_file() and folder not in ours)


def _is_ours_to_write(output: Path, name: str, ours: Collection[str]) -> bool:
    place = output / name
    if place.is_dir() and not place.is_symlink():
        return all(f"{name}/{inner}" in ours for inner in list_files(place))
    return name in ours or not os.path.lexists(place)


def has_same_bytes(one: Path, other: Path) -> bool:
    """Whether both are files that hold the same; a link is not what it leads to."""
    try:
        there = os.lstat(other)
        if stat.S_ISLNK(there.st_mode) or os.stat(one).st_size != there.st_size:
            return False
        return one.read_bytes() == other.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def _without_twins(output: Path, gone: list[str], wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Those of *gone* that exist and are not a wanted file in another spelling, as `Tea` and `tea` are on macOS."""
    folded = _folded("\0".join(wanted)).split("\0") if wanted else []
    # Hardly ever any: of so many names, to put all into a table takes longer than to look through them.
    twins = {_folded(name) for name in gone}.intersection(folded)
    by_folded = {spelling: name for spelling, name in zip(folded, wanted, strict=True) if spelling in twins}

    def is_twin(name: str) -> bool:
        twin = by_folded.get(_folded(name))
        return twin is not None and os.path.exists(output / twin) and os.path.samefile(output / name, output / twin)

    return tuple(name for name in gone if _is_file_or_link(output / name) and not is_twin(name))


def _is_file_or_link(path: Path) -> bool:
    return path.is_symlink() or path.is_file()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


class HalfMovedError(OSError):
    """Some files of a folder could be neither moved nor put back; the reason is that of the first."""


@contextmanager
def apply_sync(plan: SyncPlan, staged: Path, output: Path, aside: Path, progress: Progress = SILENT) -> Iterator[None]:
    """Do what *plan* says; where that fails, or what is done meanwhile, *output* is put back as it was.

    Staged files are moved where that is possible, so *staged* is used up. The empty folder *aside* keeps what they
    replace.
    Whoever reads the site meanwhile, or after it was broken off, finds with each page the pictures and styles it shows.
    Raises `HalfMovedError` where it can neither be done nor put back.
    """
    undo: list[Callable[[], object]] = []
    try:
        if not os.path.lexists(output) and _has_moved(staged, output):
            undo.append(partial(os.rename, output, staged))
        else:
            _apply(plan, staged, output, aside, undo, progress)
        yield
    except BaseException as error:
        try:
            for put_back in reversed(undo):
                put_back()
        except OSError:
            reason = error if isinstance(error, OSError) else OSError(0, str(error))
            raise HalfMovedError(reason.errno, reason.strerror, reason.filename2 or reason.filename) from error
        raise


def _apply(
    plan: SyncPlan, staged: Path, output: Path, aside: Path, undo: list[Callable[[], object]], progress: Progress
) -> None:
    numbers = count()

    def is_kept(place: str) -> bool:
        """Whether there is something at *place*; it will be put back."""
        kept = f"{aside}/{next(numbers)}"
        if not _has_kept(place, kept):
            return False
        undo.append(partial(_replace, kept, place))
        return True

    def remove(names: Collection[str]) -> None:
        for name in names:
            if is_kept(f"{output}/{name}"):
                (output / name).unlink()
        _prune_folders(output, names)

    def write(name: str) -> None:
        if not is_kept(f"{output}/{name}"):
            undo.append(partial(_take_away, output, name))
        _replace(f"{staged}/{name}", f"{output}/{name}")

    written, folders = frozenset(plan.write), _folders_of(plan.write)
    in_the_way = [name for name in plan.remove if name in folders or not written.isdisjoint(_folders_of([name]))]
    remove(in_the_way)
    for name in progress.follow("Moving", sorted(plan.write, key=lambda name: name.endswith(SHOWING_SUFFIXES))):
        write(name)
    remove(sorted({*plan.remove}.difference(in_the_way)))


def _has_kept(place: str, kept: str) -> bool:
    """Whether there is a file at *place*; then it is at *kept* as well."""
    try:
        os.link(place, kept, follow_symlinks=False)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        if os.path.isdir(place) and not os.path.islink(place):
            return False
        # The file system gives no file a second name, or this file none.
        with naming(kept):
            shutil.copy2(place, kept, follow_symlinks=False)
    return True


def _take_away(output: Path, name: str) -> None:
    (output / name).unlink(missing_ok=True)
    _prune_folders(output, [name])


def _prune_folders(output: Path, removed: Iterable[str]) -> None:
    """Remove the folders that *removed* left empty, deepest first."""
    for folder in sorted(_folders_of(removed), key=lambda folder: folder.count("/"), reverse=True):
        try:
            (output / folder).rmdir()
        except OSError:
            # Still holds something, or somebody else was quicker.
            continue


def _has_moved(folder: Path, place: Path) -> bool:
    """Moves *folder* as a whole to where there is nothing yet, if the file system does that."""
    try:
        folder.rename(place)
    except OSError:
        return False
    return True


def _replace(source: str, target: str) -> None:
    try:
        _move(source, target)
    except OSError:
        os.makedirs(posixpath.dirname(target), exist_ok=True)
        if os.path.isdir(target) and not os.path.islink(target):
            os.rmdir(target)
        _move(source, target)


def _move(source: str, target: str) -> None:
    try:
        os.replace(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_whole(Path(target), Path(source).read_bytes())
