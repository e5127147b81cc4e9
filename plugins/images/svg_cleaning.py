"""SVG files as they may be published: without script, event handlers and references to anything outside of them.

A browser runs what is in an SVG that is opened by its own address, and loads what it refers to. A file in which there
is nothing of the sort stays as it is, byte for byte.

Which elements and attributes those are: SVG 2, https://www.w3.org/TR/SVG2/, chapters "Linking", "Styling" and
"Scripting"; within `<foreignObject>` those of HTML.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from gzip import compress
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape

from plugins.images.svg import SvgError

SVG_SUFFIXES = (".svg", ".svgz")
EMPTY = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>\n'
"""What is published in the place of a file that cannot be checked."""

_LARGEST_BYTES = 100_000_000
_LARGEST_WITH_ENTITIES_BYTES = 2_000_000
# Some pages print a hundred findings; nobody reads more than these.
_MOST_FINDINGS = 12
_LONGEST_SHOWN = 80
_GZIP = b"\x1f\x8b"
_GZIP_BITS = 31

_SVG, _XHTML, _MATHML = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1998/Math/MathML",
)
# Elements of others, as those of drawing programs, do nothing; of one whose prefix is not declared nobody knows.
_ACTIVE = frozenset({"", _SVG, _XHTML, _MATHML})
_EVENTS = "http://www.w3.org/2001/xml-events"
_SCRIPTS = frozenset({"script", "handler", "listener"})
_LOADING = frozenset(
    "applet audio base button embed fencedframe form frame frameset iframe input link meta object portal select source"
    " textarea track video".split()
)
_ANIMATIONS = frozenset({"set", "animate", "animatecolor", "animatemotion", "animatetransform", "discard"})
_PICTURES = frozenset({"image", "feimage", "img"})
_LINKS = frozenset({"a", "area"})
_ADDRESS_NAMES = frozenset("action background base data dynsrc formaction href lowsrc ping poster src srcset".split())
# Words for people and programs, which no browser takes for a style.
_WORDS = re.compile(r"(?:aria-|data-|alt$|title$|id$|class$)")
# Those that browsers and this reader understand alike.
_ENCODING = re.compile(
    r"utf-?8|us-ascii|ascii|utf-16(?:le|be)?|iso-8859-\d+|latin1|windows-125\d|koi8-[ru]", re.IGNORECASE
)
_LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
_SCRIPT_SCHEMES = ("javascript:", "vbscript:", "livescript:", "data:text", "data:application")
_PICTURE_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp|avif|bmp)[;,]")
_SVG_DATA = re.compile(r"data:image/svg\+xml[;,]")
# What browsers pass over in an address: https://url.spec.whatwg.org/#concept-basic-url-parser
_PASSED_OVER = re.compile(r"[\x00-\x20\x7f-\xa0]")

_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\r\n\f]?|\r?\n|(.))", re.DOTALL)
_CSS_LOADING = re.compile(
    r"(?P<namespace>@namespace\b[^;]*;?)|(?P<rule>@import\b[^;]*;?)"
    r"|url\(\s*(?:\"(?P<double>[^\"]*)\"?|'(?P<single>[^']*)'?|(?P<bare>[^)]*))[^)]*\)?"
    r"|(?P<set>(?:-webkit-)?image-set\((?:[^()]|\([^()]*\))*\)?)|(?P<src>\bsrc\([^)]*\)?)",
    re.IGNORECASE,
)


class Finding(NamedTuple):
    """What was taken out, and the line where it was."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file as it may be published: other *data*, or none where it is as it should be; and what was taken out."""

    data: bytes | None
    findings: tuple[Finding, ...] = ()


def clean_svg(data: bytes) -> Cleaned:
    """The SVG file *data*, packed or not, as it may be published; raises `SvgError` where nobody can tell."""
    if not data.startswith(_GZIP):
        cleaner = _clean(data)
        return Cleaned(cleaner.written() if cleaner.findings else None, cleaner.list_findings())
    cleaner = _clean(_unpack(data))
    return Cleaned(compress(cleaner.written(), mtime=0) if cleaner.findings else None, cleaner.list_findings())


