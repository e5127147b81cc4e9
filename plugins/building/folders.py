"""Which folder a build reads and which it may write."""

from __future__ import annotations

from pathlib import Path

CONTENT_NAME = "content"


class FolderError(ValueError):
    """A folder that cannot be read from or written to; the message names the cure."""


def find_content(folder: Path) -> Path:
    """The content folder meant by *folder*: the one it holds, as a whole Pelican project does, or itself."""
    if not folder.exists():
        raise FolderError(f"the content folder '{folder}' does not exist; check its name, or make it")
    if not folder.is_dir():
        raise FolderError(f"'{folder}' is a file; give the folder that holds the content")
    inner = folder / CONTENT_NAME
    return (inner if inner.is_dir() else folder).resolve()


def check_output(output: Path, content: Path, project: Path) -> None:
    """Raise `FolderError` where writing to *output* would mix with *content* or with the *project* itself.

    All three are absolute and resolved.
    """
    cure = "choose another folder with --output"
    if output.exists() and not output.is_dir():
        raise FolderError(f"the output '{output}' is a file; {cure}")
    for name, folder in (("content folder", content), ("project", project)):
        if folder.is_relative_to(output):
            raise FolderError(f"the output '{output}' holds the {name}; {cure}")
    if output.is_relative_to(content):
        raise FolderError(f"the output '{output}' lies in the content folder; {cure}")
