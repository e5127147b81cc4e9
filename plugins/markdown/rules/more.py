"""`<!-- more -->`: the excerpt ends here. Only this switch keeps it from being a comment, which no page holds."""

from __future__ import annotations

from markdown_it import MarkdownIt

from plugins.shared.markup import BEGIN_MARKER, MORE_MARKER


def use(_parser: MarkdownIt) -> None:
    """Nothing to add: the rule for comments asks whether this extension is on."""


def is_marker(comment: str) -> bool:
    """Whether the HTML *comment* says where the excerpt of an entry begins or ends."""
    return bool(MORE_MARKER.fullmatch(comment) or BEGIN_MARKER.fullmatch(comment))
