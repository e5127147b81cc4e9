"""Palettes: the few colours that hold all of a drawing, or the knowledge that no few do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageStat

from plugins.images.differences import find_differences, to_lab

MOST_COLORS = 256
# A colour that covers more pixels is seen as one; it moves by no more than this, in CIEDE2000.
FEW_PIXELS, LARGEST_MOVE = 12, 3.0
_START_COLORS, _GOOD_MOVE = 12, 2.1
# As near on the whole as the best palettes, in steps of 255.
_LARGEST_RMS = 1.6
# Of a photograph the quick way, a tenth of the other, is so far off that no way will do.
_QUICK_COLORS, _LARGEST_QUICK_RMS, _QUICK_SAMPLE_PX = 64, 6.0, 320
_MOST_POINTS, _BIN_SHIFT = 3000, 3
_CELL_BITS = 7

Colors = NDArray[np.float32]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Palette:
    """A few *colors*: rows of red, green and blue, in their order."""

    colors: NDArray[np.uint8]

    def apply(self, picture: Image.Image) -> Image.Image:
        """An `RGB` picture in these colours, each pixel in the nearest; Pillow's own way misses that by far."""
        cells = _list_cells(picture)
        used = np.flatnonzero(np.bincount(cells, minlength=1 << 3 * _CELL_BITS))
        nearest = _find_nearest(to_lab(_middles_of(used)), to_lab(self.colors))
        table = np.zeros(1 << 3 * _CELL_BITS, dtype=np.uint8)
        table[used] = nearest
        flat = Image.fromarray(table[cells].reshape(picture.height, picture.width), "L")
        flat = flat.convert("P")
        flat.putpalette(self.colors.tobytes())
        return flat


def _list_cells(picture: Image.Image) -> NDArray[np.uint32]:
    """The number of the cell of colours that each pixel is in."""
    down, bits = 8 - _CELL_BITS, _CELL_BITS
    red, green, blue = (np.asarray(band, dtype=np.uint32) >> down for band in picture.split())
    return np.asarray((red << 2 * bits) | (green << bits) | blue, dtype=np.uint32).reshape(-1)


def _middles_of(cells: NDArray[np.int64]) -> Colors:
    bits, mask, width = _CELL_BITS, (1 << _CELL_BITS) - 1, 1 << 8 - _CELL_BITS
    bands = np.stack([cells >> 2 * bits, cells >> bits & mask, cells & mask], axis=1).astype(np.float32)
    # The ends are black and white themselves.
    return np.where(bands == mask, 255, np.where(bands == 0, 0, bands * width + (width - 1) / 2))


