"""The site page by page: planned in memory, each page made when it is asked for, nothing written but the cache.

A process of its own behind the preview, so that whatever the code of a plugin does ends with it:
`python -m plugins.building.on_request CONTENT SETTINGS`.
It reads requests from its standard input and answers on its standard output, one for one, until its input ends.
A request is a line of JSON; so is an answer, and `size` bytes follow it.

- `{"do": "plan", "files": ["notes/tea.md"], "may_glance": true}`: read what has changed: `files` where that is all,
  and then, if `is_glance` is answered, no page but theirs shows it until the same is planned again; anything where none
  are named. Answers `problems`, and `is_planned`: whether there is something new to show, which may be so beside
  problems of other files; how many pictures are `waiting` to be drawn, the number of `warnings`, and the `sources` of
  the site that lie where its settings say.
- `{"do": "get", "path": "notes/tea/"}`: answers `found`: `page`, `data`, `file` (with `file`, to be read from there),
  `moved` (with `url`), `missing` (the page that says so follows; with `gone`, the file that was there, if any did)
  or `broken` (with `problems`).
  The `views` of a page are those of its entry.
- `{"do": "views"}`: answers `views`, what there is to see beside the site, and `entries`, the newest ones.
- `{"do": "view", "name": "social", "path": "notes/tea/"}`: answers as for a page; of a view of many entries, *path*
  is the number of the page, and `pages` how many there are.
- `{"do": "warnings", "path": "notes/tea/"}`: answers `problems` that stop nothing, those of that entry first.
- `{"do": "draw"}`: draw some pictures that are still to be drawn; answers how many are then `waiting`. When none is,
  the site is to be planned again: until then, pages show them under addresses of their own.
- `{"do": "look"}`: answers `is_same`: whether all files are as they were planned, whatever was said of them since;
  and `is_drawn_alike`: whether a new process would draw cards with the same fonts and styles.
- `{"do": "save"}`: remember what is planned for the next process.
- `{"do": "retire"}`: remember nothing any more: another process does.
"""

from __future__ import annotations

import io
import json
import os
import select
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import closing, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from plugins.building.folders import FolderError, NotForUs, check_content
from plugins.building.mistakes import Told, describe, tell, tell_failure
from plugins.building.plans import Answer, Plan, WholePlan, place_of, plan_folder
from plugins.building.trail import Seen, Trail, load_trail, save_trail
from plugins.shared.entry import SourcePath
from plugins.shared.urls import url_of

if TYPE_CHECKING:
    from plugins.building.engine import Job
    from plugins.building.memory import Site, SiteMemory
    from plugins.building.store import EntryStore, Stamp, Stamps, State
    from plugins.shared.bridge import Build, Postponed

PROJECT = Path(__file__).resolve().parents[2]
# What is planned is saved when nothing has been asked for this long.
IDLE_SECONDS = 2.0
WARNINGS_TOLD = 200
# Who asks for a page while pictures are drawn waits no longer than that, and for the last of them.
DRAW_SECONDS = 0.05
# So many files that were saved together are shown one by one before the site is planned with them.
GLANCED_AT_ONCE = 8
UNPLANNED: Answer = ({"found": "unplanned"}, b"")


class WholeFailed(Exception):  # noqa: N818 - what happened
    """Pelican could not make the site; *problems* say why."""

    def __init__(self, problems: list[Told]) -> None:
        super().__init__("the site could not be made")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class _Look:
    """What there is to plan: the *stamps* of the content, not all of them later than *started_ns*."""

    stamps: dict[str, Stamp]
    started_ns: int
    edited: frozenset[SourcePath] | None = None
    """The entries that hold other words than they did, where nothing else has changed."""
    gone: frozenset[SourcePath] = frozenset()
    """The entries whose files are gone, where they show at a glance that they are."""


