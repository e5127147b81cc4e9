"""Which files of the content folder are entries, which are introductions, and which are neither."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from plugins.shared.entry import SourcePath
from plugins.shared.problems import Problem, warning

ENTRY_SUFFIXES = (".md", ".markdown", ".mkd", ".mdown")
# What Pelican could read with other readers and Doodlebook does not: said, not skipped.
FOREIGN_SUFFIXES = (".rst", ".asc", ".adoc", ".org", ".ipynb")
# Folders whose Markdown introduces the listing of one category, tag or author.
INTRODUCTION_FOLDERS = ("categories", "tags", "authors")
# Files copied to the top of the site as they are.
EXTRA_FOLDER = "extra"


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a content folder, relative to it and in order of their paths."""

    entries: tuple[SourcePath, ...]
    introductions: tuple[SourcePath, ...]
    files: tuple[SourcePath, ...]
    problems: tuple[Problem, ...]


def find_sources(content_path: Path, ignored: Iterable[str] = ()) -> Sources:
    """Every file below *content_path* but hidden ones and those that match a pattern of *ignored* (`IGNORE_FILES`)."""
    patterns = tuple(ignored)
    found = sorted(_walk(content_path, patterns))
    entries, introductions, files = [], [], []
    problems = []
    for source in found:
        if source.startswith(f"{EXTRA_FOLDER}/"):
            files.append(source)
        elif not source.lower().endswith(ENTRY_SUFFIXES):
            files.append(source)
            if source.lower().endswith(FOREIGN_SUFFIXES):
                problems.append(warning(source, 0, "only Markdown is read; save it as .md to make it an entry"))
        elif is_introduction(source):
            introductions.append(source)
        else:
            entries.append(source)
    return Sources(tuple(entries), tuple(introductions), tuple(files), tuple(problems))


def is_introduction(source: str) -> bool:
    """Whether *source* stands in `categories/`, `tags/` or `authors/` at the top of the content folder."""
    folder, slash, name = source.partition("/")
    return bool(slash) and folder in INTRODUCTION_FOLDERS and "/" not in name


def _walk(content_path: Path, ignored: tuple[str, ...]) -> Iterator[SourcePath]:
    for folder, folders, names in os.walk(content_path, followlinks=True):
        folders[:] = [name for name in folders if not _is_ignored(name, ignored)]
        relative = Path(folder).relative_to(content_path)
        for name in names:
            if not _is_ignored(name, ignored):
                yield SourcePath((relative / name).as_posix())


def _is_ignored(name: str, patterns: tuple[str, ...]) -> bool:
    return name.startswith(".") or any(fnmatch(name, pattern) for pattern in patterns)
