"""The web between entries: wikilinks, links to files and entries, backlinks, neighbours and series.

Reads from an entry its title, slug, file name and aliases, and the links of its body and summary.
Adds `backlinks`, `newer`, `older` and `series`; writes into body and summary where each link leads.

Settings: none of its own.
"""


def register() -> None:
    """Called by Pelican."""
    from plugins.graph import hooks

    hooks.connect()
