"""How a wikilink is written, and what stands for it in HTML until every entry is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

SCHEME = "wikilink:"
# A `#` at the end of a name, or before a space, belongs to it: C#, F# for beginners.
FRAGMENT = re.compile(r"#(?=[^#\s])")


@dataclass(frozen=True, slots=True)
class Target:
    """What a wikilink points at: a *name* (empty: this very entry) and a *fragment*, a heading or `^block`."""

    name: str
    fragment: str


def parse_target(text: str) -> Target:
    """The target written between the brackets, before any bar."""
    sharp = FRAGMENT.search(text)
    if sharp is None:
        return Target(text.strip(), "")
    return Target(text[: sharp.start()].strip(), text[sharp.end() :].strip())


def split_target(text: str) -> Iterator[Target]:
    """Every way to read *text*, the longest name first: a name may hold a sharp sign, as `Issue #5` does."""
    yield Target(text.strip(), "")
    at = text.rfind("#")
    while at > 0:
        yield Target(text[:at].strip(), text[at + 1 :].strip())
        at = text.rfind("#", 0, at)


def quote_target(text: str) -> str:
    return SCHEME + quote(text.strip(), safe="")


def unquote_target(text: str) -> str:
    return unquote(text.removeprefix(SCHEME))


def default_words(target: Target) -> str:
    """What a wikilink without words of its own shows: the name, and the heading where one is named."""
    name = target.name.rpartition("/")[2].removesuffix(".md")
    if target.fragment.startswith("^") or not target.fragment:
        return name or target.fragment.lstrip("^")
    return f"{name} › {target.fragment}" if name else target.fragment
