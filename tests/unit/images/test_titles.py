"""The titles of three real blogs, set without a cut, a box, an overflow or a word alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugins.images.cards import TITLE_BOX
from plugins.images.fonts import TITLE_FONTS, FontBook, packaged_fonts
from plugins.images.lettering import draw_lettering, set_text

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
LONGEST = 50
ROOM = 1020, 280

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the blogs of others, ../shared/corpus, are not here")


def find_titles(folder: str) -> dict[str, str]:
    """The titles of a blog by their paths."""
    paths = [path for path in (CORPUS / folder).rglob("*") if path.suffix in (".md", ".markdown")]
    found = {
        path.relative_to(CORPUS).as_posix(): re.search(
            r"^title:\s*(.+)$", path.read_text("utf-8-sig"), re.IGNORECASE | re.MULTILINE
        )
        for path in sorted(paths)
    }
    return {place: title[1].strip("\"' ") for place, title in found.items() if title}


def find_longest(folder: str) -> dict[str, str]:
    titles = find_titles(folder)
    return dict(sorted(titles.items(), key=lambda item: (-len(item[1]), item[0]))[:LONGEST])


TITLES = {**find_titles("author-blog"), **find_titles("pelican-mawenbao"), **find_longest("pelican-eevee")}


def test_the_titles_of_all_three_blogs_are_here() -> None:
    counts = [
        sum(place.startswith(blog) for place in TITLES) for blog in ("author-blog", "pelican-mawenbao", "pelican-eevee")
    ]
    assert counts == [41, 143, 50]
    assert sum(bool(re.search("[\u4e00-\u9fff]", title)) for title in TITLES.values()) == 127


@pytest.fixture(scope="module")
def book() -> FontBook:
    return FontBook(packaged_fonts(TITLE_FONTS))


@pytest.mark.parametrize("place", TITLES)
def test_a_title_is_set_without_a_cut_a_box_or_an_overflow(book: FontBook, place: str) -> None:
    lettering = set_text(TITLES[place], book, *ROOM)
    assert not lettering.is_cut
    assert lettering.missing == ()
    assert 1 <= len(lettering.lines) <= 4
    assert lettering.size_px >= 66
    assert max(line.width_px for line in lettering.lines) <= ROOM[0] + 1
    assert len(lettering.lines) * lettering.size_px * lettering.leading <= ROOM[1] + 1
    set_words = "".join(run.text for line in lettering.lines for run in line.runs)
    assert re.sub(r"\s", "", set_words) == re.sub(r"\s", "", TITLES[place])
    mask = draw_lettering(lettering, book, TITLE_BOX, is_title=True)
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    assert left > 0
    assert top > 0
    assert right < mask.width
    assert bottom < mask.height
