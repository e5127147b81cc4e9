"""Share links: plain addresses that open a network's own form, filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from string import Formatter
from urllib.parse import quote

from plugins.shared.entry import Entry, ShareLink
from plugins.social.counting import count
from plugins.social.messages import Messages
from plugins.social.networks import MAILTO_MAX_LENGTH, NETWORKS, Network
from plugins.social.posts import fit_title, says


def make_share_links(
    entry: Entry, page_url: str, networks: Iterable[str], messages: Messages | None = None
) -> tuple[ShareLink, ...]:
    """A link for each of *networks*, in their order; *page_url* is the absolute address of the entry.

    Each holds the first message for its network, that of *entry* where *messages* has none.
    """
    links = []
    for name in networks:
        network = NETWORKS[name]
        own = messages.on(name) if messages else ()
        message = own[0].parts[0] if own else entry.message
        links.append(ShareLink(name, network.label, make_share_url(network, entry, page_url, message)))
    return tuple(links)


def make_share_url(network: Network, entry: Entry, page_url: str, message: str) -> str:
    """The form of *network* filled in: the *message*, or else the title of *entry*; both if no card has the title."""
    fields = _find_fields(network.form)
    values = {name: _value_of(name, network, entry, page_url, message) for name in fields}
    link = _fill(network, values)
    if not network.form.startswith("mailto:") or len(link) <= MAILTO_MAX_LENGTH:
        return link
    # What a mail program would cut is left out whole: first the words, then the subject.
    shorter = _fill(network, {**values, "mail": page_url})
    return shorter if len(shorter) <= MAILTO_MAX_LENGTH else _fill(network, {"mail": page_url, "title": ""})


@cache
def _find_fields(form: str) -> tuple[str, ...]:
    """The names of the gaps in *form*; there are as many forms as networks."""
    return tuple(name for _text, name, _spec, _conversion in Formatter().parse(form) if name)


def _value_of(name: str, network: Network, entry: Entry, page_url: str, message: str) -> str:
    """What goes into the gap *name*."""
    match name:
        case "url":
            return page_url
        case "title":
            return fit_title(entry.title, network)
        case "text":
            return _say(network, entry, page_url, message)
        case "post":
            return f"{message or entry.title}\n\n{page_url}"
        case "mail":
            words = (message, entry.excerpt, page_url)
            return "\r\n\r\n".join("\r\n".join(part.splitlines()) for part in words if part)
        case "media":
            root = page_url.partition("#")[0].removesuffix(entry.url)
            return f"{root}{entry.image.share.url}" if entry.image else ""
        case "pin":
            return "\n\n".join(part for part in (message, entry.excerpt) if part) or entry.title
    raise ValueError(name)


def _say(network: Network, entry: Entry, page_url: str, message: str) -> str:
    """The *message*, and the title of *entry* behind it if *network* shows none by itself, and there is room."""
    if not message or "title" not in network.post or says(message, entry.title):
        return message or entry.title
    both = f"{message}\n\n{entry.title}"
    return both if count(f"{both}\n\n{page_url}", network.unit) <= network.limit else message


def _fill(network: Network, values: Mapping[str, str]) -> str:
    return network.form.format_map({name: _quote(value) for name, value in values.items()})


@lru_cache(maxsize=64)
def _quote(value: str) -> str:
    """*value* as a part of an address; several networks are told the same words, one after the other."""
    # Most words stay as they are, which takes a tenth of the time to see.
    words = value.split(" ")
    return "%20".join([word if word.isascii() and word.isalnum() else quote(word, safe="") for word in words])
