"""One term for one shelf: categories, tags and authors that are spelled in several ways."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from operator import attrgetter

from plugins.shared.category_colors import deal_colors
from plugins.shared.entry import Entry, Slug, Term
from plugins.shared.problems import Problem, suggest, warning
from plugins.shared.site import is_listed, with_fields


def merge_terms(entries: Sequence[Entry]) -> tuple[list[Entry], list[Problem]]:
    """*entries* in which every category, tag and author has one spelling, the one used most (then the first by letter).

    Spellings are the same shelf if they have the same slug: "Customer success" and "Customer Success".
    Where they differ in more than case and spacing, a problem says that they share an address.
    """
    problems: list[Problem] = []
    merged = [*entries]
    for name, key in (("categories", "category"), ("tags", "tags"), ("authors", "author")):
        terms_of: Callable[[Entry], tuple[Term, ...]] = attrgetter(name)
        # Many entries have the same: each combination is looked at once.
        counts = Counter(map(terms_of, entries))
        chosen = _spellings(entries, terms_of, counts, key, problems)
        spelled = {terms: tuple([chosen[term.slug] for term in terms]) for terms in counts}
        if any(terms != other for terms, other in spelled.items()):
            merged = [_with_terms(entry, name, spelled[terms_of(entry)]) for entry in merged]
    return merged, problems


def color_categories(entries: Sequence[Entry], chosen: Mapping[str, str]) -> list[Entry]:
    """*entries* whose categories have the colours that *chosen* names, and no two the same while there are others.

    They are dealt from the oldest category to the newest, so that a new one leaves the others as they are: its first
    entry that is listed tells how old it is. Those without a date come after them, by name.
    """
    first: dict[str, tuple[bool, float, str, str]] = {}
    for entry in entries:
        is_listed_then = is_listed(entry) and entry.date is not None
        moment = entry.date.timestamp() if entry.date and is_listed_then else 0.0
        for term in entry.categories:
            age = (not is_listed_then, moment, term.name.casefold(), term.name)
            first[term.name] = min(age, first.get(term.name, age))
    colors = deal_colors(sorted(first, key=first.__getitem__), chosen)
    colored = {
        terms: tuple([term._replace(color=colors[term.name]) for term in terms])
        for terms in {entry.categories for entry in entries}
    }
    return [_with_terms(entry, "categories", colored[entry.categories]) for entry in entries]


def _with_terms(entry: Entry, name: str, terms: tuple[Term, ...]) -> Entry:
    return entry if getattr(entry, name) == terms else with_fields(entry, **{name: terms})


def _spellings(
    entries: Iterable[Entry],
    terms_of: Callable[[Entry], tuple[Term, ...]],
    combined: Mapping[tuple[Term, ...], int],
    key: str,
    problems: list[Problem],
) -> dict[Slug, Term]:
    """The term to be used for each slug; *combined* says how many of *entries* have which terms together."""
    counts: dict[Slug, Counter[Term]] = defaultdict(Counter)
    for together, count in combined.items():
        for term in together:
            counts[term.slug][term] += count
    chosen = {slug: min(terms, key=lambda term: (-terms[term], term.name)) for slug, terms in counts.items()}
    for slug, terms in counts.items():
        kept = chosen[slug]
        for term in sorted(terms, key=lambda term: term.name):
            if _bare(term.name) != _bare(kept.name):
                entry = next(entry for entry in entries if term in terms_of(entry))
                message = (
                    f"'{term.name}' and '{kept.name}' have one address, '{slug}'; spell them alike or tell them apart"
                )
                problems.append(warning(entry.source, entry.line_of(key), message, sort="names"))
    return chosen


def _bare(name: str) -> str:
    folded = unicodedata.normalize("NFC", name).casefold()
    return "".join(sign for sign in folded if sign.isalnum() or sign in "+#")


def match_introductions(
    entries: Sequence[Entry], introductions: Iterable[Entry]
) -> tuple[dict[tuple[str, Slug], Entry], list[Problem]]:
    """*introductions* by folder (`categories`, `tags` or `authors`) and slug of the name each introduces.

    With a problem for each whose name none of *entries* has, and for each that another one takes the place of.
    """
    known: dict[str, set[Slug]] = {
        name: {term.slug for term in set(chain.from_iterable(map(attrgetter(name), entries)))}
        for name in ("categories", "tags", "authors")
    }
    matched: dict[tuple[str, Slug], Entry] = {}
    problems = []
    for introduction in introductions:
        folder = introduction.source.partition("/")[0]
        if folder not in known:
            # It stands in front of the listing of a kind.
            continue
        names = (introduction.slug, *(Slug(alias) for alias in introduction.aliases))
        slug = next((name for name in names if name in known[folder]), None)
        if slug and (folder, slug) in matched:
            other = matched[folder, slug].source
            message = f"introduces the same as {other}; put both into one file"
            line = introduction.line_of("title")
            problems.append(warning(introduction.source, line, message, sort="names", mentions=(other,)))
            continue
        if slug:
            matched[folder, slug] = introduction
            continue
        hint = suggest(introduction.slug, known[folder]) or "; name it in an entry, or take the file away"
        message = f"introduces '{introduction.title}', which no entry names{hint}"
        problems.append(warning(introduction.source, introduction.line_of("title"), message, sort="names"))
    return matched, problems
