"""What is said on a terminal: nothing in it moves the cursor, colours what follows or turns the order of letters."""

from __future__ import annotations

import sys
from typing import TextIO

from plugins.shared.problems import escape_controls


def say(*texts: object, sep: str = " ", end: str = "\n", file: TextIO | None = None, flush: bool = False) -> None:
    """As `print`, but that whatever came from a file or its name is shown, and not obeyed."""
    lines = sep.join(map(str, texts)).split("\n")
    print("\n".join(map(escape_controls, lines)), end=end, file=file or sys.stdout, flush=flush)
