"""Warm builds: each change makes what it touches, no more and no less, and comes to what a clean build makes."""

from __future__ import annotations

import html
import json
import math
import os
import pickle
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import cast

import pytest

from plugins.building import command, engine, moving
from plugins.building.asking import Asked, Stage
from plugins.building.conditions import SHOWN_SETTINGS, find_conditions
from plugins.building.manifest import load_manifest, manifest_path
from plugins.building.store import EntryStore, StoreError, _version, load_state, pack_numbers, save_state
from plugins.building.templates import LendingEnvironment
from plugins.graph import hooks as graph_hooks
from plugins.images import fonts
from plugins.kinds import hooks as kinds_hooks
from plugins.shared import progress, workers
from plugins.shared.digests import digest
from plugins.shared.files import list_files
from tests.property.gardens import Garden, assert_same_end, assert_same_trees, forget, read_tree
from tests.property.test_warm_equals_clean import BEGINNING, INTRODUCTIONS, pictures, spoil

PROJECT = Path(__file__).resolve().parents[2]
LONG = "One sentence that is long enough to fill all of an excerpt, as it goes on and on. " * 5
# Long ago: no doubt about stamps keeps a build from the quick way.
OLD_S = 1_700_000_000


def post(title: str, date: str, *, more: str = "", text: str = "A cup of it.") -> str:
    return f"Title: {title}\nDate: {date}\n{more}\n{text}\n"


@pytest.fixture
def garden(tmp_path: Path, shared_cache_path: Path) -> Garden:
    """Six posts in two categories, a note they link to and one more, a page; built once."""
    garden = Garden(tmp_path / "garden", shared_cache_path / "gardens")
    garden.set(DEFAULT_PAGINATION=2, DATES_FROM_GIT=False, BUILD_DATE="2026-03-01")
    garden.write(
        {
            "posts/one.md": post("One", "2026-01-01", more="Category: Maps\n"),
            "posts/two.md": post("Two", "2026-01-02", more="Category: Maps\nTags: ink\n", text=f"{LONG}\n\nA cup."),
            "posts/three.md": post("Three", "2026-01-03", more="Category: Ponds\n"),
            "posts/four.md": post("Four", "2026-01-04", text="I drink [[Tea]]."),
            "posts/five.md": post("Five", "2026-01-05", more="Tags: ink\n"),
            "posts/six.md": post("Six", "2026-01-06", more="Category: Maps\n"),
            "notes/tea.md": "Title: Tea\n\nLeaves.\n",
            "notes/milk.md": "Title: Milk\n\nWhite.\n",
            "pages/about.md": "Title: About\n\nWho.\n",
            "images/pond.png": pictures()[0],
        }
    )
    assert garden.build().failure == ""
    return garden


def edit(garden: Garden, name: str, old: str, new: str) -> None:
    garden.edit(garden.content_path / name, old, new)


def pages_of(names: Iterable[str]) -> set[str]:
    """The written files but pictures, whose names tell their content."""
    return {name for name in names if not name.startswith("images/")}


# Several processes


@pytest.mark.parametrize("has_pictures", [True, False], ids=["pictures kept", "pictures missing"])
def test_several_processes_make_the_site_that_one_makes(
    garden: Garden, monkeypatch: pytest.MonkeyPatch, *, has_pictures: bool
) -> None:
    garden.write({f"notes/leaf-{number}.md": f"I read [[Leaf {number + 1}]] and [[Tea]].\n" for number in range(90)})
    garden.set(IMAGE_RULES=[{"number": 1, "kind": "note", "none": True}])
    alone = garden.build_clean()
    assert alone.failure == ""
    made_alone = read_tree(garden.clean_job.output_path)
    monkeypatch.setattr(workers, "count_workers", lambda: 3)
    monkeypatch.setattr(kinds_hooks, "PARALLEL_FROM", 1)
    monkeypatch.setattr(graph_hooks, "PARALLEL_FROM", 1)
    if not has_pictures:
        garden.cache_path = garden.root / "cache"
    together = garden.build_clean()
    assert_same_end(together, alone)
    assert_same_trees(read_tree(garden.clean_job.output_path), made_alone, "together", "alone")


def test_edits_of_many_entries_touch_up_many(garden: Garden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "count_workers", lambda: 3)
    monkeypatch.setattr(kinds_hooks, "PARALLEL_FROM", 1)
    garden.settle()
    # All of it is its excerpt, which the notes it links to show.
    edit(garden, "posts/four.md", "I drink", "I made")
    edit(garden, "posts/two.md", "A cup.", "A mug.")
    assert garden.check().report.is_touch_up


def test_work_that_others_could_not_write_is_done_here(garden: Garden, monkeypatch: pytest.MonkeyPatch) -> None:
    here = os.getpid()
    save = EntryStore.save

    def refuse_elsewhere(store: EntryStore, entries: Iterable[tuple[bytes, bytes]]) -> None:
        if os.getpid() != here:
            raise StoreError("locked")
        save(store, entries)

    monkeypatch.setattr(EntryStore, "save", refuse_elsewhere)
    monkeypatch.setattr(workers, "count_workers", lambda: 3)
    monkeypatch.setattr(kinds_hooks, "PARALLEL_FROM", 1)
    assert garden.build_clean().failure == ""
    assert_same_trees(read_tree(garden.clean_job.output_path), read_tree(garden.output_path), "alone", "together")


# No more


def test_nothing_changed_writes_nothing_and_takes_the_quick_way(garden: Garden) -> None:
    garden.settle()
    assert garden.build().report.nothing_to_do
    stamps = stamps_of(garden)
    # The last look was the first build's own, and perhaps so soon that it does not count.
    garden.settle()
    built = garden.build()
    assert (built.report.nothing_to_do, built.written, built.removed) == (True, (), ())
    assert stamps_of(garden) == stamps


def test_what_is_known_is_not_written_down_again(garden: Garden) -> None:
    garden.settle()
    garden.build()
    garden.settle()
    record = garden.job.memory_path / "site.state"
    before = record.stat()
    assert garden.build().report.nothing_to_do
    assert record.stat() == before
    (garden.content_path / "posts" / "one.md").touch()
    assert garden.build().report.nothing_to_do
    assert record.stat().st_ino != before.st_ino


