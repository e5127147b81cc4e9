"""Where sentences end, in many languages, and text cut there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import takewhile

# Most stops need a space behind them, those of Chinese and Japanese do not. A Greek question ends in a semicolon.
_CLOSING = r"(?:[\"'”’“)\]]|[\u00a0\u202f ]?[»›])*"
STOP = re.compile(
    rf"(?:[.!?…‽؟۔]+|[।॥։።።།။។]+|;(?=\s+[\u0370-\u03ff])){_CLOSING}(?=\s|$)|[。！？｡．]+[」』”’）】》]*",
)
# Words with a full stop of their own; one that ends a sentence as well is only found by what follows. In lower case.
ABBREVIATIONS = frozenset(
    "mr mrs ms mx dr prof st jr sr mme mlle fr hr hrn sra ing dipl gen col lt sgt capt rev hon"
    " vs cf ca approx resp incl excl esp inkl bzw usw vgl evtl ggf sog bspw etc al ed eds inc ltd co corp dept est"
    " p.ex p.e т.е т.д т.п т.к др пр см напр ул гг стр κ.λπ π.χ"
    " z.b d.h u.a u.u s.o s.u o.ä m.e i.d.r".split()
)
# These are abbreviations before a number alone: "no. 5", but "I said no."
BEFORE_NUMBERS = frozenset(
    "no nr nos vol fig figs pp abb abs art sec ch chap ver vers version bd kap str núm"
    " jan feb mar apr jun jul aug sep sept oct okt nov dec dez mon tue wed thu fri sat sun".split()
)
LAST_WORD = re.compile(r"([^\s(\[{\"'“‘«„/—–]+)\.$")
INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
OPENING_SIGNS = " \t\n\u00a0\u202f\"'“‘«„‹([{¿¡*_"
PAIRS = {"(": ")", "[": "]", "“": "”", "«": "»", "「": "」", "『": "』", "（": "）", "《": "》", "【": "】"}
FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
# Scripts that set words side by side without spaces.
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def find_ends(text: str) -> Iterator[int]:
    """The places in *text*, which is on one line, behind each sentence that is over; ascending."""
    start = 0
    for stop in STOP.finditer(text):
        if not _goes_on(text[start : stop.end()].strip(), text[stop.end() :].lstrip(OPENING_SIGNS)[:1]):
            yield stop.end()
            start = stop.end()


def _goes_on(sentence: str, following: str) -> bool:
    """Whether *sentence* is not over at its stop; *following* is the next letter or digit, if any."""
    if not following:
        return False
    # "Really?" he asked. Version 2. and so on.
    if following.islower() or _is_open(sentence):
        return True
    match = LAST_WORD.search(sentence)
    if match is None:
        return False
    word = match[1]
    folded = word.casefold()
    if folded in BEFORE_NUMBERS:
        return following.isdigit()
    is_initials = INITIALS.fullmatch(word) is not None and (word.isupper() or word.islower()) and word != "I"
    # In many languages the stop makes a number an ordinal: "am 3. Oktober".
    return folded in ABBREVIATIONS or is_initials or (word.isdecimal() and len(word) < 3)


def _is_open(sentence: str) -> bool:
    """Whether a bracket or quotation mark in *sentence* waits to be closed."""
    if low := sentence.count("„"):
        # German and Polish quotes open low, and close with what opens or closes them elsewhere.
        return low > sentence.count("“") + sentence.count("”")
    if "”" not in sentence and sentence.count("“") % 2 == 0:
        # Somebody closes with what opens.
        sentence = sentence.replace("“", "")
    return any(sentence.count(opening) > sentence.count(closing) for opening, closing in PAIRS.items())


def cut_at_sentence(text: str, limit: int) -> str:
    """As many whole sentences of *text* as *limit* signs hold.

    Where that leaves next to nothing, as many words as fit, with an ellipsis.
    """
    if len(text) <= limit:
        return text
    end = max(takewhile(lambda end: end <= limit, find_ends(text[: limit * 2])), default=0)
    return text[:end].strip() if end > limit // 4 else cut_at_word(text, limit)


def cut_at_word(text: str, limit: int) -> str:
    """The first words of *text* and an ellipsis, *limit* signs at most; inside a word only where there is no space."""
    if len(text) <= limit:
        return text
    cut = limit - 1
    space = text.rfind(" ", limit // 2, limit)
    if space > 0 and not UNSPACED.match(text[cut]):
        cut = space
    while cut > 1 and _is_inside_letter(text, cut):
        cut -= 1
    return text[:cut].rstrip(" \u00a0\u202f·,;:.!?–—-('\"“‘«„、，；：") + "…"


def _is_inside_letter(text: str, cut: int) -> bool:
    """Whether *cut* falls between two signs that are parts of one letter or emoji."""
    left, right = text[cut - 1], text[cut]
    is_mark = unicodedata.category(right) in ("Mn", "Mc", "Me") or "\U0001f3fb" <= right <= "\U0001f3ff"
    if "\u200d" in (left, right) or is_mark:
        return True
    # Two letters of this kind make one flag.
    letters_before = cut - len(text[:cut].rstrip(FLAG_LETTERS))
    return right in FLAG_LETTERS and letters_before % 2 == 1
