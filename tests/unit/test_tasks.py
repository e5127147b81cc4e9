"""How the menu reads what is typed behind `python3 tasks.py`."""

from __future__ import annotations

import pytest

import tasks
from plugins.authoring import command


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]], ids=["nothing", "--help", "-h"])
def test_without_a_task_the_menu_is_printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        tasks.main(arguments)
    assert not stopped.value.code
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "build Make the site: content/ becomes output/." in lines
    assert "preview (serve) Show the site in the browser, and follow what you save." in lines


@pytest.mark.parametrize("arguments", [["new", "--help"], ["new", "post", "-h"]], ids=["task", "task and kind"])
def test_help_behind_a_task_is_about_that_task(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        tasks.main(arguments)
    assert "Start an entry from a template" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        pytest.param(["new", "rocket"], ("rocket", "", ""), id="untitled"),
        pytest.param(["new", "post", "Build"], ("post", "Build", ""), id="titled"),
        pytest.param(["new", "note", "build", "--content", "vault"], ("note", "build", "vault"), id="elsewhere"),
    ],
)
def test_new_takes_a_kind_and_perhaps_a_title(
    arguments: list[str], given: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[str, str, str]] = []

    def note_call(kind: str, title: str, content: str) -> int:
        calls.append((kind, title, content))
        return 0

    monkeypatch.setattr(command, "new", note_call)
    with pytest.raises(SystemExit):
        tasks.main(arguments)
    assert calls == [given]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["biuld"], "no task is called 'biuld'; did you mean 'build'?", id="task"),
        pytest.param(
            ["build", "--contnet", "x"], "'build' has no option '--contnet'; did you mean '--content'?", id="option"
        ),
        pytest.param(["build", "--output"], "'--output' of 'build' needs a word behind it;", id="nothing behind it"),
        pytest.param(
            ["new"], "'new' needs kind and title; 'python3 tasks.py new --help' tells how", id="missing words"
        ),
        pytest.param(["social"], "'social' needs slug; 'python3 tasks.py social --help' tells how", id="missing word"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence_with_the_cure(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        tasks.main(arguments)
    assert stopped.value.code == 1
    assert capsys.readouterr().err.startswith(f"tasks.py: {said}")
