"""Picture files: what they are and how large, whether they are whole, and their pixels as they are meant to be seen."""

from __future__ import annotations

import io
import logging
import math
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageCms, UnidentifiedImageError

from plugins.images.svg import SVG_MIME, SvgDrawing, SvgError, looks_like_svg, parse_svg, render_svg
from plugins.shared.files import open_file

PIXEL_LIMIT = 40_000_000
"""More are not unfolded in memory: four bytes each, and as many again to convert them."""
FOLDED_PIXEL_LIMIT = 220_000_000
"""Of a JPEG, which is made smaller while it is unfolded; a progressive one is not."""
PIXEL_LIMITS = {"WEBP": 30_000_000, "GIF": 30_000_000, "AVIF": 30_000_000}
"""Of formats whose readers hold several copies of what they unfold."""
_WORKING_PIXELS = 16_000_000
_STRIP_PX = 256

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "TIFF")
"""What is read as a picture. Formats that run a program (EPS) or that no author uses are left out."""

_MIMES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
    "SVG": SVG_MIME,
}

# Pillow logs what it raises as well, and under Pelican an error that is logged ends the build.
logging.getLogger("PIL").setLevel(logging.CRITICAL)

# What Pillow's readers raise for files that are not what they claim.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    ZeroDivisionError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
_PNG_START = b"\x89PNG\r\n\x1a\n"
# Chunks from which Pillow learns how a PNG lies.
_PNG_TELLING = frozenset((b"eXIf", b"iTXt", b"tEXt", b"zTXt"))
_ORIENTATION_TAG = 0x0112
# Exif 2.32, "Orientation": how to turn the stored picture upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_header_lock = threading.Lock()


class PictureError(Exception):
    """The file cannot be used as a picture; the text names it and says what would help."""


