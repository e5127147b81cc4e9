"""Feeds as JSON, by https://www.jsonfeed.org/version/1.1/, and the ids that entries have in every feed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from plugins.shared.entry import Entry

VERSION = "https://jsonfeed.org/version/1.1"
ATOM_ENDING = ".atom.xml"
_WHOLE_ID = re.compile(r"(?:https?|tag|urn):\S+", re.IGNORECASE)
# RFC 4151 wants a day on which the domain was ours; one that is not read off anything that may change.
UNDATED = "2000-01-01"


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """What a feed says of itself; *site_url* without a closing slash, *url* the feed's own address in the site."""

    title: str
    site_url: str
    url: str
    description: str = ""
    lang: str = ""
    hub: str = ""
    author: str = ""
    """Of entries that name none."""
    feed_root: str = ""
    """What stands before *url* where feeds have a domain of their own."""
    link_ending: str = ""
    """What is put behind the addresses of entries, to tell readers who came by the feed."""


def json_feed_url(atom_url: str) -> str:
    """The address of the JSON feed beside an Atom feed; empty where its name leaves no room for one."""
    return f"{atom_url.removesuffix(ATOM_ENDING)}.json" if atom_url.endswith(ATOM_ENDING) else ""


def make_entry_id(entry: Entry, site_url: str) -> str:
    """The id of *entry*, which stays when its address changes: `Id:` of the front matter, or its file and first day."""
    written = entry.metadata.get("id")
    name = written.strip() if isinstance(written, str) else ""
    if _WHOLE_ID.fullmatch(name):
        return name
    host = urlsplit(site_url).hostname or "localhost"
    day = entry.date.strftime("%Y-%m-%d") if entry.date and entry.kind.is_dated else UNDATED
    specific = re.sub(r"[\s\x00-\x1f\x7f]+", "-", name or entry.source)
    return f"tag:{host},{day}:{specific}"


def make_json_feed(facts: FeedFacts, items: Iterable[str]) -> str:
    """The feed of *items*, each as `make_json_item` makes it."""
    feed = {
        "version": VERSION,
        "title": facts.title,
        "home_page_url": f"{facts.site_url}/",
        "feed_url": f"{facts.site_url}/{facts.url}",
        "description": facts.description,
        "language": facts.lang,
        "hubs": [{"type": "WebSub", "url": facts.hub}] if facts.hub else [],
    }
    # A line for each; what `json` indents it writes slowly.
    lines = ",\n".join(items)
    return f'{_dump(_said(feed))[:-1]}, "items": [\n{lines}\n]}}\n'


def make_json_item(entry: Entry, content: str, facts: FeedFacts, *, has_messages: bool = False) -> str:
    """*entry*, in whose page *content* stands as HTML, as it is in every feed.

    With *has_messages* it tells, under `_messages`, what is to be posted for it on which network.
    """
    root = facts.site_url
    item = _said(
        {
            "id": make_entry_id(entry, root),
            "url": f"{root}/{entry.url}",
            # A rocket without a title of its own would say the same twice.
            "title": entry.title if entry.has_title else "",
            "content_html": content or "<p></p>",
            "summary": entry.excerpt,
            "image": f"{root}/{entry.image.share.url}" if entry.image else "",
            "date_published": entry.date.isoformat() if entry.date else "",
            "date_modified": entry.modified.isoformat() if entry.modified else "",
            "authors": [{"name": author.name, "url": f"{root}/{author.url}"} for author in entry.authors],
            "tags": list(dict.fromkeys(term.name for term in (*entry.categories, *entry.tags))),
            "language": entry.lang if entry.lang != facts.lang else "",
            "attachments": _attachments(entry, root),
        }
    )
    return _dump(item | (_messages(entry) if has_messages else {}))


def _messages(entry: Entry) -> dict[str, Any]:
    return {"_messages": dict(entry.social.posts) if entry.social else {}}


def make_social_json(entries: Iterable[Entry]) -> str:
    """What is to be posted for *entries*, by their source, for tools at home."""
    held = {entry.source: json.loads(entry.social.kit) for entry in entries if entry.social and entry.social.kit}
    return json.dumps(held, ensure_ascii=False, indent=1) + "\n"


def _dump(held: Mapping[str, Any]) -> str:
    return json.dumps(held, ensure_ascii=False)


def _attachments(entry: Entry, root: str) -> list[dict[str, str]]:
    video = entry.video
    if video is None or not video.is_file or not video.mime:
        return []
    return [{"url": f"{root}/{video.url}", "mime_type": video.mime, "title": video.title}]


def _said(fields: Mapping[str, Any]) -> dict[str, Any]:
    """*fields* without those that are empty."""
    return {name: value for name, value in fields.items() if value}
