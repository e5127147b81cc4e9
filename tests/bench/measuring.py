"""Whole processes, timed from outside: how long, how much work, and the most memory at one moment."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.1
LAST_LINES = 15


class ContenderError(Exception):
    """A contender failed, so there is nothing to measure; the message holds what it said last."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: wall time and processor time in seconds, and the peak of memory of all its processes together."""

    wall_s: float
    cpu_s: float = 0.0
    peak_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some runs, and the least and greatest."""

    median: float
    low: float
    high: float


def spread_of(values: Sequence[float]) -> Spread:
    return Spread(statistics.median(values), min(values), max(values))


def run_timed(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> Sample:
    """Run *command* in *folder* to its end; raises `ContenderError` if that is not a success."""
    said_path = folder / "said.txt"
    with said_path.open("wb") as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=said,
            stderr=said,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
        )
        with _watched(process.pid) as peaks:
            _pid, status, usage = os.wait4(process.pid, 0)
            wall_s = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        last = said_path.read_text("utf-8", "replace").splitlines()[-LAST_LINES:]
        raise ContenderError(f"{' '.join(command)} ended with {process.returncode}:\n" + "\n".join(last))
    # In kilobytes, as Linux has it; of one process, and exact, where the samples may have missed the peak.
    return Sample(wall_s, usage.ru_utime + usage.ru_stime, max(*peaks, usage.ru_maxrss * 1024))


@contextlib.contextmanager
def _watched(pid: int) -> Iterator[list[int]]:
    """While it lasts, the memory that *pid* and its descendants take together, again and again; their peak comes last.

    A process without descendants is not looked at, for looking takes time from it: the system knows its peak.
    """
    peaks = [0]
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(SAMPLE_SECONDS):
            family = list(_find_family(pid))
            if len(family) > 1:
                peaks[0] = max(peaks[0], sum(_memory_of(one) for one in family))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peaks
    finally:
        is_over.set()
        watcher.join()


def _find_family(pid: int) -> Iterator[int]:
    """*pid* and all that it has started, and so on."""
    yield pid
    try:
        threads = os.listdir(f"/proc/{pid}/task")
        children = [Path(f"/proc/{pid}/task/{thread}/children").read_text("ascii").split() for thread in threads]
    except OSError:
        return
    for child in (int(word) for words in children for word in words):
        yield from _find_family(child)


def _memory_of(pid: int) -> int:
    """What *pid* takes in bytes, memory that processes share being shared out among them."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
