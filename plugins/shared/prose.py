"""The running words of a text: what of its blocks can stand for the whole elsewhere, in a listing or on a card."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from plugins.shared.labels import ASIDE, DEPENDENT, NAVIGATION, NAVIGATION_LENGTH
from plugins.shared.quotation_marks import find_quotes
from plugins.shared.sentences import CLOSING, STOPS, UNSPACED, end_sentence, find_ends, join_paragraphs, join_things
from plugins.shared.text_blocks import COLONS, HOLE, Block, Mark, Place

# A paragraph shorter than this and without a stop is a label, not prose.
LABEL_LENGTH = 25
# Prose of less weight says too little to stop at a heading. Letters written without spaces weigh three.
LEAST_WEIGHT = 70
# Less than this is not enough beside the items of a list.
LEAST_PROSE = 40
# One word of less weight stands for nothing.
LEAST_WORDS = 15
# The first words behind a quote that are no longer than this only exclaim at it.
REACTION_LENGTH = 25
# What points at something just above, which is not prose.
REFERRING = re.compile(
    r"(?:this|that|these|those|the above|but|however|yet|aber|jedoch|doch|mais|pero|ma|mas)\b|上面|以上|上述",
    re.IGNORECASE,
)
# Behind them a sentence has not come to an end, though it might have one.
LEADING_VERBS = re.compile(
    r"\b(?:run|use|do|try|type|enter|execute|like|so|follows|following|below|here|call|write|add)$"
)
# By so many signs most texts are told apart.
FEW_SIGNS = 30
# What joins a title to the words that follow it in the same line.
BEHIND_TITLE = re.compile(r"(?:\s*[:：]|\s[–—-]\s)\s*(\S.*)")
ADDRESS = re.compile(r"<?https?://\S+")
# Where in a book a quotation stands, and who said it.
REFERENCE = re.compile(r"\s*[\[(][^\])]{1,24}[\])]$")
ATTRIBUTION = re.compile(r"^\s*(?:[–—―]|--)\s*")
# An item that leads to code says what the code does.
ACTION = re.compile(r"\S*[a-z]\s+[a-z]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What prose is looked for: such as does not say the *title* again.

    *keeps_labels*: a word or two have to do where there is no more.
    """

    title: str = ""
    lang: str = "en"
    keeps_labels: bool = False


def find_prose(blocks: Sequence[Block], wanted: Wanted) -> list[str]:
    """The paragraphs of *blocks* that can stand for all of it; none where it has no words that say anything.

    What calls itself a summary comes first. Left out: captions, quotes, boxes, tables, labels, asides such as
    "Update:", credits, ways elsewhere, what only leads to a list or code, sentences that do not end or hold a formula
    that cannot be said, and a first paragraph that says the title again.
    What stands below a heading is taken where there is too little above it, and list items where that is little too.
    Where nothing else is left, they have to do: boxes first, then list items, quotes, links, headings, cells.
    """
    held = _without_preamble(_without_title(_from_begin(blocks), wanted.title))
    if texts := _tell_summary(held, wanted):
        return texts
    for view in (held, _with_boxes(held)):
        if texts := _tell(_without_reaction(view), wanted) or _tell(view, wanted):
            return texts
    if text := next((text for text in _list_rest(held, wanted) if text), ""):
        return [text]
    return []


def say_all(blocks: Sequence[Block]) -> str:
    """What *blocks* say in one line, whatever it is, but for tables and code."""
    texts = [one.text.replace(HOLE, "…") for one in blocks if one.text and one.place < Place.CELL]
    is_list = all(one.depth for one in blocks if one.text)
    return join_things(texts) if is_list and texts else join_paragraphs(texts)


def before_marker(blocks: Sequence[Block]) -> list[Block]:
    """Those of *blocks* above the marker where a listing stops; none where there is no marker."""
    place = next((place for place, one in enumerate(blocks) if one.mark is Mark.MORE), 0)
    return list(blocks[:place])


