"""Formulas in plain text: `Q^{-1} = Q^T` is Q⁻¹ = Qᵀ; what needs setting cannot be said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# More of a formula is to be looked at, and not read in a line.
LONGEST = 48
PIECE = re.compile(r"\\(?P<name>[A-Za-z]+)\*?|\\(?P<sign>.)|(?P<number>\d+(?:[.,]\d+)*)|(?P<other>\S)|(?P<space>\s+)")
DELIMITERS = re.compile(r"^\s*(?:\\[(\[]|\${1,2})|(?:\\[)\]]|\${1,2})\s*$")
RAISED = dict(
    zip("0123456789+−-=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True)
) | dict(zip("ABDEGHIJKLMNOPRTUVWαβγδ′*", "ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟ′*", strict=True))
RAISED |= {"⊤": "ᵀ", "†": "†", "∗": "*", "∘": "°", " ": ""}
LOWERED = dict(zip("0123456789+−-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
LOWERED |= {",": ",", " ": ""}
GREEK = dict(
    zip(
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi"
        " omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega varepsilon vartheta varphi varrho varsigma"
        " varpi".split(),
        "αβγδϵζηθικλμνξπρστυϕχψωΓΔΘΛΞΠΣΥΦΨΩεϑφϱςϖ",
        strict=True,
    )
)
# With a space on both sides.
RELATIONS = dict(
    zip(
        "le leq leqslant ge geq geqslant ne neq approx equiv sim simeq cong propto in notin ni subset subseteq supset"
        " supseteq to rightarrow longrightarrow leftarrow leftrightarrow Rightarrow implies Longrightarrow Leftarrow"
        " Leftrightarrow iff mapsto ll gg mid parallel perp vdash models prec succ triangleq coloneqq".split(),
        "≤≤≤≥≥≥≠≠≈≡∼≃≅∝∈∉∋⊂⊆⊃⊇→→→←↔⇒⇒⇒⇐⇔⇔↦≪≫|∥⊥⊢⊨≺≻≜≔",
        strict=True,
    )
)
OPERATORS = dict(
    zip(
        "times cdot pm mp div cup cap setminus wedge land vee lor oplus otimes circ ast star bullet".split(),
        "×·±∓÷∪∩∖∧∧∨∨⊕⊗∘∗⋆•",
        strict=True,
    )
)
SIGNS = {
    "infty": "∞", "partial": "∂", "nabla": "∇", "hbar": "ℏ", "ell": "ℓ", "Re": "ℜ", "Im": "ℑ", "aleph": "ℵ",
    "forall": "∀", "exists": "∃", "neg": "¬", "lnot": "¬", "emptyset": "∅", "varnothing": "∅", "degree": "°",
    "ldots": "…", "dots": "…", "cdots": "⋯", "prime": "′", "dagger": "†", "top": "⊤", "bot": "⊥", "angle": "∠",
    "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "vert": "|", "Vert": "‖",
    "lbrace": "{", "rbrace": "}", "colon": ":", "therefore": "∴", "because": "∵", "square": "□", "Box": "□",
    "triangle": "△", "checkmark": "✓", "backslash": "\\", "int": "∫", "sum": "∑", "prod": "∏",
}  # fmt: skip
FUNCTIONS = frozenset(
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp det dim ker deg gcd max min sup inf arg"
    " lim Pr mod".split()
)
SPACES = frozenset("quad qquad enspace thinspace thickspace nobreakspace".split())
SILENT = frozenset(
    "left right big Big bigg Bigg bigl bigr Bigl Bigr displaystyle textstyle limits nolimits rm bf it boldmath"
    " scriptstyle".split()
)
# Their words are said as they are.
TEXTS = frozenset("text textrm textbf textit texttt textsf textnormal mbox mathrm mathsf mathtt operatorname".split())
LETTERS = frozenset("mathbb mathbf mathit boldsymbol bm mathcal mathscr mathfrak mathnormal pmb ensuremath".split())
DOUBLED = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ1", "𝔸𝔹ℂ𝔻𝔼𝔽𝔾ℍ𝕀𝕁𝕂𝕃𝕄ℕ𝕆ℙℚℝ𝕊𝕋𝕌𝕍𝕎𝕏𝕐ℤ𝟙", strict=True))
ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0304", "tilde": "\u0303",
    "widetilde": "\u0303", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308", "acute": "\u0301",
}  # fmt: skip
SYMBOLS = GREEK | SIGNS | {name: f" {sign} " for name, sign in RELATIONS.items()} | dict.fromkeys(SPACES, " ")
PLAIN = frozenset("()[]|.,;:!?/'’\"%°′∞…")
BINARY = {"+": "+", "-": "−", "−": "−", "*": "*", "·": "·", "×": "×"}
COMPARING = frozenset("=<>≤≥≠≈≡→←↔⇒∈∉⊂⊆:≔")
CANNOT_OPEN = frozenset("([{|,;:/⟨")


class _UnsayableError(Exception):
    """The formula needs setting."""


def say_formula(tex: str) -> str:
    """The formula *tex* in plain text; empty where it cannot be said in a line."""
    bare = DELIMITERS.sub("", tex)
    if not bare.strip() or len(bare) > 4 * LONGEST:
        return ""
    try:
        said = _Speaker(bare).say_all()
    except (_UnsayableError, RecursionError):
        return ""
    said = " ".join(unicodedata.normalize("NFC", said).split())
    return said if len(said) <= LONGEST else ""


class _Speaker:
    """Says one formula, piece by piece."""

    def __init__(self, tex: str) -> None:
        self._pieces = list(PIECE.finditer(tex))
        self._place = 0

    def say_all(self) -> str:
        said = self._say_until("")
        if self._place < len(self._pieces):
            raise _UnsayableError
        return said

    def _say_until(self, end: str) -> str:
        """What stands up to the sign *end*, which is taken."""
        parts: list[str] = []
        while self._place < len(self._pieces):
            piece = self._pieces[self._place]
            if end and piece["other"] == end:
                self._place += 1
                return "".join(parts)
            self._place += 1
            self._add(piece, parts)
        if end:
            raise _UnsayableError
        return "".join(parts)

    def _add(self, piece: re.Match[str], parts: list[str]) -> None:
        if piece["space"]:
            return
        if piece["number"]:
            parts.append(piece["number"])
        elif piece["name"]:
            self._add_command(piece["name"], parts)
        elif piece["sign"]:
            self._add_sign(piece["sign"], parts)
        else:
            self._add_other(piece["other"], parts)

    def _add_sign(self, sign: str, parts: list[str]) -> None:
        if sign in ",;: !>":
            parts.append("" if sign == "!" else " ")
        elif sign in "%$#_{}&|":
            parts.append("‖" if sign == "|" else sign)
        else:
            # The end of a row, among others.
            raise _UnsayableError

    def _add_other(self, sign: str, parts: list[str]) -> None:
        if sign in "^_":
            self._add_script(sign, parts)
        elif sign == "{":
            parts.append(self._say_until("}"))
        elif sign in "}&#$\\":
            raise _UnsayableError
        elif sign == "~":
            parts.append(" ")
        elif sign == "'":
            parts.append("′")
        elif sign in COMPARING and sign != ":":
            parts.append(f" {sign} ")
        elif sign in BINARY:
            parts.append(_beside(BINARY[sign], parts))
        elif sign in ",;:":
            parts.append(f"{sign} ")
        elif sign.isalpha() or sign in PLAIN or not sign.isascii():
            parts.append(sign)
        else:
            raise _UnsayableError

    def _add_command(self, name: str, parts: list[str]) -> None:
        if (sign := SYMBOLS.get(name)) is not None:
            parts.append(sign)
        elif name in OPERATORS:
            parts.append(_beside(OPERATORS[name], parts))
        elif name in FUNCTIONS:
            before = " " if parts and parts[-1][-1:].isalnum() else ""
            parts.append(f"{before}{name}{'' if self._peek() in ('(', '_', '^', '', '{') else ' '}")
        elif name in SILENT:
            if self._peek() == "." and name in ("left", "right"):
                # A bracket that is not shown.
                self._place += 1
        else:
            parts.append(self._say_with_argument(name))

    def _say_with_argument(self, name: str) -> str:
        if name in TEXTS:
            return self._words()
        if name in ("frac", "tfrac", "dfrac"):
            return f"{_as_operand(self._argument())}/{_as_operand(self._argument())}"
        if name == "sqrt" and self._peek() != "[":
            return f"√{_as_operand(self._argument())}"
        if name not in LETTERS and name not in ACCENTS:
            raise _UnsayableError
        said = self._argument()
        if name == "mathbb":
            return "".join(DOUBLED.get(letter, letter) for letter in said)
        if name in ACCENTS and len(said) != 1:
            raise _UnsayableError
        return said + ACCENTS.get(name, "")

    def _add_script(self, sign: str, parts: list[str]) -> None:
        table = RAISED if sign == "^" else LOWERED
        script = self._argument().strip()
        said = [table.get(letter) for letter in script]
        if not script or None in said or (parts and parts[-1][-1:] in ("∑", "∏", "∫")):
            raise _UnsayableError
        if sign == "_" and parts and parts[-1].strip() in FUNCTIONS:
            raise _UnsayableError
        parts.append("".join(letter for letter in said if letter))

    def _peek(self) -> str:
        """The next piece that is no space."""
        place = self._place
        while place < len(self._pieces) and self._pieces[place]["space"]:
            place += 1
        return self._pieces[place][0] if place < len(self._pieces) else ""

    def _argument(self) -> str:
        """What the next command or script is about: a group, or one piece."""
        while self._place < len(self._pieces) and self._pieces[self._place]["space"]:
            self._place += 1
        if self._place >= len(self._pieces):
            raise _UnsayableError
        piece = self._pieces[self._place]
        self._place += 1
        if piece["number"] and len(piece["number"]) > 1:
            # Only its first digit; what is written so is meant otherwise.
            raise _UnsayableError
        parts: list[str] = []
        self._add(piece, parts)
        return "".join(parts)

    def _words(self) -> str:
        """The words in the group that comes next, with their spaces."""
        if self._peek() != "{":
            raise _UnsayableError
        depth = 0
        words: list[str] = []
        for piece in self._pieces[self._place :]:
            self._place += 1
            depth += {"{": 1, "}": -1}.get(piece[0], 0)
            if not depth:
                return "".join(words)
            if piece[0] == "{" and depth == 1:
                continue
            if piece["name"] or piece[0] in "{}$":
                raise _UnsayableError
            words.append(piece["sign"] or (" " if piece["space"] else piece[0]))
        raise _UnsayableError


def _beside(sign: str, parts: Sequence[str]) -> str:
    """The *sign* of an operation with spaces around it, or without where it stands before a number: −1."""
    before = "".join(parts).rstrip()
    is_between = bool(before) and before[-1] not in CANNOT_OPEN and before[-1] not in COMPARING
    return f" {sign} " if is_between else sign


def _as_operand(said: str) -> str:
    """What was *said*, in brackets where it is more than one thing."""
    said = said.strip()
    if not said:
        raise _UnsayableError
    return said if not any(letter in said for letter in " /+−=") else f"({said})"


LOOSE = re.compile(r"(?<![\w$\\])\$(?:latex)?[ \t](?P<tex>(?:[^\s$][^$\n]{0,80}?)?[^\s$])[ \t]?\$(?![\w$])")
# TeX that stands in the text as such.
RAW_TEX = re.compile(
    r"\\(?:begin|end|frac|sqrt|sum|int|left|right|mathbf|mathrm|mathcal|mathbb|text|[a-z]+\{)|\$\$|[_^]\{"
)
