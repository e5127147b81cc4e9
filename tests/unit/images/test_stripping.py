from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageSequence, TiffImagePlugin
from PIL.TiffImagePlugin import IFDRational

from plugins.images.cache import Cache
from plugins.images.pictures import read_orientation
from plugins.images.sources import find_published
from plugins.images.stripping import strip_metadata

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- Secret xmp --></x:xmpmeta>'
TELLING = (b"Secret", b"2026:11", b"\x00\x00\x00\x35\x00\x00\x00\x01", b"\x35\x00\x00\x00\x01\x00\x00\x00")
# Place, Exif, maker, model, software, date, artist, copyright, XMP.
TELLING_TAGS = {34853, 34665, 271, 272, 305, 306, 315, 33432, 700}


def made(file_format: str, orientation: int = 1) -> bytes:
    """A picture that tells where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Maker of cameras"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    Image.effect_noise((64, 48), 60).convert("RGB").save(file, file_format, exif=exif, quality=90)
    return file.getvalue()


def pixels(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).convert("RGB").tobytes()


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_nothing_is_told_but_the_picture(tmp_path: Path, file_format: str, orientation: int) -> None:
    data = made(file_format, orientation)
    stripped = strip_metadata(data, orientation)
    assert b"Maker" in data
    assert b"Maker" not in stripped
    assert pixels(stripped) == pixels(data)
    path = tmp_path / "x"
    path.write_bytes(stripped)
    assert read_orientation(path) == orientation


@pytest.mark.parametrize("is_progressive", [False, True], ids=["baseline", "progressive"])
def test_what_lies_behind_the_picture_is_not_passed_on(*, is_progressive: bool) -> None:
    """The gain map of a picture for bright screens, a film, whatever a camera appends with metadata of its own."""
    file = io.BytesIO()
    Image.effect_noise((64, 48), 60).convert("RGB").save(
        file, "JPEG", progressive=is_progressive, restart_marker_rows=1
    )
    first = file.getvalue()
    stripped = strip_metadata(first + made("JPEG") + b"film")
    assert stripped == strip_metadata(first)
    assert stripped.endswith(b"\xff\xd9")
    assert pixels(stripped) == pixels(first)


@pytest.mark.parametrize("data", [b"", b"no", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n\0\0", b"RIFF\0\0\0\0WEBPVP8X"])
def test_what_is_not_understood_stays_as_it_is(data: bytes) -> None:
    assert strip_metadata(data) in (data, b"RIFF\x04\0\0\0WEBP")


def test_a_profile_stays() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG", icc_profile=profile, comment=b"secret")
    stripped = strip_metadata(file.getvalue())
    assert b"secret" not in stripped
    assert Image.open(io.BytesIO(stripped)).info["icc_profile"] == profile


def told() -> Image.Exif:
    """What a telephone tells: names, a date, 53 degrees north."""
    exif = Image.Exif()
    for tag in (271, 272, 305, 315, 33432):
        exif[tag] = f"Secret {tag}"
    exif[306] = "2026:11:22 06:50:00"
    exif.get_ifd(0x8769).update({0x9003: "2026:11:22 06:50:00", 0x927C: b"Secret note", 0xA434: "Secret lens"})
    exif.get_ifd(0x8825).update({1: "N", 2: (IFDRational(53), IFDRational(1), IFDRational(2))})
    return exif


def saved(file_format: str, **options: Any) -> bytes:  # noqa: ANN401 - any option
    file = io.BytesIO()
    Image.effect_noise((64, 48), 60).convert("RGB").save(file, file_format, **options)
    return file.getvalue()


def saved_frames(file_format: str, **options: Any) -> bytes:  # noqa: ANN401 - any option
    frames = [Image.effect_noise((32, 24), 20 * number).convert("P") for number in (1, 2, 3)]
    file = io.BytesIO()
    if file_format == "AVIF":
        frames = [frame.convert("RGB") for frame in frames]
    frames[0].save(file, file_format, save_all=True, append_images=frames[1:], **options)
    return file.getvalue()


def frames(data: bytes) -> list[bytes]:
    with Image.open(io.BytesIO(data)) as picture:
        return [frame.convert("RGB").tobytes() for frame in ImageSequence.Iterator(picture)]


def make_telling_files() -> dict[str, bytes]:
    exif = told()
    return {
        "AVIF": saved("AVIF", exif=exif.tobytes(), xmp=XMP),
        "AVIF of frames": saved_frames("AVIF", exif=exif.tobytes(), xmp=XMP),
        "HEIC": saved("AVIF", exif=exif.tobytes(), xmp=XMP).replace(b"ftypavif", b"ftypheic"),
        "TIFF": saved("TIFF", exif=exif, tiffinfo={700: XMP, 270: "Secret", 316: "Secret", 33723: b"Secret", 274: 6}),
        "TIFF of pages": saved_frames("TIFF", exif=exif, compression="tiff_lzw"),
        "BigTIFF": saved("TIFF", exif=exif, big_tiff=True),
        "GIF": saved_frames("GIF", comment=b"Secret", loop=3, duration=[20, 30, 40], disposal=2),
    }


FILES = make_telling_files()


@pytest.mark.parametrize("name", FILES)
def test_files_whose_offsets_stay_tell_nothing_either(name: str) -> None:
    data = FILES[name]
    stripped = strip_metadata(data)
    assert b"Secret" in data
    assert not [text for text in TELLING if text in stripped]
    assert len(stripped) == len(data) or name == "GIF"
    assert strip_metadata(stripped) == stripped
    if name == "HEIC":
        stripped, data = (one.replace(b"ftypheic", b"ftypavif") for one in (stripped, data))
    assert frames(stripped) == frames(data)
    picture = Image.open(io.BytesIO(stripped))
    assert not TELLING_TAGS & set(picture.getexif())
    assert not picture.getexif().get_ifd(0x8825)
    assert picture.info.get("xmp", b"").rstrip(b"\0") in (b"", b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')


def test_a_tiff_keeps_how_it_is_turned_measured_and_coloured() -> None:
    data = saved("TIFF", exif=told(), tiffinfo={274: 6}, dpi=(300, 300), icc_profile=b"profile of colours")
    picture = Image.open(io.BytesIO(strip_metadata(data)))
    assert picture.getexif()[274] == 6
    assert picture.info["dpi"] == (300, 300)
    assert picture.info["icc_profile"] == b"profile of colours"


def test_a_tiff_of_the_other_byte_order_is_read() -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2(b"MM\0*\0\0\0\x08")
    tags[271], tags[256] = "Secret maker", 7
    file = io.BytesIO(b"MM\0*\0\0\0\x08")
    file.seek(8)
    tags.save(file)
    stripped = strip_metadata(file.getvalue())
    assert stripped[:22] == b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHII", 256, 4, 1, 7)
    assert b"Secret" in file.getvalue()
    assert not any(stripped[22:])


def test_an_animation_keeps_its_times_and_loses_what_lies_behind_it() -> None:
    data = saved_frames("GIF", comment=b"Secret", loop=3, duration=[20, 30, 40])
    xmp = b"!\xff\x0bXMP DataXMP" + XMP + b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    stripped = strip_metadata(data[:-1] + xmp + b";Secret")
    assert stripped == strip_metadata(data)
    picture = Image.open(io.BytesIO(stripped))
    assert picture.info["loop"] == 3
    assert [frame.info["duration"] for frame in ImageSequence.Iterator(picture)] == [20, 30, 40]


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + name + body


def test_metadata_within_the_box_of_places_is_overwritten() -> None:
    """`iloc` of version 1, construction method 1: counted from the start of `idat`."""
    infe = box(b"infe", b"\2\0\0\0" + b"\0\7" + b"\0\0" + b"Exif" + b"\0")
    iinf = box(b"iinf", b"\0\0\0\0" + b"\0\1" + infe)
    iloc = box(b"iloc", b"\1\0\0\0" + b"\x44\0" + b"\0\1" + b"\0\7\0\1\0\0\0\1" + struct.pack(">II", 4, 6))
    start = box(b"ftyp", b"avif\0\0\0\0")
    data = start + box(b"meta", b"\0\0\0\0" + iinf + iloc + box(b"idat", b"kept" + b"Secret" + b"kept"))
    assert strip_metadata(data) == data.replace(b"Secret", b"\0\0\0\0\0\0")


def test_metadata_of_long_numbers_in_several_pieces_is_overwritten() -> None:
    """`infe` of version 3 and `iloc` of version 2, with a base and an index: counted from the start of the file."""
    infe = box(b"infe", b"\3\0\0\0" + b"\0\1\0\0" + b"\0\0" + b"mime" + b"name\0application/rdf+xml\0")
    iinf = box(b"iinf", b"\1\0\0\0" + b"\0\0\0\1" + infe)
    # The data begin at 20.
    pieces = struct.pack(">BIIBII", 0, 4, 3, 0, 9, 3)
    iloc = box(
        b"iloc",
        b"\2\0\0\0" + b"\x44\x41" + b"\0\0\0\2"
        # The picture, and the metadata before and behind it.
        + b"\0\0\0\2" + b"\0\0\0\0" + struct.pack(">IHBII", 16, 1, 0, 7, 2)
        + b"\0\1\0\0" + b"\0\0\0\0" + struct.pack(">IH", 16, 2) + pieces,
    )  # fmt: skip
    head = box(b"ftyp", b"avif")
    mdat = box(b"mdat", b"Secpiret")
    meta = box(b"meta", b"\0\0\0\0" + iinf + iloc)
    stripped = strip_metadata(head + mdat + meta)
    assert stripped == head + box(b"mdat", b"\0\0\0pi\0\0\0") + meta


def test_what_makers_add_to_a_film_becomes_free_space() -> None:
    start = box(b"ftyp", b"avis\0\0\0\0")
    date = box(b"mvhd", b"\0\0\0\0" + b"madechgd" + b"rest")
    data = start + box(b"moov", date + box(b"udta", b"Secret")) + box(b"uuid", b"Secret")
    no_date = box(b"mvhd", b"\0\0\0\0" + bytes(8) + b"rest")
    assert strip_metadata(data) == start + box(b"moov", no_date + box(b"free", bytes(6))) + box(b"free", bytes(6))


def test_directories_that_lead_in_a_circle_or_nowhere_end() -> None:
    row = struct.pack("<HHII", 271, 2, 0xFFFFFFFF, 0xFFFFFFF0)
    circle = b"II*\0\x08\0\0\0" + b"\1\0" + row + b"\x08\0\0\0"
    assert strip_metadata(circle) == b"II*\0\x08\0\0\0" + b"\0\0" + b"\x08\0\0\0" + bytes(12)
    nowhere = b"II*\0\xff\xff\0\0"
    assert strip_metadata(nowhere) == nowhere


def test_places_over_one_another_leave_the_file() -> None:
    """Else a small file could ask for very much work."""
    rows = b"".join(struct.pack("<HHII", 271, 2, 1000, 8) for _ in range(100))
    data = b"II*\0\x08\0\0\0" + b"\x64\0" + rows + bytes(4)
    assert strip_metadata(data) == data


@settings(deadline=None)
@given(
    st.sampled_from([*FILES.values(), made("JPEG"), made("PNG"), made("WEBP")]),
    st.integers(0, 6000),
    st.lists(st.tuples(st.integers(0, 1200), st.integers(0, 255))),
)
def test_broken_files_are_never_longer_and_never_an_error(
    data: bytes, cut: int, changes: list[tuple[int, int]]
) -> None:
    broken = bytearray(data[:cut])
    for place, value in changes:
        if place < len(broken):
            broken[place] = value
    assert len(strip_metadata(bytes(broken))) <= len(broken)


@given(
    st.sampled_from([b"GIF89a", b"\0\0\0\x08ftyp", b"II*\0\x08\0\0\0", b"MM\0+\0\x08\0\0" + b"\0" * 7 + b"\x10"]),
    st.binary(),
)
def test_any_bytes_are_never_longer_and_never_an_error(start: bytes, rest: bytes) -> None:
    assert len(strip_metadata(start + rest)) <= len(start + rest)


@pytest.mark.parametrize("suffix", [".avif", ".heic", ".gif", ".tif", ".TIFF"])
def test_files_of_these_names_are_copied_without(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(FILES["AVIF"])
    stripped = find_published(path, Cache(tmp_path / "cache")).blob
    assert stripped
    assert b"Secret" not in (stripped.path.read_bytes() if stripped.path else stripped.data)
