"""Which dialect a site is read in, and by which options: its settings say it, or what lies around its folder."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from markdown.extensions import Extension

from plugins.markdown import line_breaks
from plugins.markdown.commonmark import CommonMarkRenderer
from plugins.markdown.dialect import EXTENSIONS, STOCK_OPTIONS, Dialect, MarkdownOptions, check_dialect
from plugins.markdown.python_markdown import COMMENTS_SHOWN, PythonMarkdownRenderer, find_unusable
from plugins.markdown.surroundings import SETTINGS_NAME, VAULT_FOLDER, VAULT_SETTINGS, Surroundings
from plugins.shared.markup import Renderer
from plugins.shared.problems import Problem, Severity, suggest, warning


class StockSetting(NamedTuple):
    """The `MARKDOWN` of a file of settings; *options* are `None` where there is none, or a *problem* with it."""

    options: Mapping[str, Any] | None = None
    line: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the settings of a site say: those called `MARKDOWN_…`; *stock* is `MARKDOWN` if it is not Pelican's own."""

    dialect: object = None
    without: object = ()
    breaks: object = None
    stock: object = None
    use_unicode: bool = False
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Choice:
    """How the texts of a site are read; *line* says it to the author."""

    dialect: Dialect = Dialect.COMMONMARK
    options: MarkdownOptions = field(default_factory=MarkdownOptions)
    stock: Mapping[str, Any] = field(default_factory=lambda: STOCK_OPTIONS)
    """The `MARKDOWN` setting, for Python-Markdown."""
    line: str = ""
    problems: tuple[Problem, ...] = ()


def read_wish(settings: Mapping[str, Any]) -> Wish:
    """What *settings* say of Markdown."""
    stock = settings.get("MARKDOWN")
    return Wish(
        dialect=settings.get("MARKDOWN_DIALECT"),
        without=settings.get("MARKDOWN_WITHOUT") or (),
        breaks=settings.get("MARKDOWN_BREAKS"),
        stock=None if stock is None or _is_pelicans(stock) else stock,
        use_unicode=bool(settings.get("SLUGIFY_USE_UNICODE")),
        lang=settings.get("DEFAULT_LANG") or "en",
    )


def _is_pelicans(stock: object) -> bool:
    """Whether *stock* is what Pelican takes for `MARKDOWN` by itself, be it with what Pelican adds when it is used."""
    if not isinstance(stock, Mapping):
        return False
    return {name: value for name, value in stock.items() if name != "extensions"} == STOCK_OPTIONS


def choose(wish: Wish, around: Surroundings = Surroundings()) -> Choice:  # noqa: B008 - a value
    """How texts are read by the settings in *wish*, in a folder with *around*.

    A dialect that the settings name counts for every folder; else the settings of an older blog decide.
    """
    problems: list[Problem] = []
    dialect, is_named = _choose_dialect(wish.dialect, around, problems)
    without = _read_without(wish.without, problems)
    breaks, reason = _choose_breaks(wish.breaks, around, problems)
    options = MarkdownOptions(
        extensions=frozenset(EXTENSIONS) - without, breaks=breaks, use_unicode=wish.use_unicode, lang=wish.lang
    )
    if dialect is Dialect.COMMONMARK:
        if wish.stock is not None:
            message = "MARKDOWN is not used with CommonMark; remove it, or set MARKDOWN_DIALECT = 'python-markdown'"
            problems.append(warning(SETTINGS_NAME, 0, message, sort="setting"))
        line = f"Markdown: CommonMark, single line breaks {'kept' if breaks else 'joined'} ({reason})"
        return Choice(dialect, options, line=line, problems=tuple(problems))
    if is_named:
        unused = {"MARKDOWN_WITHOUT": bool(without), "MARKDOWN_BREAKS": wish.breaks is not None}
        message = "is not used with python-markdown; remove it, or set MARKDOWN_DIALECT = 'commonmark'"
        problems += [
            warning(SETTINGS_NAME, 0, f"{name} {message}", sort="setting") for name, is_set in unused.items() if is_set
        ]
    if around.is_vault:
        problems.append(Problem(SETTINGS_NAME, 0, COMMENTS_SHOWN, Severity.WARNING, f"{VAULT_FOLDER}/", sort="comment"))
    stock = _choose_stock(wish.stock, around, problems)
    place = f" ({around.stock_name})" if around.stock_name else ""
    return Choice(dialect, options, stock, f"Markdown: {dialect}{place}", tuple(problems))


