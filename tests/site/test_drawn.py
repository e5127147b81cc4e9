"""Formulas and diagrams of whole sites: drawn wherever texts are shown, and there as files."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import sites
from tests.sites import BuiltSite

SITE_URL = "https://tea.example/blog"
DIAGRAM = "```mermaid\nflowchart TD\n  A[Leaf] --> B[Cup]\n```\n"
OTHER = DIAGRAM.replace("Leaf", "Water")
MILK = DIAGRAM.replace("Leaf", "Milk")
FILES = {
    "posts/2026-01-02-tea.md": (
        f"---\ntitle: Tea\ncategory: Drinks\n---\nIt is $x^2$ hot.\n\n$$\n\\frac12\n$$\n\n{DIAGRAM}\n$\\SI{{5}}{{m}}$\n"
    ),
    "notes/cup.md": f"# Cup\n\n- In a list:\n\n  {DIAGRAM.replace(chr(10), chr(10) + '  ')}\n",
    "notes/short.md": f"---\ntitle: Short\nsummary: |\n  {MILK.replace(chr(10), chr(10) + '  ')}\n---\nWords.\n",
    "notes/embeds.md": "# Embeds\n\n![[Cup]]\n",
    "notes/broken.md": "# Broken\n\nSo $\\tea$.\n\n```mermaid\nflowchart TD\n  A[Leaf --> B\n```\n",
    "categories/drinks.md": f"# Drinks\n\nWhat one drinks, with $y$.\n\n{OTHER}",
}
DRAWINGS = re.compile(r"images/diagrams/[0-9a-f]{32}(?:-dark)?\.svg")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    folder = tmp_path_factory.mktemp("drawn")
    sites.write_content(folder / "content", FILES)
    settings = {"CACHE_PATH": str(folder / "cache"), "SITEURL": SITE_URL}
    return sites.build(folder / "content", folder / "output", settings)


@pytest.mark.parametrize("name", ["posts/tea/index.html", "notes/cup/index.html", "category/drinks/index.html"])
def test_every_page_shows_its_diagram_in_light_and_dark(site: BuiltSite, name: str) -> None:
    figure = site.read(name).select_one("figure.diagram")
    assert figure is not None
    light, dark = figure.select_one("img"), figure.select_one("source")
    assert light is not None
    assert dark is not None
    addresses = [str(light["src"]), str(dark["srcset"])]
    assert all(address.startswith(f"{SITE_URL}/images/diagrams/") for address in addresses)
    assert {address.removeprefix(f"{SITE_URL}/") for address in addresses} <= set(site.files)
    assert figure.select_one("details code") is not None


def test_one_diagram_on_two_pages_is_one_pair_of_files(site: BuiltSite) -> None:
    assert len([name for name in site.files if DRAWINGS.fullmatch(name)]) == 6


def test_no_page_and_no_feed_names_a_file_that_is_not_there(site: BuiltSite) -> None:
    shown = [name for name in site.files if name.endswith((".html", ".xml", ".json"))]
    named = {found for name in shown for found in DRAWINGS.findall(site.text(name))}
    assert len(named) == 6
    assert named <= set(site.files)
    assert not [name for name in shown if "drawn:" in site.text(name)]


def test_formulas_are_mathml_on_pages_and_in_feeds(site: BuiltSite) -> None:
    page = site.read("posts/tea/index.html")
    assert [one["alttext"] for one in page.select("math")] == ["x^2", r"\frac12"]
    assert 'alttext="x^2"' in site.text("feeds/all.json").replace("\\", "")
    assert f"{SITE_URL}/images/diagrams/" in site.text("feeds/all.atom.xml")
    assert "<svg" not in site.text("feeds/all.json")


def test_a_formula_stands_in_introductions(site: BuiltSite) -> None:
    assert site.read("category/drinks/index.html").select('math[alttext="y"]')


def test_what_cannot_be_drawn_is_shown_and_named_with_its_line(site: BuiltSite) -> None:
    assert site.problems == (
        "notes/broken.md:3: formula not drawn, and shown as code: unknown command \"\\tea\" (column 1, at '\\tea')",
        "notes/broken.md:7: diagram not drawn, and shown as code: something is not closed or not complete",
        "notes/embeds.md:3: another entry is not shown within a text, so that these are links to it: ![[Cup]]",
    )
    page = site.read("notes/broken/index.html")
    assert [one.get_text() for one in page.select("article code")] == ["$\\tea$", "flowchart TD\n  A[Leaf --> B\n"]


def test_no_style_leaves_the_renderer(site: BuiltSite) -> None:
    for name in ("posts/tea/index.html", "notes/cup/index.html"):
        assert not site.read(name).select(".prose [style]")


def test_a_cache_that_cannot_be_written_loses_no_diagram(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("no folder")
    sites.write_content(tmp_path / "content", FILES)
    settings = {"CACHE_PATH": str(tmp_path / "cache"), "SITEURL": SITE_URL}
    built = sites.build(tmp_path / "content", tmp_path / "output", settings)
    assert len([name for name in built.files if DRAWINGS.fullmatch(name)]) == 6


def test_a_site_without_formulas_and_diagrams_loads_no_library_for_them(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from plugins.markdown.commonmark import CommonMarkRenderer\n"
        "from plugins.markdown.dialect import MarkdownOptions\n"
        "CommonMarkRenderer(MarkdownOptions()).render('It costs $5 to $10.\\n\\n```python\\nx\\n```\\n')\n"
        "print([name for name in ('math_core', 'mathra', 'mermaid_render', 'quickjs') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=sites.PROJECT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
