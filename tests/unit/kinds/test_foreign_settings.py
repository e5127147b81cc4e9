"""What the settings of another program say, as it is to be written here."""

from __future__ import annotations

import pytest

from plugins.kinds.foreign_settings import name_foreign

OURS = {"SITENAME": "Tea", "POST_URL": "posts/{slug}/", "AUTHOR": "Mira", "SITEURL": ""}
SAID = "is read and not used; to keep what it says, write into pelicanconf.py: "

PELICAN = """
import os
SITENAME = "Old tea"
AUTHOR = "Mira"
SITEURL = "https://old.example"
ARTICLE_SAVE_AS = "{date:%Y}/{slug}/index.html"
MARKDOWN_DIALECT = "commonmark"
TIMEZONE = os.environ["TZ"]
raise SystemExit("never run")
"""
HUGO = """title = "Old tea"
baseURL = "https://old.example/"
[params.author]
name = "Ada"
[permalinks]
posts = "/:year/:slug/"
"""
JEKYLL = "title: Tea\nauthor: {name: Ada}\npermalink: /:year/:month/:title.html\nlang: de\n"


OF_PELICAN = ["MARKDOWN_DIALECT = 'commonmark'", "POST_URL = '{date:%Y}/{slug}/' (there ARTICLE_SAVE_AS)"]
OF_PELICAN += ["SITENAME = 'Old tea'"]
OF_HUGO = ["AUTHOR = 'Ada' (there params.author.name)", "POST_URL = '{date:%Y}/{slug}/' (there permalinks.posts)"]
OF_HUGO += ["SITENAME = 'Old tea' (there title)"]
OF_JEKYLL = ["AUTHOR = 'Ada' (there author.name)", "DEFAULT_LANG = 'de' (there lang)"]
OF_JEKYLL += ["POST_URL = '{date:%Y}/{date:%m}/{slug}.html' (there permalink)"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("old/pelicanconf.py", PELICAN, OF_PELICAN),
        ("old/hugo.toml", HUGO, OF_HUGO),
        ("old/_config.yml", JEKYLL, OF_JEKYLL),
    ],
)
def test_a_file_is_named_once_with_what_to_write(name: str, text: str, said: list[str]) -> None:
    assert [str(one) for one in name_foreign([(name, text)], OURS)] == [f"{name}: {SAID}{', '.join(said)}"]


def test_the_address_is_compared_where_there_is_one() -> None:
    (found,) = name_foreign([("old/pelicanconf.py", PELICAN)], OURS | {"SITEURL": "https://tea.example"})
    assert "SITEURL = 'https://old.example' (publishconf.py)" in str(found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("old/pelicanconf.py", "SITENAME = 'Tea'\n"),
        ("old/pelicanconf.py", "print 'Python 2'\n"),
        ("old/config.toml", "[build]\ntarget = 'x'\n"),
        ("old/config.toml", "= broken"),
        ("old/_config.yml", "- a\n- [b\n"),
        ("old/_config.yml", "permalink: pretty\n"),
        ("old/_config.yml", "title: !!python/object:os.system x\n"),
        ("old/_config.yml", "[" * 40_000),
    ],
)
def test_what_says_nothing_else_is_not_named(name: str, text: str) -> None:
    assert [*name_foreign([(name, text)], OURS)] == []
