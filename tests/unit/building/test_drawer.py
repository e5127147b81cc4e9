from __future__ import annotations

import os
from pathlib import Path

from plugins.building.drawer import Drawer


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
