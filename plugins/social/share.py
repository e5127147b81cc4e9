"""Share links: plain addresses that open a network's own form, filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote

from plugins.shared.entry import Entry, ShareLink
from plugins.social.messages import Messages
from plugins.social.networks import MAILTO_MAX_LENGTH, NETWORKS, Network
from plugins.social.posts import fit_title


def make_share_links(
    entry: Entry, page_url: str, networks: Iterable[str], messages: Messages | None = None
) -> tuple[ShareLink, ...]:
    """A link for each of *networks*, in their order; *page_url* is the absolute address of the entry.

    Each holds the first message for its network, that of *entry* where *messages* has none.
    """
    return tuple(
        ShareLink(
            name, NETWORKS[name].label, make_share_url(NETWORKS[name], _with_message(entry, name, messages), page_url)
        )
        for name in networks
    )


def _with_message(entry: Entry, name: str, messages: Messages | None) -> Entry:
    own = messages.on(name) if messages else ()
    return replace(entry, message=own[0].parts[0]) if own else entry


def make_share_url(network: Network, entry: Entry, page_url: str) -> str:
    """The form of *network* filled in: the message of *entry*, or else its title; never both in one field."""
    text = entry.message or entry.title
    words = (entry.message, entry.excerpt, page_url)
    root = page_url.partition("#")[0].removesuffix(entry.url)
    fields = {
        "url": page_url,
        "title": fit_title(entry.title, network),
        "text": text,
        "post": f"{text}\n\n{page_url}",
        "mail": "\r\n\r\n".join("\r\n".join(part.splitlines()) for part in words if part),
        "media": f"{root}{entry.image.share.url}" if entry.image else "",
        "pin": "\n\n".join(part for part in words[:2] if part) or entry.title,
    }
    link = _fill(network, fields)
    if not network.form.startswith("mailto:"):
        return link
    # What a mail program would cut is left out whole: first the words, then the subject.
    shorter = (link, _fill(network, {**fields, "mail": page_url}))
    bare = _fill(network, {**fields, "mail": page_url, "title": ""})
    return next((one for one in shorter if len(one) <= MAILTO_MAX_LENGTH), bare)


def _fill(network: Network, fields: dict[str, str]) -> str:
    form = network.form
    # Encoding costs more than looking.
    used = {name: quote(value, safe="") for name, value in fields.items() if f"{{{name}}}" in form}
    return form.format_map(used)
