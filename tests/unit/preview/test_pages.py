"""Pages as the preview hands them out."""

from __future__ import annotations

import re

from plugins.preview.pages import Problem, inject, make_shell

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
    assert html.count(b'"') == 6


def test_a_page_of_problems_reads_without_script() -> None:
    html = make_shell([PROBLEM]).decode()
    assert "<code>content/a.md:4</code> say &quot;&lt;tea&gt;&quot;" in html
