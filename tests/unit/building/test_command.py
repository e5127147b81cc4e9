from __future__ import annotations

import pytest

from plugins.building.command import read_plain


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("build", {}),
        ("build --clean", {"clean": True}),
        ("build --explain --content a/b --public", {"explain": True, "content": "a/b", "public": True}),
        ("build --output site --content blog", {"output": "site", "content": "blog"}),
    ],
)
def test_plain_words_are_read(words: str, told: dict[str, object]) -> None:
    assert read_plain(words.split()) == told


@pytest.mark.parametrize(
    "words",
    [
        "",
        "verify",
        "--list",
        "build --help",
        "build -c blog",
        "build blog",
        "build public",
        "build --content=blog",
        "build --content",
        "build --content --clean",
        "build --clean --clean",
        "build --clear",
        "build check",
        "build --",
    ],
)
def test_all_else_is_left_to_invoke(words: str) -> None:
    assert read_plain(words.split()) is None
