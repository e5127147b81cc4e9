"""Which files of the content folder are entries, which are introductions, and which are neither."""

from __future__ import annotations

import errno
import json
import os
import posixpath
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from plugins.kinds.holding import Reason, find_reason
from plugins.shared.entry import SourcePath
from plugins.shared.files import name_no_file, read_file
from plugins.shared.problems import Problem, note, warning

ENTRY_SUFFIXES = (".md", ".markdown", ".mkd", ".mdown")
# What Pelican could read with other readers and Doodlebook does not: said, not skipped.
FOREIGN_SUFFIXES = (".rst", ".asc", ".adoc", ".org", ".ipynb", ".mdx")
# Folders whose Markdown introduces the listing of one category, tag or author.
INTRODUCTION_FOLDERS = ("categories", "tags", "authors")
# Files copied to the top of the site as they are.
EXTRA_FOLDER = "extra"
# Where Obsidian keeps what it knows of a vault.
VAULT_FOLDER = ".obsidian"


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a content folder, relative to it and in order of their paths."""

    entries: tuple[SourcePath, ...]
    introductions: tuple[SourcePath, ...]
    files: tuple[SourcePath, ...]
    problems: tuple[Problem, ...]
    held: tuple[SourcePath, ...] = ()
    """Those that are left out for their folder or name: templates, copies of sync conflicts, temporary files."""


def find_sources(content_path: Path, ignored: Iterable[str] = ()) -> Sources:
    """Every file below *content_path* but hidden ones and those that match a pattern of *ignored* (`IGNORE_FILES`)."""
    problems: list[Problem] = []
    entries, introductions, files, held = [], [], [], []
    template_folders: list[str] = []
    odd: dict[str, str] = {}
    for source in sorted(_walk(content_path, tuple(ignored), problems, template_folders, odd)):
        if reason := _find_reason(source, template_folders):
            held.append(source)
            problems.append(note(source, 0, f"left out as {reason}", counted=_held_name(source, reason)))
        elif not _is_text(source):
            shown = source.encode("utf-8", "backslashreplace").decode()
            problems.append(Problem(shown, 0, "the name of this file is not UTF-8; rename it"))
        elif not _is_markdown(source):
            if trouble := odd.get(source) or _find_lock(content_path / source):
                problems.append(warning(source, 0, trouble))
                continue
            files.append(source)
            if source.lower().endswith(FOREIGN_SUFFIXES) and not source.startswith(f"{EXTRA_FOLDER}/"):
                problems.append(warning(source, 0, "only Markdown is read; save it as .md to make it an entry"))
        elif is_introduction(source):
            introductions.append(source)
        else:
            entries.append(source)
    return Sources(tuple(entries), tuple(introductions), tuple(files), tuple(problems), tuple(held))


def _find_reason(source: str, template_folders: Iterable[str]) -> Reason | None:
    """Why *source* is left out; pictures and the like never are, since a text may show them."""
    is_extra = source.startswith(f"{EXTRA_FOLDER}/")
    if not is_extra and not any(suffix in source.lower() for suffix in ENTRY_SUFFIXES):
        return None
    reason = find_reason(source, template_folders)
    return None if is_extra and reason is Reason.TEMPLATE else reason


def _held_name(source: str, reason: Reason) -> str:
    folder, _, name = source.rpartition("/")
    return f"{folder}/" if reason is Reason.TEMPLATE else name


def read_template_folder(vault_path: Path) -> str:
    """The folder of the vault at *vault_path* that its settings name as that of templates; empty if they name none."""
    try:
        settings = json.loads(read_file(vault_path / VAULT_FOLDER / "templates.json"))
    except (OSError, ValueError, RecursionError):
        return ""
    folder = settings.get("folder") if isinstance(settings, dict) else ""
    named = posixpath.normpath(folder.strip().strip("/") or ".") if isinstance(folder, str) else "."
    return "" if named.startswith(".") else named


def is_entry(source: SourcePath, ignored: Iterable[str] = (), content_path: Path | None = None) -> bool:
    """Whether *source*, if it is there, is one of the `entries` of *content_path*."""
    vaults = list_parents(source)
    named = [(vault, read_template_folder(content_path / vault)) for vault in vaults] if content_path else []
    folders = [posixpath.join(vault, folder) for vault, folder in named if folder]
    if _find_reason(source, folders):
        return False
    is_seen = not any(_is_ignored(name, tuple(ignored)) for name in source.split("/"))
    return is_seen and _is_text(source) and _is_markdown(source) and not is_introduction(source)


def list_parents(source: str) -> list[str]:
    """The folders that *source* stands in, the content folder (empty) first."""
    parts = source.split("/")[:-1]
    return ["/".join(parts[:end]) for end in range(len(parts) + 1)]


def _is_markdown(source: str) -> bool:
    return source.lower().endswith(ENTRY_SUFFIXES) and not source.startswith(f"{EXTRA_FOLDER}/")


def _is_text(source: str) -> bool:
    return source.encode("utf-8", "replace").decode() == source


def is_introduction(source: str) -> bool:
    """Whether *source* stands in `categories/`, `tags/` or `authors/` at the top of the content folder."""
    folder, slash, name = source.partition("/")
    return bool(slash) and folder in INTRODUCTION_FOLDERS and "/" not in name


def _walk(
    content_path: Path,
    ignored: tuple[str, ...],
    problems: list[Problem],
    template_folders: list[str],
    odd: dict[str, str],
) -> Iterator[SourcePath]:
    """The files below *content_path*; folders that cannot be read, or lead back into themselves, go to *problems*.

    Those that the settings of vaults name as theirs of templates go to *template_folders*, and what is wrong with each
    file that is none, as a named pipe, or with a link that leads to none, to *odd*.
    """

    def relative(folder: str) -> str:
        return Path(folder).relative_to(content_path).as_posix()

    def report(error: OSError) -> None:
        reason = error.strerror or str(error)
        problems.append(Problem(relative(error.filename), 0, f"cannot be opened: {reason}; mend it or take it away"))

    for folder, folders, names in os.walk(content_path, followlinks=True, onerror=report):
        prefix = f"{relative(folder)}/".removeprefix("./")
        if VAULT_FOLDER in folders and (named := read_template_folder(Path(folder))):
            template_folders.append(f"{prefix}{named}")
        above = {os.path.realpath(folder), *map(os.path.realpath, map(str, Path(folder).parents))}
        kept = [name for name in sorted(folders) if not _is_ignored(name, ignored)]
        folders[:] = [name for name in kept if os.path.realpath(os.path.join(folder, name)) not in above]
        for name in sorted(set(kept) - set(folders)):
            place = relative(os.path.join(folder, name))
            problems.append(warning(place, 0, "this link leads to a folder it stands in; take it away"))
        odd.update((prefix + name, trouble) for name, trouble in _find_odd(folder))
        for name in names:
            if not _is_ignored(name, ignored):
                yield SourcePath(prefix + name)


def _find_odd(folder: str) -> Iterator[tuple[str, str]]:
    """The names in *folder* under which there is neither a file nor a folder, each with what is wrong and the cure."""
    try:
        found = os.scandir(folder)
    except OSError:
        # Gone since it was walked through.
        return
    with found:
        # What each is stands in the folder: only links, and what is odd, are asked any further.
        suspects = [item for item in found if not item.is_file(follow_symlinks=False)]
    for item in suspects:
        try:
            mode = os.stat(item.path).st_mode
        except FileNotFoundError:
            yield item.name, "this link leads nowhere; mend it or take it away"
        except OSError as error:
            is_circle = error.errno == errno.ELOOP
            reason = "leads in a circle" if is_circle else f"cannot be followed ({error.strerror})"
            yield item.name, f"this link {reason}; mend it or take it away"
        else:
            if not stat.S_ISDIR(mode) and (name := name_no_file(mode)):
                yield item.name, f"this is {name}, and no file; put a file in its place, or take it away"


def _find_lock(path: Path) -> str:
    """What keeps the file at *path* from being copied into the site; empty for nothing."""
    return "" if os.access(path, os.R_OK) else "cannot be read; give yourself the right to read it, or take it away"


def _is_ignored(name: str, patterns: tuple[str, ...]) -> bool:
    return name.startswith(".") or any(fnmatch(name, pattern) for pattern in patterns)
