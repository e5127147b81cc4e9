"""A page that shows an entry as each network would: its post, its card large and small, in light and in dark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plugins.shared.problems import Problem
from plugins.shared.sentences import cut_at_word
from plugins.social.counting import count
from plugins.social.kit import Kit, say_length
from plugins.social.networks import AS_OF, NETWORKS, Card
from plugins.social.posts import Post, PostField

TEMPLATES = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of a post as the page shows it: what is seen at once, what behind "see more", and what is amiss."""

    name: str
    text: str
    seen: str
    length: str
    cure: str


@dataclass(frozen=True, slots=True)
class ShownPost:
    """One post with its fields; *heading* tells it from others of the same network."""

    heading: str
    fields: tuple[ShownField, ...]
    shortened: tuple[str, ...]
    copied: str


@dataclass(frozen=True, slots=True)
class ShownNetwork:
    """A network with its posts and its card; *title* and *description* cut where it cuts, empty where it shows none."""

    name: str
    label: str
    posts: tuple[ShownPost, ...]
    title: str
    small_title: str
    description: str
    card: Card
    is_wrong: bool


def render_preview(kit: Kit, site_name: str, image_src: str = "", problems: Sequence[Problem] = ()) -> str:
    """The page for *kit* as HTML; *image_src* is the one thing it fetches; *problems* stand on top."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("preview.html").render(
        entry=kit.entry,
        page_url=kit.page_url,
        site_name=site_name,
        host=urlsplit(kit.page_url).hostname or "example.org",
        image_src=image_src,
        networks=[_show_network(kit, name) for name in kit.posts],
        problems=[problem for problem in problems if problem.source == kit.entry.source],
        as_of=AS_OF,
    )


def _show_network(kit: Kit, name: str) -> ShownNetwork:
    network, posts = NETWORKS[name], kit.posts[name]
    card = network.card
    entry = kit.entry
    return ShownNetwork(
        name=name,
        label=network.label,
        posts=tuple(_show_posts(kit, name, posts)),
        title=cut_at_word(entry.title, card.title) if card.title else "",
        small_title=cut_at_word(entry.title, card.small_title or card.title) if card.small_title or card.title else "",
        description=cut_at_word(entry.description, card.description) if card.description and entry.description else "",
        card=card,
        is_wrong=any(post.excess for post in posts),
    )


def _show_posts(kit: Kit, name: str, posts: Sequence[Post]) -> Iterator[ShownPost]:
    for post in posts:
        heading = ""
        if len(posts) > 1:
            heading = f"Time {post.time}" + (f", part {post.part}" if post.part > 1 else "")
        fields = tuple(_show_field(name, post, one) for one in post.fields if one.text)
        yield ShownPost(heading, fields, post.shortened, post.text or kit.entry.title)


def _show_field(name: str, post: Post, one: PostField) -> ShownField:
    fold = NETWORKS[name].fold
    seen = cut_at_word(one.text, fold) if one.name == "text" and fold else one.text
    return ShownField(one.name, one.text, seen, say_length(one), _cure(name, post, one) if one.excess else "")


def _cure(name: str, post: Post, one: PostField) -> str:
    """The line of the front matter that would make *one* fit."""
    message = dict(post.parts).get("message", "")
    shorter = message
    while shorter and one.length - count(message, one.unit) + count(shorter, one.unit) > one.limit:
        shorter = cut_at_word(message, len(shorter) - 1) if len(shorter) > 1 else ""
    return f"Message: {{{name}: {quote_yaml(shorter)}}}"


def quote_yaml(text: str) -> str:
    """*text* as YAML takes it on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
