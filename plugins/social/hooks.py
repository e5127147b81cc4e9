"""The edge to the build: last of the plugins that add to an entry, since it speaks of what the others found."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from plugins.shared import bridge
from plugins.shared.bridge import Build
from plugins.shared.entry import Entry, Social
from plugins.shared.problems import Problem, suggest
from plugins.social.metadata import ACCOUNT_TAGS, SiteFacts, make_json_ld, make_meta
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
    written = build.setting("SHARE_NETWORKS", DEFAULT_NETWORKS)
    wanted = dict.fromkeys([written] if isinstance(written, str) else written)
    build.report(_check_names("SHARE_NETWORKS", wanted, NETWORKS))
    build.report(_check_names("SOCIAL_ACCOUNTS", site.accounts, ACCOUNT_TAGS))
    networks = [name for name in wanted if name in NETWORKS]
    build.entries = [add_social(entry, site, networks) for entry in build.entries]


def _check_names(setting: str, names: Iterable[str], known: Collection[str]) -> list[Problem]:
    """A problem for each of *names*, written in *setting*, that is not *known*."""
    choice = f"; choose from {', '.join(known)}"
    return [
        Problem(setting, 0, f"unknown network '{name}'{suggest(name, known) or choice}")
        for name in names
        if name not in known
    ]


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
