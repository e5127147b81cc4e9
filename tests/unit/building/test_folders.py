from __future__ import annotations

from pathlib import Path

import pytest

from plugins.building.folders import FolderError, check_output, find_content


def test_a_content_folder_is_read_itself(tmp_path: Path) -> None:
    assert find_content(tmp_path) == tmp_path


@pytest.mark.parametrize("name", ["content", "vault"])
def test_a_whole_project_is_read_from_its_content_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / "README.md").touch()
    assert find_content(tmp_path) == tmp_path / name


def test_a_folder_with_texts_of_its_own_is_read_itself(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "Tea.md").touch()
    assert find_content(tmp_path) == tmp_path


def test_a_missing_content_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"the content folder '.*/nowhere' does not exist; check its name"):
        find_content(tmp_path / "nowhere")


def test_a_file_is_no_content_folder(tmp_path: Path) -> None:
    (tmp_path / "tea.md").touch()
    with pytest.raises(FolderError, match=r"tea.md' is a file; give the folder that holds the content"):
        find_content(tmp_path / "tea.md")


@pytest.mark.parametrize(
    "output",
    [
        pytest.param("/home/ann/blog/content", id="the content folder"),
        pytest.param("/home/ann/blog", id="the project"),
        pytest.param("/home/ann", id="above the project"),
        pytest.param("/home/ann/blog/content/site", id="below the content folder"),
    ],
)
def test_output_that_would_mix_with_the_sources_is_refused(output: str) -> None:
    with pytest.raises(FolderError, match="choose another folder with --output"):
        check_output(Path(output), Path("/home/ann/blog/content"), Path("/home/ann/blog"))


@pytest.mark.parametrize("output", ["/home/ann/blog/output", "/home/ann/blog/content-site", "/srv/www"])
def test_output_beside_the_sources_is_accepted(output: str) -> None:
    check_output(Path(output), Path("/home/ann/blog/content"), Path("/home/ann/blog"))
