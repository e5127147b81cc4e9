"""Older Pelican blogs keep their words: each file is read by stock Pelican and by ours, and the words compared.

The content lies beside the project, in `../shared/corpus`; where it does not, those tests are skipped.
"""

from __future__ import annotations

from datetime import UTC
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pelican.readers import MarkdownReader
from pelican.settings import DEFAULT_CONFIG, read_settings

from plugins.kinds.reading import ReadingRules, drop_controls, read_entry
from plugins.kinds.sources import find_sources
from plugins.markdown.dialect import STOCK_OPTIONS
from plugins.markdown.python_markdown import PythonMarkdownRenderer
from plugins.shared.entry import Kind, SourcePath
from plugins.shared.files import decode_text, read_data
from plugins.shared.markup import INLINE_NAMES
from tests import sites

CORPUS = (sites.PROJECT.parent / "shared" / "corpus").resolve()
# The number of their Markdown files, by `find`.
BLOGS = {"pelican-eevee": 340, "pelican-jakevdp": 67, "pelican-lucene": 195, "pelican-mawenbao": 143}
# Without pictures and cards, which take time.
PLUGINS = ["plugins.kinds", "plugins.categories", "plugins.excerpts", "plugins.graph", "plugins.social"]
TERMS = ("category", "category_feed", "tag", "tag_feed", "author", "author_feed")
RULES = ReadingRules(UTC, url_patterns=dict.fromkeys(Kind, "{slug}/"), term_urls=dict.fromkeys(TERMS, "{slug}/"))


class Words(HTMLParser):
    """Collects what a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self._hidden += tag in ("script", "style")
        self.pieces += [] if tag in INLINE_NAMES.split() else [" "]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style")
        self.pieces += [] if tag in INLINE_NAMES.split() else [" "]

    def handle_data(self, data: str) -> None:
        self.pieces += [] if self._hidden else [data]


def words_of(html: str) -> list[str]:
    parser = Words()
    parser.feed(html)
    parser.close()
    return "".join(parser.pieces).split()


@cache
def stock_settings() -> dict[str, Any]:
    settings: dict[str, Any] = read_settings()
    return settings


def read_by_pelican(path: Path) -> str:
    body: str = MarkdownReader(stock_settings()).read(str(path))[0]
    return body


def read_by_ours(root: Path, path: Path, renderer: PythonMarkdownRenderer) -> str:
    source = SourcePath(path.relative_to(root).as_posix())
    entry = read_entry(source, drop_controls(decode_text(read_data(path))), RULES, renderer).entry
    assert entry, path
    return entry.html


def test_pelicans_own_setting_is_the_one_that_pelican_has() -> None:
    assert {**DEFAULT_CONFIG["MARKDOWN"], "extensions": []} == {**STOCK_OPTIONS, "extensions": []}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the content of others, ../shared/corpus, is not here")
@pytest.mark.parametrize("name", BLOGS)
def test_every_page_of_an_old_blog_holds_the_words_that_pelican_shows(name: str) -> None:
    root, renderer = CORPUS / name / "content", PythonMarkdownRenderer()
    paths = [root / source for source in find_sources(root, ()).entries]
    assert len(paths) == BLOGS[name]
    differing = [
        path.name for path in paths if words_of(read_by_ours(root, path, renderer)) != words_of(read_by_pelican(path))
    ]
    assert differing == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the content of others, ../shared/corpus, is not here")
def test_pages_of_a_built_blog_hold_them_as_well(tmp_path: Path, shared_cache_path: Path) -> None:
    """What plugins do to a body takes no word away; on every tenth page of a blog that writes little of its own."""
    root = CORPUS / "pelican-lucene" / "content"
    settings = {"MARKDOWN_DIALECT": "python-markdown", "CACHE_PATH": str(shared_cache_path), "PLUGINS": PLUGINS}
    built = sites.build(root, tmp_path / "output", settings)
    assert "Markdown: python-markdown\n" in built.printed
    texts = [" ".join(words_of(built.text(name))) for name in built.files if name.endswith(".html")]
    sources = find_sources(root, ()).entries[::10]
    assert len(sources) == 20
    for source in sources:
        expected = " ".join(words_of(read_by_pelican(root / source)))
        assert any(expected in text for text in texts), source
