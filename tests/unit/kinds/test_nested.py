from __future__ import annotations

import pytest

from plugins.kinds.front_matter import Finding, parse_front_matter
from plugins.kinds.nested import list_links, name_links
from plugins.shared.entry import FieldValue


def read(yaml: str) -> dict[str, FieldValue]:
    matter = parse_front_matter(f"---\n{yaml}\n---\n")
    assert matter.findings == ()
    return dict(matter.fields)


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("cover: {image: lid.png, alt: A lid}", {"image": "lid.png", "image_alt": "A lid"}),
        ("image: {path: lid.png}", {"image": "lid.png"}),
        ("featured_image: {src: lid.png, alt: A lid}", {"image": "lid.png", "image_alt": "A lid"}),
        ("image: {feature: lid.png, teaser: small.png}", {"image": "lid.png"}),
        ("images: [lid.png, pot.png]", {"image": "lid.png"}),
        ("images:\n  - src: lid.png\n    alt: A lid", {"image": "lid.png", "image_alt": "A lid"}),
        ("author: {name: Mira}", {"author": ["Mira"]}),
        ("author:\n  - name: Mira\n  - name: Bo", {"author": ["Mira", "Bo"]}),
        ("authors: [{name: Mira, url: x}, Bo]", {"author": ["Mira", "Bo"]}),
        ("categories:\n  - name: Tea", {"category": ["Tea"]}),
        ("tags: [{name: heat}, {title: cup}]", {"tags": ["heat", "cup"]}),
        ("title: [Tea]", {"title": "Tea"}),
        ("title: {text: Tea}", {"title": "Tea"}),
        ("title: [[Tea]]", {"title": "Tea"}),
        ("date: [2026-01-02]", {"date": "2026-01-02"}),
        ("date: {created: 2026-01-02, modified: 2026-01-03}", {"date": "2026-01-02", "modified": "2026-01-03"}),
        ("status: [draft, idea]", {"status": ["draft", "idea"]}),
        ("draft: [true]", {"draft": ["true"]}),
        ("params: {author: Mira, own: 1}", {"author": "Mira", "own": "1"}),
        ("taxonomies: {tags: [heat]}", {"tags": ["heat"]}),
        ("seo: {description: Hot., title: x}", {"description": "Hot.", "seo.title": "x"}),
        ("seo: {description: a}\ndescription: b", {"description": "b"}),
        ("header: {teaser: lid.png}", {"image": "lid.png"}),
        ("build: {render: never}", {"draft": "true"}),
        ("_build: {list: never}", {"unlisted": "true"}),
        ("tags: []", {"tags": []}),
        ("cover: {image: lid.png, caption: x}", {"image": "lid.png", "image.caption": "x"}),
        ('cover: {image: "[[lid.png]]"}', {"image": "[[lid.png]]"}),
        ("params: {cover: {image: lid.png}, tags: heat}", {"image": "lid.png", "tags": "heat"}),
        ("extra: {seo: {description: Hot.}}", {"description": "Hot."}),
        ("own: {a: {b: c}}", {"own": {"a": {"b": "c"}}}),
    ],
)
def test_what_other_tools_nest_is_understood(yaml: str, expected: dict[str, FieldValue]) -> None:
    assert read(yaml) == expected


@pytest.mark.parametrize("yaml", ["author: {a: {b: Mira}}", "title: {a: b}", "image: {width: 3}", "tags: [{a: [b]}]"])
def test_what_is_not_is_named_with_its_line(yaml: str) -> None:
    key = yaml.partition(":")[0]
    matter = parse_front_matter(f"---\nlang: cy\n{yaml}\n---\n")
    message = f"the value of '{key}' is nested in a way that is not understood; write '{key}: …' on one line"
    assert (matter.findings, key in matter.fields) == ((Finding(3, message),), False)


def test_of_several_values_the_first_counts_and_that_is_told() -> None:
    matter = parse_front_matter("---\ntitle: [Tea, Jam]\n---\n")
    assert matter.fields == {"title": "Tea"}
    assert matter.findings == (Finding(2, "'title' has several values, and the first counts; leave one"),)


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ('categories: ["[[Books]]"]', {"category": ["Books"]}),
        ('category: "[[Books|Reading]]"', {"category": "Reading"}),
        ("author: [[Ada Example]]", {"author": ["Ada Example"]}),
        ("author: [[[Ada]], [[Bo]]]", {"author": ["Ada", "Bo"]}),
        ('tags: ["[[shelf/Green tea#hot]]"]', {"tags": ["Green tea"]}),
        ('author: "[Mira](https://example.org)"', {"author": "Mira"}),
        ('series: "[[Steeping]]"', {"series": "Steeping"}),
        ('title: "What [[brackets]] do"', {"title": "What [[brackets]] do"}),
        ('description: "See [[Tea]]"', {"description": "See [[Tea]]"}),
        ('cover: "[[lid.png]]"', {"image": "[[lid.png]]"}),
        ('cover: "![[a/lid.png|300]]"', {"image": "[[a/lid.png]]"}),
        ('cover: "![A lid](lid.png)"', {"image": "lid.png"}),
        ("cover: [[lid.png]]", {"image": "[[lid.png]]"}),
        ('own: "[[Books]]"', {"own": "[[Books]]"}),
    ],
)
def test_links_in_properties_give_plain_names(yaml: str, expected: dict[str, FieldValue]) -> None:
    assert read(yaml) == expected


def test_links_in_lines_give_plain_names() -> None:
    matter = parse_front_matter("Title: Tea\nCategory: [[Books]], Tea\nCover: [[lid.png]]\n\n")
    assert matter.fields == {"title": "Tea", "category": "Books, Tea", "image": "[[lid.png]]"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [("[[a/b.md]]", "b"), ("x [[a|b]] y", "x b y"), ("[[#part]]", "#part"), ("[a] [b]", "[a] [b]"), ("[[]]", "")],
)
def test_the_words_of_links(text: str, plain: str) -> None:
    assert name_links(text) == plain


def test_links_are_found_wherever_they_stand() -> None:
    value: FieldValue = ["[[A]]", ["B"], {"x": "see [[C|c]] and [[D#e]]"}, "plain", ["one", "two"]]
    assert list(list_links(value)) == ["A", "B", "C", "D#e"]
