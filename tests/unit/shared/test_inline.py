from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.blockprocessors import BlockProcessor
from markdown.treeprocessors import InlineProcessor

from plugins.graph.wikilinks import WikilinkExtension
from plugins.shared.inline import QUICK_CLASSES, QuickPattern, find_first_signs, find_needles, quicken
from plugins.shared.markup import Renderer
from tests.rendering import SCRAPS, make_renderer

MANUAL = Path(__file__).resolve().parents[3] / "content"
SIGNS = ("--", "---", "...", "....", "  \n", "https://a.b", "<https://a.b>", "<a@b.c>", "&amp;", "\\\\", "_", "=", "~")
# The blocks of `///` in lists go in circles in any case.
PLAIN_SCRAPS = tuple(one for one in SCRAPS if "///" not in one)
MARKS = ("\x02", "\x03", "klzzwxh:0001", "0000", "1")


@pytest.fixture(scope="module")
def quick() -> Renderer:
    return make_renderer(WikilinkExtension())


@pytest.fixture(scope="module")
def stock() -> Renderer:
    """A renderer with Python-Markdown's own processors and patterns."""
    renderer = make_renderer(WikilinkExtension())
    md = renderer._markdown
    for processor in md.parser.blockprocessors:
        for name, quick in [*vars(processor).items()]:
            if isinstance(quick, QuickPattern):
                setattr(processor, name, quick._pattern)
    for quick in (md.parser, *md.preprocessors, *md.treeprocessors):
        if type(quick) in QUICK_CLASSES:
            quick.__class__ = type(quick).__base__
    del md.is_block_level
    return renderer


def _processors_of(renderer: Renderer) -> list[type]:
    md = renderer._markdown
    return [type(one) for one in (md.parser, *md.preprocessors, *md.treeprocessors)]


class TestQuicken:
    def test_each_of_the_stock_goes_the_quick_way(self, quick: Renderer, stock: Renderer) -> None:
        slow = {one.__base__ for one in QUICK_CLASSES}
        assert set(QUICK_CLASSES) <= set(_processors_of(quick))
        assert slow.isdisjoint(_processors_of(quick))
        assert slow <= set(_processors_of(stock))

    def test_another_class_made_of_one_keeps_its_own_way(self) -> None:
        class Loud(InlineProcessor):
            def run(self, tree: ET.Element, ancestors: list[str] | None = None) -> ET.Element:  # noqa: ARG002
                tree[0].text = "TEA"
                return tree

        md = markdown.Markdown()
        md.treeprocessors.register(Loud(md), "inline", 20)
        quicken(md)
        assert md.convert("tea") == "<p>TEA</p>"

    def test_the_processor_of_an_extension_reads_blocks_of_plain_words(self) -> None:
        class Shout(BlockProcessor):
            def test(self, parent: ET.Element, block: str) -> bool:  # noqa: ARG002
                return block.startswith("shout")

            def run(self, parent: ET.Element, blocks: list[str]) -> None:
                ET.SubElement(parent, "h2").text = blocks.pop(0).upper()

        md = markdown.Markdown()
        md.parser.blockprocessors.register(Shout(md.parser), "shout", 75)
        quicken(md)
        assert md.convert("shout it\n\nsay it") == "<h2>SHOUT IT</h2>\n<p>say it</p>"

    @pytest.mark.parametrize(
        "text",
        [
            "Tea\n===",
            "Tea\n---\nhot",
            "Tea\n: a drink",
            "a | b\n- | -\n1 | 2",
            "Tea\n\n    : a drink",
            "!!! note\n    Tea\n\nhot\n\n    still",
            "- Tea\n\nhot\n\n    still\n- b",
            "[TOC]\n\n## Tea\n\n### Hot",
            "Tea [green][g] ![pot][p] [g]\n\n[g]: https://a.b\n[p]: pot.png",
            "Tea [green][g] ![pot][p] [g]",
            "Tea\n   \n\t\nhot",
            "a < b & c",
            "</table>",
            "/// caption\nTea\n///",
            "Tea *hot [green **or** black](https://a.b) 'so'* -- `{x}` \\* {.c}",
            '*a* "**b**" ...\n{: .c }',
            "Tea*\n*[Tea]: a drink",
            "Tea[^1]\n\n[^1]: hot",
        ],
    )
    def test_what_looks_plain_and_is_not_reads_as_with_the_stock(
        self, quick: Renderer, stock: Renderer, text: str
    ) -> None:
        assert quick.render(text) == stock.render(text)


