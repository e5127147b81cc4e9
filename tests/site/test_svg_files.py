"""SVG files of the author: published without what runs or loads, wherever they are shown or opened."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from plugins.building.on_request import Desk, answer
from tests.property.gardens import Garden, read_tree

NO_CARDS = [{"number": 1, "any": True, "none": True}]
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60" width="900" height="600">\n'
CLEAN = f'{HEAD}<path d="M1 1h70" stroke="#000"/><!-- kept --></svg>'
BAD = f'{HEAD}<script>alert("ran")</script>\n<a href="javascript:ran()"><path onclick="ran()" d="M1 1h7"/></a></svg>'
BOMB = '<!DOCTYPE svg [<!ENTITY a "ran"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
FILES: dict[str, str | bytes] = {
    "images/clean.svg": CLEAN,
    "images/bad.svg": BAD,
    "images/Unused.SVG": BAD,
    "images/bomb.svg": BOMB,
    "images/packed.svgz": gzip.compress(BAD.encode()),
    # Only its name says that it is something else.
    "posts/png.png": BAD,
    "posts/beside.svg": BAD,
    "posts/linked.svg": BAD,
    "posts/one.md": (
        "Title: One\nDate: 2026-01-01\n\n![A](beside.svg)\n\n![B](png.png)\n\n"
        "![C](/images/clean.svg)\n\n[it](linked.svg)\n"
    ),
    "posts/two.md": "Title: Two\nDate: 2026-01-02\nImage: images/bad.svg\nImage_alt: B\n\nWords.\n",
    "doodles/three.md": "Title: Three\nDate: 2026-01-03\nDrawing: images/bad.svg\nAlt: Lines\n\nWords.\n",
    "extra/own.svg": BAD,
}


@pytest.fixture
def garden(tmp_path: Path, shared_cache_path: Path) -> Garden:
    garden = Garden(tmp_path / "garden", shared_cache_path / "gardens")
    garden.set(IMAGE_RULES=NO_CARDS, PAGE_IMAGE_RULES=NO_CARDS, DATES_FROM_GIT=False, BUILD_DATE="2026-03-01")
    garden.write(FILES)
    return garden


def test_nothing_that_runs_is_published(garden: Garden) -> None:
    built = garden.check()
    tree = read_tree(garden.output_path)
    drawings = {name: data for name, data in tree.items() if name.lower().endswith((".svg", ".svgz"))}
    assert {"images/bad.svg", "images/Unused.SVG", "images/bomb.svg", "images/packed.svgz", "posts/linked.svg"} <= {
        *drawings
    }
    assert sum(name.startswith("images/sized/") for name in drawings) == 4
    # This folder is the author's own: nothing in it is changed.
    assert drawings.pop("own.svg") == BAD.encode()
    for name, data in drawings.items():
        assert b"ran" not in (gzip.decompress(data) if name.endswith("z") else data), name
    assert drawings["images/clean.svg"] == CLEAN.encode()
    assert CLEAN.encode() in [data for name, data in drawings.items() if name.startswith("images/sized/clean")]
    assert b"ran" not in drawings["images/bomb.svg"]
    told = [line for line in built.printed.splitlines() if "[svg]" in line]
    assert "note: content/images/Unused.SVG:2: a script was taken out of what is published [svg]" in told
    assert (
        "warning: content/images/bomb.svg: this drawing declares the XML entity 'b', which is not read;"
        " save it again as plain SVG; until then it is published empty [svg]"
    ) in told
    assert garden.build_with_pelican() == tree


def test_a_drawing_beside_its_post_is_told_of_in_every_build(garden: Garden) -> None:
    line = "note: content/posts/beside.svg:3: the event handler 'onclick' was taken out of what is published [svg]"
    for name in [name for name in FILES if name.startswith("images/")]:
        garden.remove(name)
    garden.write(dict.fromkeys(("posts/two.md", "doodles/three.md"), "Title: T\nDate: 2026-01-02\n\nWords.\n"))
    assert line in garden.build().printed
    garden.settle()
    garden.write({"extra/more.txt": "more"})
    assert line in garden.check().printed


def test_the_preview_hands_out_what_is_published(garden: Garden) -> None:
    desk = Desk(garden.job)
    answer(desk, {"do": "plan"})
    for name in ("images/bad.svg", "images/Unused.SVG", "images/bomb.svg", "posts/linked.svg"):
        head, body = answer(desk, {"do": "get", "path": name})
        data = Path(str(head["file"])).read_bytes() if head["found"] == "file" else body
        assert b"svg" in data, head
        assert b"ran" not in data, name
