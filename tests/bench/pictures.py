"""What pictures cost: cards, one by one and a thousand in one build, and a large doodle.

The drawing runs in a process of its own, `python -m tests.bench.pictures FOLDER`, which prints its figures as JSON.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

from plugins.images.cache import Cache
from plugins.images.featured import Featured, make_all, make_featured
from plugins.images.styles import load_styles
from plugins.images.workshop import ImageSettings, Workshop, open_workshop
from plugins.shared.entry import Kind
from tests.bench.contenders import PROJECT, make_doodlebook
from tests.bench.corpus import make_post
from tests.bench.measuring import ContenderError, run_timed
from tests.entries import make_entry

CARD_COUNT = 60
DOODLE_COUNT = 3
BUILD_COUNT = 1_000
DOODLE_SIZE = (4000, 3000)

Drawn = dict[str, list[float]]
"""Seconds, or bytes, by what was measured."""


def measure_pictures(folder: Path, rounds: int) -> Drawn:
    """Figures of drawing, in the empty *folder*."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.pictures", str(folder)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ContenderError(f"drawing failed:\n{done.stderr}")
    drawn: Drawn = json.loads(done.stdout)
    return drawn | _measure_build(folder / "site", rounds)


def _measure_build(folder: Path, rounds: int) -> Drawn:
    """A thousand cards drawn in one build."""
    contender = make_doodlebook(folder, pictures_path=None)
    contender.set_up()
    for number in range(BUILD_COUNT):
        contender.save(make_post(number))
    samples = []
    for _ in range(rounds):
        contender.forget()
        samples.append(run_timed(contender.build_command, contender.folder))
    return {
        "1,000 cards in one build": [one.wall_s for one in samples],
        "1,000 cards in one build, most memory": [float(one.peak_bytes) for one in samples],
    }


def draw(folder: Path) -> Drawn:
    """What one process takes to draw, each with nothing kept."""
    settings = ImageSettings("A notebook", styles=load_styles()[0])
    figures: Drawn = {}
    for style in sorted(settings.styles):
        figures |= _draw_cards(style, open_workshop(folder, replace(settings, style=style), Cache(folder / style)))
    for suffix in ("jpg", "png"):
        figures[f"a doodle of 12 megapixels, {suffix}"] = [
            _draw_doodle(folder / f"{suffix}{number}", suffix, settings) for number in range(DOODLE_COUNT)
        ]
    return figures


def _draw_cards(style: str, workshop: Workshop) -> Drawn:
    entries = [make_entry(make_post(number).title) for number in range(CARD_COUNT)]
    # What a process does once is not a card's.
    make_featured(make_entry("First of all"), workshop)
    seconds, sizes = [], []
    for entry in entries:
        started = time.perf_counter()
        made = make_featured(entry, workshop)
        seconds.append(time.perf_counter() - started)
        sizes.append(_share_bytes(made))
    started = time.perf_counter()
    make_all(entries, workshop)
    kept = (time.perf_counter() - started) / CARD_COUNT
    return {f"a card, {style}": seconds, f"a card, {style}, kept": [kept], f"a card, {style}, bytes": sizes}


def _share_bytes(featured: Featured) -> float:
    """The size of the card that is shared."""
    if featured.image is None:
        raise ContenderError("an entry got no card")
    url = featured.image.share.url
    return float(next(len(file.blob.read()) for file in featured.files if file.url == url))


def _draw_doodle(folder: Path, suffix: str, settings: ImageSettings) -> float:
    folder.mkdir(parents=True)
    name = f"doodle.{suffix}"
    _scribble().save(folder / name, quality=90)
    doodle = make_entry("A doodle", kind=Kind.DOODLE, metadata={"drawing": name, "alt": "Lines"})
    workshop = open_workshop(folder, settings, Cache(folder / "cache"))
    started = time.perf_counter()
    featured = make_featured(doodle, workshop)
    seconds = time.perf_counter() - started
    if featured.drawing is None:
        raise ContenderError("a doodle got no drawing")
    return seconds


def _scribble() -> Image.Image:
    """Lines of a pen on paper that is not quite white, as a scanner sees them."""
    picture = Image.new("RGB", DOODLE_SIZE, (244, 242, 236))
    pen = ImageDraw.Draw(picture)
    chance = random.Random("doodle")  # noqa: S311 - nothing secret
    for _ in range(120):
        x, y = chance.randrange(400, 3400), chance.randrange(400, 2400)
        points = [(x + chance.randrange(-300, 300), y + chance.randrange(-300, 300)) for _ in range(6)]
        pen.line(points, fill=chance.choice([(30, 30, 40), (180, 60, 40), (40, 80, 150)]), width=14, joint="curve")
    return picture


if __name__ == "__main__":
    sys.stdout.write(json.dumps(draw(Path(sys.argv[1]))))
