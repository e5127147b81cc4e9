"""The SVG of `mathra`, made fit to stand in a page: paths only, no ids, styles, links or foreign words."""

from __future__ import annotations

from html import escape
from xml.etree import ElementTree as ET

from plugins.markdown.tex import say_tex

SVG = "{http://www.w3.org/2000/svg}"
HREF = ("href", "{http://www.w3.org/1999/xlink}href")
# Font units for one em; half the height of a small letter, around which CSS centres what is `vertical-align: middle`.
EM = 1000
MIDDLE = 230
SHAPES = frozenset({"path", "rect", "line", "polygon", "polyline", "circle", "ellipse"})
PAINT = frozenset(
    "d x y x1 y1 x2 y2 width height rx ry cx cy r points transform fill stroke stroke-width stroke-linecap"
    " stroke-linejoin stroke-dasharray fill-rule opacity".split()
)
LEFT_OUT = frozenset({"title", "desc", "metadata", "style", "text", "defs"})


class UnknownDrawingError(Exception):
    """The drawing holds something that is not known here; its message says what."""


def clean_drawing(svg: str, tex: str, size: str = "") -> str:
    """*svg* as an inline drawing that says *tex* to who cannot see it; raises `UnknownDrawingError`."""
    try:
        root = ET.fromstring(svg)  # noqa: S314 - what our own renderer wrote
        left, top, width, height = (float(one) for one in root.get("viewBox", "").split())
    except (ET.ParseError, ValueError) as error:
        raise UnknownDrawingError(f"the drawing cannot be read ({error})") from error
    if width <= 0 or height <= 0:
        raise UnknownDrawingError("the drawing has no width")
    glyphs = {name: one for one in root.iter() if (name := one.get("id"))}
    inside = "".join(_draw(one, glyphs) for one in root)
    # With as much room above its middle as below, every drawing sits on its line by one rule of the style sheet.
    reach = max(-top - MIDDLE, top + height + MIDDLE, 1)
    box = f"{left:g} {-MIDDLE - reach:g} {width:g} {2 * reach:g}"
    classes = "formula formula-drawn" + (f" formula-{size}" if size else "")
    return (
        f'<svg class="{classes}" role="img" aria-label="{escape(say_tex(tex))}" viewBox="{box}"'
        f' width="{width / EM:.3f}em" height="{2 * reach / EM:.3f}em">{inside}</svg>'
    )


def _draw(element: ET.Element, glyphs: dict[str, ET.Element]) -> str:
    name = element.tag.removeprefix(SVG)
    if name in LEFT_OUT:
        return ""
    if name == "use":
        return _draw_glyph(element, glyphs)
    if name == "g":
        return f"<g{_attributes(element)}>{''.join(_draw(one, glyphs) for one in element)}</g>"
    if name not in SHAPES:
        raise UnknownDrawingError(f"unknown element '{name}' in the drawing")
    return f"<{name}{_attributes(element)}/>"


def _draw_glyph(element: ET.Element, glyphs: dict[str, ET.Element]) -> str:
    reference = next((value for key in HREF if (value := element.get(key))), "")
    glyph = glyphs.get(reference.removeprefix("#"))
    if glyph is None or glyph.tag != f"{SVG}path":
        raise UnknownDrawingError(f"'{reference}' is not in the drawing")
    place = f"translate({element.get('x', '0')} {element.get('y', '0')})"
    if own := element.get("transform"):
        place = f"{own} {place}"
    painted = {"d": glyph.get("d", ""), "transform": place}
    if fill := element.get("fill"):
        painted["fill"] = fill
    return f"<path{_written(painted)}/>"


def _attributes(element: ET.Element) -> str:
    unknown = sorted(key for key in element.attrib if key not in PAINT and key not in ("aria-hidden", "id", "class"))
    if unknown:
        raise UnknownDrawingError(f"unknown attribute '{unknown[0]}' in the drawing")
    return _written({key: value for key, value in element.attrib.items() if key in PAINT})


def _written(attributes: dict[str, str]) -> str:
    for value in attributes.values():
        if "url(" in value.lower():
            raise UnknownDrawingError("the drawing refers to something outside")
    return "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
