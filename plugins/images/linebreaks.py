"""Where lines of a title may be broken: where Unicode's line breaking (UAX 14) allows it, and a phrase ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from plugins.images.fonts import split_clusters

if TYPE_CHECKING:
    from budoux import Parser
    from pyphen import Pyphen

_BREAK_AFTER = frozenset("-‐–—/|·•")
_ZERO_WIDTH_SPACE = "\u200b"
_SPACES = f" {_ZERO_WIDTH_SPACE}"
# Joiners, which shape what is around them, stay; marks of direction would shape nothing we draw.
_KEPT_FORMATS = frozenset("\u200b\u200c\u200d\u2060")
_NO_BREAK = frozenset("\u00a0\u202f\u2060\u2011")
_OPENING = frozenset("Ps Pi".split())
# Words of Latin, Greek and Cyrillic letters, with a mark at most at their end: they part at spaces and nowhere else.
_LETTERS = r"(?:(?=[\0-\u052f])[^\W_])+"
_PLAIN = re.compile(rf"""[("“‘]?{_LETTERS}(?:['’]{_LETTERS})?[,.?!:;…]?[)"”’]?[,.?!:;…]?""")
_LONE_DASHES = frozenset("–—-")
# Thai and Lao vowels that are written before their consonant, and signs that belong to what is before them.
_BEFORE_CONSONANT = frozenset("เแโใไເແໂໃໄ")
_AFTER_CONSONANT = frozenset("ะาำๅๆฯะາຳໆຯ")
# Thai, and Han with kana, as far as they run on without a mark or another script.
_UNSPACED = re.compile("[\u0e00-\u0e7f]+|[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
# Words of one letter in Chinese, old and new: particles, prepositions, and what joins others.
_SMALL_WORDS = frozenset("的了着著们們之和与與及或在为為是让讓将將被把从從对對")
_LONG_WORD = 4
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")

# CommonMark, "Code spans".
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_HYPHENS = frozenset("-–—/*")
_LONGEST_FORMULA = 24
_NUMBER = re.compile(r"[~≈±+−-]?\d[\d.,:/–-]*")
# What stands behind a number and says what it counts: units of the SI and of computers, money, time.
_UNITS = frozenset(
    "nm µm mm cm dm m km mi ft yd µg mg g kg t lb oz ml cl dl l L ns µs ms s sec min h hr hrs d bit kbit Mbit Gbit B"
    " kB KB MB GB TB PB KiB MiB GiB TiB px pt em rem dpi fps Hz kHz MHz GHz V mV A mA W kW MW kWh J kJ kcal Pa bar K °C"
    " °F ° % ‰ € $ £ ¥ EUR USD GBP CHF am pm a.m. p.m. AM PM Uhr BC AD million billion Mio. Mrd. Millionen Milliarden"
    " millions milliards".split()
)
_LEAST_PART = 4


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


def take_out_code_marks(text: str) -> str:
    """*text* without the back ticks around code in it."""
    return _CODE.sub(lambda code: code[2].strip() or code[0], text)


def find_hyphens(word: str, lang: str) -> list[int]:
    """Where *word* may be parted with a hyphen in the language *lang*; nowhere if its rules are not known."""
    if (parser := _open_hyphens(lang)) is None or not word.isalpha():
        return []
    return [place for place in parser.positions(word) if _LEAST_PART <= place <= len(word) - _LEAST_PART]


@cache
def _open_hyphens(lang: str) -> Pyphen | None:
    # Only words too long for a line wait for the patterns.
    import pyphen

    known = pyphen.language_fallback(lang)
    return pyphen.Pyphen(lang=known) if known else None


def split_words(text: str) -> list[Word]:
    """The smallest pieces of a cleaned text between which a line may end."""
    text = _hold_together(text)
    if _UNSPACED.search(text):
        return _split_part(text)
    return [word for part in _split_at_plain_words(text) for word in _split_part(part)]


def _hold_together(text: str) -> str:
    """*text* with fixed spaces within formulas, and between a number and its unit."""
    words = text.split(" ")
    groups: list[list[str]] = []
    was_operator = False
    for number, word in enumerate(words):
        before, after = words[number - 1] if number else "", "".join(words[number + 1 : number + 2])
        is_unit = bool(_NUMBER.fullmatch(before) and {word, word.rstrip(".,;:!?)")} & _UNITS)
        is_operator = _is_operator(word, before, after)
        if groups and (is_unit or is_operator or was_operator):
            groups[-1].append(word)
        else:
            groups.append([word])
        was_operator = is_operator
    # A formula that is too long for a line is parted.
    return " ".join(("\u00a0" if sum(map(len, group)) <= _LONGEST_FORMULA else " ").join(group) for group in groups)


def _is_operator(word: str, before: str, after: str) -> bool:
    """Whether *word* is the sign of a formula between two operands; a dash is one only between numbers."""
    if not word or not all(unicodedata.category(char) == "Sm" or char in _HYPHENS for char in word):
        return False
    is_operand = _has_digit if set(word) <= _HYPHENS else _is_operand
    return is_operand(before) and is_operand(after)


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def _is_operand(word: str) -> bool:
    letters = sum(map(str.isalpha, word))
    return _has_digit(word) or 0 < letters <= 2 or "(" in word[1:]


def _split_at_plain_words(text: str) -> list[str]:
    """*text* parted at spaces between two words that are plain: a line may end there for sure."""
    parts: list[str] = []
    was_plain = False
    for word in text.split(" "):
        is_plain = bool(_PLAIN.fullmatch(word))
        if was_plain and word in _LONE_DASHES:
            # A dash stays with what is before it, and a line may end after it.
            parts[-1] += f"\u00a0{word}"
        elif not parts or (was_plain and is_plain):
            parts.append(word)
        else:
            parts[-1] += f" {word}"
        was_plain = is_plain or (was_plain and word in _LONE_DASHES)
    return parts


def _split_part(text: str) -> list[Word]:
    word, dash, end = text.partition("\u00a0")
    if _PLAIN.fullmatch(word) and (not dash or end in _LONE_DASHES):
        return [Word(text, has_space=True)]
    pieces: list[str] = []
    inside = _find_inside_phrases(text)
    place = 0
    for unit in _units(text):
        if pieces and (place in inside or not _is_good_end(pieces[-1], unit)):
            pieces[-1] += unit
        else:
            pieces.append(unit)
        place += len(unit)
    bare = [(piece.rstrip(_SPACES), piece[-1] == " ") for piece in pieces]
    words = [Word(word, has_space=has_space) for word, has_space in bare if word]
    return _hold_dashes([*words[:-1], *(Word(word.text, has_space=True) for word in words[-1:])])


def _find_inside_phrases(text: str) -> set[int]:
    """The places of *text* inside a phrase of Thai, Chinese or Japanese, which have no spaces between words."""
    inside: set[int] = set()
    is_japanese = bool(_KANA.search(text))
    for run in _UNSPACED.finditer(text):
        language = "th" if run[0] < "\u0e80" else "ja" if is_japanese else _chinese_of(text)
        place, before, start = run.start(), "", run.start()
        for phrase in _open_parser(language).parse(run[0]):
            inside.update(range(place + 1, place + len(phrase)))
            if place > run.start() and _may_be_one(before, phrase) and language not in ("th", "ja"):
                # No word is that long: the model knew little of the text, and the title would become tiny.
                if place - start >= _LONG_WORD and max(len(before), len(phrase)) > 1:
                    start = place
                else:
                    inside.add(place)
            else:
                start = place
            place, before = place + len(phrase), phrase
    return inside


def _may_be_one(before: str, phrase: str) -> bool:
    """Whether two phrases of Chinese may be parts of a word: a letter alone often is what the model did not know."""
    return 1 in (len(before), len(phrase)) and not {before, phrase} & _SMALL_WORDS


def _chinese_of(text: str) -> str:
    """In which of its two ways the Chinese of *text* is written: only what is simplified is in GB 2312."""
    han = "".join(_UNSPACED.findall(text))
    return "zh-hans" if han.encode("gb2312", "replace") == han.encode("gb2312", "ignore") else "zh-hant"


@cache
def _open_parser(language: str) -> Parser:
    # Only titles in such a script wait for the models.
    import budoux

    openers = {
        "th": budoux.load_default_thai_parser,
        "ja": budoux.load_default_japanese_parser,
        "zh-hans": budoux.load_default_simplified_chinese_parser,
        "zh-hant": budoux.load_default_traditional_chinese_parser,
    }
    return openers[language]()


def _units(text: str) -> Iterator[str]:
    """The pieces of *text* between which Unicode lets a line end, and those of words in scripts without spaces."""
    # It reads its tables when it is imported, and plain titles need none.
    from uniseg.linebreak import line_break_units

    for unit in line_break_units(text):
        start, last = 0, ""
        clusters = split_clusters(unit)
        for number, cluster in enumerate(clusters):
            if last and _is_unspaced_alphabet(last) and _is_unspaced_alphabet(cluster) and _parts(last, cluster):
                yield "".join(clusters[start:number])
                start = number
            last = cluster
        yield "".join(clusters[start:])


def _parts(before: str, after: str) -> bool:
    """Whether a line may end between two clusters of Thai or its kin, as far as their letters tell."""
    return before[-1] not in _BEFORE_CONSONANT and after[0] not in _AFTER_CONSONANT


def _is_good_end(before: str, after: str) -> bool:
    """Whether a line shall end where Unicode would let it."""
    last, first = before[-1], after[0]
    if last in _SPACES:
        return True
    if (_is_hangul(last) and _is_hangul(first)) or (_is_katakana(last) and _is_katakana(first)):
        # Titles in Korean are broken at their spaces; what stands in katakana is one word.
        return False
    if before.isdigit() and _UNSPACED.match(first):
        # "2013年"
        return False
    if any(_is_ideographic(char) or _is_unspaced_alphabet(char) for char in (last, first)):
        return True
    # "Wi-Fi", "1/2" and "C++" would look cut; a compound of words, or an address, may be broken.
    return last in _BREAK_AFTER and len(before.rpartition(" ")[2]) > 3 and first.isalpha()


def _is_hangul(char: str) -> bool:
    return "\uac00" <= char <= "\ud7a3" or "\u1100" <= char <= "\u11ff"


def _is_katakana(char: str) -> bool:
    return "\u30a1" <= char <= "\u30fa" or char == "ー"


def _is_ideographic(char: str) -> bool:
    """Whether *char* is broken from any other: Han, kana, their punctuation, emoji."""
    code = ord(char)
    return (
        0x2E80 <= code <= 0x312F
        or 0x3190 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFF01 <= code <= 0xFF60
        or 0x20000 <= code <= 0x3FFFF
        or 0x1F300 <= code <= 0x1FAFF
    )


def _is_unspaced_alphabet(cluster: str) -> bool:
    """Whether *cluster* is of a script that writes words without spaces: Thai, Lao, Burmese, Khmer."""
    code = ord(cluster[0])
    return 0x0E00 <= code <= 0x0EFF or 0x1000 <= code <= 0x109F or 0x1780 <= code <= 0x17FF


def _hold_dashes(words: list[Word]) -> list[Word]:
    """A dash or mark that stands alone stays on the line of the word before it."""
    held: list[Word] = []
    for word in words:
        is_mark = (
            all(unicodedata.category(char)[0] == "P" for char in word.text)
            and unicodedata.category(word.text[0]) not in _OPENING
        )
        if held and is_mark and held[-1].has_space:
            held[-1] = Word(f"{held[-1].text}\u00a0{word.text}", has_space=word.has_space)
        else:
            held.append(word)
    return held
