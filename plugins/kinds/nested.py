"""Values as other tools nest them: `cover: {image, alt}`, `author: {name}`, `taxonomies: {tags}`, `"[[Books]]"`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from plugins.kinds.holding import find_held_within
from plugins.kinds.keys import BY_NAME, Sort, canonical_key
from plugins.shared.entry import FieldValue

# Where themes and tools put the picture and its words; the first that is there counts.
PICTURE_KEYS = ("image", "src", "url", "path", "file", "filename", "feature", "teaser", "overlay_image", "href")
ALT_KEYS = ("alt", "image_alt", "alt_text", "alttext", "image_description")
NAME_KEYS = ("name", "title", "label", "value")
TEXT_KEYS = ("text", "value", "rendered", "name", "title", "default")
DATE_KEYS = ("date", "published", "created", "value")
# What a site's theme is given, by Hugo, Zola, Grav: it says the same as on the top level.
TRANSPARENT = frozenset({"params", "extra", "taxonomies", "taxonomy", "custom", "frontmatter"})
# What search engines and networks are told.
FOR_ENGINES = frozenset({"seo", "og", "opengraph", "open_graph", "social", "meta", "header", "metadata"})
ENGINE_KEYS = (
    ("description", ("description", "og_description", "desc")),
    ("social_image", (*PICTURE_KEYS[:1], "og_image", "social_image", *PICTURE_KEYS[6:9])),
    ("image_alt", ALT_KEYS),
    ("canonical", ("canonical", "canonical_url")),
)
# Hugo: never rendered, or in no list.
BUILD_KEYS = (("draft", "render", ("never", "false")), ("unlisted", "list", ("never", "false")))
WIKILINK = re.compile(r"!?\[\[(?P<target>[^\[\]|]*)(?:\|(?P<words>[^\[\]]*))?\]\]")
MARKDOWN_LINK = re.compile(r"!?\[(?P<words>[^\[\]]*)\]\((?P<target>[^()\s]*)\)")


class Field(NamedTuple):
    """One field as written; *is_inner* if it stood within another."""

    key: str
    value: FieldValue
    line: int
    is_inner: bool = False


class Unfolded(NamedTuple):
    """The *fields* with plain values; those of which nothing is understood, and those of which the first value counts.

    Both are as they were written.
    """

    fields: list[Field]
    lost: list[Field]
    several: list[Field]


def unfold(written: Iterable[Field]) -> Unfolded:
    """*written* with what stands within others on the top level, behind what stands there itself.

    What is not understood of a mapping that is understood in part has the names of both: `cover.caption`.
    """
    found = Unfolded([], [], [])
    inner: list[Field] = []
    for field in written:
        if isinstance(field.value, str) and "[" not in field.value:
            # Nearly all of them.
            found.fields.append(field)
            continue
        key = canonical_key(field.key)
        if key in BY_NAME and BY_NAME[key].sort is Sort.STRUCTURE:
            found.fields.append(field)
            continue
        held = list(_read_mapping(key, field.value)) if isinstance(field.value, dict) else []
        if key not in TRANSPARENT:
            inner += [Field(name, word, field.line, is_inner=True) for name, word in find_held_within(field.value)]
        if held:
            own = [field._replace(value=value) for name, value in held if name == key]
            _take_plain(own, found)
            inner += [Field(name, value, field.line, is_inner=True) for name, value in held if name != key]
        elif key in BY_NAME:
            _take_plain([field], found)
            inner += _alt_beside(key, field)
        else:
            found.fields.append(field)
    if inner:
        below = unfold(inner)
        found.fields.extend(below.fields)
        found.lost.extend(below.lost)
        found.several.extend(below.several)
    return found


def _take_plain(fields: Iterable[Field], found: Unfolded) -> None:
    """Adds *fields*, whose keys are ours, to *found*: each with a plain value, or as lost."""
    for field in fields:
        key = canonical_key(field.key)
        sort = BY_NAME[key].sort
        plain = _flatten(field.value, sort)
        if plain is None:
            found.lost.append(field)
            continue
        if isinstance(field.value, list) and any(
            item not in ("", None, [], {}) and not _flatten_item(item, sort) for item in field.value
        ):
            # The rest of the list counts, but not without a word.
            found.lost.append(field)
        if isinstance(plain, list) and not _may_be_several(key):
            if len(plain) > 1 and sort is not Sort.PICTURE:
                found.several.append(field)
            plain = plain[0] if plain else ""
        found.fields.append(field._replace(value=plain))


def _may_be_several(key: str) -> bool:
    """Whether the value of *key* may be a list: of the words that hold an entry back, the strictest counts."""
    return BY_NAME[key].sort in (Sort.NAMES, Sort.ANSWER) or key in ("status", "visibility")


def _read_mapping(key: str, value: dict[str, FieldValue]) -> Iterator[tuple[str, FieldValue]]:
    """What the mapping *value* of the field *key* says, as keys of ours; nothing if none of it is understood."""
    if key in TRANSPARENT:
        yield from value.items()
        return
    held = {canonical_spelling(name): one for name, one in value.items()}
    if key in ("build", "_build"):
        for name, inner, words in BUILD_KEYS:
            if str(held.get(inner, "")).casefold() in words:
                yield name, "true"
        return
    wanted = ENGINE_KEYS if key in FOR_ENGINES else _inner_keys(key) if key in BY_NAME else ()
    found = [(name, text) for name, names in wanted if (text := _first_text(held, names))]
    for name, text in found:
        # One name, whatever commas it holds.
        yield name, [text] if name in BY_NAME and BY_NAME[name].sort is Sort.NAMES else text
    if found:
        understood = {one for _name, names in wanted for one in names}
        yield from ((f"{key}.{name}", one) for name, one in held.items() if name not in understood)


def _inner_keys(key: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Our keys that a mapping under *key* may speak of, each with the keys within it, likeliest first."""
    sort = BY_NAME[key].sort
    if key == "image":
        return ((key, PICTURE_KEYS), ("image_alt", ALT_KEYS))
    if sort is Sort.DATE:
        return ((key, DATE_KEYS), ("modified", ("modified", "updated")))
    return ((key, PICTURE_KEYS if sort is Sort.PICTURE else NAME_KEYS if sort is Sort.NAMES else TEXT_KEYS),)