def make_renderer(choice: Choice, left_out: Iterable[str] = (), *, is_check: bool = False) -> Renderer:
    """What reads texts by *choice*, in CommonMark without the extensions that are *left_out*.

    For a check, it also says which lines are run together that may have been meant to stand alone.
    """
    if choice.dialect is Dialect.PYTHON_MARKDOWN:
        return PythonMarkdownRenderer(choice.stock)
    options = replace(choice.options, extensions=choice.options.extensions.difference(left_out))
    renderer = CommonMarkRenderer(options)
    if is_check and not options.breaks:
        line_breaks.use(renderer.parser)
    return renderer


def _choose_dialect(name: object, around: Surroundings, problems: list[Problem]) -> tuple[Dialect, bool]:
    """The dialect, and whether the settings name it."""
    if name in (None, ""):
        return (Dialect.PYTHON_MARKDOWN if around.stock_name else Dialect.COMMONMARK), False
    if wrong := check_dialect(str(name)):
        problems.append(Problem(SETTINGS_NAME, 0, f"MARKDOWN_DIALECT: {wrong}", sort="setting"))
        return Dialect.COMMONMARK, False
    return Dialect(str(name)), True


def _read_without(names: object, problems: list[Problem]) -> frozenset[str]:
    """The extensions to leave out."""
    if isinstance(names, str):
        names = [names]
    if not isinstance(names, list | tuple | set | frozenset):
        if names is not None:
            message = f"MARKDOWN_WITHOUT: {names!r} is no list; write the names of extensions, as ['tags']"
            problems.append(warning(SETTINGS_NAME, 0, message, sort="setting"))
        return frozenset()
    for name in names:
        if name not in EXTENSIONS:
            cure = suggest(str(name), EXTENSIONS) or f"; the names are {', '.join(EXTENSIONS)}"
            problems.append(
                warning(SETTINGS_NAME, 0, f"MARKDOWN_WITHOUT: unknown extension '{name}'{cure}", sort="setting")
            )
    return frozenset(name for name in names if name in EXTENSIONS)


def _choose_breaks(wish: object, around: Surroundings, problems: list[Problem]) -> tuple[bool, str]:
    """Whether a single line break is a break, and what says so.

    Obsidian shows it as one unless its own setting is strict: https://help.obsidian.md/syntax#Line+breaks.
    """
    if isinstance(wish, bool):
        return wish, "MARKDOWN_BREAKS"
    if wish is not None:
        problems.append(
            warning(SETTINGS_NAME, 0, f"MARKDOWN_BREAKS: {wish!r}; write True, False or None", sort="setting")
        )
    if not around.is_vault:
        return False, f"no {VAULT_FOLDER}/"
    try:
        found = json.loads(around.vault_settings) if around.vault_settings.strip() else {}
    except (ValueError, RecursionError):
        message = f"'{VAULT_SETTINGS}' is not valid JSON, so single line breaks are kept; set MARKDOWN_BREAKS"
        problems.append(warning(SETTINGS_NAME, 0, message, sort="setting"))
        found = {}
    if isinstance(found, dict) and found.get("strictLineBreaks") is True:
        return False, VAULT_SETTINGS
    return True, f"{VAULT_FOLDER}/"


