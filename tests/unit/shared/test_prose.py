from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.shared.prose import Wanted, find_prose
from plugins.shared.sentences import join_paragraphs
from plugins.shared.text_blocks import Block, Mark, Place, clean_words, read_html
from tests.rendering import MARKDOWN_SCRAPS, make_renderer

TEA = "Tea is a drink made of leaves and hot water."
LONG = "Tea is a drink made of leaves and hot water, as people have had it for a long time."


def prose(body: str, title: str = "") -> str:
    return join_paragraphs(find_prose(read_html(body), Wanted(title)))


class TestFindProse:
    @pytest.mark.parametrize(
        "aside",
        [
            pytest.param("<pre><code>tea()</code></pre>", id="code"),
            pytest.param('<div class="highlight"><pre>tea()</pre></div>', id="highlighted code"),
            pytest.param("<figure><img><figcaption>A cup of tea, full.</figcaption></figure>", id="caption"),
            pytest.param("<p><img alt='A cup'></p>", id="picture"),
            pytest.param("<p><em>A cup of tea, half full, in the sun.</em></p>", id="emphasized caption"),
            pytest.param("<p>NOTE: this is an old post, mind the gap.</p>", id="note"),
            pytest.param("<p>Update 2026-11-21: it is out of date.</p>", id="update"),
            pytest.param('<p class="disclosure">I was given this pot by its maker.</p>', id="marked disclosure"),
            pytest.param("<p>Photo by Anna on a Sunday afternoon.</p>", id="credit"),
            pytest.param("<p>Links to: <a href='x'>Bread</a>, <a href='y'>Jam and butter</a></p>", id="only links"),
            pytest.param("<p>https://example.org/tea http://example.org/jam</p>", id="bare addresses"),
            pytest.param("<p>Published: May</p>", id="label"),
            pytest.param("<p>ADDENDUM 3 July: I was wrong about all of it.</p>", id="addendum"),
            pytest.param("<p>🚨 <b>HEADS UP</b>: the pot is hot, very hot.</p>", id="heads up"),
            pytest.param("<p>注意：茶很烫，请小心喝，谢谢大家。</p>", id="note in Chinese"),
            pytest.param("<p>Part of my <a href='x'>Tea FAQ</a>.</p>", id="part of a series"),
            pytest.param("<p>This is a series about tea. Follow along!</p>", id="a series"),
            pytest.param("<p>Previously: how the pot was made, in clay.</p>", id="the way back"),
            pytest.param("<center>*A cup of [tea](https://tea.example/), full.*</center>", id="centred caption"),
            pytest.param("<p>B-17<br>\nTaste: good<br>\nColour: green<br>\nStars: ★★</p>", id="form"),
            pytest.param("<p>The leaves:</p><ul><li>green</li></ul>", id="lead to a list"),
            pytest.param("<blockquote><p>Tea is what I drink when I read.</p></blockquote>", id="quote"),
            pytest.param('<div class="admonition note"><p>Mind the hot pot, it is hot.</p></div>', id="admonition"),
            pytest.param("<details><summary>More</summary><p>It is green or it is black.</p></details>", id="details"),
            pytest.param("<table><tr><td>Green tea is a kind of tea.</td></tr></table>", id="table"),
            pytest.param("<h2>All about tea<a class='headerlink' href='#t'>#</a></h2>", id="heading"),
            pytest.param('<div class="footnote"><ol><li>Green tea is a tea.</li></ol></div>', id="footnote"),
            pytest.param('<div class="toc"><ul><li>All about tea</li></ul></div>', id="table of contents"),
            pytest.param('<div class="arithmatex">\\[x^2 + y\\]</div>', id="formula"),
            pytest.param(
                '<p><span class="formula-display" role="group" tabindex="0" aria-label="Formula">'
                '<math class="formula" alttext="x" display="block"><mi>x</mi></math></span></p>',
                id="drawn formula",
            ),
            pytest.param(
                '<figure class="diagram"><div class="diagram-scroll"><img src="x.svg" alt="Green"></div>'
                "<details><summary>Source</summary><pre><code>A</code></pre></details></figure>",
                id="diagram",
            ),
            pytest.param("<p>{% notebook tea.ipynb cells[2:] %}</p>", id="Liquid tag"),
            pytest.param("<p>Status:: seed\nTags:: #tea #hot</p>", id="fields of a vault"),
            pytest.param("<p>#tea #hot/very</p>", id="tags"),
            pytest.param("<script>tea();</script><style>p { }</style>", id="script and style"),
            pytest.param("<!-- tea <p>not this</p> -->", id="comment"),
            pytest.param("<![endif]--><?tea?><!DOCTYPE html>", id="declarations"),
        ],
    )
    def test_what_is_no_prose_is_left_out(self, aside: str) -> None:
        assert prose(f"{aside}<p>{TEA}</p>{aside}") == TEA

    @pytest.mark.parametrize(
        ("body", "text"),
        [
            pytest.param(f"<p>{TEA}</p><p>It is hot.</p>", f"{TEA} It is hot.", id="paragraphs"),
            pytest.param(f"<div>{TEA}</div>", TEA, id="no paragraph at all"),
            pytest.param(f"<p>{TEA}<p>It is hot.", f"{TEA} It is hot.", id="never closed"),
            pytest.param(
                "<p>Tea <b>is</b> <a href='x'>hot</a> &amp; <code>wet</code>.</p>", "Tea is hot & wet.", id="inline"
            ),
            pytest.param("<p>Tea is hot,<br>and so am I.</p>", "Tea is hot, and so am I.", id="line break"),
            pytest.param("<p>10<sup>6</sup> cups of H<sub>2</sub>O.</p>", "10⁶ cups of H₂O.", id="raised and lowered"),
            pytest.param("<p>The 1<sup>st</sup> cup of the day.</p>", "The 1st cup of the day.", id="raised letters"),
            pytest.param(
                '<p>Tea.<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup> It is hot.</p>',
                "Tea. It is hot.",
                id="footnote mark",
            ),
            pytest.param(
                "<p>Tea[^tea] and {{ cake }} and [[Jam|jam]] are here.</p>", "Tea and and jam are here.", id="leftovers"
            ),
            pytest.param(
                "<p>Write <code>[^1]</code>, <code>{% x %}</code> here.</p>", "Write [^1], {% x %} here.", id="in code"
            ),
            pytest.param(
                "<p>I had it. ![A cup](cup.png) ![[cup.png]]It is hot.</p>", "I had it. It is hot.", id="left pictures"
            ),
            pytest.param(f"<p>{TEA}\n    brew --hot 2\n    pour tea</p>", TEA, id="command below a sentence"),
            pytest.param(f"<p>{TEA} To boil it:\n\t./boil</p>", TEA, id="command below what leads to it"),
            pytest.param(f"<p>It is\n    so hot.\n    {TEA}</p>", f"It is so hot. {TEA}", id="words set in"),
            pytest.param("<p>Tea is what I drink. #tea #hot</p>", "Tea is what I drink.", id="last tags"),
            pytest.param(
                "<p>This #recipe is for two, as in C#.</p>", "This #recipe is for two, as in C#.", id="tag in a line"
            ),
            pytest.param("<p>Tea is what I drink. ^a1b2</p>", "Tea is what I drink.", id="block name"),
            pytest.param(
                "<p>これはお茶です。\nとても美味しい。</p>",
                "これはお茶です。とても美味しい。",
                id="lines without spaces",
            ),
            pytest.param(
                "<p>Il est parti\u202f!\u00a0Oui, il l’est.</p>",
                "Il est parti\u202f!\u00a0Oui, il l’est.",
                id="fixed spaces",
            ),
            pytest.param(
                '<p>Let <span class="arithmatex">\\(n + 1\\)</span> be the cups.</p>',
                "Let n + 1 be the cups.",
                id="formula",
            ),
            pytest.param(
                '<p>Let <math class="formula" alttext="n + 1"><mi>n</mi><mo>+</mo><mn>1</mn></math> be the cups.</p>',
                "Let n + 1 be the cups.",
                id="drawn formula",
            ),
            pytest.param(
                '<p>It is hot. So <svg class="formula formula-drawn" role="img" aria-label="\\rule{1}{2}"><path/></svg>'
                " is cold. I wait.</p>",
                "It is hot. I wait.",
                id="drawn formula that cannot be said",
            ),
            pytest.param(
                '<p>It is hot. So <span class="arithmatex">\\(\\sum_{i=1}^n i\\)</span> is cold. I wait.</p>',
                "It is hot. I wait.",
                id="formula that cannot be said",
            ),
            pytest.param(f"<p>{TEA} As in:</p><pre>tea()</pre>", TEA, id="last sentence leads to code"),
            pytest.param(f"<p>To boil it, run</p><pre>tea()</pre><p>{TEA}</p>", TEA, id="open sentence leads to code"),
            pytest.param(f"<p>{TEA} To boil it, run</p><pre>tea()</pre>", TEA, id="open end of a paragraph"),
            pytest.param(
                f"<p>{TEA}</p><p>It is hot, and so am I today :)</p>",
                f"{TEA} It is hot, and so am I today :)",
                id="a smile is an end",
            ),
            pytest.param("<p>Tea is hot</p><p>And so am I</p>", "Tea is hot And so am I", id="nothing ends"),
            pytest.param(
                "<p>To pour a cup, it goes like this:</p><pre>tea()</pre><p>This pours a cup of hot tea for you.</p>",
                "To pour a cup, it goes like this. This pours a cup of hot tea for you.",
                id="what is pointed at stays",
            ),
            pytest.param(
                "<p>要给自己倒一杯很烫很香的绿茶的话，请看下面的代码：</p><pre>tea()</pre><p>上面的代码给你倒一杯热茶。</p>",
                "要给自己倒一杯很烫很香的绿茶的话，请看下面的代码。上面的代码给你倒一杯热茶。",
                id="what is pointed at, in Chinese",
            ),
            pytest.param(f"<p>{LONG}</p><h2>Hot</h2><p>It is hot.</p>", LONG, id="enough above a heading"),
            pytest.param(
                f"<p>Hello, hello!</p><h2>Tea</h2><p>{TEA}</p>", f"Hello, hello! {TEA}", id="too little above a heading"
            ),
            pytest.param(f"<p>{LONG}</p><hr><p>It is hot.</p>", LONG, id="enough above a line"),
            pytest.param(
                f"<p>This is a series about tea.</p><p>Get it on paper, too.</p><hr><p>{TEA}</p>",
                TEA,
                id="preamble above a line",
            ),
            pytest.param(
                "<p>What a week.</p><ul><li>Green tea</li><li>Black tea</li></ul>",
                "What a week. Green tea, Black tea",
                id="too little without its list",
            ),
            pytest.param(
                "<ul><li>Green tea</li></ul><p>See you!</p>", "Green tea, See you!", id="too little behind its list"
            ),
            pytest.param(
                "<p>Take [the pot](https://tea.example/pot), it is hot.</p>", "Take the pot, it is hot.", id="link"
            ),
            pytest.param(
                f"<p>Here is all there is to say of tea today</p><p>{TEA}</p>",
                f"Here is all there is to say of tea today {TEA}",
                id="a first sentence that lacks its stop",
            ),
            pytest.param(f"<p>Here is all that can be said of the</p><p>{TEA}</p>", TEA, id="one that breaks off"),
            pytest.param(f"<p>Pour some water into the pot</p><pre>pour()</pre><p>{TEA}</p>", TEA, id="one above code"),
            pytest.param(
                f"<p>Ann asks:</p><blockquote><p>Hot?</p></blockquote><p>Yes! Well. {TEA}</p>",
                TEA,
                id="what only exclaims at a quote",
            ),
            pytest.param(
                f"<p>I was asked.</p><blockquote><p>Hot?</p></blockquote><p>Yes! {TEA}</p>",
                f"I was asked. Yes! {TEA}",
                id="a quote that is not the first thing",
            ),
            pytest.param(
                "<blockquote><p>Hot?</p></blockquote><p>Yes, it is!</p>", "Yes, it is!", id="no more than that"
            ),
            pytest.param("<p>مرحبا بالعالم، هذا شاي ساخن.</p>", "مرحبا بالعالم، هذا شاي ساخن.", id="right to left"),
        ],
    )
    def test_prose_is_said_in_plain_words(self, body: str, text: str) -> None:
        assert prose(body) == text

    @pytest.mark.parametrize(
        ("body", "text"),
        [
            pytest.param("<ul><li>green</li><li>black</li></ul>", "green, black", id="list"),
            pytest.param("<ul><li>It is hot.</li><li>It is</li></ul>", "It is hot. It is", id="list of sentences"),
            pytest.param(
                "<p>There are two:</p><ol><li>green</li><li>black</li></ol>",
                "There are two: green, black",
                id="lead and list",
            ),
            pytest.param("<p>Keywords to explore:</p><pre>tea</pre>", "", id="lead and nothing"),
            pytest.param("<blockquote><p>Tea is all.</p></blockquote>", "“Tea is all.”", id="quote"),
            pytest.param(
                '<div class="admonition"><p class="admonition-title">Note</p><p>It is hot.</p></div>',
                "It is hot.",
                id="callout without its title",
            ),
            pytest.param("<h2>Green</h2><h2>Black</h2>", "Green, Black", id="headings"),
            pytest.param("<table><tr><th>Tea</th><th>Hot</th></tr></table>", "Tea, Hot", id="table"),
            pytest.param("<p>Tea</p>", "", id="label"),
            pytest.param("<p>Tea!</p>", "Tea!", id="a word that is a sentence"),
            pytest.param("<p>Hot tea</p>", "Hot tea", id="two words"),
            pytest.param("<p>NOTE: this is as good as empty.</p>", "NOTE: this is as good as empty.", id="note"),
            pytest.param("<p><a href='x'>Bread and butter</a></p>", "Bread and butter", id="link"),
            pytest.param("<p>https://www.example.org/tea</p>", "", id="bare address"),
            pytest.param("<p>See <span class='arithmatex'>\\(\\int x\\)</span></p>", "", id="formula"),
            pytest.param(
                "<p>Links:</p><p><a href='x'>Yesterday</a></p><h2>Plan</h2><ul><li>Drink tea</li></ul>",
                "Drink tea",
                id="list below a label",
            ),
            pytest.param("<pre>tea</pre>", "", id="code"),
            pytest.param("", "", id="nothing"),
        ],
    )  # fmt: skip
    def test_where_there_is_no_prose_the_rest_has_to_do(self, body: str, text: str) -> None:
        assert prose(body) == text

    def test_a_first_paragraph_does_not_repeat_the_title(self) -> None:
        assert prose(f"<p>All about tea!</p><p>{TEA}</p>", "All about Tea") == TEA

    def test_what_is_left_out_does_not_count_as_enough(self) -> None:
        long = "it was all very different, as I found out later on. " * 9
        assert prose(f"<p>Update: {long}</p><p>{long} So:</p><p>{TEA}</p>").endswith(TEA)

    def test_no_more_is_gathered_than_is_needed(self) -> None:
        assert len(read_html(f"<p>{TEA}</p>" * 100, 100)) < 10

    @settings(max_examples=150, deadline=None)
    @given(MARKDOWN_SCRAPS)
    def test_any_rendered_text_gives_words_on_one_line(self, text: str) -> None:
        for paragraph in find_prose(make_renderer().render(text, with_blocks=True).blocks, Wanted()):
            assert paragraph == paragraph.strip() != ""
            assert "\n" not in paragraph

    @given(st.text(st.sampled_from("<>/p!-[]&;'\" aé茶=?{}%")))
    def test_any_html_is_taken(self, body: str) -> None:
        find_prose(read_html(body), Wanted())


def test_blocks_are_in_order_and_know_their_place() -> None:
    body = f"<h2>Tea</h2><p>{TEA}</p><ul><li>green<ul><li>young</li></ul></li></ul><hr><p><em>So far.</em></p>"
    assert read_html(body) == [
        Block(Place.HEADING, "Tea"),
        Block(Place.PROSE, TEA),
        Block(Place.ITEM, "green", depth=1, is_first=True),
        Block(Place.ITEM, "young", depth=2, is_first=True),
        Block(Place.PROSE, "", mark=Mark.LINE),
        Block(Place.PROSE, "So far.", is_remark=True),
    ]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Tea (mood:: good) is here", "Tea is here"),
        ("std::vector is here", "std::vector is here"),
        ("[!note] Tea is here", "Tea is here"),
        ("Tea is here ¶", "Tea is here"),
        ("Due:: today\nTea is here", "Tea is here"),
    ],
)
def test_marks_of_other_programs_are_taken_off(text: str, clean: str) -> None:
    assert clean_words(text) == clean
