"""A build that costs what changed: the site a build from nothing would make, of what is new and what is remembered."""

from __future__ import annotations

import math
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from plugins.building.store import EntryStore, Output, Stamp, State, StateError, load_state, save_state
from plugins.shared.digests import Digest, digest, digest_of
from plugins.shared.workers import map_batches

if TYPE_CHECKING:
    from plugins.building.memory import SiteMemory
    from plugins.building.pages import Planned
    from plugins.shared.bridge import Build

PROJECT = Path(__file__).resolve().parents[2]
# From this many pages on, starting another process takes less time than it saves.
PARALLEL_FROM = 200
PARTS = ("template", "frame", "content")


@dataclass(slots=True)
class Report:
    """What a build did: the places written, and why; how long each stage took, in seconds."""

    written: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    unchanged: int = 0
    removed: list[str] = field(default_factory=list)
    stages: dict[str, float] = field(default_factory=dict)
    fresh_start: str = ""
    summary: str = ""
    nothing_to_do: bool = False
    _since: float = field(default_factory=time.perf_counter)

    def stage(self, name: str) -> None:
        now = time.perf_counter()
        self.stages[name] = self.stages.get(name, 0.0) + now - self._since
        self._since = now


@dataclass(frozen=True, slots=True)
class Job:
    """One site to be built: absolute folders, and the settings file."""

    content_path: Path
    output_path: Path
    cache_path: Path
    settings_path: Path

    @property
    def memory_path(self) -> Path:
        """The folder that holds what is remembered of this very site."""
        name = digest_of((str(self.content_path), str(self.output_path), str(self.settings_path))).hex()
        return self.cache_path / "sites" / name


def conditions_of(job: Job) -> Digest:
    """The digest of the code, the settings and the libraries, by the stamps of their files."""
    files = [job.settings_path, PROJECT / "pelicanconf.py", PROJECT / "requirements.txt", Path(sys.executable)]
    files += [path for suffix in ("py", "txt", "toml") for path in sorted((PROJECT / "plugins").rglob(f"*.{suffix}"))]
    files += sorted((PROJECT / "card-styles").glob("*.toml"))
    packages = [Path(path) for path in sys.path if path.endswith("site-packages")]
    return digest_of([(str(path), *_stamp(path)) for path in (*files, *packages)] + [sys.version])


