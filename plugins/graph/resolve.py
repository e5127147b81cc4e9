"""Links of a body: from what the author wrote to addresses inside the site.

A link to an entry becomes `{filename}/its/source.md`, one to a file `{static}/its/path.png`:
Pelican's own form, which it turns into the address that fits the page, the feed or the listing.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from plugins.graph.names import (
    MARKDOWN_SUFFIXES,
    NameIndex,
    Resolution,
    name_of_address,
    resolve_name,
    stem_of,
    suggest_names,
)
from plugins.shared.content_files import find_file, fold
from plugins.shared.entry import Entry, SourcePath
from plugins.shared.nearest import find_nearest
from plugins.shared.problems import Problem, Severity, note, suggest
from plugins.shared.urls import refuse_script, runs_script, slugify
from plugins.shared.wikilinks import Target, default_words, parse_target, split_target, unquote_target

IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp")
FILE_SUFFIXES = (*IMAGE_SUFFIXES, ".pdf", ".mp3", ".m4a", ".ogg", ".wav", ".mp4", ".mov", ".webm", ".canvas")
CLOSE_FILE = 0.8
INSIDE_TAG = r"\b(?:[^<>\"']++|\"[^\"]*\"|'[^']*')*+>"
ELSEWHERE = r"a href=\"https?://[a-z0-9.-]++(?:[/?#][^\"&{<\s]*+)?\">"
# A tag, or a comment; what stands in a script or style is no tag. What is sought begins with a plain `<`, and nothing
# is tried twice: this is run over every body.
TAG = re.compile(
    rf"<(?:!--.*?-->|(?P<opening>(?P<raw>script|style|textarea){INSIDE_TAG})(?P<inside>.*?</(?P=raw)\s*>)"
    # An element without attributes has no address, and a plain one elsewhere stays as it is.
    rf"|(?![a-z][\w-]*+>|{ELSEWHERE})[a-z][\w-]*{INSIDE_TAG})",
    re.DOTALL | re.IGNORECASE,
)
# Between attributes may be a slash, or nothing behind a quote.
ATTRIBUTE = re.compile(r"(?P<name>(?:[\s/]|(?<=[\"']))[^\s=<>\"'/]+)\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)")
ADDRESS_NAMES = frozenset({"href", "src", "poster", "data"})
# What Pelican looks into as well, if an indicator says so.
INDICATED_NAMES = ADDRESS_NAMES | {"cite", "formaction", "action", "content"}
# What runs a script, if its address does.
RUNNING_NAMES = frozenset({"href", "src", "data", "action", "formaction", "xlink:href"})
# By this fragment browsers go to the top of the page: https://html.spec.whatwg.org/#the-indicated-part-of-the-document
TOP = "top"
EMBEDDED = "another entry is not shown within a text, so that these are links to it"
HEADING_MARK = '<a class="headerlink"'
LOCAL_PLACE = re.compile(r"[a-z]:[\\/]|file:", re.IGNORECASE)
INDICATED = re.compile(r"^(?:\{(?P<brace>\w+)\}|\|(?P<bar>\w+)\|)(?P<rest>.*)$", re.DOTALL)
PELICAN_FILES = frozenset({"filename", "static", "attach"})
PELICAN_TERMS = frozenset({"category", "tag", "author"})
# Pelican copies what stands behind these wherever it finds them, in comments and scripts too.
COPIED = re.compile(r"(?P<indicator>[{|](?:static|attach)[|}])(?P<address>[^\"'<>]*)")
INDICATORS = PELICAN_FILES | PELICAN_TERMS | {"index"}
CODE = re.compile(r"<(pre|code|script|style|textarea)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
# What the Markdown left to be resolved. Attributes an author added, as `[[Name]]{.quiet}`, stand around the address.
MARK = re.compile(
    r'<a(?P<before>(?: [^<>]*)?) href="wikilink:(?P<target>[^"]*)"(?P<after>[^<>]*)>(?P<words>.*?)</a>'
    r'|<img alt="(?P<alt>[^"]*)"(?P<embed_before>[^<>]*) src="wikilink:(?P<embed>[^"]*)"(?P<embed_after>[^<>]*?) ?/?>',
    re.DOTALL,
)
# `[[1]](address)`: a link to an entry called `1` with an address behind it, or if there is none, a citation.
CITATION = re.compile(r' data-address="(?P<address>[^"]*)"')
TAG_MARK = re.compile(r'<a class="hashtag" href="tag:(?P<name>[^"]*)">(?P<words>[^<]*)</a>')


@dataclass(frozen=True, slots=True)
class Resolved:
    """A body with its links resolved, the *targets* it links to in order, and what was amiss."""

    html: str
    targets: tuple[SourcePath, ...]
    problems: tuple[Problem, ...]


class _Findings:
    """The targets and problems of one entry, gathered while its links are replaced."""

    def __init__(self, entry: Entry, *, is_summary: bool) -> None:
        self.entry = entry
        self.is_summary = is_summary
        self.targets: dict[SourcePath, None] = {}
        self.problems: dict[Problem, None] = {}

    def as_written(self, address: str) -> str:
        """The *address* as it stands in the text: Markdown has percent-encoded what no address may hold."""
        if "%" not in address or address in self.entry.text:
            return address
        plain = unquote(address)
        return plain if plain in self.entry.text else address

    def count(self, needle: str, message: str, name: str, *, sort: str) -> None:
        """Report *name* as one of many alike."""
        line = _line_of(self.entry, needle)
        self.problems[note(self.entry.source, line, message, name, sort=sort)] = None

    def report(
        self,
        needle: str,
        message: str,
        severity: Severity = Severity.WARNING,
        *,
        sort: str,
        mentions: tuple[str, ...] = (),
    ) -> None:
        line = _line_of(self.entry, needle)
        self.problems[Problem(self.entry.source, line, message, severity, sort=sort, mentions=mentions)] = None


def _line_of(entry: Entry, needle: str) -> int:
    """The line of *needle* in the file: in the text, else in the front matter, else where the text begins."""
    values = ((key, value) for key, value in entry.metadata.items() if isinstance(value, str))
    key = next((key for key, value in values if needle in value), "") if needle not in entry.text else ""
    return entry.line_of(key) if key else entry.line_of_text(needle)


def resolve_entry(entry: Entry, index: NameIndex) -> Resolved:
    """The body of *entry* with wikilinks and addresses resolved."""
    findings = _Findings(entry, is_summary=False)
    body = _resolve(entry.html, findings, index)
    return Resolved(body, tuple(findings.targets), tuple(findings.problems))


def resolve_summary(entry: Entry, index: NameIndex) -> Resolved:
    """The summary of *entry* likewise; it is read in listings and feeds, so that `#heading` is one of another page."""
    findings = _Findings(entry, is_summary=True)
    body = _resolve(entry.summary_html, findings, index)
    return Resolved(body, tuple(findings.targets), tuple(findings.problems))


def resolve_transcript(entry: Entry, index: NameIndex) -> Resolved:
    """The transcript of *entry*'s drawing likewise."""
    findings = _Findings(entry, is_summary=False)
    body = _resolve(entry.transcript_html, findings, index)
    return Resolved(body, tuple(findings.targets), tuple(findings.problems))


