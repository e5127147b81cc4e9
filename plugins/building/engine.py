"""A build that costs what changed: the site a build from nothing would make, of what is new and what is remembered."""

from __future__ import annotations

import math
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from plugins.building.conditions import Conditions, find_conditions, look_at_files
from plugins.building.manifest import note_path
from plugins.building.store import (
    COMPILED_FOLDER,
    DAMAGED,
    PARTS,
    EntryStore,
    FirstBuild,
    MemoryLost,
    Row,
    Stamps,
    State,
    StateError,
    find_unsettled,
    load_state,
    pack_numbers,
    pack_stamps,
    save_state,
    scan_stamps,
    stamp_files,
)
from plugins.shared.digests import Digest, digest, digest_of
from plugins.shared.entry import SourcePath
from plugins.shared.files import read_file, write_new
from plugins.shared.problems import Told
from plugins.shared.progress import SILENT, Progress
from plugins.shared.site import list_moments
from plugins.shared.stamps import Stamp, is_settled, look_at_stat, stamp_of
from plugins.shared.workers import ask_aside, count_workers, cut, map_groups

if TYPE_CHECKING:
    from plugins.building.memory import SiteMemory
    from plugins.building.pages import Left, Planned, Planner
    from plugins.shared.bridge import Build
    from plugins.shared.problems import Problem

# From this many files on, starting another process takes less time than it saves.
PARALLEL_FROM = 300
# So many groups of pages are made before there are several processes: the front, which knows more of the site than
# others do, and the first of those.
MADE_BEFORE = 2
INTERRUPTED = "the last build was interrupted"


# What a file costs that is only copied, where a page costs 1.
FILE_COST = 0.3
# From this many on, another process had better look at them meanwhile.
ASIDE_FROM = 10_000
# Why a file was written that is no page; the name of it comes before, or that of its entry.
NEW_FILE, OTHER_FILE = "new file", "file changed"
NEW_PICTURES, OTHER_PICTURES = "new pictures", "pictures changed"
OF_FILES = (NEW_FILE, OTHER_FILE, NEW_PICTURES, OTHER_PICTURES)
# Why all files were, of whatever kind; the reason comes behind.
EVERYTHING = "everything: "


@dataclass(slots=True)
class Report:
    """What a build did: which places it made again, and why; how long each stage took, in seconds."""

    reasons: dict[str, str] = field(default_factory=dict)
    stages: dict[str, float] = field(default_factory=dict)
    fresh_start: str = ""
    """Why nothing of what is remembered could be used."""
    is_first: bool = False
    """Whether that is because there has been no build before."""
    is_doubtful: bool = False
    """Whether that was neither the first build nor asked for."""
    made_anew: str = ""
    """Why all entries were enriched anew, though not read."""
    entry_count: int = 0
    problems: tuple[Told, ...] = ()
    """They are to be printed again where there is nothing to do, with the sum that belongs to them."""
    summary: str = ""
    host: str = ""
    """Where the settings say that the site goes."""
    nothing_to_do: bool = False
    is_touch_up: bool = False
    """Whether the pages that show the edited entries were all that had to be looked at."""
    _since: float = field(default_factory=time.perf_counter)

    def go_on(self, stages: Mapping[str, float]) -> None:
        """Takes over the *stages* of a copy of this report, which end now."""
        self.stages, self._since = {**stages}, time.perf_counter()

    def stage(self, name: str) -> None:
        now = time.perf_counter()
        self.stages[name] = self.stages.get(name, 0.0) + now - self._since
        self._since = now


