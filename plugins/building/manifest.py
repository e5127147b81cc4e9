"""The last build's record: which files it left in an output folder, so that the next one may remove them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from plugins.shared.files import is_inside_path, write_whole


def manifest_path(cache_path: Path, output: Path) -> Path:
    """Where the record of the resolved folder *output* is kept."""
    return cache_path / "outputs" / f"{hashlib.sha256(str(output).encode()).hexdigest()[:16]}.json"


def note_path(cache_path: Path, output: Path) -> Path:
    """The file that is there while files of the resolved folder *output* are moved."""
    return manifest_path(cache_path, output).with_suffix(".moving")


def load_manifest(path: Path) -> frozenset[str]:
    """The recorded files, relative to their folder; none where the record is missing or spoilt."""
    try:
        names = json.loads(path.read_text("utf-8"))["files"]
        if not _are_harmless(names):
            names = [name for name in names if isinstance(name, str) and is_inside_path(name)]
        return frozenset(names)
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def _are_harmless(names: Iterable[object]) -> bool:
    """Whether all of *names* are certainly paths inside; told at once, which takes a tenth of the time."""
    if {*map(type, names)} != {str}:
        return False
    text = "\n".join(("", *map(str, names), ""))
    return not any(sign in text for sign in ("..", "\n/", "\n\n", "\0"))


def save_manifest(path: Path, output: Path, files: Iterable[str]) -> None:
    record = {"output": str(output), "files": sorted(files)}
    write_whole(path, json.dumps(record, ensure_ascii=True, indent=0).encode(), is_durable=True)
