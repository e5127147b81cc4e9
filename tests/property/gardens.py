"""A small site that is changed on and on, and built each time twice: warm, and from nothing."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Mapping
from contextlib import nullcontext, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from plugins.building import engine
from plugins.building.command import make_site
from plugins.building.conditions import find_conditions
from plugins.building.folders import BuildError
from plugins.building.moving import claim_output
from plugins.building.store import StateError, load_state, save_state
from plugins.shared.files import list_files
from tests import sites

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Built:
    """What one build did: *failure* is empty where there is a new site."""

    report: engine.Report
    written: tuple[str, ...]
    removed: tuple[str, ...]
    problems: tuple[str, ...]
    failure: str
    printed: str


@dataclass(slots=True)
class Garden:
    """A site below *root*: its content, its theme and its settings, which may all be changed, and what is made of it.

    Cards are kept in *cache_path*, which gardens may share.
    """

    root: Path
    cache_path: Path
    is_public: bool = False
    settings: dict[str, object] = field(default_factory=dict)
    code: dict[str, str] = field(default_factory=dict)
    """Files of the code and libraries that are other ones now, and what tells them from those that are there."""
    _changes: int = 0

    def __post_init__(self) -> None:
        self.content_path.mkdir(parents=True)
        shutil.copytree(PROJECT / "theme", self.theme_path)
        self.set()

    @property
    def content_path(self) -> Path:
        return self.root / "content"

    @property
    def theme_path(self) -> Path:
        return self.root / "theme"

    @property
    def settings_path(self) -> Path:
        return self.root / "gardenconf.py"

    @property
    def output_path(self) -> Path:
        return self.root / "warm"

    @property
    def job(self) -> engine.Job:
        return engine.Job(self.content_path, self.output_path, self.cache_path, self.settings_path)

    @property
    def clean_job(self) -> engine.Job:
        return engine.Job(self.content_path, self.root / "clean", self.cache_path, self.settings_path)

    def write(self, files: Mapping[str, str | bytes]) -> None:
        sites.write_content(self.content_path, files)

    def remove(self, name: str) -> None:
        (self.content_path / name).unlink()

    def edit(self, path: Path, old: str, new: str) -> None:
        text = path.read_text("utf-8")
        assert old in text, (path, old)
        path.write_text(text.replace(old, new), "utf-8")

    def set(self, **settings: object) -> None:
        """Changes *settings* of the site."""
        self.settings |= settings
        # Python tells compiled settings by second and size: no two of ours have one size.
        self._changes += 1
        lines = [f"{name} = {value!r}" for name, value in {"THEME": str(self.theme_path), **self.settings}.items()]
        base = "publishconf" if self.is_public else "pelicanconf"
        text = "\n".join([f"from {base} import *", *lines, f"# {'.' * self._changes}", ""])
        self.settings_path.write_text(text.ljust(2000 + self._changes), "utf-8")

    def find_conditions(self) -> dict[str, str]:
        return find_conditions() | self.code

    def settle(self) -> None:
        """Makes the next build take all files to have been left alone for long before the last one."""
        path = self.job.memory_path / "site.state"
        with suppress(StateError):
            state = load_state(path, self.find_conditions())
            state.started_ns = time.time_ns() + 10 * 10**9
            save_state(path, state)

    def build(self) -> Built:
        """A warm build."""
        return self._build(self.job)

    def build_clean(self) -> Built:
        """A build from nothing but the pictures that are kept, into a folder of its own."""
        shutil.rmtree(self.clean_job.output_path, ignore_errors=True)
        shutil.rmtree(self.clean_job.memory_path, ignore_errors=True)
        return self._build(self.clean_job)

    def build_from_nothing(self) -> Built:
        """What `build --clean` makes in the place of the site."""
        return self._build(self.job, is_clean=True)

    def _build(self, job: engine.Job, *, is_clean: bool = False) -> Built:
        out, err = io.StringIO(), io.StringIO()
        report, failure = engine.Report(), ""
        written: tuple[str, ...] = ()
        removed: tuple[str, ...] = ()
        other_code = mock.patch.object(engine, "find_conditions", self.find_conditions) if self.code else nullcontext()
        with other_code, redirect_stdout(out), redirect_stderr(err):
            try:
                with claim_output(job.output_path, job.cache_path) as staging:
                    report, plan = make_site(job, staging, is_clean=is_clean)
                written, removed = plan.write, plan.remove
            except BuildError as error:
                failure = str(error)
        problems = tuple(line for line in err.getvalue().splitlines() if line.startswith(("error:", "warning:")))
        return Built(report, written, removed, problems, failure, out.getvalue() + err.getvalue())

    def build_with_pelican(self, *, from_nothing: bool = False) -> dict[str, bytes]:
        """What plain Pelican makes of the site, or with *from_nothing* without the cards and templates that are kept.

        Raises `BuildError` where it makes none.
        """
        output, cache_path = self.root / "plain", self.cache_path
        if from_nothing:
            cache_path = self.root / "plain-cache"
            shutil.rmtree(cache_path, ignore_errors=True)
        shutil.rmtree(output, ignore_errors=True)
        built = sites.build(
            self.content_path, output, {"CACHE_PATH": str(cache_path)}, settings_path=self.settings_path
        )
        if built.failed:
            raise BuildError(built.failure)
        return read_tree(output)

    def check(self) -> Built:
        """Builds warm and clean, and asserts that both come to the same site; the warm build."""
        built = self.compare()
        assert built.failure == "", built.printed
        return built

    def compare(self) -> Built:
        """As `check`, but both builds may fail, if alike."""
        before = read_tree(self.output_path)
        warm = self.build()
        clean = self.build_clean()
        assert_same_end(warm, clean)
        if warm.failure:
            assert_same_trees(read_tree(self.output_path), before, "what a failed build left", "what was there")
        else:
            assert_same_trees(read_tree(self.output_path), read_tree(self.clean_job.output_path), "warm", "clean")
        return warm


def assert_same_end(warm: Built, clean: Built) -> None:
    assert warm.failure == clean.failure, warm.printed + clean.printed
    if not warm.report.nothing_to_do:
        assert sorted(set(warm.problems) ^ set(clean.problems)) == []


def read_tree(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in list_files(folder)} if folder.is_dir() else {}


def assert_same_trees(one: Mapping[str, bytes], other: Mapping[str, bytes], name: str, other_name: str) -> None:
    """Both hold the same files with the same bytes; says which do not."""
    assert sorted(one.keys() - other.keys()) == [], f"only {name}"
    assert sorted(other.keys() - one.keys()) == [], f"only {other_name}"
    differing = sorted(path for path in one if one[path] != other[path])
    if differing:
        path = differing[0]
        mine, theirs = one[path].splitlines(), other[path].splitlines()
        lines = [(a, b) for a, b in zip(mine, theirs, strict=False) if a != b][:2]
        message = f"{name} and {other_name} differ in {differing}; {path}: {lines or (len(mine), len(theirs))}"
        raise AssertionError(message)


def forget(garden: Garden) -> None:
    """Takes away all that is remembered of the garden's builds."""
    shutil.rmtree(garden.job.memory_path, ignore_errors=True)
