"""The edge to Pelican: one spelling per name while entries are enriched, and full listings when Pelican has grouped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from pelican import signals
from pelican.contents import Content
from pelican.generators import ArticlesGenerator, Generator
from pelican.urlwrappers import Author, Category, Tag, URLWrapper

from plugins.categories.terms import match_introductions, merge_terms
from plugins.shared import bridge
from plugins.shared.bridge import Build
from plugins.shared.entry import Entry, Slug, Term
from plugins.shared.site import is_listed, stream_key


def connect() -> None:
    bridge.enriching.connect(enrich)
    signals.all_generators_finalized.connect(fill_listings)


def enrich(build: Build) -> None:
    build.entries, problems = merge_terms(build.entries)
    build.report(problems)
    # The name of a shelf may wait in a draft.
    known = [*build.entries, *build.left_out]
    build.report(match_introductions(known, build.introductions.values())[1])


def fill_listings(generators: Iterable[Generator]) -> None:
    """Gives Pelican's categories, tags and authors every listed entry that names them, notes and pages too."""
    generators = list(generators)
    articles = next(generator for generator in generators if isinstance(generator, ArticlesGenerator))
    build = bridge.build_of(articles.settings)
    if build is None:
        return
    contents = [
        content
        for generator in generators
        for name in ("articles", "notes", "pages")
        for content in getattr(generator, name, ())
        if is_listed(content.entry)
    ]
    contents.sort(key=lambda content: stream_key(content.entry))
    group = _Grouping(contents, articles.context, build)
    articles.categories = group.by(Category, lambda entry: entry.categories, "categories")
    articles.authors = group.by(Author, lambda entry: entry.authors, "authors")
    articles.tags = dict(group.by(Tag, lambda entry: entry.tags, "tags"))
    articles._update_context(("categories", "tags", "authors"))


class _Grouping:
    """Contents by the terms their entries name."""

    def __init__(self, contents: list[Content], context: dict[str, Any], build: Build) -> None:
        self.contents = contents
        self.context = context
        self.settings = build.settings
        self.build = build
        self.introductions, _ = match_introductions(build.entries, build.introductions.values())

    def _content(self, introduction: Entry) -> Content:
        """*introduction* as a Pelican content, which turns its links into what each page needs."""
        return Content(
            introduction.html,
            metadata={"title": introduction.title, "entry": introduction},
            settings=self.settings,
            source_path=str(self.build.content_path / introduction.source),
            context=self.context,
        )

    def by(
        self, wrapper_class: type[URLWrapper], terms_of: Callable[[Entry], tuple[Term, ...]], folder: str
    ) -> list[tuple[URLWrapper, list[Content]]]:
        groups: dict[Slug, list[Content]] = defaultdict(list)
        terms: dict[Slug, Term] = {}
        for content in self.contents:
            for term in terms_of(content.entry):
                groups[term.slug].append(content)
                terms[term.slug] = term
        grouped = []
        for slug in sorted(groups, key=lambda slug: (terms[slug].name.casefold(), slug)):
            wrapper = bridge.make_wrapper(wrapper_class, terms[slug], self.settings)
            if introduction := self.introductions.get((folder, slug)):
                wrapper.introduction = self._content(introduction)
            grouped.append((wrapper, groups[slug]))
        return grouped
