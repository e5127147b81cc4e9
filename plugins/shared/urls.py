"""Names and addresses: from words to slugs, from a kind, folder and slug to a place on the site."""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from urllib.parse import quote, unquote

from unidecode import unidecode

from plugins.shared.entry import Kind, Slug, UrlPath

# What would be lost between two names that differ in nothing else: C, C++ and C#. A `#` before a word is a tag's.
SPOKEN_SIGNS = str.maketrans({"+": " plus ", "&": " and ", "@": " at ", "%": " percent "})
SHARP = re.compile(r"(?<=\w)#(?!\w)")
SLUG_MAX_LENGTH = 80
# What every file system in use can take.
NAME_MAX_BYTES = 255
# What is left for the folder of the site, and what an address may be long.
PATH_MAX_BYTES = 1000
# A slug stands in names that say more: a date before it, `.atom.xml` behind.
SLUG_MAX_BYTES = 200
SUFFIX_MAX_BYTES = 20
DIGEST_LENGTH = 8
# A name that tells a day; then what else tells one of a text that has to have one: without dashes, and in folders.
DATED_NAME = re.compile(r"^(?:.*/)?(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[-_ ]+(?P<name>[^/]*))?$")
DATED_PATHS = (
    re.compile(r"^(?:.*/)?(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})[-_ ]+(?P<name>[^/]*)$"),
    re.compile(r"^(?:.*/)?(?P<year>\d{4})/(?P<month>\d{2})-(?P<day>\d{2})[-_ ]+(?P<name>[^/]*)$"),
    re.compile(r"^(?:.*/)?(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})(?:[-_ ]+|/)(?P<name>[^/]*)$"),
)
# Whether an emoji is drawn in colours or as text: https://www.unicode.org/reports/tr51/#Emoji_Variation_Sequences
VARIATION_SELECTORS = str.maketrans({"\ufe0e": "", "\ufe0f": ""})


# Control characters and spaces before an address, and tabs and line ends in it, are nothing to a browser:
# https://url.spec.whatwg.org/#concept-basic-url-parser.
BEFORE_ADDRESS = "".join(map(chr, range(0x21)))
IN_ADDRESS = str.maketrans("", "", "\t\n\r")
SCRIPT = re.compile(
    r"(?:java|vb)script:|data:[ ]*(?:text/html|text/xml|application/xml|application/xhtml\+xml)[ ]*[,;]", re.IGNORECASE
)
LONGEST_SHOWN = 60


class AddressError(ValueError):
    """An address that the site cannot have; the message says which and why."""


def runs_script(address: str) -> bool:
    """Whether a link to *address* runs a script in the page it stands in, or opens a page that it holds itself."""
    return bool(SCRIPT.match(address.lstrip(BEFORE_ADDRESS).translate(IN_ADDRESS)))


def refuse_script(address: str) -> str:
    """The words for an *address* that runs a script."""
    shown = address if len(address) <= LONGEST_SHOWN else f"{address[:LONGEST_SHOWN]}…"
    return f"address '{shown}' would run a script; write one that begins with https:, or take it out"


def slugify(words: str, *, use_unicode: bool = False) -> Slug:
    """The slug of *words*: lower-case letters, digits and hyphens; empty only if *words* holds nothing to speak of.

    Letters outside ASCII are transliterated unless *use_unicode*.
    Where only symbols are left, their Unicode names speak for them: `🚀` gives `rocket`.
    """
    # A file name that is no text has signs that stand for bytes.
    written = words.encode("utf-8", "ignore").decode("utf-8")
    text = unicodedata.normalize("NFKC", written).replace("'", "").replace("\u2019", "")
    spoken = SHARP.sub(" sharp ", text).translate(SPOKEN_SIGNS) if _has_letter(text) else text
    slug = _hyphenated(spoken, use_unicode=use_unicode)
    if not slug:
        names = " ".join(unicodedata.name(sign, "") for sign in text if not sign.isspace())
        slug = _hyphenated(names, use_unicode=False)
    return Slug(_shortened(slug))


# Most names are those of many entries.
@lru_cache(maxsize=4096)
def slugify_name(name: str, *, use_unicode: bool = False) -> Slug:
    """The slug of the *name* of a category, tag or author.

    How an emoji is to be drawn, in colours or as text, makes no other name of it.
    """
    return slugify(name.translate(VARIATION_SELECTORS), use_unicode=use_unicode)


