"""Pelican's objects ⇄ entries: one build's state, the order of the plugins, and what Pelican is given to work with.

Pelican calls receivers of one signal in no order. Ours are called in the order of `PLUGINS`,
by three signals of our own, sent by `plugins.kinds` while Pelican is being set up:
`preparing` before the first file is read, `reading` for what each file alone decides,
`enriching` when the site as a whole is known: it decides what that decides, and names the steps by which entries
become what pages show, some at a time and in several processes.
"""

from __future__ import annotations

import io
import posixpath
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, MutableMapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from html import escape, unescape
from pathlib import Path
from typing import Any, Protocol, TypeAlias, TypeVar
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from blinker import Signal
from feedgenerator import Atom1Feed
from pelican import Pelican
from pelican.contents import Article, Content, Page
from pelican.readers import BaseReader
from pelican.settings import read_settings
from pelican.urlwrappers import Author, Category, Tag, URLWrapper
from pelican.writers import Writer

from plugins.shared import drawn_files
from plugins.shared.atom import UNKNOWN_DATE
from plugins.shared.broken import Broken, make_broken_page, name_template_failure
from plugins.shared.entry import Entry, Kind, SourcePath, Term, UrlPath
from plugins.shared.entry_templates import find_objection
from plugins.shared.feed_body import make_feed_body
from plugins.shared.files import write_whole
from plugins.shared.json_feed import (
    FeedFacts,
    json_feed_url,
    make_entry_id,
    make_json_feed,
    make_json_item,
    make_social_json,
)
from plugins.shared.listings import paginate
from plugins.shared.markup import Rendered, Renderer
from plugins.shared.problems import SHOWN, Problem, Severity, Told, count_problems, merge_counted, shorten
from plugins.shared.progress import Progress
from plugins.shared.site import ENTRY_NAMES, is_listed, stream_key, with_fields
from plugins.shared.sorts import SORTS, Levels, read_levels
from plugins.shared.terminal import say
from plugins.shared.text_blocks import Block
from plugins.shared.urls import url_of

Kept = TypeVar("Kept")
BUILD = "DOODLEBOOK_BUILD"
MEMORY = "DOODLEBOOK_MEMORY"
PROGRESS = "DOODLEBOOK_PROGRESS"
RUN = "DOODLEBOOK_RUN"
"""The name of a build that takes nothing from a cache that others have put there; empty for all other builds."""
RENDERER = "DOODLEBOOK_RENDERER"
"""A renderer for commands that look at texts in their own way, instead of the one the settings ask for."""
# Whether every problem is printed, and not the first of each sort.
ALL_PROBLEMS = "DOODLEBOOK_ALL_PROBLEMS"
# Whether the build is made to find all that is wrong; see `Build.is_check`.
CHECK = "DOODLEBOOK_CHECK"
AHEAD = "DOODLEBOOK_AHEAD"
"""A `LookAhead`, where a check goes on with what is not published yet."""
SURROUNDINGS = "MARKDOWN_SURROUNDINGS"
"""What decides besides the settings how texts are read, where a build has looked already."""
preparing = Signal()
reading = Signal()
enriching = Signal()
Step: TypeAlias = "Callable[[list[Entry]], list[Entry]]"
"""Makes entries of entries, in their order; what it reports and the files it names are heard of wherever it runs."""


@dataclass(frozen=True, slots=True)
class View:
    """A page that the preview shows beside the site, and no build writes: of one entry, or of some of them all."""

    title: str
    render: Callable[[Sequence[Entry]], str]
    """The page as HTML, of finished entries."""
    is_of_entry: bool = False


@dataclass(frozen=True, slots=True)
class Postponed:
    """Files that are made when somebody asks for them, or when there is time.

    Until their entry is made anew, it shows them under addresses that no build gives them.
    """

    places: tuple[str, ...]
    work: object
    """What whoever postponed it has to do."""


