from __future__ import annotations

import io
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from plugins.shared import workers
from plugins.shared.progress import Progress
from plugins.shared.workers import WorkerLost, ask_aside, map_batches, outlive, work_aside

PROJECT = Path(__file__).resolve().parents[3]


def double(numbers: Sequence[int]) -> list[int]:
    return [number * 2 for number in numbers]


def name_process(numbers: Sequence[int]) -> list[int]:
    return [os.getpid() for _ in numbers]


def kill_itself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def three_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "count_workers", lambda: 3)


@pytest.mark.usefixtures("three_workers")
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 10, 11])
def test_results_are_in_the_order_of_their_items(count: int) -> None:
    assert map_batches(double, list(range(count)), worth_from=1) == [number * 2 for number in range(count)]


@pytest.mark.usefixtures("three_workers")
def test_long_lists_are_shared_out_and_short_ones_are_not() -> None:
    meeting = multiprocessing.get_context("fork").Barrier(3, timeout=60)

    def meet(numbers: Sequence[int]) -> list[int]:
        meeting.wait()
        return name_process(numbers)

    processes = map_batches(meet, [1, 2, 3], worth_from=3)
    assert len(set(processes)) == 3
    assert processes[0] == os.getpid()
    assert map_batches(name_process, [1, 2, 3], worth_from=4) == [os.getpid()] * 3


@pytest.mark.usefixtures("three_workers")
@pytest.mark.parametrize("answer", [True, False])
def test_a_question_is_answered_elsewhere(answer: bool) -> None:
    here = os.getpid()
    assert ask_aside(lambda: answer if os.getpid() != here else not answer)() is answer


@pytest.mark.usefixtures("three_workers")
@pytest.mark.parametrize("end", [kill_itself, sys.exit, partial(os._exit, 0)], ids=["killed", "failed", "silent"])
def test_a_question_nobody_answers_is_answered_here(end: Callable[[], object]) -> None:
    here = os.getpid()

    def look() -> bool:
        if os.getpid() != here:
            end()
        return True

    assert ask_aside(look)() is True


def test_one_process_answers_its_own_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "count_workers", lambda: 1)
    here = os.getpid()
    assert ask_aside(lambda: os.getpid() == here)()


@pytest.mark.usefixtures("three_workers")
def test_work_aside_is_done_elsewhere_and_meanwhile(tmp_path: Path) -> None:
    done = tmp_path / "done"
    go_on, wait = os.pipe()[::-1]
    with work_aside(lambda: done.write_bytes(os.read(wait, 5))):
        assert not done.exists()
        os.write(go_on, b"of us")
    assert done.read_bytes() == b"of us"


@pytest.mark.usefixtures("three_workers")
@pytest.mark.parametrize("end", [kill_itself, sys.exit, partial(int, "x")], ids=["killed", "ended", "failed"])
def test_work_aside_may_fail(end: Callable[[], object]) -> None:
    with work_aside(end):
        pass


def test_one_process_does_no_work_aside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(workers, "count_workers", lambda: 1)
    with work_aside((tmp_path / "done").touch):
        pass
    assert not (tmp_path / "done").exists()


@pytest.mark.usefixtures("three_workers")
def test_it_is_told_how_many_are_done() -> None:
    told: list[int] = []
    map_batches(double, list(range(1000)), worth_from=1, tell=told.append)
    assert told == sorted(told)
    assert told[-1] == 1000


@pytest.mark.usefixtures("three_workers")
def test_process_that_dies_is_worked_for() -> None:
    parent = os.getpid()

    def die_elsewhere(numbers: Sequence[int]) -> list[int]:
        if os.getpid() != parent:
            os._exit(1)
        return double(numbers)

    assert map_batches(die_elsewhere, [1, 2, 3], worth_from=1) == [2, 4, 6]


@pytest.mark.usefixtures("three_workers")
def test_error_of_another_process_is_raised_here() -> None:
    def refuse(numbers: Sequence[int]) -> list[int]:
        if 3 in numbers:
            raise ValueError("three")
        return double(numbers)

    with pytest.raises(ValueError, match="three"):
        map_batches(refuse, [1, 2, 3], worth_from=1)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux tells of processes that way")
def test_pool_ends_with_the_process_that_started_it() -> None:
    program = (
        "import multiprocessing, os, time\n"
        "from concurrent.futures import ProcessPoolExecutor\n"
        "from plugins.shared.workers import end_with_parent\n"
        "if __name__ == '__main__':\n"
        "    context = multiprocessing.get_context('spawn')\n"
        "    with ProcessPoolExecutor(1, context, end_with_parent) as pool:\n"
        "        print(pool.submit(os.getpid).result(), flush=True)\n"
        "        time.sleep(60)\n"
    )
    parent = subprocess.Popen(  # a script of its own, since a spawned process reads it again
        [sys.executable, "-c", program], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 120
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(child)


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_what_outlives_a_build_is_done_elsewhere_and_what_comes_of_it_is_told_here() -> None:
    told = io.StringIO()
    clock = iter([0.0, 20.0])
    progress = Progress(told, now=lambda: next(clock))

    def work() -> int:
        progress.track("Moving", 2)(1)
        return os.getpid()

    assert outlive(work, progress) != os.getpid()
    assert told.getvalue() == "Moving: 1 of 2, 20 s left\n"


def test_what_fails_elsewhere_fails_here() -> None:
    def fail() -> None:
        raise FileNotFoundError(2, "No such file", "tea.md")

    with pytest.raises(FileNotFoundError) as caught:
        outlive(fail)
    assert caught.value.filename == "tea.md"


def test_a_process_that_is_killed_is_missed() -> None:
    with pytest.raises(WorkerLost):
        outlive(kill_itself)


# In a process of its own: where there are several threads, as where tests are shared out, any of them hears a signal.
ASKED_TO_END = """
import os, pathlib, signal, sys
from plugins.shared import workers

def work():
    os.kill(this, signal.SIGINT)
    pathlib.Path(sys.argv[1]).touch()

this = os.getpid()
# Where tests run in the background, it is not heard.
signal.signal(signal.SIGINT, signal.default_int_handler)
workers.can_copy_processes = lambda: sys.argv[2] == "elsewhere"
workers.outlive(work)
pathlib.Path(sys.argv[1]).unlink()
"""


@pytest.mark.parametrize("place", ["elsewhere", "here"])
def test_who_is_asked_to_end_ends_when_the_work_is_done(tmp_path: Path, place: str) -> None:
    done = tmp_path / "done"
    asked = subprocess.run(
        [sys.executable, "-c", ASKED_TO_END, str(done), place], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert asked.stderr.splitlines()[-1] == "KeyboardInterrupt"
    assert done.exists()


def test_where_no_process_can_be_started_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    assert outlive(os.getpid) == os.getpid()
