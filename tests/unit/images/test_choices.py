from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.images.choices import Choice, FindSource, ImageInText, Origin, choose_image, find_first_image
from plugins.images.looks import Look
from plugins.images.pictures import MissingPictureError, PictureFacts
from plugins.images.rules import Rule
from plugins.images.sources import Source
from plugins.shared.entry import Entry, FieldValue, Kind, SourcePath

MakeEntry = Callable[..., Entry]
WHOLE = {"own.png", "drawing.svg", "first.png", "poster.jpg"}


def find(reference: str, entry_source: SourcePath) -> Source:
    """Stands for the content folder: some pictures are there."""
    if reference not in WHOLE:
        raise MissingPictureError(f"image '{reference}' is not there; check its name and folder")
    return Source(SourcePath(f"images/{reference}"), PictureFacts(300, 200, "image/png", "PNG"), "d")


def flat(_: Source) -> Look:
    """What all pictures are unless a test says otherwise: a drawing or a screen."""
    return Look.FLAT


def choose(
    make_entry: MakeEntry, kind: Kind = Kind.POST, html: str = "", **metadata: FieldValue
) -> tuple[Choice, list[str]]:
    fields: dict[str, Any] = {"metadata": metadata, "html": html, "lines": dict.fromkeys(metadata, 4), "text_line": 7}
    choice, problems = choose_image(make_entry("Tea", kind=kind, **fields), find, flat)
    return choice, [f"{problem.severity}: {problem}" for problem in problems]


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        pytest.param({"image": "own.png", "drawing": "drawing.svg", "poster": "poster.jpg"}, Origin.OWN, id="own"),
        pytest.param({"drawing": "drawing.svg", "poster": "poster.jpg"}, Origin.DOODLE, id="drawing"),
        pytest.param({"drawing": "gone.svg", "poster": "poster.jpg"}, Origin.POSTER, id="poster"),
        pytest.param({"image": "gone.png", "drawing": "drawing.svg"}, Origin.DOODLE, id="own is missing"),
        pytest.param({"image": "gone.png", "drawing": "gone.svg", "poster": "gone.jpg"}, Origin.CARD, id="all missing"),
    ],
)
def test_the_first_picture_that_is_there_is_chosen(
    make_entry: MakeEntry, metadata: dict[str, Any], expected: Origin
) -> None:
    given_too: dict[str, Any] = {"alt": "A", "image_alt": "B", "video": "tea.webm"}
    choice, _ = choose(make_entry, Kind.DOODLE, **metadata, **given_too)
    assert choice.origin is expected
    assert (choice.picture is None) is (expected is Origin.CARD)


def test_an_entry_with_nothing_gets_a_card_and_no_problem(make_entry: MakeEntry) -> None:
    choice, problems = choose(make_entry)
    assert (choice, problems) == (Choice(Origin.CARD), [])
    assert choice.reasons == ("a card, as there is no picture",)


def test_every_missing_picture_is_a_problem(make_entry: MakeEntry) -> None:
    _, problems = choose(
        make_entry, Kind.DOODLE, image="gone.png", drawing="gone.svg", alt="A", video="v.webm", poster="gone.jpg"
    )
    assert problems == [
        "warning: doodles/tea.md:4: image 'gone.png' is not there; check its name and folder",
        "warning: doodles/tea.md:4: image 'gone.svg' is not there; check its name and folder",
        "warning: doodles/tea.md:4: image 'gone.jpg' is not there; check its name and folder",
    ]


def test_a_drawing_is_known_beside_an_own_picture(make_entry: MakeEntry) -> None:
    choice, _ = choose(make_entry, Kind.DOODLE, image="own.png", image_alt="B", drawing="drawing.svg", alt="A cup")
    assert choice.drawing is not None
    assert (choice.drawing.source.path, choice.drawing.alt) == ("images/drawing.svg", "A cup")


def test_the_first_picture_of_the_text_is_the_drawing_of_a_doodle(make_entry: MakeEntry) -> None:
    html = '<p>Look:</p><p><img src="first.png" alt="A cup &amp; a pot"></p><img src="gone.png">'
    choice, problems = choose(make_entry, Kind.DOODLE, html)
    assert problems == []
    assert choice.drawing is not None
    assert choice.drawing.alt == "A cup & a pot"


def test_the_alt_text_of_the_front_matter_wins(make_entry: MakeEntry) -> None:
    choice, _ = choose(make_entry, Kind.DOODLE, '<img src="first.png" alt="inner">', alt="outer")
    assert choice.drawing is not None
    assert choice.drawing.alt == "outer"


def test_the_first_picture_of_a_post_is_not_its_drawing(make_entry: MakeEntry) -> None:
    assert choose(make_entry, Kind.POST, '<img src="first.png" alt="x">', drawing="drawing.svg") == (
        Choice(Origin.CARD),
        [],
    )