class BuildFailed(SystemExit):
    """The build has problems it must not go on with; they have been printed.

    As a `SystemExit` it ends Pelican with one line and a code that is not zero, instead of a traceback.
    """

    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the files: *found* is the sum of the others, but for comments."""

    found: int
    entries: int
    drafts: int
    scheduled: int
    introductions: int
    unread: int
    """Files of other programs that nothing here reads."""
    held: int = 0
    """Expired entries, and files that are no entries by their name or folder: templates, copies, temporary files."""
    broken: int = 0
    """Files that an error leaves out."""
    files: int = 0
    """Pictures, and whatever else may be copied."""
    comments: int = 0
    """In all texts; no page shows them."""


@dataclass(frozen=True, slots=True)
class LookAhead:
    """What a second look needs of the first: the files as they were *read* for it, and the entries to look at."""

    read: Mapping[SourcePath, Any]
    sources: frozenset[SourcePath]


@dataclass(slots=True)
class Build:
    """One build's findings; lives as long as its Pelican object."""

    settings: dict[str, Any]
    content_path: Path
    output_path: Path
    zone: ZoneInfo
    now: datetime
    is_public: bool
    is_check: bool = False
    """Whether nothing is published, and all that is wrong is to be found: an error leaves out its file, as at home."""
    ahead: LookAhead | None = None
    """What such a build goes on from, if another came before it."""
    read: dict[SourcePath, Any] = field(default_factory=dict)
    """What came of each file, for a build that goes on from a check."""
    syntaxes: set[str] = field(default_factory=set)
    """What of Markdown is finished by plugins, by the names of extensions; said before anything is read."""
    renderer: Renderer = field(init=False)
    markdown_line: str = ""
    """Says how texts are read."""
    known: dict[SourcePath, Entry] = field(default_factory=dict)
    """All that this build shows, as their files make them, drafts and scheduled ones included where it shows them.

    Of those that a build remembers from the last one, this holds what the site as a whole must know, and no body.
    """
    entries: list[Entry] = field(default_factory=list)
    """Those just read, which `reading` is to change; at the end all of them, finished, where nobody remembers them."""
    blocks: Mapping[SourcePath, Sequence[Block]] = field(default_factory=dict)
    """The bodies of those just read as blocks, until `reading` is over."""
    in_hand: frozenset[SourcePath] = frozenset()
    """The entries that are about to be made anew."""
    steps: list[Step] = field(default_factory=list)
    """How they are made, one after the other; whoever hears `enriching` may add one."""
    wanted: set[SourcePath] = field(default_factory=set)
    """Entries that must be made anew because of others; whoever finds one names it, and it comes into hand next."""
    is_shared: bool = False
    """Whether others are at the same work: a step that would start processes of its own raises `Later` instead."""
    facts: dict[str, MutableMapping[SourcePath, Any]] = field(default_factory=lambda: defaultdict(dict))
    """What a plugin must remember of each entry until the next build, under a name of its own."""
    left_out: list[Entry] = field(default_factory=list)
    """Drafts and scheduled entries that this build does not show."""
    broken: dict[SourcePath, Broken] = field(default_factory=dict)
    """What an error leaves out: links to it lead nowhere, and at home its address shows what is wrong."""
    held: tuple[SourcePath, ...] = ()
    """Files that are left out for their folder or name, such as templates: links to them lead nowhere."""
    files: tuple[SourcePath, ...] = ()
    """The files of the content folder that are no entries."""
    shown_files: set[SourcePath] = field(default_factory=set)
    """Those that the site shows whatever its entries do, as its logo."""
    withheld: frozenset[SourcePath] = frozenset()
    """Those that are not copied though they lie where all are: only what is held back uses them."""
    held_introductions: tuple[SourcePath, ...] = ()
    """Introductions that this build does not show."""
    introductions: dict[SourcePath, Entry] = field(default_factory=dict)
    """The words in front of a category, tag or author: entries without an address, under the slug of the name."""
    problems: list[Problem] = field(default_factory=list)
    """What is amiss in single entries, each for itself."""
    site_problems: list[Problem] = field(default_factory=list)
    levels: Levels = field(default_factory=Levels)
    """What the setting `PROBLEMS` says of them."""
    """What is amiss between entries: found anew in every build."""
    found_with: dict[SourcePath, list[Problem]] = field(default_factory=dict)
    """Those of them that came to light with one entry, by its source."""
    counts: Counts = Counts(0, 0, 0, 0, 0, 0)
    outputs: dict[str, Path | bytes] = field(default_factory=dict)
    """Files of the site as a whole, by path: what they hold, or where they are copied from."""
    postponed: dict[SourcePath, Postponed] = field(default_factory=dict)
    """The entries of which files are still to be made; none where the memory does not allow for it."""
    make_postponed: Callable[[Postponed], Mapping[str, Path | bytes]] = field(default=lambda _postponed: {})
    """Makes files that were postponed: what each place holds, or where it is copied from."""
    template_objections: dict[tuple[str, Kind], str] = field(default_factory=dict)
    """What is to be said against the templates that front matter names, by their names and the kinds of entry."""
    views: dict[str, View] = field(default_factory=dict)
    """What the preview shows beside the site, by the names they have in its addresses."""
    memory: Memory | None = None
    """What remembers earlier builds; without one, everything is made anew."""
    renew_theme: list[Callable[[], None]] = field(default_factory=list)
    """To be called where the build outlives a change of the theme: reads anew what was read of its files."""
    inputs: set[Path] = field(default_factory=set)
    """Places outside of the project that pictures depend on: the next build looks whether they have changed."""
    progress: Progress = field(default_factory=Progress)
    """Who waits is told how far it has come."""
    is_touch_up: bool = False
    """Whether only the text of the entries in hand has changed, nothing that others can see of them: what was found
    out of the site as a whole still holds. Who finds that it does not calls `note_site_change`."""
    is_again: bool = False
    """Whether other entries have been in hand before: what was found of the site as a whole then holds."""
    _known_files: tuple[tuple[SourcePath, ...], frozenset[SourcePath]] = ((), frozenset())
    """The `files`, and they again as a set."""

    def setting(self, name: str, default: Any) -> Any:
        """The setting *name*, or *default* where the author says nothing."""
        value = self.settings.get(name)
        return default if value is None else value

    @property
    def shows_all(self) -> bool:
        """Whether drafts and what is scheduled are part of the site, as they are at home."""
        return bool(self.setting("WITH_DRAFTS", default=True) and self.settings["WITH_FUTURE_DATES"])

    def has_file(self, place: str) -> bool:
        """Whether there is a file at *place* of the content folder that is no entry, and not to be passed over."""
        if self._known_files[0] is not self.files:
            self._known_files = self.files, frozenset(self.files)
        return place in self._known_files[1]

    def is_copied(self, place: str) -> bool:
        """Whether *place* of the content folder lies where all files are copied into the site."""
        return f"{place}/".startswith(self.list_copied_folders())

    def list_copied(self) -> list[SourcePath]:
        """The files that are copied into the site because of where they lie, but for what is withheld."""
        folders = self.list_copied_folders()
        return [file for file in self.files if f"{file}/".startswith(folders) and file not in self.withheld]

    def list_copied_folders(self) -> tuple[str, ...]:
        """The folders of the content that are copied into the site, each with a slash at the end."""
        return tuple(f"{str(folder).strip('/')}/" for folder in self.setting("STATIC_PATHS", ()))

    def keep(self, name: str, make: Callable[[], Kept]) -> Kept:
        """What *make* makes; in a touch-up, what it made in the last build of the same process, if that is at hand."""
        if self.memory is None:
            return make()
        if not self.is_touch_up or name not in self.memory.kept:
            self.memory.kept[name] = make()
        kept: Kept = self.memory.kept[name]
        return kept

    def note_site_change(self) -> None:
        """Take note, in a touch-up, that others see a change; raises `SiteChanged` where that matters now."""
        if self.memory is None or not self.memory.may_glance:
            raise SiteChanged
        self.memory.is_glance = True

    def let_go(self) -> None:
        """Holds no longer what was found out of each entry: the site is made."""
        self.known, self.steps, self.outputs, self.views = {}, [], {}, {}
        self.facts.clear()
        del self.settings["site"]

    def report(self, problems: Iterable[Problem]) -> None:
        self.problems.extend(problems)

    def report_site(self, problems: Iterable[Problem]) -> None:
        self.site_problems.extend(problems)

    def report_with(self, source: SourcePath, problems: Iterable[Problem]) -> None:
        """Reports *problems* of the site that came to light with the entry *source*, and are there as long as it is.

        They are cached with the entry.
        """
        found = list(problems)
        self.report_site(found)
        if found:
            self.found_with.setdefault(source, []).extend(found)


