"""What the body of a doodle says twice once its drawing stands above it: the drawing itself, and its transcript."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_PICTURE = r"<img\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"
_LINKED = rf"(?:<a\b[^<>]*>\s*)?{_PICTURE}(?:\s*</a>)?"
_FIRST_PICTURE = re.compile(
    rf"<p>\s*{_LINKED}\s*</p>\s*|<figure\b[^<>]*>\s*{_LINKED}.*?</figure>\s*|{_LINKED}", re.DOTALL
)
_TRANSCRIPT = re.compile(
    r"<h(?P<level>[2-6])\b[^<>]*>\s*Transcript\b\s*(?:<a class=\"headerlink\".*?</a>)?\s*</h(?P=level)>"
    r"(?P<text>.*?)(?=<h[1-6]\b|<div class=\"footnote\">|\Z)",
    re.DOTALL | re.IGNORECASE,
)


def take_first_picture(body: str) -> str:
    """*body* without its first picture, nor the paragraph, link or figure that held nothing else."""
    return _FIRST_PICTURE.sub("", body, count=1)


def take_transcript(body: str) -> tuple[str, str]:
    """*body* without its section headed "Transcript", and the HTML of that section; empty if there is none."""
    match = _TRANSCRIPT.search(body)
    if match is None:
        return body, ""
    return body[: match.start()] + body[match.end() :], match["text"].strip()


class _AltChecker(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        is_decoration = values.get("role") in ("presentation", "none") or values.get("aria-hidden") == "true"
        if tag == "img" and not is_decoration and not (values.get("alt") or "").strip():
            self.found.append(values.get("src") or "")


def find_images_without_alt(body: str) -> list[str]:
    """The addresses of the pictures in *body* that tell nothing to those who cannot see them, in order.

    Pictures that are marked as decoration need not.
    """
    if "<img" not in body:
        return []
    checker = _AltChecker()
    checker.feed(body)
    return list(dict.fromkeys(checker.found))
