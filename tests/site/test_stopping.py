"""Ctrl-C: one line, whatever process was at work, and no half of a site."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.sites import PROJECT

STOPPED = "Stopped: what was finished is kept, and the next build goes on from there."


@pytest.mark.parametrize("task", ["build", "check"])
def test_ctrl_c_ends_in_one_line(tmp_path: Path, task: str) -> None:
    content, output = tmp_path / "content", tmp_path / "output"
    (content / "notes").mkdir(parents=True)
    text = "Some *words* and [[Note 1]], `code` and more.\n\n" * 200
    for number in range(300):
        (content / "notes" / f"{number}.md").write_text(f"Title: Note {number}\n\n{text}")
    arguments = [task, "--content", str(content), *(["--output", str(output)] if task == "build" else [])]
    process = subprocess.Popen(
        [sys.executable, "tasks.py", *arguments],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(1.0)

    os.killpg(process.pid, signal.SIGINT)
    printed = first + process.communicate(timeout=60)[0]

    assert process.returncode == 130, printed
    assert "Traceback" not in printed
    assert printed.rstrip().endswith(STOPPED)
    assert not output.exists()
