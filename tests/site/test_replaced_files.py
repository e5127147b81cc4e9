"""A picture in the place of another: seen though its size and times are the same, and made right by a clean build."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path

import pytest
from PIL import Image

from plugins.building import store
from plugins.building.on_request import Desk, answer
from plugins.images import cache, sources
from plugins.shared.stamps import Stamp, stamp_of
from tests.property.gardens import Garden, read_tree

NO_CARDS = [{"number": 1, "any": True, "none": True}]
OLD_NS = 1_700_000_000 * 10**9


def picture(color: str) -> bytes:
    """A picture whose file is as large in every colour."""
    file = io.BytesIO()
    Image.new("RGB", (400, 200), color).save(file, "PNG", compress_level=0)
    return file.getvalue()


FILES: dict[str, str | bytes] = {
    "posts/tea.md": "Title: Tea\nDate: 2026-01-01\nImage: images/cup.png\nImage_alt: A cup\n\n![It](/images/cup.png)\n",
    "images/cup.png": picture("red"),
    "images/line.svg": '<svg xmlns="http://www.w3.org/2000/svg"><path d="M1 1h7"/></svg>',
    "images/loose.png": picture("red"),
}
OTHERS = {
    "images/cup.png": picture("blue"),
    "images/line.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M9 9h9"/></svg>',
    "images/loose.png": picture("green"),
}


@pytest.fixture
def garden(tmp_path: Path) -> Garden:
    # The cache is of its own: what is in it is what this is about.
    garden = Garden(tmp_path / "garden", tmp_path / "cache")
    garden.set(IMAGE_RULES=NO_CARDS, PAGE_IMAGE_RULES=NO_CARDS, DATES_FROM_GIT=False, BUILD_DATE="2026-03-01")
    garden.write(FILES)
    for name in OTHERS:
        os.utime(garden.content_path / name, ns=(OLD_NS, OLD_NS))
    return garden


def replace_all(garden: Garden) -> None:
    for name, data in OTHERS.items():
        path = garden.content_path / name
        size, inode = path.stat().st_size, path.stat().st_ino
        path.write_bytes(data)
        os.utime(path, ns=(OLD_NS, OLD_NS))
        assert (path.stat().st_size, path.stat().st_ino) == (size, inode)


def colors(tree: dict[str, bytes]) -> set[str]:
    """The colours that the pictures of the site have, but for the card that its home page and listings share."""
    found = set()
    for name, data in tree.items():
        if re.match(r"images/(?!cards/).*(png|webp)$", name):
            red, green, blue = Image.open(io.BytesIO(data)).convert("RGB").getpixel((5, 5))  # type: ignore[misc]
            found.add(max((red, "red"), (green * 1.5, "green"), (blue, "blue"))[1])
    return found


def test_a_picture_of_the_same_size_and_time_is_seen(garden: Garden) -> None:
    assert garden.build().failure == ""
    assert colors(read_tree(garden.output_path)) == {"red"}
    replace_all(garden)
    garden.check()
    tree = read_tree(garden.output_path)
    assert colors(tree) == {"blue", "green"}
    assert {name: tree[name] for name in OTHERS} == OTHERS


def test_the_preview_sees_it(garden: Garden) -> None:
    desk = Desk(garden.job)
    answer(desk, {"do": "plan"})
    _head, before = answer(desk, {"do": "get", "path": "posts/tea/"})
    replace_all(garden)
    answer(desk, {"do": "glance", "files": [*OTHERS]})
    answer(desk, {"do": "plan"})
    _head, after = answer(desk, {"do": "get", "path": "posts/tea/"})
    address = re.compile(rb"images/sized/cup-400-[0-9a-f]{8}\.png")
    assert address.findall(before)
    assert not {*address.findall(before)} & {*address.findall(after)}
    head, _body = answer(desk, {"do": "get", "path": "images/line.svg"})
    assert Path(str(head["file"])).read_bytes() == OTHERS["images/line.svg"]


def test_with_all_that_the_system_tells_the_same_a_clean_build_makes_it_right(
    garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where what is kept of a picture, or the picture itself, is not what it should be."""
    kept: dict[int, Stamp] = {}

    def stamp_once(stat: os.stat_result) -> Stamp:
        made = Stamp(stat.st_size, stat.st_mtime_ns, stat.st_ino, OLD_NS)
        return kept.setdefault(stat.st_ino, made) if stat.st_mtime_ns == OLD_NS else made

    for module in (sources, store):
        monkeypatch.setattr(module, "stamp_of", stamp_once)
    garden.build()
    replace_all(garden)
    garden.settle()
    garden.build()
    assert "red" in colors(read_tree(garden.output_path))
    assert garden.build_from_nothing().failure == ""
    tree = read_tree(garden.output_path)
    assert colors(tree) == {"blue", "green"}
    assert {name: tree[name] for name in OTHERS} == OTHERS
    for path in (garden.cache_path / "images").rglob("*.json"):
        spoil(path)
    garden.build()
    assert garden.build_from_nothing().failure == ""
    assert colors(read_tree(garden.output_path)) == {"blue", "green"}


def spoil(record_path: Path) -> None:
    """Has a record of the cache hold red pictures, and say that they are as they should be."""
    record = json.loads(record_path.read_text())
    blobs = []
    for number, (_digest, suffix, _stamp) in enumerate(record["blobs"]):
        path = record_path.with_name(f"{record_path.stem}-{number}{suffix}")
        if suffix in (".png", ".webp"):
            path.write_bytes(picture("red"))
        blobs.append((cache.digest_bytes(path.read_bytes()), suffix, [*stamp_of(path.stat())]))
    record_path.write_text(json.dumps(record | {"blobs": blobs}))
