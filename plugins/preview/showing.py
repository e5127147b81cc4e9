"""The site as it is shown: the process behind it, what is wrong just now, and who is to be told."""

from __future__ import annotations

import asyncio
import secrets
import time
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
# How often to look for what nobody spoke of, and for how much of the time at most.
LOOK_SECONDS = 2.0
LOOK_SHARE = 0.01
# A process that ends of itself, but not sooner than that, is replaced at once; others wait for something to be mended.
LIFE_SECONDS = 10.0
# Whoever looks at what was saved asks for it before others begin to plan the site.
GLANCE_SECONDS = 0.15
TEXT_SUFFIXES = (".md", ".markdown", ".mkd", ".mdown")


@dataclass(slots=True)
class Showing:
    """Keeps what is shown up to date and tells listeners; never fails, whatever is saved.

    What was saved is shown at a glance by the process that answers; the rest is planned by a copy of it, or by a new
    process, which answers as soon as it has. Until then nobody waits.
    """

    start: Callable[[], Awaitable[Worker]]
    say: Callable[[str], None]
    look_at: Callable[[Mapping[str, Sequence[str]]], None]
    """Is told, after each plan that succeeds, where the settings say that parts of the site lie."""
    worker: Worker | None = None
    """The process that answers."""
    _since: float = 0.0
    """When it began to, on the clock that never goes back."""
    _helper: Worker | None = None
    """The one that plans."""
    version: int = 0
    warning_count: int = 0
    listeners: set[asyncio.Queue[dict[str, Any]]] = field(default_factory=set)
    _session: str = field(default_factory=lambda: secrets.token_hex(4))
    _last_good: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held for no longer than a glance takes."""
    _found: list[Problem] = field(default_factory=list)
    """What the last plan found wrong."""
    _glanced: list[Problem] = field(default_factory=list)
    """What is wrong with files saved since then."""
    _is_outdated: bool = False
    """Whether code has changed: only a new process can plan."""
    _is_wanted: bool = False
    """Whether the site is to be planned."""
    _missed: list[Saved] = field(default_factory=list)
    """What was saved since the last plan was begun, which it may or may not have seen."""
    _planning: asyncio.Task[None] | None = None
    _looking: asyncio.Task[None] | None = None
    _pause: float = LOOK_SECONDS
    """Until the next look."""
    _drawing: asyncio.Task[None] | None = None
    waiting_count: int = 0
    """How many pictures had been drawn by no one when the site was planned."""
    _printed: list[str] = field(default_factory=list)
    _is_tried: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether the site has been planned, or found to be broken."""

    @property
    def version_name(self) -> str:
        """Tells what is shown now from all before, those of earlier servers included."""
        return f"{self._session}.{self.version}"

    @property
    def problems(self) -> list[Problem]:
        """What keeps something from being shown."""
        return [*self._found, *(problem for problem in self._glanced if problem not in self._found)]

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
        """Show what was *saved* as far as a glance does, tell all listeners, and have the rest planned."""
        async with self._lock:
            self._missed.append(saved)
            self._is_outdated = self._is_outdated or saved.is_code or self.worker is None
            if self.worker and _is_for_glance(saved):
                await self._glance(self.worker, [saved])
            self._is_wanted = self._is_wanted or self._is_outdated
            self._tell([saved])
        self._go_on()

    async def _glance(self, worker: Worker, saves: Sequence[Saved]) -> None:
        files = sorted({file for saved in saves for file in saved.files})
        try:
            head = (await worker.ask(do="glance", files=files)).head
        except WorkerDied as death:
            self._lose(worker, death)
            return
        self._found = [one for one in self._found if not any(f"/{one['place']}".endswith(f"/{file}") for file in files)]
        self._glanced = head["problems"]
        self._is_wanted = self._is_wanted or head["is_behind"]
        self._take(head, worker)

    def _go_on(self) -> None:
        """Have the site planned if it is to be; else see to what there is time for."""
        if self._looking:
            self._looking.cancel()
        if self._planning:
            return
        if self._is_wanted:
            self._planning = asyncio.create_task(self._catch_up())
            return
        self._looking = asyncio.create_task(self._look())
        if self.worker and self.waiting_count and self._drawing is None:
            self._drawing = asyncio.create_task(self._draw())

    async def _catch_up(self) -> None:
        """Have the site planned until nothing of what was saved is missing."""
        try:
            while self._is_wanted:
                if self.worker:
                    await asyncio.sleep(GLANCE_SECONDS)
                saves, self._missed, self._is_wanted = self._missed, [], False
                try:
                    await self._plan()
                except WorkerDied as death:
                    if self.worker:
                        self._lose(self.worker, death)
                self._is_tried.set()
                self._tell(saves)
        finally:
            self._planning = None
        self._go_on()

    async def _plan(self) -> None:
        """Have another process plan the site, which answers from then on. Raises `WorkerDied` for the one that does."""
        is_new, self._is_outdated = self._is_outdated or self.worker is None, False
        try:
            helper = self._helper = await (self._begin_anew() if is_new else self._copy())
        except OSError as error:
            self._is_outdated = True
            self._found = [Problem(place="", line=0, message=f"no process: {error}; save again", severity="error")]
            return
        try:
            head = (await helper.ask(do="plan")).head
        except WorkerDied as death:
            if helper is self.worker:
                raise
            self._is_outdated = self._is_outdated or is_new
            self._found, self._glanced, self._helper = [death.problem], [], None
            await helper.end()
            return
        # Content may wait to be mended, but then the process has what it needs.
        if head["is_planned"] or (self.worker is None and head["has_bad_content"]):
            await self._hand_over(helper, head)
            return
        self._is_outdated = self._is_outdated or is_new
        self._found, self._glanced, self._helper = head["problems"], [], None
        self._print(head)
        if helper is not self.worker:
            await _retire(helper)

    async def _begin_anew(self) -> Worker:
        """A new process, that begins with what the old one knows."""
        if self.worker:
            saver = await self._copy()
            # Without it, the new one begins with less.
            with suppress(WorkerDied):
                await saver.ask(do="save")
            if saver is not self.worker:
                await saver.end()
        return await self.start()

    async def _copy(self) -> Worker:
        """A process that knows what the one does that answers: that one itself, where there can be no copy."""
        if self.worker is None:
            raise ValueError("no process answers")
        return await self.worker.copy() or self.worker

    async def _hand_over(self, helper: Worker, head: Mapping[str, Any]) -> None:
        """Have *helper* answer, which has planned the site, once it has heard of what was saved meanwhile."""
        async with self._lock:
            before, self.worker, self._helper, self._since = self.worker, helper, None, time.monotonic()
            self._found, self._glanced = head["problems"], []
            self._take(head, helper)
            if missed := [saved for saved in self._missed if _is_for_glance(saved)]:
                await self._glance(helper, missed)
        if before and before is not helper:
            await _retire(before)

    def _lose(self, worker: Worker, death: WorkerDied) -> None:
        if self.worker is worker:
            self.worker, self._is_outdated = None, True
            self._is_wanted = self._is_wanted or time.monotonic() - self._since >= LIFE_SECONDS
            self._found, self._glanced = [death.problem], []

    async def _draw(self) -> None:
        """Have all pictures drawn, between what browsers ask for, and then the site planned with them."""
        is_done = False
        while self.waiting_count and not is_done and (worker := self.worker):
            try:
                is_done = not (await worker.ask(do="draw")).head["waiting"] and self.worker is worker
            except WorkerDied:
                # Whoever asks next is told.
                break
        self._drawing = None
        if is_done:
            self._is_wanted = True
            self._go_on()

    async def _look(self) -> None:
        """See whether anything has changed that nobody spoke of; again and again, while nothing is saved.

        A folder of another machine or of a container may be watched in vain.
        """
        await asyncio.sleep(self._pause)
        # What is under way is not broken off: the process would answer the next one with it.
        self._looking, worker = None, self.worker
        if worker is None:
            return
        begun = time.monotonic()
        try:
            head = (await worker.ask(do="look")).head
        except WorkerDied as death:
            self._lose(worker, death)
            self._tell()
            self._go_on()
            return
        self._pause = max(LOOK_SECONDS, (time.monotonic() - begun) / LOOK_SHARE)
        if self.worker is worker:
            self._is_outdated = self._is_outdated or not head["is_drawn_alike"]
            self._is_wanted = self._is_wanted or self._is_outdated or not head["is_same"]
        self._go_on()

    def _take(self, head: Mapping[str, Any], worker: Worker) -> None:
        """Take over what *worker* answered to a plan or a glance."""
        self.warning_count, self.waiting_count = head["warnings"], head["waiting"]
        if head["is_planned"]:
            self.version += 1
            self.look_at(head["sources"])
            worker.first_bytes = worker.first_bytes or head["memory_bytes"]
            if not self.problems and head["memory_bytes"] - worker.first_bytes >= GROWTH_BYTES:
                self._is_outdated = self._is_wanted = True
        self._print(head)

    def _print(self, head: Mapping[str, Any]) -> None:
        lines = [line for line in head["printed"].splitlines() if line.strip()]
        for line in lines:
            if line not in self._printed:
                self.say(line)
        self._printed = lines
        for problem in [] if lines else head["problems"]:
            self.say(f"{problem['place']}:{problem['line']}: {problem['message']}")

    def _tell(self, saves: Sequence[Saved] = ()) -> None:
        files = dict.fromkeys(file for saved in saves for file in saved.files if not file.endswith(TEXT_SUFFIXES))
        for listener in self.listeners:
            listener.put_nowait(self.state((*files,)))

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
        """The answer of the process to *request*, with the `version` of what it shows.

        It waits for a glance at what was saved, and for a plan only where nothing else can tell.
        """
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_tried.wait(), PATIENCE_SECONDS)
        answer = await self._ask(request)
        if answer.head["found"] == "behind":
            self._is_wanted = True
            self._go_on()
            if self._planning:
                await asyncio.shield(self._planning)
            answer = await self._ask(request)
        return answer

    async def _ask(self, request: Mapping[str, str]) -> Answer:
        async with self._lock:
            worker, version = self.worker, self.version_name
        unplanned = Answer({"found": "unplanned", "version": version}, b"")
        if worker is None or not self._is_tried.is_set():
            return unplanned
        try:
            answer = await worker.ask(**request)
        except WorkerDied as death:
            self._lose(worker, death)
            self._go_on()
            return unplanned
        return Answer(answer.head | {"version": version}, answer.body)

    async def end(self) -> None:
        """Let the processes go."""
        tasks = [task for task in (self._looking, self._drawing, self._planning) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # First the one that plans: the other remembers nothing while it may.
        if self._helper and self._helper is not self.worker:
            await self._helper.kill()
        if self.worker:
            await self.worker.end()


def _is_for_glance(saved: Saved) -> bool:
    """Whether a process of the same code can show anything of what was *saved*."""
    return bool(saved.files) or not saved.is_code


async def _retire(worker: Worker) -> None:
    """Let *worker* go, and leave to the one that shows the site what is remembered of it."""
    with suppress(WorkerDied):
        await worker.ask(do="retire")
    await worker.end()
