"""Words in front of a category's, tag's or author's listing."""

from __future__ import annotations

from typing import NamedTuple

from plugins.kinds.front_matter import FrontMatterError, parse_front_matter
from plugins.kinds.holding import find_status
from plugins.shared.entry import Entry, Kind, SourcePath, UrlPath
from plugins.shared.markup import Renderer, plain_text
from plugins.shared.problems import Problem
from plugins.shared.urls import slugify_name


class ReadIntroduction(NamedTuple):
    """What came of one file; *entry* is `None` where an error leaves it out."""

    entry: Entry | None
    problems: tuple[Problem, ...] = ()


def read_introduction(
    source: SourcePath, text: str, renderer: Renderer, *, use_unicode: bool = False
) -> ReadIntroduction:
    """The introduction in *source*, as an entry without address.

    It introduces what its file is named after (its slug), or what its title says (its alias).
    Its front matter holds it back as that of an entry does.
    """
    try:
        matter = parse_front_matter(text)
    except FrontMatterError as error:
        return ReadIntroduction(None, (Problem(source, error.line, str(error), sort="front-matter"),))
    matter, _ = matter.without(renderer.strip_comments)
    rendered = renderer.render(matter.body, first_line=matter.body_line, take_title=lambda _heading: True)
    written = matter.fields.get("title")
    name = written if isinstance(written, str) and written else rendered.title
    stem = source.rpartition("/")[2].rpartition(".")[0]
    title = plain_text(name) or stem
    problems = (Problem(source, one.line, one.message, one.severity, sort=one.sort) for one in rendered.problems)
    entry = Entry(
        source=source,
        kind=Kind.PAGE,
        title=title,
        slug=slugify_name(stem, use_unicode=use_unicode),
        aliases=(slugify_name(title, use_unicode=use_unicode),),
        url=UrlPath(""),
        save_as="",
        status=find_status(matter.fields, matter.names, Kind.PAGE, source).status,
        text=matter.body,
        text_line=matter.body_line,
        html=rendered.html,
        drawings=rendered.files,
    )
    return ReadIntroduction(entry, tuple(problems))
