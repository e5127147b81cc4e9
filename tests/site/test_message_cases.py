"""Entries whose messages were once wrong, each as it is right now, from the files of their authors.

They lie beside the project, in `../shared/cases`; where they do not, these tests are skipped.
All are read at once, one file each, so that Pelican starts once.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from plugins.shared.bridge import Build, read_build
from plugins.shared.entry import Entry
from plugins.social.kit import Kit, make_kit
from plugins.social.posts import PostRules

PROJECT = Path(__file__).resolve().parents[2]
CASES = Path(os.environ.get("CASES_PATH") or PROJECT.parent / "shared" / "cases").resolve()
ROOT = "https://tea.example"
# The file of each case, under the kind it is of, so that one build reads all.
FILES: Mapping[str, str] = {
    "notes/nested-tags.md": "social/nested-tags/notes/Microfacets.md",
    "posts/bare-link.md": "social/bare-link/posts/a.md",
    "posts/shelf-hashtags.md": "social/shelf-hashtags/posts/a.md",
    "posts/thread-by-mail.md": "social/thread-by-mail/posts/a.md",
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


def texts_of(build: Build, case: str) -> dict[str, list[str]]:
    return {name: [post.text for post in posts] for name, posts in kit_of(build, case).posts.items()}


def test_entry_without_a_message_is_told_by_title_link_and_hashtags(build: Build) -> None:
    texts = texts_of(build, "bare-link")
    link = f"{ROOT}/posts/bare-link/"
    words = "A lid keeps the heat in, and the tea is done a minute sooner than without it."
    for name in ("mastodon", "bluesky"):
        assert texts[name] == [f"Why lids matter\n\n{link}\n\n#tea"]
    for name in ("whatsapp", "telegram"):
        assert texts[name] == [f"Why lids matter\n\n{link}"]
    # X shows no words of the card.
    assert texts["x"] == [f"Why lids matter\n\n{words}\n\n{link}\n\n#tea"]


def test_share_links_of_the_page_say_what_the_kit_says(build: Build) -> None:
    texts = texts_of(build, "bare-link")
    social = find(build, "bare-link").social
    assert social is not None
    links = {link.network: link.url for link in social.share_links}
    for name in ("mastodon", "bluesky", "whatsapp"):
        address = urlsplit(links[name])
        assert parse_qs(address.query or address.fragment)["text"] == texts[name]


def test_hashtags_are_the_last_parts_of_nested_tags(build: Build) -> None:
    [text] = texts_of(build, "nested-tags")["mastodon"]
    assert text.endswith("\n\n#Microfacet #SpacedRepetition")


def test_no_category_that_says_nothing_is_a_hashtag(build: Build) -> None:
    assert all("#" not in text for texts in texts_of(build, "shelf-hashtags").values() for text in texts)


def test_thread_is_one_text_where_there_are_no_threads(build: Build) -> None:
    texts = texts_of(build, "thread-by-mail")
    parts = ["My grandmother was right about lids.", "And here is the graph."]
    for name in ("email", "pinterest", "whatsapp", "telegram", "linkedin", "facebook"):
        [text] = texts[name]
        assert text.startswith("\n\n".join(parts)), name
    for name in ("x", "mastodon", "bluesky", "threads"):
        first, second = texts[name]
        assert (first.startswith(parts[0]), second) == (True, parts[1]), name


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
