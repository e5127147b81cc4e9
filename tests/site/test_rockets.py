"""Quick takes, as listings show them."""

from __future__ import annotations

from tests.sites import BuildSite


def test_short_rocket_keeps_its_links_in_listings(build_site: BuildSite) -> None:
    site = build_site({"rockets/2026-01-02-up.md": "Kind: rocket\n\nTry `tea` and [more](https://tea.example/).\n"})
    [summary] = site.read("index.html").select(".card-summary")
    assert [link["href"] for link in summary.select("a")] == ["https://tea.example/"]
    assert [code.text for code in summary.select("code")] == ["tea"]
