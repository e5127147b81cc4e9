"""The texts that stand for an entry elsewhere: excerpt, summary and description."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup

from plugins.excerpts.sentences import cut_at_sentence, cut_at_word
from plugins.shared.entry import Entry, FieldValue, Kind
from plugins.shared.markup import BEGIN_MARKER, MORE_MARKER, Renderer, collect_paragraphs, plain_text

EXCERPT_LENGTH = 300
DESCRIPTION_LENGTH = 155
# A paragraph shorter than this and without a stop is a label, not prose.
LABEL_LENGTH = 25
# Paragraphs that speak about the text instead of being it.
ASIDE = re.compile(r"^(?:NOTE|Note|Update|UPDATE|Edit|EDIT|Disclosure|Disclaimer|TL;DR|Image|Photo)\b[^.!?]{0,40}:")
# What the page needs and a summary must not repeat: ids, footnote marks, permalinks.
FOOTNOTE_MARK = re.compile(r'<sup id="fnref[^"]*">.*?</sup>', re.DOTALL)
PERMALINK = re.compile(r'<a class="headerlink"[^>]*>.*?</a>', re.DOTALL)
ID_ATTRIBUTE = re.compile(r'(<[a-z][^<>]*?)\s+id="[^"]*"')


@dataclass(frozen=True, slots=True)
class Lengths:
    """Signs at most in an automatic excerpt and in a description."""

    excerpt: int = EXCERPT_LENGTH
    description: int = DESCRIPTION_LENGTH


def add_excerpt(entry: Entry, renderer: Renderer, lengths: Lengths | None = None) -> Entry:
    """*entry* with its excerpt, summary and description, and its body without the markers.

    The first of these decides: `Excerpt:` or `Summary:`, the text before the more marker, the first sentences.
    `Description:` is the description alone, and the excerpt too where there is no other.
    """
    lengths = lengths or Lengths()
    marker = MORE_MARKER.search(entry.html)
    body = BEGIN_MARKER.sub("", MORE_MARKER.sub("", entry.html))
    explicit = next((_text(entry.metadata.get(key)) for key in ("excerpt", "summary", "description")
                     if _text(entry.metadata.get(key))), "")  # fmt: skip
    if explicit:
        summary_html = renderer.render(explicit).html
        excerpt = plain_text(summary_html)
    elif marker and (lead := make_summary(entry.html[: marker.start()])):
        summary_html = lead
        excerpt = " ".join(find_prose(lead, entry.title, lengths.excerpt * 4)) or plain_text(lead)
    else:
        prose = find_prose(body, entry.title, lengths.excerpt * 2)
        excerpt = cut_at_sentence(" ".join(prose), lengths.excerpt) or fallback_text(entry, lengths.excerpt)
        summary_html = f"<p>{html.escape(excerpt, quote=False)}</p>" if excerpt else ""
    is_cut = len(plain_text(body)) > len(excerpt) + LABEL_LENGTH
    if entry.kind is Kind.ROCKET and not explicit and not is_cut:
        # A quick take stands in listings as it is, links and emphasis included.
        summary_html = make_summary(body)
    description = plain_text(_text(entry.metadata.get("description"))) or excerpt
    return replace(
        entry,
        html=body,
        excerpt=cut_at_sentence(excerpt, lengths.excerpt * 2),
        summary_html=summary_html,
        description=cut_at_sentence(description, lengths.description),
        more_label=_more_words(marker),
        is_cut=is_cut,
    )


def _text(value: FieldValue) -> str:
    return value.strip() if isinstance(value, str) else ""


def _more_words(marker: re.Match[str] | None) -> str:
    return " ".join((marker["words"] or "").split()) if marker else ""


def make_summary(fragment: str) -> str:
    """The HTML before the more marker, made whole: open elements closed, anchors and footnote marks taken out."""
    clean = PERMALINK.sub("", FOOTNOTE_MARK.sub("", BEGIN_MARKER.sub("", fragment)))
    whole = str(BeautifulSoup(ID_ATTRIBUTE.sub(r"\1", clean), "html.parser"))
    return re.sub(r"<p>\s*</p>", "", whole).strip()


def find_prose(body: str, title: str, enough: int) -> list[str]:
    """The paragraphs of *body* that can stand for it, *enough* signs or a little more.

    Left out: labels, asides such as "Update:", and a first paragraph that only says the *title* again.
    """
    # Twice as much is gathered, because some of it may not be prose.
    paragraphs = [text for text in collect_paragraphs(body, enough=enough * 2) if not ASIDE.match(text)]
    if paragraphs and _same_words(paragraphs[0], title):
        paragraphs = paragraphs[1:]
    prose = [text for text in paragraphs if len(text) >= LABEL_LENGTH or text[-1:] in ".!?…。！？”\"'"]
    return prose or paragraphs


def _same_words(one: str, other: str) -> bool:
    return re.sub(r"\W+", "", one).casefold() == re.sub(r"\W+", "", other).casefold()


def fallback_text(entry: Entry, limit: int) -> str:
    """Words for an entry without prose: what its drawing shows, else whatever it does say; empty for an empty one."""
    for key in ("alt", "image_alt", "video_title"):
        if text := _text(entry.metadata.get(key)):
            return cut_at_sentence(text, limit)
    bare = PERMALINK.sub("", re.sub(r"<(pre|table|script|style)\b.*?</\1>", " ", entry.html, flags=re.DOTALL))
    words = plain_text(re.sub(r"</(?:li|p|h[1-6]|dt|dd)>", " ", bare))
    return cut_at_word(words, limit)
