"""The names an entry answers to, and which entry or file a written name means."""

from __future__ import annotations

import difflib
import posixpath
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from plugins.shared.entry import Entry, SourcePath
from plugins.shared.urls import slugify

MARKDOWN_SUFFIXES = (".md", ".markdown", ".mkd", ".mdown")
CLOSE_ENOUGH = 0.75


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name means: an *entry*, or a *file* of the content folder, or neither.

    *rivals* are the other entries that answer to the name just as well.
    *is_left_out* says that it names an entry which is not part of this build, a draft for instance.
    """

    entry: Entry | None = None
    file: SourcePath | None = None
    rivals: tuple[Entry, ...] = ()
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Every entry and file by the names it answers to; made once a build."""

    by_source: Mapping[str, Entry]
    by_url: Mapping[str, Entry]
    tiers: tuple[Mapping[str, Sequence[Entry]], ...]
    """Names to entries, the stronger kind of name first: title and file name, alias, slug."""
    by_path: Mapping[str, Sequence[Entry]]
    """Folded paths without suffix, each with all its endings: `a/b/tea`, `b/tea`."""
    files: frozenset[str]
    files_by_name: Mapping[str, Sequence[SourcePath]]
    left_out: frozenset[str]


def fold(name: str) -> str:
    """*name* as it is compared: case, Unicode form and repeated spaces make no difference."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def stem_of(source: str) -> str:
    """The path of *source* without its Markdown suffix."""
    for suffix in MARKDOWN_SUFFIXES:
        if source.lower().endswith(suffix):
            return source[: -len(suffix)]
    return source


def index_names(entries: Sequence[Entry], files: Iterable[SourcePath], left_out: Iterable[Entry] = ()) -> NameIndex:
    """The index of *entries* and *files*; names of *left_out* are known, but lead nowhere."""
    own: dict[str, list[Entry]] = defaultdict(list)
    aliases: dict[str, list[Entry]] = defaultdict(list)
    slugs: dict[str, list[Entry]] = defaultdict(list)
    paths: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        stem = stem_of(entry.source)
        for name in dict.fromkeys((fold(posixpath.basename(stem)), fold(entry.title))):
            own[name].append(entry)
        for name in dict.fromkeys(fold(alias) for alias in entry.aliases):
            aliases[name].append(entry)
        slugs[entry.slug].append(entry)
        parts = fold(stem).split("/")
        for start in range(len(parts) - 1):
            paths["/".join(parts[start:])].append(entry)
    by_name: dict[str, list[SourcePath]] = defaultdict(list)
    for file in files:
        by_name[fold(posixpath.basename(file))].append(file)
    return NameIndex(
        by_source={entry.source: entry for entry in entries},
        by_url={entry.url: entry for entry in entries},
        tiers=(own, aliases, slugs),
        by_path=paths,
        files=frozenset(files),
        files_by_name=by_name,
        left_out=frozenset(name for entry in left_out for name in _names_of(entry)),
    )


def _names_of(entry: Entry) -> list[str]:
    stem = stem_of(entry.source)
    return [*(fold(name) for name in (posixpath.basename(stem), entry.title, *entry.aliases)), entry.slug, fold(stem)]


def resolve_name(index: NameIndex, name: str, source: SourcePath) -> Resolution:
    """What *name*, written in *source*, means.

    Where several entries answer, the one in the folder of *source* is meant, else the one with the shortest path.
    """
    folded = fold(stem_of(name.strip("/")))
    if "/" in folded:
        candidates = _by_path(index, folded, source)
        if not candidates:
            candidates = index.tiers[0].get(folded, ())
    else:
        candidates = next((tier[folded] for tier in index.tiers if folded in tier), ())
    if not candidates:
        candidates = index.tiers[2].get(slugify(name), ())
    if candidates:
        return _choose(candidates, source)
    if file := find_file(index, name, source):
        return Resolution(file=file)
    return Resolution(is_left_out=folded in index.left_out or posixpath.basename(folded) in index.left_out)


def _by_path(index: NameIndex, folded: str, source: SourcePath) -> Sequence[Entry]:
    """The entries whose path ends in *folded*, which may start from the folder of *source*."""
    here = posixpath.dirname(fold(source))
    from_here = posixpath.normpath(posixpath.join(here, folded))
    exact = [entry for entry in index.by_path.get(from_here, ()) if fold(stem_of(entry.source)) == from_here]
    if exact or folded.startswith("."):
        return exact
    return index.by_path.get(folded, ())


def _choose(candidates: Sequence[Entry], source: SourcePath) -> Resolution:
    if len(candidates) == 1:
        return Resolution(entry=candidates[0])
    folder = posixpath.dirname(source)
    near = [entry for entry in candidates if posixpath.dirname(entry.source) == folder]
    if len(near) == 1:
        return Resolution(entry=near[0])
    ranked = sorted(near or candidates, key=lambda entry: (entry.source.count("/"), entry.source))
    return Resolution(entry=ranked[0], rivals=tuple(ranked[1:]))


def find_file(index: NameIndex, path: str, source: SourcePath) -> SourcePath | None:
    """The file of the content folder that *path*, written in *source*, means.

    Looked for beside *source*, from the top, from every folder above *source*, and at last by its bare name.
    """
    wanted = path.lstrip("/")
    folder = posixpath.dirname(source)
    places = [] if path.startswith("/") else [folder]
    places.append("")
    while folder:
        places.append(folder)
        folder = posixpath.dirname(folder)
    for place in places:
        candidate = posixpath.normpath(posixpath.join(place, wanted))
        if candidate in index.files:
            return SourcePath(candidate)
    ending = fold(wanted)
    named = index.files_by_name.get(fold(posixpath.basename(wanted)), ())
    fitting = [file for file in named if fold(file) == ending or fold(file).endswith(f"/{ending}")]
    return min(fitting, key=lambda file: (file.count("/"), file)) if fitting and ".." not in wanted else None


def suggest_names(index: NameIndex, name: str) -> str:
    """The words "; did you mean [[…]]?" for names close to *name*, else what to do about a name nobody has."""
    titles = {key: entry.title for key, entries in index.tiers[0].items() for entry in entries[:1]}
    close = difflib.get_close_matches(fold(name), titles, n=2, cutoff=CLOSE_ENOUGH)
    if not close:
        return "; write that note or take the brackets away"
    return "; did you mean " + " or ".join(dict.fromkeys(f"[[{titles[key]}]]" for key in close)) + "?"
