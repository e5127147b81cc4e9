"""What lies in a content folder and is no file, or no file that anybody means: one problem each, and a site."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.sites import BuildSite

GOOD = "Title: Tea\nDate: 2026-01-02\n\nGreen.\n"
AWAY = "put a file in its place, or take it away"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_what_is_no_file_is_told_and_the_rest_is_built(build_site: BuildSite, tmp_path: Path) -> None:
    content = tmp_path / "odd"
    for folder in ("posts", "images", "extra", ".obsidian"):
        (content / folder).mkdir(parents=True)
    (content / "posts" / "tea.md").write_text(GOOD)
    for pipe in ("posts/pipe.md", "images/pipe.png", "extra/pipe", ".obsidian/app.json", ".obsidian/templates.json"):
        os.mkfifo(content / pipe)
    links = {
        "posts/zero.md": "/dev/zero",
        "images/zero.png": "/dev/zero",
        "posts/one.md": "other.md",
        "posts/other.md": "one.md",
        "images/one.png": "other.png",
        "images/other.png": "one.png",
        "images/old.png": "/nowhere/old.png",
        "extra/old.txt": "/nowhere/old.txt",
    }
    for name, target in links.items():
        (content / name).symlink_to(target)

    site = build_site(content)

    assert not site.failed
    assert (site.output / "posts" / "tea" / "index.html").is_file()
    circle = "cannot be read (Too many levels of symbolic links); the link leads in a circle; take it away"
    assert set(site.problems) == {
        "extra/old.txt: this link leads nowhere; fix or remove it",
        f"extra/pipe: this is a named pipe, and no file; {AWAY}",
        "images/old.png: this link leads nowhere; fix or remove it",
        "images/one.png: this link leads in a circle; fix or remove it",
        "images/other.png: this link leads in a circle; fix or remove it",
        f"images/pipe.png: this is a named pipe, and no file; {AWAY}",
        f"images/zero.png: this is a device, and no file; {AWAY}",
        f"posts/one.md: {circle}",
        f"posts/other.md: {circle}",
        f"posts/pipe.md: cannot be read (it is a named pipe); {AWAY}",
        f"posts/zero.md: cannot be read (it is a device); {AWAY}",
    }


DEEP = {
    "posts/brackets.md": f"---\ntitle: Tea\na: {'[' * 200_000}\n---\n\nx",
    "posts/dashes.md": f"---\ntitle: Tea\na:\n {'- ' * 40_000}x\n---\n\nx",
    "posts/json.md": '{"title": "Tea",\n"a": ' + "[" * 300 + "]" * 300 + "}\n\nx",
    "posts/toml.md": '+++\ntitle = "Tea"\n' + ".".join("a" * 3000) + " = 1\n+++\n\nx",
}


def test_front_matter_nested_without_end_is_told_by_its_line(build_site: BuildSite) -> None:
    site = build_site({"posts/tea.md": GOOD, **DEEP})

    assert not site.failed
    assert (site.output / "posts" / "tea" / "index.html").is_file()
    yaml = "broken YAML: more than 20 levels, or an alias (*) that names itself; write it flat"
    deep = "'a' is nested too deeply: more than 20 levels; write it flat"
    assert set(site.problems) == {
        f"posts/brackets.md:3: {yaml}",
        f"posts/dashes.md:4: {yaml}",
        f"posts/json.md:2: {deep}",
        f"posts/toml.md:3: {deep}",
    }


ENDLESS = {
    "posts/title.md": f"Title: {'tea time ' * 500_000}\nDate: 2026-01-02\n\nx",
    "posts/stars.md": f"Title: Stars\nDate: 2026-01-02\n\n{'*a _b ' * 5000}",
    "posts/brackets.md": f"Title: Brackets\nDate: 2026-01-02\n\n{'[[' * 10_000}",
    "posts/quotes.md": f"Title: Quotes\nDate: 2026-01-02\n\n{'> ' * 5000}x",
    "posts/html.md": f"Title: Elements\nDate: 2026-01-02\n\n{'<div>' * 5000}x",
}


def test_what_goes_on_without_end_keeps_nobody_waiting(build_site: BuildSite) -> None:
    site = build_site({"posts/tea.md": GOOD, **ENDLESS})

    assert not site.failed
    assert (site.output / "posts" / "tea" / "index.html").is_file()
    title = (
        "'tea time tea time tea time tea time tea …' is a title of 4499999 characters; write one of no more than 1000"
    )
    assert f"posts/title.md:1: {title}" in site.problems
