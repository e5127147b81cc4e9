"""The same steps for every contender, in turn, so that a busy moment of the machine meets all of them."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from tests.bench.contenders import Contender
from tests.bench.corpus import Post, make_new_post, make_post, with_other_word
from tests.bench.measuring import ContenderError, Sample, run_timed

# File systems tell time in steps: a file that was written just before a build is looked into again by the next.
SETTLE_SECONDS = 2.5
START_SECONDS = 300.0
SAVE_SECONDS = 300.0
POLL_SECONDS = 0.004


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of one step: `cold`, `nothing`, `edit`, `new`, `retitled`, `start` or `save`."""

    contender: str
    posts: int
    step: str
    sample: Sample


def fill(contender: Contender, count: int) -> None:
    """Give *contender* its folder and *count* posts, and let it draw and learn what is not measured."""
    contender.set_up()
    for number in range(count):
        contender.save(make_post(number))
    time.sleep(SETTLE_SECONDS)
    _build(contender)


def measure_builds(contenders: Sequence[Contender], count: int, rounds: int) -> Iterator[Measured]:
    """All builds of blogs of *count* posts, each as often as there are *rounds*."""
    for _ in range(rounds):
        for contender in contenders:
            contender.forget()
            yield Measured(contender.name, count, "cold", run_timed(contender.build_command, contender.folder))
    for contender in contenders:
        _build(contender)
    time.sleep(SETTLE_SECONDS)
    for contender in contenders:
        _build(contender)
    for _ in range(rounds):
        for contender in contenders:
            yield Measured(contender.name, count, "nothing", _build(contender))
    for round_number in range(rounds):
        middle = make_post(count // 2 + round_number)
        changes = {
            "edit": with_other_word(middle, f"Change{round_number}"),
            "new": make_new_post(count + round_number),
            "retitled": replace(
                with_other_word(middle, f"Change{round_number}"), title=f"Another title {round_number}"
            ),
        }
        for step, post in changes.items():
            for contender in contenders:
                yield Measured(contender.name, count, step, _build_with(contender, post))


def _build_with(contender: Contender, post: Post) -> Sample:
    """A build after *post* was saved; its page must show it."""
    contender.save(post)
    sample = _build(contender)
    page = contender.page_path(post).read_text("utf-8")
    word = post.body.partition(" ")[0]
    if word not in page or post.title not in page:
        raise ContenderError(f"{contender.name} did not build {post.name} anew")
    return sample


def _build(contender: Contender) -> Sample:
    return run_timed(contender.build_command, contender.folder, contender.warm_environment)


def measure_preview(contender: Contender, count: int) -> Iterator[Measured]:
    """From its start to the first page, and from each save to the page that shows it."""
    port = _free_port()
    # One that no build has changed.
    post = make_post(count // 4)
    address = f"/posts/{post.name}/"
    started = time.perf_counter()
    with _running(contender, port):
        _wait_for(port, address, post.title, START_SECONDS)
        yield Measured(contender.name, count, "start", Sample(time.perf_counter() - started))
        for number in range(contender.save_count):
            # A person reads what changed before the next save.
            time.sleep(1)
            word = f"Saved{number}"
            contender.save(with_other_word(post, word))
            saved = time.perf_counter()
            _wait_for(port, address, word, SAVE_SECONDS)
            yield Measured(contender.name, count, "save", Sample(time.perf_counter() - saved))


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


@contextmanager
def _running(contender: Contender, port: int) -> Iterator[None]:
    with (contender.folder / "said.txt").open("wb") as said:
        server = subprocess.Popen(
            contender.serve_command(port),
            cwd=contender.folder,
            stdout=said,
            stderr=said,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **contender.warm_environment},
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()


def _wait_for(port: int, address: str, word: str, seconds: float) -> None:
    """Ask for the page at *address* until it holds *word*."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if word in _ask(port, address):
            return
        time.sleep(POLL_SECONDS)
    raise ContenderError(f"{address} does not hold '{word}' after {seconds:.0f} s")


def _ask(port: int, address: str) -> str:
    """The page at *address*; nothing where there is no answer yet."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", address)
        return connection.getresponse().read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()


def names_of(measured: Iterable[Measured]) -> list[str]:
    """The contenders that were measured, in their order."""
    return list(dict.fromkeys(one.contender for one in measured))
