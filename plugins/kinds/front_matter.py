"""Front matter as authors and tools write it: Pelican's `Key: value` lines, YAML, TOML and JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import takewhile

import yaml

from plugins.kinds.explaining import explain_yaml
from plugins.kinds.holding import ANSWERS, is_held_word, says_not_public
from plugins.kinds.keys import (
    BY_NAME,
    KEYS,
    RANKS,
    SYNONYMS,
    Sort,
    canonical_key,
    find_near_key,
    is_known,
    show_key,
    spell_key,
)
from plugins.kinds.nested import Field, unfold
from plugins.kinds.structured import StructureError, read_json, read_toml
from plugins.shared.entry import FieldValue
from plugins.shared.names import split_names
from plugins.shared.problems import Severity

# A note may well begin with a line such as "See: the other page", or even "Update: it works".
# So a block of `Key: value` lines is front matter only if it holds a title, starts with one of the first,
# or starts with two of both.
TELLING_KEYS = frozenset(key.name for key in KEYS if key.is_telling) | frozenset(
    "categories tag keywords authors alias".split()
)
KNOWN_KEYS = frozenset(spelling for key in KEYS if not key.is_prose for spelling in (key.name, *key.synonyms))
# Written twice, these hold the names of both lines.
LIST_KEYS = frozenset("category tags author aliases permalink redirect_from".split())
# Of what is written twice here, the stricter word counts.
STRICT_KEYS = frozenset({*ANSWERS, "status", "visibility"})
# A second colon makes it a field of Dataview, which stands in the text.
KEY_LINE = re.compile(r"^[ ]{0,3}(?P<key>[A-Za-z][\w-]*):(?!:)[ \t]*(?P<value>.*)$")
SPACED_KEY_LINE = re.compile(r"^[ ]{0,3}(?P<key>[A-Za-z][\w-]*(?: [\w-]+){1,2}):(?!:)(?:[ \t]+(?P<value>.*))?$")
YAML_FIELD = re.compile(r"^\s*[\"']?\w[\w .-]*[\"']?:(?:\s|$)")
CONTINUED_LINE = re.compile(r"^(?:[ ]{4,}|\t)(?P<value>.*\S.*)$")
YAML_OPENING = re.compile(r"^---[ \t]*(?P<language>yaml|yml|json|toml)?[ \t]*$", re.IGNORECASE)
YAML_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$")
TOML_FENCE = re.compile(r"^\+\+\+[ \t]*$")
TOML_FIELD = re.compile(r"^\s*(?:[\"']?[\w.-]+[\"']?\s*=|\[)")
# A line of a `---` block as stock Pelican reads it, but for empty lines, which end nothing here.
PLAIN_LINE = re.compile(r"^[ ]{0,3}[\"']?(?P<key>[^\W\d_][\w .-]*?)[\"']?[ \t]*:(?:[ \t]+(?P<value>.*))?$")
# The same without the space that YAML wants, which stock Pelican does not ask for.
TIGHT_LINE = re.compile(r"^[ ]{0,3}(?P<key>[A-Za-z][\w-]*):(?![/:\s])(?P<value>.+)$")
LIST_LINE = re.compile(r"^[ \t]*-[ \t]+(?P<value>.*)$")
YAML_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# What somebody may take for front matter: a fence of other dashes, or below a comment; a line in it, however indented.
OTHER_FENCE = re.compile(r"^[ \t]*(?:-{3,}|\+{3,}|;{3,})[ \t]*$")
COMMENT_LINE = re.compile(r"^[ \t]*(?:<!--.*-->|%%.*%%)[ \t]*$")
OTHER_LINE = re.compile(r"^[\s*_:-]*[\"']?(?P<key>[A-Za-z][\w-]*?)[\"'*_]*\s*[:=\uff1a][*_]*\s*(?P<value>.*?)[\s,]*$")
HEADING_LINE = re.compile(r"^#{1,6}[ \t]")
LONGEST_BLOCK = 100
# To YAML `tags: #tea` and `- #tea` are comments; nobody else reads them so.
HASHED = re.compile(
    r"^(?P<before>[ \t]*(?:(?P<key>[A-Za-z][\w-]*):|-)[ \t]+)(?P<words>#[^\s#'\"]+(?:[ \t]+#[^\s#'\"]+)*)[ \t]*$"
)
TEXT_BELOW = re.compile(r":[ \t]*[|>][-+0-9]*[ \t]*$")
# A YAML document of a few bytes can name itself over and over; no front matter needs this many values, or levels.
MAX_VALUES = 10_000
MAX_LEVELS = 20
# What begins a value within another; a level that is only indented takes a longer line than the one above it.
OPENING, MANY_OPENINGS, LONG_BLOCK = "[{-?", 100, 20_000


class Dialect(StrEnum):
    PELICAN = "pelican"
    YAML = "yaml"
    TOML = "toml"
    JSON = "json"
    NONE = "none"


class FrontMatterError(ValueError):
    """Front matter that cannot be read; *line* is the line of the file."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class _TooMuchError(FrontMatterError):
    """YAML that would never end, which is not read in another way either."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about front matter that is read nevertheless."""

    line: int
    message: str
    severity: Severity = Severity.WARNING
    counted: str = ""
    sort: str = "front-matter"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above the text: *fields* by lower-case name, the line of each, and the *body* from *body_line* on.

    *names* are the keys as written, and *written* the values, with the brackets of links.
    """

    dialect: Dialect
    fields: Mapping[str, FieldValue]
    lines: Mapping[str, int]
    body: str
    body_line: int
    findings: tuple[Finding, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict, compare=False)
    written: Mapping[str, FieldValue] = field(default_factory=dict, compare=False)

    def without(self, strip: Callable[[str], tuple[str, int]]) -> tuple[FrontMatter, int]:
        """The same without what *strip* takes out of a text, and how many times it did."""
        count = 0

        def clean(value: FieldValue) -> FieldValue:
            nonlocal count
            if isinstance(value, str):
                text, found = strip(value)
                count += found
                return text
            if isinstance(value, list):
                return [clean(item) for item in value]
            return {key: clean(item) for key, item in value.items()} if isinstance(value, dict) else value

        fields = {key: clean(value) for key, value in self.fields.items()}
        found = count
        written = {key: clean(value) for key, value in self.written.items()}
        return (replace(self, fields=fields, written=written), found) if found or count else (self, 0)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found at the top of a file, and the index of the first line behind it."""

    dialect: Dialect
    fields: list[Field]
    end: int
    findings: tuple[Finding, ...] = ()


