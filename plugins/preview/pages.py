"""Pages as the preview hands them out: with the script that keeps them up to date, and what is wrong beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import TypedDict

PLACE = "/~preview"
BODY_END = re.compile(rb"</body\s*>(?!.*</body)", re.IGNORECASE | re.DOTALL)
# Of the preview's own pages, which have no theme: the site may have none that can be read.
STYLE = """<style>
:root { color-scheme: light dark; }
body { margin: 2rem auto; padding-inline: 1rem; max-inline-size: 44rem; font: 1rem/1.6 system-ui, sans-serif; }
h1 { font-size: 1.5rem; }
li { margin-block: .25rem; overflow-wrap: anywhere; }
[data-preview] ul { padding: 0; list-style: none; }
h2 { font-size: 1.125rem; margin-block: 1.5rem .5rem; }
select, input { font: inherit; }
[data-preview] li { margin-block: 1rem; padding-inline-start: .75rem; border-inline-start: 4px solid #e5484d; }
code { display: block; font: .9375rem ui-monospace, monospace; }
</style>"""
SHELL = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{style}
</head>
<body data-preview="shell">
<main>
<h1>{title}</h1>
<ul>
{items}
</ul>
</main>
</body>
</html>
"""


INDEX = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Beside the site</title>
{style}
</head>
<body>
<main>
<h1>Beside the site</h1>
<p>What the preview shows and no reader will see. <a href="/">To the site</a></p>
<ul>
<li><a href="{place}/problems/">Problems</a></li>
{views}
</ul>
<h2>The newest entries</h2>
<ul>
{entries}
</ul>
</main>
</body>
</html>
"""


PROBLEMS = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Problems</title>
{style}
</head>
<body data-preview="problems">
<main>
<h1>{title}</h1>
<p>{summary}</p>
<p><a href="{place}/">Beside the site</a> · <a href="/">To the site</a></p>
{groups}
</main>
<script src="{place}/filter.js"></script>
</body>
</html>
"""


class Link(TypedDict):
    """A page of the preview's own: *url* below its place."""

    title: str
    url: str


class NamedEntry(TypedDict):
    """An entry, and what there is to see of it beside its page."""

    title: str
    url: str
    views: list[Link]


class Problem(TypedDict):
    """Something to be mended: *line* counts from 1, and is 0 for a file as a whole; *severity* error or warning."""

    place: str
    line: int
    message: str
    severity: str


class SortedProblem(Problem):
    """A problem, and which sort it is of."""

    sort: str


def inject(
    html: bytes, version: str, problems: Sequence[Problem] = (), views: Sequence[Link] = (), gone: str = ""
) -> bytes:
    """*html* with the live script at its end; *problems* and *views* are those of this page alone.

    *gone* is the file whose page was there.
    """
    listed, seen = escape(json.dumps(list(problems))), escape(json.dumps(list(views)))
    return _add_at_end(
        html,
        f'<script src="{PLACE}/live.js" data-version="{escape(version)}" data-problems="{listed}" data-views="{seen}"'
        f' data-gone="{escape(gone)}" defer></script>\n',
    )


def add_page_links(html: bytes, name: str, number: int, count: int) -> bytes:
    """Page *number* of *count* of the view *name*, with links to those beside it."""
    links = [
        f'<a href="{PLACE}/{name}/{one}/">{word}</a>'
        for one, word in ((number - 1, "newer"), (number + 1, "older"))
        if 1 <= one <= count
    ]
    return _add_at_end(html, f"<nav><p>Page {number} of {count} {' '.join(links)}</p></nav>\n") if links else html


def _add_at_end(html: bytes, addition: str) -> bytes:
    end = BODY_END.search(html)
    place = end.start() if end else len(html)
    return html[:place] + addition.encode() + html[place:]


def make_index(views: Sequence[Link], entries: Sequence[NamedEntry]) -> bytes:
    """The page that leads to all others of the preview's own."""
    return INDEX.format(
        style=STYLE,
        place=PLACE,
        views="\n".join(f"<li>{_link(view)}</li>" for view in views),
        entries="\n".join(
            f'<li><a href="/{escape(entry["url"])}">{escape(entry["title"])}</a>'
            f"{''.join(f' · {_link(view)}' for view in entry['views'])}</li>"
            for entry in entries
        ),
    ).encode()


def _link(view: Link) -> str:
    return f'<a href="{PLACE}/{escape(view["url"])}">{escape(view["title"])}</a>'


def make_shell(problems: Sequence[Problem]) -> bytes:
    """A page that has nothing but *problems* to show, readable without scripts."""
    items = "\n".join(f"<li><code>{escape(place_of(one))}</code> {escape(one['message'])}</li>" for one in problems)
    title = "This page cannot be shown yet" if problems else "Reading the site…"
    return SHELL.format(style=STYLE, title=title, items=items).encode()


def make_problem_page(problems: Sequence[SortedProblem], summary: str) -> bytes:
    """All *problems*, which come by level and sort, with the *summary* of the site; a script adds a filter."""
    groups = [
        _group(level, sort, [*group])
        for (level, sort), group in groupby(problems, key=lambda one: (one["severity"], one["sort"]))
    ]
    return PROBLEMS.format(
        style=STYLE,
        place=PLACE,
        title=_count(len(problems), "problem") if problems else "No problems",
        summary="<br>".join(map(escape, summary.splitlines())),
        groups="\n".join(groups),
    ).encode()


def _group(level: str, sort: str, problems: Sequence[SortedProblem]) -> str:
    items = "\n".join(f"<li><code>{escape(place_of(one))}</code> {escape(one['message'])}</li>" for one in problems)
    heading = f"{escape(sort or 'other')}: {_count(len(problems), level)}"
    return (
        f'<section data-level="{escape(level)}" data-sort="{escape(sort)}">\n<h2>{heading}</h2>\n'
        f"<ul>\n{items}\n</ul>\n</section>"
    )


def _count(count: int, noun: str) -> str:
    return f"{count} {noun if count == 1 else f'{noun}s'}"


def place_of(problem: Problem) -> str:
    return f"{problem['place']}:{problem['line']}" if problem["line"] else problem["place"]
