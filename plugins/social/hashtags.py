"""Hashtags: the tags and categories of an entry as networks write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from plugins.shared.languages import NAMES

# Marks that letters of many scripts carry, which Python's `\w` leaves out, and the joiner of Persian and Indic words.
# Blocks of Indic scripts are named whole, but for their full stops.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u07a6-\u07b0\u0900-\u0963\u0971-\u0df3\u0e31-\u0e3a"
    "\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ece\u0f71-\u0f84\u0f90-\u0fbc\u102b-\u103e\u1056-\u1059\u105e-\u1074\u135d-\u135f"
    "\u17b4-\u17d3\u18a9\u1ab0-\u1aff\u1dc0-\u1dff\u3099\u309a\ufe20-\ufe2f\u200c"
)
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}])*")
HASHTAG = re.compile(rf"(?<![\w&/])#([\w{_MARKS}]*[^\W\d_][\w{_MARKS}]*)")
# The word for "&"; where a language is not here, names on both sides stand side by side.
AND: Mapping[str, str] = {
    "en": "and", "de": "und", "nl": "en", "da": "og", "nb": "og", "nn": "og", "no": "og", "sv": "och", "is": "og",
    "fr": "et", "es": "y", "ca": "i", "it": "e", "pt": "e", "gl": "e", "ro": "și", "pl": "i", "cs": "a", "sk": "a",
    "sl": "in", "hr": "i", "sr": "i", "ru": "и", "uk": "і", "bg": "и", "el": "και", "fi": "ja", "et": "ja", "hu": "és",
    "tr": "ve", "id": "dan", "ms": "dan", "vi": "và", "eo": "kaj", "cy": "a", "eu": "eta",
}  # fmt: skip
# Where entries are put that belong nowhere, or all belong: they say nothing to who reads a post.
SHELVES = (
    "page", "pages", "post", "posts", "note", "notes", "article", "articles", "blog", "misc", "miscellaneous",
    "general", "other", "others", "all", "index", "draft", "drafts", "inbox", "archive", "uncategorized",
    "uncategorised", "unsorted", "allgemein", "allgemeines", "sonstiges", "verschiedenes", "notizen", "beiträge",
    "non classé", "divers", "sin categoría", "sin clasificar", "varios", "sem categoria", "senza categoria",
    "varie", "geen categorie", "overig", "bez kategorii", "nezařazené", "без рубрики", "разное", "без категорії",
    "okategoriserade", "ukategorisert", "ikke kategoriseret", "未分类", "未分類", "미분류", "カテゴリーなし",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class HashtagRules:
    """What is written in place of a name (*synonyms*, an empty one leaves it out), and names that are *never* written.

    Both by names in lower case; a synonym comes before *never*.
    """

    synonyms: Mapping[str, str] = field(default_factory=dict)
    never: frozenset[str] = frozenset(SHELVES)


def read_hashtag_rules(synonyms: Mapping[str, str], never: Iterable[str] = SHELVES) -> HashtagRules:
    """The rules of the settings HASHTAGS and HASHTAGS_NEVER."""
    folded = {name.casefold(): tag.lstrip("#") for name, tag in synonyms.items()}
    return HashtagRules(folded, frozenset(name.strip().lstrip("#").casefold() for name in never))


@lru_cache(maxsize=4096)
def make_hashtag(name: str, lang: str = "en") -> str:
    """*name* as a hashtag, words in PascalCase so that screen readers tell them apart; empty if it has no letter.

    Of a nested name it is the last part, and `&` the word that *lang* has for it.

    >>> make_hashtag("computing/thought_rockets")
    '#ThoughtRockets'
    """
    part = _last_part(name)
    said = part.replace("C#", "CSharp").replace("F#", "FSharp").replace("++", "PlusPlus")
    word_for_and = AND.get(lang.partition("-")[0].lower(), "")
    said = re.sub(r"(?<=\w)&(?=\w)", word_for_and, said).replace("&", f" {word_for_and} ")
    words = _WORD.findall(re.sub(r"(?<=\w)['’](?=\w)", "", said))
    # One word stays as it is written, as `#iOS`, but for the last of a nested name in small letters.
    is_as_written = len(words) == 1 and (part == name or not words[0].islower())
    joined = words[0] if is_as_written else "".join(word[:1].upper() + word[1:] for word in words)
    return f"#{joined}" if _has_letter(joined) else ""


def _last_part(name: str) -> str:
    """The last part of a nested *name* that has a letter; all of it where the parts are initials, as in `TCP/IP`."""
    parts = name.split("/")
    if len(parts) == 1 or all(part.isupper() for part in parts):
        return name
    return next((part for part in reversed(parts) if _has_letter(part)), name)


def _has_letter(text: str) -> bool:
    return re.search(r"[^\W\d_]", text) is not None


def choose_hashtags(
    names: Iterable[str], already: str, count: int, rules: HashtagRules = HashtagRules(), lang: str = "en"
) -> tuple[str, ...]:
    """*count* hashtags at most for *names*, the first ones first; those in the text *already* count, and stay out."""
    present = {tag.casefold() for tag in HASHTAG.findall(already)} if "#" in already else set()
    chosen: dict[str, str] = {}
    for tag in _list_hashtags(tuple(names), rules, lang):
        if tag[1:].casefold() not in present:
            chosen.setdefault(tag.casefold(), tag)
    return tuple(chosen.values())[: max(0, count - len(present))]


# Several networks ask for the same entry, one after the other.
@lru_cache(maxsize=16)
def _list_hashtags(names: tuple[str, ...], rules: HashtagRules, lang: str) -> tuple[str, ...]:
    return tuple(tag for name in names if (tag := _hashtag_for(name, rules, lang)))


def _hashtag_for(name: str, rules: HashtagRules, lang: str) -> str:
    folded = name.casefold()
    if (own := rules.synonyms.get(folded)) is not None:
        return make_hashtag(own, lang)
    last = _last_part(folded)
    # That a text is in its own language goes without saying.
    if folded in rules.never or last in rules.never or NAMES.get(last) == lang.partition("-")[0].lower():
        return ""
    return make_hashtag(name, lang)