def _has_letter(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


def _hyphenated(text: str, *, use_unicode: bool) -> str:
    plain = text if use_unicode else unidecode(text, errors="ignore")
    folded = unicodedata.normalize("NFC", plain.casefold())
    return "-".join("".join(sign if _is_part_of_word(sign) else " " for sign in folded).split())


def _is_part_of_word(sign: str) -> bool:
    # Many scripts write vowels as marks.
    return sign.isalnum() or unicodedata.category(sign).startswith("M")


def _shortened(slug: str) -> str:
    """*slug* cut at a hyphen so that folder names stay within what file systems and people can take."""
    if len(slug) <= SLUG_MAX_LENGTH:
        return _shorten_name(slug, SLUG_MAX_BYTES)
    head = slug[: SLUG_MAX_LENGTH + 1].rpartition("-")[0] or slug[:SLUG_MAX_LENGTH]
    return head if len(head.encode()) <= SLUG_MAX_BYTES else _shorten_name(slug, SLUG_MAX_BYTES)


def find_day(source: str, *, is_dated: bool) -> tuple[str, str]:
    """The day that the path *source* tells, as `2026-11-21`, and the name of its file without it and its suffix.

    `2026-11-21-tea.md` tells one; of a text that *is_dated* by its kind, so do `20261121-tea.md`, `2026/11-21-tea.md`
    and `2026/11/21/tea.md`. If there is none, or no such day, the first is empty.
    """
    path = source.removesuffix(posixpath.splitext(source)[1])
    for pattern in (DATED_NAME, *(DATED_PATHS if is_dated else ())):
        if found := pattern.match(path):
            try:
                day = date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError:
                break
            return day.isoformat(), found["name"] or posixpath.basename(path)
    return "", posixpath.basename(path)


def make_folder(source: str, kind: Kind, *, use_unicode: bool = False) -> str:
    """The folders of *source* as they stand in its address, each as a slug and with a closing slash; empty at the top.

    The first folder that only says the kind is left out: `posts/2026/tea.md` gives `2026/`.
    So is a kind's folder at the top that the front matter overrules: a rocket in `posts/` is no post in its address.
    """
    parts = source.split("/")[:-1]
    named = next((part for part in parts if part.casefold() == kind.folder), None)
    if named is not None:
        parts.remove(named)
    elif parts and parts[0].casefold() in {one.folder for one in Kind}:
        del parts[0]
    slugs = [slugify(part, use_unicode=use_unicode) for part in parts]
    return "".join(f"{slug}/" for slug in slugs if slug)


def expand_pattern(pattern: str, values: Mapping[str, object]) -> str:
    """*pattern* with its fields filled in, as Pelican's `ARTICLE_URL` and its kin are written.

    Raises `AddressError` if it asks for more than *values*.
    """
    try:
        return pattern.format(**values)
    except (KeyError, IndexError, ValueError, AttributeError, TypeError):
        known = ", ".join(f"{{{name}}}" for name in values)
        raise AddressError(f"the setting '{pattern}' cannot be filled in; write an address with {known}") from None


def save_as_of(url: str) -> str:
    """The file that answers at *url*: `posts/tea/` is served from `posts/tea/index.html`."""
    path = unquote(re.split(r"[?#]", url, maxsplit=1)[0])
    return f"{path}index.html" if path.endswith("/") or not path else path


def url_of(save_as: str) -> UrlPath:
    """The address at which the file *save_as* answers."""
    folder, name = posixpath.split(save_as)
    if name == "index.html":
        return quote_url(f"{folder}/" if folder else "", reserved="%?#")
    return quote_url(save_as, reserved="%?#")


def quote_url(url: str, reserved: str = "") -> UrlPath:
    """*url* with the signs that no address may hold, and those in *reserved*, quoted; letters of any script stay."""
    unfit = re.compile(rf"[\s\x00-\x1f\x7f\"<>\\^`{{|}}{re.escape(reserved)}]")
    return UrlPath(unfit.sub(lambda sign: quote(sign[0], safe=""), url))


def shorten_path(path: str) -> str:
    """*path* with every name in it cut, and told apart by a digest, where file systems take none as long; else itself.

    A path that is too long as a whole ends in a digest of all of it.
    """
    parts = [_shorten_name(part, NAME_MAX_BYTES) for part in path.split("/")]
    if len("/".join(parts).encode("utf-8", "replace")) <= PATH_MAX_BYTES:
        return "/".join(parts)
    name = parts[-1] if parts[-1] == "index.html" else ""
    head = posixpath.split(_cut(path, NAME_MAX_BYTES))[0]
    suffix = "" if name else posixpath.splitext(parts[-1])[1]
    return posixpath.join(head, f"{_digest_of(path)}{suffix}", name).rstrip("/")


def _shorten_name(name: str, max_bytes: int) -> str:
    """*name* if it takes no more than *max_bytes*, else its beginning, a digest of all of it, and its suffix."""
    if len(name.encode("utf-8", "replace")) <= max_bytes:
        return name
    stem, suffix = posixpath.splitext(name)
    if len(suffix.encode("utf-8", "replace")) > SUFFIX_MAX_BYTES:
        stem, suffix = name, ""
    ending = f"-{_digest_of(name)}{suffix}"
    return _cut(stem, max_bytes - len(ending.encode("utf-8", "replace"))).rstrip("-") + ending


def _cut(text: str, max_bytes: int) -> str:
    return text.encode("utf-8", "replace")[:max_bytes].decode("utf-8", "ignore")


def _digest_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_LENGTH]


def check_save_as(save_as: str) -> str:
    """*save_as* made clean, relative to the output folder; raises `AddressError` where it cannot be written."""
    flat = save_as.replace("\\", "/").strip()
    path = posixpath.normpath("/".join(part.strip() for part in flat.split("/")).lstrip("/"))
    if "\0" in path or path == ".." or path.startswith("../") or re.match(r"[A-Za-z]:", path):
        cure = "write a path below it, such as 'notes/tea/index.html'"
        raise AddressError(f"'{save_as}' leaves the output folder; {cure}")
    if path == "." or flat.endswith("/"):
        return posixpath.join("" if path == "." else path, "index.html")
    return path
