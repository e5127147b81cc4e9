"""What only drafts and held-back entries use is not in the public output, whatever form it has there."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from tests.property.gardens import Garden, read_tree
from tests.sites import assert_true_sum, read_sum

NO_CARDS = [{"number": 1, "any": True, "none": True}]


def photo(number: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (500, 300), (number, 90, 200)).save(file, "PNG")
    return file.getvalue()


def post(title: str, front: str, text: str) -> str:
    return f"Title: {title}\nDate: 2026-01-02\n{front}\n{text}\n"


FILES: dict[str, str | bytes] = {
    "posts/open.md": post(
        "Open", "Image: images/lead.png\nImage_alt: Lead", "![Both](../images/both.png) [paper](/images/paper.pdf)"
    ),
    "posts/wide.md": post("Wide", "", '<img src="/images/one.png" srcset="/images/two.png 2x" alt="Two">'),
    "posts/secret.md": post("Secret", "Status: draft\nImage: images/plan.png", "![Both](../images/both.png)"),
    "posts/later.md": post("Later", "Publish_date: 2030-01-01", "![Soon](../images/soon.png)"),
    "posts/over.md": post("Over", "Expiry_date: 2026-01-03", "![Gone](/images/over.png)"),
    "doodles/sketch.md": post("Sketch", "Status: draft\nDrawing: images/sketch.svg\nAlt: Lines", "Words."),
    "rockets/film.md": post("Film", "Private: yes\nVideo: images/film.mp4\nPoster: images/poster.png", "Words."),
    "notes/templates/day.md": "![Frame](/images/frame.png)\n",
    "categories/hidden.md": "Title: Hidden\nStatus: draft\n\n[a list](/images/list.pdf)\n",
    "notes/hidden.md": "Title: Hidden\nStatus: hidden\n\n![Quiet](/images/quiet.png)\n",
    "images/trip/index.md": "Title: Trip\nStatus: draft\n\nNo words yet.\n",
    "images/trip/far.png": photo(1),
    "images/logo.png": photo(2),
    "notes/logo.md": "Title: About the logo\nStatus: draft\n\n![Logo](/images/logo.png)\n",
    "images/unused.png": photo(3),
    "images/list.pdf": b"%PDF-1.4 list",
    "images/paper.pdf": b"%PDF-1.4 paper",
    "images/film.mp4": b"film",
    "images/sketch.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7"/></svg>',
}
PICTURES = ("lead", "both", "one", "two", "plan", "soon", "over", "poster", "frame", "quiet")
FILES |= {f"images/{name}.png": photo(100 + number) for number, name in enumerate(PICTURES)}
WITHHELD = {"plan.png", "soon.png", "over.png", "sketch.svg", "film.mp4", "poster.png", "frame.png", "list.pdf"}
KEPT = {"lead.png", "both.png", "one.png", "two.png", "quiet.png", "logo.png", "unused.png", "paper.pdf"}


@pytest.fixture
def garden(tmp_path: Path, shared_cache_path: Path) -> Garden:
    garden = Garden(tmp_path / "garden", shared_cache_path / "gardens")
    garden.set(
        FAIL_ON="errors",
        SITEURL="https://tea.example",
        SITE_LOGO="images/logo.png",
        IMAGE_RULES=NO_CARDS,
        PAGE_IMAGE_RULES=NO_CARDS,
        DATES_FROM_GIT=False,
        BUILD_DATE="2026-03-01",
        WITH_DRAFTS=False,
        WITH_FUTURE_DATES=False,
    )
    garden.write(FILES)
    return garden


def stems(garden: Garden) -> set[str]:
    """The names of the author's files from which there is anything below `images/`, in whatever form."""
    names = (name for name in read_tree(garden.output_path) if name.startswith("images/"))
    return {re.sub(r"(-\d+)?-[0-9a-f]{8}$", "", Path(name).stem) for name in names}


