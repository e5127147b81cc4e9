"""What the settings link to from every page: the names and addresses of menus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plugins.shared.problems import Problem, warning
from plugins.shared.sorts import SETTINGS_NAME
from plugins.shared.urls import refuse_script, runs_script

# Pelican's own, which themes show.
MENUS = ("MENUITEMS", "LINKS", "SOCIAL")


def check_menus(settings: Mapping[str, Any]) -> Iterator[Problem]:
    """A problem for each address in a menu that would run a script."""
    for name in MENUS:
        for address in filter(runs_script, _list_texts(settings.get(name))):
            yield warning(SETTINGS_NAME, 0, f"{name}: {refuse_script(address)}", sort="script")


def _list_texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _list_texts([*value.values()])
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _list_texts(one)
