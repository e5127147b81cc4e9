from __future__ import annotations

from pathlib import Path

import pytest

from plugins.building.hosts import HOSTS, Host, check_host


@pytest.fixture
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site of four files with ten bytes in all, for hosts that take little."""
    for number, size in enumerate((1, 2, 3, 4)):
        (tmp_path / f"{number}.html").write_bytes(b"x" * size)
    for name, host in {
        "few": Host("Few", files=5),
        "fewer": Host("Fewer", files=3),
        "more": Host("More", files=6),
        "light": Host("Light", total_bytes=12),
        "heavy": Host("Heavy", total_bytes=13),
        "small": Host("Small", file_bytes=3),
    }.items():
        monkeypatch.setitem(HOSTS, name, host)
    return tmp_path


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("few", ["4 files, 80 % of the 5 that Few takes"]),
        ("fewer", ["4 files, more than the 3 that Fewer takes"]),
        ("more", []),
        ("light", ["0 MB, 83 % of the 0 MB that Light takes"]),
        ("heavy", []),
        ("small", ["3.html has 0 MB; Small takes files of at most 0 MB"]),
        ("cloudflair", ["HOST: unknown 'cloudflair'; did you mean 'cloudflare'?"]),
        (
            "moon",
            ["HOST: unknown 'moon'; choose from cloudflare, github, gitlab, few, fewer, more, light, heavy, small"],
        ),
    ],
)
def test_a_site_that_comes_near_to_what_its_host_takes_is_told(output: Path, host: str, said: list[str]) -> None:
    assert list(check_host(host, output, [f"{number}.html" for number in range(4)])) == said


def test_the_hosts_take_what_they_say() -> None:
    assert (HOSTS["cloudflare"].files, HOSTS["cloudflare"].file_bytes) == (20_000, 26_214_400)
    assert HOSTS["github"].total_bytes == HOSTS["gitlab"].total_bytes == 1_000_000_000
    assert HOSTS["gitlab"].files == 200_000
