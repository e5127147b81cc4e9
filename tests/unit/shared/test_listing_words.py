from __future__ import annotations

import pytest

from plugins.shared.listing_words import describe_listing


@pytest.mark.parametrize(
    ("introduction", "lead", "names", "expected"),
    [
        pytest.param("<p>All I know <em>about</em> tea.</p>", "Tea", ["A kettle"], "All I know about tea.", id="words"),
        pytest.param("", "Tea", ["A kettle", "A pot"], "Tea: A kettle, A pot.", id="names"),
        pytest.param("<hr>", "Tea", ["Why?"], "Tea: Why?", id="an introduction without words"),
        pytest.param("", "Tea", [], "Tea.", id="nothing"),
        pytest.param("", "T", ["a" * 120, "b" * 60, "c"], f"T: {'a' * 120}.", id="as many as there is room for"),
        pytest.param("", "T", ["a" * 250], "T.", id="no name is cut"),
    ],
)
def test_a_listing_is_described(introduction: str, lead: str, names: list[str], expected: str) -> None:
    assert describe_listing(introduction, lead, names) == expected
