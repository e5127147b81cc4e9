"""What comes of every folder of `../shared/corpus`, as a table: `python -m tests.corpora_table [NAME …]`.

Each is built at home and in public, as its author would: nothing is set. Figures are of this machine, and of the
largest process where they are of memory.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.sites import PROJECT, read_sum

CORPUS = PROJECT.parent / "shared" / "corpus"
PROBLEM = re.compile(r"(?P<level>note|warning|error): .* \[(?P<sort>[\w-]+)\]$")
COLUMNS = (
    "files",
    "entries",
    "held",
    "out",
    "unread",
    "output files",
    "MB",
    "CPU s",
    "memory MB",
    "public",
    "problems",
)


class Ended(NamedTuple):
    """How a build ended: its exit code, what it printed, the CPU seconds and MB of memory it took."""

    code: int
    printed: str
    cpu_s: float
    memory_mb: float


def build(content: Path, output: Path, *more: str) -> Ended:
    command = [sys.executable, "tasks.py", "build", "--all", "--content", str(content), "--output", str(output), *more]
    with tempfile.TemporaryFile("w+") as printed:
        process = subprocess.Popen(command, cwd=PROJECT, stdout=printed, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        return Ended(process.returncode, printed.read(), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def count_sorts(printed: str, *levels: str) -> Counter[str]:
    """How many problems of each sort, of some *levels*, the lines of *printed* name."""
    found = (PROBLEM.match(line) for line in printed.splitlines())
    return Counter(one["sort"] for one in found if one and one["level"] in levels)


def show_counts(counts: Counter[str]) -> str:
    return ", ".join(f"{sort} {count}" for sort, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def make_row(name: str, home: Ended, public: Ended, sizes: Sequence[int]) -> tuple[str, ...]:
    sums = read_sum(home.printed)
    stops = show_counts(count_sorts(public.printed, "warning", "error"))
    return (
        name,
        str(sums["found"]),
        str(sums.get("entry", 0)),
        str(sums.get("held back", 0) + sums.get("draft", 0) + sums.get("scheduled", 0)),
        str(sums.get("left out", 0)),
        str(sums.get("not read", 0)),
        str(len(sizes)),
        f"{sum(sizes) / 1e6:.1f}",
        f"{home.cpu_s:.0f}",
        f"{home.memory_mb:.0f}",
        "passes" if public.code == 0 else f"stops: {stops}",
        show_counts(count_sorts(home.printed, "note", "warning", "error")),
    )


def main(names: Sequence[str]) -> None:
    folders = [path for path in sorted(CORPUS.iterdir()) if path.is_dir() and (not names or path.name in names)]
    print("|".join(("", "corpus", *COLUMNS, "")))
    print("|---" * (len(COLUMNS) + 1) + "|")
    for folder in folders:
        content = folder / "content" if (folder / "content").is_dir() else folder
        with tempfile.TemporaryDirectory() as scratch:
            output = Path(scratch) / "site"
            home = build(content, output)
            sizes = [path.stat().st_size for path in output.rglob("*") if path.is_file()]
            public = build(content, Path(scratch) / "public", "--public")
        if home.code:
            raise SystemExit(f"{folder.name} gave no site:\n{home.printed[-2000:]}")
        print("|".join(("", *make_row(folder.name, home, public, sizes), "")), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
