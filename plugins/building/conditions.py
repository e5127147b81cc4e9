"""What a build works under besides its content: the code, the libraries and the settings, told by what they hold."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path, PurePath
from typing import Any, NamedTuple, TypeAlias

from plugins.shared.digests import Digest, digest, digest_of
from plugins.shared.files import read_file

PROJECT = Path(__file__).resolve().parents[2]
CODE_SUFFIXES = (".py", ".txt", ".toml")
LIBRARY = re.compile(r"(?P<name>.+?)-(?P<version>[^-]+)\.(?:dist|egg)-info")
# Asked for when pages are planned, or fed into the digests of what shows them: those digests tell what they touch.
SHOWN_SETTINGS = frozenset(
    "DEFAULT_PAGINATION PAGINATED_TEMPLATES FEED_MAX_ITEMS FEED_DOMAIN FEED_APPEND_REF WEBSUB_HUB".split()
)
# What they decide each build finds out anew: a date, for instance, which entries are due.
FOUND_ANEW = frozenset({"BUILD_DATE", "FAIL_ON", "HOST", "PROBLEMS"})
# They do what they do as soon as they are read, and nobody asks for them afterwards.
UNWATCHED = frozenset({"LOCALE", "LOG_FILTER", "PYGMENTS_RST_OPTIONS", "PLUGINS", "PLUGIN_PATHS", "THEME"})
# How settings end whose names are put together, as ARTICLE_URL is.
COMPOSED_ENDINGS = ("_URL", "_SAVE_AS", "_REGEX_SUBSTITUTIONS")
CAPITALS = re.compile(r"\b[A-Z][A-Z0-9_]*\b")
# By these a file of settings asks the system, another file or the clock, or imports what nobody can tell.
ASKING = re.compile(
    rb"\b(?:environ|getenv|subprocess|socket|urllib|platform|import_module|__import__|exec|eval)\b"
    rb"|\b(?:open|read_text|read_bytes|exists|is_file|is_dir|glob|iterdir|listdir|walk|today|now|time)\("
)
# Where the site goes decides nothing of what is in it.
NO_CONDITIONS = frozenset({"OUTPUT_PATH"})

Conditions: TypeAlias = Mapping[str, str]
"""By the names of files of the code and of libraries, what tells one from another."""


class Settings(NamedTuple):
    """The digest of each setting, and of each file that they are written in."""

    values: Mapping[str, Digest] = {}
    files: tuple[tuple[str, Digest], ...] = ()
    says_all: bool = False
    """Whether they are as they were while those files are."""
    dialect: str = ""
    """The dialect of Markdown that was asked for in place of theirs."""


def find_conditions() -> dict[str, str]:
    """The code of the project and the libraries as they are."""
    found = {}
    for folder, _folders, names in os.walk(PROJECT / "plugins"):
        for name in names:
            if name.endswith(CODE_SUFFIXES):
                path = Path(folder, name)
                found[path.relative_to(PROJECT).as_posix()] = digest(path.read_bytes()).hex()
    for place in sys.path:
        if place.endswith("site-packages") and os.path.isdir(place):
            found |= {
                f"the library {library['name']}": library["version"]
                for name in os.listdir(place)
                if (library := LIBRARY.fullmatch(name))
            }
    return found | {"Python": sys.version}


def tell_difference(old: Conditions, new: Conditions) -> str:
    """What is not as it was, in words; the first of it where there is more."""
    names = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    what = "has changed" if names[0] in old and names[0] in new else "is new" if names[0] in new else "is gone"
    more = f", and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0]} {what}{more}"


def look_at_settings(
    settings: Mapping[str, Any], path: Path, *, others: Iterable[Path] = (), dialect: str = ""
) -> Settings:
    """The *settings* that were read from the file at *path*, as they are now; *others* are files that decide as well.

    Of a folder among those only counts whether it is there.
    """
    paths = _find_files(path)
    files = look_at_files(paths)
    # What has no other name is as it was while the files are.
    unsure = digest_of(files)
    values = {
        name: _digest_value(settings[name], unsure)
        for name in sorted(settings)
        if name.isupper() and not name.startswith("DOODLEBOOK_") and name not in NO_CONDITIONS
    }
    return Settings(values, (*files, *look_at_files(map(str, others))), _say_all(path, paths), dialect)


def look_at_files(paths: Iterable[str]) -> tuple[tuple[str, Digest], ...]:
    return tuple((path, _digest_file(path)) for path in paths)


def find_changed(old: Settings, new: Settings) -> list[str]:
    """The settings that have another value, by name."""
    return sorted(
        name for name in old.values.keys() | new.values.keys() if old.values.get(name) != new.values.get(name)
    )


def find_read(names: Collection[str]) -> list[str]:
    """Those of the settings *names* that some code may ask for: Pelican's or ours names them or puts them together."""
    if not names:
        return []
    code = [path for package in ("plugins", "pelican") for path in _list_modules(package)]
    known = {word for path in code for word in CAPITALS.findall(path.read_text("utf-8"))}
    return [name for name in names if name in known or name.endswith(COMPOSED_ENDINGS)]


