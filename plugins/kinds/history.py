"""When files came to be and were last changed, as the history of the content folder tells."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from plugins.shared.entry import Entry, Kind
from plugins.shared.site import with_fields

# A line with the date for each commit, then the files it touched. Whatever the folder is set to, no program is run.
LOG_COMMAND = ("-c", "log.showSignature=false", "log", "--format=%x01%cI", "--name-only", "--no-renames", "-z")
RECORD = "\x01"


@dataclass(frozen=True, slots=True)
class FileDates:
    """The first and the last commit that touched a file."""

    created: datetime
    modified: datetime


def read_history(content_path: Path) -> dict[str, FileDates]:
    """The dates of the files below *content_path*; none where there is no git, no repository, or only part of one."""
    if _ask_git(content_path, "rev-parse", "--is-shallow-repository").strip() != "false":
        return {}
    return parse_log(_ask_git(content_path, *LOG_COMMAND, "--relative", "--", "."))


def _ask_git(folder: Path, *arguments: str) -> str:
    try:
        answer = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return answer.stdout.decode("utf-8", "surrogateescape")


def parse_log(log: str) -> dict[str, FileDates]:
    """The dates of every file in the output of `git log` with `LOG_COMMAND`, newest commit first."""
    dates: dict[str, FileDates] = {}
    for record in log.split(RECORD)[1:]:
        written, _, names = record.partition("\0")
        moment = datetime.fromisoformat(written.strip())
        for name in names.replace("\n", "").split("\0"):
            if name:
                known = dates.get(name)
                dates[name] = FileDates(moment, known.modified if known else moment)
    return dates


def add_dates(entry: Entry, dates: Mapping[str, FileDates]) -> Entry:
    """*entry*, if it is a note, with the dates its front matter does not give."""
    found = dates.get(entry.source)
    if entry.kind is not Kind.NOTE or found is None:
        return entry
    created = entry.date or found.created
    modified = entry.modified or (found.modified if found.modified.date() > created.date() else None)
    return with_fields(entry, date=created, modified=modified)
