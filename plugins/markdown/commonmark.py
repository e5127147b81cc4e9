"""CommonMark with GitHub's extensions and ours: a parser that is made once, and serves every text of a site."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, lheading, paragraph, reference
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from plugins.markdown.blocks import BlockParser
from plugins.markdown.dialect import MarkdownOptions
from plugins.markdown.document import KEY, Document, Drawers, document_of, escape_text
from plugins.markdown.html import close_empty_elements, demote_headings, make_accessible
from plugins.markdown.inline import InlineParser
from plugins.markdown.rules import RULES, github
from plugins.markdown.rules.comments import has_comment, strip_comments
from plugins.markdown.text_blocks import read_tokens
from plugins.markdown.words import words_of
from plugins.shared.markup import Rendered
from plugins.shared.urls import refuse_script, runs_script

# The parser's own limit, 20, drops list items from the tenth level on. Python's recursion allows for more than this.
DEEPEST = 120
# From here on everything is a paragraph, which takes two levels more: the parser drops what reaches its limit.
DEEPEST_BLOCK = DEEPEST - 4
INDICATED = re.compile(r"\{\w+\}|\|\w+\|")
# What Obsidian's and Foam's plugins run while a note is shown.
QUERY_BLOCKS = frozenset({"dataview", "dataviewjs", "foam-query", "query", "tasks"})
# An address in which nothing is to be encoded, as most are.
PLAIN = re.compile(r"(?:https?://[a-z0-9.-]{1,200}/)?[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*/?")
# What can be the line below a heading, whatever it stands in.
UNDERLINE = re.compile(r"[=-][ \t]*$", re.MULTILINE)
ALIGNED = re.compile(r"text-align:(left|center|right)")


class CommonMarkRenderer:
    """Reads texts by *options*; `syntaxes` of which no plugin takes care are left out by the caller."""

    def __init__(self, options: MarkdownOptions) -> None:
        self.options = options
        self.parser = make_parser(options)
        self._drawers = Drawers()

    def render(
        self,
        text: str,
        *,
        first_line: int = 1,
        lang: str = "",
        take_title: Callable[[str], bool] | None = None,
        with_blocks: bool = False,
    ) -> Rendered:
        """*text* as HTML that holds no `h1`: where the author used them, all headings go down by one level.

        *take_title* is asked with the words of a first-level heading that opens the text; if it says yes, the heading
        is left out.
        """
        if not text.strip():
            return Rendered("", ())
        document = Document(self.options, first_line, lang or self.options.lang, take_title, drawers=self._drawers)
        env = {KEY: document}
        tokens = self.parser.parse(text, env)
        # Before they are rendered, which changes some of them.
        blocks = read_tokens(tokens) if with_blocks else ()
        body = str(self.parser.renderer.render(tokens, self.parser.options, env)).rstrip("\n")
        body, headings = demote_headings(close_empty_elements(body), tuple(document.headings))
        return Rendered(
            html=make_accessible(body),
            headings=headings,
            title=document.title,
            problems=tuple(document.problems),
            comment_count=document.comment_count,
            tags=tuple(document.tags),
            files=tuple(sorted(document.files.items())),
            blocks=blocks,
        )

    def strip_comments(self, value: str) -> tuple[str, int]:
        is_hidden = "comments" in self.options.extensions and has_comment(value)
        return strip_comments(value) if is_hidden else (value, 0)


def make_parser(options: MarkdownOptions) -> MarkdownIt:
    """A parser with the extensions that *options* name."""
    settings = {"maxNesting": DEEPEST, "breaks": options.breaks, "xhtmlOut": False}
    parser = SiteParser("commonmark", settings)
    parser.enable(["table", "strikethrough"])
    parser.inline = InlineParser(parser.inline)
    parser.block = BlockParser(parser.block)
    parser.block.ruler.before("table", "depth", keep_deep_words)
    parser.block.ruler.at("lheading", read_underlined)
    parser.block.ruler.at("reference", read_definition)
    parser.core.ruler.at("inline", parse_inline)
    parser.core.ruler.after("inline", "title", take_title)
    github.use(parser)
    for name, use in RULES.items():
        if name in options.extensions:
            use(parser)
    parser.core.ruler.push("ids", report_doubled_ids)
    return parser


def report_doubled_ids(state: StateCore) -> None:
    """Report an id or block name that was given twice: a link to it leads to the first."""
    seen: set[str | int | float] = set()
    for block in state.tokens:
        for token in (block, *(block.children or ())):
            name = token.attrs.get("id")
            if name is None or token.nesting < 0:
                continue
            if name in seen:
                message = f"the name '{name}' is given twice, and links lead to the first; give one another name"
                document_of(state.env).report(block.map[0] if block.map else 0, message, sort="markdown")
            seen.add(name)


def parse_inline(state: StateCore) -> None:
    """Parse the text of every block; rules find its line in the document."""
    document = document_of(state.env)
    parse, refused = state.md.inline.parse, _refused_by(state.md)
    for token in state.tokens:
        if token.type == "inline":
            document.line = (token.map[0] if token.map else 0) + token.meta.get("line_offset", 0)
            if token.children is None:
                token.children = []
            refused.clear()
            parse(token.content, state.md, state.env, token.children)
            for address in dict.fromkeys(refused):
                # One that is written with entities is told of at the beginning of its block.
                place = token.content.find(unquote(address))
                _report_refused(document, document.line + token.content.count("\n", 0, max(0, place)), address)
        elif token.type == "fence" and (name := token.info.strip(" {.}").partition(" ")[0]) in QUERY_BLOCKS:
            line = token.map[0] if token.map else 0
            document.report(
                line,
                f"unknown {name} block; queries are not run, and it is shown as code: write out what it finds",
                sort="shortcode",
            )


def read_definition(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: FBT001, N803
    """An address to be used elsewhere, `[name]: address`; one that runs a script is reported, and text."""
    refused = _refused_by(state.md)
    refused.clear()
    is_definition = reference(state, startLine, endLine, silent)
    if refused and not is_definition:
        _report_refused(document_of(state.env), startLine, refused[0])
    return is_definition


def _refused_by(parser: MarkdownIt) -> list[str]:
    """The addresses that were refused since somebody has last looked."""
    return parser.refused if isinstance(parser, SiteParser) else []


def _report_refused(document: Document, line: int, address: str) -> None:
    document.report(line, refuse_script(unquote(address)), sort="script")


def keep_deep_words(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: FBT001, N803
    """Read as a paragraph what is nested too deeply for anything else, so that no word is lost; report it once."""
    if state.level < DEEPEST_BLOCK or silent:
        return False
    document = document_of(state.env)
    if document.kept.setdefault("depth", startLine) == startLine:
        message = f"is nested more than {DEEPEST_BLOCK // 2} levels deep, and shown as plain text; take out some levels"
        document.report(startLine, message, sort="markdown")
    return paragraph(state, startLine, endLine, silent)


def read_underlined(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: FBT001, N803
    """A heading with a line of `=` or `-` below it, looked for only where the text goes on to have such a line."""
    known: dict[str, int] = document_of(state.env).kept.setdefault("underlines", {})
    if state.src not in known:
        known[state.src] = max((found.start() for found in UNDERLINE.finditer(state.src)), default=-1)
    return known[state.src] > state.eMarks[startLine] and lheading(state, startLine, endLine, silent)


def take_title(state: StateCore) -> None:
    """Leave out the first-level heading that opens the text, if its words are taken for the title."""
    document = document_of(state.env)
    tokens = state.tokens
    if document.take_title is None or not tokens or tokens[0].type != "heading_open" or tokens[0].tag != "h1":
        return
    words = words_of(tokens[1].children or ())
    if words and document.take_title(words):
        document.title = words
        del tokens[:3]


class SiteParser(MarkdownIt):
    """The parser with our rules for addresses; *refused* are those that would have run a script."""

    refused: list[str]

    def __init__(self, config: str, settings: dict[str, Any]) -> None:
        super().__init__(config, settings, renderer_cls=HtmlRenderer)
        self.refused = []

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        """Whether *url* may be linked; a place on one computer is reported later, with what else leads nowhere."""
        refused = self.options.get("refused_address")
        if refused and refused.search(url):
            return False
        if super().validateLink(url) or url.lower().startswith("file:"):
            return True
        if runs_script(url):
            self.refused.append(url)
        return False

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        """*url* percent-encoded, but for an indicator of Pelican's at its beginning."""
        if PLAIN.fullmatch(url):
            return url
        indicator = INDICATED.match(url)
        if indicator is None:
            return super().normalizeLink(url)
        return indicator[0] + super().normalizeLink(url[indicator.end() :])

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        """The words of a bare address: as it was written."""
        return link