def canonical_spelling(name: str) -> str:
    return name.strip().casefold().replace("-", "_")


def _first_text(held: dict[str, FieldValue], names: Iterable[str]) -> str:
    """The text under the first of *names* that has one; that of a list or mapping is the first in it."""
    for name in names:
        value = held.get(name)
        if isinstance(value, dict):
            value = _first_text({canonical_spelling(key): one for key, one in value.items()}, PICTURE_KEYS)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _flatten(value: FieldValue, sort: Sort) -> FieldValue:
    """*value*, a text or a list, as a text or list of texts without links; `None` if nothing of it is understood."""
    if isinstance(value, dict):
        return None
    if not isinstance(value, list):
        return _without_link(value, sort) if isinstance(value, str) else value
    plain = [text for item in value if (text := _flatten_item(item, sort))]
    is_lost = not plain and any(item not in ("", None) for item in value)
    return None if is_lost else list(plain)


def _flatten_item(item: FieldValue, sort: Sort) -> str:
    if isinstance(item, dict):
        names = PICTURE_KEYS if sort is Sort.PICTURE else (*NAME_KEYS, "date", "url")
        return _first_text({canonical_spelling(key): one for key, one in item.items()}, names)
    # YAML reads `[[Books]]` without quotes as a list in a list.
    if isinstance(item, list):
        inner: FieldValue = item
        while isinstance(inner, list):
            inner = inner[0] if len(inner) == 1 else None
        return str(_without_link(f"[[{inner}]]", sort)) if isinstance(inner, str) else ""
    return str(_without_link(item, sort)) if isinstance(item, str) else ""


def _alt_beside(key: str, field: Field) -> list[Field]:
    """The alt text that stands with the picture in a list of mappings."""
    first = field.value[0] if isinstance(field.value, list) and field.value else None
    if key != "image" or not isinstance(first, dict):
        return []
    alt = _first_text({canonical_spelling(name): one for name, one in first.items()}, ALT_KEYS)
    return [Field("image_alt", alt, field.line, is_inner=True)] if alt else []


def _without_link(value: str, sort: Sort) -> str:
    """*value* without the brackets of the links in it, where it is no Markdown."""
    if "[" not in value or sort in (Sort.WORDS, Sort.DATE):
        return value
    if sort is Sort.PICTURE:
        match = WIKILINK.fullmatch(value.strip())
        if match:
            # Kept as a link: it names the picture wherever it lies.
            return f"[[{match['target'].strip()}]]"
        match = MARKDOWN_LINK.fullmatch(value.strip())
        return match["target"] if match else value
    # A title may well be about brackets.
    return name_links(value) if sort is Sort.NAMES or WIKILINK.fullmatch(value.strip()) else value


def name_links(text: str) -> str:
    """*text* with the words of each link in its place: `[[Books]]` gives `Books`, `[[tea/Green|Tea]]` gives `Tea`."""
    named = WIKILINK.sub(lambda link: (link["words"] or _name_of(link["target"])).strip(), text)
    return MARKDOWN_LINK.sub(lambda link: link["words"], named)


def _name_of(target: str) -> str:
    name = posixpath.basename(target.partition("#")[0].strip().rstrip("/"))
    return name.removesuffix(".md") or target


def list_links(value: FieldValue) -> Iterator[str]:
    """The targets of the wikilinks in *value*, wherever in it."""
    if isinstance(value, str):
        if "[[" in value:
            yield from (match["target"].strip() for match in WIKILINK.finditer(value))
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, list) and len(item) == 1 and isinstance(item[0], str):
                yield item[0].strip()
            else:
                yield from list_links(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from list_links(item)