def _resolve(fragment: str, findings: _Findings, index: NameIndex) -> str:
    body = MARK.sub(lambda mark: _replace_wikilink(mark, findings, index), fragment)
    if 'href="tag:' in body:
        body = TAG_MARK.sub(lambda mark: _replace_tag(mark, index), body)
    body = TAG.sub(lambda tag: _replace_addresses(tag, findings, index), body)
    if "{" not in body and "|" not in body:
        return body
    return COPIED.sub(lambda match: _keep_inside(match, findings.entry.source, index), body)


def _keep_inside(match: re.Match[str], source: SourcePath, index: NameIndex) -> str:
    """The address as it is if it is a file of the content folder; else without its indicator."""
    path = unquote(match["address"].partition("#")[0].partition("?")[0])
    folder = "" if path.startswith("/") else posixpath.dirname(source)
    is_ours = posixpath.normpath(posixpath.join(folder, path.lstrip("/"))) in index.files
    return match[0] if is_ours else match["address"]


def _replace_wikilink(mark: re.Match[str], findings: _Findings, index: NameIndex) -> str:
    is_embed = mark["embed"] is not None
    written = unquote_target(mark["embed"] if is_embed else mark["target"])
    target, found = _find_target(written, findings.entry.source, index)
    words = html.unescape(mark["alt"]) if is_embed else mark["words"]
    if found.file:
        return _file_link(mark, found.file, words)
    if is_embed:
        words = html.escape(words or default_words(target), quote=False)
    elif target != parse_target(written) and html.unescape(words) == default_words(parse_target(written)):
        words = html.escape(default_words(target), quote=False)
    entry = found.entry if target.name else findings.entry
    if citation := CITATION.search(mark["after"] or ""):
        if entry is None:
            rest = CITATION.sub("", mark["after"])
            return f'<a class="citation" href="{citation["address"]}"{rest}>{words}</a>'
        name = html.escape(default_words(target), quote=False)
        return f"{_link(mark, findings, entry, target, name)}({citation['address']})"
    if entry is None:
        if not found.is_left_out:
            _report_missing(written, target, findings, index, is_embed=is_embed)
        return _missing(words)
    if found.rivals:
        _report_rivals(findings, written, found)
    if is_embed:
        findings.count(f"![[{written}", EMBEDDED, f"![[{written}]]", sort="markdown")
    return _link(mark, findings, entry, target, words)


