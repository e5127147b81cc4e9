"""Pictures as readers and networks find them in built sites."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup, Tag
from PIL import Image, ImageChops, ImageDraw, ImageStat

from plugins.images import command
from plugins.images.crops import make_sightings
from plugins.images.featured import make_all
from plugins.images.sheets import draw_sheet
from plugins.shared.entry import SourcePath
from tests.sites import PROJECT, write_content

if TYPE_CHECKING:
    from tests.sites import BuildSite, BuiltSite


def photo(size: tuple[int, int] = (1600, 1000)) -> bytes:
    """A photograph that tells where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Maker of cameras"
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    picture = Image.effect_noise((size[0] // 20, size[1] // 20), 90).resize(size).convert("RGB")
    picture.save(file, "JPEG", exif=exif, quality=80)
    return file.getvalue()


def animation() -> bytes:
    """Two frames that tell what they were taken with."""
    exif = Image.Exif()
    exif[0x010F] = "Maker of cameras"
    frames = [Image.new("RGB", (500, 300), color) for color in ("red", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:], exif=exif)
    return file.getvalue()


def drawing() -> bytes:
    picture = Image.new("RGB", (1400, 900), (253, 250, 240))
    ImageDraw.Draw(picture).ellipse((300, 200, 900, 700), outline=(20, 30, 90), width=14)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


FILES: dict[str, str | bytes] = {
    "images/cup.jpg": photo(),
    "images/spoon.png": drawing(),
    "images/dot.png": drawing()[:40],
    "posts/2026-01-01-plain.md": "Title: Plain\nCategory: Tea\n\nFirst ![A cup](images/cup.jpg).\n\n"
    '![A spoon](images/spoon.png "A spoon, drawn")\n\n<!-- more -->\n\n![A cup](images/cup.jpg){width=300}\n\n'
    "[The cup, large](beside.jpg) and [once more](images/cup.jpg).\n",
    "posts/beside.jpg": photo(),
    "posts/moving.webp": animation(),
    "posts/2026-01-06-moving.md": "Title: Moving\nImage: moving.webp\nImage_alt: A cup\n\nWords.\n",
    "posts/2026-01-02-own.md": "Title: Own\nImage: images/cup.jpg\nImage_alt: A cup\n\nWords.\n",
    "posts/2026-01-03-green.md": "Title: Green\nTags: ruled\n\nWords.\n",
    "posts/2026-01-04-none.md": "Title: None\nTags: bare\n\nWords.\n",
    "doodles/2026-01-05-spoon.md": "Title: Spoon\nDrawing: images/spoon.png\nAlt: A spoon\n\nWords.\n",
    "pages/about.md": "Title: About\n\nWords.\n",
    "categories/tea.md": "Title: Tea\n\n![A spoon](images/spoon.png)\n",
    "categories/sugar.md": "Title: Sugar\n\nIt is sweet.\n",
    "posts/2026-01-07-lump.md": "Title: Lump\nCategory: Sugar\n\nWords.\n",
}
RULES = [
    {"number": 2, "tag": "bare", "none": True},
    {"number": 1, "tag": "ruled", "picture": "images/cup.jpg", "alt": "A cup of green tea"},
    {"number": 9, "category": "Tea", "text_picture": True},
]
PAGE_RULES = [{"any": True, "style": "chalkboard"}]
MANUAL_SHEET_PATH = PROJECT / "content" / "images" / "contact-sheet.png"
SHOWN = (
    "posts/2026-10-05-title-excerpt-message.md",
    "doodles/the-waiting-room.md",
    "rockets/2026-11-20-small.md",
    "notes/backlinks.md",
)
"""What the contact sheet in the manual shows."""
# Other versions of FreeType draw edges a little differently; another letter, place or colour is far beyond it.
LARGEST_MEAN, LARGEST_RMS = 2.5, 14.0


@pytest.fixture
def site(build_site: BuildSite) -> BuiltSite:
    return build_site(FILES, IMAGE_RULES=RULES, PAGE_IMAGE_RULES=PAGE_RULES, SITEURL="https://tea.example")


def metas(page: BeautifulSoup, name: str) -> list[str]:
    return [str(meta["content"]) for meta in page.find_all("meta", property=name)]


def path_of(url: object) -> str:
    return str(url).removeprefix("https://tea.example/")


def test_pictures_in_every_place(site: BuiltSite) -> None:
    assert not site.failed
    check_heads(site)
    check_json_ld(site)
    check_bodies(site)
    check_leads(site)
    check_listing(site)
    check_stripped(site)


def check_heads(site: BuiltSite) -> None:
    """Exactly one og:image with its size, type and words; of an entry that shall have none, none."""
    for name in ("posts/plain", "posts/own", "posts/green", "doodles/spoon", "about"):
        page = site.read(f"{name}/index.html")
        (url,) = metas(page, "og:image")
        with Image.open(site.output / path_of(url)) as picture:
            assert picture.size == (1200, 630)
            assert metas(page, "og:image:type") == [f"image/{(picture.format or '').lower()}"]
        assert (metas(page, "og:image:width"), metas(page, "og:image:height")) == (["1200"], ["630"])
        assert len(metas(page, "og:image:alt")) == 1
        assert (site.output / path_of(url)).stat().st_size <= 300_000
    assert metas(site.read("posts/green/index.html"), "og:image:alt") == ["A cup of green tea"]
    assert metas(site.read("posts/none/index.html"), "og:image") == []


def check_json_ld(site: BuiltSite) -> None:
    sizes = [(1200, 675), (1000, 750), (900, 900)]
    for name, expected in (("posts/plain", sizes), ("doodles/spoon", sizes), ("about", [(1200, 630)])):
        page = site.read(f"{name}/index.html")
        script = page.find("script", type="application/ld+json")
        assert script
        images = json.loads(script.text)["image"]
        assert [(image["width"], image["height"]) for image in images] == expected
        for image in images:
            with Image.open(site.output / path_of(image["url"])) as picture:
                assert picture.size == (image["width"], image["height"])
        # A drawn card is its only picture; of others search engines are told of those without words.
        assert {image["url"] for image in images}.isdisjoint(metas(page, "og:image")) is (name != "about")


def check_picture(site: BuiltSite, image: Tag) -> None:
    """Every file a picture names is there, as wide as it says and never wider than the original."""
    picture = image.parent
    assert picture
    assert picture.name == "picture"
    # Of lines and flat colours no other format is as small as WebP.
    expected = {"image/avif", "image/webp"} if "cup" in str(image["src"]) else {"image/webp"}
    assert {str(source["type"]) for source in picture.find_all("source")} >= expected
    for tag in picture.find_all(["source", "img"]):
        widths = []
        for one in str(tag["srcset"]).split(", "):
            url, width = one.split(" ")
            with Image.open(site.output / path_of(url)) as file:
                assert f"{file.width}w" == width
            widths.append(int(width[:-1]))
        assert widths == sorted(widths)
        assert widths[-1] <= 1600
        assert tag["sizes"]
    assert image["width"]
    assert image["height"]
    assert image["decoding"] == "async"
    assert (image.get("loading") == "lazy") is (image.get("fetchpriority") is None)


def check_bodies(site: BuiltSite) -> None:
    body = site.read("posts/plain/index.html").select_one(".e-content")
    assert body
    images = body.find_all("img")
    assert [(image["alt"], image["width"], image.get("loading")) for image in images] == [
        ("A cup", "1600", None),
        ("A spoon", "1400", "lazy"),
        ("A cup", "300", "lazy"),
    ]
    assert "A spoon, drawn" in body.text
    for image in images:
        check_picture(site, image)
        # Lines on white have a version for a dark screen, and no colour that holds the place of both.
        assert image.get("class") == ["picture-turns"] or "background-color: #" in str(image["style"])


def check_leads(site: BuiltSite) -> None:
    for name, css in (("posts/own", ".entry-lead img"), ("doodles/spoon", ".drawing img")):
        image = site.read(f"{name}/index.html").select_one(css)
        assert image
        check_picture(site, image)
        assert image["fetchpriority"] == "high"
    # The drawing is what the reader came for: no card stands above it, and in the dark it has a version of its own.
    page = site.read("doodles/spoon/index.html")
    assert "images/cards/" not in str(page.body)
    assert page.select_one('source[media="screen and (prefers-color-scheme: dark)"]')


def check_listing(site: BuiltSite) -> None:
    page = site.read("index.html")
    images = page.select("main img")
    assert len(images) >= 5
    for image in images:
        check_picture(site, image)
    for name in ("index", "category/tea/index", "category/sugar/index"):
        images = site.read(f"{name}.html").select("main img")
        eager = [image.get("fetchpriority") == "high" for image in images]
        # An entry whose card is drawn has no picture in a listing.
        assert eager == [True, *[False] * (len(images) - 1)][: len(images)], name
    assert len(site.read("category/sugar/index.html").select("main .card")) == 1
    assert not site.read("category/sugar/index.html").select("main img")


def check_stripped(site: BuiltSite) -> None:
    """Pictures in the folders that are copied, those beside an entry that it links to, and those shown as they are."""
    assert {"images/cup.jpg", "posts/beside.jpg"} <= {*site.files}
    assert any(re.fullmatch(r"images/sized/moving-[0-9a-f]{8}\.webp", name) for name in site.files)
    for name in site.files:
        assert b"Maker of cameras" not in (site.output / name).read_bytes(), name


def test_what_is_wrong_with_a_rule_is_told_with_the_file_it_stands_in(build_site: BuildSite) -> None:
    site = build_site({"posts/2026-01-01-tea.md": "Title: Tea\n\nWords.\n"}, IMAGE_RULES=[{"tag": "tea"}])
    assert site.failed
    told = "error: pelicanconf.py: IMAGE_RULES, rule 1: says nothing; name a 'picture', a 'style', or 'none': True"
    assert f"{told} [setting]" in site.printed.splitlines()


def test_why_an_image_stands_for_an_entry_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    shutil.copytree(PROJECT / "theme", project / "theme")
    text = (PROJECT / "pelicanconf.py").read_text("utf-8")
    (project / "pelicanconf.py").write_text(
        f"{text}\nIMAGE_RULES = {RULES!r}\nPAGE_IMAGE_RULES = {PAGE_RULES!r}\n", "utf-8"
    )
    monkeypatch.setattr(command, "PROJECT", project)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.chdir(project)
    write_content(project / "content", FILES)
    gone = "posts/2026-01-08-gone.md"
    write_content(project / "content", {gone: "Title: Gone\nImage: images/gone.jpg\n\nWords.\n"})
    (tmp_path / "contact-sheet-2.png").write_bytes(b"of a larger site")
    assert command.images(output=str(tmp_path)) == 0
    told = capsys.readouterr().out
    assert "posts/2026-01-01-plain.md: the picture images/cup.jpg of its text, rule 9 (category 'Tea')" in told
    assert "posts/2026-01-02-own.md: its own 'Image:', images/cup.jpg" in told
    assert "posts/2026-01-03-green.md: the picture of rule 1 (tag 'ruled'), images/cup.jpg" in told
    assert "posts/2026-01-04-none.md: rule 2 (tag 'bare') says none" in told
    assert "doodles/2026-01-05-spoon.md: its drawing, images/spoon.png" in told
    assert "pages/about.md: a card by rule 1 (any)" in told
    assert f"{gone}: a card, as there is no picture" in told
    what = "image 'images/gone.jpg' is not there; check its name and folder [picture]"
    assert f"warning: content/{gone}:2: {what}" in told.splitlines()
    with Image.open(tmp_path / "contact-sheet.png") as sheet:
        assert sheet.width > 1200
    assert not (tmp_path / "contact-sheet-2.png").exists()
    page = BeautifulSoup((tmp_path / "contact-sheet.html").read_text("utf-8"), "html.parser")
    assert [caption.text for caption in page.select("section")[0].select("figcaption")] == [
        "1.91:1",
        "2:1",
        "16:9",
        "square",
    ]
    assert command.images(explain="spoon") == 0
    assert capsys.readouterr().out.splitlines() == [
        "doodles/2026-01-05-spoon.md: Spoon",
        (
            "    1. its drawing, images/spoon.png, its paper left as it is: its ground is of one colour throughout, as "
            "nothing that was scanned or photographed is"
        ),
    ]
    assert command.images(explain="all") == 0
    told = capsys.readouterr().out
    assert (
        "posts/2026-01-08-gone.md: Gone\n    1. its own 'Image:' cannot be used\n    2. a card, as there is no" in told
    )
    assert "pages/about.md: About\n    1. a card by rule 1 (any)\n" in told
    assert command.images(explain="nothing") == 1
    assert "there is no entry 'nothing'" in capsys.readouterr().err


def draw_manual_sheet() -> bytes:
    """The part of the contact sheet that the manual shows."""
    build, workshop, _ = command.read_site(PROJECT / "content")
    by_source = {entry.source: entry for entry in build.entries}
    entries = [by_source[SourcePath(source)] for source in SHOWN]
    found = zip(entries, make_all(entries, workshop), strict=True)
    sightings = make_sightings([(entry.title, one) for entry, one in found])
    return draw_sheet(sightings, workshop.books.label, with_safe_area=True)


def test_the_manual_shows_a_contact_sheet_as_it_is() -> None:
    """If not, and the change is meant: `python -m tests.site.test_images`, and look at it."""
    with Image.open(MANUAL_SHEET_PATH) as shown, Image.open(io.BytesIO(draw_manual_sheet())) as drawn:
        assert shown.size == drawn.size
        difference = ImageStat.Stat(ImageChops.difference(drawn.convert("RGB"), shown.convert("RGB")))
    assert max(difference.mean) <= LARGEST_MEAN
    assert max(difference.rms) <= LARGEST_RMS


if __name__ == "__main__":
    MANUAL_SHEET_PATH.write_bytes(draw_manual_sheet())
