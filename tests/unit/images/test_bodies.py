from __future__ import annotations

import pytest

from plugins.images.bodies import Dress, dress_images, find_images_without_alt, take_first_picture, take_transcript
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
DRESSES = {"{static}/cup.jpg": Dress(CUP)}
SIZES = "(min-width: 44rem) 656px, min(100vw, 800px)"


def test_an_image_becomes_a_picture_in_all_widths() -> None:
    body = '<p><img alt="A &quot;cup&quot;" src="{static}/cup.jpg" title="Mine"></p>'
    assert dress_images(body, DRESSES, "https://tea.example") == (
        '<p><picture><source type="image/avif" srcset="https://tea.example/images/sized/cup-320.avif 320w, '
        f'https://tea.example/images/sized/cup-800.avif 800w" sizes="{SIZES}">'
        '<img alt="A &quot;cup&quot;" src="https://tea.example/images/sized/cup-800.jpg" title="Mine" loading="lazy" '
        'decoding="async" width="800" height="600" srcset="https://tea.example/images/sized/cup-320.jpg 320w, '
        f'https://tea.example/images/sized/cup-800.jpg 800w" sizes="{SIZES}" style="background-color: #aabbcc">'
        "</picture></p>"
    )


def test_the_first_in_view_is_loaded_at_once() -> None:
    body = '<img src="{static}/cup.jpg"><img src="{static}/cup.jpg">'
    first, second = dress_images(body, DRESSES, is_first_eager=True).split("</picture>")[:2]
    assert 'fetchpriority="high"' in first
    assert "loading" not in first
    assert 'loading="lazy"' in second


def test_a_first_picture_far_below_the_title_waits() -> None:
    near, far = "<p>" + "word " * 190 + "</p>", "<p>" + "word " * 210 + "</p>"
    assert 'fetchpriority="high"' in dress_images(f'{near}<img src="{{static}}/cup.jpg">', DRESSES, is_first_eager=True)
    found = dress_images(f'{far}<img src="{{static}}/cup.jpg">', DRESSES, is_first_eager=True)
    assert "fetchpriority" not in found
    assert 'loading="lazy"' in found


def test_sizes_that_the_author_set_stay() -> None:
    assert 'width="200"' in (found := dress_images('<img src="{static}/cup.jpg" width="200">', DRESSES))
    assert 'height="150"' in found
    assert 'sizes="(min-width: 44rem) 200px, min(100vw, 200px)"' in found


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
    assert dress_images(body, DRESSES) == body


def test_an_image_elsewhere_only_waits() -> None:
    found = dress_images('<img alt="" src="https://tea.example/x.png">', DRESSES)
    assert found == '<img alt="" src="https://tea.example/x.png" loading="lazy" decoding="async">'


def test_an_animation_keeps_its_address() -> None:
    spin = Dress(Picture(UrlPath("spin.gif"), 30, 20, "", "image/gif"), keeps_address=True)
    found = dress_images('<img src="{static}/spin.gif">', {"{static}/spin.gif": spin})
    assert 'src="{static}/spin.gif"' in found
    assert 'width="30" height="20"' in found


def test_a_body_loses_its_first_picture_and_its_transcript() -> None:
    assert take_first_picture('<p><img src="a.png"></p><p>b</p>') == "<p>b</p>"
    assert take_transcript("<p>a</p><h2>Transcript</h2><p>b</p>") == ("<p>a</p>", "<p>b</p>")


def test_images_without_alt_text_are_named_once() -> None:
    body = '<img src="a.png"><img src="a.png" alt=" "><img src="b.png" alt="B"><img src="c.png" role="presentation">'
    assert find_images_without_alt(body) == ["a.png"]
