"""Texts of vaults, rendered with the project's own settings for Markdown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.shared.markup import Renderer
from plugins.shared.vaults import outside_code, prepare_vault_text
from tests.rendering import make_renderer

CASES = (Path(__file__).parent / "cases" / "vaults.txt").read_text("utf-8")
SCRAPS = st.lists(
    st.sampled_from(
        [
            *("# ", "> ", "- ", "1. ", "    ", "  ", "\t", "\n", "\n\n", "```", "~~~", "`", "*", "**", "[", "](", ")"),
            *(
                "[^1]: ",
                "<!-- more -->",
                "<b",
                ">",
                "</div>",
                "<div>",
                "<pre>",
                "&",
                "\\",
                "$",
                "$$",
                "|",
                "| - | - |\n",
            ),
            *("!!! note\n    ", "> [!note] ", ">> ", "---\n", "==", "tea", "茶", "#", "{", "}", "http://a.example/b_c"),
        ]
    ),
    max_size=30,
).map("".join)


def read_cases() -> list[tuple[str, str, str]]:
    """Name, text and HTML of every case."""
    found = re.findall(r"^\[([^\n]+)\]\n(.*?)\n=>\n(.*?)\n(?=\n\[|\Z)", CASES, re.MULTILINE | re.DOTALL)
    return [(name, text, html) for name, text, html in found]


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return make_renderer()


@pytest.mark.parametrize(("text", "html"), [case[1:] for case in read_cases()], ids=[case[0] for case in read_cases()])
def test_a_vault_is_read_as_its_author_means_it(renderer: Renderer, text: str, html: str) -> None:
    assert renderer.render(prepare_vault_text(text)).html.replace("/>", ">") == html.replace("/>", ">")


@given(SCRAPS)
def test_any_text_keeps_its_words(text: str) -> None:
    prepared = prepare_vault_text(text)
    assert [prepared.count(word) for word in ("tea", "茶")] == [text.count(word) for word in ("tea", "茶")]


@pytest.mark.parametrize(
    ("text", "prepared"),
    [
        ("[tea](https://a.b/c)", "[tea](https://a.b/c)"),
        ("[tea](https://a.b/c) https://d.e.", "[tea](https://a.b/c) <https://d.e>."),
        ("[[tea]](https://a.b/c)", "[[tea]](<https://a.b/c>)"),
        ("[tea](https://a.b/c", "[tea](<https://a.b/c>"),
    ],
)
def test_an_address_is_linked_unless_a_link_leads_to_it(text: str, prepared: str) -> None:
    assert prepare_vault_text(text) == prepared


@pytest.mark.parametrize(
    ("text", "prepared"),
    [
        ("> tea\n\nhot", "> tea\n\nhot"),
        ("- tea\n\nhot\n\n- pot", "- tea\n\nhot\n\n- pot"),
        ("tea\n\nhot\npot", "tea\n\nhot  \npot"),
        ("tea\n- pot", "tea\n\n- pot"),
    ],
)
def test_a_paragraph_of_one_line_ends_where_it_does(text: str, prepared: str) -> None:
    assert prepare_vault_text(text) == prepared


@settings(max_examples=150, deadline=None)
@given(SCRAPS)
def test_any_text_is_rendered(renderer: Renderer, text: str) -> None:
    renderer.render(prepare_vault_text(text))


@pytest.mark.parametrize("sign", [">", "- ", "1. ", "- > ", "> - ", "> [!note] "])
def test_deep_nesting_is_no_crash(renderer: Renderer, sign: str) -> None:
    assert renderer.render(prepare_vault_text(sign * 300 + "tea")).html


class TestOutsideCode:
    @pytest.mark.parametrize(
        ("text", "changed"),
        [
            pytest.param("tea", "TEA", id="no code"),
            pytest.param("tea\n```\ncode\n```\ntea", "TEA\n```\ncode\n```\nTEA", id="fence"),
            pytest.param("~~~~ py\na\n~~~\na\n~~~~\ntea", "~~~~ py\na\n~~~\na\n~~~~\nTEA", id="longer fence"),
            pytest.param("> ```\n> code\n> ```\ntea", "> ```\n> code\n> ```\nTEA", id="in a quote"),
            pytest.param("```\nnever closed", "```\nnever closed", id="never closed"),
            pytest.param("```tea```\ntea", "```TEA```\nTEA", id="code in a line"),
        ],
    )
    def test_only_prose_is_changed(self, text: str, changed: str) -> None:
        assert outside_code(text, str.upper) == changed

    @given(SCRAPS)
    def test_nothing_is_lost(self, text: str) -> None:
        assert outside_code(text, lambda prose: prose) == text
