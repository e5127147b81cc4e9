"""The process that plans the site and makes its pages, as seen from the server."""

from __future__ import annotations

import asyncio
import json
import re
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.preview.pages import Problem

LAST_WORDS = 40
END_SECONDS = 3.0
LONGEST_ANSWER_BYTES = 64 * 1024 * 1024
TRACEBACK_PLACE = re.compile(r'^  File "(?P<file>[^"]+)", line (?P<line>\d+)')


class WorkerDied(Exception):  # noqa: N818 - what happened
    """The process has ended instead of answering; *problem* is why, as far as its last words say."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem["message"])
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Answer:
    head: dict[str, Any]
    body: bytes


@dataclass(slots=True)
class Worker:
    """One such process; answers one request after the other."""

    _process: Process
    _project: Path
    _say: Callable[[str], None]
    _words: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_WORDS))
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _listener: asyncio.Task[None] | None = None
    first_bytes: int = 0
    """The memory it took when it had planned for the first time."""

    async def ask(self, **request: str | bool | Sequence[str]) -> Answer:
        """The answer to *request*; raises `WorkerDied`."""
        sending, receiving = self._process.stdin, self._process.stdout
        if sending is None or receiving is None:
            raise ValueError("the process was started without pipes")
        async with self._lock:
            try:
                sending.write(json.dumps(request).encode() + b"\n")
                await sending.drain()
                head: dict[str, Any] = json.loads(await receiving.readuntil())
                return Answer(head, await receiving.readexactly(head["size"]))
            except (OSError, asyncio.IncompleteReadError):
                raise WorkerDied(await self._find_cause()) from None

    async def _find_cause(self) -> Problem:
        await self._process.wait()
        if self._listener:
            await self._listener
        return explain_death(list(self._words), self._process.returncode or 0, self._project)

    async def listen(self) -> None:
        """Pass on what the process prints, and keep the last of it."""
        printing = self._process.stderr
        while printing and (line := await printing.readline()):
            self._words.append(line.decode("utf-8", "replace").rstrip("\n"))
            self._say(self._words[-1])

    async def end(self) -> None:
        """Let the process save what it knows, and go."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), END_SECONDS)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        if self._listener:
            await self._listener


async def start_worker(command: Sequence[str], project: Path, say: Callable[[str], None]) -> Worker:
    """A new process of *command*, in the folder *project*; what it prints is passed on to *say*."""
    # In a session of its own: Ctrl-C is for the server, which then ends it.
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        cwd=project,
        start_new_session=True,
        limit=LONGEST_ANSWER_BYTES,
    )
    worker = Worker(process, project, say)
    worker._listener = asyncio.create_task(worker.listen())  # noqa: SLF001 - its own maker
    return worker


def explain_death(words: Sequence[str], code: int, project: Path) -> Problem:
    """Why a process ended, from the last *words* it printed: the last file of the *project* in its traceback."""
    places = [match for line in words if (match := TRACEBACK_PLACE.match(line))]
    own = [match for match in places if Path(match["file"]).is_relative_to(project)]
    said = next((line for line in reversed(words) if line.strip()), f"the process ended with {code} and no word")
    if not own:
        return Problem(place="", line=0, message=f"{said}; save a file to try again", severity="error")
    place = Path(own[-1]["file"]).relative_to(project).as_posix()
    return Problem(place=place, line=int(own[-1]["line"]), message=f"{said}; mend it and save", severity="error")
