"""Old addresses, and where they lead."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.building.trail import PLACES_KEPT, Seen, Trail, load_trail, save_trail

TEA, CUP = Seen("tea/index.html", "t"), Seen("cup/index.html", "c")
OLD, NEW = Seen("old/index.html", "k"), Seen("new/index.html", "k")


def trail_of(*steps: dict[str, Seen]) -> Trail:
    trail = Trail()
    for step in steps:
        trail.follow(step)
    return trail


def test_what_never_was_leads_nowhere() -> None:
    assert trail_of({"tea.md": TEA}).find("old/index.html") is None


def test_a_renamed_file_is_known_by_its_text() -> None:
    assert trail_of({"old.md": OLD, "tea.md": TEA}, {"new.md": NEW, "tea.md": TEA}).find(OLD.place) == NEW.place


def test_the_old_name_may_go_before_the_new_one_comes() -> None:
    assert trail_of({"old.md": OLD}, {}, {"tea.md": TEA}, {"new.md": NEW, "tea.md": TEA}).find(OLD.place) == NEW.place


def test_the_new_name_may_come_before_the_old_one_goes() -> None:
    assert trail_of({"old.md": OLD}, {"old.md": OLD, "new.md": NEW}, {"new.md": NEW}).find(OLD.place) == NEW.place


def test_an_entry_with_another_address_is_found_by_its_file() -> None:
    assert trail_of({"old.md": OLD}, {"old.md": Seen("new/index.html", "edited")}).find(OLD.place) == NEW.place


def test_what_is_edited_after_its_rename_is_still_found() -> None:
    edited = NEW._replace(text="edited")
    assert trail_of({"old.md": OLD}, {"new.md": NEW}, {"new.md": edited}).find(OLD.place) == NEW.place


def test_two_renames_lead_to_the_last_name() -> None:
    last = Seen("last/index.html", "k")
    trail = trail_of({"old.md": OLD}, {"new.md": NEW}, {"last.md": last})
    assert trail.find(OLD.place) == last.place
    assert trail.find(NEW.place) == last.place


def test_renamed_there_and_back_each_leads_to_what_is_there() -> None:
    trail = trail_of({"old.md": OLD}, {"new.md": NEW}, {"old.md": OLD})
    assert trail.find(NEW.place) == OLD.place


def test_renamed_there_and_back_and_deleted_none_is_left() -> None:
    trail = trail_of({"old.md": OLD}, {"new.md": NEW}, {"old.md": OLD}, {})
    assert trail.find(OLD.place) is None
    assert trail.find(NEW.place) is None


def test_a_rename_in_circles_ends() -> None:
    trail = trail_of({"old.md": OLD}, {"new.md": NEW}, {})
    trail.heirs["new.md"] = "old.md"
    assert trail.find(OLD.place) is None


def test_what_is_deleted_leads_nowhere_though_others_are_there() -> None:
    assert trail_of({"old.md": OLD, "tea.md": TEA}, {"tea.md": TEA, "cup.md": CUP}).find(OLD.place) is None


def test_of_files_that_hold_the_same_none_is_taken_for_the_one() -> None:
    others = {"a.md": Seen("a/index.html", "k"), "b.md": Seen("b/index.html", "k")}
    assert trail_of({"old.md": OLD, **others}, others).find(OLD.place) is None


def test_of_files_that_hold_the_same_the_new_one_is() -> None:
    others = {"a.md": Seen("a/index.html", "k"), "b.md": Seen("b/index.html", "k")}
    assert trail_of({"old.md": OLD, **others}, {"new.md": NEW, **others}).find(OLD.place) == NEW.place


def test_what_was_left_longest_ago_is_forgotten_first() -> None:
    many = {f"{number}.md": Seen(f"{number}/index.html", f"{number}") for number in range(PLACES_KEPT)}
    trail = trail_of({"old.md": OLD}, many, {"new.md": NEW}, {"new.md": NEW, "tea.md": TEA})
    assert len(trail.left) == PLACES_KEPT
    assert OLD.place not in trail.left


def test_a_trail_is_kept(tmp_path: Path) -> None:
    trail = trail_of({"old.md": OLD, "tea.md": TEA}, {"new.md": NEW, "tea.md": TEA})
    save_trail(tmp_path / "trail.json", trail)
    kept = load_trail(tmp_path / "trail.json")
    assert kept == trail
    kept.follow({"last.md": Seen("last/index.html", "k"), "tea.md": TEA})
    assert kept.find(OLD.place) == "last/index.html"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"present": {"a.md": 1}}', "\x00"])
def test_a_trail_that_cannot_be_read_is_an_empty_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "trail.json").write_text(text)
    assert load_trail(tmp_path / "trail.json") == Trail()
