"""Share links: plain addresses that open a network's own form, filled in with what the kit would post there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from string import Formatter
from urllib.parse import quote

from plugins.shared.entry import Entry, ShareLink
from plugins.social.networks import MAILTO_MAX_LENGTH, NETWORKS, Network
from plugins.social.posts import Post, join_parts

# Every sign of ASCII but those that `quote` leaves alone.
_ESCAPES = {code: quote(chr(code), safe="") for code in range(128)}


def make_share_links(
    entry: Entry, page_url: str, networks: Iterable[str], posts: Mapping[str, Sequence[Post]]
) -> tuple[ShareLink, ...]:
    """A link for each of *networks*, in their order, with the first of its *posts*; *page_url* is absolute."""
    return tuple(
        ShareLink(name, NETWORKS[name].label, make_share_url(posts[name][0], entry, page_url)) for name in networks
    )


def make_share_url(post: Post, entry: Entry, page_url: str) -> str:
    """The form of the network of *post* filled in."""
    network = NETWORKS[post.network]
    fields = _find_fields(network.form)
    values = {name: _value_of(name, post, entry, page_url) for name in fields}
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


def _value_of(name: str, post: Post, entry: Entry, page_url: str) -> str:
    """What goes into the gap *name*."""
    match name:
        case "url":
            return page_url
        case "title":
            return next((one.text for one in post.fields if one.name in ("title", "subject")), entry.title)
        case "text":
            return join_parts(tuple(part for part in post.parts if part[0] != "link"))
        case "post":
            return post.text
        case "mail":
            return "\r\n".join(post.text.splitlines())
        case "media":
            root = page_url.partition("#")[0].removesuffix(entry.url)
            return f"{root}{entry.image.share.url}" if entry.image else ""
        case "pin":
            return post.text or entry.title
    raise ValueError(name)


def _fill(network: Network, values: Mapping[str, str]) -> str:
    return network.form.format_map({name: _quote(value) for name, value in values.items()})


@lru_cache(maxsize=64)
def _quote(value: str) -> str:
    """*value* as a part of an address; several networks are told the same words, one after the other."""
    # Three times as fast as `quote`, for what most texts are made of.
    return value.translate(_ESCAPES) if value.isascii() else quote(value, safe="")
