from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

import pytest
from hypothesis import given, reject, settings

from plugins.excerpts.excerpt import Lengths, add_excerpt, list_titles, make_summary
from plugins.shared.entry import Entry, Kind
from tests import entries
from tests.rendering import MARKDOWN_SCRAPS, make_renderer

RENDERER = make_renderer()
TEA = "Tea is a drink made of leaves and hot water."
MORE = "It is drunk hot, or cold, by people all over the world, from cups, glasses and bowls."


def excerpt(
    text: str, metadata: Mapping[str, str] | None = None, *, kind: Kind = Kind.POST, lengths: Lengths | None = None
) -> Entry:
    """An entry with the body *text*, in Markdown, after its excerpt was added."""
    rendered = RENDERER.render(text, with_blocks=True)
    entry = entries.make_entry("All about tea", kind=kind, html=rendered.html, metadata=metadata or {})
    return add_excerpt(entry, RENDERER, lengths, rendered.blocks)


class TestOrder:
    def test_an_explicit_excerpt_counts_most(self) -> None:
        entry = excerpt(f"{TEA}\n\n<!-- more -->\n\n{MORE}", {"excerpt": "All of *tea*."})
        assert (entry.excerpt, entry.summary_html) == ("All of tea.", "<p>All of <em>tea</em>.</p>")
        assert entry.description == "All of tea."

    def test_of_several_each_has_its_own_place(self) -> None:
        fields = {"excerpt": "All of *tea*.", "summary": "In *listings*.", "description": "In *searches*."}
        entry = excerpt(f"{TEA}\n\n<!-- more -->\n\n{MORE}", fields)
        assert entry.excerpt == "All of tea."
        assert entry.summary_html == "<p>In <em>listings</em>.</p>"
        assert entry.description == "In searches."

    def test_then_the_summary(self) -> None:
        assert excerpt(TEA, {"summary": "All of tea.", "description": "D."}).excerpt == "All of tea."

    def test_a_description_is_the_excerpt_where_there_is_no_other(self) -> None:
        entry = excerpt(TEA, {"description": "All of *tea*."})
        assert (entry.excerpt, entry.description) == ("All of tea.", "All of tea.")

    def test_then_what_stands_before_the_marker(self) -> None:
        entry = excerpt(f"**Tea** is hot, and good for everybody.\n\n<!-- more -->\n\n{MORE}")
        assert entry.excerpt == "Tea is hot, and good for everybody."
        assert entry.summary_html == "<p><strong>Tea</strong> is hot, and good for everybody.</p>"
        # A search result has room for more.
        assert entry.description == f"Tea is hot, and good for everybody. {MORE}"

    def test_a_word_before_the_marker_is_no_description(self) -> None:
        entry = excerpt(f"Hmm.\n\n<!-- more -->\n\n{MORE}")
        assert (entry.excerpt, entry.description) == ("Hmm.", f"Hmm. {MORE}")
        written = excerpt(f"Hmm.\n\n<!-- more -->\n\n{MORE}", {"excerpt": "Tea!"})
        assert written.description == "Tea!"

    def test_then_the_first_sentences(self) -> None:
        entry = excerpt(f"{TEA} {MORE}", lengths=Lengths(excerpt=100, description=30))
        assert (entry.excerpt, entry.summary_html) == (TEA, f"<p>{TEA}</p>")
        assert entry.description == "Tea is a drink made of leaves…"

    def test_a_blank_field_says_nothing(self) -> None:
        assert excerpt(TEA, {"excerpt": "  ", "summary": "\n"}).excerpt == TEA


