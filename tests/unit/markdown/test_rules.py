"""Every case beside a rule: the whole dialect reads its text as it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it.utils import read_fixture_file

from plugins.markdown import rules
from plugins.markdown.commonmark import CommonMarkRenderer
from plugins.markdown.dialect import EXTENSIONS, MarkdownOptions
from plugins.shared.markup import Renderer

CASE_FILES = sorted(Path(rules.__file__).parent.glob("*.txt"))
CASES = [
    pytest.param(text.rstrip("\n"), html.strip(), id=f"{path.stem}: {title}")
    for path in CASE_FILES
    for _line, title, text, html in read_fixture_file(path)
]


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return CommonMarkRenderer(MarkdownOptions())


@pytest.mark.parametrize(("text", "html"), CASES)
def test_a_text_is_read_as_its_case_says(renderer: Renderer, text: str, html: str) -> None:
    assert renderer.render(text).html.strip() == html


def test_every_rule_has_cases() -> None:
    names = {path.stem for path in Path(rules.__file__).parent.glob("*.py")} - {"__init__"}
    assert {path.stem for path in CASE_FILES} == names


def test_every_rule_is_an_extension_that_can_be_left_out() -> None:
    assert set(rules.RULES) <= set(EXTENSIONS)
