"""The process behind the server."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from plugins.preview.workers import WorkerDied, explain_death, start_worker


def test_the_last_file_of_the_project_is_at_fault() -> None:
    words = [
        "Traceback (most recent call last):",
        '  File "/blog/plugins/shared/entry.py", line 7, in <module>',
        '  File "/usr/lib/python3/enum.py", line 9, in <module>',
        "NameError: name 'tea' is not defined",
    ]
    assert explain_death(words, 1, Path("/blog")) == {
        "place": "plugins/shared/entry.py",
        "line": 7,
        "message": "NameError: name 'tea' is not defined; mend it and save",
        "severity": "error",
    }


def test_a_process_without_last_words_says_how_it_ended() -> None:
    assert explain_death([], -9, Path("/blog"))["message"] == (
        "the process ended with -9 and no word; save a file to try again"
    )


def test_a_process_that_dies_is_an_answer(tmp_path: Path) -> None:
    said: list[str] = []

    async def ask() -> None:
        worker = await start_worker([sys.executable, "-c", "raise SystemExit('no tea')"], tmp_path, said.append)
        with pytest.raises(WorkerDied, match="no tea; save a file to try again"):
            await worker.ask(do="plan")
        await worker.end()

    asyncio.run(ask())
    assert said == ["no tea"]
