"""The edge to Pelican: one spelling per name while entries are enriched, and full listings when Pelican has grouped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pelican import signals
from pelican.contents import Content
from pelican.generators import ArticlesGenerator, Generator
from pelican.urlwrappers import Author, Category, Tag, URLWrapper

from plugins.categories.terms import color_categories, match_introductions, merge_terms
from plugins.shared import bridge
from plugins.shared.bridge import Build
from plugins.shared.category_colors import check_category_colors
from plugins.shared.entry import Entry, Slug, SourcePath, Term
from plugins.shared.site import is_listed, stream_key


def connect() -> None:
    bridge.enriching.connect(enrich)
    signals.article_generator_finalized.connect(keep_files)
    signals.all_generators_finalized.connect(fill_listings)


def enrich(build: Build) -> None:
    chosen: dict[str, str] = build.setting("CATEGORY_COLORS", None) or {}
    build.report_site(check_category_colors(chosen))
    if build.is_touch_up or build.is_again:
        return
    merged, problems = merge_terms(list(build.known.values()))
    build.report_site(problems)
    merged = color_categories(merged, chosen)
    build.known = {entry.source: entry for entry in merged}
    # The name of a shelf may wait in a draft.
    matched, misplaced = match_introductions([*merged, *build.left_out], build.introductions.values())
    build.report_site(misplaced)
    build.facts["introduced by"] = {
        SourcePath(f"{folder}/{slug}"): introduction.source for (folder, slug), introduction in matched.items()
    }
    facts = build.facts["categories"]
    for entry in merged:
        terms = (*entry.categories, *entry.tags, *entry.authors)
        names = tuple([text for term in terms for text in (term.name, term.color)])
        if facts.get(entry.source) != names and entry.source not in build.in_hand:
            build.wanted.add(entry.source)
        facts[entry.source] = names


def keep_files(articles: ArticlesGenerator) -> None:
    """Has the files copied that introductions link to, as those are that entries do."""
    if build := bridge.build_of(articles.settings):
        for introduction in build.introductions.values():
            content = bridge.make_introduction(introduction, build, articles.context)
            articles.context["static_links"] |= content.get_static_links()


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
    for name in ("categories", "tags", "authors"):
        articles.context[name] = [(term, listed) for term, listed in articles.context[name] if listed]


class _Grouping:
    """Contents by the terms their entries name."""

    def __init__(self, contents: list[Content], context: dict[str, Any], build: Build) -> None:
        self.contents = contents
        self.context = context
        self.build = build
        self.introductions, _ = match_introductions(build.entries, build.introductions.values())

    def by(
        self, wrapper_class: type[URLWrapper], terms_of: Callable[[Entry], tuple[Term, ...]], folder: str
    ) -> list[tuple[URLWrapper, list[Content]]]:
        """Each term by name, with its contents; none for one that only drafts and hidden entries name and link to."""
        terms = {term.slug: term for entry in self.build.entries for term in terms_of(entry)}
        groups: dict[Slug, list[Content]] = {slug: [] for slug in terms}
        for content in self.contents:
            for term in terms_of(content.entry):
                groups[term.slug].append(content)
        grouped = []
        for slug in sorted(groups, key=lambda slug: (terms[slug].name.casefold(), slug)):
            wrapper = bridge.make_wrapper(wrapper_class, terms[slug], self.build.settings)
            if not groups[slug]:
                # An empty feed is not written.
                wrapper.feed_url = ""
            if introduction := self.introductions.get((folder, slug)):
                wrapper.introduction = bridge.make_introduction(introduction, self.build, self.context)
            grouped.append((wrapper, groups[slug]))
        return grouped
