from __future__ import annotations

import io
import mmap
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables.otTables import PaintFormat
from fontTools.ttLib.tables.sbixGlyph import Glyph as BitmapGlyph
from fontTools.ttLib.tables.sbixStrike import Strike
from PIL import Image, ImageDraw

from plugins.images.cache import Cache
from plugins.images.emoji import find_size, trace_ink
from plugins.images.featured import make_featured
from plugins.images.fonts import TITLE_FONTS, FontBook, packaged_fonts, read_faces
from plugins.images.lettering import draw_lettering, set_text
from plugins.images.workshop import ImageSettings, open_workshop
from plugins.shared.entry import Entry

PARROT = "🦜"
BOX = (0, 0, 600, 200)


def start_font(tmp_path: Path) -> tuple[FontBuilder, Path]:
    """A font that has a parrot, 1,000 units wide: a square with a smaller one in it."""
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "parrot", "outer", "inner"])
    font.setupCharacterMap({ord(PARROT): "parrot"})
    glyphs, metrics = {}, {}
    for name, low, high in ((".notdef", 0, 900), ("parrot", 0, 900), ("outer", 0, 900), ("inner", 300, 600)):
        pen = TTGlyphPen(None)
        pen.moveTo((low, low))
        for point in ((low, high), (high, high), (high, low)):
            pen.lineTo(point)
        pen.closePath()
        glyphs[name] = pen.glyph()
        metrics[name] = (1000, low)
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics(metrics)
    font.setupHorizontalHeader(ascent=900, descent=-100)
    font.setupOS2()
    font.setupPost()
    return font, tmp_path / "emoji.ttf"


def save_layers(tmp_path: Path) -> Path:
    font, path = start_font(tmp_path)
    font.setupCOLR({"parrot": [("outer", 0), ("inner", 1)]})
    font.setupCPAL([[(1.0, 0.8, 0.1, 1.0), (0.9, 0.2, 0.2, 1.0)]])
    font.save(path)
    return path


def save_bitmaps(tmp_path: Path) -> Path:
    font, path = start_font(tmp_path)
    picture = Image.new("RGBA", (90, 90), (255, 204, 25, 255))
    ImageDraw.Draw(picture).rectangle((30, 30, 60, 60), fill=(230, 51, 51, 255))
    file = io.BytesIO()
    picture.save(file, "PNG")
    strike = Strike(ppem=100, resolution=72)
    strike.glyphs = {
        name: BitmapGlyph(glyphName=name, graphicType="png ", imageData=file.getvalue())
        for name in (".notdef", "parrot")
    }
    font.font["sbix"] = newTable("sbix")
    font.font["sbix"].strikes = {100: strike}
    font.save(path)
    return path


@pytest.mark.parametrize("save", [save_layers, save_bitmaps])
def test_an_emoji_in_colors_is_drawn_in_outline(tmp_path: Path, save: Callable[[Path], Path]) -> None:
    book = FontBook([*packaged_fonts(TITLE_FONTS[:1]), save(tmp_path)])
    lettering = set_text(PARROT, book, 560, 190)
    assert lettering.missing == ()
    mask = draw_lettering(lettering, book, BOX, is_title=True)
    left, top, right, bottom = mask.point(lambda value: value > 127 and 255).getbbox() or (0, 0, 0, 0)
    # Nine tenths of a square of 120 pixels, at 0.85 of its size.
    assert right - left == pytest.approx(0.9 * 0.85 * 120, abs=2)
    assert bottom - top == pytest.approx(0.9 * 0.85 * 120, abs=2)
    middle = (top + bottom) // 2
    row = mask.crop((left, middle, right, middle + 1)).tobytes()
    assert max(row[:5]) == 255, "the outline"
    assert row[15] == 0, "a bright colour is paper"
    assert max(row[25:36]) > 240, "where two colours meet"
    assert row[45] == 0, "and so is another"


def test_letters_come_from_fonts_of_one_ink_and_so_do_spaces(tmp_path: Path) -> None:
    book = FontBook([save_layers(tmp_path), *packaged_fonts(TITLE_FONTS[:1])])
    runs, missing = book.split(f"Tea {PARROT} for two")
    assert [(run.text, bool(run.face.color_px)) for run in runs] == [
        ("Tea ", False),
        (PARROT, True),
        (" for two", False),
    ]
    assert missing == []


def test_one_ink_comes_before_colors(tmp_path: Path) -> None:
    colored = save_layers(tmp_path)
    font, _ = start_font(tmp_path)
    font.save(tmp_path / "plain.ttf")
    face = FontBook([colored, tmp_path / "plain.ttf"]).face_for(PARROT)
    assert face
    assert face.path.name == "plain.ttf"