class TestQuickInlineProcessor:
    def test_a_pattern_that_the_text_has_no_sign_for_is_not_tried(
        self, quick: Renderer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tried: list[str] = []
        apply = InlineProcessor._InlineProcessor__applyPattern  # type: ignore[attr-defined]

        def note(self: InlineProcessor, pattern: object, *rest: object) -> object:
            tried.append(type(pattern).__name__)
            return apply(self, pattern, *rest)

        monkeypatch.setattr(InlineProcessor, "_InlineProcessor__applyPattern", note)
        quick.render("A cup of tea, and `a pot` besides.")
        assert set(tried) == {"BacktickInlineProcessor"}

    @pytest.mark.parametrize("path", sorted(MANUAL.rglob("*.md")), ids=lambda path: path.stem)
    def test_the_manual_reads_as_with_the_stock(self, quick: Renderer, stock: Renderer, path: Path) -> None:
        text = path.read_text("utf-8")
        assert quick.render(text) == stock.render(text)

    @given(st.lists(st.sampled_from((*PLAIN_SCRAPS, *SIGNS, *MARKS)), max_size=30).map("".join))
    @settings(max_examples=300, deadline=None)
    def test_anything_reads_as_with_the_stock(self, quick: Renderer, stock: Renderer, text: str) -> None:
        assert quick.render(text) == stock.render(text)


class TestQuickPattern:
    def test_blocks_are_read_by_such(self, quick: Renderer, stock: Renderer) -> None:
        for renderer, kind in ((quick, QuickPattern), (stock, re.Pattern)):
            quotes = renderer._markdown.parser.blockprocessors["quote"]
            assert isinstance(quotes.RE, kind)  # type: ignore[attr-defined]

    @pytest.mark.parametrize("text", ["a cup", "a > b", "> tea", ">", ""])
    def test_finds_what_the_pattern_finds(self, text: str) -> None:
        pattern = re.compile("(^|\n)>[ ]?(.*)")
        quick = QuickPattern(pattern, frozenset({">"}))
        found = [(quick.search(text), pattern.search(text)), (quick.match(text), pattern.match(text))]
        assert [one and one.span() for one, _ in found] == [one and one.span() for _, one in found]

    def test_looks_for_a_needle_first(self) -> None:
        quick = QuickPattern(re.compile("a"), frozenset({"b"}))
        assert (quick.search("a"), quick.match("a")) == (None, None)
        assert quick.search("ab") is not None

    def test_does_whatever_patterns_do(self) -> None:
        assert QuickPattern(re.compile("a"), frozenset({"a"})).groups == 0


class TestFindNeedles:
    @pytest.mark.parametrize(
        ("pattern", "needles"),
        [
            pytest.param(r"\[\[[^]]*", {"[["}, id="signs in a row"),
            pytest.param(r"<[^>]+://[^>]+>", {"://"}, id="the longest"),
            pytest.param(r"\*|_", {"*", "_"}, id="one of several"),
            pytest.param(r"^[ ]+[*+]", {"*", "+"}, id="rather than a space"),
            pytest.param(r"!|\s", set(), id="or anything"),
            pytest.param(r"(?<!a)b?c", {"c"}, id="not what may be missing, or must not be there"),
            pytest.param(r"-{3}|--", {"---", "--"}, id="as often as it must be there"),
            pytest.param(r"a(?P<b>b+)", {"a"}, id="not what follows in a group of its own"),
            pytest.param(r"(?>ab)++", {"ab"}, id="that nothing goes back on"),
            pytest.param(r"(?i)a", set(), id="large or small"),
            pytest.param(r"(?i:a)", set(), id="large or small in part"),
            pytest.param("\x02k|1", set(), id="not what stands for what was found"),
            pytest.param("\x03!", set(), id="nor what may stand beside it"),
        ],
    )
    def test_finds_what_every_match_holds(self, pattern: str, needles: set[str]) -> None:
        assert find_needles(re.compile(pattern)) == needles

    @settings(deadline=None)
    @given(st.text("ab<>[-'\"", max_size=12))
    def test_what_matches_holds_a_needle(self, text: str) -> None:
        for pattern in (r"a+b", r"<(a|b)>", r"\[\[|--", r"(?:ab){2}", r"[ab]'", r"(?<=a)\"(?!b)"):
            regex = re.compile(pattern)
            if regex.search(text):
                assert any(needle in text for needle in find_needles(regex))


class TestFindFirstSigns:
    @pytest.mark.parametrize(
        ("pattern", "signs"),
        [
            pytest.param(r"(?<!!)\[", {"["}, id="behind what only looks around"),
            pytest.param(r"\*|_", {"*", "_"}, id="one of several"),
            pytest.param(r"(?:(?<!a)(`+)|[<>]b)", {"`", "<", ">"}, id="of every branch"),
            pytest.param(r"a|b?", set(), id="or nothing"),
            pytest.param(r"a?b", set(), id="not what may be missing"),
            pytest.param(r"[^a]b", set(), id="nor anything"),
            pytest.param(r"^", set(), id="nor no sign at all"),
            pytest.param(r"(?i)a", set(), id="large or small"),
            pytest.param(r"(?i:a)", set(), id="large or small in part"),
        ],
    )
    def test_finds_what_every_match_begins_by(self, pattern: str, signs: set[str]) -> None:
        assert find_first_signs(re.compile(pattern)) == signs

    @settings(deadline=None)
    @given(st.text("ab<>[-'\"", max_size=12))
    def test_what_matches_begins_by_one(self, text: str) -> None:
        for pattern in (r"a+b", r"<(a|b)>", r"\[\[|--", r"(?:ab){2}", r"[ab]'", r"(?<=a)\"(?!b)", r"(?:(b)|a*)<"):
            regex = re.compile(pattern)
            found, signs = regex.search(text), find_first_signs(regex)
            assert found is None or not signs or found[0][0] in signs
