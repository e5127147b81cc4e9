"""Listings in pages whose content stays where it is: numbered from the oldest end, so that a new entry shifts none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ListingPage(Generic[Item]):
    """One page of a listing: *number* 0 is the front, which holds the newest; 1 holds the oldest, and so on up.

    *front_url* and *oldest_url* are the two ends of the listing, *newer_url* and *older_url* the pages on either side;
    *count* is that of all items, on the front alone: elsewhere every new one would change it.
    """

    number: int
    items: tuple[Item, ...]
    url: str
    save_as: str
    front_url: str
    oldest_url: str
    newer_url: str | None
    older_url: str | None
    count: int | None

    @property
    def is_front(self) -> bool:
        return self.number == 0

    @property
    def is_only(self) -> bool:
        return self.newer_url is None and self.older_url is None


def paginate(items: Sequence[Item], per_page: int, base_url: str) -> list[ListingPage[Item]]:
    """*items*, newest first, in pages below *base_url*, the front first and then the newest.

    The front holds at least *per_page* of them (if there are as many) and fewer than twice that:
    what is too much for it makes a page of its own, which is full and stays so.
    """
    full = max(0, len(items) // per_page - 1) if per_page else 0
    front_size = len(items) - full * per_page
    urls = [base_url, *(f"{base_url}page/{number}/" for number in range(full, 0, -1))]
    pages = []
    for place, url in enumerate(urls):
        start = 0 if place == 0 else front_size + (place - 1) * per_page
        end = front_size if place == 0 else start + per_page
        pages.append(
            ListingPage(
                number=0 if place == 0 else full - place + 1,
                items=tuple(items[start:end]),
                url=url,
                save_as=f"{url}index.html",
                front_url=base_url,
                oldest_url=urls[-1],
                newer_url=urls[place - 1] if place else None,
                older_url=urls[place + 1] if place + 1 < len(urls) else None,
                count=None if place else len(items),
            )
        )
    return pages
