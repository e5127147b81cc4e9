"""What is to be posted for an entry, network by network, as long as each takes: the same in the kit, in the share links
of its page and in the feed of messages.

An entry without a message is told by its title, its link and hashtags, with the description where no card shows it; a
rocket without a title by its words.
What does not fit is shortened in this order: the excerpt, at sentences; hashtags, the last first; the title, at a word,
which it is as well in a field of its own.
Never the message, and never the link: what is too long then is said with the number of signs to lose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeAlias

from plugins.shared.entry import Entry
from plugins.shared.problems import Problem, warning
from plugins.shared.sentences import cut_at_sentence, cut_at_word
from plugins.social.counting import Unit, count, count_at_most, count_bytes
from plugins.social.hashtags import HashtagRules, choose_hashtags
from plugins.social.messages import Message, Messages, Template, Templates, read_messages
from plugins.social.networks import NETWORKS, Network

Parts: TypeAlias = tuple[tuple[str, str], ...]
"""What a text is made of: names and words, in order."""
# Less of a title, or of an excerpt, is of no use.
LEAST_TITLE = 20
LEAST_EXCERPT = 30


@dataclass(frozen=True, slots=True)
class PostRules:
    """What the settings say of posts; *hashtag_counts* by network, in place of the usual numbers."""

    templates: Templates = field(default_factory=Templates)
    hashtags: HashtagRules = field(default_factory=HashtagRules)
    hashtag_counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PostField:
    """What goes into one field of a network's form; *limit* 0 where there is none, *counted* goes with the text."""

    name: str
    text: str
    limit: int
    unit: Unit = Unit.CHARACTERS
    counted: str = ""

    @property
    def length(self) -> int:
        return count(self.text, self.unit) + (count(self.counted, self.unit) if self.counted else 0)

    @property
    def excess(self) -> int:
        """How many characters are too many."""
        # To count takes long, and most texts are far from too long.
        if not self.limit or count_at_most(f"{self.text}{self.counted}", self.unit) <= self.limit:
            return 0
        return max(0, self.length - self.limit)


@dataclass(frozen=True, slots=True)
class Post:
    """One post: its *fields*, the *parts* its text is made of, and in words what was *shortened*.

    *time* counts from 1 how often the entry has been shared, *part* the posts of a thread.
    """

    network: str
    fields: tuple[PostField, ...]
    parts: Parts
    shortened: tuple[str, ...] = ()
    time: int = 1
    part: int = 1

    @property
    def text(self) -> str:
        return next((one.text for one in self.fields if one.name == "text"), "")

    @property
    def excess(self) -> int:
        return max((one.excess for one in self.fields), default=0)


def make_posts(
    entry: Entry, networks: Iterable[str], page_url: str, rules: PostRules, messages: Messages | None = None
) -> dict[str, tuple[Post, ...]]:
    """Everything to be posted for *entry* on *networks*, each time it is shared; *page_url* is its absolute address."""
    if messages is None:
        messages, _problems = read_messages(entry)
    return {name: tuple(_make_all(entry, name, page_url, rules, messages.on(name))) for name in networks}


