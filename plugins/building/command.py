"""The edge to the shell: `build`, `verify` and `check`, and what `preview` shows."""

from __future__ import annotations

import io
import os
import secrets
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from plugins.building import engine
from plugins.building.asking import WatchedSettings
from plugins.building.conditions import look_at_settings
from plugins.building.folders import BuildError, FolderError, NotForUs, check_output, find_content
from plugins.building.hosts import check_host
from plugins.building.manifest import load_manifest, manifest_path
from plugins.building.moving import BUILDING, MOVING, bring_over, claim_output
from plugins.shared.files import NO_ROOM, SyncPlan, has_same_bytes
from plugins.shared.problems import SHOWN, Severity, make_printable, shorten
from plugins.shared.progress import Progress
from plugins.shared.terminal import say
from plugins.shared.workers import collect_rarely

if TYPE_CHECKING:
    from jinja2 import TemplateError

    from plugins.building.memory import SiteMemory
    from plugins.shared.bridge import Build, BuildFailed
    from plugins.shared.markup import Renderer
    from plugins.shared.problems import Problem

PROJECT = Path(__file__).resolve().parents[2]
CACHE_PATH = PROJECT / ".cache"
HOME_SETTINGS, PUBLIC_SETTINGS = PROJECT / "pelicanconf.py", PROJECT / "publishconf.py"
OWN_CONTENT = PROJECT / "content"
# Where `fresh` puts the content that Doodlebook came with, and a note of the manual by which that is known.
SET_ASIDE, MANUAL_NOTE = PROJECT / "content-demo", "notes/continue-reading.md"
OWN_OUTPUT = PROJECT / "output"
SHOWN_DIFFERENCES = 20
NAMED_AT_MOST = 3
# What a shell knows of a program that Ctrl-C has ended: 128, and the number of the signal.
STOPPED = 130
NO_SITE, NO_CHECK = "No site made", "No check made"


class NotReadyError(Exception):
    """A check has found what would end a public build; the message says how much of it."""


class DiffersError(Exception):
    """The site is not what a build from nothing makes; the message says how much of it."""


def build(
    content: str = "",
    output: str = "",
    *,
    public: bool = False,
    clean: bool = False,
    explain: bool = False,
    dialect: str = "",
    all: bool = False,  # noqa: A002 - the word on the command line
) -> int:
    """Make the site and say what changed; 0, 1 when there is no new site, or 130 when the author stops it."""

    def action() -> None:
        _build(
            replace(_choose_job(content, output, public=public, dialect=dialect), shows_all=all),
            clean=clean,
            explain=explain,
        )

    return _report(action)


def read_plain(arguments: Sequence[str]) -> dict[str, Any] | None:
    """What `build` is told by *arguments*, where every word is written out and once; else `None`: ask Invoke."""
    if arguments[:1] != ["build"]:
        return None
    told: dict[str, Any] = {}
    words = iter(arguments[1:])
    for word in words:
        name = word.removeprefix("--")
        value = (
            next(words, "")
            if name in ("content", "output", "dialect")
            else name in ("public", "clean", "explain", "all")
        )
        if name == word or name in told or not value or str(value).startswith("-"):
            return None
        told[name] = value
    return told


def build_plain(told: Mapping[str, Any]) -> int:
    """`build` with what it is *told*."""
    return build(**told)