def _from_begin(blocks: Sequence[Block]) -> list[Block]:
    """Those of *blocks* behind the marker where an excerpt begins; all where there is none."""
    place = next((place for place, one in enumerate(blocks) if one.mark is Mark.BEGIN), -1)
    return [one for one in blocks[place + 1 :] if one.mark is not Mark.MORE]


def _tell_summary(blocks: Sequence[Block], wanted: Wanted) -> list[str]:
    """What those of *blocks* say that call themselves a summary."""
    named = [one for one in blocks if one.is_summary and one.text and one.place <= Place.QUOTE]
    if all(one.is_remark for one in named):
        # Links alone lead elsewhere.
        return []
    chosen = [replace(one, place=Place.ITEM if one.depth else Place.PROSE, is_remark=False) for one in named]
    # A box or heading may also show what such a thing looks like.
    least = 1 if any(one.has_label for one in chosen) else LEAST_PROSE
    if _weigh(one.text for one in chosen) < least:
        return []
    return _tell(chosen, wanted) or [text for text in (_join_items(chosen, wanted),) if text]


def _with_boxes(blocks: Sequence[Block]) -> list[Block]:
    """*blocks*, with what stands in boxes as if it stood outside."""
    places = (Place.ITEM, Place.PROSE)
    return [replace(one, place=places[not one.depth]) if one.place is Place.BOX else one for one in blocks]


def _without_title(blocks: list[Block], title: str) -> list[Block]:
    """*blocks* without what a first paragraph says of the *title* again."""
    place, first = next(((place, one) for place, one in enumerate(blocks) if _is_prose_block(one)), (0, None))
    if first is None:
        return blocks
    if _same_words(first.text, title):
        return [*blocks[:place], *blocks[place + 1 :]]
    behind = _behind_title(first.text, title)
    return [*blocks[:place], replace(first, text=behind), *blocks[place + 1 :]] if behind else blocks


def _is_prose_block(block: Block) -> bool:
    return block.place is Place.PROSE and block.mark is Mark.NONE


def _without_preamble(blocks: list[Block]) -> list[Block]:
    """*blocks*; where they begin with an aside, and a line is drawn under it, what stands below that."""
    first = next((place for place, one in enumerate(blocks) if _is_prose_block(one)), len(blocks))
    line = next((place for place, one in enumerate(blocks) if one.is_line), 0)
    is_preamble = first < line and ASIDE.match(blocks[first].text)
    return blocks[line:] if is_preamble and _tell(blocks[line:], Wanted()) else blocks


def _without_reaction(blocks: list[Block]) -> list[Block]:
    """*blocks* without the first words behind a quote, which is left out, and without what leads to it.

    That is where nothing else stands above the quote.
    """
    place = next((place for place, one in enumerate(blocks) if _is_prose_block(one) and _tells(one)), 0)
    if place == 0 or blocks[place - 1].place not in (Place.QUOTE, Place.ASIDE):
        return blocks
    text = blocks[place].text
    starts = [0, *find_ends(text)]
    start = next((start for start, end in pairwise([*starts, len(text)]) if end - start > REACTION_LENGTH), len(text))
    rest = [replace(blocks[place], text=behind)] if (behind := text[start:].strip()) else []
    above = [one for one in blocks[:place] if not one.text.endswith(COLONS)]
    return [*above, *rest, *blocks[place + 1 :]]


def _tells(block: Block) -> bool:
    """Whether *block* says something by itself, and does not only lead to what comes behind it."""
    return not block.is_remark and not ASIDE.match(block.text) and bool(_whole_sentences(block.text, ""))


def _tell(blocks: Sequence[Block], wanted: Wanted) -> list[str]:
    """What the prose of *blocks* says up to the heading that has enough above it; with its lists if it is little."""
    places = [
        place
        for place, one in enumerate(blocks)
        if _is_prose_block(one) and not one.is_remark and not ASIDE.match(one.text)
    ]
    for chosen in ([place for place in places if _is_prose(blocks[place].text)], places):
        told = _without_gaps(_until_enough(blocks, chosen))
        if _weigh(told) < LEAST_PROSE and (listed := _with_items(blocks, chosen, wanted)):
            return [listed]
        if _says_something(told, wanted):
            return told
    return []


