"""Which files of the content folder are entries, which are introductions, and which are neither."""

from __future__ import annotations

import errno
import json
import os
import posixpath
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from plugins.kinds.holding import Reason, find_reason
from plugins.shared.entry import Kind, SourcePath
from plugins.shared.files import name_no_file, read_file
from plugins.shared.hidden import EXTRA_FOLDER, PLACEHOLDER, is_hidden
from plugins.shared.problems import Problem, Severity, note, warning

ENTRY_SUFFIXES = (".md", ".markdown", ".mkd", ".mdown")
AS_MARKDOWN = "texts that are not read, as only Markdown is; save each as Markdown, in a file that ends in .md"
OF_OFFICE = "documents that are not read, as only Markdown is; have pandoc or an office program write them as .md"
# What somebody may take for an entry and is none: said, not skipped.
FOREIGN: Mapping[str, str] = {
    **dict.fromkeys((".txt", ".text", ".rst", ".asc", ".adoc", ".asciidoc", ".org", ".textile", ".wiki"), AS_MARKDOWN),
    **dict.fromkeys((".mdx", ".rmd", ".qmd", ".tex"), AS_MARKDOWN),
    **dict.fromkeys((".doc", ".docx", ".odt", ".rtf", ".pages"), OF_OFFICE),
    ".ipynb": "notebooks that are not read; write each as Markdown: jupyter nbconvert --to markdown",
    ".canvas": "canvases of Obsidian, which are not shown; export each as a picture and show that in a note",
    ".base": "bases of Obsidian, which are not shown; write a list of links, or a category",
    **dict.fromkeys(
        (".html", ".htm", ".xhtml"),
        "pages in HTML that are not read; put each into extra/ to have it copied, or save its text as .md",
    ),
}
# Of these, many stand in a folder for another reason.
OFTEN_NO_TEXT = (".txt", ".text", ".html", ".htm", ".xhtml")
EXPORTED = "exports of WordPress, which are not read; have their posts written as Markdown files first"
EXPORT_MARK = b"wordpress.org/export/"
# The mark stands at the top of an export.
EXPORT_HEAD_BYTES = 4096
LEADS_OUTSIDE = (
    "this link leads out of the content folder, so what is there is left out of the public site;"
    " copy it here, or set PUBLISH_THROUGH_SYMLINKS = True"
)
IN_ICLOUD = "files that are in iCloud and not on this machine; have the Finder download them"
# Folders whose Markdown introduces the listing of one category, tag or author.
INTRODUCTION_FOLDERS = ("categories", "tags", "authors")
KIND_FOLDERS = frozenset(kind.folder for kind in Kind)
# Where Obsidian keeps what it knows of a vault.
VAULT_FOLDER = ".obsidian"


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a content folder, relative to it and in order of their paths."""

    entries: tuple[SourcePath, ...]
    introductions: tuple[SourcePath, ...]
    files: tuple[SourcePath, ...]
    problems: tuple[Problem, ...]
    placeholders: tuple[SourcePath, ...] = ()
    """What stands for files that are not on this machine."""
    held: tuple[SourcePath, ...] = ()
    """Those that are left out for their folder or name: templates, copies of sync conflicts, temporary files."""


def find_sources(content_path: Path, ignored: Iterable[str] = (), *, leaves_out_links: bool = False) -> Sources:
    """Every file below *content_path* but hidden ones and those that match a pattern of *ignored* (`IGNORE_FILES`).

    With *leaves_out_links*, what symbolic links lead to outside of *content_path* is left out.
    """
    problems: list[Problem] = []
    entries, introductions, files, placeholders, held = [], [], [], [], []
    template_folders: list[str] = []
    odd: dict[str, str] = {}
    root = os.path.realpath(content_path) if leaves_out_links else ""
    for source in sorted(_walk(content_path, tuple(ignored), problems, template_folders, odd, root)):
        if reason := _find_reason(source, template_folders):
            held.append(source)
            problems.append(
                note(source, 0, f"left out as {reason}", counted=_held_name(source, reason), sort="left-out")
            )
        elif not _is_text(source):
            shown = source.encode("utf-8", "backslashreplace").decode()
            problems.append(Problem(shown, 0, "the name of this file is not UTF-8; rename it", sort="file"))
        elif PLACEHOLDER.fullmatch(posixpath.basename(source)):
            placeholders.append(source)
        elif odd.get(source) == LEADS_OUTSIDE:
            problems.append(warning(source, 0, LEADS_OUTSIDE, sort="file"))
        elif not _is_markdown(source):
            if trouble := odd.get(source) or _find_lock(content_path / source):
                problems.append(warning(source, 0, trouble, sort="file"))
                continue
            files.append(source)
        elif is_introduction(source):
            introductions.append(source)
        else:
            entries.append(source)
    return Sources(
        tuple(entries), tuple(introductions), tuple(files), tuple(problems), tuple(placeholders), tuple(held)
    )


def find_foreign(files: Iterable[SourcePath], content_path: Path, copied: Iterable[str]) -> list[Problem]:
    """A problem for each of *files* that holds a text nobody reads, but for those in the folders that are *copied*.

    One that may well be there for another reason, outside of the folders of entries, is no more than a note.
    """
    folders = tuple(f"{folder.rstrip('/')}/" for folder in (*copied, EXTRA_FOLDER))
    problems = []
    for source in files:
        suffix = posixpath.splitext(source)[1].lower()
        message = FOREIGN.get(suffix) or (EXPORTED if suffix == ".xml" else "")
        if not message or source.startswith(folders):
            continue
        if message == EXPORTED and not _is_export(content_path / source):
            continue
        is_among_entries = any(part in KIND_FOLDERS for part in source.lower().split("/")[:-1])
        is_note = suffix in OFTEN_NO_TEXT and not is_among_entries
        severity = Severity.NOTE if is_note else Severity.WARNING
        problems.append(Problem(source, 0, message, severity, counted=source, sort="file-type"))
    return problems


def name_placeholders(placeholders: Iterable[SourcePath]) -> list[Problem]:
    """A problem for each of the *placeholders*, by the name of the file it stands for."""
    found = []
    for source in placeholders:
        folder, _, name = source.rpartition("/")
        match = PLACEHOLDER.fullmatch(name)
        counted = posixpath.join(folder, match["name"] if match else name)
        found.append(Problem(source, 0, IN_ICLOUD, Severity.WARNING, counted=counted, sort="file-type"))
    return found


def _is_export(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return EXPORT_MARK in file.read(EXPORT_HEAD_BYTES)
    except OSError:
        return False


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
    # No entry lies in the one folder where a dot in front of a name means nothing.
    is_seen = not any(_is_ignored(name, "", tuple(ignored)) for name in source.split("/"))
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
    root: str,
) -> Iterator[SourcePath]:
    """The files below *content_path*; folders that cannot be read, or lead back into themselves, go to *problems*.

    Those that the settings of vaults name as theirs of templates go to *template_folders*, and what is wrong with each
    file that is none, as a named pipe, or with a link that leads to none, to *odd*.
    So does, unless *root* is empty, a link that leads out of the folder which that really is.
    """

    def relative(folder: str) -> str:
        return Path(folder).relative_to(content_path).as_posix()

    def report(error: OSError) -> None:
        reason = error.strerror or str(error)
        problems.append(
            Problem(relative(error.filename), 0, f"cannot be opened: {reason}; fix or remove it", sort="file")
        )

    for folder, folders, names in os.walk(content_path, followlinks=True, onerror=report):
        prefix = f"{relative(folder)}/".removeprefix("./")
        if VAULT_FOLDER in folders and (named := read_template_folder(Path(folder))):
            template_folders.append(f"{prefix}{named}")
        above = {os.path.realpath(folder), *map(os.path.realpath, map(str, Path(folder).parents))}
        kept = [name for name in sorted(folders) if not _is_ignored(name, prefix, ignored)]
        folders[:] = [name for name in kept if os.path.realpath(os.path.join(folder, name)) not in above]
        for name in sorted(set(kept) - set(folders)):
            place = relative(os.path.join(folder, name))
            problems.append(warning(place, 0, "this link leads to a folder it stands in; take it away", sort="file"))
        if root:
            outside = [name for name in folders if _leads_outside(os.path.join(folder, name), root)]
            problems += (warning(prefix + name, 0, LEADS_OUTSIDE, sort="file") for name in outside)
            folders[:] = [name for name in folders if name not in outside]
        odd.update((prefix + name, trouble) for name, trouble in _find_odd(folder, root))
        for name in names:
            if not _is_ignored(name, prefix, ignored):
                yield SourcePath(prefix + name)


def _leads_outside(path: str, root: str) -> bool:
    """Whether *path* is a link that leads out of the folder *root*."""
    return os.path.islink(path) and os.path.commonpath((root, os.path.realpath(path))) != root


def _find_odd(folder: str, root: str) -> Iterator[tuple[str, str]]:
    """The names in *folder* under which there is neither a file nor a folder, each with what is wrong and the cure.

    Unless *root* is empty, also those of files that lie outside of it.
    """
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
            yield item.name, "this link leads nowhere; fix or remove it"
        except OSError as error:
            is_circle = error.errno == errno.ELOOP
            reason = "leads in a circle" if is_circle else f"cannot be followed ({error.strerror})"
            yield item.name, f"this link {reason}; fix or remove it"
        else:
            if not stat.S_ISDIR(mode) and (name := name_no_file(mode)):
                yield item.name, f"this is {name}, and no file; put a file in its place, or take it away"
            elif root and not stat.S_ISDIR(mode) and _leads_outside(item.path, root):
                yield item.name, LEADS_OUTSIDE


def _find_lock(path: Path) -> str:
    """What keeps the file at *path* from being copied into the site; empty for nothing."""
    return "" if os.access(path, os.R_OK) else "cannot be read; give yourself the right to read it, or take it away"


def _is_ignored(name: str, prefix: str, patterns: tuple[str, ...]) -> bool:
    """Whether the file or folder *name*, in the folder *prefix* with its closing slash, is passed over."""
    return is_hidden(name, prefix) or any(fnmatch(name, pattern) for pattern in patterns)
