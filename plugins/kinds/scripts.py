"""In which direction words run that name no language, and which language it is, where its letters leave no doubt."""

from __future__ import annotations

import re

HEBREW = re.compile(r"[\u0590-\u05ff\ufb1d-\ufb4f]")
ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
# Syriac, Thaana, N'Ko and others of that side.
OTHER_RIGHT_TO_LEFT = re.compile(r"[\u0700-\u074f\u0780-\u086f\U00010800-\U00010fff\U0001e800-\U0001efff]")
RIGHT_TO_LEFT = re.compile(rf"[{HEBREW.pattern[1:-1]}{ARABIC.pattern[1:-1]}{OTHER_RIGHT_TO_LEFT.pattern[1:-1]}]")
# Digits and signs have no direction of their own.
LETTER = re.compile(r"[^\W\d_]")
# The language of the site says which way its words run.
RIGHT_TO_LEFT_LANGS = frozenset("ar fa he ur yi ps sd ug ckb dv syr arc nqo".split())
# Letters that Yiddish has and Hebrew has not: https://www.unicode.org/charts/PDF/U0590.pdf
YIDDISH = re.compile(r"[\u05f0-\u05f2\ufb1f]")
ARABIC_LETTERS = frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي")
# Written by others too, but by all of them beside letters that Arabic shares.
OF_ARABIC = frozenset("ةىأإ")
PERSIAN_LETTERS = (ARABIC_LETTERS - frozenset("ةىيك")) | frozenset("پچژگکی")
OF_PERSIAN = frozenset("پچژگ")
UNKNOWN = "und"
"""The language of words of which the script alone is known, as in `und-Arab`."""


def is_right_to_left(lang: str) -> bool:
    return lang.partition("-")[0].casefold() in RIGHT_TO_LEFT_LANGS


def may_run_otherwise(text: str, site_lang: str) -> bool:
    """Whether *text* holds letters that run against those of *site_lang*; quick, for every text there is."""
    return is_right_to_left(site_lang) or RIGHT_TO_LEFT.search(text) is not None


def find_lang(words: str, site_lang: str) -> str:
    """The language of *words* that name none: that of the site unless most of their letters run the other way.

    Then it is `ar`, `fa`, `he` or `yi` where the letters leave no doubt, else the script: `und-Arab`, `und-Hebr`.
    Urdu, Pashto, Kurdish and others share too many letters with one another to be told apart by them.
    """
    letters = LETTER.findall(words)
    against = sum(RIGHT_TO_LEFT.match(letter) is not None for letter in letters)
    is_against = 2 * against > len(letters)
    if not letters or is_against == is_right_to_left(site_lang):
        return site_lang
    if not is_against:
        return f"{UNKNOWN}-Latn"
    hebrew, arabic = ([one for one in letters if script.match(one)] for script in (HEBREW, ARABIC))
    if 2 * len(hebrew) > against:
        return "yi" if YIDDISH.search(words) else "he"
    return _find_arabic(frozenset(arabic)) if 2 * len(arabic) > against else f"{UNKNOWN}-Arab"


def _find_arabic(used: frozenset[str]) -> str:
    """The language that is written with the letters *used*, of the Arabic script."""
    if used <= ARABIC_LETTERS and used & OF_ARABIC:
        return "ar"
    if used <= PERSIAN_LETTERS and used & OF_PERSIAN:
        return "fa"
    return f"{UNKNOWN}-Arab"