def _says_something(texts: Sequence[str], wanted: Wanted) -> bool:
    """Whether *texts* are more than a label."""
    if wanted.keeps_labels:
        return bool(texts)
    is_word = len(texts) == 1 and " " not in texts[0].strip() and texts[0].rstrip(CLOSING)[-1:] not in STOPS
    return bool(texts) and not (is_word and (_weigh(texts) < LEAST_WORDS or not UNSPACED.search(texts[0])))


def _until_enough(blocks: Sequence[Block], chosen: Sequence[int]) -> list[str]:
    """What stands at the places *chosen* in *blocks*, up to the first heading that has enough above it."""
    kept: list[str] = []
    weight = 0
    known = set(chosen)
    behind = dict(pairwise([*chosen, -1]))
    for place, one in enumerate(blocks):
        if (one.place is Place.HEADING or one.is_line) and weight >= LEAST_WEIGHT:
            break
        if place in known:
            following = blocks[behind[place]].text if behind[place] > 0 else ""
            kept.append(_whole_sentences(one.text, following))
            weight += _weigh(kept[-1:])
    return kept


def _with_items(blocks: Sequence[Block], chosen: Sequence[int], wanted: Wanted) -> str:
    """The texts at *chosen* places and the list items among *blocks*, in their order; empty where there are not both.

    No further than the heading which has enough above it.
    """
    kept: list[Block] = []
    known = set(chosen)
    for place, one in enumerate(blocks):
        if one.place is Place.HEADING and _weigh(held.text for held in kept) >= LEAST_WEIGHT:
            break
        if one.place is Place.ITEM and one.text:
            kept.append(one)
        elif place in known:
            is_led = place + 1 < len(blocks) and blocks[place + 1].place is Place.ITEM and one.text.endswith(COLONS)
            text = one.text if is_led and HOLE not in one.text else _whole_sentences(one.text, "")
            if text:
                kept.append(replace(one, text=text))
    has_both = any(one.place is Place.ITEM for one in kept) and any(one.place is Place.PROSE for one in kept)
    return _join_items(kept, wanted) if has_both else ""


def _weigh(texts: Iterable[str]) -> int:
    return sum(len(text) + (0 if text.isascii() else 2 * len(UNSPACED.findall(text))) for text in texts)


def _is_prose(text: str) -> bool:
    return _weigh([text]) >= LABEL_LENGTH or text.rstrip(CLOSING)[-1:] in STOPS


def _without_gaps(texts: Sequence[str]) -> list[str]:
    """*texts* without those sentences that do not end, if enough is left.

    A first paragraph of one sentence that lacks nothing but the stop says what the others go on with.
    """
    whole = [text for text in texts if text]
    ended = [text[: _last_end(text)].strip() for text in whole]
    if whole and not ended[0] and _weigh(whole[:1]) >= LEAST_PROSE and _lacks_a_stop(whole[0]):
        ended[0] = whole[0]
    return [text for text in dict.fromkeys(ended if _weigh(ended) >= LEAST_PROSE else whole) if text]


def _lacks_a_stop(text: str) -> bool:
    """Whether *text* is a sentence but for its stop: it begins with a word, and does not break off."""
    return re.match(r"[\"'“‘«„(]?\w", text) is not None and end_sentence(text)[-1] != "…"


def _last_end(text: str) -> int:
    """Where the last sentence of *text* ends that is brought to an end, be it with a smile."""
    last = text.rstrip(CLOSING)[-1:]
    if last in STOPS or not re.match(r"[\w,、，]", last):
        return len(text)
    return max((end for end in find_ends(f"{text} ") if end < len(text)), default=0)


