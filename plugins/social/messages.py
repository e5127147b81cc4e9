"""What the author says on networks: the front matter `Message`, and templates for entries that have none.

A message is text of a post. It stands beside title and excerpt, and never in their place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from plugins.shared.entry import Entry, FieldValue, Kind
from plugins.shared.problems import Problem, suggest, warning
from plugins.social.networks import NETWORKS

EVERYWHERE = ("all", "default", "*")
THREAD = "thread"
FIELDS = ("message", "title", "excerpt", "category", "tags", "author", "link")
_FIELD = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to say: a post, or a thread of several."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Messages:
    """What an entry says: *shared* on every network, *own* in its place on some; each time it is shared, the next."""

    shared: tuple[Message, ...] = ()
    own: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)

    def on(self, network: str) -> tuple[Message, ...]:
        return self.own.get(network, self.shared)


def read_messages(entry: Entry) -> tuple[Messages, tuple[Problem, ...]]:
    """The messages of *entry*, and what is amiss in them."""
    written = _unfold(entry.metadata.get("message"))
    line = entry.line_of("message")
    if not isinstance(written, dict) or set(written) == {THREAD}:
        return Messages(_as_messages(written)), ()
    shared: tuple[Message, ...] = ()
    own: dict[str, tuple[Message, ...]] = {}
    problems = []
    for key, value in written.items():
        name = _network_name(key)
        if name in EVERYWHERE:
            shared = _as_messages(value)
        elif name in NETWORKS:
            own[name] = _as_messages(value)
        else:
            hint = suggest(name, NETWORKS) or f"; choose from all, {', '.join(NETWORKS)}"
            problems.append(
                warning(entry.source, line, f"message for an unknown network '{key}'{hint}", sort="message")
            )
    return Messages(shared, own), tuple(problems)


def _unfold(written: FieldValue) -> FieldValue:
    """*written*, read as YAML where a front matter without dashes holds a mapping or list on one line."""
    if isinstance(written, str) and re.match(r"\{\s*\"?[\w -]+\"?\s*:\s|\[.*\]$", written.strip(), re.DOTALL):
        try:
            read = yaml.load(written, Loader=yaml.BaseLoader)  # noqa: S506 - makes nothing but text
        except (yaml.YAMLError, RecursionError):
            return written
        if isinstance(read, dict) or (isinstance(read, list) and len(read) > 1):
            return read
    return written


def _as_messages(value: FieldValue) -> tuple[Message, ...]:
    listed = value if isinstance(value, list) else [value]
    found = []
    for one in listed:
        inner = one.get(THREAD) if isinstance(one, dict) else one
        parts = inner if isinstance(inner, list) else [inner]
        texts = tuple(text for part in parts if isinstance(part, str) and (text := part.strip()))
        if texts:
            found.append(Message(texts))
    return tuple(found)


def _network_name(key: str) -> str:
    name = key.strip().casefold().replace(" ", "").replace("-", "").replace("_", "")
    return {"twitter": "x", "mail": "email", "hn": "hackernews"}.get(name, name)


# Templates


@dataclass(frozen=True, slots=True)
class Template:
    """A text with gaps: words as they are, and for each gap the fields to take the first from that says something."""

    pieces: tuple[str | tuple[str, ...], ...]

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(name for piece in self.pieces if isinstance(piece, tuple) for name in piece)

    def fill(
        self,
        value_of: Callable[[str], str],
        said: Sequence[str] = (),
        says: Callable[[str, str], bool] = lambda _text, _value: False,
    ) -> str:
        """The text with *value_of* each field; a line that held nothing but empty gaps is left out.

        A gap alone in its line stays empty, too, if what would stand there is *said* elsewhere: if one of those texts,
        or what fills an earlier gap, *says* it. A message never does.
        """
        values: list[str] = []
        for place, piece in enumerate(self.pieces):
            names = () if isinstance(piece, str) else piece
            name, value = next(((name, value) for name in names if (value := value_of(name))), ("", ""))
            is_again = name != "message" and self._is_alone(place) and any(says(one, value) for one in (*said, *values))
            values.append("" if is_again else value)
        # What the fields say is put in last: it is nobody's to mend.
        frame = "".join(
            piece if isinstance(piece, str) else f"\1{place}\2" if values[place] else "\0"
            for place, piece in enumerate(self.pieces)
        )
        lines = [line for line in frame.split("\n") if "\0" not in line or re.search(r"\w", line.replace("\0", ""))]
        mended = re.sub(r"\n{3,}", "\n\n", re.sub(r" *\0", "", "\n".join(lines))).strip()
        return re.sub("\1(\\d+)\2", lambda match: values[int(match[1])], mended)

    def _is_alone(self, place: int) -> bool:
        """Whether the piece at *place* has a line of its own."""
        before, behind = ("\n" if at in (-1, len(self.pieces)) else self.pieces[at] for at in (place - 1, place + 1))
        is_first = isinstance(before, str) and before.rstrip(" ").endswith("\n")
        return is_first and isinstance(behind, str) and behind.lstrip(" ").startswith("\n")


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of the settings: what they are for, then for which network (`*` for all)."""

    by_place: Mapping[str, Mapping[str, Template]] = field(default_factory=dict)

    def find(self, entry: Entry, network: str) -> Template | None:
        """The template for *entry* on *network*: that of a tag before one of a category, a kind, or of everything."""
        # Most sites have none, and this is asked for every network.
        for place in _places_of(entry) if self.by_place else ():
            chosen = self.by_place.get(place, {})
            if template := chosen.get(network) or chosen.get("*"):
                return template
        return None


