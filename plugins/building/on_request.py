"""The site page by page: planned in memory, each page made when it is asked for, nothing written but the cache.

A process of its own behind the preview, so that whatever the code of a plugin does ends with it:
`python -m plugins.building.on_request CONTENT SETTINGS`.
It reads requests from its standard input and answers on its standard output, one for one, until its input ends.
A request is a line of JSON; so is an answer, and `size` bytes follow it.

- `{"do": "plan"}`: read what has changed. Answers `is_planned`; `problems` where it is not; where it is, the number
  of `warnings`, and the `sources` of the site that lie where its settings say.
- `{"do": "get", "path": "notes/tea/"}`: answers `found`: `page`, `data`, `file` (with `file`, to be read from there),
  `moved` (with `url`), `missing` (the page that says so follows) or `broken` (with `problems`).
  The `views` of a page are those of its entry.
- `{"do": "views"}`: answers `views`, what there is to see beside the site, and `entries`, the newest ones.
- `{"do": "view", "name": "social", "path": "notes/tea/"}`: answers as for a page; of a view of many entries, *path*
  is the number of the page, and `pages` how many there are.
- `{"do": "warnings", "path": "notes/tea/"}`: answers `problems` that stop nothing, those of that entry first.
- `{"do": "save"}`: remember what is planned for the next process.
"""

from __future__ import annotations

import io
import json
import os
import select
import shutil
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

from plugins.building.trail import Seen, Trail, load_trail, save_trail
from plugins.shared.entry import SourcePath
from plugins.shared.site import is_listed, stream_key
from plugins.shared.urls import url_of

if TYPE_CHECKING:
    from plugins.building.engine import Job
    from plugins.building.memory import SiteMemory
    from plugins.building.pages import Planned
    from plugins.building.store import EntryStore, State
    from plugins.shared.bridge import Build
    from plugins.shared.digests import Digest
    from plugins.shared.entry import Entry
    from plugins.shared.problems import Problem

PROJECT = Path(__file__).resolve().parents[2]
# What is planned is saved when nothing has been asked for this long.
IDLE_SECONDS = 2.0
# As many as one looks at, so that a page of pictures is not as large as the site.
ENTRIES_VIEWED = 24
ENTRIES_NAMED = 200
WARNINGS_TOLD = 200
TEMPLATE_CURE = "mend the template and save it; theme/README.md lists what templates are given"
CODE_CURE = "mend this line and save the file"

Answer: TypeAlias = tuple[dict[str, Any], bytes]


@dataclass(frozen=True, slots=True)
class Plan:
    """Every page and file of the site at one moment."""

    pages: Mapping[str, Planned]
    find_files: Callable[[], Mapping[str, tuple[tuple[Digest, ...], bytes | str]]]
    """Looked for when the first of them is asked for: a save of a text would pay for all of them."""
    build: Build
    memory: SiteMemory

    def find_entry(self, place: str) -> SourcePath | None:
        """The entry whose page is at *place*; `None` where there is another page, or none."""
        planned = self.pages.get(place)
        source = SourcePath(planned.group) if planned else None
        return source if source in self.build.known else None

    def finished(self, source: SourcePath) -> Entry:
        return self.memory.finished(self.memory.made[source].final)

    def listed(self) -> list[SourcePath]:
        """The entries in listings, newest first."""
        listed = (known for known in self.build.known.values() if is_listed(known))
        return [known.source for known in sorted(listed, key=stream_key)]