@dataclass(frozen=True, slots=True)
class Job:
    """One site to be built: absolute folders, the settings file, and a *dialect* in place of the one they ask for."""

    content_path: Path
    output_path: Path
    cache_path: Path
    settings_path: Path
    dialect: str = ""
    shows_all: bool = False
    """Whether every problem is printed, and not the first of each sort."""
    is_clean: bool = False
    """Whether nothing is trusted that an earlier build has kept, be it a picture in a cache."""

    @property
    def memory_path(self) -> Path:
        """The folder that holds what is remembered of this very site."""
        name = digest_of((str(self.content_path), str(self.output_path), str(self.settings_path))).hex()
        return self.cache_path / "sites" / name

    @property
    def record_path(self) -> Path:
        """The file that says what is known of every file."""
        return self.memory_path / "site.state"

    @property
    def store_path(self) -> Path:
        """The file that holds the entries."""
        return self.memory_path / "entries.sqlite"

    @property
    def note_path(self) -> Path:
        """The file that is there while files of the site are moved."""
        return note_path(self.cache_path, self.output_path)


def _stamp(path: Path) -> Stamp | None:
    try:
        return stamp_of(path.stat())
    except OSError:
        return None


NEVER_MADE = (b"",)
"""The parts of a page that is to be made again by every build that looks at it."""
Parts: TypeAlias = tuple[Digest, ...]
"""Of a file of the site: digests of what it is made from, part by part."""
ReadSite: TypeAlias = "Callable[[Job, SiteMemory], Build]"
"""Reads and enriches what must be: the edge to Pelican."""


class Outcome(NamedTuple):
    """What has come of a file of the site."""

    parts: Parts
    left: Left | None = None
    is_staged: bool = True
    failed: tuple[Problem, ...] = ()
    """Why it says what is wrong, and not what it should."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a build sees when it begins: the *state* that the last one left, and what is there now."""

    job: Job
    state: State
    started_ns: int
    stamps: dict[str, Stamp]
    """Of the content folder."""
    packed: Stamps
    """The same."""
    theme_stamps: Stamps
    git: Digest
    is_whole: bool
    """Whether the site is as the last build left it."""


@dataclass(slots=True)
class Run:
    """A build that is done but for moving its files: *kept* are those of the output folder that stay as they are."""

    job: Job
    report: Report
    kept: Collection[str]
    state: State | None
    """What is to be remembered, once the files are where they belong; nothing where it is remembered already."""
    memory: SiteMemory | None = None
    progress: Progress = SILENT

    def remember(self) -> Mapping[str, float]:
        """Remembers the build, once its files are where they belong; how long each stage took.

        What is in the store is left to this process, which may be another one than the build.
        """
        self.report.stage("move")
        if self.state:
            if self.memory:
                self._look_at_made(self.state)
            save_state(self.job.record_path, self.state, self.progress)
        self.report.stage("save")
        return self.report.stages

    def _look_at_made(self, state: State) -> None:
        made = sorted(self.report.reasons)
        found = stamp_files(self.job.output_path, self.progress.follow("Saving", made))
        state.output_stamps = state.output_stamps.having(found)
        # What somebody took away at once, the next build looks for everywhere.
        state.is_settled = found.file_count == len(made)

    def close(self, *, is_remembered: bool) -> None:
        """Lets go of the store, and of what is in it to no use where the build *is_remembered*."""
        if self.memory:
            if is_remembered:
                self.memory.forget_others()
            self.memory.close()


def run(job: Job, staging: Path, read_site: ReadSite, *, is_clean: bool = False) -> Run:
    """Puts every file that differs from what is in the output folder into *staging*.

    Raises `BuildFailed` where the content has problems, and `NotForUs` for a site that Pelican must make by itself.
    """
    report = Report()
    if is_clean:
        job = replace(job, is_clean=True)
        _forget(job)
    sight = _look(job, report)
    try:
        edited = find_edited(sight)
        report.stage("look")
        if edited is not None and not edited and _has_same_settings(sight.state, job):
            report.nothing_to_do = True
            report.problems, report.summary = sight.state.problems, sight.state.summary
            report.entry_count, report.host = sight.state.entry_count, sight.state.host
            return _rest(sight, report)
        return _build(sight, edited, staging, read_site, report)
    except MemoryLost as lost:
        report.fresh_start, report.is_doubtful = str(lost), True
        report.reasons = {}
        shutil.rmtree(staging)
        staging.mkdir()
        # What is damaged in one place may be so in others, of which the next attempt would hear no sooner.
        with closing(EntryStore(sight.job.store_path)) as store:
            store.start_anew()
        return _build(replace(sight, state=State(sight.state.conditions)), None, staging, read_site, report)


