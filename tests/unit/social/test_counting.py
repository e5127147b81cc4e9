"""How long a text is to each network; figures typed by hand from what the networks publish."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from plugins.social.counting import Unit, count, count_bytes
from plugins.social.emoji import EMOJI
from plugins.social.hashtags import HASHTAG

VECTORS = Path(__file__).parents[4] / "shared/corpus/spec-twitter-text/validate.yml"
# In the first of them emoji weigh as they did before 2018: those cases are left to the second.
BEFORE_2018 = "WeightedTweetsCounterTest"
GROUPS = (BEFORE_2018, "WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest")
FAMILY = "👨‍👩‍👧‍👦"
KISS = "👩🏽‍❤️‍💋‍👨🏻"


NOT_HERE = pytest.mark.skipif(not VECTORS.is_file(), reason="the vectors of twitter-text are not here")


def read_vectors(*names: str) -> list[Any]:
    groups = yaml.safe_load(VECTORS.read_text("utf-8"))["tests"] if VECTORS.is_file() else {}
    return [
        pytest.param(case["text"], case["expected"], id=case["description"])
        for name in names
        for case in groups.get(name, ())
        if name != BEFORE_2018 or not EMOJI.search(case["text"])
    ]


@NOT_HERE
@pytest.mark.parametrize(("text", "expected"), read_vectors(*GROUPS))
def test_length_on_x_is_that_of_twitter_text(text: str, expected: dict[str, int]) -> None:
    assert count(text, Unit.WEIGHTED) == expected["weightedLength"]


@NOT_HERE
@pytest.mark.parametrize(("text", "expected"), read_vectors("urls_without_protocol"))
def test_address_without_protocol_is_one_to_x(text: str, *, expected: bool) -> None:
    assert (count(f"See {text} now", Unit.WEIGHTED) == 4 + 23 + 4) is expected


@NOT_HERE
@pytest.mark.parametrize(("text", "expected"), read_vectors("hashtags"))
def test_hashtag_is_what_x_takes_for_one(text: str, *, expected: bool) -> None:
    assert (HASHTAG.fullmatch(text) is not None) is expected


@pytest.mark.parametrize(
    ("text", "weighted", "letters", "size"),
    [
        (FAMILY, 2, 1, 25),
        ("日本語", 6, 3, 9),
        ("cafe\u0301", 4, 4, 6),
        (KISS, 2, 1, 35),
        ("🇩🇪🇫🇷", 4, 2, 16),
        ("3️⃣", 2, 1, 7),
        ("🏴󠁧󠁢󠁷󠁬󠁳󠁿", 2, 1, 28),
        ("\u1100\u1161\u11a8", 2, 1, 9),
        ("נ\u05b8", 2, 1, 4),
        ("ที่", 3, 1, 9),
        ("a\r\nb", 4, 3, 4),
        ("“—”", 3, 3, 9),
        ("…", 2, 1, 3),
        ("", 0, 0, 0),
    ],
    ids=ascii,
)
def test_letters_weights_and_bytes_differ(text: str, weighted: int, letters: int, size: int) -> None:
    assert (count(text, Unit.WEIGHTED), count(text, Unit.LETTERS), count_bytes(text)) == (weighted, letters, size)


@pytest.mark.parametrize(
    ("text", "weighted", "shortened"),
    [
        ("https://example.org/a/very/long/way?to=say#it", 23, 23),
        ("(https://a.example)", 25, 25),
        ("See https://a.example/b.", 28, 28),
        # X takes for an address what ends like one.
        ("example.com", 23, 11),
        ("README.md", 23, 9),
        ("version 2.0, e.g. this", 22, 22),
        ("tea@example.com", 15, 15),
        ("http://localhost", 16, 16),
        ("@ann@tea.example says", 21, 9),
        ("https://bücher.example/ä", 23, 23),
        # Beside letters of scripts without spaces: two signs, the address, three signs, each of which weighs two.
        ("请看example.com的文章", 2 * 2 + 23 + 3 * 2, 16),
        ("请看https://example.com的文章", 2 * 2 + 23 + 3 * 2, 2 + 23 + 3),
        ("见https://example.com/a路径", 2 + 23 + 2 * 2, 1 + 23),
        ("https://例え.テスト/a", 23, 23),
    ],
)
def test_addresses_count_as_23(text: str, weighted: int, shortened: int) -> None:
    assert (count(text, Unit.WEIGHTED), count(text, Unit.SHORTENED)) == (weighted, shortened)


def test_threads_counts_an_emoji_by_its_bytes() -> None:
    assert count(f"Tea {FAMILY}日", Unit.THREADS) == 4 + 25 + 1
