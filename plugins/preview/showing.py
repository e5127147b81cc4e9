"""The site as it is shown: the process behind it, what is wrong just now, and who is to be told."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from plugins.preview.pages import Problem
from plugins.preview.watching import Saved
from plugins.preview.workers import Answer, Worker, WorkerDied

# Pages kept as they last were when all was well, to be shown below what is wrong with them now.
KEPT_PAGES = 32
# A process that has grown by so much is replaced: Pelican keeps objects alive.
GROWTH_BYTES = 96 * 1024 * 1024
# How long the first page may keep a browser waiting before it is told so.
PATIENCE_SECONDS = 3.0
LOOK_SECONDS = 2.0
GLANCE_SECONDS = 0.15
TEXT_SUFFIXES = (".md", ".markdown", ".mkd", ".mdown")


@dataclass(slots=True)
class Showing:
    """Keeps the plan up to date and tells listeners; never fails, whatever is saved."""

    start: Callable[[], Awaitable[Worker]]
    say: Callable[[str], None]
    look_at: Callable[[Mapping[str, Sequence[str]]], None]
    """Is told, after each plan that succeeds, where the settings say that parts of the site lie."""
    worker: Worker | None = None
    version: int = 0
    problems: list[Problem] = field(default_factory=list)
    """What keeps the site from being planned."""
    warning_count: int = 0
    listeners: set[asyncio.Queue[dict[str, Any]]] = field(default_factory=set)
    _session: str = field(default_factory=lambda: secrets.token_hex(4))
    _last_good: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _is_outdated: bool = False
    _is_glance: bool = False
    """Whether what was saved shows in its own pages alone."""
    _looking: asyncio.Task[None] | None = None
    _drawing: asyncio.Task[None] | None = None
    waiting_count: int = 0
    """How many pictures had been drawn by no one when the site was planned."""
    _printed: list[str] = field(default_factory=list)
    _memory_bytes: int = 0
    _is_tried: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether the site has been planned, or found to be broken."""

    @property
    def version_name(self) -> str:
        """Tells this plan from all others, those of earlier servers included."""
        return f"{self._session}.{self.version}"

    def state(self, files: tuple[str, ...] = ()) -> dict[str, Any]:
        """What a listener must know; *files* have changed under the same address."""
        return {
            "version": self.version_name,
            "problems": self.problems,
            "files": files,
            "warnings": self.warning_count,
            "waiting": self.waiting_count,
        }

    async def follow(self, saved: Saved) -> None:
        """Plan anew after *saved*, and tell all listeners."""
        async with self._lock:
            if saved.is_code or self._is_outdated or self.worker is None:
                await self._renew()
            else:
                await self._plan(self.worker, saved.files if saved.is_all else (), may_glance=True)
            files = tuple(file for file in saved.files if not file.endswith(TEXT_SUFFIXES))
            self._is_tried.set()
            self._tell(files)
            if self.worker and not self.problems:
                await self._replace_if_grown(self.worker)

        if self._is_glance:
            # The page that is open is likely that of the file that was saved: it is asked for in the meantime.
            await asyncio.sleep(GLANCE_SECONDS)
            async with self._lock:
                if self.worker:
                    await self._plan(self.worker, saved.files)
                    self._tell()
        self._look_again()
        if self.worker and self.waiting_count and (self._drawing is None or self._drawing.done()):
            self._drawing = asyncio.create_task(self._draw())

    async def _draw(self) -> None:
        """Have all pictures drawn, between what browsers ask for, and then the site planned with them."""
        while self.waiting_count and (worker := self.worker):
            try:
                is_done = not (await worker.ask(do="draw")).head["waiting"]
            except WorkerDied:
                # Whoever asks next is told.
                return
            if is_done:
                async with self._lock:
                    if self.worker is worker:
                        await self._plan(worker)
                        self._tell()

    def _look_again(self) -> None:
        """When nothing has been saved for a while, see whether anything has changed that nobody spoke of."""
        if self._looking:
            self._looking.cancel()
        self._looking = asyncio.create_task(self._look())

    async def _look(self) -> None:
        await asyncio.sleep(LOOK_SECONDS)
        async with self._lock:
            # What is under way is not broken off: the process would answer the next one with it.
            self._looking = None
            if self.worker is None:
                return
            try:
                answer = await self.worker.ask(do="look")
            except WorkerDied as death:
                self.worker, self.problems = None, [death.problem]
                self._tell()
                return
            if not answer.head["is_drawn_alike"]:
                await self._renew()
                self._tell()
            elif not answer.head["is_same"]:
                await self._plan(self.worker)
                self._tell()

    async def _plan(self, worker: Worker, files: Sequence[str] = (), *, may_glance: bool = False) -> None:
        try:
            self._take(await worker.ask(do="plan", files=files, may_glance=may_glance), worker)
        except WorkerDied as death:
            self.worker = None
            self.problems = [death.problem]

    async def _renew(self) -> None:
        """Let a new process take over what the old one knows; while the code is broken, the old one goes on."""
        self._is_outdated = True
        if self.worker:
            try:
                await self.worker.ask(do="save")
            except WorkerDied:
                self.worker = None
        try:
            worker = await self.start()
        except OSError as error:
            self.problems = [Problem(place="", line=0, message=f"no process: {error}; save again", severity="error")]
            return
        try:
            answer = await worker.ask(do="plan")
        except WorkerDied as death:
            self.problems = [death.problem]
            await worker.end()
            return
        head = answer.head
        # Content may wait to be mended, but then the process has what it needs.
        if head["is_planned"] or (self.worker is None and head["has_bad_content"]):
            before, self.worker = self.worker, worker
            self._is_outdated = False
            if before:
                await _retire(before)
            self._take(answer, worker)
        else:
            self._take(answer, worker)
            await _retire(worker)

    def _take(self, answer: Answer, worker: Worker) -> None:
        head = answer.head
        self.problems, self.warning_count = head["problems"], head["warnings"]
        self.waiting_count, self._is_glance = head["waiting"], head["is_planned"] and head["is_glance"]
        if head["is_planned"]:
            self.version += 1
            self.look_at(head["sources"])
            worker.first_bytes = worker.first_bytes or head["memory_bytes"]
        lines = [line for line in head["printed"].splitlines() if line.strip()]
        for line in lines:
            if line not in self._printed:
                self.say(line)
        self._printed = lines
        for problem in [] if lines else self.problems:
            self.say(f"{problem['place']}:{problem['line']}: {problem['message']}")
        self._memory_bytes = head["memory_bytes"]

    async def _replace_if_grown(self, worker: Worker) -> None:
        if self._memory_bytes - worker.first_bytes >= GROWTH_BYTES:
            await self._renew()

    def _tell(self, files: tuple[str, ...] = ()) -> None:
        for listener in self.listeners:
            listener.put_nowait(self.state(files))

    async def get(self, path: str) -> Answer:
        """What is at *path*; what is wrong stands beside the page as it last was, if it ever was."""
        answer = await self.ask(do="get", path=path)
        if answer.head["found"] == "page":
            self._last_good[path] = answer.body
            self._last_good.move_to_end(path)
            if len(self._last_good) > KEPT_PAGES:
                self._last_good.popitem(last=False)
        elif answer.head["found"] == "broken":
            return Answer(answer.head, self._last_good.get(path, b""))
        return answer

    async def ask(self, **request: str) -> Answer:
        """The answer of the process to *request*, once all that has been saved is planned."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_tried.wait(), PATIENCE_SECONDS)
        if not self._is_tried.is_set():
            return Answer({"found": "unplanned"}, b"")
        # What has been saved is planned first.
        async with self._lock:
            worker = self.worker
        if worker is None:
            return Answer({"found": "unplanned"}, b"")
        try:
            return await worker.ask(**request)
        except WorkerDied as death:
            if self.worker is worker:
                self.worker, self.problems = None, [death.problem]
            return Answer({"found": "unplanned"}, b"")

    async def end(self) -> None:
        """Let the process go."""
        for task in (self._looking, self._drawing):
            if task:
                task.cancel()
        if self.worker:
            await self.worker.end()


async def _retire(worker: Worker) -> None:
    """Let *worker* go, and leave to the one that shows the site what is remembered of it."""
    with suppress(WorkerDied):
        await worker.ask(do="retire")
    await worker.end()
