"""Rules: what a site wants for entries that bring no picture of their own; the first match by number decides."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from plugins.images.patterns import FAMILY_NAMES
from plugins.shared.entry import Entry, Kind
from plugins.shared.problems import Problem, suggest, warning

RuleSetting: TypeAlias = Mapping[str, object]

CONDITIONS = ("entry", "tag", "category", "kind", "any")
_WORDS = ("picture", "alt", "style", "background", "accent", "label")
ANSWERS = (*_WORDS, "none", "text_picture")
# Words that say something even where they are empty or false.
_FALSE_SAYS = ("label", "text_picture")
_COLOR = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: it holds where the entry's *by* (source or slug, a tag, a category, the kind) is *value*.

    Then a picture of the text may stand for the entry (*has_text_picture*; `None` leaves that to the site), else
    *picture*, else a card in *style*, with *background* (a colour, a pattern's name or a picture), *accent* and *label*
    in place of its own; with *is_none* nothing does.
    """

    number: int = 0
    by: str = "any"
    value: str = ""
    picture: str = ""
    alt: str = ""
    style: str = ""
    background: str = ""
    accent: str = ""
    label: str | None = None
    is_none: bool = False
    has_text_picture: bool | None = None

    @property
    def has_card(self) -> bool:
        """Whether it says anything about the card."""
        return bool(self.style or self.background or self.accent) or self.label is not None

    @property
    def name(self) -> str:
        condition = self.by if self.by == "any" else f"{self.by} '{self.value}'"
        return f"rule {self.number} ({condition})"


def find_rule(entry: Entry, rules: Sequence[Rule]) -> Rule | None:
    """The first of *rules*, which are in the order of their numbers, that holds for *entry*."""
    return next((rule for rule in rules if _holds(rule, entry)), None)


def _holds(rule: Rule, entry: Entry) -> bool:
    if rule.by == "any":
        return True
    value = rule.value.casefold()
    if rule.by == "entry":
        return value in (entry.source.casefold(), entry.slug.casefold())
    if rule.by == "kind":
        return value == entry.kind.value
    terms = entry.tags if rule.by == "tag" else entry.categories
    return any(value in (term.name.casefold(), term.slug.casefold()) for term in terms)


def read_rules(
    written: Iterable[object], styles: Collection[str], setting: str = "IMAGE_RULES"
) -> tuple[tuple[Rule, ...], list[Problem]]:
    """The rules that a setting holds, in the order of their numbers, and what is wrong with the others."""
    rules: list[Rule] = []
    problems: list[Problem] = []
    for place, one in enumerate(written, start=1):
        rule = _read_rule(one, place, styles)
        if isinstance(rule, str):
            problems.append(Problem("pelicanconf.py", 0, f"{setting}, rule {place}: {rule}", sort="setting"))
        else:
            rules.append(rule)
            if rule.picture and not rule.alt:
                message = f"{setting}, rule {place}: picture without alt text; add 'alt': 'what the picture shows'"
                problems.append(warning("pelicanconf.py", 0, message, sort="setting"))
    numbers = [rule.number for rule in rules]
    problems += [
        Problem(
            "pelicanconf.py", 0, f"{setting}: two rules have the number {number}; give each its own", sort="setting"
        )
        for number in sorted({number for number in numbers if numbers.count(number) > 1})
    ]
    return tuple(sorted(rules, key=lambda rule: rule.number)), problems


def _read_rule(written: object, place: int, styles: Collection[str]) -> Rule | str:
    """The rule, or what is wrong with it."""
    if not isinstance(written, Mapping):
        return f"'{written}' is no rule; write it as {{'tag': 'tea', 'style': 'marker'}}"
    known = ("number", *CONDITIONS, *ANSWERS)
    if unknown := next((str(key) for key in written if key not in known), ""):
        return f"unknown key '{unknown}'{suggest(unknown, known) or _choices(known)}"
    conditions = [key for key in CONDITIONS if written.get(key)]
    if len(conditions) != 1:
        return f"needs exactly one of {', '.join(CONDITIONS)}"
    if wrong := next((key for key in (*conditions, *_WORDS) if _is_many(written.get(key))), ""):
        return f"{wrong} '{written[wrong]}' is more than one; write a rule for each"
    by, value = conditions[0], str(written[conditions[0]])
    if by == "kind" and value not in list(Kind):
        return f"unknown kind '{value}'{suggest(value, Kind) or _choices(Kind)}"
    if problem := _check_answer(written, styles):
        return problem
    number = written.get("number", place)
    if not isinstance(number, int):
        return f"the number '{number}' is none; write it as 10"
    label = written.get("label")
    return Rule(
        number,
        by,
        "" if by == "any" else value,
        picture=str(written.get("picture") or ""),
        alt=str(written.get("alt") or ""),
        style=str(written.get("style") or ""),
        background=str(written.get("background") or ""),
        accent=str(written.get("accent") or ""),
        label=None if label is None else str(label),
        is_none=bool(written.get("none")),
        has_text_picture=None if written.get("text_picture") is None else bool(written["text_picture"]),
    )


def _choices(names: Iterable[str]) -> str:
    return f"; choose from {', '.join(names)}"


def _is_many(value: object) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str)


def _check_answer(written: RuleSetting, styles: Collection[str]) -> str:
    """What is wrong with what a rule says; empty if nothing is."""
    if not any(written.get(key) or (key in _FALSE_SAYS and written.get(key) in ("", False)) for key in ANSWERS):
        return "says nothing; name a 'picture', a 'style', or 'none': True"
    if written.get("none") and (other := next((key for key in _WORDS if written.get(key)), "")):
        return f"says '{other}' and 'none'; leave one of them out"
    style, accent, background = (str(written.get(key) or "") for key in ("style", "accent", "background"))
    if style and style not in styles:
        return f"unknown style '{style}'{suggest(style, styles) or _choices(sorted(styles))}"
    if accent and not _COLOR.fullmatch(accent):
        return f"accent '{accent}' is not a colour; write it as '#2f8f5b'"
    # A picture is known by the ending of its name.
    if background and "." not in background and background not in FAMILY_NAMES and not _COLOR.fullmatch(background):
        hint = suggest(background, FAMILY_NAMES) or f"; write a colour, a picture or one of {', '.join(FAMILY_NAMES)}"
        return f"unknown background '{background}'{hint}"
    return ""
