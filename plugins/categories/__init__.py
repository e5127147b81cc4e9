"""Several categories per entry: every category, tag and author page, feed and count holds every entry that names it.

Reads `Category`, `Tags` and `Author` of an entry (lists, the first category is primary)
and the introductions in `content/categories/`, `content/tags/` and `content/authors/`.
Adds one spelling for each name, and a colour to each category;
to Pelican's listings the entries of all kinds, and to the terms `introduction_html`.

Settings, with their defaults: Pelican's `CATEGORY_URL`, `TAG_URL`, `AUTHOR_URL` and their kin, and

- `CATEGORY_COLORS`: colours of categories by name, `{"Sense Making": "#2f8f5b"}`; others are dealt theirs.
"""


def register() -> None:
    """Called by Pelican."""
    from plugins.categories import hooks

    hooks.connect()
