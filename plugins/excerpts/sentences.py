"""Where sentences end, and text cut there."""

from __future__ import annotations

import re

# Latin, Greek, Arabic, Urdu and Devanagari stops need a space behind them, Chinese and Japanese ones do not.
STOP = re.compile(
    r"(?:[.!?…]+|[؟۔।])[\"'”’»)\]]*(?=\s|$)|[。！？｡]+[」』”’）】]*|;(?=\s+[\u0370-\u03ff])",
)
# Words that end in a full stop without ending a sentence; compared in lower case.
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st sr jr vs etc e.g i.e cf ca approx no nr vol fig p pp ed eds al inc ltd co corp"
    " jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun"
    " z.b d.h u.a bzw usw vgl evtl ggf abb p.ex т.е т.д др г".split()
)
LAST_WORD = re.compile(r"([^\s(\[\"'“‘«]+)\.$")
CJK_END = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def split_sentences(text: str) -> list[str]:
    """The sentences of *text* on one line each, in order; what follows the last stop is one too."""
    sentences: list[str] = []
    start = 0
    for stop in STOP.finditer(text):
        sentence = text[start : stop.end()].strip()
        if sentence and not _is_abbreviation(sentence, text[stop.end() :].lstrip()):
            sentences.append(sentence)
            start = stop.end()
    if rest := text[start:].strip():
        sentences.append(rest)
    return sentences


def _is_abbreviation(sentence: str, following: str) -> bool:
    """Whether the full stop of *sentence* belongs to its last word."""
    match = LAST_WORD.search(sentence)
    if match is None:
        return False
    word = match[1]
    if word.casefold() in ABBREVIATIONS or re.fullmatch(r"[^\W\d_]", word):
        return word != "I" and bool(following)
    # A sentence does not go on in lower case: "version 2. and so on" is one.
    return bool(following) and following[0].islower()


def cut_at_sentence(text: str, limit: int) -> str:
    """As many whole sentences of *text* as *limit* signs hold; where not even one fits, its words with an ellipsis."""
    if len(text) <= limit:
        return text
    kept = ""
    for sentence in split_sentences(text):
        longer = _joined(kept, sentence)
        if len(longer) > limit:
            break
        kept = longer
    return kept or cut_at_word(text, limit)


def _joined(before: str, sentence: str) -> str:
    if not before:
        return sentence
    return before + sentence if before[-1] in "。！？｡」』" else f"{before} {sentence}"


def cut_at_word(text: str, limit: int) -> str:
    """The first words of *text* and an ellipsis, *limit* signs at most; cut inside a word only where there is no space."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head.rpartition(" ")[0] if " " in head[limit // 2 :] and not CJK_END.match(text[limit - 1]) else head
    return cut.rstrip(" ,;:.!?–—-('\"“‘«") + "…"
