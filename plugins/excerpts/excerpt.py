"""The texts that stand for an entry elsewhere: excerpt, summary and description."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from plugins.shared.entry import Entry, Kind
from plugins.shared.markup import BEGIN_MARKER, COMMENT, MORE_MARKER, TAG, Renderer, plain_text
from plugins.shared.prose import Wanted, before_marker, find_prose, say_all
from plugins.shared.sentences import cut_at_sentence, end_sentence, fill_room, join_paragraphs, join_things
from plugins.shared.site import with_fields
from plugins.shared.text_blocks import TOKEN, VOID_TAGS, Block, read_html

EXCERPT_LENGTH = 300
DESCRIPTION_LENGTH = 155
CARD_DESCRIPTION_LENGTH = 200
# What stands before the more marker may be too short to say anything in a search result.
LEAST_DESCRIPTION = 70
# So many signs of prose are looked at: more than any excerpt holds, for what is left out of it.
ENOUGH = 1_500
# What says what stands for an entry, and what is shown in listings, the best first.
EXCERPT_FIELDS = ("excerpt", "summary", "description")
SUMMARY_FIELDS = ("summary", "excerpt", "description")
# What the page needs and a summary must not repeat: permalinks, footnote marks, a table of contents.
ONLY_ON_PAGE = 'a.headerlink, sup[id^="fnref"], div.toc, div.footnote, script, style'
CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
# What a comment says, in the languages that have them in lines, in blocks, or as a text at the beginning.
CODE_COMMENT = re.compile(
    r"^\s*(?:#+(?!!)|//+|--|;+|%+|\*|/\*+|<!--|\"\"\"|''')\s*(?P<words>[^\W\d_].*?)\s*(?:\*/|-->|\"\"\"|''')?\s*$",
    re.MULTILINE,
)
# An address that somebody may read, but not in passing.
LONG_ADDRESS = re.compile(r"https?://(?:www\.)?([^\s/]+)/[^\s,;]{24,}(?<![.!?)])")
# Fewer words are a label, or code that is left out for now.
COMMENT_WORDS = 4
LEADS_INTO_PAGE = re.compile(
    r"<!\[|<s(?:cript|tyle)\b|<[^<>]*\s(?:id=|href=\"#|class=\"[^\"]*(?:headerlink|toc|footnote))"
)
EMPTY_PARAGRAPH = re.compile(r"<p>\s*</p>\n?")
COMMENT_OR_TAG = re.compile(f"{COMMENT.pattern}|{TAG.pattern}", re.DOTALL)
MEDIA = re.compile(r"<(?:img|pre|table|video|audio|iframe|object|svg)\b")
NO_LETTERS = re.sub(rb"\w+", b"", bytes(range(128)))
# Letters that make no difference between a body and its excerpt: marks, spaces, a tag at the end.
SLACK = 12


@dataclass(frozen=True, slots=True)
class Lengths:
    """Signs at most in an automatic excerpt, in a description and in that of a link card."""

    excerpt: int = EXCERPT_LENGTH
    description: int = DESCRIPTION_LENGTH
    card: int = CARD_DESCRIPTION_LENGTH


def add_excerpt(
    entry: Entry, renderer: Renderer, lengths: Lengths | None = None, blocks: Sequence[Block] | None = None
) -> Entry:
    """*entry* with its excerpt, summary and descriptions, and its body without the markers.

    The first of these decides: what the front matter says, the text before the more marker, what the text calls its
    summary, the first sentences. *blocks* are the body as blocks; without them it is read from its HTML.
    Of several in the front matter each has its own place: `Summary:` in listings, `Description:` in the descriptions,
    `Excerpt:` in all others; where one is missing, another stands for it.
    """
    lengths = lengths or Lengths()
    blocks = read_html(entry.html, ENOUGH) if blocks is None else blocks
    marker = MORE_MARKER.search(entry.html)
    body = EMPTY_PARAGRAPH.sub("", BEGIN_MARKER.sub("", MORE_MARKER.sub("", entry.html)))
    written, listed = _first_field(entry, EXCERPT_FIELDS), _first_field(entry, SUMMARY_FIELDS)
    rendered = renderer.render(written)
    written_html = summary_html = make_summary(rendered.html)
    drawings = (*entry.drawings, *rendered.files)
    if listed != written:
        rendered = renderer.render(listed)
        summary_html = make_summary(rendered.html)
        drawings = (*drawings, *rendered.files)
    elif marker and not written_html:
        summary_html = make_summary(entry.html[: marker.start()])
    # What somebody wrote to stand for the entry is said as it is.
    told = excerpt = say_all(read_html(written_html)) if written_html else ""
    if not excerpt and marker:
        told = excerpt = _say(entry, before_marker(blocks), keeps_labels=True)
    if not excerpt:
        told = _say(entry, blocks) or _ended(_alt_text(entry) or _comment(entry), entry)
        excerpt = cut_at_sentence(told, lengths.excerpt)
    elif marker and not written_html and len(told) < LEAST_DESCRIPTION:
        # "Hmm." makes one read on in a listing; in a search result it says nothing.
        told = _say(entry, blocks) or told
    if excerpt and not summary_html:
        summary_html = f"<p>{html.escape(excerpt, quote=False)}</p>"
        if entry.kind is Kind.ROCKET and not _is_cut(entry.kind, body, excerpt, summary_html):
            # A quick take stands in listings as it is, links and emphasis included.
            summary_html = make_summary(body)
    described = plain_text(renderer.render(_field(entry, "description")).html) or told
    shown = excerpt if listed == written else plain_text(summary_html)
    return with_fields(
        entry,
        html=body,
        excerpt=cut_at_sentence(excerpt, lengths.excerpt * 2),
        summary_html=summary_html,
        drawings=drawings,
        description=fill_room(described, lengths.description),
        card_description=fill_room(described, lengths.card),
        more_label=_more_words(marker),
        # Who marks where a listing stops means what stands behind it, be it a word.
        is_cut=(marker is not None and _has_more_letters(entry.html[marker.end() :], 0))
        or _is_cut(entry.kind, body, shown, summary_html),
    )


def _ended(words: str, entry: Entry) -> str:
    """*words*, found in *entry*, as a sentence, with the host of a long address; those of a rocket are as they are."""
    return words if entry.kind is Kind.ROCKET else end_sentence(LONG_ADDRESS.sub(r"\1", words))


def _field(entry: Entry, key: str) -> str:
    value = entry.metadata.get(key)
    return value.strip() if isinstance(value, str) else ""


def _first_field(entry: Entry, keys: Sequence[str]) -> str:
    """What the first of *keys* says in the front matter that says something."""
    return next((text for key in keys if (text := _field(entry, key))), "")


def _from_begin(body: str) -> str:
    begin = BEGIN_MARKER.search(body)
    return body[begin.end() :] if begin else body


def make_summary(fragment: str) -> str:
    """The HTML before the more marker, made whole: open elements closed, and nothing in it that leads into the page."""
    fragment = _from_begin(fragment)
    if not LEADS_INTO_PAGE.search(fragment) and _is_whole(fragment):
        return EMPTY_PARAGRAPH.sub("", fragment).strip()
    # It takes long to load, and is seldom needed.
    from bs4 import BeautifulSoup

    # The parser gives up on `<![` with anything but CDATA behind it.
    soup = BeautifulSoup(fragment.replace("<![", "&lt;!["), "html.parser")
    for element in soup.select(ONLY_ON_PAGE):
        element.decompose()
    for link in soup.select('a[href^="#"]'):
        link.unwrap()
    for element in soup.select("[id]"):
        del element["id"]
    return EMPTY_PARAGRAPH.sub("", str(soup)).strip()


def _is_whole(fragment: str) -> bool:
    """Whether every element of *fragment* is closed, and none but those that are open."""
    awaited: list[str] = []
    for match in TOKEN.finditer(fragment):
        name = (match["name"] or "").lower()
        if match["closing"]:
            if not awaited or awaited.pop() != name:
                return False
        elif name and name not in VOID_TAGS:
            awaited.append(name)
    return not awaited


def _say(entry: Entry, blocks: Sequence[Block], *, keeps_labels: bool = False) -> str:
    """What *blocks* of *entry* say, each paragraph as a sentence; those of a rocket are as they are."""
    # A title that was made of the first words is no reason to leave those out.
    title = entry.title if entry.has_title else ""
    wanted = Wanted(title, entry.lang, keeps_labels=keeps_labels or entry.kind is Kind.ROCKET)
    return join_paragraphs(_ended(text, entry) for text in find_prose(blocks, wanted))


def _alt_text(entry: Entry) -> str:
    """What the pictures of an entry without words show; empty where nobody says."""
    for key in ("alt", "image_alt", "video_title"):
        if text := _field(entry, key):
            return plain_text(text)
    shown = (html.unescape(alt) for alt in re.findall(r'<img\b[^>]*?\salt="([^"]+)"', entry.html))
    # One word says what sort of picture it is, if anything.
    return next((alt for alt in shown if " " in alt.strip()), "")


def _comment(entry: Entry) -> str:
    """The first comment that says something in the code of an entry that is nothing else."""
    code = "\n".join(html.unescape(TAG.sub("", found)) for found in CODE.findall(entry.html))
    said = (match["words"] for match in CODE_COMMENT.finditer(code))
    return next((words for words in said if len(words.split()) >= COMMENT_WORDS), "")


def list_titles(entry: Entry, titles: Sequence[str], lengths: Lengths | None = None) -> Entry:
    """*entry*, which has no words, with *titles* in their place: those of what it is the index of."""
    return _with_words(entry, end_sentence(join_things(titles)), lengths or Lengths())


def stand_for(entry: Entry, words: str, lengths: Lengths | None = None) -> Entry:
    """*entry*, which has no words, with *words* in their place that nobody wrote."""
    return replace(_with_words(entry, words, lengths or Lengths()), is_stand_in=True)


def _with_words(entry: Entry, words: str, lengths: Lengths) -> Entry:
    excerpt = cut_at_sentence(words, lengths.excerpt)
    return replace(
        entry,
        excerpt=excerpt,
        summary_html=f"<p>{html.escape(excerpt, quote=False)}</p>" if excerpt else "",
        description=fill_room(words, lengths.description),
        card_description=fill_room(words, lengths.card),
    )


def _more_words(marker: re.Match[str] | None) -> str:
    words = (marker["words"] or "") if marker else ""
    return " ".join(html.unescape(words).lstrip(" :\t\n").split())


def _is_cut(kind: Kind, body: str, shown: str, summary_html: str) -> bool:
    """Whether *body* has more than a listing shows: words, or pictures where these are not what is listed."""
    if _has_more_letters(body, _count_letters(shown) + SLACK):
        return True
    is_shown = kind in (Kind.DOODLE, Kind.ROCKET)
    return not is_shown and len(MEDIA.findall(body)) > len(MEDIA.findall(summary_html))


def _has_more_letters(body: str, count: int) -> bool:
    """Whether *body* shows more than *count* letters; it is read no further than that takes."""
    start = 0
    for markup in chain(COMMENT_OR_TAG.finditer(body), (None,)):
        count -= _count_letters(html.unescape(body[start : markup.start() if markup else len(body)]))
        if count < 0:
            return True
        start = markup.end() if markup else start
    return False


def _count_letters(text: str) -> int:
    if text.isascii():
        return len(text.encode().translate(None, NO_LETTERS))
    return len(re.sub(r"\W+", "", text))
