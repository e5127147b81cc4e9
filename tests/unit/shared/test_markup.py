from __future__ import annotations

import pytest

from plugins.shared.markup import (
    BEGIN_MARKER,
    MORE_MARKER,
    count_minutes,
    plain_text,
    plain_title,
    take_first_heading,
)


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
