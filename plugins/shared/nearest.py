"""The names closest to one that nobody has, among thousands, for "did you mean"."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise

# Of so few all are compared, which takes 10 microseconds each.
FEW = 200
# So many of the rest, those with most pairs of characters in common.
CANDIDATES = 50


def find_nearest(word: str, known: Iterable[str], count: int, cutoff: float) -> list[str]:
    """At most *count* of *known*, the nearest first, as `difflib.get_close_matches` tells and measures.

    Of many names only those are compared that share pairs of characters with *word*.
    """
    names = tuple(known)
    if len(names) > FEW:
        names = tuple(_find_candidates(word, names))
    return difflib.get_close_matches(word, names, n=count, cutoff=cutoff)


def _find_candidates(word: str, names: tuple[str, ...]) -> Iterator[str]:
    index = _index(names)
    shared = Counter(chain.from_iterable(index.get(pair, ()) for pair in _pairs(word)))
    least = max(shared.values(), default=0) / 2
    near = [number for number, count in shared.items() if count >= least]
    near.sort(key=lambda number: (-shared[number] / (len(word) + len(names[number])), names[number]))
    return (names[number] for number in near[:CANDIDATES])


@lru_cache(maxsize=4)
def _index(names: tuple[str, ...]) -> Mapping[str, Sequence[int]]:
    """Which of *names*, by their numbers, hold a pair of characters."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        for pair in _pairs(name):
            found[pair].append(number)
    return found


def _pairs(word: str) -> set[str]:
    """The pairs of neighbours in *word*, its ends included, so that a single character has some."""
    return {one + other for one, other in pairwise(f"\0{word}\0")}
