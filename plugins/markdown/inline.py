"""The parser of text within a line, which calls a rule only at a character that the rule can begin with.

The parser it is made of calls every rule at every such character, a dozen of them for each `*`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

Rule = Callable[[StateInline, bool], bool]
# Which characters a rule can begin with, by its name; one that is not named here is called at all of them.
FIRST_CHARACTERS = {
    # Plain text is passed over below; bare words are linked by GitHub's rules alone.
    "text": "",
    "linkify": "",
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "single_tilde": "~",
    "strikethrough": "~",
    "emphasis": "*_",
    "link": "[",
    "image": "!",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
    "gfm_autolink_www": "w",
    "gfm_autolink_protocol": ":",
    "gfm_autolink_email": "@",
    "footnote_inline": "^",
    "footnote_ref": "[",
    "wikilinks": "[!",
    "comments": "%",
    "html_comments": "<",
    "template_comments": "{",
    "leftovers": "<",
    "marks": "=",
    "tags": "#",
    "formulas": "$",
    "attributes": "{",
    "shortcodes": "{",
    "addresses": "]",
}
WWW = "www."


class InlineParser(ParserInline):
    """As the parser it is made of; *state_class* tells how the runs of `*` and the like are read in a text."""

    def __init__(self, like: ParserInline) -> None:
        """A parser with the rules of *like*, to which more may be added before the first text."""
        super().__init__()
        self.ruler, self.ruler2 = like.ruler, like.ruler2
        self.state_class: Callable[[str], type[StateInline]] = lambda _text: StateInline
        self._rules: dict[str, Sequence[Rule]] = {}
        self._stops = (self.terminator_re, self.terminator_re)

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        if not self._rules:
            self._prepare()
        # Every `w` stops the text there, of which most texts have many.
        self.terminator_re = self._stops[WWW in src]
        if not self.terminator_re.search(src):
            # Words and no sign: no rule has anything to look at.
            if src:
                tokens.append(Token("text", "", 0, content=src))
            return tokens
        state = self.state_class(src)(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens

    def _prepare(self) -> None:
        """Sort the rules, which are complete now, by the characters at which they are called."""
        named = [*zip(self.ruler.get_active_rules(), self.ruler.getRules(""), strict=True)]
        known = {char for name, _rule in named for char in FIRST_CHARACTERS.get(name, "")}
        self._rules = {
            char: [rule for name, rule in named if char in FIRST_CHARACTERS.get(name, char)] for char in known | {""}
        }
        stops = {char for char in known if char}
        stops |= {char for char in map(chr, range(128)) if self.terminator_re.match(char)}
        self._stops = tuple(  # type: ignore[assignment] # two of them
            re.compile(f"[{re.escape(''.join(sorted(chars)))}]") for chars in (stops - {"w"}, stops)
        )

    def tokenize(self, state: StateInline) -> None:
        text, end, rules = state.src, state.posMax, self._rules
        find_stop = self.terminator_re.search
        deepest = state.md.options["maxNesting"]
        while state.pos < end:
            pos = state.pos
            if state.level < deepest:
                found = find_stop(text, pos, end)
                stop = found.start() if found else end
                if stop > pos:
                    state.append_pending(text[pos:stop])
                    state.pos = stop
                    continue
                if _call(rules.get(text[pos], rules[""]), state):
                    if state.pos <= pos:
                        raise RuntimeError("a rule for inline text went nowhere")
                    continue
            state.append_pending(text[pos])
            state.pos += 1
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 - markdown-it's name
        pos, text = state.pos, state.src
        if pos in state.cache:
            state.pos = state.cache[pos]
            return
        if state.level >= state.md.options["maxNesting"]:
            # As markdown-it has it: the rest of the paragraph is one piece.
            state.pos = state.posMax
        else:
            found = self.terminator_re.search(text, pos, state.posMax)
            stop = found.start() if found else state.posMax
            if stop > pos:
                state.pos = stop
            else:
                state.level += 1
                is_found = _call(self._rules.get(text[pos], self._rules[""]), state, silent=True)
                state.level -= 1
                if not is_found:
                    state.pos = pos + 1
        state.cache[pos] = state.pos


def _call(rules: Sequence[Rule], state: StateInline, *, silent: bool = False) -> bool:
    """Whether one of *rules* applies where *state* stands."""
    for rule in rules:  # noqa: SIM110 - `any()` and its generator take twice as long
        if rule(state, silent):
            return True
    return False
