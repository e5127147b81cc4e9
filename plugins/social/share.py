"""Share links: plain addresses that open a network's own form, filled in."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from plugins.shared.entry import Entry, ShareLink
from plugins.social.networks import MAILTO_MAX_LENGTH, NETWORKS, Network


def make_share_links(entry: Entry, page_url: str, networks: Iterable[str]) -> tuple[ShareLink, ...]:
    """A link for each of *networks*, in their order; *page_url* is the absolute address of the entry."""
    return tuple(
        ShareLink(name, NETWORKS[name].label, make_share_url(NETWORKS[name], entry, page_url)) for name in networks
    )


def make_share_url(network: Network, entry: Entry, page_url: str) -> str:
    """The form of *network* filled in: the message of *entry*, or else its title; never both in one field."""
    text = entry.message or entry.title
    words = (entry.message, entry.excerpt, page_url)
    fields = {
        "url": page_url,
        "title": entry.title,
        "text": text,
        "post": f"{text}\n\n{page_url}",
        "mail": "\r\n\r\n".join("\r\n".join(part.splitlines()) for part in words if part),
    }
    link = _fill(network, fields)
    if not network.form.startswith("mailto:"):
        return link
    # What a mail program would cut is left out whole: first the words, then the subject.
    shorter = (link, _fill(network, {**fields, "mail": page_url}))
    bare = _fill(network, {**fields, "mail": page_url, "title": ""})
    return next((one for one in shorter if len(one) <= MAILTO_MAX_LENGTH), bare)


def _fill(network: Network, fields: dict[str, str]) -> str:
    return network.form.format_map({name: quote(value, safe="") for name, value in fields.items()})
