"""The edge to the build: the template function `asset`."""

from __future__ import annotations

import posixpath
from contextlib import suppress
from functools import cache
from pathlib import Path

from plugins.assets.bundle import BundleError, bundle_css, name_by_content, shrink_css
from plugins.shared import bridge
from plugins.shared.bridge import Build


def connect() -> None:
    bridge.enriching.connect(enrich)


def enrich(build: Build) -> None:
    static_path = Path(build.settings["THEME"]) / "static"
    folder = build.settings["THEME_STATIC_DIR"]
    asked: set[str] = set()

    def bundle(path: str) -> str:
        try:
            return bundle_css(path, lambda name: (static_path / name).read_text("utf-8"))
        except BundleError as error:
            error.filename = str(static_path / error.filename)
            raise

    @cache
    def asset(path: str) -> str:
        """The address of the theme file *path*, below the root of the site; raises if there is none."""
        asked.add(path)
        data = shrink_css(bundle(path)).encode() if path.endswith(".css") else (static_path / path).read_bytes()
        name = posixpath.join(folder, name_by_content(path, data))
        build.outputs[name] = data
        return name

    def renew() -> None:
        """Have what has been asked for at hand as it is now: pages that other processes made ask for it."""
        asset.cache_clear()
        for path in [*asked]:
            # Told by the pages that need it.
            with suppress(OSError, BundleError):
                asset(path)

    build.renew_theme.append(renew)
    if bridge.is_own_theme(build.settings):
        # Our templates ask for every file they need.
        build.settings["THEME_STATIC_PATHS"] = []
    build.settings["JINJA_GLOBALS"] = build.settings["JINJA_GLOBALS"] | {"asset": asset}