def _forget(job: Job) -> None:
    """Takes away what earlier builds have kept and this one would go by, but for pictures: those know their build."""
    shutil.rmtree(job.cache_path / COMPILED_FOLDER, ignore_errors=True)
    if job.store_path.exists():
        with closing(EntryStore(job.store_path)) as store:
            store.start_anew()


def _has_same_settings(state: State, job: Job) -> bool:
    """Whether the files of the settings are as they were, and say all of it; else only their values tell."""
    files, dialect = state.settings.files, state.settings.dialect
    says_all = state.settings.says_all and dialect == job.dialect
    return says_all and look_at_files(path for path, _digest in files) == files


def _look(job: Job, report: Report) -> Sight:
    started_ns = time.time_ns()
    state = _recall(job, find_conditions(), report)
    is_whole = _ask_for_whole(job.output_path, state.output_stamps)
    stamps = scan_stamps(job.content_path)
    packed = pack_stamps(stamps)
    if packed != state.stamps:
        # Loading Pelican takes as long as looking at the files of a large site.
        report.stage("look")
        _load_for_changes()
        report.stage("start")
    return Sight(
        job=job,
        state=state,
        started_ns=started_ns,
        stamps=stamps,
        packed=packed,
        theme_stamps=look_at_theme(state.theme_path),
        git=git_digest(job),
        is_whole=is_whole(),
    )


def _ask_for_whole(output: Path, left: Stamps) -> Callable[[], bool]:
    question = partial(_is_whole, output, left)
    return ask_aside(question) if left.file_count > ASIDE_FROM else question


def _load_for_changes() -> None:
    """Loads what only a build needs that has something to do."""
    import plugins.building.memory
    import plugins.building.pages
    import plugins.shared.bridge  # noqa: F401 - for whoever asks for it later


@dataclass(frozen=True, slots=True)
class Around:
    """What decides besides the content whether a site still holds: see the fields of that name in `State`."""

    next_due: float
    git: Digest
    theme_path: str
    theme_stamps: Stamps
    fonts: tuple[tuple[str, Digest], ...]
    styles_path: str
    styles: tuple[tuple[str, Digest], ...]

    def note(self, state: State) -> None:
        """Has *state* remember it."""
        state.next_due, state.git, state.fonts = self.next_due, self.git, self.fonts
        state.theme_path, state.theme_stamps = self.theme_path, self.theme_stamps
        state.styles_path, state.styles = self.styles_path, self.styles


def look_around(build: Build, git: Digest) -> Around:
    """What *build* depends on besides its content, whose history *git* tells; to be asked before any page is made."""
    theme_path = str(build.settings["THEME"])
    styles_path = str(build.settings.get("CARD_STYLES_PATH") or "")
    theme_stamps, fonts, styles = look_at_theme(theme_path), _fonts_of(build), _look_at_styles(styles_path)
    return Around(_next_due(build), git, theme_path, theme_stamps, fonts, styles_path, styles)


def look_at_theme(theme_path: str) -> Stamps:
    return pack_stamps(scan_stamps(Path(theme_path))) if theme_path else Stamps()


def find_edited(sight: Sight) -> frozenset[SourcePath] | None:
    """The entries that hold other words than in the last build; `None` where other things may have changed as well."""
    state = sight.state
    if not state.is_settled or not sight.is_whole or sight.git != state.git or time.time() >= state.next_due:
        return None
    theme = sight.theme_stamps
    if theme != state.theme_stamps or not is_settled(theme.unpack().values(), state.started_ns):
        return None
    doubtful = find_unsettled(sight.stamps, state.started_ns)
    if sight.packed != state.stamps:
        before = state.stamps.unpack()
        if before.keys() != sight.stamps.keys():
            return None
        doubtful |= {name for name, stamp in sight.stamps.items() if before[name] != stamp}
    if not all(name in state.rows for name in doubtful):
        return None
    sources = map(SourcePath, doubtful)
    return frozenset(
        source for source in sources if has_other_text(sight.job.content_path / source, state.rows[source])
    )


