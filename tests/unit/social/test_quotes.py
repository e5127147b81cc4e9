from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.social.counting import Unit, count
from plugins.social.quotes import add_quotes, make_quote_url, make_text_fragment
from tests.entries import make_entry
from tests.rendering import make_renderer

URL = "https://tea.example/posts/tea/"
NETWORKS = ["x", "mastodon", "email"]


def boxes(text: str) -> BeautifulSoup:
    entry = make_entry("Tea", html=make_renderer().render(text).html)
    return BeautifulSoup(add_quotes(entry, URL, NETWORKS).html, "html.parser")


def test_marked_quote_in_a_summary_is_a_quote_like_others() -> None:
    html = make_renderer().render("Before.\n\n> [!share]\n> Tea is good.").html
    entry = add_quotes(make_entry("Tea", html=html, summary_html=html), URL, NETWORKS)
    assert entry.summary_html == "<p>Before.</p>\n<blockquote><p>Tea is good.</p></blockquote>"


def test_marked_quote_is_a_box_with_an_address_and_links() -> None:
    page = boxes("Before.\n\n> [!share]\n> Tea & *cake* are good.\n\nBehind.")
    [box] = page.select("figure.quote")
    assert box["id"] == "quote-tea-and-cake-are-good"
    quoted = box.select_one("blockquote")
    assert quoted is not None
    assert quoted.decode_contents() == "<p>Tea &amp; <em>cake</em> are good.</p>"
    assert [link["href"] for link in box.select("a.quote-anchor")] == ["#quote-tea-and-cake-are-good"]
    address = f"{URL}#quote-tea-and-cake-are-good:~:text=Tea%20%26%20cake%20are%20good."
    links = {link.get_text(): urlsplit(str(link["href"])) for link in box.select("a.quote-link")}
    assert parse_qs(links["X"].query) == {"text": [f"“Tea & cake are good.”\n\n{address}"]}
    assert parse_qs(links["Mastodon"].fragment) == {"text": [f"“Tea & cake are good.”\n\n{address}"]}
    assert parse_qs(links["E-mail"].query) == {
        "subject": ["Tea"],
        "body": [f"“Tea & cake are good.”\r\n\r\n{address}"],
    }
    assert page.get_text().split()[0] == "Before."
    assert page.get_text().split()[-1] == "Behind."


def test_anchors_differ_and_the_title_names_who_said_it() -> None:
    page = boxes('!!! share "Ann"\n    Tea.\n\n!!! share\n    Tea.\n\n!!! note\n    No quote.')
    assert [box["id"] for box in page.select("figure.quote")] == ["quote-tea", "quote-tea-2"]
    assert [cite.get_text() for cite in page.select("figure.quote cite")] == ["Ann"]
    assert len(page.select("div.admonition")) == 1


def test_body_without_quotes_is_left_alone() -> None:
    entry = make_entry("Tea", html="<p>Tea</p>")
    assert add_quotes(entry, URL, NETWORKS) is entry


def test_quote_that_holds_boxes_ends_where_it_ends() -> None:
    html = '<div class="admonition share"><p class="admonition-title">Share</p><div><p>A</p></div></div><p>B</p>'
    page = BeautifulSoup(add_quotes(make_entry(html=html), URL, []).html, "html.parser")
    assert [box.select_one("blockquote") is not None for box in page.select("figure.quote")] == [True]
    assert page.find_all("p")[-1].parent is page


def test_what_never_closes_stays_as_it_is() -> None:
    html = '<div class="admonition share"><p>A</p>'
    assert add_quotes(make_entry(html=html), URL, NETWORKS).html == html


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        ("Tea, well-made & hot", "Tea%2C%20well%2Dmade%20%26%20hot"),
        (
            "one two three four five six seven eight nine ten eleven",
            "one%20two%20three%20four,eight%20nine%20ten%20eleven",
        ),
    ],
)
def test_text_fragment_finds_the_quote(words: str, fragment: str) -> None:
    assert make_text_fragment(words) == fragment


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=600).filter(str.strip))
def test_fragment_decodes_to_how_the_quote_begins_and_ends(words: str) -> None:
    words = " ".join(words.split())
    start, _comma, end = make_text_fragment(words).partition(",")
    assert words.startswith(unquote(start))
    assert words.endswith(unquote(end))


def test_long_quote_is_cut_where_the_network_ends() -> None:
    link = urlsplit(make_quote_url("x", make_entry(), f"{URL}#a", "tea " * 200))
    [text] = parse_qs(link.query)["text"]
    assert text.endswith(f"…”\n\n{URL}#a")
    assert count(text, Unit.WEIGHTED) <= 280
