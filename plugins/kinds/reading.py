"""From one file's text to an entry, or to the problems that stand in the way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from itertools import chain
from pathlib import PurePosixPath
from typing import NamedTuple

from plugins.kinds.dates import DateError, parse_date
from plugins.kinds.front_matter import Dialect, FrontMatter, FrontMatterError, parse_front_matter
from plugins.kinds.holding import DRAFT_FOLDERS, find_status
from plugins.kinds.keys import ADDRESS_KEYS, BY_NAME, canonical_key, find_near_key, list_kinds, show_key, spell_key
from plugins.kinds.nested import list_links
from plugins.kinds.scripts import find_lang, may_run_otherwise
from plugins.shared.category_colors import color_by_name
from plugins.shared.entry import Entry, FieldValue, Kind, Slug, SourcePath, Status, Term, UrlPath
from plugins.shared.languages import object_to_lang, read_lang
from plugins.shared.markup import Rendered, Renderer, count_minutes, plain_title
from plugins.shared.names import split_names, unquote_name
from plugins.shared.problems import Problem, Severity, note, suggest, warning
from plugins.shared.prose import Wanted, find_prose
from plugins.shared.sentences import cut_at_word, find_ends, join_paragraphs
from plugins.shared.text_blocks import Block
from plugins.shared.urls import (
    NAME_MAX_BYTES,
    AddressError,
    check_save_as,
    expand_pattern,
    find_day,
    make_folder,
    quote_url,
    refuse_script,
    runs_script,
    save_as_of,
    shorten_path,
    slugify,
    slugify_name,
    url_of,
)

# https://www.w3.org/TR/xml/#charsets: what XML, and so a feed, cannot hold.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
CONTROL_BYTES = bytes(sign for sign in range(128) if CONTROL.match(chr(sign)))
ROCKET_TITLE_LENGTH = 60
# As many characters of a text tell in which script it is.
PROSE_LOOKED_AT = 1000
UNTELLING_FOLDERS = DRAFT_FOLDERS | {kind.folder for kind in Kind}
# What says when something was published is its date; when a note was made says nothing of that.
DATE_KEYS = ("date", "date_published")
# Keys that may hold the day of publication, or something else.
PUBLISHED_KEYS = ("published", "publish")
# A year, with or without a month: enough to know whether it lies ahead.
PART_OF_DATE = re.compile(r"(\d{4})(?:-(\d\d?))?")
NEVER = frozenset({"never", "none", "no", "false", "~"})
# In a note, these are dates of what it is about.
OWN_EXPIRY_KEYS = frozenset(
    {"expires", "expires_at", "expires_on", "expiresat", "expiry", "expiration_date", "expirationdate"}
)
# How an address that a page once had is written, and not another name of it.
OLD_ADDRESS = re.compile(r"/.*|[^\s]+(?:/|\.html?|\.php|\.aspx?)|https?://\S+", re.IGNORECASE)
ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
# Hugo's name for what stands in front of a section, and what others call the file that stands for its folder.
SECTION_NAME = "_index"
INDEX_NAMES = ("index", "readme")
# What is said once for the site, with the names of all keys and words.
UNUSED_KEYS = "keys that mean nothing here"
OTHER_KINDS_KEYS = "keys that a note does not show"
OWN_WORDS = "notes with a {key} of their own, which are published"
OLD_ADDRESSES = "addresses from before, which lead nowhere yet"
PICTURES_ELSEWHERE = "pictures elsewhere, which notes do not show"
SOURCES_ELSEWHERE = "notes that name where something is from"


# Longer ones are a text that lost its end of line; a card would be drawn of every word of it.
LONGEST_TITLE, SHOWN_OF_TITLE = 1000, 40


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
    save_as: str = ""
    """The place its page would have, as far as the front matter tells."""
    blocks: tuple[Block, ...] = ()
    """The body as blocks, of which the excerpt is chosen."""
    is_introduction: bool = False
    """Whether it is no entry, but the words in front of the listing of its kind."""


class _Draft:
    """The state of reading one file: its front matter, and the problems so far."""

    def __init__(self, source: SourcePath, matter: FrontMatter, rules: ReadingRules) -> None:
        self.source = source
        self.matter = matter
        self.rules = rules
        self.problems: list[Problem] = []
        self.stand_at(source)

    def stand_at(self, place: str, *, is_dated: bool = False) -> None:
        """Take the name, and the day in it, from the path *place*, which decides the address as well."""
        self.place = CONTROL.sub("", place)
        self.name_date, self.name = find_day(self.place, is_dated=is_dated)

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

    def name_of(self, key: str) -> str:
        """The *key* as the author wrote it."""
        return self.matter.names.get(key, key)

    def count(self, key: str, message: str, name: str, *, sort: str) -> None:
        """Reports *name* as one of many that are told once for the site."""
        self.problems.append(note(self.source, self.line_of(key), message, counted=name, sort=sort))

    def report(self, key: str, message: str, severity: Severity = Severity.ERROR, *, sort: str) -> None:
        self.problems.append(Problem(self.source, self.line_of(key), message, severity, sort=sort))


def drop_controls(text: str) -> str:
    """*text* without the control characters that neither HTML nor a feed may hold."""
    return CONTROL.sub("", text) if _has_controls(text) else text


def _has_controls(text: str) -> bool:
    """Whether *text* holds any of them; to look through its bytes takes a tenth of the time."""
    data = text.encode("utf-8", "surrogatepass")
    return len(data.translate(None, CONTROL_BYTES)) < len(data) or "\ufffe" in text or "\uffff" in text


def _strip_controls(value: str) -> tuple[str, int]:
    return CONTROL.subn("", value)


def check_controls(source: SourcePath, text: str) -> tuple[Problem, ...]:
    """A problem for the first control character in *text* that no page may hold."""
    found = CONTROL.search(text) if _has_controls(text) else None
    if found is None:
        return ()
    line = text.count("\n", 0, found.start()) + 1
    message = f"holds the control character 0x{ord(found[0]):02x}, which no page may have; delete it"
    return (warning(source, line, message, sort="file"),)


def read_entry(source: SourcePath, text: str, rules: ReadingRules, renderer: Renderer) -> ReadEntry:
    """The entry that the file *source* holds, with its body as HTML; links are not resolved yet."""
    try:
        matter = parse_front_matter(text)
    except FrontMatterError as error:
        return ReadEntry(None, (Problem(source, error.line, str(error), sort="front-matter"),))
    # JSON and YAML can write by a number what no file may hold.
    matter, controls = matter.without(_strip_controls)
    matter, comments = matter.without(renderer.strip_comments)
    draft = _Draft(source, matter, rules)
    if controls:
        message = "a value holds a control character, which no page may have; delete it"
        draft.problems.append(warning(source, 1, message, sort="file"))
    draft.problems += [
        Problem(source, one.line, one.message, one.severity, one.counted, sort=one.sort) for one in matter.findings
    ]
    kind = _kind_of(draft)
    if _is_introduction(draft, kind):
        return ReadEntry(None, is_introduction=True)
    _settle_place(draft, kind)
    status, told = _status_of(draft, kind)
    due, expires, is_unclear = _moments_of(draft, kind)
    status = Status.DRAFT if is_unclear else status
    published = _date_of(draft, kind, status)
    _check_keys(draft, kind, told)
    written_lang = _written_lang(draft)
    written_title = _written_title(draft, kind)

    def render(lang: str) -> Rendered:
        return renderer.render(
            matter.body,
            first_line=matter.body_line,
            lang=lang,
            take_title=lambda heading: written_title.casefold() in ("", heading.casefold()),
            with_blocks=True,
        )

    lang = written_lang or rules.lang
    rendered = render(lang)
    if not written_lang and may_run_otherwise(f"{written_title} {matter.body}", rules.lang):
        title = written_title or rendered.title
        words = find_prose(rendered.blocks, Wanted(title, keeps_labels=True))
        found = find_lang(" ".join((title, *words))[:PROSE_LOOKED_AT], rules.lang)
        # Quotes are set as the language does it.
        rendered, lang = (render(found), found) if found != lang else (rendered, lang)
    draft.problems += [
        Problem(source, one.line, one.message, one.severity, source if one.is_counted else "", sort=one.sort)
        for one in rendered.problems
    ]
    title = _title_of(draft, kind, written_title or rendered.title)
    has_title = bool(title)
    if not title and kind is Kind.ROCKET:
        title = _title_from_words(rendered.blocks) or draft.name
    slug = _slug_of(draft, title)
    categories = _terms_of(draft, "category", _category_names(draft, kind))
    authors = _terms_of(draft, "author", _author_names(draft))
    fields = {
        "slug": slug,
        "folder": make_folder(draft.place, kind, use_unicode=rules.use_unicode),
        "kind": kind.value,
        # A draft may have no date yet.
        "date": published or datetime(1970, 1, 1, tzinfo=UTC),
        # What letters tell moves no page.
        "lang": draft.text_of("lang") if written_lang else rules.lang,
        "category": categories[0].slug if categories else "",
        "author": authors[0].slug if authors else "",
    }
    address = _address_of(draft, kind, fields, status)
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
        due=due,
        expires=expires,
        categories=categories,
        # Elsewhere `#words` may be anything, and are linked where there is such a tag.
        tags=_terms_of(draft, "tag", (*_tag_names(draft), *(rendered.tags if kind is Kind.NOTE else ()))),
        authors=authors,
        aliases=tuple(name for name in _aliases_of(draft) if not _is_old_address(name)),
        old_addresses=_old_addresses_of(draft, kind),
        property_links=tuple(dict.fromkeys(chain.from_iterable(map(list_links, matter.written.values())))),
        metadata=_metadata_of(draft, kind),
        lines=matter.lines,
        text=matter.body,
        text_line=matter.body_line,
        html=rendered.html,
        headings=rendered.headings,
        reading_minutes=count_minutes(rendered.html),
        comment_count=rendered.comment_count + comments,
        drawings=rendered.files,
    )
    is_broken = any(problem.severity is Severity.ERROR for problem in draft.problems)
    return ReadEntry(None if is_broken else entry, tuple(draft.problems), entry.save_as, rendered.blocks)


def _written_lang(draft: _Draft) -> str:
    """The code of the language that the front matter names; empty if it names none, or what is no code."""
    value = draft.matter.fields.get("lang")
    written = ", ".join(map(str, value)) if isinstance(value, list) else draft.text_of("lang")
    lang = read_lang(written)
    if written and not lang:
        message = f"{draft.name_of('lang').casefold()} {object_to_lang(written)}"
        draft.report("lang", message, Severity.WARNING, sort="front-matter")
    return lang


def guess_save_as(source: SourcePath, rules: ReadingRules) -> str:
    """The place that the page of *source* would have by the name of its file alone; empty if it can have none."""
    draft = _Draft(source, FrontMatter(Dialect.NONE, {}, {}, "", 1), rules)
    kind = _kind_of(draft)
    _settle_place(draft, kind)
    fields = {
        "slug": _slug_of(draft, ""),
        "folder": make_folder(draft.place, kind, use_unicode=rules.use_unicode),
        "kind": kind.value,
        "date": datetime.fromisoformat(draft.name_date or "1970-01-01").replace(tzinfo=UTC),
        "lang": rules.lang,
        "category": "",
        "author": "",
    }
    return _address_of(draft, kind, fields, Status.PUBLISHED).save_as


def _is_introduction(draft: _Draft, kind: Kind) -> bool:
    """Whether the file stands for its folder, as `posts/_index.md`, or `posts/index.md` without a date, does.

    Among notes, which need no date, `index.md` and `README.md` are notes.
    """
    folder, _, name = draft.source.rpartition("/")
    if kind is Kind.PAGE or folder.casefold() != kind.folder:
        return False
    stem = PurePosixPath(name).stem.casefold()
    if stem == SECTION_NAME:
        return True
    is_dated = any(draft.text_of(key) for key in ("date", "publish_date"))
    return kind.is_dated and not is_dated and stem in INDEX_NAMES


def _settle_place(draft: _Draft, kind: Kind) -> None:
    """Let `posts/tea/index.md`, the text of a folder with its pictures, stand where `posts/tea.md` would.

    Hugo calls it a leaf bundle: https://gohugo.io/content-management/page-bundles/. An `index.md` among notes is a note
    that others link by its name.
    """
    if kind is Kind.NOTE:
        return
    place: str = draft.source
    folder, _, name = place.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    if stem.casefold() == INDEX_NAMES[0] and folder and folder.rpartition("/")[2].casefold() != kind.folder:
        place = f"{folder}{dot}{suffix}"
    draft.stand_at(place, is_dated=kind.is_dated)


def _kind_of(draft: _Draft) -> Kind:
    """The kind the front matter names, else the nearest folder's; elsewhere a post has title and date, a note not."""
    written = draft.text_of("kind").casefold()
    if written:
        if written in Kind.__members__.values():
            return Kind(written)
        known = [kind.value for kind in Kind]
        hint = suggest(written, known) or f"; write one of {', '.join(known)}"
        draft.report("kind", f"unknown kind '{draft.text_of('kind')}'{hint}", Severity.WARNING, sort="kind")
    folders = {kind.folder: kind for kind in Kind}
    for folder in reversed(draft.source.split("/")[:-1]):
        if folder.casefold() in folders:
            return folders[folder.casefold()]
    # A line "Date: …" on top of a note in a vault makes no post of it.
    is_written = spell_key(draft.name_of("date")) in DATE_KEYS and draft.text_of("date")
    is_dated = is_written or draft.text_of("publish_date") or (draft.name_date and draft.name != draft.name_date)
    return Kind.POST if is_dated and draft.text_of("title") else Kind.NOTE


