"""The edge to the build: last of the plugins that add to an entry, since it speaks of what the others found."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from plugins.shared import bridge
from plugins.shared.bridge import Build, View
from plugins.shared.entry import Entry, Social, SourcePath
from plugins.shared.languages import make_locale
from plugins.shared.problems import Problem, suggest
from plugins.shared.site import with_fields
from plugins.social.front import check_logo, check_verification, read_profiles, render_front_head
from plugins.social.hashtags import SHELVES, read_hashtag_rules
from plugins.social.kit import make_data, make_kit
from plugins.social.messages import read_messages, read_templates
from plugins.social.metadata import ACCOUNT_TAGS, SiteFacts, make_json_ld, make_meta, read_canonical
from plugins.social.networks import NETWORKS
from plugins.social.posts import Post, PostRules, check_posts, make_posts, say_post
from plugins.social.quotes import add_quotes
from plugins.social.share import make_share_links

PUBLIC_SETTINGS = Path(__file__).resolve().parents[2] / "publishconf.py"
# Settings that say something for each name: what they say, and an example.
MAPPINGS: Mapping[str, tuple[type, str]] = {
    "MESSAGE_TEMPLATES": (object, '{"post": "{message|title}"}'),
    "HASHTAGS": (str, '{"c++": "Cpp"}'),
    "HASHTAG_COUNTS": (int, '{"mastodon": 3}'),
}
DEFAULT_NETWORKS = ("mastodon", "bluesky", "linkedin", "whatsapp", "email")


def connect() -> None:
    bridge.enriching.connect(enrich)


def enrich(build: Build) -> None:
    written = build.setting("SHARE_NETWORKS", DEFAULT_NETWORKS)
    networks = list(dict.fromkeys([written] if isinstance(written, str) else written))
    accounts = build.setting("SOCIAL_ACCOUNTS", {})
    profiles, amiss = read_profiles(build.setting("SOCIAL", ()))
    facts = SiteFacts(
        name=build.settings["SITENAME"],
        url=build.settings["SITEURL"].rstrip("/"),
        lang=build.settings["DEFAULT_LANG"],
        accounts=accounts,
        license_url=build.settings.get("LICENSE_URL") or "",
        logo=build.setting("SITE_LOGO", ""),
        profiles=profiles,
    )
    if facts.logo:
        build.shown_files.add(SourcePath(facts.logo))
    verification = build.setting("SITE_VERIFICATION", {})
    front_head = render_front_head(facts, build.setting("SITESUBTITLE", ""), verification)
    ours = {"front_head": front_head, "site_locale": make_locale(facts.lang)}
    build.settings["JINJA_GLOBALS"] = build.settings["JINJA_GLOBALS"] | ours
    rules, problems = read_rules(build.settings)
    found = (
        *_check_names("SHARE_NETWORKS", networks, NETWORKS),
        *_check_names("SOCIAL_ACCOUNTS", accounts, ACCOUNT_TAGS),
        *amiss,
        *check_verification(verification),
        *check_logo(facts.logo, build.content_path),
        *problems,
    )
    # They know their setting; the author looks for the file it is in.
    build.report_site(replace(problem, source="pelicanconf.py", message=str(problem)) for problem in found)
    wanted = [name for name in networks if name in NETWORKS]
    # What is posted holds the public address, and is as long at home as it will be.
    root = facts.url or _public_url()

    def add(entries: list[Entry]) -> list[Entry]:
        return [_add_social(entry, facts, root, wanted, rules, build) for entry in entries]

    build.steps.append(add)
    build.views["social"] = View("As networks show it", partial(_render_view, rules, build), is_of_entry=True)


def _render_view(rules: PostRules, build: Build, entries: Sequence[Entry]) -> str:
    """The one of *entries* as each network would show it, under its public address."""
    # Only who looks at it pays for it.
    from plugins.social.preview import render_preview

    entry = entries[0]
    home_url = build.settings["SITEURL"].rstrip("/")
    kit = make_kit(entry, f"{home_url or _public_url()}/{entry.url}", rules)
    image_src = f"{home_url}/{entry.image.share.url}" if entry.image else ""
    return render_preview(kit, build.settings["SITENAME"], image_src, build.problems)


def _public_url() -> str:
    """The address the site will have, which at home it has not; nothing where it is not to go public."""
    if not PUBLIC_SETTINGS.is_file():
        return ""
    from pelican.settings import get_settings_from_file

    # As written, unchecked: whether they make a site is for a public build to say.
    return str(get_settings_from_file(str(PUBLIC_SETTINGS)).get("SITEURL", "")).rstrip("/")


def read_rules(settings: Mapping[str, Any]) -> tuple[PostRules, list[Problem]]:
    """What *settings* say of posts, and what is amiss in them."""
    problems: list[Problem] = []
    written, synonyms, counts = (_read_mapping(name, settings, problems) for name in MAPPINGS)
    templates, amiss = read_templates(written)
    problems += [*amiss, *_check_names("HASHTAG_COUNTS", counts, NETWORKS)]
    hashtags = read_hashtag_rules(synonyms, _read_never(settings, problems))
    return PostRules(templates, hashtags, counts), problems


def _read_never(settings: Mapping[str, Any], problems: list[Problem]) -> Sequence[str]:
    """The names that the setting HASHTAGS_NEVER keeps from being hashtags; *problems* hear of what is no list."""
    written = settings.get("HASHTAGS_NEVER", SHELVES)
    if isinstance(written, (list, tuple, set, frozenset)) and all(isinstance(name, str) for name in written):
        return sorted(written)
    message = f"'{written}' is no list of names; write it as in ['page', 'uncategorized']"
    problems.append(Problem("HASHTAGS_NEVER", 0, message, sort="setting"))
    return SHELVES


def _read_mapping(name: str, settings: Mapping[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """What the setting *name* says for each name in it; *problems* hear of what is nothing of the kind."""
    written, (kind, example) = settings.get(name) or {}, MAPPINGS[name]
    if not isinstance(written, Mapping):
        problems.append(Problem(name, 0, f"'{written}' has no names in it; write it as in {example}", sort="setting"))
        return {}
    wrong = [key for key, value in written.items() if not (isinstance(key, str) and isinstance(value, kind))]
    problems.extend(
        Problem(name, 0, f"'{written[key]}' for '{key}'; write it as in {example}", sort="setting") for key in wrong
    )
    return {key: value for key, value in written.items() if key not in wrong}


def _check_names(setting: str, names: Iterable[str], known: Collection[str]) -> list[Problem]:
    """A problem for each of *names*, written in *setting*, that is not *known*."""
    choice = f"; choose from {', '.join(known)}"
    return [
        Problem(setting, 0, f"unknown network '{name}'{suggest(name, known) or choice}", sort="setting")
        for name in names
        if name not in known
    ]


def _add_social(entry: Entry, site: SiteFacts, root: str, networks: list[str], rules: PostRules, build: Build) -> Entry:
    """*entry* with its message and what its head tells networks; *build* hears what is amiss.

    *root* is the address of the site in public.
    """
    messages, problems = read_messages(entry)
    build.report(problems)
    is_told = bool(build.settings.get("MESSAGES_FEED"))
    page_url, public_url = site.absolute(entry.url), f"{root}/{entry.url}"
    # What the author shares on, and what they wrote for: elsewhere nothing need fit.
    wanted = list(dict.fromkeys((*networks, *messages.own)))
    posts = make_posts(entry, wanted, public_url, rules, messages)
    build.report(check_posts(entry, posts))
    entry = with_fields(entry, message=messages.shared[0].parts[0] if messages.shared else "")
    entry = add_quotes(entry, page_url, networks)
    canonical_url, amiss = read_canonical(entry, site)
    build.report(amiss)
    kit = make_data(make_kit(entry, public_url, rules)) if build.settings.get("SOCIAL_JSON") else None
    return with_fields(
        entry,
        social=Social(
            canonical_url=canonical_url,
            meta=make_meta(entry, site),
            json_ld=make_json_ld(entry, site),
            share_links=make_share_links(entry, public_url, networks, posts),
            posts=tuple((name, _by_time(listed)) for name, listed in posts.items()) if is_told else (),
            kit=json.dumps(kit, ensure_ascii=False) if kit else "",
        ),
    )


def _by_time(posts: Sequence[Post]) -> tuple[tuple[str, ...], ...]:
    """The texts of *posts*: for each time the entry is shared those of its thread, or the one there is."""
    return tuple(tuple(map(say_post, thread)) for _time, thread in groupby(posts, key=lambda post: post.time))