def _report_missing(written: str, target: Target, findings: _Findings, index: NameIndex, *, is_embed: bool) -> None:
    """A note of a wikilink to nothing, as an entry may be written one day; of a file that is not there, a warning."""
    hint = _missing_hint(target.name, index)
    if is_embed and target.name.lower().endswith(FILE_SUFFIXES):
        what = "image" if target.name.lower().endswith(IMAGE_SUFFIXES) else "file"
        findings.report(f"[[{written}", f"{what} missing: '{target.name}'{hint}", sort="missing-file")
        return
    findings.report(f"[[{written}", f"wikilink to nothing: [[{written}]]{hint}", Severity.NOTE, sort="wikilink")


def _find_target(written: str, source: SourcePath, index: NameIndex) -> tuple[Target, Resolution]:
    """What *written* points at: the longest name in it that something answers to."""
    plain = parse_target(written)
    if not plain.name:
        return plain, Resolution()
    for target in split_target(written) if "#" in written else (plain,):
        found = resolve_name(index, target.name, source)
        if found.entry or found.file:
            return target, found
    return plain, resolve_name(index, plain.name, source)


def _replace_tag(mark: re.Match[str], index: NameIndex) -> str:
    """A link to the listing of the tag that the text names; its words where no entry has that tag."""
    name = unquote(mark["name"])
    slugs = (slugify(name), slugify(name, use_unicode=True), name)
    term = next((term for slug in slugs if (term := index.terms.get(("tag", slug)))), None)
    return f'<a class="hashtag" href="{index.site_url}/{term.url}">{mark["words"]}</a>' if term else mark["words"]


def _missing(words: str) -> str:
    return f'<span class="wikilink-missing">{words}</span>'


def _missing_hint(name: str, index: NameIndex) -> str:
    if not name.lower().endswith(FILE_SUFFIXES):
        return suggest_names(index, name)
    return _suggest_file(name, index) or "; put that file into the content folder or take the link out"


def _report_rivals(findings: _Findings, written: str, found: Resolution) -> None:
    entries = [entry for entry in (found.entry, *found.rivals) if entry]
    places = " and ".join(entry.source for entry in entries)
    name = posixpath.splitext(entries[0].source)[0]
    message = f"wikilink to {len(entries)} entries: [[{written}]] may be {places}; did you mean [[{name}]]?"
    mentions = tuple(entry.source for entry in entries)
    findings.report(f"[[{written}", message, sort="wikilink", mentions=mentions)


def _link(mark: re.Match[str], findings: _Findings, entry: Entry, target: Target, words: str) -> str:
    """The link to *entry*, at the heading *target* names if there is one."""
    fragment = _fragment_of(findings, entry, target)
    is_own = entry.source == findings.entry.source
    if not is_own:
        findings.targets[entry.source] = None
    elif not fragment and not target.name and not target.fragment.startswith("^"):
        return _missing(words)
    # An introduction has no address; everything else may be read away from its own page, in a feed or a listing.
    href = "" if is_own and not entry.url else f"{{filename}}/{quote(entry.source)}"
    href += f"#{fragment}" if fragment else ""
    before = (mark["before"] or ' class="wikilink"').replace('"citation"', '"wikilink"')
    after = CITATION.sub("", mark["after"] or "")
    return f'<a{before} href="{href}"{after}>{words}</a>'


