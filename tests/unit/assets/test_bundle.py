from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.assets.bundle import BundleError, bundle_css, name_by_content, shrink_css


def reader(files: Mapping[str, str]) -> Callable[[str], str]:
    def read(name: str) -> str:
        if name not in files:
            raise FileNotFoundError(2, "No such file or directory", name)
        return files[name]

    return read


def bundle(files: Mapping[str, str]) -> str:
    return bundle_css("css/site.css", reader(files))


@pytest.mark.parametrize(
    "statement",
    [
        '@import "a.css";',
        "@import 'a.css';",
        '@import url("a.css");',
        "@import url( a.css ) ;",
        '@import url("./x/../a.css");',
    ],
)
def test_imported_sheet_stands_in_its_place(statement: str) -> None:
    assert bundle({"css/site.css": f"b {{}}\n{statement}\nc {{}}", "css/a.css": "a {}\n"}) == "b {}\na {}\nc {}"


def test_imported_sheet_stands_in_its_layer() -> None:
    files = {"css/site.css": "@layer one, two;\n@import url(a.css) layer(two.half);", "css/a.css": "a {}"}
    assert bundle(files) == "@layer one, two;\n@layer two.half {\na {}\n}"


def test_imports_of_imported_sheets_start_from_their_folder() -> None:
    files = {
        "css/site.css": '@import "parts/a.css";',
        "css/parts/a.css": '@import "b.css";\n@import "../c.css";',
        "css/parts/b.css": "b {}",
        "css/c.css": "c {}",
    }
    assert bundle(files) == "b {}\nc {}"


@pytest.mark.parametrize(
    ("written", "moved"),
    [
        ("url(cup.svg)", "url(parts/cup.svg)"),
        ('url("../img/cup.svg")', 'url("img/cup.svg")'),
        ("url('../../fonts/tea.woff2#x')", "url('../fonts/tea.woff2#x')"),
        ("url(/cup.svg)", "url(/cup.svg)"),
        ("url(#cup)", "url(#cup)"),
        ("url(https://tea.example/cup.svg)", "url(https://tea.example/cup.svg)"),
        ("url(\"data:image/svg+xml,%3Csvg xmlns='x'%3E\")", "url(\"data:image/svg+xml,%3Csvg xmlns='x'%3E\")"),
    ],
)
def test_addresses_are_seen_from_the_sheet_they_move_to(written: str, moved: str) -> None:
    files = {"css/site.css": '@import "parts/a.css";', "css/parts/a.css": f"a {{ background: {written} }}"}
    assert bundle(files) == f"a {{ background: {moved} }}"


def test_import_in_a_comment_is_none() -> None:
    assert bundle({"css/site.css": '/* @import "gone.css"; */a {}'}) == "a {}"


@pytest.mark.parametrize("condition", ["", " screen"])
def test_sheet_of_another_site_stays_an_import(condition: str) -> None:
    statement = f'@import url("https://tea.example/x.css"){condition};'
    assert bundle({"css/site.css": statement}) == statement


@pytest.mark.parametrize(
    ("files", "message"),
    [
        pytest.param(
            {"css/site.css": '@import "gone.css";'},
            "css/gone.css, imported by css/site.css, cannot be read (No such file or directory)",
            id="missing",
        ),
        pytest.param({}, "css/site.css cannot be read (No such file or directory)", id="missing at all"),
        pytest.param(
            {"css/site.css": '@import "a.css";', "css/a.css": '@import "site.css";'},
            "css/site.css imports itself, by way of css/site.css and css/a.css",
            id="in a circle",
        ),
        pytest.param(
            {"css/site.css": '@import "a.css" print;', "css/a.css": ""},
            "css/site.css has '@import \"a.css\" print;'; of conditions, only layer(name) is known",
            id="with a condition",
        ),
    ],
)
def test_sheet_that_cannot_be_put_together(files: Mapping[str, str], message: str) -> None:
    with pytest.raises(BundleError) as caught:
        bundle(files)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("css", "shrunk"),
    [
        pytest.param("a {\n  color: red;\n}\n", "a{color: red}\n", id="a rule"),
        pytest.param("a > b , c  d{x:y}", "a>b,c d{x:y}\n", id="selectors"),
        pytest.param("a { width: calc(1px + 2px - 3px) }", "a{width: calc(1px + 2px - 3px)}\n", id="sums"),
        pytest.param("a :hover { x: y }", "a :hover{x: y}\n", id="a colon after a space"),
        pytest.param("/* don't */a{x:'/* b */'}/* */", "a{x:'/* b */'}\n", id="comments and strings"),
        pytest.param('a::before { content: "  ;}  " }', 'a::before{content: "  ;}  "}\n', id="spaces in strings"),
        pytest.param(r'a{content:"\"  "}', r'a{content:"\"  "}' + "\n", id="an escaped quote"),
        pytest.param("@media (width > 40em) { a { x: y } }", "@media (width>40em){a{x: y}}\n", id="media queries"),
        pytest.param("", "\n", id="nothing"),
    ],
)
def test_shrunk(css: str, shrunk: str) -> None:
    assert shrink_css(css) == shrunk


@settings(deadline=None)
@given(st.text(alphabet="a{}:;>,/* '\"\\\n@(", max_size=80))
def test_shrinking_twice_is_shrinking_once(css: str) -> None:
    once = shrink_css(css)
    assert shrink_css(once) == once


def test_name_changes_with_content_and_keeps_its_suffix() -> None:
    assert name_by_content("css/site.css", b"a") == "css/site.ca978112ca.css"
    assert name_by_content("css/site.css", b"b") == "css/site.3e23e81600.css"
    assert name_by_content("touch-icon", b"a") == "touch-icon.ca978112ca"
