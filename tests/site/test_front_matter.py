"""Whole sites whose front matter other tools have written, or a slip of the finger: nothing is lost, nothing leaks.

Each is a case that was once read in silence, with its neighbours.
"""

from __future__ import annotations

import math
import re
import time
from pathlib import Path

import pytest

from plugins.building.conditions import find_conditions
from plugins.building.store import load_state
from tests.property.gardens import Garden
from tests.sites import BuildSite, BuiltSite

KINDS_OF_HEAD = {
    "lines": "Title: {title}\nDate: 2026-02-01\n{more}\n\n{text}\n",
    "yaml": "---\ntitle: {title}\ndate: 2026-02-01\n{more}\n---\n\n{text}\n",
}
SECRET = "Xylophone"


def head_of(dialect: str, more: str, title: str = "Tea", text: str = "Hot.") -> str:
    return KINDS_OF_HEAD[dialect].format(title=title, more=more, text=text)


def is_nowhere(site: BuiltSite, words: str) -> bool:
    return not any(words in site.text(name) for name in site.files if name.endswith((".html", ".xml", ".json", ".txt")))


@pytest.mark.parametrize("dialect", KINDS_OF_HEAD)
@pytest.mark.parametrize(
    "line",
    [
        "draft: y",
        "draft: yes",
        "draft: 1",
        "private: true",
        "publish: false",
        "published: no",
        "dg-publish: false",
        "visibility: private",
        "status: private",
        "status: in review",
        "status: done",
        "Statuss: draft",
        "Status: drafft",
        "publishDate: 2099-01-01",
        "published_at: 2099-01-01",
        "expiryDate: 2026-03-01",
    ],
)
def test_what_is_not_public_is_nowhere_in_public(build_site: BuildSite, dialect: str, line: str) -> None:
    files = {
        "posts/secret.md": head_of(dialect, line, SECRET, f"About {SECRET}."),
        "posts/tea.md": head_of(dialect, ""),
    }
    site = build_site(files, public=True, FAIL_ON="errors", BUILD_DATE="2026-06-01", SITEURL="https://a.example")
    assert site.failure == ""
    assert "posts/tea/index.html" in site.files
    assert is_nowhere(site, SECRET)
    assert not any("secret" in name for name in site.files)


@pytest.mark.parametrize(
    "source",
    [
        "_drafts/secret.md",
        "templates/secret.md",
        "Vorlagen/secret.md",
        "notes/secret.sync-conflict-20260101-101112-ABCDEFG.md",
        "notes/secret (conflicted copy 2026-01-01).md",
        "notes/~$secret.md",
        "notes/secret.tmp.md",
    ],
)
def test_what_lies_among_drafts_templates_and_copies_is_nowhere_in_public(build_site: BuildSite, source: str) -> None:
    files = {".obsidian/templates.json": '{"folder": "Vorlagen"}', "notes/tea.md": "Hot.", source: f"{SECRET}."}
    site = build_site(files, public=True)
    assert site.failure == ""
    assert "notes/tea/index.html" in site.files
    assert is_nowhere(site, SECRET)
    counted = "1 draft and 0 scheduled (held back)" if source.startswith("_") else "(held back), 1 held back"
    assert re.search(r"2 files: 1 entry, .* 0 not read; 0 problems\n", site.printed)
    assert counted in site.printed


