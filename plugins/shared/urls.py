"""Names and addresses: from words to slugs, from a kind, folder and slug to a place on the site."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import quote, unquote

from unidecode import unidecode

from plugins.shared.entry import Kind, Slug, UrlPath

# What would be lost between two names that differ in nothing else: C, C++ and C#.
SPOKEN_SIGNS = str.maketrans({"+": " plus ", "#": " sharp ", "&": " and ", "@": " at ", "%": " percent "})
SLUG_MAX_LENGTH = 80
# A file name that starts with a day: `2026-11-21-tea`.
DATED_NAME = re.compile(r"^(?P<date>\d{4}-\d{2}-\d{2})(?:[-_ ]+(?P<slug>.*))?$")


class AddressError(ValueError):
    """An address that the site cannot have; the message says which and why."""


def slugify(words: str, *, use_unicode: bool = False) -> Slug:
    """The slug of *words*: lower-case letters, digits and hyphens; empty only if *words* holds nothing to speak of.

    Letters outside ASCII are transliterated unless *use_unicode*.
    Where only symbols are left, their Unicode names speak for them: `🚀` gives `rocket`.
    """
    text = unicodedata.normalize("NFKC", words).replace("'", "").replace("\u2019", "")
    slug = _hyphenated(text.translate(SPOKEN_SIGNS) if _has_letter(text) else text, use_unicode=use_unicode)
    if not slug:
        names = " ".join(unicodedata.name(sign, "") for sign in text if not sign.isspace())
        slug = _hyphenated(names, use_unicode=False)
    return Slug(_shortened(slug))


def _has_letter(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


def _hyphenated(text: str, *, use_unicode: bool) -> str:
    plain = text if use_unicode else unidecode(text, errors="ignore")
    return re.sub(r"[\W_]+", "-", plain.casefold()).strip("-")


def _shortened(slug: str) -> str:
    """*slug* cut at a hyphen so that folder names stay within what file systems and people can take."""
    if len(slug) <= SLUG_MAX_LENGTH:
        return slug
    head = slug[: SLUG_MAX_LENGTH + 1].rpartition("-")[0]
    return head or slug[:SLUG_MAX_LENGTH]


def make_folder(source: str, kind: Kind, *, use_unicode: bool = False) -> str:
    """The folders of *source* as they stand in its address, each as a slug and with a closing slash; empty at the top.

    The first folder that only says the kind is left out: `posts/2026/tea.md` gives `2026/`.
    """
    parts = list(source.split("/")[:-1])
    if kind.folder in parts:
        parts.remove(kind.folder)
    slugs = [slugify(part, use_unicode=use_unicode) for part in parts]
    return "".join(f"{slug}/" for slug in slugs if slug)


def expand_pattern(pattern: str, values: Mapping[str, object]) -> str:
    """*pattern* with its fields filled in, as Pelican's `ARTICLE_URL` and its kin are written."""
    return pattern.format(**values)


def save_as_of(url: str) -> str:
    """The file that answers at *url*: `posts/tea/` is served from `posts/tea/index.html`."""
    path = unquote(url.split("#")[0].split("?")[0])
    return f"{path}index.html" if path.endswith("/") or not path else path


def url_of(save_as: str) -> UrlPath:
    """The address at which the file *save_as* answers."""
    folder, name = posixpath.split(save_as)
    if name == "index.html":
        return UrlPath(quote(f"{folder}/") if folder else "")
    return UrlPath(quote(save_as))


def check_save_as(save_as: str) -> str:
    """*save_as* made clean, relative to the output folder; raises `AddressError` if it would leave it."""
    flat = save_as.replace("\\", "/").strip()
    path = posixpath.normpath(flat.lstrip("/"))
    if "\0" in path or path == ".." or path.startswith("../") or re.match(r"[A-Za-z]:", path):
        raise AddressError(f"'{save_as}' leaves the output folder; write a path below it, such as 'notes/tea/index.html'")
    if path == "." or flat.endswith("/"):
        return posixpath.join("" if path == "." else path, "index.html")
    return path
