"""Encodings: the same pixels as AVIF, WebP and a file every browser knows, each as small as it looks the same."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import PIL
from PIL import Image, features

from plugins.images.colors import to_hex
from plugins.images.palettes import Palette, find_palette, has_few_colors, with_few_colors

AVIF, WEBP, JPEG, PNG = "image/avif", "image/webp", "image/jpeg", "image/png"
SUFFIXES = {AVIF: ".avif", WEBP: ".webp", JPEG: ".jpg", PNG: ".png"}
ENCODING_VERSION = " ".join(
    (
        f"4 pillow {PIL.__version__} python-zlib {zlib.ZLIB_RUNTIME_VERSION}",
        *(f"{name} {features.version(name)}" for name in ("jpg", "webp", "avif", "zlib")),
    )
)
"""What the bytes of an encoded picture depend on besides its pixels; the first number is raised with the code here."""

# Quality where the eye sees no difference at the size a page shows it.
_AVIF_QUALITY, _AVIF_FLAT_QUALITY = 60, 66
# A third smaller than the quick way, in five times the time: for what has so little in it that this is no long time.
_AVIF_SPEED, _AVIF_QUICK_SPEED, _MOST_PLAIN_BYTES = 8, 9, 20_000
_WEBP_QUALITY, _JPEG_QUALITY = 78, 82

# WhatsApp drops pictures above about 300 KB; smaller ones arrive sooner.
LARGEST_SHARE_BYTES, _GOOD_SHARE_BYTES = 300_000, 150_000
_GOOD_SHARE_QUALITY = 74
_SHARE_QUALITIES = (86, 80, _GOOD_SHARE_QUALITY, 66, 56, 45, 32, 20)
_SHARE_GAIN = 1.6
"""The lowest of the good qualities makes no file smaller than the highest by more than this."""
_SHARE_PALETTE_BYTES = 150_000
_GOOD_INK_BYTES = 29_000


@dataclass(frozen=True, slots=True)
class Rendition:
    """A finished picture file; *role* tells what it is for."""

    data: bytes
    mime: str
    width_px: int
    height_px: int
    role: str = ""

    @property
    def suffix(self) -> str:
        return SUFFIXES[self.mime]


@dataclass(frozen=True, slots=True)
class Coding:
    """How all sizes of one picture are written: with the colours of *palette*, where that *is_lossless* as WebP, and
    as *fallback*, `image/png` or `image/jpeg`; *has_avif*, made at *avif_speed*, unless that is larger than WebP.

    What *is_flat* is lines and fills, whose colours are stored as sharp as their lightness.
    """

    palette: Palette | None
    is_lossless: bool
    fallback: str
    has_avif: bool = False
    avif_speed: int = _AVIF_QUICK_SPEED
    is_flat: bool = False


def choose_coding(sizes: Sequence[Image.Image]) -> tuple[Coding, dict[str, bytes]]:
    """The smallest coding of all *sizes* of a picture that looks the same; and what was made of the middle one."""
    picture = sizes[len(sizes) // 2]
    is_flat = picture.mode == "RGB" and has_few_colors(picture)
    palette = find_palette(sizes) if is_flat else None
    lossy = _webp_lossy(picture)
    speed = _AVIF_SPEED if len(lossy) <= _MOST_PLAIN_BYTES else _AVIF_QUICK_SPEED
    avif = _avif(picture, speed, is_flat=is_flat)
    has_avif = len(avif) <= len(lossy)
    if palette is None:
        fallback = PNG if picture.mode == "RGBA" else JPEG
        coding = Coding(
            None, is_lossless=False, fallback=fallback, has_avif=has_avif, avif_speed=speed, is_flat=is_flat
        )
        return coding, {AVIF: avif, WEBP: lossy}
    flat = palette.apply(picture)
    lossless, png, jpeg = _webp_lossless(flat), _png(flat), _jpeg(picture, is_flat=True)
    is_lossless = len(lossless) <= 1.1 * len(lossy)
    # Letters and lines stay crisp in a PNG, so a little more is paid for it.
    fallback = PNG if len(png) <= 1.2 * len(jpeg) else JPEG
    coding = Coding(palette, is_lossless, fallback, has_avif and len(avif) <= len(lossless), speed, is_flat)
    webp = lossless if is_lossless else lossy
    return coding, {AVIF: avif, WEBP: webp, fallback: png if fallback == PNG else jpeg}


def encode_avif(picture: Image.Image, coding: Coding) -> bytes:
    return _avif(picture, coding.avif_speed, is_flat=coding.is_flat)


def _avif(picture: Image.Image, speed: int, *, is_flat: bool) -> bytes:
    """Lines keep their colours where it *is_flat*; one thread, since their number must not change the bytes."""
    return _saved(
        picture,
        "AVIF",
        quality=_AVIF_FLAT_QUALITY if is_flat else _AVIF_QUALITY,
        speed=speed,
        subsampling="4:4:4" if is_flat else "4:2:0",
        max_threads=1,
    )


def encode_webp(picture: Image.Image, coding: Coding) -> bytes:
    if coding.is_lossless and coding.palette is not None:
        return _webp_lossless(coding.palette.apply(picture))
    return _webp_lossy(picture)


def encode_fallback(picture: Image.Image, coding: Coding) -> bytes:
    if coding.fallback == JPEG:
        return _jpeg(picture, is_flat=coding.is_flat)
    if coding.palette is not None:
        return _png(coding.palette.apply(picture))
    return _png(with_few_colors(picture) or picture)


def _webp_lossless(flat: Image.Image) -> bytes:
    return _saved(flat.convert("RGB"), "WEBP", lossless=True, quality=20, method=1)


def _webp_lossy(picture: Image.Image) -> bytes:
    return _saved(picture, "WEBP", quality=_WEBP_QUALITY, method=2)


def _png(flat: Image.Image) -> bytes:
    return _saved(flat, "PNG", compress_level=6)


def _jpeg(picture: Image.Image, *, is_flat: bool) -> bytes:
    subsampling = 0 if is_flat else 2
    return _saved(picture, "JPEG", quality=_JPEG_QUALITY, optimize=True, progressive=True, subsampling=subsampling)


def encode_inks(picture: Image.Image) -> bytes:
    """A picture of flat inks as a PNG; the slow way only where it would be large otherwise."""
    data = _saved(picture, "PNG", compress_level=6)
    return data if len(data) <= _GOOD_INK_BYTES else _saved(picture, "PNG", compress_level=9)


def encode_share(picture: Image.Image, palette: Palette | None = None, *, is_drawing: bool) -> tuple[bytes, str]:
    """The picture in at most 300 kB: a PNG where there is a *palette* of its few colours, else a JPEG."""
    if palette is not None:
        data = _saved(palette.apply(picture), "PNG", compress_level=7)
        if len(data) <= _SHARE_PALETTE_BYTES:
            return data, PNG
    return _share_jpeg(picture, is_drawing=is_drawing), JPEG


def _share_jpeg(picture: Image.Image, *, is_drawing: bool) -> bytes:
    acceptable = data = b""
    for quality in _SHARE_QUALITIES:
        # Thin coloured lines smear when colour is stored at half the size.
        subsampling = 0 if is_drawing else 2
        data = _saved(picture, "JPEG", quality=quality, optimize=True, progressive=True, subsampling=subsampling)
        if len(data) <= _GOOD_SHARE_BYTES and quality >= _GOOD_SHARE_QUALITY:
            return data
        if not acceptable and len(data) <= LARGEST_SHARE_BYTES:
            acceptable = data
        if acceptable and (quality <= _GOOD_SHARE_QUALITY or len(data) > _SHARE_GAIN * _GOOD_SHARE_BYTES):
            return acceptable
    return acceptable or data


def _saved(picture: Image.Image, file_format: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, file_format, **options)
    return file.getvalue()


def dominant_color(picture: Image.Image) -> str:
    """The colour that most of *picture* has, as `#rrggbb`; empty where it is see-through."""
    if picture.mode == "RGBA":
        return ""
    small = picture.convert("RGB").resize((32, 32), Image.Resampling.BOX)
    counted = small.quantize(6, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    colors = counted.getcolors() or [(1, 0)]
    _, index = max(colors, key=lambda color: (color[0], color[1]))
    palette = counted.getpalette() or [0, 0, 0]
    assert isinstance(index, int)  # noqa: S101 (a picture with a palette holds numbers)
    red, green, blue = palette[3 * index : 3 * index + 3]
    return to_hex((red, green, blue))
