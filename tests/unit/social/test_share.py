from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.shared.entry import Entry
from plugins.social.networks import NETWORKS
from plugins.social.share import make_share_links, make_share_url
from tests.entries import make_entry

URL = "https://tea.example/posts/tea/?a=1&b=2#c"
TITLE = 'Tea & "cups" #1 – 100 % 🍵 {url}'


def fields(network: str, entry: Entry) -> dict[str, str]:
    """What the form of *network* will hold: its query, or the fragment in place of one."""
    address = urlsplit(make_share_url(NETWORKS[network], entry, URL, entry.message))
    held = parse_qs(address.query or address.fragment, keep_blank_values=True, strict_parsing=True)
    return {name: value for name, [value] in held.items()}


@pytest.mark.parametrize(
    ("network", "held"),
    [
        ("x", {"text": f"Come!\n\n{TITLE}", "url": URL}),
        ("mastodon", {"text": f"Come!\n\n{URL}"}),
        ("bluesky", {"text": f"Come!\n\n{URL}"}),
        ("threads", {"text": "Come!", "url": URL}),
        ("linkedin", {"url": URL}),
        ("facebook", {"u": URL}),
        ("whatsapp", {"text": f"Come!\n\n{URL}"}),
        ("telegram", {"url": URL, "text": "Come!"}),
        ("reddit", {"url": URL, "title": TITLE}),
        ("hackernews", {"u": URL, "t": TITLE}),
        ("pinterest", {"url": URL, "media": "", "description": "Come!\n\nWhat tea is."}),
        ("email", {"subject": TITLE, "body": f"Come!\r\n\r\nWhat tea is.\r\n\r\n{URL}"}),
    ],
)
def test_form_holds_what_went_in(network: str, held: dict[str, str]) -> None:
    assert fields(network, make_entry(TITLE, message="Come!", excerpt="What tea is.")) == held


def test_every_network_is_tested() -> None:
    assert set(NETWORKS) == set(
        "x mastodon bluesky threads linkedin facebook whatsapp telegram reddit hackernews pinterest email".split()
    )


@pytest.mark.parametrize("network", ["x", "mastodon", "bluesky", "threads", "whatsapp", "telegram"])
def test_without_a_message_the_title_is_the_text(network: str) -> None:
    assert fields(network, make_entry(TITLE))["text"].startswith(TITLE)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        pytest.param("Tea: come!", "Tea: come!", id="said already"),
        # 280 signs, less an address of 23, three of the title, and two empty lines.
        pytest.param("m" * 250, f"{'m' * 250}\n\nTea", id="just room enough"),
        pytest.param("m" * 251, "m" * 251, id="no room"),
    ],
)
def test_title_goes_with_the_message_where_no_card_shows_it(message: str, text: str) -> None:
    assert fields("x", make_entry("Tea", message=message))["text"] == text
    assert fields("threads", make_entry("Tea", message=message))["text"] == message


def test_links_are_in_the_order_asked_for() -> None:
    links = make_share_links(make_entry("Tea"), URL, ["email", "x"])
    assert [(link.network, link.label) for link in links] == [("email", "E-mail"), ("x", "X")]


def test_line_breaks_in_mail_are_those_of_mail() -> None:
    body = fields("email", make_entry("Tea", message="One\ntwo"))["body"]
    assert body == f"One\r\ntwo\r\n\r\n{URL}"


def test_long_mail_holds_the_address_alone() -> None:
    assert fields("email", make_entry("Tea", message="long " * 500)) == {"subject": "Tea", "body": URL}


def test_mail_of_an_endless_title_has_no_subject() -> None:
    assert fields("email", make_entry("🍵" * 300, slug="tea")) == {"subject": "", "body": URL}


@settings(deadline=None)
@given(
    st.sampled_from(sorted(NETWORKS)),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=50),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400),
)
def test_any_words_make_one_plain_address(network: str, title: str, message: str) -> None:
    link = make_share_url(NETWORKS[network], make_entry(title, slug="x"), URL, message)
    assert link.isascii()
    assert not set(" \n\"'<>{}|\\^`") & set(link)
    if network == "email":
        assert len(link) <= 2000
