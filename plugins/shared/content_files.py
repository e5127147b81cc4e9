"""The files of the content folder by their names, and which of them an author means, however that is spelled."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import PurePosixPath
from typing import Protocol
from urllib.parse import unquote

from plugins.shared.entry import SourcePath

# Where a picture is looked for that lies neither beside the entry nor above it.
IMAGE_FOLDER = "images"
# Programs put curly quotes where straight ones were typed, and marks behind an emoji that nobody sees.
ALIKE = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\ufe0e": None, "\ufe0f": None})
_MARKER = re.compile(r"[{|](?:static|attach|filename)[}|]")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//|data:", re.IGNORECASE)
# What an author may put around the name of a file in front matter, as he would in a text.
_WRAPPED = re.compile(
    r"!?\[\[(?P<wikilink>[^\[\]|]*)(?:\|[^\]]*)?\]\]|!?\[[^\]]*\]\(<?(?P<link>[^()<>]*)>?\)|<(?P<angled>[^<>]*)>"
)


def fold(name: str) -> str:
    """*name* as it is compared: case, Unicode form, curliness of quotes and repeated spaces make no difference."""
    if not name.isascii():
        name = unicodedata.normalize("NFC", name).translate(ALIKE)
    return " ".join(name.casefold().split())


class Files(Protocol):
    """The files of the content folder that are no entries."""

    @property
    def files(self) -> Collection[str]:
        """All of them."""

    @property
    def files_by_name(self) -> Mapping[str, Sequence[SourcePath]]:
        """By the folded last parts of their paths."""


class FileIndex:
    """The files that *list_all* gives, which is called at the first question."""

    def __init__(self, list_all: Callable[[], Iterable[SourcePath]]) -> None:
        self._list_all = list_all

    @cached_property
    def files(self) -> Collection[str]:
        return frozenset(self._list_all())

    @cached_property
    def files_by_name(self) -> Mapping[str, Sequence[SourcePath]]:
        return group_by_name(self._list_all())


def group_by_name(files: Iterable[SourcePath]) -> dict[str, list[SourcePath]]:
    """*files* by the folded last parts of their paths."""
    by_name: dict[str, list[SourcePath]] = defaultdict(list)
    for file in files:
        by_name[fold(posixpath.basename(file))].append(file)
    return by_name


def find_file(index: Files, path: str, source: str) -> SourcePath | None:
    """The file of the content folder that *path*, written in *source*, means.

    Looked for beside *source*, from the top, from every folder above *source*, in `images`, and at last by its bare
    name; where none is spelled that way, one that differs in case or Unicode form will do.
    """
    wanted = path.lstrip("/")
    above = [str(folder) for folder in PurePosixPath(source).parents]
    places = ["", *above] if path.startswith("/") else [above[0], "", *above]
    candidates = [posixpath.normpath(posixpath.join(place, wanted)) for place in (*places, IMAGE_FOLDER)]
    for candidate in candidates:
        if candidate in index.files:
            return SourcePath(candidate)
    named = index.files_by_name.get(fold(posixpath.basename(wanted)), ())
    for candidate in candidates:
        for file in named:
            if fold(file) == fold(candidate):
                return file
    ending = fold(wanted)
    fitting = [file for file in named if fold(file).endswith(f"/{ending}")]
    return min(fitting, key=lambda file: (file.count("/"), file)) if fitting else None


def is_address(reference: str) -> bool:
    """Whether *reference* leads out of the site, or holds the picture itself."""
    return bool(_ADDRESS.match(reference.strip()))


def find_written(index: Files, reference: str, source: str) -> SourcePath | None:
    """The file that *reference* means where it stands alone, in front matter or as an address in *source*.

    It may be a path, a link as in a text, percent-encoded, with Pelican's `{static}` or the backslashes of Windows.
    """
    written = reference.strip()
    if wrapped := _WRAPPED.fullmatch(written):
        written = (wrapped["wikilink"] or wrapped["link"] or wrapped["angled"] or "").strip()
    if is_address(written):
        return None
    bare = _MARKER.sub("", written, count=1)
    forms = [bare, unquote(re.split(r"[?#]", bare)[0])]
    for form in dict.fromkeys([*forms, *(form.replace("\\", "/") for form in forms)]):
        if form.strip("/") and (found := find_file(index, form, source)):
            return found
    return None
