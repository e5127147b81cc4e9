"""Directories: what the tags of a TIFF file tell besides the picture, and what to overwrite it with.

After TIFF 6.0 (section 2), its supplement 1 (directories below others), Exif 2.32 and BigTIFF.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from plugins.images.patches import Patch

# Bytes of one value of each type.
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_SUB_DIRECTORIES = 330
# Exif, GPS, interoperability.
_TELLING_DIRECTORIES = frozenset((34665, 34853, 40965))
_DROPPED = _TELLING_DIRECTORIES | {
    # Document, description, maker, model, page, software, date, artist, computer.
    *(269, 270, 271, 272, 285, 305, 306, 315, 316),
    # XMP, number of the picture, copyright, IPTC, Photoshop and its layers.
    *(700, 32781, 33432, 33723, 34377, 37724),
    # Dates, maker's note, comment; title, comment, author, keywords and subject of Windows; numbers, owner, lens.
    *(36867, 36868, 37500, 37510, *range(40091, 40096), *range(42016, 42038)),
    # Model and number of the camera in DNG.
    *(50708, 50735),
}
# More tags, or bytes of pointers to directories, only a forged file has; they would take much memory.
_MOST = 0xFFFF


@dataclass(frozen=True, slots=True)
class _Row:
    """A tag as *written*, and where its values are, of *size* bytes each (0: of an unknown type)."""

    tag: int
    size: int
    place: int
    length: int
    is_apart: bool
    written: bytes


@dataclass(frozen=True, slots=True)
class _Tiff:
    data: bytes
    order: Literal["little", "big"]
    # Bytes of a place, of how many rows there are, and of a row.
    offset_size: int
    count_size: int
    row_size: int

    def number(self, start: int, size: int) -> int:
        return int.from_bytes(self.data[start : start + size], self.order)

    def row(self, start: int) -> _Row:
        size = _SIZES.get(self.number(start + 2, 2), 0)
        length = self.number(start + 4, self.offset_size) * size
        place = start + 4 + self.offset_size
        is_apart = length > self.offset_size
        written = self.data[start : start + self.row_size]
        return _Row(
            self.number(start, 2),
            size,
            self.number(place, self.offset_size) if is_apart else place,
            length,
            is_apart,
            written,
        )

    def pointers(self, row: _Row) -> list[int]:
        end = min(row.place + min(row.length, _MOST), len(self.data))
        return [self.number(place, row.size) for place in range(row.place, end, row.size or 1)]


def plan_directories(data: bytes) -> Iterator[Patch]:
    """What removes the tags that do not belong to the picture, and what they point to.

    Directories that are not whole are left; raises `ValueError` where they lie over one another.
    """
    order: Literal["little", "big"] = "little" if data[:2] == b"II" else "big"
    is_big = b"+" in data[2:4]
    tiff = _Tiff(data, order, *((8, 8, 20) if is_big else (4, 2, 12)))
    waiting = [(tiff.number(8 if is_big else 4, tiff.offset_size), True)]
    seen = {0}
    left = len(data)
    while waiting:
        start, is_picture = waiting.pop()
        first = start + tiff.count_size
        count = tiff.number(start, tiff.count_size)
        end = first + count * tiff.row_size
        if start in seen or end > len(data) or count > _MOST:
            continue
        seen.add(start)
        left -= end - start
        if left < 0:
            raise ValueError("directories lie over one another")
        rows = [tiff.row(place) for place in range(first, end, tiff.row_size)]
        if is_picture and not all(row.size for row in rows):
            # Not a directory: what points here is wrong.
            continue
        below = [row for row in rows if row.tag in _TELLING_DIRECTORIES or (is_picture and row.tag == _SUB_DIRECTORIES)]
        left -= sum(row.length for row in below)
        if left < 0:
            raise ValueError("pointers lie over one another")
        waiting += [(place, row.tag == _SUB_DIRECTORIES) for row in below for place in tiff.pointers(row)]
        kept = [row for row in rows if is_picture and row.tag not in _DROPPED]
        dropped = [row for row in rows if not is_picture or row.tag in _DROPPED]
        yield from (Patch(row.place, row.length) for row in dropped if row.is_apart)
        table = b""
        following = data[end : end + tiff.offset_size]
        if is_picture:
            waiting.append((tiff.number(end, tiff.offset_size), True))
            table = b"".join((len(kept).to_bytes(tiff.count_size, order), *(row.written for row in kept), following))
        yield Patch(start, end + len(following) - start, table)
