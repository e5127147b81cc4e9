"""The parser of blocks, which calls a rule only at a line that the rule can begin with.

The parser it is made of calls some twenty rules at every line of a text, most of them to look at its first character.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markdown_it.parser_block import ParserBlock, RuleFuncBlockType
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock

# Which characters a line can begin with for a rule to apply, by the rule's name; one that is not named here is called
# at every line. Before indented lines all rules are called, since blocks of code begin with any character.
FIRST_CHARACTERS = {
    "callouts": "[",
    "block_names": "^",
    "admonitions": "!?",
    "code": "",
    "formulas": "$",
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "footnotes": "[",
    "abbreviations": "*",
    "attributes": "{",
    "template_comments": "{",
    "captions": "/",
    "toc": "[",
    "reference": "[",
    "markdown_in_html": "<",
    "html_block": "<",
    "heading": "#",
}
# In the place of a character that no rule names.
OTHER = "other"
INDENT_OF_CODE = 4
# The last argument of a rule, which is to read the block, and not only to say whether one begins here.
READ = False


class BlockParser(ParserBlock):
    """As the parser it is made of; to its `ruler` more rules may be added."""

    ruler: RulerByCharacter

    def __init__(self, like: ParserBlock) -> None:
        super().__init__()
        self.ruler = RulerByCharacter(like.ruler)

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 - markdown-it's names
        # A paragraph asks the rules what interrupts it, and would let them look for an end of theirs below its quote.
        last, state.lineMax = state.lineMax, min(state.lineMax, endLine)
        self._read_lines(state, startLine, endLine)
        state.lineMax = last

    def _read_lines(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        text, starts, shifts, ends = state.src, state.bMarks, state.tShift, state.eMarks
        rules = self.ruler.by_character("")
        every, others = rules[""], rules[OTHER]
        deepest = state.md.options["maxNesting"]
        line, has_empty_lines = startLine, False
        while line < endLine:
            state.line = line = state.skipEmptyLines(line)
            if line >= endLine or state.sCount[line] < state.blkIndent:
                return
            if state.level >= deepest:
                state.line = endLine
                return
            is_indented = state.sCount[line] - state.blkIndent >= INDENT_OF_CODE
            for rule in every if is_indented else rules.get(text[starts[line] + shifts[line]], others):
                if rule(state, line, endLine, READ):
                    break
            if state.line <= line:
                raise RuntimeError("no rule for blocks took the line")
            # Whether an empty line stands before what has been read last.
            state.tight = not has_empty_lines
            line = state.line
            if line - 1 < endLine and starts[line - 1] + shifts[line - 1] >= ends[line - 1]:
                has_empty_lines = True
            if line < endLine and starts[line] + shifts[line] >= ends[line]:
                has_empty_lines = True
                line += 1
                state.line = line


Rules = Sequence[RuleFuncBlockType]


class RulerByCharacter(Ruler[RuleFuncBlockType]):
    """The rules of *like*, and for each chain of them those that are to be called at a character."""

    def __init__(self, like: Ruler[RuleFuncBlockType]) -> None:
        super().__init__()
        self.__rules__ = like.__rules__
        self._by_character: dict[str, Mapping[str, Rules]] = {}

    def by_character(self, chain: str) -> Mapping[str, Rules]:
        """The rules of *chain* by the first character of a line, in their order; the empty one has all of them."""
        if self.__cache__ is None:
            self.__compile__()
        return self._by_character[chain]

    def __compile__(self) -> None:
        """The chains as they are, but those that say where a block ends have one rule, which calls the others."""
        super().__compile__()
        chains = self.__cache__ or {}
        for chain in chains:
            rules = [rule for rule in self.__rules__ if rule.enabled and (not chain or chain in rule.alt)]
            known = {char for rule in rules for char in FIRST_CHARACTERS.get(rule.name, "")}
            self._by_character[chain] = {
                char: [rule.fn for rule in rules if not char or char in FIRST_CHARACTERS.get(rule.name, char)]
                for char in ("", OTHER, *sorted(known))
            }
            if chain:
                chains[chain] = [_ask_by_character(self._by_character[chain])]


def _ask_by_character(rules: Mapping[str, Rules]) -> RuleFuncBlockType:
    every, others = rules[""], rules[OTHER]

    def begins_block(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: FBT001, N803
        if state.sCount[startLine] - state.blkIndent >= INDENT_OF_CODE:
            called = every
        else:
            place = state.bMarks[startLine] + state.tShift[startLine]
            called = rules.get(state.src[place : place + 1], others)
        for rule in called:  # noqa: SIM110 - a generator takes twice as long
            if rule(state, startLine, endLine, silent):
                return True
        return False

    return begins_block
