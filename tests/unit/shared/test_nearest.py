from __future__ import annotations

import difflib
from random import Random

import pytest

from plugins.shared.nearest import find_nearest

LETTERS = "abcdefghij"


def make_names(count: int) -> list[str]:
    random = Random(1)  # noqa: S311 - the same names each time
    return ["".join(random.choices(LETTERS, k=random.randint(4, 12))) for _ in range(count)]


def slip(name: str, random: Random) -> str:
    """*name* with a character left out, put in, or in the place of another."""
    place = random.randrange(len(name))
    return name[:place] + random.choice(["", "x", name[place] + "y"]) + name[place + 1 :]


def test_what_is_nearest_among_thousands_is_what_a_comparison_with_all_finds() -> None:
    random, names = Random(2), make_names(3000)  # noqa: S311 - as above
    for name in random.sample(names, 100):
        word = slip(name, random)
        assert find_nearest(word, names, 1, 0.75) == difflib.get_close_matches(word, names, n=1, cutoff=0.75)


@pytest.mark.parametrize("word", ["", "q", "茶", "q" * 5000])
def test_a_word_like_none_has_none(word: str) -> None:
    assert find_nearest(word, make_names(300), 2, 0.75) == []


def test_few_are_compared_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def count(word: str, names: tuple[str, ...], n: int, cutoff: float) -> list[str]:
        compared.append(len(names))
        return []

    monkeypatch.setattr("plugins.shared.nearest.difflib.get_close_matches", count)
    for number in (100, 1000, 10_000):
        find_nearest("abcdef", make_names(number), 2, 0.75)
    assert compared == [100, 50, 50]
