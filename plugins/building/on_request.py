"""The site page by page: planned in memory, each page made when it is asked for, nothing written but the cache.

A process of its own behind the preview, so that whatever the code of a plugin does ends with it:
`python -m plugins.building.on_request CONTENT SETTINGS [--dialect=NAME] [LINK]`.
It reads requests from its standard input and answers on its standard output, one for one, until its input ends.
A request is a line of JSON; so is an answer, and `size` bytes follow it.

- `{"do": "glance", "files": ["notes/tea.md"]}`: show what has been saved, those files and the theme, as far as that
  takes as long on a large site as on a small one. Answers `problems`, and `is_planned`: whether there is something new
  to show, which may be so beside problems of other files; `is_behind`, whether only a plan can show the rest; how many
  pictures are `waiting` to be drawn, the number of `warnings`, and the `sources` of the site that lie where its
  settings say.
- `{"do": "plan"}`: plan the site as its files are now; answers the same.
- `{"do": "copy"}`: begin another process that knows what this one knows, and may plan while this one answers. Answers
  its `pid`, 0 where there can be none; the ends of its two sockets, for requests and for what it prints, come by way
  of the socket LINK.
- `{"do": "get", "path": "notes/tea/"}`: answers `found`: `page`, `data`, `file` (with `file`, to be read from there),
  `moved` (with `url`), `missing` (the page that says so follows; with `gone`, the file that was there, if any did)
  `broken` (with `problems`) or `behind`: only a plan can tell.
  The `views` of a page are those of its entry.
- `{"do": "views"}`: answers `views`, what there is to see beside the site, and `entries`, the newest ones.
- `{"do": "view", "name": "social", "path": "notes/tea/"}`: answers as for a page; of a view of many entries, *path*
  is the number of the page, and `pages` how many there are.
- `{"do": "warnings", "path": "notes/tea/"}`: answers `problems` that stop nothing, those of that entry first.
- `{"do": "problems"}`: answers all `problems` by their levels and sorts, and the `summary` of the site.
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
from typing import TYPE_CHECKING, Any, NamedTuple

from plugins.building.copying import Copies, Ends, copy_process, keep_in_memory
from plugins.building.folders import FolderError, NotForUs, check_content
from plugins.building.mistakes import Told, describe, tell, tell_failure
from plugins.building.plans import Answer, Plan, WholePlan, place_of, plan_folder
from plugins.building.trail import Seen, Trail, load_trail, save_trail
from plugins.shared.entry import SourcePath
from plugins.shared.problems import Problem, Severity, count_problems, merge_counted
from plugins.shared.terminal import say
from plugins.shared.urls import url_of

if TYPE_CHECKING:
    from plugins.building.engine import Job
    from plugins.building.memory import Site, SiteMemory
    from plugins.building.store import EntryStore, Row, Stamps, State
    from plugins.shared.bridge import Build, Postponed
    from plugins.shared.stamps import Stamp

PROJECT = Path(__file__).resolve().parents[2]
# What is planned is saved when nothing has been asked for this long.
IDLE_SECONDS = 2.0
DIALECT_OPTION = "--dialect="
WARNINGS_TOLD = 200
# Who asks for a page while pictures are drawn waits no longer than that, and for the last of them.
DRAW_SECONDS = 0.05
# So many files that were saved together are shown one by one before the site is planned with them.
GLANCED_AT_ONCE = 8
UNPLANNED: Answer = ({"found": "unplanned"}, b"")
BEHIND: Answer = ({"found": "behind"}, b"")


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


class _Saves(NamedTuple):
    """What has become of files that were saved, compared with how the site was planned."""

    edited: frozenset[SourcePath]
    """Those that hold something else, or are new."""
    gone: frozenset[SourcePath]
    """The entries whose files are gone."""
    same: frozenset[SourcePath]
    """The entries that are as they were planned."""
    is_all: bool
    """Whether there are no others."""


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
    _since: dict[str, Stamp | None] = field(default_factory=dict)
    """The files that were saved since then, as they were when that was said."""
    _seen: dict[str, Seen] = field(default_factory=dict)
    """The entries that were planned."""
    _glanced: dict[str, Stamp | None] = field(default_factory=dict)
    """The entries of which something else is shown than was planned, as their files were."""
    _failed: frozenset[str] = frozenset()
    """The files that were saved and could not be shown."""
    plan_count: int = 0
    """How often there was something new to show."""
    _theme: tuple[str, Stamps | None] = ("", None)
    """Where the theme lies, and its stamps, as it was planned with."""
    is_saved: bool = True
    is_retired: bool = False
    """Whether another process remembers."""
    is_behind: bool = False
    """Whether something was saved that only the next plan can show everywhere."""
    _postponed: dict[SourcePath, Postponed] = field(default_factory=dict)
    """The entries that were planned without their cards."""
    _waiting: list[Postponed] = field(default_factory=list)
    """What of them is still to be drawn."""
    copies: Copies = field(default_factory=Copies)
    _is_drawn: bool = False
    """Whether all has been drawn since it was planned without."""

    def plan(self) -> None:
        """Plan the site as its files are; raises what content or code is at fault for, and keeps the last plan."""
        from plugins.building.store import MemoryLost, SettingChanged, State

        check_content(self.job.content_path)
        store, state = self._recall()
        try:
            try:
                self._plan_from(state, store, self._look(state))
            except MemoryLost as lost:
                if not isinstance(lost, SettingChanged):
                    store.start_anew()
                self._plan_from(State(conditions=state.conditions), store, self._look_at_all())
        except NotForUs as why:
            say(f"Pelican builds all of the site: {why}.", file=sys.stderr)
            self._plan_whole()
        self._since, self._glanced, self._failed, self.is_behind = {}, {}, frozenset(), False

    def glance(self, saved: Collection[str]) -> None:
        """Show what has been saved, as far as that costs no more on a large site; raises what *saved* is at fault for.

        Those that could not be shown when they were saved are tried again, and waited for by no other.
        """
        check_content(self.job.content_path)
        plan = self.last
        if not isinstance(plan, Plan):
            self.is_behind = True
            return
        self._since |= {name: self._look_at(name) for name in saved}
        self._look_around(plan)
        wanted = self._failed.union(saved)
        try:
            self._glance_at(plan, wanted)
        except (Exception, SystemExit):
            # A plan leaves out what is at fault, and may see better what no author is at fault for.
            self.is_behind = True
            if wanted != {*saved}:
                with suppress(Exception, SystemExit), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                    self._glance_at(plan, saved)
                    wanted = wanted.difference(saved)
            self._failed = wanted
            raise
        self._failed = frozenset()

    def _look_around(self, plan: Plan) -> None:
        """Find out whether something else has changed than the content; pages are made with the theme as it is."""
        from plugins.building.engine import git_digest, look_at_theme

        path, stamps = self._theme
        if (now := look_at_theme(path)) != stamps:
            self._theme = path, now
            plan.planner.renew_theme()
            self._note_behind()
        state = self._state
        if state is None or state.git != git_digest(self.job) or time.time() >= state.next_due:
            self.is_behind = True

    def _note_behind(self) -> None:
        """Take note that a page may show something new, and that others wait for a plan."""
        self.is_behind = True
        self.plan_count += 1

    def _glance_at(self, plan: Plan, names: Collection[str]) -> None:
        from plugins.building.remembered import NotRememberedError
        from plugins.building.store import MemoryLost, NoGlance

        if len(names) > GLANCED_AT_ONCE:
            # Each is looked at when its page is asked for.
            self._note_behind()
            return
        try:
            saves = self._find_saves(plan, names)
            if not saves.is_all:
                self._note_behind()
            self._show(plan, saves)
        except (NoGlance, NotForUs, NotRememberedError, MemoryLost):
            self._note_behind()

    def _find_saves(self, plan: Plan, names: Collection[str]) -> _Saves:
        known, glance = plan.build.known, plan.glance
        rows = self._state.rows if self._state else {}
        sources = {*map(SourcePath, names)}
        there = {source for source in sources if (self.job.content_path / source).is_file()}
        same = {source for source in there if source in known and source in rows and not self._is_other(source, rows)}
        gone = {source for source in sources - there if source in known or source in glance.entries}
        return _Saves(frozenset(there - same), frozenset(gone), frozenset(same), is_all=sources == there | gone)

    def _is_other(self, source: SourcePath, rows: Mapping[SourcePath, Row]) -> bool:
        from plugins.building.engine import has_other_text

        return has_other_text(self.job.content_path / source, rows[source])

    def _show(self, plan: Plan, saves: _Saves) -> None:
        """Have *plan* show *saves* as far as their own pages can; raises `NoGlance`, and what they are at fault for."""
        from plugins.building.command import read_site
        from plugins.building.memory import SiteMemory
        from plugins.building.store import NoGlance

        store, state = self._recall()
        stamps: dict[str, Stamp] = {
            source: stamp for source in saves.edited | saves.same if (stamp := self._look_at(source))
        }
        if saves.edited:
            left = {name: stamp for name, stamp in self._stamps.items() if name not in saves.gone}
            memory = SiteMemory(
                state, store, self.job.content_path, left | stamps, saves.edited, plan.memory.kept, may_glance=True
            )
            memory.may_postpone = not self._is_drawn
            build = read_site(self.job, memory)
            memory.save()
            site = state.load_site()
            if site and not (memory.is_glance or self.is_behind or saves.gone):
                self._stamps = left | stamps
                self._touch_up(build, memory, site, state, state.started_ns)
                return
            if not self._has_room(plan, build, memory, saves.gone):
                raise NoGlance
            self._take_over(plan, build, memory)
        elif not (self.is_behind or saves.gone):
            # They were saved as they were.
            self._stamps |= stamps
            self.plan_count += 1
            return
        self._glanced.update(stamps)
        self._glanced.update(dict.fromkeys(saves.gone))
        self._show_glance(plan, saves)

    def _look_at(self, name: str) -> Stamp | None:
        from plugins.shared.stamps import stamp_of

        try:
            return stamp_of(os.stat(self.job.content_path / name))
        except OSError:
            return None

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

    def _look(self, state: State) -> _Look:
        """What there is to plan; before anything is planned here, the entries that were edited, where that is all."""
        from plugins.building.engine import Sight, find_edited, git_digest, look_at_theme
        from plugins.building.store import pack_stamps

        look = self._look_at_all()
        if self.last is not None:
            return look
        sight = Sight(
            self.job,
            state,
            look.started_ns,
            look.stamps,
            pack_stamps(look.stamps),
            look_at_theme(state.theme_path),
            git_digest(self.job),
            is_whole=True,
        )
        is_remembered = self._trail.started_ns == state.started_ns and state.load_site() is not None
        return replace(look, edited=find_edited(sight) if is_remembered else None)

    def _look_at_all(self) -> _Look:
        from plugins.building.store import scan_stamps

        started_ns = time.time_ns()
        return _Look(scan_stamps(self.job.content_path), started_ns)

    def _plan_from(self, state: State, store: EntryStore, look: _Look) -> None:
        from plugins.building.command import read_site
        from plugins.building.memory import SiteMemory
        from plugins.shared.bridge import BuildFailed

        kept = self.last.memory.kept if isinstance(self.last, Plan) else None
        memory = SiteMemory(state, store, self.job.content_path, look.stamps, look.edited, kept)
        memory.may_postpone = not self._is_drawn
        if self._is_drawn:
            memory.unfinished = frozenset(self._postponed)
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
        site = state.load_site()
        if memory.is_touch_up and site:
            self._touch_up(build, memory, site, state, look.started_ns)
        else:
            self._plan_all(build, memory, look)
        self._stamps = look.stamps

    def _plan_all(self, build: Build, memory: SiteMemory, look: _Look) -> None:
        """Plan every page of the site."""
        from plugins.building.engine import as_held, files_of, git_digest, look_around
        from plugins.building.pages import make_planner
        from plugins.shared.bridge import list_broken

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
            # A template may ask for a file of the theme at any time.
            return as_held(build.outputs[name]) if name in build.outputs else find_files().get(name)

        self._state = memory.make_state(build, memory.find_site(build, planner, plan), look.started_ns)
        around.note(self._state)
        self._theme = around.theme_path, around.theme_stamps
        self._state.members = self._state.members.holding(plan.members)
        seen: dict[str, Seen] = {
            source: Seen(known.save_as, memory.rows[source].text.hex()) for source, known in build.known.items()
        }
        # The page of an entry that is broken now redirects to the page of its errors.
        broken: dict[str, Seen] = {one.source: Seen(one.save_as, f"broken {one.source}") for one in list_broken(build)}
        self._trail.follow(broken | seen)
        self._seen = self._trail.present
        # What is not as it is to stay is nothing to begin with.
        self._trail.started_ns = 0 if self._postponed else look.started_ns
        self._waiting, self._is_drawn = [*self._postponed.values()], False
        self.last = Plan(planner, plan.pages.get, find_file, memory)
        self.plan_count += 1
        self.is_saved = False

    def _touch_up(self, build: Build, memory: SiteMemory, site: Site, state: State, started_ns: int) -> None:
        """Go on with what was planned before, be it by another process: no page need be planned anew.

        Pages make what they show when they are asked for.
        """
        if isinstance(self.last, Plan):
            plan, stamps = self.last, state.stamps
        else:
            plan, stamps = self._remember_plan(build, memory, site, state), None
            self._theme = state.theme_path, state.theme_stamps
            self._trail.started_ns, self._seen = started_ns, self._trail.present
        self._state = memory.make_state(build, memory.renew_site(site, build), started_ns, stamps)
        plan.build.problems = build.problems
        for source in memory.remade:
            plan.memory.rows[source], plan.memory.made[source] = memory.rows[source], memory.made[source]
            self._trail.present[source] = Seen(build.known[source].save_as, memory.rows[source].text.hex())
        self.last = plan
        self.plan_count += 1
        self.is_saved = self.is_saved and not memory.remade

    def _has_room(self, plan: Plan, build: Build, memory: SiteMemory, gone: Collection[SourcePath]) -> bool:
        """Whether each entry that was made anew has an address of its own, as far as *plan* can tell."""
        present = self._trail.present
        left = {present[source].place for source in memory.remade.union(gone) if source in present}
        wanted = [build.known[source].save_as for source in memory.remade]
        return len({*wanted}) == len(wanted) and not any(place not in left and plan.has_page(place) for place in wanted)

    def _take_over(self, plan: Plan, build: Build, memory: SiteMemory) -> None:
        """Have *plan* know the entries that *memory* made anew."""
        plan.build.problems = build.problems
        glance = plan.glance
        # What was saved before is known better than by what shows it beside those.
        older = glance.gone.union(source for source in glance.entries if source in self._glanced) - memory.edited
        for source in memory.remade - older:
            made, before = memory.made[source], plan.memory.made.get(source)
            # The archive still holds its line as it was, and is printed under the digest of that.
            plan.memory.made[source] = made._replace(line=before.line) if before else made
            plan.memory.rows[source] = memory.rows[source]
            glance.entries[source] = build.known[source]
            glance.files.update(memory.files[source])

    def _show_glance(self, plan: Plan, saves: _Saves) -> None:
        """Have *plan* show its glance, and not what is gone; nothing of it is remembered."""
        glance, known = plan.glance, plan.build.known
        for source in saves.gone | saves.same:
            glance.entries.pop(source, None)
        for source in saves.same & plan.memory.made.keys():
            self._bring_back(plan, source)
        glance.gone = (glance.gone | saves.gone) - saves.same - saves.edited
        glance.pages = {one.save_as: plan.planner.plan_entry(one) for one in glance.entries.values()}
        moved = (known[source].save_as for source in glance.gone.union(glance.entries) if source in known)
        glance.left = {*moved} - glance.pages.keys()
        seen = {source: seen for source, seen in self._seen.items() if source not in glance.gone}
        seen |= {
            source: Seen(one.save_as, plan.memory.rows[source].text.hex()) for source, one in glance.entries.items()
        }
        self._trail.follow(seen)
        # It goes on from what the site is planned with, not from this.
        self._trail.started_ns = 0
        self._note_behind()

    def _bring_back(self, plan: Plan, source: SourcePath) -> None:
        """Have *plan* know the entry *source* as it was planned."""
        state = self._state
        if state and source in state.made:
            plan.memory.rows[source], plan.memory.made[source] = state.rows[source], state.made[source]

    def _remember_plan(self, build: Build, memory: SiteMemory, site: Site, state: State) -> Plan:
        from plugins.building.pages import make_planner_again
        from plugins.building.remembered import RememberedPages

        present = self._trail.present.items()
        entries = {seen.place: SourcePath(source) for source, seen in present if source not in build.broken}
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
        # What is shown meanwhile lies in another folder, be it that of another process.
        own = self.job.memory_path / f"whole.{os.getpid()}"
        for folder in self.job.memory_path.glob("whole.*"):
            if not _is_alive(folder.suffix.removeprefix(".")):
                shutil.rmtree(folder, ignore_errors=True)
        made = own / str(self.plan_count)
        own.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(made, ignore_errors=True)
        program = [sys.executable, "-m", "plugins.building.whole"]
        command = [*program, str(self.job.content_path), str(made), self.job.dialect]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
        say(done.stderr, end="", file=sys.stderr)
        if done.returncode:
            raise WholeFailed(json.loads(done.stdout.splitlines()[-1]))
        if isinstance(self.last, WholePlan) and self.last.folder.parent == own:
            shutil.rmtree(self.last.folder, ignore_errors=True)
        self.last, self._stamps, self._theme = plan_folder(made, settings, _read_problems(done.stdout)), stamps, theme
        self.plan_count += 1

    def _ask(self, ask: Callable[[Plan | WholePlan], Answer]) -> Answer:
        """The answer of the last plan, where that can tell."""
        from plugins.building.remembered import NotRememberedError

        if self.last is None:
            return UNPLANNED
        try:
            return ask(self.last)
        except NotRememberedError:
            # Found when the whole site is planned.
            self.is_behind = True
            return BEHIND

    def look(self) -> bool:
        """Whether all is as it was planned: a file that nobody spoke of may have changed, or a date come."""
        from plugins.building.engine import git_digest, look_at_theme
        from plugins.building.store import scan_stamps

        if self.last is None:
            return True
        theme_path, theme_stamps = self._theme
        known = {**self._stamps, **self._since}
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

    def _look_at_page(self, plan: Plan, path: str) -> None:
        """Have the page at *path* show its entry as it is, where the site is still to be planned with that."""
        source = plan.find_entry(path)
        if source is None:
            return
        stamp = self._look_at(source)
        if stamp != self._glanced.get(source, self._stamps.get(source)):
            self._glanced[source] = stamp
            # What is wrong with it is told with the plan.
            with suppress(Exception, SystemExit), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                self._glance_at(plan, [source])

    def _find(self, plan: Plan | WholePlan, path: str) -> Answer:
        if self.is_behind and isinstance(plan, Plan) and self.job.content_path.is_dir():
            self._look_at_page(plan, path)
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
            self.is_behind = self.is_behind or self._is_drawn
            if time.monotonic() >= end:
                break

    @property
    def waiting_count(self) -> int:
        return len(self._waiting)

    @property
    def warning_count(self) -> int:
        return count_problems(self.last.problems) if self.last else 0

    def list_warnings(self, path: str) -> Answer:
        """What is amiss, that of the entry at the address *path* first, and not more than a person can read."""
        return self._ask(lambda plan: self._tell_warnings(plan, path))

    def _tell_warnings(self, plan: Plan | WholePlan, path: str) -> Answer:
        source = plan.find_entry(path)
        problems = sorted(merge_counted(plan.problems), key=lambda problem: problem.source != source)
        return {
            "found": "data",
            "problems": [tell(one, self.job.content_path) for one in problems[:WARNINGS_TOLD]],
        }, b""

    def list_problems(self) -> Answer:
        """Every problem, errors first, grouped by sort; and the totals of the site."""
        return self._ask(self._tell_problems)

    def _tell_problems(self, plan: Plan | WholePlan) -> Answer:
        levels = [*Severity]
        problems = sorted(merge_counted(plan.problems), key=lambda one: (levels.index(one.severity), one.sort))
        told = [tell(one, self.job.content_path) for one in problems]
        return {"found": "data", "problems": told, "summary": plan.summary}, b""

    def find_sources(self) -> dict[str, list[str]]:
        """Where the settings say that parts of the site lie: `theme`, `card_styles` and `fonts`."""
        settings = self.last.settings if self.last else {}
        named = {"theme": [settings.get("THEME")], "card_styles": [settings.get("CARD_STYLES_PATH")]}
        named["fonts"] = list(settings.get("CARD_FONTS") or ())
        return {name: [str(path) for path in paths if path] for name, paths in named.items()}

    @property
    def is_to_be_saved(self) -> bool:
        """Whether there is something to remember, and no other process may be about to."""
        return not (self.is_saved or self.is_retired or self.copies.are_alive)

    def rest(self) -> None:
        """Let go of what a copied process must not inherit."""
        if self._store:
            self._store.close()

    def begin_as_copy(self) -> None:
        """Go on as the copy of another process."""
        self.copies = Copies()
        if self._store:
            self._store.take_over()

    def save(self) -> None:
        """Remember what is planned, for the next process; where that cannot be, say so and go on."""
        from plugins.building.store import StoreError

        if not self.is_to_be_saved:
            return
        try:
            self._save()
        except (OSError, StoreError) as error:
            say(f"Not remembered, the next preview takes longer to begin: {error}", file=sys.stderr)
        # Not again before there is something else to remember.
        self.is_saved = True

    def _save(self) -> None:
        from plugins.building.store import save_state
        from plugins.shared.stamps import Stamp

        if self._state is None or self._store is None:
            return
        # A file that is nowhere: the next process finds that these entries are to be made anew.
        gone = ("", Stamp(0, 0, 0, 0))
        for source in self._postponed.keys() & self._state.made.keys():
            self._state.made[source] = self._state.made[source]._replace(looked_at=(gone,))
        save_trail(self._trail_path, self._trail)
        save_state(self.job.record_path, self._state)
        rows, made = self._state.rows.values(), self._state.made.values()
        self._store.keep_only([*(row.local for row in rows), *(one.final for one in made)])


def _read_problems(printed: str) -> tuple[Problem, ...]:
    """What is wrong in a site that Pelican made, as it *printed* last of all."""
    found = json.loads(printed.splitlines()[-1])
    return tuple(
        Problem(source, line, message, Severity(severity), sort=sort) for source, line, message, severity, sort in found
    )


def _find_seen(state: State) -> dict[str, Seen]:
    """The entries that *state* remembers, as they were last seen."""
    rows = state.rows.load_all() | state.placed.load_all()
    return {source: Seen(rows[source].save_as, rows[source].text.hex()) for source in state.made}


def _is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


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
        "problems": desk.list_problems,
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
    if request["do"] == "glance":
        return _answer_plan(desk, lambda: desk.glance(request["files"]))
    return _answer_plan(desk, desk.plan)


def _answer_plan(desk: Desk, plan: Callable[[], None]) -> Answer:
    printed, before = io.StringIO(), desk.plan_count
    problems: list[Told] = []
    has_bad_content = False
    with redirect_stdout(printed), redirect_stderr(printed):
        try:
            plan()
        except (SystemExit, FolderError) as failure:
            has_bad_content = True
            problems = tell_failure(failure, desk.job.content_path)
        except WholeFailed as failure:
            has_bad_content = True
            problems = failure.problems
        except Exception as error:  # noqa: BLE001 - settings, templates and plugins may raise anything
            problems = [describe(error)]
    shown = desk.last.problems if desk.last and not problems else ()
    problems = problems or [tell(one, desk.job.content_path) for one in shown if one.severity is Severity.ERROR]
    return {
        "is_planned": desk.plan_count > before,
        "is_behind": desk.is_behind,
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


def serve(desk: Desk, ends: Ends) -> None:
    """Answer requests until they end; a copy of this process does so by ends of its own."""
    is_copy = False
    while True:
        if desk.is_to_be_saved and not select.select([ends.requests], [], [], IDLE_SECONDS)[0]:
            desk.save()
        line = ends.requests.readline()
        if not line:
            break
        request = json.loads(line)
        if request["do"] == "copy":
            desk.rest()
            copied = copy_process(ends)
            if isinstance(copied, Ends):
                ends = copied
                is_copy = True
                desk.begin_as_copy()
                continue
            desk.copies.add(copied)
            head, body = {"pid": copied}, b""
        else:
            head, body = answer(desk, request)
            if request["do"] == "plan" and is_copy:
                # While the other one answers.
                keep_in_memory()
        ends.answers.write(json.dumps(head | {"size": len(body)}).encode() + b"\n" + body)
        ends.answers.flush()
    desk.save()
    if is_copy:
        desk.rest()
        sys.stderr.flush()
        # Whatever this process was copied with, it is not to be tidied up here.
        os._exit(0)


def main(content: str, settings: str, *others: str) -> None:
    from plugins.building.engine import Job

    dialect = next((word.removeprefix(DIALECT_OPTION) for word in others if word.startswith(DIALECT_OPTION)), "")
    link = next((word for word in others if not word.startswith(DIALECT_OPTION)), "")

    # Whatever else prints must not come between answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    cache = PROJECT / ".cache"
    # Nothing is written there: the name keeps apart what builds and previews remember.
    job = Job(Path(content), cache / "preview", cache, Path(settings), dialect)
    serve(Desk(job), Ends(sys.stdin.buffer, answers, int(link) if link else None))


if __name__ == "__main__":
    main(*sys.argv[1:])
