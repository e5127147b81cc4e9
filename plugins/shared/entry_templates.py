"""Which templates of a theme make the page of one entry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateError, meta

from plugins.shared.entry import Kind
from plugins.shared.files import is_file
from plugins.shared.site import ENTRY_NAMES

# The template that entries of a kind have unless their front matter names another.
USUAL = dict.fromkeys(Kind, "article") | {Kind.NOTE: "note", Kind.PAGE: "page"}
# What a template for plain Pelican calls the entry whose page it makes.
PELICAN_NAMES = {kind: (name, "page") if kind is Kind.NOTE else (name,) for kind, name in USUAL.items()}
# Made once for each category and the like, besides those that `DIRECT_TEMPLATES` and `PAGINATED_TEMPLATES` name.
LISTINGS = frozenset({"index", "category", "tag", "author", "kind", "period_archives"})


def find_objection(name: str, kind: Kind, settings: Mapping[str, Any], *, is_own_theme: bool) -> str:
    """What is to be said against the template *name* for an entry of *kind*; empty where it makes a page of one.

    A theme that is not ours gives each kind its own name; in ours a template may read any of them.
    """
    folder = Path(settings["THEME"]) / "templates"
    if ".." in name.split("/") or not is_file(folder / f"{name}.html"):
        return f"template '{name}' is not in the theme, so the usual one is used; take the line away"
    if name == USUAL[kind]:
        return f"template '{name}' is what a {kind} has anyway; take the line away"
    if name in USUAL.values():
        return f"template '{name}' is that of another kind, so the usual one is used; take the line away"
    listings = {*LISTINGS, *settings["DIRECT_TEMPLATES"], *settings["PAGINATED_TEMPLATES"]}
    names = ENTRY_NAMES if is_own_theme else PELICAN_NAMES[kind]
    if name in listings or not _reads(f"{name}.html", names, folder, settings):
        return f"template '{name}' makes no page of one entry, so the usual one is used; take the line away"
    return ""


def _reads(name: str, wanted: tuple[str, ...], folder: Path, settings: Mapping[str, Any]) -> bool:
    """Whether the template *name*, or one that it extends or includes, reads one of the names that are *wanted*."""
    environment = Environment(**settings["JINJA_ENVIRONMENT"])  # noqa: S701 - nothing is printed by it
    environment.filters.update(settings["JINJA_FILTERS"])
    environment.tests.update(settings["JINJA_TESTS"])
    waiting, reached = [name], {name}
    while waiting:
        try:
            tree = environment.parse((folder / waiting.pop()).read_text("utf-8"))
            if not meta.find_undeclared_variables(tree).isdisjoint(wanted):
                return True
            others = {one for one in meta.find_referenced_templates(tree) if one} - reached
        except (OSError, TemplateError):
            # Rendering it reports what is wrong with it.
            return True
        reached |= others
        waiting += others
    return False