class TestMarker:
    @pytest.mark.parametrize(
        ("text", "summary", "body"),
        [
            pytest.param("Tea.\n\n<!-- more -->\n\nHot.", "<p>Tea.</p>", "<p>Tea.</p>\n<p>Hot.</p>", id="own line"),
            pytest.param("Tea <!--more--> is hot.", "<p>Tea </p>", "<p>Tea  is hot.</p>", id="in a paragraph"),
            pytest.param("Tea.\n<!--more-->\nHot.", "<p>Tea.</p>", "<p>Tea.</p>\n<p>Hot.</p>", id="between two lines"),
            pytest.param(
                "- Tea <!-- more -->\n- Hot",
                "<ul>\n<li>Tea </li></ul>",
                "<ul>\n<li>Tea </li>\n<li>Hot</li>\n</ul>",
                id="in a list",
            ),
            pytest.param(
                "> Tea.\n>\n> <!-- more -->\n>\n> Hot.",
                "<blockquote>\n<p>Tea.</p>\n</blockquote>",
                "<blockquote>\n<p>Tea.</p>\n<p>Hot.</p>\n</blockquote>",
                id="in a quote",
            ),
            pytest.param(
                "*Tea <!-- more --> is* hot.",
                "<p><em>Tea </em></p>",
                "<p><em>Tea  is</em> hot.</p>",
                id="in emphasis",
            ),
            pytest.param(
                "Tea.\n\n<!-- PELICAN_END_SUMMARY -->\n\nHot.",
                "<p>Tea.</p>",
                "<p>Tea.</p>\n<p>Hot.</p>",
                id="Pelican's",
            ),
            pytest.param(
                "Old.\n\n<!-- PELICAN_BEGIN_SUMMARY -->\n\nTea.\n\n<!-- PELICAN_END_SUMMARY -->\n\nHot.",
                "<p>Tea.</p>",
                "<p>Old.</p>\n<p>Tea.</p>\n<p>Hot.</p>",
                id="Pelican's, with a beginning",
            ),
        ],
    )
    def test_it_leaves_no_trace_and_opens_no_element(self, text: str, summary: str, body: str) -> None:
        entry = excerpt(text)
        assert (entry.summary_html, re.sub(r"\n+", "\n", entry.html)) == (summary, body)

    @pytest.mark.parametrize(
        ("marker", "label"),
        [
            ("<!-- more -->", ""),
            ("<!--more Pour me a cup-->", "Pour me a cup"),
            ("<!-- more: Tea &amp; “jam” > coffee -->", "Tea & “jam” > coffee"),
            ("<!-- MORE   עוד  תה -->", "עוד תה"),
            ("<!-- PELICAN_END_SUMMARY -->", ""),
        ],
    )
    def test_it_may_have_words_of_its_own(self, marker: str, label: str) -> None:
        assert excerpt(f"{TEA}\n\n{marker}\n\n{MORE}").more_label == label

    def test_only_the_first_one_cuts_and_all_go(self) -> None:
        entry = excerpt(f"{TEA}\n\n<!-- more -->\n\n{MORE}\n\n<!-- more again -->\n\nEnd.")
        assert (entry.excerpt, entry.more_label) == (TEA, "")
        assert "<!--" not in entry.html

    def test_in_code_it_is_none(self) -> None:
        entry = excerpt(f"{TEA} Write `<!-- more -->`.\n\n    <!-- more -->\n\n{MORE}")
        assert entry.excerpt == f"{TEA} Write <!-- more -->. {MORE}"
        assert entry.html.count("&lt;!-- more --&gt;") == 2

    def test_at_the_very_top_it_says_nothing(self) -> None:
        assert excerpt(f"<!-- more -->\n\n{TEA}").excerpt == TEA

    def test_a_beginning_alone_skips_what_stands_above(self) -> None:
        assert excerpt(f"{MORE}\n\n<!-- PELICAN_BEGIN_SUMMARY -->\n\n{TEA}").excerpt == TEA