def test_a_rocket_can_be_a_drawing(make_entry: MakeEntry) -> None:
    assert choose(make_entry, Kind.ROCKET, drawing="drawing.svg", alt="A")[0].origin is Origin.DOODLE
    assert choose(make_entry, Kind.ROCKET, '<img src="first.png" alt="x">')[0].origin is Origin.CARD


@pytest.mark.parametrize(
    ("html", "metadata", "expected"),
    [
        pytest.param(
            "", {}, "warning: doodles/tea.md:1: doodle without drawing; add 'Drawing: images/name.png'", id="no drawing"
        ),
        pytest.param(
            "",
            {"drawing": "drawing.svg"},
            "warning: doodles/tea.md:4: doodle without alt text; add 'Alt: what the drawing shows'",
            id="no alt text",
        ),
        pytest.param(
            '<img src="first.png" alt=" ">',
            {},
            "warning: doodles/tea.md:7: doodle without alt text; add 'Alt: what the drawing shows'",
            id="no alt text in the body",
        ),
    ],
)
def test_what_a_doodle_lacks_is_a_problem(
    make_entry: MakeEntry, html: str, metadata: dict[str, Any], expected: str
) -> None:
    assert choose(make_entry, Kind.DOODLE, html, **metadata)[1] == [expected]


def test_a_picture_without_alt_text_is_a_warning(make_entry: MakeEntry) -> None:
    choice, problems = choose(make_entry, image="own.png")
    assert choice.origin is Origin.OWN
    assert problems == [
        "warning: posts/tea.md:4: image 'own.png' without alt text; add 'Image_alt: what the image shows'"
    ]


def test_a_poster_counts_only_with_a_video(make_entry: MakeEntry) -> None:
    assert choose(make_entry, Kind.ROCKET, poster="poster.jpg")[0].poster is None
    choice, _ = choose(make_entry, Kind.ROCKET, poster="poster.jpg", video="tea.webm")
    assert choice.poster is not None
    assert choice.poster.alt == "Tea"


@pytest.mark.parametrize("value", [None, "", "  ", 3, True, [], {"src": "own.png"}, [3]])
def test_odd_values_are_no_picture(make_entry: MakeEntry, value: FieldValue) -> None:
    assert choose(make_entry, image=value)[0] == Choice(Origin.CARD)


def test_the_first_of_a_list_counts(make_entry: MakeEntry) -> None:
    assert choose(make_entry, image=["own.png", "gone.png"])[0].origin is Origin.OWN


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", None),
        ("<p>no picture</p>", None),
        ("<img alt='x'>", None),
        ("<img src='' alt='x'>", None),
        ("<img src=a.png>", ImageInText("a.png", "")),
        ("<figure><img alt='A &lt; B' src='a b.png'/></figure><img src='c.png'>", ImageInText("a b.png", "A < B")),
        ("<!-- <img src='no.png'> --><IMG SRC='yes.png'>", ImageInText("yes.png", "")),
        ("<pre>&lt;img src='no.png'&gt;</pre>", None),
        ("<img src='cut", None),
    ],
)
def test_the_first_picture_of_a_body(html: str, expected: ImageInText | None) -> None:
    assert find_first_image(html) == expected


@given(st.text(alphabet="<>im gsrc='\"/a!-=&;"))
def test_any_body_can_be_searched(html: str) -> None:
    found = find_first_image(html)
    assert found is None or found.reference


def test_a_drawing_missing_from_the_text_is_named_where_links_are_resolved(make_entry: MakeEntry) -> None:
    choice, problems = choose(make_entry, Kind.DOODLE, '<p><img alt="Tea" src="gone.png"></p>')
    assert choice.drawing is None
    assert problems == []


TEXT_RULE = Rule(9, has_text_picture=True)


def find_sized(sizes: dict[str, tuple[int, int]]) -> FindSource:
    """Stands for a content folder whose pictures are 900 x 600 pixels but for those of other *sizes*."""

    def find_one(reference: str, _: SourcePath) -> Source:
        facts = PictureFacts(*sizes.get(reference, (900, 600)), "image/png", "PNG")
        return Source(SourcePath(reference), facts, "d")

    return find_one


