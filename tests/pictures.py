"""Pictures for tests: drawn here; and, beside the project, cases that once came out wrong and those of others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
DRAWINGS = Path(os.environ.get("CASES_PATH") or SHARED / "cases").resolve() / "drawings"
SIZE = (1200, 900)
CORPUS = Path(os.environ.get("CORPUS_PATH") or SHARED / "corpus").resolve()


def case_path(name: str) -> Path:
    """The picture of the case *name*; the test is skipped where the cases are not here."""
    paths = [path for path in sorted((DRAWINGS / name).glob("*")) if path.suffix in (".png", ".jpg")]
    if not paths:
        pytest.skip(f"the case {name} is not here")
    return paths[0]


def corpus_picture(path: str) -> Image.Image:
    """A picture of a corpus; the test is skipped where it is not here."""
    if not (CORPUS / path).is_file():
        pytest.skip(f"{path} is not here")
    with Image.open(CORPUS / path) as picture:
        return on_white(picture)


def on_white(picture: Image.Image) -> Image.Image:
    """*picture* as `RGB`, on white where it has transparency."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    sheet = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(sheet, picture.convert("RGBA")).convert("RGB")


def lines() -> Image.Image:
    sheet = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(sheet)
    for step in range(12):
        box = (60 + 90 * step, 100 + 17 * step, 160 + 90 * step, 260 + 29 * step)
        pen.ellipse(box, outline=(20, 30, 90), width=7)
        pen.line((*box[:2], box[2], box[3] + 300), fill=(200, 40, 40), width=6)
    return sheet


def with_grain(picture: Image.Image) -> Image.Image:
    grain = Image.effect_noise(picture.size, 9).convert("RGB")
    return ImageChops.add(picture, grain, offset=-128)


def balls() -> Image.Image:
    """Shaded balls on a light table, as a camera sees them."""
    sheet = Image.new("RGB", SIZE, (226, 220, 212))
    for x, y, radius, color in ((400, 450, 190, (200, 60, 40)), (760, 420, 240, (50, 90, 160))):
        shade = Image.radial_gradient("L").resize((2 * radius, 2 * radius)).point([255 - v for v in range(256)])
        ball = Image.merge("RGB", [shade.point([v * band // 255 for v in range(256)]) for band in color])
        mask = Image.new("L", ball.size, 0)
        ImageDraw.Draw(mask).ellipse((0, 0, 2 * radius, 2 * radius), fill=255)
        sheet.paste(ball, (x - radius, y - radius), mask)
    return with_grain(sheet)
