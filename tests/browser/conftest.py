"""Fixtures of the browser tests: a page that tolerates no error and no foreign request, and a server for a folder."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, sync_playwright

from tests.browser.chromium import NOT_FOUND, find_chromium

HOME = "127.0.0.1"

Serve = Callable[[Path], str]


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is the library's)
        """Print nothing: the tests say what went wrong."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(NOT_FOUND)
        pytest.skip(NOT_FOUND)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
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
def serve() -> Iterator[Serve]:
    """Serve a folder on a free port for as long as the test runs; gives the address, without a slash at its end."""
    with ExitStack() as stack:

        def start(folder: Path) -> str:
            server = ThreadingHTTPServer((HOME, 0), partial(QuietHandler, directory=str(folder)))
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            return f"http://{HOME}:{server.server_port}"

        yield start