def has_other_text(path: Path, row: Row) -> bool:
    try:
        return digest(read_file(path)) != row.text
    except OSError:
        return True


def _rest(sight: Sight, report: Report) -> Run:
    """A run that has nothing to do but to remember which files proved to be as they were."""
    old = sight.state
    is_known = sight.packed == old.stamps and not find_unsettled(sight.stamps, old.started_ns)
    state = None if is_known else replace(old, started_ns=sight.started_ns, stamps=sight.packed)
    return Run(sight.job, report, old.output_stamps.list_names(), state)


def _recall(job: Job, conditions: Conditions, report: Report) -> State:
    """The state of the last build if it may be used; else an empty one, and the reason in *report*."""
    if job.is_clean:
        report.fresh_start = "asked for"
        return State(conditions)
    try:
        state = load_state(job.record_path, conditions)
        _check_state(state, job)
    except StateError as error:
        is_first = isinstance(error, FirstBuild) and not job.store_path.exists()
        report.fresh_start = INTERRUPTED if isinstance(error, FirstBuild) and not is_first else str(error)
        report.is_first, report.is_doubtful = is_first, not is_first
        return State(conditions)
    return state


def find_left(job: Job) -> list[str]:
    """The files that the last build of *job* left, by what is remembered of it; none where that is of no use."""
    if not job.record_path.exists():
        return []
    try:
        return load_state(job.record_path, find_conditions()).output_stamps.list_names()
    except StateError:
        return []


def _check_state(state: State, job: Job) -> None:
    """Raises `StateError` where *state*, though whole, is of no use."""
    if job.note_path.exists():
        raise StateError(INTERRUPTED)
    check_drawing(state)


def check_drawing(state: State) -> None:
    """Raises `StateError` where a font or a card style is another than when *state* was made."""
    if state.fonts != _look_at_fonts(font for font, _stamp in state.fonts):
        raise StateError("a font is not the one of the last build")
    if state.styles != _look_at_styles(state.styles_path):
        raise StateError("a card style is not the one of the last build")


def _fonts_of(build: Build) -> tuple[tuple[str, Digest], ...]:
    """The fonts of the author and of the system that *build* drew with, as they are."""
    own_fonts = [str(font) for font in build.settings.get("CARD_FONTS") or ()]
    return _look_at_fonts((*own_fonts, *sorted(map(str, build.inputs))))


def _look_at_fonts(paths: Iterable[str]) -> tuple[tuple[str, Digest], ...]:
    return tuple((path, digest_of(_stamp(Path(path)))) for path in paths)


def _look_at_styles(folder: str) -> tuple[tuple[str, Digest], ...]:
    return look_at_files(map(str, sorted(Path(folder).glob("*.toml")))) if folder else ()


def _build(
    sight: Sight, edited: Collection[SourcePath] | None, staging: Path, read_site: ReadSite, report: Report
) -> Run:
    from plugins.building.memory import SiteMemory

    job = sight.job
    store = EntryStore(job.store_path)
    memory = SiteMemory(sight.state, store, job.content_path, sight.stamps, edited)
    try:
        return _build_with(memory, sight, staging, read_site, report)
    except BaseException as error:
        memory.close()
        if isinstance(error, Exception) and not job.record_path.exists():
            # Nobody could find in it what this build has kept; and what is left tells of one that came to no end.
            store.remove()
        raise


