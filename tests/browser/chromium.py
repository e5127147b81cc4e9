"""The Chromium that the browser tests drive: the system's own where there is one, else one we may install."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
MAC_APPS = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")
PLAYWRIGHT_FOLDERS = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")
PLAYWRIGHT_PROGRAMS = ("chrome-linux*/chrome", "chrome-mac*/*.app/Contents/MacOS/*")
NOT_FOUND = "no Chromium was found; install it (Debian: apt install chromium, macOS: brew install --cask chromium)"


def find_chromium() -> Path | None:
    """The first Chromium that starts; `None` where there is none."""
    return next((path for path in _candidates() if _starts(path)), None)


def install_chromium() -> Path | None:
    """A Chromium installed by Playwright or, for the administrator of a Debian, as a package; `None` if neither."""
    _succeeds([sys.executable, "-m", "playwright", "install", "chromium"])
    found = find_chromium()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _succeeds(["apt-get", "update"])
        _succeeds(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"])
        found = find_chromium()
    return found


def _candidates() -> Iterator[Path]:
    for name in NAMES:
        if path := shutil.which(name):
            yield Path(path)
    for folder in ("/Applications", "~/Applications"):
        for app in MAC_APPS:
            yield Path(folder).expanduser() / app
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    for folder in (chosen,) if chosen else PLAYWRIGHT_FOLDERS:
        for program in PLAYWRIGHT_PROGRAMS:
            # The newest one first.
            yield from sorted(Path(folder).expanduser().glob(f"chromium-*/{program}"), reverse=True)


def _starts(path: Path) -> bool:
    """Whether the program runs here: it may lack a library, or be a stand-in that only tells how to install it."""
    return path.is_file() and _succeeds([str(path), "--version"])


def _succeeds(command: list[str]) -> bool:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=600)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