class Later(Exception):  # noqa: N818 - what is asked for
    """These entries had better be made by one process alone, when all others are done."""


class SiteChanged(Exception):  # noqa: N818 - what happened
    """An edited entry is not all that must be looked at."""


class Memory(Protocol):
    """What a build remembers of earlier ones."""

    may_glance: bool
    """Whether to make the edited entries is enough for now, even where others see that they have changed."""
    is_glance: bool
    """Whether that is so."""

    @property
    def edited(self) -> Collection[SourcePath]:
        """The entries whose files have changed, where nothing else of the site has."""

    @property
    def is_narrow(self) -> bool:
        """Whether nothing else of the site has; otherwise anything may have."""

    @property
    def reworded(self) -> Collection[SourcePath]:
        """Those of the `edited` whose excerpt has changed."""

    @property
    def may_postpone(self) -> bool:
        """Whether files may be made when somebody asks for them; see `Build.postponed`."""

    @property
    def kept(self) -> dict[str, Any]:
        """What was made of the settings, or of the site as a whole, and holds as long as they do; see `Build.keep`."""

    def recall_facts(self) -> Mapping[str, MutableMapping[SourcePath, Any]]:
        """What plugins found out of each entry, for `Build.facts`."""

    def read_edited(self) -> list[SourcePath]:
        """The `edited` in order; from now on, no other file is looked at."""

    def restore(self, build: Build, read: Collection[Entry]) -> bool:
        """Gives *build* what the last one knew; whether that holds, now that the edited are *read*."""

    def complete(self, build: Build) -> bool:
        """Gives *build* what the last one made; whether that holds, now that the edited are made."""

    def start_over(self) -> None:
        """From now on, any file may have changed."""

    def finished_before(self, source: SourcePath) -> Entry:
        """The entry as the last build finished it."""

    def recall(self, source: SourcePath) -> tuple[Entry | None, tuple[Problem, ...]] | None:
        """What is known of the unchanged file *source*, and its problems; `None` if it must be read."""

    def note_text(self, source: SourcePath, data: bytes) -> None:
        """Hears what the file *source* holds, which is about to be read."""

    def keep_read(self, entry: Entry, problems: tuple[Problem, ...]) -> Entry:
        """Keeps the *entry* just read, be it in a process of many, and answers with what the site must know of it."""

    def remember_read(self, known: Entry) -> Entry:
        """Takes what `keep_read` answered, and answers with what is known of that entry from now on."""

    def save(self) -> None:
        """Has what was kept written where other processes find it."""

    def rest(self) -> None:
        """Leaves hold of what copied processes must not inherit."""

    def load(self, source: SourcePath) -> Entry:
        """The entry as its file alone makes it."""

    def end_reading(self) -> None:
        """Hears that all is read: what is asked of the settings until entries are made is asked in every build."""

    def find_stale(self, build: Build) -> set[SourcePath]:
        """The entries of `build.known` that must be made anew for what they are, whatever others are."""

    def keep_made(self, entry: Entry, build: Build, problems: Iterable[Problem]) -> Any:
        """Keeps the finished *entry*, be it in a process of many, and answers with what is to be remembered of it."""

    def list_shown(self) -> Iterable[str]:
        """The places of all files that entries show or link to, when all are made."""

    def finish(self, build: Build, records: Mapping[SourcePath, Any]) -> None:
        """Remembers what `keep_made` answered, and reports the problems of the entries that were not made."""


def start_build(settings: dict[str, Any]) -> Build:
    """The state of a new build, kept in *settings* so that whoever has them finds it."""
    zone = _read_zone(settings.get("TIMEZONE") or "UTC")
    written = settings.get("BUILD_DATE")
    now = datetime.fromisoformat(written) if written else datetime.now(UTC)
    build = Build(
        settings=settings,
        content_path=Path(settings["PATH"]),
        output_path=Path(settings["OUTPUT_PATH"]),
        zone=zone,
        now=now if now.tzinfo else now.replace(tzinfo=zone),
        is_public=not (settings.get("WITH_DRAFTS", True) or settings["WITH_FUTURE_DATES"]),
        is_check=bool(settings.get(CHECK)),
        ahead=settings.get(AHEAD),
        memory=settings.get(MEMORY),
        progress=settings.get(PROGRESS) or Progress(),
    )
    build.levels, wrong = read_levels(settings.get("PROBLEMS"))
    build.report_site(wrong)
    if build.memory:
        build.facts |= build.memory.recall_facts()
    settings[BUILD] = build
    return build


