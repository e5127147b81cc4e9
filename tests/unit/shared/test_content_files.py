from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.shared.content_files import FileIndex, find_written
from plugins.shared.entry import SourcePath

POST = SourcePath("posts/2026/tea.md")
FILES = [
    SourcePath(name)
    for name in (
        "images/cup.png",
        "images/a cup.png",
        "images/IMG_1.jpg",
        "images/deep/kettle.png",
        "posts/2026/leaf.png",
        "images/leaf.png",
        "posts/steam.png",
        "images/fu\u0308r.png",
        "images/what?.png",
        "images/a%20b.png",
        "attachments/pot.png",
        "attachments/images.png",
        "bin/cup.png",
    )
]


def find(reference: str) -> SourcePath | None:
    return find_written(FileIndex(lambda: FILES), reference, POST)


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        pytest.param("leaf.png", "posts/2026/leaf.png", id="beside"),
        pytest.param("images/leaf.png", "images/leaf.png", id="from the top"),
        pytest.param("/images/leaf.png", "images/leaf.png", id="from the top, with a slash"),
        pytest.param("../steam.png", "posts/steam.png", id="upwards"),
        pytest.param("steam.png", "posts/steam.png", id="in a folder above"),
        pytest.param("cup.png", "images/cup.png", id="in images"),
        pytest.param("pot.png", "attachments/pot.png", id="anywhere"),
        pytest.param("kettle.png", "images/deep/kettle.png", id="deep"),
        pytest.param("img_1.JPG", "images/IMG_1.jpg", id="other case"),
        pytest.param("IMAGES/Img_1.jpg", "images/IMG_1.jpg", id="a folder in other case"),
        pytest.param("fur\u0308.png", None, id="other letters"),
        pytest.param("für.png", "images/fu\u0308r.png", id="other Unicode form"),
        pytest.param("a  cup.png", "images/a cup.png", id="repeated spaces"),
        pytest.param("a%20cup.png", "images/a cup.png", id="percent-encoded"),
        pytest.param("a%20b.png", "images/a%20b.png", id="a name with a percent sign"),
        pytest.param("what?.png", "images/what?.png", id="a name with a question mark"),
        pytest.param("/images/cup.png?v=2#x", "images/cup.png", id="query"),
        pytest.param("\\images\\cup.png", "images/cup.png", id="backslashes"),
        pytest.param("{static}/images/cup.png", "images/cup.png", id="Pelican's static"),
        pytest.param("{attach}leaf.png", "posts/2026/leaf.png", id="Pelican's attach"),
        pytest.param("|filename|/images/cup.png", "images/cup.png", id="Pelican's old filename"),
        pytest.param("[[cup.png]]", "images/cup.png", id="wikilink"),
        pytest.param("![[cup.png|300]]", "images/cup.png", id="embed"),
        pytest.param("![A cup](<images/a cup.png>)", "images/a cup.png", id="picture of Markdown"),
        pytest.param("<cup.png>", "images/cup.png", id="angle brackets"),
        pytest.param(" cup.png ", "images/cup.png", id="spaces around"),
        pytest.param("https://example.com/cup.png", None, id="address"),
        pytest.param("//example.com/cup.png", None, id="address without scheme"),
        pytest.param("data:image/png;base64,AAAA", None, id="data"),
        pytest.param("/../../etc/passwd", None, id="out of the content folder"),
        pytest.param("/", None, id="the content folder itself"),
        pytest.param("images", None, id="a folder"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_what_a_reference_means(reference: str, found: str | None) -> None:
    assert find(reference) == found


@given(st.text())
def test_only_files_that_are_there_are_meant(reference: str) -> None:
    assert find(reference) in (None, *FILES)
