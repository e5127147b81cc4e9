"""What a build remembers of earlier ones: which files it need not read, and which entries it need not make."""

from __future__ import annotations

import ctypes
import gc
from collections import ChainMap
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from plugins.building.asking import Asked, Stage
from plugins.building.conditions import FOUND_ANEW, SHOWN_SETTINGS, UNWATCHED, Settings, find_changed, find_read
from plugins.building.store import (
    EntryStore,
    Made,
    MemoryLost,
    NoGlance,
    Row,
    SettingChanged,
    Shelf,
    Stamps,
    State,
    StoreError,
    find_unsettled,
    make_row,
    pack,
    pack_stamps,
)
from plugins.shared.broken import Broken
from plugins.shared.digests import Digest, digest, digest_of
from plugins.shared.entry import Entry, SourcePath, Term
from plugins.shared.files import read_file
from plugins.shared.problems import Problem, count_problems
from plugins.shared.site import with_fields
from plugins.shared.stamps import Stamp, is_settled

if TYPE_CHECKING:
    from plugins.building.pages import Planner, SitePlan
    from plugins.shared.bridge import Build, Counts
    from plugins.shared.site import SiteView

# As many finished entries as are kept in memory: those of a feed.
LOADED_AT_ONCE = 100
# More entries than this take more room than reading them again takes time: 25 kB each, and a tenth of a millisecond.
HELD_AT_ONCE = 500
PLACED = ("slug", "url", "save_as", "date", "modified", "is_scheduled")
TERMS = ("categories", "tags", "authors")
PICTURE_KEYS = frozenset({"image", "drawing", "poster", "video"})
CARD_FIELDS = (
    "kind",
    "title",
    "has_title",
    "url",
    "lang",
    "date",
    "modified",
    "status",
    "is_scheduled",
    "categories",
    "excerpt",
    "summary_html",
    "more_label",
    "is_cut",
    "image",
    "drawing",
    "video",
)
LINE_FIELDS = ("source", "kind", "title", "has_title", "url", "lang", "date", "status", "is_scheduled")


Files: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Site:
    """What a build found out of the site as a whole.

    It holds as long as no file comes or goes, no entry falls due and no entry looks different to others.
    """

    counts: Counts
    files: tuple[SourcePath, ...]
    left_out: tuple[Row, ...]
    held: tuple[SourcePath, ...]
    broken: Mapping[SourcePath, Broken]
    introductions: Mapping[SourcePath, Entry]
    introduced_by: Mapping[SourcePath, SourcePath]
    problems: tuple[Problem, ...]
    """Of single entries."""
    site_problems: tuple[Problem, ...]
    view: SiteView
    """Without lists of entries."""
    frame_digest: Digest
    template_digests: Mapping[str, Digest]
    own_places: frozenset[str]
    """Places of listings and overviews that entries have taken."""


class KnownRows(Mapping[SourcePath, Row]):
    """What the site as a whole knows of its entries, each read when it is asked for."""

    def __init__(
        self,
        rows: Mapping[SourcePath, Row],
        placed: Mapping[SourcePath, Row],
        made: Mapping[SourcePath, Made],
        edited: Collection[SourcePath],
    ) -> None:
        self._rows = rows
        self._placed = placed
        self._made = made
        # Of which there may be new ones.
        self._edited = edited

    def __getitem__(self, source: SourcePath) -> Row:
        return self._placed.get(source) or self._rows[source]

    def __contains__(self, source: object) -> bool:
        return source in self._made or source in self._edited

    def __iter__(self) -> Iterator[SourcePath]:
        return iter(sorted({*self._made, *self._edited}))

    def __len__(self) -> int:
        return len({*self._made, *self._edited})


