"""Mistakes: each is named with file, line, value and cure, and no site is made of what would lose something.

The sites are in `sites/broken/`, one mistake each.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sites import PROJECT, BuildSite

BROKEN = Path(__file__).parent / "sites" / "broken"
LEAVES = "leaves the output folder; write a path below it, such as 'notes/tea/index.html'"
DATE_CURE = "write YYYY-MM-DD, with HH:MM behind it if the time matters"

ERRORS = {
    "not-utf-8": ["posts/cafe.md:1: byte 0xe9 is not UTF-8; save the file as UTF-8"],
    "utf-16": ["posts/tea.md:1: is written in UTF-16; save it as UTF-8"],
    "no-text-at-all": [
        "posts/picture.md:4: holds a zero byte, so it is no text; mend it or move it to images/ or extra/",
    ],
    "yaml-never-closed": [
        "posts/tea.md:1: the front matter opened by '---' is never closed; add a line '---' below it",
    ],
    "no-title": [
        "pages/about.md:1: a page needs a title; add 'Title: …' to its front matter",
        "posts/tea.md:1: a post needs a title; add 'Title: …' to its front matter",
    ],
    "no-date": ["posts/tea.md:1: a post needs a date; add 'Date: YYYY-MM-DD' to its front matter"],
    "impossible-date": [
        f"posts/tea.md:2: impossible date '2026-02-31'; {DATE_CURE}",
        f"rockets/soon.md:2: impossible date 'soon'; {DATE_CURE}",
    ],
    "date-two-ways": ["posts/tea.md:2: date '03/04/2026' can be read two ways; write 2026-MM-DD"],
    "two-at-one-address": [
        "posts/chai.md:3: has the address of posts/tea.md, 'posts/tea/'; give it a 'Slug:' of its own",
    ],
    "two-at-one-address-but-for-case": [
        "posts/chai.md:3: has the address of posts/tea.md, 'posts/TEA/'; give it a 'Save_as:' of its own",
    ],
    "at-the-address-of-a-listing": [
        "pages/old.md:2: has the address of a listing, 'archives/'; give it a 'Slug:' of its own",
    ],
    "save-as-above": [
        rf"posts/backwards.md:3: '..\x.html' {LEAVES}",
        f"posts/tea.md:3: '../x.html' {LEAVES}",
        f"posts/way-round.md:3: 'a/../../x.html' {LEAVES}",
    ],
    "save-as-drive": [rf"posts/tea.md:3: 'C:\x' {LEAVES}"],
    "url-above": [f"posts/tea.md:3: 'a/../../x/index.html' {LEAVES}"],
}
# Where the page lies that says what is wrong, by the file that is left out.
PLACES = {
    "not-utf-8": {"posts/cafe.md": "posts/cafe/"},
    "utf-16": {"posts/tea.md": "posts/tea/"},
    "no-text-at-all": {"posts/picture.md": "posts/picture/"},
    "yaml-never-closed": {"posts/tea.md": "posts/tea/"},
    "no-title": {"pages/about.md": "about/", "posts/tea.md": "posts/tea/"},
    "no-date": {"posts/tea.md": "posts/tea/"},
    "impossible-date": {"posts/tea.md": "posts/tea/", "rockets/soon.md": "rockets/soon/"},
    "date-two-ways": {"posts/tea.md": "posts/tea/"},
    "two-at-one-address": {"posts/chai.md": "posts/chai/"},
    "two-at-one-address-but-for-case": {"posts/chai.md": "posts/chai/"},
    "at-the-address-of-a-listing": {"pages/old.md": "old/"},
    "save-as-above": {
        "posts/backwards.md": "posts/backwards/",
        "posts/tea.md": "posts/tea/",
        "posts/way-round.md": "posts/way-round/",
    },
    "save-as-drive": {"posts/tea.md": "posts/tea/"},
    "url-above": {"posts/tea.md": "posts/tea/"},
}
NOTES = {
    "wikilink-to-nothing": [
        "posts/tea.md:6: wikilink to nothing: [[Gren Tea]]; did you mean [[Green Tea]]?",
        "posts/tea.md:7: wikilink to nothing: [[Nobody]]; write that note or take the brackets away",
    ],
    "yaml-colon": [
        (
            "posts/tea.md:2: no strict YAML at 'title: Tea: a story': the value holds a colon and a space;"
            " put the value between quotes; it was read line by line"
        ),
    ],
    "yaml-tab": [
        (
            "posts/tea.md:3: no strict YAML at 'date: 2026-01-01': the line is indented by a tab;"
            " write spaces instead of tabs; it was read line by line"
        ),
    ],
}
WARNINGS = {
    "two-introductions": [
        "categories/warm.md:1: introduces the same as categories/hot.md; put both into one file",
    ],
    "unknown-kind": [
        "posts/soup.md:4: unknown kind 'recipe'; write one of post, doodle, rocket, note, page",
        "posts/tea.md:3: unknown kind 'noet'; did you mean 'note'?",
    ],
    "unknown-status": [
        "posts/soup.md:3: unknown status 'maybe'; write one of draft, hidden, published (kept as a draft until then)",
        "posts/tea.md:3: unknown status 'hiden'; did you mean 'hidden'? (kept as a draft until then)",
    ],
    "doodle-without-alt": ["doodles/pot.md:3: doodle without alt text; add 'Alt: what the drawing shows'"],
    "wikilink-to-two": [
        (
            "posts/tea.md:4: wikilink to 2 entries: [[Oolong]] may be notes/china.md and notes/taiwan.md;"
            " did you mean [[notes/china]]?"
        ),
    ],
    "link-to-nothing": [
        (
            "notes/green-tea.md:3: link to a heading that is not there: 'brewing';"
            " posts/tea.md has no such heading, so take '#brewing' away or write it"
        ),
        (
            "posts/tea.md:4: broken link: '../notes/gren-tea.md' leads to no entry and no file of the content folder;"
            " did you mean 'green-tea.md'?"
        ),
        "posts/tea.md:4: image missing: '../images/pot.png'; put the file there or take the image out",
    ],
}


def place(mistake: str, problem: str) -> str:
    """The *problem* as it is printed: each file with the name of the content folder before it."""
    for path in (BROKEN / mistake).rglob("*.md"):
        name = path.relative_to(BROKEN / mistake).as_posix()
        problem = re.sub(rf"(?<![\w/'-]){re.escape(name)}", f"{mistake}/{name}", problem)
    return problem


def test_every_broken_site_is_tested() -> None:
    assert sorted(path.name for path in BROKEN.iterdir()) == sorted([*ERRORS, *WARNINGS, *NOTES])


@pytest.mark.parametrize("mistake", ERRORS)
def test_error_is_told_whole_and_nothing_goes_public(build_site: BuildSite, mistake: str) -> None:
    site = build_site(BROKEN / mistake, public=True)
    assert list(site.problems) == ERRORS[mistake]
    for problem in ERRORS[mistake]:
        assert site.printed.count(f"error: {place(mistake, problem)} [") == 1
    count = len(ERRORS[mistake])
    noun = "1 problem" if count == 1 else f"{count} problems"
    assert site.failure.startswith(f"{noun} to fix first, listed above; nothing was written")
    assert site.files == ()
    assert "Traceback" not in site.printed


@pytest.mark.parametrize("mistake", ERRORS)
def test_error_leaves_its_file_out_at_home(build_site: BuildSite, mistake: str) -> None:
    site = build_site(BROKEN / mistake)
    assert list(site.problems) == ERRORS[mistake]
    assert site.failure == ""
    assert f" {len(PLACES[mistake])} left out," in site.printed
    assert site.text("index.html")
    for problem in ERRORS[mistake]:
        source, _, message = place(mistake, problem).partition(": ")
        if folder := PLACES[mistake][problem.partition(":")[0]]:
            page = site.read(f"{folder}index.html")
            assert f"{source}{message}" in page.get_text()
            robots = page.find("meta", attrs={"name": "robots"})
            assert robots is not None
            assert robots["content"] == "noindex"


@pytest.mark.parametrize("mistake", WARNINGS)
def test_warning_is_told_whole_and_the_site_is_made(build_site: BuildSite, mistake: str) -> None:
    site = build_site(BROKEN / mistake)
    assert list(site.problems) == WARNINGS[mistake]
    for problem in WARNINGS[mistake]:
        assert site.printed.count(f"warning: {place(mistake, problem)} [") == 1
    assert site.failure == ""
    assert "index.html" in site.files


@pytest.mark.parametrize("mistake", WARNINGS)
def test_nothing_goes_public_with_a_warning(build_site: BuildSite, mistake: str) -> None:
    site = build_site(BROKEN / mistake, public=True)
    assert list(site.problems) == WARNINGS[mistake]
    assert site.failed
    assert site.files == ()


@pytest.mark.parametrize("mistake", NOTES)
def test_a_note_is_told_and_stops_nothing(build_site: BuildSite, mistake: str) -> None:
    site = build_site(BROKEN / mistake, public=True)
    assert list(site.problems) == NOTES[mistake]
    for problem in NOTES[mistake]:
        assert site.printed.count(f"note: {mistake}/{problem} [") == 1
    assert "0 not read; 0 problems\n" in site.printed
    assert site.failure == ""
    assert "posts/tea/index.html" in site.files


def test_failing_build_leaves_the_last_site_as_it_was(build_site: BuildSite) -> None:
    tea = {"posts/tea.md": "Title: Tea\nDate: 2026-01-01\n\nText.\n", "../output/index.html": "the last site"}
    site = build_site({**tea, "posts/soup.md": "Title: Soup\nDate: 2026-01-32\n\nText.\n"}, public=True)
    assert site.failed
    assert site.files == ("index.html",)
    assert site.text("index.html") == "the last site"


def test_link_that_leads_nowhere_cannot_be_read(build_site: BuildSite, tmp_path: Path) -> None:
    posts = tmp_path / "content" / "posts"
    posts.mkdir(parents=True)
    (posts / "tea.md").symlink_to("gone.md")
    site = build_site(tmp_path / "content")
    assert site.problems == (
        "posts/tea.md: cannot be read (No such file or directory); if it is a link, it leads nowhere",
    )
    assert "if it is a link, it leads nowhere" in site.text("posts/tea/index.html")


@pytest.mark.usefixtures("rights_hold")
def test_file_of_somebody_else_cannot_be_read(build_site: BuildSite, tmp_path: Path) -> None:
    posts = tmp_path / "content" / "posts"
    posts.mkdir(parents=True)
    (posts / "tea.md").touch(mode=0)
    site = build_site(tmp_path / "content")
    assert site.problems == ("posts/tea.md: cannot be read (Permission denied); give yourself the right to read it",)
    assert "give yourself the right to read it" in site.text("posts/tea/index.html")


@pytest.mark.parametrize(
    ("save_as", "place"),
    [
        ("/etc/passwd", "etc/passwd"),
        (r"\\server\x.html", "server/x.html"),
        ("~/x.html", "~/x.html"),
        ("/", "index.html"),
    ],
)
def test_absolute_save_as_starts_at_the_output_folder(build_site: BuildSite, save_as: str, place: str) -> None:
    site = build_site({"posts/tea.md": f"Title: Tea\nDate: 2026-01-01\nSave_as: {save_as}\n\nText.\n"})
    assert not site.failed
    assert "Text." in site.read(place).get_text()


def run_pelican(content: Path, output: Path, cache: Path, *, settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pelican", str(content), "-s", settings, "-o", str(output)]
    return subprocess.run(
        [*command, "-e", f'CACHE_PATH="{cache}"'], cwd=PROJECT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("mistake", "settings", "message"),
    [
        pytest.param(
            "impossible-date",
            "publishconf.py",
            f"error: impossible-date/posts/tea.md:2: impossible date '2026-02-31'; {DATE_CURE} [date]",
            id="an error in public",
        ),
        pytest.param(
            "doodle-without-alt",
            "publishconf.py",
            "warning: doodle-without-alt/doodles/pot.md:3: doodle without alt text;"
            " add 'Alt: what the drawing shows' [alt]",
            id="a warning in public",
        ),
    ],
)
def test_plain_pelican_says_so_and_exits_with_a_failure(
    tmp_path: Path, mistake: str, settings: str, message: str
) -> None:
    done = run_pelican(BROKEN / mistake, tmp_path / "output", tmp_path / "cache", settings=settings)
    assert done.returncode != 0
    assert message in done.stderr.splitlines()
    assert "Traceback" not in done.stderr + done.stdout
    assert not (tmp_path / "output").exists() or not [*(tmp_path / "output").rglob("*")]


def test_plain_pelican_makes_a_site_with_warnings_at_home(tmp_path: Path) -> None:
    content = BROKEN / "doodle-without-alt"
    done = run_pelican(content, tmp_path / "output", tmp_path / "cache", settings="pelicanconf.py")
    assert done.returncode == 0
    assert (tmp_path / "output" / "index.html").is_file()
