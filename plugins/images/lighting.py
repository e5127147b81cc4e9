"""Lighting: the paper of a photographed or scanned drawing, found as one smooth surface of light.

Paper is what has one tint, little texture and a lightness that changes slowly over the whole picture. A low polynomial
is fitted through samples of it; where too little of the picture lies on that surface, there is nothing to divide by.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats: TypeAlias = NDArray[np.float32]
Mask: TypeAlias = NDArray[np.bool_]

_SAMPLE_PX = 200
_BLOCK = 3
"""Each sample is looked at in this many pixels a side: strokes and edges are no paper."""
_PATCH_PX = 8
_TINT_REACH = 0.1
_TINT_STEP = 0.04
_CELLS = 4
_LEAST_TEXTURE = 0.05
_DARKER_REACH, _LIGHTER_REACH = 0.045, 0.06
# Fitted first with a wide reach, so that a lamp at one side is still one sheet, and then closer and closer.
_REACHES = (0.35, 0.25, 0.16, 0.1, 0.07, 0.05)


@dataclass(frozen=True, slots=True)
class Lighting:
    """The paper of a picture: how light it is at each place of a small copy (*surface*: height, width, band; 0 to 255).

    *share* of the picture is paper, *spread* over so large a share of its regions; its colour is *tint* in the middle,
    and changes over the picture by the factor *unevenness*. *grain* is how far paper differs from the surface by
    itself, as a share of it, and *noise* how far one pixel differs from those beside it. It *is_flat* where all of it
    is of the very same colour, as no camera and no scanner makes it. *lighter* is the share of the picture that is
    lighter than its paper.
    """

    surface: Floats
    share: float
    spread: float
    tint: tuple[float, float, float]
    unevenness: float
    grain: float
    noise: float
    is_flat: bool
    lighter: float

    @property
    def saturation(self) -> float:
        return 1 - min(self.tint) / max(self.tint)

    @property
    def lightness(self) -> float:
        """How light the paper is in the middle, 0 to 255."""
        return 0.3 * self.tint[0] + 0.59 * self.tint[1] + 0.11 * self.tint[2]


def find_lighting(picture: Image.Image) -> Lighting | None:
    """The paper of an opaque *picture*; `None` where nothing in it could be paper."""
    small, texture = _sample(picture)
    height, width, _ = small.shape
    light = np.log(small)
    # Of a sheet, more than a third has only the texture of the sheet itself.
    calm = texture <= max(_LEAST_TEXTURE, 1.8 * float(np.quantile(texture, 0.35)))
    of_tint = calm & _has_main_tint(light, calm)
    if np.count_nonzero(of_tint) < 12:
        return None
    fitted = _fit_surface(light, of_tint)
    rest = light - fitted
    worst = np.abs(rest - rest.mean(axis=2, keepdims=True)).max(axis=2)
    level = rest.mean(axis=2)
    near = of_tint & (level > -_REACHES[-1] * 2) & (level < _REACHES[-1] * 2)
    if not near.any():
        return None
    grain = float(np.sqrt(np.mean(level[near] ** 2)))
    reach = min(0.2, max(_DARKER_REACH, 3 * grain))
    paper = (worst < _TINT_REACH) & (np.abs(level) < reach) & (texture <= max(0.12, 3 * grain))
    if np.count_nonzero(paper) < 12:
        return None
    lightness = fitted.mean(axis=2)
    # Beyond its samples a polynomial may go anywhere.
    low, high = np.quantile(lightness[paper], (0.005, 0.995))
    fitted = fitted + (np.clip(lightness, low - 0.05, high + 0.05) - lightness)[..., None]
    surface = np.exp(fitted)
    tint = np.median(surface[paper], axis=0)
    ends = np.quantile(lightness[paper], (0.05, 0.95))
    is_flat, noise = _look_closely(picture, paper)
    return Lighting(
        # Rounded, as the last digits of a fit differ from one processor to the next.
        surface=(np.round(np.clip(surface, 1, 255) * 8) / 8).astype(np.float32),
        share=float(np.count_nonzero(paper)) / (width * height),
        spread=_spread(paper),
        tint=(float(tint[0]), float(tint[1]), float(tint[2])),
        unevenness=float(np.exp(ends[1] - ends[0])),
        grain=grain,
        noise=noise / float(tint.mean()),
        is_flat=is_flat,
        lighter=float(np.mean(level > max(0.1, 5 * grain))),
    )


def _sample(picture: Image.Image) -> tuple[Floats, Floats]:
    """A small copy, and how much the pixels differ within each of its pixels, as a share of their lightness."""
    scale = min(1.0, _SAMPLE_PX * _BLOCK / max(picture.size))
    width, height = (max(1, round(side * scale / _BLOCK)) for side in picture.size)
    size = width * _BLOCK, height * _BLOCK
    copy = picture.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    blocks = np.asarray(copy, dtype=np.float32).reshape(height, _BLOCK, width, _BLOCK, 3).swapaxes(1, 2)
    blocks = blocks.reshape(height, width, _BLOCK * _BLOCK, 3)
    mean = blocks.mean(axis=2)
    span = (blocks.max(axis=2) - blocks.min(axis=2)).max(axis=2)
    return np.maximum(mean, 1), span / np.maximum(8, mean.max(axis=2))


def _has_main_tint(light: Floats, calm: Mask) -> Mask:
    """Where *light*, as logarithms, has about the tint that most of the *calm* pixels have."""
    tints = light[..., [0, 2]] - light[..., [1, 1]]
    steps = np.clip(np.round(tints / _TINT_STEP).astype(int) + 50, 1, 99)
    # Paper is light: of two tints that are as common it is the lighter one.
    level = np.exp(light.mean(axis=2))
    counts = np.zeros((101, 101))
    np.add.at(counts, (steps[..., 0][calm], steps[..., 1][calm]), (level[calm] / float(level.max())) ** 2)
    around = sum(np.roll(counts, (x, y), (0, 1)) for x in (-1, 0, 1) for y in (-1, 0, 1))
    assert isinstance(around, np.ndarray)  # noqa: S101 (a sum of arrays is one)
    place = np.unravel_index(int(np.argmax(around)), around.shape)
    middle = (np.array(place) - 50) * _TINT_STEP
    return np.asarray(np.abs(tints - middle).max(axis=2) < _TINT_REACH + _TINT_STEP, dtype=np.bool_)


def _fit_surface(light: Floats, samples: Mask) -> Floats:
    """The surface through *samples* of *light*: least squares, in which what is far from it soon counts no more."""
    height, width, _ = light.shape
    order = _order_for(_spread(samples))
    basis = _basis(height, width, order)
    used = samples
    # The lighter half of the sheet's colour is paper rather than shade.
    level = light.mean(axis=2)
    start = np.quantile(level[samples], 0.6)
    weights = np.exp(-((np.clip(start - level, 0, None) / 0.5) ** 2)) * used
    fitted = _least_squares(basis, light, weights)
    for reach in _REACHES:
        rest = (light - fitted).mean(axis=2)
        away = np.where(rest < 0, -rest / reach, rest / (1.5 * reach))
        weights = np.where(samples & (away < 1), (1 - np.minimum(away, 1) ** 2) ** 2, 0.0)
        if np.count_nonzero(weights) < 12:
            break
        fitted = _least_squares(basis, light, weights)
    return fitted


def _order_for(spread: float) -> int:
    return 3 if spread >= 0.75 else 2 if spread >= 0.5 else 1 if spread >= 0.3 else 0


def _least_squares(basis: Floats, light: Floats, weights: NDArray[np.float64]) -> Floats:
    count = basis.shape[2]
    flat, wanted, weight = basis.reshape(-1, count), light.reshape(-1, 3), weights.reshape(-1)
    weighted = flat * weight[:, None]
    # Held back a little, the more the higher the order, where samples are few.
    hold = np.diag(1e-3 * weight.sum() * (np.arange(count) > 0))
    found = np.linalg.solve(weighted.T @ flat + hold, weighted.T @ wanted)
    return np.asarray((flat @ found).reshape(light.shape), dtype=np.float32)


@cache
def _basis(height: int, width: int, order: int) -> Floats:
    """Products of Chebyshev polynomials up to *order* for each place."""
    down = np.polynomial.chebyshev.chebvander(np.linspace(-1, 1, height), order)
    across = np.polynomial.chebyshev.chebvander(np.linspace(-1, 1, width), order)
    kinds = [(x, y) for x in range(order + 1) for y in range(order + 1 - x)]
    kinds.sort(key=sum)
    return np.stack([down[:, None, y] * across[None, :, x] for x, y in kinds], axis=2).astype(np.float32)


def _spread(mask: Mask) -> float:
    """In which share of the picture's regions at least a twentieth belongs to *mask*."""
    rows = np.array_split(mask, _CELLS, axis=0)
    cells = [cell for row in rows for cell in np.array_split(row, _CELLS, axis=1)]
    return sum(bool(cell.size) and float(cell.mean()) >= 0.05 for cell in cells) / len(cells)


