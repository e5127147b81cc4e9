"""Stripping: a picture file without what it tells besides the picture: place, camera, author. Nothing is re-encoded.

How to turn the picture, its colours and its animation stay.
GIF is read after GIF89a; AVIF and TIFF, where offsets must not move, are in `boxes.py` and `directories.py`.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from plugins.images.boxes import plan_boxes
from plugins.images.directories import plan_directories
from plugins.images.patches import apply_patches

STRIPPING_VERSION = 3
_PNG_START = b"\x89PNG\r\n\x1a\n"
# PNG 3, "Textual information", "eXIf", "tIME".
_PNG_DROPPED = frozenset((b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"))
# JPEG application segments: APP1 holds Exif and XMP, APP13 IPTC; comments. APP0 JFIF, APP2 profile, APP14 colours stay.
_JPEG_DROPPED = frozenset((0xE1, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEA, 0xEB, 0xEC, 0xED, 0xEF, 0xFE))
# In the data of a scan 0xFF stands before zero, or a mark to start again; else a segment follows, or the end.
_JPEG_SCAN_END = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_WEBP_DROPPED = frozenset((b"EXIF", b"XMP "))
_WEBP_EXIF, _WEBP_XMP = 0x08, 0x04
_GIF_END, _GIF_EXTENSION, _GIF_FRAME = 0x3B, 0x21, 0x2C
_GIF_COMMENT, _GIF_APPLICATION = 0xFE, 0xFF
# How often an animation runs, and the profile of the colours.
_GIF_KEPT = frozenset((b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"))
_TIFF_STARTS = frozenset((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"))


def strip_metadata(data: bytes, orientation: int = 1) -> bytes:
    """*data* without metadata; as it is where it holds none, is of another format, or is not understood.

    *orientation* (Exif, 1 to 8) is kept, in a record of its own where there is no other place for it.
    """
    try:
        if data.startswith(b"\xff\xd8\xff"):
            return _strip_jpeg(data, orientation)
        if data.startswith(_PNG_START):
            return _strip_png(data, orientation)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _strip_webp(data, orientation)
        if data.startswith((b"GIF87a", b"GIF89a")):
            return _strip_gif(data)
        if data[4:8] == b"ftyp":
            return apply_patches(data, plan_boxes(data))
        if data[:4] in _TIFF_STARTS:
            return apply_patches(data, plan_directories(data))
    except (struct.error, IndexError, ValueError):
        pass
    return data


def _exif(orientation: int) -> bytes:
    """An Exif record (TIFF 6) that holds nothing but how to turn the picture."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, orientation, 0, 0)


def _strip_jpeg(data: bytes, orientation: int) -> bytes:
    kept = [b"\xff\xd8"]
    if orientation > 1:
        record = b"Exif\0\0" + _exif(orientation)
        kept.append(b"\xff\xe1" + struct.pack(">H", len(record) + 2) + record)
    place = 2
    while data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker == 0xDA:
            return b"".join((*kept, data[place : _end_of_jpeg(data, place)]))
        end = place + 2 + struct.unpack_from(">H", data, place + 2)[0]
        segment = data[place:end]
        # Further pictures behind the first (MPF), and what cameras append, are dropped with their table.
        is_table = marker == 0xE2 and segment[4:8] == b"MPF\0"
        if marker not in _JPEG_DROPPED and not is_table:
            kept.append(segment)
        place = end
    raise ValueError("no start of scan")


def _end_of_jpeg(data: bytes, place: int) -> int:
    """Where the picture ends whose first scan is at *place*; a progressive one has several, with tables between."""
    while data[place : place + 1] == b"\xff" and data[place + 1] != 0xD9:
        is_scan = data[place + 1] == 0xDA
        place += 2 + struct.unpack_from(">H", data, place + 2)[0]
        if is_scan:
            found = _JPEG_SCAN_END.search(data, place)
            place = found.start() if found else len(data)
    return place + 2


def _strip_png(data: bytes, orientation: int) -> bytes:
    kept = [_PNG_START]
    name = b""
    for name, chunk in _chunks(data, 8, ">I"):
        if name not in _PNG_DROPPED:
            kept.append(chunk)
        if name == b"IHDR" and orientation > 1:
            body = b"eXIf" + _exif(orientation)
            kept.append(struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)))
    if name != b"IEND":
        raise ValueError("no end")
    return b"".join(kept)


def _strip_webp(data: bytes, orientation: int) -> bytes:
    kept = []
    for name, chunk in _chunks(data, 12, "<I"):
        if name == b"VP8X":
            flags = chunk[8] & ~(_WEBP_EXIF | _WEBP_XMP)
            flags |= _WEBP_EXIF if orientation > 1 else 0
            kept.append(chunk[:8] + bytes([flags]) + chunk[9:])
        elif name not in _WEBP_DROPPED:
            kept.append(chunk)
    if orientation > 1:
        record = _exif(orientation)
        kept.append(b"EXIF" + struct.pack("<I", len(record)) + record)
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _strip_gif(data: bytes) -> bytes:
    place = 13 + _colors_bytes(data[10])
    kept = [data[:place]]
    while place < len(data) and data[place] != _GIF_END:
        start = place
        is_kept = True
        if data[place] == _GIF_EXTENSION:
            label = data[place + 1]
            is_kept = label != _GIF_COMMENT and (label != _GIF_APPLICATION or data[place + 3 : place + 14] in _GIF_KEPT)
            place = _end_of_blocks(data, place + 2)
        elif data[place] == _GIF_FRAME:
            place = _end_of_blocks(data, place + 11 + _colors_bytes(data[place + 9]))
        else:
            # Bytes that do not belong there are passed over by who reads the file.
            place += 1
        if is_kept:
            kept.append(data[start:place])
    return b"".join((*kept, data[place : place + 1]))


def _colors_bytes(flags: int) -> int:
    """How long the table of colours is that *flags* announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _end_of_blocks(data: bytes, place: int) -> int:
    """Where the blocks end that begin at *place*, each with its length first, an empty one last."""
    while place < len(data) and data[place]:
        place += data[place] + 1
    return place + 1


def _chunks(data: bytes, start: int, order: str) -> Iterator[tuple[bytes, bytes]]:
    """Name and whole bytes of each chunk of a PNG (length first, checksum last) or a WebP (name first, padded)."""
    place = start
    while place + 8 <= len(data):
        if order == ">I":
            name = data[place + 4 : place + 8]
            end = place + 12 + struct.unpack_from(order, data, place)[0]
        else:
            name = data[place : place + 4]
            length = struct.unpack_from(order, data, place + 4)[0]
            end = place + 8 + length + length % 2
        if end > len(data) + 1:
            raise ValueError("a chunk is cut off")
        yield name, data[place:end]
        place = end
