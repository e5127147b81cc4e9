"""What stands for the entries of nine others, and what is posted for them on every network: no rule is broken.

Their content lies beside the project, in `../shared/corpus`; where it does not, these tests are skipped.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from itertools import combinations
from pathlib import Path

import pytest
from pelican import Pelican
from pelican.settings import read_settings

from plugins.shared.bridge import build_of
from plugins.shared.entry import Entry
from plugins.social.counting import Unit, count
from plugins.social.hashtags import HASHTAG
from plugins.social.networks import NETWORKS
from plugins.social.posts import Post, PostRules, holds, make_posts
from tests.site.corpora import EXPECTED

PROJECT = Path(__file__).resolve().parents[2]
CORPUS = (PROJECT.parent / "shared" / "corpus").resolve()
LEFTOVERS = re.compile(r"\]\(|\{%|%\}|(?<!\{)\[\[|</?(?:p|div|span|a|em|strong)\b|^\W*$|\n|https?://\S{40}")
# A stop and what may close behind it, a smile or another sign that is no word, or an address.
ENDED = re.compile(r"[.!?…。！？][\"'”’»)\]]*$|[^\w\s]$|(?:://|\w\.\w[^\s/]*/)\S*$")
DESCRIPTION_LENGTH = 155
EXCERPT_LENGTH = 600

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the content of others, ../shared/corpus, is not here")


@pytest.fixture(scope="module", params=EXPECTED)
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[Entry]]:
    """The name of a corpus and its entries, read and enriched, but for pictures."""
    name = str(request.param)
    content = next(CORPUS / name / folder for folder in ("content", "vault") if (CORPUS / name / folder).is_dir())
    override = {
        "PATH": str(content),
        "OUTPUT_PATH": str(tmp_path_factory.mktemp("nothing")),
        "FAIL_ON": "never",
        "WITH_DRAFTS": True,
        "WITH_FUTURE_DATES": True,
        "SITEURL": "https://tea.example",
    }
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        settings = read_settings(str(PROJECT / "publishconf.py"), override=override)
        settings["PLUGINS"] = [plugin for plugin in settings["PLUGINS"] if plugin != "plugins.images"]
        Pelican(settings)
    build = build_of(settings)
    assert build is not None
    return name, build.entries


def test_every_entry_has_an_excerpt_that_can_be_printed(corpus: tuple[str, list[Entry]]) -> None:
    name, entries = corpus
    assert len(entries) == EXPECTED[name].files - EXPECTED[name].introductions - EXPECTED[name].held
    assert sum(entry.is_stand_in for entry in entries) == EXPECTED[name].wordless
    assert [(entry.source, rule) for entry in entries for rule in _say_broken(entry)] == []


def _say_broken(entry: Entry) -> Iterator[str]:
    for text, limit in ((entry.description, DESCRIPTION_LENGTH), (entry.excerpt, EXCERPT_LENGTH)):
        if not text or len(text) > limit or text != text.strip():
            yield "nothing, or too much"
        # Who writes about wikilinks shows them as code.
        if LEFTOVERS.search(text) and "<code>[[" not in entry.html:
            yield "marks that are no words"
        # As a whole sentence; a sentence may well begin with it.
        if re.match(rf"{re.escape(entry.title)}(?:[.!?:]|$)", text):
            yield "the title again"
        if text.endswith((":", "：", ",", "，")):
            yield "it leads to nothing"
        if not _is_written(entry) and not ENDED.search(text):
            yield "no end"


def _is_written(entry: Entry) -> bool:
    return any(isinstance(entry.metadata.get(key), str) for key in ("excerpt", "summary", "description"))


def test_every_entry_has_a_text_for_every_network_that_fits(corpus: tuple[str, list[Entry]]) -> None:
    _name, entries = corpus
    broken = []
    for entry in entries:
        url = f"https://tea.example/{entry.url}"
        posts = make_posts(entry, NETWORKS, url, PostRules())
        assert list(posts) == list(NETWORKS)
        for network, listed in posts.items():
            for post in listed:
                broken += [(entry.source, network, rule) for rule in _say_broken_rules(entry, post, url)]
    assert broken == []


def _say_broken_rules(entry: Entry, post: Post, url: str) -> Iterator[str]:
    network = NETWORKS[post.network]
    for one in post.fields:
        limit = network.byte_limit if one.unit is Unit.BYTES else network.fields.get(one.name, network.limit)
        if one.length != count(one.text, one.unit) or (limit and one.length > limit):
            yield f"{one.name} is too long"
    held = {one.name: one.text for one in post.fields}
    if "link" in (*network.post, *network.fields) and url not in (held.get("link"), *post.text.split("\n\n")):
        yield "no link"
    if post.text.count(url) > 1:
        yield "the link twice"
    is_titled = "title" in (*network.post, *network.fields) and "the title shortened" not in post.shortened
    if is_titled and held.get("title") != entry.title and not holds(post.text, entry.title):
        yield "no title"
    words = [text for name, text in post.parts if name in ("message", "title", "excerpt")]
    if any(holds(one, other) for one, other in combinations(words, 2)):
        yield "something twice"
    if len(HASHTAG.findall(dict(post.parts).get("tags", ""))) > network.hashtags:
        yield "too many hashtags"
    if not post.text and not held.get("title"):
        yield "nothing to post"
