"""What no page may hold."""

from __future__ import annotations

from tests.sites import BuildSite


def test_control_characters_are_named_and_left_out(build_site: BuildSite) -> None:
    site = build_site({"posts/tea.md": "Title: Green\x07 tea\nDate: 2026-01-02\n\nA\x0c cup.\n"})
    assert not site.failed
    assert site.problems == ("posts/tea.md:1: holds the control character 0x07, which no page may have; delete it",)
    assert [heading.text for heading in site.read("posts/tea/index.html").select("h1")] == ["Green tea"]
    assert "A cup." in site.text("feeds/all.atom.xml")


def test_rocket_whose_only_field_is_a_message_keeps_it_to_itself(build_site: BuildSite) -> None:
    site = build_site({"rockets/2026-01-02-lift-off.md": "Message: Look up!\n\nWe have lift-off.\n"})
    assert not site.failed
    [body] = site.read("rockets/lift-off/index.html").select("article .prose")
    assert body.text.strip() == "We have lift-off."
