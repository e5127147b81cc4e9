"""Style sheets as one file, and theme files under names that change with what they hold."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable

IMPORT = re.compile(
    r"""@import\s+(?:url\(\s*)?["']?(?P<path>[^"')\s]+)["']?\s*\)?\s*(?:layer\(\s*(?P<layer>[\w.-]+)\s*\))?\s*;"""
)
STRING = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
STRING_OR_COMMENT = re.compile(rf"(?P<string>{STRING})|/\*.*?\*/", re.DOTALL)
RELATIVE_URL = re.compile(r"""url\(\s*(?P<quote>["']?)(?![a-z]+:|[/#"'])(?P<path>[^"')]+)(?P=quote)\s*\)""")
# What is left when imports are in their places; those of other sites stay.
CONDITIONAL_IMPORT = re.compile(r"""@import\s+(?!(?:url\(\s*)?["']?(?:[a-z]+:|//))[^;]*;?""")
DIGEST_LENGTH = 10


class BundleError(ValueError):
    """A style sheet that cannot be put together; the message names the import, *filename* the sheet to be mended."""

    def __init__(self, message: str, filename: str) -> None:
        super().__init__(message)
        self.filename = filename


def bundle_css(path: str, read: Callable[[str], str], _importing: tuple[str, ...] = ()) -> str:
    """The style sheet at *path* with every import of a file of the theme in its place, in its layer.

    *read* returns the text of a file by its path; raises `BundleError` for a file that is missing or imports itself.
    """
    if path in _importing:
        raise BundleError(f"{path} imports itself, by way of {' and '.join(_importing)}", _importing[-1])
    try:
        text = read(path)
    except OSError as error:
        by, filename = (f", imported by {_importing[-1]},", _importing[-1]) if _importing else ("", path)
        raise BundleError(f"{path}{by} cannot be read ({error.strerror})", filename) from None

    def put_in_place(match: re.Match[str]) -> str:
        if re.match(r"[a-z]+:|//", match["path"]):
            return match[0]
        folder = posixpath.dirname(path)
        imported = posixpath.normpath(posixpath.join(folder, match["path"]))
        body = _seen_from(folder, bundle_css(imported, read, (*_importing, path)).strip(), posixpath.dirname(imported))
        return f"@layer {match['layer']} {{\n{body}\n}}" if match["layer"] else body

    # A commented-out import is none.
    bundled = IMPORT.sub(put_in_place, _without_comments(text))
    if unknown := CONDITIONAL_IMPORT.search(bundled):
        raise BundleError(f"{path} has '{unknown[0]}'; of conditions, only layer(name) is known", path)
    return bundled


def _seen_from(folder: str, text: str, home: str) -> str:
    """*text* of a style sheet in *home* with its relative addresses as a style sheet in *folder* writes them."""
    if folder == home:
        return text

    def move(match: re.Match[str]) -> str:
        place = posixpath.relpath(posixpath.join("/", home, match["path"]), posixpath.join("/", folder))
        return f"url({match['quote']}{place}{match['quote']})"

    return RELATIVE_URL.sub(move, text)


def _without_comments(text: str) -> str:
    return STRING_OR_COMMENT.sub(lambda match: match["string"] or "", text)


def shrink_css(text: str) -> str:
    """*text* without comments and needless space; strings stay as they are."""
    parts = re.split(f"({STRING})", _without_comments(text))
    for at in range(0, len(parts), 2):
        part = re.sub(r"\s+", " ", parts[at])
        # Not around `+`, `-` or a colon: in `calc()` and selectors their space means something.
        parts[at] = re.sub(r"\s*([{};,>])\s*", r"\1", part).replace(";}", "}")
    return "".join(parts).strip() + "\n"


def name_by_content(path: str, data: bytes) -> str:
    """*path* with a digest of *data* before its suffix: `css/site.css` gives `css/site.4f1c….css`."""
    stem, suffix = posixpath.splitext(path)
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:DIGEST_LENGTH]}{suffix}"
