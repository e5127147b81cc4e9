"""A preview for tests: a copy of the project with content of its own, shown by a real server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
PROGRAM = """
import sys
from plugins.building import command as building
from plugins.preview import command as previewing
sys.exit(building.show_pages("content", lambda source, command: previewing.preview(source, command, 0)))
"""
# On a busy machine, what takes a moment here takes a minute. Who waits is done as soon as it is there.
PATIENCE_SECONDS = 180.0
# What is asked for is on this machine, whatever stands between it and others.
ASK = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
CONTENT: Mapping[str, str] = {
    "notes/tea.md": "Title: Tea\nCategory: Kitchen\n\nTea is grown on hills.\n",
    "notes/kettle.md": "Title: Kettle\nCategory: Kitchen\n\nThe kettle sings for [[Tea]].\n",
    "posts/2026-01-02-morning.md": "Title: Morning\nDate: 2026-01-02\nCategory: Days\n\nThe first cup.\n",
    "posts/2026-01-03-evening.md": "Title: Evening\nDate: 2026-01-03\nCategory: Days\nStatus: draft\n\nThe last cup.\n",
    "posts/2999-01-04-later.md": "Title: Later\nDate: 2999-01-04\nCategory: Days\n\nA cup to come.\n",
}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str
    url: str
    """The address that answered, to which another may have led."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A running preview: its project, its address without a slash at the end, and its server."""

    project: Path
    url: str
    process: subprocess.Popen[str]

    @property
    def content(self) -> Path:
        return self.project / "content"

    def save(self, name: str, text: str) -> None:
        """Save *text* as the file *name* of the project."""
        path = self.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        """Save the file *name* of the project with *new* in place of *old*, which it must hold."""
        text = (self.project / name).read_text("utf-8")
        assert old in text
        self.save(name, text.replace(old, new))

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        request = urllib.request.Request(f"{self.url}{path}", headers=dict(headers or {}))  # noqa: S310 (our own)
        try:
            with ASK(request, timeout=PATIENCE_SECONDS) as answer:
                return _read(answer)
        except urllib.error.HTTPError as error:
            with error:
                return _read(error)

    def get_bytes(self, path: str) -> bytes:
        """What is served at *path*, whatever its status."""
        try:
            with ASK(f"{self.url}{path}", timeout=PATIENCE_SECONDS) as answer:
                found: bytes = answer.read()
        except urllib.error.HTTPError as error:
            with error:
                found = error.read()
        return found

    def wait_for(self, path: str, text: str) -> Answer:
        """The page at *path* as soon as it holds *text*."""
        return self._wait_for(path, f"hold {text!r}", lambda answer: text in answer.text)

    def wait_for_status(self, path: str, status: int) -> None:
        """Wait until the page at *path* is answered with *status*."""
        self._wait_for(path, f"come with {status}", lambda answer: answer.status == status)

    def wait_for_place(self, path: str) -> None:
        """Wait until there is a page at *path* itself, which leads to no other."""
        self._wait_for(path, "stay", lambda answer: answer.status == 200 and answer.url == f"{self.url}{path}")

    def _wait_for(self, path: str, what: str, is_met: Callable[[Answer], bool]) -> Answer:
        """What comes from *path* as soon as it does *what*, which *is_met* tells."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not is_met(answer := self.get(path)):
            if time.monotonic() > end:
                seen = f"{answer.status} from {answer.url}, with {self.state()}: {answer.text[-2000:]}"
                raise AssertionError(f"{path} does not {what}: {seen}")
            time.sleep(0.05)
        return answer

    def state(self) -> dict[str, Any]:
        """What an open page is told first."""
        with ASK(f"{self.url}/~preview/events", timeout=PATIENCE_SECONDS) as events:
            for line in events:
                if line.startswith(b"data: "):
                    found: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
                    return found
        raise AssertionError("no state was sent")

    def wait_for_state(self, what: str, is_met: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The state as soon as it *is_met*; *what* says when that is."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not is_met(state := self.state()):
            assert time.monotonic() < end, f"it never came to this, {what}: {state}"
            time.sleep(0.05)
        return state

    def wait_for_cards(self) -> None:
        """Wait until no card is waiting to be drawn."""
        self.wait_for_state("all cards are drawn", lambda state: not state["waiting"])

    def wait_for_problem(self, words: str) -> str:
        """The problems as JSON, as soon as *words* are among them; for no words, as soon as there are none."""
        return json.dumps(
            self.wait_for_state(
                f"{words!r} is among the problems" if words else "there are no problems",
                lambda state: words in json.dumps(state["problems"]) if words else not state["problems"],
            )["problems"]
        )


def _read(answer: Any) -> Answer:  # noqa: ANN401 - of either kind
    return Answer(answer.status, dict(answer.headers.items()), answer.read().decode("utf-8", "replace"), answer.url)


def copy_project(project: Path, content: Mapping[str, str] = CONTENT, settings: str = "") -> None:
    """Make the folder *project* a copy of the project, with *content* alone and with *settings* added to its own."""
    for name in ("plugins", "theme"):
        shutil.copytree(PROJECT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pelicanconf.py", "publishconf.py", "requirements.txt"):
        shutil.copyfile(PROJECT / name, project / name)
    with (project / "pelicanconf.py").open("a", encoding="utf-8") as file:
        file.write(settings)
    for name, text in content.items():
        path = project / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@contextmanager
def show(project: Path, content: Mapping[str, str] = CONTENT, settings: str = "") -> Iterator[Preview]:
    """A preview of *content* from a copy of the project in the folder *project*, with *settings* added to its own."""
    copy_project(project, content, settings)
    said_path = project / "said.txt"
    with said_path.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM], cwd=project, stdout=subprocess.PIPE, stderr=said, text=True
        )
    try:
        assert process.stdout is not None
        found = re.match(r"(http://127\.0\.0\.1:\d+)/ ", process.stdout.readline())
        assert found, said_path.read_text()
        preview = Preview(project, found[1], process)
        preview._wait_for("/", "come to be planned", lambda answer: answer.status != 503)
        yield preview
    finally:
        process.terminate()
        try:
            process.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