def _whole_sentences(text: str, behind: str) -> str:
    """*text* without sentences that have a hole, lead to nothing or only elsewhere, or follow from one with a hole.

    One stays that what comes *behind* points at.
    """
    if text.endswith(COLONS) and REFERRING.match(behind):
        text = f"{text[:-1].rstrip()}{'。' if UNSPACED.match(text[-2:-1]) else '.'}"
    if HOLE not in text and not text.endswith(COLONS) and not _may_lead_elsewhere(text):
        return text
    kept: list[str] = []
    is_behind_hole = False
    for sentence in _sentences_of(text):
        is_left_out = HOLE in sentence or (is_behind_hole and DEPENDENT.match(sentence.lstrip()))
        if is_left_out:
            is_behind_hole = True
            continue
        is_behind_hole = False
        if not sentence.endswith(COLONS) and not _leads_elsewhere(sentence):
            kept.append(sentence)
    return "".join(kept).strip()


def _sentences_of(text: str) -> Iterator[str]:
    for start, end in pairwise([0, *find_ends(text), len(text)]):
        if text[start:end].strip():
            yield text[start:end]


def _may_lead_elsewhere(text: str) -> bool:
    return any(_leads_elsewhere(sentence) for sentence in _sentences_of(text))


def _leads_elsewhere(sentence: str) -> bool:
    return NAVIGATION.match(sentence.lstrip()) is not None and len(ADDRESS.sub("", sentence)) <= NAVIGATION_LENGTH


def _list_rest(blocks: Sequence[Block], wanted: Wanted) -> Iterator[str]:
    """What stands for *blocks* without prose, the best first."""
    rest = [one for one in blocks if one.text and not _same_words(one.text, wanted.title)]
    words = [one for one in rest if not one.is_remark]
    yield _join_items([one for one in words if one.place is Place.ITEM], wanted)
    yield _join_items([one for one in words if one.place is Place.BOX], wanted)
    yield _quote([one.text for one in words if one.place is Place.QUOTE], wanted.lang)
    prose = [one for one in words if one.place is Place.PROSE and not one.text.endswith(COLONS)]
    yield _join_items([one for one in prose if not ASIDE.match(one.text)], wanted)
    leads = [one.text for one in words if one.place is Place.PROSE and one.text.endswith(COLONS)]
    yield next((_as_sentence(text) for text in leads if HOLE not in text and _weigh([text]) >= LEAST_PROSE), "")
    for place in (Place.PROSE, Place.ITEM, Place.BOX):
        yield _join_items([one for one in rest if one.is_remark and one.place is place], wanted)
    asides = [one.text for one in prose if ASIDE.match(one.text) and _weigh([one.text]) >= LABEL_LENGTH]
    yield join_paragraphs(text for text in asides if HOLE not in text and not _leads_elsewhere(text))
    for place in (Place.ASIDE, Place.HEADING, Place.CELL):
        held = [one for one in rest if one.place is place]
        # A heading says no more than a label does.
        yield _join_items(held, wanted) if place is not Place.HEADING or len(held) > 1 else ""


def _as_sentence(lead: str) -> str:
    """The last sentence of *lead*, which ends with a colon, for want of what it leads to."""
    words = lead.rstrip(" :：")
    return f"{words}…" if LEADING_VERBS.search(words) else end_sentence(words)


def _quote(texts: Sequence[str], lang: str) -> str:
    """*texts* of somebody else between the quotation marks of *lang*; who said them stands outside."""
    opening, closing, inner, inner_closing = find_quotes(lang.lower().replace("_", "-"))
    parts: list[str] = []
    for text in texts:
        words = REFERENCE.sub("", text)
        if not words or HOLE in words or words.endswith(COLONS):
            continue
        if ATTRIBUTION.match(words):
            parts.append(ATTRIBUTION.sub("— ", words) if parts else "")
        elif words[0] in '"“«„「『' or words.endswith("…"):
            parts.append(words)
        else:
            within = words.replace(opening, inner).replace(closing, inner_closing)
            parts.append(f"{opening}{within}{closing}")
    return " ".join(part for part in parts if part)