@pytest.mark.parametrize("dialect", KINDS_OF_HEAD)
@pytest.mark.parametrize("line", ["hidden: true", "unlisted: yes", "status: hidden", "visibility: unlisted"])
def test_hidden_is_at_its_address_and_in_no_list(build_site: BuildSite, dialect: str, line: str) -> None:
    files = {"posts/secret.md": head_of(dialect, line, SECRET), "posts/tea.md": head_of(dialect, "")}
    site = build_site(files, public=True, SITEURL="https://a.example")
    assert site.failure == ""
    named = [name for name in site.files if name.endswith((".html", ".xml", ".json")) and SECRET in site.text(name)]
    assert named == ["posts/secret/index.html"]
    assert "secret" not in site.text("sitemap.xml")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("blog/secret.md", f'+++\ntitle = "{SECRET}"\ndate = 2026-02-01\ndraft = true\n+++\n\nNot yet.\n'),
        ("notes/secret.md", f'{{\n  "title": "{SECRET}",\n  "draft": true\n}}\n\nNot yet.\n'),
        ("blog/secret.md", f"+++\ntitle = '{SECRET}'\ndate = 2026-02-01\n[params]\nprivate = true\n+++\n\nNot yet.\n"),
    ],
    ids=["toml", "json", "toml table"],
)
def test_toml_and_json_are_read(build_site: BuildSite, name: str, text: str) -> None:
    site = build_site({name: text, "notes/tea.md": "Hot."}, public=True)
    assert (site.problems, site.failure) == ((), "")
    assert is_nowhere(site, SECRET)
    at_home = build_site({name: text.replace("true", "false"), "notes/tea.md": "Hot."})
    page = next(page for page in at_home.files if page.endswith("secret/index.html"))
    assert at_home.read(page).select_one("h1").get_text(strip=True) == SECRET  # type: ignore[union-attr]
    assert "title" not in at_home.read(page).select_one(".prose").get_text()  # type: ignore[union-attr]


def test_a_header_that_is_no_yaml_goes_out_with_a_note(build_site: BuildSite) -> None:
    files = {
        "a.md": "---\ntitle: Tea: a love story\ndate: 2026-01-02\ntwitter_site: @someone\n---\n\nWords of the post.\n",
        "b.md": "---\ntitle: `lid` or `saucer`\ndate: 2026-01-03\n---\n\nMore words.\n",
        "c.md": "---\ntitle: Fine\ndate: 2026-01-04\n---\n\nThis post is fine.\n",
    }
    site = build_site(files, public=True)
    assert site.failure == ""
    titles = [site.read(f"posts/{name}/index.html").h1 for name in "abc"]
    assert [title.get_text() for title in titles if title] == ["Tea: a love story", "`lid` or `saucer`", "Fine"]
    assert site.printed.count("note: content/a.md:2: no strict YAML") == 1
    assert site.printed.count("note: keys that mean nothing here (1 file): twitter_site [other-keys]\n") == 1
    assert "0 not read; 0 problems\n" in site.printed


def test_fields_of_dataview_are_text(build_site: BuildSite) -> None:
    files = {
        "notes/fields.md": "Status:: seed\nRelated:: [[other]]\n\nText.\n",
        "notes/fields2.md": "Tags:: #a, #b\nAuthor:: [[other]]\n\nText.\n",
        "notes/other.md": "x\n",
    }
    site = build_site(files, public=True)
    assert (site.problems, site.failure) == ((), "")
    assert "Status:: seed" in site.text("notes/fields/index.html")
    assert "Author::" in site.text("notes/fields2/index.html")
    assert not any(name.startswith(("author/other", "author/mira")) for name in site.files)


def test_a_key_with_a_space_is_told_and_taken(build_site: BuildSite) -> None:
    text = "Title: Alt with a space\nDate: 2026-11-21\nImage alt: A car\nCategory: Tea\nTags: heat\n\nThe text.\n"
    site = build_site({"posts/a.md": text})
    assert site.problems == ("posts/a.md:3: a key has no space; did you mean 'Image_alt'?",)
    assert "category/tea/index.html" in site.files
    assert "Category" not in site.read("posts/a/index.html").select_one(".prose").get_text()  # type: ignore[union-attr]


def test_misspelled_keys_keep_a_post_at_home(build_site: BuildSite) -> None:
    text = "Title: Plans\nDate: 2026-11-21\nStatuss: draft\nCatgory: Tea\nExerpt: No.\nMesage: No.\n\nNot yet.\n"
    site = build_site({"posts/a.md": text})
    assert site.problems == (
        "posts/a.md:3: unknown key 'Statuss'; did you mean 'Status'? (kept as a draft until then)",
        "posts/a.md:4: unknown key 'Catgory'; did you mean 'Category'?",
        "posts/a.md:5: unknown key 'Exerpt'; did you mean 'Excerpt'?",
        "posts/a.md:6: unknown key 'Mesage'; did you mean 'Message'?",
    )
    assert "1 draft and 0 scheduled (marked)" in site.printed


