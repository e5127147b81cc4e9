"""Entries whose messages were once wrong, each as it is right now, from the files of their authors.

They lie beside the project, in `../shared/cases`; where they do not, these tests are skipped.
All are read at once, one file each, so that Pelican starts once.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from plugins.shared.bridge import Build, read_build
from plugins.shared.entry import Entry
from plugins.social.kit import Kit, make_kit
from plugins.social.posts import Post, PostRules

PROJECT = Path(__file__).resolve().parents[2]
CASES = Path(os.environ.get("CASES_PATH") or PROJECT.parent / "shared" / "cases").resolve()
ROOT = "https://tea.example"
# The file of each case, under the kind it is of, so that one build reads all.
FILES: Mapping[str, str] = {
    "posts/hindi-length.md": "hindi-length/posts/2026-01-01-chai.md",
    "posts/og-locale-a.md": "social/og-locale/posts/a.md",
    "posts/og-locale-b.md": "social/og-locale/posts/b.md",
    "posts/smarty-dashes.md": "social/smarty-dashes/posts/a.md",
    "posts/x-count-cjk.md": "social/x-count-cjk/posts/a.md",
}

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases, ../shared/cases, are not here")


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    content = tmp_path_factory.mktemp("cases") / "content"
    for name, case in FILES.items():
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (CASES / case).read_text("utf-8")
        # The date of a file may be in its name.
        is_dated = "date:" in text.casefold() or not name.startswith("posts/")
        path.with_name(path.name if is_dated else f"2026-03-01-{path.name}").write_text(text, "utf-8")
    return read_build(PROJECT / "publishconf.py", content, without=("plugins.images",), SITEURL=ROOT)


def find(build: Build, case: str) -> Entry:
    [entry] = (entry for entry in build.entries if case in entry.source)
    return entry


def kit_of(build: Build, case: str) -> Kit:
    entry = find(build, case)
    return make_kit(entry, f"{ROOT}/{entry.url}", PostRules())


def posts_of(build: Build, case: str) -> Iterator[Post]:
    for posts in kit_of(build, case).posts.values():
        yield from posts


def test_conjuncts_of_hindi_are_one_character(build: Build) -> None:
    [post] = kit_of(build, "hindi-length").posts["bluesky"]
    [field] = post.fields
    # 60 words of three, 59 spaces, an empty line, and an address of 39.
    assert (field.length, field.limit, field.excess) == (60 * 3 + 59 + 2 + 39, 300, 0)


def test_address_beside_chinese_letters_weighs_23(build: Build) -> None:
    [post] = kit_of(build, "x-count-cjk").posts["x"]
    [field] = post.fields
    message = 2 * 2 + 23 + 3 * 2
    assert post.parts[0] == ("message", "请看example.com的文章")
    # And a title of one sign, an address, and an empty line before each.
    assert field.length == message + 2 + 2 + 2 + 23


def test_two_hyphens_before_a_quotation_mark_stay(build: Build) -> None:
    assert find(build, "smarty-dashes").excerpt == "Write “subject--” in the chat, and the count of it falls by one."


def test_locale_has_a_country_and_what_is_no_code_is_told(build: Build) -> None:
    locales = [
        [meta.content for meta in entry.social.meta if meta.name == "og:locale"]
        for entry in (find(build, "og-locale-a"), find(build, "og-locale-b"))
        if entry.social
    ]
    assert locales == [["it_IT"], ["en_US"]]
    assert find(build, "og-locale-b").lang == "en"
    told = [str(problem) for problem in build.problems if "og-locale" in problem.source]
    assert told == [
        "posts/og-locale-b.md:3: language 'Korean, English' is no code of a language; write one, as in 'ko'",
    ]
