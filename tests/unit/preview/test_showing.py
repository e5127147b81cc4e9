"""What the server asks of the process behind it after a save, and what it tells open pages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

import pytest

from plugins.preview.pages import Problem
from plugins.preview.showing import GLANCE_SECONDS, Showing
from plugins.preview.watching import Saved
from plugins.preview.workers import Answer, Worker

SAVED = Saved(is_code=False, files=("notes/tea.md",), is_all=True)
MISTAKE = Problem(place="content/notes/tea.md", line=2, message="unknown kind 'noet'", severity="error")


class Scripted:
    """Stands for a process: remembers what it is asked, and answers plans as *plan* says."""

    first_bytes = 1

    def __init__(self, plan: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        self.asked: list[dict[str, Any]] = []
        self._plan = plan

    async def ask(self, **request: Any) -> Answer:  # noqa: ANN401 - anything may be asked
        self.asked.append(request)
        if request["do"] != "plan":
            return Answer({"found": "page"}, b"")
        usual = {"is_planned": True, "is_glance": False, "has_bad_content": False, "problems": [], "printed": ""}
        return Answer(
            usual | {"waiting": 0, "warnings": 0, "sources": {}, "memory_bytes": 1} | self._plan(request), b""
        )

    async def end(self) -> None:
        self.asked.append({"do": "end"})


def follow(worker: Scripted, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What open pages are told after one save, while a browser asks for a page as soon as it hears of a glance."""

    async def start() -> Worker:
        raise OSError("no second process")

    async def show() -> list[dict[str, Any]]:
        showing = Showing(start, lambda _line: None, lambda _sources: None, cast("Worker", worker))
        told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        showing.listeners.add(told)
        sleep = asyncio.sleep

        async def browse(seconds: float) -> None:
            if seconds == GLANCE_SECONDS:
                await showing.get("notes/tea/")
            else:
                await sleep(seconds)

        monkeypatch.setattr(asyncio, "sleep", browse)
        await showing.follow(SAVED)
        await showing.end()
        return [told.get_nowait() for _ in range(told.qsize())]

    return asyncio.run(show())


def test_a_page_is_answered_between_a_glance_and_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Scripted(lambda request: {"is_glance": request["may_glance"]})
    told = follow(worker, monkeypatch)
    assert worker.asked == [
        {"do": "plan", "files": ("notes/tea.md",), "may_glance": True},
        {"do": "get", "path": "notes/tea/"},
        {"do": "plan", "files": ("notes/tea.md",), "may_glance": False},
        {"do": "end"},
    ]
    assert len({state["version"] for state in told}) == 2


def test_what_needs_no_glance_is_planned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Scripted(lambda _request: {})
    told = follow(worker, monkeypatch)
    assert [request["do"] for request in worker.asked] == ["plan", "end"]
    assert len(told) == 1


def test_a_mistake_that_only_the_plan_finds_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site as a whole may be at fault for it: two entries that want one address."""
    worker = Scripted(
        lambda request: {"is_glance": True} if request["may_glance"] else {"is_planned": False, "problems": [MISTAKE]}
    )
    told = follow(worker, monkeypatch)
    assert [state["problems"] for state in told] == [[], [MISTAKE]]
    assert told[0]["version"] == told[1]["version"]
