"""A plan: every page and file of the site at one moment, made when it is asked for, and what there is to see beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from plugins.shared.entry import SourcePath
from plugins.shared.files import list_files
from plugins.shared.site import is_listed, stream_key
from plugins.shared.urls import url_of

if TYPE_CHECKING:
    from plugins.building.memory import SiteMemory
    from plugins.building.pages import Planned, Planner
    from plugins.shared.bridge import Build
    from plugins.shared.entry import Entry
    from plugins.shared.problems import Problem

Answer: TypeAlias = tuple[dict[str, Any], bytes]
# As many as one looks at, so that a page of pictures is not as large as the site.
ENTRIES_VIEWED = 24
ENTRIES_NAMED = 200
MISSING: Answer = ({"found": "missing"}, b"")


def place_of(path: str) -> str:
    """The place of the page at the address *path*."""
    return f"{path}index.html" if not path or path.endswith("/") else path


@dataclass(slots=True)
class Glance:
    """What was saved since the site was planned, and shows nowhere but on its own pages."""

    entries: dict[SourcePath, Entry] = field(default_factory=dict)
    """The entries that were made anew, or are new."""
    pages: dict[str, Planned] = field(default_factory=dict)
    """Their pages, by their places."""
    files: dict[str, str] = field(default_factory=dict)
    """What those show, by place: where each is copied from."""
    gone: frozenset[SourcePath] = frozenset()
    """The entries whose files are gone."""
    left: set[str] = field(default_factory=set)
    """The places of pages that are gone, or have gone elsewhere."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The site that a build would write: its pages and other files, found by their places."""

    planner: Planner
    find_planned: Callable[[str], Planned | None]
    find_file: Callable[[str], bytes | str | None]
    """What it holds, or where it is copied from."""
    memory: SiteMemory
    glance: Glance = field(default_factory=Glance)

    @property
    def build(self) -> Build:
        return self.planner.build

    @property
    def settings(self) -> Mapping[str, Any]:
        return self.build.settings

    @property
    def problems(self) -> Sequence[Problem]:
        """What is amiss, and keeps nothing from being shown."""
        return self.build.problems

    def get(self, path: str) -> Answer:
        """What is at the address *path*, which begins behind the slash of the site."""
        name = place_of(path)
        if page := self.find_page(name):
            if not name.endswith(".html"):
                return {"found": "data"}, page.make()
            return {"found": "page", "views": self._views_of(name)}, page.make()
        if self.has_page(f"{name}/index.html"):
            return {"found": "moved", "url": url_of(f"{name}/index.html")}, b""
        held = self.glance.files.get(name) or self.find_file(name)
        if held is not None:
            return ({"found": "data"}, held) if isinstance(held, bytes) else ({"found": "file", "file": held}, b"")
        missing = self.find_page("404.html")
        return {"found": "missing"}, missing.make() if missing else b""

    def find_page(self, place: str) -> Planned | None:
        if page := self.glance.pages.get(place):
            return page
        return None if place in self.glance.left else self.find_planned(place)

    def has_page(self, place: str) -> bool:
        return self.find_page(place) is not None

    def find_entry(self, path: str) -> SourcePath | None:
        """The entry whose page is at the address *path*; `None` where there is another page, or none."""
        planned = self.find_page(place_of(path))
        if planned is None:
            return None
        source = SourcePath(planned.group)
        return source if source in self.glance.entries or source in self.build.known else None

    def _views_of(self, path: str) -> list[dict[str, str]]:
        """What there is to see of an entry beside its page: `title`, and `url` below the preview's own address."""
        source = self.find_entry(path)
        if source is None:
            return []
        url = (self.glance.entries.get(source) or self.build.known[source]).url
        views = self.build.views.items()
        return [{"title": view.title, "url": f"{name}/{url}"} for name, view in views if view.is_of_entry]

    def list_views(self) -> Answer:
        """What there is to see beside the site, and the newest entries with what there is to see of each."""
        known = [self.build.known[source] for source in self._listed()[:ENTRIES_NAMED]]
        views = self.build.views.items()
        return {
            "found": "page",
            "views": [{"title": view.title, "url": f"{name}/"} for name, view in views if not view.is_of_entry],
            "entries": [
                {"title": entry.title, "url": entry.url, "views": self._views_of(entry.save_as)} for entry in known
            ],
        }, b""

    def view(self, name: str, path: str) -> Answer:
        """The view *name* of the entry at the address *path*, or of the entries on the page of that number."""
        view = self.build.views.get(name)
        if view is None:
            return MISSING
        if view.is_of_entry:
            source = self.find_entry(path)
            return ({"found": "page"}, view.render([self._finished(source)]).encode()) if source else MISSING
        written = path.strip("/") or "1"
        number = int(written) if written.isdecimal() else 0
        listed = self._listed()
        count = max(1, -(-len(listed) // ENTRIES_VIEWED))
        if not 1 <= number <= count:
            return MISSING
        shown = listed[(number - 1) * ENTRIES_VIEWED : number * ENTRIES_VIEWED]
        body = view.render([self._finished(source) for source in shown]).encode()
        return {"found": "page", "number": number, "pages": count}, body

    def _finished(self, source: SourcePath) -> Entry:
        return self.memory.finished(self.memory.made[source].final)

    def _listed(self) -> list[SourcePath]:
        """The entries in listings, newest first."""
        listed = (known for known in self.build.known.values() if is_listed(known))
        return [known.source for known in sorted(listed, key=stream_key)]


@dataclass(frozen=True, slots=True)
class WholePlan:
    """A site that Pelican had to make by itself, as it lies in *folder*."""

    folder: Path
    settings: Mapping[str, Any]
    files: frozenset[str]
    problems: tuple[Problem, ...] = ()

    def get(self, path: str) -> Answer:
        """What is at the address *path*, which begins behind the slash of the site."""
        name = place_of(path)
        if name in self.files:
            if not name.endswith(".html"):
                return {"found": "file", "file": str(self.folder / name)}, b""
            return {"found": "page"}, (self.folder / name).read_bytes()
        if f"{name}/index.html" in self.files:
            return {"found": "moved", "url": url_of(f"{name}/index.html")}, b""
        return {"found": "missing"}, (self.folder / "404.html").read_bytes() if "404.html" in self.files else b""

    def has_page(self, place: str) -> bool:
        return place in self.files

    def find_entry(self, path: str) -> None:
        """Nothing: which page is whose is known to Pelican alone."""

    def list_views(self) -> Answer:
        return {"found": "page", "views": [], "entries": []}, b""

    def view(self, _name: str, _path: str) -> Answer:
        return MISSING


def plan_folder(folder: Path, settings: Mapping[str, Any], problems: tuple[Problem, ...]) -> WholePlan:
    return WholePlan(folder, settings, frozenset(list_files(folder)), problems)
