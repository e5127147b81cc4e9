"""SVG drawings: their size, whether they are safe to draw, and their pixels.

The drawing library reads files that a drawing names, and ends the process when asked for too many pixels.
So references to the outside are taken out before it sees the drawing, and it works in a process of its own.
"""

from __future__ import annotations

import base64
import binascii
import importlib.util
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.parsers import expat

from PIL import Image

SVG_MIME = "image/svg+xml"
_LARGEST_FILE_BYTES = 20_000_000
_DEEPEST = 100
_MOST_SHAPES = 200_000
_LARGEST_EMBEDDED_PX = 40_000_000
_FONT_PACKAGE, _FONT_FAMILY = "fontpkg_alegreya_sans", "Alegreya Sans"
_FONT_FILES = ("AlegreyaSans-Regular.ttf", "AlegreyaSans-Italic.ttf", "AlegreyaSans-Bold.ttf")

# CSS Values 4, "Absolute lengths": pixels per unit; a font is 16 px high where nobody says otherwise.
_PX_PER_UNIT = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "em": 16, "ex": 8}
_LENGTH = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(px|pt|pc|in|cm|mm|em|ex)?\s*", re.IGNORECASE)
_NUMBER_GAP = re.compile(r"[\s,]+")
_REFERENCE = re.compile(r"""url\(\s*["']?#([^)"']+)""")
_DATA_PICTURE = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp);base64,", re.IGNORECASE)


_LONGEST_SECONDS = 20
_DRAWER = """
import json, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
except (ImportError, ValueError, OSError):
    pass  # Windows has no such limit, and macOS may refuse it
import resvg_py
sys.stdout.buffer.write(resvg_py.svg_to_bytes(**json.load(sys.stdin)))
"""


class SvgError(Exception):
    """The drawing is broken or not safe to draw; the text completes "image 'x.svg' …"."""


@dataclass(frozen=True, slots=True)
class SvgDrawing:
    """A checked drawing: its size in CSS pixels, and its text without anything outside of it."""

    width_px: float
    height_px: float
    text: str = field(repr=False)
    has_outside_references: bool = False


def looks_like_svg(head: bytes) -> bool:
    """Whether a file that begins with *head* is SVG, or means to be."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return (start.startswith(b"<") and b"<svg" in start) or start[:4] in (b"\xff\xfe<\x00", b"\xfe\xff\x00<")


def parse_svg(data: bytes) -> SvgDrawing:
    """The drawing in *data*; raises `SvgError`."""
    if len(data) > _LARGEST_FILE_BYTES:
        raise SvgError(f"has {len(data) // 1_000_000} MB; an SVG may have {_LARGEST_FILE_BYTES // 1_000_000} MB")
    _check_markup(data)
    root = ET.fromstring(data)  # noqa: S314 (entities were refused just before)
    if _local(root) != "svg":
        raise SvgError(f"is not an SVG drawing: it begins with <{_local(root)}>; save it again as SVG")
    width, height = _size(root)
    _check_weight(root)
    outside = _remove_outside_references(root)
    # As written where it can be, so that nothing is lost in writing it anew.
    text = None if outside else _utf8_or_none(data)
    return SvgDrawing(width, height, text or ET.tostring(root, encoding="unicode"), outside)


def render_svg(drawing: SvgDrawing, width_px: int, height_px: int) -> Image.Image:
    """*drawing* as large as it fits into the box, with transparency; raises `SvgError`."""
    scale = min(width_px / drawing.width_px, height_px / drawing.height_px)
    width, height = max(1, round(drawing.width_px * scale)), max(1, round(drawing.height_px * scale))
    options = {
        "svg_string": drawing.text,
        "width": width,
        "height": height,
        "skip_system_fonts": True,
        "font_files": _font_files(),
        "font_family": _FONT_FAMILY,
        "serif_family": _FONT_FAMILY,
        "sans_serif_family": _FONT_FAMILY,
        "cursive_family": _FONT_FAMILY,
        "fantasy_family": _FONT_FAMILY,
        "monospace_family": _FONT_FAMILY,
    }
    png = _draw_apart(json.dumps(options).encode())
    with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
        return picture.convert("RGBA")


def _draw_apart(options: bytes) -> bytes:
    """The PNG file that the library makes with *options*, drawn in a process that may fail or hang by itself."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _DRAWER],
            input=options,
            capture_output=True,
            timeout=_LONGEST_SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise SvgError(f"takes more than {_LONGEST_SECONDS} seconds to draw; simplify its filters") from error
    except subprocess.CalledProcessError as error:
        last_line = error.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        reason = (
            last_line.removeprefix("ValueError: ")
            if last_line.startswith("ValueError: ")
            else "it needs too much memory"
        )
        raise SvgError(f"cannot be drawn ({reason}); open it in a drawing program and save it again") from error
    return done.stdout


