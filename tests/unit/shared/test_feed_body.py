"""Texts as feeds show them."""

from __future__ import annotations

from plugins.shared.feed_body import make_feed_body


def test_a_formula_that_is_a_drawing_is_shown_as_it_was_written() -> None:
    body = (
        '<p>A <svg class="formula formula-drawn" role="img" aria-label="\\SI{5}{m} &lt; x"><path d="M0"/></svg> on.</p>'
    )
    assert make_feed_body(body, "https://tea.example/") == "<p>A <code>\\SI{5}{m} &lt; x</code> on.</p>"


def test_mathml_stays() -> None:
    body = '<p><math class="formula" alttext="x"><mi>x</mi></math></p>'
    assert make_feed_body(body, "https://tea.example/") == body
