"""Bodies: their pictures in the form that suits each reader, and what a doodle's body need not say twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from html.parser import HTMLParser

from plugins.images.leaves import DARK_LEAF, LIGHT_LEAF
from plugins.shared.entry import Picture, PictureSource, UrlPath

_PICTURE = r"<img\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"
_FILM = _PICTURE.replace("img", "video", 1)
_LINKED = rf"(?:<a\b[^<>]*>\s*)?{_PICTURE}(?:\s*</a>)?"
_FIRST_PICTURE = re.compile(
    rf"<p>\s*{_LINKED}\s*</p>\s*|<figure\b[^<>]*>\s*{_LINKED}.*?</figure>\s*|{_LINKED}", re.DOTALL
)
_TRANSCRIPT = re.compile(
    r"<h(?P<level>[2-6])\b[^<>]*>\s*Transcript\b\s*(?:<a class=\"headerlink\".*?</a>)?\s*</h(?P=level)>"
    r"(?P<text>.*?)(?=<h[1-6]\b|<div class=\"footnote\">|\Z)",
    re.DOTALL | re.IGNORECASE,
)


def take_first_picture(body: str) -> str:
    """*body* without its first picture, nor the paragraph, link or figure that held nothing else."""
    return _FIRST_PICTURE.sub("", body, count=1)


def take_transcript(body: str) -> tuple[str, str]:
    """*body* without its section headed "Transcript", and the HTML of that section; empty if there is none."""
    match = _TRANSCRIPT.search(body)
    if match is None:
        return body, ""
    return body[: match.start()] + body[match.end() :], match["text"].strip()


class _AltChecker(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        is_decoration = values.get("role") in ("presentation", "none") or values.get("aria-hidden") == "true"
        if tag == "img" and not is_decoration and not (values.get("alt") or "").strip():
            self.found.append(values.get("src") or "")


def find_images_without_alt(body: str) -> list[str]:
    """The addresses of the pictures in *body* that tell nothing to those who cannot see them, in order.

    Pictures that are marked as decoration need not.
    """
    if "<img" not in body:
        return []
    checker = _AltChecker()
    checker.feed(body)
    return list(dict.fromkeys(checker.found))


# Pelican replaces only the addresses it knows, in `src` but not in `srcset`: what is ours is written out in full.
_TO_DRESS = re.compile(
    rf"<!--.*?-->|<(?P<kept>picture|template|script|style)\b.*?</(?P=kept)>|(?P<img>{_PICTURE})|(?P<video>{_FILM})",
    re.DOTALL,
)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)(%?)")
_WIDTH_IN_STYLE = re.compile(r"(?:^|;)\s*width\s*:\s*(\d+(?:\.\d+)?)(px|%)")
_MARKUP = re.compile(r"<[^<>]*>")
# Half of what a screen of a desk shows below the title, and about all of what a telephone does.
_IN_VIEW_LETTERS = 1000
# Colours for readers of feeds, who do not have the style sheet.
_LEAVES = {LIGHT_LEAF: "var(--drawing-leaf, #fffffb)", DARK_LEAF: "var(--drawing-leaf-dark, #1c2138)"}
COLUMN_REM = 41
"""How wide a column of text is at most, as in the theme's `--measure`."""


def find_posters(body: str) -> list[str]:
    """The addresses of the pictures that films in *body* show before they play, in order."""
    if "<video" not in body:
        return []
    tags = (match["video"] for match in _TO_DRESS.finditer(body) if match["video"])
    return [poster for tag in tags if (poster := (_attributes(tag).get("poster") or "").strip())]


def dress_images(
    body: str, pictures: Mapping[str, Picture], site_url: str = "", *, is_first_eager: bool = False
) -> str:
    """*body* with each `<img>` as a `<picture>`, by its address in *pictures*; others only wait until they are near.

    The first one is loaded at once where it *is_first_eager* and so few words stand before it that it is seen at once.
    """
    if "<img" not in body and "<video" not in body:
        return body
    is_first = is_first_eager

    def dress(match: re.Match[str]) -> str:
        nonlocal is_first
        if match["video"]:
            return _with_poster(match["video"], pictures, site_url)
        if match["img"] is None:
            return match[0]
        attributes = _attributes(match["img"])
        is_eager = is_first and len(_MARKUP.sub("", body[: match.start()])) <= _IN_VIEW_LETTERS
        is_first = False
        found = pictures.get((attributes.get("src") or "").strip())
        return _dressed(attributes, found, site_url, is_eager=is_eager)

    return _TO_DRESS.sub(dress, body)


