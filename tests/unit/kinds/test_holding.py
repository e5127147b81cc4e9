from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from plugins.kinds.holding import Reason, find_reason, find_status, list_rows
from plugins.shared.entry import FieldValue, Kind, Status

MANUAL = Path(__file__).resolve().parents[3] / "content" / "notes" / "drafts-and-scheduling.md"


def status(fields: Mapping[str, FieldValue], kind: Kind = Kind.POST, source: str = "posts/tea.md") -> Status:
    return find_status(fields, {}, kind, source).status


def told(fields: Mapping[str, FieldValue], kind: Kind = Kind.POST) -> list[str]:
    return [finding.message for finding in find_status(fields, {}, kind, "posts/tea.md").findings]


@pytest.mark.parametrize("kind", [Kind.POST, Kind.NOTE])
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("draft", "true"),
        ("draft", "True"),
        ("draft", "yes"),
        ("draft", "y"),
        ("draft", "1"),
        ("draft", "on"),
        ("draft", ' "true" '),
        ("draft", ["true"]),
        ("draft", ["false", "true"]),
        ("draft", "[true]"),
        ("draft", "ture"),
        ("is_draft", "true"),
        ("isPublic", "false"),
        ("private", "true"),
        ("private", "y"),
        ("publish", "false"),
        ("publish", "no"),
        ("publish", "0"),
        ("published", "false"),
        ("published", "flase"),
        ("public", "n"),
        ("dg_publish", "false"),
        ("permalink", "false"),
        ("status", "draft"),
        ("status", "Draft"),
        ("status", ["draft"]),
        ("status", ["published", "draft"]),
        ("status", "#draft"),
        ("status", "[[Draft]]"),
        ("status", "private"),
        ("status", "pending"),
        ("status", "unpublished"),
        ("status", "in review"),
        ("status", "In-Review"),
        ("status", "archived"),
        ("status", "first draft"),
        ("status", "Drafting"),
        ("status", "drafft"),
        ("status", "drat"),
        ("status", "hiden"),
        ("status", "publihsed"),
        ("statuss", "draft"),
        ("satus", "draft"),
        ("state", "draft"),
        ("drafft", "true"),
        ("draf", "yes"),
        ("privat", "true"),
        ("pubish", "false"),
        ("visibility", "private"),
        ("visibility", "members"),
        ("visibility", "privat"),
        ("visibility", "restricted"),
        ("visibility", "internal"),
        ("visibility", "Members-only"),
        ("archived", "true"),
        ("secret", "yes"),
        ("password", "secret"),
    ],
)
def test_what_says_not_public_holds_back(kind: Kind, key: str, value: FieldValue) -> None:
    assert status({"title": "Tea", key: value}, kind) is Status.DRAFT


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("draft", "false"),
        ("draft", "no"),
        ("draft", ""),
        ("draft", []),
        ("private", "false"),
        ("publish", "true"),
        ("publish", "2026-01-02"),
        ("publish", "2017-04"),
        ("published", "true"),
        ("published", "2026-11-21"),
        ("published", "1998"),
        ("published", "O'Reilly"),
        ("permalink", "/tea/"),
        ("status", "published"),
        ("status", "publish"),
        ("status", "public"),
        ("status", ""),
        ("statuss", "published"),
        ("state", "archived"),
        ("state", "Bavaria"),
        ("craft", "yes"),
        ("publisher", "no"),
        ("visibility", "public"),
        ("type", "draft"),
    ],
)
def test_what_says_nothing_of_the_sort_does_not(key: str, value: FieldValue) -> None:
    assert status({key: value}) is Status.PUBLISHED
    assert told({key: value}) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("hidden", "true"), ("unlisted", "yes"), ("status", "hidden"), ("status", "unlisted"), ("visibility", "unlisted")],
)
def test_hidden_stays_at_its_address(key: str, value: str) -> None:
    assert status({key: value}) is Status.HIDDEN
    assert status({key: value, "draft": "true"}) is Status.DRAFT


def test_a_note_may_have_a_visibility_of_its_own() -> None:
    assert status({"visibility": "10 km"}, Kind.NOTE) is Status.PUBLISHED
    assert status({"visibility": "10 km"}, Kind.POST) is Status.DRAFT
    assert told({"visibility": "10 km"}, Kind.POST) == [
        "unknown visibility '10 km'; write one of public, private, hidden (kept as a draft until then)"
    ]


