"""Crops: what networks and listings keep of a share picture, and what would be lost or hard to see in them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from plugins.images.cards import CARD_HEIGHT_PX, CARD_WIDTH_PX
from plugins.images.colors import contrast
from plugins.images.encodings import LARGEST_SHARE_BYTES
from plugins.images.featured import Featured
from plugins.images.fonts import describe_missing
from plugins.images.grounds import find_ground
from plugins.images.paper import find_ink, is_paper
from plugins.images.styles import LEAST_CONTRAST
from plugins.shared.entry import Entry

Crop = tuple[int, int, int, int]

# The region of a 1200 x 630 picture that is kept, and by whom.
CROPS: dict[str, Crop] = {
    "1.91:1": (0, 0, CARD_WIDTH_PX, CARD_HEIGHT_PX),
    "2:1": (0, 15, 1200, 615),
    "16:9": (40, 0, 1160, 630),
    "square": (285, 0, 915, 630),
}
SAFE_AREA: Crop = (320, 35, 880, 595)
TEXT_AREA: Crop = (60, 60, 1140, 570)
SAME_AS_BEFORE = "the same picture as the entry before it"
_PICTURE_CONTRAST = 3.0
# The feathered edge of a stroke is no loss.
_SLACK_PX = 4


@dataclass(frozen=True, slots=True)
class Sighting:
    """One entry as the contact sheet shows it: its share picture, why that, and what to look at.

    *thumb* is the picture that listings show of it; empty where they show none.
    """

    title: str
    source: str
    origin: str
    reason: str
    share: bytes = b""
    thumb: bytes = b""
    alarms: tuple[str, ...] = ()


def make_sightings(found: Sequence[tuple[str, Featured]]) -> list[Sighting]:
    """What the contact sheet shows of each entry (its title, and what was found), with alarms, in the same order."""
    sightings = []
    before = ""
    for title, featured in found:
        image = featured.image
        if image is None:
            reasons = featured.choice.reasons if featured.choice else ()
            sightings.append(Sighting(title, featured.source, "none", "; ".join(reasons)))
            before = ""
            continue
        by_url = {file.url: file.blob for file in featured.files}
        share = by_url[image.share.url]
        data, thumb = share.read(), by_url[image.textless[0].url].read() if image.textless else b""
        alarms = [*check_share(data, featured)]
        if share.digest == before:
            alarms.append(SAME_AS_BEFORE)
        before = share.digest
        sightings.append(Sighting(title, featured.source, image.origin, image.reason, data, thumb, tuple(alarms)))
    return sightings


def sight_finished(entries: Iterable[Entry]) -> list[Sighting]:
    """The same of *entries* that are finished, whose problems have been told: without those of their letters."""
    sightings: list[Sighting] = []
    for entry in entries:
        image, files = entry.image, dict(entry.files)
        data = _read_file(files, image.share.url) if image else b""
        if image is None or not data:
            sightings.append(
                Sighting(entry.title, entry.source, "none", image.reason if image else "without a picture")
            )
            continue
        found = Featured(entry.source, image)
        alarms = [*check_share(data, found)]
        if sightings and sightings[-1].share == data:
            alarms.append(SAME_AS_BEFORE)
        thumb = _read_file(files, image.textless[0].url) if image.textless else b""
        sightings.append(Sighting(entry.title, entry.source, image.origin, image.reason, data, thumb, tuple(alarms)))
    return sightings


def _read_file(files: Mapping[str, str], url: str) -> bytes:
    """The bytes of the made picture *url*; nothing where the cache has lost it."""
    try:
        return Path(files[url]).read_bytes()
    except (OSError, KeyError):
        return b""


def check_share(data: bytes, featured: Featured) -> Iterator[str]:
    """What is amiss with a share picture, in a few words each."""
    if featured.missing_glyphs:
        yield f"no font has {describe_missing(featured.missing_glyphs)}"
    if len(data) > LARGEST_SHARE_BYTES:
        yield f"{len(data) // 1000} kB, more than {LARGEST_SHARE_BYTES // 1000}"
    if featured.is_cut:
        yield "the title is cut off"
    elif featured.is_wide:
        yield "the title is cut off in square"
    origin = featured.image.origin if featured.image else ""
    if origin == "card":
        if featured.contrast < LEAST_CONTRAST:
            yield f"contrast of the title {featured.contrast:.1f}:1, less than {LEAST_CONTRAST:.0f}:1"
        return
    with Image.open(io.BytesIO(data)) as picture:
        yield from check_picture(picture.convert("RGB"), is_drawing=origin == "doodle")


def check_picture(picture: Image.Image, *, is_drawing: bool) -> Iterator[str]:
    """What is amiss with a picture of 1200 x 630: strokes that a crop cuts off, and ink too near to its paper."""
    ground = find_ground(picture)
    if not is_drawing and not ground.is_even:
        return
    ink = find_ink(picture, ground.color, is_scan=False)
    if ink is None:
        yield "nothing to be seen on it"
        return
    cut = [name for name, crop in CROPS.items() if not _is_inside(ink, crop)]
    if cut:
        yield f"ink is cut off in {', '.join(cut)}"
    drawn = picture.crop(ink).convert("L")
    counts = drawn.histogram()
    # The twentieth part that differs most from the paper is its ink.
    few = sum(counts) // 20 or 1
    shades = range(256) if is_paper(ground.color) else range(255, -1, -1)
    total = 0
    for shade in shades:
        total += counts[shade]
        if total >= few:
            ratio = contrast((shade, shade, shade), ground.color)
            if ratio < _PICTURE_CONTRAST and total < sum(counts):
                yield f"faint: its ink has {ratio:.1f}:1 on its paper"
            return


def _is_inside(ink: Crop, crop: Crop) -> bool:
    left, top, right, bottom = crop
    # At the edge of the whole picture nothing more can be lost.
    return (
        (ink[0] >= left - _SLACK_PX or left == 0)
        and (ink[1] >= top - _SLACK_PX or top == 0)
        and (ink[2] <= right + _SLACK_PX or right == CARD_WIDTH_PX)
        and (ink[3] <= bottom + _SLACK_PX or bottom == CARD_HEIGHT_PX)
    )
