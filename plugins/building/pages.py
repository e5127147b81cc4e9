"""Every page of the site: what it is made from, as digests that cost little, and how it is made when it must be."""

from __future__ import annotations

import io
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, make_dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import jinja2
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.bccache import Bucket

from plugins.building.folders import NotForUs
from plugins.building.memory import CARD_FIELDS, LINE_FIELDS, SiteMemory
from plugins.building.store import Made
from plugins.building.templates import LendingEnvironment, make_once
from plugins.shared.digests import DIGEST_BYTES, Digest, digest, digest_of
from plugins.shared.entry import Entry, Kind, Slug, SourcePath, Term
from plugins.shared.files import write_whole
from plugins.shared.listings import ListingPage, paginate
from plugins.shared.site import (
    ENTRY_NAMES,
    ArchiveYear,
    Frame,
    Known,
    SiteView,
    is_listed,
    list_kind,
    stream_key,
)
from plugins.shared.urls import url_of

if TYPE_CHECKING:
    from plugins.shared.bridge import Build

# What a listing, and what a list of lines, may read of an entry; anything else is an error in the template.
# Compared by what it is, and not by what it holds: that is read for every page it stands on.
Card = make_dataclass("Card", CARD_FIELDS, frozen=True, slots=True, eq=False)
Line = make_dataclass("Line", LINE_FIELDS, frozen=True, slots=True)
# The overviews that list entries, and the lists they read.
OVERVIEW_LISTS = {"archives": ("archive",), "drafts": ("drafts", "scheduled")}
FRAME_SETTINGS = ("SITENAME", "SITESUBTITLE", "SITEURL", "AUTHOR", "DEFAULT_LANG")
TEMPLATE_REFERENCE = re.compile(
    r"{%[-+]?\s*(?:extends|include|import|from)\s+(['\"])([^'\"]+)\1\s*(?:[-+]?%}|as\b|import\b|with\b|without\b)"
)
# What a template says to reach another one, in whatever way it names it.
TEMPLATE_REACH = re.compile(r"{%[-+]?\s*(?:extends|include|import|from)\b")
# The body of each kind, which the page of an entry adds to what it is made of.
BODY_OF_KIND = "{% include 'kinds/' ~ entry.kind ~ '.html' %}"
ASSET_REFERENCE = re.compile(r"\basset\(\s*(['\"])([^'\"]+)\1\s*\)")
COMPUTED_ASSET = re.compile(r"\basset\(\s*(?!['\"\s])")


class Planned(NamedTuple):
    """A file of the site: digests of its template, of the frame around it and of what it shows; and how to make it."""

    parts: tuple[Digest, ...]
    make: Callable[[], bytes]
    group: str
    """The listing it belongs to, or its entry's source: what a person would call it."""


class Shown(NamedTuple):
    """What an entry's own page reads: all of it, and the body with its links resolved."""

    entry: Entry
    content: str


