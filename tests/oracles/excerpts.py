"""The excerpts of entries that others wrote, as a sheet to read and grade.

python3 -m tests.oracles.excerpts               the sample of the corpora, with the grades given
python3 -m tests.oracles.excerpts FOLDER …      a sample of other folders
python3 -m tests.oracles.excerpts --changed     only what has changed since it was graded
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from plugins.excerpts.excerpt import add_excerpt, stand_for
from plugins.excerpts.stand_ins import StandIns
from plugins.kinds.reading import ReadingRules, read_entry
from plugins.markdown.choice import choose, make_renderer, read_wish
from plugins.markdown.surroundings import look_around
from plugins.shared.entry import Entry, Kind, SourcePath
from plugins.shared.markup import Renderer, plain_text
from tests.oracles.corpora import CORPUS, PROJECT, find_corpora

GRADES = PROJECT / "tests" / "unit" / "excerpts" / "grades.tsv"
SEED = 20_261_201
SAMPLE_SIZE, FOLDER_SIZE = 300, 30
# So much of the HTML decides of what sort an entry is; and a text of fewer characters is a fragment.
BEGINNING, FRAGMENT_LENGTH = 1_500, 300
# Public folders that were graded as well, in five languages, by their names in the table: where they are from, at which
# commit, and which folder it is.
PUBLIC = {
    "til": ("github.com/simonw/til", "8d908b6d36cdd27bc6464392435ac6223a00caac", ""),
    "azu": ("github.com/azu/azu.github.io", "78e93a95dfb8be009b07befaf84c358d4d922813", "_posts"),
    "isotopp": ("github.com/isotopp/isotopp.github.io", "06217f42c2b20f104d3afc95f31b40883a422889", "content/posts"),
    "wiloon": ("github.com/wiloon/blog", "ff37a2c04d4d368063f2f5f5a728016714431743", "content"),
    "rimaout": ("github.com/rimaout/Obsidian-Vault", "d98ff482888cb8c142edd6199b276488ceddb744", "3. MOCS"),
}
SUFFIXES = (".md", ".markdown")
LEFT_OUT = ("node_modules", ".git", ".github", "themes", "archetypes")


@dataclass(frozen=True)
class Excerpt:
    """What stands for one entry; *path* begins with the name of its corpus or folder."""

    path: str
    entry: Entry

    @property
    def sort(self) -> str:
        """Whether the entry is "hard": of commands or formulas from the beginning on, or a few words; or "plain"."""
        beginning = self.entry.html[:BEGINNING]
        is_short = len(plain_text(self.entry.html)) < FRAGMENT_LENGTH
        return "hard" if is_short or "<pre" in beginning or 'class="formula' in beginning else "plain"

    @property
    def digest(self) -> str:
        """Of the texts that are shown: with another digest, they are to be graded again."""
        texts = f"{self.entry.excerpt}\x00{self.entry.card_description}\x00{self.entry.description}"
        return hashlib.blake2b(texts.encode(), digest_size=6).hexdigest()


def find_folder(name: str) -> Path:
    """The content of the corpus *name*."""
    return next(path for kind in ("content", "vault") if (path := CORPUS / name / kind).is_dir())


def list_paths(folder: Path) -> list[str]:
    """The Markdown files below *folder*, relative to it and in order."""
    found: list[str] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        found += [(Path(parent) / name).relative_to(folder).as_posix() for name in names if name.endswith(SUFFIXES)]
    return sorted(found)


def draw_sample(folders: dict[str, Path], size: int) -> list[str]:
    """*size* paths of files below *folders*, as many of each as its share of the square roots of their numbers."""
    paths = {name: list_paths(folder) for name, folder in folders.items()}
    weights = {name: len(held) ** 0.5 for name, held in paths.items()}
    chosen: list[str] = []
    for name, held in paths.items():
        count = min(len(held), round(size * weights[name] / sum(weights.values())))
        chosen += [f"{name}/{path}" for path in sorted(random.Random(SEED).sample(held, count))]  # noqa: S311
    return chosen


class Reader:
    """Reads the entries of one folder as a build does, without what only the site as a whole knows."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self.renderer: Renderer = make_renderer(choose(read_wish({}), look_around(folder, PROJECT)))
        patterns = dict.fromkeys(Kind, "{slug}/")
        terms = dict.fromkeys(("category", "tag", "author", "category_feed", "tag_feed", "author_feed"), "{slug}/")
        self.rules = ReadingRules(zone=UTC, url_patterns=patterns, term_urls=terms)

    def read(self, path: str) -> Excerpt | None:
        """What stands for the entry at *path*; `None` where it is none."""
        text = (self.folder / path).read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        found = read_entry(SourcePath(path), text, self.rules, self.renderer)
        if found.entry is None:
            return None
        entry = add_excerpt(found.entry, self.renderer, blocks=found.blocks)
        if not entry.excerpt:
            entry = stand_for(entry, StandIns(find_site_name=lambda: self.name).compose(entry))
        return Excerpt(f"{self.name}/{path}", entry)


