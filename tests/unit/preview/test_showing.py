"""What the server asks of the process behind it after a save, and what it tells open pages."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from plugins.preview.pages import Problem
from plugins.preview.showing import LIFE_SECONDS, LOOK_SECONDS, Showing
from plugins.preview.watching import Saved
from plugins.preview.workers import Answer, Worker, WorkerDied

SAVED = Saved(is_code=False, files=("notes/tea.md",), is_all=True)
OTHER = Saved(is_code=False, files=("notes/cup.md",), is_all=True)
CODE = Saved(is_code=True)
MISTAKE = Problem(place="content/notes/tea.md", line=2, message="unknown kind 'noet'", severity="error")
CLASH = Problem(place="content/notes/cup.md", line=1, message="has the address of another", severity="error")
CRASH = Problem(
    place="", line=0, message="the process ended with -9 and no word; save a file to try again", severity="error"
)
USUAL = {"is_planned": True, "is_behind": False, "has_bad_content": False, "problems": [], "printed": ""}
USUAL |= {"waiting": 0, "warnings": 0, "sources": {}, "memory_bytes": 1}
Reply = Callable[[dict[str, Any]], dict[str, Any]]


class Scripted:
    """Stands for a process: remembers what it is asked, and answers glances and plans as *reply* says."""

    def __init__(self, name: str, reply: Reply, copies: list[Scripted] | None = None) -> None:
        self.name = name
        self.asked: list[Any] = []
        self.first_bytes = 1
        self.may_plan = asyncio.Event()
        """Until then, it plans."""
        self.may_plan.set()
        self._reply = reply
        self._copies = copies

    async def ask(self, **request: Any) -> Answer:  # noqa: ANN401 - anything may be asked
        self.asked.append((request["do"], *request.get("files", ())))
        if request["do"] == "plan":
            await self.may_plan.wait()
        if request["do"] in ("plan", "glance"):
            return Answer(USUAL | self._reply(request), b"")
        if request["do"] == "look":
            return Answer({"is_same": True, "is_drawn_alike": True} | self._reply(request), b"")
        return Answer({"found": "page", "by": self.name}, b"")

    async def copy(self) -> Scripted | None:
        return self._copies.pop(0) if self._copies else None

    async def end(self) -> None:
        self.asked.append(("end",))

    async def kill(self) -> None:
        self.asked.append(("kill",))


def as_behind(request: dict[str, Any]) -> dict[str, Any]:
    """What a process answers that needs a plan to show a save everywhere."""
    return {"is_behind": request["do"] == "glance"}


def is_well(_request: dict[str, Any]) -> dict[str, Any]:
    return {}


def show(
    worker: Scripted, act: Callable[[Showing], Awaitable[None]], start: Scripted | None = None
) -> list[dict[str, Any]]:
    """What open pages are told while *worker* answers and somebody acts; *start* is the next new process."""

    async def begin() -> Worker:
        if start is None:
            raise OSError("no second process")
        return cast("Worker", start)

    async def run() -> list[dict[str, Any]]:
        showing = Showing(begin, lambda _line: None, lambda _sources: None, cast("Worker", worker))
        showing._is_tried.set()
        told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        showing.listeners.add(told)
        await act(showing)
        await showing.end()
        return [told.get_nowait() for _ in range(told.qsize())]

    return asyncio.run(run())


async def settle(showing: Showing) -> None:
    """Wait until nothing is planned any more."""
    while showing._planning:
        await asyncio.wait({showing._planning})


async def find_who_answers(showing: Showing) -> str:
    who: str = (await showing.get("notes/tea/")).head["by"]
    return who


def test_pages_are_answered_while_the_site_is_planned() -> None:
    helper = Scripted("copy", is_well)
    worker = Scripted("first", as_behind, [helper])
    helper.may_plan.clear()
    versions = []

    async def act(showing: Showing) -> None:
        await showing.follow(SAVED)
        while not helper.asked:
            await asyncio.sleep(0)
        versions.append((await showing.get("notes/tea/")).head["version"])
        assert await find_who_answers(showing) == "first"
        helper.may_plan.set()
        await settle(showing)
        assert await find_who_answers(showing) == "copy"

    told = show(worker, act)
    assert worker.asked[0] == ("glance", "notes/tea.md")
    assert worker.asked[-2:] == [("retire",), ("end",)]
    assert helper.asked[0] == ("plan",)
    # What was answered before is not taken for what was planned.
    assert told[0]["version"] == versions[0] != told[-1]["version"]


def test_what_is_saved_while_the_site_is_planned_shows_at_once_and_is_not_lost() -> None:
    first, second = Scripted("first copy", as_behind), Scripted("second copy", is_well)
    first._copies = [second]
    worker = Scripted("first", as_behind, [first])
    first.may_plan.clear()

    async def act(showing: Showing) -> None:
        await showing.follow(SAVED)
        while not first.asked:
            await asyncio.sleep(0)
        await showing.follow(OTHER)
        assert worker.asked == [("glance", "notes/tea.md"), ("glance", "notes/cup.md")]
        first.may_plan.set()
        await settle(showing)
        assert await find_who_answers(showing) == "second copy"

    show(worker, act)
    assert first.asked[:2] == [("plan",), ("glance", "notes/cup.md")]
    assert second.asked[0] == ("plan",)


def test_what_shows_everywhere_at_a_glance_is_not_planned() -> None:
    worker = Scripted("first", is_well)
    told = show(worker, lambda showing: showing.follow(SAVED))
    assert worker.asked == [("glance", "notes/tea.md"), ("end",)]
    assert len(told) == 1


def test_a_mistake_that_only_the_plan_finds_is_told_until_its_file_is_saved() -> None:
    """The site as a whole may be at fault for it: two entries that want one address."""
    failing = Scripted("copy", lambda _request: {"is_planned": False, "has_bad_content": True, "problems": [CLASH]})
    worker = Scripted("first", as_behind, [failing, Scripted("mended", is_well)])

    async def act(showing: Showing) -> None:
        await showing.follow(SAVED)
        await settle(showing)
        assert await find_who_answers(showing) == "first"
        await showing.follow(OTHER)

    told = show(worker, act)
    assert [state["problems"] for state in told] == [[], [CLASH], []]
    assert told[0]["version"] == told[1]["version"]
    assert failing.asked == [("plan",), ("retire",), ("end",)]


def test_a_mistake_of_a_plan_stays_while_other_files_are_saved() -> None:
    worker = Scripted("first", is_well)

    async def act(showing: Showing) -> None:
        showing._found = [CLASH]
        await showing.follow(SAVED)

    assert [state["problems"] for state in show(worker, act)] == [[CLASH]]


def test_pages_are_answered_while_a_process_of_other_code_begins() -> None:
    saver, new = Scripted("saver", is_well), Scripted("new", is_well)
    worker = Scripted("first", is_well, [saver])
    new.may_plan.clear()

    async def act(showing: Showing) -> None:
        await showing.follow(CODE)
        while not new.asked:
            await asyncio.sleep(0)
        assert await find_who_answers(showing) == "first"
        await showing.follow(SAVED)
        new.may_plan.set()
        await settle(showing)
        assert await find_who_answers(showing) == "new"

    show(worker, act, new)
    assert saver.asked == [("save",), ("end",)]
    assert new.asked[:2] == [("plan",), ("glance", "notes/tea.md")]


def test_where_no_process_can_be_copied_the_one_that_answers_plans() -> None:
    worker = Scripted("first", as_behind)

    async def act(showing: Showing) -> None:
        await showing.follow(SAVED)
        await settle(showing)

    told = show(worker, act)
    assert worker.asked == [("glance", "notes/tea.md"), ("plan",), ("end",)]
    assert len({state["version"] for state in told}) == 2


def test_what_only_a_plan_can_tell_is_waited_for() -> None:
    helper = Scripted("copy", is_well)

    class Forgetful(Scripted):
        async def ask(self, **request: Any) -> Answer:  # noqa: ANN401 - anything may be asked
            return Answer({"found": "behind"}, b"") if request["do"] == "get" else await super().ask(**request)

    async def act(showing: Showing) -> None:
        assert await find_who_answers(showing) == "copy"

    show(Forgetful("first", is_well, [helper]), act)


def test_a_process_that_plans_is_gone_with_the_server() -> None:
    helper = Scripted("copy", is_well)
    helper.may_plan.clear()

    async def act(showing: Showing) -> None:
        await showing.follow(SAVED)
        while not helper.asked:
            await asyncio.sleep(0)

    show(Scripted("first", as_behind, [helper]), act)
    assert helper.asked == [("plan",), ("kill",)]


def test_what_nobody_spoke_of_is_looked_for_again_and_again() -> None:
    looks: list[bool] = []

    def change_at_the_third_look(request: dict[str, Any]) -> dict[str, Any]:
        if request["do"] != "look":
            return {}
        looks.append(len(looks) < 2)
        return {"is_same": looks[-1]}

    helper = Scripted("copy", is_well)

    async def act(showing: Showing) -> None:
        showing._pause = 0
        await showing.follow(SAVED)
        while len(looks) < 3:
            # It is the next pause that is at least that long.
            assert showing._pause == 0 or showing._pause >= LOOK_SECONDS
            showing._pause = 0
            if showing._looking:
                await asyncio.wait({showing._looking})
        await settle(showing)
        assert await find_who_answers(showing) == "copy"

    show(Scripted("first", change_at_the_third_look, [helper]), act)
    assert looks == [True, True, False]
    assert helper.asked[0] == ("plan",)


def test_a_fault_while_the_site_is_planned_does_not_end_the_planning() -> None:
    class Odd(Scripted):
        async def copy(self) -> Scripted | None:
            if not self._copies:
                raise RuntimeError("nobody has thought of that")
            return await super().copy()

    worker = Odd("first", as_behind)

    async def act(showing: Showing) -> None:
        await showing.follow(SAVED)
        planning = showing._planning
        assert planning
        await asyncio.wait({planning})
        assert isinstance(planning.exception(), RuntimeError)
        worker._copies = [Scripted("copy", is_well)]
        await showing.follow(SAVED)
        await settle(showing)
        assert await find_who_answers(showing) == "copy"

    show(worker, act)


class Mortal(Scripted):
    """Stands for a process that ends when it is asked to do *fatal*."""

    fatal = "get"

    async def ask(self, **request: Any) -> Answer:  # noqa: ANN401 - anything may be asked
        if request["do"] == self.fatal:
            raise WorkerDied(CRASH)
        return await super().ask(**request)


@pytest.mark.parametrize(("life", "is_replaced"), [(LIFE_SECONDS, True), (0, False)])
def test_a_process_that_ends_after_a_while_is_replaced_at_once(life: float, is_replaced: bool) -> None:
    """One that ends as soon as it is asked would do so again, until somebody mends that."""
    new = Scripted("new", is_well)

    async def act(showing: Showing) -> None:
        showing._since = time.monotonic() - life
        assert (await showing.get("notes/tea/")).head["found"] == "unplanned"
        assert showing.problems == [CRASH]
        assert (showing._planning is not None) == is_replaced
        await settle(showing)
        if is_replaced:
            assert await find_who_answers(showing) == "new"
            assert showing.problems == []

    show(Mortal("first", is_well), act, new)


def test_a_process_of_other_code_begins_also_where_nothing_could_be_remembered_for_it() -> None:
    saver, new = Mortal("saver", is_well), Scripted("new", is_well)
    saver.fatal = "save"

    async def act(showing: Showing) -> None:
        await showing.follow(CODE)
        await settle(showing)
        assert await find_who_answers(showing) == "new"

    show(Scripted("first", is_well, [saver]), act, new)
    assert saver.asked == [("end",)]
