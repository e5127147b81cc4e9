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
FOREIGN_SUFFIXES = (".rst", ".asc", ".adoc", ".org", ".ipynb", ".mdx")
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
    problems: list[Problem] = []
    entries, introductions, files = [], [], []
    for source in sorted(_walk(content_path, tuple(ignored), problems)):
        if not _is_text(source):
            shown = source.encode("utf-8", "backslashreplace").decode()
            problems.append(Problem(shown, 0, "the name of this file is not UTF-8; rename it"))
        elif not _is_markdown(source):
            files.append(source)
            if source.lower().endswith(FOREIGN_SUFFIXES) and not source.startswith(f"{EXTRA_FOLDER}/"):
                problems.append(warning(source, 0, "only Markdown is read; save it as .md to make it an entry"))
        elif is_introduction(source):
            introductions.append(source)
        else:
            entries.append(source)
    return Sources(tuple(entries), tuple(introductions), tuple(files), tuple(problems))


def is_entry(source: SourcePath, ignored: Iterable[str] = ()) -> bool:
    """Whether *source*, if it is there, is one of the `entries`."""
    is_seen = not any(_is_ignored(name, tuple(ignored)) for name in source.split("/"))
    return is_seen and _is_text(source) and _is_markdown(source) and not is_introduction(source)


def _is_markdown(source: str) -> bool:
    return source.lower().endswith(ENTRY_SUFFIXES) and not source.startswith(f"{EXTRA_FOLDER}/")


def _is_text(source: str) -> bool:
    return source.encode("utf-8", "replace").decode() == source


def is_introduction(source: str) -> bool:
    """Whether *source* stands in `categories/`, `tags/` or `authors/` at the top of the content folder."""
    folder, slash, name = source.partition("/")
    return bool(slash) and folder in INTRODUCTION_FOLDERS and "/" not in name


def _walk(content_path: Path, ignored: tuple[str, ...], problems: list[Problem]) -> Iterator[SourcePath]:
    """The files below *content_path*; folders that cannot be read, or lead back into themselves, go to *problems*."""

    def relative(folder: str) -> str:
        return Path(folder).relative_to(content_path).as_posix()

    def report(error: OSError) -> None:
        reason = error.strerror or str(error)
        problems.append(Problem(relative(error.filename), 0, f"cannot be opened: {reason}; mend it or take it away"))

    for folder, folders, names in os.walk(content_path, followlinks=True, onerror=report):
        prefix = f"{relative(folder)}/".removeprefix("./")
        above = {os.path.realpath(folder), *map(os.path.realpath, map(str, Path(folder).parents))}
        kept = [name for name in sorted(folders) if not _is_ignored(name, ignored)]
        folders[:] = [name for name in kept if os.path.realpath(os.path.join(folder, name)) not in above]
        for name in sorted(set(kept) - set(folders)):
            place = relative(os.path.join(folder, name))
            problems.append(warning(place, 0, "this link leads to a folder it stands in; take it away"))
        for name in names:
            if not _is_ignored(name, ignored):
                yield SourcePath(prefix + name)


def _is_ignored(name: str, patterns: tuple[str, ...]) -> bool:
    return name.startswith(".") or any(fnmatch(name, pattern) for pattern in patterns)
