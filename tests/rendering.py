"""Markdown as the project sets it, for tests that load no Pelican."""

from __future__ import annotations

from hypothesis import strategies as st

from plugins.markdown.commonmark import CommonMarkRenderer
from plugins.markdown.dialect import MarkdownOptions

# Pieces of Markdown and what goes wrong in it, told apart by bars of their own.
SCRAPS = (
    "# ¦> ¦- ¦1. ¦    ¦\n¦\n\n¦\t¦```¦~~~¦`¦*¦**¦[¦](¦)¦![¦[^1]¦[^1]: ¦<!-- more -->¦<b¦>¦<div>¦</div>¦<![if¦<?¦&¦\\"
    "¦$¦$$¦| a | b |\n| - | - |\n¦!!! note\n    ¦> [!note] ¦??? a\n¦/// caption\n¦///¦[TOC]¦{#id}¦{: .c }¦==¦~~"
    "¦tea¦ת¦茶¦🫖¦\x00¦\x02¦\ufeff¦%%¦[[¦]]¦{%¦%}¦---\n¦: ¦\"¦'"
).split("¦")
MARKDOWN_SCRAPS = st.lists(st.sampled_from(SCRAPS), max_size=30).map("".join)


def make_renderer() -> CommonMarkRenderer:
    return CommonMarkRenderer(MarkdownOptions())
