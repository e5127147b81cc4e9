"""The edge to the shell: `new` and `fresh`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plugins.authoring.answers import Answers, AnswersError, make_answers
from plugins.authoring.assignments import AssignmentError, find_text, replace_text
from plugins.authoring.starting import StartError, fill_template, find_kind, format_date, plan_entry
from plugins.shared.files import UnreadableError, list_files, read_text, write_whole
from plugins.shared.terminal import say

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
HOME_SETTINGS = "pelicanconf.py"
PUBLIC_SETTINGS = "publishconf.py"


class RefusedError(Exception):
    """Nothing was changed; the message says why and what would help."""


def new(kind: str, title: str, content: str = "") -> int:
    """Start an entry and print its path; 0, or 1 when there is none."""
    return _report(lambda: _new(kind, title, Path(content) if content else PROJECT / "content"))


def fresh(name: str, author: str, address: str, *, yes: bool = False) -> int:
    """Set the demo aside and leave a small blog under the given name, asking for what is empty; 0 or 1."""
    return _report(lambda: _fresh(name, author, address, yes=yes))


def _report(action: Callable[[], None]) -> int:
    try:
        action()
    except (RefusedError, StartError, AnswersError) as error:
        say(f"Nothing was changed: {error}", file=sys.stderr)
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        say(f"Nothing was changed: {error.strerror or error}{place}", file=sys.stderr)
    except (KeyboardInterrupt, EOFError):
        say("\nNothing was changed: not all was answered", file=sys.stderr)
    else:
        return 0
    return 1


def _new(word: str, title: str, content: Path) -> None:
    kind = find_kind(word)
    template = read_text(HERE / "templates" / f"{kind}.md")
    entry = plan_entry(kind, title, _now(), template)
    path = content / entry.source
    if path.exists():
        raise RefusedError(f"{_shown(path)} is there already; open it, or choose another title")
    write_whole(path, entry.text.encode())
    say(_shown(path))


def _now() -> datetime:
    """This moment in the author's own time zone."""
    name = find_text(_read_settings(HOME_SETTINGS), "TIMEZONE") or "UTC"
    try:
        return datetime.now(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise RefusedError(
            f"{HOME_SETTINGS} names an unknown TIMEZONE '{name}'; write one like 'Europe/Berlin'"
        ) from error


def _fresh(name: str, author: str, address: str, *, yes: bool) -> None:
    content, demo = PROJECT / "content", PROJECT / "content-demo"
    if demo.exists():
        raise RefusedError(
            "content-demo/ is there already, so this blog is no longer the demo; move it away to begin anew"
        )
    if not content.is_dir():
        raise RefusedError("there is no content/ to set aside; get it back, or make an empty folder of that name")
    answers = make_answers(
        name or input("Name of the blog: "),
        author or input("Your name: "),
        address or input("Its address, such as https://example.org: "),
    )
    settings = {file: _rewrite(file, values) for file, values in _settings_of(answers).items()}
    if not yes and input("Set content/ aside as content-demo/ and begin your own? [y/N] ").strip().casefold() not in (
        "y",
        "yes",
    ):
        raise RefusedError("you said no")
    _exchange(content, demo)
    for file, text in settings.items():
        write_whole(PROJECT / file, text.encode())
    say(
        f"content/ is yours, with one example of each kind; {HOME_SETTINGS} and {PUBLIC_SETTINGS} know your name.\n"
        "The demo is in content-demo/; to have it back, remove content/ and rename content-demo/ to content/.\n"
        "To read the manual: python3 tasks.py manual\n"
        "Next: python3 tasks.py build"
    )


def _settings_of(answers: Answers) -> dict[str, dict[str, str]]:
    return {
        HOME_SETTINGS: {"SITENAME": answers.name, "SITESUBTITLE": "", "AUTHOR": answers.author},
        PUBLIC_SETTINGS: {"SITEURL": answers.address},
    }


def _rewrite(file: str, values: dict[str, str]) -> str:
    text = _read_settings(file)
    try:
        for name, value in values.items():
            text = replace_text(text, name, value)
    except AssignmentError as error:
        raise RefusedError(f"{file} {error}") from error
    return text


def _read_settings(file: str) -> str:
    try:
        return read_text(PROJECT / file)
    except UnreadableError as error:
        raise RefusedError(f"{file}: {error}") from error


def _exchange(content: Path, demo: Path) -> None:
    """Rename *content* to *demo* and put the examples in its place; a failure puts it back."""
    prepared = content.with_name(".content-fresh")
    shutil.rmtree(prepared, ignore_errors=True)
    _write_examples(prepared)
    content.rename(demo)
    try:
        prepared.rename(content)
    except OSError:
        demo.rename(content)
        raise


def _write_examples(folder: Path) -> None:
    # Dates are told in minutes: what the author starts next is newer, and stands above.
    date = format_date(_now() - timedelta(minutes=1))
    examples = HERE / "examples"
    for name in list_files(examples):
        if name.endswith(".md"):
            text = fill_template(read_text(examples / name), {"date": date, "title": "", "slug": ""})
            write_whole(folder / name, text.encode())
        else:
            write_whole(folder / name, (examples / name).read_bytes())


def _shown(path: Path) -> str:
    """*path* as the author would type it from where they are."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