def _fragment_of(findings: _Findings, entry: Entry, target: Target) -> str:
    """The anchor of the heading that *target* names in *entry*; empty if none is named or there is none."""
    if not target.fragment:
        return ""
    if target.fragment.startswith("^"):
        # A block that has no such name: the link leads to the entry that holds it.
        return quote(target.fragment) if f'id="{html.escape(target.fragment)}"' in entry.html else ""
    wanted = fold(target.fragment.rpartition("#")[2])
    for heading in entry.headings:
        if wanted in (fold(heading.title), heading.id) or _loose(wanted) == _loose(fold(heading.title)):
            return quote(heading.id)
    if _loose(wanted) == _loose(fold(entry.title)):
        # The heading that is the title stands above the text.
        return TOP
    # An anchor the author set by hand in HTML is no heading, and as good.
    anchor = html.escape(target.fragment)
    if f'id="{anchor}"' in entry.html or f'name="{anchor}"' in entry.html:
        return quote(target.fragment, safe=":")
    hint = suggest(wanted, [heading.title for heading in entry.headings]) or (
        f"; {entry.source} has no such heading, so take '#{target.fragment}' away or write it"
    )
    findings.report(
        f"#{target.fragment}",
        f"link to a heading that is not there: '{target.fragment}'{hint}",
        sort="link",
        mentions=(entry.source,),
    )
    return ""


def _loose(words: str) -> str:
    return re.sub(r"\W+", "", words)


def _file_link(mark: re.Match[str], file: SourcePath, words: str) -> str:
    address = f"{{static}}/{quote(file)}"
    if mark["embed"] is None:
        return f'<a href="{address}">{words}</a>'
    name = posixpath.basename(file)
    if not file.lower().endswith(IMAGE_SUFFIXES):
        return f'<a href="{address}">{html.escape(words or name, quote=False)}</a>'
    size = re.fullmatch(r"(?P<width>\d{1,4})(?:x(?P<height>\d{1,4}))?", words.rpartition("|")[2].strip())
    alt = words.rpartition("|")[0] if size else words
    alt = alt or posixpath.splitext(name)[0].replace("-", " ").replace("_", " ")
    width = f' width="{size["width"]}"' if size else ""
    classes = re.sub(r' class="wikilink ?', ' class="', mark["embed_before"]).replace(' class=""', "")
    return f'<img alt="{html.escape(alt)}"{classes} src="{address}"{width}{mark["embed_after"].rstrip()}>'


def _replace_addresses(tag: re.Match[str], findings: _Findings, index: NameIndex) -> str:
    """One tag with the addresses in it resolved; as it was where nothing in the site is meant."""
    if tag[0].startswith("<!") or "=" not in tag[0] or tag[0].startswith(HEADING_MARK):
        return tag[0]
    opening = f"<{tag['opening']}" if tag["opening"] else tag[0]
    return ATTRIBUTE.sub(lambda found: _replace_address(found, findings, index), opening) + (tag["inside"] or "")


def _replace_address(attribute: re.Match[str], findings: _Findings, index: NameIndex) -> str:
    name = attribute["name"].strip("/ \t\n\r\f").lower()
    if name not in INDICATED_NAMES and name not in RUNNING_NAMES:
        return attribute[0]
    value = attribute["value"][1:-1] if attribute["value"][0] in "\"'" else attribute["value"]
    written = html.unescape(value).strip()
    if name in RUNNING_NAMES and runs_script(written):
        # HTML stands in the text as it is here; where it does not, Markdown has made it.
        findings.report(value if value in findings.entry.text else written, refuse_script(written), sort="script")
        return attribute[0]
    if name not in ADDRESS_NAMES and not INDICATED.match(written):
        return attribute[0]
    resolved = _resolve_address(findings.as_written(written), findings, index, is_link=name == "href")
    if resolved is None:
        return attribute[0]
    # A link that must not be followed is no link: `<a>` without an address.
    return f'{attribute["name"]}="{html.escape(resolved)}"' if resolved or name != "href" else ""