def _status_of(draft: _Draft, kind: Kind) -> tuple[Status, frozenset[str]]:
    """The status the front matter and the folders name, and the keys of which something was said.

    Where it is unknown, it is a draft, so that nothing leaks.
    """
    held = find_status(draft.matter.fields, draft.matter.names, kind, draft.source)
    for finding in held.findings:
        if finding.own_word:
            draft.count(finding.key, OWN_WORDS.format(key=finding.key), finding.own_word, sort="other-keys")
        else:
            draft.report(finding.key, finding.message, Severity.WARNING, sort="status")
    return held.status, frozenset(finding.key for finding in held.findings)


def _moments_of(draft: _Draft, kind: Kind) -> tuple[datetime | None, datetime | None, bool]:
    """When the entry comes out, if not at its date, and from when on it is gone; whether one of them is unreadable.

    Neither is compared with now here: what is read is kept for builds to come.
    """
    due, is_unclear = _read_moment(draft, "publish_date")
    due = due or _find_meant_moment(draft, "publish_date")
    for key in PUBLISHED_KEYS:
        # "published: O'Reilly" is no date, and nothing to be told.
        if due is None and (written := draft.text_of(key))[:1].isdecimal():
            due, _ = _try_moment(draft, written)
    is_own = kind is Kind.NOTE and spell_key(draft.name_of("expiry_date")) in OWN_EXPIRY_KEYS
    meant = _find_meant_moment(draft, "expiry_date")
    if is_own or draft.text_of("expiry_date").casefold() in NEVER:
        return due, meant, is_unclear
    expires, is_unclear_too = _read_moment(draft, "expiry_date")
    return due, expires or meant, is_unclear or is_unclear_too


