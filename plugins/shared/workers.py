"""Work shared out among processes, for lists so long that it pays."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

# So many are done between one telling and the next.
BATCH = 40
Item = TypeVar("Item")
Result = TypeVar("Result")


def count_workers() -> int:
    """How many processes may work at once: as many as there are processors for us, where a process can be copied."""
    if "fork" not in multiprocessing.get_all_start_methods() or sys.platform == "darwin":
        # Copied processes crash in macOS's own libraries.
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def end_with_parent() -> None:
    """Ends this process as soon as the one that started it is gone; a pool's would wait for work forever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel

        def watch() -> None:
            wait([sentinel])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


def map_batches(
    work: Callable[[Sequence[Item]], list[Result]],
    items: Sequence[Item],
    *,
    worth_from: int,
    tell: Callable[[int], None] | None = None,
) -> list[Result]:
    """What *work* makes of *items*, in their order; in several processes from *worth_from* items on.

    Every process works on one stretch of *items*, this one on the first. A process that fails is worked for here.
    *tell* hears now and then of how many are done, on the assumption that all processes are equally quick.
    """
    workers = count_workers()
    if workers < 2 or len(items) < worth_from:
        return _work_and_tell(work, items, 1, tell)
    size = -(-len(items) // workers)
    stretches = [items[start : start + size] for start in range(0, len(items), size)]
    context = multiprocessing.get_context("fork")
    started: list[tuple[Connection, Sequence[Item]]] = []
    for stretch in stretches[1:]:
        receiving, sending = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(work, stretch, sending), daemon=True)
        with contextlib.suppress(OSError):
            # Where no process can be started, nothing is received.
            process.start()
        sending.close()
        started.append((receiving, stretch))
    results = _work_and_tell(work, stretches[0], len(stretches), tell)
    for receiving, stretch in started:
        received = _receive(receiving)
        results += work(stretch) if received is None else received
        receiving.close()
    if tell:
        tell(len(items))
    return results


def _work_and_tell(
    work: Callable[[Sequence[Item]], list[Result]],
    items: Sequence[Item],
    workers: int,
    tell: Callable[[int], None] | None,
) -> list[Result]:
    if tell is None:
        return work(items)
    results: list[Result] = []
    for start in range(0, len(items), BATCH):
        results += work(items[start : start + BATCH])
        tell(len(results) * workers)
    return results


def _work(work: Callable[[Sequence[Item]], list[Result]], stretch: Sequence[Item], sending: Connection) -> None:
    try:
        sending.send(work(stretch))
    except Exception:  # noqa: BLE001 - the process that waits does the work itself, and meets the error there
        sending.send(None)


def _receive(receiving: Connection) -> list[Any] | None:
    """What the process at the other end has made; `None` if it came to an end without."""
    try:
        received: list[Any] | None = receiving.recv()
    except (EOFError, OSError):
        return None
    return received
