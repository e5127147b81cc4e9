"""Templates that do the same work once: macros are made for the whole build, not for every page that imports them.

A page is a function of what its template may read. So is what a template lends to others, and what a macro prints:
where nothing that they read has changed, what was made for the page before will do for this one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, MutableMapping
from functools import cached_property, lru_cache
from types import CodeType
from typing import Any, NamedTuple

from jinja2 import Environment, Template, meta, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined] # as pinned

from plugins.building.drawer import Drawer, Place
from plugins.shared.digests import Digest

# Reading what a template depends on takes as long as making so many modules of it.
WORTH_FROM = 20
# As many printed parts as are kept in memory: what most pages have in common, and the cards of a few of them.
PRINTED_AT_HAND = 200


class _Kept(NamedTuple):
    """A module, and what stood behind the names it reads when it was made."""

    values: tuple[Any, ...]
    module: TemplateModule


class _Reads(NamedTuple):
    """What a template reads: names of its page, and other templates, `None` for one that is named while it prints."""

    names: frozenset[str]
    templates: tuple[str | None, ...]


class LendingContext(Context):
    """What a template reads; calls macros as they are, of which none asks for it."""

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the base class
        if type(called) is not Macro:
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(self.eval_ctx, *args, **kwargs)


def print_safely(value: Any) -> str:  # noqa: ANN401 - whatever a template prints
    """*value* as HTML, for a page to be joined of: what `escape` says, and no `Markup` made for each piece."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    return value if kind is Markup else escape(value)


class LendingTemplate(Template):
    """A template that keeps what it lends to importing ones, for as long as it would be made of the same things."""

    environment: LendingEnvironment
    _made_count = 0
    _names: tuple[str, ...] | None = None
    _kept: _Kept | None = None

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002 - as the base class calls it
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        template = super().from_code(environment, code, globals, uptodate)
        # Templates call it for what they print, and for nothing else.
        template.root_render_func.__globals__["escape"] = print_safely
        return template

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
    """Templates that lend, and what has been read off their texts."""

    template_class = LendingTemplate
    context_class = LendingContext

    @cached_property
    def _templates(self) -> dict[str, Template]:
        return {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - as the base class calls it
    ) -> Template:
        found = self._templates.get(name) if isinstance(name, str) and globals is None else None
        if found is None:
            found = super().get_template(name, parent, globals)
            if isinstance(name, str) and globals is None:
                self._templates[name] = found
        return found

    @cached_property
    def _reads(self) -> dict[str, _Reads]:
        return {}

    @cached_property
    def _trees(self) -> dict[str, nodes.Template]:
        """Templates as they were parsed to be compiled, until they are read off."""
        return {}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if name:
            self._trees[name] = tree
        return tree

    def reads_of(self, name: str) -> _Reads:
        """What the template *name* reads by itself."""
        reads = self._reads.get(name)
        if reads is None and self.loader:
            tree = self._trees.pop(name, None) or self.parse(self.loader.get_source(self, name)[0])
            lent = {one.name for one in tree.find_all(nodes.Macro)} | {
                one.target for one in tree.find_all(nodes.Import)
            }
            names: set[str] = set()
            _find_free(tree, lent, names)
            reads = self._reads[name] = _Reads(frozenset(names), tuple(meta.find_referenced_templates(tree)))
        return reads or _Reads(frozenset(), (None,))


def _first_of(one: object, other: object) -> object:
    return other if one is missing else one


def _is_other(one: object, other: object) -> bool:
    return one is not other


def _names_read(environment: LendingEnvironment, name: str) -> tuple[str, ...] | None:
    """The names that *name* and the templates it reaches read from their page; `None` where it may reach any."""
    found: set[str] = set()
    reached = {name}
    waiting = [name]
    while waiting:
        names, others = environment.reads_of(waiting.pop())
        found |= names
        for other in others:
            if other is None:
                return None
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return tuple(sorted(found))


def _find_free(node: nodes.Node, own: Collection[str], found: set[str]) -> None:
    """Puts the names that *node* reads into *found*, but for its *own* and for parameters of macros in it."""
    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in own:
        found.add(node.name)
    if isinstance(node, nodes.Macro | nodes.CallBlock):
        own = {*own, *(one.name for one in node.args)}
    for child in node.iter_child_nodes():
        _find_free(child, own, found)


class Lasting:
    """Something that is printed alike in every build while its *digest* is the same; *name* tells it from others."""

    __slots__ = ("digest", "name")

    def __init__(self, name: str, digest: Digest) -> None:
        self.name = name
        self.digest = digest


def make_once(kept: MutableMapping[str, tuple[Digest, str]], drawer: Drawer) -> Callable[..., str]:
    """The template function `once`: what a macro prints for these arguments, asked for again and printed once.

    For something lasting, *kept* is what earlier builds printed, by its name and under its digest; the rest is put
    into *drawer*.
    """
    places: dict[tuple[object, ...], Place] = {}

    @lru_cache(PRINTED_AT_HAND)
    def once(macro: Callable[..., str], *arguments: object) -> str:
        lasting = arguments[0] if arguments else None
        if not isinstance(lasting, Lasting):
            place = places.get((macro, *arguments))
            if place:
                return Markup(drawer.get(place))  # noqa: S704 - as the macro printed it
            printed = macro(*arguments)
            places[(macro, *arguments)] = drawer.put(printed)
            return printed
        known = kept.get(lasting.name)
        if known and known[0] == lasting.digest:
            return Markup(known[1])  # noqa: S704 - as the macro printed it
        printed = macro(*arguments)
        kept[lasting.name] = (lasting.digest, str(printed))
        return printed

    return once
