"""What other programs understand and no page here shows is named with its line."""

from __future__ import annotations

import pytest

from plugins.markdown.commonmark import CommonMarkRenderer
from plugins.markdown.dialect import MarkdownOptions

YOUTUBE = "https://www.youtube.com/watch?v=a"
TEXT = "it is shown as text, write"
BREAK = "is left out: an entry is one page; take it out, or write a heading"
FILM = f"'{YOUTUBE}' is the page of a film and no picture; write the address without '![…]()'"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a\n\n<!--nextpage-->\n\nb", 3, f"'<!--nextpage-->' {BREAK}"),
        ("a\nb <!-- nextpage -->", 2, f"'<!-- nextpage -->' {BREAK}"),
        (f"a\n\n[youtube {YOUTUBE}]", 3, f"unknown shortcode '[youtube {YOUTUBE}]'; {TEXT} the address alone instead"),
        (f"a\n[youtube={YOUTUBE}]", 2, f"unknown shortcode '[youtube={YOUTUBE}]'; {TEXT} the address alone instead"),
        ('> [!note] Box\n> [gallery ids="1"]', 2, f"unknown shortcode '[gallery ids=\"1\"]'; {TEXT} Markdown instead"),
        ("- [embed]http://a.example/b[/embed]", 1, f"unknown shortcode '[embed]'; {TEXT} Markdown instead"),
        ("# [gallery]", 1, f"unknown shortcode '[gallery]'; {TEXT} Markdown instead"),
        ("| a |\n|---|\n| [audio src=a.mp3] |", 3, f"unknown shortcode '[audio src=a.mp3]'; {TEXT} Markdown instead"),
        (f"a\n![film]({YOUTUBE})", 2, FILM),
    ],
)
def test_it_is_named(text: str, line: int, message: str) -> None:
    problems = CommonMarkRenderer(MarkdownOptions()).render(text).problems
    assert [(one.line, one.message) for one in problems] == [(line, message)]


@pytest.mark.parametrize(
    "text",
    [
        "see the [video] or [youtube]",
        "[video](https://www.youtube.com/watch?v=a)",
        "[gallery] of cups",
        "`[youtube https://www.youtube.com/watch?v=a]`",
        "    [caption id=1]a[/caption]",
        "```\n<!--nextpage-->\n[gallery ids=1]\n```",
        "\\[gallery ids=1]",
        "`<!--nextpage-->`",
        "![a cup](https://img.youtube.com/vi/a/0.jpg)",
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert CommonMarkRenderer(MarkdownOptions()).render(text).problems == ()
