from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.shared.entry import Kind
from plugins.shared.urls import (
    AddressError,
    check_save_as,
    expand_pattern,
    make_folder,
    quote_url,
    runs_script,
    save_as_of,
    shorten_path,
    slugify,
    slugify_name,
    url_of,
)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:",
        " \x01 javascript:x",
        "java\nscr\tipt\r:x",
        "vbscript:x",
        "data:text/html,<b>x",
        "DATA:Text/HTML;base64,eA==",
        "data:text/html ;charset=utf-8,x",
        "data:application/xhtml+xml,x",
    ],
)
def test_an_address_that_runs_a_script_is_known_as_browsers_read_it(address: str) -> None:
    assert runs_script(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript.md",
        "/javascript:x",
        "./javascript:x",
        "java script:x",
        "https://a.example/javascript:x",
        "#javascript:",
        "data:image/png;base64,eA==",
        "data:text/htmlx,x",
        "mailto:javascript@tea.example",
        "",
    ],
)
def test_other_addresses_run_none(address: str) -> None:
    assert not runs_script(address)


@pytest.mark.parametrize("use_unicode", [False, True])
@pytest.mark.parametrize("name", ["❤", "❤\ufe0f", "❤\ufe0e"])
def test_a_name_is_one_however_its_emoji_is_drawn(name: str, *, use_unicode: bool) -> None:
    assert slugify_name(f"{name} tea", use_unicode=use_unicode) == "tea"
    assert slugify_name(name, use_unicode=use_unicode) == "heavy-black-heart"


class TestSlugify:
    @pytest.mark.parametrize(
        ("words", "slug"),
        [
            ("Green Tea", "green-tea"),
            ("  Tea,  for — two!  ", "tea-for-two"),
            ("It's tea; it’s late", "its-tea-its-late"),
            ("C", "c"),
            ("C++", "c-plus-plus"),
            ("C#", "c-sharp"),
            ("#metoo and issue #12", "metoo-and-issue-12"),
            ("Q&A: 100% @home", "q-and-a-100-percent-at-home"),
            ("Żółw, Ærø, Straße", "zolw-aero-strasse"),
            ("Чай", "chai"),
            ("日本語", "ri-ben-yu"),
            ("🚀 Launch", "launch"),
            ("🚀", "rocket"),
            ("ﬁne", "fine"),
            ("a_b/c\\d", "a-b-c-d"),
            ("", ""),
            (" \t\n", ""),
            ("\udcff", ""),
        ],
    )
    def test_words_become_plain_letters(self, words: str, slug: str) -> None:
        assert slugify(words) == slug

    @pytest.mark.parametrize(
        ("words", "slug"),
        [("Żółw", "żółw"), ("日本 語", "日本-語"), ("हिन्दी चाय", "हिन्दी-चाय"), ("שלום", "שלום"), ("🚀", "rocket")],
    )
    def test_letters_of_other_scripts_may_stay(self, words: str, slug: str) -> None:
        assert slugify(words, use_unicode=True) == slug

    def test_a_long_slug_ends_with_a_word(self) -> None:
        assert slugify("tea " * 30) == "-".join(["tea"] * 20)

    def test_a_long_word_is_cut(self) -> None:
        assert slugify("a" * 100) == "a" * 80

    @given(st.text())
    def test_any_words_give_a_slug_of_letters_digits_and_hyphens(self, words: str) -> None:
        slug = slugify(words)
        assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug)
        assert len(slug) <= 80
        assert slugify(slug) == slug


@pytest.mark.parametrize(
    ("source", "kind", "folder"),
    [
        ("posts/tea.md", Kind.POST, ""),
        ("posts/2026/Green Tea/tea.md", Kind.POST, "2026/green-tea/"),
        ("Posts/2026/tea.md", Kind.POST, "2026/"),
        ("garden/notes/old/tea.md", Kind.NOTE, "garden/old/"),
        ("posts/posts/tea.md", Kind.POST, "posts/"),
        ("posts/2026/tea.md", Kind.ROCKET, "2026/"),
        ("garden/posts/tea.md", Kind.ROCKET, "garden/posts/"),
        ("tea.md", Kind.PAGE, ""),
        ("👩‍🌾 Tips/tea.md", Kind.NOTE, "tips/"),
    ],
)
def test_folders_stand_in_the_address(source: str, kind: Kind, folder: str) -> None:
    assert make_folder(source, kind) == folder


