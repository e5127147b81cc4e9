"""Links of whole sites: each leads somewhere, whatever the files are called, and none out of the content folder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from tests import sites
from tests.sites import BuildSite, BuiltSite

SITE_URL = "https://tea.example/blog"
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="9"/>'
NFD = {letter: unicodedata.normalize("NFD", letter) for letter in "öü"}

GARDEN: Mapping[str, str | bytes] = {
    "posts/2026-01-02-start.md": """Title: Start
Category: Hot Drinks
Tags: C++

The way in: [[C#]], [[What?]], [[100 %]], [[Köln|a town]], [[Green tea#Second flush]].
<!-- more -->
[sharp](../notes/C%23.md) [question](../notes/what%3F.md) [percent](../notes/100%25.md) [town](../notes/Köln.md)
[heading](<../notes/green tea.md#second-flush>) [space](../notes/green%20tea.md) [cup](../notes/🍵.md)
[category]({category}Hot%20Drinks) [tag]({tag}C%2B%2B) [all](/archives/) [feed](/feeds/all.atom.xml) [front](/)
[parentheses](../notes/tea%20%282%29.md) [menu](../files/menu%231.pdf#page=2)

![space](../images/tea%20pot.svg) ![sharp](../images/x%231.svg) ![question](../images/q%3F.svg)
![percent](../images/p%25.svg) ![umlaut](../images/M%C3%BCnchen.svg) ![emoji](../images/🍵.svg)
<img src='../images/tea pot.svg' alt="raw">

| cup | where |
|---|---|
| [[Green tea\\|hot]] | [[start]] |
""",
    "posts/2026-01-03-next.md": "Title: Next\nSummary: [[Start]] ![pot](../images/tea%20pot.svg)\n\n[[Start]]\n",
    "notes/C#.md": "Title: C#\n\nSee [[Start]].\n",
    "notes/what?.md": "Title: What?\n\n[back](../posts/2026-01-02-start.md)\n",
    "notes/100%.md": "Title: 100 %\n\nSee [[Start]] and [[start|again]].\n",
    f"notes/K{NFD['ö']}ln.md": "Title: Köln\n\n[[#Über uns]]\n\n## Über uns\n\nSee [[Start]].\n",
    "notes/green tea.md": "Title: Green tea\nAliases: Sencha\n\n## Second flush\n\nText.\n",
    "notes/tea (2).md": "Title: Tea again\n\n[[Sencha]]\n",
    "notes/🍵.md": "Title: A cup\n\nText.\n",
    "doodles/2026-01-04-pot.md": "Title: The pot\nDrawing: images/tea pot.svg\nAlt: A pot.\n\nSee [[Start]].\n",
    "rockets/2026-01-05.md": "Off to [[Green tea]]!\n",
    "pages/about.md": "Title: About\n\n[[Start]]\n",
    "categories/hot-drinks.md": "Title: Hot Drinks\n\nWhat is [[Green tea|hot]]: [menu](../files/only-here.pdf)\n",
    "images/tea pot.svg": PICTURE,
    "images/x#1.svg": PICTURE,
    "images/q?.svg": PICTURE,
    "images/p%.svg": PICTURE,
    f"images/M{NFD['ü']}nchen.svg": PICTURE,
    "images/🍵.svg": PICTURE,
    "files/menu#1.pdf": b"%PDF-",
    "files/only-here.pdf": b"%PDF-",
}


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory, shared_cache_path: Path) -> BuiltSite:
    folder = tmp_path_factory.mktemp("garden")
    sites.write_content(folder / "content", GARDEN)
    settings = {"CACHE_PATH": str(shared_cache_path), "SITEURL": SITE_URL}
    built = sites.build(folder / "content", folder / "output", settings, public=True)
    assert built.failure == "", built.printed
    return built


def links_of(page: BeautifulSoup) -> Iterator[str]:
    for name in ("href", "src", "poster", "data"):
        for tag in page.select(f"[{name}]"):
            yield str(tag[name])


def find_dead_links(site: BuiltSite, site_url: str) -> list[str]:
    """Every link of every page that leads to no file of the site, or to no element of the page."""
    files = frozenset(site.files)
    pages = {name: site.read(name) for name in sorted(files) if name.endswith(".html")}
    ids = {name: {tag["id"] for tag in page.select("[id]")} for name, page in pages.items()}
    dead = []
    for name, page in pages.items():
        for link in links_of(page):
            address = urlsplit(link)
            if link.startswith("#"):
                target = name
            elif link == site_url or link.startswith(f"{site_url}/"):
                path = unquote(address.path).removeprefix(urlsplit(site_url).path).lstrip("/")
                target = f"{path}index.html" if not path or path.endswith("/") else path
            elif address.scheme:
                continue
            else:
                dead.append(f"{name}: {link}")
                continue
            fragment = unquote(address.fragment)
            if target not in files or (fragment and target in ids and fragment not in ids[target]):
                dead.append(f"{name}: {link}")
    return dead


def test_every_link_of_the_garden_leads_somewhere(garden: BuiltSite) -> None:
    assert garden.problems == ()
    assert find_dead_links(garden, SITE_URL) == []


def test_every_link_of_the_demo_leads_somewhere(build_site: BuildSite, demo_path: Path) -> None:
    demo = build_site(demo_path, public=True, SITEURL=SITE_URL)
    assert demo.problems == ()
    assert find_dead_links(demo, SITE_URL) == []


def test_names_of_all_sorts_lead_to_their_entries(garden: BuiltSite) -> None:
    words = garden.read("posts/start/index.html").select_one(".prose")
    assert words is not None
    links = {link.get_text(): link.get("href") for link in words.select("a:not(.headerlink)")}
    assert links == {
        "C#": f"{SITE_URL}/notes/c-sharp/",
        "What?": f"{SITE_URL}/notes/what/",
        "100 %": f"{SITE_URL}/notes/100-percent/",
        "a town": f"{SITE_URL}/notes/koln/",
        "Green tea › Second flush": f"{SITE_URL}/notes/green-tea/#second-flush",
        "sharp": f"{SITE_URL}/notes/c-sharp/",
        "question": f"{SITE_URL}/notes/what/",
        "percent": f"{SITE_URL}/notes/100-percent/",
        "town": f"{SITE_URL}/notes/koln/",
        "heading": f"{SITE_URL}/notes/green-tea/#second-flush",
        "space": f"{SITE_URL}/notes/green-tea/",
        "cup": f"{SITE_URL}/notes/teacup-without-handle/",
        "category": f"{SITE_URL}/category/hot-drinks/",
        "tag": f"{SITE_URL}/tag/c-plus-plus/",
        "all": f"{SITE_URL}/archives/",
        "feed": f"{SITE_URL}/feeds/all.atom.xml",
        "front": f"{SITE_URL}/",
        "parentheses": f"{SITE_URL}/notes/tea-2/",
        "menu": f"{SITE_URL}/files/menu%231.pdf#page=2",
        "hot": f"{SITE_URL}/notes/green-tea/",
        "start": f"{SITE_URL}/posts/start/",
    }


def test_images_with_awkward_names_are_found(garden: BuiltSite) -> None:
    words = garden.read("posts/start/index.html").select_one(".prose")
    assert words is not None
    addresses = [str(image["src"]).removeprefix(f"{SITE_URL}/images/sized/") for image in words.select("img")]
    assert [re.sub(r"-[0-9a-f]{8}(?=\.svg$)", "", address) for address in addresses] == [
        "tea-pot.svg",
        "x-1.svg",
        "q.svg",
        "p.svg",
        "mu-nchen.svg",
        "picture.svg",
        "tea-pot.svg",
    ]
    assert {f"images/sized/{address}" for address in addresses} <= set(garden.files)


def test_backlinks_name_every_listed_entry_that_links_here_once(garden: BuiltSite) -> None:
    page = garden.read("posts/start/index.html")
    assert [link.get_text() for link in page.select(".backlinks a")] == [
        "100 %",
        "About",
        "C#",
        "Köln",
        "Next",
        "The pot",
        "What?",
    ]


def test_introduction_may_link_to_a_file_no_entry_uses(garden: BuiltSite) -> None:
    page = garden.read("category/hot-drinks/index.html")
    assert page.select(f'a[href="{SITE_URL}/files/only-here.pdf"]')
    assert "files/only-here.pdf" in garden.files


def test_summary_with_a_link_works_in_listings(garden: BuiltSite) -> None:
    page = garden.read("posts/index.html")
    assert page.select(f'.p-summary a.wikilink[href="{SITE_URL}/posts/start/"]')
    assert page.select(f'.p-summary img[src^="{SITE_URL}/images/sized/tea-pot-"]')


ESCAPES = (
    "[a](../../secret.txt)",
    "![a](../../secret.txt)",
    "[a](../../../../../../../../etc/passwd)",
    "[a]({static}/../secret.txt)",
    "![a]({attach}../../secret.txt)",
    "[a]({filename}/../secret.md)",
    "[[../../secret]]",
    "![[../../secret.txt]]",
    '<link rel="x" href="{static}/../secret.txt">',
    "<p data-href='{static}/../secret.txt'></p>",
    "<a title='href=\"{attach}../../secret.txt\"'>a</a>",
    "<!-- <img src='{static}/../secret.txt'> -->",
    "<script>let a = ' src=\"{static}/../secret.txt\"'</script>",
    '<a href="{static|/../secret.txt">a</a>',
    "[a]({static}/%2e%2e/secret.txt)",
    "[a]({static}/..\\secret.txt)",
)


def test_nothing_outside_the_content_folder_is_copied_or_linked(build_site: BuildSite) -> None:
    site = build_site(
        {
            **{
                f"posts/a{number}.md": f"Title: A {number}\nDate: 2026-01-01\n\n{text}\n"
                for number, text in enumerate(ESCAPES)
            },
            "../secret.txt": "the secret words",
            "../secret.md": "Title: the secret words\n",
        }
    )
    assert not site.failed
    assert not [name for name in site.files if "secret" in name or "passwd" in name]
    assert not [name for name in site.files if name.endswith((".html", ".xml")) and "secret words" in site.text(name)]
    assert sorted(path.name for path in site.content.parent.iterdir()) == [
        "content",
        "output",
        "secret.md",
        "secret.txt",
    ]


def test_wikilink_to_a_draft_is_words_in_public_and_a_link_at_home(build_site: BuildSite) -> None:
    files = {
        "posts/2026-01-01-a.md": "Title: A\n\n[[Plan]] and [the plan](plan.md)\n",
        "posts/plan.md": "Title: Plan\nStatus: draft\n\nText.\n",
    }
    public = build_site(files, public=True)
    assert public.problems == ()
    assert "plan" not in re.findall(r'href="([^"]*)"', public.text("posts/a/index.html"))
    home = build_site(files)
    assert len(home.read("posts/a/index.html").select('.prose a[href$="/drafts/posts/plan/"]')) == 2


SCRIPTS: Mapping[str, str | bytes] = {
    "posts/tea.md": """---
title: "javascript: the good parts"
date: 2026-01-02
image: javascript:a
license: JavaScript:b
website: [" vbscript:c"]
topic: "JavaScript: an introduction"
excerpt: "A [cup](javascript:d)."
---

[one](javascript:e), <vbscript:f> and [two][t]. `[x](javascript:x)`

[t]: data:text/html,g

<p><a href=" java&#10;script:h">x</a><a title="a"href='JAVASCRIPT&colon;i'>x</a></p>
<form action="javascript:j"><button formaction="javascript:k">x</button></form>

<div><a/href=javascript:l>x</a><iframe src="data:text/html;base64,bQ=="></iframe></div>

<svg><a xlink:href="javascript:n"><text>x</text></a></svg> <img src="x.png" onerror="javascript:x" alt="javascript:x">

[file](java%73cript:o)
""",
    "categories/cups.md": "Title: Cups\n\n[on](javascript:p)\n",
    "notes/cup.md": "Title: Cup\nCategory: Cups\n\n    <a href='javascript:x'>\n",
    "x.png": b"",
}


@pytest.mark.parametrize("dialect", ["commonmark", "python-markdown"])
def test_addresses_that_run_a_script_are_named_wherever_they_stand(build_site: BuildSite, dialect: str) -> None:
    menu, links = (("Menu", "javascript:q"),), (("Tea", "https://tea.example/"),)
    site = build_site(SCRIPTS, MARKDOWN_DIALECT=dialect, MENUITEMS=menu, LINKS=links)
    found = [line for line in site.problems if "would run a script" in line]
    places = sorted((line.partition(": ")[0], line.split("'")[1]) for line in found)
    is_common = dialect == "commonmark"
    assert places == sorted(
        [
            ("categories/cups.md:3", "javascript:p"),
            ("pelicanconf.py", "javascript:q"),
            ("posts/tea.md:4", "javascript:a"),
            ("posts/tea.md:5", "JavaScript:b"),
            ("posts/tea.md:6", " vbscript:c"),
            ("posts/tea.md:8", "javascript:d"),
            ("posts/tea.md:11", "javascript:e"),
            # Python-Markdown takes the brackets for text.
            *([("posts/tea.md:11", "vbscript:f")] if is_common else []),
            ("posts/tea.md:13", "data:text/html,g"),
            ("posts/tea.md:15", "JAVASCRIPT:i"),
            ("posts/tea.md:15", "java\\nscript:h"),
            ("posts/tea.md:16", "javascript:j"),
            ("posts/tea.md:16", "javascript:k"),
            ("posts/tea.md:18", "data:text/html;base64,bQ=="),
            ("posts/tea.md:18", "javascript:l"),
            ("posts/tea.md:20", "javascript:n"),
        ]
    )
    page = site.read("posts/tea/index.html")
    linked = [str(link.get("href")) for link in page.find_all("a") if "script:" in str(link.get("href"))]
    # What Markdown wrote is no link in CommonMark, and no path becomes a scheme.
    assert ("javascript:e" in linked) is not is_common
    assert "./javascript:o" in linked
