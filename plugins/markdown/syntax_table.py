"""The table of our syntax in the manual, made of the cases beside the rules.

`python -m plugins.markdown.syntax_table` writes it into the note; a test holds the note to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from markdown_it.utils import read_fixture_file

from plugins.markdown import rules

PROJECT = Path(__file__).resolve().parents[2]
NOTE = PROJECT / "content" / "notes" / "markdown.md"
BEGIN, END = "<!-- syntax: begin -->", "<!-- syntax: end -->"
SHOWN = "manual: "


def make_table() -> str:
    """The table as Markdown: what is written, what it becomes, and the name that switches it off."""
    rows = [f"| {_code(text)} | {title} | `{name}` |" for name, title, text in _list_shown()]
    return "\n".join(["| you write | and get | extension |", "|---|---|---|", *rows])


def _list_shown() -> Iterator[tuple[str, str, str]]:
    """The cases for the manual: extension, title and text, in the order of the rules."""
    for name, use in rules.RULES.items():
        path = Path(rules.__file__).with_name(f"{use.__module__.rpartition('.')[2]}.txt")
        for _line, title, text, _html in read_fixture_file(path):
            if title.startswith(SHOWN):
                yield name, title.removeprefix(SHOWN), text.strip("\n")


def _code(text: str) -> str:
    """*text* as code in a cell: a line below the other, bars escaped."""
    return "<br>".join(_code_line(line) for line in text.split("\n") if line.strip())


def _code_line(line: str) -> str:
    # Spaces at the beginning of a line of code are kept by ones that browsers do not fold.
    bare = line.lstrip(" ")
    kept = "\u00a0" * (len(line) - len(bare)) + bare.replace("|", "\\|")
    if "`" not in kept:
        return f"`{kept}`"
    ticks = "`" * (1 + max(len(run) for run in kept.replace("`", " ` ").split() if set(run) == {"`"}))
    while ticks in kept:
        ticks += "`"
    return f"{ticks} {kept} {ticks}"


def put_into(note: str) -> str:
    """*note* with the table between its two marks."""
    before, _, rest = note.partition(BEGIN)
    _old, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{make_table()}\n\n{END}{after}"


if __name__ == "__main__":
    NOTE.write_text(put_into(NOTE.read_text("utf-8")), "utf-8")
