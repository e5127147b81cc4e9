"""Which saved files matter to the site, and what they change."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from watchfiles import Change, awatch

from plugins.shared.hidden import EXTRA_FOLDER, is_hidden

# What editors and tools leave lying about: copies, locks, the number vim tries a folder with, halves of downloads.
NOISE = re.compile(
    r"\..*|.*~|#.*#|4913|.*\.(swp|swx|swo|tmp|temp|part|crdownload|pyc|bak)|.*___jb_(tmp|old)___|__pycache__"
)
# A save is one or two files; so many are a checkout or a copy, which goes on for a while.
MANY = 10
STEP_MS = 20
LONGEST_MS = 300
QUIET_SECONDS = 0.25
# How often to look whether a folder that is gone has come back.
RETURN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Watched:
    """What a site is made of: folders, and single files that are read when the process starts; all absolute."""

    content: Path
    theme: Path
    plugins: Path
    card_styles: Path
    files: tuple[Path, ...]
    """Settings, requirements, fonts."""

    @property
    def folders(self) -> tuple[Path, ...]:
        return (self.content, self.theme, self.plugins, self.card_styles)


@dataclass(frozen=True, slots=True)
class Saved:
    """Files that have just been saved, moved or deleted; *files* of the content, relative to it, with their slashes.

    *is_all* says that those are all that were.
    """

    is_code: bool
    files: tuple[str, ...] = ()
    is_all: bool = False


def is_noise(path: Path, root: Path) -> bool:
    """Whether *path* below *root* is a file that no author means."""
    parts = path.relative_to(root).parts
    if parts[:1] == (EXTRA_FOLDER,):
        # `.htaccess` and `.well-known/` are meant.
        parts = tuple(part if is_hidden(part, f"{EXTRA_FOLDER}/") else part.lstrip(".") for part in parts)
    return any(NOISE.fullmatch(part) for part in parts)


def find_saved(paths: Iterable[Path], watched: Watched) -> Saved | None:
    """What *paths* change; `None` if nothing."""
    matter = [path for path in paths if _matters(path, watched)]
    if not matter:
        return None
    files = [path.relative_to(watched.content).as_posix() for path in matter if path.is_relative_to(watched.content)]
    return Saved(any(_is_code(path, watched) for path in matter), tuple(sorted(files)), len(files) == len(matter))


def _matters(path: Path, watched: Watched) -> bool:
    if path in watched.files:
        return True
    root = next((folder for folder in watched.folders if path.is_relative_to(folder)), None)
    return root is not None and not is_noise(path, root)


def _is_code(path: Path, watched: Watched) -> bool:
    if path in watched.files or path.is_relative_to(watched.card_styles):
        return True
    return path.is_relative_to(watched.plugins) and path.suffix in ("", ".py", ".txt", ".toml")


class Watch:
    """Looks at what a site is made of, which may come to be something else while it is looked at."""

    def __init__(self, watched: Watched, stop: asyncio.Event, say: Callable[[str], None]) -> None:
        self._watched = watched
        self._stop = stop
        self._say = say
        self._queue: asyncio.Queue[Path] = asyncio.Queue()
        self._tasks: dict[tuple[Path, bool], asyncio.Task[None]] = {}

    def turn_to(self, watched: Watched) -> None:
        """From now on, look at *watched*."""
        self._watched = watched
        wanted = {(folder, True) for folder in watched.folders} | {(file.parent, False) for file in watched.files}
        for gone in self._tasks.keys() - wanted:
            self._tasks.pop(gone).cancel()
        for folder, is_deep in wanted - self._tasks.keys():
            self._tasks[folder, is_deep] = asyncio.create_task(self._follow(folder, is_deep=is_deep))

    async def begin(self) -> None:
        """Look from now on: what is saved when this has come back is told by `saves`, whenever that is asked."""
        self.turn_to(self._watched)
        # The system is asked to watch in the first step of each task.
        await asyncio.sleep(0)

    async def saves(self) -> AsyncIterator[Saved]:
        """What is saved, as it happens; a burst of files comes as one."""
        await self.begin()
        try:
            while not self._stop.is_set():
                paths = await _gather(self._queue)
                if saved := find_saved(paths, self._watched):
                    yield saved
        finally:
            for task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _follow(self, folder: Path, *, is_deep: bool) -> None:
        """Put every changed path below *folder* into the queue, also when the folder goes and comes back."""
        has_missed, told = False, ""
        while True:
            if folder.is_dir():
                try:
                    await self._watch_while_there(folder, is_deep=is_deep, has_missed=has_missed)
                except FileNotFoundError:
                    # It goes just now.
                    pass
                except (OSError, RuntimeError) as error:
                    if str(error) != told:
                        told = str(error)
                        self._say(f"{folder} cannot be watched: {told}; what is saved there may show late, or not")
                else:
                    told = ""
                if self._stop.is_set():
                    return
                if not told:
                    # All that was in it is gone, or another folder of that name is there.
                    self._queue.put_nowait(folder)
                has_missed = True
            await asyncio.sleep(RETURN_SECONDS)

    async def _watch_while_there(self, folder: Path, *, is_deep: bool, has_missed: bool) -> None:
        """Watch *folder* until it is another one than it was, or gone; *has_missed* what was saved before."""
        inode = _inode(folder)
        async for changes in awatch(
            folder,
            # All of them: which of them matter is decided with the site in view.
            watch_filter=None,
            debounce=LONGEST_MS,
            step=STEP_MS,
            # One of its own: when this is cancelled, it is set.
            stop_event=asyncio.Event(),
            rust_timeout=1000,
            yield_on_timeout=True,
            recursive=is_deep,
        ):
            if has_missed:
                # Not before it is watched: what is saved meanwhile would be missed again.
                self._queue.put_nowait(folder)
                has_missed = False
            for _change, name in changes:
                self._queue.put_nowait(Path(name))
            # One that is made at once in the place of another may be given its number.
            is_gone = (Change.deleted, str(folder)) in changes
            if self._stop.is_set() or is_gone or _inode(folder) != inode:
                return


async def _gather(queue: asyncio.Queue[Path]) -> Collection[Path]:
    """The next paths, all that come at once; many are waited for until it is quiet."""
    paths = {await queue.get()}
    while True:
        while not queue.empty():
            paths.add(queue.get_nowait())
        if len(paths) < MANY:
            return paths
        try:
            paths.add(await asyncio.wait_for(queue.get(), QUIET_SECONDS))
        except TimeoutError:
            return paths


def _inode(folder: Path) -> int:
    try:
        return folder.stat().st_ino
    except OSError:
        return 0
