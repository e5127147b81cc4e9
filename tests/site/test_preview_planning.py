"""What the preview shows while the process that plans the site is held: nobody waits for it, and nothing is lost."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from plugins.preview.showing import Showing
from plugins.preview.watching import Saved
from plugins.preview.workers import Worker, start_worker
from tests.previews import CONTENT, PATIENCE_SECONDS, copy_project

TEA, KETTLE = "notes/tea.md", "notes/kettle.md"
SHEET = re.compile(r'<link rel="stylesheet" href="/([^"]+)"')
Scene = Callable[["Held"], Awaitable[None]]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there a process can be copied and held")


class Held:
    """A preview whose copies are stopped as soon as they are there, until they are let go."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.copies: list[int] = []
        self.is_holding = True
        self.versions: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        self.showing = Showing(self._start, lambda _line: None, lambda _sources: None)
        self.showing.listeners.add(self.versions)

    async def _start(self) -> Worker:
        content, settings = self.project / "content", self.project / "pelicanconf.py"
        command = [sys.executable, "-m", "plugins.building.on_request", str(content), str(settings)]
        return await start_worker(command, self.project, lambda _line: None)

    async def save(self, name: str, text: str | None) -> None:
        """Save *text* as the file *name* of the project, or delete that."""
        await self.save_all({name: text})

    async def save_all(self, files: dict[str, str | None]) -> None:
        for name, text in files.items():
            path = self.project / name
            if text is None:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
        told = tuple(name.removeprefix("content/") for name in files if name.startswith("content/"))
        await self.showing.follow(Saved(is_code=False, files=told, is_all=len(told) == len(files)))

    async def read(self, path: str) -> str:
        answer = await self.showing.get(path)
        return answer.body.decode()

    async def find(self, path: str) -> str:
        found: str = (await self.showing.get(path)).head["found"]
        return found

    async def wait_until_held(self) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not self.copies:
                await asyncio.sleep(0.01)

    async def let_go(self) -> None:
        """Let what is held, and all that comes, plan the site."""
        self.is_holding = False
        for pid in self.copies:
            # One that has been let go before may have come to its end.
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        while self.showing._planning:
            await asyncio.wait({self.showing._planning})


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Scene], None]:
    """Plays a scene with a preview of its own, which has been planned."""
    copy_project(tmp_path, {**CONTENT, **{f"notes/cup-{n}.md": f"Title: Cup {n}\n\nCup {n}.\n" for n in range(20)}})
    copy = Worker.copy

    async def run(scene: Scene) -> None:
        held = Held(tmp_path)

        async def copy_and_hold(worker: Worker) -> Worker | None:
            made = await copy(worker)
            if made and held.is_holding:
                os.kill(made.pid, signal.SIGSTOP)
                held.copies.append(made.pid)
            return made

        held.is_holding = False
        monkeypatch.setattr(Worker, "copy", copy_and_hold)
        await held.showing.follow(Saved(is_code=True))
        await held.let_go()
        while held.showing.waiting_count:
            await asyncio.sleep(0.05)
        await held.let_go()
        held.is_holding = True
        try:
            await scene(held)
        finally:
            await held.let_go()
            await held.showing.end()

    return lambda scene: asyncio.run(run(scene))


def test_saves_show_while_the_site_is_planned_and_all_of_them_afterwards(play: Callable[[Scene], None]) -> None:
    async def scene(held: Held) -> None:
        await held.save(f"content/{TEA}", CONTENT[TEA].replace("Title: Tea", "Title: Green tea"))
        await held.wait_until_held()
        assert "<title>Green tea" in await held.read("notes/tea/")
        # Where it was listed, it is listed by its new title.
        assert "Green tea" in await held.read("notes/")
        assert "<title>Morning" in await held.read("posts/morning/")
        await held.save(f"content/{KETTLE}", CONTENT[KETTLE].replace("sings", "hums"))
        await held.save("content/notes/pot.md", "Title: Pot\n\nA pot of tea.\n")
        assert "hums for" in await held.read("notes/kettle/")
        assert "A pot of tea." in await held.read("notes/pot/")
        assert "<title>Green tea" in await held.read("notes/tea/")
        assert "Pot" not in await held.read("notes/")
        await held.save(f"content/{TEA}", CONTENT[TEA])
        assert "<title>Tea" in await held.read("notes/tea/")
        await held.save("content/notes/cup-3.md", None)
        assert await held.find("notes/cup-3/") == "missing"
        await held.let_go()
        listing = await held.read("notes/")
        assert ("Pot" in listing, "Green tea" in listing, "Cup 3<" in listing) == (True, False, False)
        assert "hums for" in await held.read("notes/kettle/")

    play(scene)


