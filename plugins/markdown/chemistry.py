"""Chemistry as the TeX package mhchem writes it, `\\ce{SO4^2-}`, in plain TeX.

Formulas, charges, isotopes, states, bonds and arrows with words; what is not understood stays as letters.
"""

from __future__ import annotations

import re

ARROWS = {
    "<-->": r"\longleftrightarrow",
    "<=>>": r"\rightleftharpoons",
    "<<=>": r"\rightleftharpoons",
    "<=>": r"\rightleftharpoons",
    "<->": r"\leftrightarrow",
    "->": r"\rightarrow",
    "<-": r"\leftarrow",
    "→": r"\rightarrow",
    "⇌": r"\rightleftharpoons",
    "↔": r"\leftrightarrow",
}
STRETCHED = {
    r"\rightleftharpoons": r"\xrightleftharpoons",
    r"\rightarrow": r"\xrightarrow",
    r"\leftarrow": r"\xleftarrow",
    r"\leftrightarrow": r"\xleftrightarrow",
    r"\longleftrightarrow": r"\xleftrightarrow",
}
ARROW = re.compile("|".join(re.escape(arrow) for arrow in sorted(ARROWS, key=len, reverse=True)))
INDEX = re.compile(r"\d+")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
FRACTION = re.compile(r"(\d+)/(\d+)")
LETTERS = re.compile(r"[A-Za-z]+")
# Behind `^`: digits and a sign, as in `SO4^2-`.
CHARGE = re.compile(r"\d*[+-]+|\d+|[A-Za-z•.*]")
SUBSCRIPT = re.compile(r"\d+|[A-Za-z]")
SIGNS = re.compile(r"[+-]+")
COMMAND = re.compile(r"\\(?:[A-Za-z]+|.|$)", re.DOTALL)
# A sign behind an element is its charge where nothing is bound to it.
END_OF_FORMULA = re.compile(r"(?=[+-]*(?:\s|[)\]},]|$|\^|_|\[))")
BONDS = {"-": "{-}", "=": "{=}", "#": r"{\equiv}", "~": r"{\cdots}"}


def chemistry_to_tex(source: str) -> str:
    """*source*, what stands between the braces of `\\ce{…}`, as TeX in one group."""
    return "{" + _Chemistry(source).convert() + "}"


class _Chemistry:
    """Reads *source* from left to right; *is_after* says whether an element, bracket or index stands right before."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.place = 0
        self.is_after = False
        self.written: list[str] = []

    def convert(self) -> str:
        while self.place < len(self.source):
            self._convert_one()
        return "".join(self.written)

    def _convert_one(self) -> None:  # noqa: C901 - one case for each sign
        source, place = self.source, self.place
        char = source[place]
        if char.isspace():
            self._take(1, "", is_after=False)
        elif arrow := ARROW.match(source, place):
            self._take_arrow(arrow)
        elif char in "^_":
            self._take_script(char)
        elif char == "\\":
            self._take_command()
        elif char == "$" and (end := source.find("$", place + 1)) > 0:
            self._take(end + 1 - place, "{" + source[place + 1 : end] + "}", is_after=True)
        elif char == "{":
            inside = self._group(place)
            self._take(len(inside) + 2, "{" + _Chemistry(inside).convert() + "}", is_after=True)
        elif found := FRACTION.match(source, place):
            self._take(len(found[0]), rf"\tfrac{{{found[1]}}}{{{found[2]}}}\,", is_after=False)
        elif self.is_after and (found := INDEX.match(source, place)):
            self._take(len(found[0]), f"_{{{found[0]}}}", is_after=True)
        elif found := NUMBER.match(source, place):
            self._take(len(found[0]), rf"{found[0]}\,", is_after=False)
        elif char in "+-" and self.is_after and (found := SIGNS.match(source, place)):
            self._take_sign(found[0])
        elif char == "+":
            self._take(1, "+", is_after=False)
        elif char in BONDS:
            self._take(1, BONDS[char], is_after=False)
        elif char in "*.·•":
            self._take(1, r"\cdot ", is_after=False)
        elif found := LETTERS.match(source, place):
            self._take_letters(found[0])
        else:
            self._take(1, _escaped(char), is_after=char in ")]")

    def _take(self, length: int, text: str, *, is_after: bool) -> None:
        self.place += length
        self.written.append(text)
        self.is_after = is_after

    def _take_arrow(self, found: re.Match[str]) -> None:
        """An arrow, with the words in brackets above and below it."""
        command = ARROWS[found[0]]
        place = found.end()
        words: list[str] = []
        while place < len(self.source) and self.source[place] == "[" and len(words) < 2:
            end = self.source.find("]", place)
            if end < 0:
                break
            words.append(_Chemistry(self.source[place + 1 : end]).convert())
            place = end + 1
        if words:
            below = f"[{words[1]}]" if len(words) > 1 else ""
            text = f"{STRETCHED[command]}{below}{{{words[0]}}}"
        else:
            text = command + " "
        self._take(place - self.place, text, is_after=False)

    def _take_script(self, sign: str) -> None:
        place = self.place + 1
        before = "" if self.is_after or (self.written and self.written[-1][:1] in ("^", "_")) else "{}"
        if place < len(self.source) and self.source[place] == "{":
            inside = self._group(place)
            self._take(len(inside) + 3, f"{before}{sign}{{{_in_script(inside)}}}", is_after=True)
            return
        found = (CHARGE if sign == "^" else SUBSCRIPT).match(self.source, place)
        if found is None:
            # Alone it says that a gas leaves.
            self._take(1, r"\uparrow " if sign == "^" else r"\_", is_after=False)
            return
        self._take(len(found[0]) + 1, f"{before}{sign}{{{_in_script(found[0])}}}", is_after=True)

    def _take_command(self) -> None:
        found = COMMAND.match(self.source, self.place)
        text = found[0] if found else "\\"
        length = len(text)
        if text == r"\bond" and self.source[self.place + length : self.place + length + 1] == "{":
            inside = self._group(self.place + length)
            self._take(length + len(inside) + 2, BONDS.get(inside, "{-}"), is_after=False)
            return
        while self.source[self.place + length : self.place + length + 1] == "{":
            inside = self._group(self.place + length)
            text += "{" + inside + "}"
            length += len(inside) + 2
        self._take(length, text + " ", is_after=True)

    def _take_sign(self, signs: str) -> None:
        """Signs right behind an element: its charge at the end of a formula, else a bond or an addition."""
        if END_OF_FORMULA.match(self.source, self.place):
            self._take(len(signs), f"^{{{signs}}}", is_after=True)
        else:
            self._take(1, BONDS.get(signs[0], signs[0]), is_after=False)

    def _take_letters(self, letters: str) -> None:
        is_alone = not self.is_after and self.source[self.place + len(letters) :][:1] in ("", " ")
        if letters == "v" and is_alone and self.written:
            self._take(1, r"\downarrow ", is_after=False)
        else:
            self._take(len(letters), rf"\mathrm{{{letters}}}", is_after=True)

    def _group(self, place: int) -> str:
        """What stands between the brace at *place* and its partner."""
        depth = 0
        for end in range(place, len(self.source)):
            depth += {"{": 1, "}": -1}.get(self.source[end], 0)
            if not depth:
                return self.source[place + 1 : end]
        return self.source[place + 1 :]


def _in_script(inside: str) -> str:
    return LETTERS.sub(lambda found: rf"\mathrm{{{found[0]}}}" if found[0].isupper() else found[0], inside)


def _escaped(char: str) -> str:
    return f"\\{char}" if char in "&#%_" else char
