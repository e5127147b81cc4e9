"""Pictures that a text describes, in the cache and in the site."""

from __future__ import annotations

from pathlib import Path

from plugins.shared.drawn_files import keep_drawings, name_drawing, place_drawings

NAME = "0123456789abcdef0123456789abcdef"


def test_other_looks_have_another_name() -> None:
    assert name_drawing("a", "b") != name_drawing("a", "c")
    assert name_drawing("a", "b") == name_drawing("a", "b")


def test_files_are_kept_and_named_with_their_place_in_the_site(tmp_path: Path) -> None:
    kept, not_kept = keep_drawings([(f"{NAME}.svg", b"<svg/>")], tmp_path)
    path = tmp_path / "diagrams" / "01" / f"{NAME}.svg"
    assert kept == ((f"images/diagrams/{NAME}.svg", str(path)),)
    assert not_kept == {}
    assert path.read_bytes() == b"<svg/>"


def test_a_damaged_file_is_written_again(tmp_path: Path) -> None:
    keep_drawings([(f"{NAME}.svg", b"<svg/>")], tmp_path)
    path = tmp_path / "diagrams" / "01" / f"{NAME}.svg"
    path.write_bytes(b"")
    keep_drawings([(f"{NAME}.svg", b"<svg/>")], tmp_path)
    assert path.read_bytes() == b"<svg/>"


def test_what_the_cache_cannot_take_is_given_back(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("no folder")
    assert keep_drawings([(f"{NAME}.svg", b"<svg/>")], tmp_path / "cache") == (
        (),
        {f"images/diagrams/{NAME}.svg": b"<svg/>"},
    )


def test_addresses_begin_with_that_of_the_site() -> None:
    html = f'<source srcset="drawn:{NAME}-dark.svg"><img src="drawn:{NAME}.svg"><a href="drawn:x">drawn:{NAME}.svg</a>'
    assert place_drawings(html, "https://tea.example") == (
        f'<source srcset="https://tea.example/images/diagrams/{NAME}-dark.svg">'
        f'<img src="https://tea.example/images/diagrams/{NAME}.svg"><a href="drawn:x">drawn:{NAME}.svg</a>'
    )
