from __future__ import annotations

import pytest

from plugins.social.hashtags import choose_hashtags, make_hashtag


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("tea", "#tea"),
        ("thought rockets", "#ThoughtRockets"),
        ("Hot Drinks & Calm", "#HotDrinksAndCalm"),
        ("open-source", "#OpenSource"),
        ("it's me", "#ItsMe"),
        ("iOS", "#iOS"),
        ("C#", "#CSharp"),
        ("c++", "#cPlusPlus"),
        ("web/css", "#WebCss"),
        ("Node.js", "#NodeJs"),
        ("2026", ""),
        ("2026 plans", "#2026Plans"),
        ("żółw polny", "#ŻółwPolny"),
        ("日本語", "#日本語"),
        ("🍵", ""),
    ],
)
def test_words_are_joined_so_that_they_can_be_told_apart(name: str, tag: str) -> None:
    assert make_hashtag(name) == tag


def test_first_names_win_and_none_is_there_twice() -> None:
    assert choose_hashtags(["tea", "Tea", "hot drinks", "calm"], {}, "", 2) == ("#tea", "#HotDrinks")


def test_what_the_text_has_counts_and_is_not_repeated() -> None:
    assert choose_hashtags(["tea", "calm", "hot"], {}, "Time for #Tea &#39; a#b", 2) == ("#calm",)
    assert choose_hashtags(["calm"], {}, "#tea #cake #milk", 2) == ()


def test_synonyms_are_written_instead_and_may_silence_a_name() -> None:
    assert choose_hashtags(["c++", "drafts", "tea"], {"C++": "#Cpp", "drafts": ""}, "", 5) == ("#Cpp", "#tea")
