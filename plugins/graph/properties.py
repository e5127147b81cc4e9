"""Links in front matter: the entries they lead to, and the pictures they name, wherever these lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from plugins.graph.names import NameIndex, resolve_name
from plugins.shared.content_files import find_file
from plugins.shared.entry import Entry, FieldValue, SourcePath

PICTURE_KEYS = ("image", "drawing", "poster")


class Properties(NamedTuple):
    """The front matter of an entry with the places of its pictures, and the entries it links to, in order."""

    metadata: Mapping[str, FieldValue]
    targets: tuple[SourcePath, ...]


def resolve_properties(entry: Entry, index: NameIndex) -> Properties:
    """What the links in the front matter of *entry* lead to; of those that lead nowhere, nothing is said.

    `cover: "[[lid.png]]"` names the picture `lid.png` in any folder; its place is written from the content folder on.
    """
    places: dict[str, FieldValue] = {}
    for key in PICTURE_KEYS:
        written = entry.metadata.get(key)
        if isinstance(written, str) and written.startswith("[[") and written.endswith("]]"):
            file = find_file(index, written[2:-2].partition("|")[0].strip(), entry.source)
            places[key] = f"/{file}" if file else written
    found = (resolve_name(index, name.partition("#")[0], entry.source).entry for name in entry.property_links if name)
    targets = dict.fromkeys(other.source for other in found if other and other.source != entry.source)
    return Properties({**entry.metadata, **places} if places else entry.metadata, tuple(targets))
