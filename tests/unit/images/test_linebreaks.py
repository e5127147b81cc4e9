from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.images.linebreaks import clean_text, split_words, take_out_code_marks


def pieces(text: str) -> str:
    """The words with a bar where a line may end, and an underscore for a space that goes with the end."""
    return "|".join(word.text + ("_" if word.has_space else "") for word in split_words(clean_text(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Why I draw", "Why_|I_|draw_", id="words"),
        pytest.param("10\u00a0km on foot", "10\u00a0km_|on_|foot_", id="no break at a fixed space"),
        pytest.param("decision-making", "decision-|making_", id="after a hyphen of long parts"),
        pytest.param("Wi-Fi", "Wi-Fi_", id="not in a short compound"),
        pytest.param("1990-2026", "1990-2026_", id="not between numbers"),
        pytest.param("cups/saucers", "cups/|saucers_", id="after a slash"),
        pytest.param("To be — or not", "To_|be\u00a0—_|or_|not_", id="a dash stays with the word before"),
        pytest.param("Is it ?", "Is_|it ?_", id="French spacing"),
        pytest.param("say “ yes", "say_|“ yes_", id="an opening mark stays with the word after"),
        pytest.param("C++/CLI", "C++/|CLI_", id="not between signs"),
        pytest.param("https://a.example/of-tea", "https://|a.example/|of-tea_", id="in an address"),
        pytest.param("Why 0.1 + 0.2 ≠ 0.3", "Why_|0.1\u00a0+\u00a00.2\u00a0≠\u00a00.3_", id="a formula"),
        pytest.param("E = mc² or x - y", "E\u00a0=\u00a0mc²_|or_|x\u00a0-_|y_", id="formulas and a dash"),
        pytest.param("f(x) = 3x + 2 here", "f(x)\u00a0=\u00a03x\u00a0+\u00a02_|here_", id="a function"),
        pytest.param("HTML + CSS", "HTML_|+_|CSS_", id="a plus between words"),
        pytest.param("from 5 - 7 pm", "from_|5\u00a0-\u00a07\u00a0pm_", id="from a number to a number"),
        pytest.param("Plan A - a story", "Plan_|A\u00a0-_|a_|story_", id="a dash after a letter"),
        pytest.param("in 4 GB, 10 km.", "in_|4\u00a0GB,_|10\u00a0km._", id="a number and its unit"),
        pytest.param("3 in a row", "3_|in_|a_|row_", id="inches are no word"),
        pytest.param(
            "1000 + 2000 + 3000 + 4000 = 10000", "1000_|+_|2000_|+_|3000_|+_|4000_|=_|10000_", id="a long sum"
        ),
        pytest.param("100 %", "100\u00a0%_", id="a sign for numbers"),
        pytest.param("«Bonjour» (le monde)", "«Bonjour»_|(le_|monde)_", id="brackets of words"),
        pytest.param("思考（茶）“道”", "思考|（茶）|“道”_", id="brackets and quotes among Han"),
        pytest.param("10€と20%", "10€と|20%_", id="numbers and their signs"),
        pytest.param("👩🏽\u200d🌾🍵 tea", "👩🏽\u200d🌾|🍵_|tea_", id="emoji whole"),
        pytest.param("แก้วน้ำ", "แก้ว|น้ำ_", id="Thai words"),
        pytest.param("先画地图", "先画地图_", id="letters of Han that may be one word"),
        pytest.param("思考:故事", "思考:|故事_", id="no colon first on a line"),
        pytest.param(
            "如何在一个下午学会泡一壶好茶", "如何|在|一个下午|学会泡一壶好茶_", id="no word of Chinese is endless"
        ),
        pytest.param("快速使用指南", "快速|使用|指南_", id="words of simplified Chinese"),
        pytest.param("我的萤火虫", "我|的|萤火虫_", id="no part of a word that the model does not know"),
        pytest.param("中国2013年总结", "中国|2013年总结_", id="a number and what it counts"),
        pytest.param("臺灣的茶與咖啡文化", "臺灣|的|茶|與|咖啡|文化_", id="words of traditional Chinese"),
        pytest.param("วาดก่อนแล้วค่อยเขียน", "วาด|ก่อน|แล้ว|ค่อย|เขียน_", id="a sentence of Thai"),
        pytest.param("ແກ້ວນ້ຳ", "ແກ້|ວ|ນ້ຳ_", id="a Lao vowel with its consonant"),
        pytest.param("「思考」。", "「思考」。_", id="brackets and stops"),
        pytest.param("らーめん", "らーめん_", id="no long vowel mark first"),
        pytest.param("描くノートの道", "描く|ノートの|道_", id="phrases of Japanese"),
        pytest.param("a\u200bb", "a|b_", id="a space of no width is a place to break"),
        pytest.param("한국어 제목", "한국어_|제목_", id="Korean has spaces"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_lines_end_only_where_they_may(text: str, expected: str) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Using `git rebase --onto` without fear", "Using git rebase --onto without fear"),
        ("``a ` b`` and ` c `", "a ` b and c"),
        ("one ` alone", "one ` alone"),
        ("`` ` ``", "`"),
        ("nothing ``", "nothing ``"),
    ],
)
def test_back_ticks_around_code_are_taken_out(text: str, expected: str) -> None:
    assert take_out_code_marks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("  two \n\t lines\u2028 ", "two lines", id="white space"),
        pytest.param("a\x00b\x1b[31mc", "ab[31mc", id="control characters"),
        pytest.param("\u202eabc\u2066", "abc", id="marks of direction"),
        pytest.param("co\u00adoperate", "cooperate", id="soft hyphen"),
        pytest.param("lone \ud83d half", "lone half", id="half of a pair"),
        pytest.param("e\u0301", "é", id="composed"),
        pytest.param("👩\u200d🚀", "👩\u200d🚀", id="joined emoji"),
    ],
)
def test_text_is_cleaned(text: str, expected: str) -> None:
    assert clean_text(text) == expected


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text())
def test_no_character_is_lost_in_words(text: str) -> None:
    cleaned = clean_text(text)
    words = "".join(word.text for word in split_words(cleaned))
    ignored = " \u00a0\u200b"
    assert [char for char in words if char not in ignored] == [char for char in cleaned if char not in ignored]


@given(st.text())
def test_no_word_is_empty(text: str) -> None:
    assert all(word.text for word in split_words(clean_text(text)))