def _read_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problem = Problem(
            "pelicanconf.py", 0, f"TIMEZONE: '{name}' is no time zone; write one like 'Europe/Berlin'", sort="setting"
        )
        failure = BuildFailed(f"{problem}; nothing was written")
        failure.problems = (problem,)
        raise failure from None


def build_of(settings: Mapping[str, Any]) -> Build | None:
    """The build that *settings* belong to; `None` where `plugins.kinds` is switched off."""
    build: Build | None = settings.get(BUILD)
    return build


class NotReadError(Exception):
    """The entries cannot be read: the text says why, and what is wrong with each has been printed."""


def read_build(config_path: Path, content_path: Path, *, without: Collection[str] = (), **override: Any) -> Build:
    """The build of the entries in *content_path*, finished and not rendered, for a command that tells of them.

    The settings are those in *config_path*, but for *override* and the plugins to do *without*.
    """
    override |= {
        "PATH": str(content_path.resolve()),
        "CACHE_PATH": str(config_path.parent / ".cache"),
        "FAIL_ON": NEVER,
    }
    printed = io.StringIO()
    try:
        with redirect_stdout(printed), redirect_stderr(printed):
            settings = read_settings(str(config_path), override=override)
            settings["PLUGINS"] = [name for name in settings["PLUGINS"] if name not in without]
            Pelican(settings)
    except BuildFailed as failed:
        say(printed.getvalue(), end="", file=sys.stderr)
        raise NotReadError(str(failed)) from failed
    build = build_of(settings)
    if build is None:
        raise NotReadError("plugins.kinds is switched off")
    # This says why an entry that somebody misses is left out.
    for told in tell(build, [one for one in build.problems if one.severity is Severity.ERROR]):
        say(told.line, file=sys.stderr)
    return build


class FieldRenderer:
    """Renders texts of the front matter of *entry*, and reports what is wrong in them to *build*."""

    def __init__(self, entry: Entry, build: Build) -> None:
        self._entry = entry
        self._build = build

    def render(
        self,
        text: str,
        *,
        first_line: int = 1,
        lang: str = "",
        take_title: Callable[[str], bool] | None = None,
        with_blocks: bool = False,
    ) -> Rendered:
        rendered = self._build.renderer.render(
            text, first_line=first_line, lang=lang, take_title=take_title, with_blocks=with_blocks
        )
        if rendered.problems:
            source, line = self._entry.source, self._line_of(text)
            self._build.report(
                Problem(source, line, one.message, one.severity, sort=one.sort) for one in rendered.problems
            )
        return rendered

    def strip_comments(self, value: str) -> tuple[str, int]:
        return self._build.renderer.strip_comments(value)

    def _line_of(self, text: str) -> int:
        """The line of the key that *text* stands behind."""
        values = self._entry.metadata.items()
        key = next((key for key, value in values if isinstance(value, str) and value.strip() == text.strip()), "")
        return self._entry.line_of(key)


def call_in_order(signal: Signal, build: Build) -> None:
    """Calls the receivers of *signal* with *build*, in the order in which `PLUGINS` names their plugins."""
    places = {str(name): place for place, name in enumerate(build.settings["PLUGINS"])}
    receivers: list[Callable[[Build], None]] = [
        receiver for receiver in signal.receivers_for(None) if _plugin_of(receiver) in places
    ]
    for receiver in sorted(receivers, key=lambda receiver: places[_plugin_of(receiver)]):
        receiver(build)


def _plugin_of(receiver: Callable[..., object]) -> str:
    return receiver.__module__.rpartition(".")[0]


# What is decided of an entry when all are known: an address of its own, dates from its history, whether it is due,
# and how its names are spelled.
PLACED_FIELDS = ("slug", "url", "save_as", "date", "modified", "is_scheduled", "categories", "tags", "authors")


def take_in_hand(source: SourcePath, build: Build) -> Entry:
    """The entry itself, with what the site as a whole has decided of it."""
    known = build.known[source]
    if build.memory is None:
        return known
    return with_fields(build.memory.load(source), **{name: getattr(known, name) for name in PLACED_FIELDS})


def print_problems(build: Build) -> None:
    """Every problem of *build*, once and in the order of files and lines."""
    build.problems = sorted(
        dict.fromkeys((*build.problems, *build.site_problems)),
        key=lambda problem: (problem.source, problem.line, problem.message),
    )
    for line in shorten(tell(build, build.problems), 0 if build.settings.get(ALL_PROBLEMS) else SHOWN):
        say(line, file=sys.stderr)


def tell(build: Build, problems: Iterable[Problem]) -> tuple[Told, ...]:
    """The *problems* of *build* as they are told: on the levels of `PROBLEMS`, those of one sort together."""
    order = [*SORTS]
    found = sorted(
        merge_counted(one.placed_in(build.content_path) for one in build.levels.apply(problems)),
        # Errors come last, where one looks first.
        key=lambda one: (
            one.severity is Severity.ERROR,
            order.index(one.sort) if one.sort in SORTS else len(order),
            one.severity is Severity.WARNING,
        ),
    )
    return tuple(Told(one.severity.value, one.sort, f"{one.severity}: {one} [{one.sort}]") for one in found)


def find_fatal_errors(build: Build) -> list[Problem]:
    """The errors that end *build* before more is looked at: any, unless the files they are in are only left out.

    Those of settings always do.
    """
    found = build.levels.apply((*build.problems, *build.site_problems))
    errors = [one for one in found if one.severity is Severity.ERROR]
    if fail_level(build) != NEVER and not build.is_check:
        return errors
    return [one for one in errors if one.source not in build.broken and one.source not in build.known]


