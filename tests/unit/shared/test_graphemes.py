from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uniseg.graphemecluster import grapheme_clusters

from plugins.shared.graphemes import count_graphemes, find_grapheme_start, split_graphemes

FAMILY = "👨‍👩‍👧‍👦"
TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("ab é日か\u0301\u200d👩🏽❤\ufe0f🇩🇪\r\nनमस्ते각ᄀ\u1161\u0600กำ\u3099ｶﾞ"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=30,
)


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        pytest.param("e\u0301🇩🇪🇫", ["e\u0301", "🇩🇪", "🇫"], id="marks and flags"),
        pytest.param(f"a{FAMILY}b", ["a", FAMILY, "b"], id="emoji joined to one"),
        pytest.param("👍\u200da", ["👍\u200d", "a"], id="a joiner joins no letter"),
        # Annex 29, rule GB9c: consonants that a virama joins.
        pytest.param("नमस्ते", ["न", "म", "स्ते"], id="Hindi conjuncts"),
        pytest.param("\u0600 1", ["\u0600 ", "1"], id="a sign that takes what follows"),
        pytest.param("a\r\nb", ["a", "\r\n", "b"], id="line end"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_clusters_are_what_readers_see(text: str, clusters: list[str]) -> None:
    assert split_graphemes(text) == clusters
    assert count_graphemes(text) == len(clusters)


@given(TEXTS)
def test_shortcuts_change_no_boundary(text: str) -> None:
    clusters = list(grapheme_clusters(text))
    assert split_graphemes(text) == clusters
    assert count_graphemes(text) == len(clusters)


@given(TEXTS)
def test_every_place_knows_where_its_cluster_begins(text: str) -> None:
    start = 0
    for cluster in split_graphemes(text):
        assert {find_grapheme_start(text, place) for place in range(start, start + len(cluster))} == {start}
        start += len(cluster)
