"""A new entry: where its file goes and what stands in it at first."""

from __future__ import annotations

import html
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import yaml

from plugins.shared.entry import Kind, SourcePath
from plugins.shared.markup import plain_text
from plugins.shared.problems import suggest
from plugins.shared.urls import slugify

FIELD = re.compile(r"\{(title|date|slug)\}")


class StartError(ValueError):
    """An entry that cannot be started; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A file to be written below the content folder."""

    source: SourcePath
    text: str


def find_kind(word: str) -> Kind:
    """The kind called *word*, in the singular or as its folder; raises `StartError`."""
    known = [kind.value for kind in Kind]
    folded = word.strip().casefold()
    for kind in Kind:
        if folded in (kind.value, kind.folder):
            return kind
    raise StartError(f"unknown kind '{word}'{suggest(word, known) or '; write one of ' + ', '.join(known)}")


def plan_entry(kind: Kind, title: str, now: datetime, template: str) -> NewEntry:
    """The file for a draft called *title*, dated *now*; only a rocket may have no title. Raises `StartError`."""
    clean = clean_title(title)
    if not clean and kind is not Kind.ROCKET:
        raise StartError(f"a {kind} needs a title; write it between quotes behind the kind")
    slug = slugify(clean) or f"{kind}-{now:%Y-%m-%d-%H%M%S}"
    values = {"title": quote_title(clean) if clean else "", "date": format_date(now), "slug": slug}
    return NewEntry(SourcePath(f"{kind.folder}/{slug}.md"), fill_template(template, values))


def clean_title(title: str) -> str:
    """*title* on one line, without control characters and what is no character at all."""
    shown = "".join(sign for sign in title if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cs"))
    return " ".join(shown.split())


def quote_title(title: str) -> str:
    """*title* as a YAML value on one line that is read as text: plain where that is safe, else between quotes."""
    # A title may hold HTML, so what only looks like it is escaped.
    text = title if plain_text(title) == title else html.escape(title, quote=False)
    written = yaml.safe_dump([text], allow_unicode=True, width=math.inf).removeprefix("- ").removesuffix("\n")
    is_plain = written == text and not _is_other_than_text(text)
    if is_plain or written.startswith('"') or '"' in text or "\\" in text:
        return written
    return f'"{text}"'


def _is_other_than_text(text: str) -> bool:
    """Whether some YAML readers take plain *text*, which PyYAML takes for text, for a number or a boolean.

    Both versions of YAML are about: `y` is a boolean in 1.1 only, `1e3` and `0o17` are numbers in 1.2 only.
    """
    return re.fullmatch(r"[yn]|[-+]?[\d.]+e[-+]?\d+|0o[0-7]+", text, re.IGNORECASE) is not None


def format_date(moment: datetime) -> str:
    """*moment* as a front matter value: `2026-11-21 08:05+01:00`."""
    return moment.isoformat(" ", timespec="minutes")


def fill_template(template: str, values: Mapping[str, str]) -> str:
    """*template* with `{title}`, `{date}` and `{slug}` filled in; a line left with a key and no value is left out."""
    lines = []
    for line in template.splitlines():
        filled = FIELD.sub(lambda field: values[field[1]], line)
        if filled == line or not filled.endswith(": "):
            lines.append(filled)
    return "\n".join(lines) + "\n"
