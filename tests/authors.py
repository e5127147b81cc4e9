"""An author who changes a site at random, in all the ways that authors do."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

LINK = re.compile(r"\[\[.*?\]\]")
TAGS, DATE = re.compile(r"\nTags: .*"), re.compile(r"\nDate: .*")
WORDS = "tea cup kettle leaf steam pot morning river hill lemon honey spoon".split()


class Author:
    """Changes a site at random, the same way for the same *seed*."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.random = random.Random(seed)  # noqa: S311 - no secret
        self.count = 0

    def act(self) -> str:
        """One change; what it was."""
        words = [self.edit, self.edit, self.edit, self.edit_lead, self.link, self.link, self.unlink_all]
        heads = [self.retitle, self.retag, self.draft, self.date]
        files = [self.add, self.delete, self.rename, self.add_picture]
        action = self.random.choice([*words, *heads, *files])
        action()
        return action.__name__

    def choose(self) -> Path:
        return self.random.choice(sorted(self.folder.rglob("*.md")))

    def word(self) -> str:
        return self.random.choice(WORDS)

    def change(self, change: Callable[[str, str], str]) -> None:
        path = self.choose()
        head, _, body = path.read_text("utf-8").partition("\n\n")
        path.write_text(change(head, body), "utf-8")

    def edit(self) -> None:
        self.change(lambda head, body: f"{head}\n\n{body.rstrip()} More {self.word()}.\n")

    def edit_lead(self) -> None:
        """What others show of an entry changes with its first words."""
        self.change(lambda head, body: f"{head}\n\nFirst {self.word()}, {body}")

    def retitle(self) -> None:
        title = f"The {self.word()} and the {self.word()} {self.count}"
        self.change(lambda head, body: re.sub(r"Title: .*", f"Title: {title}", head) + f"\n\n{body}")

    def retag(self) -> None:
        self.change(lambda head, body: f"{TAGS.sub('', head)}\nTags: {self.word()}, {self.word()}\n\n{body}")

    def draft(self) -> None:
        def change(head: str, body: str) -> str:
            line = "\nStatus: draft"
            return f"{head.replace(line, '') if line in head else head + line}\n\n{body}"

        self.change(change)

    def date(self) -> None:
        day = f"2025-0{self.random.randint(1, 9)}-1{self.random.randint(0, 9)}"
        self.change(lambda head, body: f"{DATE.sub('', head)}\nDate: {day}\n\n{body}")

    def link(self) -> None:
        name = self.choose().stem
        self.change(lambda head, body: f"{head}\n\n{body.rstrip()} See [[{name}]].\n")

    def unlink_all(self) -> None:
        self.change(lambda head, body: f"{head}\n\n{LINK.sub('nothing', body)}")

    def add(self) -> None:
        self.count += 1
        folder = self.random.choice(["notes", "posts", "posts", "rockets", "pages"])
        day = f"Date: 2026-03-{self.count % 28 + 1:02}\n" if folder in ("posts", "rockets") else ""
        path = self.folder / folder / f"{self.word()}-{self.count}.md"
        path.parent.mkdir(exist_ok=True)
        category = self.random.choice(["Days", "Kitchen", "Garden"])
        title = f"{self.word().capitalize()} {self.count}"
        path.write_text(f"Title: {title}\n{day}Category: {category}\n\nAbout {self.word()}.\n", "utf-8")

    def delete(self) -> None:
        if len(list(self.folder.rglob("*.md"))) > 6:
            self.choose().unlink()

    def rename(self) -> None:
        self.count += 1
        path = self.choose()
        path.rename(path.with_name(f"{self.word()}-{self.count}.md"))

    def add_picture(self) -> None:
        (self.folder / "images").mkdir(exist_ok=True)
        (self.folder / "images/leaf.svg").write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.random.randint(2, 9)}0" height="20"/>', "utf-8"
        )
        self.change(lambda head, body: f"{head}\n\n{body.rstrip()}\n\n![A leaf](/images/leaf.svg)\n")