def _build_with(memory: SiteMemory, sight: Sight, staging: Path, read_site: ReadSite, report: Report) -> Run:
    from plugins.shared.bridge import BuildFailed, print_counts, summary, tell

    report.stage("start")
    job = sight.job
    try:
        build = read_site(job, memory)
    except BuildFailed:
        memory.save()
        save_state(job.record_path, memory.make_unfinished_state(sight.started_ns))
        raise
    memory.save()
    # From here on entries are asked of the memory, which may hold them or not.
    build.entries, build.steps = [], []
    memory.let_go()
    report.stage("read")
    report.is_touch_up = memory.is_touch_up
    if memory.changed:
        count = len(memory.remade)
        report.made_anew = f"Setting {memory.changed} has changed: {count} {_entries(count)} enriched anew"
    make = _make_edited if memory.is_touch_up else _make_all
    try:
        state, kept = make(build, memory, sight, staging, report)
    except MemoryLost:
        raise
    except Exception:
        # What became of the files is told whatever keeps their pages from being made.
        print_counts(build)
        raise
    if report.fresh_start and not report.is_first:
        # What is new among them nobody remembers.
        report.reasons = dict.fromkeys(report.reasons, f"{EVERYTHING}{report.fresh_start}")
    print_counts(build)
    state.problems, state.summary = tell(build, build.problems), summary(build)
    state.entry_count, state.host = build.counts.entries, str(build.settings.get("HOST") or "")
    report.problems, report.entry_count, report.host = state.problems, state.entry_count, state.host
    if not memory.is_touch_up:
        # What is moved may take a while, and a process of its own.
        state.hold_packed()
        build.let_go()
        memory.let_go_of_all()
    return Run(job, report, kept, state, memory, build.progress)


def _make_edited(
    build: Build, memory: SiteMemory, sight: Sight, staging: Path, report: Report
) -> tuple[State, Collection[str]]:
    """Stages the pages that show an entry which was edited; what is to be remembered, and which files are kept."""
    from plugins.building.pages import make_planner_again
    from plugins.shared.bridge import tell_failed

    old = sight.state
    site = old.load_site()
    if site is None:
        raise MemoryLost(DAMAGED)
    planner = make_planner_again(build, memory, site)
    before = {source: old.made[source] for source in sorted(memory.remade)}
    planned = planner.plan_edited(before, old.members, site.own_places)
    report.stage("plan")
    changes = cache(lambda name: describe_changes(old.members[name], old.members[name], before))
    for name, page in planned.items():
        report.reasons[name] = _reason(page, old.outputs.get(name), changes)
        _stage(staging, name, page.make())
    failed = planner.take_failed()
    tell_failed(build, failed)
    places = {build.known[SourcePath(one.source)].save_as for one in failed}
    report.stage("render")
    state = memory.make_state(build, memory.renew_site(site, build), sight.started_ns, sight.packed)
    parts = {name: NEVER_MADE if name in places else page.parts for name, page in planned.items()}
    state.outputs.update(parts)
    return state, [name for name in old.output_stamps.list_names() if name not in planned]


