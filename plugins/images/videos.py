"""The video of a rocket: a file of the content folder, or a page elsewhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import quote

from plugins.shared.content_files import Files, find_written
from plugins.shared.entry import Entry, SourcePath, UrlPath, Video
from plugins.shared.problems import Problem, warning

MIMES: Mapping[str, str] = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".ogv": "video/ogg",
    ".mov": "video/quicktime",
}
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def find_video(entry: Entry, files: Files) -> tuple[Video | None, SourcePath | None, list[Problem]]:
    """The video that *entry* names, the file it is (`None` for an address elsewhere), and what is wrong with it.

    *files* are those of the content folder.
    """
    written, title = _text(entry, "video"), _text(entry, "video_title")
    if not written:
        return None, None, []
    line = entry.line_of("video")
    if _ADDRESS.match(written):
        return Video(written, is_file=False, title=title or entry.title), None, []
    place = find_written(files, written, entry.source)
    if place is None:
        return (
            None,
            None,
            [warning(entry.source, line, f"video missing: '{written}'; put the file there", sort="missing-file")],
        )
    suffix = posixpath.splitext(place)[1].lower()
    if suffix not in MIMES:
        message = f"video '{written}' is of a kind browsers do not play; save it as .mp4 or .webm"
        return None, None, [warning(entry.source, line, message, sort="missing-file")]
    video = Video(UrlPath(quote(place)), is_file=True, mime=MIMES[suffix], title=title or entry.title)
    return video, place, []


def _text(entry: Entry, key: str) -> str:
    value = entry.metadata.get(key)
    return value.strip() if isinstance(value, str) else ""
