from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.images.svg import SvgError
from plugins.images.svg_cleaning import EMPTY, clean_svg

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


def clean(inside: str) -> tuple[str, list[tuple[int, str]]]:
    """What is left between the tags of a file that holds *inside* in its second line, and what was found."""
    cleaned = clean_svg(f"{SVG}\n{inside}</svg>".encode())
    if cleaned.data is None:
        assert cleaned.findings == ()
        return inside, []
    text = cleaned.data.decode()
    assert clean_svg(cleaned.data).data is None, text
    return text.partition("9 9")[2].partition(">\n")[2].removesuffix("</svg>\n"), [
        (one.line, one.what) for one in cleaned.findings
    ]


@pytest.mark.parametrize(
    ("inside", "left", "what"),
    [
        pytest.param("<script>alert(1)</script><path/>", "<path></path>", "a script", id="script"),
        pytest.param('<script href="a.js"/>', "", "a script", id="script of another file"),
        pytest.param(
            '<h:script xmlns:h="http://www.w3.org/1999/xhtml">x<h:b>y</h:b></h:script>', "", "a script", id="prefix"
        ),
        pytest.param("<x:script/>", "", "a script", id="a prefix nobody declares"),
        pytest.param('<handler type="text/js"/>', "", "a script", id="handler"),
        pytest.param(
            '<e:listener xmlns:e="http://www.w3.org/2001/xml-events" handler="#h"/>', "", "a script", id="listener"
        ),
        pytest.param('<g onload="x()" id="a"/>', '<g id="a"></g>', "the event handler 'onload'", id="handler on it"),
        pytest.param('<g OnClick="x()"/>', "<g></g>", "the event handler 'OnClick'", id="handler in other case"),
        pytest.param(
            '<set attributeName="onload" to="x()"/>', "", "an animation of the event handler 'onload'", id="set onload"
        ),
        pytest.param(
            '<animate attributeName="xlink:href" values="#a;javascript:x()"/>',
            "", "an animation of an address", id="animated address",
        ),
        pytest.param(
            '<animate attributeName="fill" to="javascript:x()"/>',
            '<animate attributeName="fill"></animate>', "a script in an address", id="script in an animation",
        ),
        pytest.param(
            '<a xlink:href="java&#10;script:alert(1)"><path/></a>',
            "<a><path></path></a>", "a link to 'java script:alert(1)'", id="javascript",
        ),
        pytest.param('<a href=" data:text/html,x"/>', "<a></a>", "a link to 'data:text/html,x'", id="data"),
        pytest.param('<use href="http://x.example/a.svg#b"/>', "<use></use>",
                     "a reference to 'http://x.example/a.svg#b'", id="use of another file"),
        pytest.param('<use href="data:image/svg+xml,x#b"/>', "<use></use>",
                     "a reference to 'data:image/svg+xml,x#b'", id="use of data"),
        pytest.param('<image xlink:href="//x.example/a.png"/>', "<image></image>",
                     "a reference to '//x.example/a.png'", id="picture elsewhere"),
        pytest.param('<image href="photo.png"/>', "<image></image>", "a reference to 'photo.png'", id="picture beside"),
        pytest.param('<g xml:base="http://x.example/"/>', "<g></g>", "a reference to 'http://x.example/'", id="base"),
        pytest.param(
            '<foreignObject><div xmlns="http://www.w3.org/1999/xhtml"><iframe src="x"/>Words <b onclick="x">b</b></div>'
            "</foreignObject>",
            '<foreignObject><div xmlns="http://www.w3.org/1999/xhtml">Words <b>b</b></div></foreignObject>',
            "the element 'iframe'", id="HTML within",
        ),
        pytest.param(
            '<style>@import url(http://x.example/a);\n.a{fill:red}</style>',
            "<style>\n.a{fill:red}</style>", "a style that refers to '@import url(http://x.example/a);'", id="import",
        ),
        pytest.param('<style>.a{fill:u\\72l("http://x.example/a")}</style>', "<style>.a{fill:none}</style>",
                     "a style that refers to 'http://x.example/a'", id="escaped url"),
        pytest.param("<style><![CDATA[.a{mask:url(b.svg#m)}]]></style>", "<style>.a{mask:none}</style>",
                     "a style that refers to 'b.svg#m'", id="CDATA"),
        pytest.param("<style>.a{background:image-set('b.png' 1x)}</style>", "<style>.a{background:none}</style>",
                     "a style that refers to 'image-set('b.png' 1x)'", id="image-set"),
        pytest.param('<g style="fill:url(//x.example/#a)"/>', '<g style="fill:none"></g>',
                     "a style that refers to '//x.example/#a'", id="style"),
        pytest.param('<g filter="url(http://x.example/#a)"/>', '<g filter="none"></g>',
                     "a style that refers to 'http://x.example/#a'", id="attribute"),
        pytest.param("<style>.a{}<b/></style>", "<style>.a{}</style>", "elements within a style sheet", id="style, b"),
    ],
)  # fmt: skip
def test_what_runs_or_loads_is_taken_out(inside: str, left: str, what: str) -> None:
    found = clean(inside)
    assert found[0] == left
    assert (2, what) in found[1]


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M1 1h7" style="fill:url(#a);stroke:#000" class="b"/>',
        '<use href="#a"/><use xlink:href="#b"/><image href="data:image/png;base64,AAAA"/>',
        '<a href="https://tea.example/">Tea</a><a href="notes/tea"/><a xlink:href="mailto:a@b.example"/>',
        "<style>@namespace url(http://www.w3.org/2000/svg); @font-face{src:url(data:font/woff2;base64,AA)}</style>",
        '<animate attributeName="href" values="#a;#b"/><set attributeName="fill" to="red"/>',
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:source>A book</dc:source></metadata>',
        '<g aria-label="a url(of sorts)" data-on="x" xmlns:i="http://inkscape.example/" i:onset="1"/>',
        "<!-- <script>alert(1)</script> --><text>javascript: and onload=</text>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml' style='color:red'>Words</p></foreignObject>",
    ],
)
def test_a_clean_file_stays_byte_for_byte(inside: str) -> None:
    assert clean(inside) == (inside, [])


