"""Picture files of the author: found by what the author wrote, and known by what is in them."""

from __future__ import annotations

import os
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from plugins.images.cache import Blob, Cache, digest_bytes, make_key
from plugins.images.pictures import MissingPictureError, PictureError, PictureFacts, read_orientation, read_picture
from plugins.images.stripping import STRIPPING_VERSION, strip_metadata
from plugins.shared.entry import SourcePath
from plugins.shared.files import is_file, read_file
from plugins.shared.problems import suggest

_MARKER = re.compile(r"[{|](static|attach|filename)[}|]")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//|data:", re.IGNORECASE)
_READING_VERSION = 2
_STRIPPED_SUFFIXES = frozenset(
    (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".avifs", ".heic", ".heif", ".tif", ".tiff")
)


@dataclass(frozen=True, slots=True)
class Source:
    """A picture below the content folder: its facts, and the *digest* of its bytes."""

    path: SourcePath
    facts: PictureFacts
    digest: str


def is_address(reference: str) -> bool:
    """Whether *reference* leads out of the site, or holds the picture itself."""
    return bool(_ADDRESS.match(reference.strip()))


def list_places(reference: str, entry_source: SourcePath) -> list[SourcePath]:
    """The files that *reference* (as written in *entry_source*) can mean, likeliest first; none if it is an address.

    With a leading slash, or `{static}/`, it starts at the content folder; else it is looked for beside the entry,
    then in the content folder, then in its `images`.
    """
    written = reference.strip().replace("\\", "/")
    if _ADDRESS.match(written):
        return []
    bare = _MARKER.sub("", written, count=1)
    folder = posixpath.dirname(entry_source)
    starts = [""] if bare.startswith("/") else [folder, "", "images"]
    places = [
        posixpath.normpath(posixpath.join(start, form.lstrip("/")))
        for form in dict.fromkeys((bare, unquote(re.split(r"[?#]", bare)[0])))
        for start in starts
        if form.strip("/")
    ]
    return [SourcePath(place) for place in dict.fromkeys(places) if not place.startswith("..") and place != "."]


def find_source(reference: str, entry_source: SourcePath, content_path: Path, cache: Cache) -> Source:
    """The picture that *reference* means; raises `PictureError` with what is wrong and what would be right."""
    places = list_places(reference, entry_source)
    if not places:
        raise PictureError(
            f"image '{reference}' is not in the content folder; save a copy there and write 'images/name.png'"
        )
    place = next((place for place in places if is_file(content_path / place)), None)
    if place is None:
        raise MissingPictureError(f"image '{reference}' is not there{_close_names(places[0], content_path)}")
    return read_source(place, content_path, cache)


def read_source(place: SourcePath, content_path: Path, cache: Cache) -> Source:
    """The picture at *place*, not decoded again if size and time of the file are those it was read with."""
    path = content_path / place
    try:
        stat = path.stat()
        key = make_key("source", _READING_VERSION, str(path.absolute()), stat.st_size, stat.st_mtime_ns)
        record = cache.load(key)
        if record:
            width, height = record.facts["width_px"], record.facts["height_px"]
            if isinstance(width, int) and isinstance(height, int):
                names = str(record.facts["mime"]), str(record.facts["format"])
                facts = PictureFacts(width, height, *names, bool(record.facts["is_animated"]))
                return Source(place, facts, str(record.facts["digest"]))
        facts = read_picture(path, name=place)
        digest = digest_bytes(read_file(path))
    except OSError as error:
        raise PictureError(
            f"image '{place}' cannot be read ({error.strerror or error}); check its permissions"
        ) from error
    cache.store(
        key,
        {
            "width_px": facts.width_px,
            "height_px": facts.height_px,
            "mime": facts.mime,
            "format": facts.format,
            "is_animated": facts.is_animated,
            "digest": digest,
        },
    )
    return Source(place, facts, digest)


def _close_names(place: SourcePath, content_path: Path) -> str:
    """A name of the same folder that is close to the missing one, as the end of a message."""
    folder, name = posixpath.split(place)
    folders = [content_path / folder, content_path / "images"]
    names = [entry for path in folders if path.is_dir() for entry in sorted(os.listdir(path))]
    return suggest(name, names) or "; check its name and folder"


def find_stripped(path: Path, cache: Cache) -> Blob | None:
    """A picture file without metadata; `None` where it can be copied as it is."""
    if path.suffix.lower() not in _STRIPPED_SUFFIXES:
        return None
    try:
        stat = path.stat()
        key = make_key("stripped", STRIPPING_VERSION, str(path.absolute()), stat.st_size, stat.st_mtime_ns)
        record = cache.load(key)
        if record is None:
            data = read_file(path)
            stripped = strip_metadata(data, read_orientation(path))
            record = cache.store(key, {}, [] if stripped == data else [(path.suffix.lower(), stripped)])
    except OSError:
        return None
    return next(iter(record.blobs), None)


class Finder:
    """Finds the pictures of one entry, and remembers which files it looked for."""

    def __init__(self, content_path: Path, cache: Cache) -> None:
        self._content_path = content_path
        self._cache = cache
        self.looked_at: dict[SourcePath, None] = {}

    def __call__(self, reference: str, entry_source: SourcePath) -> Source:
        self.looked_at |= dict.fromkeys(list_places(reference, entry_source))
        return find_source(reference, entry_source, self._content_path, self._cache)

    def has_file(self, reference: str, entry_source: SourcePath) -> bool:
        """Whether there is a file where *reference* points, whatever is in it."""
        places = list_places(reference, entry_source)
        return any(is_file(self._content_path / place) for place in places)
