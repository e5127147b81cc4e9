"""The contenders: how each is set up in a folder of its own, given posts, and run."""

from __future__ import annotations

import shutil
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.corpus import Post, write_pelican_post, write_post

PROJECT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PICTURES_PATH = PROJECT / ".cache" / "bench" / "images"
PARTS_OF_THE_PROJECT = ("plugins", "theme")
FILES_OF_THE_PROJECT = ("tasks.py", "pelicanconf.py", "publishconf.py", "requirements.txt", "requirements-dev.txt")


@dataclass(frozen=True, slots=True)
class Contender(ABC):
    """A generator in its own *folder*: reads *posts_path*, writes *output_path*."""

    name: str
    folder: Path
    build_command: Sequence[str]
    serve_command: Callable[[int], Sequence[str]]
    posts_path: Path
    output_path: Path
    write: Callable[[Path, Post], None] = write_post
    warm_environment: Mapping[str, str] = field(default_factory=dict)
    """For every build but those from nothing."""
    save_count: int = 15
    """Saves that the preview is measured with; none where it misses those that come while it builds."""

    @abstractmethod
    def set_up(self) -> None:
        """Make the folder, without posts."""

    def forget(self) -> None:
        """Remove all that a build leaves behind, but for pictures that lie elsewhere."""
        for path in (self.output_path, *self.memories):
            shutil.rmtree(path, ignore_errors=True)

    @property
    @abstractmethod
    def memories(self) -> Sequence[Path]:
        """What a build remembers of earlier ones."""

    def save(self, post: Post) -> None:
        self.write(self.posts_path, post)

    def page_path(self, post: Post) -> Path:
        return self.output_path / "posts" / post.name / "index.html"


@dataclass(frozen=True, slots=True)
class Doodlebook(Contender):
    """The whole product: its theme, all of its plugins.

    Cards that were ever drawn are found in *pictures_path*; without it, a build draws all of them.
    """

    pictures_path: Path | None = None

    def set_up(self) -> None:
        self.folder.mkdir(parents=True)
        for name in PARTS_OF_THE_PROJECT:
            shutil.copytree(PROJECT / name, self.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in FILES_OF_THE_PROJECT:
            shutil.copyfile(PROJECT / name, self.folder / name)
        (self.folder / ".venv").symlink_to(PROJECT / ".venv")
        self.posts_path.mkdir(parents=True)
        (self.folder / ".cache").mkdir()
        if self.pictures_path:
            self.pictures_path.mkdir(parents=True, exist_ok=True)
            (self.folder / ".cache" / "images").symlink_to(self.pictures_path)

    @property
    def memories(self) -> Sequence[Path]:
        return [path for path in (self.folder / ".cache").iterdir() if not path.is_symlink()]


class Pelican(Contender):
    """Pelican alone, with a theme of a few lines."""

    def set_up(self) -> None:
        shutil.copytree(HERE / "pelican", self.folder)
        self.posts_path.mkdir(parents=True)

    @property
    def memories(self) -> Sequence[Path]:
        return [self.folder / "cache"]


class Hugo(Contender):
    """Hugo, with a theme of a few lines."""

    def set_up(self) -> None:
        shutil.copytree(HERE / "hugo", self.folder)
        self.posts_path.mkdir(parents=True)

    @property
    def memories(self) -> Sequence[Path]:
        return [self.folder / "resources"]


def make_doodlebook(folder: Path, pictures_path: Path | None = PICTURES_PATH) -> Contender:
    tasks = [sys.executable, "tasks.py"]
    return Doodlebook(
        name="Doodlebook",
        folder=folder,
        build_command=[*tasks, "build"],
        serve_command=lambda port: [*tasks, "preview", "--port", str(port)],
        posts_path=folder / "content" / "posts",
        output_path=folder / "output",
        pictures_path=pictures_path,
    )


def make_pelican(folder: Path, environment_path: Path) -> Contender:
    pelican = [str(environment_path / "bin" / "pelican"), "content", "-s", "pelicanconf.py", "-o", "output"]
    return Pelican(
        name="Pelican",
        folder=folder,
        build_command=pelican,
        serve_command=lambda port: [*pelican, "-r", "-l", "-b", "127.0.0.1", "-p", str(port)],
        posts_path=folder / "content" / "posts",
        output_path=folder / "output",
        write=write_pelican_post,
        warm_environment={"BENCH_CACHE": "1"},
        save_count=0,
    )


def make_hugo(folder: Path, environment_path: Path) -> Contender:
    # The program itself: its Python wrapper would only cost it time.
    program = str(next(environment_path.glob("lib/python*/site-packages/hugo/binaries/hugo*")))
    return Hugo(
        name="Hugo",
        folder=folder,
        build_command=[program, "--destination", "output", "--quiet"],
        serve_command=lambda port: [
            program,
            "server",
            "--bind",
            "127.0.0.1",
            "--port",
            str(port),
            "--disableLiveReload",
        ],
        posts_path=folder / "content" / "posts",
        output_path=folder / "output",
    )
