"""Links of a body: from what the author wrote to addresses inside the site.

A link to an entry becomes `{filename}/its/source.md`, one to a file `{static}/its/path.png`:
Pelican's own form, which it turns into the address that fits the page, the feed or the listing.
"""

from __future__ import annotations

import html
import posixpath
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from plugins.graph.names import (
    MARKDOWN_SUFFIXES,
    NameIndex,
    Resolution,
    find_file,
    fold,
    resolve_name,
    suggest_names,
)
from plugins.graph.wikilinks import MARK, Target, default_words, parse_target, unquote_target
from plugins.shared.entry import Entry, SourcePath
from plugins.shared.markup import plain_text
from plugins.shared.problems import Problem, suggest, warning

IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp")
LINKED_TAG = re.compile(r"<(?:a|img|source|video|audio|object|embed|iframe|track)\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.I)
ADDRESS = re.compile(r"(?P<before>\s(?P<name>href|src|poster|data)\s*=\s*)(?P<quote>[\"'])(?P<value>.*?)(?P=quote)", re.I)
INDICATED = re.compile(r"^(?:\{(?P<brace>\w+)\}|\|(?P<bar>\w+)\|)(?P<rest>.*)$", re.DOTALL)
PELICAN_FILES = frozenset({"filename", "static", "attach"})
PELICAN_LISTINGS = frozenset({"category", "tag", "author", "index"})
CODE = re.compile(r"<(pre|code|script|style|textarea)\b.*?</\1>", re.DOTALL | re.I)
LIQUID = re.compile(r"\{%-?\s*(?P<name>\w+)[^\n]*?%\}")
QUERY_BLOCK = re.compile(r"^[ \t>]*(?:`{3,}|~{3,})[ {.]*(?P<name>dataview|dataviewjs|foam-query|query|tasks)\b", re.M)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A body with its links resolved, the *targets* it links to in order, and what was amiss."""

    html: str
    targets: tuple[SourcePath, ...]
    problems: tuple[Problem, ...]


class _Findings:
    """The targets and problems of one entry, gathered while its links are replaced."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.targets: dict[SourcePath, None] = {}
        self.problems: dict[Problem, None] = {}

    def report(self, needle: str, message: str) -> None:
        self.problems[warning(self.entry.source, self.entry.line_of_text(needle), message)] = None


def resolve_entry(entry: Entry, index: NameIndex) -> Resolved:
    """The body of *entry* with wikilinks and addresses resolved."""
    findings = _Findings(entry)
    body = MARK.sub(lambda mark: _replace_wikilink(mark, findings, index), entry.html)
    body = LINKED_TAG.sub(
        lambda tag: ADDRESS.sub(lambda address: _replace_address(address, findings, index), tag[0]), body
    )
    _find_foreign_syntax(findings)
    return Resolved(body, tuple(findings.targets), tuple(findings.problems))


def _replace_wikilink(mark: re.Match[str], findings: _Findings, index: NameIndex) -> str:
    written = unquote_target(mark["target"] or mark["embed"] or "")
    is_embed = mark["embed"] is not None
    words = html.unescape(mark["alt"]) if is_embed else mark["words"]
    target = parse_target(html.unescape(written))
    if not target.name:
        return _link(findings, findings.entry, target, words or html.escape(default_words(target)))
    found = resolve_name(index, target.name, findings.entry.source)
    if found.file:
        return _file_link(found.file, words, is_embed=is_embed)
    words = (html.escape(words) or html.escape(default_words(target))) if is_embed else words
    if found.is_left_out:
        # Not yet there for the reader, and no mistake of the author's: words like any other.
        return words
    if found.entry is None:
        hint = _missing_hint(target.name, index, is_embed=is_embed)
        findings.report(f"[[{written}", f"wikilink to nothing: [[{written}]]{hint}")
        return f'<span class="wikilink-missing">{words}</span>'
    if found.rivals:
        _report_rivals(findings, written, found)
    return _link(findings, found.entry, target, words)


def _missing_hint(name: str, index: NameIndex, *, is_embed: bool) -> str:
    if is_embed and posixpath.splitext(name)[1].lower() in IMAGE_SUFFIXES:
        return "; no file of that name is in the content folder"
    return suggest_names(index, name)


def _report_rivals(findings: _Findings, written: str, found: Resolution) -> None:
    entries = [entry for entry in (found.entry, *found.rivals) if entry]
    places = " and ".join(entry.source for entry in entries)
    name = posixpath.splitext(entries[0].source)[0]
    message = f"wikilink to {len(entries)} entries: [[{written}]] may be {places}; did you mean [[{name}]]?"
    findings.report(f"[[{written}", message)


def _link(findings: _Findings, entry: Entry, target: Target, words: str) -> str:
    """The link to *entry*, at the heading *target* names if there is one."""
    fragment = _fragment_of(findings, entry, target)
    if entry.source == findings.entry.source:
        return f'<a class="wikilink" href="#{fragment}">{words}</a>'
    findings.targets[entry.source] = None
    href = f"{{filename}}/{quote(entry.source)}" + (f"#{fragment}" if fragment else "")
    return f'<a class="wikilink" href="{href}">{words}</a>'


def _fragment_of(findings: _Findings, entry: Entry, target: Target) -> str:
    """The anchor of the heading that *target* names in *entry*; empty if none is named or there is none."""
    # A block (`^id`) has no anchor of its own: the link leads to the entry that holds it.
    if not target.fragment or target.fragment.startswith("^"):
        return ""
    wanted = fold(target.fragment.rpartition("#")[2])
    for heading in entry.headings:
        if wanted in (fold(heading.title), heading.id) or _loose(wanted) == _loose(fold(heading.title)):
            return quote(heading.id)
    hint = suggest(wanted, [heading.title for heading in entry.headings]) or f"; {entry.source} has no such heading"
    findings.report(f"#{target.fragment}", f"link to a heading that is not there: '{target.fragment}'{hint}")
    return ""


def _loose(words: str) -> str:
    return re.sub(r"\W+", "", words)


def _file_link(file: SourcePath, words: str, *, is_embed: bool) -> str:
    address = f"{{static}}/{quote(file)}"
    if not is_embed:
        return f'<a href="{address}">{words}</a>'
    name = posixpath.basename(file)
    if not file.lower().endswith(IMAGE_SUFFIXES):
        return f'<a href="{address}">{html.escape(words or name)}</a>'
    size = re.fullmatch(r"(?P<width>\d{1,4})(?:x(?P<height>\d{1,4}))?", words.rpartition("|")[2].strip())
    alt = words.rpartition("|")[0] if size else words
    alt = alt or posixpath.splitext(name)[0].replace("-", " ").replace("_", " ")
    width = f' width="{size["width"]}"' if size else ""
    return f'<img alt="{html.escape(alt)}" src="{address}"{width}>'


def _replace_address(address: re.Match[str], findings: _Findings, index: NameIndex) -> str:
    """One `href` or `src` attribute with its address resolved; as it was where nothing in the site is meant."""
    written = html.unescape(address["value"]).strip()
    resolved = _resolve_address(written, findings, index, is_link=address["name"].lower() == "href")
    if resolved is None:
        return address[0]
    return f"{address['before']}{address['quote']}{html.escape(resolved)}{address['quote']}"


def _resolve_address(written: str, findings: _Findings, index: NameIndex, *, is_link: bool) -> str | None:
    """The address for *written*; `None` to leave it as it is."""
    if indicated := INDICATED.match(written):
        indicator = (indicated["brace"] or indicated["bar"]).lower()
        if indicator in PELICAN_LISTINGS:
            return None
        if indicator not in PELICAN_FILES:
            hint = suggest(indicator, PELICAN_FILES | PELICAN_LISTINGS) or "; write {filename} or {static}"
            findings.report(written, f"unknown indicator in '{written}'{hint}")
            return indicated["rest"]
        rest = indicated["rest"]
    elif "{{" in written or "{%" in written:
        return re.sub(r"[{}|]", "", written)
    else:
        rest = written
    parts = urlsplit(rest) if "[" not in rest else None
    if parts is None or parts.scheme or parts.netloc or rest.startswith(("//", "#", "?")) or not parts.path:
        return None
    path = unquote(parts.path)
    ending = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    if source := _find_source(path, findings.entry.source, index):
        target = index.by_source[source]
        if target.source != findings.entry.source:
            findings.targets[source] = None
        return f"{{filename}}/{quote(source)}{_checked_fragment(findings, target, parts.fragment)}"
    if file := find_file(index, path, findings.entry.source):
        return f"{{static}}/{quote(file)}{ending}"
    _report_broken(written, path, findings, index, is_link=is_link)
    return quote(path, safe="/:@!$&'()*+,;=~%") + ending


def _checked_fragment(findings: _Findings, entry: Entry, fragment: str) -> str:
    if not fragment:
        return ""
    found = _fragment_of(findings, entry, Target("", unquote(fragment)))
    # An anchor the author set by hand in HTML is no heading, and still good.
    return f"#{found or quote(unquote(fragment), safe=':')}"


def _find_source(path: str, source: SourcePath, index: NameIndex) -> SourcePath | None:
    """The entry that *path*, written in *source*, means: by its file, or by its address on the site."""
    folder = "" if path.startswith("/") else posixpath.dirname(source)
    candidate = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    tries = [candidate] if candidate.lower().endswith(MARKDOWN_SUFFIXES) else []
    tries += [] if posixpath.splitext(candidate)[1] else [f"{candidate}.md", f"{candidate}/index.md"]
    for one in tries:
        if one in index.by_source:
            return SourcePath(one)
    for address in (path.lstrip("/"), f"{path.strip('/')}/"):
        if path.startswith("/") and address in index.by_url:
            return index.by_url[address].source
    if path.lower().endswith(MARKDOWN_SUFFIXES):
        found = resolve_name(index, path.lstrip("./"), source)
        return found.entry.source if found.entry and not found.rivals else None
    return None


def _report_broken(written: str, path: str, findings: _Findings, index: NameIndex, *, is_link: bool) -> None:
    if not is_link:
        names = {posixpath.basename(file): file for file in sorted(index.files)}
        close = suggest(posixpath.basename(path), names)
        findings.report(written, f"image missing: '{written}'{close or '; put the file there or take the image out'}")
        return
    if path.lower().endswith(MARKDOWN_SUFFIXES) and fold(posixpath.splitext(path.lstrip("./"))[0]) in index.left_out:
        return
    findings.report(written, f"broken link: '{written}' leads to no entry and no file of the content folder")


def _find_foreign_syntax(findings: _Findings) -> None:
    """Reports Liquid tags and query blocks, which other programs would run and Doodlebook shows as they are."""
    entry = findings.entry
    if "{%" in entry.html:
        for match in LIQUID.finditer(CODE.sub("", html.unescape(entry.html))):
            tag = plain_text(match[0])
            findings.report(f"{{% {match['name']}", f"unknown Liquid tag '{tag}'; it is shown as text, write Markdown instead")
    for match in QUERY_BLOCK.finditer(entry.text):
        findings.report(match[0], f"unknown {match['name']} block; queries are not run, it is shown as code")
