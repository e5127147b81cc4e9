from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape

import pytest
import yaml

from plugins.social.kit import copy_text, find_entry, make_data, make_kit, render_text
from plugins.social.networks import NETWORKS
from plugins.social.posts import PostRules
from plugins.social.preview import quote_yaml, render_preview
from tests.entries import make_entry

URL = "https://tea.example/posts/tea/"
TEA = make_entry(
    "Tea <b>",
    slug="tea",
    excerpt="What tea is.",
    description="What tea is.",
    metadata={"message": {"all": "Come!", "x": "m" * 270}},
)
CAKE = make_entry("Cake")


def test_kit_holds_every_network() -> None:
    assert list(make_kit(TEA, URL, PostRules()).posts) == list(NETWORKS)


@pytest.mark.parametrize(
    "name", ["cake", "Cake", "posts/cake.md", "content/posts/cake.md", "posts/cake", "/posts/cake/"]
)
def test_entry_is_found_by_what_it_is_called(name: str) -> None:
    assert find_entry(name, [TEA, CAKE]) == (CAKE, "")


def test_unknown_entry_is_answered_with_the_likely_one() -> None:
    assert find_entry("cakes", [TEA, CAKE]) == (None, "no entry is called 'cakes'; did you mean 'cake'?")


def test_name_of_two_is_answered_with_both() -> None:
    other = make_entry("Cake", source="notes/cake.md", url="notes/cake/")
    assert find_entry("cake", [CAKE, other]) == (
        None,
        "'cake' may be any of notes/cake.md, posts/cake.md; name the file",
    )


def test_text_says_how_long_each_is_and_what_is_too_much() -> None:
    text = render_text(make_kit(TEA, URL, PostRules()))
    assert "295 of 280 weighted characters: 15 TOO MANY" in text
    assert f"── WhatsApp \n  Come!\n  \n  {URL}\n(37 of 65000 characters)" in text
    assert "── Hacker News \nTitle: Tea <b>  (7 of 80 characters)" in text


def test_data_is_json_and_has_the_same() -> None:
    data = json.loads(json.dumps(make_data(make_kit(TEA, URL, PostRules()))))
    assert data["link"] == URL
    assert data["networks"]["whatsapp"] == [
        {
            "time": 1,
            "part": 1,
            "parts": ["message", "link"],
            "shortened": [],
            "fields": [
                {
                    "name": "text",
                    "text": f"Come!\n\n{URL}",
                    "length": 37,
                    "limit": 65000,
                    "unit": "characters",
                    "excess": 0,
                }
            ],
        }
    ]
    assert data["networks"]["x"][0]["fields"][0]["excess"] == 15


def test_what_takes_no_text_is_copied_by_its_title() -> None:
    kit = make_kit(TEA, URL, PostRules())
    assert copy_text(kit, "reddit") == "Tea <b>"
    assert copy_text(kit, "whatsapp") == f"Come!\n\n{URL}"


def test_preview_escapes_what_it_shows_and_names_the_cure() -> None:
    page = render_preview(make_kit(TEA, URL, PostRules()), "Tea Time")
    assert "Tea &lt;b&gt;" in page
    assert "Tea <b>" not in page
    # 15 signs less, and one for the ellipsis, which weighs two.
    assert f"Message: {{x: &#34;{'m' * 253}…&#34;, all: &#34;Come!&#34;}}" in page
    assert all(f'id="{name}"' in page for name in NETWORKS)


def test_cure_keeps_what_is_said_elsewhere() -> None:
    entry = make_entry(
        "Tea",
        metadata={
            "message": {
                "x": ["Hot!", {"thread": ['Tea "for" two', "Tea " * 80]}],
                "bluesky": {"thread": ["One", "Two"]},
                "all": ["Come!", "Again!"],
            }
        },
    )
    page = unescape(render_preview(make_kit(entry, URL, PostRules()), "Tea Time"))
    [cure] = re.findall(r"Message: .*", re.sub("<[^>]*>", "\n", page))
    written = yaml.safe_load(cure)["Message"]
    # 280 signs are 69 times "Tea ", and an ellipsis that weighs two.
    assert written == {
        "x": ["Hot!", {"thread": ['Tea "for" two', "Tea " * 68 + "Tea…"]}],
        "bluesky": {"thread": ["One", "Two"]},
        "all": ["Come!", "Again!"],
    }
    mended = replace(entry, metadata={"message": written})
    assert not any(post.excess for posts in make_kit(mended, URL, PostRules()).posts.values() for post in posts)


def test_preview_shows_the_description_of_link_cards() -> None:
    page = render_preview(make_kit(replace(TEA, card_description="More of tea."), URL, PostRules()), "Tea Time")
    assert "More of tea." in page


def test_preview_fetches_nothing() -> None:
    page = render_preview(make_kit(TEA, URL, PostRules()), "Tea Time", "data:image/png;base64,AA==")
    assert "src=" in page
    assert not [part for part in page.split("src=")[1:] if not part.startswith('"data:')]
    assert "url(" not in page
    assert "@import" not in page


def test_text_for_yaml_stays_on_its_line() -> None:
    assert quote_yaml('Say "tea"\\\nnow') == '"Say \\"tea\\"\\\\\\nnow"'