def leave(status: int) -> NoReturn:
    """End this process at once: to take apart all that a build has loaded takes a tenth of its time."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        # Nobody is there to be told.
        os._exit(status)
    except OSError:
        # Python tells of it, and with which status.
        sys.exit(status)
    os._exit(status)


def verify(content: str = "", output: str = "", *, public: bool = False, dialect: str = "") -> int:
    """Make the site as always, and once more from nothing elsewhere, and compare; 0 where they are equal, else 1."""
    return _report(lambda: _verify(_choose_job(content, output, public=public, dialect=dialect)))


def check(
    content: str = "",
    *,
    dialect: str = "",
    dialects: bool = False,
    all: bool = False,  # noqa: A002 - the word on the command line
    format: str = "",  # noqa: A002
) -> int:
    """Say what is wrong in the content, as the public would see it, and leave no site behind; 0 or 1.

    With *all*, every problem, and not the first of each sort; with *format*, `json` or `sarif`, all of them for other
    programs. With *dialects*, list instead what the two dialects of Markdown read differently; that is no failure.
    """
    if dialects:
        return _report(lambda: _check_dialects(content), NO_CHECK)
    if format:
        return _check_for_programs(content, dialect, format)
    return _report(lambda: _check(content, dialect, shows_all=all), NO_CHECK)


def _check_for_programs(content: str, dialect: str, format_name: str) -> int:
    """Print what `check` finds as *format_name* has it, and nothing else."""
    from plugins.building.reports import FORMATS
    from plugins.shared.problems import suggest

    if format_name not in FORMATS:
        hint = suggest(format_name, FORMATS) or f"; write one of {', '.join(FORMATS)}"
        say(f"{NO_CHECK}: unknown format '{format_name}'{hint}", file=sys.stderr)
        return 1
    found: list[Problem] = []
    said = io.StringIO()
    with redirect_stdout(io.StringIO()), redirect_stderr(said):
        status = _report(lambda: _check(content, dialect, shows_all=True, found=found), NO_CHECK)
    if status and not found:
        # There is nothing to be told of any file.
        sys.stderr.write(said.getvalue())
        return status
    sys.stdout.write(f"{FORMATS[format_name](found, find_content(Path(content) if content else OWN_CONTENT))}\n")
    return status


def show_pages(content: str, show: Callable[[Path, list[str]], int], *, dialect: str = "") -> int:
    """What *show* answers, given the content folder and the command for a process that makes its pages on request."""
    try:
        _refuse_unknown(dialect)
        source = find_content(Path(content) if content else OWN_CONTENT)
    except (FolderError, BuildError) as error:
        say(f"No preview: {error}", file=sys.stderr)
        return 1
    settings = PROJECT / "pelicanconf.py"
    command = [sys.executable, "-m", "plugins.building.on_request", str(source), str(settings)]
    return show(source, [*command, f"--dialect={dialect}"] if dialect else command)


def find_manual() -> str:
    """The folder of the manual: the content that Doodlebook came with, or what `fresh` has set aside; else empty."""
    return next((str(path) for path in (SET_ASIDE, OWN_CONTENT) if (path / MANUAL_NOTE).is_file()), "")


def show_manual(show: Callable[[Path, list[str]], int]) -> int:
    """What *show* answers, given the folder of the manual; 1 where the manual is not there."""
    if folder := find_manual():
        return show_pages(folder, show)
    names = f"{SET_ASIDE.name}/ nor {OWN_CONTENT.name}/"
    cure = f"take the folder content/ of Doodlebook from where you have it and save it as {SET_ASIDE.name}/"
    say(f"No manual: it is neither in {names}; {cure}", file=sys.stderr)
    return 1


def _report(action: Callable[[], None], failed: str = NO_SITE) -> int:
    """Do *action*, and say why it came to no end, behind the words for what has *failed*; the status for the shell."""
    try:
        action()
    except NotReadyError as error:
        say(f"Not ready to be published: {error}", file=sys.stderr)
    except DiffersError as error:
        cure = "`build --clean` makes it right, and a bug report that says what you had changed helps to mend it"
        say(f"Not equal: {error}; {cure}.", file=sys.stderr)
    except (FolderError, BuildError) as error:
        say(f"{failed}: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        say("\nStopped: what was finished is kept, and the next build goes on from there.", file=sys.stderr)
        return STOPPED
    except OSError as error:
        say(make_printable(f"{failed}: {_describe_os_error(error)}"), file=sys.stderr)
    else:
        return 0
    return 1


def _describe_os_error(error: OSError) -> str:
    """What went wrong, and where; of a full disk what was written as well, and what to do."""
    path = error.filename2 or error.filename
    if error.errno not in NO_ROOM:
        return f"{error.strerror or error}" + (f" ({path})" if path else "")
    parts = [*Path(path).parts] if path else []
    if any(part.endswith(f".{MOVING}") for part in parts):
        doing = "while the new site was put into its place"
    elif any(part.endswith(f".{BUILDING}") for part in parts):
        doing = "while the new site was written"
    else:
        doing = "while what the next build needs was written" if path else "while it was built"
    place = f" for '{path}'" if path else ""
    return f"{error.strerror}{place} {doing}; make room and build again, the last site is as it was"


def _build(job: engine.Job, *, clean: bool, explain: bool) -> None:
    started = time.monotonic()
    target = job.output_path
    with claim_output(target, CACHE_PATH) as staging:
        try:
            report, plan = make_site(job, staging, is_clean=clean)
        except NotForUs as why:
            say(f"Pelican builds all of the site: {why}.")
            report, plan = _make_all_by_pelican(job, staging)
            found = ""
        else:
            found = _describe_found(report)
    # Whoever read along may have seen enough, as `head` has: the site is made all the same.
    with suppress(BrokenPipeError):
        if report.nothing_to_do:
            _say_again(report, shows_all=job.shows_all)
        if explain:
            _explain(report, plan)
        if report.host:
            for line in check_host(report.host, target, (*plan.write, *plan.unchanged)):
                say(f"warning: {line}", file=sys.stderr)
        say(_summary(plan, found, target, time.monotonic() - started))


def _make_all_by_pelican(job: engine.Job, staging: Path) -> tuple[engine.Report, SyncPlan]:
    """Have Pelican make the site by itself, every page of it; what was done, and which files it came to."""
    report = engine.Report()
    run_pelican(job.content_path, staging, job.settings_path, dialect=job.dialect, shows_all=job.shows_all)
    report.stage("Pelican")
    output = job.output_path
    plan, _ = bring_over(staging, output, CACHE_PATH, lambda: None, is_ours=output == OWN_OUTPUT)
    report.stage("move")
    why = f"{engine.EVERYTHING}Pelican remembers nothing of the last build"
    report.reasons = dict.fromkeys((*plan.write, *plan.unchanged), why)
    return report, plan


def _choose_job(content: str, output: str, *, public: bool, dialect: str) -> engine.Job:
    _refuse_unknown(dialect)
    source = _choose_content(content)
    target = Path(output).resolve() if output else OWN_OUTPUT
    check_output(target, source, PROJECT)
    settings = PUBLIC_SETTINGS if public else HOME_SETTINGS
    return engine.Job(source, target, CACHE_PATH, settings, dialect)


def _refuse_unknown(dialect: str) -> None:
    """Raise `BuildError` where *dialect* was asked for and is none."""
    if not dialect:
        return
    from plugins.markdown.dialect import check_dialect

    if wrong := check_dialect(dialect):
        raise BuildError(f"--dialect: {wrong}")


def _verify(job: engine.Job) -> None:
    with claim_output(job.output_path, CACHE_PATH) as staging:
        try:
            make_site(job, staging)
        except NotForUs as why:
            say(f"Nothing to compare: Pelican builds all of the site every time, as {why}.")
            return
        made = load_manifest(manifest_path(CACHE_PATH, job.output_path))
        say("Building the same from nothing, pictures too …", flush=True)
        with tempfile.TemporaryDirectory(prefix="doodlebook-") as folder:
            differing = compare_with_clean(job, made, Path(folder).resolve())
    if differing:
        shown = differing[:SHOWN_DIFFERENCES]
        say("\n".join(shown), file=sys.stderr)
        more = f" (the first {len(shown)} are named above)" if len(differing) > len(shown) else ", named above"
        raise DiffersError(f"{engine.count_files(len(differing))} of {len(made)} differ from a clean build{more}")
    say(f"Equal: {engine.count_files(len(made))}, byte for byte what a clean build makes.")


def compare_with_clean(job: engine.Job, made: Collection[str], folder: Path) -> list[str]:
    """Those of the files *made* by *job* that a build from nothing, in the empty *folder*, makes otherwise or not."""
    clean = replace(job, output_path=folder / "site", cache_path=folder / "cache")
    # All that there is to say has been said by the build before.
    with (
        redirect_stdout(io.StringIO()),
        redirect_stderr(io.StringIO()),
        claim_output(clean.output_path, clean.cache_path) as staging,
    ):
        _, plan = make_site(clean, staging, is_clean=True)
    expected = {*plan.write, *plan.unchanged}
    return sorted(
        name
        for name in expected.union(made)
        if name not in made or not has_same_bytes(clean.output_path / name, job.output_path / name)
    )


def make_site(job: engine.Job, staging: Path, *, is_clean: bool = False) -> tuple[engine.Report, SyncPlan]:
    """Make the site of *job*, by way of the empty folder *staging*; what was done, and which files it came to.

    Raises `BuildError` where there is no new site, and `NotForUs` for one that Pelican must make by itself.
    """
    collect_rarely()
    try:
        run = engine.run(job, staging, read_site, is_clean=is_clean)
    except SystemExit as problems:
        raise BuildError(str(problems)) from problems
    except _template_errors() as error:
        raise BuildError(_describe_template_error(error)) from error
    if run.report.is_doubtful:
        say(f"Built from nothing: {run.report.fresh_start}.")
    if run.report.made_anew:
        say(f"{run.report.made_anew}.")
    is_remembered = False
    try:
        # What plain `pelican` leaves in the project's own output folder is ours as well.
        plan, stages = bring_over(
            staging,
            job.output_path,
            job.cache_path,
            run.remember,
            run.kept,
            run.progress,
            find_left=lambda: engine.find_left(job),
            is_ours=job.output_path == OWN_OUTPUT,
        )
        run.report.go_on(stages)
        is_remembered = True
    finally:
        run.close(is_remembered=is_remembered)
    run.report.stage("save")
    return run.report, plan


def _template_errors() -> type[TemplateError]:
    # Asked for only when something went wrong: a build with nothing to do loads no Jinja.
    from jinja2 import TemplateError

    return TemplateError


def _describe_template_error(error: TemplateError) -> str:
    """Where in the theme *error* is, and what it is."""
    places = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".html")]
    place = f"{places[-1].filename}:{places[-1].lineno}: " if places else ""
    return f"{place.removeprefix(f'{PROJECT}/')}{error.message or type(error).__name__}"


def _say_again(report: engine.Report, *, shows_all: bool) -> None:
    """What the last build said of content that is still the same."""
    for line in shorten(report.problems, 0 if shows_all else SHOWN):
        say(line, file=sys.stderr)
    say(report.summary)


def _explain(report: engine.Report, plan: SyncPlan) -> None:
    """Say why each file of *plan* was written, and how long each stage took."""
    if report.fresh_start and not report.is_doubtful:
        say(f"Built from nothing: {report.fresh_start}.")
    for line in engine.summarize(report.reasons, frozenset(plan.write)):
        say(f"  {line}")
    say("  " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in report.stages.items()))


def _check(content: str, dialect: str, *, shows_all: bool, found: list[Problem] | None = None) -> None:
    """Look at the content; its problems are added to *found*.

    Raises `NotReadyError` where a public build would fail now, or on the day of an entry that is scheduled; a draft
    waits for its author.
    """
    from plugins.shared import bridge

    _refuse_unknown(dialect)
    source = _choose_content(content)
    with tempfile.TemporaryDirectory(prefix="doodlebook-") as throwaway:
        settings = _public_settings(source, dialect, **{"OUTPUT_PATH": throwaway, bridge.ALL_PROBLEMS: shows_all})
        failure = _check_public(settings)
    build = bridge.build_of(settings)
    if build is None:
        if found is not None and failure:
            found += failure.problems
        raise BuildError(str(failure or "plugins.kinds is switched off"))
    problems = [*build.levels.apply(build.problems)]
    verdicts = [str(failure)] if failure else []
    if build.left_out:
        later = _check_waiting(_public_settings(source, dialect), build)
        problems += later
        scheduled = {entry.source for entry in build.left_out if entry.is_scheduled}
        if count := sum(one.source in scheduled and one.severity is not Severity.NOTE for one in later):
            verdicts.append(f"{_count_problems(count)} to fix before the scheduled entries are published, listed above")
    if found is not None:
        found += problems
    if wordless := sorted(entry.source for entry in build.entries if entry.is_stand_in):
        say(_say_wordless([f"{source.name}/{one}" for one in wordless]))
    if verdicts:
        raise NotReadyError("; ".join(verdicts))


def _public_settings(source: Path, dialect: str, **override: object) -> dict[str, Any]:
    """The settings of a check of the content at *source*."""
    from plugins.shared import bridge

    override |= {"PATH": str(source), bridge.CHECK: True}
    override |= {"MARKDOWN_DIALECT": dialect} if dialect else {}
    return load_settings(PUBLIC_SETTINGS, override)


def _check_public(settings: dict[str, Any]) -> BuildFailed | None:
    """Print what is wrong in the public build of *settings*; how that ends, if there is something to fix first."""
    from pelican import Pelican

    from plugins.shared.bridge import BuildFailed

    _prepare_pelican()
    try:
        Pelican(settings).run()
    except BuildFailed as failure:
        return failure
    except RuntimeError as error:
        # What `--fatal` makes of an error that was logged.
        raise BuildError("see the error above") from error
    except _template_errors() as error:
        raise BuildError(_describe_template_error(error)) from error
    return None


def _check_waiting(settings: dict[str, Any], public: Build) -> list[Problem]:
    """Print what would be wrong once what waits now is published; *public* is the build that leaves it out."""
    from pelican import Pelican

    from plugins.shared import bridge

    waiting = frozenset(entry.source for entry in public.left_out)
    settings |= {
        "WITH_DRAFTS": True,
        "WITH_FUTURE_DATES": True,
        bridge.RENDERER: public.renderer,
        bridge.AHEAD: bridge.LookAhead(public.read, waiting),
    }
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), suppress(bridge.BuildFailed):
        Pelican(settings)
    build = bridge.build_of(settings)
    told = frozenset(public.problems)
    found = build.problems if build else []
    of_waiting = [one for one in found if one.source in waiting and one not in told]
    scheduled = {entry.source for entry in public.left_out if entry.is_scheduled}
    later = [*public.levels.apply(of_waiting)]
    # Of a draft, which its author still writes, only what would stop it.
    later = [one for one in later if one.source in scheduled or one.severity is not Severity.NOTE]
    for is_scheduled, when in ((False, "once it is no draft"), (True, "on its day")):
        for line in bridge.tell(public, [one for one in later if (one.source in scheduled) is is_scheduled]):
            say(f"{line.line} ({when})", file=sys.stderr)
    return later


def _count_problems(count: int) -> str:
    return f"{count} {'problem' if count == 1 else 'problems'}"


def _check_dialects(content: str) -> None:
    """List what the two dialects read differently, entry by entry."""
    from plugins.markdown.choice import choose, make_renderer, read_wish
    from plugins.markdown.comparison import LABEL, ComparingRenderer
    from plugins.markdown.dialect import Dialect
    from plugins.markdown.surroundings import look_around

    source = _choose_content(content)
    wish, around = read_wish(load_settings(HOME_SETTINGS)), look_around(source, PROJECT)
    old, new = (
        make_renderer(choose(replace(wish, dialect=dialect), around))
        for dialect in (Dialect.PYTHON_MARKDOWN, Dialect.COMMONMARK)
    )
    found = _look_at_texts(source, ComparingRenderer(old, new), LABEL)
    for problem in found:
        message = problem.message.removeprefix(f"{LABEL}: ")
        say(make_printable(f"{source.name}/{problem.source}:{problem.line}: {message}"))
    if not found:
        say("Both dialects read every text alike.")
        return
    count, texts = len(found), len({problem.source for problem in found})
    say(f"{count} {'difference' if count == 1 else 'differences'} in {texts} {'text' if texts == 1 else 'texts'}.")


def _look_at_texts(source: Path, renderer: Renderer, label: str) -> list[Problem]:
    """The problems with *label* that *renderer* finds in the texts of *source*, in the order of files and lines."""
    from pelican import Pelican
    from pelican.settings import read_settings

    from plugins.shared import bridge

    override: dict[str, Any] = {
        "PATH": str(source),
        "PLUGINS": ["plugins.kinds"],
        "FAIL_ON": "never",
        bridge.RENDERER: renderer,
    }
    settings = read_settings(str(HOME_SETTINGS), override=override)
    # What is wrong with the content is said by a build.
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        try:
            Pelican(settings)
        except bridge.BuildFailed as failure:
            problems = failure.problems
        else:
            build = bridge.build_of(settings)
            problems = tuple(build.problems) if build else ()
    return [problem for problem in problems if problem.message.startswith(label)]


def _say_wordless(sources: Sequence[str]) -> str:
    """That the entries of *sources* are told by a line nobody wrote, and the first of them by name."""
    count, first = len(sources), ", ".join(sources[:NAMED_AT_MOST])
    rest = f" and {count - NAMED_AT_MOST} more" if count > NAMED_AT_MOST else ""
    has = "entry has" if count == 1 else "entries have"
    return f"{count} {has} no words, and a line like 'A note in Tea.' in their place: {first}{rest}"


def _choose_content(content: str) -> Path:
    source = find_content(Path(content) if content else OWN_CONTENT)
    if source != OWN_CONTENT:
        say(f"Reading {source}", flush=True)
    return source


def read_site(job: engine.Job, memory: SiteMemory) -> Build:
    """The content read and enriched by Pelican's plugins, for as much of it as must be."""
    # Pelican takes a quarter of a second to import: only a build that has something to do pays for it.
    from pelican import DEFAULT_LOG_HANDLER, Pelican
    from pelican.log import init as init_logging
    from pelican.settings import read_settings

    from plugins.building.pages import compile_meanwhile
    from plugins.markdown.surroundings import list_deciding_files, look_around
    from plugins.shared import bridge

    init_logging(fatal="errors", name="pelican", handler=DEFAULT_LOG_HANDLER)
    override = {
        "PATH": str(job.content_path),
        "OUTPUT_PATH": str(job.output_path),
        "CACHE_PATH": str(job.cache_path),
        bridge.MEMORY: memory,
        bridge.ALL_PROBLEMS: job.shows_all,
        bridge.RUN: secrets.token_hex(8) if job.is_clean else "",
        bridge.PROGRESS: Progress(sys.stderr, is_bar=sys.stderr.isatty()),
    }
    if job.dialect:
        override["MARKDOWN_DIALECT"] = job.dialect
    settings = read_settings(str(job.settings_path), override=override)
    if reason := _reason_for_pelican(settings):
        raise NotForUs(reason)
    settings[bridge.SURROUNDINGS] = look_around(job.content_path, PROJECT)
    others = list_deciding_files(job.content_path, PROJECT)
    memory.meet(look_at_settings(settings, job.settings_path, others=others, dialect=job.dialect))
    watched = WatchedSettings(settings, memory.asked)
    with compile_meanwhile(settings):
        Pelican(watched)
    build = bridge.build_of(watched)
    if build is None:
        raise NotForUs("plugins.kinds is switched off")
    return build