def _make_all(
    build: Build, memory: SiteMemory, sight: Sight, staging: Path, report: Report
) -> tuple[State, Collection[str]]:
    """Stages whatever is not as it was; what is to be remembered, and which files are kept."""
    from plugins.building.pages import make_planner
    from plugins.shared.bridge import tell_failed

    around = look_around(build, sight.git)
    planner = make_planner(build, memory, memory.made, build.settings["site"])
    plan = planner.plan_site()
    report.stage("plan")
    left = _find_whole(sight)
    there = frozenset(left.list_names())
    known = sight.state.outputs.load_all()
    outputs = {name: page.parts for name, page in plan.pages.items()}
    kept = {name for name, parts in outputs.items() if name in there and known.get(name) == parts}
    before = sight.state.made.load_all()
    remade = {source for source in memory.remade if source in before}
    edited = {source for source in remade if before[source].final != memory.made[source].final}
    changes = cache(lambda name: describe_changes(sight.state.members.get(name, ()), plan.members[name], edited))
    report.reasons = {
        name: f"{page.group}: the settings have changed"
        if name in there and name not in known
        else _reason(page, known.get(name), changes)
        for name, page in plan.pages.items()
        if name not in kept
    }

    files = {name: held for name, held in files_of(build, memory).items() if name not in outputs}
    unmade = (held for source, held in memory.files.items() if source not in memory.remade)
    # What such a file is copied from has not been touched: its entry would have been made anew.
    as_they_were = {
        name for held in unmade for name, _path in held if name in files and name in there and name in known
    }
    outputs.update((name, known[name]) for name in as_they_were)
    kept |= as_they_were
    drawn = {name: source for source in sorted(memory.remade) for name, _path in memory.files[source]}

    def make(names: Sequence[str]) -> list[Outcome]:
        """Stages what must be."""
        return [copy_file(name) if name in files else make_page(name) for name in names]

    def make_page(name: str) -> Outcome:
        _stage(staging, name, plan.pages[name].make())
        failed = planner.take_failed()
        return Outcome(NEVER_MADE if failed else outputs[name], planner.take_left(), failed=failed)

    def copy_file(name: str) -> Outcome:
        held, was, is_there = files[name], known.get(name), name in there
        parts, is_certain = _look_at_file(held, sight)
        if is_there and is_certain and was == parts:
            return Outcome(parts, is_staged=False)
        data = held if isinstance(held, bytes) else _read_or_report(held, sight.job)
        if not isinstance(data, bytes):
            return Outcome(NEVER_MADE, is_staged=False, failed=(data,))
        if is_there and _holds(f"{sight.job.output_path}/{name}", data):
            return Outcome(parts, is_staged=False)
        if was and (is_there or was != parts) and name not in drawn:
            _check_cached(name, held, sight.job)
        _stage(staging, name, data)
        return Outcome(parts)

    groups, overviews, others = planner.share_out({name: plan.pages[name] for name in report.reasons})
    others += [name for name in files if name not in as_they_were]
    made = _make_together(make, groups, overviews, others, planner, build.progress)
    for name in _take_outcomes(made, files, outputs, kept):
        report.reasons[name] = _reason_for_file(name, drawn.get(name), known, before)
    tell_failed(build, [problem for outcome in made.values() for problem in outcome.failed])
    report.stage("render")
    state = memory.make_state(build, memory.find_site(build, planner, plan), sight.started_ns, sight.packed)
    around.note(state)
    state.outputs = state.outputs.holding(outputs)
    state.members = state.members.holding(plan.members)
    # What was kept is known by what it was when it was looked at: it may have been tampered with since.
    state.output_stamps = left.only(kept)
    return state, state.output_stamps.list_names()


def _make_together(
    make: Callable[[Sequence[str]], list[Outcome]],
    groups: Sequence[Sequence[str]],
    overviews: Sequence[str],
    others: Sequence[str],
    planner: Planner,
    progress: Progress,
) -> dict[str, Outcome]:
    """What *make* makes of the files in *groups*, of *overviews*, and of *others* when the planner has heard of those.

    An overview that takes long keeps no process waiting, and this one, which makes it, remembers what it printed.
    """
    count = sum(map(len, groups)) + len(overviews)
    todo = count + len(others)
    workers = count_workers() if todo >= PARALLEL_FROM else 1
    tell = progress.track("Rendering", todo, costs=[1.0] * count + [FILE_COST] * len(others))
    made: dict[str, Outcome] = {}
    if workers > 1:
        # What all of them have in common is made before there are several.
        planner.environment.worth_from = 1
        first, groups = [*chain.from_iterable(groups[:MADE_BEFORE])], groups[MADE_BEFORE:]
        made.update(zip(first, make(first), strict=True))
    groups = [*([name] for name in overviews), *groups]
    before = len(made)
    outcomes = map_groups(make, groups, workers, tell=lambda done: tell(before + done))
    made.update(zip(chain.from_iterable(groups), outcomes, strict=True))
    for outcome in outcomes:
        if outcome.left:
            planner.learn(outcome.left)
    outcomes = map_groups(make, cut(others, workers), workers, tell=lambda done: tell(count + done))
    made.update(zip(others, outcomes, strict=True))
    tell(todo)
    return made


