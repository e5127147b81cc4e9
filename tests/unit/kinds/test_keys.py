from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.kinds.keys import KEYS, NOT_MISSPELLED, canonical_key, find_near_key, is_known, list_kinds, show_key
from plugins.kinds.spelling import count_slips
from plugins.shared.entry import Kind

MANUAL = Path(__file__).resolve().parents[3] / "content" / "notes" / "front-matter.md"


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("status", "status", 0),
        ("statuss", "status", 1),
        ("satus", "status", 1),
        ("drafft", "draft", 1),
        ("rdaft", "draft", 1),
        ("staus", "statsu", 2),
        ("state", "status", 2),
        ("tea", "status", 3),
        ("", "ab", 2),
        ("é" * 50, "é" * 49, 3),
    ],
)
def test_slips_are_counted_up_to_a_limit(one: str, other: str, slips: int) -> None:
    assert count_slips(one, other, 2) == count_slips(other, one, 2) == slips


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_no_slip_means_the_same_word(one: str, other: str) -> None:
    assert (count_slips(one, other, 3) == 0) is (one == other)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Statuss", "status"),
        ("Catgory", "category"),
        ("Exerpt", "excerpt"),
        ("Mesage", "message"),
        ("Image-atl", "image_alt"),
        ("Tgas", "tags"),
        ("Datee", "date"),
        ("titel", "title"),
        ("discription", "description"),
        ("feautured_image", "featured_image"),
        ("lastmdo", "lastmod"),
    ],
)
def test_a_misspelled_key_is_near_to_one(written: str, meant: str) -> None:
    assert find_near_key(written) == meant


@pytest.mark.parametrize(
    "key",
    "data rate late type topic layout cssclasses comments rating year publisher state posted sources creator papers"
    " local place link up down same kanban-plugin id title Category x ab day log".split(),
)
def test_another_word_is_no_misspelling(key: str) -> None:
    """Of keys that vaults and other tools have; words of four letters are near to too many others."""
    assert find_near_key(key) == ""


def test_what_is_excepted_would_be_taken_for_a_slip() -> None:
    assert not {name for name in NOT_MISSPELLED if is_known(name)}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("cover", "image"),
        ("social_image", "image"),
        ("headerimage", "image"),
        ("Header-Image", "image"),
        ("banner", "image"),
        ("thumbnail", "image"),
        ("featured_image", "image"),
        ("publishDate", "publish_date"),
        ("published_at", "publish_date"),
        ("expiryDate", "expiry_date"),
        ("dg-publish", "dg_publish"),
        ("canonical_url", "canonical"),
        ("licence", "license"),
    ],
)
def test_other_spellings_say_the_same(written: str, name: str) -> None:
    assert canonical_key(written) == name
    assert is_known(written)


def test_no_spelling_stands_for_two_keys() -> None:
    spellings = Counter(spelling for key in KEYS for spelling in (key.name, *key.synonyms))
    assert [spelling for spelling, count in spellings.items() if count > 1] == []


@pytest.mark.parametrize("key", [key.name for key in KEYS])
def test_the_manual_names_every_key(key: str) -> None:
    shown = "dg-publish" if key == "dg_publish" else show_key(key)
    assert f"`{shown}`" in MANUAL.read_text("utf-8")


def test_kinds_are_named_in_their_order() -> None:
    assert list_kinds({Kind.ROCKET, Kind.DOODLE}) == "doodles and rockets"