def _join_items(blocks: Sequence[Block], wanted: Wanted) -> str:
    """The texts of *blocks* in one line, without items of lists within lists; empty where they say nothing."""
    if not blocks:
        return ""
    depth = min((one.depth for one in blocks if one.depth), default=0)
    outer = [one for one in blocks if one.depth == depth and one.is_first]
    if len(outer) == 1 and len({one.depth for one in blocks}) > 1 and len(blocks) > 2:
        # A list of one thing, which has a list: that is the one.
        inner = min(one.depth for one in blocks if one.depth > depth) if any(one.depth > depth for one in blocks) else 0
        lead = [replace(one, text=f"{one.text.rstrip(' :：')}:") for one in outer if inner]
        blocks = [*lead, *(one for one in blocks if one.depth == inner)] if inner else blocks
        depth = inner or depth
        held = [one for one in blocks if not one.depth or one in lead or (one.depth == depth and one.is_first)]
    else:
        held = [one for one in blocks if not one.depth or (one.depth == depth and one.is_first)]
    return _join(_said_items(held, wanted), wanted)


def _said_items(blocks: Sequence[Block], wanted: Wanted) -> list[str]:
    """What *blocks* say: nothing with a hole, or elsewhere; things that lead to code without their colons."""
    held = [one for one in blocks if HOLE not in one.text and not _leads_elsewhere(one.text)]
    # What leads to something else than an item leads to nothing here.
    held = [one for place, one in enumerate(held) if one.depth or not _leads_to_nothing(one, held[place + 1 :][:1])]
    items = [one for one in held if one.depth]
    if len(items) > 1 and all(one.text.endswith(COLONS) for one in items):
        is_english = wanted.lang.partition("-")[0] == "en"
        first = next(one for one in held if one.depth)
        return [
            one.text if not one.depth else _as_action(one.text, is_lower=is_english and one is not first)
            for one in held
        ]
    return [one.text for one in held if not (one.depth and one.text.endswith(COLONS)) or one is held[0]]


def _leads_to_nothing(block: Block, following: Sequence[Block]) -> bool:
    return block.text.endswith(COLONS) and not any(one.depth for one in following)


def _as_action(text: str, *, is_lower: bool) -> str:
    """What an item says that leads to code, so that it can stand among others: "blank a disk;"."""
    words = text.rstrip(" :：")
    words = f"{words[0].lower()}{words[1:]}" if is_lower and ACTION.match(words) else words
    return f"{words};"


def _join(texts: Sequence[str], wanted: Wanted) -> str:
    """*texts* in one line, but for bare addresses."""
    held = [text for text in dict.fromkeys(texts) if re.search(r"\w", ADDRESS.sub("", text))]
    if not held or (len(held) == 1 and not _says_something(held, wanted)):
        return ""
    if len(held) > 1 and all(text.endswith(";") for text in held[1:]):
        return " ".join(held).rstrip(";")
    return join_things(held).rstrip(" :：;")


def _behind_title(text: str, title: str) -> str:
    """What stands in *text* behind the *title* as a first sentence, or with a colon; empty if it does not begin so."""
    end = next(find_ends(text), 0)
    if end and _same_words(text[:end], title):
        return text[end:].strip()
    behind = BEHIND_TITLE.match(text, len(title)) if title else None
    # A pattern made for one title costs more than all the rest.
    if behind is None or not re.match(re.escape(title), text, re.IGNORECASE):
        return ""
    return f"{behind[1][:1].upper()}{behind[1][1:]}"


def _same_words(one: str, other: str) -> bool:
    letters = _letters_of(other)
    # The one is often a long paragraph, the other a title.
    return letters.startswith(_letters_of(one[:FEW_SIGNS])) and letters == _letters_of(one)


def _letters_of(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
