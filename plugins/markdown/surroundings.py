"""What lies in and around a content folder, as far as it decides how its texts are read."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from plugins.shared.files import read_file

SETTINGS_NAME = "pelicanconf.py"
VAULT_FOLDER = ".obsidian"
VAULT_SETTINGS = f"{VAULT_FOLDER}/app.json"
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


def list_deciding_files(content: Path, project: Path) -> list[Path]:
    """The files that decide how the texts in *content* are read, whether or not they are there; nearest first."""
    folders = () if content.is_relative_to(project) else (content, *list(content.parents)[:FOLDERS_ABOVE])
    return [*(folder / SETTINGS_NAME for folder in folders), content / VAULT_SETTINGS, content / VAULT_FOLDER]


def look_around(content: Path, project: Path) -> Surroundings:
    """What lies in and around *content*; the settings of *project* itself do not count, both are absolute."""
    *candidates, vault_settings, vault = list_deciding_files(content, project)
    name, text = "", ""
    if found := next((path for path in candidates if path.is_file()), None):
        text = _read(found)
        name = "" if OWN_PLUGIN in text else f"{found.parent.name}/{found.name}"
    return Surroundings(vault.is_dir(), _read(vault_settings), name, text if name else "")


def _read(path: Path) -> str:
    try:
        return read_file(path).decode("utf-8", errors="replace")
    except OSError:
        return ""