def test_links_in_properties_are_names_and_lead_back(build_site: BuildSite, png: bytes) -> None:
    files: dict[str, str | bytes] = {
        "A book.md": (
            '---\ncategories:\n  - "[[Books]]"\nauthor:\n  - "[[Ada Example]]"\n'
            'cover: "[[lid.png]]"\nimage_alt: A lid\n---\nA note.\n'
        ),
        "Books.md": "Books I read.\n",
        "deep/down/Attachments/lid.png": png,
    }
    site = build_site(files)
    assert (site.problems, site.failure) == ((), "")
    page = site.text("notes/a-book/index.html")
    assert "[[" not in page
    assert "category/books/index.html" in site.files
    assert "author/ada-example/index.html" in site.files
    assert any(re.search(r"\blid\b", name) for name in site.files)
    assert 'href="/notes/a-book/"' in site.text("notes/books/index.html")


def test_what_a_post_does_not_show_is_told(build_site: BuildSite) -> None:
    files = {
        "posts/a.md": head_of("lines", "Video: https://example.org/film\nVideo_title: how"),
        "notes/model.md": "Title: A model\nDrawing: images/model.png\nAlt: Two boxes.\n\nText.\n",
    }
    site = build_site(files)
    only = "which only rockets do; take it out, or set 'Kind:'"
    assert [problem for problem in site.problems if problem.startswith("posts")] == [
        f"posts/a.md:3: a post does not show 'Video', {only}",
        f"posts/a.md:4: a post does not show 'Video_title', {only}",
    ]
    assert "note: keys that a note does not show (1 file): Alt, Drawing [other-keys]\n" in site.printed


def test_notes_of_many_files_are_told_once_and_stop_nothing(build_site: BuildSite) -> None:
    files = {
        f"notes/{name}.md": f"---\nstatus: {status}\ncssclasses: [wide]\npermalink: /{name}/\n---\nHot.\n"
        for name, status in (("a", "done"), ("b", "In progress"), ("c", "done"))
    }
    site = build_site(files, public=True)
    assert site.failure == ""
    assert [line for line in site.printed.splitlines() if line.startswith("note: ")] == [
        "note: addresses from before, which lead nowhere yet (3 files): permalink (3) [other-keys]",
        "note: keys that mean nothing here (3 files): cssclasses (3) [other-keys]",
        "note: notes with a status of their own, which are published (3 files): done (2), in progress [other-keys]",
    ]
    assert "3 files: 3 entries, 0 drafts" in site.printed
    assert "0 not read; 0 problems\n" in site.printed


@pytest.mark.parametrize("line", ["draft: true", "status: in review", "private: yes"])
def test_an_introduction_is_held_back_like_an_entry(build_site: BuildSite, line: str) -> None:
    files = {"categories/tea.md": f"---\n{line}\n---\n{SECRET}.\n", "posts/tea.md": head_of("lines", "Category: Tea")}
    site = build_site(files, public=True)
    assert site.failure == ""
    assert is_nowhere(site, SECRET)
    assert (
        "2 files: 1 entry, 0 drafts and 0 scheduled (held back), 1 held back, 0 introductions, 0 other files,"
        in site.printed
    )
    assert SECRET in build_site(files).text("category/tea/index.html")


def test_a_change_that_lies_ahead_is_a_warning(build_site: BuildSite) -> None:
    files = {
        "posts/a.md": head_of("lines", "Modified: 2099-01-01"),
        "posts/b.md": head_of("lines", "Updated: 2026-03-01"),
    }
    site = build_site(files, BUILD_DATE="2026-06-01")
    assert site.problems == ("posts/a.md:3: modified '2099-01-01' lies ahead; write the day of the last change",)


@pytest.fixture
def png() -> bytes:
    from tests.property.test_warm_equals_clean import pictures

    return pictures()[0]


