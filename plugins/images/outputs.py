"""Outputs: made pictures under their addresses in the site, and put together for the pages that show them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from plugins.images.cache import Blob, Record
from plugins.images.derivatives import SHARE
from plugins.images.encodings import AVIF, SUFFIXES, WEBP
from plugins.images.renditions import DARK, LIGHT, STILL, THUMB
from plugins.images.sources import Source, find_published
from plugins.images.svg import SVG_MIME
from plugins.images.workshop import Workshop
from plugins.shared.entry import Picture, PictureSource, UrlPath

_LONGEST_NAME = 80
_ORIGINAL_SUFFIXES = {**SUFFIXES, "image/gif": ".gif", SVG_MIME: ".svg"}
# On paper it would be a black sheet.
IN_THE_DARK = "screen and (prefers-color-scheme: dark)"
WITHOUT_MOTION = "(prefers-reduced-motion: reduce)"


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file of the finished site and its bytes: in the cache, or in memory."""

    url: UrlPath
    blob: Blob


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One file of a record: what it is for, and where the site has it."""

    role: str
    mime: str
    width_px: int
    height_px: int
    size_bytes: int
    output: OutputFile


def list_files(record: Record, folder: str, name: str) -> list[SiteFile]:
    """The files of *record*, under addresses that change when they do: networks never look again at one they know."""
    found = []
    layout = record.facts["files"]
    assert isinstance(layout, list)  # noqa: S101 (as `_store` wrote it)
    for place, blob in zip(layout, record.blobs, strict=True):
        assert isinstance(place, list)  # noqa: S101
        role, mime, width, height = str(place[0]), str(place[1]), int(str(place[2])), int(str(place[3]))
        size = f"-{width}" if role in (LIGHT, DARK, THUMB, STILL) else f"-{role.replace(':', 'x')}"
        suffix = "" if role == SHARE else size
        url = UrlPath(f"images/{folder}/{name}{suffix}-{blob.digest[:8]}{SUFFIXES[mime]}")
        found.append(SiteFile(role, mime, width, height, int(str(place[4])), OutputFile(url, blob)))
    return found


def join_picture(files: Sequence[SiteFile], alt: str, color: str, role: str, *, dark_role: str = "") -> Picture:
    """The files of *role* as one picture; the best format that is smallest comes first."""
    ours = [file for file in files if file.role == role]
    fallback = [file for file in ours if file.mime not in (AVIF, WEBP)]
    largest = fallback[-1]
    bytes_of = {mime: sum(file.size_bytes for file in ours if file.mime == mime) for mime in (AVIF, WEBP)}
    sources = [join_source(ours, mime, "") for mime in sorted(bytes_of, key=lambda mime: bytes_of[mime])]
    if dark_role and any(file.role == dark_role for file in files):
        dark = [file for file in files if file.role == dark_role]
        mimes = dict.fromkeys(file.mime for file in dark)
        sources = [*(join_source(dark, mime, IN_THE_DARK) for mime in mimes), *sources]
    return Picture(
        largest.output.url,
        largest.width_px,
        largest.height_px,
        alt,
        largest.mime,
        tuple(source for source in sources if source.files),
        tuple((file.output.url, file.width_px) for file in fallback),
        color,
    )


def join_source(files: Sequence[SiteFile], mime: str, media: str) -> PictureSource:
    return PictureSource(mime, tuple((file.output.url, file.width_px) for file in files if file.mime == mime), media)


def make_sized(source: Source, alt: str, record: Record, workshop: Workshop) -> tuple[Picture | None, list[OutputFile]]:
    """The picture as a page shows it, and the files that takes; `None` for a broken one.

    Vectors that could not be drawn are shown all the same: browsers draw more than we can.
    """
    if "failure" in record.facts:
        return show_original(source, alt, workshop) if source.facts.mime == SVG_MIME else (None, [])
    files = list_files(record, "sized", _name_of(source))
    outputs = [file.output for file in files]
    color, leaf = str(record.facts["color"]), str(record.facts["leaf"])
    if source.facts.is_animated or source.facts.mime == SVG_MIME:
        # Shown as it is but to those who ask for less motion, or are in the dark.
        media = WITHOUT_MOTION if source.facts.is_animated else IN_THE_DARK
        mimes = dict.fromkeys(file.mime for file in files)
        sources = tuple(join_source(files, mime, media) for mime in mimes)
        shown, original = show_original(source, alt, workshop)
        return replace(shown, sources=sources, color=color, leaf=leaf), outputs + original
    return replace(join_picture(files, alt, color, LIGHT, dark_role=DARK), leaf=leaf), outputs


def show_original(source: Source, alt: str, workshop: Workshop) -> tuple[Picture, list[OutputFile]]:
    """The author's file itself, as it may be published, and under a name that changes when it does."""
    path, facts = workshop.content_path / source.path, source.facts
    published = find_published(path, workshop.cache, is_svg=facts.mime == SVG_MIME)
    blob = published.blob or Blob(source.digest, path.suffix, path)
    url = UrlPath(f"images/sized/{_name_of(source)}-{blob.digest[:8]}{_ORIGINAL_SUFFIXES[facts.mime]}")
    return Picture(url, facts.width_px, facts.height_px, alt, facts.mime), [OutputFile(url, blob)]


def _name_of(source: Source) -> str:
    return plain_name(posixpath.splitext(posixpath.basename(source.path))[0]) or "picture"


def plain_name(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower())[:_LONGEST_NAME].strip("-")