def test_a_style_sheet_and_a_template_show_before_the_site_is_planned(play: Callable[[Scene], None]) -> None:
    async def scene(held: Held) -> None:
        base, footer = "theme/static/css/base.css", "theme/templates/partials/footer.html"
        sheet, part = ((held.project / name).read_text("utf-8") for name in (base, footer))
        before = SHEET.findall(await held.read("notes/tea/"))
        await held.save(base, f"{sheet}\nbody {{ outline: 7px solid red }}\n")
        after = SHEET.findall(await held.read("notes/tea/"))
        assert after != before
        assert "outline: 7px solid red" in await held.read(after[0])
        # Who still shows the page as it was is not left without.
        assert await held.find(before[0]) == "data"
        await held.save(footer, f"{part}<p>Brewed here.</p>")
        for path in ("notes/tea/", "notes/", "archives/", ""):
            assert "Brewed here." in await held.read(path)
        await held.save(base, f"{sheet}\n@import 'no.css';\n")
        assert await held.find("notes/kettle/") == "broken"
        await held.save(base, sheet)
        assert SHEET.findall(await held.read("notes/kettle/")) == before
        await held.let_go()
        assert "Brewed here." in await held.read("archives/")
        assert SHEET.findall(await held.read("notes/tea/")) == before

    play(scene)


def test_of_many_files_each_page_shows_its_own_before_the_site_is_planned(play: Callable[[Scene], None]) -> None:
    async def scene(held: Held) -> None:
        saved: dict[str, str | None] = {
            f"content/notes/cup-{n}.md": f"Title: Mug {n}\n\nA mug.\n" for n in range(1, 20)
        }
        await held.save_all(saved | {"content/notes/cup-0.md": None, "content/notes/jug.md": "Title: Jug\n\nA jug.\n"})
        await held.wait_until_held()
        assert "<title>Mug 7" in await held.read("notes/cup-7/")
        assert await held.find("notes/cup-0/") == "missing"
        assert "The kettle sings" in await held.read("notes/kettle/")
        await held.let_go()
        assert "A jug." in await held.read("notes/jug/")
        assert "Mug 19" in await held.read("notes/")

    play(scene)


def test_of_a_renamed_folder_each_page_is_found_when_the_site_is_planned(play: Callable[[Scene], None]) -> None:
    async def scene(held: Held) -> None:
        (held.project / "content/notes").rename(held.project / "content/pages")
        await held.showing.follow(Saved(is_code=False, files=("notes", "pages"), is_all=True))
        await held.wait_until_held()
        assert await held.find("notes/tea/") == "missing"
        assert "<title>Morning" in await held.read("posts/morning/")
        await held.let_go()
        assert await held.find("notes/tea/") == "moved"
        assert "Tea is grown on hills." in await held.read("tea/")

    play(scene)


def test_open_pages_are_told_of_a_glance_and_of_the_plan(play: Callable[[Scene], None]) -> None:
    async def scene(held: Held) -> None:
        while not held.versions.empty():
            held.versions.get_nowait()
        await held.save(f"content/{TEA}", CONTENT[TEA].replace("Title: Tea", "Title: Green tea"))
        await held.wait_until_held()
        glance = held.versions.get_nowait()["version"]
        assert (await held.showing.get("notes/tea/")).head["version"] == glance
        assert held.versions.empty()
        await held.let_go()
        planned = held.versions.get_nowait()["version"]
        assert planned != glance
        assert (await held.showing.get("notes/tea/")).head["version"] == planned

    play(scene)


def test_a_process_that_is_killed_while_it_plans_leaves_the_other_one(play: Callable[[Scene], None]) -> None:
    async def scene(held: Held) -> None:
        await held.save(f"content/{TEA}", CONTENT[TEA].replace("Title: Tea", "Title: Green tea"))
        await held.wait_until_held()
        os.kill(held.copies.pop(), signal.SIGKILL)
        await held.let_go()
        assert "no word" in held.showing.problems[0]["message"]
        assert "<title>Green tea" in await held.read("notes/tea/")
        await held.save(f"content/{TEA}", CONTENT[TEA].replace("Title: Tea", "Title: Black tea"))
        await held.let_go()
        assert held.showing.problems == []
        assert "Black tea" in await held.read("archives/") + await held.read("notes/")

    play(scene)


def test_a_copy_comes_to_its_end_without_a_word(tmp_path: Path) -> None:
    """The process it was copied from has had helpers of its own, which it must not wait for."""
    copy_project(tmp_path, {f"notes/cup-{n}.md": f"Title: Cup {n}\n\nCup {n}.\n" for n in range(120)})
    said: list[str] = []

    async def run() -> None:
        content, settings = tmp_path / "content", tmp_path / "pelicanconf.py"
        command = [sys.executable, "-m", "plugins.building.on_request", str(content), str(settings)]
        worker = await start_worker(command, tmp_path, said.append)
        assert (await worker.ask(do="plan")).head["is_planned"]
        copy = await worker.copy()
        assert copy
        assert (await copy.ask(do="get", path="notes/cup-7/")).head["found"] == "page"
        await worker.ask(do="retire")
        await worker.end()
        await copy.end()

    asyncio.run(run())
    assert said == []
