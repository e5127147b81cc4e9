"""Which folder a build reads and which it may write."""

from __future__ import annotations

from pathlib import Path

# What a Pelican project and a repository around an Obsidian vault call it.
CONTENT_NAMES = ("content", "vault")


class FolderError(ValueError):
    """A folder that cannot be read from or written to; the message names the cure."""


def find_content(folder: Path) -> Path:
    """The content folder meant by *folder*: the one inside it where it is a whole project, else itself.

    A folder with texts of its own is no project, whatever lies below it: they would be passed over.
    """
    check_content(folder)
    inner = next((folder / name for name in CONTENT_NAMES if (folder / name).is_dir()), None)
    return (folder if inner is None or _has_texts(folder) else inner).resolve()


def check_content(folder: Path) -> None:
    """Raise `FolderError` where *folder* is none."""
    if not folder.exists():
        raise FolderError(f"the content folder '{folder}' does not exist; check its name, or make it")
    if not folder.is_dir():
        raise FolderError(f"'{folder}' is a file; give the folder that holds the content")


def _has_texts(folder: Path) -> bool:
    """Whether there are Markdown files in *folder* itself, besides those about it, as README and LICENSE."""
    return any(path.suffix == ".md" and not path.stem.isupper() for path in folder.iterdir())


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


class NotForUs(Exception):  # noqa: N818 - what it is
    """The site is one that Pelican must make by itself; the message says why."""


class BuildError(Exception):
    """No site was made; the message says why."""
