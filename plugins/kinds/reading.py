"""From one file's text to an entry, or to the problems that stand in the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from pathlib import PurePosixPath
from typing import NamedTuple

from plugins.kinds.dates import DateError, parse_date
from plugins.kinds.front_matter import Dialect, FrontMatter, FrontMatterError, parse_front_matter
from plugins.shared.entry import Entry, Kind, Slug, SourcePath, Status, Term, UrlPath
from plugins.shared.markup import Renderer, count_minutes, plain_title
from plugins.shared.names import split_names, unquote_name
from plugins.shared.problems import Problem, Severity, suggest, warning
from plugins.shared.prose import find_prose
from plugins.shared.sentences import cut_at_word, find_ends
from plugins.shared.urls import (
    DATED_NAME,
    AddressError,
    check_save_as,
    expand_pattern,
    make_folder,
    quote_url,
    save_as_of,
    slugify,
    url_of,
)

# https://www.w3.org/TR/xml/#charsets: what XML, and so a feed, cannot hold.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
CONTROL_BYTES = bytes(sign for sign in range(128) if CONTROL.match(chr(sign)))
ROCKET_TITLE_LENGTH = 60
YES = frozenset({"true", "yes", "1", "on"})
NO = frozenset({"false", "no", "0", "off"})
STATUS_WORDS: Mapping[str, Status] = {
    "published": Status.PUBLISHED,
    "publish": Status.PUBLISHED,
    "draft": Status.DRAFT,
    "hidden": Status.HIDDEN,
}


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """The settings that decide how a file is read."""

    zone: tzinfo
    lang: str = "en"
    author: str = ""
    default_category: str = ""
    folder_is_category: bool = True
    use_unicode: bool = False
    url_patterns: Mapping[Kind, str] = field(default_factory=dict)
    """Per kind the address, with the fields of Pelican's `ARTICLE_URL`."""
    term_urls: Mapping[str, str] = field(default_factory=dict)
    """`category`, `tag` and `author` with `{slug}`, and the same with `_feed`."""


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """What came of one file: the entry (`None` if there can be none), and what was found on the way."""

    entry: Entry | None
    problems: tuple[Problem, ...] = ()


class _Draft:
    """The state of reading one file: its front matter, and the problems so far."""

    def __init__(self, source: SourcePath, matter: FrontMatter, rules: ReadingRules) -> None:
        self.source = source
        self.matter = matter
        self.rules = rules
        self.problems: list[Problem] = []
        stem = PurePosixPath(source).stem
        named = DATED_NAME.match(stem)
        self.name_date = named["date"] if named and _is_date(named["date"]) else ""
        self.name = (named["slug"] if named and self.name_date else "") or stem

    def text_of(self, key: str) -> str:
        """The value of *key* on one line, without quotes around it; empty if it is missing or no text."""
        value = self.matter.fields.get(key)
        if not isinstance(value, str):
            return ""
        text = " ".join(value.split())
        # YAML has taken off its own quotes; any others are the author's.
        return text if self.matter.dialect is Dialect.YAML else unquote_name(text)

    def line_of(self, key: str) -> int:
        return self.matter.lines.get(key, 1)

    def report(self, key: str, message: str, severity: Severity = Severity.ERROR) -> None:
        self.problems.append(Problem(self.source, self.line_of(key), message, severity))


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def drop_controls(text: str) -> str:
    """*text* without the control characters that neither HTML nor a feed may hold."""
    return CONTROL.sub("", text) if _has_controls(text) else text


def _has_controls(text: str) -> bool:
    """Whether *text* holds any of them; to look through its bytes takes a tenth of the time."""
    data = text.encode("utf-8", "surrogatepass")
    return len(data.translate(None, CONTROL_BYTES)) < len(data) or "\ufffe" in text or "\uffff" in text


def check_controls(source: SourcePath, text: str) -> tuple[Problem, ...]:
    """A problem for the first control character in *text* that no page may hold."""
    found = CONTROL.search(text) if _has_controls(text) else None
    if found is None:
        return ()
    line = text.count("\n", 0, found.start()) + 1
    message = f"holds the control character 0x{ord(found[0]):02x}, which no page may have; delete it"
    return (warning(source, line, message),)


