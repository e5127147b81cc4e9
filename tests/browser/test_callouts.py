"""Callouts look alike folded or not, and their titles read like any other text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site

# The colour and the mark of a box of *sort*, as a div and as a details.
LOOKS = """sort => [["div", "admonition " + sort, "p"], ["details", sort, "summary"]].map(([name, classes, title]) => {
  const box = document.createElement(name);
  box.className = classes;
  box.innerHTML = `<${title} class="${name === "div" ? "admonition-title" : ""}">Title</${title}>`;
  document.querySelector(".prose").append(box);
  const mark = getComputedStyle(box.firstChild, "::before");
  return [getComputedStyle(box).borderTopColor, getComputedStyle(box).backgroundColor, mark.maskImage];
})"""
# How far the mark of a question stands from the emphasised word before it, in pixels.
GAP = """name => {
  const title = document.createElement(name);
  title.className = name === "p" ? "admonition-title" : "";
  title.innerHTML = "Are they <em>nested</em>?";
  const box = document.createElement(name === "p" ? "div" : "details");
  box.className = name === "p" ? "admonition" : "note";
  box.append(title);
  document.querySelector(".prose").append(box);
  const range = document.createRange();
  range.selectNode(title.lastChild);
  return range.getBoundingClientRect().left - title.querySelector("em").getBoundingClientRect().right;
}"""


@pytest.mark.parametrize("sort", ["tip", "success", "question", "quote", "warning", "danger", "failure", "example"])
def test_a_folded_callout_looks_like_one_that_is_not(page: Page, awkward: Site, sort: str) -> None:
    page.goto(f"{awkward.url}/posts/wide-things/")
    plain, folded = page.evaluate(LOOKS, sort)
    assert folded == plain


@pytest.mark.parametrize("name", ["p", "summary"])
def test_an_emphasised_word_of_a_title_stands_beside_its_neighbour(page: Page, awkward: Site, name: str) -> None:
    page.goto(f"{awkward.url}/posts/wide-things/")
    assert abs(page.evaluate(GAP, name)) < 1
