"""What a listing says of itself where it is shared or found: its introduction, or what it is and what it holds."""

from __future__ import annotations

from collections.abc import Iterable

from plugins.shared.prose import say_all
from plugins.shared.sentences import end_sentence, fill_room
from plugins.shared.text_blocks import read_html

LONGEST = 155


def describe_listing(introduction_html: str, lead: str, names: Iterable[str] = ()) -> str:
    """The words of the introduction, or *lead* and as many of *names* as there is room for, as plain text."""
    if words := fill_room(say_all(read_html(introduction_html)), LONGEST):
        return words
    told, joint = lead, ": "
    for name in names:
        if len(told) + len(joint) + len(name) >= LONGEST:
            break
        told, joint = f"{told}{joint}{name}", ", "
    return end_sentence(told)
