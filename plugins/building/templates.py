"""Templates that do the same work once: macros are made for the whole build, not for every page that imports them.

A page is a function of what its template may read. So is what a template lends to others, and what a macro prints:
where nothing that they read has changed, what was made for the page before will do for this one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, MutableMapping
from functools import cached_property, lru_cache, partial
from itertools import repeat
from operator import is_not
from types import BuiltinMethodType, CodeType, FunctionType, NoneType
from typing import Any, NamedTuple, TypeAlias, cast

from jinja2 import Environment, Template, meta, nodes
from jinja2.environment import TemplateModule
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined] # as pinned

from plugins.building.drawer import Drawer, Place
from plugins.shared.digests import Digest

# Changes with what is compiled beside a template.
COMPILED_FORM = 1
# Reading what a template depends on takes as long as making so many modules of it.
WORTH_FROM = 20
# What a template lends is kept for so many sorts of pages: those with the lists of the whole site and those without.
KEPT_AT_ONCE = 2
# As many printed parts as are kept in memory: what most pages have in common, and the cards of a few of them.
PRINTED_AT_HAND = 200
# What Jinja calls as it is, where it does not say that it wants to be told more.
PLAIN_KINDS = frozenset({FunctionType, BuiltinMethodType, type(lru_cache(len))})
# What says the same in every process.
TELLING = (str, bytes, int, NoneType)


class _Kept(NamedTuple):
    """A module, and what stood behind the names it reads when it was made."""

    values: tuple[Any, ...]
    module: TemplateModule


class LendingMacro(Macro):
    """A macro that goes through what it is told only where it takes more than arguments in their order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the base class
        super().__init__(*args, **kwargs)
        is_plain = not (self.catch_kwargs or self.catch_varargs or self.caller or self._environment.is_async)
        self._most = self._argument_count if is_plain else -1

    def ask(self, eval_ctx: EvalContext, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        """What it prints for these arguments."""
        lacking = self._most - len(args)
        if kwargs or lacking < 0:
            return self(eval_ctx, *args, **kwargs)
        printed = self._func(*args, *[missing] * lacking)
        # As `Markup` does it for a text that is nothing else.
        return str.__new__(Markup, printed) if eval_ctx.autoescape else printed


class LendingContext(Context):
    """What a template reads; calls as they are macros and functions that do not ask for it."""

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the base class
        kind = type(called)
        if kind is not LendingMacro and (kind not in PLAIN_KINDS or hasattr(called, "jinja_pass_arg")):
            return super().call(called, *args, **kwargs)
        if kwargs:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
        if isinstance(called, LendingMacro):
            return called.ask(self.eval_ctx, args, kwargs)
        try:
            return called(*args, **kwargs)
        except StopIteration:
            return self.environment.undefined(f"{called!r} has come to its end")


def print_safely(value: Any) -> str:  # noqa: ANN401 - whatever a template prints
    """*value* as HTML, for a page to be joined of: what `escape` says, and no `Markup` made for each piece."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    return value if kind is Markup else escape(value)


class LendingTemplate(Template):
    """A template that keeps what it lends to importing ones, for as long as it would be made of the same things."""

    environment: LendingEnvironment
    reads: tuple[tuple[str, ...], tuple[str | None, ...]] = ((), (None,))
    """What it reads by itself: names of its page, and other templates, `None` for one named while it prints."""
    _made_count = 0
    _is_read = False
    _names: tuple[str, ...] | None = None
    _kept: tuple[_Kept, ...] = ()

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002 - as the base class calls it
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        template = cast("LendingTemplate", super().from_code(environment, code, globals, uptodate))
        names = template.root_render_func.__globals__
        template.reads = names["reads"]
        # What templates call for all that they print, and for each macro they have.
        names["escape"], names["Macro"] = print_safely, LendingMacro
        template.root_render_func = partial(_print_whole, template.root_render_func)
        return template

    def make_module(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002 - as the base class calls it
        shared: bool = False,  # noqa: FBT001, FBT002
        locals: Mapping[str, Any] | None = None,  # noqa: A002
    ) -> TemplateModule:
        self._made_count += 1
        if self._made_count < self.environment.worth_from:
            return super().make_module(vars, shared, locals)
        if self._names is None and not self._is_read:
            self._is_read = True
            self._names = _names_read(self.environment, self.name or "")
        if self._names is None:
            return super().make_module(vars, shared, locals)
        given, nearer = vars or {}, locals or {}
        if nearer:
            given = {**given, **{name: value for name, value in nearer.items() if value is not missing}}
        values = tuple(map(given.get, self._names, repeat(missing)))
        for kept in self._kept:
            # The very same things: what is merely equal may be asked for more than equality tells.
            if not any(map(is_not, values, kept.values)):
                return kept.module
        kept = _Kept(values, super().make_module(vars, shared, locals))
        self._kept = (kept, *self._kept[: KEPT_AT_ONCE - 1])
        return kept.module


class LendingEnvironment(Environment):
    """Templates that lend."""

    template_class = LendingTemplate
    context_class = LendingContext
    worth_from = WORTH_FROM

    @cached_property
    def _templates(self) -> dict[str, LendingTemplate]:
        return {}

    def forget(self) -> None:
        """Have every template read anew from its file when it is next asked for."""
        for known in (self._templates, self.cache or {}):
            known.clear()

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - as the base class calls it
    ) -> LendingTemplate:
        found = self._templates.get(name) if isinstance(name, str) and globals is None else None
        if found is None:
            found = cast("LendingTemplate", super().get_template(name, parent, globals))
            if isinstance(name, str) and globals is None:
                self._templates[name] = found
        return found

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,  # noqa: FBT001, FBT002 - as the base class has it
    ) -> str:
        # Kept with what is compiled, so that nobody has to parse the template again.
        return f"{super()._generate(source, name, filename, defer_init)}\nreads = {_find_reads(source)!r}\n"


def _print_whole(root: Callable[[Context], Iterator[str]], context: Context) -> Iterator[str]:
    """What the *root* of a template prints, in one piece: each template around it would hand on every single one."""
    yield "".join(root(context))


def _names_read(environment: LendingEnvironment, name: str) -> tuple[str, ...] | None:
    """The names that *name* and the templates it reaches read from their page; `None` where it may reach any."""
    found: set[str] = set()
    reached = {name}
    waiting = [name]
    while waiting:
        names, others = environment.get_template(waiting.pop()).reads
        found.update(names)
        for other in others:
            if other is None:
                return None
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return tuple(sorted(found))


def _find_reads(tree: nodes.Template) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    """What a template reads by itself: names of its page, and other templates, `None` for one named while it prints."""
    lent = {one.name for one in tree.find_all(nodes.Macro)} | {one.target for one in tree.find_all(nodes.Import)}
    names: set[str] = set()
    _find_free(tree, lent, names)
    return tuple(sorted(names)), tuple(meta.find_referenced_templates(tree))


def _find_free(node: nodes.Node, own: Collection[str], found: set[str]) -> None:
    """Puts the names that *node* reads into *found*, but for its *own* and for parameters of macros in it."""
    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in own:
        found.add(node.name)
    if isinstance(node, nodes.Macro | nodes.CallBlock):
        own = {*own, *(one.name for one in node.args)}
    for child in node.iter_child_nodes():
        _find_free(child, own, found)


class Digested:
    """Something of which templates print the same while its *digest* is the same, in whatever process."""

    __slots__ = ()
    digest: Digest

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)


class Lasting(Digested):
    """Something that is printed alike in every build while its *digest* is the same; *name* tells it from others."""

    __slots__ = ("digest", "name")

    def __init__(self, name: str, digest: Digest) -> None:
        self.name = name
        self.digest = digest


PrintedKey: TypeAlias = tuple[object, ...]
"""A macro, and what it was told."""


class Printer:
    """What macros printed: *kept* by earlier builds, by the names of lasting things and under their digests.

    The rest is put into *drawer*.
    """

    def __init__(self, kept: MutableMapping[str, tuple[Digest, str]], drawer: Drawer) -> None:
        self.once = lru_cache(PRINTED_AT_HAND)(self._print_once)
        """The template function: what a macro prints for these arguments, asked for again and printed once."""
        self._kept = kept
        self._drawer = drawer
        self._maker = os.getpid()
        self._numbers: dict[object, int] = {}
        self._places: dict[PrintedKey, Place] = {}
        self._new: list[PrintedKey] = []

    def _print_once(self, macro: Callable[..., str], *arguments: object) -> str:
        first = arguments[0] if arguments else None
        if isinstance(first, Lasting):
            known = self._kept.get(first.name)
            if known and known[0] == first.digest:
                return Markup(known[1])  # noqa: S704 - as the macro printed it
            printed = macro(*arguments)
            self._kept[first.name] = (first.digest, str(printed))
            return printed
        key = (self._number(macro), *[one.digest if isinstance(one, Digested) else one for one in arguments])
        if place := self._places.get(key):
            return Markup(self._drawer.get(place))  # noqa: S704 - as the macro printed it
        printed = macro(*arguments)
        self._places[key] = self._drawer.put(printed)
        self._new.append(key)
        return printed

    def _number(self, macro: object) -> object:
        """The number of *macro*, which says the same in a process that was copied later; else the macro itself."""
        if macro not in self._numbers and os.getpid() == self._maker:
            self._numbers[macro] = len(self._numbers)
        return self._numbers.get(macro, macro)

    def take_new(self) -> dict[PrintedKey, Place]:
        """Where that lies which was printed since this was asked last, as far as other processes find it there."""
        new, self._new = self._new, []
        return {
            key: self._places[key]
            for key in new
            if self._drawer.is_shared(self._places[key]) and all(isinstance(one, TELLING) for one in key)
        }

    def learn(self, places: Mapping[PrintedKey, Place]) -> None:
        """Hears what another process printed."""
        self._places.update(places)
