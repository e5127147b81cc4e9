"""Files that the public does not get: those that only texts which are held back use."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from plugins.kinds.holding import DRAFT_FOLDERS
from plugins.shared.content_files import fold
from plugins.shared.entry import SourcePath
from plugins.shared.files import read_file
from plugins.shared.problems import Problem, note

WITHHELD = "left out of the public site, as only drafts and what else is held back use them"


def find_withheld(
    files: Iterable[SourcePath],
    held: Collection[SourcePath],
    shown: Iterable[SourcePath],
    read: Callable[[SourcePath], str],
) -> list[SourcePath]:
    """Those of *files*, which nothing in the site shows, that are not public either, in order.

    Such a file is named somewhere in one of the texts *held* back, which *read* gives as they are written: in a link,
    a comment or anywhere. Or it lies beside such texts, in a folder where none of those that are *shown* is.
    Or in a folder of drafts.
    """
    unused = sorted(files)
    if not unused:
        return []
    folders = _find_held_folders(held, shown)
    found = {file for file in unused if _lies_beside_drafts(file, folders)}
    names: dict[str, list[SourcePath]] = defaultdict(list)
    for file in unused:
        if file not in found:
            names[fold(posixpath.basename(file))].append(file)
    if names:
        for source in sorted(held):
            for name in find_named(read(source), names):
                found.update(names[name])
    return sorted(found)


def report_withheld(withheld: Iterable[SourcePath]) -> list[Problem]:
    return [note(file, 0, WITHHELD, counted=file, sort="withheld") for file in withheld]


def read_loosely(path: Path) -> str:
    """The text at *path* as far as it can be read, whatever is wrong with it."""
    try:
        data = read_file(path)
    except OSError:
        return ""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    return data.decode(encoding, "replace")


def find_named(text: str, names: Mapping[str, Sequence[SourcePath]]) -> set[str]:
    """Those of the folded file *names* that *text* holds, percent-encoded, escaped or plain."""
    suffixes = {posixpath.splitext(name)[1] for name in names}
    ends = re.compile("|".join(re.escape(one) for one in sorted(suffixes - {""}, key=lambda one: (-len(one), one))))
    plain = unquote(unescape(text))
    found: set[str] = set()
    # A backslash is one of Windows' paths, or one of Markdown's escapes.
    for spelled in dict.fromkeys((text, plain, plain.replace("\\", "/"), plain.replace("\\", ""))):
        folded = fold(spelled)
        if suffixes != {""}:
            found |= _find_ending(folded, names, ends)
        if "" in suffixes:
            found |= {name for name in names if not posixpath.splitext(name)[1] and name in folded}
    return found


def _find_ending(text: str, names: Mapping[str, Sequence[SourcePath]], ends: re.Pattern[str]) -> set[str]:
    longest = max(map(len, names))
    found = set()
    for match in ends.finditer(text):
        end = match.end()
        for start in range(match.start(), max(0, end - longest) - 1, -1):
            # The end of a longer name is another one.
            if text[start:end] in names and (start == 0 or not (text[start - 1].isalnum() or text[start - 1] in "_-")):
                found.add(text[start:end])
    return found


def _find_held_folders(held: Iterable[SourcePath], shown: Iterable[SourcePath]) -> dict[str, bool]:
    """The folders in which there are texts, and whether all of those are held back."""
    folders = {posixpath.dirname(source): True for source in held}
    return folders | {posixpath.dirname(source): False for source in shown}


def _lies_beside_drafts(file: SourcePath, folders: Mapping[str, bool]) -> bool:
    """Whether the nearest folder above *file* that has texts has none but those that are held back."""
    parents = [*_list_folders(file)]
    if not DRAFT_FOLDERS.isdisjoint(part.casefold() for part in file.split("/")[:-1]):
        return True
    nearest = next((folder for folder in parents if folder in folders), "")
    # What lies at the top says nothing of the folders below it.
    return folders.get(nearest, False) and (nearest != "" or "/" not in file)


def _list_folders(file: str) -> Iterable[str]:
    """The folders above *file*, the nearest first, the content folder (empty) last."""
    folder = posixpath.dirname(file)
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""