def _find_meant_moment(draft: _Draft, key: str) -> datetime | None:
    """The moment under a key that is a misspelled *key*, which is told as such: nothing comes out early by a slip."""
    for name in draft.matter.fields:
        if name not in BY_NAME and canonical_key(find_near_key(name)) == key:
            return _try_moment(draft, draft.text_of(name))[0]
    return None


def _read_moment(draft: _Draft, key: str) -> tuple[datetime | None, bool]:
    """The moment that *key* names, and whether it names one that cannot be read, which is reported."""
    written = draft.text_of(key)
    if not written:
        return None, False
    moment, message = _try_moment(draft, written)
    if message:
        draft.report(key, f"{message} (kept as a draft until then)", Severity.WARNING, sort="date")
    return moment, bool(message)


def _try_moment(draft: _Draft, written: str) -> tuple[datetime | None, str]:
    """The moment *written*, of a year or month its first; or why it cannot be read."""
    part = PART_OF_DATE.fullmatch(written)
    try:
        return parse_date(f"{part[1]}-{part[2] or 1}-1" if part else written, draft.rules.zone), ""
    except DateError as error:
        return None, str(error)


def _check_keys(draft: _Draft, kind: Kind, told: frozenset[str]) -> None:
    """Reports keys that are probably misspelled, and those that this kind, or nothing here, makes use of.

    But for those of which something was *told*.
    """
    fields = draft.matter.fields
    for key, value in fields.items():
        if not value or key in told:
            continue
        name = draft.name_of(key)
        known = BY_NAME.get(key)
        if (known is None or key in ADDRESS_KEYS) and (script := _find_script(value)):
            draft.report(key, refuse_script(script), Severity.WARNING, sort="script")
        if known is None:
            near = find_near_key(key)
            if near:
                is_there = canonical_key(near) in fields
                cure = (
                    f"put it into '{show_key(near)}' or take it out"
                    if is_there
                    else f"did you mean '{show_key(near)}'?"
                )
                # Beside the right one, another tool may well mean something by it.
                severity = Severity.NOTE if is_there else Severity.WARNING
                draft.report(key, f"unknown key '{name}'; {cure}", severity, sort="unknown-key")
            else:
                draft.count(key, UNUSED_KEYS, name, sort="other-keys")
        elif kind not in known.kinds and kind is Kind.NOTE:
            draft.count(key, OTHER_KINDS_KEYS, name, sort="other-keys")
        elif kind not in known.kinds:
            cure = "write 'Image_alt' for the featured image" if key == "alt" else "take it out, or set 'Kind:'"
            message = f"a {kind} does not show '{name}', which only {list_kinds(known.kinds)} do; {cure}"
            draft.report(key, message, Severity.WARNING, sort="unknown-key")


