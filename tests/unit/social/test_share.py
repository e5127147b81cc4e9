from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.shared.entry import Entry, Slug, Term, UrlPath
from plugins.social.networks import NETWORKS
from plugins.social.posts import PostRules, make_posts
from plugins.social.share import make_share_links, make_share_url
from tests.entries import make_entry

URL = "https://tea.example/posts/tea/?a=1&b=2#c"
EACH_NETWORK = pytest.mark.parametrize("network", NETWORKS)
TITLE = 'Tea & "cups" #1 – 100 % 🍵 {url}'


def share_url(network: str, entry: Entry) -> str:
    entry = replace(entry, metadata={"message": {"all": entry.message}})
    [post, *_more] = make_posts(entry, [network], URL, PostRules())[network]
    return make_share_url(post, entry, URL)


def fields(network: str, entry: Entry) -> dict[str, str]:
    """What the form of *network* will hold: its query, or the fragment in place of one."""
    address = urlsplit(share_url(network, entry))
    held = parse_qs(address.query or address.fragment, keep_blank_values=True, strict_parsing=True)
    return {name: value for name, [value] in held.items()}


@pytest.mark.parametrize(
    ("network", "held"),
    [
        ("x", {"text": f"Come!\n\n{TITLE}\n\n{URL}"}),
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


@EACH_NETWORK
@pytest.mark.parametrize("message", ["Come!", ""])
def test_form_says_what_the_kit_says(network: str, message: str) -> None:
    term = Term("hot drinks", Slug("hot-drinks"), UrlPath("tag/hot-drinks/"), UrlPath(""))
    entry = make_entry(TITLE, excerpt="What tea is.", description="What it is.", message=message, tags=(term,))
    entry = replace(entry, metadata={"message": {"all": message}})
    [post] = make_posts(entry, [network], URL, PostRules())[network]
    held = " ".join(fields(network, entry).values()).replace("\r\n", "\n")
    if "{post}" in NETWORKS[network].form or "{mail}" in NETWORKS[network].form:
        assert post.text in held
    elif "{text}" in NETWORKS[network].form:
        assert all(text in held for _name, text in post.parts)


def test_links_are_in_the_order_asked_for() -> None:
    posts = make_posts(make_entry("Tea"), NETWORKS, URL, PostRules())
    links = make_share_links(make_entry("Tea"), URL, ["email", "x"], posts)
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
    link = share_url(network, make_entry(title, slug="x", message=message))
    assert link.isascii()
    assert not set(" \n\"'<>{}|\\^`") & set(link)
    if network == "email":
        assert len(link) <= 2000
