"""What is reported about a text, with its line."""

from __future__ import annotations

import pytest

from plugins.markdown.commonmark import CommonMarkRenderer
from plugins.markdown.dialect import EXTENSIONS, MarkdownOptions

LIQUID = "it is shown as text, write Markdown instead"
RAW = "it is shown as text, take it out: braces are shown here without it"
CODE = "it is shown as text, write the code between two lines of three back ticks instead"
IN_HTML = "within HTML is shown as it is written; put it on a line of its own, below an empty one"
BEHIND = "write '$$' behind it, in the same list or quote"
PICTURE = "![what it shows](/a/b.png)"


def report(text: str) -> list[tuple[int, str]]:
    renderer = CommonMarkRenderer(MarkdownOptions())
    return [(problem.line, problem.message) for problem in renderer.render(text, first_line=5).problems]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a\n\nb {% include c.html %}", 7, f"unknown Liquid tag '{{% include c.html %}}'; {LIQUID}"),
        (
            "{% img left /a/b.png 300 %}",
            5,
            f"unknown Liquid tag '{{% img left /a/b.png 300 %}}'; {LIQUID.replace('Markdown', PICTURE)}",
        ),
        ("a\n\n> $$\n> x\n\ny\n$$ b", 7, f"'$$' opens a formula and nothing closes it; {BEHIND}"),
        ("- a\n- > {{ site.title }}", 6, f"unknown Liquid tag '{{{{ site.title }}}}'; {LIQUID}"),
        ("{{< a\nb >}}", 5, f"unknown shortcode '{{{{< a … >}}}}'; {LIQUID}"),
        ("a\nb {{% c\n%}} d", 6, f"unknown shortcode '{{{{% c … %}}}}'; {LIQUID}"),
        (
            '{{< figure src="/a/b.png" >}}',
            5,
            f"unknown shortcode '{{{{< figure src=\"/a/b.png\" >}}}}'; {LIQUID.replace('Markdown', PICTURE)}",
        ),
        ("a {% raw %}b", 5, f"unknown Liquid tag '{{% raw %}}'; {RAW}"),
        ("a\n{%- endverbatim -%}", 6, f"unknown Liquid tag '{{%- endverbatim -%}}'; {RAW}"),
        ("- {% include_code a.py %}", 5, f"unknown Liquid tag '{{% include_code a.py %}}'; {CODE}"),
        ("> {{< /highlight >}}", 5, f"unknown shortcode '{{{{< /highlight >}}}}'; {CODE}"),
        ("a\n\n<div>\n<!-- [b](c.md) -->\n[d](e.md) [f](g.md)\n</div>", 9, f"'[d](e.md)' {IN_HTML}"),
        ("- <span>\n  ![a](b.png)\n  </span>", 6, f"'![a](b.png)' {IN_HTML}"),
        ("> <td>a [b](#c)</td>", 5, f"'[b](#c)' {IN_HTML}"),
        ("> [!note]\n> <p>\n> [a](/b)</p>", 7, f"'[a](/b)' {IN_HTML}"),
        ("[a]({{b}}/c)", 5, f"unknown Liquid tag '{{{{b}}}}'; {LIQUID}"),
        ("![a {{ b }}](c.png)", 5, f"unknown Liquid tag '{{{{ b }}}}'; {LIQUID}"),
        ("<div>\n\n<p>\n{% a %}</p>", 8, f"unknown Liquid tag '{{% a %}}'; {LIQUID}"),
        ('a\n<a href="{{ b }}">c</a>', 6, f"unknown Liquid tag '{{{{ b }}}}'; {LIQUID}"),
        ("| a |\n|---|\n| {% b %} |", 7, f"unknown Liquid tag '{{% b %}}'; {LIQUID}"),
    ],
)
def test_a_tag_of_another_program_is_reported_once(text: str, line: int, message: str) -> None:
    assert report(text) == [(line, message)]


@pytest.mark.parametrize(
    "text",
    [
        "`{% a %}`",
        "    {{ a }}",
        "```\n{{< a >}}\n```",
        "<pre>{% a %}</pre>",
        "a <code>{{ b }}</code>",
        "<!-- {{ a }} -->",
        "a <!-- {{ b }} --> c",
        "%% {{ a }} %%",
        "\\{{ a }}",
        "{{}} {%%} {{ a",
        "<script>\nx = {{ a }}\n</script>",
        "$x_{{a}}$",
    ],
)
def test_what_no_page_runs_is_not_reported(text: str) -> None:
    assert report(text) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("[a](b c.md)", "b c.md"),
        ('![a](my pic.png "title")', "my pic.png"),
        ("[a]({static}/pdfs/PHP (1) b.pdf)", "{static}/pdfs/PHP (1) b.pdf"),
        ("[a](../my notes/tea)", "../my notes/tea"),
        ("[a](my note.md#a heading)", "my note.md#a heading"),
        ("- > **[a](b c.md)**", "b c.md"),
        ("[a]: b c.md", "b c.md"),
        ("[a]: ../my notes/tea 'title'", "../my notes/tea"),
    ],
)
def test_an_address_with_spaces_is_reported(text: str, address: str) -> None:
    assert report(f"x\n\n{text}") == [(7, f"address '{address}' has spaces, so this is no link; write '<{address}>'")]


@pytest.mark.parametrize(
    "text",
    [
        "[a](<b c.md>)",
        "`[a](b c.md)`",
        "[a](see above)",
        "[a] (b c.md)",
        "f[x](and so on.)",
        "[a](b.md 'c d')",
        "](b c.md)",
        "[a]: <b c.md>\n\n[a]",
        "[a]: and so on",
        "see [a]: b c.md",
        "[^a]: b c.md\n\n[^a]",
    ],
)
def test_what_is_no_such_address_is_not_reported(text: str) -> None:
    assert report(text) == []


def test_html_that_an_empty_line_made_code_of_is_reported() -> None:
    message = "HTML is shown as code from here; take the empty line above it out, or its indentation"
    assert report("<div>\n  <b>\n\n    <i>a</i>\n\n  </b>\n</div>") == [(8, message)]
    assert report("<div>\n\n    a\n\n</div>") == []


def test_an_element_for_markdown_without_its_end_is_reported() -> None:
    assert report('a\n\n<div markdown="1">\nb') == [
        (7, "'<div markdown=\"1\">' has no closing tag; write '</div>' where its content ends")
    ]


def test_tags_are_told_in_order_and_once() -> None:
    renderer = CommonMarkRenderer(MarkdownOptions())
    text = "#b and #a\n\n- #b/c `#d` ![#e](f) %% #g %% [#h](i)"
    assert renderer.render(text).tags == ("b", "a", "b/c")


def test_without_its_extension_a_more_marker_is_a_comment() -> None:
    renderer = CommonMarkRenderer(MarkdownOptions(frozenset(EXTENSIONS) - {"more"}))
    assert renderer.render("a\n\n<!-- more -->\n\nb").html == "<p>a</p>\n<p>b</p>"
