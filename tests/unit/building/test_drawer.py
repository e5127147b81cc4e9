from __future__ import annotations

import os
from pathlib import Path

from plugins.building.drawer import Drawer, Place


def test_what_was_put_away_is_found(tmp_path: Path) -> None:
    drawer = Drawer(tmp_path)
    places = [drawer.put(text) for text in ("Tea", "", "Küche \ud800", "Milk" * 1_000)]
    assert [drawer.get(place) for place in places] == ["Tea", "", "Küche \ud800", "Milk" * 1_000]
    assert list(tmp_path.iterdir()) == []


def test_a_copied_process_writes_over_nothing() -> None:
    drawer = Drawer()
    before = drawer.put("before")
    child = os.fork()
    if not child:
        own = drawer.put("of the copy")
        os._exit(0 if (drawer.get(own), drawer.get(before)) == ("of the copy", "before") else 1)
    _pid, status = os.waitpid(child, 0)
    after = drawer.put("after that")
    assert (status, drawer.get(before), drawer.get(after)) == (0, "before", "after that")


def test_processes_that_share_it_find_what_each_put_down(tmp_path: Path) -> None:
    drawer = Drawer(tmp_path, share=2)
    before = drawer.put("before")
    places = []
    for words in ("of the copy", "of a later one"):
        told = tmp_path / "told"
        child = os.fork()
        if not child:
            told.write_text(",".join(map(str, drawer.put(words))), "utf-8")
            os._exit(0)
        os.waitpid(child, 0)
        places.append(Place(*map(int, told.read_text("utf-8").split(","))))
    assert [drawer.get(place) for place in (before, *places)] == ["before", "of the copy", "of a later one"]
    assert all(map(drawer.is_shared, (before, *places)))


def test_a_process_too_many_keeps_what_it_puts_down_to_itself(tmp_path: Path) -> None:
    drawer = Drawer(tmp_path, share=1)
    drawer.put("before")
    child = os.fork()
    if not child:
        own = drawer.put("of the copy")
        os._exit(0 if (drawer.get(own), drawer.is_shared(own)) == ("of the copy", False) else 1)
    assert os.waitpid(child, 0)[1] == 0
