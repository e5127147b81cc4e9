from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings

from plugins.shared.entry import Heading
from plugins.shared.markup import (
    BEGIN_MARKER,
    MORE_MARKER,
    Renderer,
    count_minutes,
    plain_text,
    plain_title,
    take_first_heading,
)
from tests.rendering import MARKDOWN_SCRAPS, make_renderer


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return make_renderer()


class TestRenderer:
    def test_headings_go_down_where_the_author_used_the_first_level(self, renderer: Renderer) -> None:
        rendered = renderer.render("# Tea\n\n## Green\n\n###### Deep")
        assert rendered.headings == (Heading(2, "tea", "Tea"), Heading(3, "green", "Green"), Heading(6, "deep", "Deep"))
        assert re.findall(r"<h\d", rendered.html) == ["<h2", "<h3", "<h6"]

    def test_other_headings_stay_where_they_are(self, renderer: Renderer) -> None:
        assert renderer.render("## Tea").headings == (Heading(2, "tea", "Tea"),)

    def test_words_of_a_heading_are_text(self, renderer: Renderer) -> None:
        heading = renderer.render('## "Salt" & `<b>` *tea*').headings[0]
        assert heading.title == "“Salt” & <b> tea"

    def test_one_body_leaves_nothing_behind_for_the_next(self, renderer: Renderer) -> None:
        renderer.render("# Tea\n\n[^1]\n\n[^1]: Leaves\n\n*[HTML]: a language")
        rendered = renderer.render("HTML")
        assert (rendered.html, rendered.headings) == ("<p>HTML</p>", ())

    @pytest.mark.parametrize(
        ("text", "body"),
        [
            pytest.param(
                '![A cup](cup.png "Full")',
                '<figure><img alt="A cup" src="cup.png"><figcaption>Full</figcaption>\n</figure>',
                id="a picture with a title",
            ),
            pytest.param(
                '[![A cup](cup.png "Full")](big.png)',
                '<figure><a href="big.png"><img alt="A cup" src="cup.png"></a><figcaption>Full</figcaption>\n</figure>',
                id="within a link",
            ),
            pytest.param(
                '![A](a.png "One") and', '<p><img alt="A" src="a.png" title="One"> and</p>', id="not beside words"
            ),
            pytest.param("![A](a.png)", '<p><img alt="A" src="a.png"></p>', id="not without a title"),
        ],
    )
    def test_a_lone_picture_with_a_title_is_a_figure(self, renderer: Renderer, text: str, body: str) -> None:
        assert renderer.render(text).html == body

    @pytest.mark.parametrize(
        ("text", "tags"),
        [
            pytest.param("Tea\n```js\na\n```\nJam", ["p", "div", "p"], id="between lines"),
            pytest.param("> Tea\n> ```\n> a\n> ```", ["blockquote", "p", "div"], id="in a quote"),
            pytest.param("- Tea\n    ```\n    a\n    ```\n- Jam", ["ul", "li", "div", "li"], id="in a list"),
            pytest.param(
                "- Tea\n    ```\n    a\n    ```\n\n- Jam", ["ul", "li", "p", "div", "li", "p"], id="in a wide list"
            ),
            pytest.param("```js {1,3} /tea/\na\n```", ["div"], id="unknown words behind the language"),
        ],
    )
    def test_code_stands_apart_from_words(self, renderer: Renderer, text: str, tags: list[str]) -> None:
        assert re.findall(r"<(p|div|blockquote|ul|li)\b", renderer.render(text).html) == tags

    @pytest.mark.parametrize(
        ("text", "body"),
        [
            pytest.param("Tea\n{% cup hot.png %}", "<p>Tea\n{% cup hot.png %}</p>", id="at the end"),
            pytest.param("**Tea**{% a *b* c %}", "<p><strong>Tea</strong>{% a *b* c %}</p>", id="behind words"),
            pytest.param('{{ "tea" }}', "<p>{{ &quot;tea&quot; }}</p>", id="value"),
            pytest.param("`{% tea %}`", "<p><code>{% tea %}</code></p>", id="in code"),
            pytest.param("*Tea*{: .hot }", '<p><em class="hot">Tea</em></p>', id="attributes stay attributes"),
        ],
    )
    def test_tags_of_other_programs_are_shown(self, renderer: Renderer, text: str, body: str) -> None:
        assert renderer.render(text).html == body

    @pytest.mark.parametrize(
        ("text", "body"),
        [
            pytest.param('<iframe src="a/" />', '<iframe src="a/"></iframe>', id="frame"),
            pytest.param('<a name="x"/>Tea', '<p><a name="x"></a>Tea</p>', id="anchor"),
            pytest.param("Tea<br/>Jam<hr />", "<p>Tea<br/>Jam<hr /></p>", id="without content"),
            pytest.param('<img alt="/>" src="a.png"/>', '<p><img alt="/>" src="a.png"/></p>', id="image"),
            pytest.param("`<div/>`", "<p><code>&lt;div/&gt;</code></p>", id="code"),
        ],
    )
    def test_an_element_that_can_hold_something_is_closed(self, renderer: Renderer, text: str, body: str) -> None:
        assert renderer.render(text).html == body

    @pytest.mark.parametrize(
        ("text", "body"),
        [
            ("It costs $5-$10 or $1.50 / $2.", "<p>It costs $5-$10 or $1.50 / $2.</p>"),
            ("It is $x$.", '<p>It is <math class="formula" alttext="x"><mi>x</mi></math>.</p>'),
            ("`$5-$10`", "<p><code>$5-$10</code></p>"),
        ],
        ids=["prices", "formula", "code"],
    )
    def test_prices_are_no_formulas(self, renderer: Renderer, text: str, body: str) -> None:
        assert renderer.render(text).html == body

    @pytest.mark.parametrize(
        ("text", "part"),
        [
            ('!!! note "Mind"\n    Hot.', '<div class="admonition note">\n<p class="admonition-title">Mind</p>'),
            ("> [!note] Mind\n> Hot.", '<p class="admonition-title">Mind</p>'),
            ('??? tip "More"\n    Hot.', '<details class="tip">\n<summary>More</summary>'),
            ("Hot.[^1]\n\n[^1]: Very.", '<a class="footnote-ref" href="#fn:1">1</a>'),
            ("| a | b |\n|---|---|\n| 1 | 2 |", "<td>1</td>"),
            ("- [ ] pot\n- [x] cup", '<input type="checkbox" disabled checked aria-label="Done"/>'),
            ("    tea", '<pre tabindex="0"><span></span><code>tea'),
            ("```python\nprint(1)\n```", '<div class="highlight">'),
            ("    :::python\n    print(1)", '<div class="highlight">'),
            ("Tea\n:   Leaves", "<dd>Leaves</dd>"),
            ("==hot==", "<mark>hot</mark>"),
            ('"Tea" -- it\'s...', "<p>“Tea” – it’s…</p>"),
            ("## Tea", '<a class="headerlink" href="#tea"'),
            ("[TOC]\n\n## Tea", '<div class="toc">'),
            ("a\n\n<!-- more -->\n\nb", "<!-- more -->"),
            ("a <!--more--> b", "<!--more-->"),
        ],
    )
    def test_what_the_manual_shows_is_set(self, renderer: Renderer, text: str, part: str) -> None:
        assert part in html.unescape(renderer.render(text).html)

    @settings(max_examples=150, deadline=None)
    @given(MARKDOWN_SCRAPS)
    def test_any_text_is_rendered_without_a_first_heading(self, renderer: Renderer, text: str) -> None:
        assert "<h1>" not in renderer.render(text).html

    @pytest.mark.parametrize("sign", [">", "- ", "* ", "[", "![", "**", "<div>", "(", "`", "> - "])
    def test_deep_nesting_is_no_crash(self, renderer: Renderer, sign: str) -> None:
        assert "tea" in renderer.render(sign * 300 + "tea").html


