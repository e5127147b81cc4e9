"""Signs that are easily misread mean the same wherever they stand, below either sort of front matter.

Every construct is put into every position; what readers see there was typed by hand.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup

from plugins.kinds.reading import ReadingRules, read_entry
from plugins.shared.entry import SourcePath
from tests.rendering import make_renderer
from tests.unit.kinds.test_reading import RULES

RENDERER = make_renderer()
HEADS = ("Title: Signs\nDate: 2026-02-01\n\n", "---\ntitle: Signs\ndate: 2026-02-01\n---\n")


class Construct(NamedTuple):
    """What is written, what is read of it, and how many elements of which name it makes."""

    written: str
    words: str
    elements: tuple[tuple[str, int], ...] = ()
    is_one_line: bool = True


CONSTRUCTS = {
    "prices in bold": Construct("**US$5** to **US$10** x", "US$5 to US$10 x", (("strong", 2), ("math", 0))),
    "prices": Construct("from $5 to $10 each", "from $5 to $10 each", (("math", 0),)),
    "prices of Brazil": Construct("R$10 e R$20 hoje", "R$10 e R$20 hoje", (("math", 0),)),
    "variables": Construct("$HOME/bin:$PATH and ${A}/x:${B}", "$HOME/bin:$PATH and ${A}/x:${B}", (("math", 0),)),
    "assigned variables": Construct("a $total=$price b", "a $total=$price b", (("math", 0),)),
    "variables in code": Construct("`echo $A $B` and `$x$`", "echo $A $B and $x$", (("code", 2), ("math", 0))),
    "a formula": Construct("so $a^2$ is", "so a2 is", (("math", 1),)),
    "two formulas in brackets": Construct("($x$) and ($y$)", "(x) and (y)", (("math", 2),)),
    "escaped dollars": Construct(r"\$a\$ is", "$a$ is", (("math", 0),)),
    "escapes": Construct(r"\<b\> \*a\* \_c\_ \[d\] \`e\`", "<b> *a* _c_ [d] `e`", (("em", 0), ("code", 0))),
    "escaped marks of ours": Construct(r"\==a== \%%b%% \[[c]] \^[d]", "==a== %%b%% [[c]] ^[d]", (("mark", 0),)),
    "percent signs": Construct("at 5%% or 6%% of it", "at 5%% or 6%% of it"),
    "percent signs in code": Construct("`a %% b %% c` d", "a %% b %% c d", (("code", 1),)),
    "a comment": Construct("seen %% hidden %% again", "seen again"),
    "a comment that holds a link and code": Construct("seen %% [[x]] `y` [z](w) %% again", "seen again", (("a", 0),)),
    "a comment of HTML": Construct("seen <!-- hidden --> again", "seen again"),
    "a comment over lines": Construct("seen %% hid-\nden %% again", "seen again", is_one_line=False),
    "an address with spaces": Construct("[way](<path with spaces.md>) on", "way on", (("a[href]", 1),)),
    "a heading by its words": Construct("[way](<#Two Words>) on", "way on", (("a[href]", 1),)),
    "an anchor": Construct("[way](#two-words) on", "way on", (('a[href="#two-words"]', 1),)),
    "indicators in code": Construct("`{static}/a` and {filename}b", "{static}/a and {filename}b", (("code", 1),)),
    "a tag": Construct('see <b title="x">bold</b> on', "see bold on", (("b", 1),)),
    "a tag over lines": Construct('see <b\ntitle="x">bold</b> on', "see bold on", (("b", 1),), is_one_line=False),
    "code over lines": Construct("see `a\nb` on", "see a b on", (("code", 1),), is_one_line=False),
    "a wikilink": Construct("see [[Tea]] on", "see Tea on", (("a.wikilink", 1),)),
    "a citation": Construct("see [[1]](https://tea.example/) on", "see [1] on", (("a", 1),)),
    "colors": Construct("in #fff and #000 on", "in #fff and #000 on"),
    "a bare address": Construct("see https://tea.example/a_b_c on", "see https://tea.example/a_b_c on", (("a", 1),)),
    "Chinese emphasis": Construct("**链接（a）**功能", "链接（a）功能", (("strong", 1),)),
    "one tilde": Construct("200~300g or ~~gone~~ on", "200~300g or gone on", (("s", 1),)),
    "a Liquid tag": Construct("so {{ page.title }} on", "so {{ page.title }} on"),
}
# A position: the text, with `@` for the construct, and which element it is then in; `indent` for its further lines.
POSITIONS = {
    "paragraph": ("@", "p", ""),
    "list": ("- a\n- @", "li:nth-of-type(2)", "  "),
    "nested list": ("1. a\n    - @", "li li", "      "),
    "loose list": ("- a\n\n- b @", "li:nth-of-type(2) p", "  "),
    "task": ("- [ ] @", "li", "  "),
    "quote": ("> @", "blockquote p", "> "),
    "list in a quote": ("> - @", "blockquote li", ">   "),
    "heading": ("## @", "h2", None),
    "underlined heading": ("@\n---", "h2", ""),
    "cell": ("| a | b |\n|---|---|\n| c | @ |", "td:nth-of-type(2)", None),
    "head of a table": ("| a | @ |\n|---|---|\n| c | d |", "th:nth-of-type(2)", None),
    "title of a callout": ("> [!tip] @\n> a", ".admonition-title", None),
    "callout": ("> [!tip] a\n> @", ".admonition-title + p", "> "),
    "nested callout": ("> [!tip] a\n> > [!note]- b\n> > @", "details p", "> > "),
    "title of an admonition": ('!!! note "@"\n    a', ".admonition-title", None),
    "admonition": ("!!! note\n    @", ".admonition-title + p", "    "),
    "footnote": ("a[^1]\n\n[^1]: @", ".footnote p", "    "),
    "footnote within": ("a^[@] b", ".footnote p", ""),
    "term": ("@\n: a", "dt", None),
    "definition": ("a\n: @", "dd", "  "),
    "details": ("<details>\n<summary>a</summary>\n\n@\n\n</details>", "details p", ""),
    "element of Markdown": ('<div markdown="1">\n@\n</div>', "div p", ""),
    "caption": ("![a](b.png)\n\n/// caption\n@\n///", "figcaption", ""),
    "words of a link": ("[@](https://tea.example/)", "p", ""),
    "strong words": ("a __@__ b", "p > strong", ""),
}
# What cannot stand there, and why.
IMPOSSIBLE = {
    # A link holds no link, https://spec.commonmark.org/0.31.2/#links.
    ("words of a link", name)
    for name in (
        "an address with spaces",
        "a heading by its words",
        "an anchor",
        "a wikilink",
        "a citation",
        "a bare address",
    )
} | {
    # A bracket too many ends the words of the link.
    ("words of a link", "escaped marks of ours"),
    # The quotes of the tag would end the title.
    ("title of an admonition", "a tag"),
    # The brackets of the construct end the note, as they do in Pandoc.
    ("footnote within", "escaped marks of ours"),
}


def _cases() -> list[tuple[str, str]]:
    return [
        (position, construct)
        for position, (_text, _selector, indent) in POSITIONS.items()
        for construct, written in CONSTRUCTS.items()
        if (indent is not None or written.is_one_line) and (position, construct) not in IMPOSSIBLE
    ]


def _read(text: str, head: str) -> str:
    rules: ReadingRules = RULES
    entry = read_entry(SourcePath("posts/signs.md"), head + text, rules, RENDERER).entry
    assert entry is not None
    return entry.html


@pytest.mark.parametrize(("position", "construct"), _cases())
def test_a_construct_means_the_same_in_every_position(position: str, construct: str) -> None:
    text, selector, indent = POSITIONS[position]
    written, words, elements, _ = CONSTRUCTS[construct]

    pages = [_read(text.replace("@", written.replace("\n", f"\n{indent}")), head) for head in HEADS]

    assert pages[0] == pages[1]
    found = BeautifulSoup(pages[0], "html.parser").select(selector)
    assert found, pages[0]
    for mark in found[-1].select(".footnote-backref, .headerlink"):
        mark.decompose()
    assert " ".join(found[-1].get_text().split()).removeprefix("b ").strip() == words
    for name, count in elements:
        # The link that it stands in is another one.
        assert len(found[-1].select(name)) == count + (position == "words of a link" and name == "a"), pages[0]


def test_every_position_takes_every_construct_but_those_with_a_reason() -> None:
    one_line = sum(indent is None for _text, _selector, indent in POSITIONS.values())
    longer = sum(not construct.is_one_line for construct in CONSTRUCTS.values())

    assert len(_cases()) == len(POSITIONS) * len(CONSTRUCTS) - one_line * longer - len(IMPOSSIBLE)
