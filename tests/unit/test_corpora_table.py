from __future__ import annotations

from tests.corpora_table import Ended, make_row

HOME = """\
Reading a
note: a/x.md:1: loose [front-matter]
warning: a/x.md:2: gone; write it [link]
warning: a/y.md:2: gone; write it [link]
9 files: 5 entries, 1 draft and 1 scheduled (marked), 1 held back, 0 introductions, 1 other file, 0 not read; 2 problems
"""


def test_a_row_tells_what_became_of_the_files_and_what_stops_the_public_site() -> None:
    home, public = Ended(0, HOME, 3.4, 120.2), Ended(1, HOME, 1.0, 50.0)
    assert make_row("a", home, public, [1_000_000, 500_000]) == (
        *("a", "9", "5", "3", "0", "0", "2", "1.5", "3", "120"),
        "stops: link 2",
        "link 2, front-matter 1",
    )
