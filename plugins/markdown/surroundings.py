"""What lies in and around a content folder, as far as it decides how its texts are read."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from plugins.shared.files import is_file, read_file

SETTINGS_NAME = "pelicanconf.py"
VAULT_FOLDER = ".obsidian"
VAULT_SETTINGS = f"{VAULT_FOLDER}/app.json"
# Where other programs keep the settings of a site: Hugo, Zola, Jekyll.
OTHER_SETTINGS = ("hugo.toml", "config.toml", "hugo.yaml", "config.yaml", "_config.yml", "_config.yaml")
# A file of settings that names this plugin belongs to a site of ours, not to an older blog.
OWN_PLUGIN = "plugins.kinds"
# How far above a content folder its settings may lie: as `blog/pelicanconf.py` for `blog/src/posts`.
FOLDERS_ABOVE = 3


class Surroundings(NamedTuple):
    """What lies in and around a content folder, as far as it decides how its texts are read."""

    is_vault: bool = False
    """Whether it has an `.obsidian/`."""
    vault_settings: str = ""
    """The text of its `app.json`."""
    stock_name: str = ""
    """Where the settings of an older Pelican blog lie, as `old/pelicanconf.py`; empty if there are none."""
    stock_text: str = ""
    foreign: tuple[tuple[str, str], ...] = ()
    """The nearest settings of other programs, that one among them: their names, with their folder, and texts."""


def list_deciding_files(content: Path, project: Path) -> list[Path]:
    """The files that decide how the texts in *content* are read, whether or not they are there; nearest first."""
    folders = () if content.is_relative_to(project) else (content, *list(content.parents)[:FOLDERS_ABOVE])
    names = (SETTINGS_NAME, *OTHER_SETTINGS)
    return [
        *(folder / name for folder in folders for name in names),
        content / VAULT_SETTINGS,
        content / VAULT_FOLDER,
    ]


def look_around(content: Path, project: Path) -> Surroundings:
    """What lies in and around *content*; the settings of *project* itself do not count, both are absolute."""
    *candidates, vault_settings, vault = list_deciding_files(content, project)
    there = [path for path in candidates if is_file(path)]
    stock = next((path for path in there if path.name == SETTINGS_NAME), None)
    name, text = (_name(stock), _read(stock)) if stock else ("", "")
    if OWN_PLUGIN in text:
        name = text = ""
    nearest = [path for path in there if path.parent == there[0].parent and path != stock]
    foreign = [*([(name, text)] if name else []), *((_name(path), _read(path)) for path in nearest)]
    return Surroundings(vault.is_dir(), _read(vault_settings), name, text, tuple(foreign))


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _read(path: Path) -> str:
    try:
        return read_file(path).decode("utf-8", errors="replace")
    except OSError:
        return ""
