"""Which saved files matter."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from watchfiles import awatch

from plugins.preview import watching
from plugins.preview.watching import MANY, Saved, Watch, Watched, find_saved, is_noise

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
        "extra/.DS_Store",
        "extra/.htaccess.swp",
        "extra/.git/HEAD",
        "hooks/__pycache__/a.cpython-311.pyc",
    ],
)
def test_what_editors_and_tools_leave_is_noise(name: str) -> None:
    assert is_noise(ROOT / name, ROOT)


@pytest.mark.parametrize(
    "name",
    ["notes/tea.md", "images/a b.png", "notes/49131.md", "extra/CNAME", "extra/.htaccess", "extra/.well-known/x"],
)
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


def test_what_is_saved_before_anybody_asks_is_told(tmp_path: Path) -> None:
    """While the site is planned for the first time, for instance."""
    watched = make_site(tmp_path)

    async def look() -> Saved:
        watch = Watch(watched, asyncio.Event(), print)
        await watch.begin()
        (watched.theme / "base.html").write_text("Tea")
        return await asyncio.wait_for(anext(watch.saves()), 60)

    assert asyncio.run(look()) == Saved(is_code=False)


def test_a_burst_comes_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as only a checkout saves are waited for until it is quiet."""
    monkeypatch.setattr(watching, "QUIET_SECONDS", 2)

    async def gather() -> int:
        queue: asyncio.Queue[Path] = asyncio.Queue()
        for number in range(60):
            if number < MANY:
                queue.put_nowait(Path(f"{number}.md"))
            else:
                asyncio.get_running_loop().call_later(number / 1000, queue.put_nowait, Path(f"{number}.md"))
        return len(await watching._gather(queue))

    assert asyncio.run(gather()) == 60


def test_all_of_a_burst_are_told(tmp_path: Path) -> None:
    watched = make_site(tmp_path)
    names = [f"{number:02}.md" for number in range(60)]

    async def look() -> list[Saved]:
        watch = Watch(watched, asyncio.Event(), print)
        await watch.begin()
        saves = watch.saves()
        for name in names:
            (watched.content / name).write_text("Tea")
        seen: list[Saved] = []
        while {*names} - {file for saved in seen for file in saved.files}:
            seen.append(await asyncio.wait_for(anext(saves), 60))
        return seen

    assert len(asyncio.run(look())) < len(names)


def test_a_folder_that_comes_back_is_watched_again(tmp_path: Path) -> None:
    # Without what lies beside it, where somebody sees it come.
    watched = replace(make_site(tmp_path), files=())
    content = watched.content

    async def look() -> list[Saved]:
        seen: list[Saved] = []
        watch = Watch(watched, asyncio.Event(), print)
        await watch.begin()
        saves = watch.saves()
        content.rmdir()
        seen.append(await asyncio.wait_for(anext(saves), 60))
        # Nobody watches yet: that something may have been saved is told as soon as somebody does.
        content.mkdir()
        (content / "tea.md").write_text("Tea")
        seen.append(await asyncio.wait_for(anext(saves), 60))
        (content / "cup.md").touch()
        while "cup.md" not in seen[-1].files:
            seen.append(await asyncio.wait_for(anext(saves), 60))
        return seen

    gone, back, *_others = asyncio.run(look())
    assert (gone.files, back.files) == ((".",), (".",))


def test_a_folder_that_another_takes_the_place_of_is_watched_again(tmp_path: Path) -> None:
    """Though it may have the number of the first, and be there before anybody looks."""
    watched = replace(make_site(tmp_path), files=())
    content = watched.content

    async def look() -> None:
        watch = Watch(watched, asyncio.Event(), print)
        await watch.begin()
        saves = watch.saves()
        content.rmdir()
        content.mkdir()
        for _ in ("gone", "back"):
            assert (await asyncio.wait_for(anext(saves), 60)).files == (".",)
        (content / "cup.md").touch()
        while "cup.md" not in (await asyncio.wait_for(anext(saves), 60)).files:
            pass

    asyncio.run(look())


def test_a_folder_that_cannot_be_watched_is_named_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = make_site(tmp_path)
    said: list[str] = []
    fails = [RuntimeError("no space for watches"), OSError("no space for watches")]

    def fail_twice(folder: Path, **options: Any) -> AsyncIterator[set[Any]]:  # noqa: ANN401 - as given
        if folder == watched.content and fails:
            raise fails.pop()
        return awatch(folder, **options)

    monkeypatch.setattr(watching, "awatch", fail_twice)

    async def look() -> Saved:
        watch = Watch(watched, asyncio.Event(), said.append)
        await watch.begin()
        return await asyncio.wait_for(anext(watch.saves()), 60)

    # What was saved before it could be watched may be anything.
    assert asyncio.run(look()) == Saved(is_code=False, files=(".",), is_all=True)
    assert said == [
        f"{watched.content} cannot be watched: no space for watches; what is saved there may show late, or not"
    ]


def test_settings_saved_by_rename_are_seen(tmp_path: Path) -> None:
    watched = make_site(tmp_path)

    async def look() -> Saved:
        watch = Watch(watched, asyncio.Event(), print)
        await watch.begin()
        (tmp_path / "new").write_text("A = 1")
        (tmp_path / "new").rename(tmp_path / "pelicanconf.py")
        return await asyncio.wait_for(anext(watch.saves()), 60)

    assert asyncio.run(look()) == Saved(is_code=True)


def test_a_theme_elsewhere_is_watched_from_when_it_is_named(tmp_path: Path) -> None:
    watched = make_site(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    async def look() -> list[Saved]:
        watch = Watch(watched, asyncio.Event(), print)
        await watch.begin()
        saves = watch.saves()
        watch.turn_to(replace(watched, theme=elsewhere))
        # It begins with the next step.
        await asyncio.sleep(0)
        # Told in one: to write into it would be another change.
        (elsewhere / "base.html").touch()
        seen = [await asyncio.wait_for(anext(saves), 60)]
        (watched.content / "tea.md").write_text("Tea")
        while not seen[-1].files:
            seen.append(await asyncio.wait_for(anext(saves), 60))
        return seen

    *theme, content = asyncio.run(look())
    assert {*theme} == {Saved(is_code=False)}
    assert content == Saved(is_code=False, files=("tea.md",), is_all=True)


def test_what_was_the_theme_is_no_matter_any_more(tmp_path: Path) -> None:
    watched = make_site(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    assert find_saved([watched.theme / "old.html"], replace(watched, theme=tmp_path / "elsewhere")) is None
