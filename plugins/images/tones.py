"""Tones: what sort of picture it is, by how colours change from place to place: drawn, photographed, a screen."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageChops, ImageFilter

_SAMPLE_PX = 256
# What is this much darker than the lightest around it is no paper.
_LEAST_DEPTH = 40
_PAPER_STEP, _PAPER_WINDOW = 4, 15
# Neighbours of a stroke differ by more; those within a fill by less, once the grain is averaged away.
_LARGEST_STEP, _LEAST_STEP, _LEAST_AVERAGED_STEP = 44, 2, 3
# Where so much of a window of 17 pixels is shaded, the shading is a surface and no rim of a line.
_WINDOW_RADIUS, _LEAST_DENSITY = 8, 0.4
_LEAST_SHADED = 0.02

_RULED_SAMPLE_PX, _RULED_STEP, _RULED_PARTS, _LEAST_RULED = 1120, 8, 10, 40


def has_continuous_tone(picture: Image.Image) -> bool:
    """Whether some of *picture* (`RGB`) is shaded as photographs and pencil portraits are, and not lines and fills.

    Drawings on unevenly lit or crumpled paper are not, nor are fills with the grain of a scan.
    """
    small = _small(picture)
    if min(small.size) < 2 * _WINDOW_RADIUS:
        return False
    shaded = _shaded(small).filter(ImageFilter.BoxBlur(_WINDOW_RADIUS)).histogram()
    return sum(shaded[round(255 * _LEAST_DENSITY) :]) >= _LEAST_SHADED * small.width * small.height


def _shaded(small: Image.Image) -> Image.Image:
    """A mask of what is neither paper, nor the edge of something, nor of one colour with its neighbours."""
    depth = _strongest([ImageChops.subtract(_local_paper(band), band) for band in small.split()])
    step = _local_range(small)
    averaged = _local_range(small.filter(ImageFilter.BoxBlur(1)))
    masks = (
        depth.point([255 if value >= _LEAST_DEPTH else 0 for value in range(256)]),
        step.point([255 if _LEAST_STEP <= value <= _LARGEST_STEP else 0 for value in range(256)]),
        averaged.point([255 if value >= _LEAST_AVERAGED_STEP else 0 for value in range(256)]),
    )
    return ImageChops.darker(ImageChops.darker(masks[0], masks[1]), masks[2])


def is_ruled(picture: Image.Image) -> bool:
    """Whether *picture* (`RGB`) has many long edges along its rows and columns, as windows on a screen have."""
    gray = picture.convert("L")
    # Averaging would soften the edges.
    gray.thumbnail((_RULED_SAMPLE_PX, _RULED_SAMPLE_PX), Image.Resampling.NEAREST)
    count = 0
    for turned in (gray, gray.transpose(Image.Transpose.TRANSPOSE)):
        width, height = turned.size
        if height < 2:
            continue
        upper, lower = turned.crop((0, 0, width, height - 1)), turned.crop((0, 1, width, height))
        edges = ImageChops.difference(upper, lower).point([255 if value >= _RULED_STEP else 0 for value in range(256)])
        # What is left of a run is wholly edge.
        count += edges.reduce((max(8, width // _RULED_PARTS), 1)).histogram()[255]
    return count >= _LEAST_RULED


def _small(picture: Image.Image) -> Image.Image:
    scale = min(1.0, _SAMPLE_PX / max(picture.size))
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture.convert("RGB").resize(size, Image.Resampling.BOX, reducing_gap=2.0)


def _local_paper(band: Image.Image) -> Image.Image:
    """The lightest of what lies around each place."""
    size = max(1, band.width // _PAPER_STEP), max(1, band.height // _PAPER_STEP)
    lightest = band.resize(size, Image.Resampling.BOX).filter(ImageFilter.MaxFilter(_PAPER_WINDOW))
    return lightest.resize(band.size, Image.Resampling.BILINEAR)


def _local_range(picture: Image.Image) -> Image.Image:
    """How far each pixel's neighbours are apart, in the band where that is most."""
    return _strongest(
        [
            ImageChops.subtract(band.filter(ImageFilter.MaxFilter(3)), band.filter(ImageFilter.MinFilter(3)))
            for band in picture.split()
        ]
    )


def _strongest(bands: Sequence[Image.Image]) -> Image.Image:
    strongest = bands[0]
    for band in bands[1:]:
        strongest = ImageChops.lighter(strongest, band)
    return strongest