class SiteMemory:
    """The memory of one site's builds, for `Build.memory`."""

    def __init__(
        self,
        state: State,
        store: EntryStore,
        content_path: Path,
        stamps: Mapping[str, Stamp],
        edited: Collection[SourcePath] | None = None,
        kept: dict[str, Any] | None = None,
        *,
        may_glance: bool = False,
    ) -> None:
        self.may_glance, self.is_glance = may_glance, False
        self.asked = Asked(state.asked)
        """Which settings were asked for, in this build and in those whose work is still in use."""
        self.changed = ""
        """The setting because of which nothing was in use but what was read."""
        self.may_postpone = False
        """Whether pictures may be drawn when somebody asks for them."""
        self.unfinished: frozenset[SourcePath] = frozenset()
        """Entries to be made anew, whatever is remembered of them."""
        self.kept = {} if kept is None else kept
        """What a plugin made of the site as a whole, or of the settings, for a touch-up in the same process."""
        self._state = state
        self._settings = state.settings
        self._store = store
        self._content_path = content_path
        self._stamps = stamps
        self._packed: dict[Digest, bytes] = {}
        self._fresh: dict[Digest, Entry] = {}
        self._loaded: dict[Digest, Entry] = {}
        self._texts: dict[SourcePath, Digest] = {}
        self._read: dict[SourcePath, Row] = {}
        self._terms: dict[Term, Term] = {}
        self.edited = frozenset(edited or ())
        """The entries whose text has changed, where nothing else of the site has; at a glance, new ones too."""
        self.is_narrow = edited is not None
        """Whether nothing else has; otherwise anything may have."""
        self.reworded: frozenset[SourcePath] = frozenset()
        """Those of them whose excerpt has changed, which their neighbours show."""
        self._placed: MutableMapping[SourcePath, Row] = {}
        self._outdated: list[Digest] = []
        self._wanted: list[Digest] = []
        """What the store is to keep, where it is not only those that it may forget."""
        self.is_touch_up = False
        """Whether to make those anew was all there was to do."""
        self.remade: frozenset[SourcePath] = frozenset()
        self.rows: MutableMapping[SourcePath, Row] = {}
        self.made: MutableMapping[SourcePath, Made] = {}
        self.files: MutableMapping[SourcePath, Files] = {}

    def recall_facts(self) -> dict[str, MutableMapping[SourcePath, Any]]:
        """What plugins found out of each entry."""
        facts = {"graph": self._state.graph, "categories": self._state.categories}
        return {name: ChainMap({}, found) if self.is_narrow else found.load_all() for name, found in facts.items()}

    @property
    def fragments(self) -> MutableMapping[str, tuple[Digest, str]]:
        """Parts of pages as they were printed, by their names, under the digests of what they were printed from."""
        return self._state.fragments

    # Settings

    def meet(self, settings: Settings) -> None:
        """Goes on under *settings*; raises `MemoryLost` where what is remembered was made under others."""
        changed = find_read(find_changed(self._settings, settings)) if self._settings.values else []
        asked = [name for name in changed if name not in FOUND_ANEW]
        if lost := [name for name in asked if name in UNWATCHED or self.asked.has(name, Stage.READING)]:
            raise SettingChanged(f"setting {lost[0]} has changed")
        if made_by := [name for name in asked if self.asked.has(name, Stage.ENRICHING)]:
            self.changed = made_by[0]
            self._state.forget_made()
        elif any(name not in SHOWN_SETTINGS and self.asked.has(name, Stage.SHOWING) for name in asked):
            self._state.forget_pages()
        if changed:
            self.start_over()
        self._settings = settings

    # Reading

    @cached_property
    def _old_stamps(self) -> dict[str, Stamp]:
        return self._state.stamps.unpack()

    @cached_property
    def _old_rows(self) -> Mapping[SourcePath, Row]:
        return self._state.rows if self.is_narrow else self._state.rows.load_all()

    @cached_property
    def _old_placed(self) -> Mapping[SourcePath, Row]:
        return self._state.placed.load_all()

    @cached_property
    def _old_made(self) -> dict[SourcePath, Made]:
        return self._state.made.load_all()

    def recall(self, source: SourcePath) -> tuple[Row, tuple[Problem, ...]] | None:
        """What is remembered of *source*, if it holds what it held: the same stamp and no haste, or the same bytes."""
        row = self._read.get(source)
        if row is None:
            row = self._old_rows.get(source)
            if row is None or source not in self._stamps:
                return None
            is_untouched = source not in self.edited and source in self._untouched
            if not is_untouched and self._digest(source) != row.text:
                return None
        self.rows[source] = row
        return row, row.problems

    @cached_property
    def _untouched(self) -> set[str]:
        """The files of the content that are certainly as the last build saw them."""
        old = self._old_stamps
        same = {name for name, stamp in self._stamps.items() if old.get(name) == stamp}
        return same - find_unsettled(self._stamps, self._state.started_ns)

    def _digest(self, source: SourcePath) -> Digest:
        try:
            return digest(read_file(self._content_path / source))
        except OSError:
            return b""

    def note_text(self, source: SourcePath, data: bytes) -> None:
        """Hears what the file *source* holds, which is about to be read."""
        self._texts[source] = digest(data)

    def keep_read(self, entry: Entry, problems: tuple[Problem, ...]) -> Row:
        """Keeps the *entry* just read; what the site as a whole must know of it."""
        return make_row(entry, problems, self._keep(entry), self._texts[entry.source])

    def remember_read(self, known: Row) -> Row:
        """Takes what `keep_read` answered, here or in another process."""
        # One object for each term takes less room wherever rows are kept.
        terms = {name: tuple(self._terms.setdefault(term, term) for term in getattr(known, name)) for name in TERMS}
        row = self.rows[known.source] = self._read[known.source] = with_fields(known, **terms)
        return row

    def _keep(self, entry: Entry) -> Digest:
        """Remembers *entry*; under what key."""
        key, data = pack(entry)
        self._packed[key] = data
        if len(self._fresh) < HELD_AT_ONCE:
            self._fresh[key] = entry
        return key

    def let_go(self) -> None:
        """Holds no longer what the store holds, where that takes much room, in each of the processes that render."""
        if len(self._fresh) == HELD_AT_ONCE:
            self._fresh = {}
            self.kept.clear()
            _give_back()

    def rest(self) -> None:
        """Closes the store until it is asked again: a copied process must not inherit an open one."""
        self._store.close()

    def load(self, source: SourcePath) -> Entry:
        return self._load(self.rows[source].local)

    def _load(self, key: Digest) -> Entry:
        entry = self._fresh.get(key) or self._loaded.get(key) or self._store.load(key)
        if entry is None:
            raise MemoryLost("the cache has lost an entry")
        return entry

    def finished(self, key: Digest) -> Entry:
        """The finished entry under *key*, which several pages may ask for one after the other."""
        entry = self._load(key)
        if len(self._loaded) >= LOADED_AT_ONCE:
            self._loaded.clear()
        self._loaded[key] = entry
        return entry

    def finished_before(self, source: SourcePath) -> Entry:
        """The entry *source* as the last build made it."""
        return self._load(self._state.made[source].final)

    # Where no more than the text of entries has changed

    def read_edited(self) -> list[SourcePath]:
        """The entries to be read where nothing but their text has changed; makes ready for that."""
        self.rows = ChainMap({}, self._state.rows)
        self.made = ChainMap({}, self._state.made)
        self.files = ChainMap({}, self._state.files)
        return sorted(self.edited)

    def restore(self, build: Build, read: Collection[Entry]) -> bool:
        """Gives *build* what the last one found out; whether that still holds, now that the edited are *read*."""
        site = self._state.load_site()
        if site is None:
            return False
        build.counts = site.counts
        if not self.edited <= self._read.keys():
            return False
        others = {source for source in self.edited if not self._is_alike(source)}
        if others:
            self.is_glance = self.may_glance
            if not self.is_glance:
                return False
        old = self._state.rows
        self.reworded = frozenset(
            source for source in self.edited if source in old and self.rows[source].excerpt != old[source].excerpt
        )
        if any(note.source in self.reworded for note in site.view.first_notes):
            self.is_glance = self.may_glance
            if not self.is_glance:
                return False
        self._placed = ChainMap({}, self._state.placed)
        for source in self.reworded & self._placed.keys():
            row = self.rows[source]
            self._placed[source] = with_fields(self._placed[source], excerpt=row.excerpt, words=row.words)
        for known in read:
            if known.source in others:
                self._placed[known.source] = self._place(cast("Row", known))
        known_rows = KnownRows(self.rows, self._placed, self._state.made, self.edited)
        build.known = known_rows  # type: ignore[assignment] # stands in, as its rows do
        build.files, build.held, build.broken = site.files, site.held, dict(site.broken)
        build.left_out = [*site.left_out]  # type: ignore[list-item]
        build.facts["introduced by"] = dict(site.introduced_by)
        build.site_problems = [*site.site_problems]
        return True

    def _place(self, row: Row) -> Row:
        """*row*, just read, with what the last build decided of its entry, as far as it was decided of the same."""
        old, placed = self._state.rows.get(row.source), self._state.placed.get(row.source)
        if old is None or placed is None:
            return row
        names = [name for name in (*PLACED, *TERMS) if name != "is_scheduled"]
        kept = {name: getattr(placed, name) for name in names if getattr(old, name) == getattr(row, name)}
        return with_fields(row, **kept)

    def _is_alike(self, source: SourcePath) -> bool:
        """Whether the entry just read looks to others as it did, but for its excerpt."""
        return source in self._state.made and _outside(self._read[source]) == _outside(self._state.rows[source])

    def complete(self, build: Build) -> bool:
        """The same when the edited are made: whether the site needs the same files for them."""
        site = self._state.load_site()
        has_other_files = any(self.files[source] != self._state.files.get(source) for source in self.remade)
        self.is_glance = self.is_glance or (has_other_files and self.may_glance)
        if site is None or (has_other_files and not self.is_glance):
            return False
        kept = {digest for source in self.remade for digest in (self.rows[source].local, self.made[source].final)}
        known = [source for source in self.remade if source in self._state.made]
        before = [(self._state.rows[source], self._state.made[source]) for source in known]
        self._outdated = [key for row, made in before for key in (row.local, made.final) if key not in kept]
        build.introductions = dict(site.introductions)
        build.report(problem for problem in site.problems if problem.source not in self.remade)
        self.is_touch_up = True
        return True

    def start_over(self) -> None:
        """Forgets what was made of the edited: more must be made. Raises `NoGlance` where that is not wanted."""
        if self.may_glance:
            raise NoGlance
        self.asked.begin(Stage.READING)
        self.edited, self.is_narrow = frozenset(), False
        self.rows, self.made, self.files = {}, {}, {}
        vars(self).pop("_old_rows", None)

    def end_reading(self) -> None:
        self.asked.begin(Stage.SHOWING)

    # Making

    def find_stale(self, build: Build) -> set[SourcePath]:
        """The entries whose file, address, dates or pictures are not those they were made of.

        It is the first that is asked when entries are to be enriched.
        """
        self.asked.begin(Stage.ENRICHING)
        if self.is_narrow:
            return {*self.edited}
        has_other_files = self._old_stamps.keys() != self._stamps.keys()
        has_changed_files = has_other_files or any(
            self._old_stamps[name] != stamp for name, stamp in self._stamps.items() if name not in self.rows
        )
        return {
            source
            for source, known in build.known.items()
            if not self._is_current(
                source, self._inputs_now(known), has_other_files=has_other_files, has_changed_files=has_changed_files
            )
        } | (self.unfinished & build.known.keys())

    def _is_current(
        self, source: SourcePath, inputs: Digest, *, has_other_files: bool, has_changed_files: bool
    ) -> bool:
        made = self._old_made.get(source)
        if made is None or made.inputs != inputs:
            return False
        # Problems of the site are fixed elsewhere; this entry only revealed them.
        has_problems = count_problems(one for one in made.problems if one.source == source) > 0
        if has_changed_files and has_problems:
            # A picture that was broken may have been mended.
            return False
        if has_other_files and (has_problems or PICTURE_KEYS.intersection(self.rows[source].metadata)):
            # A picture that was missing may be there now, or another one may come first.
            return False
        shown = [stamp for _place, stamp in made.looked_at]
        return is_settled(shown, self._state.started_ns) and all(
            self._stamps.get(place) == stamp for place, stamp in made.looked_at
        )

    def _inputs_now(self, known: Entry) -> Digest:
        """The digest of what makes the entry now: that of the last build, where the same row stands for it again."""
        source, stands_in = known.source, cast(object, known)
        made = self._old_made.get(source) if self._state.is_settled else None
        is_same = made and stands_in is self._old_rows.get(source) and source not in self._old_placed
        return made.inputs if made and is_same else self.inputs_of(known)

    def inputs_of(self, known: Entry) -> Digest:
        """The digest of all that makes an entry but the rest of the site."""
        return digest_of((self.rows[known.source].local, *(getattr(known, name) for name in PLACED)))

    def keep_made(self, entry: Entry, build: Build, problems: Iterable[Problem]) -> tuple[Made, Files]:
        """Keeps the finished *entry*, and answers with what is to be remembered of it, and the files it shows.

        *problems* are those found while it was made.
        """
        final = self._keep(entry)
        asked = build.facts["graph"].get(entry.source)
        shown = {str(key) for table, key, answer in (asked.lookups if asked else ()) if table == "files" and answer}
        shown |= {place for place, _path in entry.files if place in self._stamps}
        # Pictures are shown in forms made from them.
        shown |= set(build.facts["images"].get(entry.source, ()))
        made = Made(
            inputs=self.inputs_of(build.known[entry.source]),
            final=final,
            card=digest_of([getattr(entry, name) for name in CARD_FIELDS]),
            line=digest_of([getattr(entry, name) for name in LINE_FIELDS]),
            looked_at=tuple((place, self._stamps[place]) for place in sorted(shown) if place in self._stamps),
            problems=tuple(dict.fromkeys((*self.rows[entry.source].problems, *problems))),
        )
        return made, entry.files

    def finish(self, build: Build, records: Mapping[SourcePath, tuple[Made, Files]]) -> None:
        """Remembers *records*, and reports the problems of the entries that were not made: all are enriched."""
        self.asked.begin(Stage.SHOWING)
        if self.is_narrow:
            for source in records:
                build.report(self.rows[source].problems if source not in self.edited else ())
        else:
            self.made = {source: made for source, made in self._old_made.items() if source in build.known}
            old_files = self._state.files.load_all()
            self.files = {source: old_files[source] for source in self.made}
            for source, made in self.made.items():
                if source not in records:
                    build.report(made.problems)
        self.remade = frozenset(records)
        for source, (made, files) in records.items():
            self.made[source], self.files[source] = made, files

    def list_shown(self) -> Iterator[str]:
        return (place for files in self.files.values() for place, _path in files)

    # Remembering

    def save(self) -> None:
        """Writes what was learnt to the store."""
        try:
            self._store.save(self._packed.items())
        except StoreError as error:
            if not self._store.is_ours:
                # The process this one was copied from does the same work again, and meets the same.
                raise
            self._store.start_anew()
            raise MemoryLost(f"the cache is damaged ({error})") from error
        self._packed = {}

    def make_state(self, build: Build, site: Site | None, started_ns: int, stamps: Stamps | None = None) -> State:
        """The state after *build*, which found out *site* and read the content as it was at *started_ns*.

        *stamps* are those of the content if they are at hand.

        Of the output and of what lies around the content it knows what the last state did.
        """
        old = self._state
        return State(
            conditions=old.conditions,
            settings=self._settings,
            asked=self.asked.pack(),
            is_settled=True,
            next_due=old.next_due,
            started_ns=started_ns,
            git=old.git,
            theme_path=old.theme_path,
            fonts=old.fonts,
            styles_path=old.styles_path,
            styles=old.styles,
            stamps=stamps or pack_stamps(self._stamps),
            theme_stamps=old.theme_stamps,
            site=site,
            rows=_renew(old.rows, self.rows),
            placed=_renew(old.placed, self._placed if self.is_touch_up else self._find_placed(build)),
            made=_renew(old.made, self.made),
            files=_renew(old.files, self.files),
            graph=_renew(old.graph, build.facts["graph"], build.known),
            categories=_renew(old.categories, build.facts["categories"], build.known),
            outputs=old.outputs,
            members=old.members,
            fragments=old.fragments,
            output_stamps=old.output_stamps,
        )

    def find_site(self, build: Build, planner: Planner, plan: SitePlan) -> Site | None:
        """What *build* found out of the site as a whole; nothing where a part of it would not be enough to go on."""
        if not plan.is_clear:
            return None
        problems, site_problems = _split_problems(build)
        return Site(
            counts=build.counts,
            files=build.files,
            left_out=tuple(self.as_row(one) for one in build.left_out),
            held=build.held,
            broken=dict(build.broken),
            introductions=dict(build.introductions),
            introduced_by=dict(build.facts["introduced by"]),
            problems=problems,
            site_problems=site_problems,
            view=planner.counts,
            frame_digest=planner.frame_digest,
            template_digests=planner.template_digests,
            own_places=plan.own_places,
        )

    def renew_site(self, site: Site, build: Build) -> Site:
        """*site* after the edited have been made anew."""
        problems, site_problems = _split_problems(build)
        return replace(site, problems=problems, site_problems=site_problems)

    def _find_placed(self, build: Build) -> dict[SourcePath, Row]:
        """The rows that are not as their files alone make them."""
        found = {}
        for source, known in build.known.items():
            row = self.as_row(known)
            if row is not self.rows[source]:
                found[source] = row
        return found

    def as_row(self, known: Entry) -> Row:
        """The row of *known*, with what the site as a whole has decided of it."""
        row = self.rows[known.source]
        if cast(object, known) is row:
            return row
        other = {name: getattr(known, name) for name in (*PLACED, *TERMS) if getattr(known, name) != getattr(row, name)}
        return with_fields(row, **other) if other else row

    def make_unfinished_state(self, started_ns: int) -> State:
        """The state after a build that came to no end: what was read stays read, what was made waits for another."""
        read: dict[str, Any] = {source: self._stamps[source] for source in self.rows if source in self._stamps}
        return replace(
            self._state,
            settings=self._settings,
            asked=self.asked.pack(),
            is_settled=False,
            started_ns=started_ns,
            stamps=pack_stamps({**self._old_stamps, **read}),
            rows=_renew(self._state.rows, self.rows),
        )

    def let_go_of_all(self) -> None:
        """Holds no longer what was learnt: it is in a state."""
        self._wanted = [*(row.local for row in self.rows.values()), *(one.final for one in self.made.values())]
        self.rows, self.made, self.files, self._placed, self._read, self._terms = {}, {}, {}, {}, {}, {}
        if len(self.remade) >= HELD_AT_ONCE:
            # Of so many, what holds on to one another takes more room than it takes time to find.
            gc.collect()
            _give_back()

    def forget_others(self) -> None:
        """Takes what nothing refers to any more out of the store."""
        try:
            if self.is_touch_up:
                self._store.forget(self._outdated)
            else:
                self._store.keep_only(self._wanted)
        except StoreError:
            # What the next build misses, it makes.
            self._store.start_anew()

    def close(self) -> None:
        self._store.close()


def _give_back() -> None:
    """Has the C library give back what is free, which it keeps in pieces all over; others than that do without."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _split_problems(build: Build) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """The problems of entries and those of the site, which *build* has put together."""
    of_site = dict.fromkeys(build.site_problems)
    return tuple(problem for problem in build.problems if problem not in of_site), tuple(of_site)


def _outside(row: Row) -> Row:
    """*row* as the whole site sees it."""
    return row._replace(problems=(), words=b"", local=b"", text=b"", excerpt="")


def _renew(
    old: Shelf[SourcePath, Any], new: Mapping[SourcePath, Any], wanted: Container[SourcePath] | None = None
) -> Shelf[SourcePath, Any]:
    """A shelf that holds *new*, as far as it is *wanted*, and of *old* whatever is the same."""
    if isinstance(new, ChainMap):
        old.update(new.maps[0])
        return old
    return old.holding(new if wanted is None else {source: one for source, one in new.items() if source in wanted})
