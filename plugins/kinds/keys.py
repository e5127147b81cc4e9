"""Every key of front matter that means something here: one table, which reading, checks and the manual go by.

To add a key, add a line to `KEYS`: its name, the sort of its value, a word for what it does, other spellings,
and the kinds that use it if not all do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from plugins.kinds.spelling import count_slips
from plugins.shared.entry import Kind


class Sort(StrEnum):
    """What the value of a key is."""

    TEXT = "text"
    NAMES = "names"
    DATE = "date"
    PICTURE = "picture"
    ANSWER = "yes or no"
    NUMBER = "number"
    ADDRESS = "address"
    WORDS = "words"
    """Text that may hold Markdown, kept with its line ends."""
    STRUCTURE = "structure"
    """Text, list or mapping, which the plugin that uses the key reads as it was written."""


class Key(NamedTuple):
    """One key: *synonyms* are other spellings, the first counts most; *kinds* are those that use it.

    *is_telling*: a block of `Key: value` lines that begins with it is front matter, whatever follows.
    *is_prose*: a paragraph may well begin with this word and a colon, so it never makes front matter of one.
    """

    name: str
    sort: Sort
    help: str
    synonyms: tuple[str, ...] = ()
    kinds: frozenset[Kind] = frozenset(Kind)
    is_telling: bool = False
    is_prose: bool = False


DRAWN = frozenset({Kind.DOODLE, Kind.ROCKET})
FILMED = frozenset({Kind.ROCKET})
KEYS: tuple[Key, ...] = (
    Key("title", Sort.TEXT, "the title"),
    Key(
        "date",
        Sort.DATE,
        "when it was published",
        ("created", "date_created", "created_at", "creation_date"),
        is_telling=True,
    ),
    Key(
        "modified",
        Sort.DATE,
        "when it was last changed",
        ("updated", "update", "lastmod", "last_modified", "date_modified", "date_updated", "last_updated",
         "updated_at", "modified_at", "updateddate", "last_modified_at"),
    ),
    Key(
        "publish_date",
        Sort.DATE,
        "when it comes out, if not at its date",
        ("publishdate", "published_at", "publish_at", "publish_on", "pubdate", "pub_date", "date_published",
         "published_date", "publisheddate", "publishedat", "publishat", "published_on", "embargo", "embargo_until",
         "embargoed_until", "embargo_date"),
    ),
    Key(
        "expiry_date",
        Sort.DATE,
        "from when on it is not shown",
        ("expirydate", "expires", "expires_at", "expiry", "expiration_date", "expirationdate", "unpublishdate",
         "unpublish_date", "unpublish_at", "unpublish_on", "expire", "expires_date", "expiresat", "expires_on"),
    ),
    Key("kind", Sort.TEXT, "the kind, whatever the folder", is_telling=True),
    Key("category", Sort.NAMES, "categories, the first is primary", ("categories",), is_telling=True),
    Key("tags", Sort.NAMES, "free words", ("tag", "keywords"), is_telling=True),
    Key("author", Sort.NAMES, "who wrote it", ("authors",), is_telling=True),
    Key("status", Sort.TEXT, "draft, hidden or published", ("post_status", "wp_status"), is_telling=True),
    Key("draft", Sort.ANSWER, "whether it is a draft"),
    Key("private", Sort.ANSWER, "whether it is held back", ("confidential", "protected"), is_prose=True),
    Key(
        "unpublished",
        Sort.ANSWER,
        "the same",
        ("unpublish", "nopublish", "no_publish", "do_not_publish", "dont_publish"),
        is_prose=True,
    ),
    Key("archived", Sort.ANSWER, "the same", is_prose=True),
    Key("secret", Sort.ANSWER, "the same", is_prose=True),
    Key("expired", Sort.ANSWER, "the same", is_prose=True),
    Key("publish", Sort.ANSWER, "whether it is published", is_prose=True),
    Key("published", Sort.ANSWER, "whether it is published; or when it was", is_prose=True),
    Key("public", Sort.ANSWER, "whether it is published", is_prose=True),
    Key("visible", Sort.ANSWER, "the same", is_prose=True),
    Key("enabled", Sort.ANSWER, "the same", is_prose=True),
    Key("listed", Sort.ANSWER, "whether it stands in listings", is_prose=True),
    Key("dg_publish", Sort.ANSWER, "the same, of Obsidian's digital garden"),
    Key("hidden", Sort.ANSWER, "whether it stands in no listing", is_prose=True),
    Key("unlisted", Sort.ANSWER, "the same", is_prose=True),
    Key("visibility", Sort.TEXT, "public, private or hidden", ("access",), is_prose=True),
    Key("password", Sort.TEXT, "held back: a site of files can keep nothing secret", is_prose=True),
    Key("slug", Sort.TEXT, "the last part of the address", is_telling=True),
    Key("url", Sort.ADDRESS, "an address all its own"),
    Key("save_as", Sort.ADDRESS, "the file of the page", is_telling=True),
    Key("permalink", Sort.NAMES, "an address it had elsewhere", ("old_url", "old_urls")),
    Key("redirect_from", Sort.NAMES, "addresses it had elsewhere", ("redirects_from", "redirect_urls", "redirects")),
    Key("series", Sort.TEXT, "the series it belongs to"),
    Key("series_part", Sort.NUMBER, "its number within the series", ("series_index", "series_order")),
    Key("aliases", Sort.NAMES, "other names for wikilinks", ("alias",), is_telling=True),
    Key("excerpt", Sort.WORDS, "what is inside", ("custom_excerpt",)),
    Key("summary", Sort.WORDS, "the same"),
    Key("description", Sort.WORDS, "the same for search engines and cards", ("desc", "meta_description")),
    Key("message", Sort.STRUCTURE, "what you say when sharing it", is_telling=True),
    Key("content_warning", Sort.TEXT, "what Mastodon hides the post behind", ("contentwarning", "cw"), is_prose=True),
    Key("canonical", Sort.ADDRESS, "where the text stood first", ("canonical_url", "canonicalurl")),
    Key(
        "image",
        Sort.PICTURE,
        "the featured image",
        ("cover", "featured_image", "featuredimage", "feature_image", "cover_image", "coverimage", "social_image",
         "hero_image", "heroimage", "header_image", "headerimage", "banner", "og_image", "thumbnail", "images"),
    ),
    Key(
        "image_alt",
        Sort.TEXT,
        "its alt text",
        ("cover_alt", "featured_image_alt", "feature_image_alt", "cover_image_alt", "hero_image_alt",
         "header_image_alt", "banner_alt", "thumbnail_alt", "social_image_alt"),
    ),
    Key("focal", Sort.TEXT, "the point that crops keep", is_prose=True),
    Key("card_fit", Sort.TEXT, "how the image fits the card"),
    Key("image_frame", Sort.NUMBER, "which frame of an animation"),
    Key("drawing", Sort.PICTURE, "the drawing", kinds=DRAWN, is_telling=True),
    Key("alt", Sort.TEXT, "its alt text", kinds=DRAWN),
    Key("paper", Sort.TEXT, "the paper of a drawing", kinds=DRAWN, is_prose=True),
    Key("dark", Sort.TEXT, "whether a drawing has a version for the dark", kinds=DRAWN, is_prose=True),
    Key("transcript", Sort.WORDS, "the words in a drawing or film", kinds=DRAWN),
    Key("video", Sort.TEXT, "a film", kinds=FILMED),
    Key("video_title", Sort.TEXT, "its title", kinds=FILMED),
    Key("poster", Sort.PICTURE, "its picture while it waits", kinds=FILMED),
    Key("lang", Sort.TEXT, "the language", ("language",)),
    Key("template", Sort.TEXT, "another template of the theme", is_telling=True),
    Key("source", Sort.TEXT, "where something is from, for yourself", is_prose=True),
    Key("license", Sort.TEXT, "the licence, as an address", ("licence",), is_prose=True),
    Key("id", Sort.TEXT, "what feed readers know the entry by", is_prose=True),
)  # fmt: skip
BY_NAME: Mapping[str, Key] = {key.name: key for key in KEYS}
# Whose value may be an address, but for `canonical`, of which nothing else is taken.
ADDRESS_KEYS = frozenset(key.name for key in KEYS if key.sort in (Sort.ADDRESS, Sort.PICTURE)).union(
    ("video", "license", "source", "permalink", "redirect_from")
) - {"canonical"}
# Two spellings of one thing; what stands on the right is the name used from here on.
SYNONYMS: Mapping[str, str] = {synonym: key.name for key in KEYS for synonym in key.synonyms}
# The lower, the sooner it counts where several spellings of one key are written.
RANKS: Mapping[str, int] = {synonym: rank for key in KEYS for rank, synonym in enumerate((key.name, *key.synonyms))}
# In camel case, `publishOn`, they have no underscores.
WITHOUT_UNDERSCORES: Mapping[str, str] = {name.replace("_", ""): name for name in RANKS if "_" in name}
# Ordinary words, and keys of other tools, that are near to one of ours and mean something else.
NOT_MISSPELLED = frozenset(
    (
        "craft created_by creator drawings drift graft local messages modified_by"
        " papers posted posters publisher publishers raft sources state states stats templates titles"
        " updated_by videos vocal"
    ).split()
)
# What no finger slips into: of so few letters, any word is near to any other.
SHORTEST = 4
# Most files of a site have the same keys.
SPELLINGS_KEPT = 4096


@lru_cache(SPELLINGS_KEPT)
def spell_key(key: str) -> str:
    """*key* in lower case with underscores, in camel case too where it is one of ours."""
    name = key.strip().casefold().replace("-", "_").replace(" ", "_")
    return name if name in RANKS else WITHOUT_UNDERSCORES.get(name, name)


@lru_cache(SPELLINGS_KEPT)
def canonical_key(key: str) -> str:
    """*key* in lower case with underscores, and in the one spelling that is used from here on."""
    name = spell_key(key)
    return SYNONYMS.get(name, name)


def is_known(key: str) -> bool:
    """Whether *key*, in whatever spelling, means something here."""
    return canonical_key(key) in BY_NAME


@lru_cache(SPELLINGS_KEPT)
def find_near_key(key: str) -> str:
    """The key or synonym that *key*, which is none, was probably meant to be; empty if there is none."""
    name = spell_key(key)
    if len(name) < SHORTEST or name in NOT_MISSPELLED or name in RANKS:
        return ""
    found = []
    for known in RANKS:
        limit = _limit_for(known)
        slips = count_slips(name, known, limit) if limit else 1
        if slips <= limit and (slips == 1 or name[0] == known[0]) and (len(known) > SHORTEST or _is_swap(name, known)):
            found.append((slips, RANKS[known], known))
    return min(found)[2] if found else ""


def _limit_for(known: str) -> int:
    """How many slips make a misspelling of *known*, and not another word."""
    return 0 if len(known) < SHORTEST else 1 if len(known) < 7 else 2


def _is_swap(name: str, known: str) -> bool:
    """Whether *name* is *known* with two letters swapped, or one doubled: of four letters, all else is a word."""
    is_doubled = any(known[:end] + known[end - 1 :] == name for end in range(1, len(known) + 1))
    return sorted(name) == sorted(known) or is_doubled


def show_key(key: str) -> str:
    """*key* as the manual writes it: `Image_alt`."""
    return "URL" if key == "url" else key[:1].upper() + key[1:]


def list_kinds(kinds: Iterable[Kind]) -> str:
    """*kinds* as words, in their order: `doodles and rockets`."""
    chosen = frozenset(kinds)
    return " and ".join(kind.folder for kind in Kind if kind in chosen)
