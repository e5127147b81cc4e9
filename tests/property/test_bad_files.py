"""Whatever lies beside them, good entries are built, byte for byte.

`DOODLEBOOK_FUZZ=300` tries as many folders.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import sites

EXAMPLES = int(os.environ.get("DOODLEBOOK_FUZZ", "10"))
GOOD = {
    "notes/green tea.md": "Title: Green tea\n\nSee [[Water]], hot, not *boiling*.\n",
    "notes/water.md": "---\ntitle: Water\n---\n\n## From the spring\n\n> [!note] Soft\n> And cold.\n",
    # One of each, so that the menu has the same links whatever else there is.
    "posts/pot.md": "Title: Pot\nDate: 2026-01-01\n\nOf clay.\n",
    "doodles/cup.md": "Title: Cup\nDate: 2026-01-01\n\nOf tin.\n",
    "posts/lid.md": "Title: Lid\nDate: 2026-01-01\nStatus: draft\n\nOf wood.\n",
}
PAGES = ("notes/green-tea/index.html", "notes/water/index.html")
KEYS = st.sampled_from(["Title", "Date", "Slug", "Status", "Image", "Message", "Template", "Lang", "Alt", "Save_as"])
VALUES = st.one_of(
    st.text(max_size=40), st.sampled_from(["2026-01-02", "tea", "[", "{a: [", "\x1b[31m", "base", "../x", "a" * 300])
)
LINES = st.lists(st.builds("{}: {}".format, KEYS, VALUES), max_size=5).map("\n".join)
TEXTS = st.builds(
    "{}{}\n{}{}".format, st.sampled_from(["", "---\n", "+++\n"]), LINES, st.sampled_from(["\n", "---\n"]), st.text()
)
DATA = st.one_of(st.binary(max_size=200), TEXTS.map(lambda text: text.encode("utf-8", "replace")))
STEMS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1, max_size=20)
NAMES = st.builds(
    "{}/{}{}".format, st.sampled_from(["posts", "doodles", "images"]), STEMS, st.sampled_from([".md", ".png"])
)


def make(folder: Path, bad: dict[str, bytes]) -> list[bytes]:
    """The pages of the good entries, built with *bad* files beside them."""
    content, output = folder / "content", folder / "output"
    for name, data in [*((name, text.encode()) for name, text in GOOD.items()), *bad.items()]:
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # A name that no file can have is none that anybody gives.
        with suppress(OSError):
            path.write_bytes(data)
    site = sites.build(content, output, {"CACHE_PATH": str(folder.parent / "cache")}, public=False)
    assert not site.failed, site.failure
    return [(output / page).read_bytes() for page in PAGES]


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.dictionaries(NAMES, DATA, min_size=3, max_size=12))
def test_good_entries_are_built_whatever_lies_beside_them(bad: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        alone = make(Path(folder) / "alone", {})
        beside = make(Path(folder) / "beside", bad)
    assert alone == beside
