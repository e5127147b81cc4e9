"""Lists of names as authors write them: `Tea, "Bread, Butter & Jam"`."""

from __future__ import annotations

import re

from plugins.shared.entry import FieldValue

# A quoted name may hold commas; a bare one ends at a comma, semicolon or line break.
NAME = re.compile(r'\s*(?:"(?P<double>[^"]*)"|\'(?P<single>[^\']*)\'(?=\s*(?:[,;\n]|$))|(?P<bare>[^,;\n]+))\s*(?:[,;\n]|$)')


def split_names(value: FieldValue) -> tuple[str, ...]:
    """The names in *value*, a line with commas or a YAML list, each once and in order; empty ones are left out.

    A semicolon separates as well, as in Pelican, and a name between quotes may hold either.
    In a list each item is one name: `["Bread, Butter"]` holds one.
    """
    if isinstance(value, list):
        names = [unquote_name(str(item)) for item in value if not isinstance(item, dict | list) and item is not None]
    elif isinstance(value, str):
        names = [match["double"] or match["single"] or match["bare"] or "" for match in NAME.finditer(value)]
    else:
        names = []
    cleaned = (re.sub(r"\s+", " ", name).strip() for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def unquote_name(name: str) -> str:
    """*name* without the quotes an author may have put around it."""
    text = name.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
