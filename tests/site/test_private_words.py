"""Comments leak nowhere: a public site of texts with comments in every position, in which their words are looked for.

In pages, feeds, JSON, sitemap, the names of files, and what the build prints.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sites import BuiltSite, build, write_content

SECRET = "Xylophone"
# What a comment within a line is, and what one is that takes lines of its own.
INLINE = {
    "percent": f"%% {SECRET} %%",
    "glued": f"%%{SECRET}%%",
    "html": f"<!-- {SECRET} -->",
    "links": f"%% [[{SECRET}]], [a]({SECRET}.md), ![{SECRET}]({SECRET}.png), [b]({SECRET} b.md) %%",
    "tags": f"%% #{SECRET} `{SECRET}` {{% {SECRET} %}} [^{SECRET}] %%",
    "liquid": f"{{% comment %}} {SECRET} [[{SECRET}]] `{SECRET}` {{% endcomment %}}",
    "liquid trimmed": f"{{%- comment -%}}{SECRET}{{%- endcomment -%}}",
    "liquid line": f"{{% # {SECRET} %}}",
    "hugo": f"{{{{< comment >}}}} #{SECRET} ![{SECRET}]({SECRET}.png) {{{{< /comment >}}}}",
    "hugo percent": f"{{{{% comment %}}}} {SECRET} {{{{% /comment %}}}}",
    "go": f"{{{{/* {SECRET} */}}}}",
    "jinja": f"{{# {SECRET} [b]({SECRET} b.md) #}}",
    "jinja glued": f"{{#{SECRET}#}}",
    "kramdown": f"{{::comment}}{SECRET} [^{SECRET}]{{:/comment}}",
    "mdx": f"{{/* {SECRET} {{% {SECRET} %}} */}}",
    "links in html": f"<!-- [[{SECRET}]], [a]({SECRET}.md), ![{SECRET}]({SECRET}.png), #{SECRET} -->",
}
LINES = f"{SECRET}\n\n```python\n{SECRET}\n```\n\n- {SECRET} [[{SECRET}]]\n\n# {SECRET}\n\n%% {SECRET}\n"
BLOCK = {
    "liquid": f"{{% comment %}}\n{LINES}{{% endcomment %}}",
    "hugo": f"{{{{< comment >}}}} {LINES}{{{{< /comment >}}}}",
    "go": f"{{{{- /* {LINES}\n*/ -}}}}",
    "jinja": f"{{# {LINES}\n#}}",
    "kramdown": f"{{::comment}}\n{LINES}{{:/}}",
    "mdx": f"{{/*\n{LINES}*/}}",
    "percent": f"%%\n{SECRET}\n\n```python\n{SECRET}\n```\n\n- {SECRET} [[{SECRET}]]\n\n# {SECRET}\n%%",
    "words": f"%% {SECRET}\n\n{SECRET} #{SECRET}\n\n%%",
    "html": f"<!-- {SECRET}\n\n# {SECRET}\n\n```\n{SECRET}\n```\n-->",
}
TEXT = """\
A paragraph @ of words, **bold @ words**, ==marked @ words== and [a link @](https://tea.example "title @").
Words wrapped @
on two lines.

## Heading @

Setext @
---

- item @
- @
    - deep @ item
- [ ] task @

> said @
> @

> [!note] Title @
> text @

> [!tip]- @
> folded @

!!! note "Title @"
    text @

| a @ | b |
|---|---|
| c @ | @ |

A note[^1] and ^[one @ within] the text.

[^1]: note @

Term @
: meaning @

*[HTML]: Markup @

HTML, <b>bold @</b>, ![a cup @](images/cup.png "caption @"), ![a cup @](images/cup.png "caption @")

![a cup @](images/cup.png "caption @")

/// caption
words @
///

<div>
words @
</div>

<details>
<summary>Open @</summary>

words @

</details>

<div markdown="1">
words @
</div>

[TOC]

[reference][r]

[r]: https://tea.example "title @"
"""
BLOCKS = """\
Words.

@

words
@
words

- item
@
- item

> quote
@
> quote

> [!note] Title
> text
@

| a |
|---|
| b |
@

<div>
words
@
</div>

<details>
<summary>Open</summary>

@

</details>

# Heading
@

## Heading

@
"""
# Where a comment is cut by what it stands in, so that the words beside it may differ.
CORNERS = """\
## Kept {#kept title="@"}

A [link](https://tea.example){title="@" .x} and a paragraph.
{: title="@" }

See [[Tea]], [[Tea#Leaves @]], [[Tea @]], [[Tea @|tea]] and ![[Tea @]].

<div>@</div>

<p title="@">words</p>

Words <b title="@">bold</b> and <img src="images/cup.png" alt="A cup @"> within them.

<details><summary>@</summary>@</details>

| a | [[Tea @\\|b]] |
|---|---|
| `@` | @ |
""".replace("| `@`", "| c")
HEADS = {"lines": "Title: {}\nDate: 2026-02-01\n\n", "yaml": "---\ntitle: {}\ndate: 2026-02-01\n---\n"}
CUP = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde"
    b"\0\0\0\x0cIDATx\x9cc\xf8\xcf\xc0\0\0\3\1\1\0\xc9\xfe\x92\xef\0\0\0\0IEND\xaeB`\x82"
)
SETTINGS = {
    "FAIL_ON": "errors",
    "SITEURL": "https://tea.example",
    "SOCIAL_JSON": "social.json",
    "MESSAGES_FEED": "m.xml",
}


def texts() -> dict[str, str | bytes]:
    """Every position with every comment, below both sorts of front matter; and all without one, as `plain`."""
    files: dict[str, str | bytes] = {"images/cup.png": CUP}
    inline, block = ({**comments, "plain": ""} for comments in (INLINE, BLOCK))
    for dialect, head in HEADS.items():
        for name, comment in inline.items():
            files |= _post(f"{dialect} inline {name}", head, TEXT.replace("@", comment))
        for name, comment in block.items():
            files |= _post(f"{dialect} block {name}", head, BLOCKS.replace("@", comment))
            # Between the front matter and the text.
            files |= _post(f"{dialect} first {name}", head, f"{comment}\n\nWords.\n")
    for name, comment in INLINE.items():
        files[f"notes/title {name}.md"] = f"# Leaf {comment} {name}\n\nWords {comment}.\n"
        files[f"posts/values {name}.md"] = (
            f"---\ntitle: 'Values @ {name}'\ndate: 2026-02-01\nexcerpt: 'Told @ here'\ndescription: 'Said @'\n"
            f"message: 'Sent @'\nimage: images/cup.png\nimage_alt: 'A cup @'\n"
            f"series: 'Tea @'\nauthor: ['Ada @']\ncategory: ['Leaves @']\ncanonical: https://tea.example/a\n---\nWords.\n"
        ).replace("@", comment)
    for name, comment in INLINE.items():
        files[f"notes/corner {name}.md"] = CORNERS.replace("@", comment) + "\nWords at the end.\n"
    for name, comment in BLOCK.items():
        # Nothing but a comment: another line stands for the text.
        files[f"notes/only {name}.md"] = f"{comment}\n"
    return files


def _post(title: str, head: str, text: str) -> dict[str, str]:
    return {f"posts/{title}.md": head.format(title) + text}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, shared_cache_path: Path) -> BuiltSite:
    folder = tmp_path_factory.mktemp("private")
    write_content(folder / "content", texts())
    settings = {"CACHE_PATH": str(shared_cache_path), **SETTINGS}
    return build(folder / "content", folder / "output", settings, public=True)


def words_of(site: BuiltSite, path: str) -> list[str]:
    prose = site.read(f"{path}/index.html").select_one(".prose")
    assert prose is not None
    return prose.get_text(" ").split()


def test_the_words_of_comments_are_nowhere(site: BuiltSite) -> None:
    assert site.failure == ""
    assert {"notes/title-links/index.html", "social.json", "m.xml", "feeds/all.json"} <= {*site.files}
    secret = SECRET.casefold().encode()
    assert [name for name in site.files if secret in (site.output / name).read_bytes().lower()] == []
    assert [name for name in site.files if SECRET.casefold() in name.casefold()] == []
    assert SECRET.casefold() not in site.printed.casefold()
    # Nor does one tell in which language the code is that it hides.
    assert "Python" not in site.text("notes/only-percent/index.html")


def test_nothing_beside_a_comment_is_lost(site: BuiltSite) -> None:
    for dialect in HEADS:
        for place, comments in (("inline", INLINE), ("block", BLOCK), ("first", BLOCK)):
            plain = words_of(site, f"posts/{dialect}-{place}-plain")
            for name in comments:
                assert words_of(site, f"posts/{dialect}-{place}-{name.replace(' ', '-')}") == plain


def test_a_value_keeps_what_is_no_comment(site: BuiltSite) -> None:
    for name in INLINE:
        page = site.read(f"posts/values-{name.replace(' ', '-')}/index.html")
        title = page.select_one("h1")
        assert title is not None
        assert title.get_text().split() == ["Values", *name.split()]
        assert page.select_one('meta[name="description"][content="Said"]') is not None


def test_both_sorts_of_front_matter_have_the_same_text(site: BuiltSite) -> None:
    for name in (*INLINE, "plain"):
        pages = [
            str(site.read(f"posts/{one}-inline-{name.replace(' ', '-')}/index.html").select_one(".prose"))
            for one in HEADS
        ]
        assert pages[0] == pages[1]


# Heads that say "not public" in a way that is no front matter, or by slips and words of their own. One a file.
HELD = """\
Title: T
Status : draft
===
Title: T
Draft : yes
===
Title: T
Status = draft
===
Title: T
**Status**: draft
===
Title: T
:status: draft
===
Title: T
Status： draft
===
Draft=true
===
# T

---
draft: true
---
===
---
title: T
---

---
status: draft
---
===
---
title: T
---
# T

---
publish: false
---
===
---
title: T
status :draft
---
===
---
title: T
status = draft
---
===
---
title: T
draft： true
---
===
---
title: T
status: not for publishing, do not publish
---
===
---
title: T
status: not public
---
===
---
title: T
visibility: nobody
---
===
---
title: T
visibility: team only
---
===
---
title: T
published: not yet
---
===
---
title: T
published: never
---
===
---
title: T
publish: nope
---
===
---
title: T
visible: false
---
===
---
title: T
enabled: no
---
===
---
title: T
expired: true
---
===
---
title: T
access: private
---
===
---
title: T
post_status: pending
---
===
---
title: T
wp_status: private
---
===
---
title: T
Statuss: drafft
---
===
---
title: T
Staus: archived
---
===
---
title: T
visiblity: internal
---
===
---
title: T
Draf: tru
---
===
---
title: T
privat: yep
---
===
---
title: T
pasword: tea
---
===
---
title: T
unpublish: true
---
===
---
title: T
dontPublish: true
---
===
---
title: T
publishOn: 2999-01-01
---
===
---
title: T
pubishDate: 2999-01-01
---
===
---
title: T
publish_dat: 2999-01-01
---
===
---
title: T
expirydat: 2001-01-01
---
===
---
title: T
unpublishOn: 2001-01-01
---
""".split("===\n")
# Heads that hold nothing back, near as they are.
SHOWN = """\
Title: T
Mood : draft beer
===
---
title: T
---

Status : fine

---

Text between two rules says *draft: true* of itself.

---
===
---
title: T
published: 2020-01-01
visible: true
access: open
expired: no
status: published
---
===
---
title: T
---
# T

---
tea: true
---
""".split("===\n")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, shared_cache_path: Path) -> BuiltSite:
    folder = tmp_path_factory.mktemp("held")
    files = {
        f"{kind}/{name} {number}.md": f"{head}\n\n{SECRET if name == 'held' else 'Shown'} {number}.\n"
        for kind in ("notes", "pages")
        for name, heads in (("held", HELD), ("shown", SHOWN))
        for number, head in enumerate(heads)
    }
    write_content(folder / "content", files)
    settings = {"CACHE_PATH": str(shared_cache_path), **SETTINGS, "FAIL_ON": "never"}
    return build(folder / "content", folder / "output", settings, public=True)


def test_what_says_not_public_is_not_in_a_public_site(held: BuiltSite) -> None:
    shown = {name for name in held.files if SECRET.casefold().encode() in (held.output / name).read_bytes().lower()}

    assert held.failure == ""
    assert shown == set()
    for number in range(len(SHOWN)):
        assert "Shown" in held.text(f"notes/shown-{number}/index.html")
