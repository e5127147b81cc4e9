"""Files that are left out because something is wrong with them, and the page that says so at home."""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple

from plugins.shared.entry import Entry, Kind, Slug, SourcePath, Status
from plugins.shared.problems import Problem
from plugins.shared.urls import url_of

NO_ATTRIBUTE = re.compile(r"'[\w.]+ object' has no attribute")


class Broken(NamedTuple):
    """A file that is left out: *problems* say why, *save_as* is the place of the page that says so, empty for none."""

    source: SourcePath
    problems: tuple[Problem, ...]
    save_as: str = ""
    is_folder: bool = False


def name_template_failure(entry: Entry, name: str, error: Exception) -> Problem:
    """The problem of *entry*, whose front matter asks for the template *name* that fails with *error*."""
    reason = str(getattr(error, "message", None) or "") or str(error) or type(error).__name__
    # What holds the entry is nothing an author knows.
    reason = NO_ATTRIBUTE.sub("there is no", reason)
    message = f"template '{name}' cannot make its page: {reason}; fix the template, or remove the line"
    return Problem(entry.source, entry.line_of("template"), message, sort="template")


def make_broken_page(broken: Broken, folder_name: str, *, has_head: bool) -> Entry:
    """The page that says what is wrong with *broken*, a file in the content folder *folder_name*.

    It is in no listing, and search engines are told to pass it over: in the head of the page, or in its text where the
    theme *has_head* lines of its own alone.
    """
    lines = "\n".join(
        f"<li><code>{escape(folder_name)}/{escape(one.source)}{f':{one.line}' if one.line else ''}</code>"
        f"<br>{escape(one.message_in(folder_name))}</li>"
        for one in broken.problems
    )
    robots = "" if has_head else '<meta name="robots" content="noindex">\n'
    html = (
        f"{robots}<p>This file is left out of the site until it is fixed. The rest of the site is built without it."
        f"</p>\n<ul>\n{lines}\n</ul>\n<p>Nothing goes public before that.</p>"
    )
    return Entry(
        source=broken.source,
        kind=Kind.PAGE,
        title=f"{broken.source} is left out",
        slug=Slug("left-out"),
        url=url_of(broken.save_as),
        save_as=broken.save_as,
        status=Status.HIDDEN,
        html=html,
        is_cut=False,
    )