class Item(NamedTuple):
    """What a listing reads of an entry: its card, and the summary with its links resolved."""

    entry: Any
    summary: str


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans and makes pages from what one build found out."""

    build: Build
    memory: SiteMemory
    made: Mapping[SourcePath, Made]
    site: SiteView
    counts: SiteView
    """The same without lists of entries, for pages that only count them."""
    environment: Environment
    template_digests: Mapping[str, Digest]
    frame: Frame
    frame_digest: Digest
    items: dict[Digest, Item] = field(default_factory=dict)

    def plan(self) -> dict[str, Planned]:
        """Every page by its place in the output, the author's own addresses above those of listings."""
        entries = {known.save_as: self._plan_entry(known) for known in self.build.known.values()}
        return dict(self._plan_listings()) | dict(self._plan_overviews()) | entries

    # Entries

    def _plan_entry(self, known: Entry) -> Planned:
        made = self.made[known.source]
        name = self._template_of(known)
        template = digest(self.template_digests[name], self.template_digests[f"kinds/{known.kind}.html"])
        return Planned((template, self.frame_digest, made.final), lambda: self._render_entry(known, name), known.source)

    def _template_of(self, known: Entry) -> str:
        written = self.memory.rows[known.source].metadata.get("template")
        if isinstance(written, str) and f"{written}.html" in self.template_digests:
            return f"{written}.html"
        return {Kind.NOTE: "note.html", Kind.PAGE: "page.html"}.get(known.kind, "article.html")

    def _render_entry(self, known: Entry, name: str) -> bytes:
        entry = self._finished(known.source)
        # Whatever its kind: its front matter may name the template of another.
        names = dict.fromkeys(ENTRY_NAMES, Shown(entry, entry.html))
        return self._render(name, known.save_as, self.frame, names)

    def _finished(self, source: SourcePath) -> Entry:
        return self.memory.finished(self.made[source].final)

    # Listings

    def _plan_listings(self) -> Iterator[tuple[str, Planned]]:
        build = self.build
        listed = sorted((known for known in build.known.values() if is_listed(known)), key=stream_key)
        stream = [known for known in listed if known.kind.is_dated]
        settings = build.settings
        yield from self._plan_pages("index", "index.html", "home", stream, site=self.counts)
        if settings.get("FEED_ALL_ATOM"):
            yield from self._plan_feed(settings["FEED_ALL_ATOM"], "", stream, "feed of everything")
        for listing in self.frame.kinds:
            members = list_kind(build.known.values(), listing.kind)
            name = "notes" if listing.kind is Kind.NOTE else "kind"
            group = f"kind {listing.kind.folder}"
            yield from self._plan_pages(
                "kind", f"{listing.url}index.html", group, members, {"listing": listing}, per_page=name
            )
            yield from self._plan_feed(listing.feed_url, listing.title, members, group)
        yield from self._plan_terms("category", listed, lambda known: known.categories, "categories")
        yield from self._plan_terms("tag", listed, lambda known: known.tags, "tags")
        yield from self._plan_terms("author", listed, lambda known: known.authors, "authors")

    def _plan_terms(
        self,
        what: str,
        listed: Iterable[Entry],
        terms_of: Callable[[Entry], tuple[Term, ...]],
        folder: str,
    ) -> Iterator[tuple[str, Planned]]:
        from plugins.shared import bridge

        groups: dict[Slug, list[Entry]] = defaultdict(list)
        terms: dict[Slug, Term] = {}
        for known in listed:
            for term in terms_of(known):
                groups[term.slug].append(known)
                terms[term.slug] = term
        for known in self.build.known.values():
            # A name that only drafts and hidden entries have is linked to from those.
            for term in terms_of(known):
                terms.setdefault(term.slug, term)
        introductions = self.build.facts["introduced by"]
        for slug, term in terms.items():
            members = groups[slug]
            wrapper = bridge.make_wrapper(bridge.TERM_CLASSES[what], term, self.build.settings)
            introduction = self.build.introductions.get(introductions.get(SourcePath(f"{folder}/{slug}"), ""))
            if introduction:
                wrapper.introduction = Shown(introduction, introduction.html)
            if not members:
                # An empty feed is not written.
                wrapper.feed_url = ""
            group = f"{what} {term.name}"
            front = digest_of((term, wrapper.feed_url, introduction.html if introduction else ""))
            yield from self._plan_pages(what, wrapper.save_as, group, members, {what: wrapper}, shown=front)
            if term.feed_url:
                yield from self._plan_feed(term.feed_url, term.name, members, group)

    def _plan_pages(
        self,
        template: str,
        save_as: str,
        group: str,
        members: list[Entry],
        variables: Mapping[str, Any] | None = None,
        *,
        site: Frame | None = None,
        shown: Digest = b"",
        per_page: str = "",
    ) -> Iterator[tuple[str, Planned]]:
        settings = self.build.settings
        size = settings["PAGINATED_TEMPLATES"][per_page or template] or settings["DEFAULT_PAGINATION"]
        for page in paginate(members, size, url_of(save_as)):
            facts = (page.url, page.newer_url, page.older_url, page.oldest_url, page.count)
            view = site if site and page.is_front else self.frame
            parts = (
                self.template_digests[f"{template}.html"],
                self.frame_digest,
                digest(
                    digest_of(facts),
                    shown,
                    digest_of(view) if view is not self.frame else b"",
                    *(self.made[known.source].card for known in page.items),
                ),
            )
            yield page.save_as, Planned(parts, self._page_maker(template, page, view, variables or {}), group)

    def _page_maker(
        self, template: str, page: ListingPage[Entry], view: Frame, variables: Mapping[str, Any]
    ) -> Callable[[], bytes]:
        def make() -> bytes:
            items = tuple(self._item(self.made[known.source]) for known in page.items)
            shown = ListingPage(**{**{name: getattr(page, name) for name in page.__slots__}, "items": items})
            return self._render(f"{template}.html", page.save_as, view, {**variables, "listing_page": shown})

        return make

    def _item(self, made: Made) -> Item:
        """What listings read of an entry; the same thing each time, so that they know it again."""
        item = self.items.get(made.final)
        if item is None:
            entry = self.memory.finished(made.final)
            card = Card(*(getattr(entry, name) for name in CARD_FIELDS))
            item = self.items[made.final] = Item(card, entry.summary_html)
        return item

    def _plan_feed(self, url: str, title: str, members: list[Entry], group: str) -> Iterator[tuple[str, Planned]]:
        if not members:
            return
        yield from self._plan_json_feeds(url, title, members, group)
        members = members[: self.build.settings["FEED_MAX_ITEMS"]]
        parts = (digest_of((url, title)), self.frame_digest, digest(*(self.made[one.source].final for one in members)))

        def make() -> bytes:
            from plugins.shared import bridge

            writer = bridge.EntryWriter(str(self.build.output_path), self.build.settings)
            contents = [bridge.make_content(self._finished(known.source), self.build) for known in members]
            feed = writer.write_feed(contents, self.build.settings, None, url, feed_title=title or None)
            written = io.StringIO()
            feed.write(written, "utf-8")
            return written.getvalue().encode()

        yield url, Planned(parts, make, group)

    def _plan_json_feeds(self, url: str, title: str, members: list[Entry], group: str) -> Iterator[tuple[str, Planned]]:
        from plugins.shared import bridge

        settings = self.build.settings
        for place, what in bridge.json_feeds_beside(url, settings):
            listed = members if what == "social" else members[: settings["FEED_MAX_ITEMS"]]
            finals = digest(*(self.made[one.source].final for one in listed))
            parts = (digest_of((place, what, title)), self.frame_digest, finals)

            def make(listed: list[Entry] = listed, place: str = place, what: str = what) -> bytes:
                entries = [self._finished(known.source) for known in listed]
                return bridge.render_json_feed(entries, settings, place, what, title).encode()

            yield place, Planned(parts, make, group)

    # Overviews

    def _plan_overviews(self) -> Iterator[tuple[str, Planned]]:
        settings = self.build.settings
        for name in settings["DIRECT_TEMPLATES"]:
            if name == "index" or f"{name}.html" not in self.template_digests:
                continue
            save_as = settings.get(f"{name.upper()}_SAVE_AS", f"{name}.html")
            if save_as:
                lists = OVERVIEW_LISTS.get(name, ())
                shown = digest(
                    digest_of(self.counts),
                    *(self.made[known.source].line for field in lists for known in _flat(getattr(self.site, field))),
                )
                parts = (self.template_digests[f"{name}.html"], self.frame_digest, shown)
                yield save_as, Planned(parts, self._overview_maker(f"{name}.html", save_as, lists), f"overview {name}")

    def _overview_maker(self, template: str, save_as: str, lists: tuple[str, ...]) -> Callable[[], bytes]:
        def make() -> bytes:
            listed: dict[str, Any] = {field: _as_lines(getattr(self.site, field)) for field in lists}
            view = replace(self.counts, **listed)
            return self._render(template, save_as, view, {})

        return make

    def _render(self, template: str, save_as: str, view: Frame, variables: Mapping[str, Any]) -> bytes:
        settings = {name: self.build.settings.get(name) for name in FRAME_SETTINGS}
        text = self._template(template).render(settings | {"site": view, "output_file": save_as} | dict(variables))
        return text.encode()

    def _template(self, name: str) -> Template:
        return self.environment.get_template(name)


