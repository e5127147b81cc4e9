from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from PIL import Image

from plugins.images import svg
from plugins.images.svg import SvgError, looks_like_svg, parse_svg, render_svg

XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def make_svg(body: str = "", attributes: str = 'width="100" height="50"') -> bytes:
    return f"<svg {XMLNS} {attributes}>{body}</svg>".encode()


def data_address(size: tuple[int, int] = (10, 10), color: str = "red") -> str:
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        pytest.param('width="300" height="200"', (300, 200), id="pixels"),
        pytest.param('width="300px" height=" 200.5 px "', (300, 200.5), id="unit and fraction"),
        pytest.param('width="1in" height="72pt"', (96, 96), id="inch and points"),
        pytest.param('width="25.4mm" height="2.54cm"', (96, 96), id="metric"),
        pytest.param('viewBox="0 0 640 480"', (640, 480), id="view box"),
        pytest.param('viewBox="0,0,640,480" width="100%" height="100%"', (640, 480), id="per cent"),
        pytest.param('viewBox="0 0 640 480" width="320"', (320, 240), id="width and shape"),
        pytest.param('viewBox="0 0 640 480" height="240"', (320, 240), id="height and shape"),
    ],
)
def test_size_is_read_as_browsers_do(attributes: str, expected: tuple[float, float]) -> None:
    drawing = parse_svg(make_svg(attributes=attributes))
    assert (drawing.width_px, drawing.height_px) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(
            make_svg(attributes='width="0" height="9"'),
            "has no size; add width and height, or a viewBox, to its <svg>",
            id="no size",
        ),
        pytest.param(
            make_svg(attributes='viewBox="0 0 x 5"'),
            "has no size; add width and height, or a viewBox, to its <svg>",
            id="odd view box",
        ),
        pytest.param(
            make_svg()[:-3],
            "is not whole SVG (unclosed token: line 1, column 107); save it again from the original",
            id="cut off",
        ),
        pytest.param(
            b"<html></html>",
            "is not an SVG drawing: it begins with <html>; save it again as SVG",
            id="not SVG",
        ),
        pytest.param(
            b'<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + make_svg("<text>&b;</text>"),
            "declares XML entities, which are not read; save it again as plain SVG",
            id="entities",
        ),
        pytest.param(
            b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + make_svg("<text>&a;</text>"),
            "declares XML entities, which are not read; save it again as plain SVG",
            id="outside entity",
        ),
        pytest.param(
            make_svg("<g>" * 120 + "</g>" * 120),
            "has groups more than 100 deep; ungroup it and save it again",
            id="deep",
        ),
        pytest.param(
            make_svg(
                '<g id="a0"><path d="M0 0"/></g>'
                + "".join(f'<g id="a{n + 1}">' + f'<use href="#a{n}"/>' * 10 + "</g>" for n in range(6))
            ),
            "would draw more than 200,000 shapes; simplify it",
            id="parts that use each other",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_cure(data: bytes, message: str) -> None:
    with pytest.raises(SvgError) as caught:
        parse_svg(data)
    assert str(caught.value) == message


def test_a_huge_file_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg, "_LARGEST_FILE_BYTES", 1_000_000)
    with pytest.raises(SvgError, match="has 2 MB; an SVG may have 1 MB"):
        parse_svg(b"x" * 2_000_000)


def test_parts_may_use_each_other_in_a_circle() -> None:
    assert parse_svg(make_svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>')).width_px == 100


@pytest.mark.parametrize(
    "reference",
    [
        pytest.param("{folder}/secret.png", id="absolute path"),
        pytest.param("secret.png", id="relative path"),
        pytest.param("file://{folder}/secret.png", id="file address"),
        pytest.param("http://127.0.0.1:9/secret.png", id="address"),
        pytest.param("data:image/svg+xml;base64,PHN2Zy8+", id="SVG inside"),
        pytest.param("data:image/png;base64,bm90IGEgcG5n", id="no picture inside"),
        pytest.param("data:image/png;base64,???", id="no base64"),
    ],
)
@pytest.mark.parametrize("name", ["href", "xlink:href"])
def test_nothing_outside_the_drawing_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, reference: str
) -> None:
    Image.new("RGB", (100, 50), "red").save(tmp_path / "secret.png")
    monkeypatch.chdir(tmp_path)
    image = f'<image width="100" height="50" {name}="{reference.format(folder=tmp_path)}"/>'
    drawing = parse_svg(make_svg(image))
    assert drawing.has_outside_references
    assert render_svg(drawing, 100, 50).getextrema() == ((0, 0), (0, 0), (0, 0), (0, 0))