NEVER = "never"
FAIL_LEVELS = (NEVER, "errors", "warnings")


def fail_level(build: Build) -> str:
    """What ends *build*: the setting `FAIL_ON`; where that says nothing, errors in public and nothing at home.

    A check fails for errors in any case.
    """
    level: str = build.setting("FAIL_ON", "errors" if build.is_public else NEVER)
    return "errors" if build.is_check and level == NEVER else level


def fail_if_needed(build: Build, *, is_early: bool = False) -> None:
    """Raises `BuildFailed` if there are more problems than `FAIL_ON` allows.

    *is_early*: what the site as a whole decides has not been looked at.
    """
    level, told = fail_level(build), [*build.levels.apply(build.problems)]
    if level == "warnings":
        fatal = count_problems(told)
    elif level == NEVER:
        fatal = len(dict.fromkeys(find_fatal_errors(build)))
    else:
        fatal = sum(one.severity is Severity.ERROR for one in told)
    _fail_on(fatal, build, unseen=_say_unseen(build) if is_early else "")


def _say_unseen(build: Build) -> str:
    """What a build that ends early has not looked at, and what does."""
    does = " (`python3 tasks.py check` does)" if fail_level(build) != NEVER and not build.is_check else ""
    return f"{';' if build.is_check else ', and'} links, pictures and cards were not looked at{does}"


def fail_on_errors(build: Build) -> None:
    """Raises `BuildFailed` if there is any error, also one that would only leave out its file."""
    _fail_on(sum(problem.severity is Severity.ERROR for problem in build.levels.apply(build.problems)), build)


def _fail_on(fatal: int, build: Build, *, unseen: str = "") -> None:
    if fatal:
        print_counts(build)
        written = "" if build.is_check else "; nothing was written"
        failure = BuildFailed(f"{_counted(fatal, 'problem')} to fix first, listed above{written}{unseen}")
        failure.problems = tuple(build.levels.apply(build.problems))
        raise failure


def tell_failed(build: Build, problems: Collection[Problem]) -> None:
    """Takes note of *problems*, found while pages were made, and raises `BuildFailed` if those end the build."""
    if not problems:
        return
    new = [one for one in dict.fromkeys(problems) if one not in build.problems]
    build.problems = [*build.problems, *new]
    for told in tell(build, new):
        say(told.line, file=sys.stderr)
    if fail_level(build) != NEVER:
        _fail_on(len(set(problems)), build)


def list_broken(build: Build) -> list[Broken]:
    """What is left out and has a page that says so: nothing in public, whatever is built there."""
    return [] if build.is_public else [one for one in build.broken.values() if one.save_as]


def print_counts(build: Build) -> None:
    say(summary(build))


def summary(build: Build) -> str:
    """How the texts were read, and the sum of the build, a line each."""
    return "\n".join(filter(None, (build.markdown_line, sum_line(build))))


def sum_line(build: Build) -> str:
    """The sum of the build: what every file became."""
    counts = build.counts
    where = "held back" if build.is_public else "marked"
    comments = f" {_counted(counts.comments, 'comment')} left out;" if counts.comments else ""
    held = f" {counts.held} held back," if counts.held else ""
    broken = f" {counts.broken} left out," if counts.broken else ""
    return (
        f"{_counted(counts.found, 'file')}: {_counted(counts.entries, 'entry', 'entries')},"
        f" {_counted(counts.drafts, 'draft')} and {counts.scheduled} scheduled ({where}),{held}{broken}"
        f" {_counted(counts.introductions, 'introduction')}, {_counted(counts.files, 'other file')},"
        f" {counts.unread} not read;{comments}"
        f" {_counted(count_problems(build.levels.apply(build.problems)), 'problem')}"
    )


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or f'{one}s'}"


# The attributes Pelican looks into for addresses of its own form.
_PLACED_ADDRESS = re.compile(
    r"(?P<before><[^<>]+?(?:href|src|poster|data|cite|formaction|action|content)\s*=\s*)"
    r"(?P<quote>[\"'])\{(?P<what>filename|static)\}/(?P<path>[^\"'#?]*)(?P<rest>[^\"']*)(?P=quote)"
)


def keep_drawings(entry: Entry, settings: Mapping[str, Any]) -> tuple[Entry, dict[str, bytes]]:
    """*entry* with the pictures that its texts describe among its files, and those that the cache cannot take."""
    if not entry.drawings:
        return entry, {}
    kept, not_kept = drawn_files.keep_drawings(entry.drawings, Path(settings["CACHE_PATH"]))
    return with_fields(entry, drawings=(), files=tuple(sorted({*entry.files, *kept}))), not_kept


def _with_drawings(entry: Entry, site_url: str) -> Entry:
    """*entry* with the addresses of the pictures that its texts describe."""
    bodies = {name: getattr(entry, name) for name in ("html", "summary_html", "transcript_html")}
    placed = {name: drawn_files.place_drawings(body, site_url) for name, body in bodies.items()}
    return entry if placed == bodies else with_fields(entry, **placed)


