from __future__ import annotations

import pytest

from plugins.shared.languages import COUNTRIES, TWO_LETTERS, make_locale, object_to_lang, read_lang


@pytest.mark.parametrize(
    ("written", "lang"),
    [
        ("it", "it"),
        ("EN", "en"),
        ("pt_br", "pt-BR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("ckb", "ckb"),
        ("de-CH-1996", "de-CH-1996"),
        ("Korean, English", ""),
        ("jp", ""),
        ("English", ""),
        ("en, de", ""),
        ("", ""),
    ],
)
def test_code_of_a_language(written: str, lang: str) -> None:
    assert read_lang(written) == lang


@pytest.mark.parametrize(
    ("written", "cure"),
    [
        ("Korean, English", "ko"),
        ("deutsch", "de"),
        ("日本語", "ja"),
        ("jp", "ja"),
        ("fr, en", "fr"),
        ("Klingon", "en"),
    ],
)
def test_what_is_no_code_is_told_with_one(written: str, cure: str) -> None:
    assert object_to_lang(written) == f"'{written}' is no code of a language; write one, as in '{cure}'"


@pytest.mark.parametrize(
    ("lang", "locale"),
    [
        ("it", "it_IT"),
        ("en", "en_US"),
        ("en-gb", "en_GB"),
        ("pt_BR", "pt_BR"),
        ("zh-Hant", "zh_TW"),
        ("zh-Hans-SG", "zh_SG"),
        ("ar", "ar_AR"),
        ("no", "nb_NO"),
        # No country, or none that is known.
        ("es-419", ""),
        ("tlh", ""),
        ("und-Arab", ""),
        ("Korean", ""),
        ("", ""),
    ],
)
def test_locale_is_language_and_country_or_nothing(lang: str, locale: str) -> None:
    assert make_locale(lang) == locale


def test_languages_with_a_country_are_languages() -> None:
    assert {lang for lang in COUNTRIES if len(lang) == 2} <= TWO_LETTERS