class TestSummary:
    @pytest.mark.parametrize(
        ("fragment", "summary"),
        [
            ('<h2 id="tea">Tea<a class="headerlink" href="#tea" title="x">#</a></h2>', "<h2>Tea</h2>"),
            ('<p>Tea<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>.</p>', "<p>Tea.</p>"),
            ('<div class="toc"><a href="#tea">Tea</a></div><p>Hot.</p>', "<p>Hot.</p>"),
            ('<p>In <a href="#t">tea</a>, <a href="/j">jam</a>.</p>', '<p>In tea, <a href="/j">jam</a>.</p>'),
            ("<p>Tea &amp; <b>jam", "<p>Tea &amp; <b>jam</b></p>"),
            ("<p></p><p>Tea</p>", "<p>Tea</p>"),
            ("<p>Tea</p><![endif] x", "<p>Tea</p>&lt;![endif] x"),
            ("<script>tea()</script>", ""),
        ],
        ids=["permalink", "footnote", "contents", "anchors", "open", "empty", "declaration", "script"],
    )  # fmt: skip
    def test_nothing_in_it_leads_into_the_page(self, fragment: str, summary: str) -> None:
        assert make_summary(fragment) == summary

    def test_a_wikilink_waits_to_be_resolved(self) -> None:
        summary = excerpt("See [[Jam|the jam]].\n\n<!-- more -->\n\nHot.").summary_html
        assert summary == '<p>See <a class="wikilink" href="wikilink:Jam">the jam</a>.</p>'

    def test_signs_of_html_are_escaped_once(self) -> None:
        entry = excerpt("Is `<tea>` & jam < 3? It is what I like to ask.")
        assert entry.excerpt == "Is <tea> & jam < 3? It is what I like to ask."
        assert entry.summary_html == "<p>Is &lt;tea&gt; &amp; jam &lt; 3? It is what I like to ask.</p>"


class TestWithoutWords:
    @pytest.mark.parametrize(
        ("text", "metadata", "said"),
        [
            ("![A cup of tea](cup.png)", {}, "A cup of tea."),
            ("![A cup of tea](cup.png)", {"alt": "A <b>full</b> cup"}, "A full cup."),
            ("", {"video_title": "How to pour"}, "How to pour."),
            ("![](cup.png)", {}, ""),
            ("```\npour(tea)\n\n# hot\n```", {}, ""),
            ("```\n#!/bin/sh\n\n# Pours <tea> into a cup\npour(tea)\n```", {}, "Pours <tea> into a cup."),
            ("```js\n/* Pours tea into a cup. */\npour(tea)\n```", {}, "Pours tea into a cup."),
            ("", {}, ""),
        ],
    )
    def test_pictures_say_what_they_show(self, text: str, metadata: dict[str, str], said: str) -> None:
        entry = excerpt(text, metadata, kind=Kind.DOODLE)
        assert (entry.excerpt, entry.description) == (said, said)
        assert entry.summary_html == (f"<p>{escape(said)}</p>" if said else "")

    def test_a_picture_before_the_marker_leaves_the_word_to_the_text(self) -> None:
        entry = excerpt(f"![](cup.png)\n\n<!-- more -->\n\n{TEA}")
        assert (entry.excerpt, entry.description) == (TEA, TEA)
        assert entry.summary_html == '<p><img alt="" src="cup.png"></p>'


@pytest.mark.parametrize(
    ("text", "kind", "metadata", "said"),
    [
        pytest.param("Tea is hot", Kind.POST, {}, "Tea is hot.", id="found"),
        pytest.param("Tea is hot\n\nVery hot", Kind.POST, {}, "Tea is hot. Very hot.", id="each paragraph"),
        pytest.param("Tea is a", Kind.POST, {}, "Tea is a…", id="broken off"),
        pytest.param(
            "Tea is told of at https://www.tea.example/all-there-is-to-say-of-it.html",
            Kind.POST,
            {},
            "Tea is told of at tea.example.",
            id="long address",
        ),
        pytest.param("- green\n- black", Kind.POST, {}, "green, black.", id="list"),
        pytest.param("Tea is hot\n\n<!-- more -->\n\nYes.", Kind.POST, {}, "Tea is hot.", id="before the marker"),
        pytest.param("Tea is hot", Kind.ROCKET, {}, "Tea is hot", id="a rocket is as it was said"),
        pytest.param(TEA, Kind.POST, {"excerpt": "Tea is hot"}, "Tea is hot", id="as the author wrote it"),
        pytest.param("", Kind.POST, {"description": "Tea is hot"}, "Tea is hot", id="as a description says"),
    ],
)
def test_an_excerpt_that_is_found_ends_as_a_sentence(
    text: str, kind: Kind, metadata: dict[str, str], said: str
) -> None:
    assert excerpt(text, metadata, kind=kind).excerpt == said


