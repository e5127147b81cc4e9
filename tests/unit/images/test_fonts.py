from __future__ import annotations

import struct
from pathlib import Path

import pytest

from plugins.images import fonts
from plugins.images.fonts import (
    Coverage,
    Face,
    FontBook,
    FontError,
    describe_missing,
    find_font_files,
    open_book,
    read_faces,
    split_clusters,
)


def make_font(characters: dict[int, int], *, extra_tables: tuple[bytes, ...] = (), table_format: int = 12) -> bytes:
    """A font file with nothing but a table of characters: good for asking, not for drawing."""
    if table_format == 12:
        groups = b"".join(struct.pack(">III", code, code, glyph) for code, glyph in sorted(characters.items()))
        table = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(characters)) + groups
        encoding = 10
    else:
        segments = [*sorted(characters.items()), (0xFFFF, 0)]
        codes = [code for code, _ in segments]
        deltas = [(glyph - code) & 0xFFFF for code, glyph in segments]
        count = len(segments)
        table = struct.pack(">HHHHHHH", 4, 16 + 8 * count, 0, 2 * count, 0, 0, 0)
        table += struct.pack(f">{count}H", *codes) + b"\0\0" + struct.pack(f">{count}H", *codes)
        table += struct.pack(f">{count}H", *deltas) + struct.pack(f">{count}H", *([0] * count))
        encoding = 1
    cmap = struct.pack(">HHHHI", 0, 1, 3, encoding, 12) + table
    tags = (b"cmap", b"glyf", *extra_tables)
    start = 12 + 16 * len(tags)
    head = struct.pack(">IHHHH", 0x00010000, len(tags), 0, 0, 0)
    return head + b"".join(struct.pack(">4sIII", tag, 0, start, len(cmap)) for tag in tags) + cmap


@pytest.mark.parametrize("table_format", [4, 12])
def test_a_font_has_the_characters_of_its_table(tmp_path: Path, table_format: int) -> None:
    path = tmp_path / "small.ttf"
    path.write_bytes(make_font({0x41: 3, 0x43: 4, 0x44: 0}, table_format=table_format))
    (face,) = read_faces(path)
    assert [face.has(char) for char in "ABCD"] == [True, False, True, False]


def test_a_font_whose_colors_cannot_be_drawn_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "emoji.ttf"
    path.write_bytes(make_font({0x41: 3}, extra_tables=(b"SVG ",)))
    assert read_faces(path) == []


def test_a_collection_has_several_faces(tmp_path: Path) -> None:
    one = make_font({0x41: 3})
    # Offsets in a collection count from its start; both faces share one table directory here.
    moved = bytearray(one)
    for entry in range(2):
        place = 12 + 16 * entry + 8
        struct.pack_into(">I", moved, place, struct.unpack_from(">I", moved, place)[0] + 20)
    path = tmp_path / "two.ttc"
    path.write_bytes(b"ttcf" + struct.pack(">IIII", 0x00010000, 2, 20, 20) + bytes(moved))
    assert [(face.index, face.has("A"), face.has("B")) for face in read_faces(path)] == [
        (0, True, False),
        (1, True, False),
    ]


