"""The SVG of `mermaid-render`, made fit to be a file of the site: known shapes and colours only, in light and dark."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

NAMESPACE = "http://www.w3.org/2000/svg"
SVG = f"{{{NAMESPACE}}}"
# Room between the letters is measured in Noto Sans, which is wider than most others here.
FONTS = "'Noto Sans', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
LARGEST_PX = 20_000

# The colours of the library's theme "default", and ours for them.
LIGHT = {
    "#FFFFFF": "#fffffc",
    "#333333": "#1b2140",
    "#666666": "#505778",
    "#ECECFF": "#e9edfb",
    "#FFFFDE": "#fbf3d2",
    "#9370DB": "#5a6bb8",
    # Slices, branches and periods, which carry white letters.
    "#4c78a8": "#3d689b",
    "#f58518": "#b25600",
    "#54a24b": "#3a7a33",
    "#e45756": "#c23a39",
    "#72b7b2": "#2c7a74",
    "#eeca3b": "#866a00",
    "#b279a2": "#95558a",
    "#9d755d": "#875d46",
}
DARK = {
    "#FFFFFF": "#1d2139",
    "#333333": "#eceae2",
    "#666666": "#abb1cd",
    "#ECECFF": "#2b3152",
    "#FFFFDE": "#332f2a",
    "#9370DB": "#8c9cf0",
    "#4c78a8": "#7ba6d6",
    "#f58518": "#f59d48",
    "#54a24b": "#74c06b",
    "#e45756": "#f08887",
    "#72b7b2": "#83c9c4",
    "#eeca3b": "#eeca3b",
    "#b279a2": "#cf9cc0",
    "#9d755d": "#c79d84",
}
# The author's own fills by name, to know which letters can be read on them.
NAMED = {
    "black": "#000000", "white": "#ffffff", "red": "#ff0000", "green": "#008000", "blue": "#0000ff",
    "yellow": "#ffff00", "orange": "#ffa500", "pink": "#ffc0cb", "purple": "#800080", "gray": "#808080",
    "grey": "#808080", "lightblue": "#add8e6", "lightgreen": "#90ee90", "lightgray": "#d3d3d3",
    "lightgrey": "#d3d3d3", "lightyellow": "#ffffe0", "navy": "#000080", "teal": "#008080", "cyan": "#00ffff",
    "aqua": "#00ffff", "gold": "#ffd700", "salmon": "#fa8072", "violet": "#ee82ee", "beige": "#f5f5dc",
}  # fmt: skip
DARK_INK, LIGHT_INK = "#111111", "#ffffff"
ELEMENTS = frozenset(
    "svg g path rect circle ellipse line polyline polygon text tspan title desc defs marker linearGradient stop"
    " clipPath".split()
)
ATTRIBUTES = frozenset(
    "id viewBox width height x y x1 y1 x2 y2 dx dy cx cy r rx ry d points transform fill fill-opacity fill-rule stroke"
    " stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-dasharray stroke-dashoffset opacity"
    " text-anchor dominant-baseline alignment-baseline font-size font-weight font-style text-decoration"
    " letter-spacing color textLength lengthAdjust offset stop-color stop-opacity gradientUnits gradientTransform"
    " markerWidth markerHeight markerUnits refX refY orient preserveAspectRatio clip-path marker-start marker-mid"
    " marker-end visibility display rotate paint-order".split()
)
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
LOCAL_REFERENCE = re.compile(r"url\(#[\w.-]+\)")
HEX = re.compile(r"#[0-9A-Fa-f]{6}\b")
MIX = re.compile(r"color-mix\(\s*in srgb\s*,\s*([^,()]+?)\s+([\d.]+)%\s*,\s*([^,()]+?)\s*\)")
OWN_FILL = re.compile(r"(?:^|;)\s*fill\s*:\s*([^;]+)")
LENGTH_UNIT = re.compile(r"^(-?[\d.]+)px$")


class UnknownDrawingError(Exception):
    """The drawing holds something that is not known here; its message says what."""


class TooLargeError(UnknownDrawingError):
    """The drawing is larger than any page can show."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A diagram as it was drawn: its size, the *labels* in their order, and that of each named part in *names*."""

    root: ET.Element
    kind: str
    width_px: int
    height_px: int
    labels: tuple[str, ...]
    names: dict[str, str]