def test_what_a_font_names_and_cannot_draw_is_missing(tmp_path: Path) -> None:
    font, path = start_font(tmp_path)
    font.setupCOLR({"parrot": [("inner", 0)]})
    font.setupCPAL([[(1.0, 1.0, 1.0, 0.0)]])
    font.save(path)
    assert read_faces(path)[0].has(PARROT)
    assert FontBook([path]).split(PARROT) == ([], [PARROT])


def test_gradients_that_cannot_be_drawn_are_missing_and_no_box(tmp_path: Path) -> None:
    """As the newest fonts have them: all that is seen is in `COLR` version 1, and the glyph itself is empty."""
    font, path = start_font(tmp_path)
    font.font["glyf"]["parrot"] = TTGlyphPen(None).glyph()
    paint = {"Format": PaintFormat.PaintSolid, "PaletteIndex": 0, "Alpha": 1.0}
    font.setupCOLR({"parrot": {"Format": PaintFormat.PaintGlyph, "Glyph": "outer", "Paint": paint}}, version=1)
    font.setupCPAL([[(1.0, 0.8, 0.1, 1.0)]])
    font.save(path)
    assert read_faces(path)[0].has(PARROT)
    assert FontBook([path]).split(PARROT) == ([], [PARROT])


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ({b"CBDT": 0, b"CBLC": 0}, 109),
        ({b"sbix": 200}, 160),
        ({b"COLR": 0}, 128),
        ({b"glyf": 0, b"SVG ": 0}, 0),
    ],
    ids=["CBDT", "sbix", "COLR", "none"],
)
def test_the_size_in_which_a_font_draws_colors(tmp_path: Path, tables: dict[bytes, int], expected: int) -> None:
    strikes = b"".join(bytes(44) + bytes([size, size, 32, 1]) for size in (20, 109))
    bitmaps = struct.pack(">HHI", 3, 0, 2) + strikes
    pictures = struct.pack(">HHIII", 1, 1, 2, 16, 20) + struct.pack(">HHHH", 40, 72, 160, 72)
    (tmp_path / "font").write_bytes(bitmaps.ljust(200, b"\0") + pictures)
    with (tmp_path / "font").open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        assert find_size(data, tables) == expected


def test_lines_part_colors_shades_are_left_out_and_what_is_dark_is_filled() -> None:
    picture = Image.new("RGBA", (90, 60), (255, 255, 255, 0))
    picture.paste((250, 220, 60, 255), (10, 10, 40, 50))
    picture.paste((250, 205, 60, 255), (20, 10, 30, 50))
    picture.paste((220, 60, 60, 255), (40, 10, 70, 50))
    picture.paste((20, 40, 20, 255), (70, 10, 85, 50))
    ink = trace_ink(picture)
    assert [ink.getpixel((x, 30)) for x in (5, 11, 20, 30, 40, 55, 76, 88)] == [0, 255, 0, 0, 255, 0, 255, 0]


def test_a_character_that_no_font_has_is_named_at_the_title(make_entry: Callable[..., Entry], tmp_path: Path) -> None:
    settings = ImageSettings("Site", with_system_fonts=False)
    made = make_featured(
        make_entry("Tea 𓀀", lines={"title": 3}), open_workshop(tmp_path, settings, Cache(tmp_path / ".cache"))
    )
    assert [str(problem) for problem in made.problems] == [
        "posts/tea.md:3: no font at hand has '𓀀' (U+13000), so the card is drawn without; name a font in CARD_FONTS"
    ]


def test_emoji_are_drawn_by_a_packaged_font_in_one_ink(make_entry: Callable[..., Entry], tmp_path: Path) -> None:
    settings = ImageSettings("Site", with_system_fonts=False)
    workshop = open_workshop(tmp_path, settings, Cache(tmp_path / ".cache"))
    for title in (f"Tea {PARROT}", "A quiet season 🎄", "Pots 🫖 and 👩🏽\u200d🌾, 🇯🇵, 1️⃣, ❤️"):
        assert make_featured(make_entry(title), workshop).problems == ()
    face = workshop.books.title.face_for("🎄")
    assert face
    assert (face.path.name, face.color_px) == ("NotoEmoji[wght].ttf", 0)
    runs, _ = workshop.books.title.split("I ❤️ tea")
    assert [(run.text, run.face is face) for run in runs] == [("I ", False), ("❤", True), (" tea", False)]
