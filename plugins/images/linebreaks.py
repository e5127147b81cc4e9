"""Where lines of a title may be broken: between words, after hyphens, and between the characters of scripts without
spaces, by the rules of Unicode's line breaking (UAX 14) that titles meet."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from plugins.images.fonts import split_clusters

_BREAK_AFTER = frozenset("-‐–—/|·•")
_ZERO_WIDTH_SPACE = "\u200b"
# Joiners, which shape what is around them, stay; marks of direction would shape nothing we draw.
_KEPT_FORMATS = frozenset("\u200b\u200c\u200d\u2060")
_NO_BREAK = frozenset("\u00a0\u202f\u2060\u2011")
# UAX 14 classes CL, CP, EX, IS, NS of East Asian text: never first on a line …
_NEVER_FIRST = frozenset(
    "、。，．：；！？）〕］｝〉》」』】〙〗〟’”»›)]}!?,.:;…‥ー々〻ヽヾゝゞ"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ・％℃"
)
# … and OP: never last.
_NEVER_LAST = frozenset("（〔［｛〈《「『【〘〖〝‘“«‹([{¿¡$£¥€#＃￥＄")


@dataclass(frozen=True, slots=True)
class Word:
    """Text that stays on one line; *has_space* tells whether a space follows on the same line."""

    text: str
    has_space: bool = False


def clean_text(text: str) -> str:
    """*text* in composed form and on one line, without control characters, halves of pairs and marks of direction."""
    spaced = "".join(_cleaned(char) for char in unicodedata.normalize("NFC", text))
    return " ".join(piece for piece in _split_at_spaces(spaced) if piece)


def _cleaned(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Zl", "Zp") or char in "\t\n\v\f\r\x85":
        return " "
    if category in ("Cc", "Cs", "Cn", "Co") or (category == "Cf" and char not in _KEPT_FORMATS and not _is_tag(char)):
        return ""
    return " " if category == "Zs" and char not in _NO_BREAK else char


def _is_tag(char: str) -> bool:
    return 0xE0020 <= ord(char) < 0xE0080


def _split_at_spaces(text: str) -> list[str]:
    return text.split(" ")


def split_words(text: str) -> list[Word]:
    """The smallest pieces of a cleaned text between which a line may end."""
    words: list[Word] = []
    for spaced in _split_at_spaces(text):
        pieces = [piece for part in spaced.split(_ZERO_WIDTH_SPACE) if part for piece in _split_unspaced(part)]
        words += [Word(piece) for piece in pieces[:-1]]
        words += [Word(piece, has_space=True) for piece in pieces[-1:]]
    return _hold_dashes(words)


def _split_unspaced(text: str) -> list[str]:
    pieces: list[str] = []
    for cluster in split_clusters(text):
        if pieces and not _may_break(pieces[-1], cluster):
            pieces[-1] += cluster
        else:
            pieces.append(cluster)
    return pieces


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between a piece and the cluster that follows it."""
    last, first = before[-1], after[0]
    if first in _NEVER_FIRST or last in _NEVER_LAST or {first, last} & _NO_BREAK:
        return False
    if _is_unspaced(first) or _is_unspaced(before.rstrip("".join(_NEVER_FIRST))[-1:] or last):
        return True
    # "Wi-Fi" and "1/2" would look cut; a compound of words, or an address, may be broken.
    long_enough = len(before) > 3 and first.isalpha()
    return last in _BREAK_AFTER and first not in _BREAK_AFTER and long_enough


def _is_unspaced(char: str) -> bool:
    """Whether *char* is of a script that is broken between any two characters: Han, kana, Thai and its kin."""
    code = ord(char[0]) if char else 0
    return (
        0x2E80 <= code <= 0x312F
        or 0x3190 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFF01 <= code <= 0xFF60
        or 0x20000 <= code <= 0x3FFFF
        or 0x0E00 <= code <= 0x0EFF
        or 0x1000 <= code <= 0x109F
        or 0x1780 <= code <= 0x17FF
        or 0x1F300 <= code <= 0x1FAFF
    )


def _hold_dashes(words: list[Word]) -> list[Word]:
    """A dash or mark that stands alone stays on the line of the word before it."""
    held: list[Word] = []
    for word in words:
        is_mark = all(unicodedata.category(char)[0] == "P" for char in word.text) and word.text[0] not in _NEVER_LAST
        if held and is_mark and held[-1].has_space:
            held[-1] = Word(f"{held[-1].text}\u00a0{word.text}", has_space=word.has_space)
        else:
            held.append(word)
    return held
