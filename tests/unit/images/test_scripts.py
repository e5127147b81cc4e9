"""Every style in every script, held against small pictures that this code once drew and somebody looked at.

And the picture of all styles in the manual, which is such a one.

To draw them anew after a change that is meant: `python -m tests.unit.images.test_scripts`, then look at each.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from plugins.images.cards import Books, CardLook, CardResult, CardText, render_card
from plugins.images.colors import PAPER
from plugins.images.fonts import LABEL_FONTS, LABEL_WEIGHT, TITLE_FONTS, FontBook, packaged_fonts
from plugins.images.styles import load_styles
from plugins.shared.category_colors import PALETTE
from plugins.shared.entry import Kind
from tests.unit.images.test_emoji import save_layers

GOLDEN_PATH = Path(__file__).with_name("golden")
SIZE = (240, 126)
# Other versions of FreeType draw edges a little differently; another letter, place or colour is far beyond it.
LARGEST_MEAN, LARGEST_RMS = 2.5, 14.0
TITLES = {
    "latin": "Žluťoučký kůň: naïveté",
    "greek": "Ἐν ἀρχῇ ἦν ὁ λόγος",
    "cyrillic": "Заметки о рисовании",
    "vietnamese": "Những ý tưởng vẽ tay",
    "chinese": "用手绘的方式思考",
    "japanese": "手で描くノートの作り方",
    "korean": "손으로 그리는 생각",
    "arabic": "أفكاري قبل أن أكتب Tea 12",
    "hebrew": "מחשבות ביד עם Tea 4.12",
    "devanagari": "हाथ से बने चित्र",
    "thai": "ความคิดที่วาดด้วยมือ",
    "emoji": "Tea 🦜 and ink",
}
STYLES, _ = load_styles()
MANUAL_PATH = Path(__file__).resolve().parents[3] / "content" / "images" / "card-styles.png"
GAP_PX = 10
# What the manual shows: style, title, kind and colour, two in a row.
SHOWN = (
    ("paper", "How to make a good cup of tea", Kind.POST, "#c2513b"),
    ("ink", "Seven ways to sharpen a pencil", Kind.POST, "#2c7fb8"),
    ("chalkboard", "Draw first, write second", Kind.DOODLE, "#c2513b"),
    ("blueprint", "From a folder to a site", Kind.DOODLE, "#2c7fb8"),
    ("marker", "A note is not a small post", Kind.NOTE, "#6f8f26"),
    ("photo", "Three minutes", Kind.ROCKET, "#8a52b3"),
)


@pytest.fixture(scope="module")
def all_books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    return make_books(tmp_path_factory.mktemp("fonts"))


def make_books(folder: Path) -> Books:
    """The packaged fonts, and last one of emoji in colours, which is made in *folder*."""
    emoji = save_layers(folder)
    titles = FontBook([*packaged_fonts(TITLE_FONTS), emoji])
    return Books(titles, FontBook([*packaged_fonts(LABEL_FONTS), emoji], weight=LABEL_WEIGHT))


def draw(style: str, script: str, books: Books) -> CardResult:
    number = list(TITLES).index(script)
    look = CardLook(list(Kind)[number % len(Kind)], PALETTE[number % len(PALETTE)], STYLES[style])
    return render_card(CardText(TITLES[script], "Tea", "Site", "Ann"), look, seed=f"{style}/{script}/", books=books)


def small(result: CardResult) -> Image.Image:
    with Image.open(io.BytesIO(result.data)) as picture:
        return picture.convert("RGB").resize(SIZE, Image.Resampling.BOX)


def draw_column(style: str, books: Books) -> Image.Image:
    """All scripts in one style, one below the other."""
    column = Image.new("RGB", (SIZE[0], SIZE[1] * len(TITLES)))
    for number, script in enumerate(TITLES):
        column.paste(small(draw(style, script, books)), (0, number * SIZE[1]))
    return column


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("script", TITLES)
def test_every_style_sets_every_script(style: str, script: str, all_books: Books) -> None:
    result = draw(style, script, all_books)
    assert result.missing_glyphs == ()
    assert result.contrast >= 7
    assert len(result.data) <= 300_000
    top = list(TITLES).index(script) * SIZE[1]
    with Image.open(GOLDEN_PATH / f"{style}.png") as column:
        golden = column.convert("RGB").crop((0, top, SIZE[0], top + SIZE[1]))
    difference = ImageStat.Stat(ImageChops.difference(small(result), golden))
    assert max(difference.mean) <= LARGEST_MEAN
    assert max(difference.rms) <= LARGEST_RMS


def draw_manual(books: Books) -> Image.Image:
    """All styles on one sheet."""
    sheet = Image.new("RGB", (2 * 600 + 3 * GAP_PX, 3 * 315 + 4 * GAP_PX), PAPER)
    for number, (style, title, kind, color) in enumerate(SHOWN):
        text = CardText(title, style.capitalize(), "Doodlebook", "Mira Holm")
        card = render_card(text, CardLook(kind, color, STYLES[style]), seed=f"styles/{style}/", books=books)
        with Image.open(io.BytesIO(card.data)) as picture:
            small = picture.convert("RGB").reduce(2)
        sheet.paste(small, (GAP_PX + number % 2 * (600 + GAP_PX), GAP_PX + number // 2 * (315 + GAP_PX)))
    return sheet


def test_the_manual_shows_the_styles_as_they_are(all_books: Books) -> None:
    with Image.open(MANUAL_PATH) as shown:
        difference = ImageStat.Stat(ImageChops.difference(draw_manual(all_books), shown.convert("RGB")))
    assert max(difference.mean) <= LARGEST_MEAN
    assert max(difference.rms) <= LARGEST_RMS


def write_golden() -> None:
    GOLDEN_PATH.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        _write_golden(make_books(Path(folder)))


def _write_golden(books: Books) -> None:
    for style in STYLES:
        column = draw_column(style, books).quantize(224, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        column.save(GOLDEN_PATH / f"{style}.png", optimize=True)
    manual = draw_manual(books).quantize(224, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    manual.save(MANUAL_PATH, optimize=True)


if __name__ == "__main__":
    write_golden()
