"""The process behind the preview: what it hands out after any saves is what a build writes, however little it did."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pelican
import pytest
from PIL import Image

from plugins.building import on_request, pages, store
from plugins.building.command import make_site
from plugins.building.engine import Job
from plugins.building.moving import claim_output
from plugins.building.on_request import Desk, answer
from plugins.building.remembered import NotRememberedError
from tests.authors import Author
from tests.previews import CONTENT, PROJECT

CARD = re.compile(r'"[^"]*?(images/cards/day-2-[^"]+?\.(?:png|webp))"')
SAME = {"is_same": True, "is_drawn_alike": True}
NOTES = {f"notes/note-{number:02}.md": f"Title: Note {number:02}\n\nSee [[Tea]].\n" for number in range(14)}
POSTS = {
    f"posts/2026-02-{number:02}-day-{number}.md": (
        f"Title: Day {number}\nDate: 2026-02-{number:02}\nCategory: Days\nTags: tea\n"
        + ("Series: A week\n" if number < 4 else "")
        + f"\nWords of day {number}, with [[Tea]] and [[Note 0{number}]].\n\nMore words.\n"
    )
    for number in range(1, 9)
}


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


@pytest.fixture(scope="module")
def cache_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all tests of this module keep the pictures that are drawn."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def job(tmp_path: Path, cache_path: Path) -> Job:
    """A site, and the memory of its preview."""
    for name, text in {**CONTENT, **NOTES, **POSTS}.items():
        write(tmp_path / "content", name, text)
    return Job(tmp_path / "content", tmp_path / "preview", cache_path, PROJECT / "pelicanconf.py")


def plan(desk: Desk, *files: str) -> bool:
    """Have what was saved shown, be it *files* or anything; whether to make those anew was all there was to do."""
    before, head = desk.last, {"is_planned": True, "is_behind": True}
    if files:
        head, _body = answer(desk, {"do": "glance", "files": files})
    if not files or head["is_behind"]:
        head, _body = answer(desk, {"do": "plan"})
    assert (head["is_planned"], head["is_behind"]) == (True, False), head["problems"]
    is_touch_up = desk.last is before
    if head["waiting"]:
        finish(desk)
    return is_touch_up


def glance(desk: Desk, *names: str) -> None:
    """Have the files *names* shown on their own pages, where others see the change as well."""
    before = desk.last
    head, _body = answer(desk, {"do": "glance", "files": names})
    assert (head["is_planned"], head["is_behind"], desk.last is before) == (True, True, True), head["problems"]


def finish(desk: Desk) -> None:
    """Draw what is still to be drawn, and plan the site with it."""
    while answer(desk, {"do": "draw"})[0]["waiting"]:
        pass
    head, _body = answer(desk, {"do": "plan"})
    assert (head["is_planned"], head["waiting"]) == (True, 0)


def get(desk: Desk, path: str) -> tuple[dict[str, Any], bytes]:
    """What is at *path*; of a plan of the site, where only that can tell."""
    found = answer(desk, {"do": "get", "path": path})
    if found[0]["found"] == "behind":
        plan(desk)
        found = answer(desk, {"do": "get", "path": path})
    return found


def read(desk: Desk, path: str) -> str:
    return get(desk, path)[1].decode()


def build_clean(job: Job, folder: Path) -> dict[str, bytes]:
    """What a build from nothing but the pictures that are kept writes, by name."""
    clean = Job(job.content_path, folder / "site", job.cache_path, job.settings_path)
    shutil.rmtree(clean.memory_path, ignore_errors=True)
    with claim_output(clean.output_path, clean.cache_path) as staging:
        make_site(clean, staging)
    files = (path for path in clean.output_path.rglob("*") if path.is_file())
    return {path.relative_to(clean.output_path).as_posix(): path.read_bytes() for path in files}


def read_held(found: tuple[dict[str, Any], bytes]) -> bytes:
    head, body = found
    return Path(head["file"]).read_bytes() if head["found"] == "file" else body


def find_differing(desk: Desk, folder: Path) -> list[str]:
    """The files of a build from nothing that *desk* hands out otherwise."""
    written = build_clean(desk.job, folder)
    return [name for name in written if read_held(get(desk, name)) != written[name]]


def begin_anew(desk: Desk) -> Desk:
    """Another process that goes on where *desk* ends."""
    answer(desk, {"do": "save"})
    return Desk(desk.job)


def stamps_of(folder: Path) -> dict[str, tuple[int, int]]:
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            stat = path.stat()
            found[path.relative_to(folder).as_posix()] = (stat.st_size, stat.st_mtime_ns)
    return found


@pytest.mark.parametrize("seed", [int(os.environ.get("DOODLEBOOK_PREVIEW_SEED", "1"))])
def test_after_any_saves_everything_is_as_a_build_writes_it(job: Job, tmp_path: Path, seed: int) -> None:
    desk = Desk(job)
    plan(desk)
    author = Author(job.content_path, seed)
    touched = 0
    done = []
    for number in range(int(os.environ.get("DOODLEBOOK_PREVIEW_ROUNDS", "40"))):
        before = stamps_of(job.content_path)
        done.append(author.act())
        after = stamps_of(job.content_path)
        if author.random.random() < 0.2:
            desk = begin_anew(desk)
            plan(desk)
            done.append("another process")
            continue
        changed = [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
        if changed:
            touched += plan(desk, *changed)
        if number % 8 == 7:
            assert find_differing(desk, tmp_path / f"clean{number}") == [], done
    assert touched, "every save was planned as if anything could have changed"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("More words", "Other words", id="below the excerpt"),
        pytest.param("Words of", "News of", id="in the excerpt, which neighbours, backlinks and series show"),
    ],
)
def test_to_change_words_makes_nothing_else_anew(job: Job, tmp_path: Path, old: str, new: str) -> None:
    desk = Desk(job)
    plan(desk)
    name = "posts/2026-02-02-day-2.md"
    good = (job.content_path / name).read_text("utf-8")
    for text in (good.replace(old, new), good, good.replace(old, f"{new} again")):
        write(job.content_path, name, text)
        assert plan(desk, name)
    assert f"{new} again" in read(desk, "posts/day-2/")
    assert find_differing(desk, tmp_path / "clean") == []


def test_a_file_that_is_saved_as_it_was_makes_nothing_anew(job: Job, tmp_path: Path) -> None:
    desk = Desk(job)
    plan(desk)
    name = "posts/2026-02-02-day-2.md"
    write(job.content_path, name, (job.content_path / name).read_text("utf-8"))
    assert plan(desk, name)
    assert find_differing(desk, tmp_path / "clean") == []


def test_words_changed_and_changed_back_by_turns_of_both_kinds_are_right(job: Job, tmp_path: Path) -> None:
    """What neighbours show is remembered: a plan of everything must find it where a save put it, and the reverse."""
    desk = Desk(job)
    plan(desk)
    name = "posts/2026-02-02-day-2.md"
    good = (job.content_path / name).read_text("utf-8")
    write(job.content_path, name, good.replace("Words of", "News of"))
    assert plan(desk, name)
    write(job.content_path, name, good)
    assert not plan(desk)
    assert find_differing(desk, tmp_path / "clean") == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        pytest.param("posts/2026-02-02-day-2.md", "Title: Day 2", "Title: The day", id="title"),
        pytest.param("posts/2026-02-02-day-2.md", "Tags: tea", "Tags: milk", id="tag"),
        pytest.param("posts/2026-02-02-day-2.md", "[[Tea]]", "[[Kettle]]", id="link"),
        pytest.param("posts/2026-02-02-day-2.md", "More words", "## More words", id="heading to link to"),
        pytest.param("notes/tea.md", "Tea is grown", "Tea grows", id="excerpt on the home page"),
        pytest.param("posts/2026-02-02-day-2.md", "\n\nWords", "\nStatus: draft\n\nWords", id="draft"),
    ],
)
def test_what_others_see_is_planned_with_them(job: Job, tmp_path: Path, name: str, old: str, new: str) -> None:
    desk = Desk(job)
    plan(desk)
    text = (job.content_path / name).read_text("utf-8")
    assert old in text
    write(job.content_path, name, text.replace(old, new, 1))
    glance(desk, name)
    assert not plan(desk, name)
    assert find_differing(desk, tmp_path / "clean") == []


def test_what_others_see_shows_at_a_glance_on_its_own_page(job: Job) -> None:
    desk = Desk(job)
    plan(desk)
    name = "posts/2026-02-02-day-2.md"
    text = (job.content_path / name).read_text("utf-8")
    write(job.content_path, name, text.replace("Title: Day 2", "Title: The day").replace("Tags: tea", "Tags: milk"))
    glance(desk, name)
    page = read(desk, "posts/day-2/")
    assert "<title>The day" in page
    assert {answer(desk, {"do": "get", "path": place})[0]["found"] for place in CARD.findall(page)} == {"file"}
    assert answer(desk, {"do": "get", "path": "tag/milk/"})[0]["found"] == "missing"
    plan(desk, name)
    assert read(desk, "posts/day-2/") == page
    assert answer(desk, {"do": "get", "path": "tag/milk/"})[0]["found"] == "page"


def test_a_page_that_is_made_between_a_glance_and_the_plan_is_made_anew(job: Job, tmp_path: Path) -> None:
    """What is kept of it is kept under what it was made of."""
    desk = Desk(job)
    plan(desk)
    name = "posts/2026-02-02-day-2.md"
    text = (job.content_path / name).read_text("utf-8")
    write(job.content_path, name, text.replace("Title: Day 2", "Title: The day"))
    glance(desk, name)
    for path in ("archives/", "", "posts/", "tag/tea/"):
        read(desk, path)
    plan(desk, name)
    assert "The day" in read(desk, "archives/")
    assert find_differing(desk, tmp_path / "clean") == []


def test_what_is_undone_after_a_glance_is_shown_as_it_was(job: Job, tmp_path: Path) -> None:
    """The file is as it was planned, and what was shown of it is not."""
    desk = Desk(job)
    plan(desk)
    name = "posts/2026-02-02-day-2.md"
    good = (job.content_path / name).read_text("utf-8")
    write(job.content_path, name, good.replace("Title: Day 2", "Title: The day"))
    glance(desk, name)
    write(job.content_path, name, good)
    assert not plan(desk, name)
    assert "<title>Day 2" in read(desk, "posts/day-2/")
    assert find_differing(desk, tmp_path / "clean") == []


def test_what_only_comes_of_a_mistake_is_not_told_beside_it(job: Job) -> None:
    """Nobody can link to an entry that cannot be read."""
    write(job.content_path, "notes/kettle.md", "Title: Kettle\n\nThe kettle sings on [[Day 2]].\n")
    desk = Desk(job)
    plan(desk)
    name = "posts/2026-02-02-day-2.md"
    good = (job.content_path / name).read_text("utf-8")
    write(job.content_path, name, good.replace("Date: 2026-02-02", "Date: someday"))
    problems = answer(desk, {"do": "glance", "files": [name]})[0]["problems"]
    assert [(problem["place"], problem["line"]) for problem in problems] == [(f"content/{name}", 2)]


def test_a_glance_at_a_mistake_names_it(job: Job) -> None:
    desk = Desk(job)
    plan(desk)
    name = "posts/2026-02-02-day-2.md"
    good = (job.content_path / name).read_text("utf-8")
    write(job.content_path, name, good.replace("Date: 2026-02-02", "Date: someday"))
    head, _body = answer(desk, {"do": "glance", "files": [name]})
    assert [problem["line"] for problem in head["problems"]] == [2]
    assert "Words of day 2" in read(desk, "posts/day-2/")


def test_a_mistake_and_its_mending_leave_the_last_plan_and_the_next(job: Job, tmp_path: Path) -> None:
    desk = Desk(job)
    plan(desk)
    name = "posts/2026-02-02-day-2.md"
    good = (job.content_path / name).read_text("utf-8")
    write(job.content_path, name, good.replace("Date: 2026-02-02", "Date: someday"))
    head, _body = answer(desk, {"do": "glance", "files": [name]})
    assert [problem["line"] for problem in head["problems"]] == [2]
    assert "Words of day 2" in read(desk, "posts/day-2/")
    write(job.content_path, name, good.replace("More words", "Other words"))
    plan(desk, name)
    assert "Other words" in read(desk, "posts/day-2/")
    assert find_differing(desk, tmp_path / "clean") == []


def test_a_warning_comes_and_goes_with_its_words(job: Job) -> None:
    desk = Desk(job)
    plan(desk)
    name = "posts/2026-02-02-day-2.md"
    good = (job.content_path / name).read_text("utf-8")
    write(job.content_path, name, good.replace("More words", "More words of [cocoa](cocoa.md)"))
    plan(desk, name)
    assert desk.warning_count == 1
    # While it stays, other words may change.
    write(job.content_path, name, good.replace("More words", "News words of [cocoa](cocoa.md)"))
    assert plan(desk, name)
    assert desk.warning_count == 1
    write(job.content_path, name, good)
    plan(desk, name)
    assert desk.warning_count == 0


def test_the_first_preview_begins_with_what_a_build_remembers(
    job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_request, "PROJECT", tmp_path)
    built = replace(job, output_path=tmp_path / "output")
    with claim_output(built.output_path, built.cache_path) as staging:
        make_site(built, staging)

    def plan_all(*_arguments: object) -> None:
        pytest.fail("the whole site was planned")

    desk = Desk(job)
    with monkeypatch.context() as watched:
        watched.setattr(pages, "make_planner", plan_all)
        plan(desk)
        assert "Words of day 2" in read(desk, "posts/day-2/")
    assert find_differing(desk, tmp_path / "clean") == []


def test_what_nobody_spoke_of_is_found_when_one_looks(job: Job) -> None:
    desk = Desk(job)
    plan(desk)
    assert answer(desk, {"do": "look"})[0] == SAME
    write(job.content_path, "posts/2026-02-02-day-2.md", "Title: Day 2\nDate: 2026-02-02\n\nUnheard.\n")
    assert answer(desk, {"do": "look"})[0] == SAME | {"is_same": False}
    plan(desk)
    assert answer(desk, {"do": "look"})[0] == SAME


@pytest.mark.parametrize("theme", ["own", "simple"], ids=["own theme", "theme for plain Pelican"])
def test_a_theme_that_changes_while_the_site_is_planned_is_found_when_one_looks(
    job: Job, tmp_path: Path, theme: str
) -> None:
    """Where it lies is known with the first plan; until then nobody may have watched it."""
    source = PROJECT / "theme" if theme == "own" else Path(pelican.__file__).parent / "themes/simple"
    shutil.copytree(source, tmp_path / "theme")
    settings = tmp_path / "pelicanconf.py"
    settings.write_text(
        f"{(PROJECT / 'pelicanconf.py').read_text('utf-8')}\nTHEME = {str(tmp_path / 'theme')!r}\n", "utf-8"
    )
    desk = Desk(replace(job, settings_path=settings))
    plan(desk)
    assert answer(desk, {"do": "look"})[0] == SAME
    template = tmp_path / "theme/templates/article.html"
    write(template.parent, template.name, f"{template.read_text('utf-8')} ")
    assert answer(desk, {"do": "look"})[0] == SAME | {"is_same": False}
    plan(desk)
    assert answer(desk, {"do": "look"})[0] == SAME


def test_an_entry_that_falls_due_is_planned_anew(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(job)
    plan(desk)
    due = time.time() + 400 * 366 * 86400 * 3
    monkeypatch.setattr(time, "time", lambda: due)
    assert answer(desk, {"do": "look"})[0] == SAME | {"is_same": False}


def test_what_is_saved_is_begun_with(job: Job, tmp_path: Path) -> None:
    first = Desk(job)
    plan(first)
    name = "posts/2026-02-02-day-2.md"
    good = (job.content_path / name).read_text("utf-8")
    write(job.content_path, name, good.replace("Words of", "News of"))
    assert plan(first, name)
    second = begin_anew(first)
    plan(second)
    assert "News of day 2" in read(second, "posts/day-2/")
    assert find_differing(second, tmp_path / "clean") == []
    assert "News of day 2" in read(second, "notes/tea/")


def test_what_is_remembered_is_found_without_planning_the_site(job: Job, tmp_path: Path) -> None:
    """Be it as it was, or with other words in some entries."""
    first = Desk(job)
    plan(first)
    second = begin_anew(first)
    name = "posts/2026-02-02-day-2.md"
    write(job.content_path, name, (job.content_path / name).read_text("utf-8").replace("Words of", "News of"))
    plan(second)
    differing, unknown = [], []
    for place, held in build_clean(job, tmp_path / "clean").items():
        assert second.last
        try:
            if read_held(second.last.get(place)) != held:
                differing.append(place)
        except NotRememberedError:
            unknown.append(place)
    assert differing == []
    # They list all entries of the site.
    assert sorted(unknown) == ["archives/index.html", "drafts/index.html"]
    assert answer(second, {"do": "get", "path": "category/none/"})[0] == {"found": "missing"}


def test_cards_are_drawn_when_they_are_asked_for(job: Job, tmp_path: Path) -> None:
    """The page comes first, with addresses that are its cards' until all of them are drawn."""
    job = replace(job, cache_path=tmp_path / "cache")
    desk = Desk(job)
    head, _body = answer(desk, {"do": "plan"})
    assert (head["is_planned"], head["waiting"] > 20) == (True, True)
    # That of the site stands on every listing.
    assert len(list((job.cache_path / "images").rglob("*.png"))) == 1
    shown = CARD.findall(read(desk, "posts/day-2/"))
    assert shown
    drawn = [answer(desk, {"do": "get", "path": place}) for place in shown]
    assert {head["found"] for head, _body in drawn} == {"file"}
    sizes = {Image.open(io.BytesIO(read_held(found))).size for found in drawn}
    assert sizes == {(1200, 630)}
    # No more than what was asked for, and that of the site.
    assert len(list((job.cache_path / "images").rglob("*.json"))) == 2
    finish(desk)
    assert set(CARD.findall(read(desk, "posts/day-2/"))).isdisjoint(shown)
    # Who has the page as it was gets its pictures all the same.
    assert [read_held(answer(desk, {"do": "get", "path": place})) for place in shown] == list(map(read_held, drawn))
    assert find_differing(desk, tmp_path / "clean") == []


