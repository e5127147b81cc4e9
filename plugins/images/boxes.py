"""Boxes: what an AVIF or HEIC file tells besides the picture, and what to overwrite it with.

After ISO/IEC 14496-12 (boxes, `iinf`, `iloc`, `udta`) and ISO/IEC 23008-12 (Exif and XMP as items, annex A; `udes`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plugins.images.patches import Patch

_CONTAINERS = frozenset((b"moov", b"trak", b"mdia", b"iprp", b"ipco"))
# What users, makers and authors add to a file, and what describes it.
_DROPPED = frozenset((b"udta", b"uuid", b"udes"))
# These begin with when the film was made and changed.
_DATED = frozenset((b"mvhd", b"tkhd", b"mdhd"))
# The place of the TIFF header, that header, and a directory of no tags.
_NO_EXIF = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"
_NO_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'


@dataclass(frozen=True, slots=True)
class _Box:
    name: bytes
    start: int
    body: int
    end: int


def plan_boxes(data: bytes) -> Iterator[Patch]:
    """What removes Exif, XMP, notes of makers and dates; raises `ValueError` where a place is not understood."""
    waiting = [_Box(b"", 0, 0, len(data))]
    while waiting:
        parent = waiting.pop()
        for box in _list_boxes(data, parent.body, parent.end):
            if box.name in _CONTAINERS:
                waiting.append(box)
            elif box.name == b"meta":
                yield from _plan_items(data, box)
                waiting.append(_Box(box.name, box.start, box.body + 4, box.end))
            elif box.name in _DATED:
                yield Patch(box.body + 4, 16 if data[box.body] == 1 else 8)
            if box.name in _DROPPED:
                yield Patch(box.start + 4, 4, b"free")
                yield Patch(box.body, box.end - box.body)


def _list_boxes(data: bytes, start: int, end: int) -> Iterator[_Box]:
    """The boxes between *start* and *end*, as far as they can be made out."""
    while start + 8 <= end:
        length, body = _number(data, start, 4), start + 8
        if length == 1:
            length, body = _number(data, body, 8), start + 16
        box_end = min(start + length, end) if length else end
        if box_end < body:
            return
        yield _Box(data[start + 4 : start + 8], start, body, box_end)
        start = box_end


def _plan_items(data: bytes, meta: _Box) -> Iterator[Patch]:
    """What empties the items of *meta* that hold Exif or XMP."""
    boxes = {box.name: box for box in _list_boxes(data, meta.body + 4, meta.end)}
    if b"iinf" not in boxes or b"iloc" not in boxes:
        return
    empty = dict(_list_items(data, boxes[b"iinf"]))
    idat = boxes.get(b"idat")
    for item, is_in_idat, start, length in _list_places(data, boxes[b"iloc"], empty):
        content = empty.pop(item, b"")
        if is_in_idat and idat is None:
            raise ValueError("no idat")
        base = idat.body if is_in_idat and idat else 0
        yield Patch(base + start, length, content if len(content) <= length else b"")


def _list_items(data: bytes, iinf: _Box) -> Iterator[tuple[int, bytes]]:
    """The number of each item with metadata, and what it holds when it tells nothing."""
    for box in _list_boxes(data, iinf.body + (6 if data[iinf.body] == 0 else 8), iinf.end):
        size = 4 if data[box.body] == 3 else 2
        kind = box.body + 4 + size + 2
        item = _number(data, box.body + 4, size)
        _, _, described = data[kind + 4 : box.end].partition(b"\0")
        if data[kind : kind + 4] == b"Exif":
            yield item, _NO_EXIF
        elif data[kind : kind + 4] == b"mime" and described.lower().startswith(b"application/rdf+xml"):
            yield item, _NO_XMP


def _list_places(data: bytes, iloc: _Box, wanted: dict[int, bytes]) -> Iterator[tuple[int, bool, int, int]]:
    """Of each piece of each item in *wanted*: the item, whether it lies in `idat`, its start and its length."""
    items = frozenset(wanted)
    version = data[iloc.body]
    sizes = data[iloc.body + 4], data[iloc.body + 5]
    offset_size, length_size, base_size = sizes[0] >> 4, sizes[0] & 15, sizes[1] >> 4
    index_size = sizes[1] & 15 if version else 0
    id_size = 4 if version == 2 else 2
    extent_size = index_size + offset_size + length_size
    place = iloc.body + 6 + id_size
    while place < iloc.end:
        item = _number(data, place, id_size)
        place += id_size
        method = _number(data, place, 2) & 15 if version else 0
        place += 4 if version else 2
        base = _number(data, place, base_size)
        extents = place + base_size + 2
        place = extents + _number(data, extents - 2, 2) * extent_size
        if item not in items:
            continue
        for extent in range(extents, place, extent_size or 1):
            start = base + _number(data, extent + index_size, offset_size)
            length = _number(data, extent + index_size + offset_size, length_size)
            if method > 1 or not length:
                raise ValueError("a place in another item, or to the end")
            yield item, method == 1, start, length


def _number(data: bytes, start: int, size: int) -> int:
    return int.from_bytes(data[start : start + size], "big")