def _find_script(value: FieldValue) -> str:
    """The first address in *value* that runs a script; `JavaScript: an introduction` is none."""
    if isinstance(value, str):
        return value if runs_script(value) and not value.partition(":")[2].startswith(" ") else ""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next(filter(None, map(_find_script, inside)), "")


def _is_old_address(name: str) -> bool:
    """Whether *name* is an address; `/:year/:title/` is the pattern of one."""
    return OLD_ADDRESS.fullmatch(name) is not None and "/:" not in name


def _aliases_of(draft: _Draft) -> tuple[str, ...]:
    return split_names(draft.matter.fields.get("aliases", ""))


def _old_addresses_of(draft: _Draft, kind: Kind) -> tuple[str, ...]:
    """The addresses that the entry had under another tool, from `/` on or whole."""
    found: list[str] = []
    for key in ("permalink", "redirect_from", "aliases"):
        written = draft.matter.fields.get(key)
        names = [name for name in split_names(written) if _is_old_address(name)] if written else []
        if names:
            draft.count(key, OLD_ADDRESSES, draft.name_of(key), sort="other-keys")
        found += names
    url = draft.text_of("url")
    if kind is not Kind.NOTE and ELSEWHERE.match(url):
        found.append(url)
    return tuple(dict.fromkeys(name if ELSEWHERE.match(name) else f"/{name.lstrip('/')}" for name in found))


