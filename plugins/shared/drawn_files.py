"""Pictures that a text describes, as its diagrams: kept in the cache, and put into the site by what they show.

While a text is read nobody knows the address of the site. So its HTML names them `drawn:NAME`, and that is replaced
when links are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from plugins.shared.files import write_whole

SCHEME = "drawn:"
FOLDER = "images/diagrams"
CACHE_FOLDER = "diagrams"
ADDRESS = re.compile(r"(?P<before>\s(?:src|srcset)=\")drawn:(?P<name>[0-9a-f]{32}(?:-dark)?\.svg\")")


def name_drawing(*drawings: str) -> str:
    """The name of a picture that looks like *drawings* in light, dark and so on; other looks, another name."""
    return blake2b("\0".join(drawings).encode(), digest_size=16).hexdigest()


def keep_drawings(
    files: Iterable[tuple[str, bytes]], cache_path: Path
) -> tuple[tuple[tuple[str, str], ...], dict[str, bytes]]:
    """Keep *files*, names and bytes, in the cache.

    Where each is to be in the site, with the path of what is put there; and those that the cache cannot take.
    """
    kept: list[tuple[str, str]] = []
    not_kept: dict[str, bytes] = {}
    for name, data in files:
        path = cache_path / CACHE_FOLDER / name[:2] / name
        try:
            if not path.is_file() or path.read_bytes() != data:
                write_whole(path, data)
            kept.append((f"{FOLDER}/{name}", str(path)))
        except OSError:
            not_kept[f"{FOLDER}/{name}"] = data
    return tuple(kept), not_kept


def place_drawings(html: str, site_url: str) -> str:
    """*html* with the addresses that its drawings have below *site_url*."""
    if SCHEME not in html:
        return html
    return ADDRESS.sub(rf"\g<before>{site_url}/{FOLDER}/\g<name>", html)
