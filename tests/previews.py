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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
PROGRAM = """
import sys
from plugins.building import command as building
from plugins.preview import command as previewing
sys.exit(building.show_pages("content", lambda source, command: previewing.preview(source, command, 0)))
"""
START_SECONDS = 30.0
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
            with urllib.request.urlopen(request, timeout=START_SECONDS) as answer:  # noqa: S310
                return Answer(answer.status, dict(answer.headers.items()), answer.read().decode("utf-8", "replace"))
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers.items()), error.read().decode("utf-8", "replace"))

    def get_bytes(self, path: str) -> bytes:
        """What is served at *path*, whatever its status."""
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=START_SECONDS) as answer:  # noqa: S310 (our own)
                found: bytes = answer.read()
        except urllib.error.HTTPError as error:
            found = error.read()
        return found

    def wait_for(self, path: str, text: str, *, seconds: float = START_SECONDS) -> Answer:
        """The page at *path* as soon as it holds *text*."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            answer = self.get(path)
            if text in answer.text:
                return answer
            time.sleep(0.05)
        raise AssertionError(f"{path} does not hold {text!r}: {answer.status} {answer.text[-2000:]}")

    def wait_for_status(self, path: str, status: int) -> None:
        """Wait until the page at *path* is answered with *status*."""
        end = time.monotonic() + START_SECONDS
        while self.get(path).status != status:
            assert time.monotonic() < end, f"{path} is not answered with {status}"
            time.sleep(0.05)

    def state(self) -> dict[str, object]:
        """What an open page is told first."""
        with urllib.request.urlopen(f"{self.url}/~preview/events", timeout=START_SECONDS) as events:  # noqa: S310
            for line in events:
                if line.startswith(b"data: "):
                    found: dict[str, object] = json.loads(line.removeprefix(b"data: "))
                    return found
        raise AssertionError("no state was sent")

    def wait_for_cards(self) -> None:
        """Wait until no card is waiting to be drawn."""
        end = time.monotonic() + START_SECONDS
        while self.state()["waiting"]:
            assert time.monotonic() < end, "cards are still waiting"
            time.sleep(0.05)

    def wait_for_problem(self, words: str) -> str:
        """The problems as JSON, as soon as *words* are among them; for no words, as soon as there are none."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            problems = self.state()["problems"]
            if words in json.dumps(problems) if words else not problems:
                return json.dumps(problems)
            time.sleep(0.05)
        raise AssertionError(f"no problem with {words!r}: {problems}")


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
        end = time.monotonic() + START_SECONDS
        while preview.get("/").status == 503 and time.monotonic() < end:
            time.sleep(0.1)
        yield preview
    finally:
        process.terminate()
        process.communicate(timeout=20)
