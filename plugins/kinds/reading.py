"""From one file's text to an entry, or to the problems that stand in the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import PurePosixPath

from plugins.kinds.dates import DateError, parse_date
from plugins.kinds.front_matter import Dialect, FrontMatter, FrontMatterError, parse_front_matter
from plugins.shared.entry import Entry, FieldValue, Kind, Slug, SourcePath, Status, Term, UrlPath
from plugins.shared.markup import Renderer, count_minutes, plain_text, prepare_vault_text, take_first_heading
from plugins.shared.names import split_names, unquote_name
from plugins.shared.problems import Problem, Severity, suggest, warning
from plugins.shared.urls import (
    DATED_NAME,
    AddressError,
    check_save_as,
    expand_pattern,
    make_folder,
    save_as_of,
    slugify,
    url_of,
)

ROCKET_TITLE_LENGTH = 60
YES = frozenset({"true", "yes", "1", "on"})
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
        self.name_date = named["date"] if named else ""
        self.name = (named["slug"] or stem) if named else stem

    def text_of(self, key: str) -> str:
        """The value of *key* on one line; empty if it is missing or no text."""
        value = self.matter.fields.get(key)
        return " ".join(value.split()) if isinstance(value, str) else ""

    def report(self, key: str, message: str, severity: Severity = Severity.ERROR) -> None:
        self.problems.append(Problem(self.source, self.matter.lines.get(key, 1), message, severity))


def read_entry(source: SourcePath, text: str, rules: ReadingRules, renderer: Renderer) -> ReadEntry:
    """The entry that the file *source* holds, with its body as HTML; links are not resolved yet."""
    try:
        matter = parse_front_matter(text)
    except FrontMatterError as error:
        return ReadEntry(None, (Problem(source, error.line, str(error)),))
    draft = _Draft(source, matter, rules)
    kind = _kind_of(draft)
    status = _status_of(draft)
    date = _date_of(draft, kind, status)
    title, has_title, body, body_line = _title_of(draft, kind)
    if matter.dialect is not Dialect.PELICAN:
        body = prepare_vault_text(body)
    rendered = renderer.render(body)
    if not title and kind is Kind.ROCKET:
        title = _title_from_words(rendered.html) or draft.name
    slug = _slug_of(draft, title)
    url, save_as = _address_of(draft, kind, slug, status, date)
    entry = Entry(
        source=source,
        kind=kind,
        title=title,
        has_title=has_title,
        slug=slug,
        url=url,
        save_as=save_as,
        has_own_address=bool(draft.text_of("url") or draft.text_of("save_as")),
        status=status,
        lang=draft.text_of("lang") or rules.lang,
        date=date,
        modified=_modified_of(draft, date),
        categories=_terms_of(draft, "category", _category_names(draft, kind)),
        tags=_terms_of(draft, "tag", _tag_names(draft)),
        authors=_terms_of(draft, "author", _author_names(draft)),
        aliases=split_names(matter.fields.get("aliases", "")),
        metadata=matter.fields,
        lines=matter.lines,
        text=body,
        text_line=body_line,
        html=rendered.html,
        headings=rendered.headings,
        reading_minutes=count_minutes(rendered.html),
    )
    is_broken = any(problem.severity is Severity.ERROR for problem in draft.problems)
    return ReadEntry(None if is_broken else entry, tuple(draft.problems))


def _kind_of(draft: _Draft) -> Kind:
    """The kind the front matter names, else the nearest folder's, else a post if it has title and date, and else a note."""
    written = draft.text_of("kind").casefold()
    if written:
        if written in Kind.__members__.values():
            return Kind(written)
        known = [kind.value for kind in Kind]
        hint = suggest(written, known) or f"; write one of {', '.join(known)}"
        draft.report("kind", f"unknown kind '{draft.text_of('kind')}'{hint}", Severity.WARNING)
    folders = {kind.folder: kind for kind in Kind}
    for folder in reversed(draft.source.split("/")[:-1]):
        if folder in folders:
            return folders[folder]
    # A line "Date: …" on top of a note in a vault makes no post of it.
    is_dated = draft.text_of("date") or (draft.name_date and draft.name != draft.name_date)
    return Kind.POST if is_dated and draft.text_of("title") else Kind.NOTE


def _status_of(draft: _Draft) -> Status:
    """The status the front matter names; an entry of unknown status stays a draft, so that nothing goes out by mistake."""
    if draft.text_of("draft").casefold() in YES:
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
    written = draft.text_of("date") or draft.name_date
    if not written:
        if kind.is_dated and status is not Status.DRAFT:
            draft.report("date", f"a {kind} needs a date; add 'Date: YYYY-MM-DD' to its front matter")
        return None
    return _parse_date(draft, "date", written)


