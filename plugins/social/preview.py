"""A page that shows an entry as each network would: its post, its card large and small, in light and in dark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plugins.shared.entry import Entry
from plugins.shared.problems import Problem, Severity
from plugins.shared.sentences import cut_at_word
from plugins.social.counting import WITH_PROTOCOL, count
from plugins.social.hashtags import HASHTAG
from plugins.social.kit import Kit, say_length
from plugins.social.messages import THREAD, Message, read_messages
from plugins.social.networks import AS_OF, NETWORKS, Card, Network
from plugins.social.posts import Post, PostField, say_post

TEMPLATES = Path(__file__).resolve().parent / "templates"
MARKED = re.compile(rf"(?P<link>{WITH_PROTOCOL.pattern})|(?P<tag>{HASHTAG.pattern})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a post; *look* is `link`, `tag` or nothing."""

    look: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of a post: what is *seen* at once, whether *is_folded* hides the rest, and a *cure* if it is too long."""

    name: str
    text: str
    seen: tuple[Piece, ...]
    is_folded: bool
    length: str
    cure: str


@dataclass(frozen=True, slots=True)
class ShownPost:
    """One post with its fields; *heading* tells it from others of the same network."""

    heading: str
    fields: tuple[ShownField, ...]
    shortened: tuple[str, ...]
    copied: str
    has_card: bool


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
    cuts: tuple[str, ...]
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is amiss with the entry on every network, and the line of the front matter that would cure it."""

    message: str
    cure: str = ""


def render_preview(kit: Kit, site_name: str, image_src: str = "", problems: Sequence[Problem] = ()) -> str:
    """The page for *kit* as HTML; *image_src* is the one thing it fetches; *problems* stand on top."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    entry = kit.entry
    own = [one for one in problems if one.source == entry.source and one.severity is not Severity.NOTE]
    told = [Wrong(str(problem)) for problem in own]
    return environment.get_template("preview.html").render(
        entry=entry,
        page_url=kit.page_url,
        site_name=site_name,
        host=urlsplit(kit.page_url).hostname or "example.org",
        image_src=image_src,
        networks=[_show_network(kit, name) for name in kit.posts],
        wrongs=[*told, *_find_gaps(entry, has_image=bool(image_src))],
        as_of=AS_OF,
    )


def _find_gaps(entry: Entry, *, has_image: bool) -> Iterator[Wrong]:
    """What every card of *entry* lacks."""
    if not has_image:
        yield Wrong("No picture: networks show a small grey card, or none.", "Image: images/name.jpg")
    if entry.is_stand_in or not entry.description:
        said = entry.card_description or entry.description
        stand_in = f"cards say “{said}”" if said else "cards end with the title"
        yield Wrong(f"No words to describe it by: {stand_in}.", "Excerpt: What is inside, in a sentence.")


def _show_network(kit: Kit, name: str) -> ShownNetwork:
    network, posts = NETWORKS[name], kit.posts[name]
    card = network.card
    described = kit.entry.card_description or kit.entry.description
    title, small_title, description = (
        cut_at_word(text, limit) if limit else ""
        for text, limit in (
            (kit.entry.title, card.title),
            (kit.entry.title, card.small_title or card.title),
            (described, card.description),
        )
    )
    cuts = [
        f"the card cuts the {what} after {limit} signs"
        for what, whole, shown, limit in (
            ("title", kit.entry.title, title or small_title, card.title or card.small_title),
            ("description", described, description, card.description),
        )
        if shown not in ("", whole)
    ]
    return ShownNetwork(
        name=name,
        label=network.label,
        posts=tuple(_show_posts(kit.entry, name, posts)),
        title=title,
        small_title=small_title,
        description=description,
        card=card,
        cuts=tuple(cuts),
        is_wrong=any(post.excess for post in posts),
    )


def _show_posts(entry: Entry, name: str, posts: Sequence[Post]) -> Iterator[ShownPost]:
    for post in posts:
        heading = ""
        if len(posts) > 1:
            heading = f"Time {post.time}" + (f", part {post.part}" if post.part > 1 else "")
        fields = tuple(_show_field(entry, name, post, one) for one in post.fields if one.text)
        # The card belongs to the link, which the first post of a thread holds.
        yield ShownPost(heading, fields, post.shortened, say_post(post), has_card=post.part == 1)


def _show_field(entry: Entry, name: str, post: Post, one: PostField) -> ShownField:
    network = NETWORKS[name]
    seen = cut_at_word(one.text, network.fold) if one.name == "text" and network.fold else one.text
    return ShownField(
        name=one.name,
        text=one.text,
        seen=tuple(_pieces_of(seen, network)),
        is_folded=seen != one.text,
        length=say_length(one),
        cure=_cure(entry, name, post, one) if one.excess else "",
    )


def _pieces_of(text: str, network: Network) -> Iterator[Piece]:
    """*text* with its addresses, as *network* shows them, and its hashtags told apart."""
    end = 0
    for match in MARKED.finditer(text):
        yield Piece("", text[end : match.start()])
        shown = match[0]
        if match["link"] and network.link_shown:
            bare = re.sub(r"^https?://(?:www\.)?", "", shown)
            shown = bare if len(bare) <= network.link_shown else f"{bare[: network.link_shown]}…"
        yield Piece("link" if match["link"] else "tag", shown)
        end = match.end()
    yield Piece("", text[end:])


def _cure(entry: Entry, name: str, post: Post, one: PostField) -> str:
    """The line of the front matter that would make *one* fit, and says the same as before elsewhere."""
    messages, _problems = read_messages(entry)
    own = list(messages.on(name) or (Message(("",)),))
    parts = list(own[post.time - 1].parts)
    # Of an entry without a message, a template speaks.
    message = shorter = parts[post.part - 1] or dict(post.parts).get("message", "")
    while shorter and one.length - count(message, one.unit) + count(shorter, one.unit) > one.limit:
        shorter = cut_at_word(message, len(shorter) - 1) if len(shorter) > 1 else ""
    parts[post.part - 1] = shorter
    own[post.time - 1] = Message(tuple(parts))
    said = {name: tuple(own), **{other: listed for other, listed in messages.own.items() if other != name}}
    if messages.shared:
        said["all"] = messages.shared
    return f"Message: {{{', '.join(f'{network}: {_say_messages(listed)}' for network, listed in said.items())}}}"


def _say_messages(listed: Sequence[Message]) -> str:
    """*listed* as the front matter has them on one line: a text, a thread, or several of them."""
    said = []
    for message in listed:
        texts = ", ".join(map(quote_yaml, message.parts))
        said.append(f"{{{THREAD}: [{texts}]}}" if len(message.parts) > 1 else texts)
    return f"[{', '.join(said)}]" if len(said) > 1 else said[0]


def quote_yaml(text: str) -> str:
    """*text* as YAML takes it on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
