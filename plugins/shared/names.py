"""Lists of names as authors write them: `Tea, "Bread, Butter & Jam"`."""

from __future__ import annotations

import re

from plugins.shared.entry import FieldValue

# A name between quotes, which may hold a separator, or what stands between two separators.
QUOTED = (
    r"\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|[“„](?P<curly>[^“”]*)[“”]|‘(?P<curl>[^’]*)’|«(?P<angled>[^»]*)»)"
    r"\s*(?:[{signs}]|$)"
)
BARE = r"(?P<bare>[^{signs}]+)(?:[{signs}]|$)"
COMMAS = re.compile(f"{QUOTED}|{BARE}".replace("{signs}", r",\n"))
SEMICOLONS = re.compile(f"{QUOTED}|{BARE}".replace("{signs}", r";\n"))
QUOTED_TEXT = re.compile(r"\"[^\"\n]*\"|[“„][^“”\n]*[“”]|«[^»\n]*»")
# What programs put around words while they are written.
CURLY_PAIRS = ("“”", "„“", "„”", "‘’", "«»")


def split_names(value: FieldValue) -> tuple[str, ...]:
    """The names in *value*, a line with commas or a YAML list, each once and in order; empty ones are left out.

    A name between quotes may hold a comma.
    Where semicolons separate, names may hold commas without quotes, as in Pelican: `Smith, Anna; Jones, Bo`.
    In a list each item is one name: `["Bread, Butter"]` holds one.
    """
    if isinstance(value, list):
        items = [str(item) for item in value if not isinstance(item, dict | list) and item is not None]
        names = [_without_curls(unquote_name(item)) for item in _join_quoted(items)]
    elif isinstance(value, str):
        pattern = SEMICOLONS if ";" in QUOTED_TEXT.sub("", value) else COMMAS
        names = [next(filter(None, match.groups()), "") for match in pattern.finditer(value)]
    else:
        names = []
    cleaned = (" ".join(name.split()) for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name))


def _join_quoted(items: list[str]) -> list[str]:
    """*items* with those put together that a comma has parted within curly quotes, which YAML takes for letters."""
    joined: list[str] = []
    for item in items:
        last = joined[-1] if joined else ""
        pair = next((pair for pair in CURLY_PAIRS if last[:1] == pair[0] and pair[1] not in last[1:]), "")
        if pair and item.rstrip().endswith(pair[1]):
            joined[-1] = f"{last}, {item}"
        else:
            joined.append(item)
    return joined


def _without_curls(name: str) -> str:
    text = name.strip()
    is_quoted = len(text) > 1 and f"{text[0]}{text[-1]}" in CURLY_PAIRS
    return text[1:-1] if is_quoted and text[-1] not in text[1:-1] else name


def unquote_name(name: str) -> str:
    """*name* without the quotes an author may have put around all of it; `"Tea" and "Jam"` keeps its own."""
    text = name.strip()
    if len(text) < 2 or text[0] != text[-1] or text[0] not in "\"'":
        return text
    inner = text[1:-1]
    is_quoted_itself = len(inner) > 1 and inner[0] == inner[-1] and inner[0] in "\"'" and inner[0] != text[0]
    return inner if text[0] not in inner or is_quoted_itself else text
