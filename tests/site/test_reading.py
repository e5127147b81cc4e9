"""Small texts that were once read wrongly, each as it is right now: whole sites, built from the files of their authors.

They lie beside the project, in `../shared/cases`; where they do not, these tests are skipped.
All are built at once, one folder each, so that Pelican starts once.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sites import BuiltSite

PROJECT = Path(__file__).resolve().parents[2]
CASES = Path(os.environ.get("CASES_PATH") or PROJECT.parent / "shared" / "cases").resolve()
SITE_URL = "https://tea.example"

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases, ../shared/cases, are not here")

DOLLARS = (
    "<p>It cost US$10 in May and US$20 in June.</p>",
    "<p>Uma caneca custa R$10 e duas R$20.</p>",
    "<p>Put $HOME/bin:$PATH into your profile, or ${HOME}/x:${PATH}.</p>",
    "<p>Then $total=$price*$count.</p>",
)
INDICATORS = (
    "<p>Write <code>{static}/images/none.png</code> or <code>{attach}b.pdf</code>.</p>",
    '<span class="na">{static}/images/none.png</span>',
    "<p>The word {static} alone.</p>",
)
LISTS = (
    "<p>Three things:</p> <ul> <li>one <ul> <li>two</li> </ul> </li> </ul>",
    "<ol> <li>first <ul> <li>a</li> <li>b</li> </ul> </li> <li>second</li> </ol>",
    '<p><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">https://www.youtube.com/watch?v=dQw4w9WgXcQ</a></p>',
)
DEEP = "".join(f"<li>a{level} <ul> " for level in range(1, 12)) + "<li>a12</li> </ul>"


@dataclass(frozen=True)
class Page:
    """The page of a case: pieces of its HTML, with any space as one blank, and what it must not hold."""

    path: str
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """One folder: its pages, and the problems that are reported for its files, each from its line on."""

    folder: str
    pages: tuple[Page, ...]
    problems: tuple[str, ...] = ()


RULES = "markdown"
ANSWERS = (
    Case(
        "anchors",
        (
            Page(
                "posts/anchors/anchors/",
                (
                    '<h2 id="getting-started-now">Getting Started Now<a',
                    '<h2 id="ri-ben-yu">日本語<a',
                    '<h2 id="privet-mir">Привет мир<a',
                    '<a href="#getting-started-now">ok</a> <a href="#getting-started-now">obsidian</a>',
                    '<a href="#getting-started-now">case</a>',
                    '<a href="#ri-ben-yu">jp</a>',
                ),
            ),
        ),
        ("posts/2026-02-01-anchors.md:6: link to a heading that is not there: 'not-there'",),
    ),
    Case(
        "angle-bracket-links",
        (
            Page(
                "posts/angle-bracket-links/lines/",
                (f'<p><a href="{SITE_URL}/notes/angle-bracket-links/my-note/">a</a></p>',),
            ),
            Page(
                "posts/angle-bracket-links/yaml/",
                (
                    (
                        f'<p><a href="{SITE_URL}/notes/angle-bracket-links/my-note/">a</a> and'
                        ' <a href="https://example.org/a%20b">b</a></p>'
                    ),
                ),
            ),
        ),
    ),
    Case(
        "broken-lines",
        (
            Page(
                "posts/broken-lines/a/",
                (
                    (
                        "<p>First we put the kettle on the large ring of the stove, then the"
                        ' <a href="https://example.org/a">long name of a link that did not fit</a>'
                        " and the rest of the sentence, which goes on for another line or two until it comes to an"
                        " end.</p>"
                    ),
                ),
                ("<br",),
            ),
        ),
    ),
    Case("comment-false-alarm", (Page("posts/comment-false-alarm/c/", ("<p>Visible end.</p>",), ("Ghost",)),)),
    Case(
        "comment-with-code-published",
        (
            Page("notes/comment-with-code-published/board/", ("</ul> </div>",), ("%%", "kanban")),
            Page(
                "notes/comment-with-code-published/secret/",
                ("<p>Public part.</p> <p>End.</p>",),
                ("Private", "ssh", "more private"),
            ),
        ),
        ("notes/board.md:2: keys that mean nothing here: kanban-plugin",),
    ),
    Case(
        "dollars",
        (
            Page(
                "posts/dollars/a/",
                (
                    "<p>A pot costs <strong>$5</strong> here and <strong>$10</strong> there.</p>",
                    "<p>It was ($5 to $10), and the big one ($20/$30).</p>",
                    "<p>From US$5 to US$10 a piece.</p>",
                ),
            ),
        ),
    ),
    Case(
        "dollars-become-formulas",
        tuple(Page(f"posts/dollars-become-formulas/{name}/", DOLLARS) for name in ("lines", "yaml")),
    ),
    Case(
        "escapes",
        (
            Page(
                "posts/escapes/esc/",
                (
                    "<p>List&lt;String&gt; and @home and a^b and 5% and &amp; and :smile:.</p>",
                    "<td><code>a | b</code></td>",
                    '<math class="formula" alttext="E=mc^2" display="block">',
                ),
                ("\\", "$$"),
            ),
        ),
    ),
    Case(
        "feed-content",
        (
            Page(
                "posts/feed-content/feed/",
                (
                    'See <a href="#part">part</a>, a note<sup',
                    '<a class="footnote-ref" href="#fn:1">1</a>',
                    '<a href="?q=1">q</a>',
                ),
            ),
        ),
    ),
    Case(
        "html-tag-over-lines",
        (
            Page(
                "posts/html-tag-over-lines/tags/",
                (
                    '<p>A picture <img src="https://example.org/a.png" alt="A red lid" width="40"',
                    "> in the text.</p>",
                    '<img src="https://example.org/b.png" alt="A blue lid"',
                    '<p>Read <a href="https://example.org/" rel="noopener">the page</a> now.</p>',
                ),
                ("&lt;",),
            ),
        ),
    ),
    Case(
        "hugo-shortcodes",
        (
            Page(
                "posts/hugo-shortcodes/short/",
                (
                    "<p>{{&lt; figure src=&quot;x.png&quot; &gt;}}</p>",
                    "<p>[l]({{&lt; ref &quot;jek.md&quot; &gt;}}) and {{&lt; x &gt;}}.</p>",
                ),
                ("&amp;lt;", "%7B"),
            ),
        ),
        (
            "posts/2026-02-01-short.md:4: unknown shortcode '{{< figure src=\"x.png\" >}}'",
            "posts/2026-02-01-short.md:6: unknown shortcode '{{< ref \"jek.md\" >}}'",
            "posts/2026-02-01-short.md:6: unknown shortcode '{{< x >}}'",
        ),
    ),
    Case(
        "markdown-in-details",
        (
            Page(
                "posts/markdown-in-details/details/",
                (
                    (
                        "<details> <summary>Open</summary> <p>Some <strong>bold</strong> and a"
                        f' <a href="{SITE_URL}/notes/markdown-in-details/n/">link</a>.</p>'
                        " <ul> <li>a</li> <li>b</li> </ul> </details>"
                    ),
                    '<div align="center"> <p><strong>centred</strong></p> </div>',
                ),
            ),
        ),
    ),
    Case(
        "math",
        (
            Page(
                "posts/math/sums/",
                (
                    '<p>Let <math class="formula" alttext="a_1 + b_1 = \\frac{1}{2}"><msub><mi>a</mi><mn>1</mn></msub>',
                    '<math class="formula" alttext="\\int_0^1 x^2\\,dx" display="block">',
                ),
                ("\\(", "\\[", "$"),
            ),
        ),
    ),
    Case(
        "mermaid",
        (
            Page(
                "notes/mermaid/a/",
                (
                    '<figure class="diagram">',
                    'alt="Flowchart: A, B"',
                    "<details><summary>Source</summary>",
                    "graph TD A --&gt; B </code></pre></details></figure>",
                ),
            ),
        ),
    ),
    Case(
        "nextpage-math-mermaid",
        (
            Page(
                "posts/nextpage-math-mermaid/two/",
                (
                    "<p>First page.</p> <p>Second page with",
                    '<math class="formula" alttext="a^2+b^2">',
                    '<figure class="diagram">',
                ),
                ("nextpage", "\\("),
            ),
        ),
        ("posts/two.md:7: '<!--nextpage-->' is left out",),
    ),
    Case(
        "percent-signs-eat-text",
        (
            Page(
                "posts/percent-signs-eat-text/loops/",
                (
                    "for %%x in (*) do echo %%x",
                    "%%time sum(range(10))",
                    "<p>This paragraph must not vanish.</p>",
                    "%%timeit sum(range(10))",
                    "<p>R: x %% 2 == 0.</p> <p>Another paragraph.</p> <p>And y %% 3.</p>",
                ),
            ),
        ),
        ("posts/2026-02-01-loops.md:2: keys that mean nothing here: layout",),
    ),
    Case(
        "static-indicator-in-code",
        tuple(Page(f"posts/static-indicator-in-code/{name}/", INDICATORS) for name in ("lines", "yaml")),
    ),
    Case("two-dialects", tuple(Page(f"posts/two-dialects/{name}/", LISTS) for name in ("lines", "yaml"))),
    Case(
        "wordpress-leftovers",
        (Page("posts/wordpress-leftovers/a/", ("<p>Page one.</p> <p>Page two.</p>", "A caption[/caption]</p>")),),
        (
            "posts/a.md:6: '<!--nextpage-->' is left out",
            "posts/a.md:10: unknown shortcode '[youtube https://www.youtube.com/watch?v=dQw4w9WgXcQ]'",
            'posts/a.md:12: unknown shortcode \'[caption id="attachment_1" align="alignleft" width="300"]\'',
            "posts/a.md:14: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ' is the page of a film and no picture",
        ),
    ),
    Case(
        "youtube-embed",
        (Page("notes/youtube-embed/a/", ("<p>A film:</p>",)),),
        (
            "a.md:3: 'https://www.youtube.com/watch?v=aaaaaaaaaaa' is the page of a film and no picture",
            "a.md:3: image 'watch?v=aaaaaaaaaaa' without alt text",
        ),
    ),
    Case(
        "youtube-line",
        (
            Page(
                "posts/youtube-line/film/",
                (
                    (
                        '<p><a href="https://www.youtube.com/watch?v=aaaaaaaaaaa">'
                        "https://www.youtube.com/watch?v=aaaaaaaaaaa</a></p>"
                    ),
                ),
            ),
        ),
    ),
    Case(
        f"{RULES}/block-name-under-table",
        (
            Page(
                f"notes/{RULES}/block-name-under-table/content/case/",
                (
                    '<table id="^table-name">',
                    "<td>1</td> <td>2</td> </tr> </tbody>",
                    '<blockquote> <p id="^quote-name">quote</p> </blockquote>',
                    "<p>x to the power ^2 stays? y ^2</p>",
                ),
            ),
        ),
    ),
    Case(
        f"{RULES}/code-colons",
        (
            Page(
                f"notes/{RULES}/code-colons/content/case/",
                (
                    '<code class="language-python"><span class="n">tea</span>',
                    '<code class="language-text">more </code>',
                ),
                (":::", "::text"),
            ),
        ),
    ),
    Case(
        f"{RULES}/comment-opener-with-words",
        (
            Page(
                f"notes/{RULES}/comment-opener-with-words/content/case/",
                ("<p>Seen before.</p> <p>Seen after.</p>",),
                ("hidden-", "%%"),
            ),
        ),
    ),
    Case(f"{RULES}/deep-list", (Page(f"notes/{RULES}/deep-list/content/case/", (DEEP,)),)),
    Case(
        f"{RULES}/dollars-shell",
        (
            Page(
                f"notes/{RULES}/dollars-shell/content/case/",
                (
                    "<p>Stays: $HOME/bin:$PATH, ${A}/x:${B}, $total=$price, $ONE, $TWO和$THREE.</p>",
                    (
                        '<p>Formulas: the <math class="formula" alttext="n"><mi>n</mi></math>th, all'
                        ' <math class="formula" alttext="X"><mi>X</mi></math>s,'
                        ' 10<math class="formula" alttext="\\degree"><mi>°</mi></math>, x<math'
                    ),
                    (
                        '这是<math class="formula" alttext="y"><mi>y</mi></math>吗, it costs $5 and'
                        ' <math class="formula" alttext="z^2">'
                    ),
                ),
            ),
        ),
    ),
    Case(
        f"{RULES}/indented-html-after-empty-line",
        (
            Page(
                f"notes/{RULES}/indented-html-after-empty-line/content/case/",
                ('<div class="board"> <div>one</div>', "<code>&lt;div&gt;two&lt;/div&gt; </code></pre> </div>"),
            ),
        ),
        ("content/notes/case.md:8: HTML is shown as code from here",),
    ),
    Case(
        f"{RULES}/liquid-line",
        (
            Page(
                f"notes/{RULES}/liquid-line/content/case/",
                (
                    "<p>{% img /pictures/tea.png A cup %}</p>",
                    "<p>A paragraph with one at its end {% note tea %}</p>",
                    "<p>{% raw %} words {% endraw %}</p>",
                ),
            ),
        ),
        (
            "content/notes/case.md:4: unknown Liquid tag '{% img /pictures/tea.png A cup %}'",
            "content/notes/case.md:6: unknown Liquid tag '{% note tea %}'",
            "content/notes/case.md:8: unknown Liquid tag '{% endraw %}'",
            "content/notes/case.md:8: unknown Liquid tag '{% raw %}'",
        ),
    ),
    Case(
        f"{RULES}/replacements",
        (
            Page(
                f"notes/{RULES}/replacements/content/case/",
                ("<p>Items (a), (b), (c) and 501(c)(3), region (r), 3+-1, what???? wow!!!! “quote” it’s – so…</p>",),
            ),
        ),
    ),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, shared_cache_path: Path) -> BuiltSite:
    """All cases, each in a folder of its own."""
    from tests import sites

    folder = tmp_path_factory.mktemp("cases")
    for case in ANSWERS:
        shutil.copytree(CASES / case.folder, folder / "content" / case.folder)
    settings = {"CACHE_PATH": str(shared_cache_path), "SITEURL": SITE_URL, "FEED_DOMAIN": SITE_URL}
    return sites.build(folder / "content", folder / "output", settings)


def body_of(site: BuiltSite, path: str) -> str:
    """The body of an entry's page."""
    # A brace that Pelican would take for its own is spelled so, and seen as a brace.
    page = " ".join(site.text(f"{path}index.html").split()).replace("&#123;", "{")
    start = page.index('<div class="prose e-content">')
    return page[start : page.index('<footer class="entry-footer">', start)]


