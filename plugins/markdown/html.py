"""What is done to the HTML of a text, whichever dialect it was written in."""

from __future__ import annotations

import re

from plugins.shared.entry import Heading

# HTML knows no `<iframe …/>`: browsers see an opening tag, and take all that follows for its content.
SELF_CLOSED = re.compile(
    r"<(?P<inside>(?P<name>a|audio|canvas|div|i|iframe|object|p|script|section|span|textarea|video)"
    r"(?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)?)\s*/>",
    re.IGNORECASE,
)
FIRST_LEVEL = re.compile(r"<h1(?=[\s>])", re.IGNORECASE)
HEADING_TAG = re.compile(r"(</?h)([1-5])(?=[\s>])", re.IGNORECASE)
TABLE = re.compile(r"<(?P<closing>/?)table\b[^<>]*>")
CODE_BOX = re.compile(r"<pre(?=[\s>])(?![^<>]*\btabindex\b)")
TASK_BOX = re.compile(r'<input type="checkbox" disabled(?P<done> checked)?(?=\s*/?>)')


def close_empty_elements(body: str) -> str:
    """*body* with `<iframe …/>` and its like as an opening and a closing tag."""
    return SELF_CLOSED.sub(r"<\g<inside>></\g<name>>", body) if "/>" in body else body


def demote_headings(body: str, headings: tuple[Heading, ...]) -> tuple[str, tuple[Heading, ...]]:
    """*body* and *headings* with all levels one lower if the first level is used: it belongs to the title."""
    if not FIRST_LEVEL.search(body):
        return body, headings
    body = HEADING_TAG.sub(lambda match: f"{match[1]}{int(match[2]) + 1}", body)
    return body, tuple(Heading(min(one.level + 1, 6), one.id, one.title) for one in headings)


def make_accessible(body: str) -> str:
    """*body* for those who use a keyboard or listen: wide code and tables scroll, task boxes say what they are."""
    if "<table" in body or "</table" in body:
        body = TABLE.sub(_in_scroll_box, body)
    if "<pre" in body:
        body = CODE_BOX.sub('<pre tabindex="0"', body)
    return TASK_BOX.sub(_with_name, body) if "<input" in body else body


def _in_scroll_box(match: re.Match[str]) -> str:
    """A table's opening or closing tag, with that of a box in which wide tables scroll."""
    if match["closing"]:
        return f"{match[0]}</div>"
    # A group: as regions, all tables of a page would be landmarks.
    return f'<div class="table-scroll" role="group" tabindex="0" aria-label="Table">{match[0]}'


def _with_name(match: re.Match[str]) -> str:
    """The box of a task, which has no label of its own."""
    return f'{match[0]} aria-label="{"Done" if match["done"] else "To do"}"'
