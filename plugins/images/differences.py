"""Differences: how far colours are apart as they are seen, by CIEDE2000 (CIE 142, after Sharma, Wu and Dalal 2005)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Lab = NDArray[np.float32]

_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])
_CURVE, _SLOPE = (6 / 29) ** 3, (29 / 6) ** 2 / 3


def to_lab(colors: ArrayLike) -> Lab:
    """Colours of sRGB, rows of 0 to 255, in CIELAB under D65."""
    values = np.asarray(colors, dtype=np.float64).reshape(-1, 3) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    seen = linear @ _TO_XYZ.T / _WHITE
    curved = np.where(seen > _CURVE, np.cbrt(seen), _SLOPE * seen + 4 / 29)
    x, y, z = curved.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1).astype(np.float32)


def find_differences(first: Lab, second: Lab) -> NDArray[np.float64]:
    """CIEDE2000 of each row of *first* and the same row of *second*."""
    light_a, green_a, blue_a = first.astype(np.float64).T
    light_b, green_b, blue_b = second.astype(np.float64).T
    strong = ((np.hypot(green_a, blue_a) + np.hypot(green_b, blue_b)) / 2) ** 7
    stretched = 1.5 - 0.5 * np.sqrt(strong / (strong + 25.0**7))
    green_a, green_b = green_a * stretched, green_b * stretched
    chroma_a, chroma_b = np.hypot(green_a, blue_a), np.hypot(green_b, blue_b)
    hue_a, hue_b = np.degrees(np.arctan2(blue_a, green_a)) % 360, np.degrees(np.arctan2(blue_b, green_b)) % 360
    is_gray = chroma_a * chroma_b == 0
    turn = np.where(is_gray, 0, (hue_b - hue_a + 180) % 360 - 180)
    # The middle of two hues on the shorter way round.
    hue = np.where(is_gray, hue_a + hue_b, (hue_a + turn / 2) % 360)
    lightness, chroma = (light_a + light_b) / 2, (chroma_a + chroma_b) / 2
    part = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    light_scale = 1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2)
    chroma_scale, hue_scale = 1 + 0.045 * chroma, 1 + 0.015 * chroma * part
    rotated = -np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2)))) * 2
    rotated *= np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    by_light = (light_b - light_a) / light_scale
    by_chroma = (chroma_b - chroma_a) / chroma_scale
    by_hue = 2 * np.sqrt(chroma_a * chroma_b) * np.sin(np.radians(turn / 2)) / hue_scale
    return np.asarray(np.sqrt(np.maximum(0, by_light**2 + by_chroma**2 + by_hue**2 + rotated * by_chroma * by_hue)))
