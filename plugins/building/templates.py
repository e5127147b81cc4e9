"""Templates that do the same work once: macros are made for the whole build, not for every page that imports them.

A page is a function of what its template may read. So is what a template lends to others, and what a macro prints:
where nothing that they read has changed, what was made for the page before will do for this one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from jinja2 import Environment, Template, meta
from jinja2.environment import TemplateModule
from jinja2.utils import missing

# Reading what a template depends on takes as long as making so many modules of it.
WORTH_FROM = 20


class _Kept(NamedTuple):
    """A module, and what stood behind the names it reads when it was made."""

    values: tuple[Any, ...]
    module: TemplateModule


class LendingTemplate(Template):
    """A template that keeps what it lends to importing ones, for as long as it would be made of the same things."""

    _made_count = 0
    _names: tuple[str, ...] | None = None
    _kept: _Kept | None = None

    def make_module(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002 - as the base class calls it
        shared: bool = False,  # noqa: FBT001, FBT002
        locals: Mapping[str, Any] | None = None,  # noqa: A002
    ) -> TemplateModule:
        self._made_count += 1
        if self._made_count < WORTH_FROM:
            return super().make_module(vars, shared, locals)
        if self._made_count == WORTH_FROM:
            self._names = _names_read(self.environment, self.name or "")
        if self._names is None:
            return super().make_module(vars, shared, locals)
        given, nearer = vars or {}, locals or {}
        values = tuple([_first_of(nearer.get(name, missing), given.get(name, missing)) for name in self._names])
        # The very same things: what is merely equal may be asked for more than equality tells.
        if self._kept is None or any(map(_is_other, values, self._kept.values)):
            self._kept = _Kept(values, super().make_module(vars, shared, locals))
        return self._kept.module


class LendingEnvironment(Environment):
    template_class = LendingTemplate


def _first_of(one: object, other: object) -> object:
    return other if one is missing else one


def _is_other(one: object, other: object) -> bool:
    return one is not other


def _names_read(environment: Environment, name: str) -> tuple[str, ...] | None:
    """The names that *name* and the templates it reaches read from their page; `None` where it may reach any."""
    found: set[str] = set()
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        name = waiting.pop()
        if name in reached or environment.loader is None:
            continue
        reached.add(name)
        tree = environment.parse(environment.loader.get_source(environment, name)[0])
        found |= meta.find_undeclared_variables(tree)
        for other in meta.find_referenced_templates(tree):
            if other is None:
                return None
            waiting.append(other)
    return tuple(sorted(found))


def make_once() -> Callable[..., str]:
    """The template function `once`: what a macro prints for these arguments, asked for again and printed once."""

    @cache
    def once(macro: Callable[..., str], *arguments: object) -> str:
        return macro(*arguments)

    return once