@pytest.mark.parametrize("case", ANSWERS, ids=lambda case: case.folder)
def test_a_case_is_read_as_it_is_right(site: BuiltSite, case: Case) -> None:
    assert site.failure == ""
    for page in case.pages:
        body = body_of(site, page.path)
        assert [piece for piece in page.holds if piece not in body] == [], body
        assert [piece for piece in page.lacks if piece in body] == [], body


@pytest.mark.parametrize("case", ANSWERS, ids=lambda case: case.folder)
def test_what_cannot_be_read_is_named(site: BuiltSite, case: Case) -> None:
    found = [problem for problem in site.problems if problem.startswith(f"{case.folder}/")]
    assert len(found) == len(case.problems), found
    for problem, begins in zip(found, case.problems, strict=True):
        assert problem.startswith(f"{case.folder}/{begins}")


def test_every_case_of_a_kind_is_here() -> None:
    """A folder that is added to those about Markdown is not passed over."""
    folders = {path.name for path in (CASES / RULES).iterdir() if path.is_dir()}
    # The one that ends a build, below.
    assert folders - {"comment-without-end"} == {
        case.folder.partition("/")[2] for case in ANSWERS if case.folder.startswith(f"{RULES}/")
    }


def test_feeds_hold_no_marks_of_headings_and_full_addresses(site: BuiltSite) -> None:
    feed = site.text("feeds/all.atom.xml")
    assert "headerlink" not in feed
    page = f"{SITE_URL}/posts/feed-content/feed/"
    assert '&lt;h2 id="part"&gt;Part&lt;/h2&gt;' in feed
    for fragment in ("#part", "?q=1", "#fn:1", "#fnref:1"):
        assert f'href="{page}{fragment}"' in feed
        assert f'href="{fragment}"' not in feed