def _choose_stock(own: object, around: Surroundings, problems: list[Problem]) -> Mapping[str, Any]:
    """The `MARKDOWN` setting that counts: that of an older blog's own settings, else the site's, else Pelican's."""
    name, line, found = SETTINGS_NAME, 0, own
    if around.stock_name:
        setting = read_stock_setting(around.stock_text)
        name, line, found = around.stock_name, setting.line, setting.options
        if setting.problem:
            problems.append(warning(name, line, setting.problem, sort="setting"))
    if found is None:
        return STOCK_OPTIONS
    if wrong := _check_shape(found):
        problems.append(Problem(name, line, wrong, Severity.WARNING, sort="setting"))
        return STOCK_OPTIONS
    options: Mapping[str, Any] = found  # type: ignore[assignment] # its shape has been checked
    unusable = find_unusable(options)
    for extension, why in unusable.items():
        message = f"MARKDOWN: '{extension}' cannot be used ({why}); texts are read without it: install or remove it"
        problems.append(warning(name, line, message, sort="setting"))
    return _without(options, unusable)


def _check_shape(options: object) -> str:
    if not isinstance(options, Mapping):
        return f"MARKDOWN: {options!r} is no dict, so Pelican's own is used; write it as Pelican's manual shows"
    if not isinstance(options.get("extension_configs", {}), Mapping):
        return "MARKDOWN: 'extension_configs' is no dict, so Pelican's own is used; write {'name': {…}}"
    if not isinstance(options.get("extensions", []), list | tuple):
        return "MARKDOWN: 'extensions' is no list, so Pelican's own is used; write ['name']"
    named = [*options.get("extensions", ()), *options.get("extension_configs", {})]
    if wrong := next((one for one in named if not isinstance(one, str | Extension)), None):
        return f"MARKDOWN: {wrong!r} names no extension, so Pelican's own is used; write 'markdown.extensions.toc'"
    return ""


def _without(options: Mapping[str, Any], names: Iterable[str]) -> Mapping[str, Any]:
    """*options* without the extensions *names*."""
    gone = {*names}
    if not gone:
        return options
    configs = options.get("extension_configs", {})
    return {
        **{name: value for name, value in options.items() if name not in gone},
        "extensions": [one for one in options.get("extensions", ()) if str(one) not in gone],
        "extension_configs": {name: config for name, config in configs.items() if name not in gone},
    }


def read_stock_setting(text: str) -> StockSetting:
    """The `MARKDOWN` setting in the *text* of a file of settings, which is read and never run.

    `MD_EXTENSIONS`, as it was called before Pelican 3.7, counts as well.
    """
    try:
        statements = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return StockSetting(problem="cannot be read as Python 3, so Pelican's own MARKDOWN setting is used")
    found = StockSetting()
    for statement in statements:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        names = {target.id for target in targets if isinstance(target, ast.Name)} & {"MARKDOWN", "MD_EXTENSIONS"}
        if not names or not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            continue
        name = names.pop()
        try:
            value = ast.literal_eval(statement.value)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            message = f"{name} is not written out as a literal, so Pelican's own is used"
            found = StockSetting(None, statement.lineno, message)
        else:
            found = StockSetting(value if name == "MARKDOWN" else _from_older(value), statement.lineno)
    return found


def _from_older(value: object) -> Mapping[str, Any]:
    """`MD_EXTENSIONS` as `MARKDOWN`: a list of names, of which `codehilite(css_class=highlight)` may be one."""
    if isinstance(value, Mapping):
        return {"extension_configs": {_full_name(str(name)): config or {} for name, config in value.items()}}
    names = [str(name) for name in value] if isinstance(value, list | tuple) else []
    configs: dict[str, dict[str, str]] = {}
    for name, _, rest in (name.partition("(") for name in names):
        pairs = (pair.partition("=") for pair in rest.rstrip(")").split(",") if "=" in pair)
        configs[_full_name(name)] = {key.strip(): setting.strip() for key, _, setting in pairs}
    return {"extension_configs": configs, "output_format": "html5"}


def _full_name(name: str) -> str:
    """What an extension that came with Python-Markdown 2 is called today."""
    return name if "." in name or "_" in name[:4] else f"markdown.extensions.{name}"
