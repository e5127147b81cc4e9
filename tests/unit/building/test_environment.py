"""The parts of the bootstrap that need no installation; the rest is in tests/site/test_first_run.py."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from plugins.building import environment
from plugins.building.environment import BootstrapError, count_packages, explain, is_installed


@pytest.mark.parametrize(
    ("output", "cure"),
    [
        pytest.param(
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "the disk is full; free about 300 MB and run this again",
            id="full disk",
        ),
        pytest.param(
            "[Errno 13] Permission denied: '/opt/blog/.venv'",
            "this folder cannot be written to; copy it to a place of your own and run it there",
            id="no rights",
        ),
        pytest.param(
            "[Errno 30] Read-only file system: '/mnt/blog/.venv'",
            "this folder cannot be written to; copy it to a place of your own and run it there",
            id="read-only",
        ),
        pytest.param(
            "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError'\n"
            "ERROR: Could not find a version that satisfies the requirement anyio==4.16.0 (from versions: none)",
            "the package index does not answer; the first run needs the network, so connect and run this again",
            id="no network",
        ),
        pytest.param(
            "/usr/bin/python3: No module named ensurepip",
            "this Python cannot make environments;"
            " on Debian and Ubuntu run 'apt install python3-venv', then this again",
            id="no ensurepip",
        ),
        pytest.param(
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
            "a package differs from the one that was pinned; run this again from another network",
            id="other bytes",
        ),
        pytest.param(
            "Looking\nERROR: one\nERROR: No matching distribution found for tea==1",
            "the installation failed: No matching distribution found for tea==1",
            id="anything else",
        ),
        pytest.param("", "the installation failed: no reason was given", id="silence"),
    ],
)
def test_a_failed_installation_names_its_cure(output: str, cure: str) -> None:
    assert explain(output) == cure


def test_a_package_pinned_twice_counts_once() -> None:
    text = (
        "tea==1 ; python_version < '3.12' \\\n    --hash=sha256:00\ntea==2 ; python_version >= '3.12'\n# via\nmilk==3\n"
    )
    assert count_packages(text) == 2


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a pinned file and something that stands for its environment."""
    monkeypatch.setattr(environment, "PROJECT", tmp_path)
    (tmp_path / "requirements.txt").write_text("tea==1\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    stamp = "requirements.txt 6e8e6ad6d9d4a8c7ae5b4ba2c9a5a7a9e8d6b2a1\n"
    (tmp_path / ".venv" / "doodlebook-stamp").write_text(stamp)
    return tmp_path


def test_an_environment_without_a_stamp_is_not_complete(project: Path) -> None:
    (project / ".venv" / "doodlebook-stamp").unlink()
    assert not is_installed(project / ".venv", "requirements.txt")


def test_an_environment_for_other_requirements_is_not_complete(project: Path) -> None:
    assert not is_installed(project / ".venv", "requirements.txt")


def test_an_environment_with_the_right_stamp_is_complete(project: Path) -> None:
    # `sha256sum` of the line "tea==1".
    digest = "ff63dca51cecab0c413af6c5a49adad2e661ab1e43d0c2ffaf754a7341e2a681"
    (project / ".venv" / "doodlebook-stamp").write_text(f"python 3.11\nrequirements.txt {digest}\n")
    assert is_installed(project / ".venv", "requirements.txt")


def test_an_environment_whose_python_is_gone_is_not_complete(project: Path) -> None:
    digest = "ff63dca51cecab0c413af6c5a49adad2e661ab1e43d0c2ffaf754a7341e2a681"
    (project / ".venv" / "doodlebook-stamp").write_text(f"python 3.11\nrequirements.txt {digest}\n")
    (project / ".venv" / "bin" / "python").unlink()
    (project / ".venv" / "bin" / "python").symlink_to("/gone/python3.11")
    assert not is_installed(project / ".venv", "requirements.txt")


def test_an_environment_that_is_a_link_is_entered_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the tasks would start themselves again and again, looking for the inside."""
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / ".venv"
    link.symlink_to(tmp_path / "elsewhere")
    monkeypatch.setattr(environment, "VENV", link)
    monkeypatch.setattr(sys, "prefix", str(link))
    assert environment.is_inside()


def test_an_old_python_is_told_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 6, "final", 0))
    with pytest.raises(BootstrapError, match=r"needs Python 3.11 or newer and this is 3.9; install one"):
        environment._check_python()


@pytest.mark.parametrize("name", ["tasks.py", "plugins/building/environment.py"])
def test_an_old_python_can_read_what_tells_it_so(name: str) -> None:
    ast.parse((Path(__file__).parents[3] / name).read_text("utf-8"), feature_version=(3, 8))
