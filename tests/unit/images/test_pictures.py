from __future__ import annotations

import io
import logging
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from plugins.images.pictures import PictureError, PictureFacts, load_pixels, read_orientation, read_picture

SavePicture = Callable[..., Path]
CORPUS = Path(__file__).parents[4] / "shared/corpus"


def png_header(width: int, height: int, pixels: bytes = zlib.compress(b"\0" * 1000)) -> bytes:
    """The beginning of a PNG file that claims to have a size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "mime", "kind"),
    [
        ("a.png", "image/png", "PNG"),
        ("a.jpg", "image/jpeg", "JPEG"),
        ("a.gif", "image/gif", "GIF"),
        ("a.webp", "image/webp", "WEBP"),
        ("a.avif", "image/avif", "AVIF"),
        ("a.bmp", "image/bmp", "BMP"),
        ("a.tiff", "image/tiff", "TIFF"),
    ],
)
def test_size_and_type_are_read(save_picture: SavePicture, name: str, mime: str, kind: str) -> None:
    assert read_picture(save_picture(name)) == PictureFacts(300, 200, mime, kind)


def test_the_bytes_tell_the_type_and_not_the_name(save_picture: SavePicture) -> None:
    path = save_picture("wrong.png", file_format="JPEG")
    assert read_picture(path).mime == "image/jpeg"


def test_svg_is_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "d.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480"/>', encoding="utf-8")
    assert read_picture(path) == PictureFacts(640, 480, "image/svg+xml", "SVG")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied_to_size_and_pixels(tmp_path: Path, orientation: int) -> None:
    # Upright: red on the left, blue on the right, white at the top.
    upright = Image.new("RGB", (60, 40), "red")
    upright.paste("blue", (30, 0, 60, 40))
    upright.paste("white", (0, 0, 60, 10))
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "turned.png"
    stored.save(path, exif=exif)
    facts = read_picture(path)
    assert (facts.width_px, facts.height_px) == (60, 40)
    pixels = load_pixels(path, 60, 40)
    assert [pixels.getpixel(at) for at in ((5, 30), (55, 30), (30, 5))] == [(255, 0, 0), (0, 0, 255), (255, 255, 255)]


@pytest.mark.parametrize("value", [0, 9])
def test_an_impossible_orientation_is_none(tmp_path: Path, value: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = value
    Image.new("RGB", (60, 40)).save(tmp_path / "odd.png", exif=exif)
    assert read_picture(tmp_path / "odd.png").width_px == 60


def test_a_missing_picture(tmp_path: Path) -> None:
    with pytest.raises(PictureError) as caught:
        read_picture(tmp_path / "x.png", name="images/x.png")
    assert str(caught.value) == "image 'images/x.png' is not there; check its name and folder"


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match=f"image '{tmp_path.name}' is a folder; name a file in it"):
        read_picture(tmp_path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "image 'x.png' is empty; save it again from the original", id="empty"),
        pytest.param(
            b"just words",
            "image 'x.png' is not a picture; use a PNG, JPEG, WebP, GIF, AVIF or SVG file",
            id="text",
        ),
        pytest.param(
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
            "image 'x.png' is not a picture; use a PNG, JPEG, WebP, GIF, AVIF or SVG file",
            id="PostScript, which is a program",
        ),
        pytest.param(
            png_header(30_000, 30_000),
            "image 'x.png' has 30000 x 30000 pixels; at most 40 megapixels are read, so make it smaller",
            id="bomb",
        ),
    ],
)
def test_what_is_no_picture_is_told_with_its_cure(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(data)
    with pytest.raises(PictureError) as caught:
        read_picture(path)
    assert str(caught.value) == message


@pytest.mark.parametrize("name", ["cut.png", "cut.jpg", "cut.webp"])
def test_a_picture_that_is_cut_off(tmp_path: Path, name: str) -> None:
    noise = Image.effect_noise((400, 300), 80).convert("RGB")
    noise.save(tmp_path / name)
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(PictureError, match=f"image '{name}' is (cut off after [0-9]+ kB|damaged|not a picture)"):
        read_picture(tmp_path / name)


def test_a_jpeg_that_is_cut_off_says_after_how_much(tmp_path: Path) -> None:
    noise = Image.effect_noise((400, 300), 80).convert("RGB")
    noise.save(tmp_path / "cut.jpg")
    (tmp_path / "cut.jpg").write_bytes((tmp_path / "cut.jpg").read_bytes()[:12_345])
    with pytest.raises(PictureError, match=r"image 'cut\.jpg' is cut off after 12 kB; save it again from the original"):
        read_picture(tmp_path / "cut.jpg")


@pytest.mark.parametrize(
    ("pixels", "message"),
    [
        pytest.param(
            b"not compressed" * 90,
            "image 'd.png' is damaged (broken data stream when reading image file); save it again from the original",
            id="no pixels",
        ),
        pytest.param(
            zlib.compress(b"\0" * 1000),
            "image 'd.png' is cut off after 1 kB; save it again from the original",
            id="too few",
        ),
    ],
)
def test_wrong_pixels_with_right_checksums_are_found_when_they_are_needed(
    tmp_path: Path, pixels: bytes, message: str
) -> None:
    path = tmp_path / "d.png"
    path.write_bytes(png_header(300, 200, pixels))
    assert read_picture(path).width_px == 300
    with pytest.raises(PictureError) as caught:
        load_pixels(path, 300, 200)
    assert str(caught.value) == message


def test_a_flipped_bit_of_a_png_is_found_by_its_checksum(tmp_path: Path) -> None:
    path = tmp_path / "d.png"
    Image.effect_noise((400, 300), 80).save(path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(PictureError, match=r"image 'd\.png' is damaged .*; save it again from the original"):
        read_picture(path)


def test_a_png_may_say_after_its_pixels_how_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "late.png"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 40)).save(path, exif=exif)
    data = path.read_bytes()
    start = data.index(b"eXIf") - 4
    end = start + 12 + int.from_bytes(data[start : start + 4], "big")
    # The chunk "IEND" takes the last twelve bytes.
    path.write_bytes(data[:start] + data[end:-12] + data[start:end] + data[-12:])
    assert read_picture(path).width_px == 40
    assert read_orientation(path) == 6


def test_a_limit_of_pixels_can_be_given(save_picture: SavePicture) -> None:
    with pytest.raises(PictureError, match="has 3000 x 1000 pixels; at most 2 megapixels are read"):
        read_picture(save_picture("big.png", (3000, 1000)), pixel_limit=2_000_000)


@pytest.mark.parametrize(
    "attributes", ['width="20000" height="20000"', 'viewBox="0 0 20000 20000"'], ids=["size", "view box"]
)
def test_a_drawing_has_the_same_limit(tmp_path: Path, attributes: str) -> None:
    (tmp_path / "x.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>', encoding="utf-8")
    with pytest.raises(PictureError, match="has 20000 x 20000 pixels"):
        read_picture(tmp_path / "x.svg")


def test_a_broken_drawing_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.svg").write_text("just words", encoding="utf-8")
    with pytest.raises(PictureError, match=r"image 'x\.svg' is not whole SVG \(syntax error"):
        read_picture(tmp_path / "x.svg")


def test_a_drawing_that_only_the_library_refuses_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', encoding="utf-8")
    monkeypatch.setattr("plugins.images.svg._DRAWER", "raise ValueError('no')")
    with pytest.raises(PictureError, match=r"image 'x\.svg' cannot be drawn \(no\)"):
        load_pixels(tmp_path / "x.svg", 10, 10)


@pytest.mark.parametrize(
    ("mode", "color", "expected"),
    [
        pytest.param("1", 1, (255, 255, 255), id="black and white"),
        pytest.param("L", 100, (100, 100, 100), id="grey"),
        pytest.param("P", 0, (0, 0, 0), id="palette"),
        pytest.param("CMYK", (0, 0, 0, 255), (0, 0, 0), id="CMYK"),
        pytest.param("I;16", 0x8000, (128, 128, 128), id="16 bits"),
        pytest.param("I", 40_000, (155, 155, 155), id="32 bits"),
        pytest.param("F", 0.5, (127, 127, 127), id="fractions"),
        pytest.param("RGBA", (10, 20, 30, 255), (10, 20, 30), id="opaque alpha"),
    ],
)
def test_every_mode_becomes_rgb(
    save_picture: SavePicture, mode: str, color: object, expected: tuple[int, int, int]
) -> None:
    path = save_picture("m.tiff", (40, 30), color, mode)
    pixels = load_pixels(path, 40, 30)
    assert pixels.mode == "RGB"
    found = pixels.getpixel((5, 5))
    assert isinstance(found, tuple)
    assert all(abs(a - b) <= 1 for a, b in zip(found, expected, strict=True))


@pytest.mark.parametrize("mode", ["LA", "RGBA", "P"])
def test_transparency_is_kept(tmp_path: Path, mode: str) -> None:
    picture = Image.new("RGBA", (40, 30), (200, 200, 200, 0))
    picture.paste((10, 10, 10, 255), (0, 0, 20, 30))
    (picture.quantize(8) if mode == "P" else picture.convert(mode)).save(tmp_path / "t.png")
    pixels = load_pixels(tmp_path / "t.png", 40, 30)
    assert pixels.mode == "RGBA"
    assert pixels.getchannel("A").getextrema() == (0, 255)


def test_colors_are_brought_to_srgb(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (40, 30), (200, 100, 50)).save(tmp_path / "s.png", icc_profile=srgb)
    assert load_pixels(tmp_path / "s.png", 40, 30).getpixel((5, 5)) == (200, 100, 50)


def test_lab_colors_are_brought_to_srgb(tmp_path: Path) -> None:
    Image.new("LAB", (40, 30), (255, 128, 128)).save(tmp_path / "l.tiff")
    assert min(load_pixels(tmp_path / "l.tiff", 40, 30).tobytes()) >= 254


def test_a_picture_in_srgb_has_no_profile_which_would_tell_the_time(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (40, 30), (200, 100, 50)).save(tmp_path / "s.png", icc_profile=srgb)
    assert "icc_profile" not in load_pixels(tmp_path / "s.png", 40, 30).info


@pytest.mark.parametrize("profile", [b"not a profile", b"\0" * 200])
def test_a_broken_profile_changes_nothing(tmp_path: Path, profile: bytes) -> None:
    Image.new("RGB", (40, 30), (200, 100, 50)).save(tmp_path / "s.png", icc_profile=profile)
    assert load_pixels(tmp_path / "s.png", 40, 30).getpixel((5, 5)) == (200, 100, 50)


def test_a_large_picture_is_loaded_at_about_twice_the_box(save_picture: SavePicture) -> None:
    assert load_pixels(save_picture("big.png", (4800, 2520)), 1200, 630).size == (2400, 1260)
    assert load_pixels(save_picture("big.jpg", (4800, 2520)), 1200, 630).size == (2400, 1260)


def test_a_small_picture_is_not_enlarged(save_picture: SavePicture) -> None:
    assert load_pixels(save_picture("small.png", (30, 20)), 1200, 630).size == (30, 20)


def test_no_metadata_is_kept(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    Image.new("RGB", (40, 30)).save(tmp_path / "e.jpg", exif=exif)
    file = io.BytesIO()
    load_pixels(tmp_path / "e.jpg", 40, 30).save(file, "JPEG")
    assert b"Maker" not in file.getvalue()


@settings(max_examples=60, deadline=None)
@given(
    start=st.sampled_from(["png", "jpeg", "gif", "webp", "tiff", "bmp"]),
    cut=st.floats(0, 1),
    noise=st.binary(max_size=40),
)
def test_any_bytes_are_a_picture_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, start: str, cut: float, noise: bytes
) -> None:
    file = io.BytesIO()
    Image.effect_noise((40, 30), 50).convert("RGB").save(file, start)
    data = file.getvalue()
    place = int(len(data) * cut)
    path = tmp_path_factory.mktemp("any") / "x.bin"
    path.write_bytes(data[:place] + noise + data[place + len(noise) :])
    try:
        facts = read_picture(path)
        load_pixels(path, 40, 30)
    except PictureError as error:
        assert str(error).startswith("image 'x.bin' ")  # noqa: PT017 (either way is right)
    else:
        assert facts.width_px * facts.height_px <= 100_000_000


def test_what_pillow_logs_cannot_end_a_build() -> None:
    """Pelican takes any logged error for the end; Pillow logs a TIFF with a million samples, and then raises."""
    assert not logging.getLogger("PIL.TiffImagePlugin").isEnabledFor(logging.ERROR)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of awkward pictures is not here")
@pytest.mark.parametrize("folder", ["img-pillow", "img-exif-orientation"])
def test_every_awkward_picture_is_read_or_told_why_not(folder: str) -> None:
    refused = set()
    for path in sorted((CORPUS / folder).rglob("*.*")):
        try:
            read_picture(path)
            load_pixels(path, 1200, 630)
        except PictureError as error:
            assert str(error).startswith(f"image '{path.name}' ")  # noqa: PT017 (either way is right)
            refused.add(path.name)
    assert refused == REFUSED[folder]


REFUSED = {
    "img-pillow": {
        "LICENSE.txt",
        "SOURCES.md",
        # Damaged or cut off
        "broken.png",
        "broken_data_stream.png",
        "crash-86214e58da443d2b80820cff9677a38a33dcbbca.tif",
        "oom-225817ca0f8c663be7ab4b9e717b02c661e66834.tif",
        "seek_too_large.tif",
        "shortfile.bmp",
        "syntax_num_frames_zero.png",
        "truncated_end_chunk.png",
        "truncated_image.png",
        "truncated_jpeg.jpg",
        "ultrahdr.jpg",
        "unknown_compression_method.png",
        "zero_width.gif",
        # Too large
        "decompression_bomb.gif",
        "png_decompression_dos.png",
        "reallybig.bmp",
        # Icons are not for pages
        "decompression_bomb.ico",
        "hopper.ico",
    },
    "img-exif-orientation": {"LICENSE.txt", "SOURCES.md"},
}


@pytest.mark.parametrize(("orientation", "expected"), [(1, (2000, 1000)), (6, (2000, 4000))], ids=["flat", "turned"])
def test_a_turned_picture_is_loaded_as_wide_as_it_will_stand(
    tmp_path: Path, orientation: int, expected: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", (4000, 2000)).save(tmp_path / "big.jpg", exif=exif)
    assert load_pixels(tmp_path / "big.jpg", 960, 100).size == expected
