"""Every page of the site: what it is made from, as digests that cost little, and how it is made when it must be."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field, make_dataclass, replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import jinja2
from jinja2 import BytecodeCache, FileSystemLoader, StrictUndefined, Template, TemplateError
from jinja2.bccache import Bucket

from plugins.building.drawer import Drawer, Place
from plugins.building.folders import NotForUs
from plugins.building.memory import CARD_FIELDS, LINE_FIELDS, LOADED_AT_ONCE, Site, SiteMemory
from plugins.building.store import COMPILED_FOLDER, Made
from plugins.building.templates import COMPILED_FORM, Digested, Lasting, LendingEnvironment, PrintedKey, Printer
from plugins.shared.atom import AtomItem, make_atom_feed, make_atom_item
from plugins.shared.broken import Broken, make_broken_page, name_template_failure
from plugins.shared.digests import DIGEST_BYTES, Digest, digest, digest_of
from plugins.shared.entry import Entry, Kind, Slug, SourcePath, Term
from plugins.shared.entry_templates import USUAL
from plugins.shared.files import write_whole
from plugins.shared.json_feed import make_json_feed, make_json_item, make_social_json
from plugins.shared.listings import ListingPage, paginate
from plugins.shared.site import (
    ENTRY_NAMES,
    ArchiveYear,
    Frame,
    KindListing,
    Known,
    SiteView,
    is_listed,
    list_kind,
    stream_key,
)
from plugins.shared.urls import url_of
from plugins.shared.workers import count_workers, work_aside

if TYPE_CHECKING:
    from plugins.shared.bridge import Build
    from plugins.shared.problems import Problem

# What a listing, and what a list of lines, may read of an entry; anything else is an error in the template.
# Compared by its digest, and not by what it holds: that is read for every page it stands on.
Card = make_dataclass("Card", ("digest", *CARD_FIELDS), bases=(Digested,), frozen=True, slots=True, eq=False)
Line = make_dataclass("Line", LINE_FIELDS, frozen=True, slots=True)
HOME = "index.html"
TERMS_OF: Mapping[str, Callable[[Known], tuple[Term, ...]]] = {
    "category": lambda known: known.categories,
    "tag": lambda known: known.tags,
    "author": lambda known: known.authors,
}
FOLDER_OF = {"category": "categories", "tag": "tags", "author": "authors"}
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
    listing: str = ""
    """The name of that listing."""
    shows: Sequence[SourcePath] = ()
    """The entries whose cards are on it."""
    feeds: Sequence[SourcePath] = ()
    """Those that it gives to readers of feeds."""


class Shown(NamedTuple):
    """What an entry's own page reads: all of it, and the body with its links resolved."""

    entry: Entry
    content: str


class Item(Digested):
    """What a listing reads of an entry, got when it is asked for: its card, and the summary with its links resolved."""

    __slots__ = ("_card", "_find", "digest")

    def __init__(self, digest: Digest, find: Callable[[], Any]) -> None:
        self.digest = digest
        self._find = find
        self._card: Any = None

    @property
    def entry(self) -> Any:  # noqa: ANN401 - a class that is made here has no name for its type
        if self._card is None:
            self._card = self._find()
        return self._card

    @property
    def summary(self) -> str:
        summary: str = self.entry.summary_html
        return summary


