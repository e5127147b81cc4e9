"""Texts as blocks: from tokens, and the same from HTML."""

from __future__ import annotations

import pytest

from plugins.excerpts.excerpt import add_excerpt
from plugins.shared.entry import Kind
from plugins.shared.text_blocks import HOLE, Block, Mark, Place, read_html
from tests import entries
from tests.rendering import make_renderer

RENDERER = make_renderer()


def blocks(text: str) -> list[Block]:
    return list(RENDERER.render(text, with_blocks=True).blocks)


def texts(text: str) -> list[str]:
    return [one.text for one in blocks(text) if one.text]


def say(text: str) -> tuple[str, str]:
    """The excerpt of *text*, from its tokens and from its HTML."""
    rendered = RENDERER.render(text, with_blocks=True)
    entry = entries.make_entry("All about tea", kind=Kind.NOTE, html=rendered.html)
    return add_excerpt(entry, RENDERER, blocks=rendered.blocks).excerpt, add_excerpt(entry, RENDERER).excerpt


class TestBlocks:
    def test_they_know_their_place_and_depth(self) -> None:
        assert blocks(
            "## Tea\n\nIt is hot.\n\n- green\n    - young\n- black\n\n---\n\n> [!note] Mind\n> It is hot."
        ) == [
            Block(Place.HEADING, "Tea"),
            Block(Place.PROSE, "It is hot."),
            Block(Place.ITEM, "green", depth=1, is_first=True),
            Block(Place.ITEM, "young", depth=2, is_first=True),
            Block(Place.ITEM, "black", depth=1, is_first=True),
            Block(Place.PROSE, "", mark=Mark.LINE),
            Block(Place.CELL, "Mind"),
            Block(Place.BOX, "It is hot."),
        ]

    def test_none_are_made_where_nobody_asks(self) -> None:
        assert RENDERER.render("It is hot.").blocks == ()

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            pytest.param("Let $n + 1$ be the cups.", ["Let n + 1 be the cups."], id="formula"),
            pytest.param("So $\\sum_i i$ is hot.", [f"So {HOLE} is hot."], id="formula that cannot be said"),
            pytest.param(
                "The heat is\n$$Q$$\nwhere Q is hot.", [f"The heat is {HOLE}", f"{HOLE} where Q is hot."], id="apart"
            ),
            pytest.param("Tea [[Jam|with jam]] and #hot/tea.", ["Tea with jam and hot/tea."], id="links and tags"),
            pytest.param("Tea.[^1] Hot.\n\n[^1]: Very.", ["Tea. Hot."], id="footnote"),
            pytest.param("Tea [[1]](https://tea.example/x) is hot.", ["Tea is hot."], id="citation"),
            pytest.param("Tea <b>is</b> `[[hot]]`.", ["Tea is [[hot]]."], id="HTML and code"),
            pytest.param("Tea\n: a drink\n\nJam\n: not one", ["Tea: a drink", "Jam: not one"], id="definitions"),
            pytest.param("green tea\nblack tea\nwhite tea", ["green tea, black tea, white tea"], id="things on lines"),
            pytest.param("https://tea.example/a/b\nHow hot is it?", ["How hot is it?"], id="line of an address"),
            pytest.param("It is hot.\n\n$ x$ is cold.", ["It is hot.", "x is cold."], id="formula with a space"),
            pytest.param("tea   1   2   3\njam   4   5   6", [], id="columns"),
            pytest.param("Pour it:\n\npour(tea);\n\nDone.", ["Pour it:", "Done."], id="code without marks"),
            pytest.param(f"See {'x' * 70} here.", [f"See {HOLE} here."], id="no word"),
            pytest.param("cd /tea/pot\nIt is hot.", ["It is hot."], id="command"),
            pytest.param("… … …\n\nTea.", ["Tea."], id="dots"),
            pytest.param("%% tea %% It is hot. ==Very.==", ["It is hot. Very."], id="comment and mark"),
            pytest.param("<div>\n\nIt is hot.\n\n</div>\n\nTea.", ["It is hot.", "Tea."], id="within HTML"),
        ],
    )
    def test_words_are_what_readers_see(self, text: str, said: list[str]) -> None:
        assert texts(text) == said
        assert [one.text for one in read_html(RENDERER.render(text).html) if one.text] == said

    def test_what_stands_far_below_is_left_out_but_for_a_summary(self) -> None:
        long = "\n\n".join(["It was all very different, as I found out later on."] * 99)
        found = blocks(f"{long}\n\n## In short\n\nTea is hot.\n\n## More\n\n{long}")
        assert len(found) < 99
        assert Block(Place.PROSE, "Tea is hot.", is_summary=True) in found


TEA = "Tea is a drink made of leaves and hot water."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(f"{TEA}\n\n**TL;DR:** drink it hot.", "Drink it hot.", id="label"),
        pytest.param(
            f"{TEA}\n\n## Zusammenfassung\n\nTee ist ein heißes Getränk aus Blättern.",
            "Tee ist ein heißes Getränk aus Blättern.",
            id="heading",
        ),
        pytest.param(
            f"{TEA}\n\n> [!abstract]\n> It is drunk hot, or cold, by people everywhere.",
            "It is drunk hot, or cold, by people everywhere.",
            id="callout",
        ),
        pytest.param(f"{TEA}\n\n> [!abstract]\n> A box.", TEA, id="what only shows a box"),
        pytest.param(f"要約：お茶は熱い飲み物です。\n\n{TEA}", "お茶は熱い飲み物です。", id="label in Japanese"),
        pytest.param(f"En résumé : le thé est chaud.\n\n{TEA}", "Le thé est chaud.", id="label in French"),
        pytest.param(f"Summary tea is cold: never.\n\n{TEA}", f"Summary tea is cold: never. {TEA}", id="no label"),
        pytest.param(f"{TEA}\n\nSee [[Jam]] for more.", TEA, id="the way elsewhere"),
        pytest.param("See [[Jam]].", "", id="nothing but that"),
        pytest.param(f"Photo by [Anna](https://x.example).\n\n{TEA}", TEA, id="credit"),
        pytest.param(f"Comment\n\n{TEA}", TEA, id="label alone"),
        pytest.param("Comment:", "", id="nothing but a label"),
        pytest.param("$$x$$\n\nwhere x is the tea. " + TEA, TEA, id="middle of a sentence"),
        pytest.param(f"So $\\sum_i i$ is hot. Then it is not. {TEA}", TEA, id="what follows from a formula"),
        pytest.param("- green\n    - young\n    - old\n- black", "green, black.", id="inner items"),
        pytest.param("- teas\n    - green\n    - black", "teas: green, black.", id="a list of one list"),
        pytest.param("- Kochen:\n\n        x\n\n- Giessen:\n\n        y", "Kochen; Giessen.", id="commands"),
        pytest.param("> Tea is “all”.\n\n> — Ann", "“Tea is ‘all’.” — Ann.", id="quotation"),
        pytest.param("Status:: seed\nTags:: #tea", "", id="fields"),
        pytest.param("{{< figure >}}\n\n" + TEA, TEA, id="shortcode"),
        pytest.param("它是茶。\n\n它很热。\n\n它很好喝。", "它是茶。它很热。它很好喝。", id="Chinese"),
    ],
)
def test_both_readers_lead_to_the_same_excerpt(text: str, said: str) -> None:
    assert say(text) == (said, said)
