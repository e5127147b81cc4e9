"""Each mistake in front matter has words of its own, and none of a parser's."""

from __future__ import annotations

import re

import pytest

from plugins.kinds.front_matter import FrontMatterError, parse_front_matter

# What parsers say.
JARGON = re.compile(
    r"scann|token|mapping|scalar|stream|block|flow|node|parsing|expected|Expecting|delimiter|Invalid|unacceptable|0x",
)
TAB = "the line is indented by a tab; write spaces instead of tabs"
OPEN_QUOTE = "a quote is opened and never closed; close it at the end of the value"
BACKSLASH = "a backslash between double quotes means something; put the value between single quotes"
OPEN_LIST = "the bracket '[' is never closed; add ']' at the end of the list"
OPEN_BRACE = "the bracket '{' is never closed; add '}' at the end of the list"
BETWEEN = "what is between the brackets cannot be read; put each item in double quotes, with one comma between two"
BEHIND_QUOTE = "something stands behind the closing quote; put quotes around all of the value, of the other sort"
ITEM = "the item is indented otherwise than what stands above it; indent all items alike, below a key"
BELOW = "the line is indented, but the key above it has a value; take the spaces before it away"
COLON = "the value holds a colon and a space; put the value between quotes"


def sign(char: str) -> str:
    return f"a value that begins with '{char}' means something else; put the value between quotes"


@pytest.mark.parametrize(
    ("block", "line", "shown", "words"),
    [
        pytest.param("tags:\n\t- a", 4, "- a", TAB, id="tab before an item"),
        pytest.param("cup: x\n\tlang: en", 4, "lang: en", TAB, id="tab before a key"),
        pytest.param('source: "Tea\nlang: en', 3, 'source: "Tea', OPEN_QUOTE, id="double quote"),
        pytest.param("source: 'Tea\nlang: en", 3, "source: 'Tea", OPEN_QUOTE, id="single quote"),
        pytest.param('source: "C:\\Users"', 3, 'source: "C:\\Users"', BACKSLASH, id="backslash"),
        pytest.param("tags: [a, b", 3, "tags: [a, b", OPEN_LIST, id="bracket"),
        pytest.param("cup: {a: b", 3, "cup: {a: b", OPEN_BRACE, id="brace"),
        pytest.param("tags: ['it's', b]", 3, "tags: ['it's', b]", BETWEEN, id="quote in a quote"),
        pytest.param("tags: [a,, b]", 3, "tags: [a,, b]", BETWEEN, id="two commas"),
        pytest.param("source: Tea: a story", 3, "source: Tea: a story", COLON, id="colon"),
        pytest.param("source: @tea", 3, "source: @tea", sign("@"), id="at"),
        pytest.param("source: %tea", 3, "source: %tea", sign("%"), id="percent"),
        pytest.param("source: *tea*", 3, "source: *tea*", sign("*"), id="star"),
        pytest.param("source: ] x", 3, "source: ] x", sign("]"), id="closing bracket"),
        pytest.param('source: "Tea" and more', 3, 'source: "Tea" and more', BEHIND_QUOTE, id="behind a quote"),
        pytest.param("lang: en\n  source: x", 4, "source: x", BELOW, id="indented key"),
        pytest.param("tags:\n    - a\n  - b", 5, "- b", ITEM, id="item out of line"),
        pytest.param("hello world\nlang: en", 3, "hello world", "the line has no colon; write 'key: value'", id="bare"),
    ],
)
def test_yaml_is_explained_and_read_nevertheless(block: str, line: int, shown: str, words: str) -> None:
    matter = parse_front_matter(f"---\ntitle: Tea\n{block}\n---\nText.")
    first = matter.findings[0]
    assert first.message == f"no strict YAML at '{shown}': {words}; it was read line by line"
    assert first.line == line
    assert matter.fields["title"] == "Tea"
    assert not JARGON.search(first.message.replace(shown, ""))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('{"title": "Tea" "date": 1}\n', 1, "a comma is missing between two values"),
        ('{"title": "Tea",}\n', 1, "a comma has nothing behind it"),
        ('{"title": Tea}\n', 1, "a value is missing, or has no quotes"),
        ('{"title": "Tea", "date" "2026"}\n', 1, "a colon is missing behind a key"),
        ("+++\ntitle = Tea\n+++\n", 2, "the value has no quotes"),
        ('+++\ntitle = "Tea\n+++\n', 2, "a quote is never closed"),
        ('+++\ntitle = "Tea"\ntitle = "Cup"\n+++\n', 3, "the key is said twice"),
        ('+++\ntitle = "Tea" lang = "en"\n+++\n', 2, "something stands behind the value; write one key to a line"),
    ],
)
def test_json_and_toml_are_explained(text: str, line: int, words: str) -> None:
    with pytest.raises(FrontMatterError) as error:
        parse_front_matter(text)
    assert (error.value.line, words in str(error.value)) == (line, True), str(error.value)
    assert not JARGON.search(str(error.value))


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_a_block_without_an_end_is_named(fence: str) -> None:
    first = "title: Tea" if fence == "---" else 'title = "Tea"'
    with pytest.raises(FrontMatterError, match=f"opened by '{re.escape(fence)}' is never closed; add a line"):
        parse_front_matter(f"{fence}\n{first}\n\nText.")
