"""Which saved files matter."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from plugins.preview.watching import Saved, Watch, Watched, find_saved, is_noise

ROOT = Path("/blog/content")
WATCHED = Watched(
    ROOT,
    Path("/themes/leaf"),
    Path("/blog/plugins"),
    Path("/blog/card-styles"),
    (Path("/blog/pelicanconf.py"), Path("/fonts/hand.ttf")),
)


@pytest.mark.parametrize(
    "name",
    [
        "notes/tea.md~",
        "notes/.tea.md.swp",
        "notes/.#tea.md",
        "notes/#tea.md#",
        "notes/4913",
        "notes/tea.md.tmp",
        "notes/tea.md___jb_tmp___",
        ".git/index.lock",
        ".obsidian/workspace.json",
        "images/film.mp4.part",
        ".DS_Store",
        "hooks/__pycache__/a.cpython-311.pyc",
    ],
)
def test_what_editors_and_tools_leave_is_noise(name: str) -> None:
    assert is_noise(ROOT / name, ROOT)


@pytest.mark.parametrize("name", ["notes/tea.md", "images/a b.png", "notes/49131.md", "extra/CNAME"])
def test_what_authors_save_is_not(name: str) -> None:
    assert not is_noise(ROOT / name, ROOT)


def test_a_site_in_a_hidden_folder_is_no_noise() -> None:
    root = Path("/home/mira/.blog/content")
    assert not is_noise(root / "notes/tea.md", root)


def test_content_is_named_relative_to_its_folder() -> None:
    paths = [ROOT / "notes/tea.md", ROOT / "images/cup.png", ROOT / ".git/HEAD"]
    assert find_saved(paths, WATCHED) == Saved(is_code=False, files=("images/cup.png", "notes/tea.md"), is_all=True)


def test_what_is_saved_beside_the_content_is_told() -> None:
    paths = [ROOT / "notes/tea.md", Path("/themes/leaf/templates/base.html")]
    assert find_saved(paths, WATCHED) == Saved(is_code=False, files=("notes/tea.md",))


def test_noise_alone_changes_nothing() -> None:
    assert find_saved([ROOT / "notes/tea.md~", Path("/blog/output/index.html")], WATCHED) is None


@pytest.mark.parametrize(
    ("path", "is_code"),
    [
        pytest.param("/blog/pelicanconf.py", True, id="settings"),
        pytest.param("/blog/plugins/graph/resolve.py", True, id="plugin"),
        pytest.param("/blog/plugins/graph", True, id="folder of a plugin"),
        pytest.param("/blog/plugins/preview/live.js", False, id="script"),
        pytest.param("/fonts/hand.ttf", True, id="font"),
        pytest.param("/blog/card-styles/leaf.toml", True, id="style of cards"),
        pytest.param("/blog/plugins/images/card_styles/paper.toml", True, id="style of cards of the plugin"),
        pytest.param("/themes/leaf/templates/base.html", False, id="template"),
        pytest.param("/blog/content/notes/tea.md", False, id="entry"),
    ],
)
def test_code_asks_for_a_new_process(path: str, is_code: bool) -> None:
    found = find_saved([Path(path)], WATCHED)
    assert found
    assert found.is_code is is_code


def make_site(root: Path) -> Watched:
    for name in ("content", "theme", "plugins"):
        (root / name).mkdir()
    (root / "pelicanconf.py").write_text("")
    return Watched(root / "content", root / "theme", root / "plugins", root / "card-styles", (root / "pelicanconf.py",))


async def _collect(watched: Watched, actions: list[object], wanted: str) -> list[Saved]:
    """What is seen while *actions* are taken, one after the other, until *wanted* is among it."""
    stop = asyncio.Event()
    seen: list[Saved] = []

    async def look() -> None:
        async for saved in Watch(watched, stop).saves():
            seen.append(saved)
            if wanted in saved.files or (not wanted and saved.is_code):
                return

    looking = asyncio.create_task(look())
    for action in actions:
        await asyncio.sleep(1)
        assert callable(action)
        action()
    await asyncio.wait_for(looking, 20)
    return seen


def test_what_is_saved_before_anybody_asks_is_told(tmp_path: Path) -> None:
    """While the site is planned for the first time, for instance."""
    watched = make_site(tmp_path)

    async def look() -> Saved:
        watch = Watch(watched, asyncio.Event())
        await watch.begin()
        (watched.theme / "base.html").write_text("Tea")
        return await asyncio.wait_for(anext(watch.saves()), 20)

    assert asyncio.run(look()) == Saved(is_code=False)


def test_a_burst_comes_as_one(tmp_path: Path) -> None:
    watched = make_site(tmp_path)

    def burst() -> None:
        for number in range(60):
            (tmp_path / "content" / f"{number}.md").write_text("Tea")

    seen = asyncio.run(_collect(watched, [burst], "59.md"))
    assert [len(saved.files) for saved in seen] == [60]


def test_a_folder_that_comes_back_is_watched_again(tmp_path: Path) -> None:
    watched = make_site(tmp_path)
    content = tmp_path / "content"

    def return_with_tea() -> None:
        content.mkdir()
        (content / "tea.md").write_text("Tea")

    seen = asyncio.run(
        _collect(
            watched, [content.rmdir, lambda: None, return_with_tea, lambda: None, (content / "cup.md").touch], "cup.md"
        )
    )
    assert seen[-1].files == ("cup.md",)


def test_settings_saved_by_rename_are_seen(tmp_path: Path) -> None:
    watched = make_site(tmp_path)

    def save() -> None:
        (tmp_path / "new").write_text("A = 1")
        (tmp_path / "new").rename(tmp_path / "pelicanconf.py")

    assert asyncio.run(_collect(watched, [save], ""))[-1].is_code


def test_a_theme_elsewhere_is_watched_from_when_it_is_named(tmp_path: Path) -> None:
    watched = make_site(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    async def look() -> list[Saved]:
        watch = Watch(watched, asyncio.Event())
        seen: list[Saved] = []

        async def collect() -> None:
            async for saved in watch.saves():
                seen.append(saved)
                if saved.files:
                    return

        collecting = asyncio.create_task(collect())
        await asyncio.sleep(1)
        watch.turn_to(replace(watched, theme=elsewhere))
        await asyncio.sleep(1)
        # That it once was the theme is no matter any more.
        (watched.theme / "old.html").write_text("Tea")
        await asyncio.sleep(1)
        (elsewhere / "base.html").write_text("Tea")
        await asyncio.sleep(1)
        (watched.content / "tea.md").write_text("Tea")
        await asyncio.wait_for(collecting, 20)
        return seen

    assert asyncio.run(look()) == [Saved(is_code=False), Saved(is_code=False, files=("tea.md",), is_all=True)]
