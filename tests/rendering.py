"""Markdown as the project sets it, for tests that load no Pelican."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from markdown.extensions import Extension

from plugins.markdown.python_markdown import PythonMarkdownRenderer

# Pieces of Markdown and what goes wrong in it, told apart by bars of their own.
SCRAPS = (
    "# ¦> ¦- ¦1. ¦    ¦\n¦\n\n¦\t¦```¦~~~¦`¦*¦**¦[¦](¦)¦![¦[^1]¦[^1]: ¦<!-- more -->¦<b¦>¦<div>¦</div>¦<![if¦<?¦&¦\\"
    "¦$¦$$¦| a | b |\n| - | - |\n¦!!! note\n    ¦> [!note] ¦??? a\n¦/// caption\n¦///¦[TOC]¦{#id}¦{: .c }¦==¦~~"
    "¦tea¦ת¦茶¦🫖¦\x00¦\x02¦\ufeff¦%%¦[[¦]]¦{%¦%}¦---\n¦: ¦\"¦'"
).split("¦")
MARKDOWN_SCRAPS = st.lists(st.sampled_from(SCRAPS), max_size=30).map("".join)

SETTINGS = Path(__file__).resolve().parents[1] / "pelicanconf.py"


def markdown_options() -> dict[str, Any]:
    """The value of `MARKDOWN` in pelicanconf.py, which is a literal, read without running the file."""
    for statement in ast.parse(SETTINGS.read_text("utf-8")).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "MARKDOWN":
            options: dict[str, Any] = ast.literal_eval(statement.value)
            return options
    raise LookupError("no MARKDOWN in pelicanconf.py")


def make_renderer(*extensions: Extension) -> PythonMarkdownRenderer:
    return PythonMarkdownRenderer(markdown_options(), extensions)