def test_what_only_drafts_use_is_not_public(garden: Garden) -> None:
    """Originals, all that is made of them, posters and films; also after an entry has become a draft, and back."""
    built = garden.check()
    names = {name.removeprefix("images/") for name in read_tree(garden.output_path) if re.match(r"images/[^/]*$", name)}
    assert names == KEPT
    withheld_stems = {Path(name).stem for name in WITHHELD} | {"far"}
    assert stems(garden).isdisjoint(withheld_stems)
    everything = b"".join(read_tree(garden.output_path).values())
    for name in (*WITHHELD, "far.png"):
        assert name.encode() not in everything, name
    (line,) = [line for line in built.printed.splitlines() if "left out of the public site" in line]
    assert line.startswith("note: left out of the public site, as only drafts and what else is held back use them")
    assert "(9 files): content/images/film.mp4, content/images/frame.png" in line
    sums = assert_true_sum(built.printed, garden.content_path)
    assert (sums["held back"], sums["other file"]) == (9 + 1 + 1 + 1, len(KEPT))
    # What Pelican makes by itself holds no more.
    assert {*garden.build_with_pelican()} == {*read_tree(garden.output_path)}

    garden.edit(garden.content_path / "posts/open.md", "Title", "Status: draft\nTitle")
    garden.settle()
    built = garden.check()
    assert {"images/lead.png", "images/both.png", "images/paper.pdf"} <= {*built.removed}
    assert stems(garden).isdisjoint({"lead", "both", "paper"})
    assert "(12 files)" in built.printed

    garden.edit(garden.content_path / "posts/secret.md", "Status: draft\n", "")
    garden.settle()
    garden.check()
    assert stems(garden) >= {"plan", "both"}
    # The day of the scheduled one comes.
    garden.set(BUILD_DATE="2030-02-01")
    garden.check()
    assert "soon" in stems(garden)


def test_a_picture_that_comes_into_a_published_text_is_public(garden: Garden) -> None:
    """And where it is taken out again, it is not."""
    garden.check()
    garden.settle()
    garden.edit(garden.content_path / "notes/hidden.md", "![Quiet](/images/quiet.png)", "![Plan](/images/plan.png)")
    garden.check()
    assert "plan" in stems(garden)
    garden.settle()
    garden.edit(garden.content_path / "notes/hidden.md", "![Plan](/images/plan.png)", "Nothing.")
    garden.check()
    assert "plan" not in stems(garden)
    # Nobody uses that one, so it is as public as the folder it lies in.
    assert "quiet" in stems(garden)


def test_at_home_all_is_shown(garden: Garden) -> None:
    garden.set(WITH_DRAFTS=True, WITH_FUTURE_DATES=True)
    built = garden.build()
    names = {name.removeprefix("images/") for name in read_tree(garden.output_path)}
    assert names >= KEPT | WITHHELD | {"trip/far.png"}
    assert "left out of the public site" not in built.printed
    assert read_sum(built.printed)["held back"] == 2


# Symbolic links


@pytest.fixture
def linked(garden: Garden) -> Garden:
    outside = garden.root / "elsewhere"
    outside.mkdir()
    (outside / "secret.png").write_bytes(photo(1))
    (outside / "diary.md").write_text("Title: Diary\n\nAll of it.\n")
    (garden.content_path / "images" / "linked.png").symlink_to(outside / "secret.png")
    (garden.content_path / "images" / "inside.png").symlink_to(garden.content_path / "images" / "unused.png")
    (garden.content_path / "notes" / "elsewhere").symlink_to(outside)
    (garden.content_path / "notes" / "linked.md").symlink_to(outside / "diary.md")
    (garden.content_path / "extra").mkdir()
    (garden.content_path / "extra" / "linked.txt").symlink_to(outside / "diary.md")
    garden.write(
        {"posts/shows.md": post("Shows", "Image: images/linked.png\nImage_alt: A", "![B](/images/linked.png)")}
    )
    return garden


MESSAGE = (
    "this link leads out of the content folder, so what is there is left out of the public site; copy it here,"
    " or set PUBLISH_THROUGH_SYMLINKS = True"
)


def test_what_links_lead_to_outside_of_the_content_is_not_public(linked: Garden) -> None:
    built = linked.check()
    tree = read_tree(linked.output_path)
    assert photo(1) not in tree.values()
    assert not any("linked" in name or "elsewhere" in name or "diary" in name for name in tree), sorted(tree)
    assert b"All of it." not in b"".join(tree.values())
    assert tree["images/inside.png"] == photo(3)
    assert [line for line in built.printed.splitlines() if "leads out of" in line][:3] == [
        f"warning: content/{place}: {MESSAGE} [file]" for place in ("extra/linked.txt", "images/linked.png")
    ] + [f"warning: content/notes/elsewhere: {MESSAGE} [file]"]
    assert {*linked.build_with_pelican()} == {*tree}


def test_a_setting_lets_links_be_public(linked: Garden) -> None:
    linked.check()
    linked.set(PUBLISH_THROUGH_SYMLINKS=True)
    linked.check()
    tree = read_tree(linked.output_path)
    assert {"images/linked.png", "notes/linked/index.html", "notes/elsewhere/diary/index.html", "linked.txt"} <= {*tree}


def test_at_home_links_are_followed(linked: Garden) -> None:
    linked.set(WITH_DRAFTS=True, WITH_FUTURE_DATES=True)
    assert "leads out of" not in linked.build().printed
    assert "images/linked.png" in read_tree(linked.output_path)
