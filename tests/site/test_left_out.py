"""Folders that others wrote: no single file stops a site at home, what stops one in public is named before anything is
drawn, and every file is in the sum.

Some of them lie beside the project, in `../shared/cases`; where they do not, those tests are skipped.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from plugins.building import command
from plugins.images import hooks as image_hooks
from tests.sites import PROJECT, BuildSite, assert_true_sum

if TYPE_CHECKING:
    from tests.sites import BuiltSite

CASES = Path(os.environ.get("CASES_PATH") or PROJECT.parent / "shared" / "cases").resolve()
NO_CARDS = [
    {"number": number, "kind": kind, "none": True}
    for number, kind in enumerate(("post", "doodle", "rocket", "note", "page"), 1)
]
SETTINGS: dict[str, Any] = {
    "IMAGE_RULES": NO_CARDS,
    "PAGE_IMAGE_RULES": NO_CARDS,
    "BUILD_DATE": "2026-12-01",
    "DATES_FROM_GIT": False,
}
POST = "Title: {0}\nDate: 2026-01-02\n\nText of {0}.\n"


def put(name: str, folder: Path, into: str = "") -> None:
    shutil.copytree(CASES / name, folder / into, dirs_exist_ok=True)


def of(site: BuiltSite, *beginnings: str) -> list[str]:
    return [problem for problem in site.problems if problem.startswith(beginnings)]


# The cases


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    if not CASES.is_dir():
        pytest.skip("the cases, ../shared/cases, are not here")
    return tmp_path / "content"


def test_cases_of_files(build_site: BuildSite, cases: Path) -> None:
    """`dotfiles-of-extra`, `text-file-ignored`, `posts-index`, `template-index`, `long-name`, `epoch-dates`."""
    for name in ("dotfiles-of-extra", "text-file-ignored", "posts-index", "template-index", "long-name", "epoch-dates"):
        put(name, cases)
    site = build_site(cases, **SETTINGS)
    assert site.failure == ""
    sums = assert_true_sum(site.printed, cases)
    assert (sums["introduction"], sums["not read"], sums.get("left out", 0)) == (1, 2, 0)
    for name in (".well-known/security.txt", ".htaccess", ".nojekyll", "CNAME"):
        assert (site.output / name).read_bytes() == (CASES / "dotfiles-of-extra" / "extra" / name).read_bytes()
    assert of(site, "posts/a.txt", "posts/b.docx") == [
        (
            "posts/a.txt: texts that are not read, as only Markdown is;"
            " save each as Markdown, in a file that ends in .md: posts/a.txt"
        ),
        (
            "posts/b.docx: documents that are not read, as only Markdown is;"
            " have pandoc or an office program write them as .md: posts/b.docx"
        ),
    ]
    assert of(site, "pages/home.md") == [
        "pages/home.md:2: template 'index' makes no page of one entry, so the usual one is used; take the line away"
    ]
    listing = site.read("posts/index.html")
    introduction = listing.find(class_="listing-introduction")
    assert introduction is not None
    assert introduction.get_text(strip=True)
    # A date in milliseconds is one, and a name that is no file's is a broken link.
    assert "2021" in site.read("notes/a-note/index.html").get_text()
    assert [problem.partition(": ")[2][:13] for problem in of(site, "a.md:3", "a.md:5")] == [
        "image missing",
        "broken link: ",
    ]


@pytest.mark.parametrize("public", [False, True], ids=["at home", "in public"])
def test_cases_of_templates(build_site: BuildSite, cases: Path, *, public: bool) -> None:
    """`template-others` and `robustness/template-base`."""
    put("template-others", cases)
    put("robustness/template-base", cases, "posts")
    site = build_site(cases, public=public, **SETTINGS, FAIL_ON="errors")
    assert site.failure == ""
    cure = "so the usual one is used; take the line away"
    assert of(site, "") == [
        f"archives.md:2: template 'archives' makes no page of one entry, {cure}",
        f"category.md:2: template 'category' makes no page of one entry, {cure}",
        f"listing.md:2: template 'listing' is not in the theme, {cure}",
        "note.md:2: template 'note' is what a note has anyway; take the line away",
        f"page.md:2: template 'page' is that of another kind, {cure}",
        f"post.md:2: template 'post' is not in the theme, {cure}",
        f"posts/one.md:3: template 'base' makes no page of one entry, {cure}",
        f"tag.md:2: template 'tag' makes no page of one entry, {cure}",
    ]
    assert "Words." in site.read("notes/archives/index.html").get_text()


def test_case_rtl_english_date(build_site: BuildSite, cases: Path) -> None:
    put("rtl-english-date", cases)
    site = build_site(cases, **SETTINGS, DEFAULT_LANG="ar")
    assert site.failure == ""
    dates = [date for name in site.files if name.endswith(".html") for date in site.read(name).find_all("time")]
    assert len(dates) > 4
    assert {(str(date.get("lang")), str(date.get("dir"))) for date in dates} == {("en", "ltr")}
    assert site.read("posts/rtl/index.html").find("time").get_text() == "17 November 2026"  # type: ignore[union-attr]


def test_case_scheduled_with_problem(
    cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "CACHE_PATH", tmp_path / "cache")
    put("scheduled-with-problem", cases)
    assert command.check(str(cases)) == 0
    said = "wikilink to nothing: [[Nothing of the kind]]; write that note or take the brackets away"
    assert capsys.readouterr().err == f"note: content/posts/a.md:4: {said} [wikilink] (on its day)\n"
    # What would stop the build of that day fails today.
    (cases / "posts/a.md").write_text((cases / "posts/a.md").read_text("utf-8") + "\n[on](nothing.md)\n", "utf-8")
    assert command.check(str(cases)) == 1
    assert "content/posts/a.md:6: broken link: 'nothing.md' " in capsys.readouterr().err


def test_case_warm_warnings(
    cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "CACHE_PATH", tmp_path / "cache")
    put("warm-warnings", cases)

    def build(*, clean: bool = False) -> list[str]:
        assert command.build(str(cases), str(tmp_path / "site"), clean=clean) == 0
        printed = capsys.readouterr()
        lines = printed.err.splitlines()
        return [line for line in lines if line.startswith(("note: ", "warning: "))]

    first = build()
    assert len(first) == 1
    assert "Clay" in first[0]
    assert first[0].endswith("[glyph]")
    assert build() == first
    (cases / "extra").mkdir()
    (cases / "extra/tea.txt").write_text("Green.")
    assert build() == first
    (cases / "posts/2026-02-01-two.md").write_text("Title: Two\nCategory: Paper\n\nOther words.\n", "utf-8")
    assert build() == first
    assert build(clean=True) == first


# Files that are left out


BROKEN: dict[str, str | bytes] = {
    "posts/tea.md": "---\ntitle: Tea\n\nNever closed.\n",
    "posts/when.md": "Title: When\nDate: someday\n\nText.\n",
    "notes/bytes.md": b"Caf\xe9\n",
    "notes/other.md": "---\ntitle: Other\nurl: notes/cup/\n---\n\nAnother.\n",
    "categories/cups.md": b"\xff\xfe\x00",
    "notes/hidden.md": "Words.\n\n%%\nA comment that is never closed.\n\nSecret.\n",
}
GOOD: dict[str, str | bytes] = {
    "posts/cup.md": "Title: Cup\nDate: 2026-01-02\nCategory: Cups\n\nSee [[tea]] and [it](tea.md).\n",
    "notes/cup.md": "Title: Cup\n\nA cup.\n",
    "pages/about.md": "Title: About\n\nWho.\n",
    "images/cup.txt": "A cup.",
}


def test_nothing_that_is_left_out_gets_anywhere(build_site: BuildSite) -> None:
    site = build_site(GOOD | BROKEN, **SETTINGS, SITEURL="https://tea.example")
    assert site.failure == ""
    counts = assert_true_sum(site.printed, site.content)
    assert (counts["left out"], counts["entry"], counts["other file"]) == (6, 3, 1)
    # Its own page, and no other, speaks of it.
    pages = {"posts/tea": "never closed", "posts/when": "someday", "notes/bytes": "0xe9", "notes/other": "notes/cup.md"}
    for place, words in pages.items():
        assert words in site.read(f"{place}/index.html").get_text()
        assert 'name="robots" content="noindex"' in site.text(f"{place}/index.html")
    others = [name for name in site.files if name.rpartition("/")[0] not in pages and name.endswith((".html", ".xml"))]
    for name in others:
        for place in pages:
            assert f"/{place}/" not in site.text(name), (name, place)
    assert "Secret." not in "".join(site.text(name) for name in site.files if name.endswith(".html"))
    assert "A cup." in site.text("notes/cup/index.html")
    # Errors come last, right above the sum.
    lines = site.printed.splitlines()
    sorts = [line.partition(":")[0] for line in lines if line.startswith(("error:", "warning:", "note:"))]
    assert sorts == sorted(sorts, key=lambda sort: sort == "error")
    assert sorts.count("error") == 6


def test_the_good_are_built_as_without_the_bad(build_site: BuildSite) -> None:
    good: dict[str, str | bytes] = {**GOOD, "posts/cup.md": "Title: Cup\nDate: 2026-01-02\nCategory: Cups\n\nText.\n"}
    alone, among = build_site(good, **SETTINGS), build_site(good | BROKEN, **SETTINGS)
    assert {name: alone.text(name) for name in alone.files if name.endswith((".html", ".xml", ".json"))} == {
        name: among.text(name) for name in alone.files if name.endswith((".html", ".xml", ".json"))
    }
    assert set(among.files) - set(alone.files) == {
        "notes/bytes/index.html",
        "notes/hidden/index.html",
        "notes/other/index.html",
        "posts/tea/index.html",
        "posts/when/index.html",
    }


@pytest.mark.parametrize("fail_on", ["errors", "never"])
def test_no_page_of_what_is_left_out_is_public(build_site: BuildSite, fail_on: str) -> None:
    site = build_site(GOOD | BROKEN, public=True, **SETTINGS, FAIL_ON=fail_on)
    assert site.failed == (fail_on == "errors")
    assert [name for name in site.files if "when" in name or "bytes" in name] == []
    assert assert_true_sum(site.printed, site.content)["left out"] == 6


def test_another_theme_shows_what_is_wrong_too(build_site: BuildSite) -> None:
    site = build_site(GOOD | BROKEN, **SETTINGS, THEME="simple", PLUGINS=["plugins.kinds", "plugins.graph"])
    assert site.failure == ""
    page = site.text("posts/when/index.html")
    assert "impossible date &#x27;someday&#x27;" in page
    assert '<meta name="robots" content="noindex">' in page
    assert "posts/when" not in site.text("index.html") + site.text("archives/index.html")


def test_an_error_in_the_settings_ends_a_build_at_home(build_site: BuildSite) -> None:
    site = build_site({"posts/tea.md": POST.format("Tea")}, **SETTINGS, MARKDOWN_DIALECT="latin")
    assert "MARKDOWN_DIALECT" in site.printed
    assert site.failed
    assert site.files == ()


# What the files alone can tell


@pytest.mark.parametrize("count", [3000])
def test_a_clash_in_a_large_vault_is_told_before_the_first_picture(
    build_site: BuildSite, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    enriched: list[int] = []
    monkeypatch.setattr(image_hooks, "open_books", lambda *_args: enriched.append(1))
    notes = {
        f"notes/{number // 100}/note-{number}.md": f"See [[note {number + 1}]] and [[note {number * 7 % count}]].\n"
        for number in range(count)
    }
    notes["notes/a.md"] = notes["notes/b.md"] = "---\nslug: same\n---\n\nText.\n"
    site = build_site(notes, public=True, BUILD_DATE="2026-12-01", DATES_FROM_GIT=False)
    assert site.failure == (
        "1 problem to fix first, listed above; nothing was written, and links, pictures and cards were not looked at"
        " (`python3 tasks.py check` does)"
    )
    assert site.problems == (
        "notes/b.md:2: has the address of notes/a.md, 'notes/same/'; give it a 'Slug:' of its own",
    )
    assert (enriched, site.files) == ([], ())
    assert assert_true_sum(site.printed, site.content)["entry"] == count + 1


# Introductions of listings


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("posts/index.md", "---\ntitle: Journal\n---\n\nWords in front.\n"),
        ("posts/index.md", "Words in front.\n"),
        ("posts/_index.md", "---\ntitle: Journal\ndate: 2026-01-01\n---\n\nWords in front.\n"),
        ("posts/README.md", "# About\n\nWords in front.\n"),
        ("notes/_index.md", "Words in front.\n"),
        ("doodles/_index.md", "Words in front.\n"),
    ],
)
def test_the_file_that_stands_for_a_folder_introduces_its_listing(build_site: BuildSite, name: str, text: str) -> None:
    files = {
        "posts/tea.md": POST.format("Tea"),
        "notes/cup.md": f"See [the list](../{name}).\n",
        "doodles/pot.md": POST.format("Pot") + "\n![A pot](pot.png)",
    }
    site = build_site(files | {name: text}, **SETTINGS)
    folder = name.partition("/")[0]
    introduction = site.read(f"{folder}/index.html").find(class_="listing-introduction")
    assert introduction is not None
    assert "Words in front." in introduction.get_text()
    assert site.failure == ""
    assert of(site, name) == []
    assert assert_true_sum(site.printed, site.content)["introduction"] == 1
    link = site.read("notes/cup/index.html").find("a", string="the list")
    assert link is not None
    assert link["href"] == f"/{folder}/"


def test_a_dated_index_is_a_post_and_among_notes_a_note(build_site: BuildSite) -> None:
    files = {"posts/index.md": POST.format("Tea"), "notes/README.md": "Words.\n", "notes/index.md": "Words.\n"}
    site = build_site(files, **SETTINGS)
    assert {"posts/index/index.html", "notes/readme/index.html", "notes/index/index.html"} <= set(site.files)
    assert assert_true_sum(site.printed, site.content)["introduction"] == 0


def test_of_two_that_introduce_one_listing_one_is_named(build_site: BuildSite) -> None:
    files = {"posts/tea.md": POST.format("Tea"), "posts/index.md": "One.\n", "posts/_index.md": "Two.\n"}
    site = build_site(files, **SETTINGS)
    assert site.problems == ("posts/index.md:1: introduces the same as posts/_index.md; put both into one file",)
    assert "Two." in site.text("posts/index.html")


# Files of other programs


def test_a_text_file_that_an_entry_links_to_is_no_problem(build_site: BuildSite) -> None:
    files = {"notes/cup.md": "See [the log](log.txt).\n", "notes/log.txt": "A log.", "notes/more.txt": "More."}
    site = build_site(files, **SETTINGS)
    assert [problem.partition(":")[0] for problem in site.problems] == ["notes/more.txt"]
    counts = assert_true_sum(site.printed, site.content)
    assert (counts["other file"], counts["not read"]) == (1, 1)
    assert site.text("notes/log.txt") == "A log."


def test_what_is_no_file_is_in_the_sum_too(build_site: BuildSite, tmp_path: Path) -> None:
    content = tmp_path / "content"
    for folder in ("notes", "images"):
        (content / folder).mkdir(parents=True)
    (content / "notes" / "tea.md").write_text("Tea.")
    for name in ("notes/pipe.md", "images/pipe.png"):
        os.mkfifo(content / name)
    for name in ("notes/gone.md", "images/gone.png"):
        (content / name).symlink_to("nowhere")
    site = build_site(content, **SETTINGS)
    counts = assert_true_sum(site.printed, content)
    assert (counts["entry"], counts["left out"], counts["not read"], counts["found"]) == (1, 2, 2, 5)


# Names that are too long


def test_addresses_too_long_for_a_file_are_cut_and_lead_to_their_pages(build_site: BuildSite) -> None:
    long = "tea-" * 1500
    files = {
        "posts/a.md": f"---\ntitle: A\ndate: 2026-01-02\nslug: {long}\ntags: [{long}]\ncategory: {long}\n---\nText.\n",
        "posts/b.md": f"---\ntitle: B\ndate: 2026-01-02\nurl: {long}/\n---\nText.\n",
        "posts/c.md": f"---\ntitle: C\ndate: 2026-01-02\nurl: {'tea/' * 1500}\n---\nText.\n",
        "posts/d.md": f"---\ntitle: D\ndate: 2026-01-02\n---\n![x](/images/{long}.png) [x]({long}.md) [[{long}]]\n",
        f"notes/{'é' * 120}.md": "See [[A]], [[B]] and [[C]].\n",
    }
    site = build_site(files, **SETTINGS, SLUGIFY_USE_UNICODE=True)
    assert site.failure == ""
    assert max(len(part.encode()) for name in site.files for part in name.split("/")) <= 255
    (note,) = [name for name in site.files if name.startswith("notes/é")]
    links = [str(link["href"]) for link in site.read(note).select(".prose a")]
    assert len(links) == 3
    for link in links:
        assert (site.output / link.strip("/") / "index.html").is_file(), link
    assert [problem.partition(", so")[0] for problem in of(site, "posts/b.md", "posts/c.md")] == [
        f"posts/b.md:4: '{long[:40]}…' is too long for a file",
        f"posts/c.md:4: '{('tea/' * 1500)[:40]}…' is too long for a file",
    ]


# Words that name no language


def test_words_in_other_scripts_get_their_direction_and_where_letters_tell_it_their_language(
    build_site: BuildSite,
) -> None:
    files = {
        "notes/arabic.md": "---\ntitle: الكتابة بالقلم أولاً\n---\nهذه فقرة قصيرة عن الرسم والكتابة.\n",
        "notes/hebrew.md": "זוהי פסקה קצרה על ציור וכתיבה.\n",
        "notes/persian.md": "این یک نوشته کوتاه درباره چای و گل است.\n",
        "notes/urdu.md": "یہ چائے کے بارے میں ایک چھوٹا سا مضمون ہے۔\n",
        "notes/said.md": "---\nlang: ur\n---\nیہ چائے کے بارے میں ایک چھوٹا سا مضمون ہے۔\n",
        "notes/english.md": "The word for tea is שלום.\n",
    }
    site = build_site(files, **SETTINGS)
    found = {}
    for name in files:
        body = site.read(f"{name.removesuffix('.md')}/index.html").select_one(".prose.e-content")
        assert body is not None
        found[name.partition("/")[2].removesuffix(".md")] = (body.get("lang"), body.get("dir"))
    assert found == {
        "arabic": ("ar", "rtl"),
        "hebrew": ("he", "rtl"),
        "persian": ("fa", "rtl"),
        "urdu": (None, "rtl"),
        "said": ("ur", "rtl"),
        "english": (None, None),
    }
    assert "und-" not in site.text("notes/urdu/index.html")


# What waits for its day


def test_a_link_by_address_to_what_waits_is_as_one_by_name(build_site: BuildSite) -> None:
    files = {
        "posts/later.md": "Title: Later\nDate: 2027-01-02\n\nText.\n",
        "posts/draft.md": "Title: Draft\nDate: 2026-01-02\nStatus: draft\n\nText.\n",
        "posts/tea.md": "Title: Tea\nDate: 2026-01-02\n\nSee [[Later]], [it](/posts/later/), [it](../later/),"
        " [it](later.md), [one](/posts/draft/) and [nothing](/posts/none/).\n",
    }
    site = build_site(files, public=True, **SETTINGS, FAIL_ON="errors", SITEURL="https://tea.example")
    (problem,) = site.problems
    assert problem.startswith("posts/tea.md:4: broken link: '/posts/none/' leads to no entry")
    assert [link.get_text() for link in site.read("posts/tea/index.html").select(".prose a[href]")] == ["nothing"]
    at_home = build_site(files, **SETTINGS)
    links = [str(link["href"]) for link in at_home.read("posts/tea/index.html").select(".prose a")]
    assert links[:4] == ["/posts/later/"] * 4
