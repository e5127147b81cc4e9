"""Fixtures for all tests: entries made up, and sites built whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from plugins.shared.entry import Entry
from tests import entries
from tests.privileges import CAN_DO_WITHOUT, MAY_ALL, without_privileges

if TYPE_CHECKING:
    from tests.sites import BuildSite, BuiltSite

PROJECT = Path(__file__).resolve().parents[1]

# The same examples on every machine, however long they take there; `--hypothesis-profile default` tries others.
settings.load_profile("ci")


@pytest.fixture
def make_entry() -> Callable[..., Entry]:
    """Make an entry, as `make_entry("Tea", kind=Kind.NOTE, aliases=("Chai",))`."""
    return entries.make_entry


@pytest.fixture
def rights_hold() -> Iterator[None]:
    """Let the rights of files hold in this test, also where root runs it."""
    if MAY_ALL and not CAN_DO_WITHOUT:
        pytest.skip("only Linux lets root do without its privileges for a while")
    with without_privileges():
        yield


@pytest.fixture(scope="session")
def demo_path() -> Path:
    """The demo's content folder, also after `fresh` has set it aside."""
    aside = PROJECT / "content-demo"
    return aside if aside.is_dir() else PROJECT / "content"


@pytest.fixture(scope="session")
def shared_cache_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all sites of a run, so that equal cards are drawn once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def build_site(tmp_path: Path, shared_cache_path: Path) -> BuildSite:
    """Build a site from files, or from a folder, as `build_site({"posts/tea.md": "Title: Tea…"}, SITENAME="Tea")`.

    *public* takes publishconf.py. A second call in one test builds beside the first.
    """
    # Only tests that build a site pay for Pelican.
    from tests import sites

    count = 0

    def build(files: Mapping[str, str | bytes] | Path, *, public: bool = False, **settings: object) -> BuiltSite:
        nonlocal count
        count += 1
        if isinstance(files, Path):
            content = files
        else:
            content = tmp_path / f"site{count}" / "content"
            content.mkdir(parents=True)
            sites.write_content(content, files)
        output = tmp_path / f"site{count}" / "output"
        return sites.build(content, output, {"CACHE_PATH": str(shared_cache_path), **settings}, public=public)

    return build