def test_a_comment_without_an_end_ends_the_build(tmp_path: Path, shared_cache_path: Path) -> None:
    from tests import sites

    content = CASES / RULES / "comment-without-end" / "content"
    built = sites.build(content, tmp_path / "output", {"CACHE_PATH": str(shared_cache_path)}, public=True)
    assert built.failed
    assert len(built.problems) == 1
    assert built.problems[0].startswith("notes/case.md:6: comment '%%' has no end")
    assert not [name for name in built.files if "hidden" in built.text(name)]
    assert "hidden" not in built.printed


def test_names_mean_what_they_mean_in_obsidian(tmp_path: Path, shared_cache_path: Path) -> None:
    from tests import sites

    built = sites.build(CASES / "obsidian-tie-break", tmp_path / "output", {"CACHE_PATH": str(shared_cache_path)})
    assert [problem.partition(";")[0] for problem in built.problems] == [
        "a/src-rel.md:1: wikilink to nothing: [[https://example.com]]"
    ]

    def links_of(path: str) -> list[str]:
        page = built.read(f"notes/{path}/index.html").select_one(".prose")
        assert page is not None
        return [str(link["href"]).partition("/notes/")[2] for link in page.select("a")]

    assert links_of("zzzz/src-zzzz") == ["note/"]
    assert links_of("zzzz/deep/src-deep") == ["note/"]
    assert links_of("src-root") == ["note/"]
    assert links_of("a/b/src-ab") == ["note/", "b/note/"]
    assert links_of("a/src-rel") == ["aliased/", "note/", "note/", "sq-uare/"]