class HtmlRenderer(RendererHTML):
    """HTML without `style=`, in which text and code never hold an indicator that Pelican would replace."""

    def renderToken(  # noqa: N802 - markdown-it's name
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        token = tokens[idx]
        # Most tags close something, or are short ones within a line, and have nothing that must be looked at.
        if token.nesting < 0 and not token.hidden:
            return f"</{token.tag}>\n" if token.block else f"</{token.tag}>"
        if token.nesting > 0 and not (token.block or token.hidden or token.attrs):
            return f"<{token.tag}>"
        return super().renderToken(tokens, idx, options, env)

    def text(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType) -> str:
        return escape_text(tokens[idx].content)

    def code_inline(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType) -> str:
        token = tokens[idx]
        return f"<code{self.renderAttrs(token)}>{escape_text(token.content)}</code>"

    def code_block(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType) -> str:
        token = tokens[idx]
        return f"<pre{self.renderAttrs(token)}><code>{escape_text(token.content)}</code></pre>\n"

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        alt = self.renderInlineAsText(token.children, options, env) if token.children else ""
        token.attrs = {"alt": alt, **{key: value for key, value in token.attrs.items() if key != "alt"}}
        return self.renderToken(tokens, idx, options, env)

    def fence(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType) -> str:
        token = tokens[idx]
        lang = unescapeAll(token.info).strip().partition(" ")[0]
        name = f' class="language-{escape_text(lang)}"' if lang else ""
        return f"<pre{self.renderAttrs(token)}><code{name}>{escape_text(token.content)}</code></pre>\n"

    def html_block(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType) -> str:
        # The words of an item end without a tag, and would run into those behind a comment that is taken out.
        is_behind_words = idx > 0 and tokens[idx - 1].type == "paragraph_close" and tokens[idx - 1].hidden
        return f"\n{tokens[idx].content}" if is_behind_words else tokens[idx].content

    def paragraph_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        # Where a comment is left out between two paragraphs of a tight list, their words would run together.
        is_behind_words = tokens[idx].hidden and idx > 0 and tokens[idx - 1].type == "paragraph_close"
        return "\n" if is_behind_words else self.renderToken(tokens, idx, options, env)

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        opening = self.renderToken(tokens, idx, options, env)
        if "checked" not in token.meta:
            return opening
        return f'{opening}<input type="checkbox" disabled{" checked" if token.meta["checked"] else ""}> '

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        if aligned := ALIGNED.fullmatch(str(token.attrs.pop("style", ""))):
            token.attrJoin("class", f"align-{aligned[1]}")
        return self.renderToken(tokens, idx, options, env)

    td_open = th_open