def _modified_of(draft: _Draft, date: datetime | None) -> datetime | None:
    """When the entry was last changed by the author's word; `None` if that was not after *date*."""
    written = draft.text_of("modified")
    modified = _parse_date(draft, "modified", written) if written else None
    return modified if modified and (date is None or modified > date) else None


def _parse_date(draft: _Draft, key: str, written: str) -> datetime | None:
    try:
        return parse_date(written, draft.rules.zone)
    except DateError as error:
        draft.report(key, str(error))
        return None


def _title_of(draft: _Draft, kind: Kind) -> tuple[str, bool, str, int]:
    """The title, whether the author gave it, and the body without a heading that only repeats it, with its line.

    Without a `Title:` the `# Heading` the body opens with is the title, then a note's file name.
    """
    body, line = draft.matter.body, draft.matter.body_line
    title = plain_text(unquote_name(draft.text_of("title")))
    heading, rest = take_first_heading(body)
    heading = plain_text(_without_marks(heading))
    if heading and title in ("", heading):
        line += body.count("\n") - rest.count("\n")
        return heading, True, rest, line
    if title:
        return title, True, body, line
    if kind is Kind.NOTE:
        return draft.name, True, body, line
    if kind is not Kind.ROCKET:
        draft.report("title", f"a {kind} needs a title; add 'Title: …' to its front matter")
    return "", False, body, line


def _without_marks(heading: str) -> str:
    """The words of a Markdown *heading* without links, emphasis and code marks."""
    text = re.sub(r"!?\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", heading)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\s*\{[#.:][^}]*\}\s*$", "", text)
    return re.sub(r"(\*\*|__|\*|`)(?=\S)(.+?)\1", r"\2", text)


def _title_from_words(html: str) -> str:
    """A title for an untitled rocket: its first words, cut between two of them."""
    words = plain_text(html)
    if len(words) <= ROCKET_TITLE_LENGTH:
        return words
    head = words[: ROCKET_TITLE_LENGTH + 1].rpartition(" ")[0] or words[:ROCKET_TITLE_LENGTH]
    return head.rstrip(" ,;:.–—-") + "…"


def _slug_of(draft: _Draft, title: str) -> Slug:
    """The slug the front matter gives, else the file name's, else the title's."""
    for words in (draft.text_of("slug"), draft.name, title, draft.source):
        if slug := slugify(words, use_unicode=draft.rules.use_unicode):
            return slug
    return Slug("entry")


def _address_of(draft: _Draft, kind: Kind, slug: Slug, status: Status, date: datetime | None) -> tuple[UrlPath, str]:
    """The address and file of the entry: what `URL` and `Save_as` say, else what the pattern of its kind gives."""
    url, save_as = draft.text_of("url").lstrip("/"), draft.text_of("save_as")
    key = "save_as" if save_as else "url"
    if not url and not save_as:
        values = {
            "slug": slug,
            "folder": make_folder(draft.source, kind, use_unicode=draft.rules.use_unicode),
            "kind": kind.value,
            "date": date or datetime(1970, 1, 1),
            "lang": draft.text_of("lang") or draft.rules.lang,
        }
        url = expand_pattern(draft.rules.url_patterns[kind], values)
    try:
        save_as = check_save_as(save_as or save_as_of(url))
    except AddressError as error:
        draft.report(key, str(error))
        return UrlPath(""), ""
    if status is Status.DRAFT:
        save_as = f"drafts/{save_as}"
        return url_of(save_as), save_as
    return (UrlPath(url) if url and ":" not in url.split("/")[0] else url_of(save_as)), save_as


def _category_names(draft: _Draft, kind: Kind) -> tuple[str, ...]:
    """The categories the front matter names; dated entries without one get their folder's name, or the default."""
    names = split_names(draft.matter.fields.get("category", ""))
    if names or not kind.is_dated:
        return names
    folder = PurePosixPath(draft.source).parent.name
    if draft.rules.folder_is_category and folder and folder not in {one.folder for one in Kind}:
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
            draft.problems.append(
                warning(draft.source, draft.matter.lines.get(what, 1), f"{what} '{name}' has no letter; it was left out")
            )
            continue
        url = UrlPath(draft.rules.term_urls[what].format(slug=slug))
        feed_url = UrlPath(draft.rules.term_urls[f"{what}_feed"].format(slug=slug))
        terms.setdefault(slug, Term(name, slug, url, feed_url))
    return tuple(terms.values())


def field_text(entry: Entry, key: str) -> str:
    """The front matter value *key* of *entry* as text; empty if there is none."""
    value: FieldValue = entry.metadata.get(key)
    return value.strip() if isinstance(value, str) else ""