def finish_links(entry: Entry, build: Build) -> Entry:
    """*entry* with the addresses of the site in place of Pelican's `{filename}` and `{static}`, and the files it shows.

    Where addresses are to be relative they differ from page to page, and Pelican puts them in.
    """
    root = build.settings["SITEURL"].rstrip("/")
    # Reading has kept those of its body; what the front matter says of it is rendered later.
    entry, not_kept = keep_drawings(_with_drawings(entry, root), build.settings)
    build.outputs |= not_kept
    files = {place: str(build.content_path / place) for place in _find_addressed(entry, build)} | dict(entry.files)
    if build.settings["RELATIVE_URLS"]:
        return with_fields(entry, files=tuple(sorted(files.items())))

    def place(match: re.Match[str]) -> str:
        source = SourcePath(unquote(unescape(match["path"])))
        if match["what"] == "static":
            if build.has_file(source):
                files.setdefault(source, str(build.content_path / source))
            url = match["path"]
        elif shown := build.known.get(source) or build.introductions.get(source):
            url = escape(shown.url)
        else:
            return match[0]
        return f"{match['before']}{match['quote']}{root}/{url}{match['rest']}{match['quote']}"

    def finished(html: str) -> str:
        # A tag may have several addresses, and a match ends with one.
        while "{" in html and (changed := _PLACED_ADDRESS.sub(place, html)) != html:
            html = changed
        return html

    return with_fields(
        entry,
        html=finished(entry.html),
        summary_html=finished(entry.summary_html),
        transcript_html=finished(entry.transcript_html),
        files=tuple(sorted(files.items())),
    )


# A tag with its attributes, and in it what may be an address: one of several in a `srcset`, one in a style.
_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_ADDRESS_IN_TAG = re.compile(r"[^\s\"'(),=<>]+")


def _find_addressed(entry: Entry, build: Build) -> set[SourcePath]:
    """The files that *entry* shows by the addresses they have because all files of their folder are copied."""
    folders = build.list_copied_folders()
    found: set[SourcePath] = set()
    for body in (entry.html, entry.summary_html, entry.transcript_html):
        if not any(folder in body for folder in folders):
            continue
        for tag in _TAG.findall(body):
            if not any(folder in tag for folder in folders):
                continue
            for match in _ADDRESS_IN_TAG.finditer(tag):
                address = unquote(unescape(match[0])).partition("?")[0].partition("#")[0]
                places = (address[address.index(folder) :] for folder in folders if folder in address)
                found.update(SourcePath(place) for place in places if build.has_file(place))
    return found


def make_content(entry: Entry, build: Build) -> Content:
    """The Pelican object of a finished *entry*, outside Pelican's own reading."""
    context = {"generated_content": {}, "static_content": {}, "localsiteurl": build.settings["SITEURL"]}
    return CONTENT_CLASSES[entry.kind](
        entry.html,
        metadata=make_metadata(entry, build),
        settings=build.settings,
        source_path=str(build.content_path / entry.source),
        context=context,
    )


def find_introduction(build: Build, url: UrlPath) -> Entry | None:
    """The words in front of the listing of a kind at *url*."""
    return next((one for one in build.introductions.values() if one.url == url), None)


def make_introduction(introduction: Entry, build: Build, context: dict[str, Any]) -> Content:
    """*introduction* as a Pelican content, which turns its links into what each page needs."""
    return Content(
        introduction.html,
        metadata={"title": introduction.title, "entry": introduction},
        settings=build.settings,
        source_path=str(build.content_path / introduction.source),
        context=context,
    )


def entry_reader(build: Build) -> type[BaseReader]:
    """A Pelican reader that hands out what has been read already."""
    entries = {str(build.content_path / entry.source): entry for entry in build.entries}

    class EntryReader(BaseReader):  # type: ignore[misc] # Pelican ships no types
        # Pelican collects readers by their suffixes, from every subclass there is; this one is named to it instead.
        file_extensions: list[str] = []  # noqa: RUF012

        def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
            entry = entries[source_path]
            body = entry.html if is_own_theme(build.settings) else media_html(entry, "{static}") + entry.html
            return body, make_metadata(entry, build)

    return EntryReader


def make_metadata(entry: Entry, build: Build) -> dict[str, Any]:
    """The metadata Pelican and other themes know, for *entry*; itself under `entry`."""
    settings = build.settings
    metadata: dict[str, Any] = {
        # The author's own fields first, as text, for themes that look for them.
        **{key: value for key, value in entry.metadata.items() if key not in RESERVED and isinstance(value, str)},
        "entry": entry,
        "title": entry.title,
        "slug": entry.slug,
        "status": entry.status.value,
        "url": entry.url,
        "save_as": entry.save_as,
        "lang": entry.lang,
        "tags": [make_wrapper(Tag, term, settings) for term in entry.tags],
        "authors": [make_wrapper(Author, term, settings) for term in entry.authors],
        "kind": entry.kind.value,
    }
    if has_summary(entry, settings):
        metadata["summary"] = entry.summary_html
    if entry.category:
        metadata["category"] = make_wrapper(Category, entry.category, settings)
        metadata["categories"] = [make_wrapper(Category, term, settings) for term in entry.categories]
    if not entry.authors:
        del metadata["authors"]
    metadata["date"] = entry.date or entry.modified or UNKNOWN_DATE
    if entry.modified:
        metadata["modified"] = entry.modified
    if template := own_template(entry.metadata, entry.kind, settings):
        metadata["template"] = template
    if entry.image:
        metadata["image"] = entry.image.share.url
    return metadata


def is_own_theme(settings: Mapping[str, Any]) -> bool:
    """Whether the theme is one of ours, that has a body for each kind; others are written for plain Pelican."""
    return (Path(settings["THEME"]) / "templates" / "kinds").is_dir()


def own_template(metadata: Mapping[str, Any], kind: Kind, settings: Mapping[str, Any]) -> str | None:
    """The template that the front matter of an entry of *kind* names, if it makes the page of one entry."""
    written = metadata.get("template")
    if not isinstance(written, str) or not written:
        return None
    return None if object_to_template(written, kind, settings) else written