@pytest.mark.parametrize("how", ["delete", "spoil", "link"])
def test_a_page_of_a_large_site_that_others_changed_is_made_again(
    garden: Garden, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Where another process looks at what is there while this one goes on."""
    monkeypatch.setattr(workers, "count_workers", lambda: 2)
    monkeypatch.setattr(engine, "ASIDE_FROM", 0)
    garden.settle()
    assert garden.build().report.nothing_to_do
    spoil(garden.output_path / "posts" / "one" / "index.html", how)
    assert garden.check().written == ("posts/one/index.html",)


def stamps_of(garden: Garden) -> dict[str, tuple[int, int]]:
    output = garden.output_path
    return {name: ((output / name).stat().st_mtime_ns, (output / name).stat().st_ino) for name in list_files(output)}


def test_a_build_with_nothing_to_do_loads_no_pelican(garden: Garden) -> None:
    garden.settle()
    program = """
import sys
from pathlib import Path
from plugins.building import command, engine, moving
from plugins.building.asking import Asked, Stage
from plugins.building.moving import claim_output
job = engine.Job(*map(Path, sys.argv[1:]))
with claim_output(job.output_path, job.cache_path) as staging:
    report, plan = command.make_site(job, staging)
print(report.nothing_to_do, plan.write, sorted({"pelican", "jinja2", "markdown", "bs4"} & set(sys.modules)))
"""
    job = garden.job
    paths = [job.content_path, job.output_path, job.cache_path, job.settings_path]
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, paths)], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("True () []", "")


def test_one_word_below_the_excerpt_touches_the_page_and_its_feeds(garden: Garden) -> None:
    garden.settle()
    edit(garden, "posts/two.md", "A cup.", "A mug.")
    built = garden.check()
    assert built.report.is_touch_up
    assert pages_of(built.written) == {
        "posts/two/index.html",
        "feeds/all.atom.xml",
        "feeds/all.json",
        "feeds/posts.atom.xml",
        "feeds/posts.json",
        "category/maps/feed.atom.xml",
        "category/maps/feed.json",
        "tag/ink/feed.atom.xml",
        "tag/ink/feed.json",
        "author/the-doodlebook-authors/feed.atom.xml",
        "author/the-doodlebook-authors/feed.json",
    }


def test_a_word_of_a_note_nobody_links_to_touches_its_page_listing_and_feed(garden: Garden) -> None:
    garden.settle()
    edit(garden, "notes/milk.md", "White.", "Whiter.")
    assert pages_of(garden.check().written) == {
        "notes/milk/index.html",
        "notes/index.html",
        "feeds/notes.atom.xml",
        "feeds/notes.json",
        "author/the-doodlebook-authors/page/1/index.html",
        "author/the-doodlebook-authors/feed.atom.xml",
        "author/the-doodlebook-authors/feed.json",
    }


def test_unchanged_files_keep_their_times(garden: Garden) -> None:
    before = stamps_of(garden)
    edit(garden, "posts/two.md", "A cup.", "A mug.")
    written = garden.check().written
    after = stamps_of(garden)
    assert {name for name in after if after[name] != before.get(name)} == set(written)


def test_a_new_post_leaves_older_pages_of_listings_alone(garden: Garden) -> None:
    garden.write({"posts/seven.md": post("Seven", "2026-01-07", more="Category: Ponds\n")})
    written = set(garden.check().written)
    assert {"posts/seven/index.html", "posts/six/index.html", "index.html", "posts/index.html"} <= written
    assert not {name for name in written if "page/1/" in name}
    assert not {"posts/one/index.html", "posts/two/index.html", "category/maps/index.html"} & written


def test_an_index_without_words_says_what_lies_beside_it_now(garden: Garden) -> None:
    page = garden.output_path / "notes" / "index" / "index.html"
    garden.write({"notes/index.md": "Title: All of them\n"})
    garden.check()
    assert 'content="Milk, Tea."' in page.read_text("utf-8")
    edit(garden, "notes/milk.md", "Title: Milk", "Title: White milk")
    garden.write({"notes/jam.md": "Title: Jam\n\nSweet.\n"})
    garden.check()
    assert 'content="Jam, Tea, White milk."' in page.read_text("utf-8")
    assert garden.build().written == ()


def test_a_new_title_touches_what_names_it(garden: Garden) -> None:
    edit(garden, "notes/tea.md", "Title: Tea", "Title: Tea\nAliases: Tea")
    garden.check()
    edit(garden, "notes/tea.md", "Title: Tea", "Title: Green tea")
    written = set(garden.check().written)
    assert {"notes/tea/index.html", "notes/index.html"} <= written
    # What links to it by its other name keeps its words, and the file its address.
    assert (
        not {
            "posts/four/index.html",
            "posts/one/index.html",
            "posts/six/index.html",
            "notes/milk/index.html",
            "tags/index.html",
        }
        & written
    )


def test_another_tag_touches_the_page_and_listings_that_show_it(garden: Garden) -> None:
    edit(garden, "posts/five.md", "Tags: ink", "Tags: paper")
    built = garden.check()
    written = set(built.written)
    assert {"posts/five/index.html", "tag/ink/index.html", "tag/paper/index.html", "tags/index.html"} <= written
    assert not {"category/maps/index.html", "posts/one/index.html", "archives/index.html"} & written


def test_a_template_touches_the_pages_made_of_it(garden: Garden) -> None:
    path = garden.theme_path / "templates" / "note.html"
    path.write_text(path.read_text("utf-8") + "{% block beside %}Beside{% endblock %}\n", "utf-8")
    report = garden.check().report
    assert {name for name in report.reasons if name.endswith(".html")} == {
        "notes/tea/index.html",
        "notes/milk/index.html",
    }


def test_a_style_sheet_touches_every_page_and_no_feed(garden: Garden) -> None:
    path = garden.theme_path / "static" / "css" / "tokens.css"
    path.write_text(path.read_text("utf-8") + "a { color: red }\n", "utf-8")
    written = set(garden.check().written)
    assert "posts/one/index.html" in written
    assert not {name for name in written if name.endswith((".xml", ".json"))}


@pytest.mark.parametrize(
    ("name", "old", "new", "is_touch_up"),
    [
        ("posts/two.md", "A cup.", "A *mug*.", True),
        ("posts/four.md", "I drink [[Tea]].", "I want [[Tea]].", True),
        ("posts/two.md", "A cup.", "A cup of [[Tea]].", False),
        ("posts/two.md", "A cup.", "## A cup", False),
        ("posts/two.md", "Tags: ink", "Tags: ink, paper", False),
        ("posts/two.md", "Title: Two", "Title: Second", False),
        ("posts/two.md", "2026-01-02", "2026-01-07", False),
        ("posts/two.md", "A cup.", "![A pond](/images/pond.png)", False),
        ("posts/two.md", "Tags: ink", "Tags: ink\nMessage: Look!", True),
        ("posts/two.md", "Tags: ink", "Tags: ink\nMore_label: Go on", True),
        ("posts/two.md", "A cup.", "See [[Nowhere]].", True),
        ("posts/two.md", "Tags: ink", "Tags: ink\nStatus: draft", False),
        ("notes/tea.md", "Title: Tea\n", "Title: Tea\nAliases: Chai\n", False),
        ("pages/about.md", "Who.", "Whose.", True),
    ],
)
def test_an_edit_is_all_that_is_looked_at_where_others_see_no_difference(
    garden: Garden, name: str, old: str, new: str, *, is_touch_up: bool
) -> None:
    garden.settle()
    edit(garden, name, old, new)
    assert garden.check().report.is_touch_up == is_touch_up
    garden.settle()
    edit(garden, name, new, old)
    built = garden.check()
    assert (built.report.is_touch_up, built.problems) == (is_touch_up, ())
    # What was remembered on the way serves a build of everything as well.
    garden.write({"posts/new.md": post("New", "2026-02-02")})
    assert not garden.check().report.is_touch_up


def test_a_link_that_stays_needs_no_more_than_the_names_of_others(garden: Garden) -> None:
    edit(garden, "posts/two.md", "A cup.", "A cup of [[Tea]], [[Milk]] and [there](nowhere.md).")
    assert len(garden.check().problems) == 1
    garden.settle()
    edit(garden, "posts/two.md", "A cup of", "A mug of")
    built = garden.check()
    assert (built.report.is_touch_up, len(built.problems)) == (True, 1)
    edit(garden, "notes/milk.md", "Title: Milk", "Title: Cream")
    assert len(garden.check().problems) == 1


def test_edits_of_several_entries_meet_in_one_feed(garden: Garden) -> None:
    garden.settle()
    edit(garden, "posts/two.md", "A cup.", "A mug.")
    edit(garden, "posts/one.md", "A cup", "A *cup*")
    built = garden.check()
    assert built.report.is_touch_up
    assert {"posts/two/index.html", "posts/one/index.html", "category/maps/feed.atom.xml"} <= set(built.written)


def test_a_mistake_in_an_edit_leaves_the_site_and_is_mended_by_the_next(garden: Garden) -> None:
    garden.set(FAIL_ON="errors")
    garden.check()
    garden.settle()
    edit(garden, "posts/two.md", "Title: Two", "Titel")
    assert garden.compare().failure
    edit(garden, "posts/two.md", "Titel", "Title: Two")
    garden.check()


# Settings, code and libraries


def test_a_comment_in_the_settings_costs_nothing(garden: Garden) -> None:
    garden.settle()
    garden.set()
    built = garden.check()
    assert (built.written, built.report.reasons, built.report.fresh_start) == ((), {}, "")
    garden.settle()
    assert garden.build().report.nothing_to_do


@pytest.mark.parametrize(
    ("setting", "touched", "left"),
    [
        ({"DEFAULT_PAGINATION": 3}, "posts/index.html", "posts/one/index.html"),
        ({"FEED_MAX_ITEMS": 1}, "feeds/all.atom.xml", "posts/index.html"),
        ({"WEBSUB_HUB": "https://hub.example/"}, "feeds/all.json", "posts/index.html"),
        ({"FEED_DOMAIN": "https://feeds.example"}, "feeds/all.atom.xml", "posts/index.html"),
        ({"FEED_APPEND_REF": True}, "feeds/all.atom.xml", "posts/index.html"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_setting_that_is_shown_and_not_read_by_touches_what_shows_it(
    garden: Garden, setting: dict[str, object], touched: str, left: str
) -> None:
    garden.settle()
    garden.set(**setting)
    built = garden.check()
    assert built.report.fresh_start == ""
    assert touched in built.report.reasons
    assert left not in built.report.reasons


@pytest.mark.parametrize(
    "setting",
    [
        {"EXCERPT_LENGTH": 40},
        {"AUTHOR": "Ada"},
        {"WITH_DRAFTS": False},
        {"MARKDOWN": {"output_format": "html5"}},
    ],
    ids=lambda value: next(iter(value)),
)
def test_a_setting_that_entries_are_read_by_starts_from_nothing(garden: Garden, setting: dict[str, object]) -> None:
    garden.set(**setting)
    assert f"Built from nothing: setting {next(iter(setting))} has changed.\n" in garden.check().printed


@pytest.mark.parametrize(
    "setting",
    [
        {"SITENAME": "Other"},
        {"SITESUBTITLE": "Other"},
        {"SITEURL": "https://other.example"},
        {"CARD_STYLE": "ink"},
        {"ARCHIVES_SAVE_AS": "years/index.html"},
    ],
    ids=lambda value: next(iter(value)),
)
def test_a_setting_that_entries_are_enriched_by_keeps_what_was_read(
    garden: Garden, monkeypatch: pytest.MonkeyPatch, setting: dict[str, object]
) -> None:
    garden.set(**setting)
    monkeypatch.setattr(kinds_hooks, "read_entry", lambda *_: pytest.fail("it was read again"))
    built = garden.build()
    assert f"Setting {next(iter(setting))} has changed: 9 entries enriched anew.\n" in built.printed
    monkeypatch.undo()
    assert garden.check().written == ()
    edit(garden, "posts/two.md", "A cup.", "A mug.")
    garden.settle()
    assert "enriched anew" not in garden.check().printed


def test_a_failed_build_remembers_that_all_must_be_enriched(garden: Garden) -> None:
    garden.set(SITENAME="Other", FAIL_ON="warnings")
    edit(garden, "notes/milk.md", "White.", "[there](nowhere.md)")
    assert garden.compare().failure
    edit(garden, "notes/milk.md", "[there](nowhere.md)", "White.")
    assert garden.check().report.fresh_start == ""


def test_a_setting_that_an_entry_was_read_by_in_another_process_is_known(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of no entry but one without words the name of the site is asked while it is read."""
    garden.write({"notes/zero.md": "Title: Zero\n"})
    monkeypatch.setattr(workers, "count_workers", lambda: 2)
    monkeypatch.setattr(kinds_hooks, "PARALLEL_FROM", 1)
    garden.build_clean()
    garden.check()
    garden.set(SITENAME="Other")
    assert "Built from nothing: setting SITENAME has changed.\n" in garden.check().printed


def test_a_setting_that_only_pages_are_made_by_has_all_pages_made(garden: Garden) -> None:
    garden.set(TAG_SAVE_AS="about/{slug}/index.html")
    built = garden.check()
    assert (built.report.fresh_start, built.report.made_anew) == ("", "")
    assert {"about/ink/index.html", "posts/one/index.html"} <= built.report.reasons.keys()
    assert built.report.reasons["posts/one/index.html"] == "posts/one.md: the settings have changed"


def test_what_holds_all_entries_is_made_again_with_each(garden: Garden) -> None:
    garden.set(SOCIAL_JSON="social.json")
    garden.check()
    garden.settle()
    edit(garden, "notes/milk.md", "White.", "Whiter.")
    built = garden.check()
    assert (built.report.fresh_start, built.report.is_touch_up) == ("", False)
    assert "social.json" in built.written


def test_a_setting_that_no_code_asks_for_touches_nothing(garden: Garden) -> None:
    garden.settle()
    garden.set(MY_OWN=["new"])
    built = garden.check()
    assert built.report.fresh_start == ""
    assert built.report.reasons == {}


@pytest.mark.parametrize("is_edited", [True, False], ids=["with an edit", "alone"])
def test_a_setting_read_from_elsewhere_is_seen(
    garden: Garden, monkeypatch: pytest.MonkeyPatch, *, is_edited: bool
) -> None:
    monkeypatch.setenv("GARDEN_NAME", "Once")
    text = garden.settings_path.read_text("utf-8")
    garden.settings_path.write_text(f"{text}\nimport os\nSITENAME = os.environ['GARDEN_NAME']\n", "utf-8")
    garden.check()
    garden.settle()
    monkeypatch.setenv("GARDEN_NAME", "Twice")
    if is_edited:
        edit(garden, "posts/two.md", "A cup.", "A mug.")
    assert "Setting SITENAME has changed: 9 entries enriched anew.\n" in garden.check().printed


def test_entries_are_read_and_enriched_without_what_is_only_shown(garden: Garden) -> None:
    for name, draft in BEGINNING.items():
        garden.write({name: draft.write()})
    garden.write({name: texts[0] for name, texts in INTRODUCTIONS.items()})
    garden.write({"images/lamp.png": pictures()[1], "video/clip.mp4": b"film", "images/photo.jpg": pictures()[2]})
    garden.build()
    asked = Asked(load_state(garden.job.memory_path / "site.state", find_conditions()).asked)
    for stage in (Stage.READING, Stage.ENRICHING):
        assert [name for name in sorted(SHOWN_SETTINGS) if asked.has(name, stage)] == []
    assert [name for name in sorted(SHOWN_SETTINGS) if not asked.has(name, Stage.SHOWING)] == []


@pytest.mark.parametrize("name", ["plugins/graph/names.py", "the library markdown"])
def test_other_code_is_named(garden: Garden, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    other = find_conditions() | {name: "other"}
    monkeypatch.setattr(engine, "find_conditions", lambda: other)
    assert f"Built from nothing: {name} has changed.\n" in garden.check().printed
    assert "Built from nothing" not in garden.check().printed


def test_a_card_style_in_any_folder_is_seen(garden: Garden, tmp_path: Path) -> None:
    style = tmp_path / "styles" / "kraft.toml"
    style.parent.mkdir()
    style.write_text('ground = "#c8a878"\n', "utf-8")
    garden.set(CARD_STYLES_PATH=str(style.parent), CARD_STYLE="kraft")
    assert garden.check().problems == ()
    garden.settle()
    (style.parent / "readme.md").write_text("Paper.", "utf-8")
    assert garden.check().report.fresh_start == ""
    style.write_text('ground = "#a8c878"\n', "utf-8")
    assert "Built from nothing: a card style is not the one of the last build.\n" in garden.check().printed


def test_links_in_a_transcript_lead_where_those_of_bodies_do(garden: Garden) -> None:
    garden.write(
        {
            "doodles/pot.md": "Title: Pot\nDate: 2026-01-09\nDrawing: images/pond.png\nAlt: A pot\n"
            "Transcript: See [[Tea]], [leaves](/notes/tea.md) and [more]({filename}/notes/tea.md).\n\nDrawn.\n"
        }
    )
    page = garden.output_path / "doodles" / "pot" / "index.html"
    assert garden.check().problems == ()
    assert page.read_text("utf-8").count('href="/notes/tea/"') == 3
    assert 'href="/doodles/pot/"' in (garden.output_path / "notes" / "tea" / "index.html").read_text("utf-8")
    edit(garden, "notes/tea.md", "Title: Tea", "Title: Tea\nSlug: chai")
    garden.check()
    assert page.read_text("utf-8").count('href="/notes/chai/"') == 3


def test_a_transcript_without_a_drawing_is_shown_nowhere(garden: Garden) -> None:
    edit(garden, "posts/one.md", "Category", "Transcript: What nobody drew.\nCategory")
    garden.check()
    assert "What nobody drew" not in (garden.output_path / "posts" / "one" / "index.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["static/fonts/hand.woff2", "static/touch-icon.png", "static/js/share.js"])
def test_a_file_of_the_theme_that_is_another_touches_what_names_it(garden: Garden, name: str) -> None:
    path, head = garden.theme_path / name, garden.theme_path / "templates" / "partials" / "head.html"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"once")
    asset = "{{ asset('" + name.removeprefix("static/") + "') }}"
    head.write_text(f'{head.read_text("utf-8")}<link rel="preload" href="/{asset}">', "utf-8")
    garden.check()
    garden.settle()
    path.write_bytes(b"twice")
    written = garden.check().written
    assert "posts/one/index.html" in written
    assert [(garden.output_path / one).read_bytes() for one in written if one.endswith(path.suffix)] == [b"twice"]


# Dates


def test_a_date_that_comes_due_touches_what_shows_it(garden: Garden) -> None:
    edit(garden, "posts/six.md", "2026-01-06", "2026-04-06")
    garden.set(WITH_FUTURE_DATES=False)
    garden.check()
    garden.settle()
    garden.set(BUILD_DATE="2026-05-01")
    built = garden.check()
    assert built.report.fresh_start == ""
    assert {"posts/six/index.html", "posts/five/index.html", "category/maps/index.html"} <= set(built.written)
    assert not {"posts/one/index.html", "notes/tea/index.html", "tag/ink/index.html"} & set(built.written)


def test_a_draft_that_is_published_touches_what_lists_it(garden: Garden) -> None:
    # The menu leads to drafts where there are any.
    garden.write({"posts/late.md": post("Late", "2026-01-20", more="Status: draft\n")})
    edit(garden, "posts/three.md", "Category: Ponds", "Category: Ponds\nStatus: draft")
    garden.check()
    edit(garden, "posts/three.md", "\nStatus: draft", "")
    written = set(garden.check().written)
    assert {"posts/three/index.html", "category/ponds/index.html", "posts/two/index.html", "drafts/index.html"} <= (
        written
    )
    assert not {"posts/six/index.html", "notes/tea/index.html", "tag/ink/index.html"} & written


# No less, and damage. Each of these was found by reading or by random changes.


def test_colours_of_categories_reach_overviews(garden: Garden) -> None:
    edit(garden, "posts/three.md", "Category: Ponds", "Category: Ponds\nImage: images/pond.png\nImage_alt: A pond")
    garden.check()
    garden.set(CATEGORY_COLORS={"Ponds": "#123456"})
    garden.check()


def color_of(garden: Garden, category: str) -> str:
    page = (garden.output_path / f"category/{category}/index.html").read_text("utf-8")
    return page.partition("--term: ")[2][:7]


def test_an_older_category_of_the_same_colour_changes_what_shows_the_newer(garden: Garden) -> None:
    garden.write({"posts/clocks.md": post("Clockwork", "2025-12-01", more="Category: Clocks\n")})
    written = pages_of(garden.check().written)
    assert {"category/ponds/index.html", "posts/three/index.html", "categories/index.html"} <= written
    assert (color_of(garden, "clocks"), color_of(garden, "ponds")) == ("#c2497d", "#c58418")


def test_a_newer_category_of_the_same_colour_leaves_the_older(garden: Garden) -> None:
    garden.write({"posts/clocks.md": post("Clockwork", "2026-02-01", more="Category: Clocks\n")})
    assert "posts/three/index.html" not in garden.check().written
    assert (color_of(garden, "ponds"), color_of(garden, "clocks")) == ("#c2497d", "#c58418")


def test_an_edit_that_keeps_size_and_time_is_seen(garden: Garden) -> None:
    path = garden.content_path / "posts" / "one.md"
    stat = path.stat()
    path.write_text(path.read_text("utf-8").replace("cup", "mug"), "utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert "posts/one/index.html" in garden.check().written


def test_a_picture_that_keeps_size_and_time_is_seen(garden: Garden) -> None:
    path = garden.content_path / "images" / "pond.png"
    stat = path.stat()
    assert len(pictures()[0]) == len(pictures()[1])
    path.write_bytes(pictures()[1])
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert "images/pond.png" in garden.check().written


def test_a_touched_file_is_known_by_its_bytes(garden: Garden) -> None:
    for path in garden.content_path.rglob("*.*"):
        os.utime(path, (OLD_S, OLD_S))
    built = garden.check()
    assert (built.written, built.report.reasons) == ((), {})


@pytest.mark.parametrize("how", ["delete", "empty", "spoil", "cut"])
def test_cards_that_the_cache_lost_are_drawn_again(tmp_path: Path, garden: Garden, how: str) -> None:
    own = Garden(tmp_path / "own", tmp_path / "cache")
    own.write({"posts/one.md": post("One", "2026-01-01")})
    own.check()
    before = read_tree(own.output_path)
    for path in sorted((tmp_path / "cache" / "images").rglob("*.*")):
        spoil(path, how)
    own.write({"posts/two.md": post("Two", "2026-01-02")})
    own.check()
    after = read_tree(own.output_path)
    assert {name for name in before if name.startswith("images/")} <= after.keys()
    assert all(after[name] == before[name] for name in before if name.startswith("images/"))


def test_a_lost_card_is_not_copied_from_a_spoiled_cache(tmp_path: Path) -> None:
    own = Garden(tmp_path / "own", tmp_path / "cache")
    own.write({"posts/one.md": post("One", "2026-01-01")})
    own.check()
    before = read_tree(own.output_path)
    shutil.rmtree(own.output_path / "images")
    for path in sorted((tmp_path / "cache" / "images").rglob("*.*")):
        spoil(path, "spoil")
    own.check()
    assert read_tree(own.output_path) == before


def test_a_broken_picture_that_is_mended_is_shown(garden: Garden) -> None:
    garden.write({"images/lamp.png": b"no picture"})
    edit(garden, "posts/one.md", "Category", "Image: images/lamp.png\nImage_alt: A lamp\nCategory")
    garden.check()
    garden.write({"images/lamp.png": pictures()[2]})
    assert "posts/one/index.html" in garden.check().written


def test_an_alias_that_makes_a_name_alike_reaches_links(garden: Garden) -> None:
    garden.write({"notes/bar.md": "Title: Bar\n\nIron.\n"})
    edit(garden, "posts/one.md", "A cup", "See [[Bär!]]. A cup")
    garden.check()
    edit(garden, "notes/bar.md", "Title: Bar", "Title: Bar\nAliases: B-är")
    garden.check()
    assert 'href="/notes/bar/"' in (garden.output_path / "posts/one/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    "tag", ['{% include "partials/extra.html" %}', "{% set name = 'extra' %}{% include 'partials/' ~ name ~ '.html' %}"]
)
def test_whatever_way_a_template_is_named_its_edits_are_seen(garden: Garden, tag: str) -> None:
    extra, page = (garden.theme_path / "templates" / name for name in ("partials/extra.html", "partials/footer.html"))
    extra.write_text("Once", "utf-8")
    page.write_text(page.read_text("utf-8") + tag, "utf-8")
    garden.check()
    extra.write_text("Twice", "utf-8")
    garden.check()
    assert "Twice" in (garden.output_path / "posts/one/index.html").read_text("utf-8")


def test_a_template_named_in_front_matter_is_used_and_its_loss_is_told(garden: Garden) -> None:
    templates = garden.theme_path / "templates"
    edit(garden, "pages/about.md", "Title: About", "Title: About\nTemplate: special")
    assert any("template 'special' is not in the theme" in problem for problem in garden.check().problems)
    shutil.copy(templates / "page.html", templates / "special.html")
    path = templates / "special.html"
    path.write_text(path.read_text("utf-8") + "{% block beside %}Beside{% endblock %}", "utf-8")
    assert garden.check().problems == ()
    assert_same_trees(read_tree(garden.output_path), garden.build_with_pelican(), "ours", "Pelican's")
    path.unlink()
    assert len(garden.check().problems) == 1


def test_a_template_of_the_authors_own_that_fails_leaves_out_no_other_page(garden: Garden) -> None:
    special = garden.theme_path / "templates" / "special.html"
    good = (garden.theme_path / "templates" / "article.html").read_text("utf-8")
    special.write_text(
        good.replace("{% set page_title", "{% set lost = article.nowhere.at.all %}{% set page_title"), "utf-8"
    )
    edit(garden, "posts/one.md", "Title: One", "Title: One\nTemplate: special")
    said = "posts/one.md:2: template 'special' cannot make its page: "
    (problem,) = garden.check().problems
    assert said in problem
    assert said.partition(": ")[2] in html.unescape((garden.output_path / "posts/one/index.html").read_text("utf-8"))
    assert_same_trees(read_tree(garden.output_path), garden.build_with_pelican(), "ours", "Pelican's")
    # It is told again, whatever is done elsewhere.
    garden.settle()
    edit(garden, "posts/two.md", "A cup.", "A mug.")
    touched = garden.check()
    assert touched.report.is_touch_up
    assert [said in one for one in touched.problems] == [True]
    garden.settle()
    assert garden.build().report.nothing_to_do
    garden.set(FAIL_ON="errors")
    assert "1 problem to fix first" in garden.build().failure
    special.write_text(good, "utf-8")
    assert garden.check().problems == ()
    assert "A cup of it." in (garden.output_path / "posts/one/index.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["posts/one.md", "notes/tea.md", "pages/about.md"])
@pytest.mark.parametrize("template", ["article", "note", "page", "kind", "404"])
def test_a_template_that_is_not_for_the_entry_leaves_it_the_usual_one(garden: Garden, name: str, template: str) -> None:
    page = f"{name.removeprefix('pages/').removesuffix('.md')}/index.html"
    before = (garden.output_path / page).read_bytes()
    edit(garden, name, "Title:", f"Template: {template}\nTitle:")
    (problem,) = garden.check().problems
    assert f"{name}:1: template '{template}' " in problem
    assert (garden.output_path / page).read_bytes() == before
    assert_same_trees(read_tree(garden.output_path), garden.build_with_pelican(), "ours", "Pelican's")


@pytest.mark.parametrize(
    ("mistake", "told"),
    [
        ("{% block beside %}", "Unexpected end of template"),
        ("{% set words = nowhere.at.all %}", "'nowhere' is undefined"),
        ("{% include 'gone.html' %}", "'gone.html' not found"),
    ],
    ids=["syntax", "name", "file"],
)
def test_a_mistake_in_a_template_is_told_with_its_line_and_leaves_the_site(
    garden: Garden, mistake: str, told: str
) -> None:
    path = garden.theme_path / "templates" / "partials" / "footer.html"
    text = path.read_text("utf-8")
    path.write_text(f"{text}{mistake}\n", "utf-8")
    built = garden.compare()
    assert built.failure.startswith(f"{path}:{text.count(chr(10)) + 1}: {told}")
    path.write_text(text, "utf-8")
    assert garden.check().written == ()


@pytest.mark.parametrize("how", ["delete", "empty", "spoil", "riddle", "cut"])
@pytest.mark.parametrize("name", ["site.state", "entries.sqlite"])
def test_a_damaged_memory_is_told_and_made_anew(garden: Garden, name: str, how: str) -> None:
    garden.write({f"posts/more-{number}.md": post(f"More {number}", "2026-02-01", text=LONG) for number in range(9)})
    garden.check()
    spoil(garden.job.memory_path / name, how)
    edit(garden, "posts/one.md", "cup", "mug")
    garden.write({"posts/new.md": post("New", "2026-02-02")})
    built = garden.check()
    assert built.report.is_doubtful == ("Built from nothing: " in built.printed)
    # What is spoilt in one place alone may lie where this build has no need to look.
    if name == "site.state" and how not in ("delete", "spoil"):
        assert "Built from nothing: the record of the last build is of another version, or damaged.\n" in built.printed


def test_the_memory_of_other_code_is_not_even_unpacked(garden: Garden) -> None:
    path = garden.job.memory_path / "site.state"
    under = json.dumps(find_conditions() | {"plugins/graph/names.py": "other"}).encode()
    index = pickle.dumps(Exploding())
    head = digest(_version(), under, index) + pack_numbers([(len(under), len(index))])
    path.write_bytes(head + under + index)
    assert "Built from nothing: plugins/graph/names.py has changed." in garden.check().printed


class Exploding:
    """What cannot be unpacked."""

    def __reduce__(self) -> tuple[object, ...]:
        return (pytest.fail, ("it was unpacked",))


def test_where_the_list_of_files_is_spoilt_or_gone_the_record_tells_which_are_ours(garden: Garden) -> None:
    manifest_path(garden.cache_path, garden.output_path).write_text('{"files": ["ind')
    garden.remove("posts/six.md")
    assert "posts/six/index.html" in garden.check().removed
    manifest_path(garden.cache_path, garden.output_path).unlink()
    edit(garden, "posts/one.md", "cup", "mug")
    assert "posts/one/index.html" in garden.check().written


def test_a_clean_build_without_the_list_of_files_knows_which_are_ours(blog: Path) -> None:
    command.build(str(blog), str(blog / "site"))
    manifest_path(command.CACHE_PATH, blog / "site").unlink()
    path = blog / "content" / "posts" / "tea.md"
    path.write_text(path.read_text("utf-8").replace("cup", "pot"), "utf-8")
    assert command.build(str(blog), str(blog / "site"), clean=True) == 0
    assert "pot" in (blog / "site/posts/tea/index.html").read_text("utf-8")


def test_an_interrupted_build_is_told_and_made_anew(garden: Garden) -> None:
    garden.job.note_path.touch()
    assert "Built from nothing: the last build was interrupted.\n" in garden.check().printed
    assert "Built from nothing" not in garden.check().printed


def test_a_first_build_that_was_interrupted_is_told(garden: Garden, monkeypatch: pytest.MonkeyPatch) -> None:
    forget(garden)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "_build_with", stop)
    with pytest.raises(KeyboardInterrupt):
        garden.build()
    monkeypatch.undo()
    assert "Built from nothing: the last build was interrupted.\n" in garden.check().printed


def test_a_first_build_that_failed_was_none(garden: Garden) -> None:
    forget(garden)
    template = garden.theme_path / "templates" / "note.html"
    text = template.read_text("utf-8")
    template.write_text("{% if %}", "utf-8")
    assert garden.build().failure
    template.write_text(text, "utf-8")
    assert garden.check().report.fresh_start == "this is the first build"


def test_a_page_below_a_hidden_folder_is_known(garden: Garden) -> None:
    edit(garden, "pages/about.md", "Title: About", "Title: About\nSave_as: .well-known/about.html")
    assert ".well-known/about.html" in garden.check().written
    (garden.output_path / ".well-known/about.html").write_text("other")
    assert ".well-known/about.html" in garden.check().written


def test_links_that_lead_back_end_no_build(garden: Garden) -> None:
    (garden.content_path / "posts" / "back").symlink_to(garden.content_path)
    (garden.content_path / "notes" / "up").symlink_to("..")
    built = garden.check()
    assert len(built.problems) == 2


def test_compiled_templates_are_used_only_as_written(garden: Garden) -> None:
    compiled = [path for path in (garden.cache_path / "templates").rglob("*") if path.is_file()]
    assert compiled
    for path in compiled:
        spoil(path, "spoil")
    edit(garden, "posts/one.md", "cup", "mug")
    garden.check()


def test_another_process_compiles_templates(garden: Garden, monkeypatch: pytest.MonkeyPatch) -> None:
    here, compile_template = os.getpid(), LendingEnvironment.compile

    def refuse_here(*given: object, **named: object) -> object:
        assert os.getpid() != here
        return cast("Callable[..., object]", compile_template)(*given, **named)

    monkeypatch.setattr(workers, "count_workers", lambda: 2)
    monkeypatch.setattr(LendingEnvironment, "compile", refuse_here)
    garden.cache_path = garden.root / "cache"
    (garden.theme_path / "templates" / "asked-by-nobody.html").write_text("{% if %}", "utf-8")
    assert garden.build_clean().failure == ""


def test_options_of_templates_are_seen(garden: Garden) -> None:
    garden.set(JINJA_ENVIRONMENT={"trim_blocks": False, "lstrip_blocks": False, "extensions": []})
    garden.check()
    assert_same_trees(read_tree(garden.output_path), garden.build_with_pelican(), "ours", "Pelican's")


def test_a_commit_dates_notes(garden: Garden) -> None:
    garden.set(DATES_FROM_GIT=True)
    git(garden, "init", "-q")
    garden.check()
    git(garden, "add", "notes/tea.md")
    git(garden, "commit", "-qm", "Tea")
    assert "notes/tea/index.html" in garden.check().written


def git(garden: Garden, *arguments: str) -> None:
    names = ("-c", "user.name=Ada", "-c", "user.email=ada@garden.example")
    subprocess.run(["git", *names, *arguments], cwd=garden.content_path, check=True)


def test_another_font_is_seen(garden: Garden, tmp_path: Path) -> None:
    (tmp_path / "font.ttf").write_bytes(b"no font")
    garden.set(CARD_FONTS=[str(tmp_path / "font.ttf")])
    garden.check()
    (tmp_path / "font.ttf").write_bytes(b"still no font")
    assert "Built from nothing: a font is not the one of the last build." in garden.check().printed


def test_another_font_of_the_system_is_seen(garden: Garden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "fonts" / "of a package"
    folder.mkdir(parents=True)
    monkeypatch.setattr(fonts, "SYSTEM_FOLDERS", (str(tmp_path / "fonts"), str(tmp_path / "not there")))
    edit(garden, "posts/one.md", "A cup", "A mug")
    forget(garden)
    garden.check()
    (folder / "font.ttf").write_bytes(b"no font")
    assert "Built from nothing: a font is not the one of the last build." in garden.check().printed


def test_a_link_in_the_place_of_a_page_is_replaced(garden: Garden) -> None:
    spoil(garden.output_path / "index.html", "link")
    assert garden.check().written == ("index.html",)


def test_a_build_is_due_when_an_entry_is(garden: Garden) -> None:
    garden.set(BUILD_DATE=None)
    edit(garden, "posts/six.md", "2026-01-06", "2099-01-06")
    garden.check()
    state = load_state(garden.job.memory_path / "site.state", find_conditions())
    assert time.strftime("%Y-%m-%d", time.gmtime(state.next_due)) == "2099-01-06"


def test_several_processes_make_the_same_bytes(garden: Garden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PARALLEL_FROM", 2)
    monkeypatch.setattr(kinds_hooks, "PARALLEL_FROM", 2)
    together = garden.build_clean()
    assert together.failure == ""
    assert_same_trees(read_tree(garden.clean_job.output_path), read_tree(garden.output_path), "many", "one")


# The commands


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared_cache_path: Path) -> Path:
    monkeypatch.setattr(command, "CACHE_PATH", tmp_path / "cache")
    # How far it is, is told where it takes long, as on a busy machine.
    monkeypatch.setattr(progress, "FROM_SECONDS", math.inf)
    monkeypatch.chdir(tmp_path)
    for name in ("tea", "cake"):
        path = tmp_path / "blog" / "content" / "posts" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(post(name, "2026-01-02"), "utf-8")
    return tmp_path / "blog"


def test_verify_says_that_all_is_well(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.verify(str(blog), str(blog / "site")) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("Equal: ")


def test_verify_names_what_differs(
    blog: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command.build(str(blog), str(blog / "site"))
    make = command.make_site

    def make_and_tamper(job: engine.Job, staging: Path, *, is_clean: bool = False) -> object:
        made = make(job, staging, is_clean=is_clean)
        if not is_clean:
            (job.output_path / "404.html").write_text("other")
        return made

    monkeypatch.setattr(command, "make_site", make_and_tamper)
    assert command.verify(str(blog), str(blog / "site")) == 1
    printed = capsys.readouterr().err
    assert printed.startswith("404.html\nNot equal: 1 file of ")


def test_clean_makes_everything_anew_and_writes_nothing_that_is_there(
    blog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command.build(str(blog), str(blog / "site"))
    capsys.readouterr()
    assert command.build(str(blog), str(blog / "site"), clean=True, explain=True) == 0
    printed = capsys.readouterr().out
    assert "Built from nothing: asked for." in printed
    assert ": 0 files written, " in printed
    (blog / "site" / "index.html").write_text("other words")
    (blog / "site" / "404.html").unlink()
    command.build(str(blog), str(blog / "site"), clean=True, explain=True)
    # Neither is a new page.
    assert "\n  everything: asked for -> 2 files\n" in capsys.readouterr().out


def test_explain_says_why_and_how_long(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command.build(str(blog), str(blog / "site"))
    path = blog / "content" / "posts" / "tea.md"
    path.write_text(path.read_text("utf-8").replace("cup", "pot"), "utf-8")
    capsys.readouterr()
    command.build(str(blog), str(blog / "site"), explain=True)
    printed = capsys.readouterr().out
    assert "  posts/tea.md: content changed -> 1 page\n" in printed
    assert "  kind posts: 2 entries changed -> 3 pages\n" in printed
    stages = re.findall(r"(\w+) [0-9.]+ s", printed.splitlines()[-2])
    assert stages == ["look", "start", "read", "plan", "render", "move", "save"]


def test_a_site_is_made_though_nobody_hears_all_that_is_explained(
    blog: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(command, "_explain", lose)
    assert command.build(str(blog), str(blog / "site"), explain=True) == 0
    assert capsys.readouterr().err == ""


def test_explain_tells_files_from_pages(blog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    extra = blog / "content" / "extra" / "humans.txt"
    extra.parent.mkdir()
    for text, why in (("Ann", "new file"), ("Ann and Bo", "file changed")):
        extra.write_text(text)
        command.build(str(blog), str(blog / "site"), explain=True)
        assert f"  humans.txt: {why} -> 1 file\n" in capsys.readouterr().out
    path = blog / "content" / "posts" / "tea.md"
    path.write_text(path.read_text("utf-8").replace("Title: ", "Title: More "), "utf-8")
    command.build(str(blog), str(blog / "site"), explain=True)
    # The card alone has the title on it.
    assert "  posts/tea.md: pictures changed -> 1 file\n" in capsys.readouterr().out


def test_what_moving_and_remembering_take_is_told(
    blog: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now, later = time.perf_counter, [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now() + later[0])

    def taking(seconds: float, work: Callable[..., object]) -> Callable[..., object]:
        def worked(*arguments: object) -> object:
            later[0] += seconds
            return work(*arguments)

        return worked

    monkeypatch.setattr(moving, "load_manifest", taking(1_000_000, load_manifest))
    monkeypatch.setattr(engine, "save_state", taking(2_000_000, save_state))
    command.build(str(blog), str(blog / "site"), explain=True)
    # All but minutes of it.
    assert re.search(r"move 10000\d\d\.\d\d s, save 20000\d\d\.", capsys.readouterr().out)


def test_of_every_stage_that_takes_long_it_is_told_how_far_it_is(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "FROM_SECONDS", 0.0)
    monkeypatch.setattr(progress, "LINE_SECONDS", 0.0)
    garden.set(SITENAME="Other")
    told = garden.build().printed
    stages = list(dict.fromkeys(re.findall(r"^([A-Z][a-z ]+): \d+ of \d+", told, re.MULTILINE)))
    # Unless all cards are kept.
    stages = [stage for stage in stages if stage != "Drawing"]
    assert stages == ["Planning listings", "Planning pages", "Rendering", "Comparing", "Moving", "Saving"]


def test_explain_counts_what_came_and_went(garden: Garden) -> None:
    garden.write({"posts/seven.md": post("Seven", "2026-01-07", more="Tags: ink\n")})
    edit(garden, "posts/five.md", "Tags: ink", "Tags: paper")
    edit(garden, "posts/two.md", "A cup.", "A mug.")
    reasons = set(garden.check().report.reasons.values())
    assert "tag ink: 1 entry added, 1 entry removed, 1 entry changed" in reasons
    # Of which one has got a newer neighbour.
    assert "category Maps: 2 entries changed" in reasons
    assert {"tag paper: new page", "posts/two.md: content changed"} <= reasons


# Files that are left out


def test_a_file_that_breaks_is_left_out_until_it_is_mended(garden: Garden) -> None:
    garden.settle()
    edit(garden, "notes/tea.md", "Title: Tea\n", "---\ntitle: Tea\n\n")
    warm = garden.check()
    assert "notes/tea.md:1: the front matter opened by '---' is never closed" in warm.printed
    assert "1 left out" in warm.printed
    assert "is never closed" in (garden.output_path / "notes/tea/index.html").read_text("utf-8")
    assert '"wikilink-missing"' in (garden.output_path / "posts/four/index.html").read_text("utf-8")
    # It is told again, whatever is done elsewhere.
    garden.settle()
    assert "is never closed" in "".join(told.line for told in garden.check().report.problems)
    edit(garden, "posts/two.md", "A cup.", "A mug.")
    touched = garden.check()
    assert touched.report.is_touch_up
    assert "is never closed" in touched.printed
    assert "1 left out" in touched.printed
    edit(garden, "notes/tea.md", "---\ntitle: Tea\n\n", "Title: Tea\n")
    assert "left out" not in garden.check().printed
    assert 'href="/notes/tea/"' in (garden.output_path / "posts/four/index.html").read_text("utf-8")


def test_of_two_entries_with_one_address_the_second_is_left_out_until_the_first_goes(garden: Garden) -> None:
    garden.write({"notes/deep/leaf.md": "Title: Leaf\nURL: notes/milk/\n\nGreen.\n"})
    warm = garden.check()
    assert "notes/deep/leaf.md:2: has the address of content/notes/milk.md, 'notes/milk/'" in warm.printed
    assert "White." in (garden.output_path / "notes/milk/index.html").read_text("utf-8")
    assert "is left out" in (garden.output_path / "notes/deep/leaf/index.html").read_text("utf-8")
    garden.remove("notes/milk.md")
    assert "left out" not in garden.check().printed
    assert "Green." in (garden.output_path / "notes/milk/index.html").read_text("utf-8")


def test_a_hidden_file_to_be_copied_is_seen_when_it_comes_and_changes(garden: Garden) -> None:
    garden.settle()
    garden.write({"extra/.well-known/security.txt": "Contact: mira", "extra/.DS_Store": "x"})
    assert ".well-known/security.txt" in garden.check().written
    garden.settle()
    garden.write({"extra/.well-known/security.txt": "Contact: bo"})
    assert garden.check().written == (".well-known/security.txt",)
    assert not (garden.output_path / ".DS_Store").exists()


def test_other_levels_of_problems_remake_no_page(garden: Garden) -> None:
    edit(garden, "posts/two.md", "A cup.", "A [cup](nowhere.md) and ![](lamp.png).")
    assert "warning: content/posts/two.md:8: broken link: " in garden.check().printed
    garden.settle()
    garden.set(PROBLEMS={"link": "note"})
    built = garden.check()
    assert built.report.fresh_start == ""
    assert "note: content/posts/two.md:8: broken link: " in built.printed


def _lines_about_fonts(garden: Garden) -> list[str]:
    return [line for line in garden.check().printed.splitlines() if "no font at hand has" in line]


def test_a_problem_of_the_site_is_told_until_it_is_gone(garden: Garden) -> None:
    garden.write({"posts/one.md": post("One", "2026-01-01", more="Category: Clay \U000105c0\U00012f90\n")})
    told = _lines_about_fonts(garden)
    assert len(told) == 1
    # Whatever is done elsewhere does not make it go away.
    garden.settle()
    garden.write({"extra/CNAME": "tea.example"})
    assert _lines_about_fonts(garden) == told
    garden.settle()
    edit(garden, "posts/two.md", "A cup.", "A mug.")
    assert _lines_about_fonts(garden) == told
    garden.settle()
    edit(garden, "posts/one.md", " \U000105c0\U00012f90", "")
    assert _lines_about_fonts(garden) == []
