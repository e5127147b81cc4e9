"""Work shared out among processes, for lists so long that it pays."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import mmap
import multiprocessing
import os
import pickle
import signal
import struct
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from multiprocessing.connection import Connection, wait
from typing import IO, Any, NoReturn, TypeVar, cast

from plugins.shared.progress import SILENT, Progress

# So many are done between one telling and the next.
BATCH = 40
# The first batch that nobody has taken, and the first behind it that somebody has.
ENDS = struct.Struct("qq")
# As many new objects, about 3 MB of them; and how many times as many before the older ones are looked through.
COLLECTED_EVERY = (25_000, 80, 20)
# How a process ends that was asked something.
YES, NO, UNKNOWN = 10, 11, 12
# What the keyboard, another program and a terminal that is closed send to end a build.
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Item = TypeVar("Item")
Result = TypeVar("Result")


class WorkerLost(Exception):  # noqa: N818 - what happened
    """A process came to its end before its work did."""


def can_copy_processes() -> bool:
    """Whether the system can copy a process as it is."""
    # Copied processes crash in macOS's own libraries.
    return "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"


def count_workers() -> int:
    """How many processes may work at once: as many as there are processors for us, where a process can be copied."""
    if not can_copy_processes():
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def end_with_parent() -> None:
    """Ends this process as soon as the one that started it is gone; a pool's would wait for work forever."""
    end_in_silence()
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel

        def watch() -> None:
            wait([sentinel])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


def end_in_silence() -> None:
    """From now on Ctrl-C ends this process, a helper of another, which is the one that says so."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])


@contextlib.contextmanager
def _held_back() -> Iterator[None]:
    """Meanwhile Ctrl-C waits: a process that is started then first calls `end_in_silence`."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def map_batches(
    work: Callable[[Sequence[Item]], list[Result]],
    items: Sequence[Item],
    *,
    worth_from: int,
    tell: Callable[[int], None] | None = None,
) -> list[Result]:
    """What *work* makes of *items*, in their order; in several processes from *worth_from* items on.

    This process takes from the front of the list and the others from its end, until nothing is left, so that all come
    to an end together. What a process that fails has taken is worked for here.
    *tell* hears now and then of how many are done.
    """
    workers = count_workers() if len(items) >= worth_from else 1
    return map_groups(work, cut(items, workers), workers, tell=tell)