def load_settings(path: Path, override: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The settings in the file at *path*, with Pelican's own below them, and *override* above."""
    from pelican.settings import read_settings

    settings: dict[str, Any] = read_settings(str(path), override=override)
    return settings


def _reason_for_pelican(settings: Mapping[str, Any]) -> str:
    """Why Pelican must make the site by itself; empty if it need not."""
    from plugins.shared import bridge

    foreign = [str(name) for name in settings["PLUGINS"] or () if not str(name).startswith("plugins.")]
    if not bridge.is_own_theme(settings):
        return "the theme is written for plain Pelican"
    if foreign:
        return f"{', '.join(foreign)} is a plugin for plain Pelican"
    for name in (
        "RELATIVE_URLS",
        "TEMPLATE_PAGES",
        "OUTPUT_SOURCES",
        "YEAR_ARCHIVE_SAVE_AS",
        "THEME_TEMPLATES_OVERRIDES",
        "FEED_ALL_RSS",
        "FEED_RSS",
    ):
        if settings.get(name):
            return f"{name} is left to plain Pelican"
    return ""


def run_pelican(
    content: Path, output: Path, settings_path: Path, *, dialect: str = "", shows_all: bool = False
) -> Build | None:
    """Let Pelican read *content* and write *output*, both absolute; raises `BuildError` on any error it logs.

    The build as it ended comes back; `None` where `plugins.kinds` is switched off.
    """
    # Pelican takes a quarter of a second to import: only a build pays for it.
    import pelican

    from plugins.shared.bridge import ALL_PROBLEMS, BuildFailed, build_of

    words = [str(content), "-o", str(output), "-s", str(settings_path)]
    # Pelican reads values as JSON.
    words += ["-e", f'MARKDOWN_DIALECT="{dialect}"'] if dialect else []
    words += ["-e", f"{ALL_PROBLEMS}=true"] if shows_all else []
    arguments = pelican.parse_arguments(words)
    _prepare_pelican()
    try:
        site, settings = pelican.get_instance(arguments)
        site.run()
    except BuildFailed as error:
        raise BuildError(str(error)) from error
    except RuntimeError as error:
        # What `--fatal` makes of an error that was logged.
        raise BuildError("see the error above") from error
    return build_of(settings)


def _prepare_pelican() -> None:
    """Have Pelican stop at any error it logs, and print nothing else but warnings."""
    import pelican
    from pelican.log import init as init_logging
    from rich.console import Console

    init_logging(fatal="errors", name="pelican", handler=pelican.DEFAULT_LOG_HANDLER)
    # Of its own it says no more than how many articles there were, and calls so what our sum has told by kind.
    pelican.console = Console(quiet=True)
    os.chdir(PROJECT)


def _describe_found(report: engine.Report) -> str:
    entries, problems = report.entry_count, sum(told.level != Severity.NOTE for told in report.problems)
    return (
        f" {entries} {'entry' if entries == 1 else 'entries'}, {problems} {'problem' if problems == 1 else 'problems'},"
    )


def _summary(plan: SyncPlan, found: str, output: Path, seconds: float) -> str:
    place = output.relative_to(Path.cwd()) if output.is_relative_to(Path.cwd()) else output
    return (
        f"{place}/: {engine.count_files(len(plan.write))} written, "
        f"{len(plan.unchanged)} unchanged, {len(plan.remove)} removed;"
        f"{found} in {seconds:.1f} s"
    )