def _stamp(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError:
        return (-1, -1)
    return (stat.st_size, stat.st_mtime_ns)


ReadSite: TypeAlias = "Callable[[Job, SiteMemory, State], Build]"
"""Reads and enriches what must be: the edge to Pelican."""


@dataclass(slots=True)
class Run:
    """A build that is done but for moving its files: *kept* are those of the output folder that stay as they are."""

    report: Report
    kept: frozenset[str]
    state: State
    outputs: dict[str, tuple[Digest, ...]]
    _memory: SiteMemory | None = None
    _job: Job | None = None

    def commit(self) -> None:
        """Remembers the build, once its files are where they belong."""
        if self._job is None or self._memory is None:
            return
        stamps = _stamps_of(self._job.output_path, self.outputs)
        self.state.outputs = {name: Output(parts, stamps[name]) for name, parts in self.outputs.items()}
        save_state(self._job.memory_path / "site.state", self.state)
        self._memory.forget_others()


def run(job: Job, staging: Path, read_site: ReadSite, *, is_clean: bool = False) -> Run:
    """Puts every file that differs from what is in the output folder into *staging*.

    Raises `BuildFailed` where the content has problems, and `NotForUs` for a site that Pelican must make by itself.
    """
    from plugins.building.memory import MemoryLost, scan_stamps

    report = Report()
    started_ns = time.time_ns()
    state = _recall(job, report, is_clean=is_clean)
    stamps = scan_stamps(job.content_path)
    there = _stamps_of(job.output_path, state.outputs)
    everything = digest(conditions_of(job), _digest_stamps(stamps), _digest_stamps(_theme_stamps()), _git_digest(job))
    is_whole = all(there.get(name) == output.stamp for name, output in state.outputs.items())
    report.stage("look")
    if state.everything == everything and is_whole and time.time() < state.next_due and state.outputs:
        report.nothing_to_do = True
        report.unchanged = len(state.outputs)
        report.summary = state.summary
        return Run(report, frozenset(state.outputs), state, {})
    try:
        return _build(job, staging, read_site, state, stamps, there, everything, started_ns, report)
    except MemoryLost as lost:
        report.fresh_start = str(lost)
        shutil.rmtree(staging)
        staging.mkdir()
        fresh = State(started_ns=started_ns)
        return _build(job, staging, read_site, fresh, stamps, there, everything, started_ns, report)


def _recall(job: Job, report: Report, *, is_clean: bool) -> State:
    """The state of the last build if it may be used; else an empty one, and the reason in *report*."""
    if is_clean:
        report.fresh_start = "asked for"
        return State()
    try:
        state = load_state(job.memory_path / "site.state")
    except StateError as error:
        report.fresh_start = str(error)
        return State()
    if state.conditions != conditions_of(job):
        report.fresh_start = "the code, the settings or the libraries are not those of the last build"
        return State(outputs=state.outputs)
    return state


def _build(
    job: Job,
    staging: Path,
    read_site: ReadSite,
    state: State,
    stamps: dict[str, Stamp],
    there: Mapping[str, Stamp],
    everything: Digest,
    started_ns: int,
    report: Report,
) -> Run:
    from plugins.building.memory import SiteMemory
    from plugins.building.pages import make_planner
    from plugins.shared.bridge import BuildFailed, print_counts

    memory = SiteMemory(state, EntryStore(job.memory_path / "entries.sqlite"), job.content_path, stamps)
    report.stage("start")
    try:
        build = read_site(job, memory, state)
    except BuildFailed:
        # What was read stays read; what was made of it waits for a build that succeeds.
        memory.save()
        save_state(job.memory_path / "site.state", _with_rows(state, memory, started_ns, conditions_of(job)))
        raise
    memory.save()
    report.stage("read")
    planner = make_planner(build, memory, memory.made, build.settings["site"])
    planned = planner.plan()
    report.stage("plan")
    outputs: dict[str, tuple[Digest, ...]] = {}
    kept: set[str] = set()
    for name, page in planned.items():
        outputs[name] = page.parts
        if _is_current(name, page.parts, state, there):
            kept.add(name)
            continue
        report.reasons[name] = _reason(page, state.outputs.get(name))

    def render(names: Sequence[str]) -> list[str]:
        for name in names:
            _stage(staging, name, planned[name].make())
        return list(names)

    map_batches(render, list(report.reasons), worth_from=PARALLEL_FROM)
    report.stage("render")
    for name, (parts, held) in files_of(build, memory).items():
        if name in planned:
            continue
        outputs[name] = parts
        if _is_current(name, parts, state, there):
            kept.add(name)
            continue
        report.reasons[name] = "file is new or other"
        _stage(staging, name, held if isinstance(held, bytes) else Path(held).read_bytes())
    report.stage("copy")
    print_counts(build)
    new = State(
        conditions=conditions_of(job),
        everything=everything,
        next_due=_next_due(build),
        started_ns=started_ns,
        file_names=memory.file_names,
        rows=memory.rows,
        made=memory.made,
        facts=facts_to_keep(build),
    )
    return Run(report, frozenset(kept), new, outputs, memory, job)


def _is_current(name: str, parts: tuple[Digest, ...], state: State, there: Mapping[str, Stamp]) -> bool:
    known = state.outputs.get(name)
    return known is not None and known.parts == parts and there.get(name) == known.stamp


def _reason(page: Planned, known: Output | None) -> str:
    """What made the page be made again, in words."""
    if known is None:
        return f"{page.group}: new page"
    if len(known.parts) != len(page.parts):
        return f"{page.group}: made in another way"
    changed = [name for name, old, new in zip(PARTS, known.parts, page.parts, strict=False) if old != new]
    return (
        f"{page.group}: {' and '.join(changed)} changed"
        if changed
        else f"{page.group}: the file was not as it was left"
    )


def _stage(staging: Path, name: str, data: bytes) -> None:
    path = staging / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def files_of(build: Build, memory: SiteMemory) -> dict[str, tuple[tuple[Digest, ...], bytes | str]]:
    """The files of the site that no template makes, each with the digest of what it holds."""
    found: dict[str, tuple[tuple[Digest, ...], bytes | str]] = {}
    for folder in build.settings["STATIC_PATHS"]:
        for file in build.files:
            if file == folder or file.startswith(f"{folder.rstrip('/')}/"):
                found[file] = _file(str(build.content_path / file))
    paths = [pair for made in memory.made.values() for pair in made.files]
    paths += [pair for one in build.introductions.values() for pair in one.files]
    for name, path in paths:
        if name not in found:
            found[name] = _file(path)
    for name, held in build.outputs.items():
        found[name] = ((digest(held),), held) if isinstance(held, bytes) else _file(str(held))
    return found


def _file(path: str) -> tuple[tuple[Digest, ...], str]:
    return (digest_of((path, *_stamp(Path(path)))),), path


def _stamps_of(output: Path, names: Iterable[str]) -> dict[str, Stamp]:
    """The stamps of *names* in the folder *output*; those that are not there are left out."""
    from plugins.building.memory import scan_stamps

    wanted = set(names)
    return {name: stamp for name, stamp in scan_stamps(output).items() if name in wanted}


def _digest_stamps(stamps: Mapping[str, Stamp]) -> Digest:
    return digest(*(f"{name} {stamp}".encode("utf-8", "surrogatepass") for name, stamp in sorted(stamps.items())))


def _theme_stamps() -> dict[str, Stamp]:
    from plugins.building.memory import scan_stamps

    return scan_stamps(PROJECT / "theme")


def _git_digest(job: Job) -> Digest:
    """What tells whether the history that notes take their dates from is another one."""
    for folder in (job.content_path, *job.content_path.parents):
        git = folder / ".git"
        if git.exists():
            return digest_of([_stamp(git / name) for name in ("HEAD", "logs/HEAD", "shallow")])
    return b""


def _next_due(build: Build) -> float:
    waiting = [
        one.date.timestamp() for one in (*build.known.values(), *build.left_out) if one.is_scheduled and one.date
    ]
    return min(waiting, default=math.inf)


def facts_to_keep(build: Build) -> dict[str, dict[Any, Any]]:
    """What plugins found out of each entry, but of none that is gone."""
    kept = {}
    for name in ("graph", "categories"):
        kept[name] = {source: fact for source, fact in build.facts[name].items() if source in build.known}
    return kept


def _with_rows(state: State, memory: SiteMemory, started_ns: int, conditions: Digest) -> State:
    """*state* that knows what was read, and nothing new of what was made."""
    return State(
        conditions=conditions,
        started_ns=started_ns,
        next_due=state.next_due,
        file_names=state.file_names,
        rows=memory.rows,
        made=state.made,
        facts=state.facts,
        outputs=state.outputs,
    )


def summarize(reasons: Mapping[str, str]) -> list[str]:
    """What made pages be made again, and how many for each: `tag maps: content changed -> 3 pages`."""
    counts = Counter(reasons.values())
    return [f"{reason} -> {count} {'page' if count == 1 else 'pages'}" for reason, count in sorted(counts.items())]
