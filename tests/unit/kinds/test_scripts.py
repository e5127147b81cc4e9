from __future__ import annotations

import pytest

from plugins.kinds.scripts import find_lang

ARABIC = "هذه فقرة قصيرة عن الرسم والكتابة. نكتب من اليمين إلى اليسار، ثم نكمل الجملة بهدوء."
PERSIAN = "این یک نوشته کوتاه درباره چای و گل است. پژوهش ما اینجا تمام می‌شود."
HEBREW = "זוהי פסקה קצרה על ציור וכתיבה."
YIDDISH = "דאָס איז אַ קורצער טעקסט װעגן טיי און ייִדיש."
URDU = "یہ چائے کے بارے میں ایک چھوٹا سا مضمون ہے۔"
PASHTO = "دا د چایو په اړه یوه لنډه لیکنه ده."
KURDISH = "ئەمە دەقێکی کورتە دەربارەی چا."


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        (ARABIC, "ar"),
        (PERSIAN, "fa"),
        (HEBREW, "he"),
        (YIDDISH, "yi"),
        # Which of several it is, letters do not tell.
        (URDU, "und-Arab"),
        (PASHTO, "und-Arab"),
        (KURDISH, "und-Arab"),
        ("سلام دنيا", "und-Arab"),
        # A word of another language does not make the text one of it.
        (f"{ARABIC} We write code.", "ar"),
        (f"A long text about tea that names its word in Arabic, {ARABIC[:8]}.", "en"),
        ("Tea.", "en"),
        ("1234 !?", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_words_that_name_none(words: str, lang: str) -> None:
    assert find_lang(words, "en") == lang


@pytest.mark.parametrize(
    ("words", "site_lang", "lang"),
    [
        # Where the site is of that side, it is in the language of the site.
        (PERSIAN, "ar", "ar"),
        (URDU, "ur-PK", "ur-PK"),
        ("A text about tea.", "ar", "und-Latn"),
        ("A text about tea.", "de", "de"),
    ],
)
def test_what_runs_as_the_site_does_is_in_its_language(words: str, site_lang: str, lang: str) -> None:
    assert find_lang(words, site_lang) == lang
