"""The theme's own files: style sheets joined into one, every file under a name that changes with its content.

Reads `theme/static/`.
Adds the template function `asset('css/site.css')`, the address of the file; writes what templates asked for.

Settings: none of its own (`THEME`, `THEME_STATIC_DIR`).
"""


def register() -> None:
    """Called by Pelican."""
    from plugins.assets import hooks

    hooks.connect()
