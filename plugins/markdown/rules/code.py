"""Code: fenced or indented, in the colours of its language, with marked lines, line numbers and the name of its file.

The words behind a fence are those of many programs: ```` ```js {1,3} title="x.js" linenums="1" ````, Pandoc's
`{.python .numberLines}`, Hugo's `{hl_lines=[1]}`. In indented code the first line may name the language, as in older
blogs: `:::python`, `#!python`; a real `#!/bin/sh` stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_all_lexers, get_lexer_by_name

from plugins.markdown.document import escape_indicators, escape_text

# One word behind a fence: a pair, a switch, a language, a class, an id or lines in braces.
WORD = re.compile(
    r"""(?P<key>[A-Za-z][\w-]*)\s*=\s*(?P<value>"[^"]*"|'[^']*'|\[[^\]]*\]|\{[^}]*\}|[^\s,{}]+)"""
    r"""|(?P<numbered>showLineNumbers|line-?numbers)(?:\{(?P<start>\d+)\})?"""
    r"""|(?<!\S)\.?(?P<lang>[^\s{}=,.\#"'][^\s{}=,"']*)"""
    r"""|\.(?P<class>[\w-]+)|\#(?P<id>[\w:.-]+)|\{(?P<marks>[\d\s,-]+)\}|\S""",
    re.VERBOSE | re.IGNORECASE,
)
RANGE = re.compile(r"(\d{1,6})(?:\s*-\s*(\d{1,6}))?")
NUMBERING_CLASSES = frozenset({"numberlines", "number-lines", "line-numbers", "linenos"})
FILE_KEYS = ("title", "filename", "file", "caption")
MARK_KEYS = ("hl_lines", "hl-lines", "highlight", "mark")
NUMBER_KEYS = ("linenums", "linenos", "linenostart", "startfrom", "start")
# Names that others use for what Pygments calls by another one.
OTHER_NAMES = {"jsonc": "json", "mdx": "md", "svelte": "html"}
OFF = frozenset({"false", "no", "off", "0", "none"})
# As Python-Markdown's codehilite reads a first line.
NAMED = re.compile(
    r"(?P<sign>::+|#!)[ \t]*(?P<lang>[\w#.+-]+)[ \t]*"
    r"(?:hl_lines=(?P<quote>[\"'])(?P<marks>[^\"']*)(?P=quote))?[ \t]*"
)
SHEBANG = re.compile(r"#!(?:/[\w.-]+)*[/ ](?:env[ \t]+(?:-S[ \t]+)?)?(?P<lang>[A-Za-z+-]+)[\d.]*(?![\w/])")


