from __future__ import annotations

import pytest

from plugins.authoring.answers import Answers, AnswersError, make_answers, parse_address


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://example.org", "https://example.org"),
        ("https://example.org/", "https://example.org"),
        (" example.org ", "https://example.org"),
        ("http://localhost:8000/blog/", "http://localhost:8000/blog"),
        ("https://żółw.example/", "https://żółw.example"),
    ],
)
def test_an_address_has_a_scheme_and_no_slash_at_its_end(written: str, address: str) -> None:
    assert parse_address(written) == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "https://",
        "ftp://example.org",
        "https://a b.org",
        "https://x.org/?q",
        "https://x.org:99999",
        "https://[",
        'x"y',
    ],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(AnswersError, match="is no address; write one like"):
        parse_address(written)


def test_answers_are_put_on_one_line() -> None:
    assert make_answers(" Ann's \n Tea ", "Ann", "tea.example") == Answers("Ann's Tea", "Ann", "https://tea.example")


@pytest.mark.parametrize(("name", "author", "option"), [("", "Ann", "--name"), ("Tea", " ", "--author")])
def test_an_empty_answer_is_refused(name: str, author: str, option: str) -> None:
    with pytest.raises(AnswersError, match=option):
        make_answers(name, author, "https://tea.example")
