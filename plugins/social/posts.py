"""What is to be posted for an entry, network by network, as long as each takes.

What does not fit is shortened in this order: the excerpt, at sentences; hashtags, the last first; the title, at a word,
which it is as well in a field of its own.
Never the message, and never the link: what is too long then is said with the number of signs to lose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from plugins.shared.entry import Entry
from plugins.shared.problems import Problem, warning
from plugins.shared.sentences import cut_at_sentence, cut_at_word
from plugins.social.counting import SHORT_ADDRESS, Unit, count, count_bytes
from plugins.social.hashtags import choose_hashtags
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
    synonyms: Mapping[str, str] = field(default_factory=dict)
    hashtag_counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PostField:
    """What goes into one field of a network's form; *limit* 0 where there is none."""

    name: str
    text: str
    length: int
    limit: int
    unit: Unit

    @property
    def excess(self) -> int:
        """How many signs are too many."""
        return max(0, self.length - self.limit) if self.limit else 0


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
    if not NETWORKS[name].post:
        # Where only the title is told, there is nothing else to say the next time.
        messages = ()
    for time, message in enumerate(messages or (Message(("",)),), 1):
        first, *rest = message.parts
        draft = _Draft(entry, name, page_url, rules, first, template)
        if first not in dict(draft.compose(entry.excerpt, 0, entry.title)).get("message", ""):
            # The template is for entries that have none, or takes something else before it.
            draft = replace(draft, template=None)
        yield replace(_fit(draft), time=time)
        for part, text in enumerate(rest, 2):
            fields = _measure(NETWORKS[name], text, {})
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
    def own_fields(self) -> dict[str, str]:
        """What goes into fields of their own."""
        title = self.entry.title
        values = {"title": fit_title(title, NETWORKS[self.name]), "subject": title, "link": self.page_url}
        return {name: values[name] for name in NETWORKS[self.name].fields}

    def compose(self, excerpt: str, tag_count: int, title: str) -> tuple[tuple[str, str], ...]:
        """The parts of the text with this *excerpt*, *tag_count* hashtags and this *title*."""
        entry, written = self.entry, self.written
        # What is most particular comes first: tags, then shelves.
        names = [term.name for term in (*entry.tags, *entry.categories)]
        synonyms = self.rules.synonyms
        message = written
        offered = {"title": title, "excerpt": excerpt, "link": self.page_url}
        if self.template:
            gaps = offered | {
                "message": written,
                "category": entry.category.name if entry.category else "",
                "tags": " ".join(choose_hashtags(names, synonyms, written, tag_count)),
                "author": ", ".join(author.name for author in entry.authors),
            }
            message = self.template.fill(gaps.__getitem__, (written, *self.own_fields.values()), says)
        tags = choose_hashtags(names, synonyms, message, tag_count)
        offered |= {"message": message, "tags": " ".join(tags)}
        named = NETWORKS[self.name].post
        parts = [(part, offered[part]) for part in named if offered[part]]
        if named and all(part == "tags" for part, _text in parts):
            # Nobody posts nothing.
            part = "excerpt" if excerpt else "title"
            parts.insert(0, (part, offered[part]))
        return tuple(_without_repeats(parts, self.own_fields))


def _fit(draft: _Draft) -> Post:
    """The fullest post that fits; the shortest where none does."""
    entry, count_ = draft.entry, draft.tag_count
    whole = draft.compose(entry.excerpt, count_, entry.title)
    post = _post_of(draft, whole, whole)
    shorter = _shorter(entry, count_)
    while any(one.excess for one in post.fields if one.name == "text"):
        excerpt, tags, title = next(shorter, ("", -1, ""))
        if tags < 0:
            break
        post = _post_of(draft, whole, draft.compose(excerpt, tags, title))
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


def _shorter(entry: Entry, tag_count: int) -> Iterator[tuple[str, int, str]]:
    """Excerpt, number of tags and title, less and less of them."""
    length = len(entry.excerpt) - 1
    excerpt = entry.excerpt
    while length >= LEAST_EXCERPT:
        shorter = cut_at_sentence(excerpt, length)
        # Half a sentence is worse than none.
        if shorter.endswith("…") and not excerpt.startswith(shorter):
            break
        yield shorter, tag_count, entry.title
        length = len(shorter) - 1
    for tags in range(tag_count, -1, -1):
        yield "", tags, entry.title
    for length in range(len(entry.title) - 1, LEAST_TITLE - 1, -5):
        yield "", 0, cut_at_word(entry.title, length)
    yield "", 0, ""


def _without_repeats(parts: list[tuple[str, str]], own: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """*parts* but for those that another part, said before, or a field of its own says already."""
    said: list[str] = [value for name, value in own.items() if name != "link"]
    order = {"message": 0, "link": 1, "title": 2, "excerpt": 3, "tags": 4}
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
        return re.search(rf"{re.escape(part)}(?![\w/%~-])", text) is not None
    return holds(text, part)


def holds(text: str, other: str) -> bool:
    """Whether *text* says all that *other* says, word for word."""
    words = _words(other)
    return bool(words) and f" {words} " in f" {_words(text)} "


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold())) or text.strip()


def join_parts(parts: Parts) -> str:
    """The parts of a post in paragraphs."""
    return "\n\n".join(text for _name, text in parts)


def _measure(network: Network, text: str, own: Mapping[str, str]) -> tuple[PostField, ...]:
    fields = [PostField(name, value, len(value), network.fields[name], Unit.CHARACTERS) for name, value in own.items()]
    if network.post:
        fields.append(PostField("text", text, count(text, network.unit), network.limit, network.unit))
    if network.byte_limit and (size := count_bytes(text)) > network.byte_limit:
        fields.append(PostField("text", text, size, network.byte_limit, Unit.BYTES))
    return tuple(fields)


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


def may_be_long(entry: Entry, name: str, page_url: str, rules: PostRules, messages: Messages) -> bool:
    """Whether a post of *entry* could be too long for the network *name*; cheap, and never wrongly no."""
    network = NETWORKS[name]
    if not network.limit:
        return False
    if rules.templates.find(entry, name):
        return True
    longest = max((len(part) for message in messages.on(name) for part in message.parts), default=0)
    # No unit counts a sign more than four times, nor an address more than it is long, or 23.
    return 4 * (longest + len(page_url)) + SHORT_ADDRESS + len("\n\n") > network.limit


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