class TestTakeFirstHeading:
    @pytest.mark.parametrize(
        ("text", "words", "rest"),
        [
            pytest.param("# Tea\nHot.", "Tea", "Hot.", id="hash"),
            pytest.param("\n\n# Tea #\n\nHot.", "Tea", "\nHot.", id="closed, after empty lines"),
            pytest.param("Tea\n===\nHot.", "Tea", "Hot.", id="underlined"),
            pytest.param("# C#", "C", "", id="closing hash"),
            pytest.param("## Tea", "", "## Tea", id="second level"),
            pytest.param("#tea", "", "#tea", id="tag"),
            pytest.param("Hot.\n\n# Tea", "", "Hot.\n\n# Tea", id="later"),
            pytest.param("- Tea\n===", "", "- Tea\n===", id="no paragraph"),
            pytest.param("", "", "", id="nothing"),
        ],
    )
    def test_heading_is_taken(self, text: str, words: str, rest: str) -> None:
        assert take_first_heading(text) == (words, rest)


class TestMarkers:
    @pytest.mark.parametrize(
        ("marker", "words"),
        [
            ("<!-- more -->", ""),
            ("<!--more-->", ""),
            ("<!-- MORE -->", ""),
            ("<!--more Pour me a cup-->", "Pour me a cup"),
            ("<!-- more: tea > coffee -->", "tea > coffee"),
            ("<!--\nmore\n-->", ""),
            ("<!-- PELICAN_END_SUMMARY -->", ""),
        ],
    )
    def test_more_is_spelled_in_many_ways(self, marker: str, words: str) -> None:
        match = MORE_MARKER.fullmatch(marker)
        assert match
        assert (match["words"] or "").strip(" :\n") == words

    @pytest.mark.parametrize("text", ["<!-- moreover -->", "<!-- no more -->", "<!-- more", "more"])
    def test_other_comments_are_none(self, text: str) -> None:
        assert not MORE_MARKER.search(text)

    def test_a_marker_ends_with_its_comment(self) -> None:
        match = MORE_MARKER.search("<!--more--> tea <!-- x -->")
        assert match
        assert match[0] == "<!--more-->"

    def test_a_summary_may_have_a_beginning(self) -> None:
        assert BEGIN_MARKER.search("tea <!-- PELICAN_BEGIN_SUMMARY --> jam")


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>Tea &amp; <em>jam</em></p>", "Tea & jam"),
        ("<p>Tea</p><p>Jam</p>", "Tea Jam"),
        ("Tea<br>Jam", "Tea Jam"),
        ("<b>T</b>ea<sup>2</sup>", "Tea2"),
        ('<img alt="a > b"> Tea', "Tea"),
        ("<!-- <b> -->Tea", "Tea"),
        ("1 &lt; 2 &gt; 0", "1 < 2 > 0"),
        ("1 < 2", "1 < 2"),
        ("", ""),
    ],
)
def test_plain_text_keeps_words_apart(fragment: str, text: str) -> None:
    assert plain_text(fragment) == text


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("The <em>best</em> <code>tea</code>", "The best tea"),
        ('<span class="x">Tea</span><br>time', "Tea time"),
        ("What <script> does", "What <script> does"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("vector<int> & 1 < 2 > 0", "vector<int> & 1 < 2 > 0"),
        ("Salt &amp; pepper &lt;b&gt;", "Salt & pepper <b>"),
        ("“Tea” 'n' \"jam\" 🫖 *not emphasis*", "“Tea” 'n' \"jam\" 🫖 *not emphasis*"),
        ("שלום <b>עולם</b>", "שלום עולם"),
        ("  Tea \t time ", "Tea time"),
    ],
)
def test_a_title_loses_its_formatting_and_no_words(title: str, words: str) -> None:
    assert plain_title(title) == words


@pytest.mark.parametrize(
    ("body", "minutes"),
    [("", 1), ("<p>tea</p>", 1), (f"<p>{'tea ' * 1100}</p>", 5), (f"<p>{'茶' * 1350}</p>", 3)],
    ids=["nothing", "a word", "words", "signs"],
)
def test_minutes_are_counted_by_words_or_signs(body: str, minutes: int) -> None:
    assert count_minutes(body) == minutes