def _places_of(entry: Entry) -> Iterator[str]:
    yield from (f"tag:{tag.name.casefold()}" for tag in entry.tags)
    yield from (f"category:{category.name.casefold()}" for category in entry.categories)
    yield from (entry.kind.value, "*")


def read_templates(written: Mapping[str, object]) -> tuple[Templates, tuple[Problem, ...]]:
    """The templates of the setting MESSAGE_TEMPLATES, and what is amiss in them."""
    places: dict[str, dict[str, Template]] = {}
    problems: list[Problem] = []
    for place, value in written.items():
        problems += _check_place(place)
        by_network: Mapping[str, object] = value if isinstance(value, Mapping) else {"*": value}
        for key, text in by_network.items():
            name = "*" if key.strip() in EVERYWHERE else _network_name(key)
            label = f"MESSAGE_TEMPLATES['{place}']"
            if name != "*" and name not in NETWORKS:
                problems.append(Problem(label, 0, f"unknown network '{key}'{_choice(name, NETWORKS)}", sort="setting"))
                continue
            if not isinstance(text, str):
                problems.append(
                    Problem(label, 0, f"'{text}' is no text; write one, as in '{{message|title}}'", sort="setting")
                )
                continue
            template, found = read_template(text, label)
            problems += found
            places.setdefault(_folded(place), {})[name] = template
    return Templates(places), tuple(problems)


def _folded(place: str) -> str:
    what, colon, name = place.partition(":")
    what = what.strip().casefold()
    return f"{what}:{name.strip().casefold()}" if colon else ("*" if what in EVERYWHERE else what)


def _check_place(place: str) -> list[Problem]:
    folded = _folded(place)
    if folded == "*" or folded in set(Kind) or re.match(r"(?:tag|category):.", folded):
        return []
    hint = suggest(folded, Kind) or "; write *, a kind as in 'post', 'category:Name' or 'tag:name'"
    return [Problem("MESSAGE_TEMPLATES", 0, f"unknown place '{place}'{hint}", sort="setting")]


def _choice(name: str, known: Collection[str]) -> str:
    return suggest(name, known) or f"; choose from {', '.join(known)}"


def read_template(text: str, label: str) -> tuple[Template, tuple[Problem, ...]]:
    """The template *text*, and what is amiss in it; *label* says where it is written.

    `{message|excerpt}` is the first of them that says something; `{{` and `}}` are braces.
    """
    pieces: list[str | tuple[str, ...]] = []
    problems = []
    end = 0
    for match in _FIELD.finditer(text):
        pieces.append(text[end : match.start()])
        end = match.end()
        if match[0] in ("{{", "}}"):
            pieces.append(match[0][0])
        elif match[1] is None:
            problems.append(
                Problem(label, 0, f"a brace stands alone in '{text}'; write it twice, as in '{{{{'", sort="setting")
            )
        else:
            names = tuple(name.strip() for name in match[1].split("|"))
            problems += [
                Problem(label, 0, f"unknown field '{{{name}}}'{_choice(name, FIELDS)}", sort="setting")
                for name in names
                if name not in FIELDS
            ]
            pieces.append(names)
    pieces.append(text[end:])
    return Template(tuple(piece for piece in pieces if piece)), tuple(problems)