class FeedItem(NamedTuple):
    """An entry as it stands in every feed, by the form of the feed: where that lies, and when the entry changed."""

    atom: Place
    updated: datetime
    json: Place


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of entries: the pages that show them, *per_page* on one, and its feeds; *members* are in their order."""

    template: str
    save_as: str
    """The place of its first page."""
    group: str
    members: Sequence[SourcePath]
    per_page: int
    feed_url: str
    feed_title: str
    feed_group: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    shown: Digest = b""
    """Digest of what its pages show besides their entries."""

    @property
    def name(self) -> str:
        return _name_listing(self.template, self.save_as)

    @property
    def pages(self) -> list[ListingPage[SourcePath]]:
        return paginate(self.members, self.per_page, url_of(self.save_as))


class LastingYear(Lasting):
    """A year of the archive, whose lines are made when they are asked for."""

    __slots__ = ("_held",)

    def __init__(self, held: ArchiveYear, template: str, digest: Digest) -> None:
        super().__init__(f"{template} {held.year}", digest)
        self._held = held

    @property
    def year(self) -> int:
        return self._held.year

    @property
    def entries(self) -> tuple[Any, ...]:
        return _as_lines(self._held.entries)


class Left(NamedTuple):
    """What a process made beside pages, and others need not make again: where it lies in the drawer."""

    printed: dict[PrintedKey, Place]
    feed_items: dict[Digest, FeedItem]


class SitePlan(NamedTuple):
    """Every page of the site, and what puts the pages of one entry among them."""

    pages: dict[str, Planned]
    """By their places in the output."""
    members: dict[str, tuple[SourcePath, ...]]
    """The entries of each listing, by its name."""
    own_places: frozenset[str]
    """The places of listings and overviews that entries have taken."""
    is_clear: bool
    """Whether no two of those wanted one place."""


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans and makes pages from what one build found out."""

    build: Build
    memory: SiteMemory
    made: Mapping[SourcePath, Made]
    site: SiteView
    counts: SiteView
    """The same without lists of entries, for pages that only count them."""
    counts_digest: Digest
    environment: LendingEnvironment
    template_digests: Mapping[str, Digest]
    frame: Frame
    frame_digest: Digest
    drawer: Drawer
    printer: Printer
    fed: set[Digest] = field(default_factory=set)
    """The entries whose feeds are to be made."""
    feed_items: dict[Digest, FeedItem] = field(default_factory=dict)
    new_feed_items: dict[Digest, FeedItem] = field(default_factory=dict)
    """Those that were made since others were told."""
    failed: list[Problem] = field(default_factory=list)
    """What is wrong with pages that the author's own templates could not make."""

    def renew_theme(self) -> None:
        """Make pages with the files of the theme as they are now; what they are planned from waits for a plan."""
        self.environment.forget()
        # What is kept of earlier plans is found by templates as they were planned with.
        self.environment.globals["once"] = Printer({}, self.drawer).once
        for renew in self.build.renew_theme:
            renew()

    def plan_site(self) -> SitePlan:
        """Every page, and what a later build may need to plan no more than what has changed.

        The author's own addresses are above those of listings.
        """
        listings = list(self._find_listings())
        progress = self.build.progress
        of_listings = [
            pair
            for listing in progress.follow("Planning listings", listings)
            for pair in (*self.plan_pages(listing), *self.plan_feeds(listing))
        ]
        others = [*of_listings, *self.plan_overviews()]
        in_order = [*self.build.known.values()]
        broken = self.plan_broken()
        entries = {known.save_as: self.plan_entry(known) for known in progress.follow("Planning pages", in_order)}
        shared = dict(others)
        return SitePlan(
            pages={**broken, **shared, **entries},
            members={listing.name: tuple(listing.members) for listing in listings},
            own_places=frozenset(shared.keys() & entries.keys()),
            is_clear=len(shared) == len(others),
        )

    def plan_edited(
        self,
        before: Mapping[SourcePath, Made],
        members: Mapping[str, Sequence[SourcePath]],
        own_places: Container[str],
    ) -> dict[str, Planned]:
        """The pages that show an entry that was made as *before* and is now made otherwise, but looks alike to others.

        *members* are those of each listing, *own_places* the listings' places that entries have taken.
        """
        found: dict[str, Planned] = {}
        for source, old in before.items():
            known, new = self.build.known[source], self.made[source]
            if is_listed(known):
                for listing in self._listings_of(known, members):
                    pages = self.plan_pages(listing, [source]) if new.card != old.card else ()
                    feeds = self.plan_feeds(listing, [source]) if new.final != old.final else ()
                    found |= {name: page for name, page in (*pages, *feeds) if name not in own_places}
            if new.final != old.final:
                found[known.save_as] = self.plan_entry(known)
        return found

    # Sharing out

    def share_out(self, pages: Mapping[str, Planned]) -> tuple[list[list[str]], list[str], list[str]]:
        """The places of *pages* in groups which are best made by one process each, and of those that are made then.

        An entry is got once for its own page, for its card and for feeds; the pages that show it besides have only to
        ask for what was printed.
        Between them stand the overviews, which wait for nothing.
        """
        own = {page.group: name for name, page in pages.items() if page.group in self.made}
        self.fed.update(self.made[source].final for page in pages.values() for source in page.feeds)
        groups, overviews, others, shown = [], [], [], set[SourcePath]()
        for name, page in pages.items():
            if page.group in self.made:
                continue
            new = [source for source in page.shows if source not in shown]
            if new and len(new) < LOADED_AT_ONCE:
                shown.update(new)
                groups.append([*(own.pop(source) for source in new if source in own), name])
            elif page.shows or page.feeds:
                others.append(name)
            else:
                overviews.append(name)
        return [*groups, *([name] for name in own.values())], overviews, others

    def take_left(self) -> Left:
        """What was made beside pages since this was asked last."""
        made = {final: item for final, item in self.new_feed_items.items() if self.drawer.is_shared(item.atom)}
        self.new_feed_items.clear()
        return Left(self.printer.take_new(), made)

    def take_failed(self) -> tuple[Problem, ...]:
        """What was wrong with the pages that were made since this was asked last."""
        failed = tuple(self.failed)
        self.failed.clear()
        return failed

    def learn(self, left: Left) -> None:
        """Hears what another process *left*."""
        self.printer.learn(left.printed)
        self.feed_items.update(left.feed_items)

    # Entries

    def plan_entry(self, known: Entry) -> Planned:
        made = self.made[known.source]
        name = self._template_of(known)
        template = digest(self.template_digests[name], self.template_digests[f"kinds/{known.kind}.html"])
        return Planned((template, self.frame_digest, made.final), lambda: self._render_entry(known, name), known.source)

    def plan_broken(self) -> dict[str, Planned]:
        """The pages that say why files are left out, by their places; they have none of a page or a listing."""
        from plugins.shared import bridge

        name = self.build.content_path.name
        pages = [make_broken_page(one, name, has_head=True) for one in bridge.list_broken(self.build)]
        return {page.save_as: self._plan_page(page) for page in pages}

    def _plan_page(self, page: Entry) -> Planned:
        """The page of an entry that nobody else knows."""
        template = digest(self.template_digests["page.html"], self.template_digests[f"kinds/{page.kind}.html"])
        names = dict.fromkeys(ENTRY_NAMES, Shown(page, page.html))
        maker = partial(self._render, "page.html", page.save_as, self.frame, names)
        return Planned((template, self.frame_digest, digest_of(page)), maker, page.source)

    def _template_of(self, known: Entry) -> str:
        from plugins.shared import bridge

        written = bridge.own_template(self.memory.rows[known.source].metadata, known.kind, self.build.settings)
        if written and f"{written}.html" in self.template_digests:
            return f"{written}.html"
        return f"{USUAL[known.kind]}.html"

    def _render_entry(self, known: Entry, name: str) -> bytes:
        final = self.made[known.source].final
        entry = self.memory.finished(final)
        if final in self.fed and final not in self.feed_items:
            # While it is at hand: to get it again takes longer than to write it.
            self._keep_feed_item(final, entry)
        # Whatever its kind: a template of the author's own may call it as it likes.
        names = dict.fromkeys(ENTRY_NAMES, Shown(entry, entry.html))
        try:
            return self._render(name, known.save_as, self.frame, names)
        except Exception as error:
            if name == f"{USUAL[known.kind]}.html":
                # It is the theme that is at fault, for all entries.
                raise
            problem = name_template_failure(entry, name.removesuffix(".html"), error)
            if problem not in self.failed:
                self.failed.append(problem)
            broken = Broken(known.source, (problem,), known.save_as)
            return self._plan_page(make_broken_page(broken, self.build.content_path.name, has_head=True)).make()

    def _finished(self, source: SourcePath) -> Entry:
        return self.memory.finished(self.made[source].final)

    # Listings

    def _find_listings(self) -> Iterator[Listing]:
        """Every listing of the site."""
        known = self.build.known
        listed = sorted((one for one in known.values() if is_listed(one)), key=stream_key)
        unlisted = [one for one in known.values() if not is_listed(one)]
        yield self._home([one.source for one in listed if one.kind.is_dated])
        for listing in self.frame.kinds:
            in_order = listed if listing.kind.is_dated else list_kind(known.values(), listing.kind)
            yield self._of_kind(listing, [one.source for one in in_order if one.kind is listing.kind])
        for what, terms_of in TERMS_OF.items():
            groups: dict[Slug, list[SourcePath]] = defaultdict(list)
            terms: dict[Slug, Term] = {}
            for one in listed:
                for term in terms_of(one):
                    groups[term.slug].append(one.source)
                    terms[term.slug] = term
            for one in unlisted:
                # A name that only drafts and hidden entries have is linked to from those.
                for term in terms_of(one):
                    terms.setdefault(term.slug, term)
            for slug, term in terms.items():
                yield self._of_term(what, term, groups[slug])

    def _listings_of(self, known: Entry, members: Mapping[str, Sequence[SourcePath]]) -> Iterator[Listing]:
        """The listings that hold *known*, each with its *members*."""
        if known.kind.is_dated:
            yield self._home(members[_name_listing("index", HOME)])
        for listing in self.frame.kinds:
            if listing.kind is known.kind:
                yield self._of_kind(listing, members[_name_listing("kind", f"{listing.url}index.html")])
        for what, terms_of in TERMS_OF.items():
            for term in terms_of(known):
                yield self._of_term(what, term, members[_name_listing(what, self._place_of_term(what, term))])

    def recall_listings(self, members: Mapping[str, Sequence[SourcePath]]) -> Iterator[Listing]:
        """The listings of all names that published entries have, each with the *members* that are remembered of it."""
        yield self._home(members[_name_listing("index", HOME)])
        for listing in self.frame.kinds:
            yield self._of_kind(listing, members[_name_listing("kind", f"{listing.url}index.html")])
        for what, folder in FOLDER_OF.items():
            for one in getattr(self.counts, folder):
                yield self._of_term(what, one.term, members[_name_listing(what, self._place_of_term(what, one.term))])

    def _place_of_term(self, what: str, term: Term) -> str:
        from plugins.shared import bridge

        place: str = bridge.make_wrapper(bridge.TERM_CLASSES[what], term, self.build.settings).save_as
        return place

    def _home(self, members: Sequence[SourcePath]) -> Listing:
        feed_url = self.build.settings.get("FEED_ALL_ATOM") or ""
        return Listing("index", HOME, "home", members, self._per_page("index"), feed_url, "", "feed of everything")

    def _of_kind(self, listing: KindListing, members: Sequence[SourcePath]) -> Listing:
        group = f"kind {listing.kind.folder}"
        per_page = self._per_page("notes" if listing.kind is Kind.NOTE else "kind")
        from plugins.shared import bridge

        introduction = bridge.find_introduction(self.build, listing.url)
        html = introduction.html if introduction else ""
        return Listing(
            template="kind",
            save_as=f"{listing.url}index.html",
            group=group,
            members=members,
            per_page=per_page,
            feed_url=listing.feed_url,
            feed_title=listing.title,
            feed_group=group,
            variables={"listing": listing, "introduction": Shown(introduction, html) if introduction else None},
            shown=digest_of(html),
        )

    def _of_term(self, what: str, term: Term, members: Sequence[SourcePath]) -> Listing:
        from plugins.shared import bridge

        wrapper = bridge.make_wrapper(bridge.TERM_CLASSES[what], term, self.build.settings)
        name = self.build.facts["introduced by"].get(SourcePath(f"{FOLDER_OF[what]}/{term.slug}"), "")
        introduction = self.build.introductions.get(name)
        if introduction:
            wrapper.introduction = Shown(introduction, introduction.html)
        if not members:
            # An empty feed is not written.
            wrapper.feed_url = ""
        group = f"{what} {term.name}"
        return Listing(
            template=what,
            save_as=wrapper.save_as,
            group=group,
            members=members,
            per_page=self._per_page(what),
            feed_url=term.feed_url,
            feed_title=term.name,
            feed_group=group,
            variables={what: wrapper},
            shown=digest_of((term, wrapper.feed_url, introduction.html if introduction else "")),
        )

    def _per_page(self, name: str) -> int:
        size: int = self.build.settings["PAGINATED_TEMPLATES"][name] or self.build.settings["DEFAULT_PAGINATION"]
        return size

    def plan_pages(
        self, listing: Listing, shown: Collection[SourcePath] | None = None
    ) -> Iterator[tuple[str, Planned]]:
        """The pages of *listing*; those alone that show one of *shown*, if given."""
        template_digest = self.template_digests[f"{listing.template}.html"]
        made = self.made
        for page in listing.pages:
            if shown is not None and not any(source in page.items for source in shown):
                continue
            facts = (page.url, page.newer_url, page.older_url, page.oldest_url, page.count)
            view = self.counts if listing.template == "index" and page.is_front else self.frame
            parts = (
                template_digest,
                self.frame_digest,
                digest(
                    repr(facts).encode(),
                    listing.shown,
                    self.counts_digest if view is self.counts else b"",
                    *[made[source].card for source in page.items],
                ),
            )
            maker = partial(self._make_page, listing.template, page, view, listing.variables)
            yield page.save_as, Planned(parts, maker, listing.group, listing.name, shows=page.items)

    def _make_page(
        self, template: str, page: ListingPage[SourcePath], view: Frame, variables: Mapping[str, Any]
    ) -> bytes:
        items = tuple(self._item(self.made[source]) for source in page.items)
        shown = ListingPage(**{**{name: getattr(page, name) for name in page.__slots__}, "items": items})
        return self._render(f"{template}.html", page.save_as, view, {**variables, "listing_page": shown})

    def _item(self, made: Made) -> Item:
        return Item(made.card, partial(self._card, made))

    def _card(self, made: Made) -> Any:  # noqa: ANN401 - a class that is made here has no name for its type
        entry = self.memory.finished(made.final)
        return Card(made.card, *(getattr(entry, name) for name in CARD_FIELDS))

    def plan_feeds(
        self, listing: Listing, shown: Collection[SourcePath] | None = None
    ) -> Iterator[tuple[str, Planned]]:
        """The feeds of *listing*; those alone that hold one of *shown*, if given."""
        from plugins.shared import bridge

        url, title, group = listing.feed_url, listing.feed_title, listing.feed_group
        if not url or not listing.members:
            return
        settings = self.build.settings
        newest = listing.members[: settings["FEED_MAX_ITEMS"]]
        for place, what in [(url, "atom"), *bridge.json_feeds_beside(url, settings)]:
            members = self._list_told() if what == "social" else newest
            if shown is not None and not any(source in members for source in shown):
                continue
            kind = digest_of((what, bridge.feed_facts(settings, place, title)))
            parts = (kind, self.frame_digest, digest(*[self.made[source].final for source in members]))
            maker = partial(self._make_feed, members, place, what, title)
            feeds = newest if what in ("atom", "feed") else ()
            yield place, Planned(parts, maker, group, listing.name, feeds=feeds)

    def _list_told(self) -> list[SourcePath]:
        """The entries that can be posted: all that are published, of every kind."""
        known = self.build.known
        return [source for source in sorted(known) if is_listed(known[source])]

    def _make_feed(self, members: Sequence[SourcePath], place: str, what: str, title: str) -> bytes:
        from plugins.shared import bridge

        settings = self.build.settings
        if what == "social":
            return make_social_json(map(self._finished, members)).encode()
        facts = bridge.feed_facts(settings, place, title)
        if what == "messages":
            entries = map(self._finished, members)
            told = (
                make_json_item(one, bridge.feed_content(one, settings), facts, has_messages=True) for one in entries
            )
            return make_json_feed(facts, told).encode()
        items = [self._feed_item(self.made[source].final) for source in members]
        if what == "atom":
            atoms = [AtomItem(self.drawer.get(item.atom), item.updated) for item in items]
            return make_atom_feed(facts, atoms).encode()
        return make_json_feed(facts, [self.drawer.get(item.json) for item in items]).encode()

    def _feed_item(self, final: Digest) -> FeedItem:
        return self.feed_items.get(final) or self._keep_feed_item(final, self.memory.finished(final))

    def _keep_feed_item(self, final: Digest, entry: Entry) -> FeedItem:
        """The finished *entry* as feeds show it, kept for the next feed."""
        from plugins.shared import bridge

        # Of what a feed says of itself, its items tell none of what is its own.
        facts = bridge.feed_facts(self.build.settings, "", "")
        content = bridge.feed_content(entry, self.build.settings)
        atom = make_atom_item(entry, content, bridge.feed_summary(entry, self.build), facts)
        json = self.drawer.put(make_json_item(entry, content, facts))
        item = FeedItem(self.drawer.put(atom.text), atom.updated, json)
        self.feed_items[final] = self.new_feed_items[final] = item
        return item

    # Overviews

    def plan_overviews(self) -> Iterator[tuple[str, Planned]]:
        settings = self.build.settings
        for name in settings["DIRECT_TEMPLATES"]:
            if name == "index" or f"{name}.html" not in self.template_digests:
                continue
            save_as = settings.get(f"{name.upper()}_SAVE_AS", f"{name}.html")
            if save_as:
                lists = OVERVIEW_LISTS.get(name, ())
                shown = digest(
                    self.counts_digest,
                    *(self.made[known.source].line for field in lists for known in _flat(getattr(self.site, field))),
                )
                parts = (self.template_digests[f"{name}.html"], self.frame_digest, shown)
                yield save_as, Planned(parts, self._overview_maker(f"{name}.html", save_as, lists), f"overview {name}")

    def _overview_maker(self, template: str, save_as: str, lists: tuple[str, ...]) -> Callable[[], bytes]:
        def make() -> bytes:
            listed: dict[str, Any] = {
                field: self._last(self.site.archive, template)
                if field == "archive"
                else _as_lines(getattr(self.site, field))
                for field in lists
            }
            view = replace(self.counts, **listed)
            return self._render(template, save_as, view, {})

        return make

    def _last(self, archive: Iterable[ArchiveYear], template: str) -> tuple[LastingYear, ...]:
        """The years of *archive*, of which *template* makes anew only those that are not as they were."""
        drawn = self.template_digests[template] + self.frame_digest
        return tuple(
            LastingYear(one, template, digest(drawn, *[self.made[known.source].line for known in one.entries]))
            for one in archive
        )

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


