"""Entries for tests that need one and do not care about most of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from plugins.shared.entry import Entry, Kind, SourcePath, UrlPath
from plugins.shared.urls import slugify


def make_entry(title: str = "Tea", *, kind: Kind = Kind.POST, **fields: Any) -> Entry:  # noqa: ANN401 (any field)
    """A published entry with an address as the site would give it; *fields* are those of `Entry`."""
    slug = slugify(title)
    address = slug if kind is Kind.PAGE else f"{kind.folder}/{slug}"
    defaults: dict[str, Any] = {
        "source": SourcePath(f"{kind.folder}/{slug}.md"),
        "slug": slug,
        "url": UrlPath(f"{address}/"),
        "save_as": f"{address}/index.html",
        "date": datetime(2026, 1, 2, 3, 4, tzinfo=UTC) if kind.is_dated else None,
    }
    return Entry(title=title, kind=kind, **{**defaults, **fields})
