"""What the other browser tests rely on: `page` notices errors and foreign requests, `serve` serves."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Serve, watch


def test_a_quiet_page_is_served(page: Page, serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><title>Tea</title><h1>Tea</h1>")
    page.goto(f"{serve(tmp_path)}/")
    assert page.title() == "Tea"


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        pytest.param("<script>console.error('cold tea')</script>", "console: cold tea", id="console error"),
        pytest.param("<script>throw new Error('no tea')</script>", "error: no tea", id="exception"),
        pytest.param("<img src=https://example.org/tea.png>", "request to https://example.org/tea.png", id="foreign"),
        pytest.param("<img src=gone.png>", "console: Failed to load resource", id="missing file"),
    ],
)
def test_a_complaint_is_noticed(browser: Browser, serve: Serve, tmp_path: Path, html: str, complaint: str) -> None:
    (tmp_path / "index.html").write_text(f"<!doctype html><title>Tea</title>{html}")
    with browser.new_context() as context:
        page, complaints = watch(context)
        page.goto(f"{serve(tmp_path)}/", wait_until="networkidle")
    assert any(found.startswith(complaint) for found in complaints)
