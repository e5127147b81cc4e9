"""What a picture file means by its numbers: profiles, inks, gain maps, deep and animated pictures, to the value."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from plugins.images.pictures import load_pixels, read_picture

SIZE = (64, 48)


def value_of(path: Path, *, frame: int = 1) -> object:
    pixels = load_pixels(path, *SIZE, frame=frame)
    assert pixels.mode == "RGB"
    return pixels.getpixel((30, 20))


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapped() -> bytes:
    """A profile in which the first number of a pixel tells how green it is, and the second how red."""
    profile = srgb()
    end = 128 + 4 + 12 * struct.unpack_from(">I", profile, 128)[0]
    table = profile[:end].replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")
    return table + profile[end:]


def grey_inks() -> bytes:
    """A profile of a press whose inks are black and three that are all the same: Lab 50, 0, 0 (ICC 4.2)."""
    ramp = bytes(range(256))
    neutral = 128
    lightness = [0 if corner % 2 else 128 if corner else 255 for corner in range(16)]
    corners = b"".join(bytes([light, neutral, neutral]) for light in lightness)
    identity = struct.pack(">9i", *(65536 if place % 4 == 0 else 0 for place in range(9)))
    table = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + identity + ramp * 4 + corners + ramp * 3
    tags = struct.pack(">I4sII", 1, b"A2B0", 144, len(table))
    header = struct.pack(">I4sI4s4s4s", 128 + len(tags) + len(table), b"", 0x02400000, b"prtr", b"CMYK", b"Lab ")
    header += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + tags + table


@pytest.mark.parametrize("name", ["p.png", "p.jpg", "p.webp", "p.tiff"])
def test_a_profile_is_converted_to_srgb(tmp_path: Path, name: str) -> None:
    Image.new("RGB", SIZE, (200, 100, 50)).save(tmp_path / name, icc_profile=swapped(), quality=100, lossless=True)
    found = value_of(tmp_path / name)
    assert isinstance(found, tuple)
    assert found == pytest.approx((100, 200, 50), abs=4 if name == "p.jpg" else 1)


def test_a_palette_has_the_profile_of_its_file(tmp_path: Path) -> None:
    picture = Image.new("P", SIZE, 1)
    picture.putpalette([0, 0, 0, 200, 100, 50])
    picture.save(tmp_path / "p.png", icc_profile=swapped())
    assert value_of(tmp_path / "p.png") == pytest.approx((100, 200, 50), abs=1)


@pytest.mark.parametrize(
    ("inks", "expected"),
    [
        ((0, 0, 0, 0), (255, 255, 255)),
        ((0, 255, 255, 0), (255, 0, 0)),
        ((255, 0, 0, 0), (0, 255, 255)),
        ((0, 0, 0, 255), (0, 0, 0)),
    ],
    ids=["paper", "red", "cyan", "black"],
)
@pytest.mark.parametrize("name", ["c.jpg", "c.tiff"])
def test_inks_are_colors_also_where_adobe_turned_them_round(
    tmp_path: Path, name: str, inks: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    Image.new("CMYK", SIZE, inks).save(tmp_path / name, quality=100)
    data = (tmp_path / name).read_bytes()
    assert (b"Adobe\0" in data) is (name == "c.jpg")
    assert value_of(tmp_path / name) == pytest.approx(expected, abs=2)


@pytest.mark.parametrize("name", ["c.jpg", "c.tiff"])
def test_inks_are_converted_by_the_profile_of_their_press(tmp_path: Path, name: str) -> None:
    Image.new("CMYK", SIZE, (255, 0, 0, 0)).save(tmp_path / name, quality=100, icc_profile=grey_inks())
    # Lab 50, 0, 0 is 119 of 255 in sRGB.
    assert value_of(tmp_path / name) == pytest.approx((119, 119, 119), abs=2)


@pytest.mark.parametrize(("deep", "expected"), [(0, 0), (0x8000, 128), (0xFFFF, 255)], ids=["black", "middle", "white"])
@pytest.mark.parametrize("name", ["d.png", "d.tiff"])
def test_sixteen_bits_become_eight(tmp_path: Path, name: str, deep: int, expected: int) -> None:
    Image.new("I;16", SIZE, deep).save(tmp_path / name)
    assert value_of(tmp_path / name) == (expected, expected, expected)


def test_sixteen_bits_of_each_color_become_eight(tmp_path: Path) -> None:
    import zlib

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    row = b"\0" + struct.pack(">3H", 0xC8C8, 0x6464, 0x3232) * SIZE[0]
    header = struct.pack(">IIBBBBB", *SIZE, 16, 2, 0, 0, 0)
    chunks = chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(row * SIZE[1])), chunk(b"IEND", b"")
    (tmp_path / "d.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    assert value_of(tmp_path / "d.png") == (200, 100, 50)


def test_of_a_picture_with_a_gain_map_the_one_for_every_screen_is_shown(tmp_path: Path) -> None:
    """Ultra HDR: a JPEG, and behind it what a bright screen adds to each of its points."""
    gain = Image.new("RGB", (32, 24), (255, 255, 255))
    Image.new("RGB", SIZE, (200, 100, 50)).save(
        tmp_path / "hdr.jpg", "MPO", save_all=True, append_images=[gain], quality=100
    )
    assert b"MPF\0" in (tmp_path / "hdr.jpg").read_bytes()
    facts = read_picture(tmp_path / "hdr.jpg")
    assert (facts.width_px, facts.height_px, facts.format, facts.is_animated) == (64, 48, "JPEG", False)
    assert value_of(tmp_path / "hdr.jpg") == pytest.approx((200, 100, 50), abs=2)


@pytest.mark.parametrize(
    ("frame", "expected"),
    [(1, (255, 0, 0)), (2, (0, 0, 255)), (3, (0, 128, 0)), (9, (0, 128, 0))],
    ids=["first", "named", "last", "beyond the last"],
)
@pytest.mark.parametrize("name", ["a.gif", "a.png", "a.webp"])
def test_the_frame_that_is_named_is_shown(
    tmp_path: Path, name: str, frame: int, expected: tuple[int, int, int]
) -> None:
    frames = [Image.new("RGB", SIZE, color) for color in ("red", "blue", "green")]
    file = io.BytesIO()
    frames[0].save(file, Path(name).suffix[1:], save_all=True, append_images=frames[1:], duration=100, lossless=True)
    (tmp_path / name).write_bytes(file.getvalue())
    assert read_picture(tmp_path / name).is_animated
    assert value_of(tmp_path / name, frame=frame) == expected
