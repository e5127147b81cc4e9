"""Pages as the preview hands them out: with the script that keeps them up to date, and what is wrong beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html import escape
from typing import TypedDict

PLACE = "/~preview"
BODY_END = re.compile(rb"</body\s*>(?!.*</body)", re.IGNORECASE | re.DOTALL)
SHELL = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
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


class Problem(TypedDict):
    """Something to be mended: *line* counts from 1, and is 0 for a file as a whole; *severity* error or warning."""

    place: str
    line: int
    message: str
    severity: str


def inject(html: bytes, version: str, problems: Sequence[Problem] = ()) -> bytes:
    """*html* with the live script at its end; *problems* are those of this page alone."""
    listed = escape(json.dumps(list(problems)), quote=True)
    script = (
        f'<script src="{PLACE}/live.js" data-version="{escape(version)}" data-problems="{listed}" defer></script>\n'
    ).encode()
    end = BODY_END.search(html)
    place = end.start() if end else len(html)
    return html[:place] + script + html[place:]


def make_shell(problems: Sequence[Problem]) -> bytes:
    """A page that has nothing but *problems* to show, readable without scripts."""
    items = "\n".join(f"<li><code>{escape(place_of(one))}</code> {escape(one['message'])}</li>" for one in problems)
    title = "This page cannot be shown yet" if problems else "Reading the site…"
    return SHELL.format(title=title, items=items).encode()


def place_of(problem: Problem) -> str:
    return f"{problem['place']}:{problem['line']}" if problem["line"] else problem["place"]
