"""What a first run says where it cannot succeed: one sentence with the cure, and no traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
NEEDED = (
    "tasks.py",
    "plugins/__init__.py",
    "plugins/building/__init__.py",
    "plugins/building/environment.py",
    "requirements.txt",
    "requirements-dev.txt",
)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """As much of the project as the first run needs, without an environment."""
    folder = tmp_path / "a blog"
    folder.mkdir()
    for name in NEEDED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, folder / name)
    return folder


def run_first(clone: Path, **variables: str) -> tuple[int, str]:
    """The exit code and last line of a first run where no package index answers."""
    offline = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "1"}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    done = subprocess.run(
        [sys.executable, "tasks.py", "build"],
        cwd=clone,
        env={**inherited, **offline, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr.strip()


def test_without_a_network_it_says_so_and_leaves_nothing_that_seems_complete(clone: Path) -> None:
    says = "the package index does not answer; the first run needs the network, so connect and run this again"
    assert run_first(clone) == (1, f"tasks.py: {says}")
    assert (clone / ".venv" / "doodlebook-stamp").read_text() == ""


def test_without_the_venv_package_it_says_which_to_install(clone: Path, tmp_path: Path) -> None:
    """Debian keeps `ensurepip` in a package of its own."""
    shim = tmp_path / "shim"
    shim.mkdir()
    (shim / "sitecustomize.py").write_text("import sys\nsys.modules['ensurepip'] = None\n")
    code, says = run_first(clone, PYTHONPATH=str(shim))
    assert code == 1
    assert says == (
        "tasks.py: this Python cannot make environments;"
        " on Debian and Ubuntu run 'apt install python3-venv', then this again"
    )


def test_an_environment_made_by_others_is_not_touched(clone: Path) -> None:
    (clone / ".venv").mkdir()
    (clone / ".venv" / "pyvenv.cfg").write_text("mine")
    assert run_first(clone) == (
        1,
        "tasks.py: '.venv' was made by something else; 'mv .venv .venv.mine' and run this again",
    )
    assert (clone / ".venv" / "pyvenv.cfg").read_text() == "mine"


@pytest.mark.usefixtures("rights_hold")
def test_in_a_folder_that_cannot_be_written_it_says_so(clone: Path) -> None:
    clone.chmod(0o555)
    assert run_first(clone) == (
        1,
        "tasks.py: this folder cannot be written to; copy it to a place of your own and run it there",
    )


def test_a_failed_update_leaves_the_environment_that_worked(clone: Path) -> None:
    venv = clone / ".venv"
    venv.mkdir()
    (venv / "doodlebook-stamp").write_text("python 3.11\nrequirements.txt of-last-month\n")
    (venv / "working.txt").write_text("yes")
    assert run_first(clone)[0] == 1
    assert (venv / "working.txt").read_text() == "yes"
    assert not (clone / ".venv.old").exists()