def _name_listing(template: str, save_as: str) -> str:
    return f"{template} {save_as}"


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
    asset, card = (build.settings["JINJA_GLOBALS"][name] for name in ("asset", "site_card"))
    frame = Frame(**{name: getattr(site, name) for name in Frame.__slots__})
    shown = [build.settings.get(name) for name in FRAME_SETTINGS]
    counts = replace(
        site,
        archive=(),
        drafts=(),
        scheduled=(),
        first_notes=tuple(build.known[known.source].ref for known in site.first_notes),
    )
    drawer = _open_drawer(build)
    printer = Printer(memory.fragments, drawer)
    return Planner(
        build=build,
        memory=memory,
        made=made,
        site=site,
        counts=counts,
        counts_digest=digest_of(counts),
        environment=_make_environment(build, templates_path, printer),
        template_digests=digest_templates(sources),
        frame=frame,
        frame_digest=digest_of((frame, shown, card.url if card else "", [(name, asset(name)) for name in assets])),
        drawer=drawer,
        printer=printer,
    )


def make_planner_again(build: Build, memory: SiteMemory, site: Site) -> Planner:
    """The planner of a *build* after which *site* holds as it did."""
    build.settings["site"] = site.view
    drawer = _open_drawer(build)
    printer = Printer(memory.fragments, drawer)
    return Planner(
        build=build,
        memory=memory,
        made=memory.made,
        site=site.view,
        counts=site.view,
        counts_digest=digest_of(site.view),
        environment=_make_environment(build, Path(build.settings["THEME"]) / "templates", printer),
        template_digests=site.template_digests,
        frame=Frame(**{name: getattr(site.view, name) for name in Frame.__slots__}),
        frame_digest=site.frame_digest,
        drawer=drawer,
        printer=printer,
    )