def cut(items: Sequence[Item], workers: int) -> list[Sequence[Item]]:
    """*items* in batches for so many processes."""
    size = max(1, min(BATCH, -(-len(items) // workers)))
    return [items[start : start + size] for start in range(0, len(items), size)]


def map_groups(
    work: Callable[[Sequence[Item]], list[Result]],
    batches: Sequence[Sequence[Item]],
    workers: int,
    *,
    tell: Callable[[int], None] | None = None,
) -> list[Result]:
    """The same for *batches* of which each is to be worked for by one of so many processes."""
    if workers < 2 or len(batches) < 2:
        return _work_alone(work, batches, tell)
    # The system takes the lock of a file from a process that is gone.
    with tempfile.TemporaryFile() as lock, _uncollected():
        results = _work_together(work, batches, _Shared(len(batches), lock), workers - 1, tell)
    return [one for place, batch in enumerate(batches) for one in (results.get(place) or work(batch))]


def ask_aside(question: Callable[[], bool]) -> Callable[[], bool]:
    """Has another process answer *question* while this one goes on, where several may work; what gives the answer.

    It is to be called once.
    """
    process = _start(question)
    if process is None:
        return question

    def wait_for_answer() -> bool:
        answer = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        # One that failed, or was ended by others, has said nothing.
        return answer == YES if answer in (YES, NO) else question()

    return wait_for_answer


@contextlib.contextmanager
def work_aside(work: Callable[[], object]) -> Iterator[None]:
    """Meanwhile another process does *work*, where several may work; nobody hears whether it succeeded."""
    process = _start(work)
    try:
        yield
    finally:
        if process is not None:
            os.waitpid(process, 0)


def _start(question: Callable[[], object]) -> int | None:
    """The number of a process that answers *question*; `None` where there can be none."""
    if count_workers() < 2:
        return None
    with _held_back():
        try:
            process = os.fork()
        except OSError:
            return None
        if not process:
            _answer(question)
    return process


def _answer(question: Callable[[], object]) -> NoReturn:
    """Ends this process with the answer to *question*."""
    answer = UNKNOWN
    try:
        end_in_silence()
        answer = YES if question() else NO
    finally:
        # Whatever this process was copied with, it is not to be tidied up here.
        os._exit(answer)


def outlive(work: Callable[[], Result], progress: Progress = SILENT) -> Result:
    """What *work* gives or raises, done by a process that goes on with it though this one is ended, and all its group.

    Where no process can be copied, it is done here. Whatever asks this process to end is heard when it is done.
    *progress* is told here of what it is told there. Raises `WorkerLost` where that process itself is ended.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        return _ask_to_outlive(work, progress) if can_copy_processes() else work()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ask_to_outlive(work: Callable[[], Result], progress: Progress) -> Result:
    receiving, sending = multiprocessing.Pipe(duplex=False)
    with receiving:
        with sending:
            try:
                process = os.fork()
            except OSError:
                return work()
            if not process:
                _outlive(work, progress, sending)
        try:
            while isinstance(said := receiving.recv(), str):
                progress.say(said)
        except (EOFError, OSError):
            raise WorkerLost from None
        finally:
            os.waitpid(process, 0)
    result, error = said
    if error is not None:
        raise error
    return cast(Result, result)


def _outlive(work: Callable[[], object], progress: Progress, sending: Connection) -> NoReturn:
    """Ends this process when *work* is done, and sends what came of it to whoever is still there."""

    def say(what: object) -> None:
        with contextlib.suppress(OSError):
            sending.send(what)

    try:
        # Who ends a group of processes, or a session, does not mean this one.
        os.setsid()
        # To look through objects is to copy them.
        gc.disable()
        progress.redirect(say)
        try:
            result, failure = work(), None
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            result, failure = None, error
        say((result, failure))
    finally:
        os._exit(0)


def collect_rarely() -> None:
    """Has Python look for objects that hold on to one another less often: what a build reads it holds to its end.

    By itself it looks through all there is again and again, which takes a quarter of a build of 10,000 entries.
    """
    gc.set_threshold(*COLLECTED_EVERY)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Meanwhile what is there already is looked at by no collector: a process need not copy it to find it in use."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _work_together(
    work: Callable[[Sequence[Item]], list[Result]],
    batches: Sequence[Sequence[Item]],
    shared: _Shared,
    helpers: int,
    tell: Callable[[int], None] | None,
) -> dict[int, list[Result]]:
    context = multiprocessing.get_context("fork")
    started: list[tuple[Connection, IO[bytes]]] = []
    results: dict[int, list[Result]] = {}
    ends = [0, *accumulate(map(len, batches))]
    with contextlib.ExitStack() as opened:
        for _ in range(helpers):
            receiving, sending = context.Pipe(duplex=False)
            opened.enter_context(receiving)
            kept: IO[bytes] = opened.enter_context(tempfile.TemporaryFile())
            process = context.Process(target=_work, args=(work, batches, shared, kept, sending), daemon=True)
            with contextlib.suppress(OSError), _held_back():
                # Where no process can be started, nothing is received.
                process.start()
            sending.close()
            started.append((receiving, kept))
        while (place := shared.take_first()) is not None:
            results[place] = work(batches[place])
            if tell:
                tell(ends[shared.count_taken()])
        for receiving, kept in started:
            results |= _receive(receiving, kept)
    if tell:
        tell(ends[-1])
    return results


def _work_alone(
    work: Callable[[Sequence[Item]], list[Result]],
    batches: Sequence[Sequence[Item]],
    tell: Callable[[int], None] | None,
) -> list[Result]:
    results: list[Result] = []
    for batch in batches:
        results += work(batch)
        if tell:
            tell(len(results))
    return results


class _Shared:
    """Which batches are still to be taken, known to all processes; one that dies keeps none of the others waiting."""

    def __init__(self, count: int, lock: IO[bytes]) -> None:
        self._count = count
        self._ends = mmap.mmap(-1, ENDS.size)
        self._ends[:] = ENDS.pack(0, count)
        self._lock = lock

    def take_first(self) -> int | None:
        return self._take(lambda first, end: (first, first + 1, end))

    def take_last(self) -> int | None:
        return self._take(lambda first, end: (end - 1, first, end - 1))

    def _take(self, choose: Callable[[int, int], tuple[int, int, int]]) -> int | None:
        fcntl.lockf(self._lock, fcntl.LOCK_EX)
        try:
            first, end = ENDS.unpack(self._ends[:])
            if first == end:
                return None
            taken, first, end = choose(first, end)
            self._ends[:] = ENDS.pack(first, end)
            return taken
        finally:
            fcntl.lockf(self._lock, fcntl.LOCK_UN)

    def count_taken(self) -> int:
        first, end = ENDS.unpack(self._ends[:])
        return int(first + self._count - end)


def _work(
    work: Callable[[Sequence[Item]], list[Result]],
    batches: Sequence[Sequence[Item]],
    shared: _Shared,
    kept: IO[bytes],
    sending: Connection,
) -> None:
    """Puts what comes of batches into *kept*, so that it takes no memory here, and sends which they were."""
    end_in_silence()
    places: list[int] = []
    parent = multiprocessing.parent_process()
    # A batch that fails here is worked for by the process that waits, and it meets the error there.
    with contextlib.suppress(Exception):
        while (parent is None or parent.pid == os.getppid()) and (place := shared.take_last()) is not None:
            pickle.dump(work(batches[place]), kept, protocol=5)
            kept.flush()
            places.append(place)
    sending.send(places)


def _receive(receiving: Connection, kept: IO[bytes]) -> dict[int, list[Any]]:
    """What the process at the other end has made, and *kept*; nothing if it came to an end without saying so."""
    try:
        places: list[int] = receiving.recv()
    except (EOFError, OSError):
        return {}
    kept.seek(0)
    # Written by a copy of this process.
    return {place: pickle.load(kept) for place in places}  # noqa: S301
