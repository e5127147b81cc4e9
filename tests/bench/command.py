"""The edge to the shell: `bench`."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import distributions
from pathlib import Path

from plugins.building.environment import make_bench_environment
from tests.bench.contenders import PROJECT, Contender, make_doodlebook, make_hugo, make_pelican
from tests.bench.figures import MEGABYTE, Figures, goal_table
from tests.bench.measuring import ContenderError
from tests.bench.pictures import measure_pictures
from tests.bench.rounds import Measured, fill, measure_builds, measure_preview

PARTS = ("builds", "preview", "pictures")
MEMORY_DISK = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
NEEDED_BYTES = 6_000_000_000


def bench(posts: str = "100,1000,10000", rounds: int = 3, only: str = "") -> int:
    """Measure, and print the figures; 0, or 1 when a contender failed or an option makes no sense."""
    sizes = [int(word) for word in posts.split(",") if word.strip().isdecimal()]
    if not sizes or len(sizes) != len(posts.split(",")) or min(sizes) < rounds * 2 or rounds < 1:
        print(
            f"'{posts}' in {rounds} rounds: give numbers of posts, as 100,1000, each at least twice --rounds",
            file=sys.stderr,
        )
        return 1
    parts = only.split(",") if only else list(PARTS)
    if unknown := [part for part in parts if part not in PARTS]:
        print(f"unknown part '{unknown[0]}'; write one or more of {','.join(PARTS)}", file=sys.stderr)
        return 1
    environment_path = make_bench_environment()
    for line in _describe(environment_path):
        print(line)
    measured: list[Measured] = []
    drawn: Mapping[str, Sequence[float]] = {}
    try:
        if "pictures" in parts:
            print("cards and doodles", file=sys.stderr)
            with _folder() as folder:
                drawn = measure_pictures(folder, rounds)
        for one in _measure(sizes, rounds, parts, environment_path):
            measured.append(one)
            peak = f"{one.sample.peak_bytes / MEGABYTE:6.0f} MB" if one.sample.peak_bytes else ""
            step = f"{one.posts:>6} {one.contender:<10} {one.step:<9}"
            print(f"{step} {one.sample.wall_s:8.3f} s {peak}", file=sys.stderr)
    except ContenderError as error:
        print(f"Not measured to the end: {error}", file=sys.stderr)
        return 1
    figures = Figures(measured, drawn)
    for table in (figures.table(), figures.drawn_table(), goal_table(figures)):
        if table:
            print("\n".join(["", *table]))
    return 0


def _measure(sizes: Sequence[int], rounds: int, parts: Sequence[str], environment_path: Path) -> Iterator[Measured]:
    for size in sizes if parts != ["pictures"] else ():
        with _folder() as folder:
            contenders: list[Contender] = [
                make_doodlebook(folder / "doodlebook"),
                make_hugo(folder / "hugo", environment_path),
                make_pelican(folder / "pelican", environment_path),
            ]
            print(f"{size:>6} posts: written, and cards drawn that are not yet", file=sys.stderr)
            for contender in contenders:
                fill(contender, size)
            if "builds" in parts:
                yield from measure_builds(contenders, size, rounds)
            if "preview" in parts:
                for contender in contenders:
                    if contender.save_count:
                        yield from measure_preview(contender, size)


@contextmanager
def _folder() -> Iterator[Path]:
    """An empty folder, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="doodlebook-bench-", dir=_choose_disk()) as folder:
        yield Path(folder)


def _choose_disk() -> Path:
    """Memory, if there is enough of it: disks differ, and all contenders write the same."""
    if MEMORY_DISK.is_dir() and shutil.disk_usage(MEMORY_DISK).free > NEEDED_BYTES:
        return MEMORY_DISK
    folder = PROJECT / ".cache" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _describe(environment_path: Path) -> Iterator[str]:
    """When and where, and with which versions."""
    libraries = next(environment_path.glob("lib/python*/site-packages"))
    versions = {one.name.lower(): one.version for one in distributions(path=[str(libraries)])}
    today = datetime.now(UTC).date().isoformat()
    yield f"{today}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    yield f"Hugo {versions['hugo']}, Pelican {versions['pelican']}, files in {_choose_disk()}"
