"""Whole sites for tests: written, built by Pelican with the project's settings, and read back."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bs4 import BeautifulSoup
from pelican import Pelican
from pelican.log import FatalLogger
from pelican.settings import read_settings

from plugins.shared.bridge import BuildFailed, build_of
from plugins.shared.files import list_files

PROJECT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """What a build left behind; *failure* is empty when it succeeded."""

    content: Path
    output: Path
    problems: tuple[str, ...]
    """As printed: `posts/tea.md:3: what is amiss; what would be right`."""
    printed: str
    """All of standard output and standard error."""
    failure: str

    @property
    def failed(self) -> bool:
        return bool(self.failure)

    @property
    def files(self) -> tuple[str, ...]:
        """Every file of the site, relative and in order."""
        return list_files(self.output)

    def text(self, name: str) -> str:
        return (self.output / name).read_text("utf-8")

    def read(self, name: str) -> BeautifulSoup:
        return BeautifulSoup(self.text(name), "html.parser")


# What a build says last of what became of the files; a line of it may be told by each of several builds.
SUM = re.compile(r"^(?P<found>\d+) files?: (?P<parts>[^;]*);", re.MULTILINE)
PART = re.compile(r"(?P<count>\d+) (?P<name>[a-z ]+?)(?: \((?:marked|held back)\))?(?:, | and |$)")


def read_sum(printed: str) -> dict[str, int]:
    """What became of the files, by the words for it without an `s` at the end, as the last sum in *printed* says."""
    *_, last = SUM.finditer(printed)
    counts: dict[str, int] = {"found": int(last["found"])}
    for part in PART.finditer(last["parts"]):
        name = part["name"].replace("entries", "entry").removesuffix("s")
        counts[name] = counts.get(name, 0) + int(part["count"])
    return counts


def assert_true_sum(printed: str, content: Path) -> dict[str, int]:
    """Assert that every file of *content* that is not hidden is in the sum in *printed*, once; that sum."""
    counts = read_sum(printed)
    names = list_files(content)
    there = [name for name in names if name.startswith("extra/") or not any(map(is_hidden, name.split("/")))]
    assert counts["found"] == len(there), (counts, len(there))
    assert sum(counts.values()) == 2 * counts["found"], counts
    return counts


def is_hidden(name: str) -> bool:
    return name.startswith(".")


class BuildSite(Protocol):
    """The fixture `build_site`."""

    def __call__(
        self, files: Mapping[str, str | bytes] | Path, *, public: bool = ..., **settings: object
    ) -> BuiltSite: ...


def write_content(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)


def build(
    content: Path,
    output: Path,
    settings: Mapping[str, object],
    *,
    public: bool = False,
    settings_path: Path | None = None,
) -> BuiltSite:
    """The site that Pelican makes of *content* with the project's settings, or others, and those in *settings*."""
    output.mkdir(parents=True, exist_ok=True)
    printed = io.StringIO()
    failure = ""
    site_settings: dict[str, Any] = {}
    with redirect_stdout(printed), redirect_stderr(printed), _errors_are_fatal():
        try:
            site_settings = read_settings(
                str(settings_path or PROJECT / ("publishconf.py" if public else "pelicanconf.py")),
                override={"PATH": str(content), "OUTPUT_PATH": str(output), **settings},
            )
            Pelican(site_settings).run()
        except (RuntimeError, BuildFailed) as error:
            # An error that was logged, or problems the build must not go on with.
            failure = str(error) or type(error).__name__
    found = build_of(site_settings)
    problems = tuple(str(problem) for problem in found.problems) if found else ()
    return BuiltSite(content, output, problems, printed.getvalue(), failure)


@contextmanager
def _errors_are_fatal() -> Iterator[None]:
    """Do for one build what `--fatal errors` does, and show what is logged."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    before = FatalLogger.fatal_lvl
    FatalLogger.fatal_lvl = logging.ERROR
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        FatalLogger.fatal_lvl = before