class MissingPictureError(PictureError):
    """There is no such file."""


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What a picture file is: *width_px* and *height_px* as seen, *mime* and *format* by its bytes, not its name."""

    width_px: int
    height_px: int
    mime: str
    format: str
    is_animated: bool = False


def read_picture(path: Path, *, name: str = "", pixel_limit: int = PIXEL_LIMIT) -> PictureFacts:
    """The facts of a picture of which all bytes have been read; *name* is what messages call it.

    Raises `PictureError`: missing, not a picture, cut off, broken, too large (known from its header alone).
    """
    name = name or path.name
    svg = _read_svg(path, name, pixel_limit)
    if svg:
        return PictureFacts(round(svg.width_px) or 1, round(svg.height_px) or 1, SVG_MIME, "SVG")
    with _opened(path, name, pixel_limit) as picture:
        width, height = picture.size
        # Reading every byte is what shows that none is missing; a JPEG need not be unfolded to full size for it, and
        # a PNG has checksums.
        if picture.format != "PNG" or not _is_whole_png(path):
            picture.draft(None, (max(1, width // 8), max(1, height // 8)))
            _load(picture, name, path)
        if _orientation(picture) >= 5:
            width, height = height, width
        # Several pictures in a JPEG are one, and what a screen of high contrast adds to it.
        format_name = "JPEG" if picture.format == "MPO" else picture.format or ""
        is_animated = format_name in ("GIF", "WEBP", "PNG", "AVIF") and _is_animated(picture)
        return PictureFacts(width, height, _MIMES[format_name], format_name, is_animated)


def load_pixels(path: Path, width_px: int, height_px: int, *, name: str = "", frame: int = 1) -> Image.Image:
    """The picture upright, in sRGB (`RGB`, or `RGBA` with transparency), at least as large as the box needs it.

    It is made smaller to about twice the box, never larger; an SVG is drawn to fit the box. No metadata is kept.
    Of an animation it is the frame numbered *frame* from 1, or the last if it has fewer. Raises `PictureError`.
    """
    name = name or path.name
    svg = _read_svg(path, name, PIXEL_LIMIT)
    if svg:
        try:
            return render_svg(svg, width_px, height_px)
        except SvgError as error:
            raise PictureError(f"image '{name}' {error}") from error
    with _opened(path, name, PIXEL_LIMIT) as picture:
        # Only a JPEG is asked how it lies before it is loaded: of it just as much is unfolded as is needed.
        if picture.format == "JPEG":
            factor = _factor(picture, width_px, height_px)
            picture.draft(None, (max(1, picture.width // factor), max(1, picture.height // factor)))
        profile = picture.info.get("icc_profile")
        if frame > 1:
            _seek(picture, frame)
        _load(picture, name, path)
        orientation = _orientation(picture)
        try:
            small = _reduced(picture, _factor(picture, width_px, height_px))
            pixels = _to_srgb(small, profile if isinstance(profile, bytes) else None)
        except _BROKEN as error:
            raise PictureError(f"image '{name}' cannot be read ({error}); save it again as PNG or JPEG") from error
    turn = _TURNS.get(orientation)
    return pixels.transpose(turn) if turn is not None else pixels


def _read_svg(path: Path, name: str, pixel_limit: int) -> SvgDrawing | None:
    """The drawing in the file, or `None` if it is not SVG."""
    try:
        with open_file(path) as file:
            head = file.read(4096)
            if not looks_like_svg(head) and not (path.suffix.lower() == ".svg" and _is_text(head)):
                return None
            data = head + file.read()
    except OSError as error:
        raise _unreadable(name, error) from error
    try:
        drawing = parse_svg(data)
    except SvgError as error:
        raise PictureError(f"image '{name}' {error}") from error
    if drawing.width_px * drawing.height_px > pixel_limit:
        raise _too_large(name, round(drawing.width_px), round(drawing.height_px), pixel_limit)
    return drawing


def _is_text(head: bytes) -> bool:
    return b"\0" not in head and not head.startswith((b"\x89PNG", b"\xff\xd8", b"GIF8"))


@contextmanager
def _opened(path: Path, name: str, pixel_limit: int) -> Iterator[Image.Image]:
    """The picture with only its header read, and found to be of a reasonable size."""
    try:
        picture = _open_header(path)
    except UnidentifiedImageError as error:
        raise _unidentified(path, name) from error
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        raise _unreadable(name, error) from error
    except _BROKEN as error:
        raise _broken(name, path, error) from error
    with picture:
        is_folded = picture.format == "JPEG" and not picture.info.get("progressive")
        limit = FOLDED_PIXEL_LIMIT if is_folded and pixel_limit == PIXEL_LIMIT else pixel_limit
        limit = min(limit, PIXEL_LIMITS.get(picture.format or "", limit))
        if picture.width * picture.height > limit:
            raise _too_large(name, picture.width, picture.height, limit)
        yield picture


def _open_header(path: Path) -> Image.Image:
    # Pillow refuses by a limit of its own, in words that do not name the size; ours is checked right after.
    with _header_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        try:
            return Image.open(path, formats=FORMATS)
        finally:
            Image.MAX_IMAGE_PIXELS = limit


def _load(picture: Image.Image, name: str, path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture.load()
        except _BROKEN as error:
            raise _broken(name, path, error) from error


def _is_whole_png(path: Path) -> bool:
    """Whether nothing of a PNG is missing by its checksums, nor anything after its pixels that may tell how it lies.

    Should its pixels be wrong all the same, that is found when they are needed.
    """
    has_pixels = False
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(len(_PNG_START))
        while len(head := file.read(8)) == 8:
            length, name = struct.unpack(">I4s", head)
            # Room is made for as much as is asked for, whether it is there or not.
            data = file.read(min(length, size))
            if file.read(4) != struct.pack(">I", zlib.crc32(data, zlib.crc32(name))):
                return False
            if name == b"IEND":
                return has_pixels
            has_pixels = has_pixels or name == b"IDAT"
            if has_pixels and name in _PNG_TELLING:
                return False
    return False


def read_orientation(path: Path) -> int:
    """How the stored picture has to be turned, Exif 1 to 8; 1 where nobody says, or it is no picture."""
    try:
        with _open_header(path) as picture:
            if picture.format == "PNG" and not _is_whole_png(path):
                picture.load()
            return _orientation(picture)
    except _BROKEN:
        return 1


def _is_animated(picture: Image.Image) -> bool:
    try:
        return bool(getattr(picture, "is_animated", False))
    except _BROKEN:
        return False


def _seek(picture: Image.Image, frame: int) -> None:
    """Go to the frame numbered *frame* from 1, as far as there are that many that can be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in range(1, frame):
            try:
                picture.seek(number)
            except _BROKEN:
                picture.seek(number - 1)
                return