def test_what_is_shown_before_its_cards_is_nothing_to_begin_with(job: Job, tmp_path: Path) -> None:
    job = replace(job, cache_path=tmp_path / "cache")
    first = Desk(job)
    answer(first, {"do": "plan"})
    second = begin_anew(first)
    plan(second)
    assert find_differing(second, tmp_path / "clean") == []


def test_a_save_while_cards_are_drawn_is_planned_and_they_are_drawn_all_the_same(job: Job, tmp_path: Path) -> None:
    job = replace(job, cache_path=tmp_path / "cache")
    desk = Desk(job)
    answer(desk, {"do": "plan"})
    answer(desk, {"do": "draw"})
    name = "posts/2026-02-02-day-2.md"
    for old, new in (("More words", "Other words"), ("Title: Day 2", "Title: The day")):
        write(job.content_path, name, (job.content_path / name).read_text("utf-8").replace(old, new))
        head, _body = answer(desk, {"do": "glance", "files": [name]})
        assert head["is_planned"]
        assert new.removeprefix("Title: ") in read(desk, "posts/day-2/")
    finish(desk)
    assert find_differing(desk, tmp_path / "clean") == []


def test_where_no_card_can_be_kept_they_are_drawn_for_every_plan(job: Job, tmp_path: Path) -> None:
    job = replace(job, cache_path=tmp_path / "cache")
    (job.cache_path / "sites").mkdir(parents=True)
    (job.cache_path / "images").write_text("no folder", "utf-8")
    desk = Desk(job)
    plan(desk)
    assert "Words of day 2" in read(desk, "posts/day-2/")


