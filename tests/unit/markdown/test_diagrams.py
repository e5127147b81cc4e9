"""Diagrams become two safe SVG files, or an error with its line."""

from __future__ import annotations

import sys
from xml.etree import ElementTree as ET

import pytest

from plugins.markdown.diagrams import Diagram, DiagramError, DiagramLink, DiagramRenderer, diagram_html

TEA = "flowchart TD\n  A[Green tea] --> B{Hot?}\n  B -->|yes| C((Drink))\n"


@pytest.fixture(scope="module")
def renderer() -> DiagramRenderer:
    return DiagramRenderer()


def draw(renderer: DiagramRenderer, source: str) -> Diagram:
    drawn = renderer.draw(source)
    assert isinstance(drawn, Diagram), drawn
    check_svg(drawn.light)
    check_svg(drawn.dark)
    return drawn


def fail(renderer: DiagramRenderer, source: str) -> DiagramError:
    drawn = renderer.draw(source)
    assert isinstance(drawn, DiagramError)
    assert "\n" not in drawn.message
    return drawn


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - made by the code that is tested


def check_svg(svg: str) -> None:
    for element in parse(svg).iter():
        name = str(element.tag).rpartition("}")[2]
        assert name not in ("script", "style", "foreignObject", "image", "a", "use", "animate", "set")
        for key, value in element.attrib.items():
            assert not key.lower().startswith("on")
            assert key.rpartition("}")[2] not in ("style", "href", "class")
            assert "javascript:" not in value
            assert "var(" not in value
            assert "://" not in value


def test_a_diagram_is_drawn_in_light_and_dark(renderer: DiagramRenderer) -> None:
    drawn = draw(renderer, TEA)
    for svg in (drawn.light, drawn.dark):
        root = parse(svg)
        assert [root.get("width"), root.get("height")] == [str(drawn.width_px), str(drawn.height_px)]
        assert "Green tea" in "".join(root.itertext())
        assert str(root.get("font-family")).endswith("sans-serif")
    assert drawn.light != drawn.dark


def test_the_same_source_gives_the_same_bytes(renderer: DiagramRenderer) -> None:
    assert draw(renderer, TEA) == draw(DiagramRenderer(), TEA)


@pytest.mark.parametrize(
    ("source", "alt"),
    [
        pytest.param(TEA, "Flowchart: yes, Green tea, Hot?, Drink", id="labels"),
        pytest.param(
            "flowchart TD\n  accTitle: Tea\n  accDescr: How it is made.\n  A-->B", "Tea. How it is made.", id="both"
        ),
        pytest.param("flowchart TD\n  accTitle: Tea\n  A-->B", "Tea", id="title"),
        pytest.param("flowchart TD\n  accDescr {\n    How it\n    is made\n  }\n  A-->B", "How it is made", id="lines"),
        pytest.param("sequenceDiagram\n  Ann->>Bob: Tea?", "Sequence diagram: Ann, Bob, Tea?", id="sequence"),
        pytest.param('pie title Tea\n  "Green" : 3\n', "Pie chart: Tea, 100%, Green", id="pie"),
    ],
)
def test_the_alt_text_is_what_the_author_says_or_the_labels(renderer: DiagramRenderer, source: str, alt: str) -> None:
    found = draw(renderer, source).alt
    assert sorted(found.replace(": ", ", ").split(", ")) == sorted(alt.replace(": ", ", ").split(", "))


@pytest.mark.parametrize(
    "source",
    [
        'flowchart TD\n  A["<img src=x onerror=alert(1)>"] --> B["<script>alert(1)</script>"]\n',
        'flowchart TD\n  A --> B\n  click A "javascript:alert(1)"\n  click B call tea()\n',
        'flowchart TD\n  A@{ img: "https://tea.example/x.png", label: "Tea" }\n',
        "flowchart TD\n  A --> B\n  style A fill:#f9f,stroke:#333,color:#fff\n",
        '%%{init: {"securityLevel": "loose", "themeCSS": "* { background: red }"}}%%\nflowchart TD\n  A --> B\n',
        "sequenceDiagram\n  participant A\n  link A: Tea @ javascript:alert(1)\n  A->>A: x\n",
    ],
)
def test_no_diagram_holds_a_script_a_style_or_a_reference(renderer: DiagramRenderer, source: str) -> None:
    assert draw(renderer, source).links == ()