def test_a_style_sheet_of_another_file_is_taken_out_with_its_instruction() -> None:
    cleaned = clean_svg(f'<?xml-stylesheet type="text/xsl" href="a.xsl"?>\n{SVG}</svg>'.encode())
    assert cleaned.data == f'<?xml version="1.0" encoding="UTF-8"?>\n{SVG}</svg>\n'.encode()
    assert cleaned.findings == ((1, "a style sheet of its own file"),)


def test_lines_are_those_of_the_file() -> None:
    text = f"{SVG}\n<style>\n.a{{}}\n/* a\nb */ .c{{fill:url(d.svg)}}</style>\n\n<g onclick='x'/></svg>"
    assert [one.line for one in clean_svg(text.encode()).findings] == [5, 7]


def test_what_is_left_of_an_attribute_is_written_as_it_was() -> None:
    cleaned = clean_svg('<svg a="&lt;&amp;&quot;&#10;" onload="x">é &lt; &amp;</svg>'.encode("utf-16"))
    assert cleaned.data == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<svg a="&lt;&amp;&quot;&#10;">é &lt; &amp;</svg>\n'.encode()
    )


def test_default_attributes_of_a_document_type_are_seen() -> None:
    text = '<!DOCTYPE svg [<!ATTLIST svg onload CDATA "alert(1)" id CDATA "a">]><svg/>'
    cleaned = clean_svg(text.encode())
    assert cleaned.data == b'<?xml version="1.0" encoding="UTF-8"?>\n<svg id="a"></svg>\n'


def test_a_document_type_and_names_for_addresses_are_no_harm() -> None:
    """As Illustrator writes them."""
    text = (
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" ['
        '<!ENTITY ns_svg "http://www.w3.org/2000/svg">]><svg xmlns="&ns_svg;"><path/></svg>'
    )
    assert clean_svg(text.encode()).data is None
    hidden = text.replace("<path/>", "<script/>")
    assert clean_svg(hidden.encode()).findings == ((1, "a script"),)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b'<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
            "declares the XML entity 'b', which is not read; save it again as plain SVG",
        ),
        (
            b'<!DOCTYPE svg [<!ENTITY a "<script/>">]><svg>&a;</svg>',
            "declares the XML entity 'a', which is not read; save it again as plain SVG",
        ),
        (
            b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
            "declares the XML entity 'a', which is not read; save it again as plain SVG",
        ),
        (b"<svg><g></svg>", "is not whole SVG (mismatched tag: line 1, column 10); save it again from the original"),
        (b'<?xml version="1.0" encoding="cp037"?><svg/>', "is written in cp037; save it as UTF-8"),
        (
            b"\x1f\x8bnothing packed",
            "cannot be unpacked (Error -3 while decompressing data: unknown compression method); save it again",
        ),
    ],
    ids=["entities in entities", "an element", "a file", "broken", "an encoding of its own", "no archive"],
)  # fmt: skip
def test_what_cannot_be_checked_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(SvgError) as caught:
        clean_svg(data)
    assert str(caught.value) == message


def test_a_packed_file_is_packed_again() -> None:
    assert clean_svg(gzip.compress(f"{SVG}</svg>".encode())).data is None
    cleaned = clean_svg(gzip.compress(f'{SVG}<g onload="x"/></svg>'.encode()))
    assert cleaned.data is not None
    assert gzip.decompress(cleaned.data).decode().endswith("<g></g></svg>\n")
    assert clean_svg(gzip.compress(f'{SVG}<g onload="x"/></svg>'.encode())).data == cleaned.data


def test_what_stands_for_a_refused_file_is_clean() -> None:
    assert clean_svg(EMPTY).data is None


PIECES = (
    "url(",
    "http://a",
    "\\75rl(",
    "/*",
    "*/",
    "@import",
    ";",
    "'",
    '"',
    ")",
    "{",
    "}",
    "#a",
    "image-set(",
    "src(",
    " ",
)


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_what_was_cleaned_is_clean(pieces: list[str]) -> None:
    clean(f"<style>{''.join(pieces)}</style>")
