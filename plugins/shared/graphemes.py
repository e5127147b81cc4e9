"""The characters that readers see: extended grapheme clusters, by Unicode's annex 29."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

# Each of these is a cluster of its own beside another of them, so that most of a text need not be looked at:
# ASCII but CR and other controls, letters of Latin, Greek and Cyrillic, common punctuation, kana, Chinese.
_SIMPLE = (
    " -~\u00a1-\u00a8\u00aa-\u00ac\u00af-\u02ff\u0370-\u03ff\u0400-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027"
    "\u3001-\u3029\u3041-\u3096\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff9d"
)
_TO_LOOK_AT = re.compile(rf"[{_SIMPLE}]?[^{_SIMPLE}]+(?:[{_SIMPLE}][^{_SIMPLE}]+)*[{_SIMPLE}]?")
# A cluster ends before a space, unless what is before takes anything.
_WORD = re.compile(r" ?[^ ]+| ")


def count_graphemes(text: str) -> int:
    """How many characters a reader would count in *text*."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    places = [match.span() for match in _TO_LOOK_AT.finditer(text)]
    looked_at = sum(end - start for start, end in places)
    return len(text) - looked_at + sum(len(_split(text[start:end])) for start, end in places)


def split_graphemes(text: str) -> list[str]:
    """*text* in grapheme clusters."""
    return list(_clusters(text))


def find_grapheme_start(text: str, place: int) -> int:
    """Where the grapheme cluster begins that *place* is in: *place* itself where one begins there."""
    # What stands behind the next character decides nothing.
    for match in _TO_LOOK_AT.finditer(text, 0, place + 1):
        if match.start() < place < match.end():
            start = match.start()
            for cluster in _split(match[0]):
                if start + len(cluster) > place:
                    return start
                start += len(cluster)
    return place


def _clusters(text: str) -> Iterator[str]:
    end = 0
    for match in _TO_LOOK_AT.finditer(text):
        yield from text[end : match.start()]
        yield from _split(match[0])
        end = match.end()
    yield from text[end:]


def _split(text: str) -> list[str]:
    found: list[str] = []
    is_open = False
    for word in _WORD.findall(text):
        clusters, goes_on = _split_word(word)
        if is_open:
            found[-1] += clusters[0]
        found += clusters[is_open:]
        is_open = goes_on
    return found


@lru_cache(maxsize=4096)
def _split_word(word: str) -> tuple[tuple[str, ...], bool]:
    """The clusters of *word*, and whether its last takes what follows (GB9b); words are many times the same."""
    # Its tables are loaded when the first text needs them.
    from uniseg.graphemecluster import GraphemeClusterBreak, grapheme_cluster_break, grapheme_clusters

    return tuple(grapheme_clusters(word)), grapheme_cluster_break(word[-1]) is GraphemeClusterBreak.PREPEND
