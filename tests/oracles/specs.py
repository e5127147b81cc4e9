"""The examples of the CommonMark specification, as its text prints them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

# An example stands in a fence of 32 back ticks; a line with one full stop divides what is written from what is read.
EXAMPLE = re.compile(r"^`{32} example\n(?P<written>.*?)^\.\n(?P<html>.*?)^`{32}$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    number: int
    """From 1, as in the published specification."""
    written: str
    html: str


def read_spec_examples(path: Path) -> list[Example]:
    """All examples of the specification at *path*; their arrows are tabs."""
    text = path.read_text("utf-8").replace("→", "\t")
    return [Example(number, found["written"], found["html"]) for number, found in enumerate(EXAMPLE.finditer(text), 1)]