@pytest.fixture
def garden(tmp_path: Path, shared_cache_path: Path) -> Garden:
    """Three posts, of which one comes out in May and one is gone in July, and a note that waits; built in March."""
    garden = Garden(tmp_path / "garden", shared_cache_path / "gardens")
    garden.set(DATES_FROM_GIT=False, BUILD_DATE="2026-03-01", WITH_FUTURE_DATES=False)
    garden.write(
        {
            "posts/tea.md": head_of("lines", "", "Tea", "See [[Jam]]."),
            "posts/jam.md": head_of("lines", "publishDate: 2026-05-01", "Jam"),
            "posts/milk.md": head_of("yaml", "expiryDate: 2026-07-01", "Milk"),
            "notes/cup.md": "---\npublish_date: 2026-05-01\n---\nA cup.\n",
        }
    )
    assert garden.build().failure == ""
    return garden


def pages(garden: Garden) -> set[str]:
    found = garden.output_path.glob("*/*/index.html")
    return {path.parent.name for path in found if path.parent.name in ("tea", "jam", "milk", "cup")}


def test_a_warm_build_lets_out_and_takes_back_what_its_day_says(garden: Garden) -> None:
    """The day is compared with now by each build, not by the one that read the file."""
    assert pages(garden) == {"tea", "milk"}
    garden.settle()
    garden.set(BUILD_DATE="2026-05-02")
    assert garden.check().failure == ""
    assert pages(garden) == {"tea", "jam", "milk", "cup"}
    garden.settle()
    garden.set(BUILD_DATE="2026-07-01")
    built = garden.check()
    assert pages(garden) == {"tea", "jam", "cup"}
    assert "note: left out as expired (1 file): content/posts/milk.md [left-out]\n" in built.printed
    assert "(held back), 1 held back," in built.printed or "(marked), 1 held back," in built.printed
    garden.settle()
    garden.set(BUILD_DATE="2026-03-01")
    garden.check()
    assert pages(garden) == {"tea", "milk"}


def test_an_edited_day_counts_at_once(garden: Garden) -> None:
    garden.settle()
    garden.edit(garden.content_path / "posts/milk.md", "2026-07-01", "2026-02-02")
    garden.edit(garden.content_path / "posts/jam.md", "2026-05-01", "2026-02-02")
    garden.check()
    assert pages(garden) == {"tea", "jam"}


def test_a_build_is_due_when_an_entry_comes_or_goes(garden: Garden) -> None:
    garden.set(BUILD_DATE=None)
    garden.write({"posts/jam.md": head_of("lines", "publishDate: 2098-05-01", "Jam")})
    garden.write({"posts/milk.md": head_of("lines", "expiryDate: 2097-07-01", "Milk")})
    garden.write({"notes/cup.md": "A cup.\n"})
    garden.build()
    state = load_state(garden.job.memory_path / "site.state", find_conditions())
    assert not math.isinf(state.next_due)
    assert time.strftime("%Y-%m-%d", time.gmtime(state.next_due)) == "2097-07-01"


def test_a_link_to_a_template_leads_nowhere_and_is_no_problem(garden: Garden) -> None:
    # Longer than an excerpt, so that the edit below it shows nowhere else.
    long = "One sentence that goes on and on until there is no room for another one. " * 8
    text = f"{long}\n\nTake [[day]], [[templates/day|that]].\n"
    garden.write({"templates/day.md": "{{date}}\n", "notes/plan.md": text})
    built = garden.check()
    assert built.problems == ()
    garden.settle()
    # Now only this entry is looked at.
    garden.edit(garden.content_path / "notes/plan.md", "Take", "Use")
    built = garden.check()
    assert (built.problems, built.report.is_touch_up) == ((), True)
    assert "note: left out as templates (1 file): content/templates/ [left-out]\n" in built.printed


def test_the_folder_of_templates_may_change(garden: Garden) -> None:
    garden.write({"Vorlagen/day.md": "A day.\n"})
    garden.build()
    assert (garden.output_path / "notes/vorlagen/day/index.html").is_file()
    garden.settle()
    garden.write({".obsidian/templates.json": '{"folder": "Vorlagen"}'})
    garden.check()
    assert not (garden.output_path / "notes/vorlagen/day/index.html").is_file()
