"""Picture files of the author: found by what the author wrote, and known by what is in them."""

from __future__ import annotations

import posixpath
import time
from dataclasses import dataclass
from pathlib import Path

from plugins.images.cache import Blob, Cache, CacheKey, Json, Record, digest_bytes, make_key
from plugins.images.pictures import MissingPictureError, PictureError, PictureFacts, read_orientation, read_picture
from plugins.images.stripping import STRIPPING_VERSION, strip_metadata
from plugins.images.svg import SvgError
from plugins.images.svg_cleaning import EMPTY, SVG_SUFFIXES, Finding, clean_svg
from plugins.shared.content_files import IMAGE_FOLDER, Files, find_written, is_address
from plugins.shared.entry import SourcePath
from plugins.shared.files import read_file
from plugins.shared.problems import Problem, note, suggest, warning
from plugins.shared.stamps import is_settled, stamp_of

_READING_VERSION = 3
_STRIPPED_SUFFIXES = frozenset(
    (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".avifs", ".heic", ".heif", ".tif", ".tiff")
)


@dataclass(frozen=True, slots=True)
class Source:
    """A picture below the content folder: its facts, and the *digest* of its bytes."""

    path: SourcePath
    facts: PictureFacts
    digest: str


def find_source(reference: str, entry_source: SourcePath, content_path: Path, cache: Cache, files: Files) -> Source:
    """The picture that *reference* means; raises `PictureError` with what is wrong and what would be right."""
    if is_address(reference):
        raise PictureError(
            f"image '{reference}' is not in the content folder; save a copy there and write 'images/name.png'"
        )
    place = find_written(files, reference, entry_source)
    if place is None:
        raise MissingPictureError(f"image '{reference}' is not there{_close_names(reference, entry_source, files)}")
    return read_source(place, content_path, cache)


def read_source(place: SourcePath, content_path: Path, cache: Cache) -> Source:
    """The picture at *place*, not decoded again if the file is certainly the one that was read."""
    path = content_path / place
    try:
        read_ns = time.time_ns()
        key, record = _recall(path, cache, "source", _READING_VERSION)
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
            "read_ns": read_ns,
        },
    )
    return Source(place, facts, digest)


def _recall(path: Path, cache: Cache, *parts: str | int | bool) -> tuple[CacheKey, Record | None]:
    """The key of what *parts* name of the file at *path*, and its record if that is certainly of the same bytes.

    Who replaces a picture may put back its size and time: what the system alone sets tells, and where the file changed
    just before it was read, its digest.
    """
    stamp = stamp_of(path.stat())
    key = make_key(*parts, str(path.absolute()), *stamp)
    record = cache.load(key)
    if record is None:
        return key, None
    read_ns, now = record.facts.get("read_ns"), time.time_ns()
    if isinstance(read_ns, int) and is_settled((stamp,), read_ns):
        return key, record
    if digest_bytes(read_file(path)) != record.facts.get("digest"):
        return key, None
    # The next one need not look into it again.
    files = [(blob.suffix, blob.read()) for blob in record.blobs]
    return key, cache.store(key, {**record.facts, "read_ns": now}, files)


def _close_names(reference: str, entry_source: SourcePath, files: Files) -> str:
    """A name in the folder of *reference* that is close to it, as the end of a message."""
    folder, name = posixpath.split(posixpath.normpath(posixpath.join(posixpath.dirname(entry_source), reference)))
    folders = (folder, posixpath.dirname(reference).lstrip("/"), IMAGE_FOLDER)
    names = sorted(posixpath.basename(file) for file in files.files if posixpath.dirname(file) in folders)
    return suggest(name, names) or "; check its name and folder"


@dataclass(frozen=True, slots=True)
class Published:
    """A file as it is copied into the site: another one in its place (*blob*), or none where it is as it should be.

    *findings* are what was taken out of a drawing, with the lines; *failure* says why one cannot be published.
    """

    blob: Blob | None = None
    findings: tuple[Finding, ...] = ()
    failure: str = ""

    def report(self, place: SourcePath) -> list[Problem]:
        """What is to be said of it, where it lies at *place*."""
        if self.failure:
            return [warning(place, 0, f"this drawing {self.failure}; until then it is published empty", sort="svg")]
        return [
            note(place, line, f"{what} was taken out of what is published", sort="svg") for line, what in self.findings
        ]


def find_published(path: Path, cache: Cache, *, is_svg: bool = False) -> Published:
    """A file as it may be copied: pictures without metadata, drawings without what runs or loads.

    *is_svg*: whatever its name says.
    """
    suffix = path.suffix.lower()
    is_drawing = is_svg or suffix in SVG_SUFFIXES
    if not is_drawing and suffix not in _STRIPPED_SUFFIXES:
        return Published()
    try:
        read_ns = time.time_ns()
        key, record = _recall(path, cache, "published", STRIPPING_VERSION, is_drawing)
        if record is None:
            data = read_file(path)
            facts, published = _clean(data) if is_drawing else ({}, strip_metadata(data, read_orientation(path)))
            facts |= {"digest": digest_bytes(data), "read_ns": read_ns}
            record = cache.store(key, facts, [] if published == data else [(suffix, published)])
    except OSError:
        return Published()
    written = record.facts.get("findings")
    findings = (
        tuple(Finding(int(str(one[0])), str(one[1])) for one in written if isinstance(one, list))
        if isinstance(written, list)
        else ()
    )
    return Published(next(iter(record.blobs), None), findings, str(record.facts.get("failure", "")))


def _clean(data: bytes) -> tuple[dict[str, Json], bytes]:
    """What is to be remembered of the drawing *data*, and what is published of it."""
    try:
        cleaned = clean_svg(data)
    except SvgError as error:
        return {"failure": str(error)}, EMPTY
    return {"findings": [list(one) for one in cleaned.findings]}, data if cleaned.data is None else cleaned.data


class Finder:
    """Finds the pictures of one entry, and remembers which files it looked at."""

    def __init__(self, content_path: Path, cache: Cache, files: Files) -> None:
        self._content_path = content_path
        self._cache = cache
        self._files = files
        self.looked_at: dict[SourcePath, None] = {}

    def __call__(self, reference: str, entry_source: SourcePath) -> Source:
        if place := self.find_place(reference, entry_source):
            self.looked_at[place] = None
        return find_source(reference, entry_source, self._content_path, self._cache, self._files)

    def find_place(self, reference: str, entry_source: SourcePath) -> SourcePath | None:
        """The file that *reference* means, whatever is in it."""
        return find_written(self._files, reference, entry_source)