@dataclass(slots=True)
class Desk:
    """Plans one site, again and again, and makes what is asked for of the last plan that succeeded."""

    job: Job
    _store: EntryStore | None = None
    _state: State | None = None
    last: Plan | WholePlan | None = None
    """The last plan that succeeded."""
    _trail: Trail = field(default_factory=Trail)
    _stamps: dict[str, Stamp] = field(default_factory=dict)
    """Of the content folder, as it was planned."""
    _failed: dict[str, Stamp | None] = field(default_factory=dict)
    """The files that were saved and could not be planned, as they were then."""
    plan_count: int = 0
    """How often there was something new to show."""
    _theme: tuple[str, Stamps | None] = ("", None)
    """Where the theme lies, and its stamps, as it was planned with."""
    is_saved: bool = True
    is_retired: bool = False
    """Whether another process remembers."""
    is_glance: bool = False
    """Whether the last plan shows what was saved in its own pages alone."""
    _postponed: dict[SourcePath, Postponed] = field(default_factory=dict)
    """The entries that were planned without their cards."""
    _waiting: list[Postponed] = field(default_factory=list)
    """What of them is still to be drawn."""
    _is_drawn: bool = False
    """Whether all has been drawn since it was planned without."""

    def plan(self, saved: Collection[str] = (), *, may_glance: bool = False) -> None:
        """Read what has changed; raises what the content or the code is at fault for, and keeps the last plan.

        *saved* are the files that were written since the last plan, where nothing else can have changed.
        Where it *may_glance*, their own pages are enough, if others take longer; then the same is to be planned again.
        Those that could not be planned when they were saved are tried again, and waited for by no other.
        """
        wanted = {*saved, *self._failed} if saved else set()
        try:
            self._plan_saved(wanted, may_glance=may_glance)
        except (Exception, SystemExit):
            self._failed = {name: self._look_at(name) for name in wanted}
            if wanted != {*saved} and self.last:
                with suppress(Exception, SystemExit), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                    self._plan_saved(saved, may_glance=may_glance)
                    self._failed = {name: stamp for name, stamp in self._failed.items() if name not in saved}
            raise
        self._failed = {}

    def _look_at(self, name: str) -> Stamp | None:
        from plugins.building.store import stamp_of

        try:
            return stamp_of(os.stat(self.job.content_path / name))
        except OSError:
            return None

    def _plan_saved(self, saved: Collection[str], *, may_glance: bool) -> None:
        from plugins.building.store import MemoryLost, SettingChanged, State

        check_content(self.job.content_path)
        store, state = self._recall()
        try:
            try:
                look = self._look(state, saved, may_glance=may_glance)
                self._plan_from(state, store, look, may_glance=may_glance)
            except MemoryLost as lost:
                if not isinstance(lost, SettingChanged):
                    store.start_anew()
                self._plan_from(State(conditions=state.conditions), store, self._look_at_all())
        except NotForUs as why:
            sys.stderr.write(f"Pelican builds all of the site: {why}.\n")
            self._plan_whole()

    def _recall(self) -> tuple[EntryStore, State]:
        """What the last plan remembers, be it of another process."""
        from plugins.building.conditions import find_conditions
        from plugins.building.engine import check_drawing
        from plugins.building.store import EntryStore, MemoryLost, State, StateError, load_state

        is_heir = self._store is None and _inherit(self.job)
        if self._store is None:
            self._store = EntryStore(self.job.store_path)
            self._trail = load_trail(self._trail_path)
        if self._state is None:
            try:
                conditions = find_conditions()
                state = load_state(self.job.record_path, conditions)
                check_drawing(state)
                if is_heir:
                    self._trail.follow(_find_seen(state))
                    self._trail.started_ns = state.started_ns
                self._state = state
            except (StateError, MemoryLost):
                self._state = State(conditions=conditions)
        return self._store, self._state

    def _look(self, state: State, saved: Collection[str], *, may_glance: bool) -> _Look:
        """What there is to plan with *saved*: the entries that were edited, where that is all.

        Where it *may_glance*, some may be new, and some may be gone.
        """
        from plugins.building.engine import Sight, find_edited, git_digest, has_other_text, look_at_theme
        from plugins.building.store import stamp_of

        git = git_digest(self.job)
        if self.last is None:
            look = self._look_at_all()
            theme_stamps = look_at_theme(state.theme_path)
            sight = Sight(self.job, state, look.started_ns, look.stamps, theme_stamps, git, is_whole=True)
            is_remembered = self._trail.started_ns == state.started_ns and state.load_site() is not None
            return replace(look, edited=find_edited(sight) if is_remembered else None)
        is_whole = state.is_settled and not self._is_drawn and not self.is_glance
        is_still_so = is_whole and state.git == git and time.time() < state.next_due
        if not (saved and isinstance(self.last, Plan) and is_still_so):
            return self._look_at_all()
        known, folder = self.last.build.known, self.job.content_path
        there = {source: folder / source for source in map(SourcePath, saved) if (folder / source).is_file()}
        gone = frozenset(map(SourcePath, saved)) - there.keys()
        is_touch_up = not gone and all(source in known for source in there)
        may_glance = may_glance and len(saved) <= GLANCED_AT_ONCE and all(source in known for source in gone)
        if not (is_touch_up or may_glance):
            return self._look_at_all()
        try:
            stamps: dict[str, Stamp] = {source: stamp_of(os.stat(path)) for source, path in there.items()}
        except OSError:
            return self._look_at_all()
        # A file may be saved as it was.
        edited = frozenset(
            source for source, path in there.items() if source not in known or has_other_text(path, state.rows[source])
        )
        left = {name: stamp for name, stamp in self._stamps.items() if name not in gone}
        return _Look(left | stamps, state.started_ns, edited, gone)

    def _look_at_all(self) -> _Look:
        from plugins.building.store import scan_stamps

        started_ns = time.time_ns()
        return _Look(scan_stamps(self.job.content_path), started_ns)

    def _plan_from(self, state: State, store: EntryStore, look: _Look, *, may_glance: bool = False) -> None:
        from plugins.building.command import read_site
        from plugins.building.memory import SiteMemory
        from plugins.shared.bridge import BuildFailed

        if look.gone and not look.edited and isinstance(self.last, Plan):
            self._glance(self.last, look)
            return
        kept = self.last.memory.kept if isinstance(self.last, Plan) else None
        memory = SiteMemory(state, store, self.job.content_path, look.stamps, look.edited, kept)
        memory.may_postpone = not self._is_drawn
        if self._is_drawn:
            memory.unfinished = frozenset(self._postponed)
        memory.may_glance = may_glance and isinstance(self.last, Plan)
        try:
            build = read_site(self.job, memory)
        except BuildFailed:
            if look.edited is None and self.last is None:
                # What was read stays read; what was made of it waits for a plan that succeeds.
                memory.save()
                self._state = memory.make_unfinished_state(look.started_ns)
                self.is_saved = False
            raise
        memory.save()
        if memory.is_touch_up and (memory.is_glance or look.gone) and isinstance(self.last, Plan):
            if not self._has_room(self.last, build, memory, look):
                self._plan_from(state, store, self._look_at_all())
                return
            self._take_over(self.last, build, memory, look)
            self._glance(self.last, look)
            return
        site = state.load_site()
        if memory.is_touch_up and site:
            self._touch_up(build, memory, site, state, look)
        else:
            self._plan_all(build, memory, look)
        self._stamps = look.stamps

    def _plan_all(self, build: Build, memory: SiteMemory, look: _Look) -> None:
        """Plan every page of the site."""
        from plugins.building.engine import as_held, files_of, git_digest, look_around
        from plugins.building.pages import make_planner

        around = look_around(build, git_digest(self.job))
        planner = make_planner(build, memory, memory.made, build.settings["site"])
        plan = planner.plan_site()
        # Looked for when the first of them is asked for: a save would pay for all of them.
        find_files = cache(lambda: files_of(build, memory))
        # A page that was handed out a moment ago asks for its pictures by the addresses they had.
        promised = [*self._postponed.values()]
        left = {source: self._postponed[source] for source in self._postponed.keys() & build.known.keys()}
        self._postponed = {source: one for source, one in left.items() if source not in memory.remade}
        self._postponed |= build.postponed
        postponed = {place: one for one in (*promised, *self._postponed.values()) for place in one.places}

        def find_file(name: str) -> bytes | str | None:
            if name in postponed:
                return as_held(build.make_postponed(postponed[name])[name])
            return find_files().get(name)

        self._state = memory.make_state(build, memory.find_site(build, planner, plan), look.started_ns)
        around.note(self._state)
        self._theme = around.theme_path, around.theme_stamps
        self._state.members = self._state.members.holding(plan.members)
        self._trail.follow(
            {source: Seen(known.save_as, memory.rows[source].text.hex()) for source, known in build.known.items()}
        )
        self.is_glance = False
        # What is not as it is to stay is nothing to begin with.
        self._trail.started_ns = 0 if self._postponed else look.started_ns
        self._waiting, self._is_drawn = [*self._postponed.values()], False
        self.last = Plan(planner, plan.pages.get, find_file, memory)
        self.plan_count += 1
        self.is_saved = False

    def _touch_up(self, build: Build, memory: SiteMemory, site: Site, state: State, look: _Look) -> None:
        """Go on with what was planned before, be it by another process: no page need be planned anew.

        Pages make what they show when they are asked for.
        """
        if isinstance(self.last, Plan):
            plan, stamps = self.last, state.stamps
        else:
            plan, stamps = self._remember_plan(build, memory, site, state), None
            self._theme = state.theme_path, state.theme_stamps
            self._trail.started_ns = look.started_ns
        self._state = memory.make_state(build, memory.renew_site(site, build), look.started_ns, stamps)
        plan.build.problems = build.problems
        for source in memory.remade:
            plan.memory.rows[source], plan.memory.made[source] = memory.rows[source], memory.made[source]
            self._trail.present[source] = Seen(build.known[source].save_as, memory.rows[source].text.hex())
        self.last = plan
        self.plan_count += 1
        self.is_saved = self.is_saved and not memory.remade

    def _has_room(self, plan: Plan, build: Build, memory: SiteMemory, look: _Look) -> bool:
        """Whether each entry that was made anew has an address of its own, as far as *plan* can tell."""
        present = self._trail.present
        left = {present[source].place for source in look.gone | memory.remade if source in present}
        wanted = [build.known[source].save_as for source in memory.remade - look.gone]
        return len({*wanted}) == len(wanted) and not any(place not in left and plan.has_page(place) for place in wanted)

    def _take_over(self, plan: Plan, build: Build, memory: SiteMemory, look: _Look) -> None:
        """Have *plan* know the entries that *memory* made anew."""
        plan.build.problems = build.problems
        for source in memory.remade - look.gone:
            made, before = memory.made[source], plan.memory.made.get(source)
            # The archive still holds its line as it was, and is printed under the digest of that.
            plan.memory.made[source] = made._replace(line=before.line) if before else made
            plan.memory.rows[source] = memory.rows[source]
            plan.glance.entries[source] = build.known[source]
            plan.glance.files.update(memory.files[source])

    def _glance(self, plan: Plan, look: _Look) -> None:
        """Have *plan* show its glance, and not what is gone; nothing of it is remembered."""
        glance, known = plan.glance, plan.build.known
        glance.left |= {known[source].save_as for source in look.gone.union(glance.entries) if source in known}
        for one in glance.entries.values():
            glance.left.discard(one.save_as)
            glance.pages[one.save_as] = plan.planner.plan_entry(one)
        seen = {source: seen for source, seen in self._trail.present.items() if source not in look.gone}
        seen |= {
            source: Seen(one.save_as, plan.memory.rows[source].text.hex()) for source, one in glance.entries.items()
        }
        self._trail.follow(seen)
        # It goes on from what the site is planned with, not from this.
        self._trail.started_ns = 0
        self.is_glance = True
        self.plan_count += 1

    def _remember_plan(self, build: Build, memory: SiteMemory, site: Site, state: State) -> Plan:
        from plugins.building.pages import make_planner_again
        from plugins.building.remembered import RememberedPages

        entries = {seen.place: SourcePath(source) for source, seen in self._trail.present.items()}
        pages = RememberedPages(make_planner_again(build, memory, site), memory, state.members, entries)
        return Plan(pages.planner, pages.find_page, pages.find_file, memory)

    def _plan_whole(self) -> None:
        """Have Pelican make the site by itself, in a process that keeps none of it in memory."""
        from plugins.building.command import load_settings
        from plugins.building.engine import look_at_theme
        from plugins.building.store import scan_stamps

        settings = load_settings(self.job.settings_path)
        theme_path = str(settings["THEME"])
        stamps, theme = scan_stamps(self.job.content_path), (theme_path, look_at_theme(theme_path))
        made, new = self.job.memory_path / "whole", self.job.memory_path / "whole.new"
        shutil.rmtree(new, ignore_errors=True)
        command = [sys.executable, "-m", "plugins.building.whole", str(self.job.content_path), str(new)]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
        sys.stderr.write(done.stderr)
        if done.returncode:
            raise WholeFailed(json.loads(done.stdout.splitlines()[-1]))
        shutil.rmtree(made, ignore_errors=True)
        new.rename(made)
        self.last, self._stamps, self._theme = plan_folder(made, settings), stamps, theme
        self.plan_count += 1

    def _ask(self, ask: Callable[[Plan | WholePlan], Answer]) -> Answer:
        """The answer of the last plan; of a plan of the whole site, where only that can tell."""
        from plugins.building.remembered import NotRememberedError

        if self.last is None:
            return UNPLANNED
        try:
            return ask(self.last)
        except NotRememberedError:
            store, state = self._recall()
            # What there is to say of it has been said.
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                self._plan_from(state, store, self._look_at_all())
            return ask(self.last)

    def look(self) -> bool:
        """Whether all is as it was planned: a file that nobody spoke of may have changed, or a date come."""
        from plugins.building.engine import git_digest, look_at_theme
        from plugins.building.store import scan_stamps

        if self.last is None:
            return True
        theme_path, theme_stamps = self._theme
        known = {**self._stamps, **self._failed}
        has_files = scan_stamps(self.job.content_path) == {name: stamp for name, stamp in known.items() if stamp}
        has_files = has_files and look_at_theme(theme_path) == theme_stamps
        if self._state is None or not isinstance(self.last, Plan):
            return has_files
        is_due = time.time() >= self._state.next_due
        return has_files and not is_due and self._state.git == git_digest(self.job)

    @property
    def is_drawn_alike(self) -> bool:
        """Whether the fonts and styles of cards are those that were planned with."""
        from plugins.building.engine import check_drawing
        from plugins.building.store import StateError

        try:
            if self._state and isinstance(self.last, Plan):
                check_drawing(self._state)
        except StateError:
            return False
        return True

    @property
    def _trail_path(self) -> Path:
        return self.job.memory_path / "trail.json"

    def get(self, path: str) -> Answer:
        """What is at the address *path*, which begins behind the slash of the site, or where it has gone."""
        return self._ask(lambda plan: self._find(plan, path))

    def _find(self, plan: Plan | WholePlan, path: str) -> Answer:
        found = plan.get(path)
        name = place_of(path)
        place = self._trail.find(name) or self._trail.find(f"{name}/index.html")
        if found[0]["found"] != "missing":
            return found
        if place and plan.has_page(place):
            return {"found": "moved", "url": url_of(place)}, b""
        gone = self._trail.left.get(name) or self._trail.left.get(f"{name}/index.html")
        return (found[0] | {"gone": f"{self.job.content_path.name}/{gone}"}, found[1]) if gone else found

    def list_views(self) -> Answer:
        """What there is to see beside the site."""
        return self._ask(lambda plan: plan.list_views())

    def view(self, name: str, path: str) -> Answer:
        """The view *name* of the entry at the address *path*, or the page of that number."""
        return self._ask(lambda plan: plan.view(name, path))

    def draw(self) -> None:
        """Draw some of the pictures that are still to be drawn."""
        end = time.monotonic() + DRAW_SECONDS
        while self._waiting and isinstance(self.last, Plan):
            # Whatever goes wrong, the plan that follows draws it, and says so.
            with suppress(Exception):
                self.last.build.make_postponed(self._waiting.pop())
            self._is_drawn = not self._waiting
            if time.monotonic() >= end:
                break

    @property
    def waiting_count(self) -> int:
        return len(self._waiting)

    @property
    def warning_count(self) -> int:
        return len(self.last.problems) if self.last else 0

    def list_warnings(self, path: str) -> Answer:
        """What is amiss, that of the entry at the address *path* first, and not more than a person can read."""
        return self._ask(lambda plan: self._tell_warnings(plan, path))

    def _tell_warnings(self, plan: Plan | WholePlan, path: str) -> Answer:
        source = plan.find_entry(path)
        problems = sorted(plan.problems, key=lambda problem: problem.source != source)
        return {
            "found": "data",
            "problems": [tell(one, self.job.content_path) for one in problems[:WARNINGS_TOLD]],
        }, b""

    def find_sources(self) -> dict[str, list[str]]:
        """Where the settings say that parts of the site lie: `theme`, `card_styles` and `fonts`."""
        settings = self.last.settings if self.last else {}
        named = {"theme": [settings.get("THEME")], "card_styles": [settings.get("CARD_STYLES_PATH")]}
        named["fonts"] = list(settings.get("CARD_FONTS") or ())
        return {name: [str(path) for path in paths if path] for name, paths in named.items()}

    def save(self) -> None:
        """Remember what is planned, for the next process."""
        from plugins.building.store import Stamp, save_state

        if self.is_saved or self.is_retired or self._state is None or self._store is None:
            return
        # A file that is nowhere: the next process finds that these entries are to be made anew.
        gone = ("", Stamp(0, 0, 0, 0))
        for source in self._postponed.keys() & self._state.made.keys():
            self._state.made[source] = self._state.made[source]._replace(looked_at=(gone,))
        save_trail(self._trail_path, self._trail)
        save_state(self.job.record_path, self._state)
        rows, made = self._state.rows.values(), self._state.made.values()
        self._store.keep_only([*(row.local for row in rows), *(one.final for one in made)])
        self.is_saved = True


