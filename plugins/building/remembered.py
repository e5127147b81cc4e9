"""Pages of a site that still is as it is remembered, each found when it is asked for.

To plan a site is to look at every entry of it; who asks for one page need not wait for that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from plugins.building.engine import as_held, files_of
from plugins.building.pages import OVERVIEW_LISTS
from plugins.shared.entry import SourcePath

if TYPE_CHECKING:
    from plugins.building.memory import SiteMemory
    from plugins.building.pages import Listing, Planned, Planner
    from plugins.building.store import Shelf

LISTING_OVERVIEWS = frozenset(f"overview {name}" for name in OVERVIEW_LISTS)
# What stands in the address of a page of a listing, behind that of its front.
PAGE_NUMBER = re.compile(r"page/[1-9][0-9]*/(?=index\.html$)")


class NotRememberedError(LookupError):
    """Only a plan of the whole site can tell."""


@dataclass
class RememberedPages:
    """The pages and files of a site of which all *entries* and listings are remembered."""

    planner: Planner
    memory: SiteMemory
    members: Shelf[str, tuple[SourcePath, ...]]
    """The entries of each listing, by its name."""
    entries: Mapping[str, SourcePath]
    """Every entry, by the place of its page."""

    def find_page(self, place: str) -> Planned | None:
        """The page at *place*; `None` where there is none. Raises `NotRememberedError`."""
        if source := self.entries.get(place):
            return self.planner.plan_entry(self.planner.build.known[source])
        if broken := self._broken.get(place):
            return broken
        if overview := self._overviews.get(place):
            if overview.group in LISTING_OVERVIEWS:
                raise NotRememberedError(place)
            return overview
        if listing := self._feeds.get(place):
            return dict(self.planner.plan_feeds(listing)).get(place)
        front = PAGE_NUMBER.sub("", place)
        if listing := self._listings.get(front):
            return dict(self.planner.plan_pages(listing)).get(place)
        if any(name.endswith(f" {front}") for name in self.members):
            # A name that only drafts and hidden entries have.
            raise NotRememberedError(place)
        return None

    @cached_property
    def _broken(self) -> dict[str, Planned]:
        return self.planner.plan_broken()

    @cached_property
    def _overviews(self) -> dict[str, Planned]:
        return dict(self.planner.plan_overviews())

    @cached_property
    def _listings(self) -> dict[str, Listing]:
        """By the places of their first pages."""
        return {listing.save_as: listing for listing in self.planner.recall_listings(self.members.load_all())}

    @cached_property
    def _feeds(self) -> dict[str, Listing]:
        """By the places of their feeds."""
        from plugins.shared.bridge import json_feeds_beside

        settings = self.planner.build.settings
        found: dict[str, Listing] = {}
        for listing in self._listings.values():
            if url := listing.feed_url:
                places = (url, *(place for place, _what in json_feeds_beside(url, settings)))
                found |= dict.fromkeys(places, listing)
        return found

    def find_file(self, name: str) -> bytes | str | None:
        """What the file *name* of the site holds, or where it is copied from. Raises `NotRememberedError`."""
        build = self.planner.build
        if name in build.outputs:
            return as_held(build.outputs[name])
        is_of_theme = name.startswith(f"{build.settings['THEME_STATIC_DIR']}/")
        if name == "sitemap.xml" or is_of_theme or name in build.files:
            # Made of all entries, not asked for by any page yet, or perhaps to be stripped.
            raise NotRememberedError(name)
        return self._files.get(name)

    @cached_property
    def _files(self) -> dict[str, bytes | str]:
        return files_of(self.planner.build, self.memory)
