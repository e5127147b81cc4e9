"""In which order the preview begins."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from plugins.preview import command, workers


@pytest.mark.parametrize(
    "name", ["content/notes/tea.md", "theme/templates/base.html", "plugins/graph/hooks.py", "pelicanconf.py"]
)
def test_what_is_saved_while_the_first_process_starts_is_planned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("Tea")
    for folder in ("content", "theme", "plugins"):
        (tmp_path / folder).mkdir(exist_ok=True)
    starts = 0

    async def show() -> None:
        is_started_again = asyncio.Event()

        async def start(*_arguments: object) -> workers.Worker:
            nonlocal starts
            starts += 1
            if starts == 1:
                file.write_text("Tea for two")
            else:
                is_started_again.set()
            raise OSError("no process")

        monkeypatch.setattr(workers, "start_worker", start)
        with command.open_door(0) as door:
            running = asyncio.create_task(command._run(tmp_path / "content", [], door))
            await asyncio.wait_for(is_started_again.wait(), 120)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    monkeypatch.setattr(command, "PROJECT", tmp_path)
    monkeypatch.setattr(command, "SETTINGS", tmp_path / "pelicanconf.py")
    asyncio.run(show())
    assert starts == 2


def test_what_decides_how_texts_are_read_is_watched(tmp_path: Path) -> None:
    content = tmp_path / "old" / "content"
    content.mkdir(parents=True)
    settings = tmp_path / "old" / "pelicanconf.py"
    assert settings not in command.find_watched(content, {}).files
    settings.write_text("SITENAME = 'Old'\n")
    files = command.find_watched(content, {}).files
    assert {settings, content / ".obsidian" / "app.json", content / ".obsidian"} <= {*files}
