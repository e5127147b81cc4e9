"""What holds an entry back: every way in which front matter, a folder or a file's name says "not public".

The tables here are the ones of the manual's note "Drafts and scheduling"; a test compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from plugins.kinds.keys import BY_NAME, SPELLINGS_KEPT, canonical_key, show_key, spell_key
from plugins.kinds.spelling import count_slips
from plugins.shared.entry import FieldValue, Kind, Status

YES = frozenset({"true", "yes", "y", "1", "on", "t", "yep", "yeah"})
NO = frozenset({"false", "no", "n", "0", "off", "f", "nope", "never", "not yet"})
# What a key holds back by one of two answers: which one, and what the entry is then.
ANSWERS: Mapping[str, tuple[bool, Status]] = {
    "draft": (True, Status.DRAFT),
    "private": (True, Status.DRAFT),
    "unpublished": (True, Status.DRAFT),
    "archived": (True, Status.DRAFT),
    "secret": (True, Status.DRAFT),
    "expired": (True, Status.DRAFT),
    "publish": (False, Status.DRAFT),
    "published": (False, Status.DRAFT),
    "public": (False, Status.DRAFT),
    "visible": (False, Status.DRAFT),
    "enabled": (False, Status.DRAFT),
    "listed": (False, Status.HIDDEN),
    "dg_publish": (False, Status.DRAFT),
    # Eleventy writes no page for `permalink: false`.
    "permalink": (False, Status.DRAFT),
    "hidden": (True, Status.HIDDEN),
    "unlisted": (True, Status.HIDDEN),
}
# Keys that say something else as well, of which only a plain answer means anything here.
OFTEN_SOMETHING_ELSE = frozenset(
    {"archived", "enabled", "expired", "listed", "permalink", "published", "secret", "visible"}
)
HOLDING_KEYS = frozenset({*ANSWERS, "status", "visibility", "password"})
STATUS_WORDS: Mapping[str, Status] = {
    "published": Status.PUBLISHED,
    "publish": Status.PUBLISHED,
    "public": Status.PUBLISHED,
    "draft": Status.DRAFT,
    "private": Status.DRAFT,
    "pending": Status.DRAFT,
    "unpublished": Status.DRAFT,
    "in review": Status.DRAFT,
    "archived": Status.DRAFT,
    "hidden": Status.HIDDEN,
    "unlisted": Status.HIDDEN,
}
VISIBILITY_WORDS: Mapping[str, Status] = {
    "public": Status.PUBLISHED,
    "everyone": Status.PUBLISHED,
    "open": Status.PUBLISHED,
    "private": Status.DRAFT,
    "restricted": Status.DRAFT,
    "internal": Status.DRAFT,
    "confidential": Status.DRAFT,
    "secret": Status.DRAFT,
    "draft": Status.DRAFT,
    "members": Status.DRAFT,
    "subscribers": Status.DRAFT,
    "friends": Status.DRAFT,
    "team": Status.DRAFT,
    "nobody": Status.DRAFT,
    "paid": Status.DRAFT,
    "hidden": Status.HIDDEN,
    "unlisted": Status.HIDDEN,
}
# What a note's own status may be and is no slip of one of ours.
OWN_WORDS = frozenset(
    "achieve achieved active ending lending listed mending polished reading sending spending tending trending".split()
)
# Among other words these say it all the same: `first draft`, `drafting`.
SAYS_DRAFT = re.compile(
    r"\b(?:draft\w*|private|unpublished|hidden|secret|confidential|not ready|unready"
    r"|(?:not|do not|do ?n['’]?t|never) (?:to be )?(?:public|publish\w*))\b"
)
# Under a key that is only like `Status`, these are no state of something else.
SURE_WORDS = frozenset({"draft", "private", "unpublished", "hidden", "unlisted"})
# Ordinary keys that are like one of ours.
OTHER_KEYS = frozenset({"craft", "graft", "raft", "drift", "publisher"})
SLIPS = 2
# A day, or as little of one as is known.
DAY = re.compile(r"\d{4}(?: \d\d?)*\b")
# Folders of which every entry is a draft.
DRAFT_FOLDERS = frozenset({"_drafts", "drafts"})
TEMPLATE_FOLDER = "templates"
# Folders that a blog may well call like its subject.
TEMPLATE_FREE_FOLDERS = frozenset(kind.folder for kind in Kind if kind is not Kind.NOTE)
# Syncthing, Dropbox and Nextcloud, Obsidian Sync; then what programs write while they work.
CONFLICT_NAME = re.compile(r"\.sync-conflict-|\bconflicted copy\b", re.IGNORECASE)
TEMPORARY_NAME = re.compile(
    r"^(?:~\$|\.~|\.#|#.*#$|thumbs\.db$|desktop\.ini$)|(?:~|\.tmp|\.temp|\.swp|\.swo|\.part|\.crdownload)$"
    r"|\.(?:tmp|temp)\.[a-z]+$",
    re.IGNORECASE,
)


class Row(NamedTuple):
    """A line of the manual's table: what somebody writes, and what becomes of the entry."""

    written: str
    effect: str


