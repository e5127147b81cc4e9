"""The menu: `python3 tasks.py build`, or `invoke build` inside the environment."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from plugins.building import environment

if __name__ == "__main__":
    environment.enter()
    from plugins.building import command

    # To load Invoke takes longer than to look at a site that has not changed.
    if (told := command.read_plain(sys.argv[1:])) is not None:
        command.leave(command.build_plain(told))

from invoke import Collection, Context, Exit, ParseError, Program, task

from plugins.building import command as building
from plugins.preview import command as previewing
from plugins.shared.problems import escape_controls

PROGRAM = "python3 tasks.py"
CONTENT_HELP = "folder to read, or a project that holds it as content/ or vault/ (default: content)"
OUTPUT_HELP = "folder to write (default: output)"
ALL_HELP = "print every problem, and not the first three of each sort"
DIALECT_HELP = "of Markdown, instead of the one in the settings: commonmark or python-markdown"
PUBLIC_HELP = "as the world will see it: with publishconf.py, without drafts"


@task(
    help={
        "content": CONTENT_HELP,
        "output": OUTPUT_HELP,
        "public": PUBLIC_HELP,
        "clean": "make everything anew, whatever is remembered",
        "explain": "say why each file was written",
        "dialect": DIALECT_HELP,
        "all": ALL_HELP,
    }
)
def build(
    _context: Context,
    content: str = "",
    output: str = "",
    *,
    public: bool = False,
    clean: bool = False,
    explain: bool = False,
    dialect: str = "",
    all: bool = False,  # noqa: A002 - Invoke names options after arguments
) -> None:
    """Make the site: content/ becomes output/."""
    sys.exit(building.build(content, output, public=public, clean=clean, explain=explain, dialect=dialect, all=all))


@task(help={"content": CONTENT_HELP, "output": OUTPUT_HELP, "public": PUBLIC_HELP, "dialect": DIALECT_HELP})
def verify(_context: Context, content: str = "", output: str = "", *, public: bool = False, dialect: str = "") -> None:
    """Make the site, and say whether it is what a build from nothing makes."""
    sys.exit(building.verify(content, output, public=public, dialect=dialect))


@task(
    help={
        "content": CONTENT_HELP,
        "dialect": DIALECT_HELP,
        "dialects": "list instead what the two dialects of Markdown read differently",
        "all": ALL_HELP,
        "format": "print all of it for other programs: json or sarif",
    }
)
def check(
    _context: Context,
    content: str = "",
    dialect: str = "",
    *,
    dialects: bool = False,
    all: bool = False,  # noqa: A002 - Invoke names options after arguments
    format: str = "",  # noqa: A002
) -> None:
    """List what is wrong in the content, without making a site."""
    sys.exit(building.check(content, dialect=dialect, dialects=dialects, all=all, format=format))


@task(
    aliases=["serve"],
    help={
        "content": CONTENT_HELP,
        "port": "to be reached at (default: the first free from 8000)",
        "dialect": DIALECT_HELP,
    },
)
def preview(_context: Context, content: str = "", port: int = 0, dialect: str = "") -> None:
    """Show the site in the browser, and follow what you save."""

    def show(source: Path, command: list[str]) -> int:
        return previewing.preview(source, command, port)

    sys.exit(building.show_pages(content, show, dialect=dialect))


@task(help={"port": "to be reached at (default: the first free from 8000)"})
def manual(_context: Context, port: int = 0) -> None:
    """Show the manual in the browser, also after `fresh`; no network is needed."""

    def show(source: Path, command: list[str]) -> int:
        return previewing.preview(source, command, port)

    sys.exit(building.show_manual(show))


@task(
    help={
        "kind": "post, doodle, rocket, note or page",
        "title": "its title between quotes; a rocket may have none",
        "content": "folder to put it in (default: content)",
    }
)
def new(_context: Context, kind: str, title: str, content: str = "") -> None:
    """Start an entry from a template: new post "What I found in the attic"."""
    from plugins.authoring import command as authoring

    sys.exit(authoring.new(kind, title, content))


@task(
    help={
        "name": "of the blog",
        "author": "your name",
        "address": "of the site, as https://example.org",
        "yes": "go on without asking",
    }
)
def fresh(_context: Context, name: str = "", author: str = "", address: str = "", *, yes: bool = False) -> None:
    """Begin a blog of your own; the demo is set aside."""
    from plugins.authoring import command as authoring

    sys.exit(authoring.fresh(name, author, address, yes=yes))


@task(
    help={
        "slug": "of the entry; its file, address or title does as well",
        "content": "folder to read (default: content)",
        "json": "as data, for other programs",
        "copy": "put the text for this network on the clipboard, as in --copy mastodon",
        "html": "write a page that shows the entry as each network would, into this file",
    }
)
def social(
    _context: Context,
    slug: str,
    content: str = "",
    *,
    json: bool = False,
    copy: str = "",
    html: str = "",
) -> None:
    """Print what is to be posted for an entry, network by network; nothing is ever posted."""
    from plugins.social import command as sharing

    sys.exit(sharing.social(slug, content, as_json=json, copy=copy, html=html))


@task(
    help={
        "content": CONTENT_HELP,
        "explain": "tell step by step, of this entry (its file, slug or title) or of all",
        "safe": "draw the areas that every crop keeps",
        "output": "folder for the contact sheet (default: here)",
    }
)
def images(_context: Context, content: str = "", explain: str = "", *, safe: bool = False, output: str = "") -> None:
    """Tell which image stands for every entry and why, and draw them all on a contact sheet."""
    from plugins.images import command as picturing

    sys.exit(picturing.images(content, explain=explain, safe=safe, output=output))


@task(name="test", help={"only": "lint, types, unit, site or browser"})
def run_tests(_context: Context, only: str = "") -> None:
    """Run lint, types, unit, whole-site and browser tests."""
    environment.add_test_tools()
    from tests import run

    sys.exit(run.run(only))


@task(
    help={
        "posts": "sizes of the blogs (default: 100,1000,10000)",
        "rounds": "how often each is built (default: 3)",
        "only": "builds, preview or pictures; several as builds,preview",
    }
)
def bench(_context: Context, posts: str = "100,1000,10000", rounds: int = 3, only: str = "") -> None:
    """Measure Doodlebook against Hugo and plain Pelican on this machine, and hold it against its goals."""
    from tests.bench import command as benching

    sys.exit(benching.bench(posts, rounds, only))


class Menu(Program):
    """Says what to type instead, where invoke only says what it cannot read."""

    def parse_tasks(self) -> None:
        try:
            super().parse_tasks()
        except ParseError as error:
            raise Exit(escape_controls(f"tasks.py: {self._explain(error)}"), code=1) from error

    def _explain(self, error: ParseError) -> str:
        unknown = re.fullmatch(r"No idea what '(.+)' is!", str(error))
        if error.context is None or error.context.name is None:
            name = unknown[1] if unknown else ""
            return f"no task is called '{name}'{_suggest(name, self.collection.task_names)} '{PROGRAM}' lists them all"
        name, flags = error.context.name, error.context.flags
        help_line = f"'{PROGRAM} {name} --help'"
        if unknown:
            return f"'{name}' has no option '{unknown[1]}'{_suggest(unknown[1], flags)} {help_line} lists them"
        if empty := re.match(r"Flag <Argument: (\w+)", str(error)):
            return f"'--{empty[1]}' of '{name}' needs a word behind it; {help_line} tells which"
        missing = re.findall(r"'(\w+)'", str(error).partition("arguments:")[2])
        return f"'{name}' needs {' and '.join(missing)}; {help_line} tells how" if missing else f"{error}; {help_line}"


def _suggest(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean '{near[0]}'?" if near else ";"


def main(arguments: list[str]) -> None:
    """Run the named tasks; without any, print the menu."""
    if arguments in ([], ["--help"], ["-h"]):
        arguments = ["--list"]
    elif arguments[-1] in ("--help", "-h"):
        # At the end it would be taken for the title of `new`.
        arguments = ["--help", arguments[0]]
    elif len(arguments) == 2 and arguments[0] == "new":
        # Invoke has no optional words: an empty one stands for the title a rocket need not have.
        arguments = [*arguments, ""]
    # Invoke keeps Python from remembering compiled modules unless told otherwise, which costs every run.
    menu = Collection.from_module(sys.modules[__name__])
    Menu(name="Doodlebook", binary=PROGRAM, namespace=menu).run([PROGRAM, "--write-pyc", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