@dataclass(slots=True)
class Desk:
    """Plans one site, again and again, and makes what is asked for of the last plan that succeeded."""

    job: Job
    _store: EntryStore | None = None
    _state: State | None = None
    _plan: Plan | None = None
    _trail: Trail = field(default_factory=Trail)
    is_saved: bool = True

    def plan(self) -> None:
        """Read what has changed; raises what the content or the code is at fault for, and keeps the last plan."""
        from plugins.building.engine import conditions_of
        from plugins.building.memory import MemoryLost
        from plugins.building.store import EntryStore, State, StateError, load_state

        if self._store is None:
            _inherit(self.job)
            self._store = EntryStore(self.job.memory_path / "entries.sqlite")
            self._trail = load_trail(self._trail_path)
        if self._state is None:
            try:
                conditions = conditions_of(self.job)
                self._state = load_state(self.job.memory_path / "site.state", conditions)
            except StateError:
                self._state = State(conditions=conditions)
        try:
            self._plan_from(self._state, self._store)
        except MemoryLost:
            self._plan_from(State(conditions=self._state.conditions), self._store)

    def _plan_from(self, state: State, store: EntryStore) -> None:
        from plugins.building.command import read_site
        from plugins.building.engine import facts_to_keep, files_of
        from plugins.building.memory import SiteMemory, scan_stamps
        from plugins.building.pages import make_planner
        from plugins.shared.bridge import BuildFailed

        started_ns = time.time_ns()
        memory = SiteMemory(state, store, self.job.content_path, scan_stamps(self.job.content_path))
        try:
            build = read_site(self.job, memory, state)
        except BuildFailed:
            # What was read stays read; what was made of it waits for a plan that succeeds.
            memory.save()
            self._state = replace(state, started_ns=started_ns, rows=memory.rows)
            self.is_saved = False
            raise
        memory.save()
        pages = make_planner(build, memory, memory.made, build.settings["site"]).plan()
        find_files = cache(lambda: files_of(build, memory))
        self._state = replace(
            state,
            started_ns=started_ns,
            file_names=memory.file_names,
            file_stamps=memory.file_stamps(),
            rows=memory.rows,
            made=memory.made,
            facts=facts_to_keep(build),
        )
        self._trail.follow(
            {source: Seen(known.save_as, memory.rows[source].text.hex()) for source, known in build.known.items()}
        )
        self._plan = Plan(pages, find_files, build, memory)
        self.is_saved = False

    @property
    def _trail_path(self) -> Path:
        return self.job.memory_path / "trail.json"

    def get(self, path: str) -> Answer:
        """What is at the address *path*, which begins behind the slash of the site."""
        if self._plan is None:
            return {"found": "unplanned"}, b""
        name = _place_of(path)
        if name in self._plan.pages:
            if not name.endswith(".html"):
                return {"found": "data"}, self._plan.pages[name].make()
            return {"found": "page", "views": self._views_of(name)}, self._plan.pages[name].make()
        if f"{name}/index.html" in self._plan.pages:
            return {"found": "moved", "url": url_of(f"{name}/index.html")}, b""
        files = self._plan.find_files()
        if name in files:
            _parts, held = files[name]
            return ({"found": "data"}, held) if isinstance(held, bytes) else ({"found": "file", "file": held}, b"")
        place = self._trail.find(name) or self._trail.find(f"{name}/index.html")
        if place and place in self._plan.pages:
            return {"found": "moved", "url": url_of(place)}, b""
        missing = self._plan.pages.get("404.html")
        return {"found": "missing"}, missing.make() if missing else b""

    def _views_of(self, place: str) -> list[dict[str, str]]:
        """What there is to see of the entry at *place* beside its page: `title`, and `url` below the preview's own."""
        if self._plan is None or (source := self._plan.find_entry(place)) is None:
            return []
        url = self._plan.build.known[source].url
        views = self._plan.build.views
        return [{"title": view.title, "url": f"{name}/{url}"} for name, view in views.items() if view.is_of_entry]

    def list_views(self) -> Answer:
        """What there is to see beside the site, and the newest entries with what there is to see of each."""
        if self._plan is None:
            return {"found": "unplanned"}, b""
        known = self._plan.build.known
        return {
            "found": "page",
            "views": [
                {"title": view.title, "url": f"{name}/"}
                for name, view in self._plan.build.views.items()
                if not view.is_of_entry
            ],
            "entries": [
                {"title": known[source].title, "url": known[source].url, "views": self._views_of(known[source].save_as)}
                for source in self._plan.listed()[:ENTRIES_NAMED]
            ],
        }, b""

    def view(self, name: str, path: str) -> Answer:
        """The view *name* of the entry at the address *path*, or of the entries on the page of that number."""
        if self._plan is None:
            return {"found": "unplanned"}, b""
        view = self._plan.build.views.get(name)
        source = self._plan.find_entry(_place_of(path))
        if view and view.is_of_entry and source:
            return {"found": "page"}, view.render([self._plan.finished(source)]).encode()
        number = path.strip("/") or "1"
        if view and not view.is_of_entry and number.isdecimal():
            listed = self._plan.listed()
            pages = max(1, -(-len(listed) // ENTRIES_VIEWED))
            if 0 < int(number) <= pages:
                shown = listed[(int(number) - 1) * ENTRIES_VIEWED : int(number) * ENTRIES_VIEWED]
                body = view.render([self._plan.finished(source) for source in shown]).encode()
                return {"found": "page", "number": int(number), "pages": pages}, body
        return {"found": "missing"}, b""

    @property
    def warnings(self) -> list[Problem]:
        """What is amiss in the last plan that succeeded."""
        return self._plan.build.problems if self._plan else []

    def find_sources(self) -> dict[str, list[str]]:
        """Where the settings say that parts of the site lie: `theme`, `card_styles` and `fonts`."""
        settings = self._plan.build.settings if self._plan else {}
        named = {"theme": [settings.get("THEME")], "card_styles": [settings.get("CARD_STYLES_PATH")]}
        named["fonts"] = list(settings.get("CARD_FONTS") or ())
        return {name: [str(path) for path in paths if path] for name, paths in named.items()}

    def list_warnings(self, path: str) -> Answer:
        """What is amiss, that of the entry at the address *path* first, and not more than a person can read."""
        source = self._plan.find_entry(_place_of(path)) if self._plan else None
        problems = sorted(self.warnings, key=lambda problem: problem.source != source)
        return {"found": "data", "problems": [_say(one, self.job) for one in problems[:WARNINGS_TOLD]]}, b""

    def save(self) -> None:
        """Remember what is planned, for the next process."""
        from plugins.building.store import save_state

        if self.is_saved or self._state is None or self._store is None:
            return
        save_trail(self._trail_path, self._trail)
        save_state(self.job.memory_path / "site.state", self._state)
        rows, made = self._state.rows.values(), self._state.made.values()
        self._store.keep_only([*(row.local for row in rows), *(one.final for one in made)])
        self.is_saved = True


def _place_of(path: str) -> str:
    """The place of the page at the address *path*."""
    return f"{path}index.html" if not path or path.endswith("/") else path


def _inherit(job: Job) -> None:
    """Begin with what the build of the same site remembers, where this is the first preview of it."""
    builds = replace(job, output_path=PROJECT / "output").memory_path
    own = job.memory_path
    if (own / "site.state").exists() or not (builds / "site.state").exists():
        return
    own.mkdir(parents=True, exist_ok=True)
    try:
        with (
            closing(sqlite3.connect(builds / "entries.sqlite")) as source,
            closing(sqlite3.connect(own / "entries.sqlite")) as target,
        ):
            source.backup(target)
        shutil.copyfile(builds / "site.state", own / "site.state")
    except (OSError, sqlite3.Error):
        # Then it begins with nothing, which only takes longer.
        (own / "site.state").unlink(missing_ok=True)


def answer(desk: Desk, request: Mapping[str, Any]) -> Answer:
    """The answer to *request*; whatever the content or the code does wrong is part of it."""
    makers: dict[str, Callable[[], Answer]] = {
        "get": lambda: desk.get(request["path"]),
        "views": desk.list_views,
        "warnings": lambda: desk.list_warnings(request["path"]),
        "view": lambda: desk.view(request["name"], request["path"]),
    }
    if make := makers.get(request["do"]):
        try:
            return make()
        except Exception as error:  # noqa: BLE001 - templates and plugins may raise anything
            return {"found": "broken", "problems": [describe(error)]}, b""
    if request["do"] == "save":
        desk.save()
        return {}, b""
    printed = io.StringIO()
    problems: list[dict[str, Any]] = []
    has_bad_content = False
    with redirect_stdout(printed), redirect_stderr(printed):
        try:
            desk.plan()
        except SystemExit as failure:
            has_bad_content = True
            problems = [_say(one, desk.job) for one in getattr(failure, "problems", ())]
            problems = problems or [{"place": "", "line": 0, "message": str(failure), "severity": "error"}]
        except Exception as error:  # noqa: BLE001 - settings, templates and plugins may raise anything
            problems = [describe(error)]
    return {
        "is_planned": not problems,
        "has_bad_content": has_bad_content,
        "problems": problems,
        "warnings": len(desk.warnings),
        "sources": desk.find_sources(),
        "printed": printed.getvalue(),
        "memory_bytes": _memory_bytes(),
    }, b""


def _say(problem: Problem, job: Job) -> dict[str, Any]:
    return {
        "place": f"{job.content_path.name}/{problem.source}",
        "line": problem.line,
        "message": problem.message,
        "severity": problem.severity.value,
    }


def describe(error: BaseException) -> dict[str, Any]:
    """Where in the project *error* comes from, and what to do about it."""
    while error.__context__ is not None and isinstance(error, RuntimeError):
        # Pelican logs what a plugin raises, and logging an error is what ends the build.
        error = error.__context__
    frames = traceback.extract_tb(error.__traceback__)
    places = [(frame.filename, frame.lineno or 0) for frame in frames if _is_own(frame.filename)]
    place, line = places[-1] if places else ("", 0)
    name = getattr(error, "filename", None)
    if isinstance(name, str) and _is_own(name):
        place, line = name, getattr(error, "lineno", 0) or 0
    message = getattr(error, "msg", None) or getattr(error, "message", None) or str(error)
    is_template = place.endswith(".html")
    return {
        "place": str(Path(place).relative_to(PROJECT)) if Path(place).is_relative_to(PROJECT) else place,
        "line": line,
        "message": f"{type(error).__name__}: {message}; {TEMPLATE_CURE if is_template else CODE_CURE}",
        "severity": "error",
    }


def _is_own(file: str) -> bool:
    """Whether *file* is one that the author may mend, rather than one of a library or of this machinery."""
    path = Path(file)
    if not path.is_absolute() or "site-packages" in path.parts or path == Path(__file__):
        return False
    return path.is_relative_to(PROJECT) or path.suffix == ".html"


def _memory_bytes() -> int:
    """How much memory this process takes; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def serve(desk: Desk, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer *requests* until they end."""
    while True:
        if not desk.is_saved and not select.select([requests], [], [], IDLE_SECONDS)[0]:
            desk.save()
        line = requests.readline()
        if not line:
            break
        head, body = answer(desk, json.loads(line))
        answers.write(json.dumps(head | {"size": len(body)}).encode() + b"\n" + body)
        answers.flush()
    desk.save()


def main(content: str, settings: str) -> None:
    from plugins.building.engine import Job

    # Whatever else prints must not come between answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    cache = PROJECT / ".cache"
    # Nothing is written there: the name keeps apart what builds and previews remember.
    job = Job(Path(content), cache / "preview", cache, Path(settings))
    serve(Desk(job), sys.stdin.buffer, answers)


if __name__ == "__main__":
    main(*sys.argv[1:])
