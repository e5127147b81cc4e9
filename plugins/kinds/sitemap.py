"""What search engines are told: the addresses of the site, and what they may visit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote
from xml.sax.saxutils import escape

# https://www.sitemaps.org/protocol.html: no more in one file.
MAX_ADDRESSES = 50_000
# What stays as it is when an address is written in ASCII.
URL_SIGNS = "%:/?#[]@!$&'()*+,;=~"


def make_sitemap(addresses: Iterable[tuple[str, datetime | None]]) -> str:
    """The sitemap of absolute *addresses*, each with the day it last changed where that is known."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    for address, changed in list(addresses)[:MAX_ADDRESSES]:
        lastmod = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
        lines.append(f"<url><loc>{escape(quote(address, safe=URL_SIGNS))}</loc>{lastmod}</url>")
    return "\n".join([*lines, "</urlset>", ""])


def make_robots(sitemap_url: str) -> str:
    """The robots.txt that lets everybody in and names the sitemap; without one, the site is not public, and nobody."""
    if not sitemap_url:
        return "User-agent: *\nDisallow: /\n"
    return f"User-agent: *\nAllow: /\n\nSitemap: {sitemap_url}\n"
