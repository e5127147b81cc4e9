"""Stamps: what the file system tells of a file, by which it is known without being read."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

# File systems tell time in steps; a file that was changed this close to a build may have been changed once more since.
RACY_NS = 2_000_000_000


class Stamp(NamedTuple):
    """A file as the file system tells it: other stamp, maybe other bytes; same stamp and older than the build: same."""

    size: int
    mtime_ns: int
    inode: int
    ctime_ns: int
    """Set by the system at every change: who puts the time of a file back does not put back this one."""


STAMP_BYTES = len(Stamp._fields) * array("q").itemsize
look_at_stat = attrgetter("st_size", "st_mtime_ns", "st_ino", "st_ctime_ns")


def stamp_of(stat: os.stat_result) -> Stamp:
    return Stamp._make(look_at_stat(stat))


def is_settled(stamps: Iterable[Stamp], started_ns: int) -> bool:
    """Whether all of *stamps* are so much older than the build which began at *started_ns* that they tell all."""
    return all(stamp.ctime_ns < started_ns - RACY_NS for stamp in stamps)
