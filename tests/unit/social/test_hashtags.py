from __future__ import annotations

import pytest

import pelicanconf
from plugins.social.hashtags import HASHTAG, SHELVES, choose_hashtags, make_hashtag, read_hashtag_rules


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
        ("spaced_repetition", "#SpacedRepetition"),
        ("_private_", "#private"),
        # Nested names of vaults: the last part says what it is.
        ("web/css", "#Css"),
        ("memory/spaced_repetition", "#SpacedRepetition"),
        ("apps/iOS", "#iOS"),
        ("books/2024", "#Books"),
        ("TCP/IP", "#TCPIP"),
        ("Node.js", "#NodeJs"),
        ("2026", ""),
        ("2026 plans", "#2026Plans"),
        ("żółw polny", "#ŻółwPolny"),
        ("日本語", "#日本語"),
        ("हिन्दी साहित्य", "#हिन्दीसाहित्य"),
        ("ชาไทย", "#ชาไทย"),
        ("Q&A", "#QandA"),
        ("🍵", ""),
    ],
)
def test_words_are_joined_so_that_they_can_be_told_apart(name: str, tag: str) -> None:
    assert make_hashtag(name) == tag


@pytest.mark.parametrize(
    ("lang", "tag"),
    [("de-AT", "#TeeUndKuchen"), ("fr", "#TeeEtKuchen"), ("ru", "#TeeИKuchen"), ("zh", "#TeeKuchen")],
)
def test_and_is_said_in_the_language_of_the_text(lang: str, tag: str) -> None:
    assert make_hashtag("Tee & Kuchen", lang) == tag


@pytest.mark.parametrize("tag", ["#हिन्दी", "#می‌خواهم", "#été", "#ชาไทย"])
def test_marks_are_part_of_a_hashtag(tag: str) -> None:
    assert HASHTAG.findall(f"Tea, {tag}.") == [tag[1:]]


def test_first_names_win_and_none_is_there_twice() -> None:
    assert choose_hashtags(["tea", "Tea", "hot drinks", "calm"], "", 2) == ("#tea", "#HotDrinks")
    assert choose_hashtags(["hot/tea", "cold/tea"], "", 2) == ("#Tea",)


def test_what_the_text_has_counts_and_is_not_repeated() -> None:
    assert choose_hashtags(["tea", "calm", "hot"], "Time for #Tea &#39; a#b", 2) == ("#calm",)
    assert choose_hashtags(["calm"], "#tea #cake #milk", 2) == ()


def test_synonyms_are_written_instead_and_may_silence_a_name() -> None:
    rules = read_hashtag_rules({"C++": "#Cpp", "drafts": ""})
    assert choose_hashtags(["c++", "drafts", "tea"], "", 5, rules) == ("#Cpp", "#tea")


def test_places_for_what_belongs_nowhere_are_none() -> None:
    names = ["Uncategorized", "page", "Ohne Rubrik", "vault/Notes", "Allgemein", "未分类", "tea"]
    assert choose_hashtags(names, "", 9) == ("#OhneRubrik", "#tea")
    assert choose_hashtags(names, "", 9, read_hashtag_rules({}, ["ohne rubrik", "#Tea"])) == (
        *("#Uncategorized", "#page", "#Notes", "#Allgemein", "#未分类"),
    )
    assert choose_hashtags(names, "", 1, read_hashtag_rules({"Page": "Pages"})) == ("#Pages",)


def test_language_of_the_text_itself_is_none() -> None:
    assert choose_hashtags(["English", "Japanese"], "", 2, lang="en-GB") == ("#Japanese",)
    assert choose_hashtags(["English", "日本語"], "", 2, lang="ja") == ("#English",)


def test_setting_has_the_usual_names() -> None:
    assert list(SHELVES) == pelicanconf.HASHTAGS_NEVER