def _with_poster(tag: str, pictures: Mapping[str, Picture], site_url: str) -> str:
    attributes = _attributes(tag)
    found = pictures.get((attributes.get("poster") or "").strip())
    return _tag("video", attributes | {"poster": f"{site_url}/{found.plain_url}"}) if found else tag


def _dressed(attributes: dict[str, str | None], picture: Picture | None, site_url: str, *, is_eager: bool) -> str:
    if is_eager:
        attributes.setdefault("fetchpriority", "high")
    else:
        attributes.setdefault("loading", "lazy")
    attributes.setdefault("decoding", "async")
    if picture is None:
        return _tag("img", attributes)
    sizes = _set_size(attributes, picture)
    attributes["src"] = f"{site_url}/{picture.url}"
    if picture.files:
        attributes |= {"srcset": _srcset(picture.files, site_url), "sizes": sizes}
    if picture.has_dark:
        attributes["class"] = f"{attributes.get('class') or ''} picture-turns".strip()
    elif picture.leaf in _LEAVES:
        attributes["style"] = f"background-color: {_LEAVES[picture.leaf]}; {attributes.get('style') or ''}".rstrip("; ")
    elif picture.color:
        attributes["style"] = f"background-color: {picture.color}; {attributes.get('style') or ''}".rstrip("; ")
    sources = "".join(_source_tags(picture.sources, sizes, site_url))
    return f"<picture>{sources}{_tag('img', attributes)}</picture>"


def _set_size(attributes: dict[str, str | None], picture: Picture) -> str:
    """Gives the image both its sizes, so that nothing moves while it loads, and tells its `sizes`.

    It stands as wide as the column, or as it is where that is less; or as the author says, in points or as a share.
    """
    width, height = _length(attributes.get("width")), _length(attributes.get("height"))
    style = attributes.get("style") or ""
    if width and width[1] == "%":
        # As an attribute a share would leave the browser without the shape.
        attributes["style"] = style = f"width: {width[0]:g}%; {style}".rstrip("; ")
        width = None
    high = height[0] if height and not height[1] else None
    wide = width[0] if width else None
    if wide is None:
        wide = high * picture.width_px / picture.height_px if high else picture.width_px
    attributes["width"] = str(round(wide))
    attributes["height"] = str(round(high or wide * picture.height_px / picture.width_px))
    column_px = COLUMN_REM * 16
    styled = _WIDTH_IN_STYLE.search(style)
    if styled and styled[2] == "%":
        share = min(100.0, float(styled[1]))
        return f"(min-width: {COLUMN_REM + 3}rem) {round(column_px * share / 100)}px, {share:g}vw"
    own = round(float(styled[1]) if styled else wide)
    return f"(min-width: {COLUMN_REM + 3}rem) {min(own, column_px)}px, min(100vw, {own}px)"


def _length(written: str | None) -> tuple[float, str] | None:
    """A size as browsers read it: a number, and `%` or nothing; `None` where it is none, or nothing at all."""
    match = _LENGTH.match(written or "")
    return (float(match[1]), match[2]) if match and float(match[1]) else None


def _source_tags(sources: tuple[PictureSource, ...], sizes: str, site_url: str) -> Iterator[str]:
    for source in sources:
        attributes: dict[str, str | None] = {"type": source.mime, "srcset": _srcset(source.files, site_url)}
        if source.media:
            attributes["media"] = source.media
        yield _tag("source", attributes | {"sizes": sizes})


def _srcset(files: tuple[tuple[UrlPath, int], ...], site_url: str) -> str:
    return ", ".join(f"{site_url}/{url} {width}w" for url, width in files)


def _attributes(tag: str) -> dict[str, str | None]:
    reader = _TagReader()
    reader.feed(tag)
    return reader.attributes


class _TagReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.attributes: dict[str, str | None] = {}

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Of an attribute that is written twice, browsers take the first.
        for name, value in attrs:
            self.attributes.setdefault(name, value)


def _tag(name: str, attributes: Mapping[str, str | None]) -> str:
    written = "".join(f" {key}" if value is None else f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>"
