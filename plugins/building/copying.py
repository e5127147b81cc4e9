"""A process that copies itself: both know the same, and the server talks to each of them by sockets of its own."""

from __future__ import annotations

import gc
import os
import socket
import sys
from dataclasses import dataclass, field
from typing import BinaryIO

from plugins.shared.workers import can_copy_processes


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a process hears requests and answers them, and the socket by which those of its copies are sent."""

    requests: BinaryIO
    answers: BinaryIO
    link: int | None


@dataclass(slots=True)
class Copies:
    """The copies of this process."""

    _pids: set[int] = field(default_factory=set)

    def add(self, pid: int) -> None:
        if pid:
            self._pids.add(pid)

    @property
    def are_alive(self) -> bool:
        """Whether any of them is still there; one that is gone is let go."""
        for pid in [*self._pids]:
            try:
                is_gone = os.waitpid(pid, os.WNOHANG)[0] == pid
            except ChildProcessError:
                is_gone = True
            if is_gone:
                self._pids.discard(pid)
        return bool(self._pids)


def copy_process(ends: Ends) -> Ends | int:
    """Copy this process, which talks by *ends*; here the number of the copy, 0 if there is none, and there its ends."""
    if ends.link is None or not can_copy_processes():
        return 0
    (own, servers), (words, heard) = socket.socketpair(), socket.socketpair()
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        pid = os.fork()
    except OSError:
        pid = -1
    if pid == 0:
        return _begin_as_copy(ends, own, servers, words, heard)
    if pid > 0:
        with socket.socket(fileno=os.dup(ends.link)) as link:
            socket.send_fds(link, [b"."], [servers.fileno(), heard.fileno()])
    for one in (own, servers, words, heard):
        one.close()
    return max(pid, 0)


def keep_in_memory() -> None:
    """Let go of what nothing refers to, and have no collector look at the rest again.

    That would keep whoever asks waiting, and each copy would need pages of its own to find it in use.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _begin_as_copy(
    ends: Ends, own: socket.socket, servers: socket.socket, words: socket.socket, heard: socket.socket
) -> Ends:
    """The ends of this process, which has just been copied, and leaves those of the other one alone."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for old, new in ((nothing, 0), (words.fileno(), 1), (words.fileno(), 2)):
        os.dup2(old, new)
    os.close(nothing)
    for one in (servers, words, heard):
        one.close()
    ends.answers.close()
    made = Ends(own.makefile("rb"), own.makefile("wb"), ends.link)
    # The two files keep the socket open.
    own.close()
    return made
