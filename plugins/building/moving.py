"""How a new site takes the place of the last one: all of it or nothing, whatever ends the build meanwhile.

What is to be moved lies in a folder beside the output. A process that outlives the build writes down in a note what it
is about to do, moves the files, has the build remembered, and takes the note back. Only who ends that very process, or
the machine, leaves a mixture: the next build finds the note, and does what is left to be done before anything else.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from plugins.building.folders import BuildError
from plugins.building.manifest import load_manifest, manifest_path, note_path, save_manifest
from plugins.shared.files import (
    HalfMovedError,
    SyncPlan,
    apply_sync,
    is_inside_path,
    list_files,
    plan_sync,
    write_whole,
)
from plugins.shared.progress import SILENT, Progress
from plugins.shared.terminal import say
from plugins.shared.workers import WorkerLost, outlive

# What the folder is called in which a build puts what it makes, and from when that is moved; and where it lies there.
BUILDING, MOVING, NEW = "building", "moving", "new"
Result = TypeVar("Result")


class Note(NamedTuple):
    """What a build was about to do: the files to be put in their places with their sizes, and those to be removed."""

    write: Mapping[str, int]
    remove: tuple[str, ...]


@contextmanager
def claim_output(output: Path, cache_path: Path, tell: Callable[[str], object] = say) -> Iterator[Path]:
    """The only right to write *output*, and an empty folder to make the new site in, which is gone afterwards.

    The system takes the right from processes that die. What an interrupted build was moving is moved first, and *tell*
    hears of it.
    """
    record = manifest_path(cache_path, output)
    record.parent.mkdir(parents=True, exist_ok=True)
    with record.with_suffix(".lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if not note_path(cache_path, output).exists():
                raise BuildError(f"another build is writing '{output}'; wait for it to end") from error
            tell(f"Another build is moving its files to '{output}'; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        if done := _finish(output, cache_path):
            tell(f"Finished what the last build was moving: {done} {'file' if done == 1 else 'files'}.")
        _remove_folders(output, BUILDING, MOVING)
        staging = _folders(output, BUILDING)[_is_mounted(output)] / NEW
        try:
            staging.mkdir(parents=True)
            yield staging
        finally:
            _remove_folders(output, BUILDING)


def _folders(output: Path, what: str) -> tuple[Path, Path]:
    """Where files for *output* may be kept: beside it, and in it."""
    name = f".{output.name}.{what}"
    return output.with_name(name), output / name


def _remove_folders(output: Path, *names: str) -> None:
    for name in names:
        for folder in _folders(output, name):
            shutil.rmtree(folder, ignore_errors=True)


def _is_mounted(output: Path) -> bool:
    """Whether *output* is a file system of its own, or mounted, so that no file beside it can be moved into it."""
    if not output.is_dir():
        return False
    if os.stat(output).st_dev != os.stat(output.parent).st_dev:
        return True
    try:
        # No folder can be moved by that name; but the system asks first whether both places are of one mount.
        os.rename(f"{output.parent}/.", f"{output}/.")
    except OSError as error:
        return error.errno == errno.EXDEV
    return False


def bring_over(
    staging: Path,
    output: Path,
    cache_path: Path,
    remember: Callable[[], Result],
    kept: Collection[str] = (),
    progress: Progress = SILENT,
    *,
    find_left: Callable[[], Iterable[str]] = tuple,
    is_ours: bool = False,
) -> tuple[SyncPlan, Result]:
    """Make *output* hold what *staging* does, and *kept* besides; what was done, and what *remember* gives.

    That is called when all files are where they belong, maybe in another process. Where it fails, as where anything
    does, *output* is put back as it was.
    *find_left* tells which files the last build left there, for where the record of them is missing or spoilt.
    *is_ours*: what lies where a file is to be put may be replaced, though no record knows of it.
    """
    record = manifest_path(cache_path, output)
    recorded = load_manifest(record)
    previous = recorded or frozenset(find_left())
    # A new site has nothing in its way, and its files are many.
    may_replace = is_ours and os.path.lexists(output)
    ours = previous.union(list_files(staging)) if may_replace else previous
    plan = plan_sync(staging, output, ours, kept, progress)
    # Most of them are in order, and sorted at once.
    in_order = (*plan.write, *plan.unchanged)
    made = frozenset(in_order)
    if not made:
        raise BuildError("the build wrote no files; say what you ran and where in a bug report")
    if plan.foreign:
        raise BuildError(
            f"'{output / plan.foreign[0]}' was not made by this command; move it away or choose another --output"
        )

    def remember_all() -> Result:
        result = remember()
        if made != recorded:
            save_manifest(record, output, in_order)
        return result

    note = note_path(cache_path, output)
    if not plan.write and not plan.remove:
        result = remember_all()
        note.unlink(missing_ok=True)
        return plan, result

    def move() -> Result:
        root = staging.parent.with_name(f".{output.name}.{MOVING}")
        try:
            # Before anything moves: whatever interrupts us, the next build knows all that may be ours.
            if not made <= recorded:
                save_manifest(record, output, (*in_order, *previous.difference(made)))
            staging.parent.rename(root)
            # On the disk before the first of them is moved: a machine that stops forgets what is not.
            write_whole(note, _make_note(plan, root / NEW), is_durable=True)
            return _move(plan, root, output, note, remember_all, progress)
        except HalfMovedError:
            raise
        except BaseException:
            _clear(root, note)
            raise

    return plan, _outlive(move, output, progress)


def _make_note(plan: SyncPlan, staged: Path) -> bytes:
    sizes = {name: os.stat(f"{staged}/{name}").st_size for name in plan.write}
    return json.dumps(Note(sizes, plan.remove)).encode()


def _move(
    plan: SyncPlan, root: Path, output: Path, note: Path, remember: Callable[[], Result], progress: Progress = SILENT
) -> Result:
    """Moves the files of *plan*, which lie below *root*, has them remembered and takes the *note* back."""
    with apply_sync(plan, root / NEW, output, Path(tempfile.mkdtemp(dir=root)), progress):
        result = remember()
    _clear(root, note)
    return result


def _clear(root: Path, note: Path) -> None:
    # In this order: without a note, nobody looks for what is left of the folder.
    note.unlink(missing_ok=True)
    shutil.rmtree(root, ignore_errors=True)


def _outlive(move: Callable[[], Result], output: Path, progress: Progress = SILENT) -> Result:
    try:
        return outlive(move, progress)
    except HalfMovedError as error:
        raise BuildError(
            f"{error.strerror} ({error.filename}); '{output}' holds files of the last site and of the new one "
            "until that is mended and the next build finishes it"
        ) from error
    except WorkerLost:
        raise BuildError(
            f"the process that moved files to '{output}' was ended from outside; the next build finishes it"
        ) from None


def _finish(output: Path, cache_path: Path) -> int:
    """Moves what an interrupted build has left to be moved, if all of that is there; how many files.

    Else the note of it stays.
    """
    path = note_path(cache_path, output)
    note = _load_note(path)
    root = next((folder for folder in _folders(output, MOVING) if folder.is_dir()), None)
    if note is None or root is None:
        return 0
    staged = root / NEW
    # It is itself moved where there was no output.
    staged.mkdir(exist_ok=True)
    waiting = note.write.keys() & list_files(staged)
    places = {name: (staged if name in waiting else output) / name for name in note.write}
    if any(_size_of(places[name]) != size for name, size in note.write.items()):
        return 0
    ours = load_manifest(manifest_path(cache_path, output))
    plan = plan_sync(staged, output, ours, ours.difference(note.remove))
    if not waiting.isdisjoint(plan.foreign):
        return 0
    # Files that proved to be there already were staged as well.
    plan = replace(plan, write=tuple(name for name in plan.write if name in waiting))
    _outlive(partial(_move, plan, root, output, path, lambda: None), output)
    return len(plan.write) + len(plan.remove)


def _size_of(path: Path) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return -1


def _load_note(path: Path) -> Note | None:
    """The note at *path*; nothing where there is none, or it is spoilt."""
    try:
        write, remove = json.loads(path.read_text("utf-8"))
        note = Note(dict(write), tuple(remove))
        return note if _are_inside(note.write) and _are_inside(note.remove) else None
    except (OSError, ValueError, TypeError):
        return None


def _are_inside(names: Iterable[object]) -> bool:
    return all(isinstance(name, str) and is_inside_path(name) for name in names)
