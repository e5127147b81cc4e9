"""Small entries whose excerpts once failed, by their paths: beside the project, in `../shared/cases/social`."""

from __future__ import annotations

import pytest

from tests.oracles.corpora import PROJECT
from tests.oracles.excerpts import Reader

CASES = (PROJECT.parent / "shared" / "cases" / "social").resolve()

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases, ../shared/cases, are not here")


@pytest.mark.parametrize(
    ("name", "path", "excerpt"),
    [
        (
            "cjk-gap",
            "notes/元数据.md",
            "元数据是关于数据的数据，常见于各种文件之中。例如一本书的出版社、作者和出版时间，就是这本书的元数据。",
        ),
        ("empty-label", "posts/a.md", "A post from 2026 in site, tagged film, drama."),
        (
            "formula-below-words",
            "posts/a.md",
            "The first can happen anywhere, the second one only inside a nucleus.",
        ),
        (
            "formula-holes",
            "notes/Orthogonal matrix.md",
            "The inverse of such a matrix is equal to its transpose Q⁻¹ = Qᵀ. So we can also say that QᵀQ = I.",
        ),
        (
            "formula-spaced",
            "posts/a.md",
            (
                "Below we write the quantities D and u without what they depend on, to keep it short."
                " Diffusion evens out what is uneven."
            ),
        ),
        (
            "link-before-index",
            "notes/algoritmi.md",
            "introduzione, grafi, alberi di copertura, programmazione dinamica.",
        ),
        ("list-of-commands", "posts/a.md", "List all disks; blank a disk; copy a disk."),
        (
            "only-quotes",
            "posts/a.md",
            (
                "“The lid is the whole secret of the pot, and whoever leaves it off drinks cold tea.”"
                " “A pot without a lid is a bowl.”"
            ),
        ),
    ],
)
def test_the_excerpt_is_what_a_reader_would_print(name: str, path: str, excerpt: str) -> None:
    found = Reader("site", CASES / name).read(path)
    assert found is not None
    assert found.entry.excerpt == excerpt


@pytest.mark.parametrize(
    ("name", "card", "description"),
    [
        (
            "description-cut",
            (
                "A lid is the small round thing of tin, glass or clay that keeps the heat inside the pot while the tea"
                " draws, and lets you wait for it without any worry at all. It costs little."
            ),
            (
                "A lid is the small round thing of tin, glass or clay that keeps the heat inside the pot while the tea"
                " draws…"
            ),
        ),
        (
            "description-short",
            (
                "Lids are a small thing of tin, glass or of clay. They keep the heat inside the pot while the tea"
                " draws,"
                " and they let you wait for it for as long as your patience holds…"
            ),
            (
                "Lids are a small thing of tin, glass or of clay. They keep the heat inside the pot while the tea"
                " draws,"
                " and they let you wait…"
            ),
        ),
    ],
)
def test_the_descriptions_fill_their_room(name: str, card: str, description: str) -> None:
    found = Reader("site", CASES / name).read("posts/a.md")
    assert found is not None
    assert (found.entry.card_description, found.entry.description) == (card, description)