def _unpack(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(_GZIP_BITS)
    try:
        unpacked = unpacker.decompress(data, _LARGEST_BYTES)
    except zlib.error as error:
        raise SvgError(f"cannot be unpacked ({error}); save it again") from error
    if unpacker.unconsumed_tail:
        raise SvgError(f"unpacks to more than {_LARGEST_BYTES // 1_000_000} MB; simplify it")
    return unpacked


def _clean(data: bytes) -> _Cleaner:
    if len(data) > _LARGEST_BYTES:
        raise SvgError(f"has {len(data) // 1_000_000} MB; an SVG may have {_LARGEST_BYTES // 1_000_000} MB")
    cleaner = _Cleaner(may_have_entities=len(data) <= _LARGEST_WITH_ENTITIES_BYTES)
    cleaner.feed(data)
    return cleaner


class _Cleaner:
    """Reads one file, takes note of what must not be published, and writes the rest."""

    def __init__(self, *, may_have_entities: bool) -> None:
        self.findings: dict[Finding, None] = {}
        self._may_have_entities = may_have_entities
        self._parts: list[str] = []
        self._namespaces: list[dict[str, str]] = [{}]
        # So deep within an element that is left out; 0 outside of one.
        self._left_out = 0
        # The text of a style sheet, and the line where it begins.
        self._css: list[str] | None = None
        self._css_line = 0
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.XmlDeclHandler = self._declare_encoding
        parser.EntityDeclHandler = self._declare_entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._add_text
        parser.ProcessingInstructionHandler = self._instruct

    def feed(self, data: bytes) -> None:
        try:
            self._parser.Parse(data, True)  # noqa: FBT003 (expat takes it by place)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise SvgError(f"is not whole SVG ({error}); save it again from the original") from error

    def written(self) -> bytes:
        """What may be published."""
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{"".join(self._parts)}\n'.encode("utf-8", "replace")

    def list_findings(self) -> tuple[Finding, ...]:
        return tuple(sorted(self.findings)[:_MOST_FINDINGS])

    def _find(self, what: str, line: int = 0) -> None:
        self.findings[Finding(line or self._parser.CurrentLineNumber, what)] = None

    def _declare_encoding(self, _version: str, encoding: str | None, _is_standalone: int) -> None:
        if encoding and not _ENCODING.fullmatch(encoding):
            raise SvgError(f"is written in {encoding}; save it as UTF-8")

    def _declare_entity(self, name: str, is_parameter: int, value: str | None, *_: object) -> None:
        # Illustrator writes addresses of namespaces so. What holds other entities may grow without end, and what holds
        # elements may be anything.
        if is_parameter or value is None or not self._may_have_entities or any(sign in value for sign in "<&%"):
            raise SvgError(f"declares the XML entity '{name}', which is not read; save it again as plain SVG")

    def _instruct(self, target: str, _data: str) -> None:
        if target.lower() == "xml-stylesheet":
            self._find("a style sheet of its own file")

    def _start(self, name: str, attributes: list[str]) -> None:
        pairs = list(zip(attributes[::2], attributes[1::2], strict=True))
        self._namespaces.append(self._namespaces[-1] | _declared(pairs))
        local = name.rpartition(":")[2].lower()
        if self._left_out or self._css is not None:
            if self._css is not None and not self._left_out:
                self._find("elements within a style sheet")
            self._left_out += 1
            return
        namespace = self._namespace_of(name)
        if namespace == _EVENTS:
            namespace = ""
        if namespace in _ACTIVE and (what := _judge_element(local, pairs)):
            self._find(what)
            self._left_out = 1
            return
        if namespace in _ACTIVE:
            pairs = [
                (key, kept) for key, value in pairs if (kept := self._clean_attribute(local, key, value)) is not None
            ]
        self._parts.append(f"<{name}{''.join(map(_write_attribute, pairs))}>")
        if local == "style" and namespace in _ACTIVE:
            self._css, self._css_line = [], self._parser.CurrentLineNumber

    def _end(self, name: str) -> None:
        self._namespaces.pop()
        if self._left_out:
            self._left_out -= 1
            return
        if self._css is not None:
            self._parts.append(escape(self._clean_css("".join(self._css), self._css_line)))
            self._css = None
        self._parts.append(f"</{name}>")

    def _add_text(self, text: str) -> None:
        if self._left_out:
            return
        if self._css is not None:
            self._css.append(text)
        else:
            self._parts.append(escape(text))

    def _namespace_of(self, name: str) -> str:
        prefix = name.partition(":")[0] if ":" in name else ""
        return self._namespaces[-1].get(prefix, "")

    def _clean_attribute(self, element: str, name: str, value: str) -> str | None:
        """The *value* as it may stand there; `None` where it may not."""
        if name == "xmlns" or name.startswith("xmlns:"):
            return value
        if ":" not in name and name.lower().startswith("on"):
            self._find(f"the event handler '{name}'")
            return None
        if what := _judge_address(element, name.rpartition(":")[2].lower(), value):
            self._find(what)
            return None
        if "(" not in value or _WORDS.match(name.lower()):
            return value
        return self._clean_css(value, self._parser.CurrentLineNumber)

    def _clean_css(self, css: str, line: int) -> str:
        """*css* without what loads anything; as it is where nothing does."""
        plain = _CSS_COMMENT.sub(lambda match: "\n" * match[0].count("\n"), css)
        plain = _CSS_ESCAPE.sub(_unescape_css, plain) if "\\" in plain else plain
        found = [match for match in _CSS_LOADING.finditer(plain) if _loads(match)]
        if not found:
            return css
        for match in found:
            self._find(
                f"a style that refers to {_shown(_css_target(match))}", line + plain.count("\n", 0, match.start())
            )
        kept = _CSS_LOADING.sub(lambda match: _css_instead(match) if _loads(match) else match[0], plain)
        # What comes together where something was taken out must be nothing of the sort.
        return "" if any(map(_loads, _CSS_LOADING.finditer(kept))) else kept


def _declared(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The namespaces that an element declares, by their prefixes."""
    return {
        name.removeprefix("xmlns").removeprefix(":"): value
        for name, value in pairs
        if name == "xmlns" or name.startswith("xmlns:")
    }


def _write_attribute(pair: tuple[str, str]) -> str:
    name, value = pair
    return f' {name}="{escape(value, {chr(34): "&quot;", chr(10): "&#10;", chr(9): "&#9;", chr(13): "&#13;"})}"'


def _judge_element(name: str, pairs: list[tuple[str, str]]) -> str:
    """What is to be said against an element as a whole; empty for nothing."""
    if name in _SCRIPTS:
        return "a script"
    if name in _LOADING:
        return f"the element '{name}'"
    if name not in _ANIMATIONS:
        return ""
    values = {key.rpartition(":")[2].lower(): value for key, value in pairs}
    target = values.get("attributename", "").strip().rpartition(":")[2].lower()
    if target.startswith("on"):
        return f"an animation of the event handler '{target}'"
    if target in _ADDRESS_NAMES:
        steps = [step for key in ("from", "to", "by", "values") for step in values.get(key, "").split(";")]
        if not all(_is_inside(step, "image") for step in steps):
            return "an animation of an address"
    return ""


def _judge_address(element: str, name: str, value: str) -> str:
    """What is to be said against the *value* of an attribute, if it is an address; empty for nothing."""
    is_address, is_link = name in _ADDRESS_NAMES, name == "href" and element in _LINKS
    if is_address and not is_link and not _is_inside(value, element):
        return f"a reference to {_shown(value)}"
    plain = _PASSED_OVER.sub("", value).lower()
    if element in _ANIMATIONS and any(step.startswith(_SCRIPT_SCHEMES) for step in plain.split(";")):
        return "a script in an address"
    scheme = _SCHEME.match(plain) if is_link else None
    if scheme and scheme[1] not in _LINK_SCHEMES:
        return f"a link to {_shown(value)}"
    return ""


def _is_inside(value: str, element: str) -> bool:
    """Whether the address *value* leads nowhere outside of the file."""
    plain = _PASSED_OVER.sub("", value).lower()
    if not plain or plain.startswith("#"):
        return True
    # A drawing within a picture is one: nothing in it runs, and nothing is loaded.
    return element in _PICTURES and bool(_PICTURE_DATA.match(plain) or _SVG_DATA.match(plain))


def _unescape_css(match: re.Match[str]) -> str:
    if match[1]:
        code = int(match[1], 16)
        return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
    return match[2] or ""


def _loads(match: re.Match[str]) -> bool:
    """Whether what is found in a style sheet has something loaded, or run."""
    if match["namespace"]:
        return False
    if match["rule"] or match["src"]:
        return True
    if match["set"]:
        return any(not part.strip().startswith(("#", "data:")) for part in _list_set(match["set"]))
    plain = _PASSED_OVER.sub("", _css_target(match)).lower()
    return bool(plain) and not plain.startswith(("#", "data:"))


def _list_set(image_set: str) -> Iterator[str]:
    inner = image_set.partition("(")[2]
    for match in re.finditer(r"url\(\s*[\"']?([^\"')]*)|\"([^\"]*)\"|'([^']*)'|(var)\(", inner, re.IGNORECASE):
        yield next(filter(None, match.groups()), "#")


def _css_target(match: re.Match[str]) -> str:
    parts = (match[name] for name in ("double", "single", "bare", "rule", "set", "src"))
    return next(filter(None, parts), "")


def _css_instead(match: re.Match[str]) -> str:
    return "" if match["rule"] else "none"


def _shown(text: str) -> str:
    plain = " ".join(text.split())
    return f"'{plain[:_LONGEST_SHOWN]}…'" if len(plain) > _LONGEST_SHOWN else f"'{plain}'"