def test_a_font_that_has_changed_is_drawn_with_anew(job: Job, tmp_path: Path) -> None:
    font = tmp_path / "hand.ttf"
    font.write_bytes(b"")
    desk = Desk(job)
    plan(desk)
    assert desk._state
    desk._state.fonts = ((str(font), b"as it was"),)
    assert answer(desk, {"do": "look"})[0] == SAME | {"is_drawn_alike": False}
    answer(desk, {"do": "save"})
    again = Desk(job)
    plan(again)
    assert again._state
    # What was drawn with it has been forgotten with all the rest.
    assert str(font) not in dict(again._state.fonts)


def test_a_style_sheet_that_changed_is_there_before_a_page_asks_for_it(job: Job, tmp_path: Path) -> None:
    """A page may have been made by another process, which has gone."""
    shutil.copytree(PROJECT / "theme", tmp_path / "theme")
    settings = tmp_path / "pelicanconf.py"
    settings.write_text(
        f"{(PROJECT / 'pelicanconf.py').read_text('utf-8')}\nTHEME = {str(tmp_path / 'theme')!r}\n", "utf-8"
    )
    first, second = Desk(replace(job, settings_path=settings)), Desk(replace(job, settings_path=settings))
    plan(first)
    plan(second)
    sheet = tmp_path / "theme/static/css/base.css"
    sheet.write_text(f"{sheet.read_text('utf-8')}\nbody {{ outline: 7px solid red }}\n", "utf-8")
    for desk in (first, second):
        answer(desk, {"do": "glance", "files": []})
    (name,) = re.findall(r'<link rel="stylesheet" href="/([^"]+)"', read(first, ""))
    assert "outline: 7px solid red" in read(second, name)