def _open_drawer(build: Build) -> Drawer:
    return Drawer(Path(build.settings["CACHE_PATH"]), share=count_workers())


def _flat(listed: tuple[Known, ...] | tuple[ArchiveYear, ...]) -> Iterator[Known]:
    for one in listed:
        if isinstance(one, ArchiveYear):
            yield from one.entries
        else:
            yield one


def _as_lines(listed: Iterable[Known]) -> tuple[Any, ...]:
    """Entries as lines, which is all that a list of them may read."""
    return tuple(Line(*(getattr(one, name) for name in LINE_FIELDS)) for one in listed)


def digest_templates(sources: Mapping[str, str]) -> dict[str, Digest]:
    """The digest of each template with everything it includes, extends or imports."""

    @cache
    def list_named(name: str) -> tuple[str, ...]:
        text = sources.get(name, "")
        named = [other for _quote, other in TEMPLATE_REFERENCE.findall(text)]
        is_computed = len(named) < len(TEMPLATE_REACH.findall(text.replace(BODY_OF_KIND, "")))
        # One whose name is computed may be any.
        return tuple(sources if is_computed else named)

    def find_reached(name: str) -> set[str]:
        found, waiting = {name}, [name]
        while waiting:
            # Two may include each other: what one prints of a tree, for instance.
            new = {*list_named(waiting.pop())} - found
            found |= new
            waiting += new
        return found

    return {
        name: digest(*(f"{one} {sources.get(one, '')}".encode() for one in sorted(find_reached(name))))
        for name in sources
    }


