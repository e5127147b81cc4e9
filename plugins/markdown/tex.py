"""TeX as authors write it, put into what our renderers know.

The formulas of blogs and vaults were tried in MathJax or KaTeX. What those two know and `math-core` does not is written
here in other words; positions lead back to what the author wrote.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from plugins.markdown.chemistry import chemistry_to_tex

# Real formulas stay below twenty; both renderers, and this module, go down once for each level.
DEEPEST = 60
# So many commands without anything between them are no formula: each may take the next for its argument.
LONGEST_RUN = 200
LONGEST = 20_000
# `math-core` 0.9 takes twice as long for each further bracket that is not closed.
MOST_OPEN = 12

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
TOKEN = re.compile(r"\\(?:[A-Za-z]+|.|$)|%[^\n]*|\s+|.", re.DOTALL)

MACROS: Mapping[str, str] = {
    "micro": "µ",
    "euro": "€",
    "textdegree": "°",
    "pmb": r"\boldsymbol{#1}",
    "mathnormal": "#1",
    "vcenter": "#1",
    "hfill": r"\quad",
    "abs": r"\left|#1\right|",
    "norm": r"\left\|#1\right\|",
    "dv": r"\frac{\mathrm{d}#1}{\mathrm{d}#2}",
    "pdv": r"\frac{\partial #1}{\partial #2}",
}
TEXT_COMMANDS = frozenset(
    r"\text \textrm \textnormal \textbf \textit \textsf \texttt \textsc \textup \textmd \mbox \hbox".split()
)
TEXT_SPELLINGS = dict.fromkeys((r"\mbox", r"\hbox", r"\textnormal", r"\textup", r"\textmd"), r"\text")
# By how much the letters of a formula are larger or smaller, as classes of the style sheet.
SIZES = {
    r"\tiny": "tiny",
    r"\scriptsize": "smaller",
    r"\footnotesize": "smaller",
    r"\small": "small",
    r"\normalsize": "",
    r"\large": "large",
    r"\Large": "larger",
    r"\LARGE": "larger",
    r"\huge": "huge",
    r"\Huge": "huge",
}
# They would lead out of the formula, or into the page's own HTML.
REFUSED = frozenset(
    r"\href \url \includegraphics \style \class \cssId \htmlId \htmlClass \htmlStyle \htmlData \input".split()
)
ENVIRONMENTS = {
    # Numbers would begin with (1) in each formula; authors who want one write `\tag`.
    "align": "align*",
    "equation": "equation*",
    "gather": "gather*",
    "multline": "multline*",
    "flalign": "align*",
    "flalign*": "align*",
    "split": "aligned",
    "alignat": "align*",
    "alignat*": "align*",
    "alignedat": "aligned",
    "smallmatrix": "subarray",
    "eqnarray": "array",
    "eqnarray*": "array",
}
ARGUMENTS = {"smallmatrix": "{cccccccccc}", "eqnarray": "{rcl}", "eqnarray*": "{rcl}"}
WITH_COUNT = frozenset({"alignat", "alignat*", "alignedat"})
TAKES_TAG = frozenset("align align* equation equation* gather gather* multline multline* flalign flalign*".split())
PLAIN_MATRICES = {r"\matrix": "matrix", r"\pmatrix": "pmatrix", r"\bmatrix": "bmatrix", r"\cases": "cases"}

OPENING = frozenset(
    r"( [ ⟨ ⌊ ⌈ ⟦ ⟮ ⦃ \{ \langle \lfloor \lceil \lbrace \lbrack \lparen \lvert \lVert \lgroup \lmoustache \llbracket"
    r" \ulcorner \llcorner \lBrace \lAngle \llangle \lang \mathopen".split()
)
CLOSING = frozenset(
    r") ] ⟩ ⌋ ⌉ ⟧ ⟯ ⦄ \} \rangle \rfloor \rceil \rbrace \rbrack \rparen \rvert \rVert \rgroup \rmoustache \rrbracket"
    r" \urcorner \lrcorner \rBrace \rAngle \rrangle \rang".split()
)
SIZED = frozenset(f"\\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m"))
LEFT_SIZED = frozenset(r"\bigl \Bigl \biggl \Biggl".split())
SIDES = frozenset({r"\left", r"\right", r"\middle"})
ARGUMENT_FOLLOWS = re.compile(
    r"[_^]|\\(?:hat|widehat|check|tilde|widetilde|acute|grave|dot|ddot|dddot|breve|bar|vec|mathring|overline|underline"
    r"|sqrt|[dtc]?frac|[dt]?binom|math[a-z]+|boldsymbol|bm|operatorname|[hv]?phantom|text[a-z]*|over[a-z]+|under[a-z]+"
    r"|stackrel|x[a-z]+arrow|boxed|fbox|[bx]?cancel)"
)

DEFINITION = re.compile(r"\\(?:def|(?:re)?newcommand|providecommand)(?![A-Za-z])")


class TexError(Exception):
    """What is wrong with a formula; *place* counts its characters from 0."""

    def __init__(self, message: str, place: int) -> None:
        super().__init__(message)
        self.message = message
        self.place = place


class Token(NamedTuple):
    text: str
    place: int


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A formula in the words of `math-core`, with what became of it on the way.

    *size* is one of the values of `SIZES`. *is_risky*: so many brackets are left open that `math-core` would not end.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[tuple[int, bool], ...]
    size: str
    is_risky: bool

    def find_origin(self, place: int) -> int:
        """Where the author wrote what stands at *place*."""
        index = bisect_right(self.starts, place) - 1
        if index < 0:
            return 0
        origin, is_verbatim = self.origins[index]
        return origin + (place - self.starts[index] if is_verbatim else 0)


def check_tex(tex: str) -> None:
    """Raise `TexError` for what no renderer should be given."""
    if found := CONTROL.search(tex):
        raise TexError(f"the formula holds the control character U+{ord(found[0]):04X}; take it out", found.start())
    if len(tex) > LONGEST:
        raise TexError(f"the formula has {len(tex)} characters, {LONGEST} are possible; split it", LONGEST)
    tokens = split_tex(tex)
    _find_partners(tokens, len(tex))
    _check_depth(tokens)


def split_tex(tex: str) -> list[Token]:
    return [Token(found[0], found.start()) for found in TOKEN.finditer(tex)]


def say_tex(tex: str) -> str:
    """*tex* on one line as the words of its formula, without comments, which TeX does not show either."""
    return " ".join("".join(token.text for token in split_tex(tex) if not token.text.startswith("%")).split())


def rewrite_tex(tex: str, *, is_display: bool) -> Rewritten:
    """*tex* for `math-core`; raises `TexError`."""
    return _Rewriter(tex).rewrite(is_display=is_display)


def _find_partners(tokens: list[Token], end: int) -> dict[int, int]:
    """The index of the closing brace for that of each opening one."""
    partners: dict[int, int] = {}
    open_braces: list[int] = []
    for index, token in enumerate(tokens):
        if token.text == "{":
            open_braces.append(index)
        elif token.text == "}":
            if not open_braces:
                raise TexError("'}' closes nothing; write '\\}' for a brace, or take it out", token.place)
            partners[open_braces.pop()] = index
    if open_braces:
        raise TexError("'{' is not closed; add '}'", min(tokens[open_braces[-1]].place, end))
    return partners


def _check_depth(tokens: list[Token]) -> None:
    depth = run = 0
    for token in tokens:
        if token.text in ("{", r"\begin", r"\left"):
            depth += 1
        elif token.text in ("}", r"\end", r"\right"):
            depth -= 1
        if depth > DEEPEST:
            raise TexError(f"the formula is nested more than {DEEPEST} levels deep; simplify it", token.place)
        if token.text.startswith("\\"):
            run += 1
        elif not token.text.isspace():
            run = 0
        if run > LONGEST_RUN:
            raise TexError(f"more than {LONGEST_RUN} commands follow each other; simplify the formula", token.place)


@dataclass(slots=True)
class _Rewriter:
    tex: str
    tokens: list[Token] = field(default_factory=list)
    partners: dict[int, int] = field(default_factory=dict)
    pieces: list[tuple[str, int, bool]] = field(default_factory=list)
    depth: int = 0
    environments: list[str] = field(default_factory=list)
    size: str = ""
    tag: tuple[str, int] | None = None
    shown_tag: tuple[str, int] | None = None
    is_broken: bool = False

    def rewrite(self, *, is_display: bool) -> Rewritten:
        self.tokens = split_tex(self.tex)
        self.partners = _find_partners(self.tokens, len(self.tex))
        self._write(0, len(self.tokens))
        pieces = self.pieces
        if self.is_broken and is_display:
            pieces = [(r"\begin{gathered}", 0, False), *pieces, (r"\end{gathered}", len(self.tex), False)]
        if self.tag and is_display:
            tag = (f"{self.tag[0]}\\end{{equation*}}", self.tag[1], False)
            pieces = [(r"\begin{equation*}", 0, False), *pieces, tag]
        elif self.shown_tag:
            pieces = [*pieces, (*self.shown_tag, False)]
        starts, origins, length = [], [], 0
        for text, origin, is_verbatim in pieces:
            starts.append(length)
            origins.append((origin, is_verbatim))
            length += len(text)
        text = "".join(piece[0] for piece in pieces)
        return Rewritten(text, tuple(starts), tuple(origins), self.size, _leaves_many_open(text))

    def _write(self, index: int, end: int) -> None:
        """Write the tokens from *index* to *end*."""
        while index < end:
            index = self._write_one(index, end)

    def _write_one(self, index: int, end: int) -> int:  # noqa: C901 - one case for each spelling
        """Write what begins at *index*; say where the next begins."""
        text, place = self.tokens[index]
        if text.startswith("%"):
            # A comment ends with its line, and we may write on in the same one.
            return index + 1
        if not text.startswith("\\"):
            return self._write_character(index)
        if text in REFUSED:
            raise TexError(f"'{text}' is not drawn in formulas; put links and pictures beside the formula", place)
        if text in SIZES:
            if not any(piece[0].strip() for piece in self.pieces):
                self.size = SIZES[text]
            return index + 1
        if text in TEXT_COMMANDS and (group := self._find_group(index + 1)):
            return self._write_text(text, group)
        if text in (r"\ce", r"\cee") and (group := self._find_group(index + 1)):
            self._say(chemistry_to_tex(self._source(group)), place)
            return group[1] + 1
        if text == r"\pu" and (group := self._find_group(index + 1)):
            self._say(rf"\text{{{escape_in_text(self._source(group))}}}", place)
            return group[1] + 1
        if text == r"\begin" and (group := self._find_group(index + 1)):
            return self._begin(index, group, end)
        if text == r"\end" and (group := self._find_group(index + 1)):
            return self._end(index, group)
        if text == r"\substack" and (group := self._find_group(index + 1)):
            return self._write_between(r"\begin{subarray}{c}", group, r"\end{subarray}", place)
        if text in PLAIN_MATRICES and (group := self._find_group(index + 1)):
            name = PLAIN_MATRICES[text]
            return self._write_between(rf"\begin{{{name}}}", group, rf"\end{{{name}}}", place)
        if text == r"\cr":
            self._say(r"\\", place)
            return index + 1
        if text in (r"\label", r"\require") and (group := self._find_group(index + 1)):
            return group[1] + 1
        if text in (r"\ref", r"\eqref") and (group := self._find_group(index + 1)):
            name = escape_in_text(self._source(group))
            self._say(rf"\text{{({name})}}" if text == r"\eqref" else rf"\text{{{name}}}", place)
            return group[1] + 1
        if text == r"\tag" and not TAKES_TAG.intersection(self.environments):
            return self._take_tag(index)
        if text in (r"\color", r"\textcolor") and (group := self._find_group(index + 1)):
            return self._write_color(text, index, group)
        if text == r"\DeclareMathOperator":
            return self._define_operator(index)
        if text == "\\\n":
            # TeX takes it for a space.
            self._say(r"\ ", place)
            return index + 1
        if text in SIZED and (group := self._find_group(index + 1)) and self._is_one_character(group):
            # `\big{[}`: the delimiter itself is meant.
            self._copy(index)
            self._write(group[0] + 1, group[1])
            return group[1] + 1
        if text == r"\\" and not self.depth and not self.environments:
            self.is_broken = True
        self._copy(index)
        return index + 1

    def _write_character(self, index: int) -> int:
        text = self.tokens[index].text
        if text == "{":
            self.depth += 1
        elif text == "}":
            self.depth -= 1
        elif text == "#" and not DEFINITION.search(self.tex):
            raise TexError("'#' stands for an argument of a command; write '\\#'", self.tokens[index].place)
        self._copy(index)
        return index + 1

    def _write_between(self, before: str, group: tuple[int, int], after: str, place: int) -> int:
        self._say(before, place)
        self.depth += 1
        self._write(group[0] + 1, group[1])
        self.depth -= 1
        self._say(after, self.tokens[group[1]].place)
        return group[1] + 1

    def _write_text(self, command: str, group: tuple[int, int]) -> int:
        """Write text; the formulas between dollars in it stand beside it."""
        spelled = TEXT_SPELLINGS.get(command, command)
        place = self.tokens[group[0]].place
        self._say("{", place)
        self._write_words(spelled, group[0] + 1, group[1])
        self._say("}", self.tokens[group[1]].place)
        return group[1] + 1

    def _write_words(self, spelled: str, index: int, end: int) -> None:
        """Write the text from *index* to *end*, with what stands beside its words: formulas, and words in a colour."""
        is_open = False
        while index < end:
            text, place = self.tokens[index]
            color = self._find_group(index + 1) if text == r"\textcolor" else None
            inside = self._find_group(color[1] + 1) if color else None
            beside = text == "$" or (color and inside)
            if is_open and beside:
                self._say("}", place)
            elif not is_open and not beside:
                self._say(spelled + "{", place)
            is_open = not beside
            if text == "$":
                index = self._write_formula_in_text(index, end)
            elif color and inside:
                self._say(self._color_opening(color), place)
                self._write_words(spelled, inside[0] + 1, inside[1])
                index = inside[1] + 1
                self._say("}", self.tokens[inside[1]].place)
            else:
                self._copy_in_text(index)
                index += 1
        if is_open:
            self._say("}", self.tokens[end].place)

    def _write_formula_in_text(self, index: int, end: int) -> int:
        place = self.tokens[index].place
        stop = next((one for one in range(index + 1, end) if self.tokens[one].text == "$"), None)
        if stop is None:
            raise TexError("'$' opens a formula in a text and nothing closes it; write '\\$'", place)
        self._say("{", place)
        self.depth += 1
        self._write(index + 1, stop)
        self.depth -= 1
        self._say("}", self.tokens[stop].place)
        return stop + 1

    def _copy_in_text(self, index: int) -> None:
        text, place = self.tokens[index]
        if text in ("_", "&", "#"):
            self._say("\\" + text, place)
        elif text == "^":
            self._say(r"\^{}", place)
        elif text in TEXT_SPELLINGS:
            self._say(r"\text", place)
        elif not text.startswith("%"):
            self._copy(index)

    def _begin(self, index: int, group: tuple[int, int], end: int) -> int:
        name = self._source(group).strip()
        place = self.tokens[index].place
        following = group[1] + 1
        if name == "prooftree":
            return self._write_proof(following, end, place)
        self.environments.append(name)
        if name in ("math", "displaymath"):
            return following
        if name in WITH_COUNT and (count := self._find_group(following)):
            following = count[1] + 1
        self._say(rf"\begin{{{ENVIRONMENTS.get(name, name)}}}{ARGUMENTS.get(name, '')}", place)
        return following

    def _end(self, index: int, group: tuple[int, int]) -> int:
        name = self._source(group).strip()
        if name in self.environments:
            while self.environments.pop() != name:
                pass
        if name not in ("math", "displaymath"):
            self._say(rf"\end{{{ENVIRONMENTS.get(name, name)}}}", self.tokens[index].place)
        return group[1] + 1

    def _write_proof(self, index: int, end: int, place: int) -> int:
        """Write a proof of the package bussproofs as fractions: what follows stands below what it follows from."""
        lines: list[str] = []
        left = right = ""
        while index < end:
            text, here = self.tokens[index]
            if text == r"\end":
                group = self._find_group(index + 1)
                if group is None or self._source(group).strip() != "prooftree" or len(lines) != 1:
                    raise TexError("the proof tree is not complete: it must end in one conclusion", here)
                self._say(lines[0], place)
                return group[1] + 1
            group = self._find_group(index + 1) if text.startswith("\\") else None
            if group is None:
                if not text.isspace() and not text.startswith(("%", "\\")):
                    raise TexError(f"'{text}' stands between the lines of a proof tree; take it out", here)
                index += 1
                continue
            said = self._said_in(group)
            if text in (r"\LeftLabel", r"\RightLabel"):
                left, right = (said, right) if text == r"\LeftLabel" else (left, said)
            elif text in (r"\AxiomC", r"\Axiom"):
                lines.append(said)
            elif (count := INFERENCES.get(text)) and len(lines) >= count:
                above = r"\qquad ".join(lines[-count:])
                lines[-count:] = [rf"{{{left}\,\dfrac{{{above}}}{{{said}}}\,{right}}}"]
                left = right = ""
            else:
                raise TexError(f"'{text}' does not fit into the proof tree here", here)
            index = group[1] + 1
        raise TexError(r"the proof tree is not closed; add '\end{prooftree}'", place)

    def _said_in(self, group: tuple[int, int]) -> str:
        """What the text in *group* is rewritten to."""
        kept, self.pieces = self.pieces, []
        try:
            self._write_text(r"\text", group)
            return "".join(piece[0] for piece in self.pieces)
        finally:
            self.pieces = kept

    def _take_tag(self, index: int) -> int:
        following = index + 1
        star = ""
        if following < len(self.tokens) and self.tokens[following].text == "*":
            star, following = "*", following + 1
        group = self._find_group(following)
        if group is None:
            self._copy(index)
            return index + 1
        place = self.tokens[index].place
        if "$" in self._source(group):
            # A mark of its own, such as `\tag{$\ast$}`: `math-core` takes only words.
            said = self._said_in(group)
            self.shown_tag = (rf"\qquad {said}" if star else rf"\qquad ({said})", place)
        else:
            words = escape_in_text(self._source(group))
            self.tag = (rf"\tag{star}{{{words}}}", place)
            self.shown_tag = (rf"\quad\text{{{words}}}" if star else rf"\quad\text{{({words})}}", place)
        return group[1] + 1

    def _write_color(self, command: str, index: int, group: tuple[int, int]) -> int:
        place = self.tokens[index].place
        color = self._find_hex_color(group)
        if color is None:
            self._copy(index)
            return index + 1
        inside = self._find_group(group[1] + 1) if command == r"\textcolor" else None
        if inside is None:
            self._say(color + " ", place)
            return group[1] + 1
        return self._write_between("{" + color + " ", inside, "}", place)

    def _find_hex_color(self, group: tuple[int, int]) -> str | None:
        """The command for a colour in digits, `#a00`; nothing for one that has a name."""
        found = re.fullmatch(r"\s*#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})\s*", self._source(group))
        if found is None:
            return None
        digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
        return rf"\color[HTML]{{{digits.upper()}}}"

    def _color_opening(self, group: tuple[int, int]) -> str:
        color = self._find_hex_color(group)
        return "{" + color + " " if color else rf"\textcolor{{{self._source(group)}}}" + "{"

    def _define_operator(self, index: int) -> int:
        following = index + 1
        star = ""
        if following < len(self.tokens) and self.tokens[following].text == "*":
            star, following = "*", following + 1
        name = self._find_group(following)
        words = self._find_group(name[1] + 1) if name else None
        if name is None or words is None:
            self._copy(index)
            return index + 1
        definition = rf"\newcommand{{{self._source(name)}}}{{\operatorname{star}{{{self._source(words)}}}}}"
        self._say(definition, self.tokens[index].place)
        return words[1] + 1

    def _find_group(self, index: int) -> tuple[int, int] | None:
        """The indexes of the braces of the group that begins at *index*, behind any space."""
        while index < len(self.tokens) and self.tokens[index].text.isspace():
            index += 1
        if index < len(self.tokens) and self.tokens[index].text == "{":
            return index, self.partners[index]
        return None

    def _is_one_character(self, group: tuple[int, int]) -> bool:
        return sum(not token.text.isspace() for token in self.tokens[group[0] + 1 : group[1]]) == 1

    def _source(self, group: tuple[int, int]) -> str:
        return self.tex[self.tokens[group[0]].place + 1 : self.tokens[group[1]].place]

    def _copy(self, index: int) -> None:
        text, place = self.tokens[index]
        self.pieces.append((text, place, True))

    def _say(self, text: str, place: int) -> None:
        # A name of a command must not grow by the letter that follows.
        if text and text[0].isalpha() and self.pieces and re.search(r"\\[A-Za-z]+$", self.pieces[-1][0]):
            text = " " + text
        self.pieces.append((text, place, False))


INFERENCES = {r"\UnaryInfC": 1, r"\BinaryInfC": 2, r"\TrinaryInfC": 3, r"\QuaternaryInfC": 4, r"\QuinaryInfC": 5}


def escape_in_text(words: str) -> str:
    """*words* for within `\\text{…}`."""
    return re.sub(r"(?<!\\)([_&#$%])", r"\\\1", words).replace("^", r"\^{}")


def _leaves_many_open(text: str) -> bool:
    """Whether more than `MOST_OPEN` brackets stand open in *text*, as far as `math-core` sees them closed.

    One that is closed within a group, or as the argument of a command, may count as open there.
    """
    tokens = [token.text for token in split_tex(text) if not token.text.isspace()]
    # One list of open brackets for each group that is open.
    open_ones = [0]
    total = 0
    for before, sign in pairwise(["", *tokens]):
        if sign == "{":
            open_ones.append(0)
        elif sign == "}":
            if len(open_ones) > 1:
                open_ones.pop()
        elif before in SIDES:
            continue
        elif sign in LEFT_SIZED or (sign in OPENING and before not in LEFT_SIZED):
            open_ones[-1] += 1
            total += 1
        elif open_ones[-1] and sign in CLOSING and _closes_behind(before):
            open_ones[-1] -= 1
            total -= 1
        if total > MOST_OPEN:
            return True
    return False


def _closes_behind(before: str) -> bool:
    return before not in LEFT_SIZED and not ARGUMENT_FOLLOWS.fullmatch(before)