def read_entry(source: SourcePath, text: str, rules: ReadingRules, renderer: Renderer) -> ReadEntry:
    """The entry that the file *source* holds, with its body as HTML; links are not resolved yet."""
    try:
        matter = parse_front_matter(text)
    except FrontMatterError as error:
        return ReadEntry(None, (Problem(source, error.line, str(error)),))
    draft = _Draft(source, matter, rules)
    for line in matter.repeated:
        draft.problems.append(warning(source, line, "this is said twice, and the first one counts; take one line out"))
    kind = _kind_of(draft)
    status = _status_of(draft)
    published = _date_of(draft, kind, status)
    lang = draft.text_of("lang") or rules.lang
    written_title = _written_title(draft, kind)
    rendered = renderer.render(
        matter.body,
        first_line=matter.body_line,
        lang=lang,
        take_title=lambda heading: written_title.casefold() in ("", heading.casefold()),
    )
    draft.problems += [Problem(source, one.line, one.message, one.severity) for one in rendered.problems]
    title = _title_of(draft, kind, written_title or rendered.title)
    has_title = bool(title)
    if not title and kind is Kind.ROCKET:
        title = _title_from_words(rendered.html) or draft.name
    slug = _slug_of(draft, title)
    categories = _terms_of(draft, "category", _category_names(draft, kind))
    authors = _terms_of(draft, "author", _author_names(draft))
    fields = {
        "slug": slug,
        "folder": make_folder(source, kind, use_unicode=rules.use_unicode),
        "kind": kind.value,
        # A draft may have no date yet.
        "date": published or datetime(1970, 1, 1, tzinfo=UTC),
        "lang": lang,
        "category": categories[0].slug if categories else "",
        "author": authors[0].slug if authors else "",
    }
    address = _address_of(draft, rules.url_patterns[kind], fields, status)
    entry = Entry(
        source=source,
        kind=kind,
        title=title,
        has_title=has_title,
        slug=slug,
        url=address.url,
        save_as=address.save_as,
        has_own_address=address.is_own,
        status=status,
        lang=lang,
        date=published,
        modified=_modified_of(draft, published),
        categories=categories,
        # Elsewhere `#words` may be anything, and are linked where there is such a tag.
        tags=_terms_of(draft, "tag", (*_tag_names(draft), *(rendered.tags if kind is Kind.NOTE else ()))),
        authors=authors,
        aliases=split_names(matter.fields.get("aliases", "")),
        metadata=matter.fields,
        lines=matter.lines,
        text=matter.body,
        text_line=matter.body_line,
        html=rendered.html,
        headings=rendered.headings,
        reading_minutes=count_minutes(rendered.html),
        comment_count=rendered.comment_count,
    )
    is_broken = any(problem.severity is Severity.ERROR for problem in draft.problems)
    return ReadEntry(None if is_broken else entry, tuple(draft.problems))


def _kind_of(draft: _Draft) -> Kind:
    """The kind the front matter names, else the nearest folder's; elsewhere a post has title and date, a note not."""
    written = draft.text_of("kind").casefold()
    if written:
        if written in Kind.__members__.values():
            return Kind(written)
        known = [kind.value for kind in Kind]
        hint = suggest(written, known) or f"; write one of {', '.join(known)}"
        draft.report("kind", f"unknown kind '{draft.text_of('kind')}'{hint}", Severity.WARNING)
    folders = {kind.folder: kind for kind in Kind}
    for folder in reversed(draft.source.split("/")[:-1]):
        if folder.casefold() in folders:
            return folders[folder.casefold()]
    # A line "Date: …" on top of a note in a vault makes no post of it.
    is_dated = draft.text_of("date") or (draft.name_date and draft.name != draft.name_date)
    return Kind.POST if is_dated and draft.text_of("title") else Kind.NOTE


def _status_of(draft: _Draft) -> Status:
    """The status the front matter names; where it is unknown, a draft, so that nothing goes out by mistake."""
    if draft.text_of("draft").casefold() in YES or draft.text_of("published").casefold() in NO:
        return Status.DRAFT
    written = draft.text_of("status").casefold()
    if not written:
        return Status.PUBLISHED
    if written in STATUS_WORDS:
        return STATUS_WORDS[written]
    hint = suggest(written, STATUS_WORDS) or "; write one of draft, hidden, published"
    message = f"unknown status '{draft.text_of('status')}'{hint} (kept as a draft until then)"
    draft.report("status", message, Severity.WARNING)
    return Status.DRAFT


def _date_of(draft: _Draft, kind: Kind, status: Status) -> datetime | None:
    """When the entry was published; of a note or page, whose date is nice to know, none where it cannot be read."""
    if written := draft.text_of("date") or draft.name_date:
        return _parse_date(draft, "date", written, Severity.ERROR if kind.is_dated else Severity.WARNING)
    if kind.is_dated and status is not Status.DRAFT:
        draft.report("date", f"a {kind} needs a date; add 'Date: YYYY-MM-DD' to its front matter")
    return None


def _modified_of(draft: _Draft, published: datetime | None) -> datetime | None:
    """When the entry was last changed by the author's word; `None` if that was not after it was *published*."""
    written = draft.text_of("modified")
    modified = _parse_date(draft, "modified", written, Severity.WARNING) if written else None
    return modified if modified and (published is None or modified > published) else None