def test_a_new_entry_shows_at_a_glance_on_its_own_page(job: Job, tmp_path: Path) -> None:
    desk = Desk(job)
    plan(desk)
    name = "notes/cup.md"
    write(job.content_path, name, "Title: Cup\nCategory: Kitchen\n\nIt holds [[Tea]].\n")
    glance(desk, name)
    head, body = answer(desk, {"do": "get", "path": "notes/cup/"})
    assert (head["found"], head["views"]) == (
        "page",
        [{"title": "As networks show it", "url": "social/notes/cup/"}],
    )
    assert re.search(r'It holds <a [^>]*href="/notes/tea/"[^>]*>Tea</a>', body.decode())
    assert answer(desk, {"do": "view", "name": "social", "path": "notes/cup/"})[0]["found"] == "page"
    assert "Cup" not in read(desk, "notes/")
    assert not plan(desk, name)
    assert "Cup" in read(desk, "notes/")
    assert find_differing(desk, tmp_path / "clean") == []


@pytest.mark.parametrize(
    ("status", "path", "mark"),
    [
        pytest.param("", "posts/cup/", "Waiting for its day", id="scheduled"),
        pytest.param("Status: draft\n", "drafts/posts/cup/", "A draft", id="draft"),
    ],
)
def test_a_new_entry_is_marked_at_a_glance(job: Job, status: str, path: str, mark: str) -> None:
    desk = Desk(job)
    plan(desk)
    name = "posts/2999-01-02-cup.md"
    write(job.content_path, name, f"Title: Cup\nDate: 2999-01-02\n{status}\nIt holds tea.\n")
    glance(desk, name)
    assert mark in read(desk, path)