def parse_front_matter(text: str) -> FrontMatter:
    """The front matter and body of a Markdown file; raises `FrontMatterError` where it is broken."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    found = _find_block(lines, start) if start < len(lines) else None
    # Below a block that is closed by a fence, lines of text are text.
    is_open = found is None or found.dialect is Dialect.PELICAN
    missed = _find_missed(lines, found.end if found else start, is_open=is_open)
    if missed:
        field, told = missed
        # What is read stays as it is, and is held back besides.
        found = found or _Found(Dialect.NONE, [], 0)
        found = replace(found, fields=[*found.fields, field], findings=(*found.findings, told))
    if found is None:
        return FrontMatter(Dialect.NONE, {}, {}, "\n".join(lines), 1)
    unfolded = unfold(found.fields)
    fields, places, names, repeated = _gather(unfolded.fields)
    findings = [
        *repeated,
        *found.findings,
        *(Finding(one.line, _explain_lost(one)) for one in unfolded.lost),
        *(
            Finding(one.line, f"'{one.key}' has several values, and the first counts; leave one")
            for one in unfolded.several
        ),
    ]
    body = "\n".join(lines[found.end :])
    written = {one.key: one.value for one in found.fields}
    return FrontMatter(found.dialect, fields, places, body, found.end + 1, tuple(findings), names, written)


def _explain_lost(lost: Field) -> str:
    return f"the value of '{lost.key}' is nested in a way that is not understood; write '{lost.key}: …' on one line"


def _find_block(lines: list[str], start: int) -> _Found | None:
    first = lines[start]
    if opening := YAML_OPENING.match(first):
        language = (opening["language"] or "yaml").casefold()
        if language in ("json", "toml"):
            return _read_fenced(lines, start, Dialect(language), YAML_CLOSING)
        return _read_yaml_block(lines, start)
    if TOML_FENCE.match(first):
        return _read_fenced(lines, start, Dialect.TOML, TOML_FENCE)
    if first.startswith("{"):
        return _read_json_block(lines, start)
    return _read_key_lines(lines, start)


def _find_missed(lines: list[str], start: int, *, is_open: bool) -> tuple[Field, Finding] | None:
    """What text from *start* on says against publishing: nobody who wrote it meant to show it.

    It is looked for in a block between fences, behind comments and headings, as a template has it that is put into a
    note; and where the head *is_open*, in the lines right below it.
    """
    place = start
    while is_open and place < len(lines) and lines[place].strip() and not OTHER_FENCE.match(lines[place]):
        if missed := _hold_line(lines, place):
            return missed
        place += 1
    while start < len(lines) and (
        COMMENT_LINE.match(lines[start]) or HEADING_LINE.match(lines[start]) or not lines[start].strip()
    ):
        start += 1
    if start == len(lines) or not OTHER_FENCE.match(lines[start]):
        return None
    behind = range(start + 1, min(start + LONGEST_BLOCK, len(lines)))
    end = next((place for place in behind if OTHER_FENCE.match(lines[place])), start)
    return next(filter(None, (_hold_line(lines, place) for place in range(start + 1, end))), None)


def _hold_line(lines: list[str], place: int) -> tuple[Field, Finding] | None:
    """What holds an entry back for the line at *place*, which is no front matter and says that it is not public."""
    match = OTHER_LINE.match(lines[place])
    if match is None or not says_not_public(match["key"], match["value"]):
        return None
    message = (
        f"'{lines[place].strip()}' stands in no front matter; write '---' alone on the first line of the file, "
        "below it lines 'key: value', and '---' (kept as a draft until then)"
    )
    return Field("status", "draft", place + 1, is_inner=True), Finding(place + 1, message)


def _match_field(line: str) -> re.Match[str] | None:
    """The key and value of a *line* between dashes, which need no space between them where the key is one of ours."""
    match = PLAIN_LINE.match(line)
    if match is None and (tight := TIGHT_LINE.match(line)) and is_known(tight["key"]):
        return tight
    return match


def _read_fenced(lines: list[str], start: int, dialect: Dialect, closing: re.Pattern[str]) -> _Found | None:
    """The block of TOML or JSON that opens at *start*; `None` if the fence is text, with no fields behind."""
    end = next((index for index in range(start + 1, len(lines)) if closing.match(lines[index])), None)
    block = lines[start + 1 : end]
    if dialect is Dialect.TOML and not any(TOML_FIELD.match(line) for line in block[: 1 if end is None else None]):
        # Two fences with nothing between are empty front matter.
        return _Found(dialect, [], end + 1) if end is not None and not "".join(block).strip() else None
    if end is None:
        fence = lines[start].strip()
        closed_by = "---" if fence.startswith("---") else fence
        message = f"the front matter opened by '{fence}' is never closed; add a line '{closed_by}' below it"
        raise FrontMatterError(start + 1, message)
    try:
        if dialect is Dialect.TOML:
            return _Found(dialect, read_toml("\n".join(block), start + 2), end + 1)
        fields, _lines_used = read_json("\n".join(block), start + 2)
    except StructureError as error:
        raise FrontMatterError(error.line, str(error)) from None
    return _Found(dialect, fields, end + 1)


def _read_json_block(lines: list[str], start: int) -> _Found | None:
    """The JSON object that begins at *start*; `None` if it is text, or says nothing that means something here."""
    text = "\n".join(lines[start:])
    try:
        fields, used = read_json(text, start + 1)
    except StructureError as error:
        keys = re.findall(r"^[ \t{]*\"([^\"]+)\"[ \t]*:", text.partition("\n\n")[0], re.MULTILINE)
        if not any(map(is_known, keys)):
            return None
        raise FrontMatterError(error.line, str(error)) from None
    if not any(is_known(one.key) for one in fields):
        return None
    return _Found(Dialect.JSON, fields, start + used)


def _read_yaml_block(lines: list[str], start: int) -> _Found | None:
    """The YAML block that opens at *start*; `None` if the dashes are a rule in the text, with no fields behind."""
    end = next((index for index in range(start + 1, len(lines)) if YAML_CLOSING.match(lines[index])), None)
    if end is None:
        if not any(YAML_FIELD.match(line) for line in lines[start + 1 : start + 2]):
            return None
        raise FrontMatterError(start + 1, "the front matter opened by '---' is never closed; add a line '---' below it")
    block, hashed = _quote_hashes(lines[start + 1 : end], start + 2)
    try:
        return _Found(Dialect.YAML, _YamlBlock(block, first_line=start + 2).read(), end + 1, hashed)
    except FrontMatterError as error:
        if not any(YAML_FIELD.match(line) or _match_field(line) for line in block):
            return None
        if isinstance(error, _TooMuchError):
            raise
        fields, findings = _read_line_by_line(block, start + 2)
        if findings and not any(is_known(one.key) for one in fields if not one.is_inner):
            # Text between two rules.
            return None
        message = f"{str(error).replace('broken YAML', 'no strict YAML', 1)}; it was read line by line"
        return _Found(Dialect.YAML, fields, end + 1, (Finding(error.line, message, Severity.NOTE), *hashed, *findings))


def _quote_hashes(block: list[str], first_line: int) -> tuple[list[str], tuple[Finding, ...]]:
    """The lines of *block* with values such as `#tea` between quotes, and what is to be said of them."""
    if not any(" #" in line for line in block) or any(TEXT_BELOW.search(line) for line in block):
        return block, ()
    quoted, findings = [], []
    for number, line in enumerate(block, first_line):
        match = HASHED.match(line)
        if match and (match["key"] is None or is_known(match["key"])):
            words = [f"'{word}'" for word in match["words"].split()]
            value = f"[{', '.join(words)}]" if match["key"] or len(words) > 1 else words[0]
            message = f"'{match['words']}' is a comment in YAML, and read as a value; put it between quotes"
            findings.append(Finding(number, message))
            quoted.append(match["before"] + value)
        else:
            quoted.append(line)
    return quoted, tuple(findings)


def _read_line_by_line(block: list[str], first_line: int) -> tuple[list[Field], list[Finding]]:
    """The fields of a block between dashes that is no YAML: each as YAML where that can be, else as stock Pelican does.

    A value is what stands behind the colon, and in indented lines and list items below it.
    """
    groups: list[tuple[re.Match[str], int, list[str]]] = []
    findings = []
    held: list[Field] = []
    for number, line in enumerate(block, first_line):
        is_free = bool(groups) and bool((groups[-1][0]["value"] or "").strip()) and not groups[-1][2]
        # A key behind a tab is one, where the line above needs nothing below it.
        match = _match_field(line.lstrip("\t") if is_free else line)
        if match and line.startswith("\t") and not is_known(match["key"]):
            match = None
        if match and not (groups and line.startswith(" ") and groups[-1][2]):
            groups.append((match, number, []))
        elif groups and (LIST_LINE.match(line) or line.startswith((" ", "\t"))):
            if line.strip():
                groups[-1][2].append(line)
        elif line.strip() and not line.lstrip().startswith("#"):
            findings.append(
                Finding(number, f"'{line.strip()}' is no line 'key: value', and was left out; write it as one")
            )
            if missed := _hold_line([line], 0):
                held.append(missed[0]._replace(line=number))
    fields = [Field(match["key"], _value_of_group(match, below), line) for match, line, below in groups]
    return [*fields, *held], findings


def _value_of_group(match: re.Match[str], below: list[str]) -> FieldValue:
    written = (match["value"] or "").strip()
    if below or written[:1] in ("'", '"', "[", "{", "|", ">", "&"):
        try:
            (one,) = _YamlBlock([f"key: {written}", *below], 1).read()
        except (FrontMatterError, ValueError):
            pass
        else:
            return one.value
    items = [item["value"].strip() for line in below if (item := LIST_LINE.match(line))]
    if items and len(items) == len(below) and not written:
        return [_without_quotes(item) for item in items]
    if written.startswith("[") and not below:
        return [_without_quotes(item) for item in written.strip("[]").split(",") if item.strip()]
    return "\n".join(filter(None, (_without_quotes(written), *(line.strip() for line in below))))


def _without_quotes(text: str) -> str:
    text = text.strip()
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if is_quoted and text[0] not in text[1:-1] else text


def _may_be_deep(block: str) -> bool:
    """Whether values in *block* may stand within more others than libyaml can compose; it does so by recursion in C."""
    return len(block) > LONG_BLOCK or sum(map(block.count, OPENING)) > MANY_OPENINGS


class _YamlBlock:
    """The fields of a YAML mapping; every scalar stays the text that was written: a title `No` is not `False`."""

    def __init__(self, lines: list[str], first_line: int) -> None:
        self.lines = lines
        self.first_line = first_line
        self.values_left = MAX_VALUES

    def read(self) -> list[Field]:
        root = self._compose()
        if root is None:
            return []
        if not isinstance(root, yaml.MappingNode):
            raise FrontMatterError(self.first_line, "broken YAML; write lines 'key: value' between the '---'")
        return [
            Field(str(key.value), self._value_of(value, 1), self._line_of(key))
            for key, value in self._pairs_of(root, 1)
        ]

    def _pairs_of(self, node: yaml.MappingNode, level: int) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
        """The keys and values of *node*, those last that `<<: *defaults` brings in and *node* does not name itself.

        https://yaml.org/type/merge.html
        """
        if level > MAX_LEVELS:
            raise _TooMuchError(self._line_of(node), self._nested)
        own = [(key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
        merged = [value for key, value in own if key.value == "<<" and not key.style]
        if not merged:
            return own
        pairs = {key.value: (key, value) for key, value in own if key.value != "<<" or key.style}
        for one in merged:
            for mapping in one.value if isinstance(one, yaml.SequenceNode) else [one]:
                if isinstance(mapping, yaml.MappingNode):
                    self._count(len(mapping.value))
                    for key, value in self._pairs_of(mapping, level + 1):
                        pairs.setdefault(key.value, (key, value))
        return [*pairs.values()]

    def _compose(self) -> yaml.Node | None:
        block = "\n".join(self.lines)
        try:
            if _may_be_deep(block):
                self._refuse_deep(block)
            return yaml.compose(block, Loader=YAML_LOADER)
        except yaml.MarkedYAMLError as error:
            place, words = explain_yaml(error, self.lines)
            message = f"broken YAML at '{self.lines[place].strip()}': {words}"
            raise FrontMatterError(self.first_line + place, message) from None
        except yaml.YAMLError as error:
            position = re.search(r"position (\d+)", str(error))
            place = block.count("\n", 0, int(position[1])) if position else 0
            message = "broken YAML: the line holds a character that no text may have; take it out"
            raise FrontMatterError(self.first_line + place, message) from None
        except RecursionError:
            raise _TooMuchError(self.first_line, self._nested) from None

    _nested = f"broken YAML: more than {MAX_LEVELS} levels, or an alias (*) that names itself; write it flat"

    def _refuse_deep(self, block: str) -> None:
        """Raises `_TooMuchError` at the first value within too many others: composing it would crash."""
        level = 0
        for event in yaml.parse(block, Loader=YAML_LOADER):
            if isinstance(event, yaml.CollectionStartEvent):
                level += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                level -= 1
            # The block itself is a mapping.
            if level > MAX_LEVELS + 1:
                line = event.start_mark.line if event.start_mark else 0
                raise _TooMuchError(self.first_line + line, self._nested)

    def _line_of(self, node: yaml.Node) -> int:
        return self.first_line + int(node.start_mark.line)

    def _value_of(self, node: yaml.Node, level: int) -> FieldValue:
        """The value of *node* as text, list or dict."""
        self._count(1)
        if level > MAX_LEVELS:
            raise _TooMuchError(self._line_of(node), self._nested)
        if isinstance(node, yaml.ScalarNode):
            return "" if not node.style and node.value in ("~", "null", "Null", "NULL") else str(node.value)
        if isinstance(node, yaml.SequenceNode):
            return [self._value_of(item, level + 1) for item in node.value]
        if not isinstance(node, yaml.MappingNode):
            raise TypeError(f"unknown sort of YAML node: {type(node).__name__}")
        return {str(key.value): self._value_of(value, level + 1) for key, value in self._pairs_of(node, level)}

    def _count(self, values: int) -> None:
        """Counts *values* more; raises where they are more than anybody writes."""
        self.values_left -= values
        if self.values_left < 0:
            message = f"broken YAML: more than {MAX_VALUES} values; write fewer aliases (*)"
            raise _TooMuchError(self.first_line, message)


def _read_key_lines(lines: list[str], start: int) -> _Found | None:
    """The block of `Key: value` lines at *start*, ended by an empty line or anything else; `None` if there is none.

    What breaks it by mistake does not end it: a key with a space, a line that goes on without being indented,
    an empty line with nothing but keys of ours below it. Each is told.
    """
    block = _KeyLines(lines)
    end = block.read(start)
    if not _is_front_matter(block.fields):
        return None
    while end < len(lines) and not lines[end].strip():
        below = next((index for index in range(end, len(lines)) if lines[index].strip()), len(lines))
        rest = _KeyLines(lines)
        rest_end = rest.read(below)
        if not rest.is_more_of(block, is_closed=rest_end == len(lines) or not lines[rest_end].strip()):
            block.findings += rest.tell_unread(block)
            break
        message = "an empty line stands within the front matter; take it out"
        block.findings += [Finding(end + 1, message), *rest.findings]
        block.fields += rest.fields
        end = rest_end
    is_closed = end < len(lines) and (not lines[end].strip() or YAML_CLOSING.match(lines[end]))
    body = end + 1 if is_closed else end
    return _Found(Dialect.PELICAN, block.fields, body, tuple(block.findings))


class _KeyLines:
    """A run of `Key: value` lines, and what is to be said of it."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.fields: list[Field] = []
        self.findings: list[Finding] = []

    def read(self, start: int) -> int:
        """Reads the run that begins at the index *start*; the index of the line behind it."""
        for place in range(start, len(self.lines)):
            if not self._take(place):
                return place
        return len(self.lines)

    def _take(self, place: int) -> bool:
        line = self.lines[place]
        if self.fields and (item := LIST_LINE.match(line)) and self._add_item(_without_quotes(item["value"])):
            return True
        if self.fields and (more := CONTINUED_LINE.match(line)):
            self._continue(more["value"])
            return True
        match = KEY_LINE.match(line)
        if match and not match["value"].startswith("//"):
            self.fields.append(Field(match["key"], match["value"].strip(), place + 1))
            return True
        if not line.strip():
            return False
        spaced = SPACED_KEY_LINE.match(line)
        if spaced and self._is_meant(spaced["key"], place):
            key = spell_key(spaced["key"])
            name = show_key(key if key in RANKS else find_near_key(key) or key)
            self.findings.append(Finding(place + 1, f"a key has no space; did you mean '{name}'?"))
            self.fields.append(Field(name, (spaced["value"] or "").strip(), place + 1))
            return True
        if self.fields and self._goes_on_behind(place):
            message = f"'{line.strip()[:40]}' is no line 'Key: value'; indent it by four spaces if the value goes on"
            self.findings.append(Finding(place + 1, message))
            self._continue(line)
            return True
        return False

    def _add_item(self, item: str) -> bool:
        """Adds *item* to the list below a key without a value, as in YAML; whether that has one."""
        last = self.fields[-1]
        known = BY_NAME.get(canonical_key(last.key))
        if (
            known is None
            or known.sort in (Sort.WORDS, Sort.STRUCTURE)
            or (last.value and not isinstance(last.value, list))
        ):
            return False
        self.fields[-1] = last._replace(value=[*_as_list(last.value or []), item])
        return True

    def _continue(self, more: str) -> None:
        last = self.fields[-1]
        if isinstance(last.value, list):
            self._add_item(more.strip())
            return
        self.fields[-1] = last._replace(value=f"{last.value}\n{more.strip()}".lstrip("\n"))

    def _is_meant(self, key: str, place: int) -> bool:
        """Whether *key*, which holds a space, is one: known but for that, or with more of them below."""
        name = spell_key(key)
        return name in RANKS or bool(find_near_key(name)) or (bool(self.fields) and self._goes_on_behind(place))

    def _goes_on_behind(self, place: int) -> bool:
        """Whether the line below that at *place* has a key of ours: the run was not meant to end."""
        match = KEY_LINE.match(self.lines[place + 1]) if place + 1 < len(self.lines) else None
        return match is not None and _is_of_head(match["key"], match["value"])

    def is_more_of(self, head: _KeyLines, *, is_closed: bool) -> bool:
        """Whether this run, below an empty line, goes on with *head*: keys of ours alone, and none said before."""
        known = {canonical_key(one.key) for one in head.fields}
        return (
            is_closed
            and bool(self.fields)
            and all(_is_of_head(one.key, str(one.value)) for one in self.fields)
            and not any(canonical_key(one.key) in known for one in self.fields)
            and (_is_front_matter(self.fields) or any(is_held_word(one.key, str(one.value)) for one in self.fields))
        )

    def tell_unread(self, head: _KeyLines) -> list[Finding]:
        """A note for a key below the empty line that stays text, where *head* does not say the same."""
        if not self.fields:
            return []
        name = spell_key(self.fields[0].key)
        if name not in KNOWN_KEYS and not find_near_key(name):
            return []
        first = self.fields[0]
        if any(canonical_key(one.key) == canonical_key(first.key) for one in head.fields):
            return []
        message = f"'{first.key}:' below the empty line is text; take the empty line out if it is front matter"
        return [Finding(first.line, message, Severity.NOTE)]