def _resolve_address(written: str, findings: _Findings, index: NameIndex, *, is_link: bool) -> str | None:
    """The address for *written*; `None` to leave it as it is, empty for one that leads nowhere."""
    rest = written
    if indicated := INDICATED.match(written):
        indicator, rest = (indicated["brace"] or indicated["bar"]).lower(), indicated["rest"]
        if indicator in PELICAN_TERMS:
            return _resolve_term(indicator, rest, findings, index)
        if indicator == "index":
            return f"{index.site_url}/"
        if indicator not in PELICAN_FILES:
            hint = suggest(indicator, INDICATORS) or "; write {filename} or {static}"
            findings.report(written, f"unknown indicator in '{written}'{hint}", sort="link")
            return rest
    elif "{{" in written or "{%" in written:
        return re.sub(r"[{}|]", "", written)
    if LOCAL_PLACE.match(rest):
        findings.report(
            written, f"'{written}' is a place on one computer; put the file into the content folder", sort="link"
        )
        return ""
    try:
        parts = urlsplit(rest)
        _check_host(parts)
    except ValueError:
        findings.report(
            written, f"broken link: '{written}' is no address; write https://… or the path of a file", sort="link"
        )
        return ""
    if rest.startswith("#") and is_link:
        return _resolve_own_fragment(rest, findings)
    if parts.scheme or parts.netloc or rest.startswith(("//", "#", "?")) or not parts.path:
        return None
    return _resolve_path(written, parts, findings, index, is_link=is_link)


def _check_host(parts: SplitResult) -> None:
    """Raise `ValueError` for a host that no browser takes: Markdown has percent-encoded what is wrong with it."""
    if "%" in parts.netloc:
        raise ValueError(parts.netloc)


def _resolve_term(indicator: str, rest: str, findings: _Findings, index: NameIndex) -> str:
    """The listing of the category, tag or author that `{category}Name` names."""
    name = unquote(rest).strip("/ ")
    term = index.terms.get((indicator, slugify(name))) or index.terms.get((indicator, name))
    if term:
        return f"{index.site_url}/{term.url}"
    known = [term.name for (kind, _), term in index.terms.items() if kind == indicator]
    hint = suggest(name, known) or f"; no entry has that {indicator}"
    findings.report(f"{{{indicator}}}{rest}", f"broken link: unknown {indicator} '{name}'{hint}", sort="link")
    return ""


def _resolve_path(written: str, parts: SplitResult, findings: _Findings, index: NameIndex, *, is_link: bool) -> str:
    """The address for a path inside the site."""
    ending = urlunsplit(("", "", "", parts.query, parts.fragment))
    path = unquote(parts.path)
    whole = parts.path + ending
    # A file may be named just so: `C#.md`, `what?.png`, `a%20b.md`.
    tries = {unquote(whole): ("", ""), whole: ("", ""), path: (ending, parts.fragment)}
    # And Windows writes paths with backslashes.
    tries |= {tried.replace("\\", "/"): endings for tried, endings in tries.items()}
    for tried, (tail, fragment) in tries.items():
        if found := _find_source(tried, findings.entry, index):
            if found != findings.entry.source:
                findings.targets[found] = None
            return f"{{filename}}/{quote(found)}{_checked_fragment(findings, index.by_source[found], fragment)}"
        if (address := _find_address(tried, findings.entry, index)) is not None:
            return f"{index.site_url}/{quote(address)}{tail}"
        if file := find_file(index, tried, findings.entry.source):
            return f"{{static}}/{quote(file)}{tail}"
    if is_link and _is_left_out(path, findings.entry, index):
        return ""
    _report_broken(written, path, findings, index, is_link=is_link)
    return _quote_path(path) + ending


def _quote_path(path: str) -> str:
    """*path* as an address; a colon in its first part would make a scheme of that."""
    quoted = quote(path, safe="/:@!$&'()*+,;=~%")
    return f"./{quoted}" if ":" in quoted.partition("/")[0] else quoted


def _resolve_own_fragment(written: str, findings: _Findings) -> str | None:
    """The address for `#…` in a text: an anchor of it, or one of its headings by what it says."""
    fragment = written[1:]
    page = f"{{filename}}/{quote(findings.entry.source)}" if findings.is_summary else ""
    if fragment in ("", TOP) or f'id="{html.escape(unquote(fragment))}"' in findings.entry.html:
        return f"{page}{written}" if page else None
    return f"{page}{_checked_fragment(findings, findings.entry, fragment)}"


