"""The Markdown that others wrote: bodies of all files of all corpora, without their front matter."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
# Beside the project, as for all tests; or where this variable says.
CORPUS = Path(os.environ.get("CORPUS_PATH") or PROJECT.parent / "shared" / "corpus").resolve()
# Between `---`, as YAML; or lines of keys up to an empty line, as Pelican reads them.
YAML = re.compile(r"---[ \t]*\n.*?^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE | re.DOTALL)
LINES = re.compile(r"(?:[A-Za-z_][\w-]*:(?!:)[^\n]*\n(?:[ \t]+[^\n]+\n)*)+(?:[ \t]*\n|\Z)")


@dataclass(frozen=True)
class Text:
    """One file."""

    corpus: str
    path: str
    """From the corpus."""
    body: str


def find_corpora() -> list[str]:
    """The names of all corpora that hold Markdown to be read."""
    if not CORPUS.is_dir():
        return []
    return sorted(path.name for path in CORPUS.iterdir() if (path / "content").is_dir() or (path / "vault").is_dir())


def read_corpus(name: str) -> Iterator[Text]:
    """Every Markdown file of a corpus, by its path."""
    folder = CORPUS / name
    for path in sorted([*folder.rglob("*.md"), *folder.rglob("*.markdown")]):
        if path.parent != folder:
            yield Text(name, path.relative_to(folder).as_posix(), read_body(path))


def read_body(path: Path) -> str:
    """The text of a file behind its front matter, with plain line ends and without a byte order mark."""
    text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    head = YAML.match(text) or LINES.match(text)
    return text[head.end() :] if head else text