def _is_of_head(key: str, value: str) -> bool:
    return spell_key(key) in KNOWN_KEYS or is_held_word(key, value)


def _is_front_matter(fields: list[Field]) -> bool:
    keys = [spell_key(one.key) for one in fields]
    if not keys:
        return False
    if "title" in keys or is_held_word(fields[0].key, str(fields[0].value)):
        return True
    known_first = len(list(takewhile(KNOWN_KEYS.__contains__, keys)))
    return known_first > 1 or (known_first == 1 and keys[0] in TELLING_KEYS)


def _gather(
    written: Iterable[Field],
) -> tuple[dict[str, FieldValue], dict[str, int], dict[str, str], list[Finding]]:
    """The fields of *written* by their names, their lines, their keys as written, and what was said twice.

    A field under its own name counts before its synonyms, and the first before those that repeat it.
    """
    values: dict[str, FieldValue] = {}
    lines: dict[str, int] = {}
    names: dict[str, str] = {}
    repeated = []
    for one in sorted(written, key=lambda one: RANKS.get(spell_key(one.key), 0)):
        key = canonical_key(one.key)
        held = values.get(key)
        if not held:
            values[key], lines[key], names[key] = one.value, one.line, one.key
            continue
        if key in LIST_KEYS:
            values[key] = [*split_names(held), *split_names(one.value)]
        elif key in STRICT_KEYS:
            values[key] = [*_as_list(held), *_as_list(one.value)]
        is_other = one.value and one.value != held and not one.is_inner and spell_key(one.key) not in SYNONYMS
        if is_other and key not in LIST_KEYS:
            counting = "the stricter one" if key in STRICT_KEYS else "the first one"
            repeated.append(Finding(one.line, f"this is said twice, and {counting} counts; take one line out"))
    return values, lines, names, repeated


def _as_list(value: FieldValue) -> Iterator[FieldValue]:
    if isinstance(value, list):
        yield from value
    else:
        yield value