def _metadata_of(draft: _Draft, kind: Kind) -> Mapping[str, FieldValue]:
    """The front matter for the other plugins: without a picture elsewhere that a note names in passing."""
    fields = draft.matter.fields
    picture = draft.text_of("image")
    if kind is Kind.NOTE and ELSEWHERE.match(picture) and spell_key(draft.name_of("image")) != "image":
        draft.count("image", PICTURES_ELSEWHERE, draft.name_of("image"), sort="other-keys")
        return {key: value for key, value in fields.items() if key != "image"}
    return fields


def _date_of(draft: _Draft, kind: Kind, status: Status) -> datetime | None:
    """When the entry was published; of a note or page, whose date is nice to know, none where it cannot be read."""
    written = draft.text_of("date") or draft.name_date
    if not written and kind.is_dated:
        texts = (draft.text_of(key) for key in PUBLISHED_KEYS)
        days = (text for text in texts if text[:1].isdecimal() and len(text) > 1)
        written = draft.text_of("publish_date") or next(days, "")
    if written:
        return _parse_date(draft, "date", written, Severity.ERROR if kind.is_dated else Severity.WARNING)
    if kind.is_dated and status is not Status.DRAFT:
        draft.report("date", f"a {kind} needs a date; add 'Date: YYYY-MM-DD' to its front matter", sort="date")
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
        draft.report(key, str(error), severity, sort="date")
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
    if len(title) > LONGEST_TITLE:
        start = f"'{title[:SHOWN_OF_TITLE]}…' is a title of {len(title)} characters"
        draft.report("title", f"{start}; write one of no more than {LONGEST_TITLE}", sort="title")
    if title:
        return title
    if kind is Kind.NOTE:
        return draft.name
    if kind is not Kind.ROCKET:
        draft.report("title", f"a {kind} needs a title; add 'Title: …' to its front matter", sort="title")
    return ""


