"""Excerpts: "continue reading", the few sentences a listing shows, and the description a search engine shows.

Reads from an entry its body and the front matter `Excerpt`, `Summary` and `Description`.
Adds `excerpt`, `summary_html`, `description`, `card_description`, `more_label` and `is_cut`; takes the more marker out
of the body.

Settings, with their defaults:

EXCERPT_LENGTH = 300
    Signs at most in an automatic excerpt; it ends at a sentence.
DESCRIPTION_LENGTH = 155
    Signs at most in the description for search engines.
CARD_DESCRIPTION_LENGTH = 200
    Signs at most in the description for link cards.
EXCERPT_STAND_INS = {}
    What stands for an entry without words, by kind, in the language of your site: {"note": "Eine Notiz[ in {place}]."}.
    The fields are place (category, folder or site), tags, language (of code) and year; a part in brackets stays out
    where its field says nothing.
"""


def register() -> None:
    """Called by Pelican."""
    from plugins.excerpts import hooks

    hooks.connect()
