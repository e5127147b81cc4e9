"""Which colour a category has: the author's own, else one of a palette that no other has while there are some left."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NewType

from plugins.shared.problems import Problem

HexColor = NewType("HexColor", str)
"""A colour as style sheets write it, six digits in lower case: `#2f8f5b`."""

PALETTE = tuple(
    HexColor(color)
    for color in (
        "#c2513b",  # brick
        "#c58418",  # ochre
        "#6f8f26",  # moss
        "#2f8f5b",  # fern
        "#1b8a8c",  # lagoon
        "#2c7fb8",  # sky
        "#5062c4",  # indigo
        "#8a52b3",  # plum
        "#c2497d",  # rose
        "#66727f",  # slate
    )
)
"""The colours of categories that the settings do not name; all middling, so that each works as a line and as a tint."""

# Neighbours of the palette are alike; by such steps all of it is gone through.
_FAR = 3
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


def read_hex(text: str) -> HexColor | None:
    """The colour that *text* writes as `#rgb` or `#rrggbb`; `None` for anything else."""
    found = _HEX.fullmatch(text)
    if not found:
        return None
    digits = found[1].lower()
    return HexColor(f"#{digits if len(digits) == 6 else ''.join(digit * 2 for digit in digits)}")


@lru_cache(maxsize=1024)
def color_by_name(name: str) -> HexColor:
    """The colour of `PALETTE` that *name* alone decides."""
    digest = hashlib.blake2b(name.casefold().encode("utf-8", "replace"), digest_size=4).digest()
    return PALETTE[int.from_bytes(digest) % len(PALETTE)]


def deal_colors(names: Iterable[str], chosen: Mapping[str, str]) -> dict[str, HexColor]:
    """The colour of each of *names*: the author's own from *chosen*, else that of its name, else a free one unlike it.

    Who comes first has the first choice, so a name that is added at the end changes no other's colour.
    When all colours are taken they are dealt again.
    """
    names = [*names]
    dealt = {name: own for name in names if (own := read_hex(str(chosen.get(name, ""))))}
    taken = set(dealt.values())
    for name in names:
        if name in dealt:
            continue
        if taken.issuperset(PALETTE):
            taken = set()
        start = PALETTE.index(color_by_name(name))
        choices = (PALETTE[(start + step * _FAR) % len(PALETTE)] for step in range(len(PALETTE)))
        dealt[name] = next(color for color in choices if color not in taken)
        taken.add(dealt[name])
    return dealt


def check_category_colors(chosen: Mapping[str, str], source: str = "pelicanconf.py") -> list[Problem]:
    """A problem for every value of CATEGORY_COLORS that is not a colour."""
    return [
        Problem(
            source, 0, f"CATEGORY_COLORS: '{value}' for '{name}' is not a colour; write it as '#2f8f5b'", sort="setting"
        )
        for name, value in chosen.items()
        if not read_hex(str(value))
    ]