def test_a_picture_inside_the_drawing_is_drawn() -> None:
    drawing = parse_svg(
        make_svg(f'<image width="100" height="50" preserveAspectRatio="none" href="{data_address()}"/>')
    )
    assert not drawing.has_outside_references
    assert render_svg(drawing, 100, 50).getpixel((50, 25)) == (255, 0, 0, 255)


def test_an_enormous_picture_inside_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg, "_LARGEST_EMBEDDED_PX", 99)
    assert parse_svg(make_svg(f'<image width="9" height="9" href="{data_address()}"/>')).has_outside_references


def test_shapes_may_be_used_twice() -> None:
    drawing = parse_svg(
        make_svg('<defs><rect id="r" width="100" height="50" fill="#00f"/></defs><use xlink:href="#r"/>')
    )
    assert render_svg(drawing, 100, 50).getpixel((50, 25)) == (0, 0, 255, 255)


@pytest.mark.parametrize(
    ("box", "expected"),
    [((1200, 630), (1200, 600)), ((50, 50), (50, 25)), ((1000, 10), (20, 10))],
    ids=["larger", "smaller", "flat box"],
)
def test_a_drawing_is_made_as_large_as_fits(box: tuple[int, int], expected: tuple[int, int]) -> None:
    assert render_svg(parse_svg(make_svg()), *box).size == expected


def test_a_drawing_of_enormous_size_is_drawn_small() -> None:
    drawing = parse_svg(make_svg('<rect width="100000" height="100000" fill="red"/>', 'width="100000" height="100000"'))
    assert render_svg(drawing, 60, 60).getpixel((30, 30)) == (255, 0, 0, 255)


def test_text_is_set_with_the_packaged_font_whatever_it_asks_for() -> None:
    body = '<text x="5" y="40" font-size="40" font-family="{}">Tea</text>'
    pictures = [render_svg(parse_svg(make_svg(body.format(name))), 100, 50) for name in ("Comic Sans", "serif", "Nope")]
    assert pictures[0].getbbox() is not None
    assert pictures[0].tobytes() == pictures[1].tobytes() == pictures[2].tobytes()


def test_other_encodings_are_read() -> None:
    text = f'<?xml version="1.0" encoding="ISO-8859-1"?><svg {XMLNS} width="9" height="9"><title>é</title></svg>'
    assert "é" in parse_svg(text.encode("latin-1")).text
    assert parse_svg(text.replace("ISO-8859-1", "UTF-16").encode("utf-16")).width_px == 9


def test_what_the_drawing_library_refuses_is_an_error() -> None:
    drawing = svg.SvgDrawing(10, 10, "<svg")
    with pytest.raises(SvgError, match=r"cannot be drawn \(.*\); open it in a drawing program and save it again"):
        render_svg(drawing, 10, 10)


def test_a_drawing_that_ends_the_library_does_not_end_the_build() -> None:
    pattern = '<pattern id="p" width="1e6" height="1e6" patternUnits="userSpaceOnUse"><path d="M0 0h9v9z"/></pattern>'
    drawing = parse_svg(make_svg(f'<defs>{pattern}</defs><rect width="100" height="50" fill="url(#p)"/>'))
    with pytest.raises(SvgError) as caught:
        render_svg(drawing, 1200, 630)
    assert str(caught.value) == (
        "cannot be drawn (it needs too much memory); open it in a drawing program and save it again"
    )


def test_a_drawing_that_takes_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg, "_LONGEST_SECONDS", 1)
    noise = '<filter id="f"><feTurbulence numOctaves="100000" baseFrequency="5"/></filter>'
    drawing = parse_svg(make_svg(f'<defs>{noise}</defs><rect width="100" height="50" filter="url(#f)"/>'))
    with pytest.raises(SvgError, match="takes more than 1 seconds to draw; simplify its filters"):
        render_svg(drawing, 1200, 630)


def test_without_the_font_package_shapes_are_still_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg, "_FONT_PACKAGE", "no_such_package")
    drawing = parse_svg(make_svg('<rect width="100" height="50" fill="red"/>'))
    assert render_svg(drawing, 100, 50).getpixel((5, 5)) == (255, 0, 0, 255)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"<svg ", True),
        (b"\xef\xbb\xbf\n <?xml version='1.0'?><!-- x --><svg>", True),
        (b"\xff\xfe<\x00s\x00", True),
        (b"\x89PNG\r\n", False),
        (b"<html>", False),
        (b"", False),
    ],
)
def test_svg_is_known_by_its_beginning(head: bytes, *, expected: bool) -> None:
    assert looks_like_svg(head) is expected
