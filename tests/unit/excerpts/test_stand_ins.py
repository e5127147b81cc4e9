from __future__ import annotations

from datetime import UTC, datetime

import pytest

from plugins.excerpts.stand_ins import PATTERNS, StandIns, read_stand_ins
from plugins.shared.entry import Kind, Slug, Term, UrlPath
from tests import entries

YEAR = datetime(2026, 1, 2, tzinfo=UTC)


def terms(*names: str) -> tuple[Term, ...]:
    return tuple(Term(name, Slug(name), UrlPath(f"{name}/"), UrlPath(f"{name}/feed")) for name in names)


@pytest.mark.parametrize(
    ("kind", "source", "fields", "line"),
    [
        pytest.param(
            Kind.POST,
            "posts/tea.md",
            {"categories": terms("Drinks", "Food"), "tags": terms("tea", "cups"), "date": YEAR},
            "A post from 2026 in Drinks, tagged tea, cups.",
            id="all that is known",
        ),
        pytest.param(
            Kind.NOTE, "tea.md", {"tags": terms(*"abcdef")}, "A note in Tea Time, tagged a, b, c, d.", id="four tags"
        ),
        pytest.param(
            Kind.ROCKET, "rockets/a.md", {"categories": terms("misc")}, "A quick take from 2026 in Tea Time.", id="misc"
        ),
        pytest.param(Kind.NOTE, "notes/01. Hot Drinks/tea.md", {}, "A note in Hot Drinks.", id="folder"),
        pytest.param(Kind.NOTE, "notes/hot-drinks/tea.md", {}, "A note in hot drinks.", id="folder of an address"),
        pytest.param(Kind.NOTE, "notes/2026/tea.md", {}, "A note in 2026.", id="folder of a number"),
        pytest.param(Kind.NOTE, "tea.md", {}, "A note in Tea Time.", id="no folder"),
        pytest.param(Kind.DOODLE, "doodles/tea.md", {}, "A drawing from 2026 in Tea Time.", id="doodle"),
        pytest.param(Kind.PAGE, "pages/tea.md", {}, "A page in Tea Time.", id="page"),
        pytest.param(
            Kind.NOTE, "tea.md", {"text": "```js\ntea()\n```"}, "A note with JavaScript code in Tea Time.", id="code"
        ),
        pytest.param(
            Kind.NOTE, "tea.md", {"text": "~~~ teascript\ntea()\n~~~"}, "A note with teascript code in Tea Time.",
            id="code nobody knows",
        ),
        pytest.param(Kind.NOTE, "tea.md", {"text": "```\ntea()\n```"}, "A note in Tea Time.", id="code of no name"),
    ],
)  # fmt: skip
def test_line_says_what_it_is_and_where(kind: Kind, source: str, fields: dict[str, object], line: str) -> None:
    entry = entries.make_entry("Tea", kind=kind, source=source, **fields)
    assert StandIns(find_site_name=lambda: "Tea Time", default_category="misc").compose(entry) == line


def test_a_site_says_it_in_its_own_words() -> None:
    written = {"note": "Eine Notiz[ in {place}][ über {tags}]."}
    stand_ins, problems = read_stand_ins(written, str, "")
    assert problems == []
    assert stand_ins.compose(entries.make_entry("Tee", kind=Kind.NOTE, source="tee.md", tags=terms("Tee"))) == (
        "Eine Notiz über Tee."
    )
    assert stand_ins.patterns["post"] == PATTERNS["post"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"nite": "A note."}, "EXCERPT_STAND_INS: unknown kind 'nite'; did you mean 'note'?"),
        ({"x": "A note."}, "EXCERPT_STAND_INS: unknown kind 'x'; write one of post, doodle, rocket, note, page"),
        ({"note": "A note in {plac}."}, "EXCERPT_STAND_INS: unknown field '{plac}'; did you mean 'place'?"),
        ({"page": None}, f"EXCERPT_STAND_INS: 'None' is no line for a page; write one, as in '{PATTERNS['page']}'"),
        ({"note": "{x}"}, "EXCERPT_STAND_INS: unknown field '{x}'; choose from place, tags, language, year"),
    ],
)
def test_what_is_amiss_is_named(written: dict[str, object], said: str) -> None:
    stand_ins, [problem] = read_stand_ins(written, str, "")
    assert str(problem) == said
    assert stand_ins.patterns == PATTERNS
