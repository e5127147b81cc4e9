"""What a new author is asked: the blog's name, their own, and its address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from plugins.authoring.starting import clean_title


class AnswersError(ValueError):
    """An answer the settings cannot hold; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Answers:
    """*address* has no slash at its end."""

    name: str
    author: str
    address: str


def make_answers(name: str, author: str, address: str) -> Answers:
    """The answers, cleaned; raises `AnswersError` for an empty one or for what is no address."""
    clean = Answers(clean_title(name), clean_title(author), parse_address(address))
    if not clean.name:
        raise AnswersError("the blog needs a name; give one with --name")
    if not clean.author:
        raise AnswersError("the blog needs an author; give your name with --author")
    return clean


def parse_address(text: str) -> str:
    """The address of a site, with `https://` where no scheme was written and without a slash at its end."""
    written = text.strip()
    whole = written if "://" in written else f"https://{written}"
    try:
        parts = urlsplit(whole)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    is_known = parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0
    if not is_known or parts.query or parts.fragment or not whole.isprintable() or " " in whole or '"' in whole:
        raise AnswersError(f"'{text}' is no address; write one like https://example.org")
    return whole.rstrip("/")