def _find_seen(state: State) -> dict[str, Seen]:
    """The entries that *state* remembers, as they were last seen."""
    rows = state.rows.load_all() | state.placed.load_all()
    return {source: Seen(rows[source].save_as, rows[source].text.hex()) for source in state.made}


def _inherit(job: Job) -> bool:
    """Begin with what the build of the same site remembers, where this is the first preview of it; whether it was."""
    builds = replace(job, output_path=PROJECT / "output").memory_path
    own = job.memory_path
    if (own / "site.state").exists() or not (builds / "site.state").exists():
        return False
    own.mkdir(parents=True, exist_ok=True)
    try:
        with (
            closing(sqlite3.connect(builds / "entries.sqlite")) as source,
            closing(sqlite3.connect(own / "entries.sqlite")) as target,
        ):
            source.backup(target)
        shutil.copyfile(builds / "site.state", own / "site.state")
        return True
    except (OSError, sqlite3.Error):
        # Then it begins with nothing, which only takes longer.
        (own / "site.state").unlink(missing_ok=True)
        return False


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
        except SystemExit as failure:
            return {"found": "broken", "problems": tell_failure(failure, desk.job.content_path)}, b""
        except Exception as error:  # noqa: BLE001 - templates and plugins may raise anything
            return {"found": "broken", "problems": [describe(error)]}, b""
    if request["do"] == "look":
        return {"is_same": desk.look(), "is_drawn_alike": desk.is_drawn_alike}, b""
    if request["do"] == "draw":
        desk.draw()
        return {"waiting": desk.waiting_count}, b""
    if request["do"] == "save":
        desk.save()
        return {}, b""
    if request["do"] == "retire":
        desk.is_retired = True
        return {}, b""
    return _answer_plan(desk, request)


def _answer_plan(desk: Desk, request: Mapping[str, Any]) -> Answer:
    printed, before = io.StringIO(), desk.plan_count
    problems: list[Told] = []
    has_bad_content = False
    with redirect_stdout(printed), redirect_stderr(printed):
        try:
            desk.plan(request.get("files", ()), may_glance=request.get("may_glance", False))
        except (SystemExit, FolderError) as failure:
            has_bad_content = True
            problems = tell_failure(failure, desk.job.content_path)
        except WholeFailed as failure:
            has_bad_content = True
            problems = failure.problems
        except Exception as error:  # noqa: BLE001 - settings, templates and plugins may raise anything
            problems = [describe(error)]
    return {
        "is_planned": desk.plan_count > before,
        "is_glance": desk.is_glance,
        "has_bad_content": has_bad_content,
        "problems": problems,
        "waiting": desk.waiting_count,
        "warnings": desk.warning_count,
        "sources": desk.find_sources(),
        "printed": printed.getvalue(),
        "memory_bytes": _memory_bytes(),
    }, b""


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
