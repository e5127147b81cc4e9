"""Quotation marks, as each language writes them."""

from __future__ import annotations

NARROW = "\u202f"
# Opening and closing double quotes, then single ones; by language, or by language and country. Nearly as Unicode's
# table of delimiters has them, https://cldr.unicode.org; languages that are not named write as English does.
ENGLISH = ("“", "”", "‘", "’")
QUOTES = {
    **dict.fromkeys(("de", "cs", "sk", "sl", "is", "lt", "lv", "et", "bg", "mk", "sq"), ("„", "“", "‚", "‘")),
    **dict.fromkeys(("hr", "sr", "bs"), ("„", "”", "‚", "’")),
    **dict.fromkeys(("pl", "ro"), ("„", "”", "«", "»")),
    **dict.fromkeys(("es", "it", "pt-pt", "ca", "gl", "eu", "el"), ("«", "»", "“", "”")),
    **dict.fromkeys(("ru", "uk", "be"), ("«", "»", "„", "“")),
    **dict.fromkeys(("sv", "fi"), ("”", "”", "’", "’")),
    **dict.fromkeys(("nb", "no", "nn"), ("«", "»", "‘", "’")),
    **dict.fromkeys(("de-ch", "fr-ch", "it-ch", "ar", "fa"), ("«", "»", "‹", "›")),
    **dict.fromkeys(("ja", "zh-tw", "zh-hk", "zh-hant"), ("「", "」", "『", "』")),
    "fr": (f"«{NARROW}", f"{NARROW}»", "“", "”"),
    "da": ("»", "«", "›", "‹"),
    "hu": ("„", "”", "»", "«"),
    "he": ("”", "”", "’", "’"),
}


def find_quotes(lang: str) -> tuple[str, str, str, str]:
    """The quotes of *lang*, such as "de-ch": those of its country, of the language, or of English."""
    return QUOTES.get(lang) or QUOTES.get(lang.partition("-")[0]) or ENGLISH