def _list_modules(package: str) -> list[Path]:
    found = find_spec(package)
    folders = found.submodule_search_locations if found else None
    return [path for folder in folders or () for path in Path(folder).rglob("*.py")]


def _digest_file(path: str) -> Digest:
    try:
        return digest(read_file(path))
    except IsADirectoryError:
        return digest(b"folder")
    except OSError:
        return b""


def _find_files(path: Path) -> list[str]:
    """The file at *path* and those it may have imported: what has been loaded and is neither ours nor a library."""
    others = tuple(f"{folder}{os.sep}" for folder in (PROJECT / "plugins", sys.prefix, sys.base_prefix))
    loaded = {getattr(module, "__file__", None) or "" for module in [*sys.modules.values()]}
    return sorted({str(path), *(file for file in loaded if file.endswith(".py") and not file.startswith(others))})


def _say_all(path: Path, loaded: Iterable[str]) -> bool:
    """Whether the settings in the file at *path* stay as they are while the files *loaded* do."""
    try:
        return not any(map(_asks_elsewhere, _find_imported(path, loaded)))
    except (SyntaxError, ValueError):
        # Saved since it was loaded, with a mistake in it.
        return False


def _find_imported(path: Path, loaded: Iterable[str]) -> list[str]:
    """The file of settings at *path*, and those of the files *loaded* that it imports, or that these import.

    The others belong to programs that were merely running.
    """
    names = {path: PurePath(path).stem for path in loaded}
    names |= {path: PurePath(path).parent.name for path, name in names.items() if name == "__init__"}
    found, waiting = [str(path)], [str(path)]
    while waiting:
        imported = _list_imported(waiting.pop())
        new = [path for path, name in names.items() if name in imported and path not in found]
        found += new
        waiting += new
    return found


def _list_imported(path: str) -> set[str]:
    """The names that the file at *path* imports, and those of what they are imported from."""
    words: list[str] = []
    for node in ast.walk(ast.parse(_read(path))):
        if isinstance(node, ast.ImportFrom):
            words.append(node.module or "")
        if isinstance(node, ast.Import | ast.ImportFrom):
            words += [alias.name for alias in node.names]
    return {part for word in words for part in word.split(".")}


def _asks_elsewhere(path: str) -> bool:
    """Whether what the file at *path* says may become something else while it stays as it is."""
    return ASKING.search(_read(path)) is not None


def _read(path: str) -> bytes:
    try:
        return read_file(path)
    except OSError:
        return b""


class _UnsureError(Exception):
    """A value that does not tell all it is."""


def _digest_value(value: object, unsure: Digest) -> Digest:
    try:
        return digest(_write(value).encode("utf-8", "surrogatepass"))
    except _UnsureError:
        return unsure


def _write(value: object) -> str:
    """*value* as text, the same in every process; raises `_UnsureError` for what is not made of plain things."""
    kind = type(value)
    if kind is dict:
        # In their order: of extensions of Markdown, for instance, it decides.
        return f"{{{','.join(f'{_write(key)}:{_write(one)}' for key, one in value.items())}}}"  # type: ignore[attr-defined]
    if kind is list or isinstance(value, tuple):
        return f"{kind.__name__}({','.join(map(_write, value))})"  # type: ignore[call-overload]
    if kind in (set, frozenset):
        return f"{kind.__name__}({','.join(sorted(map(_write, value)))})"  # type: ignore[call-overload]
    if (
        value is None
        or kind in (bool, int, float, complex, str, bytes)
        or isinstance(value, date | timedelta | PurePath)
    ):
        return repr(value)
    if isinstance(value, re.Pattern):
        return f"{value.pattern!r} {value.flags}"
    raise _UnsureError