class CompiledTemplates(BytecodeCache):
    """Templates as Python has compiled them, each in a file that is used only as it was written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            data = (self._folder / bucket.key).read_bytes()
        except OSError:
            return
        head, body = data[:DIGEST_BYTES], data[DIGEST_BYTES:]
        if digest(body) == head:
            bucket.bytecode_from_string(body)

    def dump_bytecode(self, bucket: Bucket) -> None:
        body = bucket.bytecode_to_string()
        try:
            write_whole(self._folder / bucket.key, digest(body) + body)
        except OSError:
            # It is compiled again next time.
            return


def make_planner(build: Build, memory: SiteMemory, made: Mapping[SourcePath, Made], site: SiteView) -> Planner:
    """The planner of *build*, whose entries are all *made*; *site* holds them all by their lines."""
    templates_path = Path(build.settings["THEME"]) / "templates"
    sources = {
        path.relative_to(templates_path).as_posix(): path.read_text("utf-8")
        for path in sorted(templates_path.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    assets = sorted({name for text in sources.values() for _quote, name in ASSET_REFERENCE.findall(text)})
    if any(COMPUTED_ASSET.search(text) for text in sources.values()):
        raise NotForUs("the theme computes the names of its files")
    asset = build.settings["JINJA_GLOBALS"]["asset"]
    frame = Frame(**{name: getattr(site, name) for name in Frame.__slots__})
    shown = [build.settings.get(name) for name in FRAME_SETTINGS]
    return Planner(
        build=build,
        memory=memory,
        made=made,
        site=site,
        counts=replace(
            site,
            archive=(),
            drafts=(),
            scheduled=(),
            first_notes=tuple(build.known[known.source].ref for known in site.first_notes),
        ),
        environment=_make_environment(build, templates_path),
        template_digests=_digest_templates(sources),
        frame=frame,
        frame_digest=digest_of((frame, shown, [(name, asset(name)) for name in assets])),
    )


def _flat(listed: tuple[Known, ...] | tuple[ArchiveYear, ...]) -> Iterator[Known]:
    for one in listed:
        if isinstance(one, ArchiveYear):
            yield from one.entries
        else:
            yield one


def _as_lines(listed: tuple[Known, ...] | tuple[ArchiveYear, ...]) -> tuple[Any, ...]:
    """Entries as lines, which is all that a list of them may read; years keep theirs."""
    return tuple(
        ArchiveYear(one.year, _as_lines(one.entries))
        if isinstance(one, ArchiveYear)
        else Line(*(getattr(one, name) for name in LINE_FIELDS))
        for one in listed
    )


def _digest_templates(sources: Mapping[str, str]) -> dict[str, Digest]:
    """The digest of each template with everything it includes, extends or imports."""

    @cache
    def reached(name: str) -> frozenset[str]:
        found = {name}
        text = sources.get(name, "")
        named = [other for _quote, other in TEMPLATE_REFERENCE.findall(text)]
        if len(named) < len(TEMPLATE_REACH.findall(text.replace(BODY_OF_KIND, ""))):
            # One whose name is computed may be any.
            return frozenset(sources)
        for other in named:
            if other not in found:
                found |= reached(other)
        return frozenset(found)

    return {
        name: digest(*(f"{one} {sources.get(one, '')}".encode() for one in sorted(reached(name)))) for name in sources
    }


def _make_environment(build: Build, templates_path: Path) -> Environment:
    settings = build.settings
    options = {name: value for name, value in settings["JINJA_ENVIRONMENT"].items() if name != "autoescape"}
    # The same template is compiled otherwise under other options.
    under = digest_of((jinja2.__version__, sys.version, sorted(options.items(), key=lambda pair: pair[0]))).hex()
    environment = LendingEnvironment(
        loader=FileSystemLoader([*settings["THEME_TEMPLATES_OVERRIDES"], templates_path]),
        autoescape=True,
        undefined=StrictUndefined,
        # No template changes while a site is built.
        auto_reload=False,
        bytecode_cache=CompiledTemplates(Path(settings["CACHE_PATH"]) / "templates" / under),
        **options,
    )
    environment.filters.update(settings["JINJA_FILTERS"])
    environment.globals.update(settings["JINJA_GLOBALS"])
    environment.globals["once"] = make_once()
    environment.tests.update(settings["JINJA_TESTS"])
    return environment
