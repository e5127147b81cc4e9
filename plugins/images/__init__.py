"""Featured images: for every entry a share card, a thumbnail for listings, and the facts of its own pictures.

What stands for an entry, in this order: its own `Image:`, the drawing of a doodle, the poster of a video, a picture of
its text if a rule allows it, the picture of a rule, a card drawn with the entry's title. Every picture of a page is
made in the widths and formats readers need.

Reads the settings

- `SITENAME`: written on the cards.
- `CARD_FONTS`: paths of the author's own fonts, asked before the packaged ones, for scripts those lack.
- `CARD_STYLE`, `CARD_STYLES_PATH`: the style of cards, and the folder with the author's own.
- `CARD_FACTS`: what cards say besides, of `author`, `date`, `reading_time`.
- `IMAGE_RULES`, `PAGE_IMAGE_RULES`: what entries without a picture of their own get; the first match by number decides.
- `TEXT_PICTURES`: whether a good picture of the text stands for an entry that has no other.
- `DRAWING_PAPER`, `DRAWING_DARK`: what is done with drawings that do not say.
- `CACHE_PATH`: where pictures are kept between builds; what is there is never needed, only quicker.
"""


def register() -> None:
    """Called by Pelican."""
    from plugins.images import hooks

    hooks.connect()
