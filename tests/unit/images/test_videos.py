from __future__ import annotations

from collections.abc import Callable

import pytest

from plugins.images.videos import find_video
from plugins.shared.content_files import FileIndex
from plugins.shared.entry import Entry, SourcePath, UrlPath, Video

MakeEntry = Callable[..., Entry]
FILES = {SourcePath("rockets/launch pad.mp4"), SourcePath("images/launch.avi"), SourcePath("images/other.WEBM")}


def find(make_entry: MakeEntry, **metadata: str) -> tuple[Video | None, SourcePath | None, list[str]]:
    entry = make_entry("Launch", source=SourcePath("rockets/launch.md"), metadata=metadata, lines={"video": 3})
    video, file, problems = find_video(entry, FileIndex(lambda: FILES))
    return video, file, [str(problem) for problem in problems]


def test_a_file_beside_the_entry_is_played(make_entry: MakeEntry) -> None:
    video = Video(UrlPath("rockets/launch%20pad.mp4"), is_file=True, mime="video/mp4", title="Launch")
    assert find(make_entry, video="launch pad.mp4") == (video, "rockets/launch pad.mp4", [])


def test_the_kind_is_known_however_its_name_is_written(make_entry: MakeEntry) -> None:
    video, _, _ = find(make_entry, video="other.WEBM", video_title="The other")
    assert video == Video(UrlPath("images/other.WEBM"), is_file=True, mime="video/webm", title="The other")


def test_an_address_is_a_link(make_entry: MakeEntry) -> None:
    address = "https://film.example/1"
    assert find(make_entry, video=address) == (Video(address, is_file=False, title="Launch"), None, [])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("none.mp4", ["rockets/launch.md:3: video missing: 'none.mp4'; put the file there"]),
        (
            "launch.avi",
            ["rockets/launch.md:3: video 'launch.avi' is of a kind browsers do not play; save it as .mp4 or .webm"],
        ),
        ("", []),
    ],
    ids=["missing", "of another kind", "none named"],
)
def test_what_cannot_be_played_is_named(make_entry: MakeEntry, written: str, expected: list[str]) -> None:
    assert find(make_entry, video=written) == (None, None, expected)