def _font_files() -> list[str]:
    """The fonts that text in drawings is set with, the same on every machine."""
    spec = importlib.util.find_spec(_FONT_PACKAGE)
    if spec is None or spec.origin is None:
        return []
    return [str(Path(spec.origin).parent / "files" / name) for name in _FONT_FILES]


def _check_markup(data: bytes) -> None:
    """Refuse what is not XML, declares entities (which can grow without end) or is nested too deeply."""
    depth = 0

    def refuse_entity(*_: object) -> None:
        raise SvgError("declares XML entities, which are not read; save it again as plain SVG")

    def enter(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise SvgError(f"has groups more than {_DEEPEST} deep; ungroup it and save it again")

    def leave(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = refuse_entity
    parser.StartElementHandler = enter
    parser.EndElementHandler = leave
    try:
        parser.Parse(data, True)  # noqa: FBT003 (expat takes it by place)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise SvgError(f"is not whole SVG ({error}); save it again from the original") from error


def _size(root: ET.Element) -> tuple[float, float]:
    """Width and height in CSS pixels: as written, the missing ones from the shape of the view box."""
    view = _view_box(root)
    width, height = _length(root.get("width")), _length(root.get("height"))
    if view:
        if width is None and height is None:
            return view
        width = width if width is not None else (height or 0) * view[0] / view[1]
        height = height if height is not None else width * view[1] / view[0]
    if not width or not height:
        raise SvgError("has no size; add width and height, or a viewBox, to its <svg>")
    return width, height


def _view_box(root: ET.Element) -> tuple[float, float] | None:
    try:
        _, _, width, height = (float(number) for number in _NUMBER_GAP.split((root.get("viewBox") or "").strip()))
    except ValueError:
        return None
    return (width, height) if 0 < width < 1e9 and 0 < height < 1e9 else None


def _length(text: str | None) -> float | None:
    """*text* in pixels; `None` for no length, one in per cent, and what is none."""
    found = _LENGTH.fullmatch(text or "")
    if not found:
        return None
    length = float(found[1]) * _PX_PER_UNIT[(found[2] or "").lower()]
    return length if 0 < length < 1e9 else None


def _check_weight(root: ET.Element) -> None:
    """Refuse a drawing whose parts use each other so often that it would take hours to draw."""
    by_id = {name: element for element in root.iter() if (name := element.get("id"))}
    weights: dict[ET.Element, int] = {}
    pending: list[tuple[ET.Element, bool]] = [(root, False)]
    open_elements: set[ET.Element] = set()
    while pending:
        element, is_ready = pending.pop()
        parts = [*element, *(by_id[name] for name in _used_ids(element) if name in by_id)]
        if is_ready:
            open_elements.discard(element)
            weights[element] = 1 + sum(weights.get(part, 1) for part in parts)
            if weights[element] > _MOST_SHAPES:
                raise SvgError(f"would draw more than {_MOST_SHAPES:,} shapes; simplify it")
        elif element not in weights and element not in open_elements:
            open_elements.add(element)
            pending.append((element, True))
            pending.extend((part, False) for part in parts)


def _used_ids(element: ET.Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        if name.rpartition("}")[2] == "href" and value.strip().startswith("#"):
            yield value.strip()[1:]
        else:
            yield from _REFERENCE.findall(value)


def _remove_outside_references(root: ET.Element) -> bool:
    """Take out everything that another file or address would be read for; tells whether there was any."""
    found = False
    for element in root.iter():
        if _local(element) not in ("image", "feImage", "use", "tref", "style"):
            continue
        for name, value in list(element.attrib.items()):
            is_reference = name.rpartition("}")[2] == "href" and not value.strip().startswith("#")
            if is_reference and not _is_safe_data(value):
                del element.attrib[name]
                found = True
    return found


def _is_safe_data(value: str) -> bool:
    """Whether *value* holds a picture of its own that is of a reasonable size."""
    start = _DATA_PICTURE.match(value)
    if not start:
        return False
    try:
        data = base64.b64decode(re.sub(r"\s+", "", value[start.end() :]), validate=True)
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP")) as picture:
            return picture.width * picture.height <= _LARGEST_EMBEDDED_PX
    except (binascii.Error, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False


def _local(element: ET.Element) -> str:
    # Comments and instructions have no name; the parser used here drops them.
    return element.tag.rpartition("}")[2]


def _utf8_or_none(data: bytes) -> str | None:
    declared = re.match(rb"""\s*<\?xml[^>]*encoding=["']([^"']+)""", data)
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