def _find_whole(sight: Sight) -> Stamps:
    """The files of the site that are as the last build left them."""
    left = sight.state.output_stamps
    if sight.is_whole:
        return left
    before, there = left.unpack(), stamp_files(sight.job.output_path, left.list_names()).unpack()
    return left.only({name for name, stamp in before.items() if there.get(name) == stamp})


def _reason(page: Planned, known: Parts | None, changes: Callable[[str], str]) -> str:
    """What made the page be made again, in words; *changes* gives those for what has happened to a listing."""
    if known is None:
        return f"{page.group}: new page"
    if len(known) != len(page.parts):
        return f"{page.group}: made in another way"
    changed = [name for name, old, new in zip(PARTS, known, page.parts, strict=False) if old != new]
    if not changed:
        return f"{page.group}: the file was not as it was left"
    told = changes(page.listing) if changed == [PARTS[-1]] and page.listing else ""
    return f"{page.group}: {told or ' and '.join(changed) + ' changed'}"


def _reason_for_file(name: str, source: SourcePath | None, known: Container[str], before: Container[SourcePath]) -> str:
    """Why the file *name* was written: a picture of *source*, where that entry has just been made.

    *known* are the files, and *before* the entries, of the last build.
    """
    if source is None:
        return OTHER_FILE if name in known else NEW_FILE
    return f"{source}: {OTHER_PICTURES if source in before else NEW_PICTURES}"


def describe_changes(old: Sequence[SourcePath], new: Sequence[SourcePath], edited: Container[SourcePath]) -> str:
    """What happened to a listing: `1 entry added, 2 entries changed`; empty where it holds what it held."""
    before, after = set(old), set(new)
    counts = {
        "added": len(after - before),
        "removed": len(before - after),
        "changed": sum(source in edited for source in before & after),
    }
    return ", ".join(f"{count} {_entries(count)} {what}" for what, count in counts.items() if count)


def _entries(count: int) -> str:
    return "entry" if count == 1 else "entries"


def _stage(staging: Path, name: str, data: bytes) -> None:
    path = f"{staging}/{name}"
    try:
        write_new(path, data)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write_new(path, data)


def files_of(build: Build, memory: SiteMemory) -> dict[str, bytes | str]:
    """The files of the site that no template makes: what each holds, or where it is copied from."""
    found: dict[str, bytes | str] = {file: str(build.content_path / file) for file in build.list_copied()}
    for files in (*memory.files.values(), *(one.files for one in build.introductions.values())):
        for name, path in files:
            found.setdefault(name, path)
    found.update((name, as_held(held)) for name, held in build.outputs.items())
    return found


def as_held(held: Path | bytes) -> bytes | str:
    return held if isinstance(held, bytes) else str(held)


def _look_at_file(held: bytes | str, sight: Sight) -> tuple[Parts, bool]:
    """What tells a file that is to be as *held*; and whether nobody can have changed it since and left that alike.

    One that is copied is told by where it comes from: what is in it, the copy says as well.
    """
    if isinstance(held, bytes):
        return (digest(held),), True
    try:
        stamp = stamp_of(os.stat(held))
    except OSError:
        return (b"",), False
    made_of = digest(os.fsencode(held), pack_numbers((stamp,)))
    return (made_of,), is_settled((stamp,), sight.state.started_ns)


def _holds(path: str, data: bytes) -> bool:
    try:
        return Path(path).read_bytes() == data
    except OSError:
        return False


def _check_cached(name: str, held: bytes | str, job: Job) -> None:
    """Raises `MemoryLost` where the cache, in which nothing has been put, holds something else than it did."""
    if isinstance(held, str) and Path(held).is_relative_to(job.cache_path):
        raise MemoryLost(f"the cache does not hold '{name}' as it was left")


