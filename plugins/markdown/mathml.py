"""The MathML of `math-core`, made fit for any page: known elements and attributes only, classes instead of styles."""

from __future__ import annotations

import re
from html import escape

from plugins.markdown.tex import say_tex

ELEMENTS = frozenset(
    "math mrow mi mn mo ms mtext mspace msqrt mroot mfrac msub msup msubsup munder mover munderover mmultiscripts"
    " mprescripts mtable mtr mtd menclose mpadded mphantom mstyle b i em code span s u".split()
)
ATTRIBUTES = frozenset(
    "accent accentunder columnalign depth display displaystyle fence form height largeop linethickness lspace"
    " mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits notation rspace scriptlevel separator"
    " stretchy symmetric voffset width".split()
)
TAG = re.compile(r"<(?P<closing>/?)(?P<name>[a-z]+)(?P<attributes>(?: [a-z-]+=\"[^\"<>]*\")*)(?P<empty>/?)>")
ATTRIBUTE = re.compile(r" ([a-z-]+)=\"([^\"<>]*)\"")
ENTITIES = {"&ApplyFunction;": "\u2061", "&InvisibleTimes;": "\u2062"}

DECLARATIONS = {
    "text-align: right": "formula-right",
    "text-align: left": "formula-left",
    # Firefox and Chromium align cells by one of the two, and the classes hold both.
    "justify-items: end": "",
    "justify-items: start": "",
    "math-shift: compact": "formula-cramped",
    "width: 100%": "formula-wide",
    "width: 50%": "formula-half",
    "width: 7.5%": "formula-edge",
    "font-variant-caps: small-caps": "formula-small-caps",
}
CLASSES = {
    "math-core-sans-serif-font": "formula-sans",
    "math-core-serif-font": "formula-serif",
    "menclose-updiagonalstrike": "formula-strike-up",
    "menclose-downdiagonalstrike": "formula-strike-down",
    "menclose-phasorangle": "formula-phase",
}
ENCLOSED = {
    "box": "formula-box",
    "actuarial": "formula-actuarial",
    "phasorangle": "formula-struck",
    "updiagonalstrike": "formula-struck",
    "downdiagonalstrike": "formula-struck",
    "updiagonalstrike downdiagonalstrike": "formula-struck",
}
LAST_LINE = re.compile(r'<mtr><mtd class="formula-(line|dashes)-top[^"]*"></mtd></mtr></mtable>')
BORDER = re.compile(r"border-(left|right|top|bottom): 0\.05em (solid|dashed) currentcolor")
PADDING = re.compile(r"padding-(left|right|top|bottom): (\d*\.?\d+)(?:em)?")
BACK = re.compile(r"margin-left: -(\d*\.?\d+)r?em")
COLOR = re.compile(r"color: (#[0-9A-Fa-f]{6})")
SIZE = re.compile(r"font-size: (\d+(?:\.\d+)?%)")
# The style sheet has a class for so many eighteenths of the size of a letter, TeX's own unit of such room.
ROOM = {
    "left": frozenset({0, 2, 3, 4, 5, 18}),
    "right": frozenset({0, 2, 3, 4, 5}),
    "top": frozenset({0, 3}),
    "bottom": frozenset({0}),
}
BACK_UNITS = frozenset({3, 4, 5, 6, 9, 18, 36})


class UnknownMarkupError(Exception):
    """The renderer wrote something that is not known here; its message says what."""


def clean_mathml(markup: str, tex: str, size: str = "") -> str:
    """*markup* without styles, ids, links and anything unknown; raises `UnknownMarkupError`.

    *tex* becomes the words of the formula for who cannot see it; *size* is one of the names of `tex.SIZES`.
    """
    for entity, char in ENTITIES.items():
        markup = markup.replace(entity, char)
    parts = []
    end = 0
    for found in TAG.finditer(markup):
        _check_text(markup[end : found.start()])
        parts += [markup[end : found.start()], _clean_tag(found)]
        end = found.end()
    _check_text(markup[end:])
    parts.append(markup[end:])
    body = _close_tables("".join(parts))
    classes = "formula" + (f" formula-{size}" if size else "")
    return body.replace("<math", f'<math class="{classes}" alttext="{escape(say_tex(tex))}"', 1)


def _close_tables(body: str) -> str:
    """*body* in which a line below a table is its border: `math-core` writes a last row that has one empty cell."""
    while found := LAST_LINE.search(body):
        depth = 1
        start = found.start()
        while depth:
            start = max(body.rfind("<mtable", 0, start), body.rfind("</mtable>", 0, start))
            depth += 1 if body.startswith("</", start) else -1
        opening = body[start : found.start()]
        line = f"formula-{found[1]}-bottom"
        name = "<mtable "
        opening = (
            opening.replace(' class="', f' class="{line} ', 1)
            if opening.startswith('<mtable class="')
            else f'<mtable class="{line}" {opening[len(name) :]}'
        )
        body = f"{body[:start]}{opening}</mtable>{body[found.end() :]}"
    return body


def _check_text(text: str) -> None:
    if "<" in text:
        raise UnknownMarkupError(f"unknown markup {text[text.index('<') :][:30]!r}")


def _clean_tag(found: re.Match[str]) -> str:
    name = found["name"]
    if name not in ELEMENTS:
        raise UnknownMarkupError(f"unknown element '{name}'")
    # No browser but Firefox draws `menclose`; a row with a frame is drawn by all.
    written = "mrow" if name == "menclose" else name
    if found["closing"]:
        return f"</{written}>"
    attributes: dict[str, str] = {}
    classes: list[str] = []
    for key, value in ATTRIBUTE.findall(found["attributes"]):
        if key == "style":
            _read_style(value, classes, attributes)
        elif key == "class":
            classes += [_known(CLASSES, one) for one in value.split()]
        elif key == "notation":
            classes.append(_known(ENCLOSED, value))
        elif key in ATTRIBUTES:
            attributes[key] = value
        else:
            raise UnknownMarkupError(f"unknown attribute '{key}'")
    if classes := [one for one in classes if one]:
        attributes = {"class": " ".join(classes), **attributes}
    inside = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{written}{inside}{found['empty']}>"


def _known(names: dict[str, str], value: str) -> str:
    if value not in names:
        raise UnknownMarkupError(f"unknown value '{value}'")
    return names[value]


def _read_style(style: str, classes: list[str], attributes: dict[str, str]) -> None:
    for written in filter(None, (one.strip() for one in style.split(";"))):
        key, _, value = written.partition(":")
        declaration = f"{key.strip()}: {value.strip()}"
        if declaration in DECLARATIONS:
            classes.append(DECLARATIONS[declaration])
        elif found := BORDER.fullmatch(declaration):
            classes.append(f"formula-{'line' if found[2] == 'solid' else 'dashes'}-{found[1]}")
        elif (found := PADDING.fullmatch(declaration)) and (units := round(float(found[2]) * 18)) in ROOM[found[1]]:
            classes.append(f"formula-room-{found[1]}-{units}")
        elif (found := BACK.fullmatch(declaration)) and (units := round(float(found[1]) * 18)) in BACK_UNITS:
            classes.append(f"formula-back-{units}")
        elif found := COLOR.fullmatch(declaration):
            attributes["mathcolor"] = found[1]
        elif found := SIZE.fullmatch(declaration):
            attributes["mathsize"] = found[1]
        else:
            raise UnknownMarkupError(f"unknown style '{declaration}'")