def read_all(folders: dict[str, Path], paths: Sequence[str]) -> Iterator[Excerpt]:
    """The excerpts of *paths*, which begin with the names of *folders*."""
    readers: dict[str, Reader] = {}
    for path in paths:
        name, _, rest = path.partition("/")
        reader = readers.setdefault(name, Reader(name, folders[name]))
        if found := reader.read(rest):
            yield found


@dataclass(frozen=True)
class Graded:
    """What two readings made of the excerpt of one entry: A is good, B will do, C is poor, D is wrong.

    *sort*: "plain", or "hard" for entries of commands, formulas and fragments. *why* is said of what is no A.
    """

    path: str
    digest: str
    length: int
    first: str
    second: str
    sort: str
    why: str = ""

    @property
    def is_good(self) -> bool:
        return self.first in "AB" and self.second in "AB"


def read_grades() -> dict[str, Graded]:
    """The grades given, by the paths of the entries."""
    rows = [line.split("\t") for line in GRADES.read_text("utf-8").splitlines()[1:]]
    table = [Graded(path, digest, int(length), *rest) for path, digest, length, *rest in rows]
    return {one.path: one for one in table}


def name_folders(folders: Sequence[Path]) -> dict[str, Path]:
    """The *folders* by their names; the corpora where there are none."""
    return {path.name: path for path in folders} or {name: find_folder(name) for name in find_corpora()}


def show(found: Excerpt) -> str:
    """The texts that stand for an entry, with their lengths; each text once."""
    entry = found.entry
    texts = dict.fromkeys((entry.excerpt, entry.card_description, entry.description))
    lines = [f"    {len(text)}: {text}" for text in texts]
    return "\n".join(
        (f"{found.digest} {found.path} | {entry.title}{' (stand-in)' if entry.is_stand_in else ''}", *lines)
    )


def main(arguments: Sequence[str]) -> None:
    """Print the sheet."""
    parser = argparse.ArgumentParser(description="The excerpts of entries that others wrote.")
    parser.add_argument("folders", nargs="*", type=Path, help="folders of Markdown; without any, the corpora")
    parser.add_argument("--size", type=int, default=0, help="how many entries are drawn")
    parser.add_argument("--changed", action="store_true", help="only those to be graded again, or for the first time")
    options = parser.parse_args(arguments)
    folders = name_folders(options.folders)
    size = options.size or (FOLDER_SIZE * len(folders) if options.folders else SAMPLE_SIZE)
    grades = read_grades()
    for found in read_all(folders, draw_sample(folders, size)):
        known = grades.get(found.path)
        is_graded = known is not None and known.digest == found.digest
        if not (options.changed and is_graded):
            print(f"{known.first}{known.second}" if known and is_graded else "--", show(found))


if __name__ == "__main__":
    main(sys.argv[1:])