def _parse_date(draft: _Draft, key: str, written: str, severity: Severity) -> datetime | None:
    try:
        return parse_date(written, draft.rules.zone)
    except DateError as error:
        draft.report(key, str(error), severity)
        return None


def _written_title(draft: _Draft, kind: Kind) -> str:
    """The title the front matter gives, or the name of a note whose file has one written as a title: `Green tea.md`."""
    title = plain_title(draft.text_of("title"))
    if not title and kind is Kind.NOTE and _is_written_as_title(draft.name):
        return draft.name
    return title


def _title_of(draft: _Draft, kind: Kind, title: str) -> str:
    """The *title* that was written, in the front matter or as the heading that opens the text, else a note's file name.

    Empty for a rocket that has none.
    """
    if title:
        return title
    if kind is Kind.NOTE:
        return draft.name
    if kind is not Kind.ROCKET:
        draft.report("title", f"a {kind} needs a title; add 'Title: …' to its front matter")
    return ""


def _is_written_as_title(name: str) -> bool:
    """Whether a file *name* is more than an address: neither `green-tea` nor `README`."""
    return " " in name or (name != name.lower() and name != name.upper())


def _title_from_words(body: str) -> str:
    """A title for an untitled rocket: its first sentence, or as many words of it as a title may hold."""
    words = " ".join(find_prose(body, ROCKET_TITLE_LENGTH * 2))
    ends = (end for end in find_ends(words) if end <= ROCKET_TITLE_LENGTH)
    first = words[: next(ends, len(words))]
    return cut_at_word(first, ROCKET_TITLE_LENGTH).rstrip(".。")


def _slug_of(draft: _Draft, title: str) -> Slug:
    """The slug the front matter gives, else the file name's, else the title's."""
    written = (draft.text_of("slug"), draft.name, title, draft.source)
    slugs = (slugify(words, use_unicode=draft.rules.use_unicode) for words in written)
    # The source has its suffix, if nothing else.
    return next(slug for slug in slugs if slug)


class _Address(NamedTuple):
    url: UrlPath
    save_as: str
    is_own: bool
    """Whether the front matter gave it."""


def _address_of(draft: _Draft, pattern: str, fields: Mapping[str, object], status: Status) -> _Address:
    """The address and file of the entry: what `URL` and `Save_as` say, else what the *pattern* of its kind gives."""
    url, save_as = draft.text_of("url").lstrip("/"), draft.text_of("save_as")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", url):
        message = f"'{url}' is an address elsewhere, not one of this site; write 'Source:' for where something is from"
        draft.report("url", message, Severity.WARNING)
        url = ""
    is_own = bool(url or save_as)
    try:
        url = url if is_own else expand_pattern(pattern, fields)
        save_as = check_save_as(save_as or save_as_of(url))
    except AddressError as error:
        draft.report("save_as" if save_as else "url", str(error))
        return _Address(UrlPath(""), "", is_own)
    if status is Status.DRAFT:
        save_as = f"drafts/{save_as}"
        return _Address(url_of(save_as), save_as, is_own)
    return _Address(quote_url(url) if url else url_of(save_as), save_as, is_own)


def _category_names(draft: _Draft, kind: Kind) -> tuple[str, ...]:
    """The categories the front matter names; dated entries without one get their folder's name, or the default."""
    names = split_names(draft.matter.fields.get("category", ""))
    if names or not kind.is_dated:
        return names
    folder = PurePosixPath(draft.source).parent.name
    # A folder may also say the kind, or the year.
    says_more = folder and not folder.isdigit() and folder.casefold() not in {one.folder for one in Kind}
    if draft.rules.folder_is_category and says_more:
        return (folder,)
    return (draft.rules.default_category,) if draft.rules.default_category else ()


def _tag_names(draft: _Draft) -> tuple[str, ...]:
    names = split_names(draft.matter.fields.get("tags", ""))
    return tuple(dict.fromkeys(name.lstrip("#").strip() or name for name in names))


def _author_names(draft: _Draft) -> tuple[str, ...]:
    names = split_names(draft.matter.fields.get("author", ""))
    return names or ((draft.rules.author,) if draft.rules.author else ())


def _terms_of(draft: _Draft, what: str, names: tuple[str, ...]) -> tuple[Term, ...]:
    terms: dict[str, Term] = {}
    for name in names:
        slug = slugify(name, use_unicode=draft.rules.use_unicode)
        if not slug:
            message = f"{what} '{name}' has no letter and was left out; write one with letters"
            draft.report("tags" if what == "tag" else what, message, Severity.WARNING)
            continue
        url = UrlPath(draft.rules.term_urls[what].format(slug=slug))
        feed_url = UrlPath(draft.rules.term_urls[f"{what}_feed"].format(slug=slug))
        terms.setdefault(slug, Term(name, slug, url, feed_url))
    return tuple(terms.values())
