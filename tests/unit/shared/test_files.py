from __future__ import annotations

import errno
import os
import pickle
import resource
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.shared.files import (
    HalfMovedError,
    SyncPlan,
    UnreadableError,
    apply_sync,
    decode_text,
    is_inside_path,
    list_files,
    plan_sync,
    read_text,
    write_new,
    write_whole,
)


def write_tree(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    folder.mkdir(exist_ok=True)
    return folder


def read_tree(folder: Path) -> dict[str, str]:
    return {name: (folder / name).read_text("utf-8") for name in list_files(folder)}


def apply(plan: SyncPlan, staged: Path, output: Path) -> None:
    with tempfile.TemporaryDirectory() as aside, apply_sync(plan, staged, output, Path(aside)):
        pass


def sync(staged: Path, output: Path, previous: set[str]) -> dict[str, str]:
    """What *output* holds after the sync."""
    plan = plan_sync(staged, output, previous)
    assert not plan.foreign
    apply(plan, staged, output)
    return read_tree(output)


class TestDecodeText:
    def test_byte_order_mark_is_left_out(self) -> None:
        assert decode_text(b"\xef\xbb\xbfTitle: Tea") == "Title: Tea"

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old-mac"])
    def test_line_ends_become_plain(self, end: str) -> None:
        assert decode_text(f"one{end}two{end}".encode()) == "one\ntwo\n"

    @pytest.mark.parametrize(
        ("data", "line", "message"),
        [
            pytest.param(b"tea\ncaf\xe9\n", 2, "byte 0xe9 is not UTF-8; save the file as UTF-8", id="latin-1"),
            pytest.param(b"\xef\xbb\xbfa\nb\nc\xff", 3, "byte 0xff is not UTF-8; save the file as UTF-8", id="bom"),
            pytest.param("tea".encode("utf-16"), 1, "is written in UTF-16; save it as UTF-8", id="utf-16"),
            pytest.param(
                b"a\nb\0c", 2, "holds a zero byte, so it is no text; mend it or move it to images/ or extra/", id="zero"
            ),
        ],
    )
    def test_what_is_not_utf8_is_named_with_its_line(self, data: bytes, line: int, message: str) -> None:
        with pytest.raises(UnreadableError) as caught:
            decode_text(data)
        assert (caught.value.line, caught.value.message) == (line, message)

    @given(st.binary())
    def test_any_bytes_are_text_or_an_unreadable_error(self, data: bytes) -> None:
        with suppress(UnreadableError):
            assert "\r" not in decode_text(data)


class TestReadText:
    def test_a_link_to_nothing_says_so(self, tmp_path: Path) -> None:
        (tmp_path / "tea.md").symlink_to(tmp_path / "gone.md")
        with pytest.raises(UnreadableError, match="if it is a link, it leads nowhere"):
            read_text(tmp_path / "tea.md")

    def test_a_folder_named_like_a_file_says_so(self, tmp_path: Path) -> None:
        (tmp_path / "tea.md").mkdir()
        with pytest.raises(UnreadableError, match="it is a folder; rename it"):
            read_text(tmp_path / "tea.md")

    @pytest.mark.usefixtures("rights_hold")
    def test_a_forbidden_file_says_so(self, tmp_path: Path) -> None:
        path = tmp_path / "tea.md"
        path.write_text("tea")
        path.chmod(0)
        with pytest.raises(UnreadableError, match="give yourself the right to read it"):
            read_text(path)


class TestWriteWhole:
    def test_missing_folders_are_made(self, tmp_path: Path) -> None:
        write_whole(tmp_path / "a" / "b" / "tea.html", b"tea")
        assert read_tree(tmp_path) == {"a/b/tea.html": "tea"}

    def test_the_longest_possible_name_works(self, tmp_path: Path) -> None:
        write_whole(tmp_path / ("x" * 255), b"tea")
        assert list_files(tmp_path) == ("x" * 255,)

    def test_a_failure_leaves_what_was_there_and_no_scraps(self, tmp_path: Path) -> None:
        target = tmp_path / "tea"
        (target / "inside").mkdir(parents=True)
        with pytest.raises(OSError):
            write_whole(target, b"tea")
        assert [path.name for path in tmp_path.iterdir()] == ["tea"]


@pytest.mark.parametrize("name", ["/etc/passwd", "../tea", "a/../../tea", "", "a\0b"])
def test_a_path_that_leaves_its_folder_is_not_inside(name: str) -> None:
    assert not is_inside_path(name)


class TestSync:
    def test_new_files_are_written(self, tmp_path: Path) -> None:
        staged = write_tree(tmp_path / "staged", {"index.html": "home", "posts/tea/index.html": "tea"})
        assert sync(staged, tmp_path / "output", set()) == {"index.html": "home", "posts/tea/index.html": "tea"}

    def test_a_first_site_is_there_all_at_once(self, tmp_path: Path) -> None:
        staged = write_tree(tmp_path / "staged", {"index.html": "home", "posts/tea/index.html": "tea"})
        folder = staged.stat().st_ino
        sync(staged, tmp_path / "output", set())
        assert (tmp_path / "output").stat().st_ino == folder

    def test_a_page_never_waits_for_what_it_shows(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """At any moment: what is new is there before the pages that show it, what is old until none does."""
        output = write_tree(tmp_path / "output", {"index.html": "old", "style.1.css": "old", "tea": "a file"})
        staged = write_tree(
            tmp_path / "staged", {"index.html": "new", "style.2.css": "new", "tea/index.html": "a folder"}
        )
        seen: list[dict[str, str]] = []

        def seeing(change: Callable[..., None]) -> Callable[..., None]:
            def changed(*paths: object, **options: object) -> None:
                change(*paths, **options)
                if (tree := read_tree(output)) not in seen[-1:]:
                    seen.append(tree)

            return changed

        monkeypatch.setattr(os, "replace", seeing(os.replace))
        monkeypatch.setattr(os, "unlink", seeing(os.unlink))
        sync(staged, output, {"index.html", "style.1.css", "tea"})
        assert seen == [
            {"index.html": "old", "style.1.css": "old"},
            {"index.html": "old", "style.1.css": "old", "style.2.css": "new"},
            {"index.html": "new", "style.1.css": "old", "style.2.css": "new"},
            {"index.html": "new", "style.1.css": "old", "style.2.css": "new", "tea/index.html": "a folder"},
            {"index.html": "new", "style.2.css": "new", "tea/index.html": "a folder"},
        ]

    @given(data=st.data())
    def test_what_fails_half_way_leaves_what_was_there(
        self, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
    ) -> None:
        names = st.sampled_from(["a", "a/b", "a/b/c", "d", "d/e", "f/g/h", "f/g", "i"])
        base = tmp_path_factory.mktemp("sync")
        before = {**data.draw(trees(names)), "z/theirs": "theirs"}
        output = write_tree(base / "output", before)
        staged = write_tree(base / "staged", data.draw(trees(names)))
        plan = plan_sync(staged, output, set(before) - {"z/theirs"})
        left = data.draw(st.integers(0, len(plan.write)))
        replace = os.replace

        def fail(source: str, target: str) -> None:
            nonlocal left
            if Path(source).is_relative_to(staged):
                left -= 1
                if left < 0:
                    raise OSError(errno.ENOSPC, "No space left on device")
            replace(source, target)

        with (
            pytest.raises(OSError, match="No space left"),
            mock.patch.object(os, "replace", fail),
            tempfile.TemporaryDirectory() as aside,
            apply_sync(plan, staged, output, Path(aside)),
        ):
            # All of it is moved, and something else fails.
            raise OSError(errno.ENOSPC, "No space left on device")
        assert read_tree(output) == before

    def test_a_first_site_that_is_not_remembered_is_taken_back(self, tmp_path: Path) -> None:
        staged = write_tree(tmp_path / "staged", {"index.html": "home"})
        plan = plan_sync(staged, tmp_path / "output", ())
        with (
            pytest.raises(OSError, match="No space"),
            apply_sync(plan, staged, tmp_path / "output", tmp_path / "aside"),
        ):
            raise OSError(errno.ENOSPC, "No space left on device")
        assert not (tmp_path / "output").exists()

    def test_what_cannot_even_be_put_back_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        output = write_tree(tmp_path / "output", {"index.html": "old"})
        staged = write_tree(tmp_path / "staged", {"index.html": "new"})
        plan = plan_sync(staged, output, {"index.html"})
        (tmp_path / "aside").mkdir()

        def refuse(source: str, target: str) -> None:
            if "aside" in source:
                raise OSError(errno.EROFS, "Read-only file system", target)
            replace(source, target)

        replace = os.replace
        monkeypatch.setattr(os, "replace", refuse)
        with pytest.raises(HalfMovedError, match="output error"), apply_sync(plan, staged, output, tmp_path / "aside"):
            raise OSError(errno.EIO, "Input/output error")

    def test_where_files_have_but_one_name_what_is_replaced_is_copied(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_paths: object, **_options: object) -> None:
            raise PermissionError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)
        output = write_tree(tmp_path / "output", {"index.html": "old", "gone.html": "gone"})
        staged = write_tree(tmp_path / "staged", {"index.html": "new"})
        plan = plan_sync(staged, output, {"index.html", "gone.html"})
        (tmp_path / "aside").mkdir()
        with pytest.raises(OSError, match="No space"), apply_sync(plan, staged, output, tmp_path / "aside"):
            raise OSError(errno.ENOSPC, "No space left on device")
        assert read_tree(output) == {"index.html": "old", "gone.html": "gone"}

    def test_where_folders_cannot_be_moved_files_are(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(_folder: Path, _place: Path) -> None:
            raise OSError(errno.EXDEV, "another file system")

        monkeypatch.setattr(Path, "rename", refuse)
        staged = write_tree(tmp_path / "staged", {"index.html": "home", "posts/tea/index.html": "tea"})
        assert sync(staged, tmp_path / "output", set()) == {"index.html": "home", "posts/tea/index.html": "tea"}

    def test_equal_bytes_keep_their_time(self, tmp_path: Path) -> None:
        output = write_tree(tmp_path / "output", {"index.html": "home"})
        os.utime(output / "index.html", (1_000_000_000, 1_000_000_000))
        sync(write_tree(tmp_path / "staged", {"index.html": "home"}), output, {"index.html"})
        assert (output / "index.html").stat().st_mtime == 1_000_000_000

    def test_what_no_longer_belongs_goes_with_its_folders(self, tmp_path: Path) -> None:
        output = write_tree(tmp_path / "output", {"index.html": "home", "posts/tea/index.html": "tea"})
        staged = write_tree(tmp_path / "staged", {"index.html": "home"})
        assert sync(staged, output, {"index.html", "posts/tea/index.html"}) == {"index.html": "home"}
        assert not (output / "posts").exists()

    def test_files_of_others_stay(self, tmp_path: Path) -> None:
        output = write_tree(
            tmp_path / "output", {"CNAME": "example.org", "posts/mine.txt": "mine", "posts/tea.html": ""}
        )
        staged = write_tree(tmp_path / "staged", {"index.html": "home"})
        assert sync(staged, output, {"posts/tea.html"}) == {
            "CNAME": "example.org",
            "index.html": "home",
            "posts/mine.txt": "mine",
        }

    def test_a_file_of_others_in_our_place_is_foreign(self, tmp_path: Path) -> None:
        output = write_tree(tmp_path / "output", {"index.html": "theirs"})
        staged = write_tree(tmp_path / "staged", {"index.html": "ours"})
        assert plan_sync(staged, output, set()).foreign == ("index.html",)

    def test_a_file_becomes_a_folder(self, tmp_path: Path) -> None:
        output = write_tree(tmp_path / "output", {"tea": "tea"})
        staged = write_tree(tmp_path / "staged", {"tea/index.html": "tea"})
        assert sync(staged, output, {"tea"}) == {"tea/index.html": "tea"}

    def test_a_folder_becomes_a_file(self, tmp_path: Path) -> None:
        output = write_tree(tmp_path / "output", {"tea/green/index.html": "tea"})
        staged = write_tree(tmp_path / "staged", {"tea": "tea"})
        assert sync(staged, output, {"tea/green/index.html"}) == {"tea": "tea"}

    def test_a_folder_with_files_of_others_does_not_become_a_file(self, tmp_path: Path) -> None:
        output = write_tree(tmp_path / "output", {"tea/index.html": "tea", "tea/mine.txt": "mine"})
        staged = write_tree(tmp_path / "staged", {"tea": "tea"})
        assert plan_sync(staged, output, {"tea/index.html"}).foreign == ("tea",)

    def test_nothing_is_written_through_a_link(self, tmp_path: Path) -> None:
        elsewhere = write_tree(tmp_path / "elsewhere", {"index.html": "theirs"})
        output = write_tree(tmp_path / "output", {})
        (output / "posts").symlink_to(elsewhere)
        staged = write_tree(tmp_path / "staged", {"posts/index.html": "ours"})
        assert plan_sync(staged, output, {"posts/index.html"}).foreign == ("posts/index.html",)

    def test_nothing_is_removed_through_a_link(self, tmp_path: Path) -> None:
        elsewhere = write_tree(tmp_path / "elsewhere", {"tea/index.html": "theirs"})
        output = write_tree(tmp_path / "output", {})
        (output / "posts").symlink_to(elsewhere)
        staged = write_tree(tmp_path / "staged", {"index.html": "home"})
        assert plan_sync(staged, output, {"posts/tea/index.html"}).remove == ()

    def test_a_record_that_leads_outside_removes_nothing(self, tmp_path: Path) -> None:
        write_tree(tmp_path, {"diary.txt": "mine"})
        staged = write_tree(tmp_path / "staged", {"index.html": "home"})
        output = tmp_path / "output"
        names = {"../diary.txt", str(tmp_path / "diary.txt")}
        assert plan_sync(staged, output, names).remove == ()

    def test_a_file_under_another_spelling_is_not_removed(self, tmp_path: Path) -> None:
        """On macOS `Tea.html` and `tea.html` are one file; a link to the same file stands in for that here."""
        output = write_tree(tmp_path / "output", {"Tea.html": "tea"})
        os.link(output / "Tea.html", output / "tea.html")
        staged = write_tree(tmp_path / "staged", {"Tea.html": "tea"})
        assert plan_sync(staged, output, {"tea.html"}).remove == ()

    @given(data=st.data())
    def test_a_sync_leaves_the_staged_files_and_those_of_others(
        self, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
    ) -> None:
        names = st.sampled_from(["a", "a/b", "a/b/c", "d", "d/e", "f/g/h", "f/g", "i"])
        base = tmp_path_factory.mktemp("sync")
        first = data.draw(trees(names))
        second = data.draw(trees(names))
        output = write_tree(base / "output", {"z/theirs": "theirs"})
        sync(write_tree(base / "one", first), output, set())
        assert sync(write_tree(base / "two", second), output, set(first)) == {**second, "z/theirs": "theirs"}


def trees(names: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    """Files with their text, none of them below another."""

    def is_tree(files: dict[str, str]) -> bool:
        return not any(other.startswith(f"{name}/") for name in files for other in files)

    return st.dictionaries(names, st.sampled_from(["one", "two"])).filter(is_tree)


@pytest.mark.parametrize("data", [b"", b"tea" * 100], ids=["empty", "longer than what is taken at once"])
def test_a_new_file_holds_all_though_the_system_takes_less_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda opened, rest: write(opened, rest[:7]))
    write_new(str(tmp_path / "tea.txt"), data)
    assert (tmp_path / "tea.txt").read_bytes() == data


@pytest.fixture
def small_files() -> Iterator[None]:
    """Let no file of this process get longer than 4 kB for a while, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("small_files")
@pytest.mark.parametrize("write", [write_whole, lambda path, data: write_new(str(path), data)])
def test_where_there_is_no_room_the_file_is_named(tmp_path: Path, write: Callable[[Path, bytes], None]) -> None:
    path = tmp_path / "tea.html"
    with pytest.raises(OSError, match="too large") as raised:
        write(path, b"x" * 10_000)
    assert (raised.value.errno, raised.value.filename) == (errno.EFBIG, str(path))
    # Also behind the process in which it was raised.
    assert pickle.loads(pickle.dumps(raised.value)).filename == str(path)  # noqa: S301 - our own
    assert list_files(tmp_path) in ((), ("tea.html",))
