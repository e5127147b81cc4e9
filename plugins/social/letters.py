"""The letters people see: extended grapheme clusters, by the rules of Unicode's annex 29, and emoji among them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

JOINER = "\u200d"
# What may stand alone as a picture: Extended_Pictographic, in ranges, of Unicode 15.
_PICTURE = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u2388\u23cf\u23e9-\u23f3\u23f8-\u23fa"
    "\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2605\u2607-\u2612\u2614-\u2685\u2690-\u2705\u2708-\u2712\u2714"
    "\u2716\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763-\u2767\u2795-\u2797\u27a1"
    "\u27b0\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001f0ff\U0001f10d-\U0001f10f\U0001f12f\U0001f16c-\U0001f171\U0001f17e\U0001f17f\U0001f18e"
    "\U0001f191-\U0001f19a\U0001f1ad-\U0001f1e5\U0001f201-\U0001f20f\U0001f21a\U0001f22f\U0001f232-\U0001f23a"
    "\U0001f23c-\U0001f23f\U0001f249-\U0001f3fa\U0001f400-\U0001f53d\U0001f546-\U0001f64f\U0001f680-\U0001f6ff"
    "\U0001f774-\U0001f77f\U0001f7d5-\U0001f7ff\U0001f80c-\U0001f80f\U0001f848-\U0001f84f\U0001f85a-\U0001f85f"
    "\U0001f888-\U0001f88f\U0001f8ae-\U0001f8ff\U0001f90c-\U0001f93a\U0001f93c-\U0001f945\U0001f947-\U0001faff"
    "\U0001fc00-\U0001fffd"
)
PICTURE = re.compile(f"[{_PICTURE}]")
_FLAG = "[\U0001f1e6-\U0001f1ff]"
_TONE = "[\U0001f3fb-\U0001f3ff]"
_ONE = f"[{_PICTURE}](?:\ufe0f?{_TONE}|\ufe0f)?"
EMOJI = re.compile(
    f"{_FLAG}{{2}}|[0-9#*]\ufe0f?\u20e3|{_ONE}[\U000e0020-\U000e007e]+\U000e007f|{_ONE}(?:{JOINER}{_ONE})*|{_TONE}"
)
"""An emoji as one picture: a flag, a keycap, or pictures joined to one."""
# Signs that the general categories below do not tell: letters that go with the one before, or the one behind.
_EXTENDING = frozenset("\u200c\u200d\uff9e\uff9f\u0e33\u0eb3") | frozenset(map(chr, [*range(0x1F3FB, 0x1F400)]))
_TAGS = range(0xE0020, 0xE0080)
_PREPENDING = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd")
# Spacing marks that stand by themselves.
_NOT_EXTENDING = frozenset(
    "\u102b\u102c\u1038\u1062\u1063\u1064\u1067\u1068\u1069\u106a\u106b\u106c\u106d\u1083"
    "\u1087\u1088\u1089\u108a\u108b\u108c\u108f\u109a\u109b\u109c\u1a61\u1a63\u1a64"
)


def count_letters(text: str) -> int:
    """How many letters a person would count in *text*."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    return len(split_letters(text))


def split_letters(text: str) -> list[str]:
    """*text* in grapheme clusters."""
    found: list[str] = []
    start = 0
    for place in range(1, len(text)):
        if _is_break(text, start, place):
            found.append(text[start:place])
            start = place
    if text:
        found.append(text[start:])
    return found


def _is_break(text: str, start: int, place: int) -> bool:
    """Whether a letter that starts at *start* is over before *place*."""
    left, right = text[place - 1], text[place]
    if left == "\r" and right == "\n":
        return False
    kind_left, kind_right = _kind(left), _kind(right)
    if "control" in (kind_left, kind_right):
        return True
    if kind_right == "extend" or kind_left == "prepend":
        return False
    if (kind_left, kind_right) in HANGUL_PAIRS:
        return False
    if left == JOINER and kind_right == "picture":
        # A joiner joins pictures alone, with or without marks between.
        before = text[start : place - 1].rstrip("".join(sign for sign in set(text[start:place]) if _is_mark(sign)))
        return not before or _kind(before[-1]) != "picture"
    if kind_left == kind_right == "flag":
        return (place - start) % 2 == 0
    return True


HANGUL_PAIRS = frozenset(
    (left, right)
    for left, rights in {
        "L": ("L", "V", "LV", "LVT"),
        "LV": ("V", "T"),
        "V": ("V", "T"),
        "LVT": ("T",),
        "T": ("T",),
    }.items()
    for right in rights
)


def _is_mark(sign: str) -> bool:
    return _kind(sign) == "extend" and sign != JOINER


@lru_cache(maxsize=4096)
def _kind(sign: str) -> str:
    """What *sign* does beside others."""
    code = ord(sign)
    category = unicodedata.category(sign)
    if sign in _EXTENDING or code in _TAGS or category in ("Mn", "Me"):
        return "extend"
    if category == "Mc":
        return "" if sign in _NOT_EXTENDING else "extend"
    if sign in _PREPENDING:
        return "prepend"
    if category in ("Cc", "Cf", "Zl", "Zp"):
        return "control"
    if 0x1F1E6 <= code <= 0x1F1FF:
        return "flag"
    return _hangul(code) or ("picture" if PICTURE.match(sign) else "")


def _hangul(code: int) -> str:
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:
        return "T"
    if 0xAC00 <= code <= 0xD7A3:
        return "LV" if (code - 0xAC00) % 28 == 0 else "LVT"
    return ""