def test_a_deleted_entry_is_gone_at_a_glance(job: Job, tmp_path: Path) -> None:
    desk = Desk(job)
    plan(desk)
    name = "notes/kettle.md"
    (job.content_path / name).unlink()
    glance(desk, name)
    gone = {"found": "missing", "gone": "content/notes/kettle.md"}
    assert answer(desk, {"do": "get", "path": "notes/kettle/"})[0] == gone
    assert not plan(desk, name)
    assert answer(desk, {"do": "get", "path": "notes/kettle/"})[0] == gone
    assert find_differing(desk, tmp_path / "clean") == []


@pytest.mark.parametrize("begin", ["planned", "remembered"])
def test_a_renamed_entry_answers_at_a_glance_and_is_led_to(job: Job, tmp_path: Path, begin: str) -> None:
    desk = Desk(job)
    plan(desk)
    if begin == "remembered":
        desk = begin_anew(desk)
        plan(desk)
    old, new = "notes/kettle.md", "notes/old-kettle.md"
    (job.content_path / old).rename(job.content_path / new)
    glance(desk, old, new)
    for _ in range(2):
        assert "The kettle sings" in read(desk, "notes/old-kettle/")
        assert answer(desk, {"do": "get", "path": "notes/kettle/"})[0] == {"found": "moved", "url": "notes/old-kettle/"}
        plan(desk, old, new)
    assert find_differing(desk, tmp_path / "clean") == []