def _read_file(path: str, job: Job) -> bytes:
    try:
        # In one go: a buffer between takes as long again.
        return read_file(path)
    except OSError as error:
        if Path(path).is_relative_to(job.cache_path):
            raise MemoryLost(f"the cache has lost '{Path(path).name}'") from error
        raise


def _take_outcomes(
    made: Mapping[str, Outcome], files: Container[str], outputs: dict[str, Parts], kept: set[str]
) -> list[str]:
    """Enters in *outputs* and *kept* what was *made*; those of *files* that were staged."""
    staged = []
    for name, outcome in made.items():
        if outcome.failed and name in files:
            # It went while the site was made.
            outputs.pop(name, None)
            continue
        outputs[name] = outcome.parts
        if not outcome.is_staged:
            kept.add(name)
        elif name in files:
            staged.append(name)
    return staged


def _read_or_report(path: str, job: Job) -> bytes | Problem:
    """The bytes of the file at *path*, or the problem that it was there when the content was looked through."""
    from plugins.shared.problems import warning

    try:
        return _read_file(path, job)
    except OSError as error:
        place = Path(path)
        source = str(place.relative_to(job.content_path)) if place.is_relative_to(job.content_path) else path
        message = f"is left out, as it cannot be read now ({error.strerror}); build again"
        return warning(source, 0, message, sort="file")


def _is_whole(output: Path, left: Stamps) -> bool:
    """Whether every file that was *left* in *output* is there as it was."""
    # A link in the place of a file is not what we wrote.
    stats = map(os.lstat, [f"{output}/{name}" for name in left.list_names()])
    try:
        return pack_numbers(map(look_at_stat, stats)) == left.numbers
    except OSError:
        return False


def git_digest(job: Job) -> Digest:
    """What tells whether the history that notes take their dates from is another one."""
    for folder in (job.content_path, *job.content_path.parents):
        git = folder / ".git"
        try:
            if git.is_file():
                # A second work tree, or a part of another repository.
                git = folder / git.read_text("utf-8").partition("gitdir:")[2].strip()
            head = (git / "HEAD").read_text("utf-8")
            common = git / (git / "commondir").read_text("utf-8").strip() if (git / "commondir").exists() else git
        except (OSError, ValueError):
            continue
        places = [git / "logs" / "HEAD", common / "shallow", common / "packed-refs"]
        places += [common / head.removeprefix("ref:").strip()] if head.startswith("ref:") else []
        return digest_of((head, [_stamp(place) for place in places]))
    return b""


def _next_due(build: Build) -> float:
    """When a build must look again though nothing has changed, as seconds since 1970."""
    if build.settings.get("BUILD_DATE"):
        # The moment that decides is the author's own.
        return math.inf
    entries = (*build.known.values(), *build.left_out)
    waiting = [moment.timestamp() for one in entries for moment in list_moments(one) if moment > build.now]
    return min(waiting, default=math.inf)


def summarize(reasons: Mapping[str, str], written: Container[str]) -> list[str]:
    """Why files were *written*, and how many for each of *reasons*: `tag maps: 1 entry added -> 3 pages`.

    The last line counts those that were made again and came out as they were.
    """
    counts = Counter(
        f"{name}: {reason}" if reason in (NEW_FILE, OTHER_FILE) else reason
        for name, reason in reasons.items()
        if name in written
    )
    lines = [f"{reason} -> {_count_made(reason, count)}" for reason, count in sorted(counts.items())]
    as_they_were = len(reasons) - counts.total()
    return [*lines, f"made again, and as before -> {count_files(as_they_were)}"] if as_they_were else lines


def _count_made(reason: str, count: int) -> str:
    if reason.startswith(EVERYTHING) or reason.endswith(OF_FILES):
        return count_files(count)
    return f"{count} {'page' if count == 1 else 'pages'}"


def count_files(count: int) -> str:
    return f"{count} {'file' if count == 1 else 'files'}"