def find_palette(pictures: Image.Image | Sequence[Image.Image], most: int = MOST_COLORS) -> Palette | None:
    """At most so many colours that hold all of a drawing, in all its sizes.

    `None` if some colour would be seen to differ. Pictures with transparency have none.
    """
    pictures = [pictures] if isinstance(pictures, Image.Image) else pictures
    if any(picture.mode != "RGB" for picture in pictures) or not has_few_colors(pictures[len(pictures) // 2]):
        return None
    counted = [count_colors(picture) for picture in pictures]
    wanted = np.unique(np.concatenate([colors[counts > FEW_PIXELS] for colors, counts in counted]))
    if wanted.size > _MOST_POINTS:
        return None
    points, weights = _gather(counted, wanted)
    found = _choose(points, weights, unpack(wanted).astype(np.float32), most)
    if found is None:
        return None
    palette = Palette(np.unique(found.astype(np.uint8), axis=0))
    return palette if holds(wanted, palette) else None


def count_colors(picture: Image.Image) -> tuple[NDArray[np.uint32], Counts]:
    """All colours of an `RGB` picture as numbers, in their order, and how many pixels each has."""
    pixels = np.frombuffer(picture.convert("RGBX").tobytes(), dtype="<u4") & 0xFFFFFF
    pixels.sort()
    starts = np.flatnonzero(np.concatenate(([True], pixels[1:] != pixels[:-1])))
    return pixels[starts].astype(np.uint32), np.diff(np.append(starts, pixels.size)).astype(np.int64)


def unpack(colors: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Red, green and blue of colours that are numbers."""
    return np.stack([colors & 255, colors >> 8 & 255, colors >> 16 & 255], axis=1).astype(np.uint8)


def holds(wanted: NDArray[np.uint32], palette: Palette) -> bool:
    """Whether none of the *wanted* colours is seen to differ in *palette*, by the way pictures are brought to it."""
    colors = unpack(wanted)
    row = Image.fromarray(colors[None, ...])
    flat = np.asarray(palette.apply(row).convert("RGB"))[0]
    return float(find_differences(to_lab(colors), to_lab(flat)).max(initial=0)) <= LARGEST_MOVE


def has_few_colors(picture: Image.Image) -> bool:
    """Whether *picture* (`RGB`) is lines and fills rather than a photograph, as far as can be told quickly."""
    sample = picture.copy()
    sample.thumbnail((_QUICK_SAMPLE_PX, _QUICK_SAMPLE_PX), Image.Resampling.NEAREST)
    flat = sample.quantize(_QUICK_COLORS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    return max(ImageStat.Stat(ImageChops.difference(sample, flat.convert("RGB"))).rms) <= _LARGEST_QUICK_RMS


def with_few_colors(picture: Image.Image) -> Image.Image | None:
    """A picture with transparency (`RGBA`) in few colours; `None` if one that is seen would differ on white."""
    flat = picture.quantize(MOST_COLORS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    pixels = np.frombuffer(picture.tobytes(), dtype="<u4")
    _, firsts, counts = np.unique(pixels, return_index=True, return_counts=True)
    firsts = firsts[counts > FEW_PIXELS]
    before, after = (
        _on_white(np.asarray(one.convert("RGBA")).reshape(-1, 4)[firsts].astype(np.float32)) for one in (picture, flat)
    )
    moved = find_differences(to_lab(before), to_lab(after)).max(initial=0)
    return flat if moved <= LARGEST_MOVE else None


def _on_white(colors: Colors) -> Colors:
    opaque = colors[:, 3:] / 255
    return np.asarray(colors[:, :3] * opaque + 255 * (1 - opaque))


def _gather(counted: Sequence[tuple[NDArray[np.uint32], Counts]], wanted: NDArray[np.uint32]) -> tuple[Colors, Colors]:
    """The colours to be held, each with its weight: the *wanted* ones, and the means of what else is there."""
    colors = np.concatenate([colors for colors, _ in counted])
    counts = np.concatenate([counts for _, counts in counted]).astype(np.float64)
    place = np.searchsorted(wanted, colors)
    is_wanted = wanted[np.minimum(place, wanted.size - 1)] == colors if wanted.size else np.zeros(colors.size, bool)
    weights = np.bincount(place[is_wanted], counts[is_wanted], wanted.size)
    rest, rest_counts = unpack(colors[~is_wanted]).astype(np.int64), counts[~is_wanted]
    steps = 256 >> _BIN_SHIFT
    bins = ((rest[:, 0] >> _BIN_SHIFT) * steps + (rest[:, 1] >> _BIN_SHIFT)) * steps + (rest[:, 2] >> _BIN_SHIFT)
    _, inverse = np.unique(bins, return_inverse=True)
    sums = np.bincount(inverse, rest_counts)
    means = np.stack([np.bincount(inverse, rest_counts * rest[:, band]) / sums for band in range(3)], axis=1)
    # The rarest are left to what is nearest.
    order = np.argsort(-sums, kind="stable")[:_MOST_POINTS]
    points = np.concatenate([unpack(wanted).astype(np.float32), means[order].astype(np.float32).reshape(-1, 3)])
    return points, np.concatenate([weights, sums[order]]).astype(np.float32)


def _choose(points: Colors, weights: Colors, wanted: Colors, most: int) -> Colors | None:
    """The colours of the palette; `None` if *most* are too few.

    Begins with few and adds what is farthest from them, until all is near enough.
    """
    lab, wanted_lab = to_lab(points), to_lab(wanted)
    chosen = points[_spread_out(lab, weights, min(_START_COLORS, most, len(points)))]
    while True:
        chosen = _settle(lab, weights, points, chosen)
        centers = to_lab(np.rint(chosen))
        near = _find_nearest(wanted_lab, centers)
        moved = find_differences(wanted_lab, centers[near])
        room = most - len(chosen)
        if (moved <= _GOOD_MOVE).all():
            nearest = _find_nearest(lab, centers)
            away = ((points - np.rint(chosen)[nearest]) ** 2).mean(axis=1) * weights
            if room <= 0 or away.sum() <= _LARGEST_RMS**2 * weights.sum():
                return np.rint(chosen)
            added = points[np.argsort(-away, kind="stable")[: min(room, 1 + len(chosen) // 6)]]
        elif room <= 0:
            return np.rint(chosen) if (moved <= LARGEST_MOVE).all() else None
        else:
            worst = np.argsort(-moved, kind="stable")
            worst = worst[moved[worst] > _GOOD_MOVE]
            added = wanted[_apart(wanted_lab[worst], worst, room)]
        chosen = np.unique(np.concatenate([chosen, added]), axis=0)


def _apart(lab: Colors, names: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """The first of *names*, and of the others each that is not near one taken before it; at most so many."""
    taken: list[int] = []
    left = np.ones(len(names), dtype=bool)
    while left.any() and len(taken) < most:
        first = int(np.argmax(left))
        taken.append(first)
        left &= ((lab - lab[first]) ** 2).sum(axis=1) > (2 * LARGEST_MOVE) ** 2
        left[first] = False
    return names[taken]


def _spread_out(lab: Colors, weights: Colors, count: int) -> list[int]:
    """So many of the colours that are common and far from one another, by their places."""
    taken = [int(np.argmax(weights))]
    away = ((lab - lab[taken[0]]) ** 2).sum(axis=1)
    while len(taken) < count:
        taken.append(int(np.argmax(away * np.sqrt(weights))))
        away = np.minimum(away, ((lab - lab[taken[-1]]) ** 2).sum(axis=1))
    return taken


def _settle(lab: Colors, weights: Colors, points: Colors, chosen: Colors) -> Colors:
    """Each colour moved to the mean of those nearest to it, or to the one that most of them are."""
    nearest = _find_nearest(lab, to_lab(chosen))
    count = len(chosen)
    sums = np.bincount(nearest, weights, count)
    used = sums > 0
    means = np.stack([np.bincount(nearest, weights * points[:, band], count) for band in range(3)], axis=1)
    settled = means[used] / sums[used, None]
    order = np.lexsort((-weights, nearest))
    firsts = order[np.unique(nearest[order], return_index=True)[1]]
    main = weights[firsts] > 0.4 * sums[used]
    settled[main] = points[firsts[main]]
    return np.asarray(settled, dtype=np.float32)


def _find_nearest(lab: Colors, centers: Colors) -> NDArray[np.int64]:
    lengths = (centers**2).sum(axis=1)
    return np.asarray(np.argmin(lengths[None, :] - 2 * (lab @ centers.T), axis=1), dtype=np.int64)