def _checked_fragment(findings: _Findings, entry: Entry, fragment: str) -> str:
    if not fragment:
        return ""
    found = _fragment_of(findings, entry, Target("", unquote(fragment)))
    return f"#{found or quote(unquote(fragment), safe=':')}"


def _find_source(path: str, entry: Entry, index: NameIndex) -> SourcePath | None:
    """The entry that *path*, written in *entry*, means: by its file, or by its address on the site."""
    folder = "" if path.startswith("/") else posixpath.dirname(entry.source)
    candidate = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    tries = [candidate] if candidate.lower().endswith(MARKDOWN_SUFFIXES) else []
    tries += [] if posixpath.splitext(candidate)[1] else [f"{candidate}.md", f"{candidate}/index.md"]
    for one in tries:
        if one in index.by_source:
            return SourcePath(one)
    for address in _addresses_of(path, entry):
        if address in index.by_url:
            return index.by_url[address].source
    if path.lower().endswith(MARKDOWN_SUFFIXES):
        found = resolve_name(index, path.lstrip("./"), entry.source)
        return found.entry.source if found.entry and not found.rivals else None
    return None


def _find_address(path: str, entry: Entry, index: NameIndex) -> str | None:
    """The page of the site at *path* which is no entry: a listing, a feed."""
    return next((address for address in _addresses_of(path, entry) if address in index.addresses), None)


def _addresses_of(path: str, entry: Entry) -> tuple[str, str]:
    """The places on the site that *path*, written in *entry*, may mean."""
    page = "" if path.startswith("/") else unquote(entry.url)
    place = posixpath.normpath(posixpath.join("/", posixpath.dirname(page), path)).lstrip("/")
    return (place, f"{place}/" if place else "index.html")


def _is_left_out(path: str, entry: Entry, index: NameIndex) -> bool:
    """Whether *path*, written in *entry*, is the file or the address of an entry that is not part of this build."""
    if any(name_of_address(address) in index.left_out for address in _addresses_of(path, entry)):
        return True
    name = fold(stem_of(path.lstrip("./")))
    return path.lower().endswith(MARKDOWN_SUFFIXES) and (
        name in index.left_out or posixpath.basename(name) in index.left_out
    )


def _report_broken(written: str, path: str, findings: _Findings, index: NameIndex, *, is_link: bool) -> None:
    is_image = path.lower().endswith(IMAGE_SUFFIXES)
    close = _suggest_file(path, index)
    if is_link:
        cure = close or _suggest_entry(path, index) or "; mend the path or take the link out"
        findings.report(
            written, f"broken link: '{written}' leads to no entry and no file of the content folder{cure}", sort="link"
        )
    else:
        what = "image" if is_image else "file"
        cure = close or f"; put the file there or take the {'image' if is_image else 'link'} out"
        findings.report(written, f"{what} missing: '{written}'{cure}", sort="missing-file")


def _suggest_file(path: str, index: NameIndex) -> str:
    """The words "; did you mean …?" for a file of the same sort and nearly the same name."""
    stem, suffix = posixpath.splitext(posixpath.basename(path).casefold())
    sort = IMAGE_SUFFIXES if suffix in IMAGE_SUFFIXES else (suffix,)
    names = _stems_of(tuple(index.base_names), sort)
    close = find_nearest(stem, names, 1, CLOSE_FILE)
    return f"; did you mean '{names[close[0]]}'?" if close else ""


@lru_cache(maxsize=8)
def _stems_of(names: tuple[str, ...], suffixes: tuple[str, ...]) -> Mapping[str, str]:
    """Those of *names* with one of *suffixes*, by what stands before it, in order."""
    alike = sorted(name for name in names if name.lower().endswith(suffixes))
    stems = {posixpath.splitext(name.casefold())[0]: name for name in alike}
    return dict(sorted(stems.items()))


def _suggest_entry(path: str, index: NameIndex) -> str:
    """The words "; did you mean …?" for the one entry whose short name *path* ends in, as `/2012/05/tea.html`."""
    named = index.tiers[-1].get(slugify(posixpath.splitext(posixpath.basename(path.rstrip("/")))[0]), ())
    return f"; did you mean '{{filename}}/{named[0].source}'?" if len(named) == 1 else ""
