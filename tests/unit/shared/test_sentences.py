from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.shared.sentences import cut_at_sentence, cut_at_word, end_sentence, find_ends, join_things

CASES = (Path(__file__).parent / "cases" / "sentences.txt").read_text("utf-8").splitlines()
TWO = "Tea is a drink made of leaves. It is drunk hot, cold, with milk or without it."


@pytest.mark.parametrize("case", [line for line in CASES if not line.startswith("#")])
def test_sentences_end_where_a_reader_would_say(case: str) -> None:
    text = case.replace("|", "")
    ends = list(find_ends(text))
    marked = "".join(sign + "|" * (place in ends) for place, sign in enumerate(text, 1))
    assert marked == case


class TestCutAtSentence:
    @pytest.mark.parametrize(
        ("text", "limit", "cut"),
        [
            pytest.param(TWO, 100, TWO, id="all of it"),
            pytest.param(TWO, 60, "Tea is a drink made of leaves.", id="one sentence"),
            pytest.param(TWO, 30, "Tea is a drink made of leaves.", id="to the sign"),
            pytest.param(TWO, 20, "Tea is a drink made…", id="not even one sentence"),
            pytest.param(f"Hi! {TWO[31:]}", 30, "Hi! It is drunk hot, cold…", id="next to nothing"),
            pytest.param("茶は飲み物です。とても美味しいです。", 10, "茶は飲み物です。", id="no space behind"),
            pytest.param("茶は、とても、とても美味しい飲み物です。", 8, "茶は、とても…", id="no space at all"),
            pytest.param("Tea, jam, milk, bread, green cups", 30, "Tea, jam, milk, bread…", id="list"),
            pytest.param("", 10, "", id="nothing"),
        ],
    )
    def test_cut(self, text: str, limit: int, cut: str) -> None:
        assert cut_at_sentence(text, limit) == cut

    @given(st.text(st.sampled_from("aB .!?…。「」()“”\u0301👍🏽\u200d5")), st.integers(5, 60))
    def test_what_is_left_fits_and_is_how_the_text_begins(self, text: str, limit: int) -> None:
        cut = cut_at_sentence(text, limit)
        assert len(cut) <= limit
        assert text.strip().startswith(cut.removesuffix("…").strip())


class TestCutAtWord:
    @pytest.mark.parametrize(
        ("text", "limit", "cut"),
        [
            pytest.param("Tea for two", 11, "Tea for two", id="all of it"),
            pytest.param("Tea for two", 10, "Tea for…", id="between words"),
            pytest.param("Tea, cake and jam", 6, "Tea…", id="no comma before the ellipsis"),
            pytest.param("Teapotwithoutend", 8, "Teapotw…", id="one long word"),
            pytest.param("cafe\u0301s", 5, "caf…", id="letter and accent"),
            pytest.param("tea👩\u200d🍳👩\u200d🍳", 6, "tea…", id="joined emoji"),
            pytest.param("tea 🇩🇪🇫🇷🇮🇹", 8, "tea 🇩🇪…", id="flags"),
            pytest.param("tea👍🏽👍🏽", 5, "tea…", id="skin tone"),
        ],
    )
    def test_cut(self, text: str, limit: int, cut: str) -> None:
        assert cut_at_word(text, limit) == cut


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        pytest.param("Tea is hot", "Tea is hot.", id="no stop"),
        pytest.param("Tea is hot (very)", "Tea is hot (very).", id="bracket"),
        pytest.param("Tea, and 5 %", "Tea, and 5 %.", id="sign"),
        pytest.param("“Tea is hot.”", "“Tea is hot.”", id="stop within"),
        pytest.param("Tea is hot!", "Tea is hot!", id="stop"),
        pytest.param("Tea is hot…", "Tea is hot…", id="ellipsis"),
        pytest.param("Tea is hot 🍵", "Tea is hot 🍵", id="emoji"),
        pytest.param("Tea is hot :)", "Tea is hot :)", id="smile"),
        pytest.param("Tea is a", "Tea is a…", id="broken off"),
        pytest.param("Tea is at https://tea.example/pot", "Tea is at https://tea.example/pot", id="address"),
        pytest.param("tea.example/pot/", "tea.example/pot/", id="bare address"),
        pytest.param("茶は飲み物です", "茶は飲み物です。", id="Japanese"),
        pytest.param("我喜欢 tea", "我喜欢 tea。", id="foreign word"),
        pytest.param("चाय गरम है", "चाय गरम है।", id="Hindi"),
        pytest.param("ชาร้อน", "ชาร้อน", id="Thai has no stop"),
        pytest.param("الشاي ساخن", "الشاي ساخن.", id="Arabic"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_sentence_gets_the_stop_of_its_script(text: str, ended: str) -> None:
    assert end_sentence(text) == ended


@pytest.mark.parametrize(
    ("things", "joined"),
    [
        pytest.param(["Tea", "green cups", "Jam"], "Tea, green cups, Jam", id="short"),
        pytest.param(["Tea, hot", "Jam"], "Tea, hot; Jam", id="with commas"),
        pytest.param(["Tea of leaves dried in the wind", "Jam"], "Tea of leaves dried in the wind; Jam", id="long"),
        pytest.param(["Tea is hot.", "Jam"], "Tea is hot. Jam", id="behind a sentence"),
        pytest.param(["There are:", "Tea", "Jam"], "There are: Tea, Jam", id="behind a lead"),
        pytest.param(["绿茶", "红茶"], "绿茶、红茶", id="Chinese"),
        pytest.param(["شاي", "مربى"], "شاي، مربى", id="Arabic"),
        pytest.param([], "", id="nothing"),
    ],
)  # fmt: skip
def test_things_stand_in_a_line_as_their_script_parts_them(things: list[str], joined: str) -> None:
    assert join_things(things) == joined