def test_an_entry_that_moves_by_its_front_matter_is_led_to_at_a_glance(job: Job) -> None:
    desk = Desk(job)
    plan(desk)
    name = "notes/kettle.md"
    write(job.content_path, name, CONTENT[name].replace("Title: Kettle\n", "Title: Kettle\nSlug: pot\n"))
    glance(desk, name)
    assert "The kettle sings" in read(desk, "notes/pot/")
    assert answer(desk, {"do": "get", "path": "notes/kettle/"})[0] == {"found": "moved", "url": "notes/pot/"}


def test_an_entry_that_comes_and_goes_between_two_plans_leaves_nothing(job: Job, tmp_path: Path) -> None:
    desk = Desk(job)
    plan(desk)
    name = "notes/cup.md"
    write(job.content_path, name, "Title: Cup\n\nIt holds [[Tea]].\n")
    glance(desk, name)
    (job.content_path / name).unlink()
    desk = begin_anew(desk)
    plan(desk)
    assert answer(desk, {"do": "get", "path": "notes/cup/"})[0]["found"] == "missing"
    assert find_differing(desk, tmp_path / "clean") == []


def test_a_new_entry_that_wants_the_address_of_another_is_planned_with_it(job: Job) -> None:
    desk = Desk(job)
    plan(desk)
    name = "notes/deep/kettle.md"
    write(job.content_path, name, "Title: Other\nSlug: kettle\nURL: notes/kettle/\n\nAnother kettle.\n")
    head, _body = answer(desk, {"do": "glance", "files": [name]})
    assert head["is_behind"]
    problems = answer(desk, {"do": "plan"})[0]["problems"]
    assert [problem["place"] for problem in problems] == ["content/notes/deep/kettle.md"]
    assert "The kettle sings" in read(desk, "notes/kettle/")


