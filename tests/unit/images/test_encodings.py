from __future__ import annotations

import io

import pytest
from PIL import Image

from plugins.images.encodings import encode_strokes


@pytest.mark.parametrize("width", [4, 5], ids=["even", "odd"])
def test_strokes_are_kept_to_the_pixel_in_a_palette_of_sixteen(width: int) -> None:
    picture = Image.frombytes("P", (width, 2), bytes([0, 1, 2, 0, 1][:width] + [2, 2, 0, 0, 1][:width]))
    picture.putpalette([255, 255, 255, 200, 30, 30, 0, 0, 90])
    with Image.open(io.BytesIO(encode_strokes(picture))) as found:
        assert (found.format, found.mode, found.size) == ("PNG", "P", (width, 2))
        pixels = found.convert("RGB")
    assert [pixels.getpixel((x, 0)) for x in range(4)] == [(255, 255, 255), (200, 30, 30), (0, 0, 90), (255, 255, 255)]
    assert [pixels.getpixel((x, 1)) for x in range(4)] == [(0, 0, 90), (0, 0, 90), (255, 255, 255), (255, 255, 255)]
