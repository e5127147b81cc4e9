from __future__ import annotations

import re
from dataclasses import replace

import pytest

from plugins.images.bodies import (
    dress_images,
    find_images_without_alt,
    find_posters,
    take_first_picture,
    take_transcript,
)
from plugins.shared.entry import Picture, PictureSource, UrlPath


def url(name: str) -> UrlPath:
    return UrlPath(f"images/sized/{name}")


CUP = Picture(
    url("cup-800.jpg"),
    800,
    600,
    "",
    "image/jpeg",
    (PictureSource("image/avif", ((url("cup-320.avif"), 320), (url("cup-800.avif"), 800))),),
    ((url("cup-320.jpg"), 320), (url("cup-800.jpg"), 800)),
    "#aabbcc",
)
PICTURES = {"{static}/cup.jpg": CUP}
SIZES = "(min-width: 44rem) 656px, min(100vw, 800px)"


def test_an_image_becomes_a_picture_in_all_widths() -> None:
    body = '<p><img alt="A &quot;cup&quot;" src="{static}/cup.jpg" title="Mine"></p>'
    assert dress_images(body, PICTURES, "https://tea.example") == (
        '<p><picture><source type="image/avif" srcset="https://tea.example/images/sized/cup-320.avif 320w, '
        f'https://tea.example/images/sized/cup-800.avif 800w" sizes="{SIZES}">'
        '<img alt="A &quot;cup&quot;" src="https://tea.example/images/sized/cup-800.jpg" title="Mine" loading="lazy" '
        'decoding="async" width="800" height="600" srcset="https://tea.example/images/sized/cup-320.jpg 320w, '
        f'https://tea.example/images/sized/cup-800.jpg 800w" sizes="{SIZES}" style="background-color: #aabbcc">'
        "</picture></p>"
    )


def test_the_first_in_view_is_loaded_at_once() -> None:
    body = '<img src="{static}/cup.jpg"><img src="{static}/cup.jpg">'
    first, second = dress_images(body, PICTURES, is_first_eager=True).split("</picture>")[:2]
    assert 'fetchpriority="high"' in first
    assert "loading" not in first
    assert 'loading="lazy"' in second


def test_a_first_picture_far_below_the_title_waits() -> None:
    near, far = "<p>" + "word " * 190 + "</p>", "<p>" + "word " * 210 + "</p>"
    assert 'fetchpriority="high"' in dress_images(
        f'{near}<img src="{{static}}/cup.jpg">', PICTURES, is_first_eager=True
    )
    found = dress_images(f'{far}<img src="{{static}}/cup.jpg">', PICTURES, is_first_eager=True)
    assert "fetchpriority" not in found
    assert 'loading="lazy"' in found


def wide(px: int) -> str:
    return f"(min-width: 44rem) {min(px, 656)}px, min(100vw, {px}px)"


@pytest.mark.parametrize(
    ("written", "expected", "sizes"),
    [
        pytest.param('width="200"', 'width="200" height="150"', wide(200), id="a width"),
        pytest.param('height="150"', 'height="150" width="200"', wide(200), id="a height"),
        pytest.param('width="200" height="200"', 'width="200" height="200"', wide(200), id="both"),
        pytest.param('width="200px"', 'width="200" height="150"', wide(200), id="a unit"),
        pytest.param('height="auto"', 'height="600" width="800"', wide(800), id="none of both"),
        pytest.param('width="50%"', 'width="800" height="600"', "(min-width: 44rem) 328px, 50vw", id="a share"),
        pytest.param('style="width: 25%"', 'width="800" height="600"', "(min-width: 44rem) 164px, 25vw", id="style"),
        pytest.param('style="width:300px"', 'width="800" height="600"', wide(300), id="points in style"),
        pytest.param('style="max-width: 9px"', 'width="800" height="600"', wide(800), id="another style"),
    ],
)
def test_every_image_has_both_its_sizes_and_the_one_the_author_set(written: str, expected: str, sizes: str) -> None:
    found = dress_images(f'<img src="{{static}}/cup.jpg" {written}>', PICTURES)
    image = found[found.index("<img") :]
    names = expected.replace('"', "").split()
    assert all(re.search(rf'(?<!-){name.split("=")[0]}="{name.split("=")[1]}"', image) for name in names)
    assert image.count("width=") == image.count("height=") == 1
    assert f'sizes="{sizes}"' in image


def test_a_share_of_the_column_is_kept_as_a_style() -> None:
    found = dress_images('<img src="{static}/cup.jpg" width="50%" style="float: left">', PICTURES)
    assert 'style="background-color: #aabbcc; width: 50%; float: left"' in found


def test_a_film_in_the_text_shows_a_poster_of_middle_size() -> None:
    files = tuple((url(f"cup-{width}.jpg"), width) for width in (320, 640, 1120, 1920))
    large = replace(CUP, url=url("cup-1920.jpg"), width_px=1920, height_px=1440, files=files)
    body = '<video controls poster="{static}/cup.jpg" src="tea.webm"></video><video poster="x.jpg"></video>'
    assert find_posters(body) == ["{static}/cup.jpg", "x.jpg"]
    assert dress_images(body, {"{static}/cup.jpg": large}, "https://tea.example") == (
        '<video controls poster="https://tea.example/images/sized/cup-1120.jpg" src="tea.webm"></video>'
        '<video poster="x.jpg"></video>'
    )


@pytest.mark.parametrize(
    "body",
    [
        "<p>No image</p>",
        '<picture><img src="{static}/cup.jpg"></picture>',
        '<!-- <img src="{static}/cup.jpg"> -->',
        '<script>"<img src=x>"</script>',
    ],
)
def test_what_is_no_image_or_already_a_picture_stays(body: str) -> None:
    assert dress_images(body, PICTURES) == body


def test_an_image_elsewhere_only_waits() -> None:
    found = dress_images('<img alt="" src="https://tea.example/x.png">', PICTURES)
    assert found == '<img alt="" src="https://tea.example/x.png" loading="lazy" decoding="async">'


def test_a_picture_in_one_size_needs_no_choice() -> None:
    spin = Picture(url("spin-12345678.gif"), 30, 20, "", "image/gif")
    found = dress_images('<img src="{static}/spin.gif">', {"{static}/spin.gif": spin})
    assert 'src="/images/sized/spin-12345678.gif"' in found
    assert 'width="30" height="20"' in found
    assert "srcset" not in found


def test_a_body_loses_its_first_picture_and_its_transcript() -> None:
    assert take_first_picture('<p><img src="a.png"></p><p>b</p>') == "<p>b</p>"
    assert take_transcript("<p>a</p><h2>Transcript</h2><p>b</p>") == ("<p>a</p>", "<p>b</p>")


def test_images_without_alt_text_are_named_once() -> None:
    body = '<img src="a.png"><img src="a.png" alt=" "><img src="b.png" alt="B"><img src="c.png" role="presentation">'
    assert find_images_without_alt(body) == ["a.png"]
