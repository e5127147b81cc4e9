from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from plugins.images.pictures import read_orientation
from plugins.images.stripping import strip_metadata


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