@pytest.mark.parametrize(
    "name", ["images/cup.txt", "extra/cup.md", "categories/kitchen.md", ".hidden/cup.md", "notes/.cup.md"]
)
def test_what_is_no_entry_is_planned(job: Job, tmp_path: Path, name: str) -> None:
    desk = Desk(job)
    plan(desk)
    write(job.content_path, name, "Title: Kitchen\n\nWhere tea is made.\n")
    head, _body = answer(desk, {"do": "glance", "files": [name]})
    assert (head["is_planned"], head["is_behind"]) == (True, True), head["problems"]
    plan(desk)
    assert find_differing(desk, tmp_path / "clean") == []


def test_a_mistake_elsewhere_keeps_no_other_entry_from_being_shown(job: Job, tmp_path: Path) -> None:
    desk = Desk(job)
    plan(desk)
    broken, name = "posts/2026-02-02-day-2.md", "posts/2026-02-03-day-3.md"
    good = (job.content_path / broken).read_text("utf-8")
    write(job.content_path, broken, good.replace("Date: 2026-02-02", "Date: someday"))
    assert not answer(desk, {"do": "glance", "files": [broken]})[0]["is_planned"]
    for word in ("Other", "News of"):
        text = (job.content_path / name).read_text("utf-8")
        write(job.content_path, name, re.sub(r"\S+ words", f"{word} words", text))
        head, _body = answer(desk, {"do": "glance", "files": [name]})
        assert head["is_planned"]
        assert [problem["line"] for problem in head["problems"]] == [2]
        assert f"{word} words" in read(desk, "posts/day-3/")
        # It waits to be mended, and not to be found.
        assert answer(desk, {"do": "look"})[0] == SAME
    write(job.content_path, broken, good)
    plan(desk, broken)
    assert find_differing(desk, tmp_path / "clean") == []


def test_a_fault_of_the_program_at_a_glance_asks_for_a_plan(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was saved must not stay unseen because this process stumbles over it."""
    desk = Desk(job)
    plan(desk)

    def stumble(*_args: object) -> None:
        raise KeyError("notes/tea.md")

    write(job.content_path, "notes/tea.md", "Title: Tea\n\nTea is steeped.\n")
    with monkeypatch.context() as context:
        context.setattr(Desk, "_show", stumble)
        head, _body = answer(desk, {"do": "glance", "files": ["notes/tea.md"]})
    assert (head["is_planned"], head["is_behind"]) == (False, True)
    assert "notes/tea.md" in head["problems"][0]["message"]
    plan(desk)
    assert "Tea is steeped." in read(desk, "notes/tea/")


def test_a_preview_that_can_remember_nothing_goes_on(
    job: Job, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As on a full disk."""
    desk = Desk(job)
    plan(desk)

    def fail(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as context:
        context.setattr(store, "save_state", fail)
        answer(desk, {"do": "save"})
    said = capsys.readouterr().err
    assert said.startswith("Not remembered, the next preview takes longer to begin: ")
    assert "No space left on device" in said
    assert "Tea is grown on hills." in read(desk, "notes/tea/")
    # It is tried again with the next thing to remember.
    assert not job.record_path.exists()
    write(job.content_path, "notes/tea.md", "Title: Tea\n\nTea is steeped.\n")
    plan(desk, "notes/tea.md")
    answer(desk, {"do": "save"})
    assert job.record_path.exists()
