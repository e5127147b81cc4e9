"""Who may ask."""

from __future__ import annotations

import pytest

from plugins.preview.hosts import is_loopback


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LocalHost:81", "[::1]:8000"])
def test_names_of_this_machine_may(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8000", "0.0.0.0", "[::1", "localhost:80:80"],
)
def test_others_may_not(host: str) -> None:
    assert not is_loopback(host)