def read_drawing(svg: str) -> Drawing:
    """What *svg* shows; raises `UnknownDrawingError`."""
    try:
        root = ET.fromstring(svg)  # noqa: S314 - what our own renderer wrote
        _left, _top, width, height = (float(one) for one in root.get("viewBox", "").split())
    except (ET.ParseError, ValueError) as error:
        raise UnknownDrawingError(f"the drawing cannot be read ({error})") from error
    if not (0 < width <= LARGEST_PX and 0 < height <= LARGEST_PX):
        raise TooLargeError(f"it would be {width:g} by {height:g} pixels large")
    labels = dict.fromkeys(filter(None, map(_words, root.iter(f"{SVG}text"))))
    names = {
        name: " ".join(filter(None, map(_words, part.iter(f"{SVG}text"))))
        for part in root.iter(f"{SVG}g")
        if (name := part.get("data-id"))
    }
    return Drawing(
        root,
        root.get("aria-roledescription", ""),
        math.ceil(width),
        math.ceil(height),
        tuple(labels),
        {name: label for name, label in names.items() if label},
    )


def color_drawing(drawing: Drawing, *, is_dark: bool) -> str:
    """The text of the SVG file, in light or dark; raises `UnknownDrawingError`."""
    colors = DARK if is_dark else LIGHT
    return "".join(_write(drawing.root, colors, is_root=True))


def _words(element: ET.Element) -> str:
    parts = element.iter()
    return " ".join(" ".join(part.text or "" for part in parts).split())


def _write(element: ET.Element, colors: dict[str, str], ink: str = "", *, is_root: bool = False) -> Iterator[str]:
    """The pieces of *element*; *ink* is the colour of letters on what the author filled."""
    name = element.tag.removeprefix(SVG)
    if name not in ELEMENTS:
        raise UnknownDrawingError(f"unknown element '{name}'")
    attributes = dict(_attributes(element, colors))
    if name == "g" and (fill := next(filter(None, map(_own_fill, element)), "")):
        ink = _ink_on(fill)
    if ink and name == "text" and not {"fill", "style"} & element.attrib.keys():
        attributes["fill"] = ink
    if is_root:
        attributes = {"xmlns": NAMESPACE, **attributes, "font-family": FONTS, "font-size": "16"}
    written = "".join(f' {key}="{_escape(value)}"' for key, value in attributes.items())
    if not len(element) and not element.text:
        yield f"<{name}{written}/>"
    else:
        yield f"<{name}{written}>{_escape(element.text or '')}"
        for child in element:
            yield from _write(child, colors, ink)
        yield f"</{name}>"
    if not is_root:
        yield _escape(element.tail or "")


def _attributes(element: ET.Element, colors: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The attributes of *element* that say how it looks; those of its `style` count more, as in CSS."""
    found = dict(element.attrib)
    for declaration in found.pop("style", "").split(";"):
        key, colon, value = declaration.partition(":")
        if colon:
            found[key.strip()] = value.replace("!important", "").strip()
    for key, value in found.items():
        if key == SPACE:
            yield "xml:space", value
        elif key in ATTRIBUTES and value:
            yield key, _value(key, value, colors)


def _value(key: str, value: str, colors: dict[str, str]) -> str:
    value = HEX.sub(lambda found: colors.get(found[0], found[0]), value)
    value = MIX.sub(lambda found: _mixed(found[1], float(found[2]), found[3]), value)
    if "url(" in value.lower() and not LOCAL_REFERENCE.fullmatch(value):
        raise UnknownDrawingError(f"'{value[:40]}' refers to something outside the drawing")
    if any(sign in value for sign in "\\@") or "expression(" in value.lower():
        raise UnknownDrawingError(f"unknown value '{value[:40]}'")
    return found[1] if key not in ("id", "d") and (found := LENGTH_UNIT.match(value)) else value


def _mixed(one: str, share: float, other: str) -> str:
    """The colour between two, of which *share* is how many hundredths are of the first; else the first itself."""
    first, second = _channels(one), _channels(other)
    if first is None or second is None:
        return one
    mixed = (round((a * share + b * (100 - share)) / 100) for a, b in zip(first, second, strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _own_fill(element: ET.Element) -> str:
    """The fill that the author gave the shape *element*: the library writes its own as attributes, his as a style."""
    if element.tag == f"{SVG}text":
        return ""
    found = OWN_FILL.search(element.get("style", ""))
    return found[1].strip().lower() if found else ""


def _ink_on(fill: str) -> str:
    """Dark or light letters, whichever can be read on *fill*; nothing where the colour is not known."""
    fill = NAMED.get(fill, fill)
    if re.fullmatch("#[0-9a-f]{3}", fill):
        fill = "#" + "".join(digit * 2 for digit in fill[1:])
    channels = _channels(fill)
    if channels is None:
        return ""
    red, green, blue = (
        value / 12.92 if (value := channel / 255) <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    # WCAG's luminance; at this one black and white have the same contrast.
    return DARK_INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else LIGHT_INK


def _channels(color: str) -> tuple[int, int, int] | None:
    found = re.fullmatch(r"#([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})", color.strip())
    return (int(found[1], 16), int(found[2], 16), int(found[3], 16)) if found else None


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