def test_links_are_listed_by_the_labels_of_what_they_stand_at(renderer: DiagramRenderer) -> None:
    source = TEA + '  click A href "https://tea.example/?a=1&b=2" "Tip"\n  click C "../notes/drink.md"\n'
    assert draw(renderer, source).links == (
        DiagramLink("Green tea", "https://tea.example/?a=1&b=2"),
        DiagramLink("Drink", "../notes/drink.md"),
    )


def test_letters_can_be_read_on_what_the_author_filled(renderer: DiagramRenderer) -> None:
    drawn = draw(renderer, "flowchart TD\n  A --> B\n  style A fill:#ffee00\n  style B fill:black\n")
    for svg in (drawn.light, drawn.dark):
        fills = {
            "".join(one.itertext()): one.get("fill") for one in parse(svg).iter("{http://www.w3.org/2000/svg}text")
        }
        assert (fills["A"], fills["B"]) == ("#111111", "#ffffff")


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        pytest.param("flowchart TD\n  A[Tea --> B\n", 2, "not closed", id="open bracket"),
        pytest.param("flowchart TD\n  A --> B\n  C --- > D ]\n", 3, "does not expect '> D ]'", id="third line"),
        pytest.param("---\ntitle: Tea\n---\nflowchart TD\n  C --- > D ]\n", 5, "'> D ]'", id="below front matter"),
        pytest.param("%% a\nflowchart TD\n\n  %% b\n  C --- > D ]\n", 5, "'> D ]'", id="below comments"),
        pytest.param("\n\nflowchart TD\n  C --- > D ]\n", 4, "'> D ]'", id="below empty lines"),
        pytest.param("sequenceDiagram\n  A->>B: x\n  B-)\n  A->>B: y\n", 3, "'B-)' is not complete", id="half a line"),
        pytest.param("teaDiagram\n  A\n", 1, "'teaDiagram' is no kind of diagram", id="unknown kind"),
        pytest.param("%% only a comment\n", 1, "names no kind", id="no kind"),
        pytest.param(" \n", 1, "empty", id="empty"),
        pytest.param("flowchart TD\n  A\x07\n", 2, "U+0007", id="control character"),
        pytest.param("flowchart TD\n" + "  A --> B\n" * 6000, 1, "split it", id="too long"),
    ],
)
def test_an_error_says_what_is_wrong_and_in_which_line(
    renderer: DiagramRenderer, source: str, line: int, said: str
) -> None:
    error = fail(renderer, source)
    assert said in error.message
    assert error.line == line


def test_a_missing_library_is_named_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mermaid_render", None)
    assert fail(DiagramRenderer(), TEA).message == (
        "diagrams are drawn by 'mermaid-render', which is not installed; install requirements.txt"
    )


def test_the_figure_shows_both_files_and_folds_the_source_away() -> None:
    diagram = Diagram("<svg/>", "<svg/>", 100, 50, 'Tea & "milk"', (DiagramLink("Tea", "https://tea.example/"),))
    assert diagram_html(diagram, "l.svg", "d.svg", "A --> B\n") == (
        '<figure class="diagram"><div class="diagram-scroll" role="group" tabindex="0" aria-label="Diagram"><picture>'
        '<source media="screen and (prefers-color-scheme: dark)" srcset="d.svg">'
        '<img class="diagram-image" src="l.svg" width="100" height="50" alt="Tea &amp; &quot;milk&quot;"'
        ' loading="lazy" decoding="async"></picture></div>'
        '<ul class="diagram-links"><li><a href="https://tea.example/">Tea</a></li></ul>'
        "<details><summary>Source</summary>"
        '<pre tabindex="0"><code>A --&gt; B\n</code></pre></details></figure>'
    )
