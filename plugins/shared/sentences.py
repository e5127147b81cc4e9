"""Where sentences end, in many languages, and text cut there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from plugins.shared.function_words import DEGREE_WORDS, leads_on
from plugins.shared.graphemes import find_grapheme_start

# Most stops need a space behind them, those of Chinese and Japanese do not. A Greek question ends in a semicolon.
_CLOSING = r"(?:[\"'”’“)\]]|[\u00a0\u202f ]?[»›])*"
STOP = re.compile(
    # All that a sentence may end with comes first, and then which it is: so what is none is passed over in no time.
    rf"[.!?…‽؟۔।॥։።။។;。！？｡．]"
    rf"(?:(?:(?<=[.!?…‽؟۔])[.!?…‽؟۔]*|(?<=[।॥։።။។])[।॥։።။។]*|(?<=;)(?=\s+[\u0370-\u03ff])){_CLOSING}(?=\s|$)"
    r"|(?<=[。！？｡．])[。！？｡．]*[」』”’）】》]*)",
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
OF_NAME = re.compile(r"\s[A-Z]\w*\s\d+\.$")
SIGN_ALONE = re.compile(r"[\[(&|/–—-]\W*")
INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
OPENING_SIGNS = " \t\n\u00a0\u202f\"'“‘«„‹([{¿¡*_"
PAIRS = {"(": ")", "[": "]", "“": "”", "«": "»", "「": "」", "『": "』", "（": "）", "《": "》", "【": "】"}
STOPS = ".!?…‽؟۔。！？।։።"
# Nothing but a sentence ends so.
UNDOUBTED = "。！？।॥"
CLOSING = "\"'”’»›)]」』）】》"
# Where a clause ends within a sentence, or one thing of many.
CLAUSE = re.compile(r"[;؛,،](?= )|[；，、]")
# Scripts that end a sentence by a sign of their own, and part the things of a list: what they are written in, the stop,
# what stands between short things, and between others. Thai and its kin have none of these.
PUNCTUATION = (
    (re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"), "。", "、", "；"),
    (re.compile(r"[\u0590-\u05ff]"), ".", ", ", "; "),
    (re.compile(r"[\u0600-\u06ff\u0750-\u077f]"), ".", "، ", "؛ "),
    (re.compile(r"[\u0900-\u097f\u0980-\u09ff]"), "।", ", ", "; "),
    (re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"), "", " ", " "),
    (re.compile(""), ".", ", ", "; "),
)
# Things that are no longer than this stand between commas; so many of them are a list.
SHORT_THING = 30
LEAST_LIST = 4
# So many signs tell in which script a text ends, be there a foreign name among them.
SCRIPT_SIGNS = 12
# An address at the end goes on with any stop behind it; words that lead to others have not come to an end.
LAST_ADDRESS = re.compile(r"(?:://|\w\.\w[^\s/]*/)\S*$")
LEADING_WORD = re.compile(
    r"\b(?:an?|the|of|is|are|was|and|or|to|by|in|on|with|for|from|as|at|that|through|than|my|your|its"
    r"|der|die|das|und|oder|von|mit|zu|ist|ein|eine|le|la|les|de|des|et|ou|un|une|est|el|los|y|o|es|il|e)$"
)
# Scripts that set words side by side without spaces.
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


CJK = re.compile(r"[\u2e80-\u2fdf\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
# Where a text may break off, so that what stands there makes sense by itself.
CLAUSE_END = re.compile(r"[;؛,،:](?= )|(?<=[\u3400-\u9fff])[,;:](?=[\u3400-\u9fff])|[；，、：]|(?<=\s)[–—-](?=\s)|—")
# Quotation marks that a cut leaves open. What closes in one language opens in another, so these are few.
QUOTES = {"„": "“", "“": "”", "«": "»", "「": "」", "『": "』"}
# So much of its room a description fills with whole sentences; if it cannot, it ends within one.
ENOUGH_ROOM = 0.45
CJK_SIGN = CJK.pattern


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
    if _is_open(sentence):
        return True
    if sentence[-1] in UNDOUBTED:
        return False
    # "Really?" he asked. Version 2. and so on.
    if following.islower():
        return True
    # In the last of the words parted by spaces, if anywhere: to try all of them takes long.
    match = LAST_WORD.search(sentence.rsplit(None, 1)[-1])
    if match is None:
        return False
    word = match[1]
    folded = word.casefold()
    if folded in BEFORE_NUMBERS:
        return following.isdigit()
    if word.isdecimal() and len(word) < 3 and OF_NAME.search(sentence) and following.isupper():
        # "Java 11. It is new." But: "am 3. Oktober".
        return False
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


def _punctuation_of(text: str) -> tuple[str, str, str]:
    """The stop of the script that *text* ends in, and what parts the things of a list there: short ones, and others."""
    last = text[-SCRIPT_SIGNS:]
    return next((stop, comma, semicolon) for script, stop, comma, semicolon in PUNCTUATION if script.search(last))


def end_sentence(text: str) -> str:
    """*text* with a stop, unless it ends in one, in an address, or in an emoji or another sign that is part of no word.

    Where it breaks off, as in "Tea is a", it gets an ellipsis.
    """
    within = text.rstrip(CLOSING)
    is_word = bool(within) and (within[-1].isalnum() or unicodedata.category(within[-1]) in ("Mn", "Mc", "Sc", "Po"))
    if not is_word or within[-1] in f"{STOPS}:：;；" or LAST_ADDRESS.search(text):
        return text
    if LEADING_WORD.search(text):
        return f"{text}…"
    return f"{text.rstrip(',،，、')}{_punctuation_of(text)[0]}"


def join_things(texts: Sequence[str]) -> str:
    """*texts* in one line: sentences as they are, and commas between other things, or semicolons if these are long."""
    is_short = all(len(text) <= SHORT_THING and not CLAUSE.search(text) for text in texts if text[-1] not in STOPS)
    joined = ""
    for text in texts:
        # "Ann (ann@…)" is a thing, and no sentence.
        if joined and joined.rstrip(CLOSING)[-1:] in (*STOPS, ":", "：") and not joined.endswith("…)"):
            joined += " "
        elif joined:
            joined += _punctuation_of(joined)[1 if is_short else 2]
        joined += text
    return joined


def join_paragraphs(texts: Iterable[str]) -> str:
    """*texts* one behind the other; a space stands between them, but for Chinese and Japanese."""
    joined = ""
    for text in texts:
        is_unspaced = bool(joined) and CJK.match(joined[-1]) and CJK.match(text[0])
        joined += text if is_unspaced or not joined else f" {text}"
    return joined


def cut_at_sentence(text: str, limit: int) -> str:
    """As many whole sentences of *text* as *limit* signs hold.

    Where that leaves next to nothing, it is cut at a clause, or behind a word, with an ellipsis.
    """
    if len(text) <= limit:
        return text
    end = _last_end(text, limit)
    return text[:end].strip() if end > limit // 4 else _cut_within(text, limit)


def fill_room(text: str, limit: int) -> str:
    """As many whole sentences of *text* as *limit* signs hold, if they fill most of the room.

    Else it ends within a sentence: at a clause that does, or, where the sentences are all but nothing, behind a word.
    """
    if len(text) <= limit:
        return text
    end = _last_end(text, limit)
    return text[:end].strip() if end >= limit * ENOUGH_ROOM else _cut_within(text, limit)


def _last_end(text: str, limit: int) -> int:
    """Where the last sentence of *text* ends that *limit* signs hold; 0 if none does."""
    return max(takewhile(lambda end: end <= limit, find_ends(text[: limit * 2])), default=0)


def _cut_within(text: str, limit: int) -> str:
    """*text*, longer than *limit*, up to the last clause in it that leaves most of the room filled, or up to a word."""
    ends = [found for found in CLAUSE_END.finditer(text, 0, limit) if found.start() >= limit * 2 // 3]
    is_list = sum(1 for _comma in CLAUSE.finditer(text, 0, limit)) >= LEAST_LIST
    for found in reversed(ends):
        if _may_end(text, found.start()) and (found[0] != "," or is_list or _begins_clause(text[found.end() :])):
            return _broken_off(text[: found.start()], limit)
    return cut_at_word(text, limit)


def _begins_clause(text: str) -> bool:
    """Whether *text*, behind a comma, is a clause of its own, and no other thing of a list."""
    words = text.split(None, 1)
    return not words or UNSPACED.match(words[0]) is not None or leads_on(words[0])


def _may_end(text: str, place: int) -> bool:
    """Whether *text* may break off at *place*: not behind a word that leads to another, nor within brackets."""
    before = text[:place].rstrip()
    words = before.rsplit(None, 2)[-2:]
    if not words or before.count("(") > before.count(")") or SIGN_ALONE.fullmatch(words[-1]) or words[0][-1] in STOPS:
        return False
    return not leads_on(words[-1].lstrip("\"'“‘«„([")) and words[0].casefold() not in DEGREE_WORDS


def cut_at_word(text: str, limit: int) -> str:
    """The first words of *text* and an ellipsis, *limit* signs at most; inside a word only where there is no space.

    The last of them is none that leads to another, if there is another place.
    """
    if len(text) <= limit:
        return text
    cut = limit - 1
    space = text.rfind(" ", limit // 2, limit)
    if space > 0 and not UNSPACED.match(text[cut]):
        cut = _find_word_end(text, limit) or space
    return _broken_off(text[: find_grapheme_start(text, cut) or cut], limit)


def _find_word_end(text: str, limit: int) -> int:
    """Where *text* may break off within *limit* signs: where words begin that belong together, else behind any word."""
    ends = [found.start() for found in re.finditer(" ", text[:limit]) if found.start() > limit // 2]
    may_end = [end for end in reversed(ends) if _may_end(text, end)]
    for end in may_end:
        if end >= limit * 2 // 3 and leads_on(text[end + 1 :].split(None, 1)[0]):
            return end
    return next(iter(may_end), 0)


def _broken_off(text: str, limit: int) -> str:
    """*text* with an ellipsis, and closed what a quotation mark opened in it, if *limit* signs hold that."""
    words = text.rstrip(" \u00a0\u202f·,;:.!?–—-('\"“‘«„、，；：")
    opening = next((sign for sign in QUOTES if sign in words), "")
    is_open = bool(opening) and words.count(opening) > words.count(QUOTES[opening])
    return f"{words}…{QUOTES[opening] if is_open and len(words) + 1 < limit else ''}"
