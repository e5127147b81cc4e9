"""Pages as the preview hands them out."""

from __future__ import annotations

import re

from plugins.preview.pages import (
    Link,
    Problem,
    SortedProblem,
    add_page_links,
    inject,
    make_index,
    make_problem_page,
    make_shell,
)

PROBLEM: Problem = {"place": "content/a.md", "line": 4, "message": 'say "<tea>"', "severity": "error"}


def test_the_script_stands_before_the_end_of_the_body() -> None:
    html = inject(b"<body><p>Tea</p></body></html>", "a.1")
    assert re.fullmatch(rb'<body><p>Tea</p><script src="/~preview/live\.js" .*></script>\n</body></html>', html)


def test_a_body_end_shown_as_text_is_not_the_end() -> None:
    html = inject(b"<body><pre>&lt;/body></pre><template></body></template>Tea</body>", "a.1")
    assert html.index(b"Tea") < html.index(b"<script")


def test_a_page_without_body_end_gets_it_behind_everything() -> None:
    assert inject(b"<p>Tea", "a.1").startswith(b"<p>Tea<script ")


def test_problems_cannot_leave_their_attribute() -> None:
    html = inject(b"", "a.1", [PROBLEM])
    assert b"<tea>" not in html
    assert html.count(b'"') == 10


def test_views_cannot_leave_their_attribute() -> None:
    html = inject(b"", "a.1", views=[{"title": 'say "<tea>"', "url": "social/tea/"}])
    assert b"<tea>" not in html
    assert html.count(b'"') == 10


def test_the_name_of_a_file_cannot_leave_its_attribute() -> None:
    html = inject(b"", "a.1", gone='notes/"<tea>".md')
    assert b"<tea>" not in html
    assert html.count(b'"') == 10


def test_the_pages_of_a_view_lead_on_to_those_beside_them() -> None:
    html = add_page_links(b"<body>Tea</body>", "images", 2, 3).decode()
    assert '<a href="/~preview/images/1/">newer</a> <a href="/~preview/images/3/">older</a>' in html
    assert html.startswith("<body>Tea<nav>")


def test_the_ends_of_a_view_lead_on_to_one_side_and_one_page_to_none() -> None:
    assert b"newer" not in add_page_links(b"", "images", 1, 2)
    assert b"older" not in add_page_links(b"", "images", 2, 2)
    assert add_page_links(b"Tea", "images", 1, 1) == b"Tea"


def test_the_index_names_views_and_entries() -> None:
    view: Link = {"title": "As <networks> show it", "url": "social/tea/"}
    html = make_index([{"title": "Images", "url": "images/"}], [{"title": "Tea & co", "url": "tea/", "views": [view]}])
    assert '<li><a href="/~preview/images/">Images</a></li>' in html.decode()
    assert (
        '<li><a href="/tea/">Tea &amp; co</a>'
        ' · <a href="/~preview/social/tea/">As &lt;networks&gt; show it</a></li>' in html.decode()
    )


def test_a_page_of_problems_reads_without_script() -> None:
    html = make_shell([PROBLEM]).decode()
    assert "<code>content/a.md:4</code> say &quot;&lt;tea&gt;&quot;" in html


def test_the_page_of_problems_has_all_of_them_by_level_and_sort() -> None:
    found = [
        SortedProblem(place="content/a.md", line=3, message="<b> is no date", severity="error", sort="date"),
        SortedProblem(place="content/b.md", line=0, message="no cup", severity="warning", sort="alt"),
        SortedProblem(place="content/c.md", line=2, message="no pot", severity="warning", sort="alt"),
    ]

    page = make_problem_page(found, "Markdown: CommonMark\n3 files").decode()

    assert "<h1>3 problems</h1>" in page
    assert "<p>Markdown: CommonMark<br>3 files</p>" in page
    assert '<section data-level="error" data-sort="date">\n<h2>date: 1 error</h2>' in page
    assert "<code>content/a.md:3</code> &lt;b&gt; is no date" in page
    assert '<section data-level="warning" data-sort="alt">\n<h2>alt: 2 warnings</h2>' in page
    assert "<code>content/b.md</code> no cup" in page
    assert "No problems" in make_problem_page([], "").decode()
