"""Where entries were and where they have gone, so that an old address leads to the new one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from plugins.shared.files import write_whole

# More places than this have been left by nobody who still looks for them.
PLACES_KEPT = 2000


class Seen(NamedTuple):
    """An entry as it was last seen: the place of its page, and the digest of its file."""

    place: str
    text: str


@dataclass(slots=True)
class Trail:
    """What has become of every place and file that the site once had; sources and places as text."""

    present: dict[str, Seen] = field(default_factory=dict)
    """The entries there are, by source."""
    left: dict[str, str] = field(default_factory=dict)
    """By a place that was left, the source that was last there."""
    lost: dict[str, str] = field(default_factory=dict)
    """The sources that are gone, with the digest of what they held."""
    heirs: dict[str, str] = field(default_factory=dict)
    """By a source that is gone, the one its text went to."""
    started_ns: int = 0
    """When the plan was begun that found `present`: it tells whether a state is of the same."""

    def follow(self, present: Mapping[str, Seen]) -> None:
        """Take note that these are the entries now.

        A file that was renamed is known by its text, whether it comes before its old name goes or after.
        """
        for source, seen in self.present.items():
            now = present.get(source)
            if now is None or now.place != seen.place:
                # Anew at the end: what was left longest ago is forgotten first.
                self.left.pop(seen.place, None)
                self.left[seen.place] = source
            if now is None:
                self.lost[source] = seen.text
        for source in [source for source in self.lost if source in present]:
            del self.lost[source]
            self.heirs.pop(source, None)
        if present.keys() != self.present.keys():
            self._find_heirs(present)
        self.present = dict(present)
        self._forget()

    def _find_heirs(self, present: Mapping[str, Seen]) -> None:
        orphans = [source for source in self.lost if self.heirs.get(source) not in present]
        wanted = {self.lost[source] for source in orphans}
        holders: dict[str, list[str]] = {}
        for source, seen in present.items():
            if seen.text in wanted:
                holders.setdefault(seen.text, []).append(source)
        for orphan in orphans:
            found = holders.get(self.lost[orphan], [])
            fresh = [source for source in found if source not in self.present]
            # Where several hold the same, nobody can tell which of them it was.
            for candidates in (fresh, found):
                if len(candidates) == 1:
                    self.heirs[orphan] = candidates[0]
                    break

    def _forget(self) -> None:
        for place in list(self.left)[: max(0, len(self.left) - PLACES_KEPT)]:
            del self.left[place]
        for source in list(self.lost)[: max(0, len(self.lost) - PLACES_KEPT)]:
            del self.lost[source]
            self.heirs.pop(source, None)

    def find(self, place: str) -> str | None:
        """The place where the entry is now that was once at *place*; `None` if it is gone, or never was."""
        source = self.left.get(place)
        passed = set()
        while source is not None and source not in self.present and source not in passed:
            passed.add(source)
            source = self.heirs.get(source)
        return self.present[source].place if source in self.present else None


def load_trail(path: Path) -> Trail:
    """The trail kept at *path*; an empty one where there is none, or none that can be read."""
    try:
        held = json.loads(path.read_bytes())
        present = {source: Seen(place, text) for source, (place, text) in held["present"].items()}
        return Trail(present, held["left"], held["lost"], held["heirs"], held["started_ns"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Trail()


def save_trail(path: Path, trail: Trail) -> None:
    write_whole(path, json.dumps({name: getattr(trail, name) for name in Trail.__slots__}).encode())
