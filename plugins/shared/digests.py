"""Digests: short names for what things are, the same in every process."""

from __future__ import annotations

import hashlib
from typing import TypeAlias

DIGEST_BYTES = 12
Digest: TypeAlias = bytes


def digest(*parts: bytes | memoryview) -> Digest:
    """The digest of *parts*; where one ends and the next begins makes a difference."""
    summed = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for part in parts:
        summed.update(len(part).to_bytes(4, "little"))
        summed.update(part)
    return summed.digest()


def digest_of(value: object) -> Digest:
    """The digest of a *value* made of plain things, and of dataclasses and named tuples of them."""
    return digest(repr(value).encode("utf-8", "surrogatepass"))