@pytest.mark.parametrize(
    ("first", "size", "reason"),
    [
        pytest.param('<img src="tea-icon.png" alt="">', (900, 600), "named as icon", id="icon"),
        pytest.param('<img src="a.png" alt="Divider">', (900, 600), "named as divider", id="divider"),
        pytest.param('<img src="a.png" alt="Me" class="avatars">', (900, 600), "named as avatar", id="avatar"),
        pytest.param('<img src="a.png" alt="Milk">', (399, 600), "small, 399 x 600 pixels", id="small"),
        pytest.param('<img src="a.png" alt="~">', (900, 250), "too long, 900 x 250 pixels", id="strip"),
        pytest.param('<img src="a.png" alt="~">', (400, 1001), "too long, 400 x 1001 pixels", id="column"),
    ],
)
def test_no_icon_divider_or_avatar_of_a_text_stands_for_it(
    make_entry: MakeEntry, first: str, size: tuple[int, int], reason: str
) -> None:
    name = first.partition('src="')[2].partition('"')[0]
    entry = make_entry("Tea", html=f'{first}<img src="lexicon.png" alt="A walk">')
    choice, problems = choose_image(entry, find_sized({name: size}), flat, [TEXT_RULE])
    assert problems == []
    assert choice.picture
    assert (choice.origin, choice.picture.source.path, choice.picture.alt) == (Origin.TEXT, "lexicon.png", "A walk")
    assert choice.reasons == (f"{name} passed over: {reason}; the picture lexicon.png of its text, rule 9 (any)",)


def test_the_text_comes_before_the_picture_of_a_rule_and_that_before_its_card(make_entry: MakeEntry) -> None:
    rule = Rule(3, "kind", "post", picture="own.png", alt="Own", style="ink", has_text_picture=True)
    find_all = find_sized({"small.png": (20, 20)})
    with_text = make_entry("Tea", html='<img src="walk.png" alt="A walk">')
    without = make_entry("Tea", html='<img src="small.png" alt="">')
    assert choose_image(with_text, find_all, flat, [rule])[0].origin is Origin.TEXT
    ruled = choose_image(without, find_all, flat, [rule])[0]
    assert ruled.picture
    assert (ruled.origin, ruled.picture.source.path, ruled.picture.alt) == (Origin.RULE, "/own.png", "Own")
    card, problems = choose_image(make_entry("Tea"), find, flat, [rule])
    assert (card.origin, card.reasons[-1]) == (Origin.CARD, "a card by rule 3 (kind 'post')")
    assert [str(problem) for problem in problems] == [
        "pelicanconf.py: rule 3 (kind 'post'): image '/own.png' is not there; check its name and folder"
    ]


@pytest.mark.parametrize(
    "rule",
    [Rule(4, style="ink"), Rule(4, background="#123456"), Rule(4, accent="#c58418"), Rule(4, label="A game")],
    ids=["style", "background", "accent", "label"],
)
def test_a_card_tells_which_rule_it_is_drawn_by(make_entry: MakeEntry, rule: Rule) -> None:
    assert choose_image(make_entry("Tea"), find, flat, [rule])[0].reasons == ("a card by rule 4 (any)",)


@pytest.mark.parametrize(
    ("metadata", "html", "path", "place"),
    [
        ({"image": "a.png", "image_alt": "A", "drawing": "b.png", "alt": "A"}, "", "a.png", "doodles/tea.md:2"),
        ({"drawing": "a.png", "alt": "A"}, "", "a.png", "doodles/tea.md:3"),
        ({"alt": "A"}, '<img src="a.png" alt="A">', "a.png", "doodles/tea.md:11"),
        ({"drawing": "b.png", "alt": "A", "video": "v.webm", "poster": "a.png"}, "", "a.png", "doodles/tea.md:5"),
    ],
    ids=["own", "drawing", "drawing in the text", "poster"],
)
def test_a_picture_that_proves_unfit_is_told_where_it_is_named(
    make_entry: MakeEntry, metadata: dict[str, Any], html: str, path: str, place: str
) -> None:
    lines = {"image": 2, "drawing": 3, "poster": 5}
    entry = make_entry(
        "Tea", kind=Kind.DOODLE, metadata=metadata, html=html, lines=lines, text="So:\n\n![A](a.png)\n", text_line=9
    )
    _, problems = choose_image(entry, find_sized({}), flat, unfit={SourcePath(path): "image 'a.png' is cut off"})
    assert [str(problem) for problem in problems] == [f"{place}: image 'a.png' is cut off"]


def test_an_unfit_picture_of_a_rule_is_told_with_the_rule(make_entry: MakeEntry) -> None:
    rule = Rule(3, picture="a.png", alt="A")
    choice, problems = choose_image(
        make_entry("Tea"), find_sized({}), flat, [rule], {SourcePath("/a.png"): "it is cut off"}
    )
    assert [str(problem) for problem in problems] == ["pelicanconf.py: rule 3 (any): it is cut off"]
    assert choice.reasons == ("/a.png cannot be used", "a card, as there is no picture")


def test_an_unfit_picture_of_the_text_makes_way_for_the_next(make_entry: MakeEntry) -> None:
    entry = make_entry("Tea", html='<img src="a.png" alt="A"><img src="b.png" alt="B">')
    choice, problems = choose_image(entry, find_sized({}), flat, [TEXT_RULE], {SourcePath("a.png"): "it is cut off"})
    # It is told of where the text is dressed.
    assert problems == []
    assert choice.reasons == ("a.png cannot be used; the picture b.png of its text, rule 9 (any)",)