def _orientation(picture: Image.Image) -> int:
    """How a picture has to be turned, 1 to 8; 1 where its metadata is broken or says nothing.

    What a PNG says after its pixels is known when it is loaded.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # That of Pillow's PNG would load the picture, and what is wrong with it be lost.
            value = Image.Image.getexif(picture).get(_ORIENTATION_TAG, 1)
    except _BROKEN:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _factor(picture: Image.Image, width_px: int, height_px: int) -> int:
    """By which whole number *picture* can be made smaller so that, once upright, it is still twice the box.

    A very long one is made smaller than that: all that follows has several copies of it in memory.
    """
    turned = _orientation(picture) >= 5
    wide, high = (height_px, width_px) if turned else (width_px, height_px)
    needed = math.ceil(math.sqrt(picture.width * picture.height / _WORKING_PIXELS))
    return max(1, needed, min(picture.width // (2 * wide), picture.height // (2 * high)))


def _reduced(picture: Image.Image, factor: int) -> Image.Image:
    """The first frame, made smaller by a whole number where its mode can be averaged."""
    if factor < 2 or picture.mode.startswith("I;"):
        return picture
    if picture.mode not in ("P", "1", "PA"):
        return picture.reduce(factor)
    # Numbers of colours cannot be averaged; a strip at a time, as each pixel takes four times the room on the way.
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    result = Image.new(mode, (math.ceil(picture.width / factor), math.ceil(picture.height / factor)))
    for top in range(0, result.height, _STRIP_PX):
        box = 0, top * factor, picture.width, min(picture.height, (top + _STRIP_PX) * factor)
        result.paste(picture.crop(box).convert(mode).reduce(factor), (0, top))
    return result


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """*picture* as RGB, or RGBA where it has transparency, in sRGB as far as its profile can be read."""
    has_alpha = picture.has_transparency_data
    picture = _to_eight_bits(picture)
    if picture.mode in ("P", "PA", "1", "LA", "La", "RGBa") or (has_alpha and picture.mode != "RGBA"):
        picture = picture.convert("RGBA" if has_alpha else "RGB")
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    flat = picture.convert("RGB") if alpha else picture
    result = _by_profile(flat, profile)
    # What has no profile is taken for sRGB, and the one that comes with it holds the time at which it was made.
    result.info.pop("icc_profile", None)
    if alpha is not None and alpha.getextrema() != (255, 255):
        result.putalpha(alpha)
    return result


def _by_profile(picture: Image.Image, profile: bytes | None) -> Image.Image:
    try:
        if picture.mode == "LAB":
            return _converted(picture, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")))
        if profile and picture.mode in ("RGB", "CMYK", "L"):
            return _converted(picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    except (OSError, TypeError, ValueError, ImageCms.PyCMSError):
        # A broken profile, or one for pictures of another kind: the numbers are taken as they are.
        pass
    return picture.convert("RGB")


def _converted(picture: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    target = ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(picture, profile, target, outputMode="RGB")
    # It returns nothing only when it works in place.
    return converted or picture.convert("RGB")


def _to_eight_bits(picture: Image.Image) -> Image.Image:
    """Pictures of 16 or 32 bits or of fractions, as 8 bits; others as they are."""
    if picture.mode.startswith("I;16"):
        return _in_strips(picture)
    if picture.mode in ("I", "F"):
        # The brightest point tells what white is.
        peak = picture.convert("F").getextrema()[1]
        high = peak if isinstance(peak, float) else 255.0
        white = next((white for white in (1.0, 255.0, 65535.0) if high <= white), high)
        return picture.convert("F").point(lambda value: value * (255 / white)).convert("L")
    return picture


def _in_strips(picture: Image.Image) -> Image.Image:
    """A picture of 16 bits as one of 8, a strip at a time: on the way each pixel takes eight times the room."""
    result = Image.new("L", picture.size)
    for top in range(0, picture.height, _STRIP_PX):
        strip = picture.crop((0, top, picture.width, min(picture.height, top + _STRIP_PX))).convert("I")
        result.paste(strip.point(lambda value: value * (1 / 256)).convert("L"), (0, top))
    return result


def _unreadable(name: str, error: OSError) -> PictureError:
    if isinstance(error, FileNotFoundError):
        return PictureError(f"image '{name}' is not there; check its name and folder")
    if isinstance(error, IsADirectoryError):
        return PictureError(f"image '{name}' is a folder; name a file in it")
    return PictureError(f"image '{name}' cannot be read ({error.strerror or error}); check its permissions")


def _unidentified(path: Path, name: str) -> PictureError:
    if path.stat().st_size == 0:
        return PictureError(f"image '{name}' is empty; save it again from the original")
    return PictureError(f"image '{name}' is not a picture; use a PNG, JPEG, WebP, GIF, AVIF or SVG file")


def _broken(name: str, path: Path, error: BaseException) -> PictureError:
    if isinstance(error, EOFError) or "truncated" in str(error).lower():
        size = max(1, round(path.stat().st_size / 1000))
        return PictureError(f"image '{name}' is cut off after {size} kB; save it again from the original")
    return PictureError(f"image '{name}' is damaged ({error}); save it again from the original")


def _too_large(name: str, width: int, height: int, pixel_limit: int) -> PictureError:
    return PictureError(
        f"image '{name}' has {width} x {height} pixels; at most {pixel_limit // 1_000_000} megapixels are read, "
        "so make it smaller"
    )
