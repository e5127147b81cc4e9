"""Featured images: for every entry a share card, a thumbnail for listings, and the facts of its own pictures.

What stands for an entry, in this order: its own `Image:`, the drawing of a doodle, the poster of a video,
a card drawn with the entry's title, its category's colour and its kind's mark.

Reads the settings

- `SITENAME`: written on the cards.
- `CATEGORY_COLORS`: colours of categories by name, `{"Sense Making": "#2f8f5b"}`; others get one by their name.
- `CARD_FONTS`: paths of the author's own fonts, asked before the packaged ones, for scripts those lack.
- `CACHE_PATH`: where pictures are kept between builds; what is there is never needed, only quicker.
"""


def register() -> None:
    """Called by Pelican."""
    from plugins.images import hooks

    hooks.connect()
