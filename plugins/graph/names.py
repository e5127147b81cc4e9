"""The names an entry answers to, and which entry or file a written name means."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote

from plugins.shared.content_files import find_file, fold, group_by_name
from plugins.shared.digests import Digest, digest, digest_of
from plugins.shared.entry import Entry, SourcePath, Term
from plugins.shared.lookups import Names, Recorder, Table, Tables
from plugins.shared.nearest import find_nearest
from plugins.shared.site import is_listed
from plugins.shared.urls import slugify

MARKDOWN_SUFFIXES = (".md", ".markdown", ".mkd", ".mdown")
# Drafts have their pages below it until they are published.
DRAFTS_FOLDER = "drafts/"
CLOSE_ENOUGH = 0.75
DIGIT = re.compile(r"\d")


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
    """By address, percent signs decoded."""
    tiers: tuple[Mapping[str, Sequence[Entry]], ...]
    """Names to entries, the stronger kind of name first: title and file name, alias, slug."""
    by_path: Mapping[str, Sequence[Entry]]
    """Folded paths without suffix, each with all its endings: `a/b/tea`, `b/tea`."""
    spellings: Mapping[str, str]
    """Folded names, each as it is best written in a link."""
    files: Collection[str]
    files_by_name: Mapping[str, Sequence[SourcePath]]
    base_names: Collection[str]
    """The last parts of all paths, to suggest one for a broken link."""
    left_out: Collection[str]
    terms: Mapping[tuple[str, str], Term]
    """Categories, tags and authors that have a listing, by `category`, `tag` or `author` and slug."""
    addresses: Collection[str]
    """The places of the site that are no entries: listings, feeds."""
    site_url: str


def stem_of(source: str) -> str:
    """The path of *source* without its Markdown suffix."""
    for suffix in MARKDOWN_SUFFIXES:
        if source.lower().endswith(suffix):
            return source[: -len(suffix)]
    return source


def index_names(
    entries: Sequence[Entry],
    files: Collection[SourcePath],
    left_out: Sequence[Entry] = (),
    *,
    held: Iterable[SourcePath] = (),
    unmade: Iterable[str] = (),
    addresses: Iterable[str] = (),
    site_url: str = "",
) -> NameIndex:
    """The index of *entries* and *files*; names of *left_out*, and of the files *held*, are known, but lead nowhere.
    So are the addresses of *left_out*, and those that are *unmade*.

    *addresses* are the pages of the site that are no entries, below *site_url*.
    """
    own: dict[str, list[Entry]] = defaultdict(list)
    aliases: dict[str, list[Entry]] = defaultdict(list)
    slugs: dict[str, list[Entry]] = defaultdict(list)
    paths: dict[str, list[Entry]] = defaultdict(list)
    spellings: dict[str, str] = {}
    for entry in entries:
        stem = stem_of(entry.source)
        for name in dict.fromkeys((fold(posixpath.basename(stem)), fold(entry.title))):
            own[name].append(entry)
            spellings.setdefault(name, entry.title)
        for name, alias in {fold(alias): alias for alias in entry.aliases}.items():
            aliases[name].append(entry)
            spellings.setdefault(name, alias)
        slugs[entry.slug].append(entry)
        parts = fold(stem).split("/")
        for start in range(len(parts)):
            paths["/".join(parts[start:])].append(entry)
    terms = _index_terms(entries)
    term_addresses = (address for term in terms.values() for address in (term.url, term.feed_url))
    return NameIndex(
        by_source={entry.source: entry for entry in entries},
        by_url={unquote(entry.url): entry for entry in entries},
        tiers=(own, aliases, slugs),
        by_path=paths,
        spellings=spellings,
        files=frozenset(files),
        files_by_name=group_by_name(files),
        base_names=frozenset(posixpath.basename(path) for path in (*(entry.source for entry in entries), *files)),
        left_out=frozenset(name for entry in left_out for name in _names_of(entry))
        | {name for stem in map(stem_of, held) for name in (fold(posixpath.basename(stem)), fold(stem))}
        | {name_of_address(address) for address in (*(entry.url for entry in left_out), *unmade)},
        terms=terms,
        addresses=frozenset(unquote(address) for address in (*addresses, *term_addresses)),
        site_url=site_url,
    )


def name_of_address(address: str) -> str:
    """What stands for the *address* of an entry that is not part of this build, among the names of those.

    A link to a draft means the address it will have.
    """
    return f"/{unquote(address).removeprefix(DRAFTS_FOLDER)}"


def _index_terms(entries: Iterable[Entry]) -> dict[tuple[str, str], Term]:
    terms: dict[tuple[str, str], Term] = {}
    for entry in entries:
        if is_listed(entry):
            terms |= {("category", term.slug): term for term in entry.categories}
            terms |= {("tag", term.slug): term for term in entry.tags}
            terms |= {("author", term.slug): term for term in entry.authors}
    return terms


def _names_of(entry: Entry) -> list[str]:
    stem = stem_of(entry.source)
    return [*(fold(name) for name in (posixpath.basename(stem), entry.title, *entry.aliases)), entry.slug, fold(stem)]


def resolve_name(index: NameIndex, name: str, source: SourcePath) -> Resolution:
    """What *name*, written in *source*, means.

    Where several entries answer, the one whose whole path it is is meant, as in Obsidian, else the one in the folder of
    *source*, else the one with the shortest path. A name with a slash is the end of a path; one that starts with a
    slash is the whole of it.
    """
    folded = fold(stem_of(name.strip()))
    bare = folded.strip("/")
    if "/" in folded:
        candidates = _by_path(index, folded, source) or index.tiers[0].get(bare, ())
    else:
        candidates = next((tier[bare] for tier in index.tiers if bare in tier), ())
    if not candidates:
        candidates = _by_likeness(index, bare)
    if candidates:
        return _choose(candidates, bare, source)
    if file := find_file(index, name, source):
        return Resolution(file=file)
    return Resolution(is_left_out=bare in index.left_out or posixpath.basename(bare) in index.left_out)


def _by_path(index: NameIndex, folded: str, source: SourcePath) -> Sequence[Entry]:
    """The entries whose path is *folded*, from the top or else from the folder of *source*; or ends in it."""
    bare, here = folded.strip("/"), posixpath.dirname(fold(source))
    folders = (here,) if folded.startswith(".") else ("",) if folded.startswith("/") else ("", here)
    for folder in folders:
        path = posixpath.normpath(posixpath.join(folder, bare))
        exact = [entry for entry in index.by_path.get(path, ()) if fold(stem_of(entry.source)) == path]
        if exact:
            return exact
    return () if folded.startswith(".") else index.by_path.get(bare, ())


def _by_likeness(index: NameIndex, bare: str) -> Sequence[Entry]:
    """The entries whose slug *bare* gives, if their name has the same letters: no `Bar` for `Bär`."""
    letters = _letters_of(bare)
    return [
        entry
        for entry in index.tiers[2].get(slugify(bare), ())
        if letters in (_letters_of(name) for name in _names_of(entry))
    ]


def _letters_of(name: str) -> str:
    return "".join(sign for sign in name if sign.isalnum())


def _choose(candidates: Sequence[Entry], bare: str, source: SourcePath) -> Resolution:
    if len(candidates) == 1:
        return Resolution(entry=candidates[0])
    # At the top of the content folder a name is a whole path, which Obsidian 1.13 takes before one that lies near.
    exact = [entry for entry in candidates if fold(stem_of(entry.source)) == bare]
    if len(exact) == 1:
        return Resolution(entry=exact[0])
    folder = posixpath.dirname(source)
    near = [entry for entry in candidates if posixpath.dirname(entry.source) == folder]
    if len(near) == 1:
        return Resolution(entry=near[0])
    ranked = sorted(near or candidates, key=lambda entry: (entry.source.count("/"), entry.source))
    return Resolution(entry=ranked[0], rivals=tuple(ranked[1:]))


def suggest_names(index: NameIndex, name: str) -> str:
    """The words "; did you mean [[…]]?" for names close to *name*, else what to do about a name nobody has."""
    folded = fold(stem_of(name))
    wanted = posixpath.basename(folded)
    # The right name in a folder that is not there: it has been moved.
    moved = index.by_path.get(wanted, ()) if wanted != folded else ()
    close = [stem_of(entry.source) for entry in moved][:2] or [
        index.spellings[key]
        for key in find_nearest(wanted, index.spellings, 2, CLOSE_ENOUGH)
        # The day before is no misspelling of the day.
        if DIGIT.sub("", key) != DIGIT.sub("", wanted) or key == wanted
    ]
    if not close:
        return "; write that note or take the brackets away"
    return "; did you mean " + " or ".join(dict.fromkeys(f"[[{one}]]" for one in close)) + "?"


def trace_index(
    find_index: Callable[[], NameIndex], site_url: str, recorder: Recorder
) -> tuple[NameIndex, dict[str, Tables]]:
    """An index of tables that note what is asked of them, and those tables by their names.

    What they hold is that of *find_index*, which is not called before the first question.
    """
    own, aliases, slugs = (
        Table(f"tier{number}", partial(lambda number: find_index().tiers[number], number), recorder, _digest_entries)
        for number in range(3)
    )
    by_source = Table("by_source", lambda: find_index().by_source, recorder, _digest_entry)
    by_url = Table("by_url", lambda: find_index().by_url, recorder, _digest_entry)
    by_path = Table("by_path", lambda: find_index().by_path, recorder, _digest_entries)
    spellings = Table("spellings", lambda: find_index().spellings, recorder, digest_of)
    files_by_name = Table("files_by_name", lambda: find_index().files_by_name, recorder, digest_of)
    terms = Table("terms", lambda: find_index().terms, recorder, digest_of)
    files = Names("files", lambda: find_index().files, recorder)
    base_names = Names("base_names", lambda: find_index().base_names, recorder)
    left_out = Names("left_out", lambda: find_index().left_out, recorder)
    addresses = Names("addresses", lambda: find_index().addresses, recorder)
    mappings: tuple[Tables, ...] = (own, aliases, slugs, by_source, by_url, by_path, spellings, files_by_name, terms)
    tables = (*mappings, files, base_names, left_out, addresses)
    traced = NameIndex(
        by_source=by_source,
        by_url=by_url,
        tiers=(own, aliases, slugs),
        by_path=by_path,
        spellings=spellings,
        files=files,
        files_by_name=files_by_name,
        base_names=base_names,
        left_out=left_out,
        terms=terms,
        addresses=addresses,
        site_url=site_url,
    )
    return traced, {table.name: table for table in tables}


def _digest_entry(entry: Entry) -> Digest:
    """The digest of all that a link to *entry* may depend on."""
    return digest_of((entry.source, entry.url, entry.title, entry.slug, entry.aliases, entry.anchors))


def _digest_entries(entries: Sequence[Entry]) -> Digest:
    return digest(*(_digest_entry(entry) for entry in entries))
