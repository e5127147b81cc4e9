"""Hashtags: the tags and categories of an entry as networks write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

HASHTAG = re.compile(r"(?<![\w&/])#(\w*[^\W\d_]\w*)")


def make_hashtag(name: str) -> str:
    """*name* as a hashtag, words in PascalCase so that screen readers tell them apart; empty if it has no letter.

    >>> make_hashtag("thought rockets")
    '#ThoughtRockets'
    """
    said = name.replace("C#", "CSharp").replace("F#", "FSharp").replace("++", "PlusPlus").replace("&", " and ")
    words = re.findall(r"\w+", re.sub(r"(?<=\w)['’](?=\w)", "", said))
    # One word stays as it is written: `#iOS`.
    joined = words[0] if len(words) == 1 else "".join(word[:1].upper() + word[1:] for word in words)
    joined = joined.strip("_")
    return f"#{joined}" if re.search(r"[^\W\d_]", joined) else ""


def choose_hashtags(names: Iterable[str], synonyms: Mapping[str, str], already: str, count: int) -> tuple[str, ...]:
    """*count* hashtags at most for *names*, the first ones first; those in the text *already* count, and stay out.

    *synonyms* are what is written in place of a name, without case; an empty one leaves the name out.
    """
    folded = {name.casefold(): tag for name, tag in synonyms.items()}
    present = {tag.casefold() for tag in HASHTAG.findall(already)}
    chosen: dict[str, str] = {}
    for name in names:
        tag = make_hashtag(folded.get(name.casefold(), name).lstrip("#"))
        if tag and tag[1:].casefold() not in present:
            chosen.setdefault(tag.casefold(), tag)
    return tuple(chosen.values())[: max(0, count - len(present))]
