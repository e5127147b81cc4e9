"""What the settings of another program, which lie beside the content, say of a site: read, never run, and not used."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import yaml

from plugins.shared.problems import Problem, note
from plugins.shared.sorts import SETTINGS_NAME

PUBLIC_NAME = "publishconf.py"
# What Pelican calls a thing, and what it is called here; of those on one line the first counts.
OF_PELICAN = (
    ("SITENAME", "SITENAME"),
    ("SITESUBTITLE", "SITESUBTITLE"),
    ("AUTHOR", "AUTHOR"),
    ("SITEURL", "SITEURL"),
    ("DEFAULT_LANG", "DEFAULT_LANG"),
    ("TIMEZONE", "TIMEZONE"),
    ("ARTICLE_URL", "POST_URL"),
    ("ARTICLE_SAVE_AS", "POST_URL"),
    ("PAGE_URL", "PAGE_URL"),
    # Ours, in the wrong file.
    ("MARKDOWN_DIALECT", "MARKDOWN_DIALECT"),
    ("MARKDOWN_BREAKS", "MARKDOWN_BREAKS"),
    ("MARKDOWN_WITHOUT", "MARKDOWN_WITHOUT"),
)
# The same of Hugo, Zola and Jekyll, as paths into what a file of theirs holds.
OF_OTHERS = (
    ("title", "SITENAME"),
    ("author", "AUTHOR"),
    ("author.name", "AUTHOR"),
    ("params.author", "AUTHOR"),
    ("params.author.name", "AUTHOR"),
    ("baseURL", "SITEURL"),
    ("base_url", "SITEURL"),
    ("url", "SITEURL"),
    ("languageCode", "DEFAULT_LANG"),
    ("defaultContentLanguage", "DEFAULT_LANG"),
    ("default_language", "DEFAULT_LANG"),
    ("lang", "DEFAULT_LANG"),
    ("timeZone", "TIMEZONE"),
    ("timezone", "TIMEZONE"),
    ("permalinks.posts", "POST_URL"),
    ("permalinks.page.posts", "POST_URL"),
    ("permalink", "POST_URL"),
)
PLACEHOLDERS = {
    ":year": "{date:%Y}",
    ":month": "{date:%m}",
    ":day": "{date:%d}",
    ":slug": "{slug}",
    ":slugorfilename": "{slug}",
    ":slugorcontentbasename": "{slug}",
    ":filename": "{slug}",
    ":contentbasename": "{slug}",
    ":title": "{slug}",
    ":categories": "{category}",
}


class Foreign(NamedTuple):
    """What a file says: the *name* of a setting there, that of ours, and the *value*."""

    name: str
    ours: str
    value: Any


def name_foreign(files: Iterable[tuple[str, str]], settings: Mapping[str, Any]) -> Iterator[Problem]:
    """A note for each of *files*, by its name and text, that says something else than *settings*."""
    for name, text in files:
        found = {one.ours: one for one in reversed([*_read(name, text)])}
        other = [one for one in found.values() if _differs(one, settings)]
        if not other:
            continue
        lines = ", ".join(_write(one) for one in sorted(other, key=lambda one: one.ours))
        yield note(
            name, 0, f"is read and not used; to keep what it says, write into {SETTINGS_NAME}: {lines}", sort="setting"
        )


def _differs(one: Foreign, settings: Mapping[str, Any]) -> bool:
    used = settings.get(one.ours)
    # At home the site has no address.
    return bool(used != one.value and (used or one.ours != "SITEURL"))


def _write(one: Foreign) -> str:
    places = [
        *([f"there {one.name}"] if one.name != one.ours else []),
        *([PUBLIC_NAME] if one.ours == "SITEURL" else []),
    ]
    return f"{one.ours} = {one.value!r}" + (f" ({', '.join(places)})" if places else "")


def _read(name: str, text: str) -> Iterator[Foreign]:
    if name.endswith(".py"):
        values = read_literals(text)
        for theirs, ours in OF_PELICAN:
            said = values.get(theirs)
            if said not in (None, ""):
                yield Foreign(theirs, ours, _as_address(said) if theirs == "ARTICLE_SAVE_AS" else said)
        return
    held = _read_data(name, text)
    for path, ours in OF_OTHERS:
        value: object = held
        for key in path.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if isinstance(value, str) and value.strip():
            written = _as_pattern(value) if ours == "POST_URL" else value.strip()
            if written:
                yield Foreign(path, ours, written.rstrip("/") if ours == "SITEURL" else written)


def read_literals(text: str) -> dict[str, Any]:
    """The names that the Python *text* gives a value which is written out, and those values."""
    try:
        statements = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[str, Any] = {}
    for statement in statements:
        if not isinstance(statement, ast.Assign):
            continue
        try:
            value = ast.literal_eval(statement.value)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            continue
        found |= {target.id: value for target in statement.targets if isinstance(target, ast.Name)}
    return found


def _read_data(name: str, text: str) -> object:
    try:
        return tomllib.loads(text) if name.endswith(".toml") else yaml.safe_load(text)
    except (ValueError, RecursionError, yaml.YAMLError):
        return {}


def _as_address(save_as: object) -> object:
    """The address of a page that is saved as *save_as*."""
    return save_as.removesuffix("index.html") if isinstance(save_as, str) else save_as


def _as_pattern(written: str) -> str:
    """The pattern of an address, `/:year/:title/`, as it is written here; empty for one that says something else."""
    pattern = re.sub(r":\w+", lambda found: PLACEHOLDERS.get(found[0].lower(), found[0]), written.strip())
    return "" if re.search(r":[a-z]", pattern) or "{" not in pattern else pattern.lstrip("/")
