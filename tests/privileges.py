"""What the administrator's processes may do that no other may, and how a test does without it.

Linux lets root read and write whatever the rights of a file say, so what is forbidden must be tested without that.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# linux/capability.h and linux/securebits.h
VERSION_3 = 0x20080522
DAC_OVERRIDE, DAC_READ_SEARCH = 1, 2
# linux/prctl.h
GET_SECUREBITS, SET_SECUREBITS = 27, 28
NOROOT = 1

MAY_ALL = hasattr(os, "geteuid") and os.geteuid() == 0
CAN_DO_WITHOUT = sys.platform == "linux"


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("process", ctypes.c_int))


class _Sets(ctypes.Structure):
    """Capabilities 0 to 31, and behind them 32 to 63."""

    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


@contextmanager
def without_privileges() -> Iterator[None]:
    """Let rights of files hold for this thread, and for the processes it starts, as for anybody."""
    if not MAY_ALL:
        yield
        return
    system = ctypes.CDLL(None, use_errno=True)
    header, sets = _Header(VERSION_3, 0), (_Sets * 2)()

    def ask(answer: int) -> int:
        if answer < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        return answer

    ask(system.capget(ctypes.byref(header), sets))
    before = sets[0].effective
    bits = ask(system.prctl(GET_SECUREBITS))
    # A program that root starts has all privileges again, unless this says otherwise.
    ask(system.prctl(SET_SECUREBITS, bits | NOROOT))
    sets[0].effective = before & ~(1 << DAC_OVERRIDE | 1 << DAC_READ_SEARCH)
    ask(system.capset(ctypes.byref(header), sets))
    try:
        yield
    finally:
        sets[0].effective = before
        ask(system.capset(ctypes.byref(header), sets))
        ask(system.prctl(SET_SECUREBITS, bits))
