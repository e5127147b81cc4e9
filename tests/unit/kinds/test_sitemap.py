from __future__ import annotations

from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree as ET

from plugins.kinds.sitemap import make_robots, make_sitemap


def test_addresses_stand_in_order_with_the_moment_of_their_change() -> None:
    changed = datetime(2026, 11, 21, 8, 5, 30, 500, tzinfo=timezone(timedelta(hours=1)))
    assert make_sitemap([("https://example.org/", None), ("https://example.org/tea/", changed)]) == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        "<url><loc>https://example.org/</loc></url>\n"
        "<url><loc>https://example.org/tea/</loc><lastmod>2026-11-21T08:05:30+01:00</lastmod></url>\n"
        "</urlset>\n"
    )


def test_addresses_are_escaped_once() -> None:
    sitemap = make_sitemap([("https://example.org/日本/a%20b/?x=1&y=<2>", None)])
    assert "<loc>https://example.org/%E6%97%A5%E6%9C%AC/a%20b/?x=1&amp;y=%3C2%3E</loc>" in sitemap


def test_no_more_addresses_stand_in_a_sitemap_than_may() -> None:
    root = ET.fromstring(make_sitemap((f"https://example.org/{number}", None) for number in range(50_001)))  # noqa: S314 - our own
    assert len(root) == 50_000


def test_robots_of_a_public_site_name_its_sitemap() -> None:
    assert make_robots("https://example.org/sitemap.xml") == (
        "User-agent: *\nAllow: /\n\nSitemap: https://example.org/sitemap.xml\n"
    )


def test_robots_of_any_other_site_keep_everybody_out() -> None:
    assert make_robots("") == "User-agent: *\nDisallow: /\n"