class TestExpandPattern:
    def test_fields_are_filled_in(self) -> None:
        assert expand_pattern("posts/{folder}{slug}/", {"folder": "2026/", "slug": "tea"}) == "posts/2026/tea/"

    @pytest.mark.parametrize("pattern", ["{slag}/", "{0}/", "{slug.x}/", "{slug:%Y}/", "{slug"])
    def test_a_pattern_that_asks_for_more_is_named(self, pattern: str) -> None:
        message = re.escape(f"the setting '{pattern}' cannot be filled in; write an address with {{slug}}")
        with pytest.raises(AddressError, match=message):
            expand_pattern(pattern, {"slug": "tea"})


@pytest.mark.parametrize(
    ("url", "save_as"),
    [
        ("", "index.html"),
        ("posts/tea/", "posts/tea/index.html"),
        ("tea.html", "tea.html"),
        ("tea.html#top?x", "tea.html"),
        ("tea/?a=b#c", "tea/index.html"),
        ("green%20tea/", "green tea/index.html"),
    ],
)
def test_an_address_is_served_from_a_file(url: str, save_as: str) -> None:
    assert save_as_of(url) == save_as


@pytest.mark.parametrize(
    ("save_as", "url"),
    [
        ("index.html", ""),
        ("posts/tea/index.html", "posts/tea/"),
        ("tea.html", "tea.html"),
        ("green tea/100%.html", "green%20tea/100%25.html"),
        ("why?/#1.html", "why%3F/%231.html"),
        ("日本/café.html", "日本/café.html"),
    ],
)
def test_a_file_answers_at_an_address(save_as: str, url: str) -> None:
    assert url_of(save_as) == url


@given(st.text(min_size=1).filter(lambda path: not path.endswith("/")))
def test_file_and_address_lead_to_each_other(path: str) -> None:
    assert save_as_of(url_of(path)) == path


def test_an_address_keeps_what_is_already_quoted() -> None:
    assert quote_url('green tea/100%25/"x"?a=b#c') == "green%20tea/100%25/%22x%22?a=b#c"


class TestCheckSaveAs:
    @pytest.mark.parametrize(
        ("written", "clean"),
        [
            ("tea.html", "tea.html"),
            ("/tea/index.html", "tea/index.html"),
            ("tea/", "tea/index.html"),
            ("/", "index.html"),
            ("a/../tea.html", "tea.html"),
            ("./tea.html", "tea.html"),
            ("notes\\tea.html", "notes/tea.html"),
            ("..tea/index.html", "..tea/index.html"),
        ],
    )
    def test_a_path_below_the_output_is_made_clean(self, written: str, clean: str) -> None:
        assert check_save_as(written) == clean

    @pytest.mark.parametrize(
        "written",
        ["../tea.html", "a/../../tea.html", "..", "..\\..\\tea.html", "C:\\tea.html", "c:/tea.html", "/../x", "a\0b"],
    )
    def test_a_path_that_leaves_the_output_is_refused(self, written: str) -> None:
        with pytest.raises(AddressError, match="leaves the output folder; write a path below it, such as"):
            check_save_as(written)

    def test_a_name_no_file_system_takes_is_cut_and_told_apart(self) -> None:
        name, other = "é" * 200 + ".html", "é" * 201 + ".html"
        assert shorten_path(f"a/{name}") == f"a/{'é' * 120}-12f63bd3.html"
        assert len(shorten_path(name).encode()) <= 255
        assert shorten_path(name) != shorten_path(other)
        assert shorten_path("a" * 255) == "a" * 255

    def test_a_path_no_file_system_takes_is_cut_and_told_apart(self) -> None:
        path = "abcdefghi/" * 600
        short = shorten_path(f"{path}index.html")
        assert short.startswith("abcdefghi/abcdefghi/")
        assert short.endswith("/index.html")
        assert len(short) <= 300
        assert short != shorten_path(f"{path}x/index.html")

    def test_a_slug_of_long_letters_leaves_room_for_what_stands_around_it(self) -> None:
        slug = slugify("𠀋" * 80, use_unicode=True)
        assert len(slug.encode()) <= 200
        assert slug != slugify("𠀋" * 79 + "𡃁", use_unicode=True)

    @given(st.text(st.sampled_from("ab./\\: ~")))
    def test_whatever_passes_stays_below_the_output(self, written: str) -> None:
        try:
            path = check_save_as(written)
        except AddressError:
            return
        assert not path.startswith("/")
        assert ".." not in path.split("/")
        assert check_save_as(path) == path