def object_to_template(name: str, kind: Kind, settings: Mapping[str, Any]) -> str:
    """What is to be said against the template *name* for an entry of *kind*; looked up once in a build."""
    build = build_of(settings)
    known = build.template_objections if build else {}
    if (name, kind) not in known:
        known[name, kind] = find_objection(name, kind, settings, is_own_theme=is_own_theme(settings))
    return known[name, kind]


def media_html(entry: Entry, root: str) -> str:
    """The lead picture, drawing, video and transcript of *entry*, which our theme's templates show by themselves.

    For feeds and other themes; *root* stands before each address.
    """
    parts = []
    picture = entry.drawing or (entry.image.lead if entry.image else None)
    if entry.video and entry.video.is_file:
        url = escape(f"{root}/{entry.video.url}")
        parts.append(f'<p><video controls src="{url}"><a href="{url}">{escape(entry.video.title)}</a></video></p>')
    elif entry.video:
        parts.append(f'<p><a href="{escape(entry.video.url)}">{escape(entry.video.title)}</a></p>')
    if picture:
        url = escape(f"{root}/{picture.url}")
        parts.append(
            f'<p><img src="{url}" alt="{escape(picture.alt)}"'
            f' width="{picture.width_px}" height="{picture.height_px}"></p>'
        )
    if entry.transcript_html:
        parts.append(f"<details><summary>Transcript</summary>{entry.transcript_html}</details>")
    return "\n".join(parts)


# Fields that Pelican's objects compute or that `make_metadata` sets; a front matter value would take their place.
RESERVED = frozenset(
    "entry title slug status url save_as lang tags author authors kind summary category categories date modified image"
    " content translations settings metadata source_path relative_source_path relative_dir template timezone"
    " date_format locale_date locale_modified in_default_lang".split()
)


def make_wrapper(wrapper_class: type[URLWrapper], term: Term, settings: Mapping[str, Any]) -> URLWrapper:
    """*term* as a Pelican category, tag or author, with our slug and what our templates read."""
    wrapper = wrapper_class(term.name, settings)
    wrapper.slug = term.slug
    wrapper.feed_url = term.feed_url
    wrapper.color = term.color
    wrapper.introduction = None
    return wrapper


class Note(Page):  # type: ignore[misc] # Pelican ships no types
    """Undated knowledge, as Pelican sees it: a page with templates and a listing of its own."""

    default_template = "note"


TERM_CLASSES: Mapping[str, type[URLWrapper]] = {"category": Category, "tag": Tag, "author": Author}
CONTENT_CLASSES: Mapping[Kind, type[Content]] = {
    Kind.POST: Article,
    Kind.DOODLE: Article,
    Kind.ROCKET: Article,
    Kind.NOTE: Note,
    Kind.PAGE: Page,
}


