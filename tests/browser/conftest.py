"""Fixtures of the browser tests: built sites, served, and pages that tolerate no error and no foreign request."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect, sync_playwright

from tests import sites
from tests.browser.chromium import NOT_FOUND, find_chromium

HOME = "127.0.0.1"
AWKWARD = Path(__file__).parent / "sites" / "awkward"
# On a busy machine, what takes a moment here takes a minute; who waits is done as soon as it is there.
PATIENCE_MS = 120_000
expect.set_options(timeout=PATIENCE_MS)

Serve = Callable[[Path], str]


@dataclass(frozen=True, slots=True)
class Site:
    """A built site, and the address it is served at, without a slash at its end."""

    folder: Path
    url: str

    def pages(self) -> list[str]:
        """The addresses of all pages below that of the site, as `/posts/tea/`."""
        names = sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))
        return [f"/{name.removesuffix('index.html')}" for name in names]

    def text(self, address: str) -> str:
        """What lies at *address*, as `/posts/tea/`."""
        name = f"{address}index.html" if address.endswith("/") else address
        return (self.folder / name.lstrip("/")).read_text("utf-8")


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is the library's)
        """Print nothing: the tests say what went wrong."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(NOT_FOUND)
        # Whoever has no browser runs all other tests; the gate, above, lets nobody by.
        pytest.skip(NOT_FOUND)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, timeout=PATIENCE_MS)
        yield browser
        browser.close()


def watch(context: BrowserContext) -> tuple[Page, list[str]]:
    """A new page of *context*, and the list that its errors and its requests beyond 127.0.0.1 are added to."""
    complaints: list[str] = []

    def note_error(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"console: {message.text} ({message.location.get('url', '')})")

    def guard(route: Route) -> None:
        if urlsplit(route.request.url).hostname == HOME:
            route.continue_()
        else:
            complaints.append(f"request to {route.request.url}")
            route.abort()

    context.route("**/*", guard)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("console", note_error)
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    return page, complaints


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new page; the test fails afterwards if it logged an error, or asked for anything beyond 127.0.0.1."""
    with browser.new_context() as context:
        page, complaints = watch(context)
        yield page
    assert complaints == []


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """The same for a reader who has switched scripts off; our own questions to the page are still answered."""
    with browser.new_context(java_script_enabled=False) as context:
        page, complaints = watch(context)
        yield page
    assert complaints == []


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Serve a folder on a free port until all tests are done; gives the address, without a slash at its end."""
    with ExitStack() as stack:

        def start(folder: Path) -> str:
            server = ThreadingHTTPServer((HOME, 0), partial(QuietHandler, directory=str(folder)))
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            return f"http://{HOME}:{server.server_port}"

        yield start


@pytest.fixture(scope="session")
def demo(demo_path: Path, tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> Site:
    """The manual, as the command of the README builds it."""
    return _build_by_command(demo_path, tmp_path_factory.mktemp("demo"), serve)


@pytest.fixture(scope="session")
def public_demo(demo_path: Path, tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> Site:
    """The manual, as the world will see it."""
    return _build_by_command(demo_path, tmp_path_factory.mktemp("public"), serve, "--public")


@pytest.fixture(scope="session")
def awkward(shared_cache_path: Path, tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> Site:
    """A small site of everything that does not fit: long words, wide tables, tall drawings, other scripts."""
    output = tmp_path_factory.mktemp("awkward")
    settings = {"CACHE_PATH": str(shared_cache_path), "DEFAULT_PAGINATION": 2}
    built = sites.build(AWKWARD, output, settings)
    assert not built.failed, built.printed
    return Site(output, serve(output))


def _build_by_command(content: Path, output: Path, serve: Serve, *options: str) -> Site:
    command = [sys.executable, "-m", "invoke", "build", "--content", str(content), "--output", str(output), *options]
    done = subprocess.run(command, cwd=sites.PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return Site(output, serve(output))
