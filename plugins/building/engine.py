"""A build that costs what changed: the site a build from nothing would make, of what is new and what is remembered."""

from __future__ import annotations

import math
import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from plugins.building.store import (
    EntryStore,
    FirstBuild,
    Output,
    Stamp,
    State,
    StateError,
    load_state,
    save_state,
    stamp_of,
)
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
    """Why nothing of what is remembered could be used."""
    is_doubtful: bool = False
    """Whether that was neither the first build nor asked for."""
    problems: tuple[str, ...] = ()
    """The lines to be printed again where there is nothing to do, and the sum that belongs to them."""
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

    @property
    def note_path(self) -> Path:
        """The file that is there while files of the site are moved."""
        return self.memory_path / "unfinished"


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
    _there: Mapping[str, Stamp] = field(default_factory=dict)
    _memory: SiteMemory | None = None
    _job: Job | None = None

    def begin(self) -> None:
        """Notes that files are about to be moved: a build that finds the note knows that this one was interrupted."""
        if self._job:
            self._job.note_path.touch()

    def abandon(self) -> None:
        """Takes the note back: no file has been moved."""
        if self._job and self._memory:
            self._job.note_path.unlink(missing_ok=True)
            self._memory.close()

    def commit(self) -> None:
        """Remembers the build, once its files are where they belong."""
        if self._job is None or self._memory is None:
            return
        written = _stamps_of(self._job.output_path, self.outputs.keys() - self.kept)
        # What was kept is known by what it was when it was looked at: it may have been tampered with since.
        stamps = {**written, **{name: self._there[name] for name in self.kept}}
        self.state.outputs = {
            name: Output(parts, stamps[name]) for name, parts in self.outputs.items() if name in stamps
        }
        save_state(self._job.memory_path / "site.state", self.state)
        self._job.note_path.unlink(missing_ok=True)
        self._memory.forget_others()
        self._memory.close()


def run(job: Job, staging: Path, read_site: ReadSite, *, is_clean: bool = False) -> Run:
    """Puts every file that differs from what is in the output folder into *staging*.

    Raises `BuildFailed` where the content has problems, and `NotForUs` for a site that Pelican must make by itself.
    """
    from plugins.building.memory import MemoryLost, is_settled, scan_stamps

    report = Report()
    started_ns = time.time_ns()
    conditions = conditions_of(job)
    state = _recall(job, conditions, report, is_clean=is_clean)
    stamps = scan_stamps(job.content_path)
    theme_stamps = scan_stamps(Path(state.theme_path)) if state.theme_path else {}
    there = _stamps_of(job.output_path, state.outputs)
    everything = _digest_everything(job, conditions, stamps, theme_stamps)
    is_whole = all(there.get(name) == output.stamp for name, output in state.outputs.items())
    is_certain = is_settled((*stamps.values(), *theme_stamps.values()), state.started_ns)
    report.stage("look")
    is_same = state.everything == everything and is_whole and is_certain
    if is_same and time.time() < state.next_due and state.outputs:
        report.nothing_to_do = True
        report.unchanged = len(state.outputs)
        report.problems, report.summary = state.problems, state.summary
        return Run(report, frozenset(state.outputs), state, {})
    try:
        return _build(job, staging, read_site, state, stamps, there, conditions, started_ns, report)
    except MemoryLost as lost:
        report.fresh_start, report.is_doubtful = str(lost), True
        report.reasons = {}
        shutil.rmtree(staging)
        staging.mkdir()
        return _build(job, staging, read_site, State(), stamps, there, conditions, started_ns, report)


def _recall(job: Job, conditions: Digest, report: Report, *, is_clean: bool) -> State:
    """The state of the last build if it may be used; else an empty one, and the reason in *report*."""
    if is_clean:
        report.fresh_start = "asked for"
        return State()
    try:
        state = load_state(job.memory_path / "site.state", conditions)
        _check_state(state, job)
    except StateError as error:
        report.fresh_start, report.is_doubtful = str(error), not isinstance(error, FirstBuild)
        return State()
    return state


def _check_state(state: State, job: Job) -> None:
    """Raises `StateError` where *state*, though whole, is of no use."""
    if job.note_path.exists():
        raise StateError("the last build was interrupted")
    if state.fonts != _look_at_fonts(font for font, _stamp in state.fonts):
        raise StateError("a font is not the one of the last build")


def _look_at_fonts(paths: Iterable[str]) -> tuple[tuple[str, Digest], ...]:
    return tuple((path, digest_of(_stamp(Path(path)))) for path in paths)


def _digest_everything(
    job: Job, conditions: Digest, stamps: Mapping[str, Stamp], theme_stamps: Mapping[str, Stamp]
) -> Digest:
    return digest(conditions, _digest_stamps(stamps), _digest_stamps(theme_stamps), _git_digest(job))


def _build(
    job: Job,
    staging: Path,
    read_site: ReadSite,
    state: State,
    stamps: dict[str, Stamp],
    there: Mapping[str, Stamp],
    conditions: Digest,
    started_ns: int,
    report: Report,
) -> Run:
    from plugins.building.memory import SiteMemory

    memory = SiteMemory(state, EntryStore(job.memory_path / "entries.sqlite"), job.content_path, stamps)
    try:
        return _build_with(memory, job, staging, read_site, state, stamps, there, conditions, started_ns, report)
    except BaseException:
        memory.close()
        raise