def _look_closely(picture: Image.Image, paper: Mask) -> tuple[bool, float]:
    """Whether nearly all of the *paper* has one colour, and how far its pixels differ, of 255.

    Looked at pixel by pixel, far from anything that is drawn.
    """
    inner = paper.copy()
    for axis in (0, 1):
        for step in (-2, -1, 1, 2):
            inner &= np.roll(paper, step, axis)
    places = np.argwhere(inner if inner.any() else paper)
    places = places[:: max(1, len(places) // 80)]
    height, width = paper.shape
    spans, means, noises = [], [], []
    for row, column in places:
        left = min(round((column + 0.5) * picture.width / width), max(0, picture.width - _PATCH_PX))
        top = min(round((row + 0.5) * picture.height / height), max(0, picture.height - _PATCH_PX))
        patch = np.asarray(picture.crop((left, top, left + _PATCH_PX, top + _PATCH_PX)), dtype=np.float32)
        patch = patch.reshape(-1, 3)
        spans.append(float(np.ptp(patch, axis=0).max()))
        means.append(patch.mean(axis=0))
        noises.append(float(patch.std(axis=0).max()))
    flat = float(np.mean(np.array(spans) <= 3))
    low, high = np.quantile(np.array(means), (0.1, 0.9), axis=0)
    return flat >= 0.7 and float((high - low).max()) <= 3, float(np.median(noises))