@pytest.mark.parametrize(
    "data",
    [b"", b"abc", b"ttcf", b"\0\1\0\0\0\5", make_font({0x41: 3})[:60], b"\xff" * 200],
    ids=["empty", "short", "collection", "directory", "cut off", "noise"],
)
def test_a_broken_font_is_an_error_or_no_face(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(data)
    try:
        assert read_faces(path) == []
    except FontError as error:
        assert str(error).startswith(f"font '{path}' cannot be read")  # noqa: PT017 (either way is right)


def test_a_broken_font_does_not_keep_others_from_use(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(b"not a font")
    (tmp_path / "b.ttf").write_bytes(make_font({0x41: 3}))
    face = FontBook([tmp_path / "a.ttf", tmp_path / "missing.ttf", tmp_path / "b.ttf"]).face_for("A")
    assert face is not None
    assert face.path.name == "b.ttf"


def test_fonts_of_the_author_come_first_and_the_systems_last(tmp_path: Path) -> None:
    system = tmp_path / "system"
    system.mkdir()
    (tmp_path / "own.ttf").write_bytes(make_font({0x41: 3}))
    (system / "s.ttf").write_bytes(make_font({0x41: 3, 0x42: 4}))
    book = FontBook([tmp_path / "own.ttf"], system_folders=[system])
    assert [face and face.path.name for face in map(book.face_for, "ABC")] == ["own.ttf", "s.ttf", None]


def test_bold_upright_fonts_are_asked_before_others(tmp_path: Path) -> None:
    for name in ("Sans-Regular.ttf", "Sans-BoldItalic.ttf", "Sans-Bold.ttf", "readme.txt", "Serif-Bold.otf"):
        (tmp_path / name).touch()
    assert [path.name for path in find_font_files([tmp_path, tmp_path / "absent"])] == [
        "Sans-Bold.ttf",
        "Serif-Bold.otf",
        "Sans-Regular.ttf",
        "Sans-BoldItalic.ttf",
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Žluťoučký kůň, ß ł ø ñ Å İ ğ", id="accented Latin"),
        pytest.param("Những ý tưởng vẽ tay", id="Vietnamese"),
        pytest.param("Ἐν ἀρχῇ ἦν ὁ λόγος, ϊΰ", id="Greek"),
        pytest.param("Съешь ещё этих мягких булок, їєґў", id="Cyrillic"),
        pytest.param("“Quotes”, ‘more’ — dash… € → •", id="signs"),
    ],
)
def test_the_packaged_font_has(book: FontBook, text: str) -> None:
    runs, missing = book.split(text)
    assert missing == []
    assert len(runs) == 1


def test_what_nobody_has_is_in_no_run(book: FontBook) -> None:
    runs, missing = book.split("Tea 茶 and 👩‍🚀")
    assert "".join(run.text for run in runs) == "Tea  and "
    assert missing == ["茶", "👩‍🚀"]


def test_a_letter_is_drawn_without_the_mark_that_nobody_has(book: FontBook) -> None:
    runs, missing = book.split("q\u0f71")
    assert missing == []
    assert len(runs) == 1


def test_right_to_left_text_is_one_run_if_one_font_has_it_all(tmp_path: Path) -> None:
    (tmp_path / "latin.ttf").write_bytes(make_font({0x41: 3, 0x20: 4}))
    (tmp_path / "hebrew.ttf").write_bytes(make_font({0x41: 3, 0x20: 4, 0x5D0: 5}))
    book = FontBook([tmp_path / "latin.ttf", tmp_path / "hebrew.ttf"])
    assert [(run.text, run.face.path.name) for run in book.split("א A")[0]] == [("א A", "hebrew.ttf")]
    assert [run.face.path.name for run in book.split("A A")[0]] == ["latin.ttf"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("né", ["n", "é"], id="composed"),
        pytest.param("ne\u0301e", ["n", "e\u0301", "e"], id="combining mark"),
        pytest.param("👩\u200d🚀!", ["👩\u200d🚀", "!"], id="joined"),
        pytest.param("👍🏽👍", ["👍🏽", "👍"], id="skin tone"),
        pytest.param("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"], id="flags"),
        pytest.param("✓\ufe0fx", ["✓\ufe0f", "x"], id="selector"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_clusters_are_what_a_reader_sees_as_one(text: str, expected: list[str]) -> None:
    assert split_clusters(text) == expected


def test_the_fingerprint_is_that_of_the_fonts_used(book: FontBook) -> None:
    assert book.fingerprint("Tea") == book.fingerprint("Coffee")
    assert book.fingerprint("Tea") != book.fingerprint("茶")


def test_a_font_is_opened_once_for_a_size(book: FontBook) -> None:
    face = book.face_for("A")
    assert face is not None
    assert book.font(face, 40) is book.font(face, 40)
    assert book.font(face, 40) is not book.font(face, 41)


def test_without_the_font_package_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "TITLE_FONTS", (("no_such_package", "files/font.ttf"),))
    assert open_book(with_system=False).face_for("A") is None


def test_missing_characters_are_named_with_their_numbers() -> None:
    assert describe_missing(list("茶道具入門")) == "'茶' (U+8336), '道' (U+9053), '具' (U+5177) and 2 more"
    assert describe_missing(["茶", "👩‍🚀"]) == "'茶' (U+8336), '👩‍🚀' (U+1F469 U+200D U+1F680)"


def test_figures_are_asked_for_only_where_they_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.images.fonts.pillow_features.check", lambda _: True)
    assert FontBook([]).features == ["lnum"]
    monkeypatch.setattr("plugins.images.fonts.pillow_features.check", lambda _: False)
    assert FontBook([]).features is None


def test_coverage_ends_where_its_ranges_do() -> None:
    coverage = Coverage((10, 30), (20, 40), frozenset((15,)))
    assert [code for code in (9, 10, 15, 20, 21, 29, 30, 40, 41) if code in coverage] == [10, 20, 30, 40]


def test_faces_are_told_apart_by_their_tables(tmp_path: Path) -> None:
    faces: list[Face] = []
    for name, font in (("a.ttf", make_font({0x41: 3})), ("b.ttf", make_font({0x41: 3, 0x42: 4}))):
        (tmp_path / name).write_bytes(font)
        faces += read_faces(tmp_path / name)
    assert faces[0].fingerprint != faces[1].fingerprint
