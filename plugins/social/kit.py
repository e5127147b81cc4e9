"""The share kit of an entry: everything to be posted for it, network by network, for people and for tools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plugins.shared.entry import Entry
from plugins.shared.problems import suggest
from plugins.social.networks import AS_OF, NETWORKS
from plugins.social.posts import Post, PostField, PostRules, make_posts, say_post

FIELD_LABELS = {"text": "", "title": "Title", "subject": "Subject", "link": "Link"}


@dataclass(frozen=True, slots=True)
class Kit:
    """What is posted for *entry*, by network, with the address of its page."""

    entry: Entry
    page_url: str
    posts: Mapping[str, tuple[Post, ...]]


def make_kit(entry: Entry, page_url: str, rules: PostRules) -> Kit:
    """The kit of *entry* for every network there is."""
    return Kit(entry, page_url, make_posts(entry, NETWORKS, page_url, rules))


def find_entry(name: str, entries: Sequence[Entry]) -> tuple[Entry | None, str]:
    """The entry that *name* means: a slug, an address, a file or a title; `None`, and why, if there is not one."""
    wanted = name.strip().casefold().strip("/")
    ways = (
        lambda entry: entry.source.casefold(),
        lambda entry: entry.url.casefold().strip("/"),
        lambda entry: str(entry.slug).casefold(),
        lambda entry: entry.title.casefold(),
    )
    for way in ways:
        # A path as the shell completes it begins with the folder of the content.
        found = [entry for entry in entries if way(entry) in (wanted, wanted.partition("/")[2] or wanted)]
        if len(found) == 1:
            return found[0], ""
        if found:
            places = ", ".join(sorted(entry.source for entry in found))
            return None, f"'{name}' may be any of {places}; name the file"
    return None, f"no entry is called '{name}'{suggest(name, [entry.slug for entry in entries])}"


def render_text(kit: Kit) -> str:
    """*kit* as lines for a terminal."""
    return "\n".join(_lines(kit)) + "\n"


def _lines(kit: Kit) -> Iterator[str]:
    entry = kit.entry
    yield f"{entry.title}  ({entry.source})"
    yield f"Excerpt: {entry.description or '(none)'}"
    for name, posts in kit.posts.items():
        yield ""
        yield f"── {NETWORKS[name].label} "
        for post in posts:
            yield from _lines_of(post, is_one_of_many=len(posts) > 1)


def _lines_of(post: Post, *, is_one_of_many: bool) -> Iterator[str]:
    if is_one_of_many:
        part = f", part {post.part}" if post.part > 1 else ""
        yield f"[{post.time}{part}]"
    for one in post.fields:
        label = FIELD_LABELS[one.name]
        if one.name == "link":
            yield f"{label}: {one.text}"
        elif label:
            yield f"{label}: {one.text}  ({say_length(one)})"
        else:
            yield from (f"  {line}" for line in one.text.split("\n"))
            yield f"({say_length(one)})"
    if post.shortened:
        yield f"({', '.join(post.shortened)})"


def say_length(one: PostField) -> str:
    """`120 of 280 weighted characters`, and how many are too many."""
    said = f"{one.length} of {one.limit} {one.unit}" if one.limit else f"{one.length} {one.unit}"
    return f"{said}: {one.excess} TOO MANY" if one.excess else said


def copy_text(kit: Kit, network: str) -> str:
    """What is put on the clipboard for *network*: its text, or the title where it takes no text."""
    return say_post(kit.posts[network][0])


def make_data(kit: Kit) -> dict[str, Any]:
    """*kit* for tools, as JSON can hold it."""
    entry = kit.entry
    return {
        "figures_as_of": AS_OF,
        "source": entry.source,
        "title": entry.title,
        "excerpt": entry.excerpt,
        "description": entry.description,
        "link": kit.page_url,
        "networks": {name: [_post_data(post) for post in posts] for name, posts in kit.posts.items()},
    }


def _post_data(post: Post) -> dict[str, Any]:
    return {
        "time": post.time,
        "part": post.part,
        "parts": [name for name, _text in post.parts],
        "shortened": list(post.shortened),
        "fields": [
            {
                "name": one.name,
                "text": one.text,
                "length": one.length,
                "limit": one.limit or None,
                "unit": str(one.unit),
                "excess": one.excess,
            }
            for one in post.fields
        ],
    }