@pytest.mark.parametrize("kind", [Kind.POST, Kind.DOODLE, Kind.ROCKET, Kind.PAGE])
def test_an_unknown_status_holds_back_what_is_not_a_note(kind: Kind) -> None:
    fields = {"status": "done"}
    assert status(fields, kind) is Status.DRAFT
    assert told(fields, kind) == [
        "unknown status 'done'; write one of draft, hidden, published (kept as a draft until then)"
    ]


@pytest.mark.parametrize(
    "word", ["done", "In progress", "reading", "polished", "trending", "active", "evergreen", "seed", "triage", "完了"]
)
def test_a_note_may_have_a_status_of_its_own(word: str) -> None:
    held = find_status({"status": word}, {}, Kind.NOTE, "notes/tea.md")
    assert held.status is Status.PUBLISHED
    assert [finding.own_word for finding in held.findings] == [word.casefold()]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"status": "drafft"}, "unknown status 'drafft'; did you mean 'draft'? (kept as a draft until then)"),
        ({"statuss": "draft"}, "unknown key 'statuss'; did you mean 'Status'? (kept as a draft until then)"),
        (
            {"draft": "maybe"},
            "'draft: maybe' is neither yes nor no; write 'draft: yes' (kept as a draft until then)",
        ),
        (
            {"hidden": "a bit"},
            "'hidden: a bit' is neither yes nor no; write 'hidden: yes' (kept hidden until then)",
        ),
        (
            {"visibility": "privat"},
            "unknown visibility 'privat'; did you mean 'private'? (kept as a draft until then)",
        ),
        (
            {"password": "tea"},
            "'password' says that this is not for everybody; a site of files keeps no secret, so it is a draft",
        ),
    ],
)
def test_what_is_only_like_a_word_of_ours_is_told(fields: Mapping[str, FieldValue], message: str) -> None:
    assert told(fields) == [message]


@pytest.mark.parametrize("source", ["_drafts/tea.md", "_Drafts/a/tea.md", "blog/_drafts/tea.md", "Drafts/tea.md"])
def test_a_folder_of_drafts_holds_drafts(source: str) -> None:
    assert status({}, Kind.NOTE, source) is Status.DRAFT
    assert status({}, Kind.NOTE, source.replace("rafts", "raughts")) is Status.PUBLISHED


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("templates/note.md", Reason.TEMPLATE),
        ("Templates/a/note.md", Reason.TEMPLATE),
        ("99 - Templates/note.md", Reason.TEMPLATE),
        ("⏣ Templates/note.md", Reason.TEMPLATE),
        ("_templates/note.md", Reason.TEMPLATE),
        ("meta/templates/note.md", Reason.TEMPLATE),
        ("notes/templates/note.md", Reason.TEMPLATE),
        ("posts/templates/tea.md", None),
        ("pages/templates/tea.md", None),
        ("notes/templates.md", None),
        ("notes/Templates for tea/a.md", None),
        ("vault/Vorlagen/a.md", Reason.TEMPLATE),
        ("Vorlagen/a.md", None),
        ("notes/tea.sync-conflict-20260101-101112-ABCDEFG.md", Reason.CONFLICT),
        ("notes/tea (conflicted copy 2026-01-01).md", Reason.CONFLICT),
        ("notes/tea (Anna's conflicted copy).md", Reason.CONFLICT),
        ("notes/tea (Conflicted copy desk 202601011011).md", Reason.CONFLICT),
        ("notes/a conflict of interest.md", None),
        ("notes/~$tea.md", Reason.TEMPORARY),
        ("notes/tea.md~", Reason.TEMPORARY),
        ("notes/tea.tmp.md", Reason.TEMPORARY),
        ("notes/tea.md.tmp", Reason.TEMPORARY),
        ("notes/#tea.md#", Reason.TEMPORARY),
        ("notes/tea.md.swp", Reason.TEMPORARY),
        ("notes/tmp.md", None),
        ("notes/temp tea.md", None),
        ("notes/~tea.md", None),
    ],
)
def test_files_are_left_out_by_folder_and_name(source: str, reason: Reason | None) -> None:
    assert find_reason(source, ["vault/Vorlagen"]) is reason


def test_the_manual_has_the_table() -> None:
    """What holds back is written there line by line, in the order of the code."""
    lines = MANUAL.read_text("utf-8").splitlines()
    table = [line for line in lines if line.startswith("| ") and line.count("|") == 3]
    start = next(index for index, line in enumerate(table) if line.startswith("| what says so "))
    assert table[start + 1 :] == [f"| {row.written} | {row.effect} |" for row in list_rows()]
