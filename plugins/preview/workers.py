"""The process that plans the site and makes its pages, as seen from the server."""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.preview.pages import Problem

LAST_WORDS = 40
END_SECONDS = 3.0
REAP_SECONDS = 1.0
PR_SET_CHILD_SUBREAPER = 36
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

    pid: int
    _requests: asyncio.StreamWriter
    _answers: asyncio.StreamReader
    _project: Path
    _say: Callable[[str], None]
    _link: socket.socket | None = None
    """Brings the ends of its copies."""
    _process: Process | None = None
    """Where it was started, and not copied from another."""
    _words: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_WORDS))
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _listener: asyncio.Task[None] | None = None
    first_bytes: int = 0
    """The memory it took when it, or the first copy it comes from, had planned for the first time."""

    async def ask(self, **request: str | bool | Sequence[str]) -> Answer:
        """The answer to *request*; raises `WorkerDied`."""
        async with self._lock:
            return await self._ask(request)

    async def _ask(self, request: Mapping[str, object]) -> Answer:
        try:
            self._requests.write(json.dumps(request).encode() + b"\n")
            await self._requests.drain()
            head: dict[str, Any] = json.loads(await self._answers.readuntil())
            return Answer(head, await self._answers.readexactly(head["size"]))
        except (OSError, asyncio.IncompleteReadError):
            raise WorkerDied(await self._find_cause()) from None

    async def copy(self) -> Worker | None:
        """Another process that knows what this one knows; `None` where there can be none. Raises `WorkerDied`."""
        if self._link is None:
            return None
        async with self._lock:
            pid = (await self._ask({"do": "copy"})).head["pid"]
            if not pid:
                return None
            # They have been sent before the answer.
            _sign, found, _flags, _address = socket.recv_fds(self._link, 1, 2)
        talking, printing = [socket.socket(fileno=one) for one in found]
        answers, requests = await asyncio.open_connection(sock=talking, limit=LONGEST_ANSWER_BYTES)
        words, closing = await asyncio.open_connection(sock=printing)
        made = Worker(pid, requests, answers, self._project, self._say, self._link.dup())
        made.first_bytes = 0 if self._process else self.first_bytes
        made.listen_to(words, closing)
        return made

    def listen_to(self, printing: asyncio.StreamReader, closing: asyncio.StreamWriter | None = None) -> None:
        """Pass on what the process prints, and keep the last of it; *closing* is the other side of the same socket."""
        self._listener = asyncio.create_task(self._listen(printing, closing))

    async def _listen(self, printing: asyncio.StreamReader, closing: asyncio.StreamWriter | None) -> None:
        while line := await printing.readline():
            self._words.append(line.decode("utf-8", "replace").rstrip("\n"))
            self._say(self._words[-1])
        if closing:
            closing.close()

    async def _find_cause(self) -> Problem:
        code = await self._wait()
        if self._listener:
            await self._listener
        return explain_death(list(self._words), code, self._project)

    async def _wait(self) -> int | None:
        """Until the process is gone: with what it ended, where that can be told."""
        if self._process:
            return await self._process.wait()
        with suppress(OSError):
            while await self._answers.read(LONGEST_ANSWER_BYTES):
                pass
        return None

    async def kill(self) -> None:
        """End the process at once."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        await self.end()

    async def end(self) -> None:
        """Let the process save what it knows, and go."""
        with suppress(OSError):
            self._requests.write_eof()
        if self._link:
            self._link.close()
        try:
            await asyncio.wait_for(self._wait(), END_SECONDS)
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            await self._wait()
        self._requests.close()
        if self._listener:
            await self._listener
        if not self._process:
            # A copy is ours when the one it was copied from is gone; else that one lets it go.
            with suppress(ChildProcessError):
                await asyncio.to_thread(os.waitpid, self.pid, 0)


async def start_worker(command: Sequence[str], project: Path, say: Callable[[str], None]) -> Worker:
    """A new process of *command*, in the folder *project*; what it prints is passed on to *say*."""
    link, other = socket.socketpair() if hasattr(socket, "recv_fds") else (None, None)
    numbers = (other.fileno(),) if other else ()
    # In a session of its own: Ctrl-C is for the server, which then ends it.
    process = await asyncio.create_subprocess_exec(
        *command,
        *map(str, numbers),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        cwd=project,
        start_new_session=True,
        limit=LONGEST_ANSWER_BYTES,
        pass_fds=numbers,
    )
    if other:
        other.close()
    if process.stdin is None or process.stdout is None or process.stderr is None:
        raise ValueError("the process was started without pipes")
    worker = Worker(process.pid, process.stdin, process.stdout, project, say, link, process)
    worker.listen_to(process.stderr)
    return worker


def take_in_orphans() -> None:
    """Have the copies of processes that are gone belong to this one, where the system can."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            # https://man7.org/linux/man-pages/man2/prctl.2.html
            ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


async def reap_orphans(every_seconds: float = REAP_SECONDS) -> None:
    """Let go of every process that has ended and that nobody waits for; to be cancelled."""
    last = 0
    while hasattr(os, "waitid"):
        await asyncio.sleep(every_seconds)
        with suppress(ChildProcessError):
            # A waiter gets the status at once; an orphan seen dead in the last round has no waiter.
            if last and _find_dead() == last:
                os.waitpid(last, 0)
        last = _find_dead()


def _find_dead() -> int:
    """The number of a process of ours that has ended and is still listed; 0 for none."""
    try:
        found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return 0
    return found.si_pid if found else 0


def explain_death(words: Sequence[str], code: int | None, project: Path) -> Problem:
    """Why a process ended, from the last *words* it printed: the last file of the *project* in its traceback."""
    places = [match for line in words if (match := TRACEBACK_PLACE.match(line))]
    own = [match for match in places if Path(match["file"]).is_relative_to(project)]
    end = "the process ended with no word" if code is None else f"the process ended with {code} and no word"
    said = next((line for line in reversed(words) if line.strip()), end)
    if not own:
        return Problem(place="", line=0, message=f"{said}; save a file to try again", severity="error")
    place = Path(own[-1]["file"]).relative_to(project).as_posix()
    return Problem(place=place, line=int(own[-1]["line"]), message=f"{said}; mend it and save", severity="error")