def _build_with(
    memory: SiteMemory,
    job: Job,
    staging: Path,
    read_site: ReadSite,
    state: State,
    stamps: dict[str, Stamp],
    there: Mapping[str, Stamp],
    conditions: Digest,
    started_ns: int,
    report: Report,
) -> Run:
    from plugins.building.memory import scan_stamps
    from plugins.building.pages import make_planner
    from plugins.shared.bridge import BuildFailed, print_counts, problem_lines, sum_line

    report.stage("start")
    try:
        build = read_site(job, memory, state)
    except BuildFailed:
        # What was read stays read; what was made of it waits for a build that succeeds.
        memory.save()
        save_state(job.memory_path / "site.state", _with_rows(state, memory, started_ns, conditions))
        raise
    memory.save()
    report.stage("read")
    theme_path = str(build.settings["THEME"])
    theme_stamps = scan_stamps(Path(theme_path))
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
    files = {name: file for name, file in files_of(build, memory).items() if name not in planned}
    drawn = {name for source in memory.remade for name, _path in memory.made[source].files}
    for name, (stamp, held) in files.items():
        parts, data = _look_at_file(name, stamp, held, job, state, there)
        if data is not None and name not in drawn:
            _check_cached(name, parts, held, job, state)
        outputs[name] = parts
        known = state.outputs.get(name)
        if data is None or (known and known.parts[0] == parts[0] and there.get(name) == known.stamp):
            kept.add(name)
        else:
            report.reasons[name] = "file is new or other"
            _stage(staging, name, data)
    report.stage("copy")
    print_counts(build)
    new = State(
        conditions=conditions,
        everything=_digest_everything(job, conditions, stamps, theme_stamps),
        next_due=_next_due(build),
        started_ns=started_ns,
        file_names=memory.file_names,
        file_stamps=memory.file_stamps(),
        theme_path=theme_path,
        fonts=_look_at_fonts(str(font) for font in build.settings.get("CARD_FONTS") or ()),
        rows=memory.rows,
        made=memory.made,
        facts=facts_to_keep(build),
        problems=problem_lines(build),
        summary=sum_line(build),
    )
    return Run(report, frozenset(kept), new, outputs, there, memory, job)


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
    try:
        return (digest_of((path, stamp_of(os.stat(path)))),), path
    except OSError:
        return (digest_of(path),), path


def _look_at_file(
    name: str, stamp: tuple[Digest, ...], held: bytes | str, job: Job, state: State, there: Mapping[str, Stamp]
) -> tuple[tuple[Digest, ...], bytes | None]:
    """The fingerprints of the file *name*, and what it holds; `None` where there is no need to look."""
    known = state.outputs.get(name)
    if known and known.parts[1:] == stamp and there.get(name) == known.stamp and _is_certain(held, state):
        return known.parts, None
    data = held if isinstance(held, bytes) else _read_file(Path(held), job)
    return (digest(data), *stamp), data


def _check_cached(name: str, parts: tuple[Digest, ...], held: bytes | str, job: Job, state: State) -> None:
    """Raises `MemoryLost` where the cache holds something else than it did, and nothing has been put there."""
    from plugins.building.memory import MemoryLost

    known = state.outputs.get(name)
    if known and known.parts[0] != parts[0] and isinstance(held, str) and Path(held).is_relative_to(job.cache_path):
        raise MemoryLost(f"the cache does not hold '{name}' as it was left")


def _is_certain(held: bytes | str, state: State) -> bool:
    """Whether the file was left alone for so long that its stamp tells all."""
    from plugins.building.memory import is_settled

    return isinstance(held, bytes) or is_settled([stamp_of(os.stat(held))], state.started_ns)


def _read_file(path: Path, job: Job) -> bytes:
    from plugins.building.memory import MemoryLost

    try:
        return path.read_bytes()
    except OSError as error:
        if path.is_relative_to(job.cache_path):
            raise MemoryLost(f"the cache has lost '{path.name}'") from error
        raise


def _stamps_of(output: Path, names: Iterable[str]) -> dict[str, Stamp]:
    """The stamps of *names* in the folder *output*; those that are not there are left out."""
    found = {}
    for name in names:
        try:
            # A link in the place of a file is not what we wrote.
            found[name] = stamp_of(os.lstat(f"{output}/{name}"))
        except OSError:
            continue
    return found


def _digest_stamps(stamps: Mapping[str, Stamp]) -> Digest:
    return digest(*(f"{name} {stamp}".encode("utf-8", "surrogatepass") for name, stamp in sorted(stamps.items())))


def _git_digest(job: Job) -> Digest:
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
        file_stamps=state.file_stamps,
        theme_path=state.theme_path,
        fonts=state.fonts,
        rows=memory.rows,
        made=state.made,
        facts=state.facts,
        outputs=state.outputs,
    )


def summarize(reasons: Mapping[str, str]) -> list[str]:
    """What made pages be made again, and how many for each: `tag maps: content changed -> 3 pages`."""
    counts = Counter(reasons.values())
    return [f"{reason} -> {count} {'page' if count == 1 else 'pages'}" for reason, count in sorted(counts.items())]
