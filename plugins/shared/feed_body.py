"""A text as feeds show it: away from its page, and without what only makes sense there."""

from __future__ import annotations

import html
import re

SHARE_FOOT_MARK = '<a class="quote-anchor"'
SHARE_FOOT = re.compile(
    r'<figcaption class="quote-foot">(?P<said_by>(?:<cite>.*?</cite>)?)<a class="quote-anchor".*?</figcaption>',
    re.DOTALL,
)
HEADING_MARK = '<a class="headerlink"'
HEADING_LINK = re.compile(rf"{HEADING_MARK}[^<>]*>.*?</a>")
# Many readers of feeds leave out drawings that stand in the text: what they say does not get lost.
DRAWN_FORMULA = re.compile(
    r"<svg class=\"formula[^<>\"]*\"[^<>]*? aria-label=\"(?P<tex>[^\"]*)\"[^<>]*>.*?</svg>", re.DOTALL
)
# An address that is one of the page itself: a footnote, a heading, a query.
OWN_ADDRESS = re.compile(r"(?P<before><[^<>]*?\s(?:href|src)\s*=\s*[\"'])(?P<address>[#?])")


def make_feed_body(body: str, page_url: str) -> str:
    """*body* without the links below its quotes and behind its headings, and with full addresses.

    A formula that is a drawing is shown as it was written.

    *page_url* is the whole address of its page, which `#…` and `?…` belong to.
    """
    if SHARE_FOOT_MARK in body:
        body = SHARE_FOOT.sub(r"\g<said_by>", body)
    if HEADING_MARK in body:
        body = HEADING_LINK.sub("", body)
    if '<svg class="formula' in body:
        body = DRAWN_FORMULA.sub(r"<code>\g<tex></code>", body)
    return OWN_ADDRESS.sub(lambda found: f"{found['before']}{html.escape(page_url)}{found['address']}", body)
