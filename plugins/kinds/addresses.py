"""One address, one page: entries that want the same place, or a place the site needs itself."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from plugins.shared.broken import Broken
from plugins.shared.entry import Entry, Slug, SourcePath, UrlPath
from plugins.shared.problems import Problem, note
from plugins.shared.site import with_fields
from plugins.shared.urls import find_day, save_as_of, slugify


def settle_addresses(entries: Sequence[Entry]) -> tuple[list[Entry], list[Problem]]:
    """*entries* in which those whose names come to one address have addresses of their own.

    Whoever was given a slug has it; then the oldest, and of undated ones the first by path, so that what is published
    stays where it is. Each other one is named by a note. A whole address that was given is not looked at.
    """
    taken: set[str] = set()
    settled: dict[str, Entry] = {}
    problems = []
    for entry in sorted(entries, key=_order):
        chosen, place = entry, fold_path(entry.save_as)
        if place in taken and _is_derived(entry):
            others = (_with_slug(entry, slug) for slug in _other_slugs(entry))
            chosen = next((other for other in others if fold_path(other.save_as) not in taken), entry)
        if chosen is not entry:
            message = (
                f"the address '{entry.url}' is taken, so it has '{chosen.url}'; "
                f"write 'Slug: {chosen.slug}', or another, to keep it"
            )
            problems.append(note(entry.source, 1, message, sort="address"))
        taken.add(fold_path(chosen.save_as))
        settled[entry.source] = chosen
    return [settled[entry.source] for entry in entries], problems


def _order(entry: Entry) -> tuple[bool, bool, float, SourcePath]:
    date = entry.date.timestamp() if entry.date else 0
    return entry.has_own_address, _is_derived(entry), date, entry.source


def _is_derived(entry: Entry) -> bool:
    """Whether the address comes of the name of the file, or of the title, which nobody meant as one."""
    return not entry.has_own_address and not entry.metadata.get("slug")


def _other_slugs(entry: Entry) -> Iterator[str]:
    """What tells *entry* from others with its slug: its day, the letters of its name, at last a mark of its path."""
    day, name = find_day(entry.source, is_dated=entry.kind.is_dated)
    if day:
        yield f"{day}-{entry.slug}"
    yield slugify(name, use_unicode=True)
    mark = hashlib.sha256(unicodedata.normalize("NFC", entry.source).encode("utf-8", "surrogateescape")).hexdigest()
    yield from (f"{entry.slug}-{mark[:length]}" for length in (4, 8, 16))


def _with_slug(entry: Entry, slug: str) -> Entry:
    head, _, tail = entry.url.rpartition(entry.slug)
    url = UrlPath(f"{head}{slug}{tail}")
    return with_fields(entry, slug=Slug(slug), url=url, save_as=save_as_of(url))


def check_addresses(entries: Iterable[Entry], reserved: Collection[str]) -> list[Problem]:
    """A problem for every entry whose file another entry, or a page of the site (*reserved*), would be written to.

    Of two entries for one place, the one whose place it is by its name has it rather than one that asks for it; then
    the older one, and then the first in order. The other one has the problem.
    An entry may take a reserved place if its front matter asks for it: `Save_as: index.html` makes a home page.
    """
    by_file: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_file[fold_path(entry.save_as)].append(entry)
    taken = {fold_path(path) for path in reserved}
    folders = _folders_of((*by_file, *taken))
    problems = []
    for path, claimants in sorted(by_file.items()):
        claimants.sort(key=_claim)
        first = claimants[0]
        problems += [
            _conflict(entry, f"has the address of {first.source}, '{entry.url}'", first.source)
            for entry in claimants[1:]
        ]
        if path in taken and not first.has_own_address:
            problems.append(_conflict(first, f"has the address of a listing, '{first.url}'"))
        if path in folders:
            problems.append(_conflict(first, f"is saved as '{first.save_as}', which is a folder of other pages"))
    return problems


def _claim(entry: Entry) -> tuple[bool, bool, float]:
    """Puts the entry first that is to stay where it is."""
    date = entry.date.timestamp() if entry.date else 0
    return entry.has_own_address, bool(entry.metadata.get("slug")), date


def place_broken(
    found: Sequence[tuple[Broken, Iterable[str]]], entries: Iterable[Entry], reserved: Collection[str]
) -> dict[SourcePath, Broken]:
    """What was *found*, each with the first of its places that no entry, no page of the site and no other has taken."""
    if not found:
        return {}
    taken = {fold_path(path) for path in (*(entry.save_as for entry in entries), *reserved)}
    folders = _folders_of(taken)
    placed: dict[SourcePath, Broken] = {}
    for broken, places in found:
        save_as = next((place for place in places if place and _is_free(fold_path(place), taken, folders)), "")
        if save_as:
            taken.add(fold_path(save_as))
            folders |= _folders_of([fold_path(save_as)])
        placed[broken.source] = broken._replace(save_as=save_as)
    return placed


def _is_free(path: str, taken: Collection[str], folders: Collection[str]) -> bool:
    return path not in taken and path not in folders and _folders_of([path]).isdisjoint(taken)


def _folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder above *paths*, without the root."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        # What is above one that is known is known as well.
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _conflict(entry: Entry, what: str, *mentions: SourcePath) -> Problem:
    key = next((key for key in ("save_as", "url", "slug") if key in entry.lines), "title")
    cure = f"give it a '{key.capitalize()}:' of its own" if key != "title" else "give it a 'Slug:' of its own"
    return Problem(entry.source, entry.line_of(key), f"{what}; {cure}", sort="address", mentions=mentions)


def fold_path(path: str) -> str:
    """*path* as file systems compare it that ignore case and Unicode form."""
    return unicodedata.normalize("NFC", path).casefold()
