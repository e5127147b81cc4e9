"""Python-Markdown as Pelican knows it, for older blogs: texts are read as their authors saw them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import markdown
from markdown.extensions import Extension

from plugins.markdown.dialect import STOCK_OPTIONS
from plugins.markdown.html import close_empty_elements, demote_headings, make_accessible
from plugins.markdown.text_blocks import ENOUGH
from plugins.shared.entry import Heading
from plugins.shared.markup import Rendered, TextProblem, plain_title, take_first_heading
from plugins.shared.problems import Severity
from plugins.shared.text_blocks import read_html

# A line that begins a comment in Obsidian.
COMMENT_LINE = re.compile(r"(?:^|>)[ ]{0,3}(?P<sign>%%)(?!%)", re.MULTILINE)
CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)
COMMENTS_SHOWN = (
    "'%%' begins no comment in python-markdown, so that what stands behind it is shown; write '<!-- … -->', or set"
    " MARKDOWN_DIALECT = 'commonmark'"
)
# Front matter is read before: what is left of a text that looks like some is text.
META = frozenset({"meta", "markdown.extensions.meta", "markdown.extensions.meta:MetaExtension"})


@dataclass(slots=True)
class PythonMarkdownRenderer:
    """Turns Markdown into HTML; one object serves a whole build.

    *options* is Pelican's `MARKDOWN` setting.
    """

    options: Mapping[str, Any] = field(default_factory=lambda: STOCK_OPTIONS)
    _markdown: markdown.Markdown = field(init=False)

    def __post_init__(self) -> None:
        self._markdown = _make_parser(self.options, list_extensions(self.options))

    def strip_comments(self, value: str) -> tuple[str, int]:
        """Nothing: Python-Markdown has no comments."""
        return value, 0

    def render(
        self,
        text: str,
        *,
        first_line: int = 1,
        lang: str = "",  # noqa: ARG002 - quotes stay as they are
        take_title: Callable[[str], bool] | None = None,
        with_blocks: bool = False,
    ) -> Rendered:
        """*text* as HTML that holds no `h1`: where the author used them, all headings go down by one level."""
        title = ""
        if take_title:
            heading, rest = take_first_heading(text)
            words = plain_title(_without_marks(heading))
            if words and take_title(words):
                title = words
                first_line += text.count("\n") - rest.count("\n")
                text = rest
        if not text.strip():
            return Rendered("", title=title)
        self._markdown.reset()
        body = close_empty_elements(self._markdown.convert(text))
        headings = tuple(_flatten(getattr(self._markdown, "toc_tokens", ())))
        body, headings = demote_headings(body, headings)
        problems = _find_comments(body, text, first_line)
        body = make_accessible(body)
        blocks = tuple(read_html(body, ENOUGH)) if with_blocks else ()
        return Rendered(body, headings, title, problems, blocks=blocks)


def _find_comments(body: str, text: str, first_line: int) -> tuple[TextProblem, ...]:
    """A problem for the first comment of Obsidian's in *text* that its HTML, *body*, shows outside of code."""
    if "%%" not in body or not COMMENT_LINE.search(CODE.sub("", body)):
        return ()
    place = COMMENT_LINE.search(text)
    line = first_line + (text.count("\n", 0, place.start("sign")) if place else 0)
    return (TextProblem(line, COMMENTS_SHOWN, Severity.WARNING, sort="comment", is_counted=True),)


def list_extensions(options: Mapping[str, Any]) -> list[str | Extension]:
    """The extensions that *options*, Pelican's `MARKDOWN`, ask for, in the order in which Pelican loads them."""
    named = [*options.get("extensions", ()), *options.get("extension_configs", {})]
    return [one for one in dict.fromkeys(named) if one not in META]


def find_unusable(options: Mapping[str, Any]) -> dict[str, str]:
    """The extensions, and the other names in *options*, that Python-Markdown cannot use, and why."""
    found: dict[str, str] = {}
    configs = options.get("extension_configs", {})
    for extension in list_extensions(options):
        try:
            _make_parser({"extension_configs": {extension: configs.get(extension)}}, [extension])
        except Exception as error:  # noqa: BLE001 - the code of an extension may raise anything
            found[str(extension)] = " ".join(str(error).split()) or type(error).__name__
    for name, value in options.items():
        if name in ("extensions", "extension_configs"):
            continue
        try:
            _make_parser({name: value}, [])
        except Exception as error:  # noqa: BLE001
            found[str(name)] = " ".join(str(error).split()) or type(error).__name__
    return found


def _make_parser(options: Mapping[str, Any], extensions: Sequence[str | Extension]) -> markdown.Markdown:
    known = {name: value for name, value in options.items() if name not in ("extensions", "extension_configs")}
    configs = {name: dict(config or {}) for name, config in options.get("extension_configs", {}).items()}
    return markdown.Markdown(extensions=extensions, extension_configs=configs, **known)


def _without_marks(heading: str) -> str:
    """The words of a Markdown *heading* without links, emphasis and code marks; as HTML, like a title."""
    text = re.sub(r"(`+)(.+?)\1", lambda code: html.escape(code[2].strip(), quote=False), heading)
    text = re.sub(r"!?\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\s*\{[#.:][^}]*\}\s*$", "", text)
    text = re.sub(r"(\*\*|__|\*|==|~~)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def _flatten(tokens: Iterable[Mapping[str, Any]]) -> Iterable[Heading]:
    for token in tokens:
        yield Heading(int(token["level"]), str(token["id"]), html.unescape(str(token["name"])))
        yield from _flatten(token["children"])
