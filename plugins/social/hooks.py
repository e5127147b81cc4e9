"""The edge to the build: last of the plugins that add to an entry, since it speaks of what the others found."""

from __future__ import annotations

from dataclasses import replace

from plugins.shared import bridge
from plugins.shared.bridge import Build
from plugins.shared.entry import Entry, Social
from plugins.shared.problems import Problem, suggest
from plugins.social.metadata import SiteFacts, make_json_ld, make_meta
from plugins.social.networks import NETWORKS
from plugins.social.share import make_share_links

DEFAULT_NETWORKS = ("mastodon", "bluesky", "linkedin", "whatsapp", "email")


def connect() -> None:
    bridge.enriching.connect(enrich)


def enrich(build: Build) -> None:
    site = SiteFacts(
        name=build.settings["SITENAME"],
        url=build.settings["SITEURL"].rstrip("/"),
        lang=build.settings["DEFAULT_LANG"],
        accounts=build.setting("SOCIAL_ACCOUNTS", {}),
    )
    wanted = list(build.setting("SHARE_NETWORKS", DEFAULT_NETWORKS))
    for name in wanted:
        if name not in NETWORKS:
            hint = suggest(name, NETWORKS) or f"; choose from {', '.join(NETWORKS)}"
            build.report([Problem("SHARE_NETWORKS", 0, f"unknown network '{name}'{hint}")])
    networks = [name for name in wanted if name in NETWORKS]
    build.entries = [add_social(entry, site, networks) for entry in build.entries]


def add_social(entry: Entry, site: SiteFacts, networks: list[str]) -> Entry:
    """*entry* with its message and what its head tells networks."""
    written = entry.metadata.get("message")
    entry = replace(entry, message=written.strip() if isinstance(written, str) else "")
    page_url = site.absolute(entry.url)
    return replace(
        entry,
        social=Social(
            canonical_url=page_url if site.url else "",
            meta=make_meta(entry, site),
            json_ld=make_json_ld(entry, site),
            share_links=make_share_links(entry, page_url, networks),
        ),
    )