def use(parser: MarkdownIt) -> None:
    colours = _Highlighter()

    def render_code(_renderer: RendererHTML, tokens: Sequence[Token], idx: int, _options: object, _env: object) -> str:
        token = tokens[idx]
        look = token.meta.get("look") or (read_look(token.info) if token.type == "fence" else Look())
        return _render(token, look, colours)

    parser.add_render_rule("fence", render_code)
    parser.add_render_rule("code_block", render_code)

    def name_languages(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "code_block":
                _take_first_line(token, colours)

    parser.core.ruler.after("block", "code", name_languages)


@dataclass(frozen=True, slots=True)
class Look:
    """How a block of code is shown: *marks* are pairs of the first and last line, *start* is that of numbered lines."""

    lang: str = ""
    title: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    start: int | None = None
    id: str = ""
    classes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Highlighter:
    """Pygments, with the lexers that were used so far."""

    lexers: dict[str, Lexer] = field(default_factory=dict)
    # Pygments goes through all its lexers for a name, and most for one that it does not know.
    names: frozenset[str] = field(
        default_factory=lambda: frozenset(name for one in get_all_lexers(plugins=False) for name in one[1])
    )
    formatter: HtmlFormatter[str] = field(default_factory=lambda: HtmlFormatter(nowrap=True))

    def find(self, lang: str) -> Lexer | None:
        name = OTHER_NAMES.get(lang.lower(), lang.lower())
        if name not in self.names:
            return None
        if name not in self.lexers:
            # Line numbers count empty lines at the beginning as well.
            self.lexers[name] = get_lexer_by_name(name, stripnl=False)
        return self.lexers[name]

    def colour(self, code: str, lang: str) -> str:
        """*code* as HTML, whose elements end within their line; plain if nothing is known about *lang*."""
        lexer = self.find(lang) if lang and code.strip() else None
        if lexer is None:
            return escape_text(code)
        coloured: str = highlight(code, lexer, self.formatter)
        return escape_indicators(coloured)


def read_look(info: str) -> Look:
    """What the words behind a fence say; those that nobody knows are passed over."""
    info = unescapeAll(info).strip()
    # The braces of Pandoc and Quarto hold what others write without; those around numbers mark lines.
    if info.startswith("{") and not info[1:2].isdigit():
        info = info[1:].removesuffix("}").strip()
    look = Look()
    for place, word in enumerate(WORD.finditer(info)):
        if word["key"]:
            look = _with_pair(look, word["key"].lower(), word["value"].strip("\"'"))
        elif word["numbered"]:
            look = replace(look, start=int(word["start"] or 1))
        elif word["marks"]:
            look = replace(look, marks=(*look.marks, *_read_ranges(word["marks"])))
        elif word["class"] or word["lang"]:
            look = _with_name(look, word[0], is_first=place == 0)
        elif word["id"]:
            look = replace(look, id=word["id"])
    return look


def _with_pair(look: Look, key: str, value: str) -> Look:
    if key in FILE_KEYS:
        return replace(look, title=value)
    if key in MARK_KEYS:
        return replace(look, marks=(*look.marks, *_read_ranges(value)))
    if key in NUMBER_KEYS and value.lower() not in OFF:
        found = re.match(r"\d{1,9}", value)
        return replace(look, start=int(found[0]) if found else look.start or 1)
    return look


def _with_name(look: Look, name: str, *, is_first: bool) -> Look:
    """*look* with the language *name*, or with the class `.name`."""
    if not name.startswith("."):
        # As "js:tea.js", of blogs in Japanese.
        lang, _, file = name.partition(":")
        return replace(look, lang=lang, title=file or look.title) if is_first else look
    name = name[1:]
    if name.lower() in NUMBERING_CLASSES:
        return replace(look, start=look.start or 1)
    return replace(look, classes=(*look.classes, name)) if look.lang else replace(look, lang=name)


def _read_ranges(text: str) -> Iterator[tuple[int, int]]:
    for found in RANGE.finditer(text):
        yield int(found[1]), int(found[2] or found[1])


def _take_first_line(token: Token, colours: _Highlighter) -> None:
    """Take the line that names a language off the indented code of *token*, unless it is code itself."""
    content = token.content
    # Of four spaces for a list and four for code, CommonMark leaves two where the item begins with "- ".
    if shift := len(content) - len(content.lstrip(" ")):
        content = "\n".join(line.removeprefix(" " * shift) for line in content.split("\n"))
    first, _, rest = content.partition("\n")
    if not first.startswith(("::", "#!")):
        return
    if real := SHEBANG.match(first):
        token.content = content
        token.meta["look"] = Look(real["lang"])
        return
    named = NAMED.fullmatch(first)
    # `::std` on a line of its own may be a label: what names no language stays.
    if named is None or not rest.strip() or colours.find(named["lang"]) is None:
        return
    token.content = rest.lstrip("\n")
    marks = tuple(_read_ranges(named["marks"] or ""))
    token.meta["look"] = Look(named["lang"].lower(), marks=marks, start=1 if named["sign"] == "#!" else None)


def _render(token: Token, look: Look, colours: _Highlighter) -> str:
    code = colours.colour(token.content, look.lang)
    if look.marks or look.start is not None:
        code = _with_lines(code, look)
    attrs = dict(token.attrs)
    if look.id:
        attrs.setdefault("id", look.id)
    if look == Look():
        return f"<pre{_join(attrs)}><code>{code}</code></pre>\n"
    attrs["class"] = " ".join(filter(None, ("highlight", *look.classes, str(attrs.pop("class", "")))))
    lang = f' class="language-{escape_text(look.lang)}"' if look.lang else ""
    title = f'<span class="filename">{escape_text(look.title)}</span>' if look.title else ""
    return f"<div{_join(attrs)}>{title}<pre><code{lang}>{code}</code></pre></div>\n"


def _join(attrs: Mapping[str, str | int | float]) -> str:
    return "".join(f' {name}="{escape_text(str(value))}"' for name, value in sorted(attrs.items()))


def _with_lines(code: str, look: Look) -> str:
    """The HTML of *code* with the numbers of its lines, and with marks around some."""
    lines = code.split("\n")
    if not lines[-1]:
        lines.pop()
    marked = {line for first, last in look.marks for line in range(first, min(last, len(lines)) + 1)}
    width = len(str((look.start or 0) + len(lines) - 1))
    parts = []
    for count, line in enumerate(lines):
        number = ""
        if look.start is not None:
            # An attribute is neither copied nor found by a search.
            number = f'<span class="linenos" data-linenos="{look.start + count:>{width}}"></span>'
        text = f"{number}{line}\n"
        parts.append(f'<span class="hll">{text}</span>' if count + 1 in marked else text)
    return "".join(parts)
