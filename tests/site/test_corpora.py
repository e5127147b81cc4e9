"""The command on what nine others wrote: sums, problems and pages, counted and read by hand in their files.

The content lies beside the project, in `../shared/corpus`; where it does not, these tests are skipped.
Each is built once in a run, with all there is behind `python3 tasks.py build`, in a copy of the project:
what the project itself remembers of earlier builds has no part in it.
Pictures alone are kept between runs, in pytest's own cache: drawing them all takes minutes.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from plugins.shared.files import list_files
from tests.site.corpora import EXPECTED, PAGES, SORTS, Page
from tests.sites import assert_true_sum

PROJECT = Path(__file__).resolve().parents[2]
CORPUS = (PROJECT.parent / "shared" / "corpus").resolve()
NEEDED = ("plugins", "theme", "tasks.py", "pelicanconf.py", "publishconf.py")
# What readers of data are told of a home page that is no entry.
HOME_LISTING = re.compile(r'ld\+json">\{"@context":"https://schema.org","@type":"WebSite"')
CARD_MAX_BYTES = 300_000

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the content of others, ../shared/corpus, is not here")


PROBLEM = re.compile(
    r"(?P<severity>warning|error|note): (?:content|vault)/(?P<file>[^:]+?)(?::(?P<line>\d+))?: (?P<message>.+)"
    r" \[[\w-]+\]"
)
NOTES = ("wikilink", "font")
# What takes more than a second says how far it is.
PROGRESS = re.compile(r"[A-Z][a-z ]+: \d+ of \d+(?:, \d+ s left)?")
TAG = re.compile(r"<[a-z][\w-]*\s[^<>]*>")
ADDRESS = re.compile(r'\s(?:href|src|poster)="(?P<value>[^"]*)"')
META = re.compile(r'<meta (?:property|name)="(?P<name>[^"]+)" content="(?P<content>[^"]*)"')


@dataclass(frozen=True)
class Problem:
    severity: str
    file: str
    line: int
    message: str

    @property
    def sort(self) -> str:
        return next((name for name, words in SORTS.items() if re.match(words, self.message)), self.message)


@dataclass
class Built:
    """What the command left behind."""

    content: Path
    output: Path
    code: int
    stdout: str
    stderr: str

    @cached_property
    def files(self) -> frozenset[str]:
        return frozenset(list_files(self.output))

    @cached_property
    def problems(self) -> list[Problem]:
        found = [PROBLEM.fullmatch(line) for line in self.stderr.splitlines()]
        return [Problem(one["severity"], one["file"], int(one["line"] or 0), one["message"]) for one in found if one]

    @cached_property
    def entry_pages(self) -> dict[str, str]:
        """The pages that tell of one text: those of entries."""
        pages = ((name, self.text(name)) for name in sorted(self.files) if name.endswith(".html"))
        return {name: text for name, text in pages if "application/ld+json" in text and not HOME_LISTING.search(text)}

    def text(self, name: str) -> str:
        return (self.output / name).read_text("utf-8")


BuildCorpus = Callable[[str], Built]


@pytest.fixture(scope="module")
def build_corpus(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuildCorpus]:
    """Build a corpus by its name, once; all share one cache of pictures."""
    folder = tmp_path_factory.mktemp("corpora")
    project = folder / "project"
    project.mkdir()
    for name in NEEDED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, project / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, project)
    if pytestconfig.cache is not None:
        (project / ".cache").mkdir()
        (project / ".cache" / "images").symlink_to(pytestconfig.cache.mkdir("corpora-images"))
    built: dict[str, Built] = {}

    def build(name: str) -> Built:
        if name not in built:
            built[name] = _run(project, CORPUS / name, folder / "output" / name)
        return built[name]

    yield build
    shutil.rmtree(folder)


def _run(project: Path, corpus: Path, output: Path) -> Built:
    output.parent.mkdir(exist_ok=True)
    # `python3 tasks.py build`, but in the environment of the tests.
    start = "import sys, tasks; tasks.main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", start, "build", "--all", "--content", str(corpus), "--output", str(output)],
        cwd=project,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    content = next(corpus / name for name in ("content", "vault") if (corpus / name).is_dir())
    return Built(content, output, done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("name", EXPECTED)
class TestCorpus:
    def test_every_file_is_accounted_for(self, build_corpus: BuildCorpus, name: str) -> None:
        built, expected = build_corpus(name), EXPECTED[name]
        assert built.code == 0
        assert "Traceback" not in built.stdout + built.stderr
        assert f"Reading {built.content}\n" in built.stdout
        counts = assert_true_sum(built.stdout, built.content)
        assert {name: counts.get(name, 0) for name in expected.counts} == expected.counts
        comments = f" {expected.comments} comments left out;" if expected.comments else ""
        count = sum(problem.severity != "note" for problem in built.problems)
        assert f"not read;{comments} {count} problems\n" in built.stdout
        assert len(built.entry_pages) == expected.entries + expected.drafts

    def test_every_problem_is_of_a_known_sort(self, build_corpus: BuildCorpus, name: str) -> None:
        built = build_corpus(name)
        said = [line for line in built.stderr.splitlines() if not PROGRESS.fullmatch(line)]
        notes = [line for line in said if line.startswith("note: ") and not PROBLEM.fullmatch(line)]
        assert sorted(line.rpartition(" [")[0] for line in notes) == sorted(EXPECTED[name].notes)
        assert len(said) == len(built.problems) + len(notes)
        assert {one.severity for one in built.problems if one.sort not in {*NOTES, "address"}} == {"warning"}
        assert {one.severity for one in built.problems if one.sort in NOTES} <= {"note"}
        counts = Counter(problem.sort for problem in built.problems if problem.sort != "font")
        assert counts == EXPECTED[name].problems

    def test_every_problem_stands_where_it_says(self, build_corpus: BuildCorpus, name: str) -> None:
        """What it quotes is in the line it names, and what would help follows."""
        built = build_corpus(name)
        lost = []
        for problem in built.problems:
            lines = (built.content / problem.file).read_text("utf-8").splitlines()
            line = lines[problem.line - 1]
            if not any(value in written for value in _values_of(problem) for written in (line, html.unescape(line))):
                lost.append((problem, line))
            if "; " not in problem.message and " did you mean " not in problem.message:
                lost.append((problem, "no cure"))
        assert lost == []

    def test_every_address_leads_somewhere_or_is_reported(self, build_corpus: BuildCorpus, name: str) -> None:
        built = build_corpus(name)
        quoted = (re.search(r"'(.*?)'(?=[;,: ]|$)", problem.message) for problem in built.problems)
        reported = {unquote(re.sub(r"^\{\w+\}", "", found[1])) for found in quoted if found}
        lost = set()
        for page in built.files:
            if page.endswith(".html"):
                tags = TAG.findall(built.text(page))
                for address in (html.unescape(found["value"]) for tag in tags for found in ADDRESS.finditer(tag)):
                    if not _leads_somewhere(address, page, built.files) and unquote(address) not in reported:
                        lost.add((page, address))
        assert lost == set()

    def test_every_entry_page_has_one_card_one_heading_and_a_description(
        self, build_corpus: BuildCorpus, name: str
    ) -> None:
        built = build_corpus(name)
        cards = set()
        for page, text in built.entry_pages.items():
            metas = [(found["name"], html.unescape(found["content"])) for found in META.finditer(text)]
            (card,) = (content for key, content in metas if key == "og:image")
            cards.add(unquote(card).lstrip("/"))
            descriptions = [content for key, content in metas if key in ("og:description", "description")]
            assert len(descriptions) == 2, page
            # That of a link card has more room.
            assert 0 < len(descriptions[0]) <= 155, page
            assert 0 < len(descriptions[1]) <= 200, page
            assert len(re.findall(r"<h1[\s>]", text)) == 1, page
        for name_of_card in cards:
            path = built.output / name_of_card
            with Image.open(path) as card_image:
                assert card_image.size == (1200, 630), name_of_card
            assert path.stat().st_size <= CARD_MAX_BYTES, name_of_card


def _values_of(problem: Problem) -> list[str]:
    """What *problem* quotes of the line it names, in the spellings it may have there."""
    if problem.sort in ("drawing", "address", "introduction", "font"):
        # They are about the file as a whole.
        return [""]
    if problem.sort == "query":
        return [problem.message.split()[1]]
    if problem.sort == "code":
        return ["<"]
    if problem.sort == "wikilink":
        return re.findall(r"\[\[(.*?)\]\]", problem.message)[:1]
    (value,) = re.findall(r"'(.*?)'(?=[;,: ]|$)", problem.message)[:1]
    if problem.sort == "liquid":
        (value,) = re.findall(r"'(\{[%{].*?)(?: … )?[%}]\}'", problem.message)
    return [value]


def _leads_somewhere(address: str, page: str, files: frozenset[str]) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme or parts.netloc or not parts.path:
        return True
    path = unquote(urlsplit(urljoin(f"/{page}", parts.path)).path).lstrip("/")
    return (f"{path}index.html" if not path or path.endswith("/") else path) in files


@pytest.mark.parametrize(
    ("name", "page"),
    [pytest.param(name, page, id=f"{name}-{page.path}") for name, pages in PAGES.items() for page in pages],
)
def test_a_page_says_what_its_author_wrote(build_corpus: BuildCorpus, name: str, page: Page) -> None:
    built = build_corpus(name)
    text = built.text(page.path if page.path.endswith(".html") else f"{page.path}index.html")
    metas = [(found["name"], html.unescape(found["content"])) for found in META.finditer(text)]
    soup = BeautifulSoup(text, "html.parser")
    body = soup.select_one(".e-content")
    words = " ".join(body.get_text().split()) if body else ""
    backlinks = {str(link["href"]) for link in soup.select(".backlinks a[href]")}
    assert [content for key, content in metas if key == "og:title"] == [page.title]
    assert words.startswith(page.begins)
    if page.date:
        assert [content[:10] for key, content in metas if key == "article:published_time"] == [page.date]
    if page.shelves:
        shelves = [content for key, content in metas if key in ("article:section", "article:tag")]
        assert tuple(shelves) == page.shelves or tuple(_shelves_of(soup)) == page.shelves
    assert set(page.linked_from) <= backlinks
    assert [piece for piece in page.holds if piece not in text] == []


def _shelves_of(soup: BeautifulSoup) -> list[str]:
    return [shelf.get_text().strip() for shelf in soup.select(".h-entry .p-category")]