def _is_written_as_title(name: str) -> bool:
    """Whether a file *name* is more than an address: neither `green-tea` nor `README`."""
    return " " in name or (name != name.lower() and name != name.upper())


def _title_from_words(blocks: Sequence[Block]) -> str:
    """A title for an untitled rocket: its first sentence, or as many words of it as a title may hold."""
    words = join_paragraphs(find_prose(blocks, Wanted(keeps_labels=True)))
    ends = (end for end in find_ends(words) if end <= ROCKET_TITLE_LENGTH)
    first = words[: next(ends, len(words))]
    return cut_at_word(first, ROCKET_TITLE_LENGTH).rstrip(".。")


def _slug_of(draft: _Draft, title: str) -> Slug:
    """The slug the front matter gives, in the letters it is written in, else the file name's, else the title's."""
    if slug := slugify(draft.text_of("slug"), use_unicode=True):
        return slug
    slugs = (slugify(words, use_unicode=draft.rules.use_unicode) for words in (draft.name, title, draft.source))
    # The source has its suffix, if nothing else.
    return next(slug for slug in slugs if slug)


class _Address(NamedTuple):
    url: UrlPath
    save_as: str
    is_own: bool
    """Whether the front matter gave it."""


def _address_of(draft: _Draft, kind: Kind, fields: Mapping[str, object], status: Status) -> _Address:
    """The address and file of the entry: what `URL` and `Save_as` say, else what the pattern of its *kind* gives."""
    url, save_as = draft.text_of("url").lstrip("/"), draft.text_of("save_as")
    if ELSEWHERE.match(url):
        if kind is Kind.NOTE:
            draft.count("url", SOURCES_ELSEWHERE, draft.name_of("url"), sort="other-keys")
        else:
            cure = "write 'Source:' for where something is from"
            message = f"'{url}' is an address elsewhere, not one of this site; {cure}"
            draft.report("url", message, Severity.WARNING, sort="address")
        url = ""
    is_own = bool(url or save_as)
    try:
        url = url if is_own else expand_pattern(draft.rules.url_patterns[kind], fields)
        save_as = check_save_as(save_as or save_as_of(url))
    except AddressError as error:
        draft.report("save_as" if save_as else "url", str(error), sort="address")
        return _Address(UrlPath(""), "", is_own)
    if (short := shorten_path(save_as)) != save_as:
        if is_own:
            cure = f"write one of {NAME_MAX_BYTES} letters at most"
            message = f"'{save_as[:40]}…' is too long for a file, so the page is at '{url_of(short)}'; {cure}"
            draft.report("save_as" if draft.text_of("save_as") else "url", message, Severity.WARNING, sort="address")
        save_as, url = short, ""
    if status is Status.DRAFT:
        save_as = f"drafts/{save_as}"
        return _Address(url_of(save_as), save_as, is_own)
    return _Address(quote_url(url) if url else url_of(save_as), save_as, is_own)


def _category_names(draft: _Draft, kind: Kind) -> tuple[str, ...]:
    """The categories the front matter names; dated entries without one get their folder's name, or the default."""
    names = split_names(draft.matter.fields.get("category", ""))
    if names or not kind.is_dated:
        return names
    folder = PurePosixPath(draft.place).parent.name
    # A folder may also say the kind, the year, or that all of it is to be finished.
    says_more = folder and not folder.isdigit() and folder.casefold() not in UNTELLING_FOLDERS
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
        slug = slugify_name(name, use_unicode=draft.rules.use_unicode)
        if not slug:
            message = f"{what} '{name}' has no letter and was left out; write one with letters"
            draft.report("tags" if what == "tag" else what, message, Severity.WARNING, sort="names")
            continue
        url = UrlPath(draft.rules.term_urls[what].format(slug=slug))
        feed_url = UrlPath(draft.rules.term_urls[f"{what}_feed"].format(slug=slug))
        # Which of two names has a colour that both would have is decided when all are known.
        color = color_by_name(name) if what == "category" else ""
        terms.setdefault(slug, Term(name, slug, url, feed_url, color))
    return tuple(terms.values())
