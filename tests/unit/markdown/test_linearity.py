"""Texts that repeat or nest one piece: a longer text takes as many more steps as it is longer, counted, not timed.

A step is a call of a function, in Python or in C. `LINEARITY_COUNT=2000` tries longer texts.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from cProfile import Profile
from pathlib import Path

import pytest

from tests.oracles.renderers import render_full

# More than the parser nests: what is deeper is passed over.
COUNT = int(os.environ.get("LINEARITY_COUNT", "150"))
# Twice the length may take 2.6 times the steps: some pieces mean nothing but in greater numbers.
MOST = 1.3
# One a line; white space is written so that it can be seen.
WHITE_SPACE = str.maketrans({"⏎": "\n", "⇥": "\t", "␣": " ", "␀": "\0", "⍽": "\u00a0"})
PIECES = [
    line.translate(WHITE_SPACE)
    for line in (Path(__file__).parent / "cases" / "pieces.txt").read_text("utf-8").splitlines()
]


def repeat(piece: str, count: int) -> str:
    return piece * count


def repeat_lines(piece: str, count: int) -> str:
    return f"{piece.rstrip(chr(10))} tea\n" * count


def nest(piece: str, count: int) -> str:
    """Each deeper by one list than the one before."""
    line = piece.strip("\n").partition("\n")[0]
    return "".join(f"{'  ' * depth}- {line}\n" for depth in range(count // 6))


def count_steps(text: str) -> int:
    """How many functions are called while *text* is rendered."""
    # For what it counts, not for its times; it does so without slowing the parser down much.
    profile = Profile()
    profile.enable()
    try:
        render_full(text)
    finally:
        profile.disable()
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("lay", [repeat, repeat_lines, nest], ids=lambda lay: str(lay.__name__))
@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_steps_grow_with_the_text(piece: str, lay: Callable[[str, int], str]) -> None:
    # What is loaded with the first text is no part of any; "tea" is a language of Pygments' as well.
    render_full(lay(piece, 6))
    short, long = lay(piece, COUNT), lay(piece, 2 * COUNT)
    assert count_steps(long) <= MOST * len(long) / len(short) * count_steps(short)


# One sign many times, and another behind it: what the first looks for, the second may hide.
PAIRS = [
    ("[^a ", "[a] "),
    ("^[a ", '<b x="'),
    ("[[a ", "<!-- "),
    ("![[a ", "[a](b "),
    ("[", "*a**"),
    ("[a](b ", "`a "),
    ("%% a ", "[a] "),
    ("$a ", "%% a "),
    ("**a ", "![["),
    ("<a ", "{% a "),
]


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=ascii)
def test_steps_grow_with_the_text_of_two_pieces(first: str, second: str) -> None:
    # Below the parser's depth they grow faster, and above it in jumps: eight times the text tells.
    count = COUNT * 2 // 3
    render_full(first * 3 + second * 3)
    short, long = (count_steps(first * number + second * number) for number in (count, 8 * count))
    assert long <= MOST * 8 * short