def _make_environment(build: Build, templates_path: Path, printer: Printer) -> LendingEnvironment:
    environment = _make_compiler(build.settings, templates_path)
    environment.globals.update(build.settings["JINJA_GLOBALS"])
    environment.globals["once"] = printer.once
    return environment


def _make_compiler(settings: Mapping[str, Any], templates_path: Path) -> LendingEnvironment:
    """What compiles the templates of the theme, and keeps them compiled."""
    environment = LendingEnvironment(
        loader=FileSystemLoader([*settings["THEME_TEMPLATES_OVERRIDES"], templates_path]),
        autoescape=True,
        undefined=StrictUndefined,
        # No template changes while a site is built.
        auto_reload=False,
        bytecode_cache=CompiledTemplates(_compiled_path(settings)),
        **_template_options(settings),
    )
    environment.filters.update(settings["JINJA_FILTERS"])
    environment.tests.update(settings["JINJA_TESTS"])
    return environment


def _template_options(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings["JINJA_ENVIRONMENT"].items() if name != "autoescape"}


def _compiled_path(settings: Mapping[str, Any]) -> Path:
    """The folder of compiled templates: the same is compiled otherwise under other options."""
    options = sorted(_template_options(settings).items(), key=lambda pair: pair[0])
    under = digest_of((COMPILED_FORM, jinja2.__version__, sys.version, options)).hex()
    return Path(settings["CACHE_PATH"]) / COMPILED_FOLDER / under


def compile_meanwhile(settings: Mapping[str, Any]) -> AbstractContextManager[None]:
    """Meanwhile another process compiles all templates of the theme, where none has been compiled."""
    return nullcontext() if _compiled_path(settings).exists() else work_aside(partial(_compile_all, settings))


def _compile_all(settings: Mapping[str, Any]) -> None:
    compiler = _make_compiler(settings, Path(settings["THEME"]) / "templates")
    for name in compiler.list_templates(extensions=["html"]):
        # Who asks for a template that is at fault is told of it; nobody may.
        with suppress(TemplateError):
            compiler.get_template(name)