class Reason(StrEnum):
    """Why a file is no entry, whatever it holds."""

    TEMPLATE = "templates"
    CONFLICT = "copies of a sync conflict"
    TEMPORARY = "locks and temporary files"


DRAFT, HIDDEN, LEFT_OUT = "a draft", "hidden", "left out"


def list_rows() -> tuple[Row, ...]:
    """The whole table, for the manual."""
    effects = {Status.DRAFT: DRAFT, Status.HIDDEN: HIDDEN}
    answers = [
        Row(f"`{show_key(key).replace('Dg_publish', 'dg-publish')}: {'yes' if answer else 'no'}`", effects[status])
        for key, (answer, status) in ANSWERS.items()
    ]
    words = [
        Row(f"`{key}: {word}`", effects[status])
        for key, table in (("Status", STATUS_WORDS), ("Visibility", VISIBILITY_WORDS))
        for word, status in table.items()
        if status in effects
    ]
    return (
        *answers,
        *words,
        Row("any other `Status:` or `Visibility:` of a post, doodle, rocket or page", DRAFT),
        Row("`Password:` with a value", DRAFT),
        Row("`Publish_date:`, `Embargo:` or `Published:` with a date ahead", "scheduled"),
        Row("`Expiry_date:` with a date that has come", LEFT_OUT),
        *(Row(f"a folder `{name}/`", DRAFT) for name in sorted(DRAFT_FOLDERS)),
        Row("a folder `templates/`, and the one that `.obsidian/templates.json` names", LEFT_OUT),
        Row("a name with `.sync-conflict-` or `conflicted copy`", LEFT_OUT),
        Row("locks and temporary files: `~$tea.md`, `tea.tmp.md`, `tea.md~`", LEFT_OUT),
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the field *key* that is to be said; *own_word* is a value that is a note's own business."""

    key: str
    message: str = ""
    own_word: str = ""


class Held(NamedTuple):
    status: Status
    findings: tuple[Finding, ...]


def find_status(fields: Mapping[str, FieldValue], names: Mapping[str, str], kind: Kind, source: str) -> Held:
    """The status of the entry *source*, by all that its *fields* and folders say; the strictest word counts.

    *names* are the keys as written.
    """
    found: list[Status] = []
    findings: list[Finding] = []
    if any(folder.casefold() in DRAFT_FOLDERS for folder in source.split("/")[:-1]):
        found.append(Status.DRAFT)
    for key, value in fields.items():
        if key in BY_NAME and key not in HOLDING_KEYS:
            continue
        words = list(_words_of(value))
        for status, finding in _judge(key, names.get(key, key), words, kind):
            found.append(status)
            if finding:
                findings.append(finding)
    order = (Status.DRAFT, Status.HIDDEN, Status.PUBLISHED)
    return Held(min(found, key=order.index, default=Status.PUBLISHED), tuple(findings))


def _judge(key: str, name: str, words: list[str], kind: Kind) -> Iterator[tuple[Status, Finding | None]]:
    if not words:
        return
    if key in ANSWERS:
        yield from (_judge_answer(key, name, word) for word in words)
    elif key == "status":
        yield from (_judge_status(name, word, kind) for word in words)
    elif key == "visibility":
        yield from (_judge_visibility(name, word, kind) for word in words)
    elif key == "password":
        message = f"'{name}' says that this is not for everybody; a site of files keeps no secret, so it is a draft"
        yield Status.DRAFT, Finding(key, message)
    elif key not in BY_NAME and (meant := find_near_holding(key)):
        status = _meant_status(meant, words, is_sure=count_slips(spell_key(key), meant, SLIPS) <= 1)
        if status is not Status.PUBLISHED:
            message = f"unknown key '{name}'; did you mean '{show_key(meant)}'? (kept as a draft until then)"
            yield Status.DRAFT, Finding(key, message)


def _judge_answer(key: str, name: str, word: str) -> tuple[Status, Finding | None]:
    answer, status = ANSWERS[key]
    if word in YES | NO:
        return (status if (word in YES) is answer else Status.PUBLISHED), None
    is_slip = _is_slip_of(word, ("true", "false"))
    is_day = key in ("publish", "published") and DAY.match(word)
    if is_day or (key in OFTEN_SOMETHING_ELSE and not is_slip):
        return Status.PUBLISHED, None
    message = f"'{name}: {word}' is neither yes nor no; write '{name}: {'yes' if answer else 'no'}' ({_kept(status)})"
    return status, Finding(key, message)


def _judge_status(name: str, word: str, kind: Kind) -> tuple[Status, Finding | None]:
    if word in STATUS_WORDS:
        return STATUS_WORDS[word], None
    if SAYS_DRAFT.search(word):
        return Status.DRAFT, None
    near = _find_near(word, STATUS_WORDS) if word not in OWN_WORDS or kind is not Kind.NOTE else ""
    if not near and kind is Kind.NOTE:
        return Status.PUBLISHED, Finding("status", own_word=word)
    hint = f"; did you mean '{near}'?" if near else "; write one of draft, hidden, published"
    return Status.DRAFT, Finding("status", f"unknown {name.lower()} '{word}'{hint} (kept as a draft until then)")


def _judge_visibility(name: str, word: str, kind: Kind) -> tuple[Status, Finding | None]:
    known = word.removesuffix(" only")
    if known in VISIBILITY_WORDS:
        return VISIBILITY_WORDS[known], None
    if SAYS_DRAFT.search(word):
        return Status.DRAFT, None
    near = _find_near(known, VISIBILITY_WORDS)
    if not near and kind is Kind.NOTE:
        return Status.PUBLISHED, Finding("visibility", own_word=word)
    hint = f"; did you mean '{near}'?" if near else "; write one of public, private, hidden"
    message = f"unknown {name.lower()} '{word}'{hint} (kept as a draft until then)"
    return Status.DRAFT, Finding("visibility", message)


def _meant_status(meant: str, words: Iterable[str], *, is_sure: bool = False) -> Status:
    """The status of an entry whose misspelled key was *meant* to be another; published where it holds nothing back.

    Where it *is_sure* that it was meant, a word may be misspelled as well.
    """
    if meant == "password":
        return Status.DRAFT
    if meant in ANSWERS:
        answer, status = ANSWERS[meant]
        said, slips = (YES, ("true",)) if answer else (NO, ("false",))
        is_said = any(word in said or (is_sure and _is_slip_of(word, slips, shortest=3)) for word in words)
        return status if is_said else Status.PUBLISHED
    table = VISIBILITY_WORDS if meant == "visibility" else STATUS_WORDS
    known = table if is_sure else SURE_WORDS & table.keys()
    found = [
        table[word if word in known else near] for word in words if (near := _find_near(word, known)) or word in known
    ]
    return next((status for status in found if status is not Status.PUBLISHED), Status.PUBLISHED)


@lru_cache(SPELLINGS_KEPT)
def find_near_holding(key: str) -> str:
    """The key that holds back, within two slips of *key*; empty if none is."""
    name = spell_key(key).removeprefix("is_")
    if name in OTHER_KEYS or len(name) < 4:
        return ""
    known = (
        *(one for one in ANSWERS if one not in OFTEN_SOMETHING_ELSE),
        "published",
        "status",
        "visibility",
        "password",
    )
    close = sorted((count_slips(name, one, SLIPS), one) for one in known)
    return close[0][1] if close[0][0] <= SLIPS else ""


def _find_near(word: str, known: Iterable[str]) -> str:
    """The word of *known* within two slips of *word*; empty if none is, or *word* has few letters."""
    close = sorted((count_slips(word, one, SLIPS), one) for one in known)
    return close[0][1] if len(word) >= 4 and close[0][0] <= SLIPS else ""


def _is_slip_of(word: str, known: Iterable[str], *, shortest: int = 4) -> bool:
    return len(word) >= shortest and any(count_slips(word, one, 1) <= 1 for one in known)


def _kept(status: Status) -> str:
    return "kept hidden until then" if status is Status.HIDDEN else "kept as a draft until then"


def _words_of(value: FieldValue) -> Iterator[str]:
    """Each word or phrase in *value*, in lower case and without what different tools put around it."""
    if isinstance(value, list):
        for item in value:
            yield from _words_of(item)
    elif isinstance(value, str):
        # A list on one line, as Pelican's readers write it.
        for part in value.strip().strip("[]").split(","):
            word = " ".join(re.sub(r"[-_]", " ", part.casefold()).split()).strip("\"'“”‘’#[] ")
            if word:
                yield word


def is_held_word(key: str, value: str) -> bool:
    """Whether a line `key: value` says "not public" by itself, so that it is front matter and no sentence."""
    name, words = canonical_key(key), list(_words_of(value))
    if name in ANSWERS:
        # "Private: no, thanks" is a sentence.
        return len(words) == 1 and words[0] in YES | NO
    if name == "visibility":
        return any(VISIBILITY_WORDS.get(word, Status.PUBLISHED) is not Status.PUBLISHED for word in words)
    meant = "" if name in BY_NAME else find_near_holding(name)
    return bool(meant) and _meant_status(meant, words) is not Status.PUBLISHED


def says_not_public(key: str, value: str) -> bool:
    """Whether *key* and *value* hold an entry back, where both are sure to be meant so."""
    if canonical_key(key) == "status":
        return any(STATUS_WORDS.get(word, Status.PUBLISHED) is not Status.PUBLISHED for word in _words_of(value))
    name = canonical_key(key)
    meant = name if name in BY_NAME else find_near_holding(name)
    return is_held_word(key, value) and _meant_status(meant, _words_of(value)) is not Status.PUBLISHED


def find_held_within(value: FieldValue) -> Iterator[tuple[str, str]]:
    """The keys and words that say "not public" somewhere within *value*, as `meta: {draft: true}` does.

    A status is a state of something else there, but for words that are sure to be meant so.
    """
    if not isinstance(value, dict):
        return
    for name, inner in value.items():
        key = canonical_key(name)
        yield from find_held_within(inner)
        for word in _words_of(inner):
            is_said = word in SURE_WORDS if key == "status" else says_not_public(key, word)
            if is_said and key not in OFTEN_SOMETHING_ELSE:
                yield (key if key in BY_NAME else find_near_holding(key)), word


def find_reason(source: str, template_folders: Iterable[str] = ()) -> Reason | None:
    """Why the file *source* is no entry; *template_folders* are those that Obsidian's settings name."""
    *folders, name = source.split("/")
    if CONFLICT_NAME.search(name):
        return Reason.CONFLICT
    if TEMPORARY_NAME.search(name):
        return Reason.TEMPORARY
    is_named = any(source.startswith(f"{folder}/") for folder in template_folders)
    return Reason.TEMPLATE if is_named or _is_in_templates(folders) else None


def _is_in_templates(folders: list[str]) -> bool:
    for folder in folders:
        if folder.casefold() in TEMPLATE_FREE_FOLDERS:
            return False
        # Numbers and pictures before the name put it in its place: `99 - Templates`.
        if re.sub(r"[\W\d_]+", "", folder).casefold() == TEMPLATE_FOLDER:
            return True
    return False
