"""Everything `test` runs, in order: lint, types, then unit and site tests, then browser tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.browser.chromium import NOT_FOUND, find_chromium, install_chromium

PROJECT = Path(__file__).resolve().parents[1]
CHECKS = {
    "lint": (["ruff", "check"], ["ruff", "format", "--check"]),
    "types": (["mypy"],),
}
TESTS = {
    "unit": ("tests/test_architecture.py", "tests/test_docs.py", "tests/unit"),
    "site": ("tests/site", "tests/property", "tests/differential"),
    "browser": ("tests/browser",),
}


def run(only: str = "") -> int:
    """Run all, or *only* one of them, to the end; 0, or 1 when anything failed."""
    known = [*CHECKS, *TESTS]
    if only and only not in known:
        print(f"unknown part '{only}'; write one of {', '.join(known)}", file=sys.stderr)
        return 1
    failed = [name for name, tools in CHECKS.items() if only in ("", name) and not _run_checks(name, tools)]
    tests = [name for name in TESTS if only in ("", name)]
    if tests and not _run_tests(tests):
        failed.append("tests")
    if failed:
        print(f"\nFailed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def _run_checks(name: str, tools: tuple[list[str], ...]) -> bool:
    """Whether all *tools* of one check are content; every one of them runs."""
    print(f"{name}: {', '.join(' '.join(tool) for tool in tools)}", flush=True)
    answers = [_succeeds(tool) for tool in tools]
    return all(answers)


def _run_tests(names: list[str]) -> bool:
    has_browser = "browser" not in names or _prepare_browser()
    # By themselves: a browser that is driven keeps a loop running, beside which no test can start a loop of its own.
    groups = [[name for name in names if name != "browser"], [name for name in names if name == "browser"]]
    answers = [_run_pytest(group) for group in groups if group]
    if not has_browser:
        print(f"\nThe browser tests did not run: {NOT_FOUND}.", file=sys.stderr)
    return all(answers) and (has_browser or not os.environ.get("CI"))


def _run_pytest(names: list[str]) -> bool:
    folders = [folder for name in names for folder in TESTS[name] if (PROJECT / folder).exists()]
    print(f"tests: {', '.join(names)}", flush=True)
    # One file stays on one core: its tests share what they have built.
    return _succeeds(["pytest", "-n", "logical", "--dist", "loadfile", *folders])


def _prepare_browser() -> bool:
    if find_chromium():
        return True
    print("Installing Chromium (for the browser tests, once)…", flush=True)
    return install_chromium() is not None


def _succeeds(tool: list[str]) -> bool:
    return subprocess.run([sys.executable, "-m", *tool], cwd=PROJECT, check=False).returncode == 0
