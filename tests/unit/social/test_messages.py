from __future__ import annotations

from typing import Any

import pytest

from plugins.shared.entry import FieldValue, Kind, Slug, Term, UrlPath
from plugins.social.messages import Message, read_messages, read_template, read_templates
from tests.entries import make_entry


def messages_of(written: FieldValue, network: str) -> list[tuple[str, ...]]:
    messages, problems = read_messages(make_entry(metadata={"message": written}))
    assert problems == ()
    return [message.parts for message in messages.on(network)]


@pytest.mark.parametrize(
    ("written", "on_x", "on_email"),
    [
        ("Come!", [("Come!",)], [("Come!",)]),
        ({"x": "Short", "all": "Long"}, [("Short",)], [("Long",)]),
        ({"Twitter": "Short", "default": "Long"}, [("Short",)], [("Long",)]),
        ({"x": "Short"}, [("Short",)], []),
        # Nothing is said there, though elsewhere something is.
        ({"x": "", "all": "Long"}, [], [("Long",)]),
        (["One", "Two"], [("One",), ("Two",)], [("One",), ("Two",)]),
        ({"thread": ["One", "Two"]}, [("One", "Two")], [("One", "Two")]),
        ({"x": {"thread": ["One", "Two"]}, "email": ["A", "B"]}, [("One", "Two")], [("A",), ("B",)]),
        ("{x: Short, all: 'Long, and more'}", [("Short",)], [("Long, and more",)]),
        ("[One, Two]", [("One",), ("Two",)], [("One",), ("Two",)]),
        ("[draft] {of} it", [("[draft] {of} it",)], [("[draft] {of} it",)]),
        ("[sic]", [("[sic]",)], [("[sic]",)]),
        ("{x: never closed", [("{x: never closed",)], [("{x: never closed",)]),
        (None, [], []),
        ("  ", [], []),
    ],
    ids=repr,
)
def test_message_is_for_all_or_for_one(written: Any, on_x: list[tuple[str]], on_email: list[tuple[str]]) -> None:  # noqa: ANN401
    assert messages_of(written, "x") == on_x
    assert messages_of(written, "email") == on_email


def test_unknown_network_is_named_with_its_line() -> None:
    entry = make_entry(metadata={"message": {"mastodom": "Hi", "fax": "Hi"}}, lines={"message": 4})
    _messages, problems = read_messages(entry)
    assert [(problem.line, problem.message.partition("; choose")[0]) for problem in problems] == [
        (4, "message for an unknown network 'mastodom'; did you mean 'mastodon'?"),
        (4, "message for an unknown network 'fax'"),
    ]


@pytest.mark.parametrize(
    ("template", "values", "filled"),
    [
        ("{title}!", {"title": "Tea"}, "Tea!"),
        ("{message|excerpt}", {"message": "", "excerpt": "What tea is."}, "What tea is."),
        ("{message|excerpt}", {"message": "Come!", "excerpt": "What tea is."}, "Come!"),
        ("{message}\nIn {category}", {"message": "Come!", "category": "Drinks"}, "Come!\nIn Drinks"),
        # A line whose gap is empty says nothing, but for words of its own.
        ("{message}\n{excerpt}\nEnd", {"message": "Come!", "excerpt": ""}, "Come!\nEnd"),
        ("{{{title}}}", {"title": "Tea"}, "{Tea}"),
        # What the author wrote stays, sign for sign.
        ("{message}\n{title}", {"message": "Come!\n\n\n\nNow.", "title": ""}, "Come!\n\n\n\nNow."),
    ],
)
def test_template_is_filled(template: str, values: dict[str, str], filled: str) -> None:
    made, problems = read_template(template, "T")
    assert problems == ()
    assert made.fill(lambda name: values[name]) == filled


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{message}\n{title}\n{excerpt}", "Tea is hot"),
        ("{title}\n{message}", "Tea is hot"),
        # In a sentence of the author's it stays.
        ("{message}\nMore: {title}", "Tea is hot\nMore: Tea"),
        ("{excerpt}\n\n{excerpt}", "hot"),
    ],
)
def test_gap_with_a_line_of_its_own_says_nothing_again(template: str, filled: str) -> None:
    made, _problems = read_template(template, "T")
    values = {"message": "Tea is hot", "title": "Tea", "excerpt": "hot"}
    said = [values["message"]] if "{message}" in template else []
    assert made.fill(values.__getitem__, said, lambda text, part: part in text) == filled


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"*": "{titel}"}, "MESSAGE_TEMPLATES['*']: unknown field '{titel}'; did you mean 'title'?"),
        ({"*": "{title"}, "MESSAGE_TEMPLATES['*']: a brace stands alone in '{title'; write it twice, as in '{{'"),
        ({"posts": "{title}"}, "MESSAGE_TEMPLATES: unknown place 'posts'; did you mean 'post'?"),
        (
            {"post": {"bluesk": "{title}"}},
            "MESSAGE_TEMPLATES['post']: unknown network 'bluesk'; did you mean 'bluesky'?",
        ),
        (
            {"post": {"x": 5}},
            "MESSAGE_TEMPLATES['post']: '5' is no text; write one, as in '{message|title}'",
        ),
    ],
)
def test_mistake_in_a_template_is_named(written: dict[str, Any], said: str) -> None:
    _templates, problems = read_templates(written)
    assert [str(problem) for problem in problems] == [said]


def make_term(name: str) -> Term:
    return Term(name, Slug(name.lower()), UrlPath(""), UrlPath(""))


def test_most_particular_template_is_taken() -> None:
    templates, problems = read_templates(
        {"*": "all", "rocket": {"x": "rocket on x", "all": "rocket"}, "category:Tea": "category", "tag:Green": "tag"}
    )
    assert problems == ()

    def found(network: str, **fields: Any) -> str:  # noqa: ANN401 (any field)
        template = templates.find(make_entry(**fields), network)
        assert template is not None
        return template.fill(lambda _name: "")

    assert found("x") == "all"
    assert found("x", kind=Kind.ROCKET) == "rocket on x"
    assert found("email", kind=Kind.ROCKET) == "rocket"
    assert found("x", kind=Kind.ROCKET, categories=(make_term("tea"),)) == "category"
    assert found("x", categories=(make_term("Tea"),), tags=(make_term("green"),)) == "tag"


def test_messages_of_a_thread_belong_together() -> None:
    messages, _problems = read_messages(make_entry(metadata={"message": [{"thread": ["1", "2"]}, "Again"]}))
    assert messages.shared == (Message(("1", "2")), Message(("Again",)))