class EntryFeed(Atom1Feed):  # type: ignore[misc] # feedgenerator ships no types
    """An Atom feed that shows pictures, and says who tells readers of new entries at once (WebSub)."""

    def root_attributes(self) -> dict[str, str]:
        attributes: dict[str, str] = super().root_attributes()
        return attributes | {"xmlns:media": "http://search.yahoo.com/mrss/"}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed.get("hub"):
            handler.addQuickElement("link", "", {"rel": "hub", "href": self.feed["hub"]})

    def add_item_elements(self, handler: Any, item: Mapping[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if picture := item.get("picture"):
            handler.addQuickElement("media:thumbnail", "", picture)


def json_feeds_beside(atom_url: str, settings: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The files that go with the Atom feed at *atom_url*: their places, and what they are.

    A `feed` stands beside each; `messages` and `social` beside that of everything, where the settings ask.
    """
    found = [(json_feed_url(atom_url), "feed")]
    if atom_url == settings.get("FEED_ALL_ATOM"):
        found += [(settings.get("MESSAGES_FEED") or "", "messages"), (settings.get("SOCIAL_JSON") or "", "social")]
    return [(place, what) for place, what in found if place]


def feed_facts(settings: Mapping[str, Any], url: str, title: str) -> FeedFacts:
    """What the feed of ours at *url* says of itself; without a *title* of its own, that of the site."""
    return FeedFacts(
        title=f"{settings['SITENAME']} - {title}" if title else settings["SITENAME"],
        site_url=settings["SITEURL"].rstrip("/"),
        url=url,
        description=settings.get("SITESUBTITLE") or "",
        lang=settings["DEFAULT_LANG"],
        hub=settings.get("WEBSUB_HUB") or "",
        author=settings.get("AUTHOR") or "",
        feed_root=settings.get("FEED_DOMAIN") or "",
        link_ending="?ref=feed" if settings["FEED_APPEND_REF"] else "",
    )


def feed_content(entry: Entry, settings: Mapping[str, Any]) -> str:
    """The finished *entry* as feeds show it: its pictures, and its text."""
    root = settings["SITEURL"].rstrip("/")
    return media_html(entry, root) + make_feed_body(entry.html, f"{root}/{entry.url}")


def feed_summary(entry: Entry, build: Build) -> str:
    """The summary of the finished *entry*, as Pelican's own feeds give it."""
    if has_summary(entry, build.settings):
        return entry.summary_html
    return str(make_content(entry, build).summary)


def has_summary(entry: Entry, settings: Mapping[str, Any]) -> bool:
    """Whether *entry* says itself what its summary is, be it nothing; else Pelican takes the beginning of the body."""
    return bool(entry.summary_html) or "plugins.excerpts" in settings["PLUGINS"]


def _list_told(settings: dict[str, Any]) -> list[Entry]:
    """The finished entries that can be posted: all that are published, of every kind."""
    build = build_of(settings)
    return sorted(filter(is_listed, build.entries), key=lambda entry: entry.source) if build else []


def render_json_feed(entries: list[Entry], settings: Mapping[str, Any], url: str, what: str, title: str = "") -> str:
    """The file *url* that `json_feeds_beside` named, of finished *entries*."""
    if what == "social":
        return make_social_json(entries)
    facts = feed_facts(settings, url, title)
    items = [
        make_json_item(entry, feed_content(entry, settings), facts, has_messages=what == "messages")
        for entry in entries[: settings["FEED_MAX_ITEMS"]]
    ]
    return make_json_feed(facts, items)


class EntryWriter(Writer):  # type: ignore[misc] # Pelican ships no types
    """Writes feeds that name all categories of an entry, and none that would be empty; listings in pages of our own."""

    def write_file(self, name: str, template: Any, context: Any, *args: Any, **kwargs: Any) -> None:
        shown = next((kwargs[one] for one in ENTRY_NAMES if kwargs.get(one)), None)
        if shown and is_own_theme(self.settings):
            # Whatever its kind: its front matter may name the template of another.
            kwargs |= dict.fromkeys(ENTRY_NAMES, shown)
        if not is_own_theme(self.settings) or kwargs.get("template_name") not in self.settings["PAGINATED_TEMPLATES"]:
            try:
                super().write_file(name, template, context, *args, **kwargs)
            except Exception as error:
                entry: Entry | None = shown.entry if shown else None
                written = own_template(entry.metadata, entry.kind, self.settings) if entry else None
                if entry is None or written is None or isinstance(error, OSError):
                    raise
                self._write_failure(entry, name_template_failure(entry, written, error), template, context)
            return
        per_page = self.settings["PAGINATED_TEMPLATES"][kwargs["template_name"]] or self.settings["DEFAULT_PAGINATION"]
        kwargs.pop("url", None)
        for page in paginate(kwargs["articles"], per_page, url_of(name)):
            super().write_file(
                page.save_as, template, context, *args, **kwargs, paginated={}, url=page.url, listing_page=page
            )

    def _write_failure(self, entry: Entry, problem: Problem, template: Any, context: Any) -> None:
        """Writes the page that says that the author's own *template* failed."""
        build = self.settings[BUILD]
        tell_failed(build, [problem])
        is_ours = is_own_theme(self.settings)
        broken = Broken(entry.source, (problem,), entry.save_as)
        page = make_content(make_broken_page(broken, build.content_path.name, has_head=is_ours), build)
        names = dict.fromkeys(ENTRY_NAMES if is_ours else ("page",), page)
        shown = template.environment.get_template("page.html")
        super().write_file(entry.save_as, shown, context, **names, url=entry.url, override_output=True)

    def write_feed(self, elements: list[Content], *args: Any, **kwargs: Any) -> Any:
        if not elements:
            # An empty feed is dated by the clock.
            return None
        feed = super().write_feed(elements, *args, **kwargs)
        # The context comes first, then the place; without one nothing is written.
        if len(args) > 1 and args[1] and is_own_theme(self.settings):
            self._write_json_feeds(elements, args[1], kwargs.get("feed_title") or "")
        return feed

    def _write_json_feeds(self, elements: list[Content], url: str, title: str) -> None:
        """Writes what goes with the Atom feed of *elements* at *url*."""
        for place, what in json_feeds_beside(url, self.settings):
            entries = _list_told(self.settings) if what == "social" else [element.entry for element in elements]
            text = render_json_feed(entries, self.settings, place, what, title)
            write_whole(Path(self.output_path) / place, text.encode())

    def _create_new_feed(self, feed_type: str, feed_title: str | None, context: Any) -> Any:
        feed = super()._create_new_feed(feed_type, feed_title, context)
        if not isinstance(feed, Atom1Feed):
            return feed
        told = {name: feed.feed[name] for name in ("title", "link", "feed_url", "description", "subtitle")}
        return EntryFeed(**told, hub=self.settings.get("WEBSUB_HUB") or "")

    def _add_item_to_the_feed(self, feed: Any, item: Content) -> None:
        super()._add_item_to_the_feed(feed, item)
        entry: Entry | None = getattr(item, "entry", None)
        if entry is None:
            return
        # Pelican takes a title for HTML; ours is text, and may speak of `<script>`.
        feed.items[-1]["title"] = entry.title
        root = self.site_url.rstrip("/")
        feed.items[-1]["unique_id"] = make_entry_id(entry, root)
        if entry.image:
            share = entry.image.share
            size = {"width": str(share.width_px), "height": str(share.height_px)}
            feed.items[-1]["picture"] = {"url": f"{root}/{share.url}", **size}
        feed.items[-1]["categories"] = [term.name for term in (*entry.categories, *entry.tags)]
        media = media_html(entry, root) if is_own_theme(self.settings) else ""
        feed.items[-1]["content"] = media + make_feed_body(feed.items[-1]["content"] or "", f"{root}/{entry.url}")


def hide_unknown_date(content: Content) -> None:
    """Other themes print nothing, rather than a wrong day, for an entry that has no date."""
    entry = getattr(content, "entry", None)
    if entry and not entry.date:
        content.locale_date = ""


def order_key(content: Content) -> tuple[int, float, str, str]:
    """Pelican's `ARTICLE_ORDER_BY`: as every listing of ours."""
    return stream_key(content.entry)


def plain_asset(settings: Mapping[str, Any]) -> Callable[[str], str]:
    """The template function `asset` where `plugins.assets` is off: a theme file under its own name."""
    return partial(posixpath.join, settings["THEME_STATIC_DIR"])


def each_time(macro: Callable[..., str], *arguments: object) -> str:
    """The template function `once` where pages may differ in what a macro reads besides its *arguments*."""
    return macro(*arguments)