def _make_all(entry: Entry, name: str, page_url: str, rules: PostRules, messages: Sequence[Message]) -> Iterator[Post]:
    template = rules.templates.find(entry, name)
    network = NETWORKS[name]
    if not network.post:
        # Where only the title is told, there is nothing else to say the next time.
        messages = ()
    warning_ = content_warning_of(entry) if network.has_warning else ""
    for time, message in enumerate(messages or (Message(("",)),), 1):
        first, *rest = message.parts if network.has_threads else ("\n\n".join(message.parts),)
        draft = _Draft(entry, name, page_url, rules, first, template)
        if template and first not in dict(draft.compose(draft.blurb, 0, entry.title)).get("message", ""):
            # The template is for entries that have none, or takes something else before it.
            draft = replace(draft, template=None)
        post = _fit(draft)
        yield replace(post, time=time) if time > 1 else post
        for part, text in enumerate(rest, 2):
            fields = _measure(network, text, {"content warning": warning_} if warning_ else {})
            yield Post(name, fields, (("message", text),), time=time, part=part)


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a post is made from."""

    entry: Entry
    name: str
    page_url: str
    rules: PostRules
    written: str
    template: Template | None

    @property
    def tag_count(self) -> int:
        return self.rules.hashtag_counts.get(self.name, NETWORKS[self.name].hashtags)

    @property
    def blurb(self) -> str:
        """What is said of the text beside its title; nothing where it would be composed, for want of words."""
        if self.entry.is_stand_in:
            return ""
        is_short = (
            self.entry.has_title
            and "description" in NETWORKS[self.name].unsaid
            and not self.written
            and not self.template
        )
        return self.entry.description if is_short else self.entry.excerpt

    @property
    def own_fields(self) -> dict[str, str]:
        """What goes into fields of their own."""
        title, network = self.entry.title, NETWORKS[self.name]
        warning_ = content_warning_of(self.entry) if network.has_warning else ""
        values = {"title": fit_title(title, network), "subject": title, "link": self.page_url}
        own = {name: values[name] for name in network.fields}
        return {"content warning": warning_, **own} if warning_ else own

    def compose(self, excerpt: str, tag_count: int, title: str) -> tuple[tuple[str, str], ...]:
        """The parts of the text with this *excerpt*, *tag_count* hashtags and this *title*."""
        entry, written = self.entry, self.written
        # What is most particular comes first: tags, then categories.
        names = [term.name for term in (*entry.tags, *entry.categories)]
        rules, own = self.rules.hashtags, self.own_fields
        message = written
        offered = {"title": title, "excerpt": excerpt, "description": excerpt, "link": self.page_url}
        if self.template:
            gaps = offered | {
                "message": written,
                "category": entry.category.name if entry.category else "",
                "tags": " ".join(choose_hashtags(names, written, tag_count, rules, entry.lang)),
                "author": ", ".join(author.name for author in entry.authors),
            }
            message = self.template.fill(gaps.__getitem__, (written, *own.values()), says)
        tags = choose_hashtags(names, message, tag_count, rules, entry.lang) if tag_count else ()
        offered |= {"message": message, "tags": " ".join(tags)}
        parts = [(part, offered[part]) for part in self._recipe(excerpt, has_message=bool(message)) if offered[part]]
        return tuple(_without_repeats(parts, own))

    def _recipe(self, excerpt: str, *, has_message: bool) -> tuple[str, ...]:
        """The names of the parts, in their order."""
        network = NETWORKS[self.name]
        if has_message:
            return network.post
        if self.entry.has_title or not excerpt or "title" not in network.unsaid:
            return network.unsaid
        # Its title is only the beginning of its words.
        return ("excerpt", *(part for part in network.unsaid if part not in ("title", "description", "excerpt")))


def _fit(draft: _Draft) -> Post:
    """The fullest post that fits; the shortest where none does."""
    count_, title = draft.tag_count, draft.entry.title
    whole = draft.compose(draft.blurb, count_, title)
    post = _post_of(draft, whole, whole)
    shorter = _shorter(draft.blurb, count_, title)
    while any(one.excess for one in post.fields if one.name == "text"):
        excerpt, tags, title = next(shorter, ("", -1, ""))
        if tags < 0:
            break
        post = _post_of(draft, whole, draft.compose(excerpt, tags, title))
    return post


def make_quote_post(entry: Entry, name: str, url: str, words: str) -> Post:
    """A post on the network *name* that quotes *words* of *entry*, cut at a word where it takes no more."""
    network = NETWORKS[name]

    def compose(said: str, *, has_title: bool) -> Post:
        parts = [("message", f"“{said}”"), ("link", url)]
        if has_title:
            parts.insert(1, ("title", entry.title))
        own = {"title": fit_title(entry.title, network), "subject": entry.title, "link": url}
        kept = tuple(part for part in parts if part[0] in network.post)
        return Post(name, _measure(network, join_parts(kept), {field: own[field] for field in network.fields}), kept)

    post = compose(words, has_title="title" in network.post and not holds(words, entry.title))
    if post.excess:
        post = compose(words, has_title=False)
    while post.excess and len(words) > 1 and len(shorter := cut_at_word(words, len(words) - 5)) < len(words):
        words, post = shorter, compose(shorter, has_title=False)
    return post


def _post_of(draft: _Draft, whole: Parts, parts: Parts) -> Post:
    own = draft.own_fields
    fields = _measure(NETWORKS[draft.name], join_parts(parts), own)
    shortened = ("the title shortened",) if own.get("title", draft.entry.title) != draft.entry.title else ()
    return Post(draft.name, fields, parts, (*shortened, *_say_shortened(whole, parts)))


def fit_title(title: str, network: Network) -> str:
    """*title* as the field takes it that *network* has for titles."""
    limit = network.fields.get("title", 0)
    return cut_at_word(title, limit) if limit else title


def _shorter(excerpt: str, tag_count: int, title: str) -> Iterator[tuple[str, int, str]]:
    """Excerpt, number of tags and title, less and less of them."""
    length = len(excerpt) - 1
    while length >= LEAST_EXCERPT:
        shorter = cut_at_sentence(excerpt, length)
        # Half a sentence is worse than none.
        if shorter.endswith("…") and not excerpt.startswith(shorter):
            break
        yield shorter, tag_count, title
        length = len(shorter) - 1
    for tags in range(tag_count, -1, -1):
        yield "", tags, title
    for length in range(len(title) - 1, LEAST_TITLE - 1, -5):
        yield "", 0, cut_at_word(title, length)
    yield "", 0, ""


def _without_repeats(parts: list[tuple[str, str]], own: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """*parts* but for those that another part, said before, or a field of its own says already."""
    said: list[str] = [value for name, value in own.items() if name in ("title", "subject")]
    order = {"message": 0, "link": 1, "title": 2, "description": 3, "excerpt": 3, "tags": 4}
    kept = set()
    for name, text in sorted(parts, key=lambda part: order[part[0]]):
        is_said = any(says(one, text) for one in said)
        if name in ("message", "tags") or not is_said:
            kept.add(name)
            # An address may be made of the title, and is no way to say it.
            said += [text] if name != "link" else []
    yield from (part for part in parts if part[0] in kept)


def says(text: str, part: str) -> bool:
    """Whether *text* says *part* already, an address sign for sign."""
    if part.startswith(("https://", "http://")):
        return part in text and re.search(rf"{re.escape(part)}(?![\w/%~-])", text) is not None
    return holds(text, part)


def holds(text: str, other: str) -> bool:
    """Whether *text* says all that *other* says, word for word."""
    words = _words(other)
    return bool(words) and f" {words} " in f" {_words(text)} "


@lru_cache(maxsize=64)
def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold())) or text.strip()


def join_parts(parts: Parts) -> str:
    """The parts of a post in paragraphs."""
    return "\n\n".join(text for _name, text in parts)


def _measure(network: Network, text: str, own: Mapping[str, str]) -> tuple[PostField, ...]:
    fields = [PostField(name, value, network.fields.get(name, 0)) for name, value in own.items()]
    if network.post:
        fields.append(PostField("text", text, network.limit, network.unit, own.get("content warning", "")))
    if network.byte_limit and 4 * len(text) > network.byte_limit and count_bytes(text) > network.byte_limit:
        fields.append(PostField("text", text, network.byte_limit, Unit.BYTES))
    return tuple(fields)


def content_warning_of(entry: Entry) -> str:
    """What the author wants to warn of before the post is read."""
    written = entry.metadata.get("content_warning")
    return " ".join(written.split()) if isinstance(written, str) else ""


def _say_shortened(whole: Parts, parts: Parts) -> tuple[str, ...]:
    """In words, what of *whole* is not in *parts*."""
    held = dict(parts)
    words = {"tags": "the hashtags", "message": "what the template adds to the message"}
    said = []
    for name, text in whole:
        label = words.get(name, f"the {name}")
        if name not in held:
            said.append(f"{label} left out")
        elif held[name] != text:
            said.append("fewer hashtags" if name == "tags" else f"{label} shortened")
    return tuple(said)


def say_post(post: Post) -> str:
    """What is put into the form by hand: its text, or the title where the network takes no text."""
    return post.text or next((one.text for one in post.fields if one.name == "title"), "")


def check_posts(entry: Entry, posts: Mapping[str, Sequence[Post]]) -> Iterator[Problem]:
    """A problem for each of *posts* that is longer than its network takes, with the number of signs to lose."""
    for name, listed in posts.items():
        for post in listed:
            for one in post.fields:
                if one.excess:
                    yield _say_excess(entry, NETWORKS[name].label, name, post, one)


def _say_excess(entry: Entry, label: str, name: str, post: Post, one: PostField) -> Problem:
    amount = f"{one.length} {one.unit} where {label} takes {one.limit}"
    which = f"message {post.time}" if post.time > 1 else "message"
    if post.part > 1:
        which += f", part {post.part},"
    cure = f"shorten it by {one.excess}, or write one for {label} alone, as in 'Message: {{{name}: …}}'"
    return warning(entry.source, entry.line_of("message"), f"the {which} makes {amount}; {cure}", sort="message")