def test_index_of_others_says_their_titles_as_far_as_they_go() -> None:
    entry = list_titles(excerpt(""), ["Jam & butter", "Milk", "Tea"], Lengths(excerpt=100, description=18))
    assert (entry.excerpt, entry.summary_html) == ("Jam & butter, Milk, Tea.", "<p>Jam &amp; butter, Milk, Tea.</p>")
    assert entry.description == "Jam & butter…"
    long = list_titles(excerpt(""), ["Jam", "Milk", "Tea", "Water", "Coffee from far away"], Lengths(description=30))
    assert long.description == "Jam, Milk, Tea, Water…"
    assert list_titles(excerpt(""), []).summary_html == ""


class TestIsCut:
    @pytest.mark.parametrize(
        ("text", "metadata", "is_cut"),
        [
            pytest.param(TEA, {}, False, id="all is said"),
            pytest.param(f"{TEA} #hot", {}, False, id="but for a tag"),
            pytest.param(f"{TEA}\n\n" + f"{MORE} " * 9, {}, True, id="a long text"),
            pytest.param(f"{TEA}\n\n<!-- more -->\n\n{MORE}", {}, True, id="a marker"),
            pytest.param(f"{TEA}\n\n<!-- more -->", {}, False, id="a marker at the end"),
            pytest.param(f"{TEA}\n\n<!-- more -->\n\nYes.", {}, True, id="a marker before a word"),
            pytest.param(f"{TEA}\n\n![A cup](cup.png)", {}, True, id="a picture"),
            pytest.param(f"{TEA}\n\n```\ntea()\n```", {}, True, id="code"),
            pytest.param("", {"excerpt": TEA}, False, id="nothing behind the excerpt"),
            pytest.param(MORE, {"excerpt": "Tea."}, True, id="something behind the excerpt"),
            pytest.param(MORE, {"excerpt": MORE, "summary": "Tea."}, True, id="something behind the summary"),
            pytest.param(MORE, {"excerpt": "Tea.", "summary": MORE}, False, id="nothing behind the summary"),
        ],
    )
    def test_there_is_more_to_read_or_not(self, text: str, metadata: dict[str, str], *, is_cut: bool) -> None:
        assert excerpt(text, metadata).is_cut is is_cut

    def test_the_drawing_of_a_doodle_is_in_the_listing_already(self) -> None:
        assert excerpt(f"![A cup](cup.png)\n\n{TEA}", kind=Kind.DOODLE).is_cut is False


class TestLengths:
    def test_an_explicit_excerpt_is_cut_only_when_it_is_twice_as_long(self) -> None:
        lengths = Lengths(excerpt=60, description=50)
        assert excerpt("", {"excerpt": f"{TEA} {TEA}"}, lengths=lengths).excerpt == f"{TEA} {TEA}"
        assert excerpt("", {"excerpt": f"{TEA} {TEA} {TEA}"}, lengths=lengths).excerpt == f"{TEA} {TEA}"

    @settings(max_examples=150, deadline=None)
    @given(MARKDOWN_SCRAPS)
    def test_any_text_gives_an_excerpt_that_fits(self, text: str) -> None:
        try:
            entry = excerpt(text, lengths=Lengths(excerpt=40, description=20))
        except RecursionError:
            # As of "1. 1. /// caption": who reads a file says of it that it is nested too deeply.
            reject()
        assert len(entry.excerpt) <= 80
        assert len(entry.description) <= 20
        assert entry.excerpt == entry.excerpt.strip()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"All about tea. {TEA}", TEA),
        (f"All about tea\n\n{TEA}\n\n<!-- more -->\n\n{MORE}", TEA),
        (f"**All about tea!** {TEA}", TEA),
        (f"All about tea: it is hot. {TEA}", f"It is hot. {TEA}"),
        (f"All about tea – as it is drunk. {TEA}", f"As it is drunk. {TEA}"),
        # It goes on with the title; it does not say it again.
        ("All about tea is told here, in short.", "All about tea is told here, in short."),
        (f"[caption id=12 width=“300”] {TEA}", TEA),
        (f"[hermit xiami=songlist:1768940271 loop] {TEA} [/hermit]", TEA),
        # Brackets of the author's own stay.
        ("Tea [see below] is good = fine for you.", "Tea [see below] is good = fine for you."),
    ],
)
def test_title_and_shortcodes_are_not_said_again(text: str, said: str) -> None:
    assert excerpt(text).excerpt == said
