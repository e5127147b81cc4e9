"""Patches: bytes of a file overwritten in place, so that nothing moves that others point to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patch:
    """*length* bytes from *start* become *content*, filled up with zeros; what lies behind the end of the file is left.

    *content* is no longer than *length*.
    """

    start: int
    length: int
    content: bytes = b""


def apply_patches(data: bytes, patches: Iterable[Patch]) -> bytes:
    """*data* with *patches*; raises `ValueError` where they cover more than all of it, as only a forged file's do."""
    patched = bytearray(data)
    left = len(data)
    for patch in patches:
        length = max(0, min(patch.length, len(data) - patch.start))
        left -= length
        if left < 0:
            raise ValueError("places lie over one another")
        if length:
            patched[patch.start : patch.start + length] = patch.content[:length].ljust(length, b"\0")
    return bytes(patched)
