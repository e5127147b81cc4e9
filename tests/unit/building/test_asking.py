from __future__ import annotations

import json
import os
from collections.abc import Callable

import pytest

from plugins.building.asking import Asked, Stage, WatchedSettings


def ask(how: Callable[[WatchedSettings], object]) -> Asked:
    asked = Asked()
    how(WatchedSettings({"TEA": 1}, asked))
    return asked


@pytest.mark.parametrize(
    "how",
    [
        lambda settings: settings["TEA"],
        lambda settings: settings.get("TEA"),
        lambda settings: "TEA" in settings,
        lambda settings: settings.setdefault("TEA", 2),
        lambda settings: settings.pop("TEA"),
        lambda settings: settings.pop("TEA", None),
    ],
)
def test_what_is_asked_for_is_noted(how: Callable[[WatchedSettings], object]) -> None:
    asked = ask(how)
    assert (asked.has("TEA", Stage.READING), asked.has("MILK", Stage.READING)) == (True, False)


def test_what_is_not_there_is_asked_for_as_well() -> None:
    assert ask(lambda settings: settings.get("MILK")).has("MILK", Stage.READING)


@pytest.mark.parametrize(
    "how",
    [
        dict,
        list,
        lambda settings: {**settings},
        lambda settings: settings | {},
        lambda settings: {} | settings,
        {}.update,
        lambda settings: settings.copy(),
        lambda settings: [*settings.items(), *settings.values(), *settings.keys()],
        json.dumps,
    ],
)
def test_who_copies_all_asks_for_all(how: Callable[[WatchedSettings], object]) -> None:
    assert ask(how).has("MILK", Stage.READING)


def test_what_is_only_given_is_not_asked_for() -> None:
    asked = Asked()
    settings = WatchedSettings({}, asked)
    settings["TEA"] = 1
    settings.update(MILK=2)
    assert not asked.has("TEA", Stage.READING)
    assert not asked.has("MILK", Stage.READING)


def test_stages_are_kept_apart_and_remembered() -> None:
    asked = Asked()
    asked.note("TEA")
    asked.begin(Stage.ENRICHING)
    asked.note("MILK")
    later = Asked(asked.pack())
    later.begin(Stage.SHOWING)
    later.note("TEA")
    found = {name: [stage.name for stage in Stage if later.has(name, stage)] for name in ("TEA", "MILK", "SALT")}
    assert found == {"TEA": ["READING", "SHOWING"], "MILK": ["ENRICHING"], "SALT": []}


def test_a_copied_process_tells_what_it_asked_for() -> None:
    asked = Asked()
    child = os.fork()
    if not child:
        asked.note("TEA")
        os._exit(0)
    os.waitpid(child, 0)
    assert asked.has("TEA", Stage.READING)
